/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One LZ stream. Input: u8 which decoder (0 RGB, 1 palette, 2 alpha, modulo 3), u8 entries of
 * the palette, the stream, whose header says the size of the image. */

#include "codec/lz.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define HEAD      2
#define MAX_UNITS (1u << 18)

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static guint32
read_size (const guint8 *bytes)
{
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 |
         bytes[3];
}

/* Reads every pixel, and holds what unused bits must be. */
static void
look_at (const SumacPixels *pixels)
{
  for (gint y = 0; y < pixels->height; y++)
    for (gint x = 0; x < pixels->width; x++)
      {
        const guint8 *row = sumac_pixels_row (pixels, y);
        guint16 narrow = 0;

        if (pixels->format == SUMAC_PIXELS_RGB555)
          memcpy (&narrow, row + 2 * x, 2);
        if (narrow & 0x8000)
          abort ();
        if (pixels->format == SUMAC_PIXELS_XRGB32 && row[4 * x + 3] != 0)
          abort ();
      }
}

static SumacPixels *
decode (guint which,
        guint n_entries,
        const guint8 *bytes,
        gsize size,
        guint width,
        guint height)
{
  SumacPixels *pixels;

  if (which == 0)
    return sumac_lz_rgb_decode (bytes, size, width, height, NULL);
  if (which == 1)
    {
      SumacPalette palette = { .n_entries = n_entries };

      memset (palette.entries, 0xff, n_entries * sizeof (guint32));
      return sumac_lz_palette_decode (bytes, size, width, height, &palette, NULL);
    }

  pixels = sumac_pixels_new (SUMAC_PIXELS_ARGB32, (gint) width, (gint) height, NULL);
  if (pixels && n_entries & 1)
    sumac_pixels_flip (pixels);
  if (pixels)
    sumac_lz_alpha_decode (bytes, size, pixels, (n_entries & 2) != 0, NULL);
  return pixels;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (SumacPixels) pixels = NULL;
  g_autofree guint8 *bytes = NULL;
  guint32 width = 1;
  guint32 height = 1;

  if (size < HEAD)
    return 0;

  /* Of its own, so that a sanitizer sees reads beyond the end. */
  bytes = g_memdup2 (data + HEAD, size - HEAD);
  if (size - HEAD >= 20)
    {
      width = read_size (bytes + 12);
      height = read_size (bytes + 16);
    }
  if ((guint64) width * height > MAX_UNITS)
    return 0;

  pixels = decode (data[0] % 3, data[1], bytes, size - HEAD, width, height);
  if (pixels)
    look_at (pixels);
  return 0;
}
