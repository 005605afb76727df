/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A decoder of whatever GStreamer decodes on this machine. A frame goes in on the painter's
 * thread; GStreamer's own give it to the decoder, and deliver what comes out. Where elements
 * fail, the next ones that can decode the codec go on. */

#include "ledger.h"
#include "pictures.h"
#include "pipeline.h"

#include <sumac/plugin/plugin.h>

#include <glib/gi18n-lib.h>

#define VIDEO_TYPE_GST (video_gst_get_type ())
G_DECLARE_FINAL_TYPE (VideoGst, video_gst, VIDEO, GST, SumacVideoDecoder)

/* Bytes that wait for a decoder. */
#define MAX_WAITING_BYTES (32u << 20)

/* Of a decoder that keeps its own time: a frame without a picture is given up when so many
 * later ones have gone in. */
#define PATIENCE 8

#define MAX_RESTARTS 8

/* When a decoder's pictures come. Those in software are taken for prompt, as they have no
 * thread of their own and are told not to wait, until they prove otherwise. */
typedef enum
{
  UNKNOWN,
  PROMPT, /* before the decoder takes the next frame */
  LATE,   /* whenever it likes */
} Timing;

struct _VideoGst
{
  SumacVideoDecoder parent_instance;

  /* The painter's. */
  SumacVideoFormat format;
  GPtrArray *choices; /* Choice, the best first */
  guint next_choice;
  gboolean is_good; /* the last choice has shown pictures */
  guint n_restarts; /* of the last choice, without a picture since */
  Pipeline *pipeline;

  Ledger ledger;

  /* The decoder's thread, one at a time. */
  Pictures pictures;

  /* Any: atomic. */
  gint is_broken; /* the pipeline has ended */
  gint has_shown; /* it has given a picture */
  gint timing;
  guint64 under_way; /* the frame that is with the decoder, by its time */
  pthread_t giver;   /* the thread that gave it */
};

G_DEFINE_DYNAMIC_TYPE (VideoGst, video_gst, SUMAC_TYPE_VIDEO_DECODER)

/* From GStreamer's threads */

/* Everything up to the frame of that time has been dealt with. */
static void
settle (VideoGst *self, GstClockTime time)
{
  guint64 until;

  if (ledger_settle (&self->ledger, time, &until))
    sumac_video_decoder_settle (SUMAC_VIDEO_DECODER (self), until);
}

static void
settle_all (VideoGst *self)
{
  guint64 until;

  if (ledger_settle_all (&self->ledger, &until))
    sumac_video_decoder_settle (SUMAC_VIDEO_DECODER (self), until);
}

/* The decoder has returned from the frame of that time. */
static void
end_frame (VideoGst *self, GstClockTime time)
{
  if (!GST_CLOCK_TIME_IS_VALID (time))
    return;
  if (__atomic_load_n (&self->timing, __ATOMIC_RELAXED) == PROMPT)
    settle (self, time);
  else if (time >= PATIENCE * LEDGER_STEP)
    settle (self, time - PATIENCE * LEDGER_STEP);
}

static void
on_begins (gpointer data, GstClockTime time)
{
  VideoGst *self = data;

  end_frame (self, __atomic_exchange_n (&self->under_way, time, __ATOMIC_RELAXED));
  __atomic_store_n (&self->giver, pthread_self (), __ATOMIC_RELAXED);
}

static void
on_idles (gpointer data)
{
  VideoGst *self = data;

  end_frame (self, __atomic_load_n (&self->under_way, __ATOMIC_RELAXED));
}

/* Whether the decoder gave this picture before it returned from the frame. */
static gboolean
is_prompt (VideoGst *self, GstClockTime time)
{
  return pthread_equal (__atomic_load_n (&self->giver, __ATOMIC_RELAXED), pthread_self ()) &&
         __atomic_load_n (&self->under_way, __ATOMIC_RELAXED) == time;
}

