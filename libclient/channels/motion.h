/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Flow control of pointer motion (channels spec §4.5): the server acks every fourth message,
 * and at most eight are under way; meanwhile relative motion adds up, and of positions the
 * newest is kept. A value without clock or I/O.
 *
 *   sent   1 2 3 4 5 6 7 8 | held back, merged | ack: −4, send what waits
 */

#pragma once

#include <glib.h>

#define SUMAC_MOTION_BUNCH  4
#define SUMAC_MOTION_WINDOW (2 * SUMAC_MOTION_BUNCH)

typedef struct _SumacMotion SumacMotion;

struct _SumacMotion
{
  guint n_under_way;
  gboolean has_motion;
  gint32 dx;
  gint32 dy;
  gboolean has_position;
  guint32 x;
  guint32 y;
  guint8 display;
};

void sumac_motion_add (SumacMotion *motion, gint32 dx, gint32 dy);
void sumac_motion_place (SumacMotion *motion, guint32 x, guint32 y, guint8 display);
void sumac_motion_ack (SumacMotion *motion);

/* Takes what may be sent now: TRUE with a step of at most ±127 an axis. @by_force: before a
 * click, whatever the window says. To be called until FALSE. */
gboolean sumac_motion_take_step (SumacMotion *motion,
                                 gboolean by_force,
                                 gint32 *dx,
                                 gint32 *dy);
gboolean sumac_motion_take_place (SumacMotion *motion,
                                  gboolean by_force,
                                  guint32 *x,
                                  guint32 *y,
                                  guint8 *display);
