/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A painter's commands made by hand. Each lies in a message of its own, as from a wire, and
 * is freed by sumac_command_free. */

#pragma once

#include "paint/command.h"
#include "support/message.h"

#include <spice/enums.h>

static inline SumacCommand *
test_command (SumacCommandKind kind, gsize body_bytes)
{
  g_autofree guint8 *body = g_malloc0 (MAX (body_bytes, 1));
  SumacMessage *message = test_message (0, body, body_bytes);
  SumacCommand *command = sumac_arena_new (&message->arena, SumacCommand, 1);

  command->kind = kind;
  command->message = message;
  command->item.size_bytes = MAX (body_bytes, 1);
  return command;
}

static inline SumacCommand *
test_surface_create (guint32 id, SumacPixelFormat format, guint32 width, guint32 height)
{
  SumacCommand *command = test_command (SUMAC_COMMAND_SURFACE_CREATE, 0);

  command->u.surface.id = id;
  command->u.surface.width = width;
  command->u.surface.height = height;
  command->u.surface.format = format;
  return command;
}

static inline SumacCommand *
test_primary (guint32 width, guint32 height)
{
  SumacCommand *command = test_surface_create (0, SUMAC_PIXELS_XRGB32, width, height);

  command->u.surface.is_primary = TRUE;
  return command;
}

static inline SumacCommand *
test_surface_destroy (guint32 id)
{
  SumacCommand *command = test_command (SUMAC_COMMAND_SURFACE_DESTROY, 0);

  command->u.surface.id = id;
  return command;
}

static inline SumacCommand *
test_draw (SumacOpKind kind, guint32 surface, const SumacRect *box, gsize body_bytes)
{
  SumacCommand *command = test_command (SUMAC_COMMAND_DRAW, body_bytes);

  command->u.draw.op.kind = kind;
  command->u.draw.op.surface = surface;
  command->u.draw.op.box = *box;
  return command;
}

static inline SumacCommand *
test_fill (guint32 surface, const SumacRect *box, guint32 color)
{
  SumacCommand *command = test_draw (SUMAC_OP_FILL, surface, box, 0);

  command->u.draw.op.rop = SUMAC_ROP_COPY;
  command->u.draw.op.brush.kind = SUMAC_BRUSH_SOLID;
  command->u.draw.op.brush.color = color;
  return command;
}

/* One more image to be resolved, which goes into @into. */
static inline SumacEncodedImage *
test_pending (SumacCommand *command, SumacSource *into, guint8 type)
{
  SumacPendingImage *pending = &command->u.draw.pending[command->u.draw.n_pending++];

  pending->into = into;
  pending->encoded.type = type;
  return &pending->encoded;
}

/* The body of @command, width × height × 4 bytes, becomes a bitmap. */
static inline SumacEncodedImage *
test_pending_bitmap (SumacCommand *command, SumacSource *into, guint32 width, guint32 height)
{
  SumacEncodedImage *image = test_pending (command, into, SPICE_IMAGE_TYPE_BITMAP);

  image->format = SPICE_BITMAP_FMT_32BIT;
  image->bitmap_flags = SPICE_BITMAP_FLAGS_TOP_DOWN;
  image->width = width;
  image->height = height;
  image->stride = width * 4;
  image->bytes = command->message->body;
  image->size = (gsize) width * height * 4;
  return image;
}

/* A copy of a bitmap of one colour, of just the box's size. */
static inline SumacCommand *
test_copy (guint32 surface, const SumacRect *box, guint32 color)
{
  guint32 width = (guint32) sumac_rect_width (box);
  guint32 height = (guint32) sumac_rect_height (box);
  SumacCommand *command = test_draw (SUMAC_OP_COPY, surface, box, (gsize) width * height * 4);
  guint32 pixel = GUINT32_TO_LE (color);

  command->u.draw.op.rop = SUMAC_ROP_COPY;
  command->u.draw.op.source_area =
      (SumacRect){ .right = (gint) width, .bottom = (gint) height };
  test_pending_bitmap (command, &command->u.draw.op.source, width, height);
  for (gsize i = 0; i < (gsize) width * height; i++)
    memcpy (command->message->body + 4 * i, &pixel, sizeof pixel);
  return command;
}
