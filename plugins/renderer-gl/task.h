/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* An op on its way to the card: where it may draw, with what, and how. Its parts are looked
 * up first; only when all can be had is anything painted. A value on the stack of one draw.
 *
 * Thread: the renderer's, with the context current. */

#pragma once

#include "canvas.h"

typedef struct
{
  Canvas *canvas;
  Surface *dest;
  const SumacOp *op;
  SumacRect bounds; /* nothing lies outside; may be empty */
  Pass pass;
  Quad quad;
  SumacRect damage;
} Task;

/* The box on the surface. */
Task task_start (Canvas *canvas, Surface *dest, const SumacOp *op);

/* Cuts the bounds to the op's mask. FALSE when the card can't have it. */
gboolean task_take_mask (Task *task);

/* The same with a picture and a use of it, whose pixel is at the place + @dx, @dy. */
void task_take_mask_picture (Task *task,
                             const Picture *picture,
                             MaskUse use,
                             gint64 dx,
                             gint64 dy);

/* Paints with the pixel at the place + @dx, @dy of @picture, and cuts the bounds to where
 * there is one. */
void task_take_picture (Task *task, const Picture *picture, gint64 dx, gint64 dy);

/* Paints with a brush. FALSE when the card can't have its pattern. @is_self_fine: the pattern
 * may be the destination, as it is now. */
gboolean task_take_brush (Task *task, const SumacBrush *brush, gboolean is_self_fine);

/* How it is mixed. FALSE when the card can't do that, or has no memory for it. */
gboolean task_take_rop (Task *task, SumacRop rop);
gboolean task_take_mix (Task *task, Mix mix);

/* Mixes by the operator, through a mask or not. FALSE when the card can't do that as the
 * reference does. */
gboolean task_take_blend (Task *task,
                          guint op,
                          BlendSource source,
                          BlendMask mask,
                          gboolean is_xrgb);

/* Cuts the bounds to what the clip lies in. */
void task_cut_to_clip (Task *task);

/* Copies what is needed of a picture that is the destination. FALSE without memory. */
gboolean task_set_apart (Task *task, Picture *picture);

/* Paints within the clip, and adds to the damage. */
void task_paint (Task *task);

/* Paints with the nearest pixel of @picture, whose part @op->source_area goes into the box.
 * FALSE when there are none for all of the bounds. */
gboolean task_take_nearest (Task *task, const Picture *picture);

/* Where pixman has left a full alpha in the byte that xRGB does not use, the reference clears
 * it in all of @box, clip or not; how it knows is by the box's first pixel (display spec §5,
 * ALPHA_BLEND). FALSE when the card can't do that. */
gboolean task_can_tidy (const Task *task);
void task_tidy (Task *task, const SumacRect *box);

/* Whether the op's source is as large as its box. */
gboolean task_is_unscaled (const Task *task);
