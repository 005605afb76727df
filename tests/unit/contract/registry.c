/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The registry over folders of key files that are made here. All of them lie beside the test
 * modules, since a process registers a type once. */

#include "contract/registry.h"

#include "contract/key-file.h"
#include "core/thread.h"

#include <sumac/gl-driver.h>
#include <sumac/plugin/list.h>
#include <sumac/plugin/suite.h>

#include <glib/gstdio.h>
#include <string.h>

/* The contract's version as sentences name it. */
#define OURS G_STRINGIFY (SUMAC_CONTRACT_MAJOR) "." G_STRINGIFY (SUMAC_CONTRACT_MINOR)

/* What was logged since the test began, and two folders: the one with the modules, another. */
typedef struct
{
  GString *said;
  char *folder;
  char *other;
} House;

static SumacLock said_lock = PTHREAD_MUTEX_INITIALIZER;
static GString *said;

static GLogWriterOutput
listen (GLogLevelFlags level,
        const GLogField *fields,
        gsize n_fields,
        gpointer data G_GNUC_UNUSED)
{
  if (level > G_LOG_LEVEL_WARNING)
    return G_LOG_WRITER_HANDLED;
  sumac_lock (&said_lock);
  for (gsize i = 0; said && i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE"))
      g_string_append_printf (said, "%s\n", (const char *) fields[i].value);
  sumac_unlock (&said_lock);
  return G_LOG_WRITER_HANDLED;
}

static void
link_module (const char *folder, const char *name)
{
  g_autofree char *from = g_test_build_filename (G_TEST_BUILT, "unit", "contract", name, NULL);
  g_autofree char *to = g_build_filename (folder, name, NULL);

  g_assert_cmpint (symlink (from, to), ==, 0);
}

static void
set_up (House *house, gconstpointer data G_GNUC_UNUSED)
{
  house->folder = g_dir_make_tmp ("sumac-registry-XXXXXX", NULL);
  house->other = g_dir_make_tmp ("sumac-registry-XXXXXX", NULL);
  house->said = said = g_string_new (NULL);
  link_module (house->folder, "libregistry-ours.so");
  link_module (house->folder, "libregistry-major.so");
  link_module (house->folder, "libregistry-minor.so");
  link_module (house->folder, "libregistry-none.so");

  g_autofree char *path =
      g_strjoin (":", "", house->folder, "/nowhere/at/all", house->other, NULL);

  g_setenv ("SUMAC_PLUGIN_PATH", path, TRUE);
  g_unsetenv ("SUMAC_RENDERER");
}

static void
remove_folder (char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
  g_free (folder);
}

static void
tear_down (House *house, gconstpointer data G_GNUC_UNUSED)
{
  said = NULL;
  g_string_free (house->said, TRUE);
  remove_folder (house->folder);
  remove_folder (house->other);
}

static char *
write_file (const char *folder, const char *name, const char *text)
{
  char *path = g_strconcat (folder, "/", name, ".sumac-plugin", NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
add_plugin (const char *folder,
            const char *name,
            const char *role,
            const char *module,
            gint rank,
            const char *contract)
{
  g_autofree char *text = g_strdup_printf ("[Plugin]\nName=%s\nModule=%s\nRole=%s\nRank=%d\n"
                                           "Contract=%s\nSummary=Tests\nLicence=MIT\n",
                                           name, module, role, rank, contract);
  g_autofree char *path = write_file (folder, name, text);
}

static void
add_ours (const House *house, const char *name, gint rank)
{
  add_plugin (house->folder, name, "renderer", "libregistry-ours.so", rank, "1.0");
}

/* "name:rank …" as listed. */
static char *
list_names (const char *role)
{
  g_autoptr (GPtrArray) list = sumac_registry_list (role);
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    {
      const SumacPluginInfo *info = g_ptr_array_index (list, i);

      g_string_append_printf (names, "%s%s:%d", i > 0 ? " " : "", info->name, info->rank);
    }
  return g_string_free (names, FALSE);
}

static void
assert_names (const char *role, const char *expected)
{
  g_autofree char *names = list_names (role);

  g_assert_cmpstr (names, ==, expected);
}

static void
assert_has (const char *text, const char *part)
{
  if (!strstr (text, part))
    g_error ("“%s” does not say “%s”", text, part);
}

static void
assert_load_fails (const char *name, const char *part, const char *other_part)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (sumac_registry_load ("renderer", name, &error), ==, G_TYPE_INVALID);
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN);
  assert_has (error->message, name);
  assert_has (error->message, part);
  assert_has (error->message, other_part);
}

/* Listing */

static void
test_builtin (House *house, gconstpointer data G_GNUC_UNUSED)
{
  assert_names (NULL, "memory:0");
  assert_names ("renderer", "memory:0");
  assert_names ("input", "");
  g_assert_cmpstr (house->said->str, ==, "");
}

static void
test_rank_order (House *house, gconstpointer data G_GNUC_UNUSED)
{
  add_ours (house, "first", 5);
  add_ours (house, "second", 70);
  add_ours (house, "partial", -3);
  add_ours (house, "another", 5);
  assert_names ("renderer", "second:70 another:5 first:5 memory:0 partial:-3");
}

static void
test_first_folder_wins (House *house, gconstpointer data G_GNUC_UNUSED)
{
  add_ours (house, "first", 1);
  add_plugin (house->other, "first", "renderer", "libother.so", 99, "1.0");
  add_plugin (house->other, "last", "renderer", "libother.so", 2, "1.0");
  assert_names ("renderer", "last:2 first:1 memory:0");
}

static void
test_builtin_name_is_taken (House *house, gconstpointer data G_GNUC_UNUSED)
{
  add_ours (house, "memory", 99);
  assert_names ("renderer", "memory:0");
}

static void
test_roles (House *house, gconstpointer data G_GNUC_UNUSED)
{
  add_plugin (house->folder, "memory", "input", "libinput.so", 9, "1.0");
  assert_names ("renderer", "memory:0");
  assert_names ("input", "memory:9");
  assert_names (NULL, "memory:9 memory:0");
}

static void
test_facts (House *house, gconstpointer data G_GNUC_UNUSED)
{
  add_plugin (house->folder, "facts", "renderer", "libfacts.so", 42, "1.7");

  g_autoptr (GPtrArray) list = sumac_registry_list ("renderer");
  const SumacPluginInfo *info = g_ptr_array_index (list, 0);
  g_autofree char *file = g_build_filename (house->folder, "libfacts.so", NULL);

  g_assert_cmpstr (info->name, ==, "facts");
  g_assert_cmpstr (info->role, ==, "renderer");
  g_assert_cmpstr (info->file, ==, file);
  g_assert_cmpstr (info->summary, ==, "Tests");
  g_assert_cmpstr (info->licence, ==, "MIT");
  g_assert_cmpint (info->rank, ==, 42);
  g_assert_cmpuint (info->major, ==, 1);
  g_assert_cmpuint (info->minor, ==, 7);
}

/* A whole key file, with one line each to be exchanged. */
static const char *const lines[] = {
  "[Plugin]", "Name=fine",    "Module=libfine.so", "Role=renderer",
  "Rank=7",   "Contract=1.0", "Summary=Fine",      "Licence=MIT",
};

/* clang-format off */
static const struct
{
  guint line;
  const char *instead;
  const char *named; /* in the sentence */
} broken[] = {
  { 0, "[Plug]",                 "Name" },
  { 1, "",                       "Name" },
  { 1, "Name=",                  "Name" },
  { 1, "Name=two words",         "Name" },
  { 1, "Name=Fine",              "Name" },
  { 2, "",                       "Module" },
  { 2, "Module=",                "Module" },
  { 2, "Module=/lib/libfine.so", "Module" },
  { 2, "Module=../libfine.so",   "Module" },
  { 2, "Module=..",              "Module" },
  { 3, "",                       "Role" },
  { 3, "Role=a b",               "Role" },
  { 4, "",                       "Rank" },
  { 4, "Rank=high",              "Rank" },
  { 4, "Rank=99999999999",       "Rank" },
  { 5, "",                       "Contract" },
  { 5, "Contract=1",             "Contract" },
  { 5, "Contract=1.",            "Contract" },
  { 5, "Contract=.1",            "Contract" },
  { 5, "Contract=1.0.0",         "Contract" },
  { 5, "Contract=-1.0",          "Contract" },
  { 5, "Contract=1.65536",       "Contract" },
  { 5, "Contract=1.0 ",          NULL },
  { 6, "",                       "Summary" },
  { 7, "Licence=",               "Licence" },
};

/* clang-format on */

static char *
join_lines (guint line, const char *instead)
{
  const char *all[G_N_ELEMENTS (lines) + 1] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    all[i] = i == line ? instead : lines[i];
  return g_strjoinv ("\n", (char **) all);
}

static void
test_broken_entry (House *house, gconstpointer data G_GNUC_UNUSED)
{
  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autofree char *text = join_lines (broken[i].line, broken[i].instead);
      g_autofree char *path = write_file (house->folder, "broken", text);
      g_autoptr (GError) error = NULL;
      SumacPluginInfo *info = sumac_key_file_read (path, &error);

      if (broken[i].named)
        {
          g_autofree char *quoted = g_strdup_printf ("“%s”", broken[i].named);

          g_assert_null (info);
          g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN);
          assert_has (error->message, quoted);
          assert_has (error->message, path);
        }
      else
        g_assert_no_error (error);
      sumac_plugin_info_free (info);
    }
}

