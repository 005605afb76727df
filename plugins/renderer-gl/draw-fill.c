/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* FILL, and the three kinds that need no brush. */

#include "draw.h"
#include "task.h"

static gboolean
fill (Task *task, const SumacBrush *brush, SumacRop rop, SumacRect *damage)
{
  if (!task_take_mask (task) || !task_take_brush (task, brush, TRUE) ||
      !task_take_rop (task, rop))
    return FALSE;
  if (rop != SUMAC_ROP_NOOP)
    task_paint (task);
  *damage = task->damage;
  return TRUE;
}

gboolean
draw_fill (Canvas *canvas, Surface *dest, const SumacOp *op, SumacRect *damage)
{
  Task task = task_start (canvas, dest, op);

  return fill (&task, &op->brush, op->rop, damage);
}

static gboolean
fill_all (Canvas *canvas, Surface *dest, const SumacOp *op, SumacRop rop, SumacRect *damage)
{
  const SumacBrush none = { .kind = SUMAC_BRUSH_NONE };
  Task task = task_start (canvas, dest, op);

  return fill (&task, &none, rop, damage);
}

gboolean
draw_blackness (Canvas *canvas, Surface *dest, const SumacOp *op, SumacRect *damage)
{
  return fill_all (canvas, dest, op, SUMAC_ROP_CLEAR, damage);
}

gboolean
draw_whiteness (Canvas *canvas, Surface *dest, const SumacOp *op, SumacRect *damage)
{
  return fill_all (canvas, dest, op, SUMAC_ROP_SET, damage);
}

gboolean
draw_invers (Canvas *canvas, Surface *dest, const SumacOp *op, SumacRect *damage)
{
  return fill_all (canvas, dest, op, SUMAC_ROP_INVERT, damage);
}
