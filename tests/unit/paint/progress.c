/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* WAIT_FOR_CHANNELS: waiting until another channel has come far enough. */

#include "paint/progress.h"

#include "core/limits.h"
#include "core/thread.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define BOUND_MS 20000
#define DISPLAY  2
#define CURSOR   4

/* Somebody who waits on a thread of his own. */
typedef struct
{
  SumacProgress *progress;
  SumacChannelWait wait;
  int done; /* eventfd */
  SumacThread thread;
} Waiter;

static void *
wait_for_it (void *data)
{
  Waiter *waiter = data;
  guint64 one = 1;

  sumac_progress_wait (waiter->progress, &waiter->wait);
  g_assert_cmpint (write (waiter->done, &one, sizeof one), ==, sizeof one);
  return NULL;
}

static void
waiter_start (Waiter *waiter, SumacProgress *progress, guint8 type, guint8 id, guint64 serial)
{
  *waiter = (Waiter){
    .progress = progress,
    .wait = { .channel_type = type, .channel_id = id, .serial = serial },
    .done = eventfd (0, EFD_CLOEXEC),
  };
  g_assert_cmpint (sumac_thread_start (&waiter->thread, "waiter", wait_for_it, waiter), ==,
                   TRUE);
}

static gboolean
waiter_is_done (Waiter *waiter)
{
  struct pollfd done = { .fd = waiter->done, .events = POLLIN };

  return poll (&done, 1, 0) == 1;
}

static void
waiter_finish (Waiter *waiter)
{
  struct pollfd done = { .fd = waiter->done, .events = POLLIN };

  g_assert_cmpint (poll (&done, 1, BOUND_MS), ==, 1);
  sumac_thread_join (waiter->thread);
  close (waiter->done);
}

static void
wait_here (SumacProgress *progress, guint8 type, guint8 id, guint64 serial)
{
  SumacChannelWait wait = { .channel_type = type, .channel_id = id, .serial = serial };

  sumac_progress_wait (progress, &wait);
}

static gboolean
is_over (SumacProgress *progress, guint8 type, guint8 id, guint64 serial)
{
  SumacChannelWait wait = { .channel_type = type, .channel_id = id, .serial = serial };

  return sumac_progress_is_over (progress, &wait);
}

/* Every serial of one channel is not yet the other's. */
static void
test_reached_serials_end_a_wait (void)
{
  SumacProgress *progress = sumac_progress_new ();
  Waiter waiter;

  sumac_progress_add (progress, DISPLAY, 0);
  sumac_progress_add (progress, DISPLAY, 1);
  sumac_progress_add (progress, CURSOR, 0);
  sumac_progress_reach (progress, DISPLAY, 0, 5);
  wait_here (progress, DISPLAY, 0, 5);
  wait_here (progress, DISPLAY, 0, 1);
  wait_here (progress, DISPLAY, 1, 0);

  g_assert_cmpint (is_over (progress, DISPLAY, 0, 5), ==, TRUE);
  g_assert_cmpint (is_over (progress, DISPLAY, 0, 6), ==, FALSE);
  g_assert_cmpint (is_over (progress, DISPLAY, 7, 1), ==, TRUE);
  waiter_start (&waiter, progress, DISPLAY, 1, 7);
  sumac_progress_reach (progress, DISPLAY, 0, 100);
  sumac_progress_reach (progress, CURSOR, 0, 100);
  for (guint64 serial = 1; serial < 7; serial++)
    sumac_progress_reach (progress, DISPLAY, 1, serial);
  g_assert_cmpint (waiter_is_done (&waiter), ==, FALSE);
  sumac_progress_reach (progress, DISPLAY, 1, 7);
  waiter_finish (&waiter);
  sumac_progress_free (progress);
}

static void
test_a_serial_may_be_passed (void)
{
  SumacProgress *progress = sumac_progress_new ();
  Waiter waiter;

  sumac_progress_add (progress, DISPLAY, 0);
  waiter_start (&waiter, progress, DISPLAY, 0, 7);
  sumac_progress_reach (progress, DISPLAY, 0, G_MAXUINT64);
  waiter_finish (&waiter);
  sumac_progress_free (progress);
}

/* transport spec §6: an entry naming a channel that we don't have is skipped. */
static void
test_unknown_channels_are_not_waited_for (void)
{
  SumacProgress *progress = sumac_progress_new ();

  sumac_progress_add (progress, DISPLAY, 0);
  wait_here (progress, DISPLAY, 1, 1);
  wait_here (progress, CURSOR, 0, G_MAXUINT64);
  sumac_progress_reach (progress, CURSOR, 0, 1);
  sumac_progress_remove (progress, CURSOR, 0);
  sumac_progress_free (progress);
}

static void
test_a_channel_that_ends_is_not_waited_for (void)
{
  SumacProgress *progress = sumac_progress_new ();
  Waiter waiter;

  sumac_progress_add (progress, DISPLAY, 0);
  sumac_progress_add (progress, DISPLAY, 1);
  waiter_start (&waiter, progress, DISPLAY, 0, 1);
  sumac_progress_remove (progress, DISPLAY, 0);
  waiter_finish (&waiter);

  /* The other one is still there, with its serial. */
  sumac_progress_reach (progress, DISPLAY, 1, 3);
  wait_here (progress, DISPLAY, 1, 3);
  sumac_progress_free (progress);
}

static void
test_cancel_ends_every_wait (void)
{
  SumacProgress *progress = sumac_progress_new ();
  Waiter waiters[3];

  sumac_progress_add (progress, DISPLAY, 0);
  for (guint i = 0; i < G_N_ELEMENTS (waiters); i++)
    waiter_start (&waiters[i], progress, DISPLAY, 0, i + 1);
  sumac_progress_cancel (progress);
  for (guint i = 0; i < G_N_ELEMENTS (waiters); i++)
    waiter_finish (&waiters[i]);
  wait_here (progress, DISPLAY, 0, 1);
  sumac_progress_free (progress);
}

static void
test_too_many_channels_are_left_out (void)
{
  SumacProgress *progress = sumac_progress_new ();

  for (guint i = 0; i < SUMAC_MAX_CHANNELS + 5; i++)
    sumac_progress_add (progress, (guint8) (i >> 8), (guint8) i);
  sumac_progress_add (progress, 0, 0);
  /* Known by nobody, so not waited for. */
  wait_here (progress, 1, 3, 1);
  sumac_progress_reach (progress, 0, 255, 9);
  wait_here (progress, 0, 255, 9);
  sumac_progress_free (progress);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paint/progress/a-reached-serial-ends-a-wait",
                   test_reached_serials_end_a_wait);
  g_test_add_func ("/paint/progress/a-serial-may-be-passed", test_a_serial_may_be_passed);
  g_test_add_func ("/paint/progress/unknown-channels-are-not-waited-for",
                   test_unknown_channels_are_not_waited_for);
  g_test_add_func ("/paint/progress/a-channel-that-ends-is-not-waited-for",
                   test_a_channel_that_ends_is_not_waited_for);
  g_test_add_func ("/paint/progress/cancel-ends-every-wait", test_cancel_ends_every_wait);
  g_test_add_func ("/paint/progress/channels-beyond-the-limit-are-left-out",
                   test_too_many_channels_are_left_out);
  return g_test_run ();
}
