/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "change.h"

#include <pixman.h>
#include <string.h>

/* A colour as 32 bits of pixels that lie side by side. */
static guint32
spread (SumacPixelFormat format, guint32 color)
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

Change
change_of (SumacRop rop, SumacPixelFormat format, guint32 color)
{
  guint32 a = spread (format, color);
  guint32 if_clear = (rop & 1 ? ~a : 0) | (rop & 4 ? a : 0);
  guint32 if_set = (rop & 2 ? ~a : 0) | (rop & 8 ? a : 0);

  return (Change){ .keep = if_clear ^ if_set, .flip = if_clear };
}

/* Pixels of one bit: of the first and the last byte only some. */
static void
change_bits (guint8 *row, gint left, gint right, Change change)
{
  gint first = left / 8;
  gint last = (right - 1) / 8;

  for (gint i = first; i <= last; i++)
    {
      guint in = 0xff;

      if (i == first)
        in &= 0xffu << left % 8;
      if (i == last)
        in &= 0xffu >> (7 - (right - 1) % 8);
      row[i] = (guint8) ((row[i] & ~in) | (((row[i] & change.keep) ^ change.flip) & in));
    }
}

/* The first byte lies on a pixel's boundary, so that the words match the pixels. */
static void
change_bytes (guint8 *bytes, gsize n, Change change)
{
  guint64 keep = (guint64) change.keep << 32 | change.keep;
  guint64 flip = (guint64) change.flip << 32 | change.flip;
  gsize i = 0;

  for (; i + 8 <= n; i += 8)
    {
      guint64 word;

      memcpy (&word, bytes + i, 8);
      word = (word & keep) ^ flip;
      memcpy (bytes + i, &word, 8);
    }
  for (; i < n; i++)
    bytes[i] = (guint8) ((bytes[i] & (keep >> i % 4 * 8)) ^ (flip >> i % 4 * 8));
}

void
change_rect (const SumacView *view, const SumacRect *rect, Change change)
{
  guint bits = sumac_pixel_format_bits (view->format);
  gint width = sumac_rect_width (rect);
  gsize n_bytes = (gsize) width * bits / 8;

  if (change.keep == 0 && bits >= 8)
    {
      pixman_fill ((uint32_t *) view->data, (int) (view->stride / 4), (int) bits, rect->left,
                   rect->top, width, sumac_rect_height (rect), change.flip);
      return;
    }
  for (gint y = rect->top; y < rect->bottom; y++)
    if (bits == 1)
      change_bits (view_row (view, y), rect->left, rect->right, change);
    else
      change_bytes (view_row (view, y) + (gsize) rect->left * bits / 8, n_bytes, change);
}
