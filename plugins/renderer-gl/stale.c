/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "stale.h"

/* Reading so many pixels more is cheaper than reading once more. */
#define PIXELS_OF_A_READ 16384

static gint64
area_of (const SumacRect *rect)
{
  return (gint64) sumac_rect_width (rect) * sumac_rect_height (rect);
}

static SumacRect
around (const SumacRect *a, const SumacRect *b)
{
  return (SumacRect){
    .left = MIN (a->left, b->left),
    .top = MIN (a->top, b->top),
    .right = MAX (a->right, b->right),
    .bottom = MAX (a->bottom, b->bottom),
  };
}

/* The pixels that are read for nothing, or twice, when two rectangles become one. */
static gint64
waste_of (const SumacRect *a, const SumacRect *b)
{
  SumacRect both = around (a, b);

  return area_of (&both) - area_of (a) - area_of (b);
}

/* The rectangle with which @rect is best put together. */
static guint
nearest (const Stale *stale, const SumacRect *rect, gint64 *waste)
{
  guint best = 0;

  *waste = G_MAXINT64;
  for (guint i = 0; i < stale->n; i++)
    {
      gint64 more = waste_of (&stale->rects[i], rect);

      if (more >= *waste)
        continue;
      *waste = more;
      best = i;
    }
  return best;
}

void
stale_add (Stale *stale, const SumacRect *rect)
{
  SumacRect all = *rect;

  if (sumac_rect_is_empty (rect))
    return;
  /* Each turn takes one away, or ends. */
  for (;;)
    {
      gint64 waste;
      guint i = nearest (stale, &all, &waste);

      if (stale->n == 0 || (waste > PIXELS_OF_A_READ && stale->n < STALE_RECTS))
        break;
      all = around (&all, &stale->rects[i]);
      stale->rects[i] = stale->rects[--stale->n];
    }
  stale->rects[stale->n++] = all;
}
