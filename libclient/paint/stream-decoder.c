/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "paint/stream-decoder.h"

#include "contract/video-decoder.h"
#include "core/limits.h"
#include "core/log.h"
#include "core/thread.h"
#include "paint/kept-frames.h"
#include "paint/parking.h"

/* A decoder that takes over gets so many frames before it has dealt with one: enough for those
 * that give pictures late, and less than any leaves out where frames lean on others. */
#define MAX_AHEAD 32

const SumacDecoderSource sumac_decoder_plugins = {
  .list = sumac_registry_list_video_decoders,
  .make = sumac_registry_new_video_decoder,
};

/* When a frame was pushed. */
typedef struct
{
  guint64 cookie;
  gint64 at_us;
} Pushed;

struct _SumacStreamDecoder
{
  SumacStreamDecoderConfig config;
  GPtrArray *candidates;
  GPtrArray *order;           /* of the candidates, in which they are tried */
  guint next;                 /* in that order: to be opened when this one fails */
  SumacVideoDecoder *decoder; /* the open one, or NULL */
  const char *name;           /* its plug-in's */
  guint64 pushed;             /* cookie of the last frame that was not refused by all */
  SumacKeptFrames *kept;      /* for those that take over; NULL: none can */

  SumacLock lock;
  SumacCond settling;
  /* under lock: */
  SumacParking parking;
  Pushed times[SUMAC_MAX_STREAM_FRAMES]; /* by cookie, modulo */
  guint64 settled;                       /* cookie */
  /* of the open decoder: */
  GError *failure;
  gboolean has_picture; /* it has given one */
  gboolean is_behind;   /* there are kept frames that it has not got, */
  guint64 given;        /* the last one that it has, */
  guint64 dealt;        /* and what it has dealt with; cookies */
};

static void
append_candidates (SumacStreamDecoder *decoder, gboolean bad_ones)
{
  const SumacStreamDecoderConfig *config = &decoder->config;

  for (guint i = 0; i < decoder->candidates->len; i++)
    {
      SumacPluginInfo *info = decoder->candidates->pdata[i];

      if (sumac_decoder_failures_is_bad (config->failures, config->format.codec, info->name) ==
          bad_ones)
        g_ptr_array_add (decoder->order, info);
    }
}

SumacStreamDecoder *
sumac_stream_decoder_new (const SumacStreamDecoderConfig *config, GPtrArray *candidates)
{
  SumacStreamDecoder *decoder = g_new0 (SumacStreamDecoder, 1);

  decoder->config = *config;
  decoder->candidates = g_ptr_array_ref (candidates);
  decoder->order = g_ptr_array_new ();
  append_candidates (decoder, FALSE);
  append_candidates (decoder, TRUE);
  sumac_lock_init (&decoder->lock);
  sumac_cond_init (&decoder->settling);
  return decoder;
}

/* --- from the decoder, on its thread ------------------------------------------------------ */

static Pushed *
time_of (SumacStreamDecoder *decoder, guint64 cookie)
{
  return &decoder->times[cookie % SUMAC_MAX_STREAM_FRAMES];
}

/* The lock is held. */
static void
measure (SumacStreamDecoder *decoder, guint64 cookie)
{
  const Pushed *pushed = time_of (decoder, cookie);

  /* Of a frame that many others have followed since it is not known any more. */
  if (pushed->cookie == cookie)
    sumac_durations_add (decoder->config.durations, sumac_clock_us () - pushed->at_us);
}

/* The lock is held. */
static gboolean
may_have_more (const SumacStreamDecoder *decoder)
{
  return !decoder->is_behind || decoder->given < decoder->dealt + MAX_AHEAD;
}

/* The open decoder has dealt with that frame; TRUE when it is to get more. The lock is held. */
static gboolean
settle (SumacStreamDecoder *decoder, guint64 cookie)
{
  decoder->settled = MAX (decoder->settled, cookie);
  decoder->dealt = MAX (decoder->dealt, cookie);
  sumac_cond_broadcast (&decoder->settling);
  /* Not one by one. */
  return decoder->is_behind && decoder->given <= decoder->dealt + MAX_AHEAD / 2;
}

/* The lock is held, and released in between. */
static void
park (SumacStreamDecoder *decoder, SumacPicture *picture, guint64 cookie)
{
  SumacPicture *old;

  while ((old = sumac_parking_make_room (&decoder->parking, picture)))
    {
      sumac_unlock (&decoder->lock);
      sumac_picture_unref (old);
      sumac_lock (&decoder->lock);
    }
  sumac_parking_add (&decoder->parking, picture, cookie);
}

