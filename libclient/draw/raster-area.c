/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "draw/raster-area.h"

#include "draw/op-uses.h"
#include "draw/raster-bands.h"
#include "draw/raster-pixel.h"

#include "core/region.h"

/* So few rectangles are compared each with each before a region is built. */
#define FEW_RECTS 8

/* Of so many rectangles pixman makes a region; it may have half the square of their number. */
#define MANY_RECTS 256

gboolean
sumac_raster_look (const SumacSource *source,
                   const SumacRasterSurfaces *surfaces,
                   SumacView *view)
{
  switch (source->kind)
    {
    case SUMAC_SOURCE_NONE:
      return FALSE;
    case SUMAC_SOURCE_PIXELS:
      if (!source->pixels)
        return FALSE;
      *view = (SumacView){
        .format = source->pixels->format,
        .width = source->pixels->width,
        .height = source->pixels->height,
        .stride = source->pixels->stride,
        .data = source->pixels->data,
      };
      break;
    case SUMAC_SOURCE_SURFACE:
      if (!surfaces || !surfaces->look (surfaces->data, source->surface, view))
        return FALSE;
      break;
    }
  return view->width > 0 && view->height > 0;
}

void
sumac_raster_take_plain (const SumacSource *source, SumacPixelFormat dest, SumacView *view)
{
  if (source->kind == SUMAC_SOURCE_SURFACE && sumac_raster_bytes (view->format) == 2 &&
      sumac_raster_bytes (dest) == 2)
    view->format = dest;
}

gboolean
sumac_raster_clip_rect (gint64 left,
                        gint64 top,
                        gint64 width,
                        gint64 height,
                        const SumacRect *bounds,
                        SumacRect *out)
{
  gint64 right = MIN (left + width, bounds->right);
  gint64 bottom = MIN (top + height, bounds->bottom);

  left = MAX (left, bounds->left);
  top = MAX (top, bounds->top);
  if (right <= left || bottom <= top)
    {
      *out = (SumacRect){ 0, 0, 0, 0 };
      return FALSE;
    }
  *out = (SumacRect){ (gint) left, (gint) top, (gint) right, (gint) bottom };
  return TRUE;
}

static gboolean
are_banded (const SumacRect *rects, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      if (sumac_rect_is_empty (&rects[i]))
        return FALSE;
      if (i == 0 || rects[i].top >= rects[i - 1].bottom)
        continue;
      if (rects[i].top != rects[i - 1].top || rects[i].bottom != rects[i - 1].bottom ||
          rects[i].left < rects[i - 1].right)
        return FALSE;
    }
  return TRUE;
}

static gboolean
are_few_and_disjoint (const SumacRect *rects, guint n)
{
  SumacRect common;

  if (n > FEW_RECTS)
    return FALSE;
  for (guint i = 1; i < n; i++)
    for (guint k = 0; k < i; k++)
      if (sumac_rect_intersect (&rects[i], &rects[k], &common))
        return FALSE;
  return TRUE;
}

static SumacRect
extents_of (const SumacRect *rects, guint n)
{
  SumacRect all = { 0, 0, 0, 0 };

  for (guint i = 0; i < n; i++)
    {
      const SumacRect *r = &rects[i];

      if (sumac_rect_is_empty (r))
        continue;
      if (sumac_rect_is_empty (&all))
        all = *r;
      else
        all = (SumacRect){ MIN (all.left, r->left), MIN (all.top, r->top),
                           MAX (all.right, r->right), MAX (all.bottom, r->bottom) };
    }
  return all;
}

static gboolean
build_region (SumacRasterArea *area, const SumacClip *clip)
{
  const SumacRect *bounds = &area->bounds;
  int n;

  area->has_region = TRUE;
  if (!pixman_region32_init_rects (&area->region, sumac_rects_as_boxes (clip->rects),
                                   (int) clip->n_rects) ||
      !pixman_region32_intersect_rect (&area->region, &area->region, bounds->left, bounds->top,
                                       (unsigned) sumac_rect_width (bounds),
                                       (unsigned) sumac_rect_height (bounds)))
    return FALSE;
  area->rects = (const SumacRect *) pixman_region32_rectangles (&area->region, &n);
  area->n_rects = (guint) n;
  area->is_banded = TRUE;
  return TRUE;
}

static gboolean
build_bands (SumacRasterArea *area, const SumacClip *clip)
{
  area->bands =
      sumac_raster_bands_new (clip->rects, clip->n_rects, &area->bounds, &area->n_rects);
  area->rects = area->bands;
  area->is_banded = TRUE;
  return area->bands != NULL;
}

static gboolean
init_clip (SumacRasterArea *area, const SumacClip *clip)
{
  area->rects = &area->bounds;
  area->n_rects = 1;
  area->is_banded = TRUE;
  if (!clip->is_set || sumac_rect_is_empty (&area->bounds))
    return TRUE;

  SumacRect all = extents_of (clip->rects, clip->n_rects);

  if (!sumac_rect_intersect (&area->bounds, &all, &area->bounds) || clip->n_rects == 1)
    return TRUE;
  area->is_banded = are_banded (clip->rects, clip->n_rects);
  if (!area->is_banded && clip->n_rects > MANY_RECTS)
    return build_bands (area, clip);
  if (!area->is_banded && !are_few_and_disjoint (clip->rects, clip->n_rects))
    return build_region (area, clip);
  area->rects = clip->rects;
  area->n_rects = clip->n_rects;
  return TRUE;
}

