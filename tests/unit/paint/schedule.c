/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* When pictures are shown: times in, decisions out, and no clock in between.
 *
 * All times count from a moment when our clock stands at 1000 s and the server's at 50 ms
 * before its 32 bits are full, so that every case goes over that edge. */

#include "paint/schedule.h"

#define START_US (gint64) 1000000000
#define START_MS (G_MAXUINT32 - 50)
#define MS       1000

/* A picture for @at ms that was there at @ready ms. */
static SumacScheduleFrame
frame (gint at, gint ready)
{
  return (SumacScheduleFrame){ START_MS + (guint32) at, START_US + ready * MS };
}

static SumacDecision
decide (const SumacSchedule *schedule,
        SumacPolicy policy,
        const SumacScheduleFrame *frames,
        guint n_frames,
        gint now)
{
  return sumac_schedule_decide (schedule, policy, frames, n_frames, START_US + now * MS,
                                START_MS + (guint32) now);
}

/* @next: in ms; -1: there is nothing to wait for. */
static void
assert_decision (SumacDecision decision, gboolean shows, guint n_drop, gint next)
{
  g_assert_cmpint (decision.shows, ==, shows);
  g_assert_cmpuint (decision.n_drop, ==, n_drop);
  g_assert_cmpint (decision.next_us, ==, next < 0 ? G_MAXINT64 : START_US + next * MS);
}

static void
test_nothing (void)
{
  SumacSchedule schedule;

  sumac_schedule_init (&schedule);
  for (guint policy = 0; policy < SUMAC_N_POLICIES; policy++)
    assert_decision (decide (&schedule, policy, NULL, 0, 100), FALSE, 0, -1);
}

static void
test_interactive (void)
{
  const SumacScheduleFrame frames[] = { frame (0, 90), frame (500, 95), frame (2000, 100) };
  SumacSchedule schedule;

  sumac_schedule_init (&schedule);
  /* Its time does not matter, late or far ahead. */
  for (guint n = 1; n <= 3; n++)
    assert_decision (decide (&schedule, SUMAC_POLICY_INTERACTIVE, frames, n, 100), TRUE, n - 1,
                     -1);
}

static void
test_lip_sync (void)
{
  const SumacScheduleFrame frames[] = { frame (100, 10), frame (140, 20), frame (180, 30) };
  SumacSchedule schedule;

  sumac_schedule_init (&schedule);
  assert_decision (decide (&schedule, SUMAC_POLICY_LIP_SYNC, frames, 3, 40), FALSE, 0, 100);
  assert_decision (decide (&schedule, SUMAC_POLICY_LIP_SYNC, frames, 3, 99), FALSE, 0, 100);
  assert_decision (decide (&schedule, SUMAC_POLICY_LIP_SYNC, frames, 3, 100), TRUE, 0, 140);
  assert_decision (decide (&schedule, SUMAC_POLICY_LIP_SYNC, frames, 3, 150), TRUE, 1, 180);
  /* Late, and there is nothing newer. */
  assert_decision (decide (&schedule, SUMAC_POLICY_LIP_SYNC, frames, 3, 900), TRUE, 2, -1);
  assert_decision (decide (&schedule, SUMAC_POLICY_LIP_SYNC, frames, 1, 900), TRUE, 0, -1);
}

/* A time far ahead is not believed. */
static void
test_lip_sync_is_bounded (void)
{
  const SumacScheduleFrame frames[] = { frame (3600 * 1000, 10) };
  SumacSchedule schedule;

  sumac_schedule_init (&schedule);
  assert_decision (decide (&schedule, SUMAC_POLICY_LIP_SYNC, frames, 1, 20), FALSE, 0, 2010);
  assert_decision (decide (&schedule, SUMAC_POLICY_LIP_SYNC, frames, 1, 2009), FALSE, 0, 2010);
  assert_decision (decide (&schedule, SUMAC_POLICY_LIP_SYNC, frames, 1, 2010), TRUE, 0, -1);
}

