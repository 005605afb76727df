/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The writer's side of a frame: the painter copies damaged rectangles into its pixels, or has
 * its texture brought up to date; readers and presenters look at it. Neither ever waits for the
 * other: whoever comes second is told and comes again. The one exception is settling.
 *
 * A picture is its texture, its pixels, or both. Pixels of a frame with a texture are made when
 * somebody wants them.
 *
 * Thread: these from the painter's only. */

#pragma once

#include <sumac/frame.h>

/* Who wants pixels of a frame that has a texture. */
typedef enum
{
  SUMAC_FRAME_NO_PIXELS,
  SUMAC_FRAME_PIXELS,         /* somebody has read some not long ago */
  SUMAC_FRAME_PIXELS_AT_ONCE, /* somebody was refused, and waits for the news */
} SumacFrameWish;

/* A black picture. @ring_writer is called on the reader's thread when reading ends
 * while the writer was refused, or when pixels are wanted; it must only wake, and take no
 * lock. */
SumacFrame *sumac_frame_new (gint width,
                             gint height,
                             void (*ring_writer) (gpointer writer),
                             gpointer writer,
                             GError **error);

/* With no picture yet, and no memory for one. The size is that of a surface. */
SumacFrame *sumac_frame_new_bare (gint width,
                                  gint height,
                                  void (*ring_writer) (gpointer writer),
                                  gpointer writer);

/* FALSE while somebody reads: the writer will be rung. @pixels: may be NULL in a bare frame. */
gboolean sumac_frame_begin_write (SumacFrame *frame, SumacPixels **pixels);

/* While writing: the pixels, black if they are new. NULL without memory. */
SumacPixels *sumac_frame_make_pixels (SumacFrame *frame);

/* The pixels are the picture, and there is no texture. */
void sumac_frame_end_write (SumacFrame *frame);

/* The texture is the picture, and maybe the pixels are, too. Its fence is the frame's. */
void sumac_frame_end_write_texture (SumacFrame *frame,
                                    const SumacTexture *texture,
                                    SumacGlShare *share,
                                    gboolean are_pixels_current);

/* As it was left: with the fence of whoever looked last. */
void sumac_frame_get_texture (SumacFrame *frame, SumacTexture *texture);

/* Whether somebody has looked, or has tried to, since it was written last; TRUE before that. */
gboolean sumac_frame_was_looked_at (SumacFrame *frame);

/* Whether somebody was refused for want of pixels. */
gboolean sumac_frame_was_refused (SumacFrame *frame);

/* Who is refused from now on counts for the next time. */
SumacFrameWish sumac_frame_take_wish (SumacFrame *frame);

/* To be called when the application has taken news once more. */
void sumac_frame_lose_interest (SumacFrame *frame);

/* The texture is about to go: begins to write without being refused. Waits, a tenth of a
 * second at most, for who is looking; a presenter that takes longer is not waited for. FALSE
 * when it is a reader of pixels: these stay the picture then, and there is nothing to end. */
gboolean sumac_frame_begin_settle (SumacFrame *frame);

/* The writer is about to end: it is not rung any more. */
void sumac_frame_forget_writer (SumacFrame *frame);
