/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A stroke's segments as polylines of whole pixels: curves are halved until they are flat.
 *
 * Thread: any; nothing here keeps a state. */

#pragma once

#include <sumac/plugin/op.h>

typedef struct _SumacRasterPoint SumacRasterPoint;
typedef struct _SumacRasterPen SumacRasterPen;

struct _SumacRasterPoint
{
  gint32 x;
  gint32 y;
};

/* Who follows the path. */
struct _SumacRasterPen
{
  void (*begin) (gpointer data);
  void (*line) (gpointer data, SumacRasterPoint from, SumacRasterPoint to);
  void (*end) (gpointer data);
  gpointer data;
  gint *left; /* steps that the stroke may still take; what the pen itself does counts, too */
  const SumacRect *bounds; /* nullable: how lines run wholly outside is of no interest */
};

/* 28.4 to whole: a half goes down. */
static inline gint32
sumac_raster_whole (gint32 fixed)
{
  return (fixed >> 4) + ((fixed & 15) > 8);
}

/* Ends early when no steps are left. */
void sumac_raster_follow (const SumacOp *op, const SumacRasterPen *pen);
