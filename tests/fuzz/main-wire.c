/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The main channel's and the base messages: a u16 type, then the body. */

#include "channels/main-wire.h"
#include "channels/base-wire.h"
#include "support/message.h"

#include <spice/enums.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
parse_text (SumacMessage *message)
{
  g_autofree char *name = sumac_main_parse_name (message, NULL);
  g_autofree char *uuid = sumac_main_parse_uuid (message, NULL);
  SumacNotify notify;

  if (sumac_base_parse_notify (message, &notify, NULL))
    g_free (notify.text);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  SumacMainInit init;
  SumacChannelList list;
  SumacSetAck set;
  SumacPing ping;
  guint32 a;
  guint32 b;

  if (size < 2)
    return 0;

  /* No parser asks for the type: each gets every body. */
  SumacMessage *message = test_message (0, data + 2, size - 2);

  sumac_main_parse_init (message, &init, NULL);
  sumac_main_parse_channels (message, &list, NULL);
  sumac_main_parse_mouse_mode (message, &a, &b, NULL);
  sumac_main_parse_u32 (message, "time", &a, NULL);
  sumac_base_parse_set_ack (message, &set, NULL);
  sumac_base_parse_ping (message, &ping, NULL);
  parse_text (message);
  sumac_message_free (message);
  return 0;
}
