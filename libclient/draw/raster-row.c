/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "draw/raster-row.h"

#include <string.h>

/* All ones where the truth table has bit @i, else zero. */
static inline guint64
minterm (guint table, guint i)
{
  return -(guint64) (table >> i & 1u);
}

/* With a constant every rop is dest = (dest & and) ^ xor. */
static void
change_bytes (guint8 *dest, gsize n, guint32 and, guint32 xor)
{
  guint64 wide_and = (guint64) and << 32 | and;
  guint64 wide_xor = (guint64) xor << 32 | xor;
  gsize i = 0;

  for (; i + 8 <= n; i += 8)
    {
      guint64 b;

      memcpy (&b, dest + i, 8);
      b = (b & wide_and) ^ wide_xor;
      memcpy (dest + i, &b, 8);
    }
  for (; i < n; i++)
    dest[i] =
        (guint8) ((dest[i] & (guint8) (and >> 8 * (i & 3))) ^ (guint8) (xor >> 8 * (i & 3)));
}

static void
fill_bytes (guint8 *dest, gsize n, guint32 value)
{
  guint64 wide = (guint64) value << 32 | value;
  gsize i = 0;

  for (; i + 8 <= n; i += 8)
    memcpy (dest + i, &wide, 8);
  for (; i < n; i++)
    dest[i] = (guint8) (value >> 8 * (i & 3));
}

/* @and and @xor are all zeros or all ones here. */
static void
change_bits (guint8 *row, gint left, gint right, guint32 and, guint32 xor)
{
  for (gint at = left >> 3; at <= (right - 1) >> 3; at++)
    {
      guint in = 0xff;

      if (at == left >> 3)
        in &= 0xffu << (left & 7);
      if (at == (right - 1) >> 3)
        in &= 0xffu >> (7 - ((right - 1) & 7));
      row[at] = (guint8) ((row[at] & ~in) | (((row[at] & and) ^ xor) & in));
    }
}

void
sumac_raster_rop_pixel (const SumacView *dest,
                        const SumacRect *rect,
                        SumacRop rop,
                        guint32 pixel)
{
  guint32 when_set =
      (pixel & (guint32) minterm (rop, 3)) | (~pixel & (guint32) minterm (rop, 1));
  guint32 when_clear =
      (pixel & (guint32) minterm (rop, 2)) | (~pixel & (guint32) minterm (rop, 0));
  guint32 and = when_set ^ when_clear;
  gsize n = (gsize) sumac_rect_width (rect) * sumac_raster_bytes (dest->format);

  for (gint y = rect->top; y < rect->bottom; y++)
    if (dest->format == SUMAC_PIXELS_A1)
      change_bits (sumac_raster_row (dest, y), rect->left, rect->right, and, when_clear);
    else if (and == 0)
      fill_bytes (sumac_raster_at (dest, rect->left, y), n, when_clear);
    else
      change_bytes (sumac_raster_at (dest, rect->left, y), n, and, when_clear);
}

static void
combine_bytes (guint8 *dest, const guint8 *source, gsize n, SumacRop rop)
{
  const guint64 k0 = minterm (rop, 0), k1 = minterm (rop, 1);
  const guint64 k2 = minterm (rop, 2), k3 = minterm (rop, 3);
  gsize i = 0;

  for (; i + 8 <= n; i += 8)
    {
      guint64 a, b;

      memcpy (&a, source + i, 8);
      memcpy (&b, dest + i, 8);
      b = (a & ((b & k3) | (~b & k2))) | (~a & ((b & k1) | (~b & k0)));
      memcpy (dest + i, &b, 8);
    }
  for (; i < n; i++)
    {
      guint64 a = source[i];
      guint64 b = dest[i];

      dest[i] = (guint8) ((a & ((b & k3) | (~b & k2))) | (~a & ((b & k1) | (~b & k0))));
    }
}

/* The three loops below go through a rectangle by chunks; this is one of them. */
typedef struct
{
  gint x;
  gint y;
  guint n;
  guint8 *bits; /* the destination's work pixels: in place, or in the buffer for A1 */
  _Alignas(8) guint8 buffer[SUMAC_RASTER_BUFFER];
} Chunk;

