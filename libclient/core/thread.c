/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/thread.h"

#include <time.h>

void
sumac_lock_init (SumacLock *lock)
{
  pthread_mutex_init (lock, NULL);
}

void
sumac_lock_clear (SumacLock *lock)
{
  pthread_mutex_destroy (lock);
}

void
sumac_lock (SumacLock *lock)
{
  pthread_mutex_lock (lock);
}

void
sumac_unlock (SumacLock *lock)
{
  pthread_mutex_unlock (lock);
}

void
sumac_cond_init (SumacCond *cond)
{
  pthread_condattr_t monotonic;

  pthread_condattr_init (&monotonic);
  pthread_condattr_setclock (&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init (cond, &monotonic);
  pthread_condattr_destroy (&monotonic);
}

void
sumac_cond_clear (SumacCond *cond)
{
  pthread_cond_destroy (cond);
}

void
sumac_cond_wait (SumacCond *cond, SumacLock *lock)
{
  pthread_cond_wait (cond, lock);
}

gboolean
sumac_cond_wait_until (SumacCond *cond, SumacLock *lock, gint64 deadline_us)
{
  struct timespec at = {
    .tv_sec = (time_t) (deadline_us / G_USEC_PER_SEC),
    .tv_nsec = (long) (deadline_us % G_USEC_PER_SEC) * 1000,
  };

  return pthread_cond_timedwait (cond, lock, &at) == 0;
}

void
sumac_cond_broadcast (SumacCond *cond)
{
  pthread_cond_broadcast (cond);
}

gboolean
sumac_thread_start (SumacThread *thread,
                    const char *name,
                    void *(*run) (void *data),
                    void *data)
{
  if (pthread_create (thread, NULL, run, data) != 0)
    return FALSE;

  char shown[16];

  g_strlcpy (shown, name, sizeof shown);
  pthread_setname_np (*thread, shown);
  return TRUE;
}

void
sumac_thread_join (SumacThread thread)
{
  pthread_join (thread, NULL);
}

gint64
sumac_clock_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}
