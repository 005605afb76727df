/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A renderer on the graphics card. Surfaces are textures, ops are rectangles that are drawn on
 * them; what the card does not do to the bit is refused. The contract's functions are here,
 * what they stand on is in the files around. */

#include "draw.h"
#include "front.h"

#include <sumac/plugin/plugin.h>
#include <sumac/plugin/renderer.h>

#include <glib/gi18n-lib.h>

#define RENDERER_TYPE_GL (renderer_gl_get_type ())
G_DECLARE_FINAL_TYPE (RendererGl, renderer_gl, RENDERER, GL, SumacRenderer)

struct _RendererGl
{
  SumacRenderer parent_instance;
  Canvas *canvas;
};

G_DEFINE_DYNAMIC_TYPE (RendererGl, renderer_gl, SUMAC_TYPE_RENDERER)

static gboolean
probe (SumacRenderer *renderer G_GNUC_UNUSED, GError **error)
{
  return context_probe (error);
}

static gboolean
open_renderer (SumacRenderer *renderer, const SumacRendererHost *host, GError **error)
{
  Canvas *canvas = RENDERER_GL (renderer)->canvas;

  canvas_set_host (canvas, host->image_bytes, host->share);
  if (!canvas_enter (canvas, error))
    return FALSE;
  canvas_leave (canvas);
  return TRUE;
}

static gboolean
create_surface (SumacRenderer *renderer,
                guint32 id,
                SumacPixelFormat format,
                gint width,
                gint height,
                GError **error)
{
  Canvas *canvas = RENDERER_GL (renderer)->canvas;

  if (!canvas_enter (canvas, error))
    return FALSE;

  gboolean is_made = canvas_create_surface (canvas, id, format, width, height);

  canvas_leave (canvas);
  if (!is_made)
    g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_LIMIT,
                 _ ("There is no memory for a picture of %d × %d pixels."), width, height);
  return is_made;
}

static void
destroy_surface (SumacRenderer *renderer, guint32 id)
{
  Canvas *canvas = RENDERER_GL (renderer)->canvas;
  gboolean is_in = canvas_enter (canvas, NULL);

  canvas_destroy_surface (canvas, id);
  if (is_in)
    canvas_leave (canvas);
}

/* FALSE when the card is lost. */
static gboolean
bring_up_to_date (Canvas *canvas, Surface *surface)
{
  if (surface->stale.n == 0 && !surface->lent)
    return TRUE;
  if (!canvas_enter (canvas, NULL))
    return FALSE;
  canvas_refresh (canvas, surface);
  canvas_flush (canvas);
  surface_read (surface, &canvas->pool);

  gboolean is_there = context_check (&canvas->context);

  canvas_leave (canvas);
  return is_there;
}

static gboolean
map_surface (SumacRenderer *renderer,
             guint32 id,
             SumacMapFlags flags G_GNUC_UNUSED,
             SumacView *view)
{
  Canvas *canvas = RENDERER_GL (renderer)->canvas;
  Surface *surface = canvas_surface (canvas, id);

  if (!surface || canvas->context.is_lost || !bring_up_to_date (canvas, surface))
    return FALSE;
  *view = surface->view;
  return TRUE;
}

static void
unmap_surface (SumacRenderer *renderer, guint32 id, const SumacRect *damage)
{
  Canvas *canvas = RENDERER_GL (renderer)->canvas;
  Surface *surface = canvas_surface (canvas, id);

  if (!surface || !surface->texture || sumac_rect_is_empty (damage) ||
      !canvas_enter (canvas, NULL))
    return;
  /* Ops that wait may look at what was there before. */
  batch_flush_surface (&canvas->batch, surface);
  surface_write (surface, &canvas->pool, damage);
  canvas_leave (canvas);
}

