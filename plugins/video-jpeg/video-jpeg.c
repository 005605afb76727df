/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A decoder of motion JPEG on a thread of its own. Frames stand alone, so that one that is
 * broken or comes too late costs just itself. */

#include "decode.h"
#include "frame-queue.h"

#include <sumac/plugin/plugin.h>
#include <sumac/plugin/video-decoder.h>

#include <glib/gi18n-lib.h>
#include <pthread.h>

#define VIDEO_TYPE_JPEG (video_jpeg_get_type ())
G_DECLARE_FINAL_TYPE (VideoJpeg, video_jpeg, VIDEO, JPEG, SumacVideoDecoder)

struct _VideoJpeg
{
  SumacVideoDecoder parent_instance;
  FrameQueue *queue;
  BlockPool *pool; /* the thread's, while it runs */
  gboolean takes_planes;
  gboolean is_running;
  pthread_t thread;
};

G_DEFINE_DYNAMIC_TYPE (VideoJpeg, video_jpeg, SUMAC_TYPE_VIDEO_DECODER)

static gboolean
check_codec (SumacVideoCodec codec, GError **error)
{
  if (codec == SUMAC_VIDEO_MJPEG)
    return TRUE;
  g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_UNSUPPORTED,
               _ ("This plug-in decodes motion JPEG and nothing else."));
  return FALSE;
}

static gboolean
probe (SumacVideoDecoder *decoder G_GNUC_UNUSED, SumacVideoCodec codec, GError **error)
{
  return check_codec (codec, error);
}

static gboolean
is_in_vain (gpointer queue)
{
  return frame_queue_has_ended (queue);
}

static void *
run (void *data)
{
  VideoJpeg *self = data;
  SumacVideoDecoder *decoder = SUMAC_VIDEO_DECODER (self);
  DecodeWish wish = { self->pool, self->takes_planes, is_in_vain, self->queue };
  gboolean gave_way;
  Frame *frame;

  while ((frame = frame_queue_take (self->queue, &gave_way)))
    {
      /* Cookies rise: those before this one were delivered, or are not going to be. */
      if (gave_way)
        sumac_video_decoder_settle (decoder, frame->cookie - 1);

      SumacPicture *picture = decode_jpeg (&wish, frame->bytes, frame->size);

      if (picture)
        sumac_video_decoder_deliver (decoder, picture, frame->cookie);
      else
        sumac_video_decoder_settle (decoder, frame->cookie);
      frame_queue_give (self->queue, frame);
    }
  return NULL;
}

static gboolean
open_stream (SumacVideoDecoder *decoder, const SumacVideoFormat *format, GError **error)
{
  VideoJpeg *self = VIDEO_JPEG (decoder);

  if (!check_codec (format->codec, error))
    return FALSE;
  self->takes_planes = format->takes_planes;
  self->queue = frame_queue_new ();
  self->pool = block_pool_new ();
  self->is_running = pthread_create (&self->thread, NULL, run, self) == 0;
  if (self->is_running)
    {
      pthread_setname_np (self->thread, "sumac-jpeg");
      return TRUE;
    }
  g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN,
               _ ("The system has no thread left to decode a video."));
  return FALSE;
}

static gboolean
push (SumacVideoDecoder *decoder,
      const guint8 *bytes,
      gsize size,
      guint64 cookie,
      GError **error)
{
  if (frame_queue_push (VIDEO_JPEG (decoder)->queue, bytes, size, cookie,
                        g_get_monotonic_time ()))
    return TRUE;
  g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_LIMIT,
               _ ("There is no memory for a video frame of %zu bytes."), size);
  return FALSE;
}

static void
close_stream (SumacVideoDecoder *decoder)
{
  VideoJpeg *self = VIDEO_JPEG (decoder);

  if (self->is_running)
    {
      frame_queue_end (self->queue);
      pthread_join (self->thread, NULL);
      self->is_running = FALSE;
    }
  g_clear_pointer (&self->queue, frame_queue_free);
  g_clear_pointer (&self->pool, block_pool_free);
}

static void
video_jpeg_class_init (VideoJpegClass *klass)
{
  SumacVideoDecoderClass *decoder_class = SUMAC_VIDEO_DECODER_CLASS (klass);

  decoder_class->probe = probe;
  decoder_class->open = open_stream;
  decoder_class->push = push;
  decoder_class->close = close_stream;
}

static void
video_jpeg_class_finalize (VideoJpegClass *klass G_GNUC_UNUSED)
{
}

static void
video_jpeg_init (VideoJpeg *self G_GNUC_UNUSED)
{
}

SUMAC_PLUGIN_DEFINE (module)
{
  video_jpeg_register_type (module);
  g_io_extension_point_implement (SUMAC_EXTENSION_POINT_VIDEO_DECODER, VIDEO_TYPE_JPEG, "jpeg",
                                  100);
}
