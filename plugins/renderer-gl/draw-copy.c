/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The kinds that take a source's pixels as they are: COPY (and BLEND), OPAQUE, TRANSPARENT,
 * COPY_BITS, ROP3. */

#include "draw.h"
#include "task.h"

/* What is only copied is scaled by pixman straight to the destination's format, and what
 * becomes of the fourth byte between two formats is pixman's. */
static gboolean
is_scaled_as_it_is (const Task *task, const Picture *picture, gboolean is_only_copied)
{
  return picture->format == task->dest->view.format ||
         (!is_only_copied && picture->format >= SUMAC_PIXELS_XRGB32);
}

/* The op's source, at its place. */
static gboolean
take_source (Task *task, SumacScale scale, gboolean is_only_copied, Picture *picture)
{
  const SumacOp *op = task->op;
  gboolean is_unscaled = task_is_unscaled (task);

  if ((!is_unscaled && scale != SUMAC_SCALE_NEAREST) ||
      !canvas_look (task->canvas, task->dest, &op->source, picture))
    return FALSE;
  if (!is_unscaled)
    return is_scaled_as_it_is (task, picture, is_only_copied) &&
           task_take_nearest (task, picture);
  task_take_picture (task, picture, (gint64) op->source_area.left - op->box.left,
                     (gint64) op->source_area.top - op->box.top);
  return TRUE;
}

static gboolean
finish (Task *task, Picture *picture, SumacRect *damage)
{
  if (!task_set_apart (task, picture))
    return FALSE;
  task_paint (task);
  *damage = task->damage;
  return TRUE;
}

static gboolean
may_pass (Task *task)
{
  const SumacOp *op = task->op;

  return op->source.kind == SUMAC_SOURCE_PIXELS && op->source.pixels &&
         op->mask.bits.kind == SUMAC_SOURCE_NONE && task_is_unscaled (task) &&
         canvas_may_pass (task->canvas, op->source.pixels);
}

/* A large picture that comes for the first time: what is seen of it goes by the ring, in strips. */
static gboolean
pass_by (Task *task, SumacRect *damage)
{
  const SumacOp *op = task->op;
  const SumacPixels *pixels = op->source.pixels;
  gint64 dx = (gint64) op->source_area.left - op->box.left;
  gint64 dy = (gint64) op->source_area.top - op->box.top;
  const Picture picture = {
    .texture = BATCH_RING,
    .format = pixels->format,
    .width = pixels->width,
    .height = pixels->height,
  };

  if (!task_take_rop (task, op->rop))
    return FALSE;
  task_take_picture (task, &picture, dx, dy);
  task_cut_to_clip (task);

  SumacRect all = task->bounds;
  gint width = sumac_rect_width (&all);
  gint n = sumac_rect_is_empty (&all) ? 0 : canvas_pass_rows (task->canvas, width);

  for (gint y = all.top; y < all.bottom; y += n)
    {
      SumacRect *strip = &task->bounds;

      *strip = (SumacRect){ all.left, y, all.right, MIN (y + n, all.bottom) };

      const SumacRect part = { (gint) (strip->left + dx), (gint) (strip->top + dy),
                               (gint) (strip->right + dx), (gint) (strip->bottom + dy) };

      task->quad.source_d[0] = -strip->left;
      task->quad.source_d[1] = -strip->top;
      task->quad.mask_d[0] = canvas_pass (task->canvas, pixels, &part);
      task->quad.mask_d[1] = width;
      task_paint (task);
    }
  *damage = task->damage;
  return TRUE;
}

gboolean
draw_copy (Canvas *canvas, Surface *dest, const SumacOp *op, SumacRect *damage)
{
  Task task = task_start (canvas, dest, op);
  Picture picture;

  if (op->rop != SUMAC_ROP_NOOP && may_pass (&task))
    return pass_by (&task, damage);
  if (!task_take_mask (&task) ||
      !take_source (&task, op->scale, op->rop == SUMAC_ROP_COPY, &picture) ||
      !task_take_rop (&task, op->rop))
    return FALSE;
  return op->rop == SUMAC_ROP_NOOP || finish (&task, &picture, damage);
}

gboolean
draw_copy_bits (Canvas *canvas, Surface *dest, const SumacOp *op, SumacRect *damage)
{
  const SumacSource self = { .kind = SUMAC_SOURCE_SURFACE, .surface = op->surface };
  gint64 dx = (gint64) op->u.copy_bits.x - op->box.left;
  gint64 dy = (gint64) op->u.copy_bits.y - op->box.top;
  Task task = task_start (canvas, dest, op);
  Picture picture;

  if (!canvas_look (canvas, dest, &self, &picture))
    return FALSE;
  if (dx == 0 && dy == 0)
    return TRUE;
  task_take_picture (&task, &picture, dx, dy);
  return task_take_mix (&task, MIX_PLAIN) && finish (&task, &picture, damage);
}

gboolean
draw_transparent (Canvas *canvas, Surface *dest, const SumacOp *op, SumacRect *damage)
{
  Task task = task_start (canvas, dest, op);
  Picture picture;

  task.quad.color = op->u.transparent.key;
  return take_source (&task, SUMAC_SCALE_NEAREST, FALSE, &picture) &&
         task_take_mix (&task, MIX_KEY) && finish (&task, &picture, damage);
}

/* The source first, then the brush over all of the area: also where there was no source. */
gboolean
draw_opaque (Canvas *canvas, Surface *dest, const SumacOp *op, SumacRect *damage)
{
  Task task = task_start (canvas, dest, op);

  if (!task_take_mask (&task))
    return FALSE;

  Task brush = task;
  Picture picture;

  if (!task_take_brush (&brush, &op->brush, FALSE) || !task_take_rop (&brush, op->rop) ||
      !take_source (&task, op->scale, TRUE, &picture) || !task_take_mix (&task, MIX_PLAIN) ||
      !finish (&task, &picture, damage))
    return FALSE;
  brush.damage = *damage;
  if (op->rop != SUMAC_ROP_NOOP)
    task_paint (&brush);
  *damage = brush.damage;
  return TRUE;
}

/* Of a code that gives the same with and without the source's bit. */
static gboolean
needs_source (guint8 code)
{
  return ((code >> 2 ^ code) & 0x33) != 0;
}

gboolean
draw_rop3 (Canvas *canvas, Surface *dest, const SumacOp *op, SumacRect *damage)
{
  Task task = task_start (canvas, dest, op);
  Picture picture = { .is_self = FALSE };
  gboolean has_source = op->source.kind != SUMAC_SOURCE_NONE || needs_source (op->u.rop3.code);

  if (op->brush.kind == SUMAC_BRUSH_PATTERN || !task_take_mask (&task) ||
      !task_take_brush (&task, &op->brush, FALSE) ||
      (has_source && !take_source (&task, SUMAC_SCALE_SMOOTH, FALSE, &picture)))
    return FALSE;
  task.pass.how[1][0] = op->u.rop3.code;
  return task_take_mix (&task, MIX_ROP3) && finish (&task, &picture, damage);
}
