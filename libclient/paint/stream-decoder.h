/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The decoding of one stream: a decoder that is opened when the first frame comes, and behind
 * it those that go on when it fails. Its pictures are delivered on threads of its own, and
 * wait here until the painter takes them.
 *
 *   painter:   push push …              take, show …
 *   decoder:          picture, wake →
 *
 * As long as another decoder could take over, frames are kept (paint/kept-frames.h). It gets
 * them first, and comes to where the failed one was: frames that one has not dealt with are
 * not lost, and of others no picture comes a second time. It gets them a few at a time, since
 * decoders leave frames out when too many wait; new ones queue up behind them.
 *
 * Thread: the painter's; pictures come from any, one leaf lock. */

#pragma once

#include "contract/registry.h"
#include "paint/decoder-failures.h"
#include "paint/durations.h"

typedef struct _SumacStreamDecoder SumacStreamDecoder;
typedef struct _SumacStreamDecoderConfig SumacStreamDecoderConfig;
typedef struct _SumacDecoderSource SumacDecoderSource;

/* Where decoders come from. */
struct _SumacDecoderSource
{
  GPtrArray *(*list) (SumacVideoCodec codec); /* of SumacPluginInfo, the best first */
  SumacVideoDecoder *(*make) (const SumacPluginInfo *info, GError **error);
};

/* The plug-ins. */
extern const SumacDecoderSource sumac_decoder_plugins;

struct _SumacStreamDecoderConfig
{
  const char *channel_name; /* for logs */
  guint32 stream;           /* the same */
  SumacVideoFormat format;
  const SumacDecoderSource *source;
  SumacDecoderFailures *failures;
  SumacDurations *durations;    /* gets those from push to picture */
  void (*wake) (gpointer data); /* there is something to do; any thread, must only wake */
  gpointer data;
};

/* @candidates: of SumacPluginInfo, the best first; a reference is taken. Those that have failed
 * too often in this session are tried last. What else @config points to outlives it. */
SumacStreamDecoder *sumac_stream_decoder_new (const SumacStreamDecoderConfig *config,
                                              GPtrArray *candidates);

/* Nothing is woken any more. */
void sumac_stream_decoder_free (SumacStreamDecoder *decoder);

/* @cookie: rises from 1, one by one. FALSE when no decoder is left: the stream can't be shown. */
gboolean sumac_stream_decoder_push (SumacStreamDecoder *decoder,
                                    const guint8 *bytes,
                                    gsize size,
                                    guint64 cookie);

/* To be called when woken: when the decoder has failed the next one takes over, and one that
 * has taken over gets more of what it has missed. FALSE when no decoder is left. */
gboolean sumac_stream_decoder_attend (SumacStreamDecoder *decoder);

/* The next picture, in the order of cookies; the caller's. FALSE when there is none now. */
gboolean sumac_stream_decoder_take (SumacStreamDecoder *decoder,
                                    SumacPicture **picture,
                                    guint64 *cookie);

/* Frames up to this cookie have been dealt with: their pictures are there, or never will be. */
guint64 sumac_stream_decoder_get_settled (SumacStreamDecoder *decoder);

/* Until frame @cookie is settled, or @deadline_us; attends meanwhile. */
void sumac_stream_decoder_wait (SumacStreamDecoder *decoder,
                                guint64 cookie,
                                gint64 deadline_us);

/* How many frames are kept for one that could take over. */
guint sumac_stream_decoder_count_kept (SumacStreamDecoder *decoder);

/* The plug-in's name; NULL before the first frame, and when none is left. Interned. */
const char *sumac_stream_decoder_get_name (SumacStreamDecoder *decoder);
