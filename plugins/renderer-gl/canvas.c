/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "canvas.h"

#include "gate.h"

#include <sumac/error.h>

#include <glib/gi18n-lib.h>

/* For copies of pictures, where nobody says how much. */
#define IMAGE_BYTES ((gsize) 256 << 20)

/* A frame of 1920 × 1080 in three planes is one part. On the processor there are tests alone: they
 * soon go round, and a row of pixels is as large as a part. */
#define RING_PART_BYTES       ((gsize) 4 << 20)
#define TRIED_RING_PART_BYTES ((gsize) 64 << 10)

static void
draw_waiting (gpointer data)
{
  batch_flush (data);
}

static void
bring_images (gpointer data)
{
  images_bring (data);
}

Canvas *
canvas_new (SumacRenderer *renderer)
{
  Canvas *canvas = g_new0 (Canvas, 1);

  canvas->renderer = renderer;
  canvas->image_bytes = IMAGE_BYTES;
  canvas->context.egl = EGL_NO_CONTEXT;
  canvas->surfaces = g_hash_table_new (NULL, NULL);
  return canvas;
}

void
canvas_set_host (Canvas *canvas, gsize image_bytes, SumacGlShare *share)
{
  canvas->image_bytes = image_bytes;
  canvas->share = share ? sumac_gl_share_ref (share) : NULL;
}

/* What is on the card goes with the context, if nobody else shares it: so it need not be
 * current, and may be lost. Else piece by piece. */
static void
close_card (Canvas *canvas)
{
  GHashTableIter iter;
  gpointer surface;

  canvas->pool.is_gone = !canvas->context.share || !context_enter (&canvas->context, NULL);
  g_hash_table_iter_init (&iter, canvas->surfaces);
  while (g_hash_table_iter_next (&iter, NULL, &surface))
    surface_free (surface, &canvas->pool);
  images_clear (&canvas->images);
  texture_pool_give (&canvas->pool, canvas->frame.texture);
  texture_pool_give (&canvas->pool, canvas->batch.below);
  texture_pool_give (&canvas->pool, canvas->moved);
  if (!canvas->pool.is_gone)
    {
      batch_clear (&canvas->batch);
      ring_clear (&canvas->ring);
    }
  texture_pool_clear (&canvas->pool);
  context_close (&canvas->context);
}

void
canvas_free (Canvas *canvas)
{
  if (context_is_open (&canvas->context))
    {
      gate_enter_alone ();
      close_card (canvas);
      gate_leave_alone ();
    }
  g_clear_pointer (&canvas->share, sumac_gl_share_unref);
  g_hash_table_unref (canvas->surfaces);
  g_free (canvas);
}

static gboolean
open_card (Canvas *canvas, GError **error)
{
  if (!context_open (&canvas->context, canvas->renderer, canvas->share, error))
    return FALSE;
  texture_pool_init (&canvas->pool, canvas->context.is_software);
  batch_init (&canvas->batch, &canvas->pool, &canvas->context, bring_images, &canvas->images);
  if (canvas->context.as_card)
    {
      ring_init (&canvas->ring, GL_PIXEL_UNPACK_BUFFER,
                 canvas->context.is_software ? TRIED_RING_PART_BYTES : RING_PART_BYTES,
                 canvas->context.is_es);
      glBindBuffer (GL_PIXEL_UNPACK_BUFFER, 0);
      canvas->ring.before_next = draw_waiting;
      canvas->ring.data = &canvas->batch;
      batch_take_ring (&canvas->batch, &canvas->ring);
    }
  images_init (&canvas->images, &canvas->pool, &canvas->ring, canvas->image_bytes, draw_waiting,
               &canvas->batch);
  if (canvas->context.as_card)
    images_map_pages (&canvas->images, canvas->context.is_es);
  frame_init (&canvas->frame, &canvas->pool, &canvas->ring);
  return TRUE;
}

gboolean
canvas_enter (Canvas *canvas, GError **error)
{
  gboolean is_in = TRUE;

  if (!context_is_open (&canvas->context))
    {
      gate_enter_alone ();
      is_in = open_card (canvas, error);
      gate_leave_alone ();
    }
  if (!is_in)
    return FALSE;
  if (canvas->context.is_software)
    gate_enter_alone ();
  else
    gate_enter ();
  is_in = context_enter (&canvas->context, error);
  canvas->pool.is_gone = !is_in;
  if (!is_in)
    canvas_leave (canvas);
  return is_in;
}

void
canvas_leave (Canvas *canvas)
{
  if (canvas->context.is_software)
    gate_leave_alone ();
  else
    gate_leave ();
}

Surface *
canvas_surface (Canvas *canvas, guint32 id)
{
  return g_hash_table_lookup (canvas->surfaces, GUINT_TO_POINTER (id));
}

gboolean
canvas_create_surface (Canvas *canvas,
                       guint32 id,
                       SumacPixelFormat format,
                       gint width,
                       gint height)
{
  Surface *surface =
      surface_new (&canvas->pool, canvas->context.max_side, format, width, height);

  if (!surface)
    return FALSE;
  g_hash_table_insert (canvas->surfaces, GUINT_TO_POINTER (id), surface);
  return TRUE;
}

