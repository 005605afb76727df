/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The cursor channel's messages and shapes: a u16 type, then the body. */

#include "channels/cursor-wire.h"
#include "support/message.h"

#include <spice/enums.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  SumacCursorSet set;
  guint64 unique;
  gint16 x;
  gint16 y;

  if (size < 2)
    return 0;

  SumacMessage *message = test_message ((guint16) (data[0] | data[1] << 8), data + 2, size - 2);
  gboolean is_set = message->type == SPICE_MSG_CURSOR_INIT
                        ? sumac_cursor_parse_init (message, &set, NULL)
                        : sumac_cursor_parse_set (message, &set, NULL);

  if (is_set)
    sumac_cursor_unref (sumac_cursor_decode (&set.shape));
  sumac_cursor_parse_move (message, &x, &y, NULL);
  sumac_cursor_parse_unique (message, &unique, NULL);
  sumac_message_free (message);
  return 0;
}
