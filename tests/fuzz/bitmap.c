/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One uncompressed bitmap. Input: u8 format, u8 flags (bit 0: top-down, bit 1: has a palette),
 * u8 entries of the palette, u16 stride (little-endian), u8 width, u8 height, the rows. */

#include "codec/bitmap.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define HEAD 7

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

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

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  SumacPalette palette = { .ref_count = 1 };
  g_autoptr (SumacPixels) pixels = NULL;
  g_autofree guint8 *bytes = NULL;

  if (size < HEAD)
    return 0;
  palette.n_entries = data[2];
  memset (palette.entries, 0xff, palette.n_entries * sizeof (guint32));

  /* Of its own, so that a sanitizer sees reads beyond the end. */
  bytes = g_memdup2 (data + HEAD, size - HEAD);
  pixels = sumac_bitmap_decode (bytes, size - HEAD, data[0], data[3] | (guint32) data[4] << 8,
                                (data[1] & 1) != 0, data[5], data[6],
                                data[1] & 2 ? &palette : NULL, NULL);
  if (pixels)
    look_at (pixels);
  return 0;
}
