/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Small allocations that die together: what one message was parsed into. The first block is
 * part of the arena and serves nearly every command without malloc; more blocks are made as
 * needed and freed by clear. Thread: one at a time, may move between threads. */

#pragma once

#include <glib.h>

#define SUMAC_ARENA_FIRST 1024

typedef struct _SumacArena SumacArena;
typedef struct _SumacArenaBlock SumacArenaBlock;

struct _SumacArena
{
  SumacArenaBlock *more;
  gsize used;
  gsize n_more; /* bytes of all further blocks */
  _Alignas(16) guint8 first[SUMAC_ARENA_FIRST];
};

void sumac_arena_init (SumacArena *arena);

/* Frees the further blocks; the arena is empty and usable again. */
void sumac_arena_clear (SumacArena *arena);

/* @count × @size zeroed bytes, aligned to 16; NULL when that is too much to be had. */
gpointer sumac_arena_alloc (SumacArena *arena, gsize count, gsize size);

#define sumac_arena_new(arena, Type, count) \
  ((Type *) sumac_arena_alloc ((arena), (count), sizeof (Type)))