gboolean
canvas_import (Canvas *canvas, guint32 id, const SumacDmabuf *dmabuf, GError **error)
{
  Lent *lent = lent_new (&canvas->context, dmabuf, error);
  Surface *surface = NULL;

  if (!lent)
    return FALSE;
  surface = surface_new (&canvas->pool, canvas->context.max_side, SUMAC_PIXELS_XRGB32,
                         dmabuf->width, dmabuf->height);
  if (surface && surface->texture &&
      batch_can (&canvas->batch, surface, PAINT_FRAME, MIX_PLAIN))
    {
      surface->lent = lent;
      g_hash_table_insert (canvas->surfaces, GUINT_TO_POINTER (id), surface);
      return TRUE;
    }
  if (surface)
    surface_free (surface, &canvas->pool);
  lent_free (lent, FALSE);
  g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_LIMIT,
               _ ("There is no memory for a picture of %d × %d pixels."), dmabuf->width,
               dmabuf->height);
  return FALSE;
}

/* As a frame of a video without scaling; alpha becomes the unused byte of xRGB. */
void
canvas_refresh (Canvas *canvas, Surface *surface)
{
  const Lent *lent = surface->lent;

  if (!lent)
    return;

  gint width = surface->view.width;
  gint height = surface->view.height;
  const Pass pass = {
    .dest = surface,
    .paint = PAINT_FRAME,
    .mix = MIX_PLAIN,
    .picture = lent->texture,
    .how = { { width, height, width, height },
             { lent->is_top_down ? 0 : height - 1, lent->is_top_down ? 1 : -1 } },
  };
  const Quad quad = { .rect = surface_rect (surface) };

  batch_begin (&canvas->batch, &pass);
  batch_add (&canvas->batch, &quad);
  batch_flush (&canvas->batch);
}

void
canvas_destroy_surface (Canvas *canvas, guint32 id)
{
  Surface *surface = canvas_surface (canvas, id);

  if (!surface)
    return;
  if (!canvas->pool.is_gone)
    batch_flush_surface (&canvas->batch, surface);
  g_hash_table_remove (canvas->surfaces, GUINT_TO_POINTER (id));
  surface_free (surface, &canvas->pool);
}

void
canvas_flush (Canvas *canvas)
{
  batch_flush (&canvas->batch);
}

static gboolean
look_at_surface (Canvas *canvas, const Surface *dest, guint32 id, Picture *picture)
{
  Surface *surface = canvas_surface (canvas, id);

  if (!surface || !surface->texture)
    return FALSE;
  surface_prepare (surface, &canvas->pool);
  *picture = (Picture){
    .texture = surface->texture->name,
    .format = surface->view.format,
    .width = surface->view.width,
    .height = surface->view.height,
    .is_surface = TRUE,
    .is_self = surface == dest,
  };
  return TRUE;
}

static gboolean
look_at_pixels (Canvas *canvas, SumacPixels *pixels, Picture *picture)
{
  const Image *image =
      pixels ? images_get (&canvas->images, pixels, canvas->context.max_side) : NULL;

  if (!image)
    return FALSE;
  *picture = (Picture){
    .texture = image->texture->name,
    .format = pixels->format,
    .width = pixels->width,
    .height = pixels->height,
    .x = image->x,
    .y = image->y,
  };
  return TRUE;
}

gboolean
canvas_look (Canvas *canvas, const Surface *dest, const SumacSource *source, Picture *picture)
{
  switch (source->kind)
    {
    case SUMAC_SOURCE_NONE:
      return FALSE;
    case SUMAC_SOURCE_PIXELS:
      return look_at_pixels (canvas, source->pixels, picture);
    case SUMAC_SOURCE_SURFACE:
      return look_at_surface (canvas, dest, source->surface, picture);
    }
  return FALSE;
}

gboolean
canvas_may_pass (Canvas *canvas, SumacPixels *pixels)
{
  return canvas->batch.ring_texture && sumac_pixel_format_bits (pixels->format) == 32 &&
         images_may_pass (&canvas->images, pixels);
}

gint
canvas_pass_rows (const Canvas *canvas, gint width)
{
  return (gint) (canvas->ring.part_size / ((gsize) width * 4));
}

gint32
canvas_pass (Canvas *canvas, const SumacPixels *pixels, const SumacRect *part)
{
  gsize bytes = (gsize) sumac_rect_width (part) * (gsize) sumac_rect_height (part) * 4;
  gsize start = ring_take (&canvas->ring, bytes, 4);

  upload_write_part (pixels, part, canvas->ring.mapped.memory + start);
  return (gint32) (start / 4);
}

/* A texture for what is set apart, as large as the largest surface that needed one. */
static gboolean
reserve_moved (Canvas *canvas, const Texture *dest)
{
  Texture *moved = canvas->moved;

  if (moved && moved->width >= dest->width && moved->height >= dest->height)
    return TRUE;
  moved = texture_pool_take (&canvas->pool, MAX (dest->width, moved ? moved->width : 0),
                             MAX (dest->height, moved ? moved->height : 0));
  if (!moved)
    return FALSE;
  canvas_flush (canvas);
  texture_pool_give (&canvas->pool, canvas->moved);
  canvas->moved = moved;
  return TRUE;
}

gboolean
canvas_set_apart (Canvas *canvas, Surface *dest, Picture *picture, const SumacRect *part)
{
  if (!picture->is_self || sumac_rect_is_empty (part))
    return TRUE;
  if (!reserve_moved (canvas, dest->texture))
    return FALSE;
  canvas_flush (canvas);
  texture_copy (&canvas->pool, dest->texture, canvas->moved, part);
  picture->texture = canvas->moved->name;
  picture->is_self = FALSE;
  return TRUE;
}

void
canvas_paint (Canvas *canvas, const Pass *pass, Area *area, Quad *quad)
{
  batch_begin (&canvas->batch, pass);
  while (area_next (area, &quad->rect))
    batch_add (&canvas->batch, quad);
}
