/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "net/message.h"

#include "core/thread.h"

#include <string.h>

#define KIB 1024u
#define MIB (1024u * KIB)

static void
test_every_size (void)
{
  SumacMessagePool *pool = sumac_message_pool_new (MIB);
  static const guint8 zeros[16];

  for (gsize size = 0; size < 70000; size += size < 3000 ? 1 : 997)
    {
      SumacMessage *message = sumac_message_new (pool, size);

      g_assert_cmpuint (message->size, ==, size);
      g_assert_cmpuint ((gsize) message->body % 16, ==, 0);
      g_assert_cmpuint (message->capacity, >=, size + 16);
      g_assert_cmpuint (message->capacity, <=, MAX (512, (size + 16) * 5 / 4));
      g_assert_cmpmem (message->body + size, 16, zeros, 16);
      /* What the last user left must not shine through in the slack of the next. */
      memset (message->body, 0xff, message->capacity);
      sumac_message_free (message);
    }
  sumac_message_pool_free (pool);
}

static void
test_reuse (void)
{
  SumacMessagePool *pool = sumac_message_pool_new (MIB);
  SumacMessage *first = sumac_message_new (pool, 1000);

  first->type = 7;
  first->serial = 9;
  g_assert_nonnull (sumac_arena_alloc (&first->arena, 1, 100000));
  sumac_message_free (first);

  SumacMessage *second = sumac_message_new (pool, 990);

  g_assert_cmphex ((gsize) second, ==, (gsize) first);
  g_assert_cmpuint (second->type, ==, 0);
  g_assert_cmpuint (second->serial, ==, 0);
  g_assert_cmpuint (second->arena.n_more, ==, 0);
  g_assert_cmpuint (second->arena.used, ==, 0);
  sumac_message_free (second);
  sumac_message_pool_free (pool);
}

/* Stale sizes give way: after a while what circulates comes from the pool again. */
static void
test_pool_follows_demand (void)
{
  SumacMessagePool *pool = sumac_message_pool_new (64 * KIB);
  SumacMessage *small[200];
  SumacMessage *large = NULL;
  guint n_reused = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (small); i++)
    small[i] = sumac_message_new (pool, 100);
  for (gsize i = 0; i < G_N_ELEMENTS (small); i++)
    sumac_message_free (small[i]);

  for (guint i = 0; i < 100; i++)
    {
      SumacMessage *message = sumac_message_new (pool, 40 * KIB);

      n_reused += message == large ? 1 : 0;
      large = message;
      sumac_message_free (message);
    }
  g_assert_cmpuint (n_reused, >=, 98);
  sumac_message_pool_free (pool);
}

static void
test_nothing_is_kept_over_budget (void)
{
  SumacMessagePool *pool = sumac_message_pool_new (0);

  for (guint i = 0; i < 4; i++)
    sumac_message_free (sumac_message_new (pool, i * 1000));
  sumac_message_pool_free (pool);
}

static void
test_pool_freed_first (void)
{
  SumacMessagePool *pool = sumac_message_pool_new (MIB);
  SumacMessage *a = sumac_message_new (pool, 10);
  SumacMessage *b = sumac_message_new (pool, 10);

  sumac_message_pool_free (pool);
  memset (a->body, 1, a->size);
  sumac_message_free (a);
  sumac_message_free (b);
  sumac_message_pool_free (NULL);
  sumac_message_free (NULL);
}

static void
test_too_large (void)
{
  SumacMessagePool *pool = sumac_message_pool_new (MIB);

  g_assert_null (sumac_message_new (pool, G_MAXSIZE));
  g_assert_null (sumac_message_new (pool, (gsize) G_MAXUINT32));
  sumac_message_pool_free (pool);
}

typedef struct
{
  SumacMessagePool *pool;
  guint seed;
} Worker;

static void *
churn (void *data)
{
  Worker *worker = data;
  SumacMessage *held[16] = { 0 };
  guint random = worker->seed;

  for (guint i = 0; i < 20000; i++)
    {
      random = random * 1664525u + 1013904223u;

      guint slot = random >> 28;
      gsize size = (random >> 8) % 5000;

      sumac_message_free (held[slot]);
      held[slot] = sumac_message_new (worker->pool, size);
      held[slot]->body[size / 2] = (guint8) slot;
    }
  for (guint i = 0; i < G_N_ELEMENTS (held); i++)
    sumac_message_free (held[i]);
  return NULL;
}

static void
test_threads (void)
{
  SumacMessagePool *pool = sumac_message_pool_new (32 * KIB);
  Worker workers[] = { { pool, 1 }, { pool, 2 }, { pool, 3 } };
  SumacThread threads[G_N_ELEMENTS (workers)];

  for (gsize i = 0; i < G_N_ELEMENTS (workers); i++)
    g_assert_cmpint (sumac_thread_start (&threads[i], "churn", churn, &workers[i]), ==, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (workers); i++)
    sumac_thread_join (threads[i]);
  sumac_message_pool_free (pool);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/body-has-room-and-zeros-behind", test_every_size);
  g_test_add_func ("/message/returned-one-is-used-again-empty", test_reuse);
  g_test_add_func ("/message/unwanted-sizes-give-way", test_pool_follows_demand);
  g_test_add_func ("/message/nothing-is-kept-over-budget", test_nothing_is_kept_over_budget);
  g_test_add_func ("/message/pool-may-go-first", test_pool_freed_first);
  g_test_add_func ("/message/impossible-size-is-refused", test_too_large);
  g_test_add_func ("/message/threads-share-a-pool", test_threads);
  return g_test_run ();
}
