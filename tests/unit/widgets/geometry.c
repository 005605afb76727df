/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "widgets/geometry.h"

#include <glib.h>

/* Whatever the case: the picture lies in the window, is centred, touches it, and its corners
 * are the guest's. */
static void
check_fit (gint logical_width,
           gint logical_height,
           gint scale,
           gint guest_width,
           gint guest_height)
{
  SumacGeometry g =
      sumac_geometry_fit (logical_width, logical_height, scale, guest_width, guest_height);
  gint window_width = logical_width * scale;
  gint window_height = logical_height * scale;
  double left = (double) g.x / scale;
  double top = (double) g.y / scale;
  double right = (double) (g.x + g.width - 1) / scale;
  double bottom = (double) (g.y + g.height - 1) / scale;
  gint x, y;

  g_assert_cmpint (g.x, >=, 0);
  g_assert_cmpint (g.y, >=, 0);
  g_assert_cmpint (g.x + g.width, <=, window_width);
  g_assert_cmpint (g.y + g.height, <=, window_height);
  g_assert_cmpint (ABS (window_width - g.width - 2 * g.x), <=, 1);
  g_assert_cmpint (ABS (window_height - g.height - 2 * g.y), <=, 1);
  g_assert_cmpint (MIN (window_width - g.width, window_height - g.height), ==, 0);

  g_assert_cmpint (sumac_geometry_to_guest (&g, left, top, &x, &y), ==, TRUE);
  g_assert_cmpint (x, ==, 0);
  g_assert_cmpint (y, ==, 0);
  g_assert_cmpint (sumac_geometry_to_guest (&g, right, top, &x, &y), ==, TRUE);
  g_assert_cmpint (x, ==, g.width > 1 ? guest_width - 1 : 0);
  g_assert_cmpint (y, ==, 0);
  g_assert_cmpint (sumac_geometry_to_guest (&g, left, bottom, &x, &y), ==, TRUE);
  g_assert_cmpint (x, ==, 0);
  g_assert_cmpint (y, ==, g.height > 1 ? guest_height - 1 : 0);
  g_assert_cmpint (sumac_geometry_to_guest (&g, right, bottom, &x, &y), ==, TRUE);

  /* One device pixel beyond each edge is outside, and clamped to the edge. */
  g_assert_cmpint (sumac_geometry_to_guest (&g, left - 1.0 / scale, top, &x, &y), ==, FALSE);
  g_assert_cmpint (x, ==, 0);
  g_assert_cmpint (sumac_geometry_to_guest (&g, left, top - 1.0 / scale, &x, &y), ==, FALSE);
  g_assert_cmpint (y, ==, 0);
  g_assert_cmpint (sumac_geometry_to_guest (&g, right + 1.0 / scale, top, &x, &y), ==, FALSE);
  g_assert_cmpint (x, ==, g.width > 1 ? guest_width - 1 : 0);
  g_assert_cmpint (sumac_geometry_to_guest (&g, left, bottom + 1.0 / scale, &x, &y), ==, FALSE);
  g_assert_cmpint (y, ==, g.height > 1 ? guest_height - 1 : 0);
}

