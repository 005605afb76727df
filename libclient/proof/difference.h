/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How two pictures of one shape differ: in numbers, and as the end of a sentence. Thread:
 * any. */

#pragma once

#include <sumac/pixels.h>

typedef struct _SumacDifference SumacDifference;

struct _SumacDifference
{
  guint64 n_pixels; /* that differ; 0: none */
  guint largest;    /* steps in one channel */
  gint x;           /* the first, row by row */
  gint y;
  guint32 got; /* there */
  guint32 expected;
};

/* A pixel as a number. */
guint32 sumac_pixels_at (const SumacPixels *pixels, gint x, gint y);

/* TRUE if there is any: a pixel differs when a channel does by more than @tolerance steps. Bits
 * behind the last pixel of a row belong to nobody. */
gboolean sumac_difference_find (const SumacPixels *got,
                                const SumacPixels *expected,
                                guint tolerance,
                                SumacDifference *difference);

/* "3 of 640 pixels differ, by 12 at most; the first is …", appended to @how. */
void sumac_difference_describe (const SumacDifference *difference,
                                const SumacPixels *expected,
                                GString *how);

/* Both of the above: FALSE and @how if they differ. */
gboolean sumac_pixels_are_close (const SumacPixels *got,
                                 const SumacPixels *expected,
                                 guint tolerance,
                                 GString *how);

static inline gboolean
sumac_pixels_are_equal (const SumacPixels *got, const SumacPixels *expected, GString *how)
{
  return sumac_pixels_are_close (got, expected, 0, how);
}
