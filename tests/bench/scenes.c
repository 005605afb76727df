/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "scenes.h"

#define N_LETTERS   48
#define LETTER_SIDE 16
#define LINE_STEP   24

/* More than any renderer keeps. */
#define N_PHOTOS 12
#define N_FRAMES 4

static void
any_bytes (SumacDice *dice, guint8 *bytes, gsize n)
{
  for (gsize i = 0; i < n; i++)
    bytes[i] = (guint8) sumac_dice_throw (dice, 256);
}

static SumacPixels *
any_picture (SumacDice *dice, SumacPixelFormat format, gint width, gint height)
{
  SumacPixels *pixels = sumac_pixels_new (format, width, height, NULL);
  guint8 *bytes = sumac_pixels_first (pixels);

  any_bytes (dice, bytes, sumac_pixels_size (pixels));
  for (gsize i = 3; i < sumac_pixels_size (pixels); i += 4)
    bytes[i] = 0;
  /* Premultiplied: no colour is above its alpha. */
  for (gsize i = 0; format == SUMAC_PIXELS_ARGB32 && i < sumac_pixels_size (pixels); i++)
    bytes[i] = i % 4 == 3 ? 160 : bytes[i] % 160;
  return pixels;
}

static SumacPicture *
any_frame (SumacDice *dice, gint width, gint height)
{
  gsize y_size = (gsize) width * (gsize) height;
  guint8 *bytes = g_malloc (y_size * 3 / 2);
  SumacPicture *picture = sumac_picture_new (g_free, bytes);

  any_bytes (dice, bytes, y_size * 3 / 2);
  picture->layout = SUMAC_PICTURE_I420;
  picture->width = width;
  picture->height = height;
  picture->planes[0] = bytes;
  picture->planes[1] = bytes + y_size;
  picture->planes[2] = bytes + y_size * 5 / 4;
  picture->strides[0] = width;
  picture->strides[1] = picture->strides[2] = width / 2;
  return picture;
}

static void
prepare_pictures (Scene *scene, guint n, SumacPixelFormat format, gint width, gint height)
{
  for (guint i = 0; i < n; i++)
    scene->pictures[i] = any_picture (&scene->dice, format, width, height);
}

static SumacRect
all_of (const Scene *scene)
{
  return (SumacRect){ 0, 0, scene->width, scene->height };
}

/* Somewhere on the surface, if it is not larger. */
static SumacRect
any_place (Scene *scene, gint width, gint height)
{
  gint x = sumac_dice_between (&scene->dice, 0, MAX (scene->width - width, 0));
  gint y = sumac_dice_between (&scene->dice, 0, MAX (scene->height - height, 0));

  return (SumacRect){ x, y, x + width, y + height };
}

static void
draw_op (Scene *scene, const SumacOp *op)
{
  SumacRect damage;

  if (sumac_surfaces_draw (scene->surfaces, op, &damage) != SUMAC_DRAWN_BY_RENDERER)
    scene->n_refused++;
  sumac_publisher_damage (scene->publisher, &damage);
}

static SumacOp
picture_op (SumacOpKind kind, const SumacRect *box, SumacPixels *pixels)
{
  return (SumacOp){
    .kind = kind,
    .surface = SCENE_SURFACE,
    .box = *box,
    .source = { .kind = SUMAC_SOURCE_PIXELS, .pixels = pixels },
    .source_area = { 0, 0, pixels->width, pixels->height },
    .rop = SUMAC_ROP_COPY,
  };
}

/* Plain areas, as windows have them. */

static void
draw_fill (Scene *scene)
{
  const SumacOp op = {
    .kind = SUMAC_OP_FILL,
    .surface = SCENE_SURFACE,
    .box = any_place (scene, 200, 120),
    .brush = { .kind = SUMAC_BRUSH_SOLID, .color = sumac_dice_throw (&scene->dice, 1 << 24) },
    .rop = SUMAC_ROP_COPY,
  };

  draw_op (scene, &op);
}

/* Lines of letters */

static void
prepare_text (Scene *scene)
{
  scene->letters = g_malloc (LETTER_SIDE * LETTER_SIDE * N_LETTERS);
  any_bytes (&scene->dice, scene->letters, LETTER_SIDE * LETTER_SIDE * N_LETTERS);
}

static void
draw_text (Scene *scene)
{
  SumacRect box = any_place (scene, LETTER_SIDE * N_LETTERS, LETTER_SIDE);
  SumacGlyph glyphs[N_LETTERS];
  const SumacOp op = {
    .kind = SUMAC_OP_TEXT,
    .surface = SCENE_SURFACE,
    .box = box,
    .brush = { .kind = SUMAC_BRUSH_SOLID, .color = sumac_dice_throw (&scene->dice, 1 << 24) },
    .rop = SUMAC_ROP_COPY,
    .u.text = { .n_glyphs = N_LETTERS, .glyphs = glyphs, .bits = 8 },
  };

  for (gint i = 0; i < N_LETTERS; i++)
    glyphs[i] = (SumacGlyph){
      .x = box.left + i * LETTER_SIDE,
      .y = box.top,
      .width = LETTER_SIDE,
      .height = LETTER_SIDE,
      .rows = scene->letters +
              LETTER_SIDE * LETTER_SIDE * sumac_dice_throw (&scene->dice, N_LETTERS),
    };
  draw_op (scene, &op);
}

