/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The kinds that take a source's pixels as they are: COPY (and BLEND), OPAQUE, TRANSPARENT,
 * COPY_BITS, ROP3. */

#include "draw/raster-brush.h"
#include "draw/raster-source.h"

/* What the functions for one rectangle need. */
typedef struct
{
  const SumacRasterDraw *draw;
  SumacRasterRows source;
  SumacRasterRows brush;
  guint32 key;
  guint32 key_mask;
} Job;

static void
rop_rect (gpointer data, const SumacRect *rect)
{
  const Job *job = data;

  sumac_raster_rop_rows (job->draw->dest, rect, job->draw->op->rop, job->source);
}

gboolean
sumac_raster_copy (SumacRasterDraw *draw)
{
  SumacRop rop = draw->op->rop;
  SumacRasterSource source;
  gboolean ok = sumac_raster_source_open (&source, draw, draw->op->scale,
                                          rop == SUMAC_ROP_COPY ? SUMAC_RASTER_MAY_MOVE : 0);

  if (ok && rop == SUMAC_ROP_COPY)
    sumac_raster_source_copy (&source, draw);
  else if (ok && rop != SUMAC_ROP_NOOP)
    {
      Job job = { .draw = draw, .source = sumac_raster_source_rows (&source) };

      sumac_raster_area_paint (&draw->area, &source.cover, rop_rect, &job);
    }
  if (ok && rop != SUMAC_ROP_NOOP)
    draw->damage = source.cover;
  sumac_raster_source_close (&source);
  return ok;
}

/* The source first, then the brush over all of the area: also where there was no source. */
gboolean
sumac_raster_opaque (SumacRasterDraw *draw)
{
  SumacRop rop = draw->op->rop;
  SumacRasterSource source = { 0 };
  SumacRasterBrush brush;
  gboolean ok =
      sumac_raster_brush_open (&brush, &draw->op->brush, draw) &&
      sumac_raster_source_open (&source, draw, draw->op->scale, SUMAC_RASTER_MAY_MOVE);

  if (ok)
    {
      sumac_raster_source_copy (&source, draw);
      sumac_raster_brush_paint (&brush, draw, &draw->area.bounds, rop);
      draw->damage = rop == SUMAC_ROP_NOOP ? source.cover : draw->area.bounds;
    }
  sumac_raster_source_close (&source);
  sumac_raster_brush_close (&brush);
  return ok;
}

/* The key as a pixel of the destination, and the bits of it that are compared. */
static void
set_key (Job *job, SumacPixelFormat format, guint32 key)
{
  switch (format)
    {
    case SUMAC_PIXELS_A1:
      job->key = key & 1;
      job->key_mask = 1;
      break;
    case SUMAC_PIXELS_A8:
      /* The server knows no key for these: 0. */
      job->key = 0;
      job->key_mask = 0xff;
      break;
    case SUMAC_PIXELS_RGB555:
      job->key = (key >> 9 & 0x7c00) | (key >> 6 & 0x03e0) | (key >> 3 & 0x001f);
      job->key_mask = 0xffff;
      break;
    case SUMAC_PIXELS_RGB565:
      job->key = (key >> 8 & 0xf800) | (key >> 5 & 0x07e0) | (key >> 3 & 0x001f);
      job->key_mask = 0xffff;
      break;
    case SUMAC_PIXELS_XRGB32:
    case SUMAC_PIXELS_ARGB32:
      job->key = key;
      job->key_mask = 0x00ffffff;
      break;
    }
}

static void
key_rect (gpointer data, const SumacRect *rect)
{
  const Job *job = data;

  sumac_raster_key_rows (job->draw->dest, rect, job->key, job->key_mask, job->source);
}

gboolean
sumac_raster_transparent (SumacRasterDraw *draw)
{
  SumacRasterSource source;
  Job job = { .draw = draw };
  gboolean ok = sumac_raster_source_open (&source, draw, SUMAC_SCALE_NEAREST, 0);

  if (ok)
    {
      job.source = sumac_raster_source_rows (&source);
      set_key (&job, draw->dest->format, draw->op->u.transparent.key);
      sumac_raster_area_paint (&draw->area, &source.cover, key_rect, &job);
      draw->damage = source.cover;
    }
  sumac_raster_source_close (&source);
  return ok;
}

gboolean
sumac_raster_copy_bits (SumacRasterDraw *draw)
{
  const SumacOp *op = draw->op;
  gint64 dx = (gint64) op->u.copy_bits.x - op->box.left;
  gint64 dy = (gint64) op->u.copy_bits.y - op->box.top;
  SumacRasterSource source;

  if (dx == 0 && dy == 0)
    return TRUE;

  gboolean ok = sumac_raster_source_open_self (&source, draw, dx, dy);

  if (ok)
    {
      sumac_raster_source_copy (&source, draw);
      draw->damage = source.cover;
    }
  sumac_raster_source_close (&source);
  return ok;
}

static void
rop3_rect (gpointer data, const SumacRect *rect)
{
  const Job *job = data;

  sumac_raster_rop3_rows (job->draw->dest, rect, job->draw->op->u.rop3.code, job->brush,
                          job->source);
}

static void
rop3_paint (SumacRasterDraw *draw,
            const SumacRasterBrush *brush,
            SumacRasterRows source,
            const SumacRect *within)
{
  Job job = {
    .draw = draw,
    .source = source,
    .brush = sumac_raster_brush_rows (brush),
  };

  sumac_raster_area_paint (&draw->area, within, rop3_rect, &job);
  draw->damage = *within;
}

/* Of a code that gives the same with and without the source's bit. */
static gboolean
needs_source (guint8 code)
{
  return ((code >> 2 ^ code) & 0x33) != 0;
}

gboolean
sumac_raster_rop3 (SumacRasterDraw *draw)
{
  SumacRasterSource source = { 0 };
  SumacRasterBrush brush;
  gboolean ok = sumac_raster_brush_open (&brush, &draw->op->brush, draw);

  if (ok && draw->op->source.kind == SUMAC_SOURCE_NONE && !needs_source (draw->op->u.rop3.code))
    rop3_paint (draw, &brush, sumac_raster_brush_rows (&brush), &draw->area.bounds);
  else if (ok && (ok = sumac_raster_source_open (&source, draw, draw->op->scale, 0)))
    rop3_paint (draw, &brush, sumac_raster_source_rows (&source), &source.cover);
  sumac_raster_source_close (&source);
  sumac_raster_brush_close (&brush);
  return ok;
}
