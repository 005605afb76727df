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

/* The scaled picture has the source's format, as the spec says, but 16 bits are widened
 * before they are scaled where the destination has 32: the server's pictures come so. */
static SumacPixelFormat
scaled_format (SumacPixelFormat from, SumacPixelFormat to)
{
  gboolean widens = (from == SUMAC_PIXELS_RGB555 || from == SUMAC_PIXELS_RGB565) &&
                    sumac_raster_bytes (to) == 4;

  return widens ? SUMAC_PIXELS_XRGB32 : from;
}

/* 32 bits are scaled as four equal bytes, so that an unused one is neither set nor lost. */
static SumacPixelFormat
four_bytes (SumacPixelFormat format)
{
  return format == SUMAC_PIXELS_XRGB32 ? SUMAC_PIXELS_ARGB32 : format;
}

/* Scales onto @rect of @to, whose pixel 0, 0 is the destination's @left, @top. */
static gboolean
scale_onto (const SumacRasterScaler *scaler,
            const SumacView *to,
            const SumacRect *rect,
            gint left,
            gint top)
{
  gboolean widens =
      sumac_raster_bytes (to->format) == 4 && sumac_raster_bytes (scaler->source->format) == 2;
  pixman_image_t *image = sumac_raster_image (to, four_bytes (to->format));

  if (!image)
    return FALSE;
  sumac_raster_scaler_paint (scaler, PIXMAN_OP_SRC, NULL, image, to, rect, left, top);
  if (widens)
    sumac_raster_clear_high (to, rect);
  pixman_image_unref (image);
  return TRUE;
}

static gboolean
scale (SumacRasterSource *source, const SumacRasterDraw *draw, SumacScale mode)
{
  const SumacRect *bounds = &draw->area.bounds;
  SumacView from = source->view;
  SumacRect all = { 0, 0, sumac_rect_width (bounds), sumac_rect_height (bounds) };
  SumacRasterScaler scaler;

  source->memory = sumac_raster_new_view (scaled_format (from.format, source->to), all.right,
                                          all.bottom, &source->view);
  source->dx = -(gint64) bounds->left;
  source->dy = -(gint64) bounds->top;
  source->cover = *bounds;
  if (!source->memory)
    return FALSE;

  gboolean ok =
      sumac_raster_scaler_init (&scaler, draw->op, &from, four_bytes (from.format), mode) &&
      scale_onto (&scaler, &source->view, &all, bounds->left, bounds->top);

  sumac_raster_scaler_clear (&scaler);
  return ok;
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
    return scale (source, draw, mode);
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
