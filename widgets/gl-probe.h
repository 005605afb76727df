/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What OpenGL of the toolkit's is good for. Thread: the application's. */

#pragma once

#include <gdk/gdk.h>

/* Whether pictures had better be shown by it: there is a graphics card, or SUMAC_GL says that
 * drawing on the processor is fine. Asked once for each display, by a window of its own: a
 * window that was ever painted by OpenGL always is. */
gboolean sumac_gl_is_welcome (GdkDisplay *display);

/* Whether what is current on this thread is as new as it must be: OpenGL 3.2 or OpenGL ES 3.0. */
gboolean sumac_gl_is_new_enough (void);
