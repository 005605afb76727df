/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "draw/raster-scale.h"

#include "draw/raster-area.h"
#include "draw/raster-row.h"

#include <math.h>

/* Above this step pixman's 16.16 coordinates overflow within the largest source. */
#define MAX_STEP ((gint64) 10000 << 16)

gboolean
sumac_raster_is_scaled (const SumacOp *op)
{
  return sumac_rect_width (&op->box) != sumac_rect_width (&op->source_area) ||
         sumac_rect_height (&op->box) != sumac_rect_height (&op->source_area);
}

/* One axis. The ternary op starts at a whole number of steps, the others at the area's edge
 * (display spec §5). */
static gboolean
init_axis (SumacOpKind kind,
           gint box_start,
           gint box_size,
           gint area_start,
           gint area_size,
           gint32 *step,
           gint64 *offset)
{
  gint64 wide = ((gint64) area_size << 16) / box_size;

  if (wide > MAX_STEP)
    return FALSE;
  *step = (gint32) wide;
  if (kind == SUMAC_OP_ROP3)
    {
      double steps = round (area_start / ((double) area_size / box_size));

      if (fabs (steps) > (double) (1ll << 40))
        return FALSE;
      *offset = ((gint64) steps - box_start) * wide;
    }
  else
    *offset = (gint64) area_start * 65536 - box_start * wide;
  return TRUE;
}

gboolean
sumac_raster_scaler_init (SumacRasterScaler *scaler,
                          const SumacOp *op,
                          const SumacView *source,
                          SumacPixelFormat format,
                          SumacScale mode)
{
  const SumacRect *box = &op->box;
  const SumacRect *area = &op->source_area;

  *scaler = (SumacRasterScaler){ .source = source };
  if (!init_axis (op->kind, box->left, sumac_rect_width (box), area->left,
                  sumac_rect_width (area), &scaler->step_x, &scaler->x) ||
      !init_axis (op->kind, box->top, sumac_rect_height (box), area->top,
                  sumac_rect_height (area), &scaler->step_y, &scaler->y))
    return FALSE;

  scaler->image = sumac_raster_image (source, format);
  if (!scaler->image)
    return FALSE;
  return pixman_image_set_filter (
      scaler->image, mode == SUMAC_SCALE_NEAREST ? PIXMAN_FILTER_NEAREST : PIXMAN_FILTER_GOOD,
      NULL, 0);
}

void
sumac_raster_scaler_clear (SumacRasterScaler *scaler)
{
  if (scaler->image)
    pixman_image_unref (scaler->image);
}

static gint64
divide_up (gint64 a, gint64 b)
{
  return a > 0 ? (a - 1) / b + 1 : a / b;
}

/* Cuts [*start, *end) to the destination pixels that are sampled within one pixel around the
 * source: at (2·d + 1) · step / 2 + offset. FALSE when there are none. */
static gboolean
cut_axis (gint32 step, gint64 offset, gint size, gint *start, gint *end)
{
  gint64 low = -65536;
  gint64 high = ((gint64) size + 1) * 65536;

  if (step == 0)
    return offset > low && offset < high;

  gint64 first = divide_up (divide_up (2 * (low - offset), step) - 1, 2);
  gint64 behind = divide_up (divide_up (2 * (high - offset), step) - 1, 2);

  if (first >= *end || behind <= *start)
    return FALSE;
  *start = (gint) MAX (first, *start);
  *end = (gint) MIN (behind, *end);
  return TRUE;
}

static void
paint_black (const SumacView *dest, const SumacRect *all, const SumacRect *done)
{
  const SumacRect around[] = {
    { all->left, all->top, all->right, done->top },
    { all->left, done->top, done->left, done->bottom },
    { done->right, done->top, all->right, done->bottom },
    { all->left, done->bottom, all->right, all->bottom },
  };

  for (guint i = 0; i < G_N_ELEMENTS (around); i++)
    if (!sumac_rect_is_empty (&around[i]))
      sumac_raster_rop_pixel (dest, &around[i], SUMAC_ROP_CLEAR, 0);
}

void
sumac_raster_scaler_paint (const SumacRasterScaler *scaler,
                           pixman_op_t op,
                           pixman_image_t *mask,
                           pixman_image_t *image,
                           const SumacView *dest,
                           const SumacRect *rect,
                           gint left,
                           gint top)
{
  gint64 x = scaler->x + (gint64) left * scaler->step_x;
  gint64 y = scaler->y + (gint64) top * scaler->step_y;
  SumacRect r = *rect;

  if (!cut_axis (scaler->step_x, x, scaler->source->width, &r.left, &r.right) ||
      !cut_axis (scaler->step_y, y, scaler->source->height, &r.top, &r.bottom))
    r = (SumacRect){ rect->left, rect->top, rect->left, rect->top };
  if (op == PIXMAN_OP_SRC)
    paint_black (dest, rect, &r);
  if (sumac_rect_is_empty (&r))
    return;

  pixman_transform_t transform;

  pixman_transform_init_scale (&transform, scaler->step_x, scaler->step_y);
  transform.matrix[0][2] = (pixman_fixed_t) (x + (gint64) r.left * scaler->step_x);
  transform.matrix[1][2] = (pixman_fixed_t) (y + (gint64) r.top * scaler->step_y);
  if (!pixman_image_set_transform (scaler->image, &transform))
    return;
  pixman_image_composite32 (op, scaler->image, mask, image, 0, 0, 0, 0, r.left, r.top,
                            sumac_rect_width (&r), sumac_rect_height (&r));
}
