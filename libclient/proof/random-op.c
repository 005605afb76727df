/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "proof/random-op.h"

#include <pixman.h>
#include <string.h>

/* What the protocol lets through (display spec §9). */
#define FAR (1 << 24)

static guint64
dice_next (SumacDice *dice)
{
  guint64 z = dice->state += 0x9e3779b97f4a7c15u;

  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return z ^ z >> 31;
}

guint32
sumac_dice_throw (SumacDice *dice, guint32 n)
{
  return (guint32) ((dice_next (dice) >> 32) * n >> 32);
}

gint
sumac_dice_between (SumacDice *dice, gint low, gint high)
{
  return low + (gint) sumac_dice_throw (dice, (guint32) (high - low) + 1);
}

static guint32
any_pixel (SumacDice *dice, SumacPixelFormat format)
{
  guint32 pixel = (guint32) (dice_next (dice) >> 32);

  if (format == SUMAC_PIXELS_XRGB32)
    return pixel & 0x00ffffff;
  if (format != SUMAC_PIXELS_ARGB32)
    return pixel;

  /* Premultiplied: no colour is above its alpha. Full and no alpha have paths of their own. */
  guint32 alpha = sumac_dice_is_one_of (dice, 3)   ? 0xff
                  : sumac_dice_is_one_of (dice, 3) ? 0
                                                   : pixel >> 24;
  guint32 r = (pixel >> 16 & 0xff) * alpha / 255;
  guint32 g = (pixel >> 8 & 0xff) * alpha / 255;
  guint32 b = (pixel & 0xff) * alpha / 255;

  return alpha << 24 | r << 16 | g << 8 | b;
}

static SumacPixels *
random_picture (SumacDice *dice, SumacPixelFormat format)
{
  gint width = sumac_dice_between (dice, 1, 70);
  gint height = sumac_dice_between (dice, 1, 40);
  SumacPixels *pixels = sumac_pixels_new (format, width, height, NULL);

  /* The byte without a meaning is not always 0 (display spec §5). */
  SumacPixelFormat like = sumac_dice_is_one_of (dice, 4) ? SUMAC_PIXELS_A8 : format;

  for (gsize i = 0; i < sumac_pixels_size (pixels); i += 4)
    {
      guint32 pixel = any_pixel (dice, like);

      memcpy (sumac_pixels_first (pixels) + i, &pixel, 4);
    }
  if (sumac_dice_is_one_of (dice, 3))
    sumac_pixels_flip (pixels);
  return pixels;
}

void
sumac_scene_init (SumacScene *scene, SumacDice *dice)
{
  static const SumacPixelFormat of_surface[SUMAC_SCENE_SURFACES] = {
    SUMAC_PIXELS_XRGB32, SUMAC_PIXELS_XRGB32, SUMAC_PIXELS_ARGB32, SUMAC_PIXELS_RGB565,
    SUMAC_PIXELS_RGB555, SUMAC_PIXELS_A8,     SUMAC_PIXELS_A1,
  };

  for (guint i = 0; i < SUMAC_SCENE_SURFACES; i++)
    scene->surfaces[i] = (SumacSurfaceShape){
      .id = i == 0 ? 0 : sumac_dice_throw (dice, 1000) * SUMAC_SCENE_SURFACES + i,
      .format = of_surface[i],
      .width = sumac_dice_between (dice, 1, 80),
      .height = sumac_dice_between (dice, 1, 50),
    };
  for (guint i = 0; i < SUMAC_SCENE_PICTURES; i++)
    scene->pictures[i] = random_picture (
        dice, i < SUMAC_N_PIXEL_FORMATS
                  ? (SumacPixelFormat) i
                  : SUMAC_PIXELS_XRGB32 + i % 2 * (SUMAC_PIXELS_ARGB32 - SUMAC_PIXELS_XRGB32));
}

void
sumac_scene_clear (SumacScene *scene)
{
  for (guint i = 0; i < SUMAC_SCENE_PICTURES; i++)
    sumac_pixels_unref (scene->pictures[i]);
}

static gint
random_edge (SumacDice *dice, gint side)
{
  if (sumac_dice_is_one_of (dice, 40))
    return sumac_dice_between (dice, -FAR, FAR);
  return sumac_dice_between (dice, -side / 4 - 1, side + side / 4 + 1);
}

static gint32
clamp_far (gint64 value)
{
  return (gint32) CLAMP (value, -FAR, FAR);
}

