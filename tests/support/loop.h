/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Running the default main context until something has come about, with a bound. */

#pragma once

#include <glib.h>

#define TEST_LOOP_BOUND_S 30

static inline gboolean
test_loop_give_up (gpointer is_late)
{
  *(gboolean *) is_late = TRUE;
  return G_SOURCE_CONTINUE;
}

/* FALSE: it did not come within the bound. @is_so is asked after each turn of the loop. */
static inline gboolean
wait_until (gboolean (*is_so) (gpointer data), gpointer data)
{
  gboolean is_late = FALSE;
  guint timer = g_timeout_add_seconds (TEST_LOOP_BOUND_S, test_loop_give_up, &is_late);

  while (!is_so (data) && !is_late)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
  return !is_late;
}
