/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the wrapper of every role looks after: that a class does its duties, that an instance is
 * called from one thread, and that a failure has a reason. */

#pragma once

#include <glib-object.h>
#include <pthread.h>

typedef struct _SumacDuty SumacDuty;
typedef struct _SumacOneThread SumacOneThread;

/* A function that a class must have. */
struct _SumacDuty
{
  const char *name;
  gboolean is_there;
};

/* The thread of the first call; zeroed before. Atomic, relaxed: it guards nothing, it only
 * finds out who came from elsewhere. */
struct _SumacOneThread
{
  pthread_t first;
};

/* TRUE if all are there; @missing (nullable) names the first that is not. */
gboolean sumac_duties_are_done (const SumacDuty *duties, gsize n, const char **missing);

/* A plug-in may rely on one thread (a GL context belongs to one), so a call from another is a
 * fault of ours, told loudly where tests run and survived elsewhere. */
void sumac_one_thread_check (SumacOneThread *thread, gpointer instance);

/* @is_done. A plug-in that fails without a word would leave its caller without an error to pass
 * on: it gets SUMAC_ERROR_PLUGIN. */
gboolean sumac_with_a_reason (gboolean is_done, gpointer instance, GError **error);
