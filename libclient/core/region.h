/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Regions are pixman's; this is the little that our rectangles need beside it. */

#pragma once

#include <sumac/rect.h>

#include <pixman.h>

G_STATIC_ASSERT (sizeof (SumacRect) == sizeof (pixman_box32_t));

/* An array of our rectangles as pixman's: the same memory. */
static inline const pixman_box32_t *
sumac_rects_as_boxes (const SumacRect *rects)
{
  return (const pixman_box32_t *) rects;
}

static inline SumacRect
sumac_rect_of_box (const pixman_box32_t *box)
{
  return (SumacRect){ box->x1, box->y1, box->x2, box->y2 };
}

static inline void
sumac_region_add_rect (pixman_region32_t *region, const SumacRect *rect)
{
  if (!sumac_rect_is_empty (rect))
    pixman_region32_union_rect (region, region, rect->left, rect->top,
                                (unsigned) sumac_rect_width (rect),
                                (unsigned) sumac_rect_height (rect));
}
