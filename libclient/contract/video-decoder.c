/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "contract/video-decoder.h"

#include "contract/guard.h"
#include "core/limits.h"
#include "core/log.h"
#include "core/thread.h"

/* What a decoder is to its receiver. */
typedef enum
{
  FRESH,
  OPEN,
  FAILED, /* the receiver knows, and hears nothing more */
  CLOSED,
} State;

typedef struct
{
  SumacOneThread thread;
  SumacVideoReceiver receiver; /* set by open, not changed thereafter */
  gboolean takes_planes;       /* the same */
  gboolean is_closed;          /* the painter's: the class has been told */

  /* Guards what follows; leaf, so the receiver is called outside of it, by who has the turn. */
  SumacLock lock;
  SumacCond turn_ended;
  gboolean is_taken;
  State state;
  guint64 first_open; /* the frame after the last one that was settled */
  guint64 end;        /* the frame after the last one that was pushed */
} SumacVideoDecoderPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (SumacVideoDecoder, sumac_video_decoder, G_TYPE_OBJECT)

static SumacVideoDecoderPrivate *
priv_of (SumacVideoDecoder *decoder)
{
  return sumac_video_decoder_get_instance_private (decoder);
}

const char *
sumac_video_codec_name (SumacVideoCodec codec)
{
  static const char *const names[SUMAC_N_VIDEO_CODECS + 1] = {
    [SUMAC_VIDEO_MJPEG] = "mjpeg", [SUMAC_VIDEO_VP8] = "vp8",   [SUMAC_VIDEO_H264] = "h264",
    [SUMAC_VIDEO_VP9] = "vp9",     [SUMAC_VIDEO_H265] = "h265",
  };

  return (guint) codec < G_N_ELEMENTS (names) ? names[codec] : NULL;
}

static void
check_thread (SumacVideoDecoder *decoder)
{
  sumac_one_thread_check (&priv_of (decoder)->thread, decoder);
}

gboolean
sumac_video_decoder_class_is_whole (SumacVideoDecoderClass *klass, const char **missing)
{
  const SumacDuty duties[] = {
    { "probe", klass->probe != NULL },
    { "open", klass->open != NULL },
    { "push", klass->push != NULL },
    { "close", klass->close != NULL },
  };

  return sumac_duties_are_done (duties, G_N_ELEMENTS (duties), missing);
}

/* From the painter */

gboolean
sumac_video_decoder_probe (SumacVideoDecoder *decoder, SumacVideoCodec codec, GError **error)
{
  SumacVideoDecoderClass *klass = SUMAC_VIDEO_DECODER_GET_CLASS (decoder);

  return sumac_with_a_reason (klass->probe (decoder, codec, error), decoder, error);
}

static State
swap_state (SumacVideoDecoderPrivate *priv, State next)
{
  sumac_lock (&priv->lock);

  State before = priv->state;

  /* Closed is for good. */
  if (before != CLOSED)
    priv->state = next;
  sumac_unlock (&priv->lock);
  return before;
}

gboolean
sumac_video_decoder_open (SumacVideoDecoder *decoder,
                          const SumacVideoFormat *format,
                          const SumacVideoReceiver *receiver,
                          GError **error)
{
  SumacVideoDecoderPrivate *priv = priv_of (decoder);

  check_thread (decoder);
  g_return_val_if_fail (priv->state == FRESH, FALSE);
  priv->receiver = *receiver;
  priv->takes_planes = format->takes_planes;
  swap_state (priv, OPEN);
  if (sumac_with_a_reason (
          SUMAC_VIDEO_DECODER_GET_CLASS (decoder)->open (decoder, format, error), decoder,
          error))
    return TRUE;

  /* Here already, as a decoder that could not be opened is easily forgotten. */
  sumac_video_decoder_close (decoder);
  return FALSE;
}

