/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Pixels, arena, checked sizes, rectangles. */

#include "core/arena.h"
#include "core/checked.h"
#include "core/limits.h"

#include <string.h>
#include <sumac/error.h>
#include <sumac/pixels.h>
#include <sumac/rect.h>

static void
test_pixels_have_limits (void)
{
  static const struct
  {
    gint width, height;
    gboolean ok;
  } cases[] = {
    { 1, 1, TRUE },      { 0, 1, FALSE },       { 1, 0, FALSE },
    { -1, 4, FALSE },    { 16384, 1, TRUE },    { 16385, 1, FALSE },
    { 1, 16385, FALSE }, { 16384, 4096, TRUE }, { 16384, 4097, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SumacPixels) pixels =
          sumac_pixels_new (SUMAC_PIXELS_XRGB32, cases[i].width, cases[i].height, &error);

      g_assert_cmpint (pixels != NULL, ==, cases[i].ok);
      if (!cases[i].ok)
        g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_LIMIT);
    }
}

static void
test_strides_are_words (void)
{
  static const struct
  {
    SumacPixelFormat format;
    gssize stride;
  } cases[] = {
    { SUMAC_PIXELS_A1, 8 },      { SUMAC_PIXELS_A8, 36 },      { SUMAC_PIXELS_RGB555, 68 },
    { SUMAC_PIXELS_RGB565, 68 }, { SUMAC_PIXELS_XRGB32, 132 }, { SUMAC_PIXELS_ARGB32, 132 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SumacPixels) pixels = sumac_pixels_new (cases[i].format, 33, 2, NULL);

      g_assert_cmpint (pixels->stride, ==, cases[i].stride);
      /* All of it and the slack is ours to write. */
      memset (pixels->data, 0xff, sumac_pixels_size (pixels) + SUMAC_PIXELS_SLACK);
    }
}

static void
test_flipped_pixels_begin_at_the_bottom (void)
{
  g_autoptr (SumacPixels) pixels = sumac_pixels_new (SUMAC_PIXELS_A8, 4, 3, NULL);
  guint8 *first = pixels->data;

  sumac_pixels_flip (pixels);
  g_assert_true (sumac_pixels_first (pixels) == first);
  g_assert_true (sumac_pixels_row (pixels, 2) == first);
  g_assert_true (sumac_pixels_row (pixels, 0) == first + 8);
  g_assert_cmpuint (sumac_pixels_size (pixels), ==, 12);
}

static void
test_arena_grows_and_empties (void)
{
  SumacArena arena;

  sumac_arena_init (&arena);
  for (guint i = 0; i < 100; i++)
    {
      guint8 *memory = sumac_arena_alloc (&arena, 1, 77);

      g_assert_cmpuint ((gsize) memory % 16, ==, 0);
      g_assert_cmpuint (memory[0] | memory[76], ==, 0);
      memset (memory, 0xff, 77);
    }
  g_assert_cmpuint (arena.n_more, >, 0);
  g_assert_null (sumac_arena_alloc (&arena, G_MAXSIZE / 2, 4));
  g_assert_null (sumac_arena_alloc (&arena, 1, G_MAXSIZE));
  sumac_arena_clear (&arena);
  g_assert_cmpuint (arena.used, ==, 0);
  g_assert_nonnull (sumac_arena_alloc (&arena, 1, SUMAC_ARENA_FIRST));
  g_assert_null (arena.more);
  sumac_arena_clear (&arena);
}

static void
test_checked_sizes_do_not_wrap (void)
{
  gsize out = 7;

  g_assert_cmpint (sumac_checked_mul_add (3, 4, 5, &out), ==, TRUE);
  g_assert_cmpuint (out, ==, 17);
  g_assert_cmpint (sumac_checked_mul_add (G_MAXSIZE, 2, 0, &out), ==, FALSE);
  g_assert_cmpint (sumac_checked_mul_add (G_MAXSIZE, 1, 1, &out), ==, FALSE);
  g_assert_cmpuint (out, ==, 17);
}

static void
test_rects_meet (void)
{
  static const struct
  {
    SumacRect a, b, both;
  } cases[] = {
    { { 0, 0, 10, 10 }, { 5, 5, 20, 20 }, { 5, 5, 10, 10 } },
    { { 0, 0, 10, 10 }, { 10, 0, 20, 10 }, { 0, 0, 0, 0 } },
    { { 0, 0, 10, 10 }, { 3, 3, 3, 9 }, { 0, 0, 0, 0 } },
    { { -5, -5, 5, 5 }, { 0, 0, 2, 2 }, { 0, 0, 2, 2 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SumacRect both;
      gboolean meet = sumac_rect_intersect (&cases[i].a, &cases[i].b, &both);

      g_assert_cmpmem (&both, sizeof both, &cases[i].both, sizeof both);
      g_assert_cmpint (meet, ==, !sumac_rect_is_empty (&both));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/pixels/sizes-have-limits", test_pixels_have_limits);
  g_test_add_func ("/core/pixels/strides-are-whole-words", test_strides_are_words);
  g_test_add_func ("/core/pixels/flipped-ones-begin-at-the-bottom",
                   test_flipped_pixels_begin_at_the_bottom);
  g_test_add_func ("/core/arena/grows-and-empties", test_arena_grows_and_empties);
  g_test_add_func ("/core/checked/sizes-do-not-wrap", test_checked_sizes_do_not_wrap);
  g_test_add_func ("/core/rect/common-part", test_rects_meet);
  return g_test_run ();
}
