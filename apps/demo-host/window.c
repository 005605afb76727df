/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "apps/demo-host/window.h"

#define MIN_WIDTH  220
#define MIN_HEIGHT 150

static DemoRect
content_box (DemoRect box)
{
  box.y += DEMO_TITLE_HEIGHT;
  return box;
}

static void
damage (DemoWindow *window, DemoRect box)
{
  box.x += window->frame.x;
  box.y += window->frame.y;
  window->on_damage (box, window->user);
}

static void
create_surface (DemoWindow *window)
{
  window->target.bounds =
      (DemoRect){ .width = window->frame.width, .height = window->frame.height };
  sumac_host_display_surface_create (window->target.display, window->target.surface,
                                     (guint) window->frame.width, (guint) window->frame.height,
                                     SPICE_SURFACE_FMT_32_xRGB);
}

DemoWindow *
demo_window_new (SumacHostDisplay *display,
                 guint32 surface,
                 DemoRect frame,
                 const DemoContent *kind,
                 gpointer content,
                 DemoDamageFunc on_damage,
                 gpointer user)
{
  DemoWindow *window = g_new0 (DemoWindow, 1);

  *window = (DemoWindow){
    .kind = kind,
    .content = content,
    .target = { .display = display, .surface = surface },
    .frame = frame,
    .on_damage = on_damage,
    .user = user,
  };
  create_surface (window);
  return window;
}

static void
paint_title (DemoWindow *window)
{
  static const double active[2][3] = { { 0.30, 0.47, 0.42 }, { 0.20, 0.36, 0.33 } };
  static const double passive[2][3] = { { 0.62, 0.65, 0.65 }, { 0.55, 0.58, 0.58 } };
  const double (*shades)[3] = window->is_active ? active : passive;
  int width = window->frame.width;
  cairo_t *cr = demo_picture_begin (width, DEMO_TITLE_HEIGHT, FALSE);
  cairo_pattern_t *gradient = cairo_pattern_create_linear (0, 0, 0, DEMO_TITLE_HEIGHT);
  cairo_text_extents_t extents;

  for (int i = 0; i < 2; i++)
    cairo_pattern_add_color_stop_rgb (gradient, i, shades[i][0], shades[i][1], shades[i][2]);
  cairo_set_source (cr, gradient);
  cairo_paint (cr);
  cairo_pattern_destroy (gradient);
  cairo_set_source_rgba (cr, 1, 1, 1, 0.25);
  cairo_rectangle (cr, 0, 0, width, 1);
  cairo_fill (cr);

  demo_picture_set_font (cr, 12.5, TRUE);
  cairo_text_extents (cr, window->kind->title, &extents);
  cairo_move_to (cr, (int) ((width - extents.x_advance) / 2), 20);
  cairo_set_source_rgba (cr, 1, 1, 1, window->is_active ? 1 : 0.85);
  cairo_show_text (cr, window->kind->title);

  DemoPicture picture = demo_picture_end (cr, DEMO_PICTURE_PASSING);

  demo_draw_picture (&window->target, &picture, 0, 0, NULL);
  demo_picture_clear (&picture);
  damage (window, (DemoRect){ .width = width, .height = DEMO_TITLE_HEIGHT });
}

void
demo_window_paint (DemoWindow *window)
{
  paint_title (window);
  window->kind->paint (window, window->content);
}

void
demo_window_set_active (DemoWindow *window, gboolean is_active)
{
  if (window->is_active == is_active)
    return;
  window->is_active = is_active;
  paint_title (window);
}

void
demo_window_resize (DemoWindow *window, int width, int height)
{
  width = MAX (width, MIN_WIDTH);
  height = MAX (height, MIN_HEIGHT);
  if (width == window->frame.width && height == window->frame.height)
    return;
  sumac_host_display_surface_destroy (window->target.display, window->target.surface);
  window->frame.width = width;
  window->frame.height = height;
  create_surface (window);
  demo_window_paint (window);
}

int
demo_window_get_width (DemoWindow *window)
{
  return window->frame.width;
}

int
demo_window_get_height (DemoWindow *window)
{
  return window->frame.height - DEMO_TITLE_HEIGHT;
}

void
demo_window_fill (DemoWindow *window, DemoRect box, guint32 color)
{
  box = content_box (box);
  demo_draw_fill (&window->target, box, color);
  damage (window, box);
}

void
demo_window_put (DemoWindow *window, cairo_t *cr, int x, int y)
{
  DemoPicture picture = demo_picture_end (cr, DEMO_PICTURE_PASSING);
  DemoRect box =
      content_box ((DemoRect){ x, y, (int) picture.image.width, (int) picture.image.height });

  demo_draw_picture (&window->target, &picture, box.x, box.y, NULL);
  demo_picture_clear (&picture);
  damage (window, box);
}

void
demo_window_scroll (DemoWindow *window, DemoRect area, int dy)
{
  DemoRect box = content_box (area);
  DemoRect to = box;

  to.height -= ABS (dy);
  if (dy < 0)
    to.y -= dy;
  if (to.height > 0)
    demo_draw_move (&window->target, to, 0, -dy, NULL);
  damage (window, box);
}

void
demo_window_free (DemoWindow *window)
{
  if (window == NULL)
    return;
  sumac_host_display_surface_destroy (window->target.display, window->target.surface);
  window->kind->free (window->content);
  g_free (window);
}
