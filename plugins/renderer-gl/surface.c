/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "surface.h"

static gboolean
is_drawable (SumacPixelFormat format)
{
  return format == SUMAC_PIXELS_XRGB32 || format == SUMAC_PIXELS_ARGB32;
}

/* Zeros, when they are first needed: then the texture is drawn on anyhow, and to draw on another
 * one is what is dear. */
void
surface_prepare (Surface *surface, TexturePool *pool)
{
  if (!surface->is_raw)
    return;
  surface->is_raw = FALSE;
  texture_bind_framebuffer (pool, surface->texture);
  glClearColor (0, 0, 0, 0);
  glClear (GL_COLOR_BUFFER_BIT);
}

Surface *
surface_new (TexturePool *pool, gint max_side, SumacPixelFormat format, gint width, gint height)
{
  gsize stride = ((gsize) width * sumac_pixel_format_bits (format) + 31) / 32 * 4;
  guint8 *memory = g_try_malloc0_n ((gsize) height, stride);

  if (!memory)
    return NULL;

  Surface *surface = g_new0 (Surface, 1);

  surface->view = (SumacView){
    .format = format,
    .width = width,
    .height = height,
    .stride = (gssize) stride,
    .data = memory,
  };
  if (is_drawable (format) && width <= max_side && height <= max_side)
    surface->texture = texture_pool_take (pool, width, height);
  surface->is_raw = surface->texture != NULL;
  return surface;
}

void
surface_free (Surface *surface, TexturePool *pool)
{
  texture_pool_give (pool, surface->texture);
  lent_free (surface->lent, pool->is_gone);
  texture_pool_drop_apart (pool, surface->front);
  g_free (surface->view.data);
  g_free (surface);
}

/* Where a pixel of the memory lies. */
static guint8 *
pixel_at (const Surface *surface, gint x, gint y)
{
  return surface->view.data + surface->view.stride * y + (gssize) x * 4;
}

void
surface_read (Surface *surface, TexturePool *pool)
{
  Stale *stale = &surface->stale;

  if (stale->n == 0)
    return;
  texture_bind_framebuffer (pool, surface->texture);
  glPixelStorei (GL_PACK_ROW_LENGTH, surface->view.width);
  for (guint i = 0; i < stale->n; i++)
    {
      const SumacRect *r = &stale->rects[i];

      glReadPixels (r->left, r->top, sumac_rect_width (r), sumac_rect_height (r), GL_RGBA,
                    GL_UNSIGNED_BYTE, pixel_at (surface, r->left, r->top));
    }
  stale->n = 0;
}

void
surface_write (Surface *surface, TexturePool *pool, const SumacRect *damage)
{
  SumacRect all = surface_rect (surface);
  SumacRect r;

  if (!surface->texture || !sumac_rect_intersect (damage, &all, &r))
    return;
  surface_prepare (surface, pool);
  glBindTexture (GL_TEXTURE_2D, surface->texture->name);
  glPixelStorei (GL_UNPACK_ROW_LENGTH, surface->view.width);
  glTexSubImage2D (GL_TEXTURE_2D, 0, r.left, r.top, sumac_rect_width (&r),
                   sumac_rect_height (&r), GL_RGBA, GL_UNSIGNED_BYTE,
                   pixel_at (surface, r.left, r.top));
}
