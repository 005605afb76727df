/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "paint/surfaces.h"

#include "core/limits.h"
#include "draw/raster-picture.h"
#include "draw/raster.h"

#include <sumac/error.h>

#include <glib/gi18n-lib.h>
#include <string.h>

/* An op reads from at most source, pattern, mask and the pattern of a text's background. */
#define MAX_SOURCES 4

typedef struct
{
  guint32 id;
  SumacPixelFormat format;
  gint width;
  gint height;
  gsize bytes;
} Surface;

struct _SumacSurfaces
{
  SumacRenderer *renderer;
  gsize *session_bytes; /* atomic */
  GHashTable *table;    /* id → Surface */
  gboolean has_lent;
  gsize lent_bytes;
};

SumacSurfaces *
sumac_surfaces_new (SumacRenderer *renderer, gsize *session_bytes)
{
  SumacSurfaces *surfaces = g_new0 (SumacSurfaces, 1);

  surfaces->renderer = renderer;
  surfaces->session_bytes = session_bytes;
  surfaces->table = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return surfaces;
}

static void
forget_bytes (SumacSurfaces *surfaces, const Surface *surface)
{
  __atomic_fetch_sub (surfaces->session_bytes, surface->bytes, __ATOMIC_RELAXED);
}

void
sumac_surfaces_free (SumacSurfaces *surfaces)
{
  GHashTableIter iter;
  gpointer value;

  if (!surfaces)
    return;
  sumac_surfaces_return_lent (surfaces);
  g_hash_table_iter_init (&iter, surfaces->table);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Surface *surface = value;

      sumac_renderer_surface_destroy (surfaces->renderer, surface->id);
      forget_bytes (surfaces, surface);
    }
  g_hash_table_unref (surfaces->table);
  g_object_unref (surfaces->renderer);
  g_free (surfaces);
}

static gboolean
has (SumacSurfaces *surfaces, guint32 id)
{
  return g_hash_table_contains (surfaces->table, GUINT_TO_POINTER (id));
}

static gboolean
take_bytes (SumacSurfaces *surfaces, gsize bytes, GError **error)
{
  gsize all = __atomic_add_fetch (surfaces->session_bytes, bytes, __ATOMIC_RELAXED);

  if (all <= SUMAC_MAX_SURFACES_BYTES && bytes <= SUMAC_MAX_PIXELS_BYTES)
    return TRUE;
  __atomic_fetch_sub (surfaces->session_bytes, bytes, __ATOMIC_RELAXED);
  g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_LIMIT,
               _ ("The guest wants more than %u MiB for its pictures."),
               SUMAC_MAX_SURFACES_BYTES >> 20);
  return FALSE;
}

gboolean
sumac_surfaces_create (SumacSurfaces *surfaces,
                       guint32 id,
                       SumacPixelFormat format,
                       gint width,
                       gint height,
                       GError **error)
{
  gsize stride = ((gsize) width * sumac_pixel_format_bits (format) + 31) / 32 * 4;
  gsize bytes = stride * (gsize) height;

  sumac_surfaces_destroy (surfaces, id);
  if (g_hash_table_size (surfaces->table) >= SUMAC_MAX_SURFACES || id == SUMAC_SURFACE_LENT)
    {
      g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_LIMIT,
                   _ ("The guest wants more than %d off-screen pictures."), SUMAC_MAX_SURFACES);
      return FALSE;
    }
  if (!take_bytes (surfaces, bytes, error))
    return FALSE;
  if (!sumac_renderer_surface_create (surfaces->renderer, id, format, width, height, error))
    {
      __atomic_fetch_sub (surfaces->session_bytes, bytes, __ATOMIC_RELAXED);
      return FALSE;
    }

  Surface *surface = g_new (Surface, 1);

  *surface = (Surface){
    .id = id,
    .format = format,
    .width = width,
    .height = height,
    .bytes = bytes,
  };
  g_hash_table_insert (surfaces->table, GUINT_TO_POINTER (id), surface);
  return TRUE;
}

gboolean
sumac_surfaces_destroy (SumacSurfaces *surfaces, guint32 id)
{
  Surface *surface = g_hash_table_lookup (surfaces->table, GUINT_TO_POINTER (id));

  if (!surface)
    return FALSE;
  sumac_renderer_surface_destroy (surfaces->renderer, id);
  forget_bytes (surfaces, surface);
  g_hash_table_remove (surfaces->table, GUINT_TO_POINTER (id));
  return TRUE;
}