/* What one that takes over decodes only since others lean on it has been seen, or would be
 * shown after newer ones. */
static void
on_picture (gpointer data, SumacPicture *picture, guint64 cookie)
{
  SumacStreamDecoder *decoder = data;
  gboolean is_new, wants_more;

  sumac_lock (&decoder->lock);
  is_new = cookie > decoder->settled;
  if (is_new)
    {
      park (decoder, picture, cookie);
      measure (decoder, cookie);
    }
  decoder->has_picture = TRUE;
  wants_more = settle (decoder, cookie);
  sumac_unlock (&decoder->lock);
  if (!is_new)
    sumac_picture_unref (picture);
  if (is_new || wants_more)
    decoder->config.wake (decoder->config.data);
}

static void
on_settled (gpointer data, guint64 cookie)
{
  SumacStreamDecoder *decoder = data;
  gboolean wants_more;

  sumac_lock (&decoder->lock);
  wants_more = settle (decoder, cookie);
  sumac_unlock (&decoder->lock);
  if (wants_more)
    decoder->config.wake (decoder->config.data);
}

static void
on_failed (gpointer data, GError *error)
{
  SumacStreamDecoder *decoder = data;

  sumac_lock (&decoder->lock);
  if (!decoder->failure)
    decoder->failure = g_steal_pointer (&error);
  sumac_cond_broadcast (&decoder->settling);
  sumac_unlock (&decoder->lock);
  g_clear_error (&error);
  decoder->config.wake (decoder->config.data);
}

/* --- the painter's thread ----------------------------------------------------------------- */

static void
close_decoder (SumacStreamDecoder *decoder)
{
  if (!decoder->decoder)
    return;
  sumac_video_decoder_close (decoder->decoder);
  g_clear_object (&decoder->decoder);
  decoder->name = NULL;

  sumac_lock (&decoder->lock);
  decoder->has_picture = FALSE;
  decoder->is_behind = FALSE;
  g_clear_error (&decoder->failure);
  sumac_unlock (&decoder->lock);
}

/* The stream ends: whether its decoder was good for it is remembered. */
static void
judge (SumacStreamDecoder *decoder)
{
  const SumacStreamDecoderConfig *config = &decoder->config;
  gboolean has_failed, has_picture;

  sumac_lock (&decoder->lock);
  has_failed = decoder->failure != NULL;
  has_picture = decoder->has_picture;
  sumac_unlock (&decoder->lock);
  if (decoder->decoder && has_failed)
    sumac_decoder_failures_add (config->failures, config->format.codec, decoder->name);
  else if (decoder->decoder && has_picture)
    sumac_decoder_failures_forgive (config->failures, config->format.codec, decoder->name);
}

void
sumac_stream_decoder_free (SumacStreamDecoder *decoder)
{
  SumacPicture *picture;
  guint64 cookie;

  if (!decoder)
    return;
  judge (decoder);
  close_decoder (decoder);
  while (sumac_parking_take (&decoder->parking, &picture, &cookie))
    sumac_picture_unref (picture);
  sumac_kept_frames_free (decoder->kept);
  sumac_cond_clear (&decoder->settling);
  sumac_lock_clear (&decoder->lock);
  g_ptr_array_unref (decoder->order);
  g_ptr_array_unref (decoder->candidates);
  g_free (decoder);
}

/* Said loudly until it is known for it: so a server can't fill the log with it. */
static void
note_failure (SumacStreamDecoder *decoder, const SumacPluginInfo *info, const GError *error)
{
  const SumacStreamDecoderConfig *config = &decoder->config;
  SumacVideoCodec codec = config->format.codec;
  gboolean was_bad = sumac_decoder_failures_is_bad (config->failures, codec, info->name);
  gboolean is_bad = sumac_decoder_failures_add (config->failures, codec, info->name);
  gboolean is_last = decoder->next == decoder->order->len;

  sumac_log (was_bad ? G_LOG_LEVEL_DEBUG : G_LOG_LEVEL_WARNING, config->channel_name,
             "stream %u (%s): the video decoder “%s” failed%s%s: %s", config->stream,
             sumac_video_codec_name (codec), info->name,
             is_last ? ", and there is no other" : ", the next one goes on",
             is_bad ? "; from now on it is tried last" : "", error->message);
}

