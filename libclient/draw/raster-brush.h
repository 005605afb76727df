/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A brush made ready for one destination: a pixel, or a tile that repeats in all directions.
 *
 * Thread: the caller's; lives on the stack of one draw. */

#pragma once

#include "draw/raster-draw.h"
#include "draw/raster-row.h"

typedef struct _SumacRasterBrush SumacRasterBrush;

struct _SumacRasterBrush
{
  gboolean is_tiled;
  guint32 pixel; /* of sumac_raster_color */
  SumacView tile;
  SumacPixelFormat tile_format; /* what the tile is, where it is not taken as it is */
  gint32 x;                     /* where the tile's pixel 0, 0 comes to lie */
  gint32 y;
  SumacPixelFormat to; /* the destination's format */
  guint8 *memory;      /* nullable */
};

/* FALSE when a pattern's picture can't be had. No brush is the colour 0. */
gboolean sumac_raster_brush_open (SumacRasterBrush *brush,
                                  const SumacBrush *from,
                                  const SumacRasterDraw *draw);
void sumac_raster_brush_close (SumacRasterBrush *brush);

/* rop (brush, destination) on one rectangle of the destination. */
void sumac_raster_brush_rect (const SumacRasterBrush *brush,
                              const SumacView *dest,
                              const SumacRect *rect,
                              SumacRop rop);

/* The same on the whole area within @within. */
void sumac_raster_brush_paint (const SumacRasterBrush *brush,
                               const SumacRasterDraw *draw,
                               const SumacRect *within,
                               SumacRop rop);

SumacRasterRows sumac_raster_brush_rows (const SumacRasterBrush *brush);

/* (@place − @origin) modulo @size, never negative. */
static inline gint
sumac_raster_tile_at (gint place, gint32 origin, gint size)
{
  gint64 rest = ((gint64) place - origin) % size;

  return (gint) (rest < 0 ? rest + size : rest);
}
