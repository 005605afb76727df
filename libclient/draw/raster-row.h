/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Combining rows of work pixels with a rectangle of the destination, bit by bit: the sixteen
 * raster operations with a constant or with rows, Windows' ternary ones, and rows with a
 * transparent colour.
 *
 * Thread: any; nothing here keeps a state. */

#pragma once

#include "draw/raster-pixel.h"

#include <sumac/plugin/op.h>

typedef struct _SumacRasterRows SumacRasterRows;

/* Where work pixels come from. */
struct _SumacRasterRows
{
  /* @n pixels (at most SUMAC_RASTER_CHUNK) that belong onto destination pixel @x, @y and the
   * next ones; they lie in @buffer or in the source itself. */
  const guint8 *(*give) (gconstpointer data, gint x, gint y, guint n, guint8 *buffer);
  gconstpointer data;
};

/* @rect of @dest = rop (@pixel, @dest); the pixel comes from sumac_raster_color. */
void sumac_raster_rop_pixel (const SumacView *dest,
                             const SumacRect *rect,
                             SumacRop rop,
                             guint32 pixel);

/* The same with a pixel of its own for each place. */
void sumac_raster_rop_rows (const SumacView *dest,
                            const SumacRect *rect,
                            SumacRop rop,
                            SumacRasterRows rows);

/* Bit 4·brush + 2·source + destination of @code, for every bit. */
void sumac_raster_rop3_rows (const SumacView *dest,
                             const SumacRect *rect,
                             guint8 code,
                             SumacRasterRows brush,
                             SumacRasterRows source);

/* Copies what differs from @key where @mask has a bit. */
void sumac_raster_key_rows (const SumacView *dest,
                            const SumacRect *rect,
                            guint32 key,
                            guint32 mask,
                            SumacRasterRows rows);
