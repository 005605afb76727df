/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The guest's pointer as a picture of ours. Thread: the application's. */

#pragma once

#include "widgets/geometry.h"

#include <gdk/gdk.h>
#include <sumac/cursor.h>

/* The shape in guest pixels. Owned by the caller. */
cairo_surface_t *sumac_cursor_make_surface (SumacCursor *cursor);

/* The local pointer in the guest's shape, as large as the picture around it. */
GdkCursor *sumac_cursor_make_local (SumacCursor *cursor,
                                    GdkDisplay *display,
                                    const SumacGeometry *geometry);

/* A local pointer that shows nothing. */
GdkCursor *sumac_cursor_make_blank (GdkDisplay *display);

/* The place of the shape on the guest's picture with its hot spot at @x, @y. */
SumacRect sumac_cursor_place (SumacCursor *cursor, gint x, gint y);
