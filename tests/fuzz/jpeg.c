/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One JPEG picture. Input: u8 flags (bit 0: with alpha, bit 1: alpha is top-down), u16 size of
 * the JPEG in one with alpha, u8 width, u8 height, the data. */

#include "codec/jpeg.h"

#include <stdint.h>
#include <stdlib.h>

#define HEAD 5

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Reads every pixel, and holds what the unused byte must be. */
static void
look_at (const SumacPixels *pixels)
{
  gsize n = sumac_pixels_size (pixels);
  const guint8 *bytes = sumac_pixels_first (pixels);

  for (gsize i = 0; i < n; i += 4)
    if (pixels->format == SUMAC_PIXELS_XRGB32 && bytes[i + 3] != 0)
      abort ();
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (SumacPixels) pixels = NULL;
  g_autofree guint8 *bytes = NULL;

  if (size < HEAD)
    return 0;

  /* Of its own, so that a sanitizer sees reads beyond the end. */
  bytes = g_memdup2 (data + HEAD, size - HEAD);
  if (data[0] & 1)
    pixels = sumac_jpeg_alpha_decode (bytes, size - HEAD, data[1] | (gsize) data[2] << 8,
                                      (data[0] & 2) != 0, data[3], data[4], NULL);
  else
    pixels = sumac_jpeg_decode (bytes, size - HEAD, data[3], data[4], NULL);
  if (pixels)
    look_at (pixels);
  return 0;
}
