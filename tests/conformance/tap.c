/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "tap.h"

#include "watch.h"

#include "contract/registry.h"
#include "contract/renderer.h"
#include "core/thread.h"
#include "draw/op-text.h"

#include <string.h>

#define TYPE_TAP (tap_get_type ())
G_DECLARE_FINAL_TYPE (Tap, tap, CONFORMANCE, TAP, SumacRenderer)

typedef struct
{
  SumacPixelFormat format;
  gint width;
  gint height;
} Shape;

struct _Tap
{
  SumacRenderer parent_instance;
  SumacRenderer *real;
  guint display;
  GHashTable *shapes; /* id → Shape */
};

G_DEFINE_FINAL_TYPE (Tap, tap, SUMAC_TYPE_RENDERER)

static SumacHostRect mark_box;

static SumacLock lock = PTHREAD_MUTEX_INITIALIZER; /* guards what follows */
static guint32 last_marks[MAX_DISPLAYS];
static GArray *seen[MAX_DISPLAYS]; /* of TapSurface; nullable */
static GString *heard;
static gboolean is_listening;
static guint n_renderers;

void
tap_set_mark (SumacHostRect box)
{
  /* A painter of the session before may still be ending. */
  if (memcmp (&mark_box, &box, sizeof box) != 0)
    mark_box = box;
  sumac_lock (&lock);
  memset (last_marks, 0, sizeof last_marks);
  sumac_unlock (&lock);
}

static void
clear_surface (gpointer surface)
{
  g_free (((TapSurface *) surface)->bytes);
}

static void
look (Tap *self, guint32 id, const Shape *shape, GArray *surfaces)
{
  const SumacRect nothing = { 0, 0, 0, 0 };
  gsize row = ((gsize) shape->width * sumac_pixel_format_bits (shape->format) + 7) / 8;
  TapSurface surface = {
    .id = id,
    .format = shape->format,
    .width = shape->width,
    .height = shape->height,
    .stride = (row + 3) & ~(gsize) 3,
  };
  SumacView view;

  if (!sumac_renderer_map (self->real, id, SUMAC_MAP_READ, &view))
    return;
  surface.bytes = g_malloc0 (surface.stride * (gsize) surface.height);
  for (gint y = 0; y < surface.height; y++)
    memcpy (surface.bytes + surface.stride * (gsize) y, view.data + view.stride * y, row);
  sumac_renderer_unmap (self->real, id, &nothing);
  g_array_append_val (surfaces, surface);
}

static void
look_at_all (Tap *self, guint32 mark)
{
  GArray *surfaces = g_array_new (FALSE, FALSE, sizeof (TapSurface));
  GHashTableIter iter;
  gpointer id, shape;

  g_array_set_clear_func (surfaces, clear_surface);
  g_hash_table_iter_init (&iter, self->shapes);
  while (g_hash_table_iter_next (&iter, &id, &shape))
    look (self, GPOINTER_TO_UINT (id), shape, surfaces);

  sumac_lock (&lock);
  last_marks[self->display] = mark;
  g_clear_pointer (&seen[self->display], g_array_unref);
  seen[self->display] = surfaces;
  sumac_unlock (&lock);
  g_main_context_wakeup (NULL);
}

static void
hear (const Tap *self, const SumacOp *op)
{
  sumac_lock (&lock);
  if (is_listening)
    {
      if (!heard)
        heard = g_string_new (NULL);
      g_string_append_printf (heard, "# got on %u: ", self->display);
      sumac_op_print (op, NULL, heard);
      g_string_append_c (heard, '\n');
    }
  sumac_unlock (&lock);
}

guint32
tap_get_mark (guint display)
{
  guint32 mark;

  sumac_lock (&lock);
  mark = last_marks[display];
  sumac_unlock (&lock);
  return mark;
}

GArray *
tap_take_surfaces (guint display)
{
  GArray *surfaces;

  sumac_lock (&lock);
  surfaces = g_steal_pointer (&seen[display]);
  sumac_unlock (&lock);
  return surfaces;
}

guint
tap_get_n_renderers (void)
{
  guint n;

  sumac_lock (&lock);
  n = n_renderers;
  sumac_unlock (&lock);
  return n;
}

