/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Making pointer shapes. */

#pragma once

#include <sumac/cursor.h>

/* Takes @bytes over: width × height × 4, premultiplied native ARGB32. The hot spot is moved
 * into the shape. */
SumacCursor *sumac_cursor_new (gint width, gint height, gint hot_x, gint hot_y, GBytes *bytes);
