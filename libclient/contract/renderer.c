/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "contract/renderer.h"

#include "contract/guard.h"

typedef struct
{
  SumacOneThread thread;
  char *loss; /* atomic: set once */
} SumacRendererPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (SumacRenderer, sumac_renderer, G_TYPE_OBJECT)

static const SumacRect nothing = { 0, 0, 0, 0 };

static void
check_thread (SumacRenderer *renderer)
{
  SumacRendererPrivate *priv = sumac_renderer_get_instance_private (renderer);

  sumac_one_thread_check (&priv->thread, renderer);
}

gboolean
sumac_renderer_class_is_whole (SumacRendererClass *klass, const char **missing)
{
  const SumacDuty duties[] = {
    { "surface_create", klass->surface_create != NULL },
    { "surface_destroy", klass->surface_destroy != NULL },
    { "map", klass->map != NULL },
    { "unmap", klass->unmap != NULL },
  };

  return sumac_duties_are_done (duties, G_N_ELEMENTS (duties), missing);
}

gboolean
sumac_renderer_probe (SumacRenderer *renderer, GError **error)
{
  SumacRendererClass *klass = SUMAC_RENDERER_GET_CLASS (renderer);

  return !klass->probe || sumac_with_a_reason (klass->probe (renderer, error), renderer, error);
}

gboolean
sumac_renderer_open (SumacRenderer *renderer, const SumacRendererHost *host, GError **error)
{
  SumacRendererClass *klass = SUMAC_RENDERER_GET_CLASS (renderer);

  check_thread (renderer);
  return !klass->open ||
         sumac_with_a_reason (klass->open (renderer, host, error), renderer, error);
}

gboolean
sumac_renderer_surface_create (SumacRenderer *renderer,
                               guint32 id,
                               SumacPixelFormat format,
                               gint width,
                               gint height,
                               GError **error)
{
  SumacRendererClass *klass = SUMAC_RENDERER_GET_CLASS (renderer);

  check_thread (renderer);
  return sumac_with_a_reason (
      klass->surface_create (renderer, id, format, width, height, error), renderer, error);
}

void
sumac_renderer_surface_destroy (SumacRenderer *renderer, guint32 id)
{
  check_thread (renderer);
  SUMAC_RENDERER_GET_CLASS (renderer)->surface_destroy (renderer, id);
}

gboolean
sumac_renderer_draw (SumacRenderer *renderer, const SumacOp *op, SumacRect *damage)
{
  SumacRendererClass *klass = SUMAC_RENDERER_GET_CLASS (renderer);

  check_thread (renderer);
  *damage = nothing;
  if (klass->draw && klass->draw (renderer, op, damage))
    return TRUE;
  *damage = nothing;
  return FALSE;
}

gboolean
sumac_renderer_map (SumacRenderer *renderer, guint32 id, SumacMapFlags flags, SumacView *view)
{
  check_thread (renderer);
  return SUMAC_RENDERER_GET_CLASS (renderer)->map (renderer, id, flags, view);
}

void
sumac_renderer_unmap (SumacRenderer *renderer, guint32 id, const SumacRect *damage)
{
  check_thread (renderer);
  SUMAC_RENDERER_GET_CLASS (renderer)->unmap (renderer, id, damage);
}

gboolean
sumac_renderer_publish (SumacRenderer *renderer,
                        guint32 id,
                        const SumacRect *rects,
                        guint n_rects,
                        SumacTexture *texture)
{
  SumacRendererClass *klass = SUMAC_RENDERER_GET_CLASS (renderer);

  check_thread (renderer);
  return klass->publish && klass->publish (renderer, id, rects, n_rects, texture);
}

gboolean
sumac_renderer_video (SumacRenderer *renderer,
                      guint32 id,
                      const SumacPicture *picture,
                      gboolean is_upside_down,
                      const SumacRect *box,
                      const SumacRect *rects,
                      guint n_rects,
                      SumacRect *damage)
{
  SumacRendererClass *klass = SUMAC_RENDERER_GET_CLASS (renderer);

  check_thread (renderer);
  *damage = nothing;
  if (klass->video &&
      klass->video (renderer, id, picture, is_upside_down, box, rects, n_rects, damage))
    return TRUE;
  *damage = nothing;
  return FALSE;
}

gboolean
sumac_renderer_import (SumacRenderer *renderer,
                       guint32 id,
                       const SumacDmabuf *dmabuf,
                       GError **error)
{
  SumacRendererClass *klass = SUMAC_RENDERER_GET_CLASS (renderer);

  check_thread (renderer);
  return sumac_with_a_reason (klass->import && klass->import (renderer, id, dmabuf, error),
                              renderer, error);
}

void
sumac_renderer_lose (SumacRenderer *self, const char *why)
{
  SumacRendererPrivate *priv = sumac_renderer_get_instance_private (self);
  char *none = NULL;
  char *loss = g_strdup (why);

  if (!__atomic_compare_exchange_n (&priv->loss, &none, loss, FALSE, __ATOMIC_RELEASE,
                                    __ATOMIC_RELAXED))
    g_free (loss);
}

const char *
sumac_renderer_get_loss (SumacRenderer *renderer)
{
  SumacRendererPrivate *priv = sumac_renderer_get_instance_private (renderer);

  return __atomic_load_n (&priv->loss, __ATOMIC_ACQUIRE);
}

static void
sumac_renderer_finalize (GObject *object)
{
  SumacRendererPrivate *priv = sumac_renderer_get_instance_private (SUMAC_RENDERER (object));

  g_free (priv->loss);
  G_OBJECT_CLASS (sumac_renderer_parent_class)->finalize (object);
}

static void
sumac_renderer_class_init (SumacRendererClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sumac_renderer_finalize;
}

static void
sumac_renderer_init (SumacRenderer *self G_GNUC_UNUSED)
{
}
