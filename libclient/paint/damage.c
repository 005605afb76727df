/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "paint/damage.h"

static gint64
area (const SumacRect *r)
{
  return (gint64) sumac_rect_width (r) * sumac_rect_height (r);
}

static SumacRect
join (const SumacRect *a, const SumacRect *b)
{
  return (SumacRect){
    .left = MIN (a->left, b->left),
    .top = MIN (a->top, b->top),
    .right = MAX (a->right, b->right),
    .bottom = MAX (a->bottom, b->bottom),
  };
}

void
sumac_damage_add (SumacDamage *damage, const SumacRect *rect)
{
  gint64 least = G_MAXINT64;
  guint best = 0;

  if (sumac_rect_is_empty (rect))
    return;
  for (guint i = 0; i < damage->n; i++)
    {
      SumacRect both = join (&damage->rects[i], rect);
      gint64 waste = area (&both) - area (&damage->rects[i]) - area (rect);

      /* Inside, around, overlapping or flush: one rectangle is as good as two. */
      if (waste <= 0)
        {
          damage->rects[i] = both;
          return;
        }
      if (waste < least)
        {
          least = waste;
          best = i;
        }
    }

  if (damage->n < SUMAC_DAMAGE_RECTS)
    damage->rects[damage->n++] = *rect;
  else
    damage->rects[best] = join (&damage->rects[best], rect);
}
