/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "codec/bitmap.h"

#include "codec/refuse.h"

#include <spice/enums.h>
#include <string.h>

/* What the table has for an index that the palette lacks: no colour has a top byte. */
#define NO_COLOUR GUINT32_TO_LE (0xff000000)
#define COLOURS   GUINT32_TO_LE (0x00ffffff)

typedef struct _Format Format;

/* One row of @width pixels. All pixels that came from @table, or-ed. */
typedef guint32 (*ConvertRow) (const guint32 *table,
                               const guint8 *from,
                               guint8 *to,
                               gsize width);

struct _Format
{
  guint bits; /* of a pixel on the wire; 0: unknown */
  gboolean has_palette;
  SumacPixelFormat gives;
  ConvertRow convert;
};

static inline guint32
put (guint8 *to, gsize x, guint32 pixel)
{
  memcpy (to + 4 * x, &pixel, sizeof pixel);
  return pixel;
}

static guint32
convert_1_le (const guint32 *table, const guint8 *from, guint8 *to, gsize width)
{
  guint32 seen = 0;

  for (gsize x = 0; x < width; x++)
    seen |= put (to, x, table[from[x / 8] >> x % 8 & 1]);
  return seen;
}

static guint32
convert_1_be (const guint32 *table, const guint8 *from, guint8 *to, gsize width)
{
  guint32 seen = 0;

  for (gsize x = 0; x < width; x++)
    seen |= put (to, x, table[from[x / 8] >> (7 - x % 8) & 1]);
  return seen;
}

static guint32
convert_4_le (const guint32 *table, const guint8 *from, guint8 *to, gsize width)
{
  guint32 seen = 0;

  for (gsize x = 0; x < width; x++)
    seen |= put (to, x, table[from[x / 2] >> x % 2 * 4 & 15]);
  return seen;
}

static guint32
convert_4_be (const guint32 *table, const guint8 *from, guint8 *to, gsize width)
{
  guint32 seen = 0;

  for (gsize x = 0; x < width; x++)
    seen |= put (to, x, table[from[x / 2] >> (4 - x % 2 * 4) & 15]);
  return seen;
}

static guint32
convert_8 (const guint32 *table, const guint8 *from, guint8 *to, gsize width)
{
  guint32 seen = 0;

  for (gsize x = 0; x < width; x++)
    seen |= put (to, x, table[from[x]]);
  return seen;
}

/* Bit 15 is noise (codecs spec §2). */
static guint32
convert_16 (const guint32 *table G_GNUC_UNUSED, const guint8 *from, guint8 *to, gsize width)
{
  for (gsize x = 0; x < width; x++)
    {
      guint16 pixel = (guint16) ((from[2 * x] | from[2 * x + 1] << 8) & 0x7fff);

      memcpy (to + 2 * x, &pixel, sizeof pixel);
    }
  return 0;
}

static guint32
convert_24 (const guint32 *table G_GNUC_UNUSED, const guint8 *from, guint8 *to, gsize width)
{
  for (gsize x = 0; x < width; x++, from += 3)
    put (to, x, GUINT32_TO_LE (from[0] | (guint32) from[1] << 8 | (guint32) from[2] << 16));
  return 0;
}

static guint32
convert_32 (const guint32 *table G_GNUC_UNUSED, const guint8 *from, guint8 *to, gsize width)
{
  for (gsize x = 0; x < width; x++)
    {
      guint32 pixel;

      memcpy (&pixel, from + 4 * x, sizeof pixel);
      put (to, x, pixel & COLOURS);
    }
  return 0;
}

static guint32
copy_32 (const guint32 *table G_GNUC_UNUSED, const guint8 *from, guint8 *to, gsize width)
{
  memcpy (to, from, width * 4);
  return 0;
}

static guint32
copy_8 (const guint32 *table G_GNUC_UNUSED, const guint8 *from, guint8 *to, gsize width)
{
  memcpy (to, from, width);
  return 0;
}

static guint32
copy_1 (const guint32 *table G_GNUC_UNUSED, const guint8 *from, guint8 *to, gsize width)
{
  memcpy (to, from, (width + 7) / 8);
  return 0;
}

static guint32
mirror_1 (const guint32 *table G_GNUC_UNUSED, const guint8 *from, guint8 *to, gsize width)
{
  for (gsize i = 0; i < (width + 7) / 8; i++)
    {
      guint b = from[i];

      b = (b & 0xf0) >> 4 | (b & 0x0f) << 4;
      b = (b & 0xcc) >> 2 | (b & 0x33) << 2;
      to[i] = (guint8) ((b & 0xaa) >> 1 | (b & 0x55) << 1);
    }
  return 0;
}