static gboolean
open_decoder (SumacStreamDecoder *decoder, const SumacPluginInfo *info, GError **error)
{
  const SumacVideoReceiver receiver = { on_picture, on_settled, on_failed, decoder };
  g_autoptr (SumacVideoDecoder) opened = decoder->config.source->make (info, error);

  if (!opened)
    return FALSE;
  if (!sumac_video_decoder_open (opened, &decoder->config.format, &receiver, error))
    {
      sumac_video_decoder_close (opened);
      return FALSE;
    }
  decoder->decoder = g_steal_pointer (&opened);
  decoder->name = g_intern_string (info->name);
  sumac_info (decoder->config.channel_name, "stream %u (%s): decoding by “%s”",
              decoder->config.stream, sumac_video_codec_name (decoder->config.format.codec),
              decoder->name);
  return TRUE;
}

/* FALSE when no candidate is left. */
static gboolean
open_next (SumacStreamDecoder *decoder)
{
  while (!decoder->decoder && decoder->next < decoder->order->len)
    {
      const SumacPluginInfo *info = decoder->order->pdata[decoder->next++];
      g_autoptr (GError) error = NULL;

      if (!open_decoder (decoder, info, &error))
        note_failure (decoder, info, error);
    }
  return decoder->decoder != NULL;
}

static void
demote (SumacStreamDecoder *decoder, const GError *error)
{
  note_failure (decoder, decoder->order->pdata[decoder->next - 1], error);
  close_decoder (decoder);
}

static GError *
take_failure (SumacStreamDecoder *decoder)
{
  GError *failure;

  sumac_lock (&decoder->lock);
  failure = g_steal_pointer (&decoder->failure);
  sumac_unlock (&decoder->lock);
  return failure;
}

/* --- giving frames ------------------------------------------------------------------------ */

/* FALSE: the decoder has failed, and is closed. */
static gboolean
give (SumacStreamDecoder *decoder, const SumacCodedFrame *frame)
{
  g_autoptr (GError) error = NULL;

  sumac_lock (&decoder->lock);
  decoder->given = frame->cookie;
  sumac_unlock (&decoder->lock);
  if (sumac_video_decoder_push (decoder->decoder, frame->bytes, frame->size, frame->cookie,
                                &error))
    return TRUE;
  demote (decoder, error);
  return FALSE;
}

/* The next of the kept frames, if the decoder is to get one now. */
static gboolean
take_next (SumacStreamDecoder *decoder, SumacCodedFrame *frame)
{
  gboolean takes_one;

  sumac_lock (&decoder->lock);
  takes_one = may_have_more (decoder);
  sumac_unlock (&decoder->lock);
  return takes_one && sumac_kept_frames_next (decoder->kept, frame);
}

/* Gives the decoder what it has not got of the kept frames. FALSE as with give. */
static gboolean
go_on (SumacStreamDecoder *decoder)
{
  SumacCodedFrame frame;
  gboolean is_behind;

  if (!decoder->kept)
    return TRUE;
  while (take_next (decoder, &frame))
    if (!give (decoder, &frame))
      return FALSE;
  is_behind = sumac_kept_frames_count_left (decoder->kept) > 0;
  sumac_lock (&decoder->lock);
  decoder->is_behind = is_behind;
  sumac_unlock (&decoder->lock);
  return TRUE;
}

/* To the first of the kept frames; those before it are lost, all when none is kept. */
static void
rewind_kept (SumacStreamDecoder *decoder)
{
  guint64 settled = sumac_stream_decoder_get_settled (decoder);
  gboolean is_behind = decoder->kept && sumac_kept_frames_rewind (decoder->kept, settled);
  guint64 before = is_behind ? sumac_kept_frames_peek (decoder->kept) - 1 : decoder->pushed;

  sumac_lock (&decoder->lock);
  decoder->settled = MAX (decoder->settled, before);
  decoder->given = decoder->dealt = before;
  decoder->is_behind = is_behind;
  sumac_cond_broadcast (&decoder->settling);
  sumac_unlock (&decoder->lock);
  if (is_behind)
    sumac_debug (decoder->config.channel_name,
                 "stream %u: again from frame %" G_GUINT64_FORMAT " on, of %" G_GUINT64_FORMAT
                 " that came",
                 decoder->config.stream, before + 1, decoder->pushed);
}

