/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* TEXT: all glyphs into one mask, then the brush over the destination through it. */

#include "draw/raster-blend.h"
#include "draw/raster-brush.h"
#include "draw/raster-path.h"
#include "draw/raster-source.h"

#include <string.h>

typedef struct
{
  const SumacRasterDraw *draw;
  const SumacRasterBrush *brush;
  pixman_image_t *source;
  pixman_image_t *mask;
  pixman_image_t *dest;
  SumacRect part; /* of the destination, what the mask lies over */
  gint32 left;    /* of all letters, whether they are drawn or not */
  gint32 top;
} Job;

/* Around all glyphs, cut to @limit; FALSE when nothing is left. @first: the upper left corner
 * before it is cut. */
static gboolean
bounds_of (const SumacOp *op, const SumacRect *limit, SumacRect *out, SumacRasterPoint *first)
{
  gint64 left = G_MAXINT32, top = G_MAXINT32;
  gint64 right = G_MININT32, bottom = G_MININT32;

  for (guint i = 0; i < op->u.text.n_glyphs; i++)
    {
      const SumacGlyph *glyph = &op->u.text.glyphs[i];

      if (glyph->width == 0 || glyph->height == 0)
        continue;
      left = MIN (left, glyph->x);
      top = MIN (top, glyph->y);
      right = MAX (right, (gint64) glyph->x + glyph->width);
      bottom = MAX (bottom, (gint64) glyph->y + glyph->height);
    }
  *first = (SumacRasterPoint){ (gint32) left, (gint32) top };
  return left < right &&
         sumac_raster_clip_rect (left, top, right - left, bottom - top, limit, out);
}

/* Strength 0 … 255 of one pixel of a row. */
static inline guint8
glyph_pixel (const guint8 *row, guint x, guint bits)
{
  if (bits == 1)
    return row[x >> 3] >> (7 - (x & 7)) & 1 ? 0xff : 0;
  if (bits == 4)
    return (guint8) (x & 1 ? row[x >> 1] << 4 : row[x >> 1] & 0xf0);
  return row[x];
}

/* Where letters lie over each other the stronger counts; but the right one of two pixels in a
 * byte replaces what was there, if the left one is not 0: the server compares with both. */
static gboolean
replaces (const guint8 *row, guint x, guint bits)
{
  return bits == 4 && x & 1 && row[x >> 1] & 0xf0;
}

static void
add_row (guint8 *to, gint to_x, const guint8 *row, guint x, guint end, guint bits)
{
  for (; x < end; x++, to_x++)
    {
      guint8 strength = glyph_pixel (row, x, bits);

      if (bits == 1)
        to[to_x >> 3] = (guint8) (to[to_x >> 3] | ((strength & 1) << (to_x & 7)));
      else if (replaces (row, x, bits))
        to[to_x] = strength;
      else
        to[to_x] = MAX (to[to_x], strength);
    }
}

/* The rows of a glyph lie bottom row first, whatever its flags say (display spec §5). */
static void
add_glyph (const SumacView *mask, const SumacRect *part, const SumacGlyph *glyph, guint bits)
{
  gsize stride = ((gsize) glyph->width * bits + 7) / 8;
  SumacRect r;

  if (!sumac_raster_clip_rect (glyph->x, glyph->y, glyph->width, glyph->height, part, &r))
    return;
  for (gint y = r.top; y < r.bottom; y++)
    {
      gint64 from_bottom = (gint64) glyph->y + glyph->height - 1 - y;

      add_row (sumac_raster_row (mask, y - part->top), r.left - part->left,
               glyph->rows + (gsize) from_bottom * stride, (guint) (r.left - (gint64) glyph->x),
               (guint) (r.right - (gint64) glyph->x), bits);
    }
}

static guint8 *
build_mask (const SumacOp *op, const SumacRect *part, SumacView *mask)
{
  guint bits = op->u.text.bits;
  guint8 *memory =
      sumac_raster_new_view (bits == 1 ? SUMAC_PIXELS_A1 : SUMAC_PIXELS_A8,
                             sumac_rect_width (part), sumac_rect_height (part), mask);

  if (!memory)
    return NULL;
  memset (memory, 0, (gsize) mask->stride * (gsize) mask->height);
  for (guint i = 0; i < op->u.text.n_glyphs; i++)
    add_glyph (mask, part, &op->u.text.glyphs[i], bits);
  return memory;
}

static guint16
component (guint32 color, guint shift, guint bits)
{
  guint32 max = (1u << bits) - 1;

  return (guint16) ((color >> shift & max) * 0xffffu / max);
}

