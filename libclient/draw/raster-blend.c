/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The kinds that weigh pixels: ALPHA_BLEND, COMPOSITE. Their arithmetic is pixman's. */

#include "draw/raster-blend.h"

#include "draw/raster-scale.h"
#include "draw/raster-source.h"

#include <string.h>

#include <math.h>

/* pixman finds a repeated pixel by going back one picture after the other, from as far as
 * 32767: small pictures are laid side by side first, so that this stays short. The more
 * pixels are drawn, the longer are the sides that pay. */
#define LEAST_SIDE 256
#define MOST_SIDE  4096

/* Pictures of one blend. */
typedef struct
{
  pixman_image_t *dest;
  pixman_image_t *source;
  pixman_image_t *mask; /* nullable */
  SumacView view;       /* of the source */
  guint8 *memory;       /* nullable: of the source, when it is the destination */
  SumacView mask_view;
  guint8 *mask_memory;
  SumacRasterScaler scaler;
} Blend;

static void
blend_clear (Blend *blend)
{
  if (blend->dest)
    pixman_image_unref (blend->dest);
  if (blend->source)
    pixman_image_unref (blend->source);
  if (blend->mask)
    pixman_image_unref (blend->mask);
  sumac_raster_scaler_clear (&blend->scaler);
  g_free (blend->memory);
  g_free (blend->mask_memory);
}

/* Looks at @source, and copies it when the destination's pixels are in it. */
static gboolean
look (const SumacRasterDraw *draw, const SumacSource *source, SumacView *view, guint8 **memory)
{
  if (!sumac_raster_look (source, draw->surfaces, view))
    return FALSE;
  if (!sumac_raster_overlaps (view, draw->dest))
    return TRUE;

  SumacRect whole = { 0, 0, view->width, view->height };

  *memory = sumac_raster_copy_view (view, &whole, view);
  return *memory != NULL;
}

static void
lay (const SumacView *view, const SumacView *tiled, gint left, gint top)
{
  _Alignas(8) guint8 work[SUMAC_RASTER_BUFFER];

  for (gint y = 0; y < view->height; y++)
    for (gint x = 0; x < view->width; x += SUMAC_RASTER_CHUNK)
      {
        guint n = (guint) MIN (view->width - x, SUMAC_RASTER_CHUNK);

        sumac_raster_convert (view, x, y, n, view->format, work);
        sumac_raster_store (tiled, left + x, top + y, n, work);
      }
}

/* What is laid is laid again beside itself, then below: twice as much each time. */
static void
spread (const SumacView *view, const SumacView *tiled)
{
  SumacView part = *tiled;

  lay (view, tiled, 0, 0);
  part.height = view->height;
  for (gint have = view->width; have < tiled->width; have *= 2)
    {
      part.width = MIN (have, tiled->width - have);
      lay (&part, tiled, have, 0);
    }
  part.width = tiled->width;
  for (gint have = view->height; have < tiled->height; have *= 2)
    {
      part.height = MIN (have, tiled->height - have);
      lay (&part, tiled, 0, have);
    }
}

/* Replaces a small picture by as many of it as a repeat would show, for drawing within
 * @bounds. */
static gboolean
lay_tiles (const SumacRect *bounds, SumacView *view, guint8 **memory)
{
  double pixels = (double) sumac_rect_width (bounds) * sumac_rect_height (bounds);
  gint side = CLAMP ((gint) sqrt (pixels), LEAST_SIDE, MOST_SIDE);
  gint columns = (side + view->width - 1) / view->width;
  gint rows = (side + view->height - 1) / view->height;
  SumacView tiled;

  if (columns == 1 && rows == 1)
    return TRUE;

  guint8 *tiles =
      sumac_raster_new_view (view->format, view->width * columns, view->height * rows, &tiled);

  if (!tiles)
    return FALSE;
  spread (view, &tiled);
  g_free (*memory);
  *memory = tiles;
  *view = tiled;
  return TRUE;
}

