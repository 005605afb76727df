/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What one command may cost: clips of many rectangles, strokes without end, small pictures
 * repeated far away. The pixels are right up to the limit, and nothing is drawn past it. */

#include "draw/raster.h"

#include "core/limits.h"

#include <string.h>

static SumacPixels *
new_surface (SumacPixelFormat format, gint width, gint height)
{
  SumacPixels *pixels = sumac_pixels_new (format, width, height, NULL);

  memset (pixels->data, 0, sumac_pixels_size (pixels));
  return pixels;
}

static gboolean
draw (const SumacOp *op, const SumacPixels *pixels)
{
  SumacView view = {
    .format = pixels->format,
    .width = pixels->width,
    .height = pixels->height,
    .stride = pixels->stride,
    .data = pixels->data,
  };
  SumacRect damage;

  return sumac_raster_draw (op, &view, NULL, &damage);
}

static guint8
byte_at (const SumacPixels *pixels, gint x, gint y)
{
  return sumac_pixels_row (pixels, y)[x];
}

static SumacOp
op_on (SumacOpKind kind, const SumacPixels *pixels)
{
  return (SumacOp){
    .kind = kind,
    .box = { .right = pixels->width, .bottom = pixels->height },
    .rop = SUMAC_ROP_XOR,
    .brush = { .kind = SUMAC_BRUSH_SOLID, .color = 0xff },
  };
}

/* Every pixel in a rectangle of @clip is 0xff, every other 0. */
static void
assert_clipped (const SumacPixels *pixels, const SumacRect *clip, guint n)
{
  for (gint y = 0; y < pixels->height; y++)
    for (gint x = 0; x < pixels->width; x++)
      {
        gboolean is_in = FALSE;

        for (guint i = 0; i < n && !is_in; i++)
          is_in =
              x >= clip[i].left && x < clip[i].right && y >= clip[i].top && y < clip[i].bottom;
        g_assert_cmphex (byte_at (pixels, x, y), ==, is_in ? 0xff : 0);
      }
}

#define N_RECTS 700

static void
fill_clip (SumacRect *clip)
{
  for (gint i = 0; i < N_RECTS; i++)
    {
      gint left = i * 37 % 190;
      gint top = i * 53 % 140;

      clip[i] = (SumacRect){ left, top, left + 1 + i % 7, top + 1 + i % 3 };
    }
}

/* More of them, in no order, than a region is made of: each pixel is inverted once. */
static void
test_many_rects (void)
{
  g_autoptr (SumacPixels) pixels = new_surface (SUMAC_PIXELS_A8, 190, 140);
  g_autofree SumacRect *clip = g_new (SumacRect, N_RECTS);
  SumacOp op = op_on (SUMAC_OP_FILL, pixels);

  fill_clip (clip);
  op.clip = (SumacClip){ TRUE, N_RECTS, clip };
  g_assert_true (draw (&op, pixels));
  assert_clipped (pixels, clip, N_RECTS);
}

/* Lines look for their pixels' place among them: one row of lines after the other makes the
 * same picture, also of bands that came as such. */
static void
check_lines (const SumacRect *clip, guint n, gboolean is_across)
{
  g_autoptr (SumacPixels) pixels = new_surface (SUMAC_PIXELS_A8, 190, 140);
  SumacOp op = op_on (SUMAC_OP_STROKE, pixels);
  SumacFixedPoint points[2];
  SumacSegment segment = { SUMAC_PATH_BEGIN | SUMAC_PATH_END, 2, points };

  op.clip = (SumacClip){ TRUE, n, clip };
  op.u.stroke.n_segments = 1;
  op.u.stroke.segments = &segment;
  for (gint i = 0; i < (is_across ? 140 : 190); i++)
    {
      points[0] = is_across ? (SumacFixedPoint){ 0, i << 4 } : (SumacFixedPoint){ i << 4, 0 };
      points[1] = is_across ? (SumacFixedPoint){ 190 << 4, i << 4 }
                            : (SumacFixedPoint){ i << 4, 140 << 4 };
      g_assert_true (draw (&op, pixels));
    }
  assert_clipped (pixels, clip, n);
}

