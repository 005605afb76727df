/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How pictures differ: what is counted, where the first place is, and what is nobody's. */

#include "proof/difference.h"

#include <string.h>

static SumacPixels *
new_black (SumacPixelFormat format, gint width, gint height)
{
  SumacPixels *pixels = sumac_pixels_new (format, width, height, NULL);

  memset (sumac_pixels_first (pixels), 0, sumac_pixels_size (pixels));
  return pixels;
}

static void
test_equal (void)
{
  for (guint i = 0; i < SUMAC_N_PIXEL_FORMATS; i++)
    {
      g_autoptr (SumacPixels) one = new_black ((SumacPixelFormat) i, 13, 7);
      g_autoptr (SumacPixels) other = new_black ((SumacPixelFormat) i, 13, 7);
      SumacDifference difference;
      g_autoptr (GString) how = g_string_new (NULL);

      /* One lies upside down in memory. */
      sumac_pixels_flip (other);
      g_assert_false (sumac_difference_find (one, other, 0, &difference));
      g_assert_cmpuint (difference.n_pixels, ==, 0);
      g_assert_true (sumac_pixels_are_equal (one, other, how));
      g_assert_cmpuint (how->len, ==, 0);
    }
}

static void
test_counted (void)
{
  g_autoptr (SumacPixels) got = new_black (SUMAC_PIXELS_XRGB32, 5, 4);
  g_autoptr (SumacPixels) expected = new_black (SUMAC_PIXELS_XRGB32, 5, 4);
  g_autoptr (GString) how = g_string_new (NULL);

  ((guint32 *) (void *) sumac_pixels_row (got, 1))[3] = 0x00010203;
  ((guint32 *) (void *) sumac_pixels_row (expected, 3))[0] = 0x00002000;
  ((guint32 *) (void *) sumac_pixels_row (got, 3))[4] = 0x00000001;
  g_assert_false (sumac_pixels_are_equal (got, expected, how));
  g_assert_cmpstr (how->str, ==,
                   "3 of 20 pixels differ, by 32 at most; the first, 3,1, is 0x10203, not 0x0");
}

/* Of 16 bits each channel has steps of its own. */
static void
test_steps (void)
{
  static const struct
  {
    SumacPixelFormat format;
    guint16 pixel;
    guint steps;
  } cases[] = {
    { SUMAC_PIXELS_RGB565, 0x0001, 1 },     { SUMAC_PIXELS_RGB565, 0x07e0, 63 },
    { SUMAC_PIXELS_RGB565, 0x1000, 2 },     { SUMAC_PIXELS_RGB555, 0x0060, 3 },
    { SUMAC_PIXELS_RGB555, 0x8000 | 1, 1 }, { SUMAC_PIXELS_A8, 0x7f, 127 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SumacPixels) got = new_black (cases[i].format, 2, 2);
      g_autoptr (SumacPixels) expected = new_black (cases[i].format, 2, 2);
      SumacDifference difference;

      memcpy (sumac_pixels_row (got, 1), &cases[i].pixel,
              sumac_pixel_format_bits (cases[i].format) / 8);
      g_assert_true (sumac_difference_find (got, expected, 0, &difference));
      g_assert_cmpuint (difference.n_pixels, ==, 1);
      g_assert_cmpuint (difference.largest, ==, cases[i].steps);
      g_assert_cmpint (difference.x, ==, 0);
      g_assert_cmpint (difference.y, ==, 1);
    }
}

/* What is no more than the tolerance away is equal, channel by channel. */
static void
test_tolerance (void)
{
  g_autoptr (SumacPixels) got = new_black (SUMAC_PIXELS_XRGB32, 3, 1);
  g_autoptr (SumacPixels) expected = new_black (SUMAC_PIXELS_XRGB32, 3, 1);
  SumacDifference difference;

  ((guint32 *) (void *) sumac_pixels_row (got, 0))[0] = 0x01010101;
  ((guint32 *) (void *) sumac_pixels_row (got, 0))[2] = 0x00000200;
  g_assert_true (sumac_difference_find (got, expected, 0, &difference));
  g_assert_cmpuint (difference.n_pixels, ==, 2);
  g_assert_true (sumac_difference_find (got, expected, 1, &difference));
  g_assert_cmpuint (difference.n_pixels, ==, 1);
  g_assert_cmpint (difference.x, ==, 2);
  g_assert_false (sumac_difference_find (got, expected, 2, &difference));
}

/* Bits behind the last pixel of a row are nobody's; those before are. */
static void
test_bits (void)
{
  g_autoptr (SumacPixels) got = new_black (SUMAC_PIXELS_A1, 11, 2);
  g_autoptr (SumacPixels) expected = new_black (SUMAC_PIXELS_A1, 11, 2);
  SumacDifference difference;

  sumac_pixels_row (got, 0)[1] = 0xf8;
  g_assert_false (sumac_difference_find (got, expected, 0, &difference));
  sumac_pixels_row (got, 1)[1] = 0xfc;
  g_assert_true (sumac_difference_find (got, expected, 0, &difference));
  g_assert_cmpuint (difference.n_pixels, ==, 1);
  g_assert_cmpuint (difference.largest, ==, 1);
  g_assert_cmpint (difference.x, ==, 10);
  g_assert_cmpint (difference.y, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/proof/difference/equal-pictures-have-none", test_equal);
  g_test_add_func ("/proof/difference/pixels-are-counted", test_counted);
  g_test_add_func ("/proof/difference/steps-are-those-of-a-channel", test_steps);
  g_test_add_func ("/proof/difference/tolerance-is-for-each-channel", test_tolerance);
  g_test_add_func ("/proof/difference/bits-behind-a-row-do-not-count", test_bits);
  return g_test_run ();
}
