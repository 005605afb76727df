/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Runs the renderer suite over every renderer that the registry finds: the built-in one and
 * those of $SUMAC_PLUGIN_PATH. One that can't work here is skipped with its reason. The names
 * in the arguments must be among them. Textures are looked at, and pictures lent, by what
 * `sumac plugins test` does that with. */

#include "apps/tool/eyes.h"
#include "apps/tool/lender.h"
#include "contract/registry.h"
#include "proof/renderer-suite.h"

#include <string.h>

#define N_OPS 10000

static SumacEyes *eyes;

typedef struct
{
  const char *name;
  const SumacRendererRule *rule;
} Case;

static SumacRenderer *
make_named (gconstpointer name)
{
  return sumac_registry_new_renderer (name, NULL, NULL);
}

static void
test_rule (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SumacRenderer) works = sumac_registry_new_renderer (c->name, NULL, &error);
  const SumacRendererSuite suite = {
    .make = make_named,
    .data = c->name,
    .seed = (guint32) g_test_rand_int (),
    .n_ops = N_OPS,
    .eyes = sumac_eyes_get (eyes),
    .lender = &sumac_lender,
  };

  if (!works)
    {
      g_test_skip (error->message);
      return;
    }

  g_autoptr (GString) how = g_string_new (NULL);

  switch (sumac_renderer_suite_check (&suite, c->rule, how))
    {
    case SUMAC_RULE_PASSED:
      g_test_message ("%s", how->str);
      break;
    case SUMAC_RULE_SKIPPED:
      g_test_skip (how->str);
      break;
    case SUMAC_RULE_FAILED:
      g_error ("broken rule %s: %s But %s (seed %" G_GUINT64_FORMAT ").", c->rule->name,
               c->rule->says, how->str, suite.seed);
    }
}

static void
add_renderer (const char *name)
{
  for (guint i = 0; i < sumac_n_renderer_rules; i++)
    {
      Case *c = g_new (Case, 1);
      g_autofree char *path =
          g_strdup_printf ("/contract/renderer/%s/%s", name, sumac_renderer_rules[i].name);

      *c = (Case){ .name = name, .rule = &sumac_renderer_rules[i] };
      g_test_add_data_func_full (path, c, test_rule, g_free);
    }
}

/* As the renderer gl does. */
static gboolean
wants_es (void)
{
  const char *words = g_getenv ("SUMAC_GL");

  return words && strstr (words, "es");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  eyes = sumac_eyes_new (wants_es ());

  g_autoptr (GPtrArray) list = sumac_registry_list ("renderer");

  for (guint i = 0; i < list->len; i++)
    {
      const SumacPluginInfo *info = g_ptr_array_index (list, i);

      add_renderer (info->name);
    }
  for (int i = 1; i < argc; i++)
    {
      gboolean is_there = FALSE;

      for (guint k = 0; k < list->len; k++)
        is_there |= g_str_equal (((const SumacPluginInfo *) g_ptr_array_index (list, k))->name,
                                 argv[i]);
      if (!is_there)
        g_error ("the plug-in %s is not found", argv[i]);
    }

  int result = g_test_run ();

  sumac_eyes_free (eyes);
  return result;
}
