/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Styled strokes: the parts of a polyline that are on, as filled polygons one pixel wide
 * along the ideal line, with butt ends and miter joins. Pixels are drawn whose centres,
 * which lie at whole coordinates, are inside; centres on an edge belong to the polygon right
 * of it or below.
 *
 * Thread: the caller's; lives on the stack of one draw. */

#pragma once

#include "draw/raster-path.h"

typedef struct _SumacRasterDash SumacRasterDash;

struct _SumacRasterDash
{
  const SumacRect *bounds; /* nothing is needed outside */
  const SumacOp *op;
  double period;       /* of all lengths once, or twice where their number is odd */
  double phase;        /* in the period, where the polyline has come to */
  gboolean has_before; /* the last line's direction is known, and it ended "on" */
  double before_x;
  double before_y;
  GArray *rects; /* of SumacRect, of the polyline so far */
  gint *left;    /* steps of the stroke */
};

/* FALSE when the style is all zero: nothing is to be drawn. To be cleared if TRUE. */
gboolean sumac_raster_dash_init (SumacRasterDash *dash,
                                 const SumacOp *op,
                                 const SumacRect *bounds,
                                 gint *left);
void sumac_raster_dash_clear (SumacRasterDash *dash);

void sumac_raster_dash_begin (SumacRasterDash *dash);
void sumac_raster_dash_line (SumacRasterDash *dash, SumacRasterPoint from, SumacRasterPoint to);
