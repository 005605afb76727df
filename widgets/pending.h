/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Regions of what is still to be copied or scaled, in few rectangles. */

#pragma once

#include <pixman.h>
#include <sumac/rect.h>

static inline SumacRect
sumac_pending_rect (const pixman_box32_t *box)
{
  return (SumacRect){ box->x1, box->y1, box->x2, box->y2 };
}

void sumac_pending_add (pixman_region32_t *region, const SumacRect *rect);

/* The rectangle, and nothing else. */
void sumac_pending_set (pixman_region32_t *region, const SumacRect *rect);
