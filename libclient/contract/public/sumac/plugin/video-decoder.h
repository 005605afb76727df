/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The contract of role "video-decoder": from the frames of one video stream to pictures.
 *
 * One instance decodes one stream. probe comes from any thread, on an instance that is never
 * opened; open, push and close come from one painter thread, in this order, and none of them
 * may wait for the network, the application, or a picture to be shown. Pictures are delivered
 * on whatever thread made them: from within push, or later from one of the plug-in's own. */

#pragma once

#include <glib-object.h>
#include <sumac/plugin/picture.h>

G_BEGIN_DECLS

#define SUMAC_TYPE_VIDEO_DECODER (sumac_video_decoder_get_type ())
SUMAC_EXPORT
G_DECLARE_DERIVABLE_TYPE (SumacVideoDecoder, sumac_video_decoder, SUMAC, VIDEO_DECODER, GObject)

/* The protocol's numbers. */
typedef enum
{
  SUMAC_VIDEO_MJPEG = 1,
  SUMAC_VIDEO_VP8 = 2,
  SUMAC_VIDEO_H264 = 3,
  SUMAC_VIDEO_VP9 = 4,
  SUMAC_VIDEO_H265 = 5,
} SumacVideoCodec;

/* How many codecs there are. */
#define SUMAC_N_VIDEO_CODECS 5

/* What is known of a stream before its first frame. */
typedef struct _SumacVideoFormat SumacVideoFormat;

struct _SumacVideoFormat
{
  SumacVideoCodec codec;
  gint width; /* pixels, as the stream was announced; a frame may bring another size */
  gint height;
  gboolean takes_planes; /* FALSE: only BGRX can be shown */
};

struct _SumacVideoDecoderClass
{
  GObjectClass parent_class;

  /* Duty. Can it decode @codec on this machine? FALSE with a sentence why not. May open
   * libraries, must leave nothing running. */
  gboolean (*probe) (SumacVideoDecoder *self, SumacVideoCodec codec, GError **error);

  /* Duty. Called once. FALSE: this decoder can't take the stream, another one is tried. */
  gboolean (*open) (SumacVideoDecoder *self, const SumacVideoFormat *format, GError **error);

  /* Duty. One whole frame of @size bytes, good until the return, whose picture is to be
   * delivered with @cookie. Cookies rise. A frame that gives no picture (broken, or one
   * that only others lean on) is settled instead: each frame is either delivered or settled,
   * soon. FALSE: the decoder gives up, as with fail. */
  gboolean (*push) (SumacVideoDecoder *self,
                    const guint8 *bytes,
                    gsize size,
                    guint64 cookie,
                    GError **error);

  /* Duty. After the return nothing is delivered and no thread of the stream runs. Bounded in
   * time. Comes once after open, also if that failed. */
  void (*close) (SumacVideoDecoder *self);

  /*< private >*/
  gpointer reserved[16];
};

/* For decoders. Hands over a picture (the reference is taken), in the order of cookies; a
 * frame is delivered at most once. Any thread, no lock held. */
SUMAC_EXPORT void sumac_video_decoder_deliver (SumacVideoDecoder *self,
                                               SumacPicture *picture,
                                               guint64 cookie);

/* For decoders. All frames up to @cookie have been dealt with; those that were not delivered
 * give no picture. Delivering a frame settles it and those before. Any thread. */
SUMAC_EXPORT void sumac_video_decoder_settle (SumacVideoDecoder *self, guint64 cookie);

/* For decoders. It can't go on: the stream is given to the next one. @error is taken. Any
 * thread. */
SUMAC_EXPORT void sumac_video_decoder_fail (SumacVideoDecoder *self, GError *error);

G_END_DECLS
