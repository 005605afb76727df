/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The functions that draw each kind of op on a surface that has a texture. FALSE: the card
 * does not do that to the bit, and nothing was drawn. @damage is set when it is TRUE.
 *
 * Thread: the renderer's, with the context current. */

#pragma once

#include "canvas.h"

#include <sumac/plugin/picture.h>

/* draw-fill.c */
gboolean draw_fill (Canvas *canvas, Surface *dest, const SumacOp *op, SumacRect *damage);
gboolean draw_blackness (Canvas *canvas, Surface *dest, const SumacOp *op, SumacRect *damage);
gboolean draw_whiteness (Canvas *canvas, Surface *dest, const SumacOp *op, SumacRect *damage);
gboolean draw_invers (Canvas *canvas, Surface *dest, const SumacOp *op, SumacRect *damage);

/* draw-copy.c */
gboolean draw_copy (Canvas *canvas, Surface *dest, const SumacOp *op, SumacRect *damage);
gboolean draw_copy_bits (Canvas *canvas, Surface *dest, const SumacOp *op, SumacRect *damage);
gboolean draw_transparent (Canvas *canvas, Surface *dest, const SumacOp *op, SumacRect *damage);
gboolean draw_opaque (Canvas *canvas, Surface *dest, const SumacOp *op, SumacRect *damage);
gboolean draw_rop3 (Canvas *canvas, Surface *dest, const SumacOp *op, SumacRect *damage);

/* draw-blend.c */
gboolean draw_alpha_blend (Canvas *canvas, Surface *dest, const SumacOp *op, SumacRect *damage);
gboolean draw_composite (Canvas *canvas, Surface *dest, const SumacOp *op, SumacRect *damage);

/* draw-text.c */
gboolean draw_text (Canvas *canvas, Surface *dest, const SumacOp *op, SumacRect *damage);

/* draw-video.c. The contract's video, on a surface that has a texture. */
gboolean draw_video (Canvas *canvas,
                     Surface *dest,
                     const SumacPicture *picture,
                     gboolean is_upside_down,
                     const SumacRect *box,
                     const SumacRect *rects,
                     guint n_rects,
                     SumacRect *damage);
