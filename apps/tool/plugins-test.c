/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "plugins-test.h"

#include "eyes.h"
#include "lender.h"

#include <sumac/plugin/suite.h>

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#define EXIT_RULES_BROKEN 9

#define KEY_FILE_SUFFIX ".sumac-plugin"

/* Columns that the longest names of rules fit into. */
#define NAME_WIDTH 48

#define DEFAULT_OPS 2000

typedef struct
{
  gint64 seed; /* below 0: any */
  gint n_ops;
} Options;

/* How many rules came out how. */
typedef struct
{
  guint n[SUMAC_RULE_SKIPPED + 1];
  char *title; /* what is to be printed before the next rule, or NULL */
  char *says;  /* the rule that is being tried, as a sentence */
} Count;

static const char *
outcome_name (SumacRuleOutcome outcome)
{
  switch (outcome)
    {
    case SUMAC_RULE_PASSED:
      return C_ ("rule", "passed");
    case SUMAC_RULE_FAILED:
      return C_ ("rule", "failed");
    case SUMAC_RULE_SKIPPED:
      return C_ ("rule", "skipped");
    }
  return "";
}

/* Printed at once: should the plug-in end the process, it is seen in which rule. */
static void
on_begin (gpointer data, const char *rule, const char *says)
{
  Count *count = data;

  if (count->title)
    g_print ("%s\n\n", count->title);
  g_clear_pointer (&count->title, g_free);
  g_free (count->says);
  count->says = g_strdup (says);
  g_print ("%-*s ", NAME_WIDTH, rule);
  fflush (stdout);
}

static void
on_end (gpointer data,
        const char *rule G_GNUC_UNUSED,
        SumacRuleOutcome outcome,
        const char *how)
{
  Count *count = data;

  count->n[outcome]++;
  g_print ("%s", outcome_name (outcome));
  if (outcome == SUMAC_RULE_FAILED)
    g_print ("\n    %s\n    But %s.\n", count->says, how);
  else if (how)
    g_print (" (%s)\n", how);
  else
    g_print ("\n");
}

static void
print_sum (const Count *count)
{
  /* Translators: how many rules of a plug-in's contract came out how */
  g_print (_ ("%u passed, %u failed, %u skipped\n"), count->n[SUMAC_RULE_PASSED],
           count->n[SUMAC_RULE_FAILED], count->n[SUMAC_RULE_SKIPPED]);
}

static gboolean
test_plugin (const Options *options,
             const char *role,
             const char *name,
             Count *count,
             GError **error)
{
  SumacEyes *eyes = sumac_eyes_new (FALSE);
  const SumacSuite suite = {
    .seed = options->seed < 0 ? g_random_int () : (guint64) options->seed,
    .n_ops = (guint) options->n_ops,
    .begin = on_begin,
    .end = on_end,
    .data = count,
    .eyes = sumac_eyes_get (eyes),
    .lender = &sumac_lender,
  };

  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, suite.seed);

  g_free (count->title);
  /* Translators: the name of a plug-in, and the options that give the same again */
  count->title =
      g_strdup_printf (_ ("Plug-in “%s”, --seed=%s --ops=%u"), name, seed, suite.n_ops);

  gboolean is_run = sumac_suite_run (&suite, role, name, error);

  sumac_eyes_free (eyes);
  return is_run;
}

/* The plug-ins of a module, by the key files beside it */

typedef struct
{
  char *role;
  char *name;
} Found;

static void
found_free (gpointer data)
{
  Found *found = data;

  g_free (found->role);
  g_free (found->name);
  g_free (found);
}

/* What else is wrong with a key file the library says. */
static void
look_into_key_file (const char *path, const char *module, GPtrArray *found)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return;

  g_autofree char *named = g_key_file_get_string (file, "Plugin", "Module", NULL);
  g_autofree char *role = g_key_file_get_string (file, "Plugin", "Role", NULL);
  g_autofree char *name = g_key_file_get_string (file, "Plugin", "Name", NULL);

  if (!named || !role || !name || strcmp (named, module) != 0)
    return;

  Found *one = g_new (Found, 1);

  *one = (Found){ g_steal_pointer (&role), g_steal_pointer (&name) };
  g_ptr_array_add (found, one);
}

static GPtrArray *
find_plugins (const char *folder, const char *module)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (found_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    if (g_str_has_suffix (name, KEY_FILE_SUFFIX))
      {
        g_autofree char *path = g_build_filename (folder, name, NULL);

        look_into_key_file (path, module, found);
      }
  return found;
}

/* Before all others, so that it is this one that is found by its name. */
static void
put_before_the_path (const char *folder)
{
  const char *others = g_getenv ("SUMAC_PLUGIN_PATH");
  g_autofree char *path =
      g_strjoin (G_SEARCHPATH_SEPARATOR_S, folder, others ? others : "", NULL);

  g_setenv ("SUMAC_PLUGIN_PATH", path, TRUE);
}

static gboolean
test_module (const Options *options, const char *path, Count *count, GError **error)
{
  g_autofree char *whole = g_canonicalize_filename (path, NULL);
  g_autofree char *folder = g_path_get_dirname (whole);
  g_autofree char *module = g_path_get_basename (whole);
  g_autoptr (GPtrArray) found = find_plugins (folder, module);
  gboolean is_done = TRUE;

  if (found->len == 0)
    {
      g_set_error (
          error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN,
          _ ("In “%s” there is no key file (NAME.sumac-plugin) whose entry “Module” is “%s”."),
          folder, module);
      return FALSE;
    }
  put_before_the_path (folder);
  for (guint i = 0; is_done && i < found->len; i++)
    {
      const Found *one = g_ptr_array_index (found, i);

      is_done = test_plugin (options, one->role, one->name, count, error);
    }
  return is_done;
}

static gboolean
parse (int *argc, char ***argv, Options *options, GError **error)
{
  const GOptionEntry entries[] = {
    { "ops", 0, 0, G_OPTION_ARG_INT, &options->n_ops,
      N_ ("So many random ops for each rule that needs some"), "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &options->seed,
      N_ ("The same number gives the same ops"), "N" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("PATH.so|NAME"));

  g_option_context_set_summary (
      context,
      _ ("Tries the rules of the contract on a plug-in: a module with its key file beside it, or one that is installed, by its name."));
  g_option_context_set_description (context, _ ("Example: sumac plugins test ./libmine.so"));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  return g_option_context_parse (context, argc, argv, error);
}

static int
complain (const char *sentence)
{
  g_printerr ("sumac: %s\n", sentence);
  return 1;
}

int
sumac_plugins_test (int argc, char **argv)
{
  Options options = { .seed = -1, .n_ops = DEFAULT_OPS };
  Count count = { 0 };
  g_autoptr (GError) error = NULL;

  if (!parse (&argc, &argv, &options, &error))
    return complain (error->message);
  if (argc != 2 || options.n_ops < 1)
    return complain (_ ("A plug-in is needed, see “sumac plugins test --help”."));

  gboolean is_path = strchr (argv[1], '/') || g_str_has_suffix (argv[1], ".so");
  gboolean is_done = is_path ? test_module (&options, argv[1], &count, &error)
                             : test_plugin (&options, NULL, argv[1], &count, &error);

  g_free (count.title);
  g_free (count.says);
  if (!is_done)
    return complain (error->message);
  g_print ("\n");
  print_sum (&count);
  return count.n[SUMAC_RULE_FAILED] > 0 ? EXIT_RULES_BROKEN : 0;
}
