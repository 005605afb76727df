/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One monitor of the guest: an area of a display channel's picture, and the pointer on it. */

#pragma once

#include <glib-object.h>
#include <sumac/cursor.h>
#include <sumac/frame.h>
#include <sumac/rect.h>
#include <sumac/texture.h>

G_BEGIN_DECLS

#define SUMAC_TYPE_MONITOR (sumac_monitor_get_type ())
SUMAC_EXPORT
G_DECLARE_FINAL_TYPE (SumacMonitor, sumac_monitor, SUMAC, MONITOR, GObject)

SUMAC_EXPORT guint sumac_monitor_get_id (SumacMonitor *self);
SUMAC_EXPORT gboolean sumac_monitor_get_area (SumacMonitor *self, SumacRect *area);
SUMAC_EXPORT SumacFrame *sumac_monitor_get_frame (SumacMonitor *self);
SUMAC_EXPORT SumacCursor *sumac_monitor_get_cursor (SumacMonitor *self);
SUMAC_EXPORT gboolean sumac_monitor_get_cursor_visible (SumacMonitor *self);
SUMAC_EXPORT void sumac_monitor_get_cursor_position (SumacMonitor *self, gint *x, gint *y);

SUMAC_EXPORT void sumac_monitor_set_gl_share (SumacMonitor *self, SumacGlShare *share);

G_END_DECLS
