/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Where EGL may have a graphics card without a window. Any thread. */

#pragma once

#include <epoxy/egl.h>
#include <glib.h>

#define EGL_DISPLAYS_MAX 16

/* Those to be tried, the best first, not initialized. Tells how many they are. */
guint egl_displays_list (EGLDisplay displays[EGL_DISPLAYS_MAX]);

/* Whether a display that is initialized can be drawn on with no surface, and none to choose a
 * configuration by. */
gboolean egl_display_is_useful (EGLDisplay display);
