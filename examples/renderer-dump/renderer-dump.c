/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A renderer that shows what a guest draws: it writes each op as a line of text, as it comes,
 * and refuses it, so that pictures stay right. Surfaces are kept as in renderer-null.
 *
 * RENDERER_DUMP_FILE names the file that lines are added to; without it they go to standard
 * error. */

#include <sumac/plugin/plugin.h>
#include <sumac/plugin/renderer.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define RENDERER_TYPE_DUMP (renderer_dump_get_type ())
G_DECLARE_FINAL_TYPE (RendererDump, renderer_dump, RENDERER, DUMP, SumacRenderer)

struct _RendererDump
{
  SumacRenderer parent_instance;
  GHashTable *surfaces; /* id → SumacPixels, owned */
  FILE *out;            /* owned, unless it is standard error */
};

G_DEFINE_DYNAMIC_TYPE (RendererDump, renderer_dump, SUMAC_TYPE_RENDERER)

static gboolean
surface_create (SumacRenderer *renderer,
                guint32 id,
                SumacPixelFormat format,
                gint width,
                gint height,
                GError **error)
{
  RendererDump *self = RENDERER_DUMP (renderer);
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
  g_hash_table_remove (RENDERER_DUMP (renderer)->surfaces, GUINT_TO_POINTER (id));
}

/* Several displays draw on threads of their own: each line is written in one go. */
static gboolean
draw (SumacRenderer *renderer, const SumacOp *op, SumacRect *damage G_GNUC_UNUSED)
{
  g_autofree char *text = sumac_op_to_text (op);

  fprintf (RENDERER_DUMP (renderer)->out, "%s\n", text);
  return FALSE;
}

static gboolean
map (SumacRenderer *renderer, guint32 id, SumacMapFlags flags G_GNUC_UNUSED, SumacView *view)
{
  const SumacPixels *pixels =
      g_hash_table_lookup (RENDERER_DUMP (renderer)->surfaces, GUINT_TO_POINTER (id));

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
renderer_dump_finalize (GObject *object)
{
  RendererDump *self = RENDERER_DUMP (object);

  g_hash_table_unref (self->surfaces);
  if (self->out != stderr)
    fclose (self->out);
  G_OBJECT_CLASS (renderer_dump_parent_class)->finalize (object);
}

static void
renderer_dump_class_init (RendererDumpClass *klass)
{
  SumacRendererClass *renderer_class = SUMAC_RENDERER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = renderer_dump_finalize;
  renderer_class->surface_create = surface_create;
  renderer_class->surface_destroy = surface_destroy;
  renderer_class->draw = draw;
  renderer_class->map = map;
  renderer_class->unmap = unmap;
}

static void
renderer_dump_class_finalize (RendererDumpClass *klass G_GNUC_UNUSED)
{
}

/* Whole lines, at once: they are looked at while the session runs. */
static FILE *
open_out (void)
{
  const char *path = g_getenv ("RENDERER_DUMP_FILE");
  FILE *file = path && *path ? fopen (path, "a") : NULL;

  if (path && *path && !file)
    g_warning ("“%s” can't be written: %s", path, g_strerror (errno));
  if (!file)
    return stderr;
  setvbuf (file, NULL, _IOLBF, 0);
  return file;
}

static void
renderer_dump_init (RendererDump *self)
{
  self->surfaces =
      g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) sumac_pixels_unref);
  self->out = open_out ();
}

SUMAC_PLUGIN_DEFINE (module)
{
  renderer_dump_register_type (module);
  g_io_extension_point_implement (SUMAC_EXTENSION_POINT_RENDERER, RENDERER_TYPE_DUMP, "dump",
                                  0);
}