static void
test_corners (void)
{
  static const struct
  {
    gint window_width, window_height, scale, guest_width, guest_height;
  } cases[] = {
    { 1024, 768, 1, 1024, 768 },  /* 1 */
    { 1280, 960, 1, 1024, 768 },  /* 1.25 */
    { 1536, 1152, 1, 1024, 768 }, /* 1.5 */
    { 2048, 1536, 1, 1024, 768 }, /* 2 */
    { 512, 384, 2, 1024, 768 },   /* 1, dense screen */
    { 640, 480, 2, 1024, 768 },   /* 1.25 */
    { 768, 576, 2, 1024, 768 },   /* 1.5 */
    { 1024, 768, 2, 1024, 768 },  /* 2 */
    { 1000, 1000, 1, 1024, 768 }, /* bars above and below */
    { 2000, 700, 1, 1024, 768 },  /* bars on the sides */
    { 1001, 333, 1, 640, 480 },   /* odd */
    { 333, 1001, 2, 641, 479 },   /* odd, dense */
    { 300, 200, 1, 3840, 2160 },  /* shrunk */
    { 1, 1, 1, 1024, 768 },       /* hardly there */
    { 1000, 10, 1, 1, 1 },        { 800, 600, 1, 16384, 1 }, { 3000, 3000, 3, 16384, 16384 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    check_fit (cases[i].window_width, cases[i].window_height, cases[i].scale,
               cases[i].guest_width, cases[i].guest_height);
}

static void
test_random_fits (void)
{
  for (gint i = 0; i < 20000; i++)
    check_fit (g_test_rand_int_range (1, 4000), g_test_rand_int_range (1, 4000),
               g_test_rand_int_range (1, 4), g_test_rand_int_range (1, 16385),
               g_test_rand_int_range (1, 16385));
}

static void
test_letterbox (void)
{
  SumacGeometry wide = sumac_geometry_fit (1000, 1000, 1, 800, 400);
  SumacGeometry tall = sumac_geometry_fit (1000, 1000, 1, 400, 800);
  gint x, y;

  g_assert_cmpint (wide.x, ==, 0);
  g_assert_cmpint (wide.y, ==, 250);
  g_assert_cmpint (wide.width, ==, 1000);
  g_assert_cmpint (wide.height, ==, 500);
  g_assert_cmpint (tall.x, ==, 250);
  g_assert_cmpint (tall.y, ==, 0);
  g_assert_cmpint (tall.width, ==, 500);
  g_assert_cmpint (tall.height, ==, 1000);
  g_assert_cmpint (sumac_geometry_to_guest (&wide, 500, 249, &x, &y), ==, FALSE);
  g_assert_cmpint (sumac_geometry_to_guest (&wide, 500, 250, &x, &y), ==, TRUE);
  g_assert_cmpint (sumac_geometry_to_guest (&tall, 750, 10, &x, &y), ==, FALSE);
  g_assert_cmpint (x, ==, 399);
}

/* A guest as large as the monitor is shown pixel by pixel, without a border. */
static void
test_same_size_is_exact (void)
{
  for (gint scale = 1; scale <= 3; scale++)
    {
      SumacGeometry g = sumac_geometry_fit (640, 400, scale, 640 * scale, 400 * scale);

      g_assert_cmpint (g.x, ==, 0);
      g_assert_cmpint (g.y, ==, 0);
      g_assert_cmpint (sumac_geometry_fidelity (&g), ==, SUMAC_FIDELITY_EXACT);
    }
}

static void
test_exact_places_are_identity (void)
{
  SumacGeometry g = sumac_geometry_fit (512, 384, 2, 1024, 768);
  gint x, y;

  for (gint i = 0; i < 1024; i++)
    {
      g_assert_cmpint (sumac_geometry_to_guest (&g, i / 2.0, 0, &x, &y), ==, TRUE);
      g_assert_cmpint (x, ==, i);
    }
}

static void
test_places_follow_the_rule (void)
{
  SumacGeometry g = sumac_geometry_fit (1280, 960, 1, 1024, 768);
  gint x, y;

  for (gint i = 0; i < 1280; i++)
    {
      sumac_geometry_to_guest (&g, i, 0, &x, &y);
      g_assert_cmpint (x, ==, i * 1023 / 1279);
    }
}

static void
test_fidelity (void)
{
  static const struct
  {
    gint window_width, window_height, scale;
    SumacFidelity fidelity;
  } cases[] = {
    { 320, 200, 1, SUMAC_FIDELITY_EXACT },  { 160, 100, 2, SUMAC_FIDELITY_EXACT },
    { 640, 400, 1, SUMAC_FIDELITY_WHOLE },  { 960, 600, 1, SUMAC_FIDELITY_WHOLE },
    { 640, 500, 1, SUMAC_FIDELITY_WHOLE },  { 320, 200, 2, SUMAC_FIDELITY_WHOLE },
    { 400, 250, 1, SUMAC_FIDELITY_SMOOTH }, { 480, 300, 1, SUMAC_FIDELITY_SMOOTH },
    { 160, 100, 1, SUMAC_FIDELITY_SMOOTH }, { 641, 401, 1, SUMAC_FIDELITY_SMOOTH },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SumacGeometry g = sumac_geometry_fit (cases[i].window_width, cases[i].window_height,
                                            cases[i].scale, 320, 200);

      g_assert_cmpint (sumac_geometry_fidelity (&g), ==, cases[i].fidelity);
    }
}

static void
test_zoom_is_centred_or_begins_at_the_corner (void)
{
  SumacGeometry small = sumac_geometry_zoom (1000, 800, 1, 400, 200, 150);
  SumacGeometry large = sumac_geometry_zoom (300, 300, 1, 400, 200, 100);

  g_assert_cmpint (small.width, ==, 600);
  g_assert_cmpint (small.height, ==, 300);
  g_assert_cmpint (small.x, ==, 200);
  g_assert_cmpint (small.y, ==, 250);
  g_assert_cmpint (large.width, ==, 400);
  g_assert_cmpint (large.x, ==, 0);
  g_assert_cmpint (large.y, ==, 50);
}

static void
test_hundred_percent_is_a_device_pixel (void)
{
  for (gint scale = 1; scale <= 3; scale++)
    {
      SumacGeometry g = sumac_geometry_zoom (2000, 2000, scale, 1023, 767, 100);

      g_assert_cmpint (g.width, ==, 1023);
      g_assert_cmpint (g.height, ==, 767);
      g_assert_cmpint (sumac_geometry_fidelity (&g), ==, SUMAC_FIDELITY_EXACT);
    }
}

static void
test_zoom_is_clamped (void)
{
  gint width, height;

  sumac_geometry_request (1000, 500, 1, 1, &width, &height);
  g_assert_cmpint (width, ==, 100);
  sumac_geometry_request (1000, 500, 1, 1000, &width, &height);
  g_assert_cmpint (width, ==, 4000);
  sumac_geometry_request (16384, 16384, 1, 400, &width, &height);
  g_assert_cmpint (width, <=, SUMAC_MAX_PICTURE_SIDE);
  sumac_geometry_request (16384, 1, 1, 10, &width, &height);
  g_assert_cmpint (height, ==, 1);
}

static void
test_request_holds_the_picture (void)
{
  for (gint zoom = 10; zoom <= 400; zoom += 10)
    for (gint scale = 1; scale <= 3; scale++)
      {
        gint width, height;

        sumac_geometry_request (1023, 767, scale, zoom, &width, &height);

        SumacGeometry g = sumac_geometry_zoom (width, height, scale, 1023, 767, zoom);

        g_assert_cmpint (g.x + g.width, <=, width * scale);
        g_assert_cmpint (g.y + g.height, <=, height * scale);
        g_assert_cmpint (width * scale - g.width, <, scale);
      }
}

static void
test_without_a_picture_there_is_nothing (void)
{
  static const gint sides[][4] = {
    { 0, 100, 100, 100 }, { 100, 0, 100, 100 },  { 100, 100, 0, 100 },
    { 100, 100, 100, 0 }, { -1, 100, 100, 100 }, { 100, 100, -5, 100 },
  };
  gint x, y, width, height;

  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      const gint *s = sides[i];
      SumacGeometry fit = sumac_geometry_fit (s[0], s[1], 1, s[2], s[3]);
      SumacGeometry zoom = sumac_geometry_zoom (s[0], s[1], 1, s[2], s[3], 100);
      const SumacRect all = { 0, 0, 100, 100 };
      SumacRect cover = sumac_geometry_cover (&fit, &all);

      g_assert_cmpint (fit.width, ==, 0);
      g_assert_cmpint (zoom.width, ==, 0);
      g_assert_cmpint (sumac_geometry_to_guest (&fit, 5, 5, &x, &y), ==, FALSE);
      g_assert_cmpint (x, ==, 0);
      g_assert_cmpint (sumac_rect_is_empty (&cover), ==, TRUE);
    }
  sumac_geometry_request (0, 5, 1, 100, &width, &height);
  g_assert_cmpint (width, ==, 0);
  g_assert_cmpint (height, ==, 0);
}

static void
test_places_far_away_are_clamped (void)
{
  SumacGeometry g = sumac_geometry_fit (100, 100, 2, 640, 480);
  gint x, y;

  g_assert_cmpint (sumac_geometry_to_guest (&g, -1e300, 1e300, &x, &y), ==, FALSE);
  g_assert_cmpint (x, ==, 0);
  g_assert_cmpint (y, ==, 479);
}

static void
test_exact_damage_is_exact (void)
{
  SumacGeometry g = sumac_geometry_fit (1000, 500, 1, 800, 500);
  const SumacRect damage = { 10, 20, 30, 40 };
  SumacRect part = sumac_geometry_cover (&g, &damage);
  SumacRect logical = sumac_geometry_to_logical (&g, &part);

  g_assert_cmpint (part.left, ==, 10);
  g_assert_cmpint (part.bottom, ==, 40);
  g_assert_cmpint (logical.left, ==, 110);
  g_assert_cmpint (logical.top, ==, 20);
  g_assert_cmpint (logical.right, ==, 130);
  g_assert_cmpint (logical.bottom, ==, 40);
}

/* Nothing that a damaged guest pixel touches may be left out, at any scale. */
static void
test_damage_covers_its_place (void)
{
  for (gint i = 0; i < 20000; i++)
    {
      gint guest_width = g_test_rand_int_range (1, 3000);
      gint guest_height = g_test_rand_int_range (1, 3000);
      SumacGeometry g =
          sumac_geometry_fit (g_test_rand_int_range (1, 2000), g_test_rand_int_range (1, 2000),
                              g_test_rand_int_range (1, 4), guest_width, guest_height);
      gint x = g_test_rand_int_range (0, guest_width);
      gint y = g_test_rand_int_range (0, guest_height);
      const SumacRect damage = { x, y, x + 1, y + 1 };
      SumacRect part = sumac_geometry_cover (&g, &damage);
      double factor = (double) g.width / guest_width;

      g_assert_cmpfloat (part.left, <=, x * factor);
      g_assert_cmpfloat (part.right, >=, MIN ((x + 1) * factor - 1e-6, g.width));
      g_assert_cmpint (part.left, >=, 0);
      g_assert_cmpint (part.right, <=, g.width);
      g_assert_cmpint (part.bottom, <=, g.height);
    }
}

static void
test_damage_outside_is_nothing (void)
{
  SumacGeometry g = sumac_geometry_fit (100, 100, 1, 200, 200);
  static const SumacRect outside[] = {
    { -50, 0, -10, 10 },
    { 200, 0, 300, 10 },
    { 10, 10, 10, 20 },
    { 20, 20, 10, 10 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (outside); i++)
    {
      SumacRect part = sumac_geometry_cover (&g, &outside[i]);

      g_assert_cmpint (sumac_rect_is_empty (&part), ==, TRUE);
    }
}

static void
test_middle_of_a_guest_pixel (void)
{
  SumacGeometry g = sumac_geometry_fit (640, 400, 2, 320, 200);
  double x, y;
  gint guest_x, guest_y;

  for (gint i = 0; i < 320; i++)
    {
      sumac_geometry_from_guest (&g, i, 0, &x, &y);
      g_assert_cmpfloat_with_epsilon (x, (i + 0.5) * 2, 1e-9);
      g_assert_cmpint (sumac_geometry_to_guest (&g, x, y, &guest_x, &guest_y), ==, TRUE);
      g_assert_cmpint (ABS (guest_x - i), <=, 1);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/geometry/corners-are-the-guests", test_corners);
  g_test_add_func ("/geometry/any-fit-is-centred-and-inside", test_random_fits);
  g_test_add_func ("/geometry/letterbox-both-ways", test_letterbox);
  g_test_add_func ("/geometry/same-size-is-exact", test_same_size_is_exact);
  g_test_add_func ("/geometry/exact-places-are-identity", test_exact_places_are_identity);
  g_test_add_func ("/geometry/scaled-places-follow-the-rule", test_places_follow_the_rule);
  g_test_add_func ("/geometry/fidelity-by-factor", test_fidelity);
  g_test_add_func ("/geometry/zoom-is-centred-or-begins-at-the-corner",
                   test_zoom_is_centred_or_begins_at_the_corner);
  g_test_add_func ("/geometry/hundred-percent-is-a-device-pixel",
                   test_hundred_percent_is_a_device_pixel);
  g_test_add_func ("/geometry/zoom-is-clamped", test_zoom_is_clamped);
  g_test_add_func ("/geometry/request-holds-the-picture", test_request_holds_the_picture);
  g_test_add_func ("/geometry/without-a-picture-there-is-nothing",
                   test_without_a_picture_there_is_nothing);
  g_test_add_func ("/geometry/places-far-away-are-clamped", test_places_far_away_are_clamped);
  g_test_add_func ("/geometry/exact-damage-is-exact", test_exact_damage_is_exact);
  g_test_add_func ("/geometry/damage-covers-its-place", test_damage_covers_its_place);
  g_test_add_func ("/geometry/damage-outside-is-nothing", test_damage_outside_is_nothing);
  g_test_add_func ("/geometry/middle-of-a-guest-pixel", test_middle_of_a_guest_pixel);
  return g_test_run ();
}