gboolean
sumac_surfaces_lend (SumacSurfaces *surfaces, const SumacDmabuf *dmabuf, GError **error)
{
  gsize bytes = (gsize) dmabuf->width * (gsize) dmabuf->height * 4;

  sumac_surfaces_return_lent (surfaces);
  if (!take_bytes (surfaces, bytes, error))
    return FALSE;
  surfaces->has_lent =
      sumac_renderer_import (surfaces->renderer, SUMAC_SURFACE_LENT, dmabuf, error);
  if (surfaces->has_lent)
    surfaces->lent_bytes = bytes;
  else
    __atomic_fetch_sub (surfaces->session_bytes, bytes, __ATOMIC_RELAXED);
  return surfaces->has_lent;
}

void
sumac_surfaces_return_lent (SumacSurfaces *surfaces)
{
  if (!surfaces->has_lent)
    return;
  surfaces->has_lent = FALSE;
  sumac_renderer_surface_destroy (surfaces->renderer, SUMAC_SURFACE_LENT);
  __atomic_fetch_sub (surfaces->session_bytes, surfaces->lent_bytes, __ATOMIC_RELAXED);
}

GArray *
sumac_surfaces_list (SumacSurfaces *surfaces)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (guint32));
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, surfaces->table);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_array_append_val (ids, ((Surface *) value)->id);
  return ids;
}

SumacPixelFormat
sumac_surfaces_get_format (SumacSurfaces *surfaces, guint32 id)
{
  const Surface *surface = g_hash_table_lookup (surfaces->table, GUINT_TO_POINTER (id));

  return surface ? surface->format : SUMAC_PIXELS_XRGB32;
}

gboolean
sumac_surfaces_get_rect (SumacSurfaces *surfaces, guint32 id, SumacRect *rect)
{
  const Surface *surface = g_hash_table_lookup (surfaces->table, GUINT_TO_POINTER (id));

  *rect = (SumacRect){ 0, 0, 0, 0 };
  if (!surface)
    return FALSE;
  rect->right = surface->width;
  rect->bottom = surface->height;
  return TRUE;
}

/* What has been mapped for one op of the rasteriser. */
typedef struct
{
  SumacSurfaces *surfaces;
  guint n;
  guint32 ids[MAX_SOURCES + 1]; /* the destination first */
  SumacView views[MAX_SOURCES + 1];
} Mapped;

static gboolean
look (gpointer data, guint32 id, SumacView *view)
{
  Mapped *mapped = data;

  for (guint i = 0; i < mapped->n; i++)
    if (mapped->ids[i] == id)
      {
        *view = mapped->views[i];
        return TRUE;
      }
  if (mapped->n == G_N_ELEMENTS (mapped->ids) || !has (mapped->surfaces, id) ||
      !sumac_renderer_map (mapped->surfaces->renderer, id, SUMAC_MAP_READ, view))
    return FALSE;
  mapped->ids[mapped->n] = id;
  mapped->views[mapped->n++] = *view;
  return TRUE;
}

static SumacDrawn
rasterise (SumacSurfaces *surfaces, const SumacOp *op, SumacRect *damage)
{
  SumacRenderer *renderer = surfaces->renderer;
  Mapped mapped = { .surfaces = surfaces, .n = 1, .ids = { op->surface } };
  SumacRasterSurfaces sources = { .look = look, .data = &mapped };
  const SumacRect nothing = { 0, 0, 0, 0 };

  *damage = nothing;
  if (!sumac_raster_knows (op->kind) ||
      !sumac_renderer_map (renderer, op->surface, SUMAC_MAP_READ | SUMAC_MAP_WRITE,
                           mapped.views))
    return SUMAC_DRAWN_NOT;

  gboolean is_drawn = sumac_raster_draw (op, &mapped.views[0], &sources, damage);

  sumac_renderer_unmap (renderer, op->surface, damage);
  for (guint i = 1; i < mapped.n; i++)
    sumac_renderer_unmap (renderer, mapped.ids[i], &nothing);
  return is_drawn ? SUMAC_DRAWN_BY_RASTERISER : SUMAC_DRAWN_NOT;
}

