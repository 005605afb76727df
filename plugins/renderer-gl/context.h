/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A GL context without a window: desktop GL 3.2 (core), else GLES 3.0. One for each renderer.
 * Where its textures are to be shown it shares its objects with the context of whoever shows
 * them, by EGL or GLX, else it is EGL's.
 *
 * Thread: that of its renderer, inside the gate. The display behind it belongs to EGL, or to who
 * shares, and stays open until the process ends: others may be using it, and EGL does not
 * count. */

#pragma once

#include <sumac/texture.h>

#include <epoxy/egl.h>
#include <epoxy/gl.h>
#include <glib.h>
#include <sumac/plugin/renderer.h>

/* A context of GLX; nothing but handles, of which 0 is none. */
typedef struct
{
  gpointer display;
  gpointer context;
  gulong pbuffer; /* drawn on by nobody: where a context can't be current without */
} ContextGlx;

typedef struct
{
  SumacRenderer *renderer; /* borrowed: told of a loss; NULL: nobody is */
  EGLDisplay display;
  EGLContext egl; /* EGL_NO_CONTEXT: not open, or of GLX */
  ContextGlx glx;
  SumacGlShare *share; /* a reference: with whom it shares; or NULL */
  gboolean is_es;
  gboolean is_software; /* it draws on the processor */
  gboolean as_card;     /* what pays on a card is done, also where it doesn't on a processor */
  gboolean is_lost;     /* what was on the card is gone, and nothing can be drawn any more */
  guint ops_left;       /* until the loss that a test wants; 0: it wants none */
  gint max_side;        /* of a texture, in pixels */
  GLenum (*reset_status) (void); /* nullable */
} Context;

/* Opens it and makes it current. Where it can't share with @share (nullable) it is one of its
 * own. What the environment forbids is not taken; FALSE with a sentence. @renderer: nullable. */
gboolean context_open (Context *context,
                       SumacRenderer *renderer,
                       SumacGlShare *share,
                       GError **error);

gboolean context_is_open (const Context *context);

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
