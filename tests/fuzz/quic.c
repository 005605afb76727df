/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One QUIC stream, whose header says the size of the image. */

#include "codec/quic.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define HEADER     20
#define MAX_PIXELS (1u << 17)

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static guint32
read_u32 (const guint8 *bytes)
{
  guint32 value;

  memcpy (&value, bytes, 4);
  return GUINT32_FROM_LE (value);
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

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (SumacPixels) pixels = NULL;
  guint32 width = 1;
  guint32 height = 1;

  if (size >= HEADER)
    {
      width = read_u32 (data + 12);
      height = read_u32 (data + 16);
    }
  if ((guint64) width * height > MAX_PIXELS)
    return 0;

  /* Of its own, so that a sanitizer sees reads beyond the end, and at an odd address. */
  g_autofree guint8 *bytes = g_malloc (size + 1);

  if (size > 0)
    memcpy (bytes + 1, data, size);
  pixels = sumac_quic_decode (bytes + 1, size, width, height, NULL);
  if (pixels)
    look_at (pixels);
  return 0;
}
