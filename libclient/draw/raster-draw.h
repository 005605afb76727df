/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One op on its way into the destination, and the functions that draw each kind. They are
 * called with an area that is not empty; FALSE means: impossible, and nothing was drawn.
 *
 * Thread: the caller's; lives on the stack of sumac_raster_draw. */

#pragma once

#include "draw/raster-area.h"

typedef struct _SumacRasterDraw SumacRasterDraw;

struct _SumacRasterDraw
{
  const SumacOp *op;
  const SumacView *dest;
  const SumacRasterSurfaces *surfaces;
  SumacRasterArea area;
  SumacRect damage; /* set by the drawing function; empty at first */
};

/* raster-fill.c */
gboolean sumac_raster_fill (SumacRasterDraw *draw);
gboolean sumac_raster_blackness (SumacRasterDraw *draw);
gboolean sumac_raster_whiteness (SumacRasterDraw *draw);
gboolean sumac_raster_invers (SumacRasterDraw *draw);

/* raster-copy.c */
gboolean sumac_raster_copy (SumacRasterDraw *draw);
gboolean sumac_raster_opaque (SumacRasterDraw *draw);
gboolean sumac_raster_transparent (SumacRasterDraw *draw);
gboolean sumac_raster_copy_bits (SumacRasterDraw *draw);
gboolean sumac_raster_rop3 (SumacRasterDraw *draw);

/* raster-blend.c */
gboolean sumac_raster_alpha_blend (SumacRasterDraw *draw);
gboolean sumac_raster_composite (SumacRasterDraw *draw);

/* raster-stroke.c */
gboolean sumac_raster_stroke (SumacRasterDraw *draw);

/* raster-text.c */
gboolean sumac_raster_text (SumacRasterDraw *draw);
