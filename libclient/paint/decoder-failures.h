/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which video decoders have failed in a session, so that one that fails again and again is not
 * the first to be tried for every new stream. It is still tried after all others: it may be the
 * only one, and the fault the film's.
 * Shared by all display channels of a session. Thread: any, one leaf lock. */

#pragma once

#include <sumac/plugin/video-decoder.h>

typedef struct _SumacDecoderFailures SumacDecoderFailures;

/* So many streams in a row in which it failed make a decoder a bad one for that codec. */
#define SUMAC_DECODER_FAILURES 3

SumacDecoderFailures *sumac_decoder_failures_new (void);
void sumac_decoder_failures_free (SumacDecoderFailures *failures);

/* In a stream of @codec the decoder could not be opened, or has given up. TRUE when it is a bad
 * one from now on, or was before. */
gboolean sumac_decoder_failures_add (SumacDecoderFailures *failures,
                                     SumacVideoCodec codec,
                                     const char *decoder);

/* A stream has ended in which it decoded and did not fail: what was before is forgotten. */
void sumac_decoder_failures_forgive (SumacDecoderFailures *failures,
                                     SumacVideoCodec codec,
                                     const char *decoder);

gboolean sumac_decoder_failures_is_bad (SumacDecoderFailures *failures,
                                        SumacVideoCodec codec,
                                        const char *decoder);
