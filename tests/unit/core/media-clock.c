/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The server's time, between its words and over the edge of 32 bits. */

#include "core/media-clock.h"

static void
test_unset (void)
{
  SumacMediaClock clock = { 0 };
  guint32 time_ms;

  g_assert_false (sumac_media_clock_read (&clock, 12345, &time_ms));
}

static void
test_goes_on (void)
{
  SumacMediaClock clock = { 0 };
  guint32 time_ms;

  sumac_media_clock_set (&clock, 5000, 70000000);
  g_assert_true (sumac_media_clock_read (&clock, 70000000, &time_ms));
  g_assert_cmpuint (time_ms, ==, 5000);
  sumac_media_clock_read (&clock, 71234000, &time_ms);
  g_assert_cmpuint (time_ms, ==, 6234);

  /* Told anew, also backwards. */
  sumac_media_clock_set (&clock, 0, 71234000);
  g_assert_true (sumac_media_clock_read (&clock, 71240000, &time_ms));
  g_assert_cmpuint (time_ms, ==, 6);
}

static void
test_wraps (void)
{
  SumacMediaClock clock = { 0 };
  guint32 time_ms;

  /* Ours has passed 32 bits of milliseconds, too. */
  sumac_media_clock_set (&clock, G_MAXUINT32 - 10, G_GINT64_CONSTANT (9000000000000));
  g_assert_true (
      sumac_media_clock_read (&clock, G_GINT64_CONSTANT (9000000000000) + 30000, &time_ms));
  g_assert_cmpuint (time_ms, ==, 19);
  g_assert_cmpint (sumac_media_time_ahead (time_ms, G_MAXUINT32 - 10), ==, 30);
  g_assert_cmpint (sumac_media_time_ahead (G_MAXUINT32 - 10, time_ms), ==, -30);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/media-clock/unset", test_unset);
  g_test_add_func ("/core/media-clock/goes-on", test_goes_on);
  g_test_add_func ("/core/media-clock/wraps", test_wraps);
  return g_test_run ();
}
