/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "channels/motion.h"

/* PS/2 guests clip a step to about this. */
#define MAX_STEP 127

static gint32
add (gint32 a, gint32 b)
{
  return (gint32) CLAMP ((gint64) a + b, G_MININT32, G_MAXINT32);
}

void
sumac_motion_add (SumacMotion *motion, gint32 dx, gint32 dy)
{
  motion->dx = add (motion->dx, dx);
  motion->dy = add (motion->dy, dy);
  motion->has_motion = motion->dx != 0 || motion->dy != 0;
}

void
sumac_motion_place (SumacMotion *motion, guint32 x, guint32 y, guint8 display)
{
  motion->has_position = TRUE;
  motion->x = x;
  motion->y = y;
  motion->display = display;
}

void
sumac_motion_ack (SumacMotion *motion)
{
  /* A server may ack without cause. */
  motion->n_under_way -= MIN (motion->n_under_way, SUMAC_MOTION_BUNCH);
}

static gboolean
may_send (const SumacMotion *motion, gboolean by_force)
{
  return by_force || motion->n_under_way < SUMAC_MOTION_WINDOW;
}

gboolean
sumac_motion_take_step (SumacMotion *motion, gboolean by_force, gint32 *dx, gint32 *dy)
{
  if (!motion->has_motion || !may_send (motion, by_force))
    return FALSE;
  *dx = CLAMP (motion->dx, -MAX_STEP, MAX_STEP);
  *dy = CLAMP (motion->dy, -MAX_STEP, MAX_STEP);
  sumac_motion_add (motion, -*dx, -*dy);
  motion->n_under_way++;
  return TRUE;
}

gboolean
sumac_motion_take_place (SumacMotion *motion,
                         gboolean by_force,
                         guint32 *x,
                         guint32 *y,
                         guint8 *display)
{
  if (!motion->has_position || !may_send (motion, by_force))
    return FALSE;
  *x = motion->x;
  *y = motion->y;
  *display = motion->display;
  motion->has_position = FALSE;
  motion->n_under_way++;
  return TRUE;
}
