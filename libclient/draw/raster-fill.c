/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* FILL, and the three kinds that need no brush. */

#include "draw/raster-brush.h"

gboolean
sumac_raster_fill (SumacRasterDraw *draw)
{
  SumacRasterBrush brush;
  gboolean ok = sumac_raster_brush_open (&brush, &draw->op->brush, draw);

  if (ok && draw->op->rop != SUMAC_ROP_NOOP)
    {
      draw->damage = draw->area.bounds;
      sumac_raster_brush_paint (&brush, draw, &draw->damage, draw->op->rop);
    }
  sumac_raster_brush_close (&brush);
  return ok;
}

static gboolean
fill_all (SumacRasterDraw *draw, SumacRop rop)
{
  const SumacRasterBrush brush = { .to = draw->dest->format };

  draw->damage = draw->area.bounds;
  sumac_raster_brush_paint (&brush, draw, &draw->damage, rop);
  return TRUE;
}

gboolean
sumac_raster_blackness (SumacRasterDraw *draw)
{
  return fill_all (draw, SUMAC_ROP_CLEAR);
}

gboolean
sumac_raster_whiteness (SumacRasterDraw *draw)
{
  return fill_all (draw, SUMAC_ROP_SET);
}

gboolean
sumac_raster_invers (SumacRasterDraw *draw)
{
  return fill_all (draw, SUMAC_ROP_INVERT);
}
