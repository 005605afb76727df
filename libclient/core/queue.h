/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One writer, one reader, bounded by bytes and items: drawing commands into a painter.
 * The writer never blocks: it is told that the queue is full, stops reading its socket, and
 * is rung through its own mailbox when there is room again. The reader may wait.
 *
 * Items are intrusive, so that queueing allocates nothing. */

#pragma once

#include "core/mailbox.h"

typedef struct _SumacQueue SumacQueue;
typedef struct _SumacQueueItem SumacQueueItem;

struct _SumacQueueItem
{
  SumacQueueItem *next;
  gsize size_bytes; /* what it counts against the bound */
};

/* NULL when the process has no descriptor left. @writer is rung when a queue that was full has room; borrowed, outlives the queue. */
SumacQueue *sumac_queue_new (gsize max_bytes, guint max_items, SumacMailbox *writer);

/* Items still in it are handed to @drop. */
void sumac_queue_free (SumacQueue *queue, void (*drop) (SumacQueueItem *item));

/* Writer. Always takes @item; FALSE when the queue is now full: write no more until rung. */
gboolean sumac_queue_push (SumacQueue *queue, SumacQueueItem *item);

/* Writer. */
gboolean sumac_queue_has_room (SumacQueue *queue);

/* Deadlines that are none. */
#define SUMAC_QUEUE_DONT_WAIT 0
#define SUMAC_QUEUE_FOREVER   G_MAXINT64

/* Reader. Takes everything that is there, oldest first, as a list. When there is nothing it
 * waits once, until @deadline_us (of sumac_clock_us); NULL then means that this has passed, or
 * that it was woken for another reason. The bytes count against the bound until
 * sumac_queue_done. */
SumacQueueItem *sumac_queue_take_all (SumacQueue *queue, gint64 deadline_us);

/* Reader. @n_items with together @size_bytes have been worked off. */
void sumac_queue_done (SumacQueue *queue, guint n_items, gsize size_bytes);

/* Any thread, takes no lock. Ends a wait of the reader, now or the next one. */
void sumac_queue_wake (SumacQueue *queue);
