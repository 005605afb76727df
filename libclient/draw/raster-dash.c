/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "draw/raster-dash.h"

#include <float.h>
#include <math.h>

/* How far away the tip of a corner may be, squared, in half pixels: 1 / sin² (5.5°). */
#define MITER_LIMIT 108.856472512142

/* More rectangles than a polyline of use has. */
#define MAX_RECTS (1u << 20)

/* So many parts off the picture are gone along one by one. */
#define MAX_UNSEEN (1u << 16)

typedef SumacRasterDashLine Line;

/* A side of a polygon from its own corner to the next side's. All along it x · dy − y · dx is
 * @k. */
typedef struct
{
  double x;
  double y;
  gint64 dx;
  gint64 dy;
  double k;
} Side;

/* The rows of a side, and whether the polygon is to the right of it there. */
typedef struct
{
  gint64 top;
  gint64 bottom;
  gint64 dx;
  gint64 dy; /* positive */
  gint64 k;
  gboolean is_left;
} Edge;

/* Across a line: the corners left and right of it, seen along the line. */
typedef struct
{
  double left_x, left_y;
  double right_x, right_y;
  double k; /* of the side from left to right */
} Cross;

/* --- polygons -------------------------------------------------------------------------- */

static gint64
divide_up (gint64 a, gint64 b)
{
  return a > 0 ? (a - 1) / b + 1 : a / b;
}

/* A polygon's corners go around clockwise: a side that goes up is a left one. At pixels x · dy −
 * y · dx is whole, so that k can be, too. */
static Edge
edge_of (const Side *side, const Side *next)
{
  gint64 from = (gint64) ceil (side->y);
  gint64 to = (gint64) ceil (next->y);
  gboolean goes_up = side->dy < 0;

  return (Edge){
    .top = MIN (from, to),
    .bottom = side->dy == 0 ? MIN (from, to) : MAX (from, to),
    .dx = goes_up ? -side->dx : side->dx,
    .dy = goes_up ? -side->dy : side->dy,
    .k = (gint64) ceil (goes_up ? -side->k : side->k),
    .is_left = goes_up,
  };
}

static void
add_span (SumacRasterDash *dash, gint y, gint64 left, gint64 right)
{
  const SumacRect *bounds = dash->bounds;
  SumacRect rect = {
    .left = (gint) MAX (left, bounds->left),
    .top = y,
    .right = (gint) MIN (right, bounds->right),
    .bottom = y + 1,
  };

  if (left < right && rect.left < rect.right && dash->rects->len < MAX_RECTS)
    g_array_append_val (dash->rects, rect);
}

static void
fill_row (SumacRasterDash *dash, SumacRasterPoint at, const Edge *edges, guint n, gint64 y)
{
  gint64 left = G_MAXINT32, right = G_MININT32;

  for (guint i = 0; i < n; i++)
    {
      const Edge *edge = &edges[i];

      if (y < edge->top || y >= edge->bottom)
        continue;
      *(edge->is_left ? &left : &right) = at.x + divide_up (edge->k + y * edge->dx, edge->dy);
    }
  add_span (dash, (gint) (at.y + y), left, right);
}

/* The corners count from @at. */
static void
fill (SumacRasterDash *dash, SumacRasterPoint at, const Side *sides, guint n)
{
  gint64 first = G_MAXINT64, end = G_MININT64;
  Edge edges[4];

  for (guint i = 0; i < n; i++)
    {
      edges[i] = edge_of (&sides[i], &sides[(i + 1) % n]);
      first = MIN (first, edges[i].top);
      end = MAX (end, edges[i].bottom);
    }
  first = MAX (first, (gint64) dash->bounds->top - at.y);
  end = MIN (end, (gint64) dash->bounds->bottom - at.y);

  for (gint64 y = first; y < end && --*dash->left >= 0; y++)
    fill_row (dash, at, edges, n, y);
}

/* --- parts of a line ------------------------------------------------------------------- */

/* The length of a part as the reference keeps it: a whole number in one byte. After
 * START_WITH_GAP the list begins with its second length. */
