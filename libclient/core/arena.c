/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/arena.h"

#include "core/checked.h"

#include <string.h>

struct _SumacArenaBlock
{
  SumacArenaBlock *next;
  _Alignas(16) guint8 bytes[];
};

void
sumac_arena_init (SumacArena *arena)
{
  arena->more = NULL;
  arena->used = 0;
  arena->n_more = 0;
}

void
sumac_arena_clear (SumacArena *arena)
{
  while (arena->more)
    {
      SumacArenaBlock *block = arena->more;

      arena->more = block->next;
      g_free (block);
    }
  arena->used = 0;
  arena->n_more = 0;
}

gpointer
sumac_arena_alloc (SumacArena *arena, gsize count, gsize size)
{
  gsize wanted;

  if (!sumac_checked_mul_add (count, size, 15, &wanted))
    return NULL;
  wanted &= ~(gsize) 15;

  if (wanted <= SUMAC_ARENA_FIRST - arena->used)
    {
      gpointer memory = arena->first + arena->used;

      arena->used += wanted;
      return memset (memory, 0, wanted);
    }

  gsize total;

  if (!sumac_checked_mul_add (wanted, 1, sizeof (SumacArenaBlock), &total))
    return NULL;

  SumacArenaBlock *block = g_try_malloc0 (total);

  if (!block)
    return NULL;
  block->next = arena->more;
  arena->more = block;
  arena->n_more += wanted;
  return block->bytes;
}
