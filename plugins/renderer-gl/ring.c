/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ring.h"

#include <string.h>

/* A card that takes longer is lost: it is found out elsewhere. */
#define LONGEST_WAIT_NS (G_GUINT64_CONSTANT (2) * 1000 * 1000 * 1000)

void
ring_init (Ring *ring, GLenum target, gsize part_size, gboolean is_es)
{
  gsize size = part_size * RING_PARTS;

  *ring = (Ring){ .target = target, .part_size = part_size };
  if (mapped_init (&ring->mapped, target, size, is_es))
    return;
  glGenBuffers (1, &ring->mapped.buffer);
  glBindBuffer (target, ring->mapped.buffer);
  glBufferData (target, (GLsizeiptr) size, NULL, GL_STREAM_DRAW);
}

void
ring_clear (Ring *ring)
{
  for (guint i = 0; i < RING_PARTS; i++)
    glDeleteSync (ring->fences[i]);
  mapped_clear (&ring->mapped);
}

/* What a texture has read of the buffer before must not be in its caches any more. Coherent memory is
 * promised to be so; but who breaks the promise shows pictures of long ago, and asking is cheap. */
static void
forget_caches (void)
{
  if (epoxy_is_desktop_gl () && epoxy_gl_version () >= 42)
    glMemoryBarrier (GL_TEXTURE_FETCH_BARRIER_BIT);
}

/* The card begins with what has been asked of it, and the next part is waited for. */
static void
begin_next_part (Ring *ring)
{
  GLsync *fence = &ring->fences[(ring->part + 1) % RING_PARTS];

  if (ring->before_next)
    ring->before_next (ring->data);
  ring->fences[ring->part] = glFenceSync (GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
  glFlush ();
  ring->part = (ring->part + 1) % RING_PARTS;
  ring->used = 0;
  if (!*fence)
    return;
  glClientWaitSync (*fence, 0, LONGEST_WAIT_NS);
  glDeleteSync (*fence);
  *fence = NULL;
  forget_caches ();
}

gsize
ring_take (Ring *ring, gsize size, gsize unit)
{
  gsize start = (ring->used + unit - 1) / unit * unit;

  g_assert (size <= ring->part_size && ring->part_size % unit == 0);
  if (start + size > ring->part_size)
    {
      begin_next_part (ring);
      start = 0;
    }
  ring->used = start + size;
  return ring->part * ring->part_size + start;
}

/* Where nothing stays mapped: the driver copies, and gives fresh memory when all is full. */
static gsize
put_by_driver (Ring *ring, gconstpointer bytes, gsize size, gsize unit)
{
  gsize all = ring->part_size * RING_PARTS;
  gsize start = (ring->used + unit - 1) / unit * unit;

  if (start + size > all)
    {
      glBufferData (ring->target, (GLsizeiptr) all, NULL, GL_STREAM_DRAW);
      glFlush ();
      start = 0;
    }
  glBufferSubData (ring->target, (GLintptr) start, (GLsizeiptr) size, bytes);
  ring->used = start + size;
  return start;
}

gsize
ring_put (Ring *ring, gconstpointer bytes, gsize size, gsize unit)
{
  gsize start;

  if (!ring->mapped.memory)
    return put_by_driver (ring, bytes, size, unit);
  start = ring_take (ring, size, unit);
  memcpy (ring->mapped.memory + start, bytes, size);
  return start;
}
