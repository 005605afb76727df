/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Styled strokes: the parts of a polyline that are on, as filled polygons one pixel wide
 * along the ideal line, with butt ends and miter joins. Pixels are drawn whose centres,
 * which lie at whole coordinates, are inside; centres on an edge belong to the polygon right
 * of it or below. Corners of polygons and lengths are rounded as the server rounds them
 * (docs/protocol-notes.md), which is seen where a centre lies on an edge.
 *
 * Thread: the caller's; lives on the stack of one draw. */

#pragma once

#include "draw/raster-path.h"

typedef struct _SumacRasterDash SumacRasterDash;
typedef struct _SumacRasterDashLine SumacRasterDashLine;

/* A line of the polyline. */
struct _SumacRasterDashLine
{
  SumacRasterPoint at;
  gint64 dx;
  gint64 dy;
  double length;
  double half_x; /* half a pixel along it */
  double half_y;
  double k; /* x · dy − y · dx of its left side */
};

struct _SumacRasterDash
{
  const SumacRect *bounds; /* nothing is needed outside */
  const SumacOp *op;
  guint period;       /* of all lengths */
  gboolean joins_all; /* corners */

  /* Where the polyline has come to: the part, and whole pixels along it. */
  guint part;
  guint along;
  SumacRasterPoint to;

  gboolean has_line; /* of those that have a length */
  SumacRasterDashLine first;
  SumacRasterDashLine last;
  gboolean first_is_on; /* at its beginning */
  gboolean last_is_on;  /* at its end */

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

/* Afterwards all rects are there. */
void sumac_raster_dash_end (SumacRasterDash *dash);
