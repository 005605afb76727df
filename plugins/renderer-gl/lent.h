/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A picture that the guest's graphics card lends (a dmabuf), as a texture of ours: by EGL, where
 * the driver knows how. The guest goes on drawing into it, so nothing of it is kept.
 *
 * Thread: its renderer's, with the context current; free alone takes a lost one. */

#pragma once

#include "context.h"

#include <sumac/plugin/renderer.h>

typedef struct
{
  EGLDisplay display;
  EGLImageKHR image;
  GLuint texture; /* texels as they lie in memory, but for the order of rows */
  gboolean is_top_down;
} Lent;

/* NULL with a sentence. The picture's file stays the caller's. */
Lent *lent_new (const Context *context, const SumacDmabuf *dmabuf, GError **error);

/* @is_gone: the context is lost or closed, and the texture with it. Takes NULL too. */
void lent_free (Lent *lent, gboolean is_gone);
