/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "contract/guard.h"

#include "core/log.h"

#include <sumac/error.h>

#include <glib/gi18n-lib.h>

gboolean
sumac_duties_are_done (const SumacDuty *duties, gsize n, const char **missing)
{
  for (gsize i = 0; i < n; i++)
    if (!duties[i].is_there)
      {
        if (missing)
          *missing = duties[i].name;
        return FALSE;
      }
  return TRUE;
}

void
sumac_one_thread_check (SumacOneThread *thread, gpointer instance)
{
  pthread_t here = pthread_self ();
  pthread_t first = __atomic_load_n (&thread->first, __ATOMIC_RELAXED);

  if (G_LIKELY (first == here))
    return;
  if (first == 0)
    __atomic_store_n (&thread->first, here, __ATOMIC_RELAXED);
  else
    sumac_log (G_LOG_LEVEL_CRITICAL, NULL, "%s is called from a second thread",
               G_OBJECT_TYPE_NAME (instance));
}

gboolean
sumac_with_a_reason (gboolean is_done, gpointer instance, GError **error)
{
  if (!is_done && error && !*error)
    g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN,
                 _ ("The plug-in %s failed and gave no reason. Choose another one."),
                 G_OBJECT_TYPE_NAME (instance));
  return is_done;
}
