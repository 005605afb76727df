/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "support/renderer.h"

#include "contract/renderer-memory.h"
#include "contract/renderer.h"

#include <sumac/error.h>

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define TEST_TYPE_RENDERER (test_renderer_get_type ())
G_DECLARE_FINAL_TYPE (TestRenderer, test_renderer, TEST, RENDERER, SumacRenderer)

struct _TestRenderer
{
  SumacRenderer parent_instance;
  TestRendererRule *rule;
  SumacRenderer *memory;
  GHashTable *imported; /* id → SumacDmabuf with a file of our own */
};

G_DEFINE_FINAL_TYPE (TestRenderer, test_renderer, SUMAC_TYPE_RENDERER)

static gboolean
surface_create (SumacRenderer *renderer,
                guint32 id,
                SumacPixelFormat format,
                gint width,
                gint height,
                GError **error)
{
  return sumac_renderer_surface_create (TEST_RENDERER (renderer)->memory, id, format, width,
                                        height, error);
}

static void
surface_destroy (SumacRenderer *renderer, guint32 id)
{
  TestRenderer *self = TEST_RENDERER (renderer);

  if (g_hash_table_remove (self->imported, GUINT_TO_POINTER (id)))
    self->rule->n_imported--;
  sumac_renderer_surface_destroy (self->memory, id);
}

static void
copy_lent (const SumacDmabuf *dmabuf, const SumacView *view)
{
  for (gint y = 0; y < view->height; y++)
    {
      guint32 *row = (guint32 *) (void *) (view->data + view->stride * y);
      gsize n = (gsize) view->width * 4;

      g_assert_cmpint (pread (dmabuf->fd, row, n, (off_t) dmabuf->stride * y), ==, n);
      for (gint x = 0; x < view->width; x++)
        row[x] &= 0x00ffffff;
    }
}

static gboolean
map (SumacRenderer *renderer, guint32 id, SumacMapFlags flags, SumacView *view)
{
  TestRenderer *self = TEST_RENDERER (renderer);
  const SumacDmabuf *dmabuf = g_hash_table_lookup (self->imported, GUINT_TO_POINTER (id));

  g_assert_false (dmabuf && flags & SUMAC_MAP_WRITE);
  if ((dmabuf && self->rule->is_in_trouble) ||
      !sumac_renderer_map (self->memory, id, flags, view))
    return FALSE;
  if (dmabuf)
    copy_lent (dmabuf, view);
  return TRUE;
}

static void
unmap (SumacRenderer *renderer, guint32 id, const SumacRect *damage)
{
  sumac_renderer_unmap (TEST_RENDERER (renderer)->memory, id, damage);
}

static void
fill (const SumacView *view, const SumacRect *rect)
{
  for (gint y = rect->top; y < rect->bottom; y++)
    for (gint x = rect->left; x < rect->right; x++)
      ((guint32 *) (void *) (view->data + view->stride * y))[x] = TEST_RENDERER_VIDEO;
}

static gboolean
video (SumacRenderer *renderer,
       guint32 id,
       const SumacPicture *picture G_GNUC_UNUSED,
       gboolean is_upside_down G_GNUC_UNUSED,
       const SumacRect *box,
       const SumacRect *rects,
       guint n_rects,
       SumacRect *damage)
{
  TestRenderer *self = TEST_RENDERER (renderer);
  SumacView view;
  SumacRect rect;

  if (!self->rule->takes_video)
    return FALSE;
  self->rule->n_videos++;
  self->rule->n_rects = n_rects;
  g_assert_true (sumac_renderer_map (self->memory, id, SUMAC_MAP_WRITE, &view));
  for (guint i = 0; i < n_rects; i++)
    {
      const SumacRect all = { 0, 0, view.width, view.height };

      /* The contract's promise. */
      g_assert_true (sumac_rect_intersect (&rects[i], &all, &rect));
      g_assert_cmpmem (&rect, sizeof rect, &rects[i], sizeof rect);
      if (sumac_rect_intersect (&rects[i], box, &rect))
        fill (&view, &rect);
    }
  if (n_rects > 0)
    *damage = (SumacRect){ 0, 0, view.width, view.height };
  sumac_renderer_unmap (self->memory, id, damage);
  return TRUE;
}

static gboolean
import (SumacRenderer *renderer, guint32 id, const SumacDmabuf *dmabuf, GError **error)
{
  TestRenderer *self = TEST_RENDERER (renderer);

  self->rule->n_imports++;
  self->rule->dmabuf = *dmabuf;
  if (!self->rule->takes_imports)
    {
      g_set_error_literal (error, SUMAC_ERROR, SUMAC_ERROR_UNSUPPORTED,
                           "It is made to refuse.");
      return FALSE;
    }
  g_assert_true (sumac_renderer_surface_create (self->memory, id, SUMAC_PIXELS_XRGB32,
                                                dmabuf->width, dmabuf->height, NULL));

  SumacDmabuf *ours = g_new (SumacDmabuf, 1);

  *ours = *dmabuf;
  ours->fd = fcntl (dmabuf->fd, F_DUPFD_CLOEXEC, 0);
  g_hash_table_insert (self->imported, GUINT_TO_POINTER (id), ours);
  self->rule->n_imported++;
  return TRUE;
}

static void
give_back (gpointer dmabuf)
{
  close (((SumacDmabuf *) dmabuf)->fd);
  g_free (dmabuf);
}

static void
test_renderer_finalize (GObject *object)
{
  TestRenderer *self = TEST_RENDERER (object);

  g_hash_table_unref (self->imported);
  g_object_unref (self->memory);
  G_OBJECT_CLASS (test_renderer_parent_class)->finalize (object);
}

static void
test_renderer_class_init (TestRendererClass *klass)
{
  SumacRendererClass *renderer_class = SUMAC_RENDERER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = test_renderer_finalize;
  renderer_class->surface_create = surface_create;
  renderer_class->surface_destroy = surface_destroy;
  renderer_class->map = map;
  renderer_class->unmap = unmap;
  renderer_class->video = video;
  renderer_class->import = import;
}

static void
test_renderer_init (TestRenderer *self)
{
  self->memory = g_object_new (SUMAC_TYPE_RENDERER_MEMORY, NULL);
  self->imported = g_hash_table_new_full (NULL, NULL, NULL, give_back);
}

SumacRenderer *
test_renderer_new (TestRendererRule *rule)
{
  TestRenderer *self = g_object_new (TEST_TYPE_RENDERER, NULL);

  self->rule = rule;
  return SUMAC_RENDERER (self);
}