void
sumac_raster_tidy_high (const SumacRasterDraw *draw, const SumacRect *box, SumacRect *damage)
{
  SumacRect surface = { 0, 0, draw->dest->width, draw->dest->height };
  SumacRect all;

  if (draw->dest->format != SUMAC_PIXELS_XRGB32 ||
      !sumac_rect_intersect (box, &surface, &all) ||
      sumac_raster_at (draw->dest, all.left, all.top)[3] != 0xff)
    return;
  sumac_raster_clear_high (draw->dest, &all);
  *damage = (SumacRect){
    .left = MIN (damage->left, all.left),
    .top = MIN (damage->top, all.top),
    .right = MAX (damage->right, all.right),
    .bottom = MAX (damage->bottom, all.bottom),
  };
}

typedef struct
{
  const SumacRasterDraw *draw;
  Blend *blend;
  pixman_op_t op;
  gint64 dx; /* source pixel = destination pixel + d */
  gint64 dy;
  gint64 mask_dx;
  gint64 mask_dy;
} Job;

static void
blend_rect (gpointer data, const SumacRect *rect)
{
  const Job *job = data;

  pixman_image_composite32 (job->op, job->blend->source, job->blend->mask, job->blend->dest,
                            (gint) (rect->left + job->dx), (gint) (rect->top + job->dy),
                            (gint) (rect->left + job->mask_dx),
                            (gint) (rect->top + job->mask_dy), rect->left, rect->top,
                            sumac_rect_width (rect), sumac_rect_height (rect));
}

static void
blend_scaled_rect (gpointer data, const SumacRect *rect)
{
  const Job *job = data;

  sumac_raster_scaler_paint (&job->blend->scaler, job->op, job->blend->mask, job->blend->dest,
                             job->draw->dest, rect, 0, 0);
}

static SumacPixelFormat
dest_format (const SumacRasterDraw *draw)
{
  SumacPixelFormat format = draw->dest->format;

  return format == SUMAC_PIXELS_XRGB32 && draw->op->u.alpha_blend.dest_has_alpha
             ? SUMAC_PIXELS_ARGB32
             : format;
}

static SumacPixelFormat
source_format (const SumacRasterDraw *draw, SumacPixelFormat format)
{
  return format == SUMAC_PIXELS_XRGB32 && draw->op->source.kind == SUMAC_SOURCE_SURFACE &&
                 draw->op->u.alpha_blend.source_has_alpha
             ? SUMAC_PIXELS_ARGB32
             : format;
}

static gboolean
open_mask (Blend *blend, guint8 alpha)
{
  if (alpha == 255)
    return TRUE;
  blend->mask =
      pixman_image_create_solid_fill (&(pixman_color_t){ .alpha = (guint16) (alpha * 0x101) });
  return blend->mask != NULL;
}

static gboolean
alpha_blend (const SumacRasterDraw *draw, Blend *blend, SumacRect *cover)
{
  const SumacOp *op = draw->op;
  SumacPixelFormat format = source_format (draw, blend->view.format);
  Job job = { .draw = draw, .blend = blend, .op = PIXMAN_OP_OVER };

  if (sumac_raster_is_scaled (op))
    {
      if (!sumac_raster_scaler_init (&blend->scaler, op, &blend->view, format,
                                     SUMAC_SCALE_NEAREST))
        return FALSE;
      *cover = draw->area.bounds;
      sumac_raster_area_paint (&draw->area, cover, blend_scaled_rect, &job);
      return TRUE;
    }

  SumacRect whole = { 0, 0, blend->view.width, blend->view.height };
  SumacRect there;

  job.dx = (gint64) op->source_area.left - op->box.left;
  job.dy = (gint64) op->source_area.top - op->box.top;
  if (!sumac_rect_intersect (&whole, &op->source_area, &there) ||
      !sumac_raster_clip_rect (there.left - job.dx, there.top - job.dy,
                               sumac_rect_width (&there), sumac_rect_height (&there),
                               &draw->area.bounds, cover))
    return TRUE;
  blend->source = sumac_raster_image (&blend->view, format);
  if (!blend->source)
    return FALSE;
  sumac_raster_area_paint (&draw->area, cover, blend_rect, &job);
  return TRUE;
}

