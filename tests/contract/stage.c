/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "stage.h"

#include "contract/renderer.h"
#include "draw/raster.h"

#include <string.h>

static const SumacRect nothing = { 0, 0, 0, 0 };

static SumacPixels *
new_pixels (const SurfaceShape *shape)
{
  SumacPixels *pixels = sumac_pixels_new (shape->format, shape->width, shape->height, NULL);

  memset (pixels->data, 0, sumac_pixels_size (pixels));
  return pixels;
}

SumacView
view_of (const SumacPixels *pixels)
{
  return (SumacView){
    .format = pixels->format,
    .width = pixels->width,
    .height = pixels->height,
    .stride = pixels->stride,
    .data = pixels->data,
  };
}

guint32
pixel_at (const SumacPixels *pixels, gint x, gint y)
{
  guint bits = sumac_pixel_format_bits (pixels->format);
  const guint8 *row = sumac_pixels_row (pixels, y);
  guint32 pixel = 0;

  if (bits == 1)
    return row[x / 8] >> x % 8 & 1u;
  memcpy (&pixel, row + (gsize) x * bits / 8, bits / 8);
  return pixel;
}

gboolean
find_difference (const SumacPixels *a, const SumacPixels *b, gint *x, gint *y)
{
  gsize whole_bytes = (gsize) a->width * sumac_pixel_format_bits (a->format) / 8;

  for (*y = 0; *y < a->height; ++*y)
    {
      gboolean is_same =
          memcmp (sumac_pixels_row (a, *y), sumac_pixels_row (b, *y), whole_bytes) == 0;

      /* Bits behind the last pixel of a row belong to nobody. */
      if (is_same && a->format != SUMAC_PIXELS_A1)
        continue;
      for (*x = 0; *x < a->width; ++*x)
        if (pixel_at (a, *x, *y) != pixel_at (b, *x, *y))
          return TRUE;
    }
  return FALSE;
}

/* By the shape that was asked for: what the view says about itself is another rule's. */
static void
copy_rows (guint8 *to,
           gssize to_stride,
           const guint8 *from,
           gssize from_stride,
           const SurfaceShape *shape)
{
  gsize n = ((gsize) shape->width * sumac_pixel_format_bits (shape->format) + 7) / 8;

  for (gint y = 0; y < shape->height; y++)
    memcpy (to + y * to_stride, from + y * from_stride, n);
}

SumacPixels *
stage_read (Stage *stage, guint at)
{
  const SurfaceShape *shape = &stage->scene.surfaces[at];
  SumacPixels *pixels = new_pixels (shape);
  SumacView view;

  g_assert_true (sumac_renderer_map (stage->renderer, shape->id, SUMAC_MAP_READ, &view));
  copy_rows (pixels->data, pixels->stride, view.data, view.stride, shape);
  sumac_renderer_unmap (stage->renderer, shape->id, &nothing);
  return pixels;
}

static void
write_damage (Stage *stage, guint at, const SumacPixels *pixels, const SumacRect *damage)
{
  const SurfaceShape *shape = &stage->scene.surfaces[at];
  SumacView view;

  g_assert_true (
      sumac_renderer_map (stage->renderer, shape->id, SUMAC_MAP_READ | SUMAC_MAP_WRITE, &view));
  copy_rows (view.data, view.stride, pixels->data, pixels->stride, shape);
  sumac_renderer_unmap (stage->renderer, shape->id, damage);
}

void
stage_write (Stage *stage, guint at, const SumacPixels *pixels)
{
  const SumacRect whole = { 0, 0, pixels->width, pixels->height };

  write_damage (stage, at, pixels, &whole);
}

SumacPixels *
stage_random_pixels (Stage *stage, guint at)
{
  SumacPixels *pixels = new_pixels (&stage->scene.surfaces[at]);

  for (gsize i = 0; i < sumac_pixels_size (pixels); i++)
    pixels->data[i] = (guint8) dice_throw (&stage->dice, 256);
  return pixels;
}

void
stage_init (Stage *stage, SumacRenderer *renderer, guint64 seed)
{
  *stage = (Stage){ .renderer = renderer, .dice = { .state = seed } };
  scene_init (&stage->scene, &stage->dice);
  for (guint i = 0; i < N_SURFACES; i++)
    {
      const SurfaceShape *shape = &stage->scene.surfaces[i];

      g_assert_true (sumac_renderer_surface_create (renderer, shape->id, shape->format,
                                                    shape->width, shape->height, NULL));
    }
}

void
stage_leave (Stage *stage)
{
  if (!stage->renderer)
    return;
  for (guint i = 0; i < N_SURFACES; i++)
    sumac_renderer_surface_destroy (stage->renderer, stage->scene.surfaces[i].id);
  g_clear_object (&stage->renderer);
}

void
stage_clear (Stage *stage)
{
  stage_leave (stage);
  for (guint i = 0; i < N_SURFACES; i++)
    g_clear_pointer (&stage->before[i], sumac_pixels_unref);
  scene_clear (&stage->scene);
}

void
stage_look (Stage *stage)
{
  for (guint i = 0; i < N_SURFACES; i++)
    {
      g_clear_pointer (&stage->before[i], sumac_pixels_unref);
      stage->before[i] = stage_read (stage, i);
    }
}

static guint
find_shape (const Scene *scene, guint32 id)
{
  guint at = 0;

  while (scene->surfaces[at].id != id)
    at++;
  return at;
}

typedef struct
{
  const Stage *stage;
  const Drawn *drawn;
} Sources;

static gboolean
look (gpointer data, guint32 id, SumacView *view)
{
  const Sources *sources = data;
  guint at = find_shape (&sources->stage->scene, id);

  *view = view_of (at == sources->drawn->at ? sources->drawn->reference
                                            : sources->stage->before[at]);
  return TRUE;
}

/* What the op makes of the surfaces as they were. */
static void
draw_reference (Stage *stage, Drawn *drawn, SumacRect *damage)
{
  const SurfaceShape *shape = &stage->scene.surfaces[drawn->at];
  const SumacPixels *before = stage->before[drawn->at];
  Sources sources = { stage, drawn };

  drawn->reference = new_pixels (shape);
  copy_rows (drawn->reference->data, drawn->reference->stride, before->data, before->stride,
             shape);

  SumacView view = view_of (drawn->reference);

  sumac_raster_draw (drawn->op, &view, &(SumacRasterSurfaces){ look, &sources }, damage);
}

void
stage_draw (Stage *stage, const SumacOp *op, Drawn *drawn)
{
  SumacRect damage;

  stage_look (stage);
  *drawn = (Drawn){ .op = op, .at = find_shape (&stage->scene, op->surface) };
  drawn->is_drawn = sumac_renderer_draw (stage->renderer, op, &drawn->damage);
  drawn->after = stage_read (stage, drawn->at);
  draw_reference (stage, drawn, &damage);
  if (!drawn->is_drawn)
    write_damage (stage, drawn->at, drawn->reference, &damage);
}

void
drawn_clear (Drawn *drawn)
{
  g_clear_pointer (&drawn->after, sumac_pixels_unref);
  g_clear_pointer (&drawn->reference, sumac_pixels_unref);
}
