/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "draw/cursor.h"

struct _SumacCursor
{
  gint ref_count; /* atomic */
  gint width;
  gint height;
  gint hot_x;
  gint hot_y;
  GBytes *bytes;
};

G_DEFINE_BOXED_TYPE (SumacCursor, sumac_cursor, sumac_cursor_ref, sumac_cursor_unref)

SumacCursor *
sumac_cursor_new (gint width, gint height, gint hot_x, gint hot_y, GBytes *bytes)
{
  SumacCursor *cursor = g_new (SumacCursor, 1);

  *cursor = (SumacCursor){
    .ref_count = 1,
    .width = width,
    .height = height,
    .hot_x = CLAMP (hot_x, 0, width - 1),
    .hot_y = CLAMP (hot_y, 0, height - 1),
    .bytes = bytes,
  };
  return cursor;
}

/**
 * sumac_cursor_ref:
 * @cursor: a shape
 *
 * Takes one more reference. Any thread.
 *
 * Returns: (transfer full): @cursor
 */
SumacCursor *
sumac_cursor_ref (SumacCursor *cursor)
{
  __atomic_fetch_add (&cursor->ref_count, 1, __ATOMIC_RELAXED);
  return cursor;
}

/**
 * sumac_cursor_unref:
 * @cursor: (nullable): a shape
 *
 * Gives a reference back. Any thread.
 */
void
sumac_cursor_unref (SumacCursor *cursor)
{
  if (!cursor || __atomic_fetch_sub (&cursor->ref_count, 1, __ATOMIC_ACQ_REL) != 1)
    return;
  g_bytes_unref (cursor->bytes);
  g_free (cursor);
}

/**
 * sumac_cursor_get_width:
 * @cursor: a shape
 *
 * Tells the width.
 *
 * Returns: pixels, 1 … 514
 */
gint
sumac_cursor_get_width (SumacCursor *cursor)
{
  return cursor->width;
}

/**
 * sumac_cursor_get_height:
 * @cursor: a shape
 *
 * Tells the height.
 *
 * Returns: pixels, 1 … 514
 */
gint
sumac_cursor_get_height (SumacCursor *cursor)
{
  return cursor->height;
}

/**
 * sumac_cursor_get_hot_x:
 * @cursor: a shape
 *
 * Tells which column points.
 *
 * Returns: pixels from the left, within the shape
 */
gint
sumac_cursor_get_hot_x (SumacCursor *cursor)
{
  return cursor->hot_x;
}

/**
 * sumac_cursor_get_hot_y:
 * @cursor: a shape
 *
 * Tells which row points.
 *
 * Returns: pixels from the top, within the shape
 */
gint
sumac_cursor_get_hot_y (SumacCursor *cursor)
{
  return cursor->hot_y;
}

/**
 * sumac_cursor_get_bytes:
 * @cursor: a shape
 *
 * Gives the pixels: width × height × 4 bytes, rows from top to bottom without padding, each
 * pixel B G R A, premultiplied.
 *
 * Returns: (transfer none): the bytes, as long as the shape lives
 */
GBytes *
sumac_cursor_get_bytes (SumacCursor *cursor)
{
  return cursor->bytes;
}