static void
on_came_out (gpointer data, GstSample *sample)
{
  VideoGst *self = data;
  SumacVideoDecoder *decoder = SUMAC_VIDEO_DECODER (self);
  GstClockTime time = GST_BUFFER_PTS (gst_sample_get_buffer (sample));
  guint64 cookie, until;

  /* A frame that was given up gives a picture after all: that decoder keeps its own time. */
  if (!ledger_show (&self->ledger, time, &cookie, &until))
    {
      __atomic_store_n (&self->timing, LATE, __ATOMIC_RELAXED);
      return;
    }
  if (is_prompt (self, time) && __atomic_load_n (&self->timing, __ATOMIC_RELAXED) == UNKNOWN)
    __atomic_store_n (&self->timing, PROMPT, __ATOMIC_RELAXED);

  __atomic_store_n (&self->has_shown, TRUE, __ATOMIC_RELAXED);

  SumacPicture *picture = pictures_make (&self->pictures, sample);

  if (picture)
    sumac_video_decoder_deliver (decoder, picture, cookie);
  if (!picture || until > cookie)
    sumac_video_decoder_settle (decoder, until);
}

/* What is under way is lost with the elements; push finds out how to go on. */
static void
on_broke (gpointer data, const GError *error)
{
  VideoGst *self = data;

  g_debug ("video-gst: %s", error->message);
  __atomic_store_n (&self->is_broken, TRUE, __ATOMIC_RELEASE);
  settle_all (self);
}

/* From the painter */

static void
set_no_decoder (SumacVideoCodec codec, GError **error)
{
  g_set_error (
      error, SUMAC_ERROR, SUMAC_ERROR_UNSUPPORTED,
      _ ("GStreamer has no decoder for %s here. Install a GStreamer plug-in with one."),
      choice_codec_title (codec));
}

/* By what GStreamer's own scan has found to load: to load the elements themselves, only to ask,
 * would cost each session tens of megabytes. */
static gboolean
probe (SumacVideoDecoder *decoder G_GNUC_UNUSED, SumacVideoCodec codec, GError **error)
{
  const SumacVideoFormat format = { .codec = codec };

  if (!choice_start_gstreamer (error))
    return FALSE;

  g_autoptr (GPtrArray) choices = choice_list (&format);

  if (choices->len > 0)
    return TRUE;
  set_no_decoder (codec, error);
  return FALSE;
}

static gboolean
start (VideoGst *self, const Choice *choice)
{
  const PipelineCalls calls = { on_begins, on_idles, on_came_out, on_broke, self };

  __atomic_store_n (&self->is_broken, FALSE, __ATOMIC_RELEASE);
  __atomic_store_n (&self->has_shown, FALSE, __ATOMIC_RELAXED);
  __atomic_store_n (&self->under_way, GST_CLOCK_TIME_NONE, __ATOMIC_RELAXED);
  self->pipeline = pipeline_new (choice, &self->format, &calls);
  if (self->pipeline && pipeline_play (self->pipeline))
    return TRUE;
  g_clear_pointer (&self->pipeline, pipeline_free);
  return FALSE;
}

/* The next elements that can be started take over. */
static gboolean
start_next (VideoGst *self, GError **error)
{
  self->is_good = FALSE;
  self->n_restarts = 0;
  while (self->next_choice < self->choices->len)
    {
      const Choice *choice = g_ptr_array_index (self->choices, self->next_choice++);

      __atomic_store_n (&self->timing, choice->is_hardware ? UNKNOWN : PROMPT,
                        __ATOMIC_RELAXED);
      if (start (self, choice))
        {
          g_debug ("video-gst: %s decodes", GST_OBJECT_NAME (choice->decoder));
          return TRUE;
        }
    }
  set_no_decoder (self->format.codec, error);
  return FALSE;
}

/* Elements that have shown pictures are good, so the frame was bad; and they go on, unless
 * that comes too often. */
