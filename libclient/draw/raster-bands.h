/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Rectangles in any order, overlapping or not, as disjoint ones in bands: those of a band have
 * one top and one bottom and lie from left to right.
 *
 *   +----+                 aaaaa
 *   |  +-+--+      ->      bb  as one band after the other, of the rows between two edges
 *   +--+-+  |
 *      +----+
 *
 * Takes time for @n · log @n and for each pixel of the bounds once, however the rectangles
 * lie; a region of pixman's may take the square of @n. Thread: any. */

#pragma once

#include <sumac/rect.h>

/* To be freed, and their number; what lies outside @bounds is left out. NULL without memory,
 * or when there are, or would be, more than SUMAC_MAX_CLIP_RECTS. */
SumacRect *sumac_raster_bands_new (const SumacRect *rects,
                                   guint n,
                                   const SumacRect *bounds,
                                   guint *n_bands);
