/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The wrapper of role "video-decoder": one function for each of the contract, and who hears of
 * pictures. Nobody else calls through the class. Thread: the painter's; probe any. */

#pragma once

#include <sumac/plugin/video-decoder.h>

typedef struct _SumacVideoReceiver SumacVideoReceiver;

/* Who hears of pictures, on the decoder's thread; must be quick and not call back. */
struct _SumacVideoReceiver
{
  void (*picture) (gpointer data, SumacPicture *picture, guint64 cookie); /* takes it */
  void (*settled) (gpointer data, guint64 cookie);
  void (*failed) (gpointer data, GError *error); /* takes it */
  gpointer data;
};

/* TRUE if the class does all its duties; @missing (nullable) names the first that is not. */
gboolean sumac_video_decoder_class_is_whole (SumacVideoDecoderClass *klass,
                                             const char **missing);

gboolean sumac_video_decoder_probe (SumacVideoDecoder *decoder,
                                    SumacVideoCodec codec,
                                    GError **error);

/* The receiver is copied and hears nothing after close. */
gboolean sumac_video_decoder_open (SumacVideoDecoder *decoder,
                                   const SumacVideoFormat *format,
                                   const SumacVideoReceiver *receiver,
                                   GError **error);
gboolean sumac_video_decoder_push (SumacVideoDecoder *decoder,
                                   const guint8 *bytes,
                                   gsize size,
                                   guint64 cookie,
                                   GError **error);
void sumac_video_decoder_close (SumacVideoDecoder *decoder);

/* "mjpeg", "vp8" …: for people, key files and options. NULL: no such codec. */
const char *sumac_video_codec_name (SumacVideoCodec codec);
