/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "widgets/pending.h"

/* A region with more rectangles than this costs more than the pixels between them. */
#define MAX_RECTS 64

void
sumac_pending_add (pixman_region32_t *region, const SumacRect *rect)
{
  if (sumac_rect_is_empty (rect))
    return;
  pixman_region32_union_rect (region, region, rect->left, rect->top,
                              (unsigned) sumac_rect_width (rect),
                              (unsigned) sumac_rect_height (rect));
  if (pixman_region32_n_rects (region) > MAX_RECTS)
    {
      pixman_box32_t extents = *pixman_region32_extents (region);

      pixman_region32_reset (region, &extents);
    }
}

void
sumac_pending_set (pixman_region32_t *region, const SumacRect *rect)
{
  pixman_region32_clear (region);
  sumac_pending_add (region, rect);
}