static guint
length_at (const SumacOp *op, guint i)
{
  guint n = op->u.stroke.n_style;
  guint at = (i + (op->u.stroke.starts_with_gap ? 1 : 0)) % n;

  return (guint) sumac_raster_whole (op->u.stroke.style[at]) & 0xff;
}

/* On and off in turn, and on again at the list's beginning: with an odd one two parts that are
 * on meet there. */
static gboolean
is_on (guint part)
{
  return part % 2 == 0;
}

static guint
part_after (const SumacRasterDash *dash, guint part)
{
  return (part + 1) % dash->op->u.stroke.n_style;
}

/* What a product by a rounded quotient may miss. */
static double
half_unit (gint64 delta)
{
  return ((delta > 0) - (delta < 0)) / 2.0;
}

static Line
line_between (SumacRasterPoint from, SumacRasterPoint to)
{
  gint64 dx = (gint64) to.x - from.x;
  gint64 dy = (gint64) to.y - from.y;
  gboolean is_straight = dx == 0 || dy == 0;
  double length =
      is_straight ? (double) (ABS (dx) + ABS (dy)) : hypot ((double) dx, (double) dy);
  double half = 0.5 / length;

  return (Line){
    .at = from,
    .dx = dx,
    .dy = dy,
    .length = length,
    .half_x = is_straight ? half_unit (dx) : half * (double) dx,
    .half_y = is_straight ? half_unit (dy) : half * (double) dy,
    .k = 0.5 * length,
  };
}

/* At the beginning of the line. */
static Cross
cross_of (const Line *line)
{
  return (Cross){
    .left_x = line->half_y,
    .left_y = -line->half_x,
    .right_x = -line->half_y,
    .right_y = line->half_x,
  };
}

static Cross
cross_moved (const Cross *cross, const Line *line, double x, double y)
{
  Cross moved = {
    .left_x = cross->left_x + x,
    .left_y = cross->left_y + y,
    .right_x = cross->right_x + x,
    .right_y = cross->right_y + y,
  };

  moved.k = moved.left_x * (double) line->dx + moved.left_y * (double) line->dy;
  return moved;
}

static void
fill_part (SumacRasterDash *dash,
           SumacRasterPoint at,
           const Line *line,
           const Cross *begin,
           const Cross *end)
{
  const Side sides[] = {
    { begin->left_x, begin->left_y, line->dx, line->dy, line->k },
    { end->left_x, end->left_y, -line->dy, line->dx, end->k },
    { end->right_x, end->right_y, -line->dx, -line->dy, line->k },
    { begin->right_x, begin->right_y, line->dy, -line->dx, -begin->k },
  };

  fill (dash, at, sides, G_N_ELEMENTS (sides));
}

/* The last part's corners count from the end of the line. */
static void
fill_last_part (SumacRasterDash *dash,
                SumacRasterPoint to,
                const Line *line,
                const Cross *begin)
{
  Cross from = {
    .left_x = begin->left_x - (double) line->dx,
    .left_y = begin->left_y - (double) line->dy,
    .right_x = begin->right_x - (double) line->dx,
    .right_y = begin->right_y - (double) line->dy,
    .k = begin->k - (double) (line->dx * line->dx + line->dy * line->dy),
  };
  Cross end = cross_of (line);

  fill_part (dash, to, line, &from, &end);
}