static pixman_image_t *
solid (SumacPixelFormat format, guint32 color)
{
  pixman_color_t c = { .alpha = 0xffff };

  switch (format)
    {
    case SUMAC_PIXELS_A1:
    case SUMAC_PIXELS_A8:
      break;
    case SUMAC_PIXELS_RGB555:
    case SUMAC_PIXELS_RGB565: /* the server takes its colour for one of 15 bits, too */
      c.red = component (color, 10, 5);
      c.green = component (color, 5, 5);
      c.blue = component (color, 0, 5);
      break;
    case SUMAC_PIXELS_XRGB32:
    case SUMAC_PIXELS_ARGB32:
      c.red = component (color, 16, 8);
      c.green = component (color, 8, 8);
      c.blue = component (color, 0, 8);
      break;
    }
  return pixman_image_create_solid_fill (&c);
}

static pixman_image_t *
open_source (const SumacRasterBrush *brush, SumacPixelFormat format, guint32 color)
{
  if (!brush->is_tiled)
    return solid (format, color);

  pixman_image_t *image = sumac_raster_image (&brush->tile, brush->tile.format);

  if (image)
    pixman_image_set_repeat (image, PIXMAN_REPEAT_NORMAL);
  return image;
}

static void
text_rect (gpointer data, const SumacRect *rect)
{
  const Job *job = data;
  const SumacRasterBrush *brush = job->brush;
  gint x = 0;
  gint y = 0;

  /* The tile's place counts from the letters, not from the surface. */
  if (brush->is_tiled)
    {
      x = sumac_raster_tile_at (rect->left - job->left, brush->x, brush->tile.width);
      y = sumac_raster_tile_at (rect->top - job->top, brush->y, brush->tile.height);
    }
  pixman_image_composite32 (PIXMAN_OP_OVER, job->source, job->mask, job->dest, x, y,
                            rect->left - job->part.left, rect->top - job->part.top, rect->left,
                            rect->top, sumac_rect_width (rect), sumac_rect_height (rect));
}

/* The pictures, and whether there are letters at all. */
typedef struct
{
  SumacRasterBrush fore;
  SumacRasterBrush back;
  guint8 *mask_memory;
  gboolean has_letters;
  Job job;
} Text;

static gboolean
open_text (SumacRasterDraw *draw, Text *text)
{
  const SumacOp *op = draw->op;
  guint bits = op->u.text.bits;
  SumacRasterPoint first;
  SumacView mask;

  if ((bits != 1 && bits != 4 && bits != 8) ||
      !sumac_raster_brush_open (&text->fore, &op->brush, draw) ||
      !sumac_raster_brush_open (&text->back, &op->u.text.back, draw))
    return FALSE;
  text->has_letters = op->brush.kind != SUMAC_BRUSH_NONE &&
                      bounds_of (op, &draw->area.bounds, &text->job.part, &first);
  if (!text->has_letters)
    return TRUE;

  text->fore.tile.format = text->fore.tile_format;
  if (text->fore.is_tiled && !sumac_raster_take_depth (&op->brush.pattern, draw->dest->format,
                                                       &text->fore.tile, &text->fore.memory))
    return FALSE;
  text->mask_memory = build_mask (op, &text->job.part, &mask);
  if (!text->mask_memory)
    return FALSE;
  text->job.draw = draw;
  text->job.left = first.x;
  text->job.top = first.y;
  text->job.brush = &text->fore;
  text->job.mask = sumac_raster_image (&mask, mask.format);
  text->job.dest = sumac_raster_image (draw->dest, draw->dest->format);
  text->job.source = open_source (&text->fore, draw->dest->format, op->brush.color);
  return text->job.mask && text->job.dest && text->job.source;
}

static void
close_text (Text *text)
{
  if (text->job.source)
    pixman_image_unref (text->job.source);
  if (text->job.mask)
    pixman_image_unref (text->job.mask);
  if (text->job.dest)
    pixman_image_unref (text->job.dest);
  g_free (text->mask_memory);
  sumac_raster_brush_close (&text->fore);
  sumac_raster_brush_close (&text->back);
}

/* Of all letters, also where the area lets none be drawn. */
static void
tidy_letters (SumacRasterDraw *draw)
{
  SumacRect surface = { 0, 0, draw->dest->width, draw->dest->height };
  SumacRasterPoint first;
  SumacRect all;

  if (draw->op->brush.kind != SUMAC_BRUSH_NONE && bounds_of (draw->op, &surface, &all, &first))
    sumac_raster_tidy_high (draw, &all, &draw->damage);
}

gboolean
sumac_raster_text (SumacRasterDraw *draw)
{
  Text text = { .has_letters = FALSE };
  gboolean ok = open_text (draw, &text);

  if (ok)
    {
      /* Back area and letters may lie far from each other: the damage is around both. */
      draw->damage = draw->area.bounds;
      sumac_raster_brush_paint (&text.back, draw, &draw->op->u.text.back_area, SUMAC_ROP_COPY);
      if (text.has_letters)
        sumac_raster_area_paint (&draw->area, &text.job.part, text_rect, &text.job);
      tidy_letters (draw);
    }
  close_text (&text);
  return ok;
}