static void
test_lines_in_many_rects (void)
{
  SumacRect bands[140 / 4 * 20];
  g_autofree SumacRect *clip = g_new (SumacRect, N_RECTS);
  guint n = 0;

  fill_clip (clip);
  for (gint y = 1; y + 4 <= 140; y += 4)
    for (gint x = y % 5; x + 9 <= 190; x += 10)
      bands[n++] = (SumacRect){ x, y, x + 7, y + 2 + y % 3 };
  for (guint across = 0; across < 2; across++)
    {
      check_lines (clip, N_RECTS, across > 0);
      check_lines (bands, n, across > 0);
    }
}

/* A stroke whose first part takes @n points, whatever they are; then one more line, of which
 * is told whether it was drawn. */
static gboolean
draws_to_the_end (SumacOp *op, guint flags, SumacFixedPoint *points, guint n)
{
  g_autoptr (SumacPixels) pixels = new_surface (SUMAC_PIXELS_A1, SUMAC_MAX_SIDE, 2);
  const SumacFixedPoint last[] = { { 0, 1 << 4 }, { 64 << 4, 1 << 4 } };
  const SumacSegment segments[] = {
    { SUMAC_PATH_BEGIN | SUMAC_PATH_END | flags, n, points },
    { SUMAC_PATH_BEGIN | SUMAC_PATH_END, G_N_ELEMENTS (last), last },
  };

  op->box = (SumacRect){ 0, 0, SUMAC_MAX_SIDE, 2 };
  op->u.stroke.n_segments = G_N_ELEMENTS (segments);
  op->u.stroke.segments = segments;
  g_assert_true (draw (op, pixels));
  return byte_at (pixels, 0, 1) != 0;
}

static SumacOp
stroke (void)
{
  return (SumacOp){
    .kind = SUMAC_OP_STROKE,
    .rop = SUMAC_ROP_XOR,
    .brush = { .kind = SUMAC_BRUSH_SOLID, .color = 1 },
  };
}

/* Each line is as long as a surface can be. */
static void
test_long_lines (void)
{
  const guint most = SUMAC_MAX_STROKE_STEPS / SUMAC_MAX_SIDE + 2;
  g_autofree SumacFixedPoint *points = g_new0 (SumacFixedPoint, most);
  SumacOp op = stroke ();

  for (guint i = 0; i < most; i++)
    points[i].x = i & 1 ? SUMAC_MAX_SIDE << 4 : 0;
  g_assert_true (draws_to_the_end (&op, 0, points, most / 2));
  g_assert_false (draws_to_the_end (&op, 0, points, most));
}

/* Each curve goes on for thousands of pieces, and hardly one of them is on the surface. They
 * are looked at where dashes have to know how long they are. */
static void
test_wild_curves (void)
{
  static const gint32 style[] = { 1 << 4, 1 << 4 };
  const guint most = 3 * (SUMAC_MAX_STROKE_STEPS >> 12);
  g_autofree SumacFixedPoint *points = g_new (SumacFixedPoint, most);
  SumacOp op = stroke ();

  for (guint i = 0; i < most; i++)
    points[i] = (SumacFixedPoint){ (gint32) (i * 2654435761u), (gint32) (i * 2654471235u) };
  g_assert_true (draws_to_the_end (&op, SUMAC_PATH_BEZIER, points, most));
  op.u.stroke.n_style = G_N_ELEMENTS (style);
  op.u.stroke.style = style;
  g_assert_true (draws_to_the_end (&op, SUMAC_PATH_BEZIER, points, 4));
  g_assert_false (draws_to_the_end (&op, SUMAC_PATH_BEZIER, points, most));
}