/* Small pictures of the guest's cache */

static void
prepare_icons (Scene *scene)
{
  prepare_pictures (scene, SCENE_PICTURES, SUMAC_PIXELS_XRGB32, 64, 64);
}

static void
draw_icon (Scene *scene)
{
  SumacRect box = any_place (scene, 64, 64);
  SumacOp op = picture_op (SUMAC_OP_COPY, &box,
                           scene->pictures[sumac_dice_throw (&scene->dice, SCENE_PICTURES)]);

  draw_op (scene, &op);
}

static void
prepare_shades (Scene *scene)
{
  prepare_pictures (scene, 8, SUMAC_PIXELS_ARGB32, 256, 256);
}

static void
draw_shade (Scene *scene)
{
  SumacRect box = any_place (scene, 256, 256);
  SumacOp op = picture_op (SUMAC_OP_ALPHA_BLEND, &box,
                           scene->pictures[sumac_dice_throw (&scene->dice, 8)]);

  op.u.alpha_blend.alpha = 255;
  op.u.alpha_blend.source_has_alpha = TRUE;
  draw_op (scene, &op);
}

/* A page that moves up, and a new line below */

static void
prepare_lines (Scene *scene)
{
  prepare_pictures (scene, SCENE_PICTURES, SUMAC_PIXELS_XRGB32, scene->width, LINE_STEP);
}

static void
draw_scrolled (Scene *scene)
{
  gint bottom = scene->height - LINE_STEP;
  SumacRect below = { 0, bottom, scene->width, scene->height };
  const SumacOp move = {
    .kind = SUMAC_OP_COPY_BITS,
    .surface = SCENE_SURFACE,
    .box = { 0, 0, scene->width, bottom },
    .u.copy_bits = { .x = 0, .y = LINE_STEP },
  };
  SumacOp line =
      picture_op (SUMAC_OP_COPY, &below, scene->pictures[scene->n / 2 % SCENE_PICTURES]);

  draw_op (scene, scene->n % 2 == 0 ? &move : &line);
}

/* Photographs: new ones, and some that have been seen */

static void
prepare_photos (Scene *scene)
{
  prepare_pictures (scene, N_PHOTOS, SUMAC_PIXELS_XRGB32, scene->width, scene->height);
}

static void
prepare_album (Scene *scene)
{
  prepare_pictures (scene, 2, SUMAC_PIXELS_XRGB32, scene->width, scene->height);
}

static void
draw_photo (Scene *scene)
{
  SumacRect all = all_of (scene);
  guint n = scene->pictures[2] ? N_PHOTOS : 2;
  SumacOp op = picture_op (SUMAC_OP_COPY, &all, scene->pictures[scene->n % n]);

  draw_op (scene, &op);
}

/* Films: in the size of the surface, and stretched to it */

static void
prepare_film (Scene *scene)
{
  for (guint i = 0; i < N_FRAMES; i++)
    scene->frames[i] = any_frame (&scene->dice, scene->width & ~1, scene->height & ~1);
}

static void
prepare_small_film (Scene *scene)
{
  for (guint i = 0; i < N_FRAMES; i++)
    scene->frames[i] = any_frame (&scene->dice, 1280, 720);
}

static void
draw_frame (Scene *scene)
{
  SumacRect all = all_of (scene);
  SumacRect damage;

  if (sumac_surfaces_show (scene->surfaces, SCENE_SURFACE, scene->frames[scene->n % N_FRAMES],
                           FALSE, &all, &all, 1, &damage) != SUMAC_DRAWN_BY_RENDERER)
    scene->n_refused++;
  sumac_publisher_damage (scene->publisher, &damage);
}

/* clang-format off */
const SceneKind scene_kinds[] = {
  { "fills",      1000, NULL,               draw_fill },
  { "text",       200,  prepare_text,       draw_text },
  { "icons",      1000, prepare_icons,      draw_icon },
  { "shades",     100,  prepare_shades,     draw_shade },
  { "scroll",     2,    prepare_lines,      draw_scrolled },
  { "photos",     1,    prepare_photos,     draw_photo },
  { "album",      1,    prepare_album,      draw_photo },
  { "film",       1,    prepare_film,       draw_frame },
  { "small-film", 1,    prepare_small_film, draw_frame },
  { NULL,         0,    NULL,               NULL },
};

/* clang-format on */

void
scene_init (Scene *scene,
            const SceneKind *kind,
            SumacSurfaces *surfaces,
            SumacPublisher *publisher)
{
  SumacRect rect;

  sumac_surfaces_get_rect (surfaces, SCENE_SURFACE, &rect);
  *scene = (Scene){
    .kind = kind,
    .width = rect.right,
    .height = rect.bottom,
    .surfaces = surfaces,
    .publisher = publisher,
    .dice = { .state = 1 },
  };
  if (kind->prepare)
    kind->prepare (scene);
}

void
scene_clear (Scene *scene)
{
  for (guint i = 0; i < SCENE_PICTURES; i++)
    {
      sumac_pixels_unref (scene->pictures[i]);
      sumac_picture_unref (scene->frames[i]);
    }
  g_free (scene->letters);
}

void
scene_draw (Scene *scene)
{
  for (guint i = 0; i < scene->kind->n_ops; i++)
    {
      scene->kind->draw (scene);
      scene->n++;
    }
}
