/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "widgets/geometry.h"

#include <math.h>

/* What a filter that mixes reaches around a pixel, on either side of the scaling. */
#define FILTER_REACH_GUEST  1
#define FILTER_REACH_DEVICE 2

/* a · b / c, to the nearest. All are above 0 and below 2^31. */
static gint
scaled (gint a, gint b, gint c)
{
  return (gint) (((gint64) a * b * 2 + c) / ((gint64) c * 2));
}

static gint
floor_div (gint a, gint b)
{
  return a >= 0 ? a / b : -((b - 1 - a) / b);
}

static gint
ceil_div (gint a, gint b)
{
  return -floor_div (-a, b);
}

/* The device pixel of a logical place. Thirds of a pixel don't survive a multiplication by 3
 * without a little help. */
static gint
device_pixel (double logical, gint scale)
{
  return (gint) CLAMP (floor (logical * scale + 1e-6), -(1 << 30), 1 << 30);
}

/* The zoom that a picture this large can have. */
static gint
bounded_zoom (gint guest_width, gint guest_height, gint zoom)
{
  gint most = (gint) ((gint64) SUMAC_MAX_PICTURE_SIDE * 100 / MAX (guest_width, guest_height));

  return MAX (MIN (CLAMP (zoom, SUMAC_MIN_ZOOM, SUMAC_MAX_ZOOM), most), 1);
}

static SumacGeometry
place (gint window_width, gint window_height, SumacGeometry geometry)
{
  geometry.width = MAX (geometry.width, 1);
  geometry.height = MAX (geometry.height, 1);
  geometry.x = MAX ((window_width - geometry.width) / 2, 0);
  geometry.y = MAX ((window_height - geometry.height) / 2, 0);
  return geometry;
}

static gboolean
is_drawable (gint logical_width, gint logical_height, gint guest_width, gint guest_height)
{
  return logical_width > 0 && logical_height > 0 && guest_width > 0 && guest_height > 0;
}

SumacGeometry
sumac_geometry_fit (gint logical_width,
                    gint logical_height,
                    gint scale,
                    gint guest_width,
                    gint guest_height)
{
  SumacGeometry geometry = {
    .scale = scale,
    .guest_width = guest_width,
    .guest_height = guest_height,
  };

  if (!is_drawable (logical_width, logical_height, guest_width, guest_height))
    return geometry;

  gint window_width = logical_width * scale;
  gint window_height = logical_height * scale;

  if ((gint64) window_width * guest_height <= (gint64) window_height * guest_width)
    {
      geometry.width = window_width;
      geometry.height = scaled (guest_height, window_width, guest_width);
    }
  else
    {
      geometry.width = scaled (guest_width, window_height, guest_height);
      geometry.height = window_height;
    }
  return place (window_width, window_height, geometry);
}

SumacGeometry
sumac_geometry_zoom (gint logical_width,
                     gint logical_height,
                     gint scale,
                     gint guest_width,
                     gint guest_height,
                     gint zoom)
{
  SumacGeometry geometry = {
    .scale = scale,
    .guest_width = guest_width,
    .guest_height = guest_height,
  };

  if (!is_drawable (logical_width, logical_height, guest_width, guest_height))
    return geometry;

  zoom = bounded_zoom (guest_width, guest_height, zoom);
  geometry.width = scaled (guest_width, zoom, 100);
  geometry.height = scaled (guest_height, zoom, 100);
  return place (logical_width * scale, logical_height * scale, geometry);
}

void
sumac_geometry_request (gint guest_width,
                        gint guest_height,
                        gint scale,
                        gint zoom,
                        gint *width,
                        gint *height)
{
  if (guest_width <= 0 || guest_height <= 0)
    {
      *width = 0;
      *height = 0;
      return;
    }
  zoom = bounded_zoom (guest_width, guest_height, zoom);
  *width = ceil_div (MAX (scaled (guest_width, zoom, 100), 1), scale);
  *height = ceil_div (MAX (scaled (guest_height, zoom, 100), 1), scale);
}

