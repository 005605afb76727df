/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The kinds that weigh pixels: ALPHA_BLEND, COMPOSITE. */

#include "draw.h"
#include "task.h"

#include <pixman.h>

static gboolean
is_32 (SumacPixelFormat format)
{
  return format == SUMAC_PIXELS_XRGB32 || format == SUMAC_PIXELS_ARGB32;
}

/* ALPHA_BLEND, not scaled */

static gboolean
take_blended (Task *task, Picture *picture)
{
  const SumacOp *op = task->op;
  gboolean has_alpha = picture->format == SUMAC_PIXELS_ARGB32 ||
                       (picture->is_surface && op->u.alpha_blend.source_has_alpha);
  gboolean is_xrgb =
      task->dest->view.format == SUMAC_PIXELS_XRGB32 && !op->u.alpha_blend.dest_has_alpha;
  guint8 alpha = op->u.alpha_blend.alpha;

  task_take_picture (task, picture, (gint64) op->source_area.left - op->box.left,
                     (gint64) op->source_area.top - op->box.top);
  task_cut_to_clip (task);
  task->quad.color = (guint32) alpha << 24;
  return task_take_blend (task, PIXMAN_OP_OVER, has_alpha ? BLEND_ARGB : BLEND_XRGB,
                          alpha == 255 ? BLEND_NO_MASK : BLEND_STRENGTH, is_xrgb) &&
         task_can_tidy (task) && task_set_apart (task, picture);
}

gboolean
draw_alpha_blend (Canvas *canvas, Surface *dest, const SumacOp *op, SumacRect *damage)
{
  Task task = task_start (canvas, dest, op);
  Picture picture;

  if (!task_is_unscaled (&task) || !canvas_look (canvas, dest, &op->source, &picture) ||
      !is_32 (picture.format))
    return FALSE;
  if (op->u.alpha_blend.alpha == 0)
    return TRUE;
  if (!take_blended (&task, &picture))
    return FALSE;
  if (!sumac_rect_is_empty (&task.bounds))
    {
      task_paint (&task);
      if (!op->u.alpha_blend.dest_has_alpha)
        task_tidy (&task, &op->box);
    }
  *damage = task.damage;
  return TRUE;
}

/* COMPOSITE of pictures that lie over all of the box, clip or not, as they are. Where they don't,
 * the reference fills the byte that xRGB does not use instead of copying it. */

static gboolean
is_plain (const SumacOp *op)
{
  const typeof (op->u.composite) *how = &op->u.composite;
  gboolean has_mask = how->mask.kind != SUMAC_SOURCE_NONE;

  return !how->transform && how->repeat == PIXMAN_REPEAT_NONE &&
         how->filter <= PIXMAN_FILTER_BILINEAR &&
         (!has_mask || (!how->mask_transform && how->mask_repeat == PIXMAN_REPEAT_NONE &&
                        how->mask_filter <= PIXMAN_FILTER_BILINEAR && !how->component_alpha));
}

static gboolean
fits (gint start, gint end, gint64 d)
{
  return start + d > G_MININT16 && end + d < G_MAXINT16;
}

/* Places of 16 bits are all that the reference takes, in all of the box, clip or not; also of a
 * mask that is not there. */
static gboolean
is_near (const Task *task)
{
  const typeof (task->op->u.composite) *how = &task->op->u.composite;
  const SumacRect *box = &task->op->box;
  SumacRect all = surface_rect (task->dest);

  return sumac_rect_intersect (box, &all, &all) &&
         fits (all.left, all.right, (gint64) how->x - box->left) &&
         fits (all.top, all.bottom, (gint64) how->y - box->top) &&
         fits (all.left, all.right, (gint64) how->mask_x - box->left) &&
         fits (all.top, all.bottom, (gint64) how->mask_y - box->top);
}

/* What a picture counts as: only a surface's alpha can be taken away. */
static BlendSource
form_of (const Picture *picture, gboolean is_opaque)
{
  return picture->format == SUMAC_PIXELS_ARGB32 && !(is_opaque && picture->is_surface)
             ? BLEND_ARGB
             : BLEND_XRGB;
}

static gboolean
is_same (const SumacRect *a, const SumacRect *b)
{
  return a->left == b->left && a->top == b->top && a->right == b->right &&
         a->bottom == b->bottom;
}

/* FALSE where it does not lie over all of the bounds, which are not cut to the clip yet. */
static gboolean
take_whole (Task *task, const Picture *picture, gint64 dx, gint64 dy)
{
  SumacRect bounds = task->bounds;

  task_take_picture (task, picture, dx, dy);
  return is_same (&bounds, &task->bounds);
}

/* A mask of fewer bits, or without alpha, is opaque as far as it reaches: that is refused. Its
 * flag, and the destination's, say nothing to the reference. */
static gboolean
take_strength (Task *task, BlendMask *form)
{
  const typeof (task->op->u.composite) *how = &task->op->u.composite;
  gint64 dx = (gint64) how->mask_x - task->op->box.left;
  gint64 dy = (gint64) how->mask_y - task->op->box.top;
  SumacRect bounds = task->bounds;
  Picture mask;

  *form = BLEND_NO_MASK;
  if (how->mask.kind == SUMAC_SOURCE_NONE)
    return TRUE;
  if (!canvas_look (task->canvas, task->dest, &how->mask, &mask) || mask.is_self ||
      mask.format != SUMAC_PIXELS_ARGB32)
    return FALSE;
  *form = BLEND_MASK_ARGB;
  task_take_mask_picture (task, &mask, MASK_STRENGTH, dx, dy);
  return is_same (&bounds, &task->bounds);
}

/* pixman has a way of its own with a picture that is its own mask. */
static gboolean
is_own_mask (const SumacOp *op)
{
  const SumacSource *mask = &op->u.composite.mask;

  return mask->kind == op->source.kind && mask->kind != SUMAC_SOURCE_NONE &&
         (mask->kind == SUMAC_SOURCE_PIXELS ? mask->pixels == op->source.pixels
                                            : mask->surface == op->source.surface);
}

gboolean
draw_composite (Canvas *canvas, Surface *dest, const SumacOp *op, SumacRect *damage)
{
  const typeof (op->u.composite) *how = &op->u.composite;
  gboolean is_xrgb = dest->view.format == SUMAC_PIXELS_XRGB32;
  Task task = task_start (canvas, dest, op);
  Picture picture;
  BlendMask mask;

  if (sumac_rect_is_empty (&task.bounds))
    return TRUE;
  task.quad.color = 0xff000000u;
  if (!is_plain (op) || is_own_mask (op) || !is_near (&task) ||
      !canvas_look (canvas, dest, &op->source, &picture) || !is_32 (picture.format) ||
      !take_whole (&task, &picture, (gint64) how->x - op->box.left,
                   (gint64) how->y - op->box.top) ||
      !take_strength (&task, &mask))
    return FALSE;
  task_cut_to_clip (&task);
  if (sumac_rect_is_empty (&task.bounds))
    return TRUE;
  if (!task_take_blend (&task, how->op, form_of (&picture, how->source_opaque), mask,
                        is_xrgb) ||
      !task_set_apart (&task, &picture))
    return FALSE;
  task_paint (&task);
  *damage = task.damage;
  return TRUE;
}
