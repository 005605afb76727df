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

/* Tells of the part of @rect that this monitor shows. */
void sumac_monitor_damage (SumacMonitor *self, const SumacRect *rect);
