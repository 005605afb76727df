/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/writer.h"

static void
test_values_and_drop (void)
{
  const guint8 expected[] = { 1, 2, 1, 4, 3, 2, 1, 9, 0, 0, 0, 0, 0, 0, 0, 'a', 'b' };
  SumacWriter w;

  sumac_writer_init (&w, 64);
  sumac_write_u8 (&w, 1);
  sumac_write_u16 (&w, 0x0102);
  sumac_write_u32 (&w, 0);
  sumac_writer_patch_u32 (&w, 3, 0x01020304);
  sumac_write_u64 (&w, 9);
  sumac_write_bytes (&w, "ab", 2);
  g_assert_cmpmem (w.bytes, (int) w.size, expected, sizeof expected);

  sumac_writer_drop (&w, 15);
  g_assert_cmpmem (w.bytes, (int) w.size, "ab", 2);
  g_assert_cmpint (sumac_writer_ok (&w), ==, TRUE);
  sumac_writer_clear (&w);
}

static void
test_ceiling_latches (void)
{
  SumacWriter w;

  sumac_writer_init (&w, 5);
  sumac_write_u32 (&w, 1);
  sumac_write_u16 (&w, 2);
  g_assert_cmpint (sumac_writer_ok (&w), ==, FALSE);
  sumac_write_u8 (&w, 3);
  g_assert_cmpuint (w.size, ==, 4);
  sumac_writer_clear (&w);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/writer/values-are-little-endian", test_values_and_drop);
  g_test_add_func ("/core/writer/the-ceiling-latches", test_ceiling_latches);
  return g_test_run ();
}
