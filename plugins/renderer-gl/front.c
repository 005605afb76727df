/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "front.h"

/* A viewer that takes longer has gone. */
#define LONGEST_WAIT_NS (G_GUINT64_CONSTANT (1000) * 1000 * 1000)

/* On the processor a context does not wait for another one's drawing (Mesa's llvmpipe, seen with
 * 22.3): there it is us who wait. */
static void
wait_for (const TexturePool *pool, GLsync fence)
{
  if (!fence)
    return;
  if (pool->must_wait)
    glClientWaitSync (fence, GL_SYNC_FLUSH_COMMANDS_BIT, LONGEST_WAIT_NS);
  else
    glWaitSync (fence, 0, GL_TIMEOUT_IGNORED);
  glDeleteSync (fence);
}

gboolean
front_publish (TexturePool *pool,
               Surface *surface,
               const SumacRect *rects,
               guint n_rects,
               SumacTexture *texture)
{
  gint width = surface->view.width;
  gint height = surface->view.height;

  if (!surface->front)
    surface->front = texture_pool_make_apart (pool, width, height);
  if (!surface->front)
    return FALSE;
  wait_for (pool, texture->fence);
  texture_copy_parts (pool, surface->texture, surface->front, rects, n_rects);
  if (pool->must_wait)
    glFinish ();
  *texture = (SumacTexture){
    .name = surface->front->name,
    .width = surface->front->width,
    .height = surface->front->height,
    .fence = glFenceSync (GL_SYNC_GPU_COMMANDS_COMPLETE, 0),
  };
  glFlush ();
  return TRUE;
}
