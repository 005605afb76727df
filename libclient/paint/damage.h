/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Where pixels have changed: a few rectangles that together cover it. Cheaper than an exact
 * region where a thousand commands a frame add to it. A value. */

#pragma once

#include <sumac/rect.h>

#define SUMAC_DAMAGE_RECTS 16

typedef struct _SumacDamage SumacDamage;

struct _SumacDamage
{
  guint n;
  SumacRect rects[SUMAC_DAMAGE_RECTS];
};

void sumac_damage_add (SumacDamage *damage, const SumacRect *rect);