static char *
need_card (const House *house, const char *value)
{
  g_autofree char *whole = join_lines (G_MAXUINT, NULL);
  g_autofree char *text = g_strdup_printf ("%s\nGraphicsCard=%s\n", whole, value);

  return write_file (house->folder, "needs", text);
}

static void
test_card_entry (House *house, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    const char *value;
    gint needs_card; /* below 0: the file is refused */
  } entries[] = { { "true", 1 }, { "false", 0 }, { "perhaps", -1 }, { "", -1 } };

  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      g_autofree char *path = need_card (house, entries[i].value);
      g_autoptr (GError) error = NULL;
      SumacPluginInfo *info = sumac_key_file_read (path, &error);

      g_assert_cmpint (info ? info->needs_card : -1, ==, entries[i].needs_card);
      if (!info)
        {
          g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN);
          assert_has (error->message, "“GraphicsCard”");
        }
      sumac_plugin_info_free (info);
    }
}

/* Its module, which is none, is opened only where there is a card, or none is needed. */
static void
test_without_card (House *house, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = need_card (house, "true");
  SumacPluginInfo *info = sumac_key_file_read (path, NULL);
  g_autoptr (GError) no_card = NULL;
  g_autoptr (GError) no_module = NULL;

  g_assert_nonnull (info);
  g_unsetenv ("SUMAC_GL");
  g_assert_false (sumac_registry_try_plugin (info, NULL, &no_card));
  if (sumac_gl_driver_is_worth_asking ())
    g_test_message ("there is a graphics card here");
  else
    assert_has (no_card->message, "No graphics card");
  g_setenv ("SUMAC_GL", "software", TRUE);
  g_assert_false (sumac_registry_try_plugin (info, NULL, &no_module));
  g_assert_error (no_module, SUMAC_ERROR, SUMAC_ERROR_PLUGIN);
  assert_has (no_module->message, info->file);
  g_unsetenv ("SUMAC_GL");
  sumac_plugin_info_free (info);
}

