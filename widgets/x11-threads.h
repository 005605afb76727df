/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Xlib's own view of a connection. */

#pragma once

#include <glib.h>

/* Whether any thread may use @display (a Display of Xlib). It is so when XInitThreads came before
 * it was opened, which libX11 does by itself from 1.8 on. */
gboolean sumac_x11_is_for_threads (gpointer display);
