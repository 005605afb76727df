/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One message of a server: its body, and an arena for what it is parsed into. Messages come
 * from a pool and return to it, so that a stream of commands allocates nothing. A message
 * goes from hand to hand: channel's thread, queue, painter; the last one gives it back. */

#pragma once

#include "core/arena.h"
#include "core/reader.h"

typedef struct _SumacMessage SumacMessage;
typedef struct _SumacMessagePool SumacMessagePool;

struct _SumacMessage
{
  guint64 serial;  /* counted from 1 on each channel; sub-messages have their parent's */
  gboolean is_sub; /* it is a part, and its parent still to come */
  guint16 type;
  guint32 size;
  guint8 *body;
  SumacArena arena;
  int descriptor; /* a file that came with it, or -1; closed with the message */
  /*< private >*/
  SumacMessage *next;
  SumacMessagePool *pool;
  gsize capacity;
};

/* Keeps up to @keep_bytes of unused bodies. Thread: any. Reference counted by its messages:
 * free may come before the last message returns. */
SumacMessagePool *sumac_message_pool_new (gsize keep_bytes);
void sumac_message_pool_free (SumacMessagePool *pool);

/* A message with room for @size bytes of body, or NULL when there is no memory. */
SumacMessage *sumac_message_new (SumacMessagePool *pool, gsize size);
void sumac_message_free (SumacMessage *message);

static inline SumacReader
sumac_message_reader (const SumacMessage *message)
{
  return sumac_reader (message->body, message->size);
}