static void
test_truncated (House *house, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *text = join_lines (G_MAXUINT, NULL);
  gsize size = strlen (text);
  guint n_read = 0;

  for (gsize n = 0; n < size; n++)
    {
      g_autofree char *part = g_strndup (text, n);
      g_autofree char *path = write_file (house->folder, "part", part);
      g_autoptr (GError) error = NULL;
      SumacPluginInfo *info = sumac_key_file_read (path, &error);

      if (info)
        n_read++;
      else
        g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN);
      sumac_plugin_info_free (info);
    }

  /* The last entry is whole when one letter of its value is there. */
  g_assert_cmpuint (n_read, ==, strlen ("MIT") - 1);
}

static void
test_broken_is_left_out (House *house, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *binary = write_file (house->folder, "binary", "\001\377\376");
  g_autofree char *empty = write_file (house->folder, "empty", "");
  g_autofree char *folder = g_build_filename (house->folder, "x.sumac-plugin", NULL);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  add_ours (house, "first", 1);
  assert_names ("renderer", "first:1 memory:0");
  assert_has (house->said->str, binary);
  assert_has (house->said->str, empty);
  assert_has (house->said->str, folder);
  g_rmdir (folder);
}

/* Loading */

static void
test_load (House *house, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  add_ours (house, "first", 1);
  add_ours (house, "second", 2);

  GType first = sumac_registry_load ("renderer", "first", &error);
  GType second = sumac_registry_load ("renderer", "second", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (g_type_name (first), ==, "First");
  g_assert_cmpstr (g_type_name (second), ==, "Second");
  g_assert_cmpuint (sumac_registry_load ("renderer", "first", &error), ==, first);
  g_assert_no_error (error);
}

static void
test_unknown (House *house, gconstpointer data G_GNUC_UNUSED)
{
  add_ours (house, "first", 1);
  add_plugin (house->folder, "keys", "input", "libinput.so", 9, "1.0");
  assert_load_fails ("thrid", "first, memory.", "renderer");

  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (sumac_registry_load ("sound", "x", &error), ==, G_TYPE_INVALID);
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN);
  assert_has (error->message, "sound");
}

