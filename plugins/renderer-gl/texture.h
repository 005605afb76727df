/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Textures of 8 bits a channel, of four channels or one, and a pool of those that are not used at the moment: guests
 * make and drop pictures by the hundred.
 *
 * A texture holds a pixel's bytes as they lie in memory: its red is the first byte, blue. So
 * nothing is ever converted on the way, in GL or in GLES; who shows a texture exchanges red
 * and blue when he samples it.
 *
 * Thread: its renderer's, with the context current. */

#pragma once

#include <sumac/rect.h>

#include <epoxy/gl.h>

typedef struct
{
  GLuint name;
  GLuint framebuffer; /* 0 until it is drawn on */
  gint width;         /* at least what was asked for */
  gint height;
  gint channels;
} Texture;

typedef struct
{
  GPtrArray *free; /* of Texture, the oldest first */
  gsize bytes;
  gboolean has_copy;  /* the driver copies between textures without drawing */
  gboolean must_wait; /* before it copies, until all has been drawn */
  gboolean is_gone;   /* the context is lost or closed, and its textures with it */
  GLuint framebuffer; /* that is bound: to bind it again would cost as much */
} TexturePool;

/* @is_software: the context draws on the processor. */
void texture_pool_init (TexturePool *pool, gboolean is_software);

/* Where the pool is gone the context takes the textures with it, and there need not be one any
 * more. */
void texture_pool_clear (TexturePool *pool);

/* Of four channels and any content. NULL when the card has no memory. */
Texture *texture_pool_take (TexturePool *pool, gint width, gint height);

/* The same of one channel, red. It can't be drawn on. */
Texture *texture_pool_take_bytes (TexturePool *pool, gint width, gint height);

/* Nothing that is still to be drawn may look at it. Takes NULL too. */
void texture_pool_give (TexturePool *pool, Texture *texture);

/* Forgets GL's errors of what was called before. */
void texture_forget_errors (void);

/* One that is looked at from outside too, so it is no other picture's before or after. With any
 * content. NULL when the card has no memory. */
Texture *texture_pool_make_apart (TexturePool *pool, gint width, gint height);
void texture_pool_drop_apart (TexturePool *pool, Texture *texture);

/* Makes drawing go to @texture. */
void texture_bind_framebuffer (TexturePool *pool, Texture *texture);

/* Copies @part of one to the same place of another. */
void texture_copy (TexturePool *pool, Texture *from, Texture *to, const SumacRect *part);

/* The same with several parts. */
void texture_copy_parts (TexturePool *pool,
                         Texture *from,
                         Texture *to,
                         const SumacRect *parts,
                         guint n_parts);

static inline gsize
texture_bytes (const Texture *texture)
{
  return (gsize) texture->width * (gsize) texture->height * (gsize) texture->channels;
}