/* In one of sixteen cases empty, or with its sides exchanged. */
static SumacRect
random_rect (SumacDice *dice, gint width, gint height)
{
  SumacRect r = {
    .left = random_edge (dice, width),
    .top = random_edge (dice, height),
    .right = random_edge (dice, width),
    .bottom = random_edge (dice, height),
  };

  if (sumac_dice_is_one_of (dice, 16))
    return r;
  return (SumacRect){
    .left = MIN (r.left, r.right),
    .top = MIN (r.top, r.bottom),
    .right = MAX (r.left, r.right),
    .bottom = MAX (r.top, r.bottom),
  };
}

/* As servers send them: disjoint, in bands. */
static guint
put_in_order (SumacRect *rects, guint n)
{
  pixman_region32_t region;
  int n_boxes;

  pixman_region32_init (&region);
  for (guint i = 0; i < n; i++)
    if (!sumac_rect_is_empty (&rects[i]))
      pixman_region32_union_rect (&region, &region, rects[i].left, rects[i].top,
                                  (guint) sumac_rect_width (&rects[i]),
                                  (guint) sumac_rect_height (&rects[i]));

  const pixman_box32_t *boxes = pixman_region32_rectangles (&region, &n_boxes);

  n = (guint) MIN (n_boxes, SUMAC_RANDOM_RECTS);
  for (guint i = 0; i < n; i++)
    rects[i] = (SumacRect){ boxes[i].x1, boxes[i].y1, boxes[i].x2, boxes[i].y2 };
  pixman_region32_fini (&region);
  return n;
}

/* A grid whose tiles lie close together, or overlap: in bands, or nearly so. */
static guint
random_tiles (SumacRect *rects, SumacDice *dice, const SumacSurfaceShape *dest)
{
  gint columns = sumac_dice_between (dice, 2, 4);
  gint rows = sumac_dice_between (dice, 1, 3);
  gint width = dest->width / columns + 1;
  gint height = dest->height / rows + 1;
  gint gap_x = sumac_dice_between (dice, -1, 4);
  gint gap_y = sumac_dice_between (dice, -1, 4);
  guint n = 0;

  if (sumac_dice_is_one_of (dice, 2))
    gap_x = gap_y = sumac_dice_between (dice, 0, 2);
  for (gint y = 0; y < rows; y++)
    for (gint x = 0; x < columns; x++)
      rects[n++] = (SumacRect){
        .left = x * width,
        .top = y * height,
        .right = (x + 1) * width - gap_x,
        .bottom = (y + 1) * height - gap_y,
      };
  return n;
}

static void
random_clip (SumacRandomOp *random, SumacDice *dice, const SumacSurfaceShape *dest)
{
  SumacClip *clip = &random->op.clip;

  clip->is_set = sumac_dice_is_one_of (dice, 2);
  clip->rects = random->rects;
  if (!clip->is_set)
    return;
  if (sumac_dice_is_one_of (dice, 3))
    {
      clip->n_rects = random_tiles (random->rects, dice, dest);
      return;
    }
  clip->n_rects = sumac_dice_throw (dice, 7);
  for (guint i = 0; i < clip->n_rects; i++)
    random->rects[i] = random_rect (dice, dest->width, dest->height);
  if (!sumac_dice_is_one_of (dice, 4))
    clip->n_rects = put_in_order (random->rects, clip->n_rects);
}

/* @shape gets the size. */
static SumacSource
random_source (SumacDice *dice,
               const SumacScene *scene,
               const SumacSurfaceShape *dest,
               SumacSurfaceShape *shape)
{
  if (sumac_dice_is_one_of (dice, 50))
    {
      *shape = *dest;
      return (SumacSource){ .kind = SUMAC_SOURCE_NONE };
    }
  if (sumac_dice_is_one_of (dice, 2))
    {
      SumacPixels *picture = scene->pictures[sumac_dice_throw (dice, SUMAC_SCENE_PICTURES)];

      *shape = (SumacSurfaceShape){ .width = picture->width, .height = picture->height };
      return (SumacSource){ .kind = SUMAC_SOURCE_PIXELS, .pixels = picture };
    }
  *shape = sumac_dice_is_one_of (dice, 3)
               ? *dest
               : scene->surfaces[sumac_dice_throw (dice, SUMAC_SCENE_SURFACES)];
  return (SumacSource){ .kind = SUMAC_SOURCE_SURFACE, .surface = shape->id };
}