gboolean
sumac_raster_alpha_blend (SumacRasterDraw *draw)
{
  const SumacOp *op = draw->op;
  Blend blend = { 0 };
  SumacRect cover = { 0, 0, 0, 0 };

  gboolean ok = look (draw, &op->source, &blend.view, &blend.memory);

  if (ok && op->u.alpha_blend.alpha != 0 && !sumac_rect_is_empty (&op->source_area))
    {
      blend.dest = sumac_raster_image (draw->dest, dest_format (draw));
      ok = blend.dest && open_mask (&blend, op->u.alpha_blend.alpha) &&
           alpha_blend (draw, &blend, &cover);
    }
  if (ok && !sumac_rect_is_empty (&cover))
    {
      draw->damage = cover;
      if (!op->u.alpha_blend.dest_has_alpha)
        sumac_raster_tidy_high (draw, &op->box, &draw->damage);
    }
  blend_clear (&blend);
  return ok;
}

/* pixman's operators: the plain ones, disjoint, conjoint, and those of PDF. Others it would
 * run past its table. */
static gboolean
is_operator (guint op)
{
  return op <= PIXMAN_OP_SATURATE ||
         (op >= PIXMAN_OP_DISJOINT_CLEAR && op <= PIXMAN_OP_DISJOINT_XOR) ||
         (op >= PIXMAN_OP_CONJOINT_CLEAR && op <= PIXMAN_OP_CONJOINT_XOR) ||
         (op >= PIXMAN_OP_MULTIPLY && op <= PIXMAN_OP_HSL_LUMINOSITY);
}

static SumacPixelFormat
without_alpha (SumacPixelFormat format)
{
  return format == SUMAC_PIXELS_ARGB32 ? SUMAC_PIXELS_XRGB32 : format;
}

/* A picture with its way of being looked at. NULL when pixman refuses. */
static pixman_image_t *
open_picture (const SumacView *view,
              SumacPixelFormat format,
              guint8 filter,
              guint8 repeat,
              const SumacTransform *transform)
{
  /* The filters above need a kernel, which the protocol does not have. */
  if (filter > PIXMAN_FILTER_BILINEAR || repeat > PIXMAN_REPEAT_REFLECT)
    return NULL;

  pixman_image_t *image = sumac_raster_image (view, format);
  pixman_transform_t matrix;

  if (!image)
    return NULL;
  pixman_image_set_repeat (image, (pixman_repeat_t) repeat);
  pixman_image_set_filter (image, (pixman_filter_t) filter, NULL, 0);
  if (!transform)
    return image;

  pixman_transform_init_identity (&matrix);
  for (guint i = 0; i < 6; i++)
    matrix.matrix[i / 3][i % 3] = transform->t[i];
  if (!pixman_image_set_transform (image, &matrix))
    g_clear_pointer (&image, pixman_image_unref);
  return image;
}

/* Only a source that is a surface loses its alpha when it is called opaque: a picture without
 * alpha comes as one. The server does not look at the like words for mask and destination. */
static gboolean
open_composite (const SumacRasterDraw *draw, Blend *blend)
{
  const SumacOp *op = draw->op;
  const typeof (op->u.composite) *how = &op->u.composite;
  gboolean is_opaque = how->source_opaque && op->source.kind == SUMAC_SOURCE_SURFACE;

  if (!is_operator (how->op) || !look (draw, &op->source, &blend->view, &blend->memory) ||
      !sumac_raster_take_depth (&op->source, draw->dest->format, &blend->view,
                                &blend->memory) ||
      (how->repeat == PIXMAN_REPEAT_NORMAL && how->transform &&
       !lay_tiles (&draw->area.bounds, &blend->view, &blend->memory)))
    return FALSE;
  blend->source = open_picture (
      &blend->view, is_opaque ? without_alpha (blend->view.format) : blend->view.format,
      how->filter, how->repeat, how->transform);
  blend->dest = sumac_raster_image (draw->dest, draw->dest->format);
  if (!blend->source || !blend->dest)
    return FALSE;
  if (how->mask.kind == SUMAC_SOURCE_NONE)
    return TRUE;

  if (!look (draw, &how->mask, &blend->mask_view, &blend->mask_memory) ||
      !sumac_raster_take_depth (&how->mask, draw->dest->format, &blend->mask_view,
                                &blend->mask_memory) ||
      (how->mask_repeat == PIXMAN_REPEAT_NORMAL && how->mask_transform &&
       !lay_tiles (&draw->area.bounds, &blend->mask_view, &blend->mask_memory)))
    return FALSE;
  blend->mask = open_picture (&blend->mask_view, blend->mask_view.format, how->mask_filter,
                              how->mask_repeat, how->mask_transform);
  if (!blend->mask)
    return FALSE;
  pixman_image_set_component_alpha (blend->mask, how->component_alpha);
  return TRUE;
}