static void
test_missing_module (House *house, gconstpointer data G_GNUC_UNUSED)
{
  add_plugin (house->folder, "gone", "renderer", "libgone.so", 1, "1.0");
  assert_load_fails ("gone", "libgone.so", "");
}

static void
test_no_module (House *house, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *module = g_build_filename (house->folder, "libtext.so", NULL);

  g_assert_true (g_file_set_contents (module, "no code\n", -1, NULL));
  add_plugin (house->folder, "text", "renderer", "libtext.so", 1, "1.0");
  assert_load_fails ("text", "libtext.so", "");
}

static void
test_no_plugin (House *house, gconstpointer data G_GNUC_UNUSED)
{
  add_plugin (house->folder, "none", "renderer", "libregistry-none.so", 1, "1.0");
  assert_load_fails ("none", "libregistry-none.so", "sumac_plugin_contract");
}

/* The key file says it: the module is not even opened (it is not there). */
static void
test_contract_of_key_file (House *house, gconstpointer data G_GNUC_UNUSED)
{
  add_plugin (house->folder, "old", "renderer", "libgone.so", 1, "0.9");
  add_plugin (house->folder, "new", "renderer", "libgone.so", 1, "2.0");
  add_plugin (house->folder, "newer", "renderer", "libgone.so", 1, "1.9");
  assert_load_fails ("old", "0.9", OURS);
  assert_load_fails ("new", "2.0", OURS);
  assert_load_fails ("newer", "1.9", OURS);
}

static void
test_contract_of_module (House *house, gconstpointer data G_GNUC_UNUSED)
{
  add_plugin (house->folder, "major", "renderer", "libregistry-major.so", 1, "1.0");
  add_plugin (house->folder, "minor", "renderer", "libregistry-minor.so", 1, "1.0");
  assert_load_fails ("major", "2.0", OURS);
  assert_load_fails ("minor", "1.9", OURS);
  assert_load_fails ("major", "2.0", OURS);
}

