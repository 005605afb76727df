/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "widgets/cursor.h"

#include <math.h>
#include <string.h>

/* A pointer that shrinks further with its picture can't be found any more. */
#define MIN_FACTOR 0.5

/* X servers refuse pointers that are much larger. */
#define MAX_SIDE 256

cairo_surface_t *
sumac_cursor_make_surface (SumacCursor *cursor)
{
  gint width = sumac_cursor_get_width (cursor);
  gint height = sumac_cursor_get_height (cursor);
  GBytes *bytes = sumac_cursor_get_bytes (cursor);
  gsize row_size = (gsize) width * 4;
  gsize size;
  const guint8 *pixels = g_bytes_get_data (bytes, &size);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);

  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS ||
      size < row_size * (gsize) height)
    return surface;

  guint8 *target = cairo_image_surface_get_data (surface);
  gsize stride = (gsize) cairo_image_surface_get_stride (surface);

  for (gint y = 0; y < height; y++)
    memcpy (target + (gsize) y * stride, pixels + (gsize) y * row_size, row_size);
  cairo_surface_mark_dirty (surface);
  return surface;
}

/* Device pixels of the local pointer a guest pixel. */
static double
factor_of (SumacCursor *cursor, const SumacGeometry *geometry)
{
  gint side = MAX (sumac_cursor_get_width (cursor), sumac_cursor_get_height (cursor));
  double factor =
      geometry->guest_width > 0 ? (double) geometry->width / geometry->guest_width : 1;

  factor = MAX (factor, MIN_FACTOR);
  return MIN (factor, MAX ((double) MAX_SIDE / MAX (side, 1), 1.0 / MAX_SIDE));
}

static cairo_surface_t *
resize (cairo_surface_t *shape, double factor)
{
  gint width = (gint) ceil (cairo_image_surface_get_width (shape) * factor);
  gint height = (gint) ceil (cairo_image_surface_get_height (shape) * factor);
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, MAX (width, 1), MAX (height, 1));
  cairo_t *cr = cairo_create (surface);

  cairo_scale (cr, factor, factor);
  cairo_set_source_surface (cr, shape, 0, 0);
  if (factor == floor (factor))
    cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_destroy (cr);
  return surface;
}

GdkCursor *
sumac_cursor_make_local (SumacCursor *cursor,
                         GdkDisplay *display,
                         const SumacGeometry *geometry)
{
  double factor = factor_of (cursor, geometry);
  double hot_x = sumac_cursor_get_hot_x (cursor) * factor / geometry->scale;
  double hot_y = sumac_cursor_get_hot_y (cursor) * factor / geometry->scale;
  cairo_surface_t *shape = sumac_cursor_make_surface (cursor);
  cairo_surface_t *surface = resize (shape, factor);

  cairo_surface_set_device_scale (surface, geometry->scale, geometry->scale);

  GdkCursor *local = gdk_cursor_new_from_surface (display, surface, hot_x, hot_y);

  cairo_surface_destroy (surface);
  cairo_surface_destroy (shape);
  return local;
}

GdkCursor *
sumac_cursor_make_blank (GdkDisplay *display)
{
  return gdk_cursor_new_for_display (display, GDK_BLANK_CURSOR);
}

SumacRect
sumac_cursor_place (SumacCursor *cursor, gint x, gint y)
{
  gint left = x - sumac_cursor_get_hot_x (cursor);
  gint top = y - sumac_cursor_get_hot_y (cursor);

  return (SumacRect){
    .left = left,
    .top = top,
    .right = left + sumac_cursor_get_width (cursor),
    .bottom = top + sumac_cursor_get_height (cursor),
  };
}
