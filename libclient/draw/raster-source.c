/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "draw/raster-source.h"

#include "draw/raster-scale.h"

#include <string.h>

/* Keeps what is needed of a view that the drawing would overwrite. */
static gboolean
keep (SumacRasterSource *source)
{
  SumacRect part = {
    .left = (gint) (source->cover.left + source->dx),
    .top = (gint) (source->cover.top + source->dy),
    .right = (gint) (source->cover.right + source->dx),
    .bottom = (gint) (source->cover.bottom + source->dy),
  };

  source->memory = sumac_raster_copy_view (&source->view, &part, &source->view);
  source->dx -= part.left;
  source->dy -= part.top;
  return source->memory != NULL;
}

static gboolean
can_move (const SumacRasterSource *source, const SumacRasterDraw *draw)
{
  return sumac_raster_area_is_plain (&draw->area) && source->view.data == draw->dest->data &&
         source->view.stride == draw->dest->stride &&
         sumac_raster_is_bitwise (source->view.format, draw->dest->format);
}

/* @part of the view (it may reach beyond) lies over the destination by dx, dy. */
static gboolean
cover (SumacRasterSource *source,
       const SumacRasterDraw *draw,
       const SumacRect *part,
       guint flags)
{
  SumacRect whole = { 0, 0, source->view.width, source->view.height };
  SumacRect there;

  if (!sumac_rect_intersect (&whole, part, &there) ||
      !sumac_raster_clip_rect (there.left - source->dx, there.top - source->dy,
                               sumac_rect_width (&there), sumac_rect_height (&there),
                               &draw->area.bounds, &source->cover) ||
      !sumac_raster_overlaps (&source->view, draw->dest))
    return TRUE;
  if (flags & SUMAC_RASTER_MAY_MOVE && can_move (source, draw))
    {
      source->is_self = TRUE;
      return TRUE;
    }
  return keep (source);
}

static SumacPixelFormat
depth_of (SumacPixelFormat from, SumacPixelFormat to)
{
  if (sumac_raster_is_bitwise (from, to))
    return from;
  return to == SUMAC_PIXELS_ARGB32 ? SUMAC_PIXELS_XRGB32 : to;
}

gboolean
sumac_raster_take_depth (const SumacSource *source,
                         SumacPixelFormat dest,
                         SumacView *view,
                         guint8 **memory)
{
  _Alignas(8) guint8 work[SUMAC_RASTER_BUFFER];
  SumacView from = *view;
  SumacPixelFormat to = depth_of (from.format, dest);
  guint8 *converted;

  if (source->kind == SUMAC_SOURCE_SURFACE || to == from.format)
    return TRUE;
  converted = sumac_raster_new_view (to, from.width, from.height, view);
  if (!converted)
    return FALSE;
  for (gint y = 0; y < from.height; y++)
    for (gint x = 0; x < from.width; x += SUMAC_RASTER_CHUNK)
      {
        guint n = (guint) MIN (from.width - x, SUMAC_RASTER_CHUNK);

        sumac_raster_convert (&from, x, y, n, to, work);
        sumac_raster_store (view, x, y, n, work);
      }
  g_free (*memory);
  *memory = converted;
  return TRUE;
}

/* Scales @from onto all of @to, whose pixel 0, 0 is the first of the area. */
static gboolean
scale_onto (const SumacRasterDraw *draw,
            const SumacView *from,
            SumacScale mode,
            const SumacView *to)
{
  const SumacRect *bounds = &draw->area.bounds;
  const SumacRect all = { 0, 0, to->width, to->height };
  SumacRasterScaler scaler;
  pixman_image_t *image = sumac_raster_image (to, to->format);
  gboolean ok = sumac_raster_scaler_init (&scaler, draw->op, from, from->format, mode) && image;

  if (ok)
    sumac_raster_scaler_paint (&scaler, PIXMAN_OP_SRC, NULL, image, to, &all, bounds->left,
                               bounds->top);
  if (image)
    pixman_image_unref (image);
  sumac_raster_scaler_clear (&scaler);
  return ok;
}

/* What is only copied is scaled by pixman straight to the destination's format. What is then
 * combined keeps its own, and its pixels are taken as they are. */
