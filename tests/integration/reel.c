/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "integration/reel.h"

#define COLUMNS  8
#define ROWS     4
#define MIN_SIDE 16

/* Of 255; between them a cell is neither black nor white. */
#define DARK   90
#define BRIGHT 165

static gint
cell_side (gint width, gint height)
{
  return MAX (MIN (width, height) / COLUMNS / 8 * 8, MIN_SIDE);
}

static guint32
word_of (guint film, guint32 number)
{
  guint32 sum =
      0x5a + 37 * film + (number & 0xff) + 3 * (number >> 8 & 0xff) + 5 * (number >> 16 & 0xff);

  return (number & 0xffffff) | (sum & 0xff) << 24;
}

/* 0, 2 … 254, 255 … 1, 0. */
static guint8
wave (guint at)
{
  at &= 0xff;
  return (guint8) (at < 128 ? 2 * at : 511 - 2 * at);
}

static guint8
cell_at (guint32 word, gint x, gint y, gint side)
{
  return word >> (y / side * COLUMNS + x / side) & 1 ? 0xff : 0;
}

GBytes *
reel_make (guint film, guint32 number, gint width, gint height)
{
  gint side = cell_side (width, height);
  guint32 word = word_of (film, number);
  guint8 *bytes = g_malloc ((gsize) width * (gsize) height * 4);
  guint8 *pixel = bytes;

  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++, pixel += 4)
      {
        gboolean is_cell = x < COLUMNS * side && y < ROWS * side;
        guint8 cell = is_cell ? cell_at (word, x, y, side) : 0;

        pixel[0] = is_cell ? cell : wave ((guint) x + 4 * number);
        pixel[1] = is_cell ? cell : wave ((guint) y + 2 * number);
        pixel[2] = is_cell ? cell : wave ((guint) (x + y) - 3 * number);
        pixel[3] = 0;
      }
  return g_bytes_new_take (bytes, (gsize) width * (gsize) height * 4);
}

/* The middle of a cell: edges are where coding blurs. */
static guint
brightness (const guint8 *pixels, gsize stride, gint left, gint top, gint side)
{
  guint sum = 0;

  for (gint y = top + side / 4; y < top + side * 3 / 4; y++)
    for (gint x = left + side / 4; x < left + side * 3 / 4; x++)
      for (guint c = 0; c < 3; c++)
        sum += pixels[(gsize) y * stride + (gsize) x * 4 + c];
  return sum / (3 * (guint) (side / 2) * (guint) (side / 2));
}

gboolean
reel_read (const guint8 *pixels,
           gsize stride,
           guint film,
           gint width,
           gint height,
           guint32 *number)
{
  gint side = cell_side (width, height);
  guint32 word = 0;

  for (gint i = 0; i < COLUMNS * ROWS; i++)
    {
      guint value = brightness (pixels, stride, i % COLUMNS * side, i / COLUMNS * side, side);

      if (value > DARK && value < BRIGHT)
        return FALSE;
      word |= (guint32) (value >= BRIGHT) << i;
    }
  *number = word & 0xffffff;
  return word == word_of (film, *number);
}
