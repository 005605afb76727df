/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Messages made by hand, for tests of wires. */

#pragma once

#include "net/message.h"

#include <string.h>

/* A message of its own pool, with the bytes given. Freed by sumac_message_free. */
static inline SumacMessage *
test_message (guint16 type, const void *body, gsize size)
{
  SumacMessagePool *pool = sumac_message_pool_new (0);
  SumacMessage *message = sumac_message_new (pool, size);

  message->type = type;
  message->serial = 1;
  message->size = (guint32) size;
  if (size > 0)
    memcpy (message->body, body, size);
  sumac_message_pool_free (pool);
  return message;
}
