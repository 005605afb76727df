/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "proof/difference.h"

#include <string.h>

#define MAX_CHANNELS 4

/* Where a pixel's channels lie, from the lowest bit on; in bits. */
/* clang-format off */
static const guint8 channels[SUMAC_N_PIXEL_FORMATS][MAX_CHANNELS] = {
  [SUMAC_PIXELS_A1]     = { 1 },
  [SUMAC_PIXELS_A8]     = { 8 },
  [SUMAC_PIXELS_RGB555] = { 5, 5, 5, 1 },
  [SUMAC_PIXELS_RGB565] = { 5, 6, 5 },
  [SUMAC_PIXELS_XRGB32] = { 8, 8, 8, 8 },
  [SUMAC_PIXELS_ARGB32] = { 8, 8, 8, 8 },
};

/* clang-format on */

guint32
sumac_pixels_at (const SumacPixels *pixels, gint x, gint y)
{
  guint bits = sumac_pixel_format_bits (pixels->format);
  const guint8 *row = sumac_pixels_row (pixels, y);
  guint32 pixel = 0;

  if (bits == 1)
    return row[x / 8] >> x % 8 & 1u;
  memcpy (&pixel, row + (gsize) x * bits / 8, bits / 8);
  return pixel;
}

static guint
steps_between (SumacPixelFormat format, guint32 a, guint32 b)
{
  guint largest = 0;
  guint shift = 0;

  for (guint i = 0; i < MAX_CHANNELS && channels[format][i] > 0; i++)
    {
      guint32 mask = (1u << channels[format][i]) - 1;
      gint steps = (gint) (a >> shift & mask) - (gint) (b >> shift & mask);

      largest = MAX (largest, (guint) ABS (steps));
      shift += channels[format][i];
    }
  return largest;
}

static void
compare_row (const SumacPixels *got,
             const SumacPixels *expected,
             gint y,
             guint tolerance,
             SumacDifference *difference)
{
  for (gint x = 0; x < expected->width; x++)
    {
      guint32 is = sumac_pixels_at (got, x, y);
      guint32 should = sumac_pixels_at (expected, x, y);

      guint steps = is == should ? 0 : steps_between (expected->format, is, should);

      if (steps <= tolerance)
        continue;
      if (difference->n_pixels++ == 0)
        *difference = (SumacDifference){ 1, 0, x, y, is, should };
      difference->largest = MAX (difference->largest, steps);
    }
}

gboolean
sumac_difference_find (const SumacPixels *got,
                       const SumacPixels *expected,
                       guint tolerance,
                       SumacDifference *difference)
{
  gsize whole_bytes = (gsize) expected->width * sumac_pixel_format_bits (expected->format) / 8;

  *difference = (SumacDifference){ 0 };
  for (gint y = 0; y < expected->height; y++)
    {
      gboolean is_same =
          memcmp (sumac_pixels_row (got, y), sumac_pixels_row (expected, y), whole_bytes) == 0;

      /* The last byte of a row of bits is shared. */
      if (!is_same || expected->format == SUMAC_PIXELS_A1)
        compare_row (got, expected, y, tolerance, difference);
    }
  return difference->n_pixels > 0;
}

void
sumac_difference_describe (const SumacDifference *difference,
                           const SumacPixels *expected,
                           GString *how)
{
  g_string_append_printf (
      how,
      "%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
      " pixels differ, by %u at most; the first, %d,%d, is 0x%x, not 0x%x",
      difference->n_pixels, (guint64) expected->width * (guint64) expected->height,
      difference->largest, difference->x, difference->y, difference->got, difference->expected);
}

gboolean
sumac_pixels_are_close (const SumacPixels *got,
                        const SumacPixels *expected,
                        guint tolerance,
                        GString *how)
{
  SumacDifference difference;

  if (!sumac_difference_find (got, expected, tolerance, &difference))
    return TRUE;
  sumac_difference_describe (&difference, expected, how);
  return FALSE;
}
