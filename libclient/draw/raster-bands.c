/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "draw/raster-bands.h"

#include "core/limits.h"

#include <stdlib.h>
#include <string.h>

/* The first row of a rectangle, or the first behind it. */
typedef struct
{
  gint y;
  gint left;
  gint right;
  gint change; /* 1: it begins, -1: it has ended */
} Edge;

typedef struct
{
  const SumacRect *bounds;
  gint *change; /* of the number of rectangles, from each column of the bounds to the next */
  SumacRect *rects;
  guint n;
  guint size;
  guint last; /* where the last band begins */
} Bands;

static int
compare_edges (const void *a, const void *b)
{
  const Edge *one = a;
  const Edge *other = b;

  return (one->y > other->y) - (one->y < other->y);
}

/* From top to bottom. */
static Edge *
sort_edges (const SumacRect *rects, guint n, const SumacRect *bounds, guint *n_edges)
{
  Edge *edges = g_try_new (Edge, 2 * (gsize) n + 1);
  guint k = 0;
  SumacRect r;

  if (!edges)
    return NULL;
  for (guint i = 0; i < n; i++)
    {
      if (!sumac_rect_intersect (&rects[i], bounds, &r))
        continue;
      edges[k++] = (Edge){ r.top, r.left, r.right, 1 };
      edges[k++] = (Edge){ r.bottom, r.left, r.right, -1 };
    }
  qsort (edges, k, sizeof *edges, compare_edges);
  *n_edges = k;
  return edges;
}

static gboolean
append (Bands *bands, const SumacRect *rect)
{
  if (bands->n == SUMAC_MAX_CLIP_RECTS)
    return FALSE;
  if (bands->n == bands->size)
    {
      guint size = MAX (64, bands->size * 2);
      SumacRect *larger = g_try_renew (SumacRect, bands->rects, size);

      if (!larger)
        return FALSE;
      bands->rects = larger;
      bands->size = size;
    }
  bands->rects[bands->n++] = *rect;
  return TRUE;
}

/* The band from row @top to @bottom: where the number of rectangles is above 0. */
static gboolean
add_band (Bands *bands, gint top, gint bottom)
{
  gint width = sumac_rect_width (bands->bounds);
  gint n = 0;
  gint left = 0;

  for (gint x = 0; x <= width; x++)
    {
      gint before = n;

      n += bands->change[x];
      if (before == 0 && n > 0)
        left = x;
      else if (before > 0 && n == 0 &&
               !append (bands, &(SumacRect){ bands->bounds->left + left, top,
                                             bands->bounds->left + x, bottom }))
        return FALSE;
    }
  return TRUE;
}

/* The band from @first on becomes the end of the one before where it has the same columns. */
static void
join_bands (Bands *bands, guint first)
{
  SumacRect *before = bands->rects + bands->last;
  const SumacRect *now = bands->rects + first;
  guint n = bands->n - first;
  guint i = 0;

  if (n == 0)
    return;
  while (n == first - bands->last && i < n && now[i].left == before[i].left &&
         now[i].right == before[i].right && now[i].top == before[i].bottom)
    i++;
  if (i < n)
    {
      bands->last = first;
      return;
    }
  for (i = 0; i < n; i++)
    before[i].bottom = now[i].bottom;
  bands->n = first;
}

static gboolean
sweep (Bands *bands, const Edge *edges, guint n)
{
  for (guint i = 0; i < n;)
    {
      gint y = edges[i].y;
      guint first = bands->n;

      for (; i < n && edges[i].y == y; i++)
        {
          bands->change[edges[i].left - bands->bounds->left] += edges[i].change;
          bands->change[edges[i].right - bands->bounds->left] -= edges[i].change;
        }
      if (i < n && !add_band (bands, y, edges[i].y))
        return FALSE;
      join_bands (bands, first);
    }
  return TRUE;
}

SumacRect *
sumac_raster_bands_new (const SumacRect *rects,
                        guint n,
                        const SumacRect *bounds,
                        guint *n_bands)
{
  if (n > SUMAC_MAX_CLIP_RECTS)
    return NULL;

  guint n_edges;
  g_autofree Edge *edges = sort_edges (rects, n, bounds, &n_edges);
  g_autofree gint *change = g_try_new0 (gint, (gsize) sumac_rect_width (bounds) + 1);
  Bands bands = { .bounds = bounds, .change = change };

  /* Never NULL, so that no band at all is something else than a failure. */
  bands.rects = g_try_new (SumacRect, bands.size = 64);
  if (edges && change && bands.rects && sweep (&bands, edges, n_edges))
    {
      *n_bands = bands.n;
      return bands.rects;
    }
  g_free (bands.rects);
  return NULL;
}
