/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The widget that shows one monitor of a virtual machine, and gives it keyboard and pointer.
 * Like every widget it lives on the thread of the toolkit, which must be the session's. */

#pragma once

#include <gtk/gtk.h>
#include <sumac/session.h>

G_BEGIN_DECLS

#define SUMAC_TYPE_DISPLAY (sumac_display_get_type ())
SUMAC_EXPORT
G_DECLARE_FINAL_TYPE (SumacDisplay, sumac_display, SUMAC, DISPLAY, GtkDrawingArea)

SUMAC_EXPORT GtkWidget *sumac_display_new (SumacSession *session, guint monitor);

SUMAC_EXPORT SumacSession *sumac_display_get_session (SumacDisplay *self);
SUMAC_EXPORT void sumac_display_set_session (SumacDisplay *self, SumacSession *session);
SUMAC_EXPORT guint sumac_display_get_monitor (SumacDisplay *self);
SUMAC_EXPORT void sumac_display_set_monitor (SumacDisplay *self, guint monitor);
SUMAC_EXPORT gboolean sumac_display_get_scaling (SumacDisplay *self);
SUMAC_EXPORT void sumac_display_set_scaling (SumacDisplay *self, gboolean scaling);
SUMAC_EXPORT gint sumac_display_get_zoom (SumacDisplay *self);
SUMAC_EXPORT void sumac_display_set_zoom (SumacDisplay *self, gint zoom);
SUMAC_EXPORT gboolean sumac_display_get_grab_keyboard (SumacDisplay *self);
SUMAC_EXPORT void sumac_display_set_grab_keyboard (SumacDisplay *self, gboolean grab_keyboard);

SUMAC_EXPORT gboolean sumac_display_get_has_picture (SumacDisplay *self);
SUMAC_EXPORT gboolean sumac_display_get_keyboard_grabbed (SumacDisplay *self);
SUMAC_EXPORT gboolean sumac_display_get_pointer_captured (SumacDisplay *self);

SUMAC_EXPORT void sumac_display_capture (SumacDisplay *self);
SUMAC_EXPORT void sumac_display_release (SumacDisplay *self);
SUMAC_EXPORT GdkPixbuf *sumac_display_dup_pixbuf (SumacDisplay *self);

G_END_DECLS
