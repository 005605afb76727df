/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "area.h"

G_STATIC_ASSERT (sizeof (SumacRect) == sizeof (pixman_box32_t));

static const SumacRect nothing = { 0, 0, 0, 0 };

/* In bands of one top and bottom, from left to right: so that none meets another. Those of
 * real guests are. */
static gboolean
are_banded (const SumacRect *rects, guint n)
{
  for (guint i = 1; i < n; i++)
    {
      const SumacRect *r = &rects[i];
      const SumacRect *before = r - 1;

      if (r->top >= before->bottom && r->bottom >= r->top && before->bottom >= before->top)
        continue;
      if (r->top != before->top || r->bottom != before->bottom || r->left < before->right ||
          before->right < before->left)
        return FALSE;
    }
  return TRUE;
}

static void
put_in_order (Area *area, const SumacClip *clip)
{
  int n;

  if (clip->n_rects > G_MAXINT ||
      !pixman_region32_init_rects (&area->region, (const pixman_box32_t *) clip->rects,
                                   (int) clip->n_rects))
    g_error ("no memory for a clip of %u rectangles", clip->n_rects);
  area->has_region = TRUE;
  area->rects = (const SumacRect *) pixman_region32_rectangles (&area->region, &n);
  area->n = (guint) n;
}

void
area_init_whole (Area *area, const SumacRect *within)
{
  area->within = *within;
  area->rects = &area->within;
  area->n = sumac_rect_is_empty (within) ? 0 : 1;
  area->i = 0;
  area->damage = nothing;
  area->has_region = FALSE;
}

void
area_init (Area *area, const SumacRect *within, const SumacClip *clip, gboolean is_strict)
{
  area_init_whole (area, within);
  if (!clip->is_set || area->n == 0)
    return;
  area->rects = clip->rects;
  area->n = clip->n_rects;
  if (is_strict && !are_banded (clip->rects, clip->n_rects))
    put_in_order (area, clip);
}

void
area_clear (Area *area)
{
  if (area->has_region)
    pixman_region32_fini (&area->region);
}

static void
grow (SumacRect *around, const SumacRect *rect)
{
  if (sumac_rect_is_empty (around))
    *around = *rect;
  else
    *around = (SumacRect){
      .left = MIN (around->left, rect->left),
      .top = MIN (around->top, rect->top),
      .right = MAX (around->right, rect->right),
      .bottom = MAX (around->bottom, rect->bottom),
    };
}

gboolean
area_next (Area *area, SumacRect *rect)
{
  while (area->i < area->n)
    {
      const SumacRect *r = &area->rects[area->i++];

      if (!sumac_rect_is_empty (r) && sumac_rect_intersect (r, &area->within, rect))
        {
          grow (&area->damage, rect);
          return TRUE;
        }
    }
  *rect = nothing;
  return FALSE;
}
