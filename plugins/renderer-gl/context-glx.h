/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A context of GLX that shares objects with another one, on the other's X display, which must be
 * good for any thread. Without a window.
 *
 * Thread: that of its renderer, inside the gate. */

#pragma once

#include "context.h"

/* Opens it and makes it current. FALSE when it can't be had. */
gboolean context_glx_open (ContextGlx *glx, const SumacGlShare *share);
void context_glx_close (ContextGlx *glx);

gboolean context_glx_is_current (const ContextGlx *glx);
gboolean context_glx_make_current (const ContextGlx *glx);

/* None is current on this thread any more. */
void context_glx_leave (void);
