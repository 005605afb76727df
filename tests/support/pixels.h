/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Pictures of one colour. */

#pragma once

#include <sumac/pixels.h>

static inline SumacPixels *
test_pixels (gint width, gint height, guint32 color)
{
  SumacPixels *pixels = sumac_pixels_new (SUMAC_PIXELS_XRGB32, width, height, NULL);

  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      ((guint32 *) (void *) sumac_pixels_row (pixels, y))[x] = color;
  return pixels;
}