static gboolean
scale (SumacRasterSource *source, const SumacRasterDraw *draw, SumacScale mode, guint flags)
{
  const SumacRect *bounds = &draw->area.bounds;
  SumacView from = source->view;
  g_autofree guint8 *converted = NULL;

  if (!sumac_raster_take_depth (&draw->op->source, source->to, &from, &converted))
    return FALSE;
  source->memory = sumac_raster_new_view (
      flags & SUMAC_RASTER_MAY_MOVE ? source->to : from.format, sumac_rect_width (bounds),
      sumac_rect_height (bounds), &source->view);
  source->dx = -(gint64) bounds->left;
  source->dy = -(gint64) bounds->top;
  source->cover = *bounds;
  if (!source->memory || !scale_onto (draw, &from, mode, &source->view))
    return FALSE;
  sumac_raster_take_plain (&draw->op->source, source->to, &source->view);
  return TRUE;
}

gboolean
sumac_raster_source_open (SumacRasterSource *source,
                          const SumacRasterDraw *draw,
                          SumacScale mode,
                          guint flags)
{
  const SumacOp *op = draw->op;

  *source = (SumacRasterSource){ .to = draw->dest->format };
  if (!sumac_raster_look (&op->source, draw->surfaces, &source->view))
    return FALSE;
  if (sumac_rect_is_empty (&op->source_area))
    return TRUE;

  if (sumac_raster_is_scaled (op))
    return scale (source, draw, mode, flags);
  sumac_raster_take_plain (&op->source, source->to, &source->view);
  source->dx = (gint64) op->source_area.left - op->box.left;
  source->dy = (gint64) op->source_area.top - op->box.top;
  return cover (source, draw, &op->source_area, flags);
}

gboolean
sumac_raster_source_open_self (SumacRasterSource *source,
                               const SumacRasterDraw *draw,
                               gint64 dx,
                               gint64 dy)
{
  SumacRect whole = { 0, 0, draw->dest->width, draw->dest->height };

  *source = (SumacRasterSource){
    .view = *draw->dest,
    .dx = dx,
    .dy = dy,
    .to = draw->dest->format,
  };
  return cover (source, draw, &whole, SUMAC_RASTER_MAY_MOVE);
}

void
sumac_raster_source_close (SumacRasterSource *source)
{
  g_free (source->memory);
}

static const guint8 *
give (gconstpointer data, gint x, gint y, guint n, guint8 *buffer)
{
  const SumacRasterSource *source = data;
  gint from_x = (gint) (x + source->dx);
  gint from_y = (gint) (y + source->dy);

  if (sumac_raster_is_bitwise (source->view.format, source->to))
    return sumac_raster_at (&source->view, from_x, from_y);
  sumac_raster_convert (&source->view, from_x, from_y, n, source->to, buffer);
  return buffer;
}

SumacRasterRows
sumac_raster_source_rows (const SumacRasterSource *source)
{
  return (SumacRasterRows){ .give = give, .data = source };
}

typedef struct
{
  const SumacRasterSource *source;
  const SumacView *dest;
} Copy;

/* Rows from below when the source lies above, so that none is overwritten before its turn. */
static void
copy_rows (const Copy *copy, const SumacRect *rect)
{
  const SumacRasterSource *source = copy->source;
  gsize n = (gsize) sumac_rect_width (rect) * sumac_raster_bytes (source->to);
  gint step = source->dy < 0 ? -1 : 1;
  gint y = source->dy < 0 ? rect->bottom - 1 : rect->top;

  for (; y >= rect->top && y < rect->bottom; y += step)
    memmove (sumac_raster_at (copy->dest, rect->left, y),
             sumac_raster_at (&source->view, (gint) (rect->left + source->dx),
                              (gint) (y + source->dy)),
             n);
}

static void
copy_rect (gpointer data, const SumacRect *rect)
{
  const Copy *copy = data;

  if (sumac_raster_is_bitwise (copy->source->view.format, copy->source->to))
    copy_rows (copy, rect);
  else
    sumac_raster_rop_rows (copy->dest, rect, SUMAC_ROP_COPY,
                           sumac_raster_source_rows (copy->source));
}

void
sumac_raster_source_copy (const SumacRasterSource *source, const SumacRasterDraw *draw)
{
  Copy copy = { source, draw->dest };

  sumac_raster_area_paint (&draw->area, &source->cover, copy_rect, &copy);
}