/* Every picture takes 30 ms, and one in ten @late_ms more. Of a frame for @at and there at
 * @at + 30 it is told how long it waits. */
static gint64
wait_ms_after (guint n, gint late_ms)
{
  SumacSchedule schedule;
  gint at = (gint) n * 40;
  SumacScheduleFrame next = frame (at, at + 30);

  sumac_schedule_init (&schedule);
  for (guint i = 0; i < n; i++)
    {
      gint time = (gint) i * 40;
      SumacScheduleFrame past = frame (time, time + 30 + (i % 10 == 9 ? late_ms : 0));

      sumac_schedule_add (&schedule, &past);
    }
  sumac_schedule_add (&schedule, &next);

  SumacDecision decision = decide (&schedule, SUMAC_POLICY_SMOOTH, &next, 1, at + 30);

  return decision.shows ? 0 : (decision.next_us - next.ready_us) / MS;
}

static void
test_smooth (void)
{
  g_assert_cmpint (wait_ms_after (0, 0), ==, 0);
  g_assert_cmpint (wait_ms_after (300, 0), ==, 0);
  /* One in ten is late by 25 ms: more than five of a hundred, so all wait for it. */
  g_assert_cmpint (wait_ms_after (300, 25), ==, 25);
  g_assert_cmpint (wait_ms_after (300, 100), ==, 100);
  g_assert_cmpint (wait_ms_after (300, 5000), ==, SUMAC_SCHEDULE_MAX_DELAY_MS);
}

/* Whoever came late waits so much less: what is shown keeps its pace. */
static void
test_smooth_keeps_the_pace (void)
{
  const SumacScheduleFrame early = frame (4000, 4030);
  const SumacScheduleFrame late = frame (4000, 4050);
  const SumacScheduleFrame too_late = frame (4000, 4090);
  SumacSchedule schedule;

  sumac_schedule_init (&schedule);
  for (gint i = 0; i < 100; i++)
    {
      SumacScheduleFrame past = frame (i * 40, i * 40 + 30 + (i % 5 == 0 ? 25 : 0));

      sumac_schedule_add (&schedule, &past);
    }
  assert_decision (decide (&schedule, SUMAC_POLICY_SMOOTH, &early, 1, 4030), FALSE, 0, 4055);
  assert_decision (decide (&schedule, SUMAC_POLICY_SMOOTH, &early, 1, 4055), TRUE, 0, -1);
  assert_decision (decide (&schedule, SUMAC_POLICY_SMOOTH, &late, 1, 4050), FALSE, 0, 4055);
  assert_decision (decide (&schedule, SUMAC_POLICY_SMOOTH, &too_late, 1, 4090), TRUE, 0, -1);
}

/* One in a hundred does not make all the others wait, and what was long ago is forgotten. */
static void
test_smooth_forgets (void)
{
  SumacSchedule schedule;

  sumac_schedule_init (&schedule);
  for (gint i = 0; i < 400; i++)
    {
      SumacScheduleFrame past =
          frame (i * 40, i * 40 + 30 + (i % 100 == 50 || i < 50 ? 80 : 0));

      sumac_schedule_add (&schedule, &past);
      if (i == 60)
        g_assert_cmpint (schedule.delay_ms, ==, 80);
    }
  g_assert_cmpint (schedule.delay_ms, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paint/schedule/nothing", test_nothing);
  g_test_add_func ("/paint/schedule/interactive", test_interactive);
  g_test_add_func ("/paint/schedule/lip-sync", test_lip_sync);
  g_test_add_func ("/paint/schedule/lip-sync-is-bounded", test_lip_sync_is_bounded);
  g_test_add_func ("/paint/schedule/smooth", test_smooth);
  g_test_add_func ("/paint/schedule/smooth-keeps-the-pace", test_smooth_keeps_the_pace);
  g_test_add_func ("/paint/schedule/smooth-forgets", test_smooth_forgets);
  return g_test_run ();
}
