/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Rectangles in any order as bands: against a count of each pixel, on random lists. A failing
 * case is found again with the seed that GLib prints. */

#include "draw/raster-bands.h"

#include "core/limits.h"

#define WIDTH  97
#define HEIGHT 61

static const SumacRect bounds = { -7, 5, WIDTH - 7, HEIGHT + 5 };

typedef struct
{
  guint8 in[HEIGHT][WIDTH];
} Picture;

/* TRUE where any of the rectangles is; with @is_disjoint none may come twice. */
static void
picture_fill (Picture *picture, const SumacRect *rects, guint n, gboolean is_disjoint)
{
  *picture = (Picture){ 0 };
  for (guint i = 0; i < n; i++)
    {
      SumacRect r;

      if (!sumac_rect_intersect (&rects[i], &bounds, &r))
        continue;
      for (gint y = r.top; y < r.bottom; y++)
        for (gint x = r.left; x < r.right; x++)
          {
            guint8 *in = &picture->in[y - bounds.top][x - bounds.left];

            g_assert_false (is_disjoint && *in);
            *in = 1;
          }
    }
}

/* As the header says, and bands that could be one are one. */
static void
assert_banded (const SumacRect *rects, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_assert_false (sumac_rect_is_empty (&rects[i]));
      if (i == 0 || rects[i].top >= rects[i - 1].bottom)
        continue;
      g_assert_cmpint (rects[i].top, ==, rects[i - 1].top);
      g_assert_cmpint (rects[i].bottom, ==, rects[i - 1].bottom);
      g_assert_cmpint (rects[i].left, >, rects[i - 1].right);
    }
}

static void
check (const SumacRect *rects, guint n)
{
  g_autofree Picture *wanted = g_new (Picture, 1);
  g_autofree Picture *seen = g_new (Picture, 1);
  guint n_bands;
  g_autofree SumacRect *bands = sumac_raster_bands_new (rects, n, &bounds, &n_bands);

  g_assert_nonnull (bands);
  assert_banded (bands, n_bands);
  picture_fill (wanted, rects, n, FALSE);
  picture_fill (seen, bands, n_bands, TRUE);
  g_assert_cmpmem (seen, sizeof *seen, wanted, sizeof *wanted);
}

static gint
any (gint low, gint high)
{
  return g_test_rand_int_range (low, high + 1);
}

/* Some are empty, some lie outside, some reach from one edge of the numbers to the other. */
static SumacRect
any_rect (gint most)
{
  if (any (0, 30) == 0)
    return (SumacRect){ -SUMAC_MAX_COORDINATE, any (-20, 90), SUMAC_MAX_COORDINATE,
                        any (-20, 90) };

  gint left = any (-30, WIDTH);
  gint top = any (-20, HEIGHT + 10);

  return (SumacRect){ left, top, left + any (-1, most), top + any (-1, most) };
}

static void
test_random (void)
{
  static const guint sizes[] = { 0, 1, 2, 7, 40, 300 };

  for (guint round = 0; round < 200; round++)
    {
      guint n = sizes[any (0, G_N_ELEMENTS (sizes) - 1)];
      g_autofree SumacRect *rects = g_new (SumacRect, n + 1);
      gint most = any (1, 40);

      for (guint i = 0; i < n; i++)
        rects[i] = any_rect (most);
      check (rects, n);
    }
}

static void
test_same_columns_are_one_band (void)
{
  const SumacRect rects[] = { { 0, 30, 9, 50 },
                              { 20, 10, 25, 30 },
                              { 20, 30, 25, 50 },
                              { 0, 10, 5, 30 },
                              { 5, 10, 9, 30 } };
  guint n;
  g_autofree SumacRect *bands =
      sumac_raster_bands_new (rects, G_N_ELEMENTS (rects), &bounds, &n);

  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpint (bands[0].bottom - bands[0].top, ==, 40);
}

/* Stripes across stripes: twice 4096 rectangles, and sixteen million where they cross. */
static void
test_a_grid_is_refused (void)
{
  const guint n = 4096;
  const SumacRect large = { 0, 0, (gint) n * 2, (gint) n * 2 };
  g_autofree SumacRect *rects = g_new (SumacRect, 2 * n);
  guint n_bands;

  for (gint i = 0; i < (gint) n; i++)
    {
      rects[i] = (SumacRect){ 2 * i, 0, 2 * i + 1, large.bottom };
      rects[n + (guint) i] = (SumacRect){ 0, 2 * i, large.right, 2 * i + 1 };
    }
  g_assert_null (sumac_raster_bands_new (rects, 2 * n, &large, &n_bands));
}

static void
test_too_many_are_refused (void)
{
  guint n = SUMAC_MAX_CLIP_RECTS + 1;
  g_autofree SumacRect *rects = g_new (SumacRect, n);
  guint n_bands;

  for (guint i = 0; i < n; i++)
    rects[i] = bounds;
  g_assert_null (sumac_raster_bands_new (rects, n, &bounds, &n_bands));

  g_autofree SumacRect *bands = sumac_raster_bands_new (rects, n - 1, &bounds, &n_bands);

  g_assert_cmpuint (n_bands, ==, 1);
  g_assert_cmpmem (bands, sizeof bounds, &bounds, sizeof bounds);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/raster-bands/cover-the-same-pixels-once", test_random);
  g_test_add_func ("/raster-bands/same-columns-are-one-band", test_same_columns_are_one_band);
  g_test_add_func ("/raster-bands/a-grid-is-refused", test_a_grid_is_refused);
  g_test_add_func ("/raster-bands/too-many-are-refused", test_too_many_are_refused);
  return g_test_run ();
}
