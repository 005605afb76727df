/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The golden files, drawn by every renderer that the registry finds, with the reference for
 * what it refuses, as the painter does; and that a renderer draws itself what it is there for.
 * One that can't work here is skipped with its reason. The names in the arguments must be
 * among them. */

#include "support/golden.h"
#include "contract/registry.h"
#include "proof/golden-run.h"
#include "proof/trial.h"

#include <string.h>

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
  SumacGoldenRun run;

  if (!renderer)
    {
      g_test_skip (error->message);
      return;
    }

  SumacGolden *golden = sumac_golden_load (path, &error);
  g_autoptr (GString) how = g_string_new (NULL);

  g_assert_no_error (error);
  if (!sumac_trial_open (renderer, NULL, how) ||
      !sumac_golden_run (golden, renderer, &run, how))
    g_error ("%s by %s: %s", c->golden, c->renderer, how->str);
  g_test_message ("%s draws %u of %u ops on 32 bits", c->renderer, run.n_drawn, run.n_ops);
  if (is_duty (c))
    g_assert_cmpuint (run.n_drawn, ==, run.n_ops);

  g_autoptr (SumacPixels) got = golden_picture (golden);
  g_autoptr (SumacPixels) expected = read_expected (c->golden);

  g_assert_nonnull (expected);
  assert_equal (c, got, expected);
  sumac_golden_free (golden);
}

/* What a stranger's renderer is tried with is what ours are: libclient/proof lists its files. */
static void
test_all_are_in_the_suite (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "golden", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_auto (GStrv) names = sumac_golden_list_names ();
  guint n = 0;
  const char *file;

  g_assert_nonnull (dir);
  while ((file = g_dir_read_name (dir)))
    if (g_str_has_suffix (file, ".op"))
      {
        n++;
        if (!g_strv_contains ((const char *const *) names, file))
          g_error ("libclient/proof/proof.gresource.xml lacks %s", file);
      }
  g_assert_cmpuint (n, ==, g_strv_length (names));
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

  g_test_add_func ("/contract/golden/all-are-in-the-suite", test_all_are_in_the_suite);
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
