/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The golden files, drawn by every renderer that the registry finds, with the reference for
 * what it refuses, as the painter does; and that a renderer draws itself what it is there for.
 * One that can't work here is skipped with its reason. The names in the arguments must be
 * among them. */

#include "support/golden.h"
#include "contract/registry.h"
#include "contract/renderer.h"

#include <string.h>

#define MAX_SURFACES 16

typedef struct
{
  const char *renderer;
  char *golden; /* without .op */
} Case;

/* What a renderer must draw alone, all ops on surfaces of 32 bits. One that refused everything
 * would be right, and useless. */
static const char *const of_cairo[] = {
  "alpha-blend-surface", "blackness",  "copy-bits-down", "copy-self", "fill-clip-many",
  "fill-rops",           "fill-solid", "invers",         "whiteness", NULL,
};
static const char *const of_gl[] = {
  "alpha-blend-self",  "alpha-blend-surface",
  "blackness-mask",    "copy-bits-clip",
  "copy-bits-down",    "copy-formats",
  "copy-rop-formats",  "copy-rops",
  "copy-self-clip",    "copy-surface",
  "fill-clip-many",    "fill-mask-inverse",
  "fill-pattern-rops", "fill-rops",
  "fill-solid",        "invers-mask",
  "opaque-rops",       "rop3-codes",
  "text-a1",           "text-a4",
  "text-a8",           "text-back",
  "transparent-key",   "transparent-scaled",
  "whiteness",         NULL,
};

static const struct
{
  const char *renderer;
  const char *const *goldens;
} duties[] = {
  { "cairo", of_cairo },
  { "gl", of_gl },
};

static gboolean
is_duty (const Case *c)
{
  for (gsize i = 0; i < G_N_ELEMENTS (duties); i++)
    if (g_str_equal (duties[i].renderer, c->renderer))
      return g_strv_contains (duties[i].goldens, c->golden);
  return FALSE;
}

static void
copy_rows (const SumacView *to, const SumacView *from)
{
  gsize n = ((gsize) to->width * sumac_pixel_format_bits (to->format) + 7) / 8;

  for (gint y = 0; y < to->height; y++)
    memcpy (to->data + to->stride * y, from->data + from->stride * y, n);
}

/* Surfaces with the golden's noise. */
static void
set_up (SumacRenderer *renderer, Golden *golden)
{
  const GoldenSurface *surface;

  golden_reset (golden);
  for (guint i = 0; (surface = golden_surface_at (golden, i)); i++)
    {
      const SumacPixels *pixels = surface->pixels;
      const SumacRect all = { 0, 0, pixels->width, pixels->height };
      const SumacView noise = golden_view (pixels);
      SumacView view;

      g_assert_true (sumac_renderer_surface_create (renderer, surface->id, pixels->format,
                                                    pixels->width, pixels->height, NULL));
      g_assert_true (
          sumac_renderer_map (renderer, surface->id, SUMAC_MAP_READ | SUMAC_MAP_WRITE, &view));
      copy_rows (&view, &noise);
      sumac_renderer_unmap (renderer, surface->id, &all);
    }
}

/* All surfaces, mapped. */
typedef struct
{
  guint n;
  guint32 ids[MAX_SURFACES];
  SumacView views[MAX_SURFACES];
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
  return FALSE;
}

static void
map_all (SumacRenderer *renderer, const Golden *golden, Mapped *mapped)
{
  const GoldenSurface *surface;

  mapped->n = 0;
  for (guint i = 0; (surface = golden_surface_at (golden, i)); i++)
    {
      g_assert_cmpuint (i, <, MAX_SURFACES);
      mapped->ids[i] = surface->id;
      g_assert_true (sumac_renderer_map (renderer, surface->id,
                                         SUMAC_MAP_READ | SUMAC_MAP_WRITE, &mapped->views[i]));
      mapped->n = i + 1;
    }
}

static void
rasterise (SumacRenderer *renderer, const Golden *golden, const SumacOp *op)
{
  const SumacRect nothing = { 0, 0, 0, 0 };
  SumacRect damage;
  Mapped mapped;
  SumacView dest;

  map_all (renderer, golden, &mapped);
  g_assert_true (look (&mapped, op->surface, &dest));
  sumac_raster_draw (op, &dest, &(SumacRasterSurfaces){ look, &mapped }, &damage);
  for (guint i = 0; i < mapped.n; i++)
    sumac_renderer_unmap (renderer, mapped.ids[i],
                          mapped.ids[i] == op->surface ? &damage : &nothing);
}

