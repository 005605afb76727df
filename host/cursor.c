/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/cursor.h"

#include "host/image.h"

struct _SumacHostCursor
{
  SumacHostDevice *device;
};

SumacHostCursor *
sumac_host_cursor_new (SumacHostDevice *device)
{
  SumacHostCursor *cursor = g_new0 (SumacHostCursor, 1);

  cursor->device = device;
  return cursor;
}

void
sumac_host_cursor_free (SumacHostCursor *cursor)
{
  g_free (cursor);
}

static SumacHostCommand *
make (SumacHostCursor *cursor, guint8 type, QXLCursorCmd **body)
{
  SumacHostPool *pool = sumac_host_device_get_pool (cursor->device);
  SumacHostCommand *command = sumac_host_command_new (pool, QXL_CMD_CURSOR, sizeof **body);

  *body = sumac_host_command_get_body (command);
  (*body)->type = type;
  return command;
}

void
sumac_host_cursor_set (SumacHostCursor *cursor, const SumacHostShape *shape, gint16 x, gint16 y)
{
  QXLCursorCmd *body;
  SumacHostCommand *command = make (cursor, QXL_CURSOR_SET, &body);
  QXLCursor *qxl = sumac_host_command_alloc (command, sizeof *qxl + shape->n_bytes);

  qxl->header = (QXLCursorHeader){
    .unique = shape->unique,
    .type = (guint16) shape->type,
    .width = shape->width,
    .height = shape->height,
    .hot_spot_x = shape->hot_x,
    .hot_spot_y = shape->hot_y,
  };
  qxl->data_size = (guint32) shape->n_bytes;
  sumac_host_chunk_fill (&qxl->chunk, shape->bytes, shape->n_bytes);
  body->u.set.position = (QXLPoint16){ .x = x, .y = y };
  body->u.set.visible = 1;
  body->u.set.shape = (guintptr) qxl;
  sumac_host_device_push (cursor->device, command);
}

void
sumac_host_cursor_move (SumacHostCursor *cursor, gint16 x, gint16 y)
{
  QXLCursorCmd *body;
  SumacHostCommand *command = make (cursor, QXL_CURSOR_MOVE, &body);

  body->u.position = (QXLPoint16){ .x = x, .y = y };
  sumac_host_device_push (cursor->device, command);
}

void
sumac_host_cursor_hide (SumacHostCursor *cursor)
{
  QXLCursorCmd *body;

  sumac_host_device_push (cursor->device, make (cursor, QXL_CURSOR_HIDE, &body));
}
