/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Scaled sources by pixman. A step is how far one destination pixel goes in the source; the
 * offset of each rectangle is folded into the transform, exactly, because pixman takes only
 * 16 bits of it.
 *
 * Thread: the caller's. A scaler is a value, the picture in it is freed by clear. */

#pragma once

#include "draw/raster-pixel.h"

#include <sumac/plugin/op.h>

typedef struct _SumacRasterScaler SumacRasterScaler;

struct _SumacRasterScaler
{
  const SumacView *source;
  pixman_image_t *image;
  gint32 step_x; /* 16.16 */
  gint32 step_y;
  gint64 x; /* 16.16: where the destination's column 0 begins in the source */
  gint64 y;
};

/* TRUE if the source's area and the box differ in size. */
gboolean sumac_raster_is_scaled (const SumacOp *op);

/* FALSE when the steps are beyond what pixman computes with, or without memory. @source is
 * read as @format, which has as many bits, and must outlive the scaler. */
gboolean sumac_raster_scaler_init (SumacRasterScaler *scaler,
                                   const SumacOp *op,
                                   const SumacView *source,
                                   SumacPixelFormat format,
                                   SumacScale mode);
void sumac_raster_scaler_clear (SumacRasterScaler *scaler);

/* Composites onto @rect of @dest, whose pixel 0, 0 is the op's pixel @left, @top. Behind the
 * source's edges lies transparent black: with PIXMAN_OP_SRC that is written too. @mask is a
 * nullable picture of one repeated pixel. */
void sumac_raster_scaler_paint (const SumacRasterScaler *scaler,
                                pixman_op_t op,
                                pixman_image_t *mask,
                                pixman_image_t *image,
                                const SumacView *dest,
                                const SumacRect *rect,
                                gint left,
                                gint top);
