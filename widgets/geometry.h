/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Where the guest's picture lies in the widget. Pure functions over a plain value. Everything
 * is in device pixels unless it is called logical (the toolkit's unit) or guest. */

#pragma once

#include <sumac/rect.h>

#define SUMAC_MIN_ZOOM     10
#define SUMAC_DEFAULT_ZOOM 100
#define SUMAC_MAX_ZOOM     400

/* Windows of X11 end here; no picture is made larger. */
#define SUMAC_MAX_PICTURE_SIDE 32767

/* How exact the picture is: decides how it is painted. */
typedef enum
{
  SUMAC_FIDELITY_EXACT,  /* a guest pixel is a device pixel */
  SUMAC_FIDELITY_WHOLE,  /* a guest pixel is a square of device pixels */
  SUMAC_FIDELITY_SMOOTH, /* pixels have to be mixed */
} SumacFidelity;

typedef struct _SumacGeometry SumacGeometry;

struct _SumacGeometry
{
  gint scale; /* device pixels a logical pixel, at least 1 */
  gint guest_width;
  gint guest_height;
  gint x; /* of the picture in the widget */
  gint y;
  gint width; /* of the picture; 0 where there is none */
  gint height;
};

/* The whole picture in the window, as large as it fits, in the middle. */
SumacGeometry sumac_geometry_fit (gint logical_width,
                                  gint logical_height,
                                  gint scale,
                                  gint guest_width,
                                  gint guest_height);

/* The picture at @zoom percent, in the middle; its upper left corner stays in the window when
 * it is larger. At 100 a guest pixel is a device pixel. */
SumacGeometry sumac_geometry_zoom (gint logical_width,
                                   gint logical_height,
                                   gint scale,
                                   gint guest_width,
                                   gint guest_height,
                                   gint zoom);

/* The logical size a window must have to show all of a picture at @zoom percent. */
void sumac_geometry_request (gint guest_width,
                             gint guest_height,
                             gint scale,
                             gint zoom,
                             gint *width,
                             gint *height);

SumacFidelity sumac_geometry_fidelity (const SumacGeometry *geometry);

/* The guest pixel under a logical place; both edges of the guest can be reached. Outside of
 * the picture it is the nearest one, and the result is FALSE. */
gboolean sumac_geometry_to_guest (const SumacGeometry *geometry,
                                  double logical_x,
                                  double logical_y,
                                  gint *x,
                                  gint *y);

/* The logical place in the middle of a guest pixel. */
void sumac_geometry_from_guest (const SumacGeometry *geometry,
                                gint x,
                                gint y,
                                double *logical_x,
                                double *logical_y);

/* The part of the picture, from its own corner, that guest pixels have a say in: somewhat
 * larger than their place where pixels are mixed. */
SumacRect sumac_geometry_cover (const SumacGeometry *geometry, const SumacRect *guest);

/* The logical rectangle of the widget that holds a part of the picture. */
SumacRect sumac_geometry_to_logical (const SumacGeometry *geometry, const SumacRect *part);
