/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "apps/demo-host/film.h"

#include <math.h>

#define FRAME_US 66000

typedef struct
{
  gint64 next_us;
  gint64 start_us;
} Film;

gpointer
demo_film_new (void)
{
  return g_new0 (Film, 1);
}

static double
wave (double x, double t, int layer)
{
  return 4 * sin (x * 0.035 + t * (0.9 + 0.25 * layer) + layer * 1.7) +
         2.5 * sin (x * 0.071 - t * (0.6 + 0.2 * layer) + layer);
}

static void
paint_sky (cairo_t *cr, int width, int height, double t)
{
  cairo_pattern_t *sky = cairo_pattern_create_linear (0, 0, 0, height);
  double moon_x = width * 0.74;
  double moon_y = height * 0.24;
  cairo_pattern_t *glow =
      cairo_pattern_create_radial (moon_x, moon_y, 12, moon_x, moon_y, height * 0.6);

  cairo_pattern_add_color_stop_rgb (sky, 0, 0.04, 0.06, 0.17);
  cairo_pattern_add_color_stop_rgb (sky, 0.65, 0.17, 0.20, 0.40);
  cairo_pattern_add_color_stop_rgb (sky, 1, 0.36, 0.30, 0.46);
  cairo_set_source (cr, sky);
  cairo_paint (cr);
  cairo_pattern_add_color_stop_rgba (glow, 0, 1, 0.97, 0.85, 0.45);
  cairo_pattern_add_color_stop_rgba (glow, 1, 1, 0.97, 0.85, 0);
  cairo_set_source (cr, glow);
  cairo_paint (cr);
  cairo_pattern_destroy (glow);
  cairo_pattern_destroy (sky);

  for (int i = 0; i < 46; i++)
    {
      double x = fmod (i * 97.31, width);
      double y = fmod (i * 53.77, height * 0.55);

      cairo_set_source_rgba (cr, 1, 1, 1, 0.45 + 0.4 * sin (t * 1.7 + i * 2.1));
      cairo_arc (cr, x, y, i % 7 ? 0.8 : 1.3, 0, 2 * G_PI);
      cairo_fill (cr);
    }
  cairo_set_source_rgb (cr, 1, 0.97, 0.87);
  cairo_arc (cr, moon_x, moon_y, 15, 0, 2 * G_PI);
  cairo_fill (cr);
}

static void
paint_boat (cairo_t *cr, double x, double y, double tilt)
{
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_rotate (cr, tilt);
  cairo_set_source_rgb (cr, 0.96, 0.92, 0.84);
  cairo_move_to (cr, 2, -44);
  cairo_curve_to (cr, 24, -30, 26, -16, 24, -8);
  cairo_line_to (cr, 2, -8);
  cairo_close_path (cr);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 0.91, 0.42, 0.27);
  cairo_move_to (cr, -2, -38);
  cairo_line_to (cr, -2, -8);
  cairo_line_to (cr, -18, -8);
  cairo_close_path (cr);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 0.32, 0.20, 0.14);
  cairo_rectangle (cr, -1, -46, 2, 42);
  cairo_fill (cr);
  cairo_move_to (cr, -26, -5);
  cairo_line_to (cr, 30, -5);
  cairo_curve_to (cr, 24, 8, -16, 9, -26, -5);
  cairo_fill (cr);
  cairo_restore (cr);
}

static void
paint_sea (cairo_t *cr, int width, int height, double level, double t, int layer)
{
  static const double colors[3][3] = {
    { 0.16, 0.24, 0.42 },
    { 0.10, 0.18, 0.35 },
    { 0.06, 0.12, 0.26 },
  };

  cairo_move_to (cr, 0, height);
  for (int x = 0; x <= width + 4; x += 4)
    cairo_line_to (cr, x, level + wave (x, t, layer));
  cairo_line_to (cr, width + 4, height);
  cairo_close_path (cr);
  cairo_set_source_rgb (cr, colors[layer][0], colors[layer][1], colors[layer][2]);
  cairo_fill_preserve (cr);
  cairo_set_line_width (cr, 1.2);
  cairo_set_source_rgba (cr, 0.8, 0.88, 1, 0.25);
  cairo_stroke (cr);
}

static void
paint_frame (DemoWindow *window, double t)
{
  int width = demo_window_get_width (window);
  int height = demo_window_get_height (window);
  cairo_t *cr = demo_picture_begin (width, height, FALSE);
  double x = width * (0.42 + 0.22 * sin (t * 0.21));
  double level = height * 0.66;
  double slope = (wave (x + 12, t, 1) - wave (x - 12, t, 1)) / 24;

  paint_sky (cr, width, height, t);
  paint_sea (cr, width, height, level, t, 0);
  paint_boat (cr, x, level + 14 + wave (x, t, 1), atan (slope));
  paint_sea (cr, width, height, level + 16, t, 1);
  paint_sea (cr, width, height, level + 38, t, 2);
  demo_window_put (window, cr, 0, 0);
}

static void
paint (DemoWindow *window, G_GNUC_UNUSED gpointer content)
{
  paint_frame (window, 0);
}

static void
tick (DemoWindow *window, gpointer content, gint64 now_us)
{
  Film *film = content;

  if (now_us < film->next_us)
    return;
  film->next_us = now_us + FRAME_US;
  if (film->start_us == 0)
    film->start_us = now_us;
  paint_frame (window, (double) (now_us - film->start_us) / G_USEC_PER_SEC);
}

const DemoContent demo_film = {
  .title = "Film",
  .paint = paint,
  .tick = tick,
  .free = g_free,
};
