/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The frames under way of plug-in video-gst. */

#include "ledger.h"

static void
set_up (Ledger *ledger, gconstpointer data G_GNUC_UNUSED)
{
  ledger_init (ledger);
}

static void
tear_down (Ledger *ledger, gconstpointer data G_GNUC_UNUSED)
{
  ledger_clear (ledger);
}

static void
assert_shows (Ledger *ledger, GstClockTime time, guint64 cookie, guint64 until)
{
  guint64 shown, settled;

  g_assert_true (ledger_show (ledger, time, &shown, &settled));
  g_assert_cmpuint (shown, ==, cookie);
  g_assert_cmpuint (settled, ==, until);
}

static void
test_picture_finds_its_cookie (Ledger *ledger, gconstpointer data G_GNUC_UNUSED)
{
  guint64 cookie, until;

  for (guint64 i = 0; i < 5 * LEDGER_LENGTH; i++)
    {
      GstClockTime one = ledger_enter (ledger, 10 * i + 1);
      GstClockTime two = ledger_enter (ledger, 10 * i + 2);

      g_assert_cmpuint (two, ==, one + LEDGER_STEP);
      assert_shows (ledger, one, 10 * i + 1, 10 * i + 1);
      g_assert_false (ledger_show (ledger, one, &cookie, &until));
      assert_shows (ledger, two + 1, 10 * i + 2, 10 * i + 2);
    }
}

static void
test_later_one_settles_earlier (Ledger *ledger, gconstpointer data G_GNUC_UNUSED)
{
  guint64 cookie, until;
  GstClockTime one = ledger_enter (ledger, 1);
  GstClockTime two = ledger_enter (ledger, 2);
  GstClockTime three = ledger_enter (ledger, 3);

  assert_shows (ledger, two, 2, 2);
  g_assert_false (ledger_settle (ledger, one, &until));
  g_assert_false (ledger_show (ledger, one, &cookie, &until));
  g_assert_true (ledger_settle (ledger, three, &until));
  g_assert_cmpuint (until, ==, 3);
}

static void
test_unknown_time (Ledger *ledger, gconstpointer data G_GNUC_UNUSED)
{
  guint64 cookie, until;
  GstClockTime one = ledger_enter (ledger, 1);

  g_assert_false (ledger_show (ledger, one + LEDGER_STEP, &cookie, &until));
  g_assert_false (ledger_show (ledger, GST_CLOCK_TIME_NONE, &cookie, &until));
  assert_shows (ledger, one, 1, 1);
}

static void
test_full (Ledger *ledger, gconstpointer data G_GNUC_UNUSED)
{
  guint64 until;

  for (guint64 i = 0; i < LEDGER_LENGTH; i++)
    g_assert_true (GST_CLOCK_TIME_IS_VALID (ledger_enter (ledger, i)));
  g_assert_false (GST_CLOCK_TIME_IS_VALID (ledger_enter (ledger, LEDGER_LENGTH)));
  assert_shows (ledger, 0, 0, 0);
  g_assert_true (GST_CLOCK_TIME_IS_VALID (ledger_enter (ledger, LEDGER_LENGTH)));
  g_assert_true (ledger_settle_all (ledger, &until));
  g_assert_cmpuint (until, ==, LEDGER_LENGTH);
  g_assert_false (ledger_settle_all (ledger, &until));
}

static void
test_refused_is_settled_behind (Ledger *ledger, gconstpointer data G_GNUC_UNUSED)
{
  guint64 until;

  g_assert_true (ledger_refuse (ledger, 1));

  GstClockTime two = ledger_enter (ledger, 2);
  GstClockTime three = ledger_enter (ledger, 3);

  g_assert_false (ledger_refuse (ledger, 4));
  g_assert_false (ledger_refuse (ledger, 5));

  GstClockTime six = ledger_enter (ledger, 6);

  assert_shows (ledger, two, 2, 2);
  assert_shows (ledger, three, 3, 5);
  g_assert_false (ledger_refuse (ledger, 7));
  g_assert_true (ledger_settle (ledger, six, &until));
  g_assert_cmpuint (until, ==, 7);
  g_assert_true (ledger_refuse (ledger, 8));
}

/* clang-format off */
static const struct
{
  const char *path;
  void (*test) (Ledger *ledger, gconstpointer data);
} tests[] = {
  { "picture-finds-its-cookie",     test_picture_finds_its_cookie },
  { "later-one-settles-earlier",    test_later_one_settles_earlier },
  { "unknown-time-is-of-no-frame",  test_unknown_time },
  { "full-takes-no-more",           test_full },
  { "refused-is-settled-behind",    test_refused_is_settled_behind },
};

/* clang-format on */

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/video-gst-ledger/", tests[i].path, NULL);

      g_test_add (path, Ledger, NULL, set_up, tests[i].test, tear_down);
    }
  return g_test_run ();
}