static gboolean
start_again (VideoGst *self, GError **error)
{
  gboolean has_shown = __atomic_load_n (&self->has_shown, __ATOMIC_RELAXED);

  self->is_good |= has_shown;
  g_clear_pointer (&self->pipeline, pipeline_free);
  /* Frames of motion JPEG stand alone: one that is bad says nothing of the next. */
  if (has_shown || self->format.codec == SUMAC_VIDEO_MJPEG)
    self->n_restarts = 0;
  else
    self->n_restarts++;
  if (self->is_good && self->n_restarts <= MAX_RESTARTS &&
      start (self, g_ptr_array_index (self->choices, self->next_choice - 1)))
    return TRUE;
  if (start_next (self, NULL))
    return TRUE;
  g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN,
               _ ("GStreamer can't decode this video any further."));
  return FALSE;
}

static gboolean
open_stream (SumacVideoDecoder *decoder, const SumacVideoFormat *format, GError **error)
{
  VideoGst *self = VIDEO_GST (decoder);

  if (!choice_start_gstreamer (error))
    return FALSE;
  self->format = *format;
  self->choices = choice_list (format);
  pictures_init (&self->pictures, format->takes_planes);
  return start_next (self, error);
}

static gboolean
is_full (VideoGst *self, gsize size)
{
  guint64 n_waiting = pipeline_waiting_bytes (self->pipeline);

  return n_waiting > 0 && n_waiting + size > MAX_WAITING_BYTES;
}

/* A frame that comes while too much waits is left out, and one without bytes: to elements that
 * would be something else. */
static gboolean
push (SumacVideoDecoder *decoder,
      const guint8 *bytes,
      gsize size,
      guint64 cookie,
      GError **error)
{
  VideoGst *self = VIDEO_GST (decoder);
  GstClockTime time = GST_CLOCK_TIME_NONE;

  if (__atomic_load_n (&self->is_broken, __ATOMIC_ACQUIRE) && !start_again (self, error))
    return FALSE;
  if (size > 0 && !is_full (self, size))
    time = ledger_enter (&self->ledger, cookie);
  if (GST_CLOCK_TIME_IS_VALID (time))
    pipeline_push (self->pipeline, bytes, size, time);
  else if (ledger_refuse (&self->ledger, cookie))
    sumac_video_decoder_settle (decoder, cookie);

  /* Elements that broke just now have not seen this one. */
  if (__atomic_load_n (&self->is_broken, __ATOMIC_ACQUIRE))
    settle_all (self);
  return TRUE;
}

static void
close_stream (SumacVideoDecoder *decoder)
{
  VideoGst *self = VIDEO_GST (decoder);

  g_clear_pointer (&self->pipeline, pipeline_free);
  g_clear_pointer (&self->choices, g_ptr_array_unref);
  pictures_clear (&self->pictures);
}

static void
video_gst_finalize (GObject *object)
{
  ledger_clear (&VIDEO_GST (object)->ledger);
  G_OBJECT_CLASS (video_gst_parent_class)->finalize (object);
}

static void
video_gst_class_init (VideoGstClass *klass)
{
  SumacVideoDecoderClass *decoder_class = SUMAC_VIDEO_DECODER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = video_gst_finalize;
  decoder_class->probe = probe;
  decoder_class->open = open_stream;
  decoder_class->push = push;
  decoder_class->close = close_stream;
}

static void
video_gst_class_finalize (VideoGstClass *klass G_GNUC_UNUSED)
{
}

static void
video_gst_init (VideoGst *self)
{
  ledger_init (&self->ledger);
}

SUMAC_PLUGIN_DEFINE (module)
{
  video_gst_register_type (module);
  g_io_extension_point_implement (SUMAC_EXTENSION_POINT_VIDEO_DECODER, VIDEO_TYPE_GST, "gst",
                                  50);
}