SumacFidelity
sumac_geometry_fidelity (const SumacGeometry *geometry)
{
  gint factor = geometry->guest_width > 0 ? geometry->width / geometry->guest_width : 0;

  if (factor < 1 || geometry->width != factor * geometry->guest_width ||
      geometry->height != factor * geometry->guest_height)
    return SUMAC_FIDELITY_SMOOTH;
  return factor == 1 ? SUMAC_FIDELITY_EXACT : SUMAC_FIDELITY_WHOLE;
}

/* One axis of the way to the guest. @place counts from the picture's corner. */
static gint
to_guest (gint place, gint length, gint guest_length)
{
  if (length <= 1)
    return 0;
  place = CLAMP (place, 0, length - 1);
  return (gint) ((gint64) place * (guest_length - 1) / (length - 1));
}

gboolean
sumac_geometry_to_guest (const SumacGeometry *geometry,
                         double logical_x,
                         double logical_y,
                         gint *x,
                         gint *y)
{
  gint left = device_pixel (logical_x, geometry->scale) - geometry->x;
  gint top = device_pixel (logical_y, geometry->scale) - geometry->y;

  *x = to_guest (left, geometry->width, geometry->guest_width);
  *y = to_guest (top, geometry->height, geometry->guest_height);
  return left >= 0 && left < geometry->width && top >= 0 && top < geometry->height;
}

void
sumac_geometry_from_guest (const SumacGeometry *geometry,
                           gint x,
                           gint y,
                           double *logical_x,
                           double *logical_y)
{
  double factor_x = (double) geometry->width / MAX (geometry->guest_width, 1);
  double factor_y = (double) geometry->height / MAX (geometry->guest_height, 1);

  *logical_x = (geometry->x + (x + 0.5) * factor_x) / geometry->scale;
  *logical_y = (geometry->y + (y + 0.5) * factor_y) / geometry->scale;
}

/* First device pixel that a guest pixel @edge touches. */
static gint
floor_scaled (gint edge, gint length, gint guest_length)
{
  return (gint) ((gint64) MAX (edge, 0) * length / guest_length);
}

/* The one behind the last that pixels before @edge touch. */
static gint
ceil_scaled (gint edge, gint length, gint guest_length)
{
  return (gint) (((gint64) MAX (edge, 0) * length + guest_length - 1) / guest_length);
}

SumacRect
sumac_geometry_cover (const SumacGeometry *geometry, const SumacRect *guest)
{
  gboolean mixes = sumac_geometry_fidelity (geometry) == SUMAC_FIDELITY_SMOOTH;
  gint near = mixes ? FILTER_REACH_GUEST : 0;
  gint far = mixes ? FILTER_REACH_DEVICE : 0;
  const SumacRect picture = { 0, 0, geometry->width, geometry->height };
  SumacRect bounds = { 0, 0, geometry->guest_width, geometry->guest_height };

  if (geometry->width == 0 || !sumac_rect_intersect (guest, &bounds, &bounds))
    return (SumacRect){ 0, 0, 0, 0 };

  SumacRect part = {
    .left = floor_scaled (bounds.left - near, geometry->width, geometry->guest_width) - far,
    .top = floor_scaled (bounds.top - near, geometry->height, geometry->guest_height) - far,
    .right = ceil_scaled (bounds.right + near, geometry->width, geometry->guest_width) + far,
    .bottom =
        ceil_scaled (bounds.bottom + near, geometry->height, geometry->guest_height) + far,
  };

  sumac_rect_intersect (&part, &picture, &part);
  return part;
}

SumacRect
sumac_geometry_to_logical (const SumacGeometry *geometry, const SumacRect *part)
{
  return (SumacRect){
    .left = floor_div (geometry->x + part->left, geometry->scale),
    .top = floor_div (geometry->y + part->top, geometry->scale),
    .right = ceil_div (geometry->x + part->right, geometry->scale),
    .bottom = ceil_div (geometry->y + part->bottom, geometry->scale),
  };
}
