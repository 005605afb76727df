/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Where a surface's texture has been drawn on since its memory was last brought up to date:
 * a few rectangles, which may overlap. When there are too many, two become one.
 *
 * A value. Thread: any. */

#pragma once

#include <sumac/rect.h>

#define STALE_RECTS 8

typedef struct
{
  guint n;
  SumacRect rects[STALE_RECTS];
} Stale;

void stale_add (Stale *stale, const SumacRect *rect);
