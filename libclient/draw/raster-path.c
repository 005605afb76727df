/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "draw/raster-path.h"

/* After so many halvings the longest curve is flat. */
#define MAX_DEPTH 16

/* A look at a piece of a curve takes as long as many pixels of a line. */
#define PIECE_STEPS 32

/* Pixels around the bounds that rounding may reach. */
#define MARGIN 2

/* Products of 28.4 numbers over all of 32 bits. */
__extension__ typedef __int128 Wide;

typedef struct
{
  SumacFixedPoint p[4];
  guint depth;
} Curve;

typedef struct
{
  const SumacRasterPen *pen;
  gboolean is_open;
  SumacRasterPoint first;
  SumacRasterPoint last;
} Walk;

/* FALSE: the stroke has taken all the steps that it may. */
static gboolean
step (Walk *walk, gint n)
{
  *walk->pen->left -= n;
  return *walk->pen->left >= 0;
}

static void
line_to (Walk *walk, SumacRasterPoint to)
{
  walk->pen->line (walk->pen->data, walk->last, to);
  walk->last = to;
}

static SumacRasterPoint
whole (SumacFixedPoint p)
{
  return (SumacRasterPoint){ sumac_raster_whole (p.x), sumac_raster_whole (p.y) };
}

static SumacFixedPoint
fixed (SumacRasterPoint p)
{
  return (SumacFixedPoint){ (gint32) ((guint32) p.x << 4), (gint32) ((guint32) p.y << 4) };
}

static Wide
dot (gint64 ax, gint64 ay, gint64 bx, gint64 by)
{
  return ((Wide) ax * bx + (Wide) ay * by) >> 4;
}

/* Whether the way @from one control point @to an end, or the other way round, leads along the
 * line of @first and @last: the square of their product against that of the line (display spec
 * §5). It counts in the curve's direction, as negative products are rounded down. */
static gboolean
is_near (SumacFixedPoint from, SumacFixedPoint to, SumacFixedPoint first, SumacFixedPoint last)
{
  gint64 ax = (gint64) to.x - from.x, ay = (gint64) to.y - from.y;
  gint64 bx = (gint64) last.x - first.x, by = (gint64) last.y - first.y;
  Wide aa = dot (ax, ay, ax, ay);
  Wide bb = dot (bx, by, bx, by);
  Wide ab = dot (ax, ay, bx, by);

  return (aa * bb - ab * ab) >> 3 < bb;
}

static gboolean
is_point (const Curve *curve)
{
  for (guint i = 1; i < 4; i++)
    if (curve->p[i].x != curve->p[0].x || curve->p[i].y != curve->p[0].y)
      return FALSE;
  return TRUE;
}

static gboolean
is_flat (const Curve *curve)
{
  return curve->depth == MAX_DEPTH || is_point (curve) ||
         (is_near (curve->p[0], curve->p[1], curve->p[0], curve->p[3]) &&
          is_near (curve->p[2], curve->p[3], curve->p[0], curve->p[3]));
}

/* Whether all of its points lie on one side of the bounds: so does every piece of it, and the
 * line that stands for them. */
static gboolean
is_outside (const Curve *curve, const SumacRect *bounds)
{
  gboolean left = TRUE, right = TRUE, above = TRUE, below = TRUE;

  if (!bounds)
    return FALSE;
  for (guint i = 0; i < 4; i++)
    {
      SumacRasterPoint p = whole (curve->p[i]);

      left &= p.x < bounds->left - MARGIN;
      right &= p.x > bounds->right + MARGIN;
      above &= p.y < bounds->top - MARGIN;
      below &= p.y > bounds->bottom + MARGIN;
    }
  return left || right || above || below;
}

static SumacFixedPoint
middle (SumacFixedPoint a, SumacFixedPoint b)
{
  return (SumacFixedPoint){
    (gint32) (((gint64) a.x + b.x) / 2),
    (gint32) (((gint64) a.y + b.y) / 2),
  };
}

static void
halve (const Curve *curve, Curve *left, Curve *right)
{
  const SumacFixedPoint *p = curve->p;
  SumacFixedPoint a = middle (p[0], p[1]);
  SumacFixedPoint b = middle (p[1], p[2]);
  SumacFixedPoint c = middle (p[2], p[3]);
  SumacFixedPoint ab = middle (a, b);
  SumacFixedPoint bc = middle (b, c);
  SumacFixedPoint m = middle (ab, bc);
  guint depth = curve->depth + 1;

  *right = (Curve){ { m, bc, c, p[3] }, depth };
  *left = (Curve){ { p[0], a, ab, m }, depth };
}

static void
curve_to (Walk *walk, const SumacFixedPoint *controls)
{
  /* The right halves that still wait; the deepest is on top. */
  Curve waiting[MAX_DEPTH + 1];
  guint n = 1;

  /* It begins where the last line came to lie, not where that should have ended. */
  waiting[0] = (Curve){ { fixed (walk->last), controls[0], controls[1], controls[2] }, 0 };
  while (n > 0 && step (walk, PIECE_STEPS))
    {
      Curve curve = waiting[--n];

      if (is_flat (&curve) || is_outside (&curve, walk->pen->bounds))
        {
          line_to (walk, whole (curve.p[3]));
          continue;
        }
      halve (&curve, &waiting[n + 1], &waiting[n]);
      n += 2;
    }
}

static void
close_walk (Walk *walk)
{
  if (walk->is_open)
    walk->pen->end (walk->pen->data);
  walk->is_open = FALSE;
}

static void
open_walk (Walk *walk, SumacFixedPoint at)
{
  walk->is_open = TRUE;
  walk->first = whole (at);
  walk->last = walk->first;
  walk->pen->begin (walk->pen->data);
}

static void
follow_segment (Walk *walk, const SumacSegment *segment)
{
  guint i = 0;

  if (segment->flags & SUMAC_PATH_BEGIN)
    close_walk (walk);
  if (!walk->is_open && segment->n_points > 0)
    open_walk (walk, segment->points[i++]);
  if (!walk->is_open)
    return;

  if (segment->flags & SUMAC_PATH_BEZIER)
    for (; segment->n_points - i >= 3 && step (walk, 1); i += 3)
      curve_to (walk, segment->points + i);
  else
    for (; i < segment->n_points && step (walk, 1); i++)
      line_to (walk, whole (segment->points[i]));

  if (segment->flags & SUMAC_PATH_END)
    {
      if (segment->flags & SUMAC_PATH_CLOSE)
        line_to (walk, walk->first);
      close_walk (walk);
    }
}

void
sumac_raster_follow (const SumacOp *op, const SumacRasterPen *pen)
{
  Walk walk = { .pen = pen };

  for (guint i = 0; i < op->u.stroke.n_segments && step (&walk, 1); i++)
    follow_segment (&walk, &op->u.stroke.segments[i]);
  close_walk (&walk);
}
