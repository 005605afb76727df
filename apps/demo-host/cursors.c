/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "apps/demo-host/cursors.h"

#include <cairo.h>
#include <math.h>
#include <string.h>

#define SIZE 32

static void
outline (cairo_t *cr, const double (*points)[2], guint n)
{
  for (guint i = 0; i < n; i++)
    cairo_line_to (cr, points[i][0], points[i][1]);
  cairo_close_path (cr);
}

/* White with a dark edge, so that it is seen on everything. */
static void
finish (cairo_t *cr)
{
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, 2.4);
  cairo_set_source_rgb (cr, 0.05, 0.05, 0.05);
  cairo_stroke_preserve (cr);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_fill (cr);
}

static void
paint_arrow (cairo_t *cr)
{
  static const double points[][2] = {
    { 2, 2 },       { 2, 20 },     { 6.2, 16.2 }, { 9.4, 23.4 },
    { 12.8, 21.9 }, { 9.6, 14.8 }, { 15, 14.4 },
  };

  outline (cr, points, G_N_ELEMENTS (points));
  finish (cr);
}

static void
add_finger (cairo_t *cr, double x, double top, double bottom)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, top + 1.6, 1.6, G_PI, 0);
  cairo_line_to (cr, x + 1.6, bottom);
  cairo_line_to (cr, x - 1.6, bottom);
  cairo_close_path (cr);
}

static void
paint_hand (cairo_t *cr)
{
  static const double palm[][2] = {
    { 8.4, 13 }, { 20.6, 12 }, { 20.6, 18 },  { 18.5, 24 },
    { 10, 24 },  { 4, 16.5 },  { 5.6, 14.9 },
  };

  add_finger (cr, 10, 2.4, 16);
  add_finger (cr, 13.2, 9, 16);
  add_finger (cr, 16.2, 9.6, 16);
  add_finger (cr, 19.1, 10.4, 16);
  outline (cr, palm, G_N_ELEMENTS (palm));
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_WINDING);
  finish (cr);
  for (int i = 0; i < 3; i++)
    {
      cairo_move_to (cr, 11.7 + 3 * i, 11.5);
      cairo_line_to (cr, 11.7 + 3 * i, 16);
    }
  cairo_set_line_width (cr, 0.9);
  cairo_set_source_rgb (cr, 0.05, 0.05, 0.05);
  cairo_stroke (cr);
}

/* An arrow in @n directions, @turn apart, from the middle. */
static void
paint_arrows (cairo_t *cr, int n, double first, double turn)
{
  static const double half[][2] = {
    { 1.2, 1.2 }, { 7, 1.2 }, { 7, 3.8 }, { 11.4, 0 }, { 7, -3.8 }, { 7, -1.2 }, { 1.2, -1.2 },
  };

  for (int i = 0; i < n; i++)
    {
      cairo_save (cr);
      cairo_translate (cr, 14, 14);
      cairo_rotate (cr, first + i * turn);
      for (guint k = 0; k < G_N_ELEMENTS (half); k++)
        cairo_line_to (cr, half[k][0], half[k][1]);
      cairo_restore (cr);
    }
  cairo_close_path (cr);
  finish (cr);
}

static void
paint_move (cairo_t *cr)
{
  paint_arrows (cr, 4, 0, G_PI / 2);
}

static void
paint_resize (cairo_t *cr)
{
  paint_arrows (cr, 2, G_PI / 4, G_PI);
}

/* A beam that inverts what lies below: an AND plane of ones, an XOR plane with the beam. */
static void
set_beam (SumacHostCursor *cursor, int x, int y)
{
  guint8 planes[2][16][2];

  memset (planes[0], 0xff, sizeof planes[0]);
  memset (planes[1], 0, sizeof planes[1]);
  for (int row = 0; row < 16; row++)
    planes[1][row][0] = 0x01;
  planes[1][0][0] = planes[1][15][0] = 0x06;
  planes[1][0][1] = planes[1][15][1] = 0xc0;
  sumac_host_cursor_set (cursor,
                         &(SumacHostShape){
                             .type = SPICE_CURSOR_TYPE_MONO,
                             .unique = 1 + DEMO_SHAPE_TEXT,
                             .width = 16,
                             .height = 16,
                             .hot_x = 7,
                             .hot_y = 8,
                             .bytes = planes[0][0],
                             .n_bytes = sizeof planes,
                         },
                         (gint16) x, (gint16) y);
}

/* clang-format off */
static const struct
{
  void (*paint) (cairo_t *cr);
  guint16 hot_x;
  guint16 hot_y;
} shapes[DEMO_N_SHAPES] = {
  [DEMO_SHAPE_ARROW]  = { paint_arrow,  2,  2 },
  [DEMO_SHAPE_TEXT]   = { NULL,         7,  8 },
  [DEMO_SHAPE_HAND]   = { paint_hand,  10,  2 },
  [DEMO_SHAPE_MOVE]   = { paint_move,  14, 14 },
  [DEMO_SHAPE_RESIZE] = { paint_resize, 14, 14 },
};

/* clang-format on */

void
demo_cursor_set (SumacHostCursor *cursor, DemoShape shape, int x, int y)
{
  cairo_surface_t *surface;
  cairo_t *cr;

  if (shapes[shape].paint == NULL)
    {
      set_beam (cursor, x, y);
      return;
    }
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, SIZE, SIZE);
  cr = cairo_create (surface);
  shapes[shape].paint (cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  sumac_host_cursor_set (cursor,
                         &(SumacHostShape){
                             .type = SPICE_CURSOR_TYPE_ALPHA,
                             .unique = 1 + shape,
                             .width = SIZE,
                             .height = SIZE,
                             .hot_x = shapes[shape].hot_x,
                             .hot_y = shapes[shape].hot_y,
                             .bytes = cairo_image_surface_get_data (surface),
                             .n_bytes = SIZE * SIZE * 4,
                         },
                         (gint16) x, (gint16) y);
  cairo_surface_destroy (surface);
}
