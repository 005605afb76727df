/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "maker.h"

static gint32
any_fixed (Maker *maker, gint32 low, gint32 high)
{
  gint32 whole = maker_between (maker, low, high) * 16;

  return maker_chance (maker, 50) ? whole : whole + maker_between (maker, 0, 15);
}

static SumacHostPoint
any_point (Maker *maker)
{
  const SumacHostRect *box = &maker->command->draw.box;

  return (SumacHostPoint){
    any_fixed (maker, box->left - 4, box->right + 4),
    any_fixed (maker, box->top - 4, box->bottom + 4),
  };
}

typedef struct
{
  SumacHostPoint p[4];
} Curve;

static SumacHostPoint
middle (SumacHostPoint a, SumacHostPoint b)
{
  return (SumacHostPoint){ (a.x + b.x) / 2, (a.y + b.y) / 2 };
}

static gint64
dot (SumacHostPoint from_a, SumacHostPoint a, SumacHostPoint from_b, SumacHostPoint b)
{
  return ((gint64) (a.x - from_a.x) * (b.x - from_b.x) +
          (gint64) (a.y - from_a.y) * (b.y - from_b.y)) >>
         4;
}

/* The server halves a curve until its parts are flat, which those never are that come back to
 * where they began; then its stack overflows. */
static gboolean
has_end (Curve c, guint depth)
{
  const SumacHostPoint *p = c.p;
  gint64 bb = dot (p[0], p[3], p[0], p[3]);
  gint64 ab = dot (p[0], p[1], p[0], p[3]);
  gint64 cb = dot (p[2], p[3], p[0], p[3]);
  SumacHostPoint a = middle (p[0], p[1]), b = middle (p[1], p[2]), d = middle (p[2], p[3]);
  SumacHostPoint left = middle (a, b), right = middle (b, d), m = middle (left, right);

  if ((dot (p[0], p[1], p[0], p[1]) * bb - ab * ab) >> 3 < bb &&
      (dot (p[2], p[3], p[2], p[3]) * bb - cb * cb) >> 3 < bb)
    return TRUE;
  return depth > 0 && has_end ((Curve){ { p[0], a, left, m } }, depth - 1) &&
         has_end ((Curve){ { m, right, d, p[3] } }, depth - 1);
}

/* A curve begins at the pixel where the one before ended. */
static SumacHostPoint
whole (SumacHostPoint p)
{
  return (SumacHostPoint){ (p.x + 7) & ~15, (p.y + 7) & ~15 };
}

static SumacHostPoint
last_point (const Command *command, guint i, guint k)
{
  while (k == 0)
    k = command->segments[--i].n_points;
  return whole (command->points[i][k - 1]);
}

static void
make_curves (Maker *maker, guint i)
{
  Command *command = maker->command;
  SumacHostPoint *points = command->points[i];
  guint k = command->segments[i].flags & SPICE_PATH_BEGIN ? 1 : 0;

  for (; k < command->segments[i].n_points; k += 3)
    while (!has_end (
        (Curve){ { last_point (command, i, k), points[k], points[k + 1], points[k + 2] } }, 10))
      for (guint j = k; j < k + 3; j++)
        points[j] = any_point (maker);
}

static void
make_segment (Maker *maker, guint i, guint n)
{
  Command *command = maker->command;
  SumacHostSegment *segment = &command->segments[i];

  segment->n_points = (guint) maker_between (maker, 1, MAX_POINTS);
  /* Behind an end there is nothing that could go on. */
  if (i == 0 || command->segments[i - 1].flags & SPICE_PATH_END || maker_chance (maker, 50))
    segment->flags |= SPICE_PATH_BEGIN;
  if (i == n - 1 || maker_chance (maker, 50))
    segment->flags |= SPICE_PATH_END;
  if (segment->flags & SPICE_PATH_END && maker_chance (maker, 30))
    segment->flags |= SPICE_PATH_CLOSE;
  if (maker_chance (maker, 25))
    {
      /* The first point is where the curve begins. */
      segment->flags |= SPICE_PATH_BEZIER;
      segment->n_points = (guint) maker_between (maker, 1, 3) * 3;
      if (segment->flags & SPICE_PATH_BEGIN)
        segment->n_points++;
    }
  for (guint k = 0; k < segment->n_points; k++)
    command->points[i][k] = any_point (maker);
  if (segment->flags & SPICE_PATH_BEZIER)
    make_curves (maker, i);
}

/* Far off the surface; much farther and the server's numbers overflow, which ends its process. */
static void
move_far (Maker *maker)
{
  Command *command = maker->command;
  SumacHostPoint *points = command->points[0];
  guint last = command->segments[0].n_points - 1u;

  points[0].x = any_fixed (maker, -9000, 9000);
  points[last].y = any_fixed (maker, -9000, 9000);
}

static gint32
any_length (Maker *maker)
{
  if (maker_chance (maker, 10))
    return 0;
  if (maker_chance (maker, 10))
    return any_fixed (maker, -20, 600);
  return maker_chance (maker, 30) ? 16 : any_fixed (maker, 0, 20);
}

/* The server goes along a line for ever where all lengths are zero in the byte that it keeps. */
static gboolean
is_endless (const Command *command)
{
  for (guint i = 0; i < command->draw.u.stroke.n_style; i++)
    if (whole ((SumacHostPoint){ command->style[i], 0 }).x >> 4 & 0xff)
      return FALSE;
  return TRUE;
}

static void
make_style (Maker *maker)
{
  Command *command = maker->command;

  command->draw.u.stroke.n_style = (guint) maker_between (maker, 1, MAX_STYLE);
  command->draw.u.stroke.starts_with_gap = maker_chance (maker, 40);
  do
    for (guint i = 0; i < command->draw.u.stroke.n_style; i++)
      command->style[i] = any_length (maker);
  while (is_endless (command));
}

void
maker_make_stroke (Maker *maker)
{
  Command *command = maker->command;
  SumacHostDraw *draw = &command->draw;
  guint n = (guint) maker_between (maker, 1, MAX_SEGMENTS);

  draw->u.stroke.n_segments = n;
  for (guint i = 0; i < n; i++)
    make_segment (maker, i, n);
  if (n == 1 && !(command->segments[0].flags & SPICE_PATH_BEZIER) && maker_chance (maker, 30))
    move_far (maker);
  if (maker_chance (maker, 50))
    make_style (maker);
}
