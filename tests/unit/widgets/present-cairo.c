/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "widgets/present-cairo.h"

#include "draw/frame.h"

#include <string.h>

static void
ring_nobody (gpointer writer G_GNUC_UNUSED)
{
}

static SumacFrame *
new_frame (gint width, gint height)
{
  g_autoptr (GError) error = NULL;
  SumacFrame *frame = sumac_frame_new (width, height, ring_nobody, NULL, &error);

  g_assert_no_error (error);
  return frame;
}

/* Noise: every pixel differs from its neighbours, so that every filter shows. */
static void
scribble (SumacFrame *frame, const SumacRect *rect)
{
  SumacPixels *pixels = NULL;

  g_assert_cmpint (sumac_frame_begin_write (frame, &pixels), ==, TRUE);
  for (gint y = rect->top; y < rect->bottom; y++)
    for (gint x = rect->left; x < rect->right; x++)
      {
        guint32 colour = 0xff000000 | (guint32) g_test_rand_int_range (0, 1 << 24);

        memcpy (sumac_pixels_row (pixels, y) + x * 4, &colour, 4);
      }
  sumac_frame_end_write (frame);
}

static SumacRect
whole_of (SumacFrame *frame)
{
  return (SumacRect){ 0, 0, sumac_frame_get_width (frame), sumac_frame_get_height (frame) };
}