static gboolean
source_exists (SumacSurfaces *surfaces, const SumacSource *source)
{
  return source->kind != SUMAC_SOURCE_SURFACE || has (surfaces, source->surface);
}

/* The renderer is promised that the surfaces of an op exist. */
static gboolean
sources_exist (SumacSurfaces *surfaces, const SumacOp *op)
{
  return source_exists (surfaces, &op->source) && source_exists (surfaces, &op->mask.bits) &&
         (op->brush.kind != SUMAC_BRUSH_PATTERN ||
          source_exists (surfaces, &op->brush.pattern)) &&
         (op->kind != SUMAC_OP_COMPOSITE || source_exists (surfaces, &op->u.composite.mask)) &&
         (op->kind != SUMAC_OP_TEXT || op->u.text.back.kind != SUMAC_BRUSH_PATTERN ||
          source_exists (surfaces, &op->u.text.back.pattern));
}

SumacDrawn
sumac_surfaces_draw (SumacSurfaces *surfaces, const SumacOp *op, SumacRect *damage)
{
  *damage = (SumacRect){ 0, 0, 0, 0 };
  if (!has (surfaces, op->surface) || !sources_exist (surfaces, op))
    return SUMAC_DRAWN_NOT;
  if (sumac_renderer_draw (surfaces->renderer, op, damage))
    return SUMAC_DRAWN_BY_RENDERER;
  return rasterise (surfaces, op, damage);
}

static SumacDrawn
rasterise_picture (SumacSurfaces *surfaces,
                   guint32 id,
                   const SumacPicture *picture,
                   gboolean is_upside_down,
                   const SumacRect *box,
                   const SumacRect *rects,
                   guint n_rects,
                   SumacRect *damage)
{
  SumacView view;

  if (!sumac_renderer_map (surfaces->renderer, id, SUMAC_MAP_READ | SUMAC_MAP_WRITE, &view))
    return SUMAC_DRAWN_NOT;

  gboolean is_drawn =
      sumac_raster_picture (picture, is_upside_down, box, rects, n_rects, &view, damage);

  sumac_renderer_unmap (surfaces->renderer, id, damage);
  return is_drawn ? SUMAC_DRAWN_BY_RASTERISER : SUMAC_DRAWN_NOT;
}

SumacDrawn
sumac_surfaces_show (SumacSurfaces *surfaces,
                     guint32 id,
                     const SumacPicture *picture,
                     gboolean is_upside_down,
                     const SumacRect *box,
                     const SumacRect *rects,
                     guint n_rects,
                     SumacRect *damage)
{
  *damage = (SumacRect){ 0, 0, 0, 0 };
  if (!has (surfaces, id))
    return SUMAC_DRAWN_NOT;
  if (sumac_renderer_video (surfaces->renderer, id, picture, is_upside_down, box, rects,
                            n_rects, damage))
    return SUMAC_DRAWN_BY_RENDERER;
  return rasterise_picture (surfaces, id, picture, is_upside_down, box, rects, n_rects, damage);
}

/* Whether it can be looked at: a surface of the guest's, or the lent one. */
static gboolean
is_there (SumacSurfaces *surfaces, guint32 id)
{
  return id == SUMAC_SURFACE_LENT ? surfaces->has_lent : has (surfaces, id);
}

gboolean
sumac_surfaces_publish (SumacSurfaces *surfaces,
                        guint32 id,
                        const SumacRect *rects,
                        guint n_rects,
                        SumacTexture *texture)
{
  return is_there (surfaces, id) &&
         sumac_renderer_publish (surfaces->renderer, id, rects, n_rects, texture);
}

gboolean
sumac_surfaces_map (SumacSurfaces *surfaces, guint32 id, SumacView *view)
{
  return is_there (surfaces, id) &&
         sumac_renderer_map (surfaces->renderer, id, SUMAC_MAP_READ, view);
}

void
sumac_surfaces_unmap (SumacSurfaces *surfaces, guint32 id)
{
  const SumacRect nothing = { 0, 0, 0, 0 };

  sumac_renderer_unmap (surfaces->renderer, id, &nothing);
}

