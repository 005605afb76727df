/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A GL context without a window: desktop GL 3.2 (core), else GLES 3.0. One for each renderer.
 *
 * Thread: that of its renderer, inside the gate. The display behind it belongs to EGL and stays open until the
 * process ends: others may be using it, and EGL does not count. */

#pragma once

#include <epoxy/egl.h>
#include <epoxy/gl.h>
#include <glib.h>
#include <sumac/plugin/renderer.h>

typedef struct
{
  SumacRenderer *renderer; /* borrowed: told of a loss; NULL: nobody is */
  EGLDisplay display;
  EGLContext egl; /* EGL_NO_CONTEXT: not open */
  gboolean is_es;
  gboolean is_software; /* it draws on the processor */
  gboolean is_lost;     /* what was on the card is gone, and nothing can be drawn any more */
  guint ops_left;       /* until the loss that a test wants; 0: it wants none */
  gint max_side;        /* of a texture, in pixels */
  GLenum (*reset_status) (void); /* nullable */
} Context;

/* Opens it and makes it current. What the environment forbids is not taken; FALSE with a
 * sentence. @renderer: nullable. */
gboolean context_open (Context *context, SumacRenderer *renderer, GError **error);

/* Takes a closed one as well; a current one of somebody else stays. */
void context_close (Context *context);

/* Makes it current on this thread; FALSE with a sentence when it is lost. */
gboolean context_enter (Context *context, GError **error);

/* Asks the driver whether the card has been reset; TRUE if the context still lives. */
gboolean context_check (Context *context);

/* One more op is drawn. */
void context_count_op (Context *context);

/* Whether open would succeed, on any thread, whatever is current there; outside the gate. */
gboolean context_probe (GError **error);