void
tap_set_listening (gboolean listening)
{
  sumac_lock (&lock);
  is_listening = listening;
  sumac_unlock (&lock);
}

char *
tap_take_text (void)
{
  GString *text;

  sumac_lock (&lock);
  text = g_steal_pointer (&heard);
  sumac_unlock (&lock);
  return text ? g_string_free (text, FALSE) : g_strdup ("");
}

/* --- the renderer ---------------------------------------------------------------------- */

static gboolean
open_real (SumacRenderer *renderer, const SumacRendererHost *host, GError **error)
{
  return sumac_renderer_open (CONFORMANCE_TAP (renderer)->real, host, error);
}

static gboolean
surface_create (SumacRenderer *renderer,
                guint32 id,
                SumacPixelFormat format,
                gint width,
                gint height,
                GError **error)
{
  Tap *self = CONFORMANCE_TAP (renderer);
  Shape *shape;

  watch_set_display (self->display);
  if (!sumac_renderer_surface_create (self->real, id, format, width, height, error))
    return FALSE;
  shape = g_new (Shape, 1);
  *shape = (Shape){ format, width, height };
  g_hash_table_insert (self->shapes, GUINT_TO_POINTER (id), shape);
  return TRUE;
}

static void
surface_destroy (SumacRenderer *renderer, guint32 id)
{
  Tap *self = CONFORMANCE_TAP (renderer);

  g_hash_table_remove (self->shapes, GUINT_TO_POINTER (id));
  sumac_renderer_surface_destroy (self->real, id);
}

static gboolean
is_mark (const SumacOp *op)
{
  return op->kind == SUMAC_OP_FILL && op->surface == 0 && op->box.left == mark_box.left &&
         op->box.top == mark_box.top && op->box.right == mark_box.right &&
         op->box.bottom == mark_box.bottom;
}

static gboolean
draw (SumacRenderer *renderer, const SumacOp *op, SumacRect *damage)
{
  Tap *self = CONFORMANCE_TAP (renderer);

  if (is_mark (op))
    look_at_all (self, op->brush.color);
  else
    hear (self, op);
  return sumac_renderer_draw (self->real, op, damage);
}

static gboolean
map (SumacRenderer *renderer, guint32 id, SumacMapFlags flags, SumacView *view)
{
  return sumac_renderer_map (CONFORMANCE_TAP (renderer)->real, id, flags, view);
}

static void
unmap (SumacRenderer *renderer, guint32 id, const SumacRect *damage)
{
  sumac_renderer_unmap (CONFORMANCE_TAP (renderer)->real, id, damage);
}

static void
tap_finalize (GObject *object)
{
  Tap *self = CONFORMANCE_TAP (object);

  g_clear_object (&self->real);
  g_hash_table_unref (self->shapes);
  G_OBJECT_CLASS (tap_parent_class)->finalize (object);
}

static void
tap_class_init (TapClass *klass)
{
  SumacRendererClass *renderer_class = SUMAC_RENDERER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tap_finalize;
  renderer_class->open = open_real;
  renderer_class->surface_create = surface_create;
  renderer_class->surface_destroy = surface_destroy;
  renderer_class->draw = draw;
  renderer_class->map = map;
  renderer_class->unmap = unmap;
}

static void
tap_init (Tap *self)
{
  self->shapes = g_hash_table_new_full (NULL, NULL, NULL, g_free);
}

/* The linker's names. */
SumacRenderer *__real_sumac_registry_new_renderer (const char *name,
                                                   char **shown_name,
                                                   GError **error);
SumacRenderer *__wrap_sumac_registry_new_renderer (const char *name,
                                                   char **shown_name,
                                                   GError **error);

SumacRenderer *
__wrap_sumac_registry_new_renderer (const char *name, char **shown_name, GError **error)
{
  SumacRenderer *real = __real_sumac_registry_new_renderer (name, shown_name, error);
  Tap *tap;

  if (!real)
    return NULL;
  sumac_lock (&lock);
  n_renderers++;
  sumac_unlock (&lock);
  tap = g_object_new (TYPE_TAP, NULL);
  tap->real = real;
  tap->display = watch_get_display ();
  return SUMAC_RENDERER (tap);
}
