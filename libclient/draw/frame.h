/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The writer's side of a frame: the painter copies damaged rectangles into it, the presenter
 * reads it. Neither ever waits for the other: whoever comes second is told and comes again.
 *
 * Thread: these from the painter's only. */

#pragma once

#include <sumac/frame.h>

/* A black picture. @ring_writer is called on the reader's thread when reading ends
 * while the writer was refused; it must only wake, and take no lock. */
SumacFrame *sumac_frame_new (gint width,
                             gint height,
                             void (*ring_writer) (gpointer writer),
                             gpointer writer,
                             GError **error);

/* FALSE while somebody reads: the writer will be rung. */
gboolean sumac_frame_begin_write (SumacFrame *frame, SumacPixels **pixels);
void sumac_frame_end_write (SumacFrame *frame);

/* The writer is about to end: it is not rung any more. */
void sumac_frame_forget_writer (SumacFrame *frame);
