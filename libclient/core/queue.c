/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/queue.h"

#include "core/thread.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct _SumacQueue
{
  gsize max_bytes;
  guint max_items;
  SumacMailbox *writer;
  int fd; /* rung when an empty queue got something, and by wake */
  SumacLock lock;
  /* under lock: */
  SumacQueueItem *first;
  SumacQueueItem **last;
  gsize bytes; /* waiting or being worked off */
  guint items;
  gboolean was_full; /* the writer wants to be rung */
};

SumacQueue *
sumac_queue_new (gsize max_bytes, guint max_items, SumacMailbox *writer)
{
  int fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);

  if (fd < 0)
    return NULL;

  SumacQueue *queue = g_new0 (SumacQueue, 1);

  queue->fd = fd;
  queue->max_bytes = max_bytes;
  queue->max_items = max_items;
  queue->writer = writer;
  queue->last = &queue->first;
  sumac_lock_init (&queue->lock);
  return queue;
}

void
sumac_queue_free (SumacQueue *queue, void (*drop) (SumacQueueItem *item))
{
  if (!queue)
    return;
  while (queue->first)
    {
      SumacQueueItem *item = queue->first;

      queue->first = item->next;
      drop (item);
    }
  close (queue->fd);
  sumac_lock_clear (&queue->lock);
  g_free (queue);
}

static gboolean
has_room (const SumacQueue *queue)
{
  return queue->items < queue->max_items && queue->bytes < queue->max_bytes;
}

gboolean
sumac_queue_push (SumacQueue *queue, SumacQueueItem *item)
{
  gboolean room;
  gboolean was_empty;

  item->next = NULL;
  sumac_lock (&queue->lock);
  was_empty = queue->first == NULL;
  *queue->last = item;
  queue->last = &item->next;
  queue->bytes += item->size_bytes;
  queue->items++;
  room = has_room (queue);
  if (!room)
    queue->was_full = TRUE;
  sumac_unlock (&queue->lock);

  if (was_empty)
    sumac_queue_wake (queue);
  return room;
}

gboolean
sumac_queue_has_room (SumacQueue *queue)
{
  gboolean room;

  sumac_lock (&queue->lock);
  room = has_room (queue);
  if (!room)
    queue->was_full = TRUE;
  sumac_unlock (&queue->lock);
  return room;
}

static SumacQueueItem *
take_list (SumacQueue *queue)
{
  sumac_lock (&queue->lock);

  SumacQueueItem *list = queue->first;

  queue->first = NULL;
  queue->last = &queue->first;
  sumac_unlock (&queue->lock);
  return list;
}

/* Until the queue is rung, or the deadline has passed. */
static gboolean
wait_for_ring (SumacQueue *queue, gint64 deadline_us)
{
  gint64 left_us = MAX (deadline_us - sumac_clock_us (), 0);
  struct timespec left = {
    .tv_sec = (time_t) (left_us / G_USEC_PER_SEC),
    .tv_nsec = (long) (left_us % G_USEC_PER_SEC) * 1000,
  };
  struct pollfd rung = { .fd = queue->fd, .events = POLLIN };
  guint64 count;

  return ppoll (&rung, 1, deadline_us == SUMAC_QUEUE_FOREVER ? NULL : &left, NULL) > 0 &&
         read (queue->fd, &count, sizeof count) > 0;
}

SumacQueueItem *
sumac_queue_take_all (SumacQueue *queue, gint64 deadline_us)
{
  SumacQueueItem *list = take_list (queue);

  if (list || deadline_us == SUMAC_QUEUE_DONT_WAIT || !wait_for_ring (queue, deadline_us))
    return list;
  return take_list (queue);
}

void
sumac_queue_done (SumacQueue *queue, guint n_items, gsize size_bytes)
{
  gboolean ring;

  sumac_lock (&queue->lock);
  queue->items -= n_items;
  queue->bytes -= size_bytes;
  /* Half empty: so that reading goes on in long runs, not item by item. */
  ring = queue->was_full && queue->items <= queue->max_items / 2 &&
         queue->bytes <= queue->max_bytes / 2;
  if (ring)
    queue->was_full = FALSE;
  sumac_unlock (&queue->lock);

  if (ring)
    sumac_mailbox_ring (queue->writer);
}

void
sumac_queue_wake (SumacQueue *queue)
{
  guint64 one = 1;

  /* A full counter means that the reader has been woken already. */
  if (write (queue->fd, &one, sizeof one) < 0)
    return;
}