/* The part [@start, @stop] of the line that may touch @bounds; FALSE when there is none. */
static gboolean
cut (const SumacRect *bounds, const Line *line, double *start, double *stop)
{
  const double low[] = { bounds->left - 2.0, bounds->top - 2.0 };
  const double high[] = { bounds->right + 2.0, bounds->bottom + 2.0 };
  const double from[] = { line->at.x, line->at.y };
  const double by[] = { (double) line->dx / line->length, (double) line->dy / line->length };

  *start = 0;
  *stop = line->length;
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

/* How far whole periods lead towards @start where parts would be too many to go along. */
static double
unseen (const SumacRasterDash *dash, double start)
{
  double n = floor (start / dash->period) - 1;

  return n * dash->op->u.stroke.n_style > MAX_UNSEEN ? n * dash->period : 0;
}

/* The corners move on from part to part, so that what is lost in rounding is lost as the
 * reference loses it. */
static void
fill_parts (SumacRasterDash *dash, const Line *line, SumacRasterPoint to)
{
  double start, stop;

  if (!cut (dash->bounds, line, &start, &stop))
    return;

  guint part = dash->part;
  guint rest = length_at (dash->op, part) - dash->along;
  double jump = unseen (dash, start);
  double left = line->length - jump; /* of the line */
  Cross begin = cross_of (line);

  if (jump > 0)
    begin = cross_moved (&begin, line, jump * (double) line->dx / line->length,
                         jump * (double) line->dy / line->length);
  while (left > rest && line->length - left <= stop && --*dash->left >= 0)
    {
      Cross end = cross_moved (&begin, line, rest * (double) line->dx / line->length,
                               rest * (double) line->dy / line->length);

      left -= rest;
      if (is_on (part) && line->length - left >= start)
        fill_part (dash, line->at, line, &begin, &end);
      begin = end;
      part = part_after (dash, part);
      rest = length_at (dash->op, part);
    }
  if (is_on (part) && left <= rest)
    fill_last_part (dash, to, line, &begin);
}

static void
next_part (SumacRasterDash *dash)
{
  dash->part = part_after (dash, dash->part);
  dash->along = 0;
}

/* To the end of the line. What is left of a part there counts in whole pixels, rounded down. */
static void
go_along (SumacRasterDash *dash, double length)
{
  guint rest = length_at (dash->op, dash->part) - dash->along;

  if (length > rest)
    {
      length = fmod (length - rest, dash->period);
      if (length == 0)
        length = dash->period;
      next_part (dash);
      rest = length_at (dash->op, dash->part);
    }
  while (length > rest)
    {
      length -= rest;
      next_part (dash);
      rest = length_at (dash->op, dash->part);
    }
  rest = (guint) (rest - length);
  if (rest == 0)
    next_part (dash);
  else
    dash->along = length_at (dash->op, dash->part) - rest;
}

/* --- corners --------------------------------------------------------------------------- */

/* Positive when the polyline turns right. */
static double
turn_of (const Line *before, const Line *after)
{
  return (double) before->dx * (double) after->dy - (double) before->dy * (double) after->dx;
}

static gboolean
is_forward (const Line *line)
{
  return line->dx > 0 || (line->dx == 0 && line->dy > 0);
}

/* Whether the outer side of a corner is filled. Where it makes no difference how often a pixel
 * is drawn the reference leaves out all corners but those at which a line that goes to the
 * right comes back. */
static gboolean
is_joined (const SumacRasterDash *dash, const Line *before, const Line *after)
{
  return (dash->joins_all || (is_forward (before) && !is_forward (after))) &&
         turn_of (before, after) != 0;
}

static Side
outer_side (const Line *line, gint sign)
{
  return (Side){
    .x = sign * line->half_y,
    .y = -sign * line->half_x,
    .dx = sign * line->dx,
    .dy = sign * line->dy,
    .k = line->k,
  };
}

/* x · dy − y · dx at the side's corner. */
static double
level_of (const Side *side)
{
  return side->x * (double) side->dy - side->y * (double) side->dx;
}

/* Where the outer sides of both lines meet. FALSE: too far away. */
static gboolean
find_tip (const Side *before, const Side *after, double turn, double *x, double *y)
{
  const Side *slope = after->dy != 0 ? after : before;

  *y = ((double) before->dy * level_of (after) - (double) after->dy * level_of (before)) / turn;
  *x = slope->x + (*y - slope->y) * (double) slope->dx / (double) slope->dy;
  return (*x * *x + *y * *y) * 4 <= MITER_LIMIT;
}

/* The side that leads from @from to @to, where the tip is cut off. */
static Side
bevel (const Side *from, const Side *to)
{
  double dx = to->x - from->x;
  double dy = to->y - from->y;
  double scale = MAX (MAX (fabs (dx), fabs (dy)), DBL_MIN);
  Side side = {
    .x = from->x,
    .y = from->y,
    .dx = (gint64) (dx * 65536 / scale),
    .dy = (gint64) (dy * 65536 / scale),
  };

  side.k = ((from->x + to->x) * (double) side.dy - (from->y + to->y) * (double) side.dx) / 2;
  return side;
}

/* Seen from the corner, clockwise: out along the end of one line, along its outer side, back
 * along that of the other, and in along the beginning of that. */
static void
fill_corner (SumacRasterDash *dash, SumacRasterPoint at, const Line *before, const Line *after)
{
  if (!is_joined (dash, before, after))
    return;

  double turn = turn_of (before, after);
  Side one = outer_side (before, turn > 0 ? 1 : -1);
  Side other = outer_side (after, turn > 0 ? 1 : -1);
  const Side *a = turn > 0 ? &one : &other;
  const Side *b = turn > 0 ? &other : &one;
  const Side out = { 0, 0, a->dy, -a->dx, 0 };
  const Side in = { b->x, b->y, -b->dy, b->dx, 0 };
  Side from_tip = *b;

  if (find_tip (&one, &other, turn, &from_tip.x, &from_tip.y))
    fill (dash, at, (const Side[]){ out, *a, from_tip, in }, 4);
  else
    fill (dash, at, (const Side[]){ out, bevel (a, b), in }, 3);
}

/* --- polylines ------------------------------------------------------------------------- */

/* Whether a pixel that is drawn twice is not as if it had been drawn once: with one of the
 * brush's bits the bit below it is inverted. */
static gboolean
inverts (SumacRop rop)
{
  return (rop & 0x3) == 0x1 || (rop & 0xc) == 0x4;
}

gboolean
sumac_raster_dash_init (SumacRasterDash *dash,
                        const SumacOp *op,
                        const SumacRect *bounds,
                        gint *left)
{
  guint period = 0;

  for (guint i = 0; i < op->u.stroke.n_style; i++)
    period += length_at (op, i);
  if (period == 0)
    return FALSE;
  *dash = (SumacRasterDash){
    .bounds = bounds,
    .op = op,
    .period = period,
    .joins_all = inverts (op->rop),
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
  dash->part = dash->op->u.stroke.starts_with_gap ? part_after (dash, 0) : 0;
  dash->along = 0;
  while (length_at (dash->op, dash->part) == 0)
    dash->part = part_after (dash, dash->part);
  dash->has_line = FALSE;
  g_array_set_size (dash->rects, 0);
}

/* A part that ends just here is still on, unless it is the last of an odd list. */
static gboolean
ends_on (const SumacRasterDash *dash)
{
  return is_on (dash->part) == (dash->along > 0);
}

void
sumac_raster_dash_line (SumacRasterDash *dash, SumacRasterPoint from, SumacRasterPoint to)
{
  if (from.x == to.x && from.y == to.y)
    return;

  Line line = line_between (from, to);
  gboolean starts_on = is_on (dash->part);

  /* The list is gone through to find the line's part. */
  *dash->left -= (gint) dash->op->u.stroke.n_style;

  fill_parts (dash, &line, to);
  if (!dash->has_line)
    {
      dash->first = line;
      dash->first_is_on = starts_on;
    }
  else if (starts_on && dash->last_is_on)
    fill_corner (dash, from, &dash->last, &line);
  go_along (dash, line.length);
  dash->has_line = TRUE;
  dash->last = line;
  dash->last_is_on = ends_on (dash);
  dash->to = to;
}

void
sumac_raster_dash_end (SumacRasterDash *dash)
{
  if (dash->has_line && dash->first_is_on && dash->last_is_on &&
      dash->to.x == dash->first.at.x && dash->to.y == dash->first.at.y)
    fill_corner (dash, dash->to, &dash->last, &dash->first);
}
