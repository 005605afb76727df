/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What is told of a stream, and when. */

#include "paint/stream-report.h"

#define MS 1000

/* 5 frames or 200 ms. */
static SumacStreamReporter
reporter_new (void)
{
  SumacStreamReporter reporter;
  SumacStreamReport report;

  sumac_stream_reporter_init (&reporter, 9);
  g_assert_false (sumac_stream_reporter_activate (&reporter, 1234, 5, 200, &report));
  return reporter;
}

static void
test_not_asked_for (void)
{
  SumacStreamReporter reporter;
  SumacStreamReport report;

  sumac_stream_reporter_init (&reporter, 9);
  for (guint i = 0; i < 100; i++)
    g_assert_false (sumac_stream_reporter_add (&reporter, i, -1, i * 1000 * MS, &report));
  g_assert_false (sumac_stream_reporter_give_up (&reporter, &report));
}

static void
test_window (void)
{
  SumacStreamReporter reporter = reporter_new ();
  SumacStreamReport report;

  /* Twice: the second counts anew. */
  for (guint round = 0; round < 2; round++)
    {
      gint64 start = 7000 * MS + round * 1000 * MS;

      for (guint i = 0; i < 4; i++)
        g_assert_false (sumac_stream_reporter_add (&reporter, 100 + i, i % 2 ? -5 : 20,
                                                   start + i * MS, &report));
      g_assert_true (sumac_stream_reporter_add (&reporter, 999, -7, start + 4 * MS, &report));
      g_assert_cmpuint (report.id, ==, 9);
      g_assert_cmpuint (report.unique, ==, 1234);
      g_assert_cmpuint (report.start_ms, ==, 100);
      g_assert_cmpuint (report.end_ms, ==, 999);
      g_assert_cmpuint (report.n_frames, ==, 5);
      g_assert_cmpuint (report.n_drops, ==, 3);
      g_assert_cmpint (report.last_delay_ms, ==, -7);
      g_assert_cmphex (report.audio_delay_ms, ==, G_MAXUINT32);
    }
}

static void
test_timeout (void)
{
  SumacStreamReporter reporter = reporter_new ();
  SumacStreamReport report;

  /* It counts from the first frame, not from when reports were asked for. */
  g_assert_false (sumac_stream_reporter_add (&reporter, 1, 0, 5000 * MS, &report));
  g_assert_false (sumac_stream_reporter_add (&reporter, 2, 0, 5200 * MS - 1, &report));
  g_assert_true (sumac_stream_reporter_add (&reporter, 3, 30, 5200 * MS, &report));
  g_assert_cmpuint (report.n_frames, ==, 3);
  g_assert_cmpuint (report.n_drops, ==, 0);
  g_assert_cmpint (report.last_delay_ms, ==, 30);
  g_assert_false (sumac_stream_reporter_add (&reporter, 4, 0, 9000 * MS, &report));
}

/* Frames stop: what is known of the last ones is told when its time has come. */
static void
test_frames_stop (void)
{
  SumacStreamReporter reporter = reporter_new ();
  SumacStreamReport report;

  g_assert_cmpint (sumac_stream_reporter_get_deadline (&reporter), ==, G_MAXINT64);
  g_assert_false (sumac_stream_reporter_wait (&reporter, 9000 * MS, &report));
  g_assert_false (sumac_stream_reporter_add (&reporter, 1, 15, 5000 * MS, &report));
  g_assert_false (sumac_stream_reporter_add (&reporter, 2, -3, 5100 * MS, &report));
  g_assert_cmpint (sumac_stream_reporter_get_deadline (&reporter), ==, 5200 * MS);
  g_assert_false (sumac_stream_reporter_wait (&reporter, 5200 * MS - 1, &report));
  g_assert_true (sumac_stream_reporter_wait (&reporter, 5200 * MS, &report));
  g_assert_cmpuint (report.id, ==, 9);
  g_assert_cmpuint (report.unique, ==, 1234);
  g_assert_cmpuint (report.start_ms, ==, 1);
  g_assert_cmpuint (report.end_ms, ==, 2);
  g_assert_cmpuint (report.n_frames, ==, 2);
  g_assert_cmpuint (report.n_drops, ==, 1);
  g_assert_cmpint (report.last_delay_ms, ==, -3);

  /* Once. */
  g_assert_cmpint (sumac_stream_reporter_get_deadline (&reporter), ==, G_MAXINT64);
  g_assert_false (sumac_stream_reporter_wait (&reporter, 9000 * MS, &report));
}

