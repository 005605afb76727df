/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One LZ4 picture. Input: u16 width, u16 height (little-endian), the data. */

#include "codec/lz4.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define HEAD      4
#define MAX_UNITS (1u << 18)

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
  g_autoptr (SumacPixels) pixels = NULL;
  g_autofree guint8 *bytes = NULL;

  if (size < HEAD)
    return 0;

  guint width = data[0] | (guint) data[1] << 8;
  guint height = data[2] | (guint) data[3] << 8;

  if ((guint64) width * height > MAX_UNITS)
    return 0;

  /* Of its own, so that a sanitizer sees reads beyond the end. */
  bytes = g_memdup2 (data + HEAD, size - HEAD);
  pixels = sumac_lz4_decode (bytes, size - HEAD, width, height, NULL);
  if (pixels)
    look_at (pixels);
  return 0;
}
