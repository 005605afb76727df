/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "texture.h"

/* What may lie unused. */
#define POOL_BYTES ((gsize) 32 << 20)
#define POOL_COUNT 512

/* All but the longest sides are rounded up, so that textures fit more than one picture. */
#define LONG_SIDE 2048
#define STEP      64

static void
texture_free (TexturePool *pool, Texture *texture)
{
  /* GL takes away what is bound. */
  if (texture->framebuffer == pool->framebuffer)
    pool->framebuffer = 0;
  if (texture->framebuffer)
    glDeleteFramebuffers (1, &texture->framebuffer);
  glDeleteTextures (1, &texture->name);
  g_free (texture);
}

static gboolean
has_copy (void)
{
  if (epoxy_has_gl_extension ("GL_ARB_copy_image"))
    return TRUE;
  return epoxy_is_desktop_gl () ? epoxy_gl_version () >= 43 : epoxy_gl_version () >= 32;
}

void
texture_pool_init (TexturePool *pool, gboolean is_software)
{
  *pool = (TexturePool){ .free = g_ptr_array_new_with_free_func (g_free) };
  pool->has_copy = has_copy ();
  pool->must_wait = is_software;
}

void
texture_pool_clear (TexturePool *pool)
{
  while (!pool->is_gone && pool->free->len > 0)
    texture_free (pool, g_ptr_array_steal_index (pool->free, 0));
  g_clear_pointer (&pool->free, g_ptr_array_unref);
}

static gint
round_up (gint side)
{
  return side < LONG_SIDE ? (side + STEP - 1) / STEP * STEP : side;
}

/* A lost context may have no end of them. */
void
texture_forget_errors (void)
{
  for (guint i = 0; i < 8 && glGetError () != GL_NO_ERROR; i++)
    ;
}

static void
give_memory (const Texture *texture)
{
  if (texture->channels == 4)
    glTexImage2D (GL_TEXTURE_2D, 0, GL_RGBA8, texture->width, texture->height, 0, GL_RGBA,
                  GL_UNSIGNED_BYTE, NULL);
  else
    glTexImage2D (GL_TEXTURE_2D, 0, GL_R8, texture->width, texture->height, 0, GL_RED,
                  GL_UNSIGNED_BYTE, NULL);
}

static Texture *
texture_new (TexturePool *pool, gint width, gint height, gint channels)
{
  Texture *texture = g_new0 (Texture, 1);

  texture->width = width;
  texture->height = height;
  texture->channels = channels;
  texture_forget_errors ();
  glGenTextures (1, &texture->name);
  glBindTexture (GL_TEXTURE_2D, texture->name);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MAX_LEVEL, 0);
  give_memory (texture);
  if (glGetError () == GL_NO_ERROR)
    return texture;
  texture_free (pool, texture);
  return NULL;
}

static Texture *
take (TexturePool *pool, gint width, gint height, gint channels)
{
  width = round_up (width);
  height = round_up (height);
  for (guint i = pool->free->len; i-- > 0;)
    {
      Texture *texture = g_ptr_array_index (pool->free, i);

      if (texture->width != width || texture->height != height || texture->channels != channels)
        continue;
      g_ptr_array_steal_index (pool->free, i);
      pool->bytes -= texture_bytes (texture);
      return texture;
    }
  return texture_new (pool, width, height, channels);
}

Texture *
texture_pool_take (TexturePool *pool, gint width, gint height)
{
  return take (pool, width, height, 4);
}

Texture *
texture_pool_take_bytes (TexturePool *pool, gint width, gint height)
{
  return take (pool, width, height, 1);
}

void
texture_pool_give (TexturePool *pool, Texture *texture)
{
  if (!texture || pool->is_gone)
    {
      g_free (texture);
      return;
    }
  g_ptr_array_add (pool->free, texture);
  pool->bytes += texture_bytes (texture);
  while (pool->bytes > POOL_BYTES || pool->free->len > POOL_COUNT)
    {
      Texture *oldest = g_ptr_array_steal_index (pool->free, 0);

      pool->bytes -= texture_bytes (oldest);
      texture_free (pool, oldest);
    }
}

Texture *
texture_pool_make_apart (TexturePool *pool, gint width, gint height)
{
  return texture_new (pool, width, height, 4);
}

void
texture_pool_drop_apart (TexturePool *pool, Texture *texture)
{
  if (texture && !pool->is_gone)
    texture_free (pool, texture);
  else
    g_free (texture);
}

void
texture_bind_framebuffer (TexturePool *pool, Texture *texture)
{
  gboolean is_new = texture->framebuffer == 0;

  if (is_new)
    glGenFramebuffers (1, &texture->framebuffer);
  if (pool->framebuffer != texture->framebuffer)
    glBindFramebuffer (GL_FRAMEBUFFER, texture->framebuffer);
  pool->framebuffer = texture->framebuffer;
  if (is_new)
    glFramebufferTexture2D (GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture->name,
                            0);
}

static void
copy_part (TexturePool *pool, Texture *from, Texture *to, const SumacRect *part)
{
  gint x = part->left;
  gint y = part->top;
  gint width = sumac_rect_width (part);
  gint height = sumac_rect_height (part);

  if (pool->has_copy)
    {
      glCopyImageSubData (from->name, GL_TEXTURE_2D, 0, x, y, 0, to->name, GL_TEXTURE_2D, 0, x,
                          y, 0, width, height, 1);
      return;
    }
  texture_bind_framebuffer (pool, from);
  glBindTexture (GL_TEXTURE_2D, to->name);
  glCopyTexSubImage2D (GL_TEXTURE_2D, 0, x, y, x, y, width, height);
}

void
texture_copy_parts (TexturePool *pool,
                    Texture *from,
                    Texture *to,
                    const SumacRect *parts,
                    guint n_parts)
{
  /* Mesa's llvmpipe (seen with 22.3) copies from a texture that its threads still draw on, once
   * another one is the framebuffer. */
  if (pool->must_wait)
    glFinish ();
  for (guint i = 0; i < n_parts; i++)
    copy_part (pool, from, to, &parts[i]);
}

void
texture_copy (TexturePool *pool, Texture *from, Texture *to, const SumacRect *part)
{
  texture_copy_parts (pool, from, to, part, 1);
}