static void
test_unknown_role (House *house, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  add_plugin (house->folder, "first", "painter", "libregistry-ours.so", 1, "1.0");
  g_assert_cmpuint (sumac_registry_load ("painter", "first", &error), ==, G_TYPE_INVALID);
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN);
  assert_has (error->message, "painter");
}

static void
test_broken_promise (House *house, gconstpointer data G_GNUC_UNUSED)
{
  add_ours (house, "third", 1);
  assert_load_fails ("third", "libregistry-ours.so", "renderer");
}

static void
test_wrong_type (House *house, gconstpointer data G_GNUC_UNUSED)
{
  add_ours (house, "foreign", 1);
  assert_load_fails ("foreign", "Foreign", "renderer");
}

static void
test_missing_duty (House *house, gconstpointer data G_GNUC_UNUSED)
{
  add_ours (house, "partial", 1);
  assert_load_fails ("partial", "“map”", "");
}

static void *
load_first (void *result)
{
  *(GType *) result = sumac_registry_load ("renderer", "first", NULL);
  return NULL;
}

static void
test_threads (House *house, gconstpointer data G_GNUC_UNUSED)
{
  SumacThread threads[8];
  GType types[G_N_ELEMENTS (threads)] = { 0 };

  add_ours (house, "first", 1);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_true (sumac_thread_start (&threads[i], "loader", load_first, &types[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    sumac_thread_join (threads[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_cmpstr (g_type_name (types[i]), ==, "First");
}

/* Choosing */

static void
assert_chosen (const char *name, const char *expected)
{
  g_autofree char *shown = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (SumacRenderer) renderer = sumac_registry_new_renderer (name, &shown, &error);

  g_assert_no_error (error);
  g_assert_nonnull (renderer);
  g_assert_cmpstr (shown, ==, expected);
}

static void
test_choice_by_rank (House *house, gconstpointer data G_GNUC_UNUSED)
{
  assert_chosen (NULL, "memory");
  add_ours (house, "first", 10);
  add_ours (house, "second", 90);
  add_ours (house, "partial", 95);
  add_plugin (house->folder, "gone", "renderer", "libgone.so", 99, "1.0");
  assert_chosen (NULL, "first");
}

static void
test_choice_below_zero (House *house, gconstpointer data G_GNUC_UNUSED)
{
  add_ours (house, "first", -1);
  assert_chosen (NULL, "memory");
  assert_chosen ("first", "first");
}

static void
test_choice_by_environment (House *house, gconstpointer data G_GNUC_UNUSED)
{
  add_ours (house, "first", -1);
  g_setenv ("SUMAC_RENDERER", "first", TRUE);
  assert_chosen (NULL, "first");
  assert_chosen ("memory", "memory");
  g_setenv ("SUMAC_RENDERER", "", TRUE);
  assert_chosen (NULL, "memory");
  g_assert_cmpstr (house->said->str, ==, "");
}

static void
test_wish_that_fails (House *house, gconstpointer data G_GNUC_UNUSED)
{
  add_ours (house, "first", 10);
  add_ours (house, "second", 5);
  g_setenv ("SUMAC_RENDERER", "second", TRUE);
  assert_chosen (NULL, "first");
  assert_has (house->said->str, "There is no paper.");
  g_setenv ("SUMAC_RENDERER", "nobody", TRUE);
  assert_chosen (NULL, "first");
  assert_has (house->said->str, "nobody");
}

static void
test_demand_that_fails (House *house, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *shown = NULL;

  add_ours (house, "first", 10);
  add_ours (house, "second", 20);
  g_assert_null (sumac_registry_new_renderer ("second", &shown, &error));
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN);
  g_assert_cmpstr (error->message, ==, "There is no paper.");
  g_clear_error (&error);
  g_assert_null (sumac_registry_new_renderer ("nobody", &shown, &error));
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN);
  assert_has (error->message, "second, first, memory.");
  g_assert_null (shown);
}

/* The public list */

static void
test_list (House *house, gconstpointer data G_GNUC_UNUSED)
{
  add_ours (house, "second", 20);

  g_autoptr (GVariant) list = sumac_plugins_dup_list ("renderer");
  g_autoptr (GVariant) second = g_variant_get_child_value (list, 0);
  g_autoptr (GVariant) memory = g_variant_get_child_value (list, 1);
  const char *text = NULL;
  gboolean works = TRUE;

  g_assert_cmpuint (g_variant_n_children (list), ==, 2);
  g_assert_false (g_variant_is_floating (list));
  g_variant_lookup (second, "name", "&s", &text);
  g_assert_cmpstr (text, ==, "second");
  g_variant_lookup (second, "contract", "&s", &text);
  g_assert_cmpstr (text, ==, "1.0");
  g_variant_lookup (second, "reason", "&s", &text);
  g_assert_cmpstr (text, ==, "There is no paper.");
  g_variant_lookup (second, "works", "b", &works);
  g_assert_cmpint (works, ==, FALSE);
  g_variant_lookup (memory, "works", "b", &works);
  g_assert_cmpint (works, ==, TRUE);
  g_assert_false (g_variant_lookup (memory, "file", "&s", &text));
  g_assert_false (g_variant_lookup (memory, "reason", "&s", &text));
}

/* The suite, of plug-ins that are found as others are */

typedef struct
{
  guint n_begun;
  guint n[SUMAC_RULE_SKIPPED + 1];
  char *how;   /* of the last one that did not pass */
  char *wrong; /* of the last one that failed */
} Tally;

static void
on_rule_begins (gpointer data, const char *rule, const char *says)
{
  Tally *tally = data;

  tally->n_begun++;
  g_assert_nonnull (rule);
  g_assert_true (g_str_has_suffix (says, "."));
}

static void
on_rule_ends (gpointer data,
              const char *rule G_GNUC_UNUSED,
              SumacRuleOutcome outcome,
              const char *how)
{
  Tally *tally = data;

  tally->n[outcome]++;
  if (outcome == SUMAC_RULE_PASSED)
    return;
  g_free (tally->how);
  tally->how = g_strdup (how);
  if (outcome == SUMAC_RULE_SKIPPED)
    return;
  g_free (tally->wrong);
  tally->wrong = g_strdup (how);
}

static gboolean
run_suite (const char *role, const char *name, Tally *tally, GError **error)
{
  const SumacSuite suite = {
    .seed = (guint32) g_test_rand_int (),
    .n_ops = 100,
    .begin = on_rule_begins,
    .end = on_rule_ends,
    .data = tally,
  };

  return sumac_suite_run (&suite, role, name, error);
}

static void
test_suite (House *house, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  Tally builtin = { 0 }, unwilling = { 0 }, useless = { 0 };

  add_ours (house, "first", 1);
  add_ours (house, "second", 1);

  /* It refuses all: rules of what is drawn have nothing to be tried on. */
  g_assert_true (run_suite ("renderer", "memory", &builtin, &error));
  g_assert_cmpuint (builtin.n[SUMAC_RULE_FAILED], ==, 0);
  g_assert_cmpuint (builtin.n[SUMAC_RULE_PASSED], >, 0);
  g_assert_cmpuint (builtin.n[SUMAC_RULE_SKIPPED], >, 0);

  /* Its probe does not agree, and gives a reason. */
  g_assert_true (run_suite (NULL, "second", &unwilling, &error));
  g_assert_cmpuint (unwilling.n_begun, ==, builtin.n_begun);
  g_assert_cmpuint (unwilling.n[SUMAC_RULE_PASSED], ==, 1);
  g_assert_cmpuint (unwilling.n[SUMAC_RULE_SKIPPED], ==, builtin.n_begun - 1);
  assert_has (unwilling.how, "There is no paper.");

  /* It makes no surface: whatever needs one fails, and nothing else happens. What is said of
   * functions that it has not is skipped. */
  g_assert_true (run_suite (NULL, "first", &useless, &error));
  g_assert_cmpuint (useless.n[SUMAC_RULE_PASSED], ==, 1);
  g_assert_cmpuint (useless.n[SUMAC_RULE_FAILED], >, useless.n[SUMAC_RULE_SKIPPED]);
  assert_has (useless.how, "it imports nothing");
  assert_has (useless.wrong, "can't be made");
  g_free (builtin.how);
  g_free (unwilling.how);
  g_free (useless.how);
  g_free (useless.wrong);
}

static void
test_suite_of_nobody (House *house, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  Tally tally = { 0 };

  add_plugin (house->folder, "major", "renderer", "libregistry-major.so", 1, "1.0");
  g_assert_false (run_suite (NULL, "nobody", &tally, &error));
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN);
  assert_has (error->message, "nobody");
  g_clear_error (&error);
  g_assert_false (run_suite ("video-decoder", "memory", &tally, &error));
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN);
  g_clear_error (&error);
  g_assert_false (run_suite (NULL, "major", &tally, &error));
  assert_has (error->message, "2.0");
  g_assert_cmpuint (tally.n_begun, ==, 0);
}

/* clang-format off */
static const struct
{
  const char *path;
  void (*test) (House *house, gconstpointer data);
} tests[] = {
  { "listing/built-in-needs-no-file",             test_builtin },
  { "listing/best-rank-comes-first",              test_rank_order },
  { "listing/first-folder-wins",                  test_first_folder_wins },
  { "listing/built-in-name-can-not-be-taken",     test_builtin_name_is_taken },
  { "listing/roles-have-names-of-their-own",      test_roles },
  { "listing/key-file-says-it-all",               test_facts },
  { "listing/broken-entry-is-named",              test_broken_entry },
  { "listing/card-entry",                         test_card_entry },
  { "listing/truncated-key-file-is-refused",      test_truncated },
  { "listing/broken-key-file-is-left-out",        test_broken_is_left_out },
  { "loading/type-is-the-same-each-time",         test_load },
  { "loading/unknown-name-is-told-what-there-is", test_unknown },
  { "loading/missing-module-is-refused",          test_missing_module },
  { "loading/file-without-code-is-refused",       test_no_module },
  { "loading/module-is-not-opened-for-nothing",   test_without_card },
  { "loading/other-module-is-refused",            test_no_plugin },
  { "loading/contract-of-key-file-is-checked",    test_contract_of_key_file },
  { "loading/contract-of-module-is-checked",      test_contract_of_module },
  { "loading/unknown-role-is-refused",            test_unknown_role },
  { "loading/broken-promise-is-refused",          test_broken_promise },
  { "loading/wrong-type-is-refused",              test_wrong_type },
  { "loading/missing-duty-is-named",              test_missing_duty },
  { "loading/threads-get-one-type",               test_threads },
  { "choice/by-rank-where-the-probe-agrees",      test_choice_by_rank },
  { "choice/below-zero-only-by-name",             test_choice_below_zero },
  { "choice/by-environment-unless-demanded",      test_choice_by_environment },
  { "choice/wish-that-fails-is-told",             test_wish_that_fails },
  { "choice/demand-that-fails-is-an-error",       test_demand_that_fails },
  { "list/tells-whether-it-works",                test_list },
  { "suite/tells-how-rules-come-out",             test_suite },
  { "suite/no-plug-in-is-an-error",               test_suite_of_nobody },
};

/* clang-format on */

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_writer_func (listen, NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/contract/registry/", tests[i].path, NULL);

      g_test_add (path, House, NULL, set_up, tests[i].test, tear_down);
    }
  return g_test_run ();
}
