/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* sumac plugins: which plug-ins there are, whether they work here, and whether one keeps its
 * contract. */

#include "plugins-test.h"
#include "verbs.h"

#include <sumac/plugin/list.h>

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

enum
{
  NAME,
  ROLE,
  RANK,
  LICENCE,
  WORKS,
  FILE_NAME,
  N_COLUMNS,
};

/* One plug-in as the table shows it. */
typedef struct
{
  char *cells[N_COLUMNS];
} Row;

static const char *const titles[N_COLUMNS] = {
  [NAME] = N_ ("NAME"),       [ROLE] = N_ ("ROLE"),   [RANK] = N_ ("RANK"),
  [LICENCE] = N_ ("LICENCE"), [WORKS] = N_ ("WORKS"), [FILE_NAME] = N_ ("FILE"),
};

static char *
dup_text (GVariant *plugin, const char *key, const char *otherwise)
{
  const char *text = otherwise;

  g_variant_lookup (plugin, key, "&s", &text);
  return g_strdup (text);
}

/* "yes", "no", and of a video decoder "yes (vp8, vp9)". */
static char *
dup_works (GVariant *plugin)
{
  g_autofree const char **codecs = NULL;
  gboolean works = FALSE;

  g_variant_lookup (plugin, "works", "b", &works);
  if (!works)
    return g_strdup (C_ ("plug-in works", "no"));
  if (!g_variant_lookup (plugin, "codecs", "^a&s", &codecs))
    return g_strdup (C_ ("plug-in works", "yes"));

  g_autofree char *names = g_strjoinv (", ", (char **) codecs);

  /* Translators: %s are names of video formats, as "vp8, vp9" */
  return g_strdup_printf (C_ ("plug-in works", "yes (%s)"), names);
}

static void
row_init (Row *row, GVariant *plugin)
{
  gint32 rank = 0;

  g_variant_lookup (plugin, "rank", "i", &rank);
  row->cells[NAME] = dup_text (plugin, "name", "");
  row->cells[ROLE] = dup_text (plugin, "role", "");
  row->cells[RANK] = g_strdup_printf ("%d", rank);
  row->cells[LICENCE] = dup_text (plugin, "licence", "");
  row->cells[WORKS] = dup_works (plugin);
  row->cells[FILE_NAME] = dup_text (plugin, "file", _ ("(built in)"));
}

static void
row_clear (Row *row)
{
  for (guint i = 0; i < N_COLUMNS; i++)
    g_clear_pointer (&row->cells[i], g_free);
}

static gsize
width_of (const char *text)
{
  return (gsize) g_utf8_strlen (text, -1);
}

static void
widen (gsize *widths, const Row *row)
{
  for (guint i = 0; i < N_COLUMNS; i++)
    widths[i] = MAX (widths[i], width_of (row->cells[i]));
}

static void
print_row (const gsize *widths, const Row *row)
{
  for (guint i = 0; i + 1 < N_COLUMNS; i++)
    g_print ("%s%*s", row->cells[i], (int) (widths[i] - width_of (row->cells[i]) + 2), "");
  g_print ("%s\n", row->cells[N_COLUMNS - 1]);
}

static void
print_table (GVariant *list)
{
  gsize n = g_variant_n_children (list);
  gsize widths[N_COLUMNS] = { 0 };
  g_autofree Row *rows = g_new0 (Row, n + 1);

  for (guint i = 0; i < N_COLUMNS; i++)
    rows[0].cells[i] = g_strdup (_ (titles[i]));
  widen (widths, &rows[0]);
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) plugin = g_variant_get_child_value (list, i);

      row_init (&rows[i + 1], plugin);
      widen (widths, &rows[i + 1]);
    }
  for (gsize i = 0; i <= n; i++)
    {
      print_row (widths, &rows[i]);
      row_clear (&rows[i]);
    }
}

