/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "draw/raster-dash.h"

#include <math.h>

/* A corner sharper than this is cut off: X's limit of eleven degrees. */
#define MITER_LIMIT 10.43

/* More rectangles than a polyline of use has. */
#define MAX_RECTS (1u << 20)

typedef struct
{
  double x;
  double y;
} Point;

/* The length of a part as the reference keeps it: a whole number in one byte. After
 * START_WITH_GAP the list begins with its second length. */
static guint
length_at (const SumacOp *op, guint i)
{
  guint n = op->u.stroke.n_style;
  guint at = (i + (op->u.stroke.starts_with_gap ? 1 : 0)) % n;

  return (guint) sumac_raster_whole (op->u.stroke.style[at]) & 0xff;
}

/* Parts in a period: on and off in turn, and on again at its beginning: with an odd list two
 * parts that are on meet there. */
static guint
n_parts (const SumacOp *op)
{
  return op->u.stroke.n_style;
}

gboolean
sumac_raster_dash_init (SumacRasterDash *dash,
                        const SumacOp *op,
                        const SumacRect *bounds,
                        gint *left)
{
  double period = 0;

  for (guint i = 0; i < n_parts (op); i++)
    period += length_at (op, i);
  if (period == 0)
    return FALSE;
  *dash = (SumacRasterDash){
    .bounds = bounds,
    .op = op,
    .period = period,
    .rects = g_array_new (FALSE, FALSE, sizeof (SumacRect)),
    .left = left,
  };
  return TRUE;
}

void
sumac_raster_dash_clear (SumacRasterDash *dash)
{
  g_array_unref (dash->rects);
}

void
sumac_raster_dash_begin (SumacRasterDash *dash)
{
  dash->phase =
      dash->op->u.stroke.starts_with_gap ? fmod (length_at (dash->op, 0), dash->period) : 0;
  dash->has_before = FALSE;
  g_array_set_size (dash->rects, 0);
}

static void
add_span (SumacRasterDash *dash, gint y, double left, double right)
{
  const SumacRect *bounds = dash->bounds;
  SumacRect rect = {
    .left = (gint) MAX (ceil (left), bounds->left),
    .top = y,
    .right = (gint) MIN (ceil (right), bounds->right),
    .bottom = y + 1,
  };

  if (rect.left < rect.right && dash->rects->len < MAX_RECTS)
    g_array_append_val (dash->rects, rect);
}

/* Where the edges of a convex polygon meet row @y. */
static void
meet (const Point *p, guint n, double y, double *left, double *right)
{
  *left = HUGE_VAL;
  *right = -HUGE_VAL;
  for (guint i = 0; i < n; i++)
    {
      Point a = p[i];
      Point b = p[(i + 1) % n];

      if (MIN (a.y, b.y) > y || MAX (a.y, b.y) < y || a.y == b.y)
        continue;

      double x = a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y);

      *left = MIN (*left, x);
      *right = MAX (*right, x);
    }
}

static void
fill (SumacRasterDash *dash, const Point *p, guint n)
{
  double top = HUGE_VAL;
  double bottom = -HUGE_VAL;

  for (guint i = 0; i < n; i++)
    {
      top = MIN (top, p[i].y);
      bottom = MAX (bottom, p[i].y);
    }

  gint first = (gint) MAX (ceil (top), dash->bounds->top);
  gint end = (gint) MIN (ceil (bottom), dash->bounds->bottom);

  for (gint y = first; y<end && * dash->left> 0; y++)
    {
      double left, right;

      --*dash->left;
      meet (p, n, y, &left, &right);
      if (left < right)
        add_span (dash, y, left, right);
    }
}

/* From @start to @stop along the line that begins at @at and has direction @ux, @uy. */
static void
fill_part (SumacRasterDash *dash, Point at, double ux, double uy, double start, double stop)
{
  double nx = -uy / 2;
  double ny = ux / 2;
  Point a = { at.x + ux * start, at.y + uy * start };
  Point b = { at.x + ux * stop, at.y + uy * stop };
  const Point p[] = {
    { a.x + nx, a.y + ny },
    { b.x + nx, b.y + ny },
    { b.x - nx, b.y - ny },
    { a.x - nx, a.y - ny },
  };

  fill (dash, p, G_N_ELEMENTS (p));
}

