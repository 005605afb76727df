/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "contract/renderer.h"

#include "core/log.h"

#include <sumac/error.h>

#include <glib/gi18n-lib.h>
#include <pthread.h>

typedef struct
{
  /* The painter's thread: set by the first call, 0 before. Atomic, relaxed: it guards
   * nothing, it only finds out who came from elsewhere. */
  pthread_t thread;
} SumacRendererPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (SumacRenderer, sumac_renderer, G_TYPE_OBJECT)

static const SumacRect nothing = { 0, 0, 0, 0 };

/* A renderer may rely on one thread (a GL context belongs to one), so a call from another is
 * a fault of ours, told loudly where tests run and survived elsewhere. */
static void
check_thread (SumacRenderer *renderer)
{
  SumacRendererPrivate *priv = sumac_renderer_get_instance_private (renderer);
  pthread_t here = pthread_self ();
  pthread_t first = __atomic_load_n (&priv->thread, __ATOMIC_RELAXED);

  if (G_LIKELY (first == here))
    return;
  if (first == 0)
    __atomic_store_n (&priv->thread, here, __ATOMIC_RELAXED);
  else
    sumac_log (G_LOG_LEVEL_CRITICAL, NULL, "%s is called from a second thread",
               G_OBJECT_TYPE_NAME (renderer));
}

/* A plug-in that fails without a word would leave its caller without an error to pass on. */
static gboolean
with_a_reason (gboolean is_done, SumacRenderer *renderer, GError **error)
{
  if (!is_done && error && !*error)
    g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN,
                 _ ("The renderer %s failed and gave no reason. Choose another one."),
                 G_OBJECT_TYPE_NAME (renderer));
  return is_done;
}

gboolean
sumac_renderer_class_is_whole (SumacRendererClass *klass, const char **missing)
{
  const struct
  {
    const char *name;
    gboolean is_there;
  } duties[] = {
    { "surface_create", klass->surface_create != NULL },
    { "surface_destroy", klass->surface_destroy != NULL },
    { "map", klass->map != NULL },
    { "unmap", klass->unmap != NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (duties); i++)
    if (!duties[i].is_there)
      {
        if (missing)
          *missing = duties[i].name;
        return FALSE;
      }
  return TRUE;
}

gboolean
sumac_renderer_probe (SumacRenderer *renderer, GError **error)
{
  SumacRendererClass *klass = SUMAC_RENDERER_GET_CLASS (renderer);

  return !klass->probe || with_a_reason (klass->probe (renderer, error), renderer, error);
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
  return with_a_reason (klass->surface_create (renderer, id, format, width, height, error),
                        renderer, error);
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

static void
sumac_renderer_class_init (SumacRendererClass *klass G_GNUC_UNUSED)
{
}

static void
sumac_renderer_init (SumacRenderer *self G_GNUC_UNUSED)
{
}