/* Why some do not work: sentences, too long for the table. */
static void
print_reasons (GVariant *list)
{
  gsize n = g_variant_n_children (list);
  const char *gap = "\n";

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) plugin = g_variant_get_child_value (list, i);
      g_autofree char *name = dup_text (plugin, "name", "");
      g_autofree char *reason = dup_text (plugin, "reason", NULL);

      if (!reason)
        continue;
      g_print ("%s%s: %s\n", gap, name, reason);
      gap = "";
    }
}

static void
append_json_text (GString *json, const char *text)
{
  g_string_append_c (json, '"');
  for (const char *c = text; *c; c++)
    if (*c == '"' || *c == '\\')
      g_string_append_printf (json, "\\%c", *c);
    else if ((guchar) *c < 0x20)
      g_string_append_printf (json, "\\u%04x", (guint) *c);
    else
      g_string_append_c (json, *c);
  g_string_append_c (json, '"');
}

static void
append_json_list (GString *json, GVariant *list)
{
  gsize n = g_variant_n_children (list);

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) text = g_variant_get_child_value (list, i);

      g_string_append (json, i > 0 ? ", " : "[");
      append_json_text (json, g_variant_get_string (text, NULL));
    }
  g_string_append (json, n > 0 ? "]" : "[]");
}

static void
append_json_value (GString *json, GVariant *value)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    g_string_append (json, g_variant_get_boolean (value) ? "true" : "false");
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT32))
    g_string_append_printf (json, "%d", g_variant_get_int32 (value));
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    append_json_list (json, value);
  else
    append_json_text (json, g_variant_get_string (value, NULL));
}

/* In an order of its own, that of the manual. */
static void
append_json_plugin (GString *json, GVariant *plugin)
{
  static const char *const keys[] = {
    "name",    "role", "rank",  "contract", "summary",
    "licence", "file", "works", "codecs",   "reason",
  };
  const char *separator = "";

  g_string_append_c (json, '{');
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (GVariant) value = g_variant_lookup_value (plugin, keys[i], NULL);

      if (!value)
        continue;
      g_string_append_printf (json, "%s\"%s\": ", separator, keys[i]);
      append_json_value (json, value);
      separator = ", ";
    }
  g_string_append_c (json, '}');
}

/* Not by g_print: JSON is UTF-8 in every locale. */
static void
print_json (GVariant *list)
{
  g_autoptr (GString) json = g_string_new ("[");
  gsize n = g_variant_n_children (list);

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) plugin = g_variant_get_child_value (list, i);

      g_string_append (json, i > 0 ? ",\n " : "");
      append_json_plugin (json, plugin);
    }
  g_string_append (json, "]\n");
  fputs (json->str, stdout);
}

static gboolean
parse (int *argc, char ***argv, gboolean *as_json, GError **error)
{
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, as_json, N_ ("Print JSON"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (
      context,
      _ ("Lists the plug-ins, best rank first, and tries each of them.\n\n“sumac plugins test --help” tells how one is tested."));
  g_option_context_set_description (context, _ ("Example: sumac plugins --json"));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  return g_option_context_parse (context, argc, argv, error);
}

static int
test (int argc, char **argv)
{
  g_autofree char *program = g_strconcat (g_get_prgname (), " test", NULL);

  g_set_prgname (program);
  argv[0] = program;
  return sumac_plugins_test (argc, argv);
}

static int
run (int argc, char **argv)
{
  gboolean as_json = FALSE;
  g_autoptr (GError) error = NULL;

  if (argc > 1 && strcmp (argv[1], "test") == 0)
    return test (argc - 1, argv + 1);
  if (!parse (&argc, &argv, &as_json, &error))
    {
      g_printerr ("sumac: %s\n", error->message);
      return 1;
    }
  if (argc > 1)
    {
      g_printerr (_ ("sumac: “%s” is too much, see “sumac plugins --help”.\n"), argv[1]);
      return 1;
    }

  g_autoptr (GVariant) list = sumac_plugins_dup_list (NULL);

  if (as_json)
    {
      print_json (list);
      return 0;
    }
  print_table (list);
  print_reasons (list);
  return 0;
}

const SumacVerb sumac_verb_plugins = {
  .name = "plugins",
  .summary = N_ ("List the plug-ins, and whether they work; test one"),
  .run = run,
};