/* What the surfaces are now, in the golden's own. */
static void
take_over (SumacRenderer *renderer, const Golden *golden)
{
  const GoldenSurface *surface;
  Mapped mapped;

  map_all (renderer, golden, &mapped);
  for (guint i = 0; (surface = golden_surface_at (golden, i)); i++)
    {
      const SumacView pixels = golden_view (surface->pixels);

      copy_rows (&pixels, &mapped.views[i]);
      sumac_renderer_unmap (renderer, surface->id, &(SumacRect){ 0 });
    }
}

static gboolean
is_on_32_bits (Golden *golden, const SumacOp *op)
{
  SumacView view;

  return golden_look (golden, op->surface, &view) && view.format >= SUMAC_PIXELS_XRGB32;
}

/* How many ops on 32 bits there are, and how many of them the renderer drew. */
static void
draw_all (SumacRenderer *renderer, Golden *golden, guint *n, guint *n_drawn)
{
  *n = *n_drawn = 0;
  for (guint i = 0; i < golden->ops->len; i++)
    {
      const SumacOp *op = &((const SumacOp *) (void *) golden->ops->data)[i];
      SumacRect damage;
      gboolean is_drawn = sumac_renderer_draw (renderer, op, &damage);

      if (!is_drawn)
        rasterise (renderer, golden, op);
      if (!is_on_32_bits (golden, op))
        continue;
      *n += 1;
      *n_drawn += is_drawn;
    }
}

static SumacPixels *
read_expected (const char *name)
{
  g_autofree char *file = g_strdup_printf ("%s.png", name);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", file, NULL);

  return golden_read_png (path);
}

static void
assert_equal (const Case *c, const SumacPixels *got, const SumacPixels *expected)
{
  g_assert_cmpint (got->width, ==, expected->width);
  g_assert_cmpint (got->height, ==, expected->height);
  for (gint y = 0; y < got->height; y++)
    for (gint x = 0; x < got->width; x++)
      {
        guint32 is = ((const guint32 *) (void *) sumac_pixels_row (got, y))[x];
        guint32 should = ((const guint32 *) (void *) sumac_pixels_row (expected, y))[x];

        if (is != should)
          g_error ("%s by %s: pixel %d,%d is %06x, not %06x", c->golden, c->renderer, x, y, is,
                   should);
      }
}

static void
test_golden (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *file = g_strdup_printf ("%s.op", c->golden);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", file, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SumacRenderer) renderer = sumac_registry_new_renderer (c->renderer, NULL, &error);
  const GoldenSurface *surface;
  guint n, n_drawn;

  if (!renderer)
    {
      g_test_skip (error->message);
      return;
    }

  Golden *golden = golden_load (path, &error);

  g_assert_no_error (error);
  set_up (renderer, golden);
  draw_all (renderer, golden, &n, &n_drawn);
  take_over (renderer, golden);
  g_test_message ("%s draws %u of %u ops on 32 bits", c->renderer, n_drawn, n);
  if (is_duty (c))
    g_assert_cmpuint (n_drawn, ==, n);

  g_autoptr (SumacPixels) got = golden_picture (golden);
  g_autoptr (SumacPixels) expected = read_expected (c->golden);

  g_assert_nonnull (expected);
  assert_equal (c, got, expected);
  for (guint i = 0; (surface = golden_surface_at (golden, i)); i++)
    sumac_renderer_surface_destroy (renderer, surface->id);
  golden_free (golden);
}

static void
case_free (gpointer data)
{
  Case *c = data;

  g_free (c->golden);
  g_free (c);
}

static void
add_renderer (const char *name)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "golden", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *file;

  g_assert_nonnull (dir);
  while ((file = g_dir_read_name (dir)))
    {
      if (!g_str_has_suffix (file, ".op"))
        continue;

      Case *c = g_new (Case, 1);

      *c = (Case){ name, g_strndup (file, strlen (file) - strlen (".op")) };

      g_autofree char *path = g_strdup_printf ("/contract/golden/%s/%s", name, c->golden);

      g_test_add_data_func_full (path, c, test_golden, case_free);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_autoptr (GPtrArray) list = sumac_registry_list ("renderer");

  for (guint i = 0; i < list->len; i++)
    add_renderer (((const SumacPluginInfo *) g_ptr_array_index (list, i))->name);
  for (int i = 1; i < argc; i++)
    {
      gboolean is_there = FALSE;

      for (guint k = 0; k < list->len; k++)
        is_there |= g_str_equal (((const SumacPluginInfo *) g_ptr_array_index (list, k))->name,
                                 argv[i]);
      if (!is_there)
        g_error ("the plug-in %s is not found", argv[i]);
    }
  return g_test_run ();
}
