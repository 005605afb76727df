/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The share group of a context of the toolkit's, for renderers to show their textures in. */

#pragma once

#include <gdk/gdk.h>
#include <sumac/texture.h>

/* @context is current, and kept until the last reference goes; then it is let go of by the
 * default main context. NULL where the handles can't be had, or are no good for another thread.
 * Thread: the application's. */
SumacGlShare *sumac_gl_share_new_from_gdk (GdkGLContext *context);
