/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "apps/demo-host/shadow.h"

#include "apps/demo-host/window.h"

#include <math.h>

/* A corner of the shadow: the margin outside, and the rest under the window. */
#define CORNER 44
#define SIZE   (2 * CORNER + 1)

/* It falls a little downward. */
#define DROP 5

/* Distance from a rounded box that ends at the margin, negative inside. */
static double
distance (int x, int y)
{
  double radius = 14;
  double half = SIZE / 2.0 - DEMO_SHADOW_MARGIN - radius;
  double dx = MAX (fabs (x + 0.5 - SIZE / 2.0) - half, 0);
  double dy = MAX (fabs (y + 0.5 - SIZE / 2.0) - half, 0);

  return sqrt (dx * dx + dy * dy) - radius;
}

DemoPicture
demo_shadow_new (void)
{
  cairo_t *cr = demo_picture_begin (SIZE, SIZE, TRUE);
  cairo_surface_t *surface = cairo_get_target (cr);
  guint8 *pixels = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);

  for (int y = 0; y < SIZE; y++)
    for (int x = 0; x < SIZE; x++)
      {
        double near = CLAMP (1 - (distance (x, y) + 6) / (DEMO_SHADOW_MARGIN + 6), 0, 1);

        /* Black, so that only alpha is set. */
        pixels[y * stride + x * 4 + 3] = (guint8) (near * near * 105);
      }
  cairo_surface_mark_dirty (surface);
  return demo_picture_end (cr, DEMO_PICTURE_SHADOW);
}

void
demo_shadow_draw (const DemoTarget *target,
                  const DemoPicture *shadow,
                  DemoRect frame,
                  const cairo_region_t *clip)
{
  static const int from[3] = { 0, CORNER, CORNER + 1 };
  static const int from_size[3] = { CORNER, 1, CORNER };
  int left = frame.x - DEMO_SHADOW_MARGIN;
  int top = frame.y - DEMO_SHADOW_MARGIN + DROP;
  int width = frame.width + 2 * DEMO_SHADOW_MARGIN;
  int height = frame.height + 2 * DEMO_SHADOW_MARGIN;
  int x[4] = { left, left + CORNER, left + width - CORNER, left + width };
  int y[4] = { top, top + CORNER, top + height - CORNER, top + height };

  for (int row = 0; row < 3; row++)
    for (int column = 0; column < 3; column++)
      {
        DemoRect source = { from[column], from[row], from_size[column], from_size[row] };
        DemoRect to = { x[column], y[row], x[column + 1] - x[column], y[row + 1] - y[row] };

        /* The middle is under the window. */
        if (row != 1 || column != 1)
          demo_draw_part (target, shadow, source, to, clip);
      }
}

DemoPicture
demo_corners_new (gboolean is_active)
{
  cairo_t *cr = demo_picture_begin (2 * DEMO_CORNER, DEMO_CORNER, TRUE);
  double r = DEMO_CORNER;

  cairo_move_to (cr, 0, r);
  cairo_arc (cr, r, r, r, G_PI, 3 * G_PI / 2);
  cairo_arc (cr, r, r, r, -G_PI / 2, 0);
  cairo_close_path (cr);
  if (is_active)
    cairo_set_source_rgb (cr, 0.285, 0.455, 0.405);
  else
    cairo_set_source_rgb (cr, 0.61, 0.64, 0.64);
  cairo_fill (cr);
  return demo_picture_end (cr, is_active ? DEMO_PICTURE_CORNERS_ACTIVE : DEMO_PICTURE_CORNERS);
}

void
demo_corners_draw (const DemoTarget *target,
                   const DemoPicture *corners,
                   DemoRect frame,
                   const cairo_region_t *clip)
{
  DemoRect left = { 0, 0, DEMO_CORNER, DEMO_CORNER };
  DemoRect right = { DEMO_CORNER, 0, DEMO_CORNER, DEMO_CORNER };
  DemoRect to = { frame.x, frame.y, DEMO_CORNER, DEMO_CORNER };

  demo_draw_part (target, corners, left, to, clip);
  to.x += frame.width - DEMO_CORNER;
  demo_draw_part (target, corners, right, to, clip);
}
