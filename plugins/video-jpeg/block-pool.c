/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "block-pool.h"

#include <pthread.h>
#include <stdlib.h>

/* One is filled, one waits, one is shown, one is on its way back. */
#define N_SPARE 4

struct _BlockPool
{
  pthread_mutex_t lock;
  Block *spare[N_SPARE]; /* all of the size that was asked for last */
  guint n_spare;
  guint n_out;
  gsize size;
  gboolean is_closed;
};

static void
free_block (Block *block)
{
  free (block->data);
  g_free (block);
}

/* NULL without memory. */
static Block *
new_block (BlockPool *pool, gsize size)
{
  guint8 *data = aligned_alloc (BLOCK_ALIGNMENT, size);

  if (!data)
    return NULL;

  Block *block = g_new (Block, 1);

  *block = (Block){ .data = data, .size = size, .pool = pool };
  return block;
}

/* The lock is held, or nobody else knows of the pool. */
static void
drop_spare (BlockPool *pool)
{
  while (pool->n_spare > 0)
    free_block (pool->spare[--pool->n_spare]);
}

static void
end (BlockPool *pool)
{
  drop_spare (pool);
  pthread_mutex_destroy (&pool->lock);
  g_free (pool);
}

BlockPool *
block_pool_new (void)
{
  BlockPool *pool = g_new (BlockPool, 1);

  *pool = (BlockPool){ .n_out = 0 };
  pthread_mutex_init (&pool->lock, NULL);
  return pool;
}

void
block_pool_free (BlockPool *pool)
{
  if (!pool)
    return;
  pthread_mutex_lock (&pool->lock);
  pool->is_closed = TRUE;
  drop_spare (pool);

  gboolean is_last = pool->n_out == 0;

  pthread_mutex_unlock (&pool->lock);
  if (is_last)
    end (pool);
}

Block *
block_pool_take (BlockPool *pool, gsize size)
{
  Block *block = NULL;

  size = (size + BLOCK_ALIGNMENT - 1) / BLOCK_ALIGNMENT * BLOCK_ALIGNMENT;
  pthread_mutex_lock (&pool->lock);
  if (pool->size != size)
    drop_spare (pool);
  pool->size = size;
  if (pool->n_spare > 0)
    block = pool->spare[--pool->n_spare];
  pool->n_out++;
  pthread_mutex_unlock (&pool->lock);
  if (block || (block = new_block (pool, size)))
    return block;

  /* It can't be the last one out: whoever asks has not closed the pool. */
  pthread_mutex_lock (&pool->lock);
  pool->n_out--;
  pthread_mutex_unlock (&pool->lock);
  return NULL;
}

void
block_give (gpointer data)
{
  Block *block = data;
  BlockPool *pool = block->pool;

  pthread_mutex_lock (&pool->lock);
  pool->n_out--;
  if (!pool->is_closed && block->size == pool->size && pool->n_spare < N_SPARE)
    {
      pool->spare[pool->n_spare++] = block;
      block = NULL;
    }

  gboolean is_last = pool->is_closed && pool->n_out == 0;

  pthread_mutex_unlock (&pool->lock);
  if (block)
    free_block (block);
  if (is_last)
    end (pool);
}