/* What is not here is refused. */
static gboolean (*const draws[SUMAC_N_OP_KINDS]) (Canvas *canvas,
                                                  Surface *dest,
                                                  const SumacOp *op,
                                                  SumacRect *damage) = {
  [SUMAC_OP_FILL] = draw_fill,
  [SUMAC_OP_OPAQUE] = draw_opaque,
  [SUMAC_OP_COPY] = draw_copy,
  [SUMAC_OP_BLEND] = draw_copy,
  [SUMAC_OP_BLACKNESS] = draw_blackness,
  [SUMAC_OP_WHITENESS] = draw_whiteness,
  [SUMAC_OP_INVERS] = draw_invers,
  [SUMAC_OP_TRANSPARENT] = draw_transparent,
  [SUMAC_OP_ALPHA_BLEND] = draw_alpha_blend,
  [SUMAC_OP_COPY_BITS] = draw_copy_bits,
  [SUMAC_OP_COMPOSITE] = draw_composite,
  [SUMAC_OP_ROP3] = draw_rop3,
  [SUMAC_OP_TEXT] = draw_text,
};

static gboolean
draw (SumacRenderer *renderer, const SumacOp *op, SumacRect *damage)
{
  Canvas *canvas = RENDERER_GL (renderer)->canvas;
  Surface *dest = canvas_surface (canvas, op->surface);

  if (!dest || !dest->texture || (guint) op->kind >= G_N_ELEMENTS (draws) || !draws[op->kind] ||
      !canvas_enter (canvas, NULL))
    return FALSE;
  images_begin_op (&canvas->images);

  gboolean is_drawn = draws[op->kind](canvas, dest, op, damage);

  context_count_op (&canvas->context);
  canvas_leave (canvas);
  return is_drawn;
}

static gboolean
show_video (SumacRenderer *renderer,
            guint32 id,
            const SumacPicture *picture,
            gboolean is_upside_down,
            const SumacRect *box,
            const SumacRect *rects,
            guint n_rects,
            SumacRect *damage)
{
  Canvas *canvas = RENDERER_GL (renderer)->canvas;
  Surface *dest = canvas_surface (canvas, id);

  if (!dest || !dest->texture || !canvas_enter (canvas, NULL))
    return FALSE;

  gboolean is_drawn =
      draw_video (canvas, dest, picture, is_upside_down, box, rects, n_rects, damage);

  canvas_leave (canvas);
  return is_drawn;
}

static gboolean
import (SumacRenderer *renderer, guint32 id, const SumacDmabuf *dmabuf, GError **error)
{
  Canvas *canvas = RENDERER_GL (renderer)->canvas;

  if (!canvas_enter (canvas, error))
    return FALSE;

  gboolean is_imported = canvas_import (canvas, id, dmabuf, error);

  canvas_leave (canvas);
  return is_imported;
}

static gboolean
publish (SumacRenderer *renderer,
         guint32 id,
         const SumacRect *rects,
         guint n_rects,
         SumacTexture *texture)
{
  Canvas *canvas = RENDERER_GL (renderer)->canvas;
  Surface *surface = canvas_surface (canvas, id);

  if (!canvas->context.share || !surface || !surface->texture || !canvas_enter (canvas, NULL))
    return FALSE;
  canvas_refresh (canvas, surface);
  canvas_flush (canvas);
  surface_prepare (surface, &canvas->pool);

  gboolean is_done = front_publish (&canvas->pool, surface, rects, n_rects, texture) &&
                     context_check (&canvas->context);

  canvas_leave (canvas);
  return is_done;
}

static void
renderer_gl_finalize (GObject *object)
{
  canvas_free (RENDERER_GL (object)->canvas);
  G_OBJECT_CLASS (renderer_gl_parent_class)->finalize (object);
}

static void
renderer_gl_class_init (RendererGlClass *klass)
{
  SumacRendererClass *renderer_class = SUMAC_RENDERER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = renderer_gl_finalize;
  renderer_class->probe = probe;
  renderer_class->open = open_renderer;
  renderer_class->surface_create = create_surface;
  renderer_class->surface_destroy = destroy_surface;
  renderer_class->draw = draw;
  renderer_class->map = map_surface;
  renderer_class->unmap = unmap_surface;
  renderer_class->video = show_video;
  renderer_class->import = import;
  renderer_class->publish = publish;
}

static void
renderer_gl_class_finalize (RendererGlClass *klass G_GNUC_UNUSED)
{
}

static void
renderer_gl_init (RendererGl *self)
{
  self->canvas = canvas_new (SUMAC_RENDERER (self));
}

SUMAC_PLUGIN_DEFINE (module)
{
  renderer_gl_register_type (module);
  g_io_extension_point_implement (SUMAC_EXTENSION_POINT_RENDERER, RENDERER_TYPE_GL, "gl", 200);
}