/* A failure is told once: by push, or to the receiver. */
gboolean
sumac_video_decoder_push (SumacVideoDecoder *decoder,
                          const guint8 *bytes,
                          gsize size,
                          guint64 cookie,
                          GError **error)
{
  SumacVideoDecoderPrivate *priv = priv_of (decoder);
  g_autoptr (GError) cause = NULL;

  check_thread (decoder);
  sumac_lock (&priv->lock);

  gboolean is_open = priv->state == OPEN;

  priv->end = cookie + 1;
  sumac_unlock (&priv->lock);
  if (!is_open || sumac_with_a_reason (SUMAC_VIDEO_DECODER_GET_CLASS (decoder)->push (
                                           decoder, bytes, size, cookie, &cause),
                                       decoder, &cause))
    return TRUE;
  if (swap_state (priv, FAILED) != OPEN)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

void
sumac_video_decoder_close (SumacVideoDecoder *decoder)
{
  SumacVideoDecoderPrivate *priv = priv_of (decoder);

  check_thread (decoder);
  if (priv->is_closed || swap_state (priv, CLOSED) == FRESH)
    return;
  priv->is_closed = TRUE;

  /* Whoever speaks to the receiver now was let in before. */
  sumac_lock (&priv->lock);
  while (priv->is_taken)
    sumac_cond_wait (&priv->turn_ended, &priv->lock);
  sumac_unlock (&priv->lock);
  SUMAC_VIDEO_DECODER_GET_CLASS (decoder)->close (decoder);
}

/* From the decoder */

/* The turn to speak to the receiver, so that it hears things one by one; FALSE when it is to
 * hear nothing any more. */
static gboolean
take_turn (SumacVideoDecoderPrivate *priv)
{
  sumac_lock (&priv->lock);
  while (priv->is_taken)
    sumac_cond_wait (&priv->turn_ended, &priv->lock);

  gboolean is_open = priv->state == OPEN;

  priv->is_taken = is_open;
  sumac_unlock (&priv->lock);
  return is_open;
}

static void
give_turn (SumacVideoDecoderPrivate *priv)
{
  sumac_lock (&priv->lock);
  priv->is_taken = FALSE;
  sumac_cond_broadcast (&priv->turn_ended);
  sumac_unlock (&priv->lock);
}

/* FALSE when the frame has been dealt with, or never was pushed. */
static gboolean
settle_frame (SumacVideoDecoderPrivate *priv, guint64 cookie)
{
  sumac_lock (&priv->lock);

  gboolean is_under_way = cookie >= priv->first_open && cookie < priv->end;

  if (is_under_way)
    priv->first_open = cookie + 1;
  sumac_unlock (&priv->lock);
  return is_under_way;
}

static gboolean
is_right_plane (const SumacPicture *picture, guint plane, gssize row_bytes)
{
  return picture->planes[plane] && ABS (picture->strides[plane]) >= row_bytes;
}

/* Whoever shows a picture relies on this. */
static gboolean
is_right (const SumacPicture *picture, gboolean takes_planes)
{
  gint half = (picture->width + 1) / 2;

  if (picture->width < 1 || picture->width > SUMAC_MAX_SIDE || picture->height < 1 ||
      picture->height > SUMAC_MAX_SIDE)
    return FALSE;
  switch (picture->layout)
    {
    case SUMAC_PICTURE_BGRX:
      return is_right_plane (picture, 0, (gssize) picture->width * 4);
    case SUMAC_PICTURE_I420:
      return takes_planes && is_right_plane (picture, 0, picture->width) &&
             is_right_plane (picture, 1, half) && is_right_plane (picture, 2, half);
    case SUMAC_PICTURE_NV12:
      return takes_planes && is_right_plane (picture, 0, picture->width) &&
             is_right_plane (picture, 1, (gssize) half * 2);
    }
  return FALSE;
}

void
sumac_video_decoder_deliver (SumacVideoDecoder *self, SumacPicture *picture, guint64 cookie)
{
  SumacVideoDecoderPrivate *priv = priv_of (self);
  g_autoptr (SumacPicture) mine = picture;

  if (!is_right (picture, priv->takes_planes))
    {
      sumac_log (G_LOG_LEVEL_CRITICAL, NULL, "%s delivers a picture that can't be shown",
                 G_OBJECT_TYPE_NAME (self));
      sumac_video_decoder_settle (self, cookie);
      return;
    }
  if (!take_turn (priv))
    return;
  if (settle_frame (priv, cookie))
    priv->receiver.picture (priv->receiver.data, g_steal_pointer (&mine), cookie);
  give_turn (priv);
}

void
sumac_video_decoder_settle (SumacVideoDecoder *self, guint64 cookie)
{
  SumacVideoDecoderPrivate *priv = priv_of (self);

  if (!take_turn (priv))
    return;
  if (settle_frame (priv, cookie))
    priv->receiver.settled (priv->receiver.data, cookie);
  give_turn (priv);
}

void
sumac_video_decoder_fail (SumacVideoDecoder *self, GError *error)
{
  SumacVideoDecoderPrivate *priv = priv_of (self);
  g_autoptr (GError) mine = error;

  if (!take_turn (priv))
    return;
  if (swap_state (priv, FAILED) == OPEN)
    priv->receiver.failed (priv->receiver.data, g_steal_pointer (&mine));
  give_turn (priv);
}

/* The type */

static void
sumac_video_decoder_finalize (GObject *object)
{
  SumacVideoDecoderPrivate *priv = priv_of (SUMAC_VIDEO_DECODER (object));

  sumac_cond_clear (&priv->turn_ended);
  sumac_lock_clear (&priv->lock);
  G_OBJECT_CLASS (sumac_video_decoder_parent_class)->finalize (object);
}

static void
sumac_video_decoder_class_init (SumacVideoDecoderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sumac_video_decoder_finalize;
}

static void
sumac_video_decoder_init (SumacVideoDecoder *self)
{
  SumacVideoDecoderPrivate *priv = priv_of (self);

  sumac_lock_init (&priv->lock);
  sumac_cond_init (&priv->turn_ended);
}
