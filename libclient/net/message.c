/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "net/message.h"

#include "core/thread.h"

#include <string.h>
#include <unistd.h>

/* Zero bytes behind each body, so that decoders may read a little ahead. */
#define SLACK 16

/* Bodies come in classes, four to each doubling: at most a quarter is wasted. */
#define SMALLEST      512u
#define SMALLEST_BITS 9
#define N_CLASSES     (4 * (33 - SMALLEST_BITS))

struct _SumacMessagePool
{
  SumacLock lock;
  gsize keep_bytes;
  /* Under the lock: */
  SumacMessage *unused[N_CLASSES];
  gsize n_kept_bytes; /* whole blocks, not only bodies */
  guint64 n_out;      /* messages in somebody's hands */
  guint hand;         /* the class that gives way next */
  gboolean is_freed;
};

static gsize
class_capacity (guint class)
{
  gsize base = (gsize) SMALLEST << (class / 4);

  return base + base / 4 * (class % 4);
}

/* The smallest class that holds @capacity bytes. */
static guint
class_of (gsize capacity)
{
  if (capacity <= SMALLEST)
    return 0;

  guint doublings = g_bit_storage (capacity - 1) - 1 - SMALLEST_BITS;
  gsize base = (gsize) SMALLEST << doublings;
  gsize quarters = (capacity - base + base / 4 - 1) / (base / 4);

  return doublings * 4 + (guint) quarters;
}

static gsize
block_bytes (gsize capacity)
{
  return sizeof (SumacMessage) + capacity;
}

SumacMessagePool *
sumac_message_pool_new (gsize keep_bytes)
{
  SumacMessagePool *pool = g_new0 (SumacMessagePool, 1);

  pool->keep_bytes = keep_bytes;
  sumac_lock_init (&pool->lock);
  return pool;
}

static void
destroy (SumacMessagePool *pool)
{
  sumac_lock_clear (&pool->lock);
  g_free (pool);
}

static void
free_list (SumacMessage *list)
{
  while (list)
    {
      SumacMessage *message = list;

      list = message->next;
      g_free (message);
    }
}

/* Under the lock. */
static SumacMessage *
pop (SumacMessagePool *pool, guint class)
{
  SumacMessage *message = pool->unused[class];

  if (!message)
    return NULL;
  pool->unused[class] = message->next;
  pool->n_kept_bytes -= block_bytes (message->capacity);
  return message;
}

/* Under the lock: takes messages of all classes in turn until @wanted more bytes may be kept,
 * so that sizes nobody asks for any longer don't fill the pool for ever. */
static SumacMessage *
evict (SumacMessagePool *pool, gsize wanted)
{
  SumacMessage *evicted = NULL;

  while (pool->n_kept_bytes > pool->keep_bytes - wanted)
    {
      SumacMessage *message = pop (pool, pool->hand);

      pool->hand = (pool->hand + 1) % N_CLASSES;
      if (!message)
        continue;
      message->next = evicted;
      evicted = message;
    }
  return evicted;
}

void
sumac_message_pool_free (SumacMessagePool *pool)
{
  if (!pool)
    return;

  sumac_lock (&pool->lock);
  pool->is_freed = TRUE;

  SumacMessage *evicted = NULL;

  for (guint class = 0; class < N_CLASSES; class ++)
    for (SumacMessage *message = pop (pool, class); message; message = pop (pool, class))
      {
        message->next = evicted;
        evicted = message;
      }

  gboolean is_last = pool->n_out == 0;

  sumac_unlock (&pool->lock);
  free_list (evicted);
  if (is_last)
    destroy (pool);
}

/* Takes an unused one, or counts the one that will be made. */
static SumacMessage *
take (SumacMessagePool *pool, guint class)
{
  sumac_lock (&pool->lock);

  SumacMessage *message = pop (pool, class);

  pool->n_out++;
  sumac_unlock (&pool->lock);
  return message;
}

static void
untake (SumacMessagePool *pool)
{
  sumac_lock (&pool->lock);
  pool->n_out--;
  sumac_unlock (&pool->lock);
}

SumacMessage *
sumac_message_new (SumacMessagePool *pool, gsize size)
{
  if (size > G_MAXUINT32 - SLACK)
    return NULL;

  guint class = class_of (size + SLACK);
  SumacMessage *message = take (pool, class);

  if (!message)
    {
      gsize capacity = class_capacity (class);

      message = g_try_malloc (block_bytes (capacity));
      if (!message)
        {
          untake (pool);
          return NULL;
        }
      message->capacity = capacity;
      sumac_arena_init (&message->arena);
    }
  message->serial = 0;
  message->is_sub = FALSE;
  message->type = 0;
  message->size = (guint32) size;
  message->body = (guint8 *) (message + 1);
  message->descriptor = -1;
  message->next = NULL;
  message->pool = pool;
  memset (message->body + size, 0, SLACK);
  return message;
}

void
sumac_message_free (SumacMessage *message)
{
  if (!message)
    return;

  SumacMessagePool *pool = message->pool;
  gsize bytes = block_bytes (message->capacity);
  guint class = class_of (message->capacity);
  SumacMessage *evicted = message;

  message->next = NULL;
  sumac_arena_clear (&message->arena);
  if (message->descriptor >= 0)
    close (message->descriptor);

  sumac_lock (&pool->lock);
  if (!pool->is_freed && bytes <= pool->keep_bytes)
    {
      evicted = evict (pool, bytes);
      message->next = pool->unused[class];
      pool->unused[class] = message;
      pool->n_kept_bytes += bytes;
    }
  pool->n_out--;

  gboolean is_last = pool->is_freed && pool->n_out == 0;

  sumac_unlock (&pool->lock);
  free_list (evicted);
  if (is_last)
    destroy (pool);
}
