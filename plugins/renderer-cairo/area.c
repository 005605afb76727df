/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "area.h"

G_STATIC_ASSERT (sizeof (SumacRect) == sizeof (pixman_box32_t));

/* Rectangles in no order: so few may be drawn one over the other, and of so many pixman makes a
 * region, which may have half the square of their number. More are the reference's. */
#define FEW_RECTS  8
#define MANY_RECTS 256

/* Whether the rectangles are a region as pixman keeps it: in bands of one top and bottom,
 * from left to right, so that none meets another. Those of real guests are. */
static gboolean
is_banded (const SumacRect *rects, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      const SumacRect *r = &rects[i];
      const SumacRect *before = i > 0 ? r - 1 : NULL;

      if (sumac_rect_is_empty (r))
        return FALSE;
      if (before && r->top < before->bottom &&
          (r->top != before->top || r->bottom != before->bottom || r->left < before->right))
        return FALSE;
    }
  return TRUE;
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

static void
limit (SumacRect *within, const SumacClip *clip)
{
  SumacRect around = { 0, 0, 0, 0 };

  for (guint i = 0; i < clip->n_rects; i++)
    if (!sumac_rect_is_empty (&clip->rects[i]))
      grow (&around, &clip->rects[i]);
  sumac_rect_intersect (within, &around, within);
}

gboolean
area_init (Area *area, const SumacRect *within, const SumacClip *clip, gboolean is_strict)
{
  area->within = *within;
  area->rects = clip->is_set ? clip->rects : &area->within;
  area->n = clip->is_set ? clip->n_rects : 1;
  area->i = area->band = area->band_end = 0;
  area->upwards = area->leftwards = FALSE;
  area->damage = (SumacRect){ 0, 0, 0, 0 };
  area->has_region = FALSE;
  if (clip->is_set)
    limit (&area->within, clip);
  if (sumac_rect_is_empty (&area->within))
    area->n = 0;
  if (area->n < 2 || (!is_strict && area->n <= FEW_RECTS) || is_banded (area->rects, area->n))
    return TRUE;
  if (area->n > MANY_RECTS)
    return FALSE;

  int n;

  if (!pixman_region32_init_rects (&area->region, (const pixman_box32_t *) clip->rects,
                                   (int) clip->n_rects))
    return FALSE;
  area->has_region = TRUE;
  area->rects = (const SumacRect *) pixman_region32_rectangles (&area->region, &n);
  area->n = (guint) n;
  return TRUE;
}

void
area_clear (Area *area, SumacRect *damage)
{
  *damage = area->damage;
  if (area->has_region)
    pixman_region32_fini (&area->region);
}

void
area_order (Area *area, gint dx, gint dy)
{
  area->upwards = dy < 0;
  area->leftwards = dx < 0;
  area->band = area->band_end = area->upwards ? area->n : 0;
}

static gboolean
next_band (Area *area)
{
  const SumacRect *rects = area->rects;

  if (area->upwards)
    {
      area->band_end = area->band;
      if (area->band_end == 0)
        return FALSE;
      area->band--;
      while (area->band > 0 && rects[area->band - 1].top == rects[area->band].top)
        area->band--;
    }
  else
    {
      area->band = area->band_end;
      if (area->band == area->n)
        return FALSE;
      area->band_end++;
      while (area->band_end < area->n && rects[area->band_end].top == rects[area->band].top)
        area->band_end++;
    }
  area->i = 0;
  return TRUE;
}

gboolean
area_next (Area *area, SumacRect *rect)
{
  for (;;)
    {
      if (area->i == area->band_end - area->band && !next_band (area))
        return FALSE;

      guint at = area->leftwards ? area->band_end - 1 - area->i : area->band + area->i;

      area->i++;
      if (sumac_rect_intersect (&area->rects[at], &area->within, rect))
        {
          grow (&area->damage, rect);
          return TRUE;
        }
    }
}
