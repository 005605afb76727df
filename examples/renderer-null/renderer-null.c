/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The least that a renderer has to be: it keeps surfaces in memory and refuses every op. Whatever
 * it refuses is drawn by the reference on what map gives, so pictures are right from the first
 * day. Write a draw function next, for one kind of op, and try it by `sumac plugins test`. */

#include <sumac/plugin/plugin.h>
#include <sumac/plugin/renderer.h>

#include <string.h>

#define RENDERER_TYPE_NULL (renderer_null_get_type ())
G_DECLARE_FINAL_TYPE (RendererNull, renderer_null, RENDERER, NULL, SumacRenderer)

struct _RendererNull
{
  SumacRenderer parent_instance;
  GHashTable *surfaces; /* id → SumacPixels, owned */
};

G_DEFINE_DYNAMIC_TYPE (RendererNull, renderer_null, SUMAC_TYPE_RENDERER)

static gboolean
surface_create (SumacRenderer *renderer,
                guint32 id,
                SumacPixelFormat format,
                gint width,
                gint height,
                GError **error)
{
  RendererNull *self = RENDERER_NULL (renderer);
  SumacPixels *pixels = sumac_pixels_new (format, width, height, error);

  if (!pixels)
    return FALSE;
  memset (pixels->data, 0, sumac_pixels_size (pixels));
  g_hash_table_insert (self->surfaces, GUINT_TO_POINTER (id), pixels);
  return TRUE;
}

static void
surface_destroy (SumacRenderer *renderer, guint32 id)
{
  g_hash_table_remove (RENDERER_NULL (renderer)->surfaces, GUINT_TO_POINTER (id));
}

static gboolean
map (SumacRenderer *renderer, guint32 id, SumacMapFlags flags G_GNUC_UNUSED, SumacView *view)
{
  const SumacPixels *pixels =
      g_hash_table_lookup (RENDERER_NULL (renderer)->surfaces, GUINT_TO_POINTER (id));

  *view = (SumacView){
    .format = pixels->format,
    .width = pixels->width,
    .height = pixels->height,
    .stride = pixels->stride,
    .data = pixels->data,
  };
  return TRUE;
}

/* The view was the surface itself. */
static void
unmap (SumacRenderer *renderer G_GNUC_UNUSED,
       guint32 id G_GNUC_UNUSED,
       const SumacRect *damage G_GNUC_UNUSED)
{
}

static void
renderer_null_finalize (GObject *object)
{
  g_hash_table_unref (RENDERER_NULL (object)->surfaces);
  G_OBJECT_CLASS (renderer_null_parent_class)->finalize (object);
}

static void
renderer_null_class_init (RendererNullClass *klass)
{
  SumacRendererClass *renderer_class = SUMAC_RENDERER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = renderer_null_finalize;
  renderer_class->surface_create = surface_create;
  renderer_class->surface_destroy = surface_destroy;
  renderer_class->map = map;
  renderer_class->unmap = unmap;
}

static void
renderer_null_class_finalize (RendererNullClass *klass G_GNUC_UNUSED)
{
}

static void
renderer_null_init (RendererNull *self)
{
  self->surfaces =
      g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) sumac_pixels_unref);
}

SUMAC_PLUGIN_DEFINE (module)
{
  renderer_null_register_type (module);
  g_io_extension_point_implement (SUMAC_EXTENSION_POINT_RENDERER, RENDERER_TYPE_NULL, "null",
                                  0);
}
