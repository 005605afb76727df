/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/reader.h"

#include "core/limits.h"

#include <sumac/error.h>

static void
test_little_endian (void)
{
  const guint8 bytes[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
  SumacReader r = sumac_reader (bytes, sizeof bytes);

  g_assert_cmpuint (sumac_read_u8 (&r), ==, 1);
  g_assert_cmpuint (sumac_read_u16 (&r), ==, 0x0302);
  g_assert_cmpuint (sumac_read_u32 (&r), ==, 0x07060504);
  g_assert_cmpuint (sumac_read_u64 (&r), ==, G_GUINT64_CONSTANT (0x0f0e0d0c0b0a0908));
  g_assert_cmpuint (sumac_reader_left (&r), ==, 0);
  g_assert_cmpint (sumac_reader_ok (&r), ==, TRUE);
}

static void
test_big_endian (void)
{
  const guint8 bytes[] = { 1, 2, 3, 4, 1, 2, 3, 4, 5, 6, 7, 8 };
  SumacReader r = sumac_reader (bytes, sizeof bytes);

  g_assert_cmpuint (sumac_read_u32_big (&r), ==, 0x01020304);
  g_assert_cmpuint (sumac_read_u64_big (&r), ==, G_GUINT64_CONSTANT (0x0102030405060708));
}

static void
test_failure_latches (void)
{
  const guint8 bytes[] = { 1, 2, 3, 4, 5 };
  SumacReader r = sumac_reader (bytes, sizeof bytes);

  sumac_read_u32 (&r);
  g_assert_cmpuint (sumac_read_u16 (&r), ==, 0);
  g_assert_cmpuint (sumac_read_u8 (&r), ==, 0);
  g_assert_cmpint (sumac_reader_ok (&r), ==, FALSE);
  g_assert_cmpuint (sumac_reader_left (&r), ==, 0);
}

static void
test_rect_order_and_bound (void)
{
  guint8 bytes[16] = { 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0 };
  SumacReader r = sumac_reader (bytes, sizeof bytes);
  SumacRect rect = sumac_read_rect (&r);

  g_assert_cmpint (rect.top, ==, 1);
  g_assert_cmpint (rect.left, ==, 2);
  g_assert_cmpint (rect.bottom, ==, 3);
  g_assert_cmpint (rect.right, ==, 4);

  bytes[15] = 2; /* 0x02000004 is beyond 2^24 */
  r = sumac_reader (bytes, sizeof bytes);
  sumac_read_rect (&r);
  g_assert_cmpint (sumac_reader_ok (&r), ==, FALSE);
}

static void
test_count_is_compared_before_use (void)
{
  const guint8 bytes[10] = { 0 };
  SumacReader r = sumac_reader (bytes, sizeof bytes);

  g_assert_cmpint (sumac_reader_has (&r, 2, 5), ==, TRUE);
  g_assert_cmpint (sumac_reader_has (&r, G_MAXSIZE / 2, 8), ==, FALSE);
  g_assert_cmpint (sumac_reader_ok (&r), ==, FALSE);
}

static void
test_offset_cannot_leave (void)
{
  static const struct
  {
    guint32 offset;
    gboolean ok;
  } cases[] = { { 0, FALSE }, { 1, TRUE }, { 8, TRUE }, { 9, FALSE }, { G_MAXUINT32, FALSE } };

  const guint8 bytes[8] = { 0, 7 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SumacReader r = sumac_reader (bytes, sizeof bytes);
      SumacReader at = sumac_reader_at (&r, cases[i].offset);

      g_assert_cmpint (sumac_reader_ok (&at), ==, cases[i].ok);
      g_assert_cmpint (sumac_reader_ok (&r), ==, cases[i].ok);
    }
}

static void
test_depth_is_bounded (void)
{
  const guint8 bytes[8] = { 0 };
  SumacReader r = sumac_reader (bytes, sizeof bytes);

  for (guint depth = 1; depth <= 4; depth++)
    {
      r = sumac_reader_at (&r, 1);
      g_assert_cmpint (sumac_reader_ok (&r), ==, TRUE);
    }
  r = sumac_reader_at (&r, 1);
  g_assert_cmpint (sumac_reader_ok (&r), ==, FALSE);
}

static void
test_failure_names_the_message (void)
{
  g_autoptr (GError) error = NULL;
  SumacReader r = sumac_reader (NULL, 0);

  sumac_read_u8 (&r);
  g_assert_cmpint (sumac_reader_fail (&r, "draw-fill", &error), ==, FALSE);
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL);
  g_assert_nonnull (strstr (error->message, "draw-fill"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/reader/values-are-little-endian", test_little_endian);
  g_test_add_func ("/core/reader/big-endian-where-it-is-said", test_big_endian);
  g_test_add_func ("/core/reader/a-failed-read-latches", test_failure_latches);
  g_test_add_func ("/core/reader/rects-are-top-left-bottom-right", test_rect_order_and_bound);
  g_test_add_func ("/core/reader/counts-are-compared-with-bytes",
                   test_count_is_compared_before_use);
  g_test_add_func ("/core/reader/an-offset-cannot-leave", test_offset_cannot_leave);
  g_test_add_func ("/core/reader/depth-is-bounded", test_depth_is_bounded);
  g_test_add_func ("/core/reader/failure-names-the-message", test_failure_names_the_message);
  return g_test_run ();
}
