/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Locks, conditions and threads, thin over pthread: thread checkers understand pthread, and
 * GLib's own they can't see into. Every lock is leaf: nobody takes a second one under it. */

#pragma once

#include <glib.h>
#include <pthread.h>

typedef pthread_mutex_t SumacLock;
typedef pthread_cond_t SumacCond;
typedef pthread_t SumacThread;

void sumac_lock_init (SumacLock *lock);
void sumac_lock_clear (SumacLock *lock);
void sumac_lock (SumacLock *lock);
void sumac_unlock (SumacLock *lock);

void sumac_cond_init (SumacCond *cond);
void sumac_cond_clear (SumacCond *cond);
void sumac_cond_wait (SumacCond *cond, SumacLock *lock);

/* FALSE when @deadline_us (of sumac_clock_us) has passed. */
gboolean sumac_cond_wait_until (SumacCond *cond, SumacLock *lock, gint64 deadline_us);
void sumac_cond_broadcast (SumacCond *cond);

/* Starts a joinable thread; the kernel shows the first 15 bytes of @name. FALSE when the
 * system has no more threads. */
gboolean sumac_thread_start (SumacThread *thread,
                             const char *name,
                             void *(*run) (void *data),
                             void *data);
void sumac_thread_join (SumacThread thread);

/* Monotonic microseconds. */
gint64 sumac_clock_us (void);
