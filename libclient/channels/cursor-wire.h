/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The cursor channel's messages, bytes to values, and shapes to pixels (channels spec §3).
 * Pure. */

#pragma once

#include "net/message.h"

#include <sumac/cursor.h>

/* A shape as the server sent it; @data lies in the message. */
typedef struct
{
  guint16 flags; /* SPICE_CURSOR_FLAGS_… */
  guint64 unique;
  guint8 type; /* SPICE_CURSOR_TYPE_… */
  guint16 width;
  guint16 height;
  guint16 hot_x;
  guint16 hot_y;
  const guint8 *data;
  gsize size;
} SumacEncodedCursor;

/* INIT and SET. */
typedef struct
{
  gint16 x;
  gint16 y;
  gboolean is_visible;
  SumacEncodedCursor shape;
} SumacCursorSet;

gboolean sumac_cursor_parse_init (const SumacMessage *message,
                                  SumacCursorSet *set,
                                  GError **error);
gboolean sumac_cursor_parse_set (const SumacMessage *message,
                                 SumacCursorSet *set,
                                 GError **error);
gboolean sumac_cursor_parse_move (const SumacMessage *message,
                                  gint16 *x,
                                  gint16 *y,
                                  GError **error);
gboolean sumac_cursor_parse_unique (const SumacMessage *message,
                                    guint64 *unique,
                                    GError **error);

/* The shape as pixels, or NULL: no shape in it, a side not within 1 … 512, too few bytes, an
 * unknown type. Then the previous shape stays. */
SumacCursor *sumac_cursor_decode (const SumacEncodedCursor *shape);
