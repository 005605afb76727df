/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Flow control of the pointer (channels spec §4.5). */

#include "channels/motion.h"

static guint
take_steps (SumacMotion *motion, gboolean by_force, gint64 *sum_x, gint64 *sum_y)
{
  guint n = 0;
  gint32 dx;
  gint32 dy;

  while (sumac_motion_take_step (motion, by_force, &dx, &dy))
    {
      g_assert_cmpint (ABS (dx), <=, 127);
      g_assert_cmpint (ABS (dy), <=, 127);
      g_assert_cmpint (ABS (dx) + ABS (dy), >, 0);
      *sum_x += dx;
      *sum_y += dy;
      n++;
    }
  return n;
}

static void
test_eight_are_under_way (void)
{
  SumacMotion motion = { 0 };
  gint32 dx;
  gint32 dy;

  for (guint i = 0; i < 8; i++)
    {
      sumac_motion_add (&motion, 1, -1);
      g_assert_cmpint (sumac_motion_take_step (&motion, FALSE, &dx, &dy), ==, TRUE);
      g_assert_cmpint (dx, ==, 1);
      g_assert_cmpint (dy, ==, -1);
    }
  sumac_motion_add (&motion, 5, 6);
  sumac_motion_add (&motion, 10, 20);
  g_assert_cmpint (sumac_motion_take_step (&motion, FALSE, &dx, &dy), ==, FALSE);

  /* What waited has added up to one step. */
  sumac_motion_ack (&motion);
  g_assert_cmpuint (motion.n_under_way, ==, 4);
  g_assert_cmpint (sumac_motion_take_step (&motion, FALSE, &dx, &dy), ==, TRUE);
  g_assert_cmpint (dx, ==, 15);
  g_assert_cmpint (dy, ==, 26);
  g_assert_cmpint (sumac_motion_take_step (&motion, FALSE, &dx, &dy), ==, FALSE);
}

static void
test_of_places_the_newest_is_kept (void)
{
  SumacMotion motion = { .n_under_way = SUMAC_MOTION_WINDOW };
  guint32 x = 0;
  guint32 y = 0;
  guint8 display = 0;

  sumac_motion_place (&motion, 1, 2, 3);
  sumac_motion_place (&motion, 40, 50, 6);
  g_assert_cmpint (sumac_motion_take_place (&motion, FALSE, &x, &y, &display), ==, FALSE);
  sumac_motion_ack (&motion);
  g_assert_cmpint (sumac_motion_take_place (&motion, FALSE, &x, &y, &display), ==, TRUE);
  g_assert_cmpuint (x, ==, 40);
  g_assert_cmpuint (y, ==, 50);
  g_assert_cmpuint (display, ==, 6);
  g_assert_cmpuint (motion.n_under_way, ==, 5);
  g_assert_cmpint (sumac_motion_take_place (&motion, TRUE, &x, &y, &display), ==, FALSE);
}

/* channels spec §4.5: both kinds are counted together. */
static void
test_kinds_share_the_window (void)
{
  SumacMotion motion = { 0 };
  gint32 dx;
  gint32 dy;
  guint32 x;
  guint32 y;
  guint8 display;

  for (guint i = 0; i < 4; i++)
    {
      sumac_motion_add (&motion, 1, 0);
      sumac_motion_place (&motion, i, i, 0);
      g_assert_cmpint (sumac_motion_take_step (&motion, FALSE, &dx, &dy), ==, TRUE);
      g_assert_cmpint (sumac_motion_take_place (&motion, FALSE, &x, &y, &display), ==, TRUE);
    }
  sumac_motion_add (&motion, 1, 0);
  sumac_motion_place (&motion, 9, 9, 0);
  g_assert_cmpint (sumac_motion_take_step (&motion, FALSE, &dx, &dy), ==, FALSE);
  g_assert_cmpint (sumac_motion_take_place (&motion, FALSE, &x, &y, &display), ==, FALSE);
}

static void
test_acks_without_cause_count_nothing (void)
{
  SumacMotion motion = { .n_under_way = 3 };

  for (guint i = 0; i < 1000; i++)
    sumac_motion_ack (&motion);
  g_assert_cmpuint (motion.n_under_way, ==, 0);
}

static void
test_force_ignores_the_window (void)
{
  SumacMotion motion = { .n_under_way = SUMAC_MOTION_WINDOW };
  gint64 x = 0;
  gint64 y = 0;

  sumac_motion_add (&motion, 1000, -300);
  g_assert_cmpuint (take_steps (&motion, FALSE, &x, &y), ==, 0);
  g_assert_cmpuint (take_steps (&motion, TRUE, &x, &y), ==, 8);
  g_assert_cmpint (x, ==, 1000);
  g_assert_cmpint (y, ==, -300);
  g_assert_cmpuint (motion.n_under_way, ==, SUMAC_MOTION_WINDOW + 8);
}

static void
test_long_ways_are_split (void)
{
  SumacMotion motion = { 0 };
  gint64 x = 0;
  gint64 y = 0;

  sumac_motion_add (&motion, 127 * 9, -1);
  g_assert_cmpuint (take_steps (&motion, FALSE, &x, &y), ==, 8);
  g_assert_cmpint (x, ==, 127 * 8);
  g_assert_cmpint (y, ==, -1);
  sumac_motion_ack (&motion);
  g_assert_cmpuint (take_steps (&motion, FALSE, &x, &y), ==, 1);
  g_assert_cmpint (x, ==, 127 * 9);
}

static void
test_sums_saturate (void)
{
  static const gint32 ends[] = { G_MAXINT32, G_MININT32 };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      SumacMotion motion = { 0 };
      gint32 dx;
      gint32 dy;

      sumac_motion_add (&motion, ends[i], ends[1 - i]);
      sumac_motion_add (&motion, ends[i], ends[1 - i]);
      g_assert_cmpint (motion.dx, ==, ends[i]);
      g_assert_cmpint (motion.dy, ==, ends[1 - i]);
      g_assert_cmpint (sumac_motion_take_step (&motion, FALSE, &dx, &dy), ==, TRUE);
      g_assert_cmpint (ABS (dx), ==, 127);
    }
}

static void
test_nothing_is_not_sent (void)
{
  SumacMotion motion = { 0 };
  gint32 dx;
  gint32 dy;

  sumac_motion_add (&motion, 0, 0);
  g_assert_cmpint (sumac_motion_take_step (&motion, TRUE, &dx, &dy), ==, FALSE);
  sumac_motion_add (&motion, 5, -5);
  sumac_motion_add (&motion, -5, 5);
  g_assert_cmpint (sumac_motion_take_step (&motion, TRUE, &dx, &dy), ==, FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/channels/motion/eight-are-under-way", test_eight_are_under_way);
  g_test_add_func ("/channels/motion/of-places-the-newest-is-kept",
                   test_of_places_the_newest_is_kept);
  g_test_add_func ("/channels/motion/both-kinds-share-the-window", test_kinds_share_the_window);
  g_test_add_func ("/channels/motion/acks-without-cause-count-nothing",
                   test_acks_without_cause_count_nothing);
  g_test_add_func ("/channels/motion/a-click-does-not-wait", test_force_ignores_the_window);
  g_test_add_func ("/channels/motion/long-ways-are-split", test_long_ways_are_split);
  g_test_add_func ("/channels/motion/sums-saturate", test_sums_saturate);
  g_test_add_func ("/channels/motion/nothing-is-not-sent", test_nothing_is_not_sent);
  return g_test_run ();
}
