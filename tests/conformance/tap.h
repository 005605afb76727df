/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Sees what the library under test has drawn: a renderer that hands everything on to the one
 * which the registry would have given, and looks at its surfaces when the end mark of a case
 * is drawn. The painter gets it because the test is linked with
 * --wrap=sumac_registry_new_renderer: the library itself has no door for it.
 *
 * So off-screen surfaces are compared as they lie in the renderer's memory, in all their bits,
 * on the painter's thread and at the very place of the mark in the order of commands.
 *
 * Each display has a renderer of its own; the watch knows which one is being made.
 *
 * Thread: as said. */

#pragma once

#include "command.h"

#include <sumac/plugin/op.h>

typedef struct
{
  guint32 id;
  SumacPixelFormat format;
  gint width;
  gint height;
  gsize stride;
  guint8 *bytes;
} TapSurface;

/* Says from now on what is an end mark: a fill of @box on the primary; none was drawn yet.
 * Before a session. */
void tap_set_mark (SumacHostRect box);

/* Any. The colour of the last mark that was drawn on @display. */
guint32 tap_get_mark (guint display);

/* The display's surfaces at that mark, as TapSurface: the caller's; nullable. */
GArray *tap_take_surfaces (guint display);

/* Renderers that were made so far. */
guint tap_get_n_renderers (void);

/* From now on what is drawn is kept as text, too; taken with the next call. */
void tap_set_listening (gboolean is_listening);
char *tap_take_text (void);