static void
random_sourced (SumacOp *op,
                SumacDice *dice,
                const SumacScene *scene,
                const SumacSurfaceShape *dest)
{
  SumacSurfaceShape shape;

  op->source = random_source (dice, scene, dest, &shape);
  op->source_area = random_rect (dice, shape.width, shape.height);
  op->scale = sumac_dice_is_one_of (dice, 2) ? SUMAC_SCALE_SMOOTH : SUMAC_SCALE_NEAREST;
  if (sumac_dice_is_one_of (dice, 8))
    return;

  /* Unscaled; near by, so that moves within one surface overlap. */
  gint x = op->box.left;
  gint y = op->box.top;

  if (sumac_dice_is_one_of (dice, 2))
    {
      x = clamp_far ((gint64) x + sumac_dice_between (dice, -5, 5));
      y = clamp_far ((gint64) y + sumac_dice_between (dice, -5, 5));
    }
  else
    {
      x = sumac_dice_between (dice, -10, shape.width);
      y = sumac_dice_between (dice, -10, shape.height);
    }
  op->source_area = (SumacRect){
    .left = x,
    .top = y,
    .right = clamp_far ((gint64) x + sumac_rect_width (&op->box)),
    .bottom = clamp_far ((gint64) y + sumac_rect_height (&op->box)),
  };
}

static void
random_brush (SumacOp *op,
              SumacDice *dice,
              const SumacScene *scene,
              const SumacSurfaceShape *dest)
{
  SumacSurfaceShape shape;

  op->brush.color =
      any_pixel (dice, sumac_dice_is_one_of (dice, 8) ? SUMAC_PIXELS_A8 : dest->format);
  op->brush.kind = SUMAC_BRUSH_SOLID;
  if (sumac_dice_is_one_of (dice, 16))
    op->brush.kind = SUMAC_BRUSH_NONE;
  if (!sumac_dice_is_one_of (dice, 16))
    return;
  op->brush.kind = SUMAC_BRUSH_PATTERN;
  op->brush.pattern = random_source (dice, scene, dest, &shape);
  op->brush.x = sumac_dice_between (dice, -100, 100);
  op->brush.y = sumac_dice_between (dice, -100, 100);
}

static void
random_mask (SumacOp *op, SumacDice *dice, const SumacScene *scene)
{
  if (!sumac_dice_is_one_of (dice, 10))
    return;
  op->mask.bits = (SumacSource){
    .kind = SUMAC_SOURCE_PIXELS,
    .pixels = scene->pictures[SUMAC_PIXELS_A1],
  };
  op->mask.is_inverse = sumac_dice_is_one_of (dice, 2);
  op->mask.x = sumac_dice_between (dice, -10, 10);
  op->mask.y = sumac_dice_between (dice, -10, 10);
}

static void
random_copy_bits (SumacOp *op, SumacDice *dice)
{
  gboolean is_far = sumac_dice_is_one_of (dice, 20);

  op->u.copy_bits.x =
      is_far ? (gint32) dice_next (dice)
             : clamp_far ((gint64) op->box.left + sumac_dice_between (dice, -9, 9));
  op->u.copy_bits.y = is_far
                          ? (gint32) dice_next (dice)
                          : clamp_far ((gint64) op->box.top + sumac_dice_between (dice, -9, 9));
}

static void
random_alpha_blend (SumacOp *op, SumacDice *dice)
{
  op->u.alpha_blend.alpha = (guint8) sumac_dice_throw (dice, 256);
  if (sumac_dice_is_one_of (dice, 3))
    op->u.alpha_blend.alpha = 255;
  if (sumac_dice_is_one_of (dice, 16))
    op->u.alpha_blend.alpha = 0;
  op->u.alpha_blend.dest_has_alpha = sumac_dice_is_one_of (dice, 2);
  op->u.alpha_blend.source_has_alpha = sumac_dice_is_one_of (dice, 2);
}

/* Mostly a small box, so that the pictures lie over all of it. */
static void
random_composite (SumacOp *op,
                  SumacDice *dice,
                  const SumacScene *scene,
                  const SumacSurfaceShape *dest)
{
  typeof (op->u.composite) *how = &op->u.composite;
  SumacSurfaceShape shape;

  if (!sumac_dice_is_one_of (dice, 4))
    {
      op->box.right = op->box.left + sumac_dice_between (dice, 1, 20);
      op->box.bottom = op->box.top + sumac_dice_between (dice, 1, 12);
    }
  how->op = (guint8) sumac_dice_throw (dice, 14);
  if (sumac_dice_is_one_of (dice, 2))
    how->op = PIXMAN_OP_OVER;
  how->filter = (guint8) sumac_dice_throw (dice, 5);
  how->repeat = (guint8) (sumac_dice_is_one_of (dice, 8) ? sumac_dice_throw (dice, 4) : 0);
  how->mask_repeat = (guint8) (sumac_dice_is_one_of (dice, 8) ? sumac_dice_throw (dice, 4) : 0);
  how->component_alpha = sumac_dice_is_one_of (dice, 8);
  how->source_opaque = sumac_dice_is_one_of (dice, 2);
  how->mask_opaque = sumac_dice_is_one_of (dice, 4);
  how->dest_opaque = sumac_dice_is_one_of (dice, 4);
  how->x = (gint16) sumac_dice_between (dice, -2, 12);
  how->y = (gint16) sumac_dice_between (dice, -2, 8);
  how->mask_x = (gint16) sumac_dice_between (dice, -2, 12);
  how->mask_y = (gint16) sumac_dice_between (dice, -2, 8);
  if (sumac_dice_is_one_of (dice, 2))
    how->mask = random_source (dice, scene, dest, &shape);
}

