/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* STROKE: cosmetic lines, one pixel wide. A line is worked out only where it crosses the
 * area, but has there the very pixels of the whole line. */

#include "draw/raster-brush.h"
#include "draw/raster-dash.h"

#include "core/limits.h"

#include <stdlib.h>

typedef struct
{
  SumacRasterDraw *draw;
  const SumacRasterBrush *brush;
  SumacRasterDash dash;
  gint left; /* steps */
} Stroke;

/* One axis of a line: position = start + sign · steps. */
typedef struct
{
  gint64 start;
  gint64 size; /* |end − start| */
  gint sign;
  gint low; /* the area's bounds along this axis */
  gint high;
} Axis;

static Axis
axis_of (gint32 from, gint32 to, gint low, gint high)
{
  gint64 size = (gint64) to - from;

  return (Axis){ from, ABS (size), size < 0 ? -1 : 1, low, high };
}

/* After how many steps a line is inside [low, high): from *first on, and from *end on no more. */
static void
inside (const Axis *axis, gint64 *first, gint64 *end)
{
  if (axis->sign > 0)
    {
      *first = axis->low - axis->start;
      *end = axis->high - axis->start;
    }
  else
    {
      *first = axis->start - axis->high + 1;
      *end = axis->start - axis->low + 1;
    }
}

/* After k steps along the longer axis the line has gone floor ((2·shorter·k + longer − bias) /
 * (2·longer)) along the shorter one: what the error term of display spec §5 adds up to. */
static gint64
minor_after (gint64 k, const Axis *major, const Axis *minor, gint bias)
{
  return (2 * minor->size * k + major->size - bias) / (2 * major->size);
}

/* The first k for which the line has gone @steps along the shorter axis. */
static gint64
major_until (gint64 steps, const Axis *major, const Axis *minor, gint bias)
{
  gint64 wanted = 2 * major->size * steps - major->size + bias;

  if (steps <= 0)
    return 0;
  if (minor->size == 0)
    return major->size;
  return (wanted + 2 * minor->size - 1) / (2 * minor->size);
}

/* Octants whose ties go the other way (display spec §5). */
static gint
bias_of (const Axis *x, const Axis *y, gboolean is_x_major)
{
  return is_x_major ? x->sign < 0 : y->sign < 0;
}

static void
plot (Stroke *stroke, gboolean is_x_major, gint64 major, gint64 end, gint64 minor)
{
  SumacRect rect =
      is_x_major ? (SumacRect){ (gint) major, (gint) minor, (gint) end, (gint) minor + 1 }
                 : (SumacRect){ (gint) minor, (gint) major, (gint) minor + 1, (gint) end };

  stroke->left -= (gint) (end - major);
  sumac_raster_brush_paint (stroke->brush, stroke->draw, &rect, stroke->draw->op->rop);
}

static void
draw_line (gpointer data, SumacRasterPoint from, SumacRasterPoint to)
{
  Stroke *stroke = data;
  const SumacRect *bounds = &stroke->draw->area.bounds;
  Axis x = axis_of (from.x, to.x, bounds->left, bounds->right);
  Axis y = axis_of (from.y, to.y, bounds->top, bounds->bottom);
  gboolean is_x_major = x.size > y.size;
  const Axis *major = is_x_major ? &x : &y;
  const Axis *minor = is_x_major ? &y : &x;
  gint bias = bias_of (&x, &y, is_x_major);
  gint64 k, end, minor_first, minor_end;

  if (major->size == 0)
    return;
  inside (major, &k, &end);
  inside (minor, &minor_first, &minor_end);
  if (minor_end <= 0 || minor_first > minor->size)
    return;
  k = MAX (MAX (k, 0), major_until (minor_first, major, minor, bias));
  end = MIN (end, major->size);
  if (minor_end <= minor->size)
    end = MIN (end, major_until (minor_end, major, minor, bias));

  while (k < end && stroke->left > 0)
    {
      gint64 m = minor_after (k, major, minor, bias);
      gint64 next = m < minor->size ? MIN (major_until (m + 1, major, minor, bias), end) : end;
      gint64 a = major->start + major->sign * k;
      gint64 b = major->start + major->sign * (next - 1);

      plot (stroke, is_x_major, MIN (a, b), MAX (a, b) + 1, minor->start + minor->sign * m);
      k = next;
    }
}

static void
ignore (gpointer data G_GNUC_UNUSED)
{
}

static void
begin_dash (gpointer data)
{
  Stroke *stroke = data;

  sumac_raster_dash_begin (&stroke->dash);
}

static void
draw_dash (gpointer data, SumacRasterPoint from, SumacRasterPoint to)
{
  Stroke *stroke = data;

  sumac_raster_dash_line (&stroke->dash, from, to);
}

static int
compare_spans (const void *a, const void *b)
{
  const SumacRect *one = a;
  const SumacRect *other = b;

  if (one->top != other->top)
    return one->top < other->top ? -1 : 1;
  return (one->left > other->left) - (one->left < other->left);
}

/* The polygons of a polyline overlap at its corners: each pixel is drawn once. */
static void
end_dash (gpointer data)
{
  Stroke *stroke = data;

  sumac_raster_dash_end (&stroke->dash);

  SumacRect *spans = (SumacRect *) (void *) stroke->dash.rects->data;
  guint n = stroke->dash.rects->len;

  if (n > 1)
    qsort (spans, n, sizeof *spans, compare_spans);
  for (guint i = 0, next; i < n; i = next)
    {
      SumacRect span = spans[i];

      for (next = i + 1;
           next < n && spans[next].top == span.top && spans[next].left <= span.right; next++)
        span.right = MAX (span.right, spans[next].right);
      sumac_raster_brush_paint (stroke->brush, stroke->draw, &span, stroke->draw->op->rop);
    }
}

static void
draw_styled (Stroke *stroke)
{
  const SumacRasterPen pen = {
    .begin = begin_dash,
    .line = draw_dash,
    .end = end_dash,
    .data = stroke,
    .left = &stroke->left,
  };

  if (!sumac_raster_dash_init (&stroke->dash, stroke->draw->op, &stroke->draw->area.bounds,
                               &stroke->left))
    return;
  sumac_raster_follow (stroke->draw->op, &pen);
  sumac_raster_dash_clear (&stroke->dash);
}

gboolean
sumac_raster_stroke (SumacRasterDraw *draw)
{
  SumacRasterBrush brush;
  gboolean ok = sumac_raster_brush_open (&brush, &draw->op->brush, draw);

  if (ok && draw->op->rop != SUMAC_ROP_NOOP)
    {
      Stroke stroke = { .draw = draw, .brush = &brush, .left = SUMAC_MAX_STROKE_STEPS };
      const SumacRasterPen pen = {
        .begin = ignore,
        .line = draw_line,
        .end = ignore,
        .data = &stroke,
        .left = &stroke.left,
        .bounds = &draw->area.bounds,
      };

      draw->damage = draw->area.bounds;
      if (draw->op->u.stroke.n_style > 0)
        draw_styled (&stroke);
      else
        sumac_raster_follow (draw->op, &pen);
    }
  sumac_raster_brush_close (&brush);
  return ok;
}