/* What is outside of the bounds is not followed: in tiles the picture is the same. */
static void
test_curves_in_tiles (void)
{
  g_autoptr (SumacPixels) whole = new_surface (SUMAC_PIXELS_A8, 200, 160);
  g_autoptr (SumacPixels) tiles = new_surface (SUMAC_PIXELS_A8, 200, 160);
  SumacFixedPoint points[31];
  SumacSegment segment = { SUMAC_PATH_BEGIN | SUMAC_PATH_END | SUMAC_PATH_BEZIER,
                           G_N_ELEMENTS (points), points };
  SumacOp op = op_on (SUMAC_OP_STROKE, whole);

  op.u.stroke.n_segments = 1;
  op.u.stroke.segments = &segment;
  for (guint round = 0; round < 50; round++)
    {
      gint32 reach = 100 << (4 + round % 12);

      for (guint i = 0; i < G_N_ELEMENTS (points); i++)
        points[i] = (SumacFixedPoint){ g_test_rand_int_range (-reach, reach) + 1600,
                                       g_test_rand_int_range (-reach, reach) + 1280 };
      op.clip.is_set = FALSE;
      g_assert_true (draw (&op, whole));
      op.clip = (SumacClip){ .is_set = TRUE, .n_rects = 1 };
      for (gint y = 0; y < 160; y += 16)
        for (gint x = 0; x < 200; x += 20)
          {
            const SumacRect tile = { x, y, x + 20, y + 16 };

            op.clip.rects = &tile;
            g_assert_true (draw (&op, tiles));
          }
      g_assert_true (memcmp (tiles->data, whole->data, sumac_pixels_size (whole)) == 0);
    }
}

/* A list of lengths that is gone through for each line, and more often for each pixel. */
static void
test_empty_dashes (void)
{
  const guint most = SUMAC_MAX_STROKE_STEPS / 255 + 2;
  g_autofree SumacFixedPoint *points = g_new0 (SumacFixedPoint, most);
  gint32 style[255] = { 1 << 4 };
  SumacOp op = stroke ();

  op.u.stroke.n_style = G_N_ELEMENTS (style);
  op.u.stroke.style = style;
  for (guint i = 0; i < most; i++)
    points[i] = (SumacFixedPoint){ i & 1 ? -16 : -32, -1600 };
  g_assert_true (draws_to_the_end (&op, 0, points, most / 2));
  g_assert_false (draws_to_the_end (&op, 0, points, most));
}

/* How many tiles are laid out before a repeat depends on the size of what is drawn; the pixels
 * do not. */
static void
test_repeats (void)
{
  static const SumacPixelFormat formats[] = { SUMAC_PIXELS_ARGB32, SUMAC_PIXELS_A1 };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autoptr (SumacPixels) whole = new_surface (formats[i], 700, 400);
      g_autoptr (SumacPixels) parts = new_surface (formats[i], 700, 400);
      g_autoptr (SumacPixels) tile = new_surface (formats[i], 13, 3);
      const SumacTransform transform = { { 90000, -20000, -800 * 65536, 30000, 70000,
                                           40 * 65536 } };
      SumacOp op = op_on (SUMAC_OP_COMPOSITE, whole);

      for (gsize k = 0; k < sumac_pixels_size (tile); k++)
        tile->data[k] = (guint8) (k * 29);
      op.source = (SumacSource){ .kind = SUMAC_SOURCE_PIXELS, .pixels = tile };
      op.u.composite.op = 1; /* the source alone */
      op.u.composite.repeat = 1;
      op.u.composite.transform = &transform;
      g_assert_true (draw (&op, whole));
      op.clip = (SumacClip){ .is_set = TRUE, .n_rects = 1 };
      for (gint x = 0; x < 700; x += 70)
        {
          const SumacRect column = { x, 0, x + 70, 400 };

          op.clip.rects = &column;
          g_assert_true (draw (&op, parts));
        }
      g_assert_true (memcmp (parts->data, whole->data, sumac_pixels_size (whole)) == 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/raster-limits/many-rects-in-no-order", test_many_rects);
  g_test_add_func ("/raster-limits/lines-in-many-rects", test_lines_in_many_rects);
  g_test_add_func ("/raster-limits/long-lines-come-to-an-end", test_long_lines);
  g_test_add_func ("/raster-limits/wild-curves-come-to-an-end", test_wild_curves);
  g_test_add_func ("/raster-limits/curves-in-tiles-are-the-whole", test_curves_in_tiles);
  g_test_add_func ("/raster-limits/empty-dashes-come-to-an-end", test_empty_dashes);
  g_test_add_func ("/raster-limits/repeats-are-the-same-at-any-size", test_repeats);
  return g_test_run ();
}
