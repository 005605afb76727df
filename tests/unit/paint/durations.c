/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Median and quantiles of durations. */

#include "paint/durations.h"

static void
test_nothing (void)
{
  SumacDurations durations = { 0 };

  g_assert_cmpuint (sumac_durations_get (&durations, 50), ==, 0);
  g_assert_cmpuint (sumac_durations_get (&durations, 100), ==, 0);
}

/* One duration alone is every quantile, and told by at most an eighth too high. */
static void
test_precision (void)
{
  for (gint64 us = 0; us < (gint64) 20 * G_USEC_PER_SEC; us += 1 + us / 50)
    {
      SumacDurations durations = { 0 };
      guint64 median;

      sumac_durations_add (&durations, us);
      median = sumac_durations_get (&durations, 50);
      g_assert_cmpuint (median, >=, us);
      g_assert_cmpuint (median, <=, us + us / 8);
      g_assert_cmpuint (sumac_durations_get (&durations, 0), ==, median);
      g_assert_cmpuint (sumac_durations_get (&durations, 100), ==, median);
    }
}

static void
test_quantiles (void)
{
  SumacDurations durations = { 0 };

  for (guint i = 0; i < 60; i++)
    sumac_durations_add (&durations, 5);
  for (guint i = 0; i < 30; i++)
    sumac_durations_add (&durations, 7);
  for (guint i = 0; i < 10; i++)
    sumac_durations_add (&durations, 4000);
  g_assert_cmpuint (sumac_durations_get (&durations, 50), ==, 5);
  g_assert_cmpuint (sumac_durations_get (&durations, 60), ==, 5);
  g_assert_cmpuint (sumac_durations_get (&durations, 61), ==, 7);
  g_assert_cmpuint (sumac_durations_get (&durations, 90), ==, 7);
  g_assert_cmpuint (sumac_durations_get (&durations, 91), >=, 4000);
  g_assert_cmpuint (sumac_durations_get (&durations, 91), <=, 4500);
}

static void
test_extremes (void)
{
  SumacDurations durations = { 0 };

  sumac_durations_add (&durations, -1);
  sumac_durations_add (&durations, G_MININT64);
  g_assert_cmpuint (sumac_durations_get (&durations, 100), ==, 0);
  sumac_durations_add (&durations, G_MAXINT64);
  g_assert_cmpuint (sumac_durations_get (&durations, 100), >=, 20 * G_USEC_PER_SEC);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paint/durations/nothing", test_nothing);
  g_test_add_func ("/paint/durations/precision", test_precision);
  g_test_add_func ("/paint/durations/quantiles", test_quantiles);
  g_test_add_func ("/paint/durations/extremes", test_extremes);
  return g_test_run ();
}
