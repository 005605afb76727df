/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Video decoders that do what a test says. A frame is one colour, written by test_frame; its
 * picture is that colour, in the size that the frame says. What is shorter is a broken frame.
 *
 * Thread: one, and what is marked any. */

#pragma once

#include "paint/stream-decoder.h"
#include "support/command.h"

typedef struct
{
  const char *name;
  gboolean fails_to_open;
  guint fails_at;      /* the push, from 1 on, that fails; 0: none */
  gboolean fails_late; /* not by push, but as if on a thread of its own */
  gboolean marks_top;  /* the first row of a picture has the colour's complement */
  gboolean holds;      /* keeps frames until test_decoder_release */
  /* What happened; atomic. */
  guint n_opened;
  guint n_pushed;
  guint n_closed;
} TestDecoderRule;

/* Gives out decoders for every codec but SUMAC_VIDEO_H265, by the rules that were set. */
extern const SumacDecoderSource test_decoders;

/* The best first. They outlive the decoders. */
void test_decoders_set (TestDecoderRule *rules, guint n_rules);

/* Any. Delivers what all decoders have held so far, oldest first; the number of frames. */
guint test_decoder_release (void);

/* Any. The same, but they fail instead. */
guint test_decoder_fail (void);

/* Any. Pictures of theirs that live. */
guint test_decoder_count_pictures (void);

/* Commands of streams. */
SumacCommand *test_stream_create (guint32 id, guint8 codec, const SumacRect *dest);
SumacCommand *test_stream_clip (guint32 id, const SumacRect *rects, guint n_rects);
SumacCommand *test_stream_destroy (guint32 id);
SumacCommand *test_frame (guint32 id,
                          guint32 time_ms,
                          guint32 color,
                          guint16 width,
                          guint16 height);

/* A frame that looks like one of VP8. One that leans on others says by how much its colour is
 * more than that of the frame before: who has missed that one shows another. */
SumacCommand *test_vp8_frame (guint32 id,
                              guint32 time_ms,
                              gboolean stands_alone,
                              guint32 color);