static void
random_text (SumacRandomOp *random, SumacDice *dice, const SumacSurfaceShape *dest)
{
  static const guint8 depths[] = { 1, 4, 8 };
  typeof (random->op.u.text) *text = &random->op.u.text;

  text->bits = depths[sumac_dice_throw (dice, 3)];
  text->n_glyphs = sumac_dice_throw (dice, SUMAC_RANDOM_GLYPHS + 1);
  text->glyphs = random->glyphs;
  for (guint i = 0; i < text->n_glyphs; i++)
    {
      for (gsize k = 0; k < sizeof random->rows[i]; k++)
        random->rows[i][k] =
            (guint8) (sumac_dice_is_one_of (dice, 3) ? 0 : sumac_dice_throw (dice, 256));
      random->glyphs[i] = (SumacGlyph){
        .x = sumac_dice_between (dice, -8, dest->width),
        .y = sumac_dice_between (dice, -8, dest->height),
        .width = (guint16) sumac_dice_throw (dice, SUMAC_RANDOM_GLYPH_SIDE + 1),
        .height = (guint16) sumac_dice_throw (dice, SUMAC_RANDOM_GLYPH_SIDE + 1),
        .rows = random->rows[i],
      };
    }
  text->back.kind = (SumacBrushKind) sumac_dice_throw (dice, 2);
  text->back.color = (guint32) dice_next (dice);
  if (sumac_dice_is_one_of (dice, 2))
    text->back_area = random_rect (dice, dest->width, dest->height);
}

static const SumacOpKind kinds[] = {
  SUMAC_OP_FILL,        SUMAC_OP_FILL,        SUMAC_OP_COPY,        SUMAC_OP_COPY,
  SUMAC_OP_COPY,        SUMAC_OP_BLEND,       SUMAC_OP_COPY_BITS,   SUMAC_OP_COPY_BITS,
  SUMAC_OP_ALPHA_BLEND, SUMAC_OP_ALPHA_BLEND, SUMAC_OP_BLACKNESS,   SUMAC_OP_WHITENESS,
  SUMAC_OP_INVERS,      SUMAC_OP_OPAQUE,      SUMAC_OP_TRANSPARENT, SUMAC_OP_ROP3,
  SUMAC_OP_COMPOSITE,   SUMAC_OP_COMPOSITE,   SUMAC_OP_TEXT,        SUMAC_OP_TEXT,
};

void
sumac_random_op_init (SumacRandomOp *random, SumacDice *dice, const SumacScene *scene)
{
  SumacOp *op = &random->op;

  /* Surfaces of 32 bits in most cases. */
  guint n = sumac_dice_is_one_of (dice, 3) ? SUMAC_SCENE_SURFACES : 3;
  const SumacSurfaceShape *dest = &scene->surfaces[sumac_dice_throw (dice, n)];

  memset (op, 0, sizeof *op);
  op->kind = kinds[sumac_dice_throw (dice, G_N_ELEMENTS (kinds))];
  op->surface = dest->id;
  op->box = random_rect (dice, dest->width, dest->height);
  op->rop =
      sumac_dice_is_one_of (dice, 2) ? SUMAC_ROP_COPY : sumac_dice_throw (dice, SUMAC_N_ROPS);
  random_clip (random, dice, dest);
  random_sourced (op, dice, scene, dest);
  random_brush (op, dice, scene, dest);
  random_mask (op, dice, scene);
  if (op->kind == SUMAC_OP_COPY_BITS)
    random_copy_bits (op, dice);
  if (op->kind == SUMAC_OP_ALPHA_BLEND)
    random_alpha_blend (op, dice);
  if (op->kind == SUMAC_OP_TRANSPARENT)
    op->u.transparent.key = any_pixel (dice, SUMAC_PIXELS_XRGB32);
  if (op->kind == SUMAC_OP_COMPOSITE)
    random_composite (op, dice, scene, dest);
  if (op->kind == SUMAC_OP_TEXT)
    random_text (random, dice, dest);
  if (op->kind == SUMAC_OP_ROP3)
    op->u.rop3.code = (guint8) sumac_dice_throw (dice, 256);
}