static void
test_nothing_to_wait_for (void)
{
  SumacStreamReporter reporter;
  SumacStreamReport report;

  sumac_stream_reporter_init (&reporter, 9);
  g_assert_false (sumac_stream_reporter_add (&reporter, 1, 0, 1, &report));
  g_assert_cmpint (sumac_stream_reporter_get_deadline (&reporter), ==, G_MAXINT64);
  reporter = reporter_new ();
  g_assert_false (sumac_stream_reporter_add (&reporter, 1, 0, 1, &report));
  g_assert_true (sumac_stream_reporter_give_up (&reporter, &report));
  g_assert_cmpint (sumac_stream_reporter_get_deadline (&reporter), ==, G_MAXINT64);
}

static void
test_drops_in_row (void)
{
  SumacStreamReporter reporter = reporter_new ();
  SumacStreamReport report;

  g_assert_false (sumac_stream_reporter_add (&reporter, 1, -1, 0, &report));
  g_assert_false (sumac_stream_reporter_add (&reporter, 2, -1, 0, &report));
  g_assert_false (sumac_stream_reporter_add (&reporter, 3, 0, 0, &report));
  g_assert_false (sumac_stream_reporter_add (&reporter, 4, -1, 0, &report));
  g_assert_true (sumac_stream_reporter_add (&reporter, 5, -1, 0, &report)); /* the fifth */
  g_assert_false (sumac_stream_reporter_add (&reporter, 1, -1, 0, &report));
  g_assert_false (sumac_stream_reporter_add (&reporter, 2, -1, 0, &report));
  g_assert_true (sumac_stream_reporter_add (&reporter, 3, -1, 0, &report));
  g_assert_cmpuint (report.n_frames, ==, 3);
  g_assert_cmpuint (report.n_drops, ==, 3);
}

static void
test_giving_up (void)
{
  SumacStreamReporter reporter = reporter_new ();
  SumacStreamReport report;

  sumac_stream_reporter_add (&reporter, 1, 0, 0, &report);
  g_assert_true (sumac_stream_reporter_give_up (&reporter, &report));
  g_assert_cmpuint (report.id, ==, 9);
  g_assert_cmpuint (report.unique, ==, 1234);
  g_assert_cmpuint (report.n_frames, ==, 0);
  g_assert_cmphex (report.n_drops, ==, G_MAXUINT32);
  g_assert_false (sumac_stream_reporter_give_up (&reporter, &report));
  for (guint i = 0; i < 10; i++)
    g_assert_false (sumac_stream_reporter_add (&reporter, i, -1, 0, &report));
}

static void
test_giving_up_before_it_is_asked_for (void)
{
  SumacStreamReporter reporter;
  SumacStreamReport report;

  sumac_stream_reporter_init (&reporter, 9);
  g_assert_false (sumac_stream_reporter_give_up (&reporter, &report));
  g_assert_true (sumac_stream_reporter_activate (&reporter, 5, 5, 5, &report));
  g_assert_cmpuint (report.unique, ==, 5);
  g_assert_cmphex (report.n_drops, ==, G_MAXUINT32);
  g_assert_false (sumac_stream_reporter_activate (&reporter, 6, 5, 5, &report));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paint/stream-report/not-asked-for", test_not_asked_for);
  g_test_add_func ("/paint/stream-report/window", test_window);
  g_test_add_func ("/paint/stream-report/timeout", test_timeout);
  g_test_add_func ("/paint/stream-report/frames-stop", test_frames_stop);
  g_test_add_func ("/paint/stream-report/nothing-to-wait-for", test_nothing_to_wait_for);
  g_test_add_func ("/paint/stream-report/drops-in-row", test_drops_in_row);
  g_test_add_func ("/paint/stream-report/giving-up", test_giving_up);
  g_test_add_func ("/paint/stream-report/giving-up-before-it-is-asked-for",
                   test_giving_up_before_it_is_asked_for);
  return g_test_run ();
}