/* pixman's places have 16 bits. */
static gboolean
fits (gint start, gint end, gint64 d)
{
  return start + d > G_MININT16 && end + d < G_MAXINT16;
}

/* Whether a picture lies under all of @box. */
static gboolean
lies_under (const SumacView *view, const SumacRect *box, gint64 dx, gint64 dy)
{
  return box->left + dx >= 0 && box->top + dy >= 0 && box->right + dx <= view->width &&
         box->bottom + dy <= view->height;
}

/* What pixman makes of a turned picture, or by an operator beyond the usual ones, depends in the
 * last bit on the rectangle that it is asked for, and the server asks for the whole box. Whether
 * the byte that xRGB does not use is copied or filled depends on whether the pictures lie under
 * all of that rectangle. */
static gboolean
needs_whole_box (const SumacRasterDraw *draw, const Job *job, const SumacRect *box)
{
  const SumacOp *op = draw->op;
  const Blend *blend = job->blend;

  if (sumac_raster_area_is_plain (&draw->area) &&
      memcmp (&draw->area.bounds, box, sizeof *box) == 0)
    return FALSE;
  return op->u.composite.transform || op->u.composite.mask_transform ||
         op->u.composite.op > PIXMAN_OP_SATURATE ||
         !lies_under (&blend->view, box, job->dx, job->dy) ||
         (blend->mask && !lies_under (&blend->mask_view, box, job->mask_dx, job->mask_dy));
}

/* On a copy of the box, of which then only the area is taken. */
static gboolean
composite_box (const SumacRasterDraw *draw, Blend *blend, Job job, const SumacRect *box)
{
  SumacRect all = { 0, 0, sumac_rect_width (box), sumac_rect_height (box) };
  SumacRasterSource result = {
    .dx = -(gint64) box->left,
    .dy = -(gint64) box->top,
    .cover = draw->area.bounds,
    .to = draw->dest->format,
  };

  result.memory = sumac_raster_copy_view (draw->dest, box, &result.view);
  if (!result.memory)
    return FALSE;
  pixman_image_unref (blend->dest);
  blend->dest = sumac_raster_image (&result.view, result.view.format);
  if (blend->dest)
    {
      job.dx += box->left;
      job.dy += box->top;
      job.mask_dx += box->left;
      job.mask_dy += box->top;
      blend_rect (&job, &all);
      sumac_raster_source_copy (&result, draw);
    }
  sumac_raster_source_close (&result);
  return blend->dest != NULL;
}

/* Straight into the destination where it can be: every pixel is worked out from its own place
 * alone, and the source is a copy where it would change underneath. */
gboolean
sumac_raster_composite (SumacRasterDraw *draw)
{
  const SumacOp *op = draw->op;
  const SumacRect *bounds = &draw->area.bounds;
  SumacRect box = { 0, 0, draw->dest->width, draw->dest->height };
  Blend blend = { 0 };
  Job job = {
    .draw = draw,
    .blend = &blend,
    .op = (pixman_op_t) op->u.composite.op,
    .dx = (gint64) op->u.composite.x - op->box.left,
    .dy = (gint64) op->u.composite.y - op->box.top,
    .mask_dx = (gint64) op->u.composite.mask_x - op->box.left,
    .mask_dy = (gint64) op->u.composite.mask_y - op->box.top,
  };
  gboolean ok = sumac_rect_intersect (&op->box, &box, &box) &&
                fits (box.left, box.right, job.dx) && fits (box.top, box.bottom, job.dy) &&
                fits (box.left, box.right, job.mask_dx) &&
                fits (box.top, box.bottom, job.mask_dy) && open_composite (draw, &blend);

  if (ok && needs_whole_box (draw, &job, &box))
    ok = composite_box (draw, &blend, job, &box);
  else if (ok)
    sumac_raster_area_paint (&draw->area, bounds, blend_rect, &job);
  if (ok)
    draw->damage = *bounds;
  blend_clear (&blend);
  return ok;
}
