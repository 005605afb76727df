/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Pictures painted with cairo, and the drawing commands that bring them to the screen. */

#pragma once

#include "host/host.h"

#include <cairo.h>

typedef cairo_rectangle_int_t DemoRect;

/* Ids of pictures that clients are asked to keep. */
enum
{
  DEMO_PICTURE_PASSING, /* used once */
  DEMO_PICTURE_WALLPAPER,
  DEMO_PICTURE_SHADOW,
  DEMO_PICTURE_CORNERS,
  DEMO_PICTURE_CORNERS_ACTIVE,
};

/* What was painted, and must not change any more: the server reads it when it likes. */
typedef struct
{
  SumacHostImage image;
  gboolean has_alpha;
} DemoPicture;

/* A fresh surface to paint on. */
cairo_t *demo_picture_begin (int width, int height, gboolean has_alpha);

/* Takes @cr. */
DemoPicture demo_picture_end (cairo_t *cr, guint32 id);
void demo_picture_clear (DemoPicture *picture);

/* The same face everywhere. */
void demo_picture_set_font (cairo_t *cr, double size, gboolean is_bold);

/* In all of these, boxes may leave the surface, whose size is @bounds; @clip NULL: no clip. */
typedef struct
{
  SumacHostDisplay *display;
  guint32 surface;
  DemoRect bounds;
} DemoTarget;

void demo_draw_fill (const DemoTarget *target, DemoRect box, guint32 color);

/* With alpha: blended; without: copied. The upper left corner goes to x, y. */
void demo_draw_picture (const DemoTarget *target,
                        const DemoPicture *picture,
                        int x,
                        int y,
                        const cairo_region_t *clip);

/* Part of a picture with alpha; a side of @from that is one pixel long is stretched. */
void demo_draw_part (const DemoTarget *target,
                     const DemoPicture *picture,
                     DemoRect from,
                     DemoRect to,
                     const cairo_region_t *clip);

/* Another surface as a whole. */
void demo_draw_surface (const DemoTarget *target,
                        guint32 source,
                        DemoRect to,
                        const cairo_region_t *clip);

/* Moves what lies dx, dy before @to. */
void demo_draw_move (const DemoTarget *target,
                     DemoRect to,
                     int dx,
                     int dy,
                     const cairo_region_t *clip);
