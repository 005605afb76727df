/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/command.h"

#include <pthread.h>
#include <string.h>

struct _SumacHostPool
{
  pthread_mutex_t lock; /* guards live */
  GQueue live;
};

typedef struct
{
  gpointer thing;
  GDestroyNotify unref;
} Owned;

struct _SumacHostCommand
{
  SumacHostPool *pool;
  GList link; /* in the pool's list */
  QXLCommandExt ext;
  gpointer body;
  GArray *owned; /* of Owned */
};

SumacHostPool *
sumac_host_pool_new (void)
{
  SumacHostPool *pool = g_new0 (SumacHostPool, 1);

  pthread_mutex_init (&pool->lock, NULL);
  g_queue_init (&pool->live);
  return pool;
}

guint
sumac_host_pool_get_live (SumacHostPool *pool)
{
  guint n;

  pthread_mutex_lock (&pool->lock);
  n = pool->live.length;
  pthread_mutex_unlock (&pool->lock);
  return n;
}

void
sumac_host_pool_free (SumacHostPool *pool)
{
  if (pool == NULL)
    return;
  while (pool->live.head)
    sumac_host_command_free (pool->live.head->data);
  pthread_mutex_destroy (&pool->lock);
  g_free (pool);
}

SumacHostCommand *
sumac_host_command_new (SumacHostPool *pool, QXLCmdType type, gsize size)
{
  SumacHostCommand *command = g_new0 (SumacHostCommand, 1);
  QXLReleaseInfo *info;

  command->pool = pool;
  command->link.data = command;
  command->owned = g_array_new (FALSE, FALSE, sizeof (Owned));
  command->body = sumac_host_command_alloc (command, size);
  info = command->body;
  info->id = (guintptr) command;
  command->ext.cmd.data = (guintptr) command->body;
  command->ext.cmd.type = type;

  pthread_mutex_lock (&pool->lock);
  g_queue_push_tail_link (&pool->live, &command->link);
  pthread_mutex_unlock (&pool->lock);
  return command;
}

SumacHostCommand *
sumac_host_command_of (const QXLReleaseInfo *info)
{
  return (SumacHostCommand *) (guintptr) info->id;
}

gpointer
sumac_host_command_get_body (SumacHostCommand *command)
{
  return command->body;
}

const QXLCommandExt *
sumac_host_command_get_ext (SumacHostCommand *command)
{
  return &command->ext;
}

gpointer
sumac_host_command_alloc (SumacHostCommand *command, gsize size)
{
  /* Never NULL: address 0 means "nothing" to the server. */
  gpointer memory = g_malloc0 (MAX (size, 1));

  sumac_host_command_own (command, memory, g_free);
  return memory;
}

QXLPHYSICAL
sumac_host_command_copy (SumacHostCommand *command, gconstpointer bytes, gsize size)
{
  gpointer memory = sumac_host_command_alloc (command, size);

  if (size > 0)
    memcpy (memory, bytes, size);
  return (guintptr) memory;
}

void
sumac_host_command_own (SumacHostCommand *command, gpointer thing, GDestroyNotify unref)
{
  g_array_append_vals (command->owned, &(Owned){ .thing = thing, .unref = unref }, 1);
}

void
sumac_host_command_free (SumacHostCommand *command)
{
  SumacHostPool *pool;

  if (command == NULL)
    return;
  pool = command->pool;
  pthread_mutex_lock (&pool->lock);
  g_queue_unlink (&pool->live, &command->link);
  pthread_mutex_unlock (&pool->lock);

  for (guint i = 0; i < command->owned->len; i++)
    {
      Owned *owned = &g_array_index (command->owned, Owned, i);

      owned->unref (owned->thing);
    }
  g_array_unref (command->owned);
  g_free (command);
}
