/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "draw/raster-pixel.h"

#include "core/limits.h"

#include <string.h>

/* Between formats pixels travel as 32 bits: premultiplied ARGB, the high byte of a format
 * without alpha being what the destination gets there: xRGB's own, 255 for 16 bits, which
 * pixman widens for the server. */
typedef void (*Fetch) (const guint8 *row, gint x, guint n, guint32 *out);
typedef void (*Store) (const guint32 *in, guint n, guint8 *work);

static inline guint
bit_at (const guint8 *row, gint x)
{
  return row[x >> 3] >> (x & 7) & 1u;
}

static void
fetch_a1 (const guint8 *row, gint x, guint n, guint32 *out)
{
  for (guint i = 0; i < n; i++)
    out[i] = bit_at (row, x + (gint) i) ? 0xff000000u : 0;
}

static void
fetch_a8 (const guint8 *row, gint x, guint n, guint32 *out)
{
  for (guint i = 0; i < n; i++)
    out[i] = (guint32) row[(guint) x + i] << 24;
}

/* codecs spec §2: the high bits of a component come again as its low ones. */
static void
fetch_555 (const guint8 *row, gint x, guint n, guint32 *out)
{
  const guint16 *in = (const guint16 *) row + x;

  for (guint i = 0; i < n; i++)
    {
      guint32 wide =
          (in[i] & 0x7c00u) << 9 | (in[i] & 0x03e0u) << 6 | (guint32) (in[i] & 0x001fu) << 3;

      out[i] = 0xff000000u | wide | (wide >> 5 & 0x070707u);
    }
}

static void
fetch_565 (const guint8 *row, gint x, guint n, guint32 *out)
{
  const guint16 *in = (const guint16 *) row + x;

  for (guint i = 0; i < n; i++)
    {
      guint32 wide =
          (in[i] & 0xf800u) << 8 | (in[i] & 0x07e0u) << 5 | (guint32) (in[i] & 0x001fu) << 3;

      out[i] = 0xff000000u | wide | (wide >> 5 & 0x070007u) | (wide >> 6 & 0x000300u);
    }
}

static void
fetch_32 (const guint8 *row, gint x, guint n, guint32 *out)
{
  memcpy (out, row + (gsize) x * 4, (gsize) n * 4);
}

static void
store_a1 (const guint32 *in, guint n, guint8 *work)
{
  for (guint i = 0; i < n; i++)
    work[i] = (guint8) (in[i] >> 31);
}

static void
store_a8 (const guint32 *in, guint n, guint8 *work)
{
  for (guint i = 0; i < n; i++)
    work[i] = (guint8) (in[i] >> 24);
}

static void
store_555 (const guint32 *in, guint n, guint8 *work)
{
  guint16 *out = (guint16 *) work;

  for (guint i = 0; i < n; i++)
    out[i] =
        (guint16) ((in[i] >> 9 & 0x7c00u) | (in[i] >> 6 & 0x03e0u) | (in[i] >> 3 & 0x001fu));
}

static void
store_565 (const guint32 *in, guint n, guint8 *work)
{
  guint16 *out = (guint16 *) work;

  for (guint i = 0; i < n; i++)
    out[i] =
        (guint16) ((in[i] >> 8 & 0xf800u) | (in[i] >> 5 & 0x07e0u) | (in[i] >> 3 & 0x001fu));
}

static void
store_32 (const guint32 *in, guint n, guint8 *work)
{
  memcpy (work, in, (gsize) n * 4);
}

/* clang-format off */
static const struct
{
  Fetch fetch;
  Store store;
  gboolean has_alpha;
  pixman_format_code_t pixman;
} formats[SUMAC_N_PIXEL_FORMATS] = {
  [SUMAC_PIXELS_A1]     = { fetch_a1,  store_a1,  TRUE,  PIXMAN_a1 },
  [SUMAC_PIXELS_A8]     = { fetch_a8,  store_a8,  TRUE,  PIXMAN_a8 },
  [SUMAC_PIXELS_RGB555] = { fetch_555, store_555, FALSE, PIXMAN_x1r5g5b5 },
  [SUMAC_PIXELS_RGB565] = { fetch_565, store_565, FALSE, PIXMAN_r5g6b5 },
  [SUMAC_PIXELS_XRGB32] = { fetch_32,  store_32,  FALSE, PIXMAN_x8r8g8b8 },
  [SUMAC_PIXELS_ARGB32] = { fetch_32,  store_32,  TRUE,  PIXMAN_a8r8g8b8 },
};

/* clang-format on */

static void
load_bits (const guint8 *row, gint x, guint n, guint8 *work)
{
  for (guint i = 0; i < n; i++)
    work[i] = (guint8) bit_at (row, x + (gint) i);
}

