/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The guest's pointer: its shape and place. Owned by the host. Thread: any. */

#pragma once

#include "host/device.h"

#include <spice/enums.h>

typedef struct
{
  SpiceCursorType type;
  guint64 unique; /* names this shape, so that clients keep it; 0: they don't */
  guint16 width;
  guint16 height;
  guint16 hot_x;
  guint16 hot_y;
  const guint8 *bytes; /* by type: channels spec §3.4 */
  gsize n_bytes;
} SumacHostShape;

typedef struct _SumacHostCursor SumacHostCursor;

/* For the host alone. */
SumacHostCursor *sumac_host_cursor_new (SumacHostDevice *device);
void sumac_host_cursor_free (SumacHostCursor *cursor);

/* x and y: where the hot spot is. */
void sumac_host_cursor_set (SumacHostCursor *cursor,
                            const SumacHostShape *shape,
                            gint16 x,
                            gint16 y);

/* Shows a hidden pointer, too. */
void sumac_host_cursor_move (SumacHostCursor *cursor, gint16 x, gint16 y);
void sumac_host_cursor_hide (SumacHostCursor *cursor);
