/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The display channel's messages, as a sequence with one palette cache: each a u16 type, a u32
 * size and the body. */

#include "channels/display-wire.h"
#include "channels/display-stream-wire.h"
#include "support/message.h"

#include <spice/enums.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static gboolean
is_command (guint16 type)
{
  return type == SPICE_MSG_WAIT_FOR_CHANNELS ||
         (type >= SPICE_MSG_DISPLAY_MODE && type <= SPICE_MSG_DISPLAY_INVAL_ALL_PIXMAPS) ||
         (type >= SPICE_MSG_DISPLAY_DRAW_FILL && type <= SPICE_MSG_DISPLAY_SURFACE_DESTROY) ||
         type == SPICE_MSG_DISPLAY_DRAW_COMPOSITE;
}

static gboolean
is_of_stream (guint16 type)
{
  return (type >= SPICE_MSG_DISPLAY_STREAM_CREATE &&
          type <= SPICE_MSG_DISPLAY_STREAM_DESTROY_ALL) ||
         type == SPICE_MSG_DISPLAY_STREAM_DATA_SIZED ||
         type == SPICE_MSG_DISPLAY_STREAM_ACTIVATE_REPORT;
}

/* What a frame consists of is read, as a decoder would. */
static void
parse_stream (SumacMessage *message)
{
  SumacCommand *command = sumac_display_parse_stream (message, NULL);
  guint8 sum = 0;

  if (command && command->kind == SUMAC_COMMAND_STREAM_DATA)
    for (gsize i = 0; i < command->u.frame.size; i++)
      sum = (guint8) (sum + command->u.frame.bytes[i]);
  message->type = sum;
  sumac_message_free (message);
}

static void
parse (SumacMessage *message, SumacPaletteCache *palettes)
{
  SumacHeads heads;

  if (is_of_stream (message->type))
    {
      parse_stream (message);
      return;
    }
  if (is_command (message->type))
    {
      SumacCommand *command = sumac_display_parse (message, palettes, NULL);

      if (command)
        {
          sumac_command_free (command);
          return;
        }
    }
  else
    sumac_display_parse_heads (message, &heads, NULL);
  sumac_message_free (message);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  SumacPaletteCache *palettes = sumac_palette_cache_new ();

  while (size >= 6)
    {
      guint16 type = (guint16) (data[0] | data[1] << 8);
      gsize wanted = (gsize) data[2] | (gsize) data[3] << 8 | (gsize) data[4] << 16;
      gsize body = MIN (wanted, size - 6);

      parse (test_message (type, data + 6, body), palettes);
      data += 6 + body;
      size -= 6 + body;
    }
  sumac_palette_cache_free (palettes);
  return 0;
}