/* clang-format off */
static const Format formats[] = {
  [SPICE_BITMAP_FMT_1BIT_LE] = { 1,  TRUE,  SUMAC_PIXELS_XRGB32, convert_1_le },
  [SPICE_BITMAP_FMT_1BIT_BE] = { 1,  TRUE,  SUMAC_PIXELS_XRGB32, convert_1_be },
  [SPICE_BITMAP_FMT_4BIT_LE] = { 4,  TRUE,  SUMAC_PIXELS_XRGB32, convert_4_le },
  [SPICE_BITMAP_FMT_4BIT_BE] = { 4,  TRUE,  SUMAC_PIXELS_XRGB32, convert_4_be },
  [SPICE_BITMAP_FMT_8BIT]    = { 8,  TRUE,  SUMAC_PIXELS_XRGB32, convert_8    },
  [SPICE_BITMAP_FMT_16BIT]   = { 16, FALSE, SUMAC_PIXELS_RGB555, convert_16   },
  [SPICE_BITMAP_FMT_24BIT]   = { 24, FALSE, SUMAC_PIXELS_XRGB32, convert_24   },
  [SPICE_BITMAP_FMT_32BIT]   = { 32, FALSE, SUMAC_PIXELS_XRGB32, convert_32   },
  [SPICE_BITMAP_FMT_RGBA]    = { 32, FALSE, SUMAC_PIXELS_ARGB32, copy_32      },
  [SPICE_BITMAP_FMT_8BIT_A]  = { 8,  FALSE, SUMAC_PIXELS_A8,     copy_8       },
};

/* Without a palette; in our A1 the lowest bit is leftmost. */
static const Format masks[] = {
  [SPICE_BITMAP_FMT_1BIT_LE] = { 1,  FALSE, SUMAC_PIXELS_A1,     copy_1       },
  [SPICE_BITMAP_FMT_1BIT_BE] = { 1,  FALSE, SUMAC_PIXELS_A1,     mirror_1     },
};

/* clang-format on */

static const Format *
find_format (guint8 number, const SumacPalette *palette)
{
  if (!palette && number < G_N_ELEMENTS (masks) && masks[number].bits > 0)
    return &masks[number];
  if (number < G_N_ELEMENTS (formats) && formats[number].bits > 0)
    return &formats[number];
  return NULL;
}

/* FALSE when an index is not in the palette. */
static gboolean
convert_rows (const Format *format,
              const guint8 *bytes,
              gsize stride,
              gboolean is_top_down,
              const SumacPalette *palette,
              SumacPixels *pixels)
{
  guint32 table[256];
  guint32 seen = 0;

  for (guint i = 0; format->has_palette && i < G_N_ELEMENTS (table); i++)
    table[i] =
        i < palette->n_entries ? GUINT32_TO_LE (palette->entries[i]) & COLOURS : NO_COLOUR;
  for (gint y = 0; y < pixels->height; y++)
    {
      gint from = is_top_down ? y : pixels->height - 1 - y;

      seen |= format->convert (table, bytes + stride * (gsize) from,
                               sumac_pixels_row (pixels, y), (gsize) pixels->width);
    }
  return (seen & NO_COLOUR) == 0;
}

SumacPixels *
sumac_bitmap_decode (const guint8 *bytes,
                     gsize size,
                     guint8 format,
                     guint32 stride,
                     gboolean is_top_down,
                     guint width,
                     guint height,
                     const SumacPalette *palette,
                     GError **error)
{
  const Format *found = find_format (format, palette);

  if (!found)
    return sumac_refuse (error, "bitmap: format %u is unknown", format);
  if (found->has_palette && !palette)
    return sumac_refuse (error, "bitmap: the palette is missing");
  if (stride < ((guint64) width * found->bits + 7) / 8)
    return sumac_refuse (error, "bitmap: a stride of %u is less than a row", stride);
  if ((guint64) stride * height > size)
    return sumac_refuse (error, "bitmap: the data end too early");

  g_autoptr (SumacPixels) pixels =
      sumac_pixels_new (found->gives, (gint) width, (gint) height, error);

  if (!pixels)
    return NULL;
  if (!convert_rows (found, bytes, stride, is_top_down, palette, pixels))
    return sumac_refuse (error, "bitmap: an index is not in the palette");
  return g_steal_pointer (&pixels);
}
