/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How a session tells its monitors. Application's thread. */

#pragma once

#include <sumac/monitor.h>

SumacMonitor *sumac_monitor_new (guint id, guint8 channel_id);
guint8 sumac_monitor_get_channel (SumacMonitor *self);

/* Each notifies only what has changed. */
void sumac_monitor_set_area (SumacMonitor *self, const SumacRect *area);
void sumac_monitor_set_frame (SumacMonitor *self, SumacFrame *frame);
void sumac_monitor_set_pointer (SumacMonitor *self,
                                SumacCursor *cursor,
                                gboolean is_visible,
                                gint x,
                                gint y);

/* @changed is called when the share group is another one; NULL: nobody is any more. */
void sumac_monitor_watch_gl_share (SumacMonitor *self,
                                   void (*changed) (SumacMonitor *self, gpointer data),
                                   gpointer data);

/* Where it is shown, or NULL. */
SumacGlShare *sumac_monitor_get_gl_share (SumacMonitor *self);

/* Tells of the part of @rect that this monitor shows. */
void sumac_monitor_damage (SumacMonitor *self, const SumacRect *rect);