/* The decoder has failed, and the next goes on. FALSE: none is left. */
static gboolean
take_over (SumacStreamDecoder *decoder)
{
  while (open_next (decoder))
    {
      rewind_kept (decoder);
      if (go_on (decoder))
        return TRUE;
    }
  g_clear_pointer (&decoder->kept, sumac_kept_frames_free);
  rewind_kept (decoder);
  return FALSE;
}

gboolean
sumac_stream_decoder_attend (SumacStreamDecoder *decoder)
{
  g_autoptr (GError) failure = NULL;

  if (!decoder->decoder)
    return TRUE;
  failure = take_failure (decoder);
  if (failure)
    demote (decoder, failure);
  else if (go_on (decoder))
    return TRUE;
  return take_over (decoder);
}

/* FALSE: the frame is for the open decoder alone. */
static gboolean
keep (SumacStreamDecoder *decoder, const SumacCodedFrame *frame)
{
  /* Unless another one could take over, or this one is behind and gets it after those that it
   * has missed. */
  if (decoder->next == decoder->order->len && !decoder->is_behind)
    {
      g_clear_pointer (&decoder->kept, sumac_kept_frames_free);
      return FALSE;
    }
  if (!decoder->kept)
    decoder->kept = sumac_kept_frames_new (decoder->config.format.codec);
  if (sumac_kept_frames_add (decoder->kept, frame, sumac_stream_decoder_get_settled (decoder)))
    return TRUE;
  sumac_lock (&decoder->lock);
  decoder->is_behind = FALSE;
  sumac_unlock (&decoder->lock);
  return FALSE;
}

/* Its picture may be there before it has been given. */
static void
note_time (SumacStreamDecoder *decoder, guint64 cookie)
{
  sumac_lock (&decoder->lock);
  *time_of (decoder, cookie) = (Pushed){ cookie, sumac_clock_us () };
  sumac_unlock (&decoder->lock);
}

gboolean
sumac_stream_decoder_push (SumacStreamDecoder *decoder,
                           const guint8 *bytes,
                           gsize size,
                           guint64 cookie)
{
  const SumacCodedFrame frame = { bytes, size, cookie };

  if (!sumac_stream_decoder_attend (decoder) || !open_next (decoder))
    return FALSE;
  note_time (decoder, cookie);

  gboolean is_kept = keep (decoder, &frame);

  while (!(is_kept ? go_on (decoder) : give (decoder, &frame)))
    if (!take_over (decoder))
      return FALSE;
  decoder->pushed = cookie;
  return TRUE;
}

gboolean
sumac_stream_decoder_take (SumacStreamDecoder *decoder, SumacPicture **picture, guint64 *cookie)
{
  gboolean has_one;

  sumac_lock (&decoder->lock);
  has_one = sumac_parking_take (&decoder->parking, picture, cookie);
  sumac_unlock (&decoder->lock);
  return has_one;
}

guint64
sumac_stream_decoder_get_settled (SumacStreamDecoder *decoder)
{
  guint64 settled;

  sumac_lock (&decoder->lock);
  settled = decoder->settled;
  sumac_unlock (&decoder->lock);
  return settled;
}

/* TRUE: it is to be attended to before @deadline_us. */
static gboolean
wait_for (SumacStreamDecoder *decoder, guint64 cookie, gint64 deadline_us)
{
  gboolean has_time = decoder->decoder != NULL && sumac_clock_us () < deadline_us;
  gboolean needs_something = FALSE;

  sumac_lock (&decoder->lock);
  while (has_time && decoder->settled < cookie && !needs_something)
    {
      needs_something =
          decoder->failure != NULL || (decoder->is_behind && may_have_more (decoder));
      if (!needs_something)
        has_time = sumac_cond_wait_until (&decoder->settling, &decoder->lock, deadline_us);
    }
  sumac_unlock (&decoder->lock);
  return needs_something;
}

void
sumac_stream_decoder_wait (SumacStreamDecoder *decoder, guint64 cookie, gint64 deadline_us)
{
  while (wait_for (decoder, cookie, deadline_us))
    if (!sumac_stream_decoder_attend (decoder))
      return;
}

guint
sumac_stream_decoder_count_kept (SumacStreamDecoder *decoder)
{
  return decoder->kept ? sumac_kept_frames_count (decoder->kept) : 0;
}

const char *
sumac_stream_decoder_get_name (SumacStreamDecoder *decoder)
{
  return decoder->name;
}
