/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Memory for pictures, used again: a video's pictures are of one size, and a large block is
 * costly to get from the system and to give back to it. A block lies with whoever shows the
 * picture, longer than the stream if need be: the pool goes with the last of them.
 * Thread: any; one mutex guards everything, it is leaf. */

#pragma once

#include <glib.h>

/* Where data begins, so that whole vectors can be read and written. */
#define BLOCK_ALIGNMENT 64

typedef struct _BlockPool BlockPool;
typedef struct _Block Block;

struct _Block
{
  guint8 *data;
  gsize size; /* a multiple of BLOCK_ALIGNMENT */
  /*< private >*/
  BlockPool *pool;
};

BlockPool *block_pool_new (void);

/* Whoever still has a block may go on. */
void block_pool_free (BlockPool *pool);

/* A block of at least @size bytes with anything in it, NULL without memory. */
Block *block_pool_take (BlockPool *pool, gsize size);

/* Takes a Block, so that it can be what frees a picture's memory. */
void block_give (gpointer block);
