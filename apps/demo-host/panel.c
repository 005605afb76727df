/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "apps/demo-host/panel.h"

#define FIRST_BUTTON 104
#define BUTTON_WIDTH 104
#define BUTTON_GAP   6
#define CLOCK_WIDTH  190

static DemoRect
find_button (guint i)
{
  return (DemoRect){
    .x = FIRST_BUTTON + (int) i * (BUTTON_WIDTH + BUTTON_GAP),
    .y = 5,
    .width = BUTTON_WIDTH,
    .height = DEMO_PANEL_HEIGHT - 10,
  };
}

static void
add_pill (cairo_t *cr, DemoRect box)
{
  double r = box.height / 2.0;

  cairo_new_path (cr);
  cairo_arc (cr, box.x + r, box.y + r, r, G_PI / 2, 3 * G_PI / 2);
  cairo_arc (cr, box.x + box.width - r, box.y + r, r, -G_PI / 2, G_PI / 2);
  cairo_close_path (cr);
}

/* A sumac leaf, more or less: leaflets along a stem. */
static void
paint_leaf (cairo_t *cr)
{
  cairo_save (cr);
  cairo_translate (cr, 18, 27);
  cairo_rotate (cr, 0.5);
  cairo_set_source_rgb (cr, 0.91, 0.42, 0.27);
  for (int i = 0; i < 7; i++)
    {
      double side = i == 6 ? 0 : i % 2 ? 1 : -1;

      cairo_save (cr);
      cairo_translate (cr, 0, -3 - i / 2 * 4.6);
      cairo_rotate (cr, side * 1.05);
      cairo_scale (cr, 1.9, 4.2);
      cairo_arc (cr, 0, -1, 1, 0, 2 * G_PI);
      cairo_restore (cr);
      cairo_fill (cr);
    }
  cairo_restore (cr);
}

static void
paint_button (cairo_t *cr, const DemoPanel *panel, guint i)
{
  DemoRect box = find_button (i);
  gboolean is_active = i == panel->active;
  cairo_text_extents_t extents;

  add_pill (cr, box);
  cairo_set_source_rgba (cr, 1, 1, 1, is_active ? 0.22 : 0.08);
  cairo_fill (cr);
  demo_picture_set_font (cr, 12, FALSE);
  cairo_text_extents (cr, panel->titles[i], &extents);
  cairo_move_to (cr, (int) (box.x + (box.width - extents.x_advance) / 2), box.y + 16);
  cairo_set_source_rgba (cr, 1, 1, 1, is_active ? 1 : 0.75);
  cairo_show_text (cr, panel->titles[i]);
}

static void
paint_clock (cairo_t *cr, const DemoPanel *panel)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *text = g_date_time_format (now, "%a %e %b  %H:%M:%S");
  cairo_text_extents_t extents;

  demo_picture_set_font (cr, 12.5, TRUE);
  cairo_text_extents (cr, text, &extents);
  cairo_move_to (cr, (int) (panel->width - extents.x_advance - 14), 22);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_show_text (cr, text);
}

DemoPicture
demo_panel_paint (const DemoPanel *panel)
{
  cairo_t *cr = demo_picture_begin (panel->width, DEMO_PANEL_HEIGHT, FALSE);
  cairo_pattern_t *gradient = cairo_pattern_create_linear (0, 0, 0, DEMO_PANEL_HEIGHT);

  cairo_pattern_add_color_stop_rgb (gradient, 0, 0.17, 0.20, 0.24);
  cairo_pattern_add_color_stop_rgb (gradient, 1, 0.11, 0.13, 0.16);
  cairo_set_source (cr, gradient);
  cairo_paint (cr);
  cairo_pattern_destroy (gradient);
  cairo_rectangle (cr, 0, DEMO_PANEL_HEIGHT - 1, panel->width, 1);
  cairo_set_source_rgb (cr, 0.06, 0.07, 0.09);
  cairo_fill (cr);

  paint_leaf (cr);
  demo_picture_set_font (cr, 14, TRUE);
  cairo_move_to (cr, 38, 22);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_show_text (cr, "Sumac");
  for (guint i = 0; i < panel->n_buttons; i++)
    paint_button (cr, panel, i);
  paint_clock (cr, panel);
  return demo_picture_end (cr, DEMO_PICTURE_PASSING);
}

DemoRect
demo_panel_get_clock (const DemoPanel *panel)
{
  int x = MAX (panel->width - CLOCK_WIDTH, 0);

  return (DemoRect){ .x = x, .width = panel->width - x, .height = DEMO_PANEL_HEIGHT };
}

int
demo_panel_find (const DemoPanel *panel, int x, int y)
{
  for (guint i = 0; i < panel->n_buttons; i++)
    {
      DemoRect box = find_button (i);

      if (x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height)
        return (int) i;
    }
  return -1;
}