static gboolean
next_chunk (const SumacView *dest, const SumacRect *rect, Chunk *chunk)
{
  if (chunk->n && dest->format == SUMAC_PIXELS_A1)
    sumac_raster_store (dest, chunk->x, chunk->y, chunk->n, chunk->buffer);

  chunk->x += (gint) chunk->n;
  if (chunk->x == rect->right)
    {
      chunk->x = rect->left;
      chunk->y++;
    }
  if (chunk->y == rect->bottom)
    return FALSE;
  chunk->n = (guint) MIN (rect->right - chunk->x, SUMAC_RASTER_CHUNK);

  if (dest->format == SUMAC_PIXELS_A1)
    {
      sumac_raster_convert (dest, chunk->x, chunk->y, chunk->n, SUMAC_PIXELS_A1, chunk->buffer);
      chunk->bits = chunk->buffer;
    }
  else
    chunk->bits = sumac_raster_at (dest, chunk->x, chunk->y);
  return TRUE;
}

static void
first_chunk (const SumacRect *rect, Chunk *chunk)
{
  chunk->x = rect->left;
  chunk->y = rect->top;
  chunk->n = 0;
}

void
sumac_raster_rop_rows (const SumacView *dest,
                       const SumacRect *rect,
                       SumacRop rop,
                       SumacRasterRows rows)
{
  guint bytes = sumac_raster_bytes (dest->format);
  _Alignas(8) guint8 buffer[SUMAC_RASTER_BUFFER];
  Chunk chunk;

  first_chunk (rect, &chunk);
  while (next_chunk (dest, rect, &chunk))
    {
      const guint8 *a = rows.give (rows.data, chunk.x, chunk.y, chunk.n, buffer);

      if (rop == SUMAC_ROP_COPY)
        memcpy (chunk.bits, a, (gsize) chunk.n * bytes);
      else
        combine_bytes (chunk.bits, a, (gsize) chunk.n * bytes, rop);
    }
}

static inline guint8
ternary (guint8 p, guint8 s, guint8 d, const guint8 k[8])
{
  guint8 with_p =
      (guint8) ((s & ((d & k[7]) | (~d & k[6]))) | (~s & ((d & k[5]) | (~d & k[4]))));
  guint8 without =
      (guint8) ((s & ((d & k[3]) | (~d & k[2]))) | (~s & ((d & k[1]) | (~d & k[0]))));

  return (guint8) ((p & with_p) | (~p & without));
}

void
sumac_raster_rop3_rows (const SumacView *dest,
                        const SumacRect *rect,
                        guint8 code,
                        SumacRasterRows brush,
                        SumacRasterRows source)
{
  guint bytes = sumac_raster_bytes (dest->format);
  _Alignas(8) guint8 brush_buffer[SUMAC_RASTER_BUFFER];
  _Alignas(8) guint8 source_buffer[SUMAC_RASTER_BUFFER];
  guint8 k[8];
  Chunk chunk;

  for (guint i = 0; i < 8; i++)
    k[i] = (guint8) minterm (code, i);

  first_chunk (rect, &chunk);
  while (next_chunk (dest, rect, &chunk))
    {
      const guint8 *p = brush.give (brush.data, chunk.x, chunk.y, chunk.n, brush_buffer);
      const guint8 *s = source.give (source.data, chunk.x, chunk.y, chunk.n, source_buffer);

      for (guint i = 0; i < chunk.n * bytes; i++)
        chunk.bits[i] = ternary (p[i], s[i], chunk.bits[i], k);
    }
}

/* The usual case of key_bytes. */
static void
key_words (guint32 *dest, const guint32 *source, guint n, guint32 key, guint32 mask)
{
  for (guint i = 0; i < n; i++)
    dest[i] = (source[i] ^ key) & mask ? source[i] : dest[i];
}

static void
key_bytes (guint8 *dest, const guint8 *source, guint n, guint bytes, guint32 key, guint32 mask)
{
  for (guint i = 0; i < n; i++, dest += bytes, source += bytes)
    {
      guint32 pixel = bytes == 1 ? *source : *(const guint16 *) source;

      if ((pixel ^ key) & mask)
        memcpy (dest, source, bytes);
    }
}

void
sumac_raster_key_rows (const SumacView *dest,
                       const SumacRect *rect,
                       guint32 key,
                       guint32 mask,
                       SumacRasterRows rows)
{
  guint bytes = sumac_raster_bytes (dest->format);
  _Alignas(8) guint8 buffer[SUMAC_RASTER_BUFFER];
  Chunk chunk;

  first_chunk (rect, &chunk);
  while (next_chunk (dest, rect, &chunk))
    {
      const guint8 *a = rows.give (rows.data, chunk.x, chunk.y, chunk.n, buffer);

      if (bytes == 4)
        key_words ((guint32 *) chunk.bits, (const guint32 *) a, chunk.n, key, mask);
      else
        key_bytes (chunk.bits, a, chunk.n, bytes, key, mask);
    }
}
