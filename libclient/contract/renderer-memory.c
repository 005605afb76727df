/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "contract/renderer-memory.h"

#include <string.h>

struct _SumacRendererMemory
{
  SumacRenderer parent_instance;
  GHashTable *surfaces; /* id → SumacPixels, owned */
};

G_DEFINE_FINAL_TYPE (SumacRendererMemory, sumac_renderer_memory, SUMAC_TYPE_RENDERER)

static gboolean
surface_create (SumacRenderer *renderer,
                guint32 id,
                SumacPixelFormat format,
                gint width,
                gint height,
                GError **error)
{
  SumacRendererMemory *self = SUMAC_RENDERER_MEMORY (renderer);
  SumacPixels *pixels = sumac_pixels_new (format, width, height, error);

  if (!pixels)
    return FALSE;
  memset (sumac_pixels_first (pixels), 0, sumac_pixels_size (pixels));
  g_hash_table_insert (self->surfaces, GUINT_TO_POINTER (id), pixels);
  return TRUE;
}

static void
surface_destroy (SumacRenderer *renderer, guint32 id)
{
  SumacRendererMemory *self = SUMAC_RENDERER_MEMORY (renderer);

  g_hash_table_remove (self->surfaces, GUINT_TO_POINTER (id));
}

static gboolean
map (SumacRenderer *renderer, guint32 id, SumacMapFlags flags G_GNUC_UNUSED, SumacView *view)
{
  SumacRendererMemory *self = SUMAC_RENDERER_MEMORY (renderer);
  SumacPixels *pixels = g_hash_table_lookup (self->surfaces, GUINT_TO_POINTER (id));

  if (!pixels)
    return FALSE;
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
sumac_renderer_memory_finalize (GObject *object)
{
  SumacRendererMemory *self = SUMAC_RENDERER_MEMORY (object);

  g_hash_table_unref (self->surfaces);
  G_OBJECT_CLASS (sumac_renderer_memory_parent_class)->finalize (object);
}

static void
sumac_renderer_memory_class_init (SumacRendererMemoryClass *klass)
{
  SumacRendererClass *renderer_class = SUMAC_RENDERER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sumac_renderer_memory_finalize;
  renderer_class->surface_create = surface_create;
  renderer_class->surface_destroy = surface_destroy;
  renderer_class->map = map;
  renderer_class->unmap = unmap;
}

static void
sumac_renderer_memory_init (SumacRendererMemory *self)
{
  self->surfaces =
      g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) sumac_pixels_unref);
}
