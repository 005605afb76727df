/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "apps/demo-host/list.h"

#define ROW          26
#define BAR          12
#define N_ROWS       60
#define WHEEL_PIXELS (2 * ROW)
#define GRIP         14

typedef struct
{
  int offset; /* pixels scrolled */
  int chosen; /* row; −1: none */
  int width;
  int height;
} List;

static const char *const trees[] = {
  "Alder",   "Ash",   "Aspen",    "Beech",  "Birch",  "Cedar",    "Cherry",  "Chestnut",
  "Cypress", "Elm",   "Fir",      "Hazel",  "Holly",  "Hornbeam", "Juniper", "Larch",
  "Lime",    "Maple", "Oak",      "Pear",   "Pine",   "Plane",    "Poplar",  "Rowan",
  "Spruce",  "Sumac", "Tamarack", "Walnut", "Willow", "Yew",
};

gpointer
demo_list_new (void)
{
  List *list = g_new0 (List, 1);

  list->chosen = 25;
  return list;
}

static int
max_offset (const List *list)
{
  return MAX (N_ROWS * ROW - list->height, 0);
}

static void
paint_row (cairo_t *cr, const List *list, int row, int y, int width)
{
  g_autofree char *count = g_strdup_printf ("%d years", 40 + row * 37 % 211);
  double hue = row * 0.37;
  cairo_text_extents_t extents;

  if (row == list->chosen)
    cairo_set_source_rgb (cr, 0.80, 0.89, 0.85);
  else if (row % 2)
    cairo_set_source_rgb (cr, 0.955, 0.96, 0.96);
  else
    cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_rectangle (cr, 0, y, width, ROW);
  cairo_fill (cr);
  cairo_arc (cr, 20, y + ROW / 2, 7, 0, 2 * G_PI);
  cairo_set_source_rgb (cr, 0.45 + 0.35 * (hue - (int) hue), 0.55 - 0.1 * (row % 3), 0.25);
  cairo_fill (cr);
  demo_picture_set_font (cr, 12.5, row == list->chosen);
  cairo_set_source_rgb (cr, 0.13, 0.15, 0.17);
  cairo_move_to (cr, 38, y + 17);
  cairo_show_text (cr, trees[row % (int) G_N_ELEMENTS (trees)]);
  demo_picture_set_font (cr, 11.5, FALSE);
  cairo_text_extents (cr, count, &extents);
  cairo_set_source_rgb (cr, 0.45, 0.48, 0.50);
  cairo_move_to (cr, (int) (width - extents.x_advance - 12), y + 17);
  cairo_show_text (cr, count);
}

/* The rows that lie in a strip of the content. */
static void
paint_strip (DemoWindow *window, const List *list, int top, int height)
{
  int width = list->width - BAR;
  cairo_t *cr;

  if (height <= 0)
    return;
  cr = demo_picture_begin (width, height, FALSE);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  for (int row = (list->offset + top) / ROW;
       row < N_ROWS && row * ROW < list->offset + top + height; row++)
    paint_row (cr, list, row, row * ROW - list->offset - top, width);
  demo_window_put (window, cr, 0, top);
}

/* The scroll bar, with the grip at its lower end. */
static void
paint_bar (DemoWindow *window, const List *list)
{
  cairo_t *cr = demo_picture_begin (BAR, list->height, FALSE);
  double length = MAX ((double) list->height * list->height / (N_ROWS * ROW), 24);
  double room = list->height - GRIP - length;
  double top = max_offset (list) ? room * list->offset / max_offset (list) : 0;

  cairo_set_source_rgb (cr, 0.90, 0.91, 0.91);
  cairo_paint (cr);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_width (cr, 6);
  cairo_set_source_rgb (cr, 0.60, 0.66, 0.64);
  cairo_move_to (cr, BAR / 2, top + 5);
  cairo_line_to (cr, BAR / 2, MAX (top + length - 5, top + 6));
  cairo_stroke (cr);
  cairo_set_line_width (cr, 1);
  cairo_set_source_rgb (cr, 0.45, 0.48, 0.50);
  for (int i = 3; i <= 9; i += 3)
    {
      cairo_move_to (cr, BAR - i - 0.5, list->height - 1.5);
      cairo_line_to (cr, BAR - 1.5, list->height - i - 0.5);
    }
  cairo_stroke (cr);
  demo_window_put (window, cr, list->width - BAR, 0);
}

static void
paint (DemoWindow *window, gpointer content)
{
  List *list = content;

  list->width = demo_window_get_width (window);
  list->height = demo_window_get_height (window);
  list->offset = MIN (list->offset, max_offset (list));
  paint_strip (window, list, 0, list->height);
  paint_bar (window, list);
}

/* What stays in view is moved; only what comes in is painted. */
static void
wheel (DemoWindow *window, gpointer content, int steps)
{
  List *list = content;
  int offset = CLAMP (list->offset + steps * WHEEL_PIXELS, 0, max_offset (list));
  int dy = offset - list->offset;
  int fresh = MIN (ABS (dy), list->height);

  if (dy == 0)
    return;
  list->offset = offset;
  paint_bar (window, list);
  demo_window_scroll (window, (DemoRect){ .width = list->width - BAR, .height = list->height },
                      dy);
  paint_strip (window, list, dy > 0 ? list->height - fresh : 0, fresh);
}

static void
press (DemoWindow *window, gpointer content, int x, int y)
{
  List *list = content;
  int row = (y + list->offset) / ROW;
  int old = list->chosen;

  if (x >= list->width - BAR || row >= N_ROWS || row == old)
    return;
  list->chosen = row;
  paint_strip (window, list, row * ROW - list->offset, ROW);
  if (old >= 0 && (old + 1) * ROW > list->offset && old * ROW < list->offset + list->height)
    paint_strip (window, list, old * ROW - list->offset, ROW);
}

static DemoShape
find_shape (gpointer content, int x, G_GNUC_UNUSED int y)
{
  const List *list = content;

  return x < list->width - BAR ? DEMO_SHAPE_HAND : DEMO_SHAPE_ARROW;
}

const DemoContent demo_list = {
  .title = "Trees",
  .is_resizable = TRUE,
  .paint = paint,
  .press = press,
  .wheel = wheel,
  .find_shape = find_shape,
  .free = g_free,
};
