/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "widgets/gl-turn.h"

#include <gdk/gdk.h>
#include <sumac/gl-driver.h>

/* The toolkit has one thread that draws, and so there is one turn. */
static guint64 turn; /* 0: none */
static gulong watch; /* 0: nobody watches */

static gboolean
give (gpointer data G_GNUC_UNUSED)
{
  sumac_gl_driver_give_turn (turn);
  turn = 0;
  return G_SOURCE_REMOVE;
}

void
sumac_gl_turn_take (void)
{
  if (turn != 0)
    return;
  turn = sumac_gl_driver_take_turn ();
  g_idle_add_full (G_PRIORITY_HIGH, give, NULL, NULL);
}

static gboolean
on_paint (GSignalInvocationHint *hint G_GNUC_UNUSED,
          guint n_values G_GNUC_UNUSED,
          const GValue *values G_GNUC_UNUSED,
          gpointer data G_GNUC_UNUSED)
{
  sumac_gl_turn_take ();
  return TRUE;
}

/* The toolkit's own handler of the signal is older than any that could be connected, and the phases
 * before need not come in the same turn of the main loop. Hooks come before handlers. */
void
sumac_gl_turn_watch_paint (void)
{
  if (watch == 0)
    watch = g_signal_add_emission_hook (g_signal_lookup ("paint", GDK_TYPE_FRAME_CLOCK), 0,
                                        on_paint, NULL, NULL);
}