/* An A8 mask counts where its byte's highest bit is set, as pixman narrows it. */
static gboolean
init_mask (SumacRasterArea *area,
           const SumacOp *op,
           const SumacView *dest,
           const SumacRasterSurfaces *surfaces)
{
  const SumacMask *mask = &op->mask;

  if (!(sumac_op_uses (op->kind) & SUMAC_USES_MASK) || mask->bits.kind == SUMAC_SOURCE_NONE)
    return TRUE;
  if (!sumac_raster_look (&mask->bits, surfaces, &area->mask) ||
      area->mask.format > SUMAC_PIXELS_A8)
    return FALSE;

  area->has_mask = TRUE;
  area->is_inverse = mask->is_inverse;
  area->mask_dx = (gint64) mask->x - op->box.left;
  area->mask_dy = (gint64) mask->y - op->box.top;
  if (!sumac_raster_clip_rect (-area->mask_dx, -area->mask_dy, area->mask.width,
                               area->mask.height, &area->bounds, &area->bounds) ||
      !sumac_raster_overlaps (&area->mask, dest))
    return TRUE;

  SumacRect whole = { 0, 0, area->mask.width, area->mask.height };

  area->mask_memory = sumac_raster_copy_view (&area->mask, &whole, &area->mask);
  return area->mask_memory != NULL;
}

gboolean
sumac_raster_area_init (SumacRasterArea *area,
                        const SumacOp *op,
                        const SumacView *dest,
                        const SumacRasterSurfaces *surfaces)
{
  SumacRect surface = { 0, 0, dest->width, dest->height };

  area->has_region = FALSE;
  area->bands = NULL;
  area->has_mask = FALSE;
  area->mask_memory = NULL;
  sumac_rect_intersect (&op->box, &surface, &area->bounds);
  return init_clip (area, &op->clip) &&
         (sumac_rect_is_empty (&area->bounds) || init_mask (area, op, dest, surfaces));
}

void
sumac_raster_area_clear (SumacRasterArea *area)
{
  if (area->has_region)
    pixman_region32_fini (&area->region);
  g_free (area->bands);
  g_free (area->mask_memory);
}

gboolean
sumac_raster_area_is_plain (const SumacRasterArea *area)
{
  return area->n_rects == 1 && !area->has_mask;
}

/* Eight pixels at once that are all in (0xff) or all out (0), or -1. */
static gint
whole_byte (const SumacRasterArea *area, const guint8 *row, gint x)
{
  if (area->mask.format != SUMAC_PIXELS_A1 || (x & 7) ||
      (row[x >> 3] != 0 && row[x >> 3] != 0xff))
    return -1;
  return row[x >> 3] ^ (area->is_inverse ? 0xff : 0);
}

static gboolean
is_in (const SumacRasterArea *area, const guint8 *row, gint x)
{
  guint bit = area->mask.format == SUMAC_PIXELS_A1 ? row[x >> 3] >> (x & 7) & 1u : row[x] >> 7;

  return bit != (guint) area->is_inverse;
}

/* The first mask pixel in [@x, @end) that is in, or out; @end if there is none. */
static gint
find (const SumacRasterArea *area, const guint8 *row, gint x, gint end, gboolean in)
{
  while (x < end)
    {
      gint byte = x + 8 <= end ? whole_byte (area, row, x) : -1;

      if (byte == (in ? 0 : 0xff))
        x += 8;
      else if (is_in (area, row, x) == in)
        return x;
      else
        x++;
    }
  return end;
}

static void
paint_runs (const SumacRasterArea *area,
            const SumacRect *rect,
            SumacRasterPaint paint,
            gpointer data)
{
  /* The bounds lie within the mask, so these fit. */
  gint dx = (gint) area->mask_dx;
  gint dy = (gint) area->mask_dy;

  for (gint y = rect->top; y < rect->bottom; y++)
    {
      const guint8 *row = sumac_raster_row (&area->mask, y + dy);
      gint end = rect->right + dx;

      for (gint x = rect->left + dx; (x = find (area, row, x, end, TRUE)) < end;)
        {
          gint stop = find (area, row, x, end, FALSE);

          paint (data, &(SumacRect){ x - dx, y, stop - dx, y + 1 });
          x = stop;
        }
    }
}

/* The first rectangle that reaches right of @left in the band of row @top, or lies in a band
 * below it. */
static guint
first_behind (const SumacRasterArea *area, gint left, gint top)
{
  guint low = 0;
  guint high = area->is_banded ? area->n_rects : 0;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const SumacRect *r = &area->rects[middle];

      if (r->bottom <= top || (r->top <= top && r->right <= left))
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* The next rectangle from @i on that may meet @limit. In bands of many rectangles those left
 * and right of it are leapt over: a stroke asks for one pixel after the other. */
static guint
next_meeting (const SumacRasterArea *area, guint i, const SumacRect *limit)
{
  while (area->is_banded && i < area->n_rects)
    {
      const SumacRect *r = &area->rects[i];

      if (r->top >= limit->bottom)
        return area->n_rects;
      if (r->right <= limit->left)
        i = first_behind (area, limit->left, r->top);
      else if (r->left >= limit->right)
        i = first_behind (area, limit->left, r->bottom);
      else
        break;
    }
  return i;
}

void
sumac_raster_area_paint (const SumacRasterArea *area,
                         const SumacRect *within,
                         SumacRasterPaint paint,
                         gpointer data)
{
  SumacRect limit;
  SumacRect rect;

  if (!sumac_rect_intersect (&area->bounds, within, &limit))
    return;
  for (guint i = first_behind (area, limit.left, limit.top);
       (i = next_meeting (area, i, &limit)) < area->n_rects; i++)
    {
      if (!sumac_rect_intersect (&area->rects[i], &limit, &rect))
        continue;
      if (area->has_mask)
        paint_runs (area, &rect, paint, data);
      else
        paint (data, &rect);
    }
}