/* The outer side of a corner at @at: from direction before to direction @ux, @uy. */
static void
fill_join (SumacRasterDash *dash, Point at, double ux, double uy)
{
  double vx = dash->before_x, vy = dash->before_y;
  double turn = vx * uy - vy * ux;
  double side = turn > 0 ? -0.5 : 0.5;
  Point a = { -vy * side, vx * side };
  Point b = { -uy * side, ux * side };
  double half = 1 + (vx * ux + vy * uy); /* 2·cos² of half the turn */

  if (fabs (turn) < 1e-9)
    return;

  Point tip = { (a.x + b.x) / half, (a.y + b.y) / half };
  gboolean is_sharp = half <= 0 || 2 / half > MITER_LIMIT * MITER_LIMIT;
  const Point p[] = {
    at,
    { at.x + a.x, at.y + a.y },
    { at.x + tip.x, at.y + tip.y },
    { at.x + b.x, at.y + b.y },
  };
  const Point cut[] = { p[0], p[1], p[3] };

  if (is_sharp)
    fill (dash, cut, G_N_ELEMENTS (cut));
  else
    fill (dash, p, G_N_ELEMENTS (p));
}

/* The part [@start, @stop] of the line that may touch @bounds; FALSE when there is none. */
static gboolean
cut (const SumacRect *bounds, Point at, double ux, double uy, double *start, double *stop)
{
  const double low[] = { bounds->left - 2.0, bounds->top - 2.0 };
  const double high[] = { bounds->right + 2.0, bounds->bottom + 2.0 };
  const double from[] = { at.x, at.y };
  const double by[] = { ux, uy };

  for (guint i = 0; i < 2; i++)
    {
      if (by[i] == 0)
        {
          if (from[i] < low[i] || from[i] > high[i])
            return FALSE;
          continue;
        }

      double a = (low[i] - from[i]) / by[i];
      double b = (high[i] - from[i]) / by[i];

      *start = MAX (*start, MIN (a, b));
      *stop = MIN (*stop, MAX (a, b));
    }
  return *start < *stop;
}

/* The part of the period in which @phase lies; @begin gets where it begins. */
static guint
part_at (const SumacRasterDash *dash, double phase, double *begin)
{
  guint n = n_parts (dash->op);
  guint last = 0;

  *begin = 0;
  for (guint i = 0; i < n; i++)
    {
      double length = length_at (dash->op, i);

      if (phase < *begin + length)
        return i;
      *begin += length;
      last = i;
    }
  return last;
}

/* Goes along a line from @start to @stop, whose beginning has @phase. */
static void
fill_parts (SumacRasterDash *dash,
            Point at,
            double ux,
            double uy,
            double start,
            double stop,
            double phase)
{
  double begin;
  guint part = part_at (dash, fmod (phase + start, dash->period), &begin);
  double place = start - (fmod (phase + start, dash->period) - begin);

  /* Each turn around the list goes on by a period of at least one pixel. */
  while (place<stop && * dash->left> 0)
    {
      --*dash->left;
      double end = place + length_at (dash->op, part);

      if (part % 2 == 0 && MIN (end, stop) > MAX (place, start))
        fill_part (dash, at, ux, uy, MAX (place, start), MIN (end, stop));
      place = end;
      part = (part + 1) % n_parts (dash->op);
    }
}

void
sumac_raster_dash_line (SumacRasterDash *dash, SumacRasterPoint from, SumacRasterPoint to)
{
  double dx = (double) to.x - from.x;
  double dy = (double) to.y - from.y;
  double length = sqrt (dx * dx + dy * dy);
  double begin;
  Point at = { from.x, from.y };

  if (length == 0)
    return;
  /* The list is gone through to find the line's part. */
  *dash->left -= (gint) n_parts (dash->op);

  double ux = dx / length, uy = dy / length;
  double start = 0, stop = length;

  if (dash->has_before && part_at (dash, dash->phase, &begin) % 2 == 0 && dash->phase > begin)
    fill_join (dash, at, ux, uy);
  if (cut (dash->bounds, at, ux, uy, &start, &stop))
    fill_parts (dash, at, ux, uy, start, stop, dash->phase);
  dash->phase = fmod (dash->phase + length, dash->period);
  dash->has_before = TRUE;
  dash->before_x = ux;
  dash->before_y = uy;
}