gboolean
sumac_surfaces_map_to_write (SumacSurfaces *surfaces, guint32 id, SumacView *view)
{
  return has (surfaces, id) &&
         sumac_renderer_map (surfaces->renderer, id, SUMAC_MAP_READ | SUMAC_MAP_WRITE, view);
}

void
sumac_surfaces_unmap_written (SumacSurfaces *surfaces, guint32 id, const SumacView *view)
{
  const SumacRect all = { .right = view->width, .bottom = view->height };

  sumac_renderer_unmap (surfaces->renderer, id, &all);
}

static void
copy_rows (const SumacView *from, const SumacView *to)
{
  gsize bytes = ((gsize) from->width * sumac_pixel_format_bits (from->format) + 7) / 8;

  for (gint y = 0; y < from->height; y++)
    memcpy (to->data + to->stride * y, from->data + from->stride * y, bytes);
}

typedef enum
{
  COPIED,
  NOT_READ,    /* by the old renderer */
  NOT_WRITTEN, /* by the new one */
} Copied;

/* All bytes, also those that no colour is in. */
static Copied
copy_surface (SumacRenderer *from, SumacRenderer *to, const Surface *surface)
{
  const SumacRect nothing = { 0, 0, 0, 0 };
  const SumacRect all = { .right = surface->width, .bottom = surface->height };
  SumacView old, new;
  gboolean is_mapped;

  if (!sumac_renderer_map (from, surface->id, SUMAC_MAP_READ, &old))
    return NOT_READ;
  is_mapped = sumac_renderer_map (to, surface->id, SUMAC_MAP_READ | SUMAC_MAP_WRITE, &new);
  if (is_mapped)
    {
      copy_rows (&old, &new);
      sumac_renderer_unmap (to, surface->id, &all);
    }
  sumac_renderer_unmap (from, surface->id, &nothing);
  return is_mapped ? COPIED : NOT_WRITTEN;
}

static void
refuse_lost (GError **error)
{
  g_set_error_literal (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN,
                       _ ("The graphics card was reset, and its pictures are lost."));
}

/* Makes all surfaces on @to; @made gets them. @missing: those that are black now, or NULL: none
 * may be. */
static gboolean
make_all (SumacSurfaces *surfaces,
          SumacRenderer *to,
          GArray *made,
          GArray *missing,
          GError **error)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, surfaces->table);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Surface *surface = value;

      if (!sumac_renderer_surface_create (to, surface->id, surface->format, surface->width,
                                          surface->height, error))
        return FALSE;
      g_array_append_val (made, surface->id);

      Copied copied = copy_surface (surfaces->renderer, to, surface);

      if (copied == NOT_WRITTEN || (copied == NOT_READ && !missing))
        {
          refuse_lost (error);
          return FALSE;
        }
      if (copied == NOT_READ)
        g_array_append_val (missing, surface->id);
    }
  return TRUE;
}

static void
leave_renderer (SumacRenderer *renderer, const GArray *ids)
{
  for (guint i = 0; i < ids->len; i++)
    sumac_renderer_surface_destroy (renderer, g_array_index (ids, guint32, i));
  g_object_unref (renderer);
}

static gboolean
move_all (SumacSurfaces *surfaces, SumacRenderer *to, GArray *missing, GError **error)
{
  g_autoptr (GArray) made = g_array_new (FALSE, FALSE, sizeof (guint32));
  gboolean is_moved = make_all (surfaces, to, made, missing, error);
  SumacRenderer *left = is_moved ? surfaces->renderer : to;

  if (is_moved)
    {
      sumac_surfaces_return_lent (surfaces);
      surfaces->renderer = to;
    }
  leave_renderer (left, made);
  return is_moved;
}

gboolean
sumac_surfaces_swap (SumacSurfaces *surfaces, SumacRenderer *renderer, GError **error)
{
  return move_all (surfaces, renderer, NULL, error);
}

gboolean
sumac_surfaces_rescue (SumacSurfaces *surfaces,
                       SumacRenderer *renderer,
                       GArray *missing,
                       GError **error)
{
  return move_all (surfaces, renderer, missing, error);
}

const char *
sumac_surfaces_get_loss (SumacSurfaces *surfaces)
{
  return sumac_renderer_get_loss (surfaces->renderer);
}
