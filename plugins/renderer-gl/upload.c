/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "upload.h"

#include <string.h>

/* Pixels that are turned before they are handed over. */
#define PART_BYTES ((gsize) 1 << 20)

void
upload_clear (Upload *upload)
{
  g_free (upload->rows);
}

static void
turn_a1 (const guint8 *row, gint n, guint32 *out)
{
  for (gint i = 0; i < n; i++)
    out[i] = row[i / 8] >> i % 8 & 1u ? 0xff000000u : 0;
}

static void
turn_a8 (const guint8 *row, gint n, guint32 *out)
{
  for (gint i = 0; i < n; i++)
    out[i] = (guint32) row[i] << 24;
}

/* A colour of few bits in eight: the high bits come again as the low ones. The byte that xRGB
 * does not use is 255 then. */
static inline guint32
widen (guint32 value, guint bits)
{
  return value << (8 - bits) | value >> (2 * bits - 8);
}

static void
turn_555 (const guint8 *row, gint n, guint32 *out)
{
  const guint16 *in = (const guint16 *) (const void *) row;

  for (gint i = 0; i < n; i++)
    out[i] = 0xff000000u | widen (in[i] >> 10 & 31u, 5) << 16 |
             widen (in[i] >> 5 & 31u, 5) << 8 | widen (in[i] & 31u, 5);
}

static void
turn_565 (const guint8 *row, gint n, guint32 *out)
{
  const guint16 *in = (const guint16 *) (const void *) row;

  for (gint i = 0; i < n; i++)
    out[i] = 0xff000000u | widen (in[i] >> 11 & 31u, 5) << 16 |
             widen (in[i] >> 5 & 63u, 6) << 8 | widen (in[i] & 31u, 5);
}

static void
turn_32 (const guint8 *row, gint n, guint32 *out)
{
  memcpy (out, row, (gsize) n * 4);
}

static void (*const turns[SUMAC_N_PIXEL_FORMATS]) (const guint8 *row, gint n, guint32 *out) = {
  [SUMAC_PIXELS_A1] = turn_a1,      [SUMAC_PIXELS_A8] = turn_a8,
  [SUMAC_PIXELS_RGB555] = turn_555, [SUMAC_PIXELS_RGB565] = turn_565,
  [SUMAC_PIXELS_XRGB32] = turn_32,  [SUMAC_PIXELS_ARGB32] = turn_32,
};

static void
put (gint x, gint y, gint width, gint height, gint row_length, gconstpointer rows)
{
  glPixelStorei (GL_UNPACK_ROW_LENGTH, row_length);
  glTexSubImage2D (GL_TEXTURE_2D, 0, x, y, width, height, GL_RGBA, GL_UNSIGNED_BYTE, rows);
}

static gboolean
reserve (Upload *upload, gsize size)
{
  if (upload->size >= size)
    return TRUE;

  guint8 *rows = g_try_realloc (upload->rows, size);

  if (!rows)
    return FALSE;
  upload->rows = rows;
  upload->size = size;
  return TRUE;
}

static void
write_rows (const SumacPixels *pixels, gint from, gint n, guint8 *memory, gsize stride)
{
  for (gint i = 0; i < n; i++)
    turns[pixels->format](sumac_pixels_row (pixels, from + i), pixels->width,
                          (guint32 *) (void *) (memory + (gsize) i * stride));
}

void
upload_write (const SumacPixels *pixels, guint8 *memory, gsize stride)
{
  write_rows (pixels, 0, pixels->height, memory, stride);
}

void
upload_write_part (const SumacPixels *pixels, const SumacRect *part, guint8 *memory)
{
  gsize bytes = (gsize) sumac_rect_width (part) * 4;

  for (gint y = part->top; y < part->bottom; y++, memory += bytes)
    memcpy (memory, sumac_pixels_row (pixels, y) + (gsize) part->left * 4, bytes);
}

static gboolean
turn_and_put (Upload *upload, gint x, gint y, const SumacPixels *pixels)
{
  gsize stride = (gsize) pixels->width * 4;
  gint part = (gint) MIN (PART_BYTES / stride, (gsize) pixels->height);

  if (!reserve (upload, stride * (gsize) part))
    return FALSE;
  for (gint from = 0; from < pixels->height; from += part)
    {
      gint n = MIN (part, pixels->height - from);

      write_rows (pixels, from, n, upload->rows, stride);
      put (x, y + from, pixels->width, n, pixels->width, upload->rows);
    }
  return TRUE;
}

/* Straight into the card's memory, in parts. */
static void
turn_into_ring (Ring *ring, const Texture *texture, gint x, gint y, const SumacPixels *pixels)
{
  gsize stride = (gsize) pixels->width * 4;
  gint part = (gint) MIN (ring->part_size / stride, (gsize) pixels->height);

  for (gint from = 0; from < pixels->height; from += part)
    {
      gint n = MIN (part, pixels->height - from);
      gsize start = ring_take (ring, stride * (gsize) n, 4);

      glBindBuffer (GL_PIXEL_UNPACK_BUFFER, ring->mapped.buffer);
      glBindTexture (GL_TEXTURE_2D, texture->name);
      write_rows (pixels, from, n, ring->mapped.memory + start, stride);
      put (x, y + from, pixels->width, n, pixels->width, (gconstpointer) start);
    }
  glBindBuffer (GL_PIXEL_UNPACK_BUFFER, 0);
}

gboolean
upload_pixels (Upload *upload,
               const Texture *texture,
               gint x,
               gint y,
               const SumacPixels *pixels)
{
  gboolean is_ready = pixels->stride > 0 && turns[pixels->format] == turn_32;

  if (upload->ring->mapped.memory)
    {
      turn_into_ring (upload->ring, texture, x, y, pixels);
      return TRUE;
    }
  glBindTexture (GL_TEXTURE_2D, texture->name);
  if (!is_ready)
    return turn_and_put (upload, x, y, pixels);
  put (x, y, pixels->width, pixels->height, (gint) (pixels->stride / 4), pixels->data);
  return TRUE;
}