/* What the presenter paints into a window of so many device pixels. */
static cairo_surface_t *
paint (SumacPresenter *present, const SumacGeometry *geometry)
{
  gint width = geometry->x * 2 + geometry->width;
  gint height = geometry->y * 2 + geometry->height;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);

  cairo_surface_set_device_scale (surface, geometry->scale, geometry->scale);

  cairo_t *cr = cairo_create (surface);

  sumac_presenter_draw (present, NULL, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static guint32
pixel_of (cairo_surface_t *surface, gint x, gint y)
{
  const guint8 *data = cairo_image_surface_get_data (surface);
  guint32 pixel;

  memcpy (&pixel, data + y * cairo_image_surface_get_stride (surface) + x * 4, 4);
  return pixel & 0xffffff;
}

static guint32
frame_pixel (SumacFrame *frame, gint x, gint y)
{
  const guint8 *data;
  gsize stride;
  guint32 pixel;

  g_assert_cmpint (sumac_frame_begin_read (frame, &data, &stride), ==, TRUE);
  memcpy (&pixel, data + (gsize) y * stride + (gsize) x * 4, 4);
  sumac_frame_end_read (frame);
  return pixel & 0xffffff;
}

/* The filter's fixed point begins to count where a repair begins: that turns the last bits of noise. */
#define MAX_ROUNDING 4

static void
assert_same (cairo_surface_t *a, cairo_surface_t *b)
{
  for (gint y = 0; y < cairo_image_surface_get_height (a); y++)
    for (gint x = 0; x < cairo_image_surface_get_width (a); x++)
      for (guint shift = 0; shift < 24; shift += 8)
        {
          gint level_a = pixel_of (a, x, y) >> shift & 0xff;
          gint level_b = pixel_of (b, x, y) >> shift & 0xff;

          g_assert_cmpint (ABS (level_a - level_b), <=, MAX_ROUNDING);
        }
}

static void
show_all (SumacPresenter *present, SumacFrame *frame, const SumacGeometry *geometry)
{
  const SumacRect whole = whole_of (frame);

  sumac_presenter_damage (present, &whole);
  sumac_presenter_set_geometry (present, geometry);
  g_assert_cmpint (sumac_presenter_update (present, NULL, frame, &whole), ==, TRUE);
}

static void
test_whole_factors_copy_pixels (void)
{
  for (gint factor = 1; factor <= 3; factor++)
    for (gint scale = 1; scale <= 2; scale++)
      {
        g_autoptr (SumacFrame) frame = new_frame (60, 40);
        SumacPresenter *present = sumac_present_cairo_new ();
        const SumacRect whole = whole_of (frame);
        SumacGeometry geometry = sumac_geometry_zoom (100, 100, scale, 60, 40, factor * 100);

        scribble (frame, &whole);
        show_all (present, frame, &geometry);

        cairo_surface_t *picture = paint (present, &geometry);

        for (gint y = 0; y < geometry.height; y++)
          for (gint x = 0; x < geometry.width; x++)
            g_assert_cmphex (pixel_of (picture, geometry.x + x, geometry.y + y), ==,
                             frame_pixel (frame, x / factor, y / factor));
        cairo_surface_destroy (picture);
        sumac_presenter_free (present);
      }
}

/* The proof that enough around a damaged rectangle is scaled again. */
static void
check_parts_make_the_whole (const SumacGeometry *geometry)
{
  g_autoptr (SumacFrame) frame = new_frame (geometry->guest_width, geometry->guest_height);
  SumacPresenter *in_parts = sumac_present_cairo_new ();
  SumacPresenter *at_once = sumac_present_cairo_new ();
  const SumacRect whole = whole_of (frame);

  scribble (frame, &whole);
  show_all (in_parts, frame, geometry);
  cairo_surface_destroy (paint (in_parts, geometry));
  for (gint i = 0; i < 10; i++)
    {
      SumacRect part;

      part.left = g_test_rand_int_range (0, whole.right);
      part.top = g_test_rand_int_range (0, whole.bottom);
      part.right = g_test_rand_int_range (part.left + 1, whole.right + 1);
      part.bottom = g_test_rand_int_range (part.top + 1, whole.bottom + 1);
      scribble (frame, &part);
      sumac_presenter_damage (in_parts, &part);
      g_assert_cmpint (sumac_presenter_update (in_parts, NULL, frame, &whole), ==, TRUE);
      cairo_surface_destroy (paint (in_parts, geometry));
    }
  show_all (at_once, frame, geometry);

  cairo_surface_t *a = paint (in_parts, geometry);
  cairo_surface_t *b = paint (at_once, geometry);

  assert_same (a, b);
  cairo_surface_destroy (a);
  cairo_surface_destroy (b);
  sumac_presenter_free (in_parts);
  sumac_presenter_free (at_once);
}

static void
test_parts_make_the_whole (void)
{
  static const gint zooms[] = { 10, 33, 50, 60, 90, 100, 110, 125, 150, 200, 230, 400 };

  for (gsize i = 0; i < G_N_ELEMENTS (zooms); i++)
    {
      SumacGeometry geometry = sumac_geometry_zoom (200, 200, 1, 97, 61, zooms[i]);

      check_parts_make_the_whole (&geometry);
    }
  for (gint i = 0; i < 60; i++)
    {
      SumacGeometry geometry =
          sumac_geometry_fit (g_test_rand_int_range (1, 300), g_test_rand_int_range (1, 300),
                              g_test_rand_int_range (1, 3), g_test_rand_int_range (1, 120),
                              g_test_rand_int_range (1, 120));

      check_parts_make_the_whole (&geometry);
    }
}

static void
test_area_is_a_part_of_the_frame (void)
{
  g_autoptr (SumacFrame) frame = new_frame (100, 50);
  SumacPresenter *present = sumac_present_cairo_new ();
  const SumacRect whole = whole_of (frame);
  const SumacRect area = { 60, 10, 100, 40 };
  SumacGeometry geometry = sumac_geometry_zoom (40, 30, 1, 40, 30, 100);

  scribble (frame, &whole);
  sumac_presenter_set_geometry (present, &geometry);
  g_assert_cmpint (sumac_presenter_update (present, NULL, frame, &area), ==, TRUE);

  cairo_surface_t *picture = paint (present, &geometry);

  for (gint y = 0; y < 30; y++)
    for (gint x = 0; x < 40; x++)
      g_assert_cmphex (pixel_of (picture, x, y), ==,
                       frame_pixel (frame, x + area.left, y + area.top));
  cairo_surface_destroy (picture);
  sumac_presenter_free (present);
}

static void
test_area_beyond_the_frame_is_black (void)
{
  g_autoptr (SumacFrame) frame = new_frame (20, 20);
  SumacPresenter *present = sumac_present_cairo_new ();
  const SumacRect whole = whole_of (frame);
  const SumacRect area = { 10, 10, 40, 40 };
  SumacGeometry geometry = sumac_geometry_zoom (30, 30, 1, 30, 30, 100);

  scribble (frame, &whole);
  sumac_presenter_set_geometry (present, &geometry);
  g_assert_cmpint (sumac_presenter_update (present, NULL, frame, &area), ==, TRUE);

  cairo_surface_t *picture = paint (present, &geometry);

  g_assert_cmphex (pixel_of (picture, 9, 9), ==, frame_pixel (frame, 19, 19));
  g_assert_cmphex (pixel_of (picture, 10, 9), ==, 0);
  g_assert_cmphex (pixel_of (picture, 29, 29), ==, 0);
  cairo_surface_destroy (picture);
  sumac_presenter_free (present);
}

/* While the painter writes, the old picture stays; nothing of the damage is forgotten. */
static void
test_refused_copy_is_made_later (void)
{
  g_autoptr (SumacFrame) frame = new_frame (8, 8);
  SumacPresenter *present = sumac_present_cairo_new ();
  const SumacRect whole = whole_of (frame);
  SumacGeometry geometry = sumac_geometry_zoom (8, 8, 1, 8, 8, 100);
  SumacPixels *pixels = NULL;

  show_all (present, frame, &geometry);
  scribble (frame, &whole);
  sumac_presenter_damage (present, &whole);
  g_assert_cmpint (sumac_frame_begin_write (frame, &pixels), ==, TRUE);
  g_assert_cmpint (sumac_presenter_update (present, NULL, frame, &whole), ==, FALSE);
  g_assert_cmpint (sumac_presenter_is_behind (present), ==, TRUE);

  cairo_surface_t *old = paint (present, &geometry);

  g_assert_cmphex (pixel_of (old, 7, 7), ==, 0);
  sumac_frame_end_write (frame);
  g_assert_cmpint (sumac_presenter_update (present, NULL, frame, &whole), ==, TRUE);
  g_assert_cmpint (sumac_presenter_is_behind (present), ==, FALSE);

  cairo_surface_t *new = paint (present, &geometry);

  g_assert_cmphex (pixel_of (new, 7, 7), ==, frame_pixel (frame, 7, 7));
  cairo_surface_destroy (old);
  cairo_surface_destroy (new);
  sumac_presenter_free (present);
}

static void
test_only_damage_is_copied (void)
{
  g_autoptr (SumacFrame) frame = new_frame (8, 8);
  SumacPresenter *present = sumac_present_cairo_new ();
  const SumacRect whole = whole_of (frame);
  const SumacRect damage = { 2, 2, 4, 4 };
  SumacGeometry geometry = sumac_geometry_zoom (8, 8, 1, 8, 8, 100);

  show_all (present, frame, &geometry);
  scribble (frame, &whole);
  sumac_presenter_damage (present, &damage);
  g_assert_cmpint (sumac_presenter_update (present, NULL, frame, &whole), ==, TRUE);

  cairo_surface_t *picture = paint (present, &geometry);

  g_assert_cmphex (pixel_of (picture, 3, 3), ==, frame_pixel (frame, 3, 3));
  g_assert_cmphex (pixel_of (picture, 1, 3), ==, 0);
  g_assert_cmphex (pixel_of (picture, 4, 3), ==, 0);
  cairo_surface_destroy (picture);
  sumac_presenter_free (present);
}

static void
test_nothing_before_the_first_picture (void)
{
  SumacPresenter *present = sumac_present_cairo_new ();
  SumacGeometry geometry = sumac_geometry_zoom (8, 8, 1, 8, 8, 100);
  const SumacRect damage = { -5, -5, 100, 100 };
  const SumacRect nothing = { 4, 4, 4, 4 };
  g_autoptr (SumacFrame) frame = new_frame (8, 8);

  sumac_presenter_set_geometry (present, &geometry);
  sumac_presenter_damage (present, &damage);
  g_assert_cmpint (sumac_presenter_update (present, NULL, frame, &nothing), ==, TRUE);
  g_assert_null (sumac_presenter_dup_picture (present));
  cairo_surface_destroy (paint (present, &geometry));
  sumac_presenter_clear (present);
  sumac_presenter_free (present);
  sumac_presenter_free (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/present-cairo/whole-factors-copy-pixels", test_whole_factors_copy_pixels);
  g_test_add_func ("/present-cairo/parts-make-the-whole", test_parts_make_the_whole);
  g_test_add_func ("/present-cairo/area-is-a-part-of-the-frame",
                   test_area_is_a_part_of_the_frame);
  g_test_add_func ("/present-cairo/area-beyond-the-frame-is-black",
                   test_area_beyond_the_frame_is_black);
  g_test_add_func ("/present-cairo/refused-copy-is-made-later",
                   test_refused_copy_is_made_later);
  g_test_add_func ("/present-cairo/only-damage-is-copied", test_only_damage_is_copied);
  g_test_add_func ("/present-cairo/nothing-before-the-first-picture",
                   test_nothing_before_the_first_picture);
  return g_test_run ();
}
