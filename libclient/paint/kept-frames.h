/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The coded frames of a video by which a decoder that takes over comes to where the failed one
 * was: those that lean on one another, from one that stands alone on. A run is such a frame
 * with those that lean on it. There are so many runs as have frames that are still to be
 * decoded, and the last one, since the next frame may lean on it.
 *
 *   k . . . . . k . . .        k stands alone
 *       ^ next                 what the decoder gets next
 *
 * Copies, in one piece of memory that grows up to SUMAC_MAX_KEPT_BYTES. What does not fit
 * drives out the oldest runs; when no whole run is left nothing is kept until the next frame
 * that stands alone. Thread: the painter's. */

#pragma once

#include <sumac/plugin/video-decoder.h>

typedef struct _SumacKeptFrames SumacKeptFrames;
typedef struct _SumacCodedFrame SumacCodedFrame;

struct _SumacCodedFrame
{
  const guint8 *bytes;
  gsize size;
  guint64 cookie;
};

/* Empty. */
SumacKeptFrames *sumac_kept_frames_new (SumacVideoCodec codec);
void sumac_kept_frames_free (SumacKeptFrames *kept);

/* Copies one more. @settled: nobody waits for frames up to this cookie. FALSE: that can't be,
 * and nothing is kept. */
gboolean sumac_kept_frames_add (SumacKeptFrames *kept,
                                const SumacCodedFrame *frame,
                                guint64 settled);

/* The next one is the first that a decoder needs. FALSE: there is none. */
gboolean sumac_kept_frames_rewind (SumacKeptFrames *kept, guint64 settled);

/* The next one, good until something is added; it counts as given then. FALSE: all have been
 * given. */
gboolean sumac_kept_frames_next (SumacKeptFrames *kept, SumacCodedFrame *frame);

/* How many there are, and of these are still to be given. */
guint sumac_kept_frames_count (const SumacKeptFrames *kept);
guint sumac_kept_frames_count_left (const SumacKeptFrames *kept);

/* The cookie of the next one; not to be asked when none is left. */
guint64 sumac_kept_frames_peek (const SumacKeptFrames *kept);
