/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "draw/raster-brush.h"

#include <string.h>

gboolean
sumac_raster_brush_open (SumacRasterBrush *brush,
                         const SumacBrush *from,
                         const SumacRasterDraw *draw)
{
  *brush = (SumacRasterBrush){
    .is_tiled = from->kind == SUMAC_BRUSH_PATTERN,
    .to = draw->dest->format,
  };
  if (from->kind == SUMAC_BRUSH_SOLID)
    brush->pixel = sumac_raster_color (brush->to, from->color);
  if (!brush->is_tiled)
    return TRUE;

  brush->x = from->x;
  brush->y = from->y;
  if (!sumac_raster_look (&from->pattern, draw->surfaces, &brush->tile))
    return FALSE;
  brush->tile_format = brush->tile.format;
  sumac_raster_take_plain (&from->pattern, brush->to, &brush->tile);
  if (!sumac_raster_overlaps (&brush->tile, draw->dest))
    return TRUE;

  SumacRect whole = { 0, 0, brush->tile.width, brush->tile.height };

  brush->memory = sumac_raster_copy_view (&brush->tile, &whole, &brush->tile);
  return brush->memory != NULL;
}

void
sumac_raster_brush_close (SumacRasterBrush *brush)
{
  g_free (brush->memory);
}

static void
fill_row (const SumacRasterBrush *brush, guint n, guint8 *row)
{
  /* The colour is repeated to 32 bits, whatever a work pixel has. */
  for (guint i = 0; i < n * sumac_raster_bytes (brush->to); i += 4)
    memcpy (row + i, &brush->pixel, 4);
}

/* One period of the tile from column @at on, then what there is again and again. */
static void
tile_row (const SumacRasterBrush *brush, gint at, gint y, guint n, guint8 *row)
{
  guint bytes = sumac_raster_bytes (brush->to);
  guint right = MIN ((guint) (brush->tile.width - at), n);
  guint left = MIN ((guint) at, n - right);
  guint have = right + left;

  sumac_raster_convert (&brush->tile, at, y, right, brush->to, row);
  sumac_raster_convert (&brush->tile, 0, y, left, brush->to, row + (gsize) right * bytes);
  while (have < n)
    {
      guint more = MIN (have, n - have);

      memcpy (row + (gsize) have * bytes, row, (gsize) more * bytes);
      have += more;
    }
}

static const guint8 *
give (gconstpointer data, gint x, gint y, guint n, guint8 *buffer)
{
  const SumacRasterBrush *brush = data;

  if (!brush->is_tiled)
    {
      fill_row (brush, n, buffer);
      return buffer;
    }

  gint at = sumac_raster_tile_at (x, brush->x, brush->tile.width);
  gint row = sumac_raster_tile_at (y, brush->y, brush->tile.height);

  tile_row (brush, at, row, n, buffer);
  return buffer;
}

SumacRasterRows
sumac_raster_brush_rows (const SumacRasterBrush *brush)
{
  return (SumacRasterRows){ .give = give, .data = brush };
}

void
sumac_raster_brush_rect (const SumacRasterBrush *brush,
                         const SumacView *dest,
                         const SumacRect *rect,
                         SumacRop rop)
{
  if (brush->is_tiled)
    sumac_raster_rop_rows (dest, rect, rop, sumac_raster_brush_rows (brush));
  else
    sumac_raster_rop_pixel (dest, rect, rop, brush->pixel);
}

typedef struct
{
  const SumacRasterBrush *brush;
  const SumacView *dest;
  SumacRop rop;
} Painting;

static void
paint_rect (gpointer data, const SumacRect *rect)
{
  const Painting *painting = data;

  sumac_raster_brush_rect (painting->brush, painting->dest, rect, painting->rop);
}

void
sumac_raster_brush_paint (const SumacRasterBrush *brush,
                          const SumacRasterDraw *draw,
                          const SumacRect *within,
                          SumacRop rop)
{
  Painting painting = { brush, draw->dest, rop };

  if (rop != SUMAC_ROP_NOOP)
    sumac_raster_area_paint (&draw->area, within, paint_rect, &painting);
}
