/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The event loop that libspice-server asks for, on GLib: timers and watches live in the
 * thread-default GMainContext of the thread that makes them.
 * Thread: the server's interface passes no pointer of ours, so what belongs to one server is
 * kept by thread: push before spice_server_new(), pop after spice_server_destroy(). */

#pragma once

#include <glib.h>
#include <spice.h>

typedef void (*SumacHostChannelFunc) (int event,
                                      const SpiceChannelEventInfo *info,
                                      gpointer user);

/* Makes @context the calling thread's default; @on_channel hears of channels that come and
 * go, on this thread. One at a time for each thread. */
void sumac_host_core_loop_push (GMainContext *context,
                                SumacHostChannelFunc on_channel,
                                gpointer user);

/* To be given to spice_server_init(). */
SpiceCoreInterface *sumac_host_core_loop_interface (void);

/* Ends all lines to clients, also those that are not through with linking, and waits, with a
 * bound, until the server has let go of them: it may only be destroyed then. */
void sumac_host_core_loop_hang_up (GMainContext *context);

void sumac_host_core_loop_pop (GMainContext *context);