void
sumac_raster_convert (const SumacView *from,
                      gint x,
                      gint y,
                      guint n,
                      SumacPixelFormat to,
                      guint8 *work)
{
  const guint8 *row = sumac_raster_row (from, y);

  if (sumac_raster_is_bitwise (from->format, to))
    {
      guint bytes = sumac_raster_bytes (to);

      memcpy (work, row + (gsize) x * bytes, (gsize) n * bytes);
      return;
    }
  if (from->format == to)
    {
      load_bits (row, x, n, work);
      return;
    }

  /* What has no alpha is opaque where only alpha is kept. */
  if (to <= SUMAC_PIXELS_A8 && !formats[from->format].has_alpha)
    {
      memset (work, to == SUMAC_PIXELS_A8 ? 0xff : 1, n);
      return;
    }

  guint32 pixels[SUMAC_RASTER_CHUNK];

  formats[from->format].fetch (row, x, n, pixels);
  formats[to].store (pixels, n, work);
}

void
sumac_raster_store (const SumacView *to, gint x, gint y, guint n, const guint8 *work)
{
  if (to->format != SUMAC_PIXELS_A1)
    {
      memcpy (sumac_raster_at (to, x, y), work, (gsize) n * sumac_raster_bytes (to->format));
      return;
    }

  guint8 *row = sumac_raster_row (to, y);

  for (guint i = 0; i < n; i++)
    {
      guint at = (guint) x + i;
      guint bit = 1u << (at & 7);

      row[at >> 3] = (guint8) ((work[i] & 1) ? row[at >> 3] | bit : row[at >> 3] & ~bit);
    }
}

void
sumac_raster_clear_high (const SumacView *view, const SumacRect *rect)
{
  for (gint y = rect->top; y < rect->bottom; y++)
    {
      guint32 *row = (guint32 *) sumac_raster_row (view, y);

      for (gint x = rect->left; x < rect->right; x++)
        row[x] &= 0x00ffffffu;
    }
}

guint32
sumac_raster_color (SumacPixelFormat format, guint32 color)
{
  switch (format)
    {
    case SUMAC_PIXELS_A1:
      return color & 1 ? 0xffffffffu : 0;
    case SUMAC_PIXELS_A8:
      return (color & 0xff) * 0x01010101u;
    case SUMAC_PIXELS_RGB555:
    case SUMAC_PIXELS_RGB565:
      return (color & 0xffff) * 0x00010001u;
    case SUMAC_PIXELS_XRGB32:
    case SUMAC_PIXELS_ARGB32:
      return color;
    }
  return color;
}

static void
memory_of (const SumacView *view, const guint8 **first, const guint8 **end)
{
  const guint8 *last = sumac_raster_row (view, view->height - 1);
  gsize row = ((gsize) view->width * sumac_pixel_format_bits (view->format) + 7) / 8;

  *first = MIN (view->data, last);
  *end = MAX (view->data, last) + row;
}

gboolean
sumac_raster_overlaps (const SumacView *a, const SumacView *b)
{
  const guint8 *a_first, *a_end, *b_first, *b_end;

  memory_of (a, &a_first, &a_end);
  memory_of (b, &b_first, &b_end);
  return a_first < b_end && b_first < a_end;
}

guint8 *
sumac_raster_new_view (SumacPixelFormat format, gint width, gint height, SumacView *view)
{
  gsize stride = ((gsize) width * sumac_pixel_format_bits (format) + 31) / 32 * 4;
  gsize size = stride * (gsize) height;
  guint8 *memory = size <= SUMAC_MAX_PIXELS_BYTES ? g_try_malloc (size) : NULL;

  if (memory)
    *view = (SumacView){
      .format = format,
      .width = width,
      .height = height,
      .stride = (gssize) stride,
      .data = memory,
    };
  return memory;
}

guint8 *
sumac_raster_copy_view (const SumacView *from, const SumacRect *part, SumacView *copy)
{
  SumacView view;
  gint width = sumac_rect_width (part);
  gint height = sumac_rect_height (part);
  guint8 *memory = sumac_raster_new_view (from->format, width, height, &view);

  if (!memory)
    return NULL;
  for (gint y = 0; y < height; y++)
    {
      _Alignas(8) guint8 work[SUMAC_RASTER_BUFFER];

      if (from->format != SUMAC_PIXELS_A1)
        {
          memcpy (sumac_raster_row (&view, y),
                  sumac_raster_at (from, part->left, part->top + y),
                  (gsize) width * sumac_raster_bytes (from->format));
          continue;
        }
      for (gint x = 0; x < width; x += SUMAC_RASTER_CHUNK)
        {
          guint n = (guint) MIN (width - x, SUMAC_RASTER_CHUNK);

          load_bits (sumac_raster_row (from, part->top + y), part->left + x, n, work);
          sumac_raster_store (&view, x, y, n, work);
        }
    }
  *copy = view;
  return memory;
}

pixman_format_code_t
sumac_raster_pixman_format (SumacPixelFormat format)
{
  return formats[format].pixman;
}

pixman_image_t *
sumac_raster_image (const SumacView *view, SumacPixelFormat format)
{
  return pixman_image_create_bits_no_clear (formats[format].pixman, view->width, view->height,
                                            (uint32_t *) view->data, (int) view->stride);
}
