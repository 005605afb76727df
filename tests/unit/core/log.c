/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/log.h"

#include "support/log.h"

#include <stdlib.h>

static const TestLine *
line_at (guint i)
{
  g_assert_cmpuint (i, <, test_log_lines->len);
  return test_log_lines->pdata[i];
}

static void
test_a_line_names_its_channel (void)
{
  test_log_clear ();
  sumac_warn ("display:0", "surface %d: %s", 3, "gone");
  g_assert_cmpuint (test_log_lines->len, ==, 1);
  g_assert_cmpstr (line_at (0)->text, ==, "display:0: surface 3: gone");
  g_assert_cmpstr (line_at (0)->channel, ==, "display:0");
  g_assert_cmpint (line_at (0)->level, ==, G_LOG_LEVEL_WARNING);
}

static void
test_a_line_of_nobody (void)
{
  test_log_clear ();
  sumac_warn (NULL, "%s", "no plug-in");
  g_assert_cmpstr (line_at (0)->text, ==, "no plug-in");
  g_assert_cmpstr (line_at (0)->channel, ==, NULL);
}

/* What a text has in it is never a format once more. */
static void
test_text_is_no_format (void)
{
  SumacRepeat repeat = { 0 };

  test_log_clear ();
  sumac_warn ("%s%n", "%s", "100% %n %s");
  g_assert_cmpstr (line_at (0)->text, ==, "%s%n: 100% %n %s");
  for (guint i = 0; i < 10; i++)
    sumac_log_repeat (&repeat, "%d", "%s", "%s %d");
  g_assert_cmpstr (line_at (1)->text, ==, "%d: %s %d");
  g_assert_cmpstr (line_at (2)->text, ==, "%d: %s %d (seen 10 times)");
}

/* Debug and info are made only for somebody who reads them. */
static void
test_unread_levels_are_silent (void)
{
  test_log_clear ();
  g_unsetenv ("G_MESSAGES_DEBUG");
  sumac_debug ("main:0", "quiet");
  sumac_info ("main:0", "quiet");
  g_assert_cmpuint (test_log_lines->len, ==, 0);
  g_setenv ("G_MESSAGES_DEBUG", "sumac", TRUE);
  sumac_debug ("main:0", "heard");
  sumac_info ("main:0", "heard");
  g_unsetenv ("G_MESSAGES_DEBUG");
  g_assert_cmpuint (test_log_lines->len, ==, 2);
  g_assert_cmpint (line_at (0)->level, ==, G_LOG_LEVEL_DEBUG);
  g_assert_cmpint (line_at (1)->level, ==, G_LOG_LEVEL_INFO);
}

static void
test_repeats_are_said_at_powers_of_ten (void)
{
  static const char *const said[] = {
    "cursor:0: odd 1",
    "cursor:0: odd 10 (seen 10 times)",
    "cursor:0: odd 100 (seen 100 times)",
    "cursor:0: odd 1000 (seen 1000 times)",
    "cursor:0: odd 10000 (seen 10000 times)",
    "cursor:0: odd 100000 (seen 100000 times)",
  };
  SumacRepeat repeat = { 0 };

  test_log_clear ();
  for (guint i = 1; i <= 999999; i++)
    sumac_log_repeat (&repeat, "cursor:0", "odd %u", i);
  g_assert_cmpuint (repeat.n, ==, 999999);
  g_assert_cmpuint (test_log_lines->len, ==, G_N_ELEMENTS (said));
  for (guint i = 0; i < G_N_ELEMENTS (said); i++)
    {
      g_assert_cmpstr (line_at (i)->text, ==, said[i]);
      g_assert_cmpint (line_at (i)->level, ==, G_LOG_LEVEL_WARNING);
    }
}

static void
test_places_count_for_themselves (void)
{
  SumacRepeat one = { 0 };
  SumacRepeat other = { 0 };

  test_log_clear ();
  for (guint i = 0; i < 9; i++)
    sumac_log_repeat (&one, NULL, "one");
  sumac_log_repeat (&other, NULL, "other");
  g_assert_cmpuint (test_log_count (G_LOG_LEVEL_WARNING, "one"), ==, 1);
  g_assert_cmpuint (test_log_count (G_LOG_LEVEL_WARNING, "other"), ==, 1);
}

int
main (int argc, char **argv)
{
  test_log_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/log/a-line-names-its-channel", test_a_line_names_its_channel);
  g_test_add_func ("/core/log/a-line-of-nobody", test_a_line_of_nobody);
  g_test_add_func ("/core/log/text-is-no-format", test_text_is_no_format);
  g_test_add_func ("/core/log/unread-levels-are-silent", test_unread_levels_are_silent);
  g_test_add_func ("/core/log/repeats-are-said-at-powers-of-ten",
                   test_repeats_are_said_at_powers_of_ten);
  g_test_add_func ("/core/log/places-count-for-themselves", test_places_count_for_themselves);
  return g_test_run ();
}
