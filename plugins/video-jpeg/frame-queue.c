/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "frame-queue.h"

#include <pthread.h>
#include <string.h>

/* Beside those that wait one is filled, and one is at the decoder. */
#define N_FRAMES (FRAME_QUEUE_LENGTH + 2)

/* What a frame that is not used may keep. */
#define KEPT_BYTES (1u << 20)

struct _FrameQueue
{
  Frame frames[N_FRAMES];

  pthread_mutex_t lock; /* guards what follows */
  pthread_cond_t frame_came;
  Frame *spare[N_FRAMES];
  guint n_spare;
  Frame *waiting[FRAME_QUEUE_LENGTH]; /* the oldest first */
  guint n_waiting;
  gsize waiting_bytes;
  gboolean gave_way;
  gboolean has_ended;
};

FrameQueue *
frame_queue_new (void)
{
  FrameQueue *queue = g_new0 (FrameQueue, 1);

  pthread_mutex_init (&queue->lock, NULL);
  pthread_cond_init (&queue->frame_came, NULL);
  for (guint i = 0; i < N_FRAMES; i++)
    queue->spare[queue->n_spare++] = &queue->frames[i];
  return queue;
}

void
frame_queue_free (FrameQueue *queue)
{
  if (!queue)
    return;
  for (guint i = 0; i < N_FRAMES; i++)
    g_free (queue->frames[i].bytes);
  pthread_cond_destroy (&queue->frame_came);
  pthread_mutex_destroy (&queue->lock);
  g_free (queue);
}

static gboolean
fill (Frame *frame, const guint8 *bytes, gsize size, guint64 cookie)
{
  if (frame->room < size)
    {
      g_free (frame->bytes);
      frame->bytes = g_try_malloc (size);
      frame->room = frame->bytes ? size : 0;
      if (!frame->bytes)
        return FALSE;
    }
  if (size > 0)
    memcpy (frame->bytes, bytes, size);
  frame->size = size;
  frame->cookie = cookie;
  return TRUE;
}

/* The lock is held. A frame that was huge does not keep its memory for as long as the stream
 * lasts; that is rare enough to be done here. */
static void
put_spare (FrameQueue *queue, Frame *frame)
{
  if (frame->room > KEPT_BYTES)
    {
      g_clear_pointer (&frame->bytes, g_free);
      frame->room = 0;
    }
  queue->spare[queue->n_spare++] = frame;
}

/* The lock is held. */
static Frame *
take_oldest (FrameQueue *queue)
{
  Frame *frame = queue->waiting[0];

  queue->n_waiting--;
  queue->waiting_bytes -= frame->size;
  memmove (queue->waiting, queue->waiting + 1, queue->n_waiting * sizeof (Frame *));
  return frame;
}

/* The lock is held. */
static gboolean
must_give_way (FrameQueue *queue, gsize size, gint64 now_us)
{
  if (queue->n_waiting == 0)
    return FALSE;
  if (queue->n_waiting >= FRAME_QUEUE_FEW &&
      now_us - queue->waiting[0]->came_us > FRAME_QUEUE_US)
    return TRUE;
  return queue->n_waiting == FRAME_QUEUE_LENGTH ||
         queue->waiting_bytes + size > FRAME_QUEUE_BYTES;
}

/* The lock is held. */
static void
make_room (FrameQueue *queue, gsize size, gint64 now_us)
{
  while (must_give_way (queue, size, now_us))
    {
      put_spare (queue, take_oldest (queue));
      queue->gave_way = TRUE;
    }
}

gboolean
frame_queue_push (FrameQueue *queue,
                  const guint8 *bytes,
                  gsize size,
                  guint64 cookie,
                  gint64 now_us)
{
  pthread_mutex_lock (&queue->lock);

  Frame *frame = queue->spare[--queue->n_spare];

  pthread_mutex_unlock (&queue->lock);

  gboolean is_filled = fill (frame, bytes, size, cookie);

  pthread_mutex_lock (&queue->lock);
  if (is_filled)
    {
      make_room (queue, size, now_us);
      frame->came_us = now_us;
      queue->waiting[queue->n_waiting++] = frame;
      queue->waiting_bytes += size;
      pthread_cond_signal (&queue->frame_came);
    }
  else
    put_spare (queue, frame);
  pthread_mutex_unlock (&queue->lock);
  return is_filled;
}

void
frame_queue_end (FrameQueue *queue)
{
  pthread_mutex_lock (&queue->lock);
  queue->has_ended = TRUE;
  pthread_cond_signal (&queue->frame_came);
  pthread_mutex_unlock (&queue->lock);
}

gboolean
frame_queue_has_ended (FrameQueue *queue)
{
  pthread_mutex_lock (&queue->lock);

  gboolean has_ended = queue->has_ended;

  pthread_mutex_unlock (&queue->lock);
  return has_ended;
}

Frame *
frame_queue_take (FrameQueue *queue, gboolean *gave_way)
{
  Frame *frame = NULL;

  pthread_mutex_lock (&queue->lock);
  while (!queue->has_ended && queue->n_waiting == 0)
    pthread_cond_wait (&queue->frame_came, &queue->lock);
  if (!queue->has_ended)
    frame = take_oldest (queue);
  *gave_way = queue->gave_way;
  queue->gave_way = FALSE;
  pthread_mutex_unlock (&queue->lock);
  return frame;
}

void
frame_queue_give (FrameQueue *queue, Frame *frame)
{
  pthread_mutex_lock (&queue->lock);
  put_spare (queue, frame);
  pthread_mutex_unlock (&queue->lock);
}
