/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Pixels of the six formats, in rows. The rasteriser computes with work pixels: those of the
 * destination as 1, 2 or 4 bytes. Only A1 differs between memory and work: there a work
 * pixel is a byte whose lowest bit counts.
 *
 * Thread: any; nothing here keeps a state. */

#pragma once

#include <sumac/plugin/view.h>

#include <pixman.h>

/* Pixels that are worked on at a time; a buffer of work pixels has four bytes for each, and is
 * aligned to four. */
#define SUMAC_RASTER_CHUNK  256
#define SUMAC_RASTER_BUFFER (SUMAC_RASTER_CHUNK * 4)

/* Bytes of a work pixel. */
static inline guint
sumac_raster_bytes (SumacPixelFormat format)
{
  return format < SUMAC_PIXELS_RGB555 ? 1 : format < SUMAC_PIXELS_XRGB32 ? 2 : 4;
}

static inline guint8 *
sumac_raster_row (const SumacView *view, gint y)
{
  return view->data + view->stride * y;
}

/* The pixel's address; not for A1. */
static inline guint8 *
sumac_raster_at (const SumacView *view, gint x, gint y)
{
  return sumac_raster_row (view, y) + (gsize) x * sumac_raster_bytes (view->format);
}

/* Whether pixels of @from are taken over by @to byte for byte, in memory. */
static inline gboolean
sumac_raster_is_bitwise (SumacPixelFormat from, SumacPixelFormat to)
{
  if (from == to)
    return from != SUMAC_PIXELS_A1;
  return from >= SUMAC_PIXELS_XRGB32 && to >= SUMAC_PIXELS_XRGB32;
}

/* Turns @n pixels (at most SUMAC_RASTER_CHUNK) from @x, @y on into work pixels of @to. */
void sumac_raster_convert (const SumacView *from,
                           gint x,
                           gint y,
                           guint n,
                           SumacPixelFormat to,
                           guint8 *work);

/* Writes @n work pixels of @to's own format. */
void sumac_raster_store (const SumacView *to, gint x, gint y, guint n, const guint8 *work);

/* Sets the highest byte of every pixel of a 32-bit view to 0. */
void sumac_raster_clear_high (const SumacView *view, const SumacRect *rect);

/* The brush colour of the protocol as a work pixel, repeated to 32 bits. */
guint32 sumac_raster_color (SumacPixelFormat format, guint32 color);

/* Whether the memory of the two has a byte in common. */
gboolean sumac_raster_overlaps (const SumacView *a, const SumacView *b);

/* Rows for @width × @height pixels; to be freed with g_free. NULL when there is no memory. */
guint8 *sumac_raster_new_view (SumacPixelFormat format,
                               gint width,
                               gint height,
                               SumacView *view);

/* A copy of the part of @from, whose upper left pixel is then 0, 0; memory as above. @from and
 * @copy may be the same. */
guint8 *sumac_raster_copy_view (const SumacView *from, const SumacRect *part, SumacView *copy);

pixman_format_code_t sumac_raster_pixman_format (SumacPixelFormat format);

/* The view as pixman's image, in @format, which has as many bits. NULL without memory. */
pixman_image_t *sumac_raster_image (const SumacView *view, SumacPixelFormat format);
