/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which video decoders the registry gives for a codec. Answers are kept by the file's path, so
 * each test has a folder of its own. */

#include "contract/registry.h"

#include "contract/key-file.h"
#include "contract/video-decoder.h"
#include "core/thread.h"

#include <sumac/plugin/list.h>

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  char *folder;
} House;

static SumacLock said_lock = PTHREAD_MUTEX_INITIALIZER;
static GString *said; /* messages and warnings since the test began */

static GLogWriterOutput
listen (GLogLevelFlags level,
        const GLogField *fields,
        gsize n_fields,
        gpointer data G_GNUC_UNUSED)
{
  if (level > G_LOG_LEVEL_MESSAGE)
    return G_LOG_WRITER_HANDLED;
  sumac_lock (&said_lock);
  for (gsize i = 0; said && i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE"))
      g_string_append_printf (said, "%s\n", (const char *) fields[i].value);
  sumac_unlock (&said_lock);
  return G_LOG_WRITER_HANDLED;
}

static void
set_up (House *house, gconstpointer data G_GNUC_UNUSED)
{
  house->folder = g_dir_make_tmp ("sumac-registry-XXXXXX", NULL);
  said = g_string_new (NULL);

  g_autofree char *from =
      g_test_build_filename (G_TEST_BUILT, "unit", "contract", "libregistry-video.so", NULL);
  g_autofree char *to = g_build_filename (house->folder, "libregistry-video.so", NULL);

  g_assert_cmpint (symlink (from, to), ==, 0);
  g_setenv ("SUMAC_PLUGIN_PATH", house->folder, TRUE);
  g_unsetenv ("SUMAC_VIDEO_DECODER");
}

static void
tear_down (House *house, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GDir) dir = g_dir_open (house->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (house->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (house->folder);
  g_free (house->folder);
  g_string_free (g_steal_pointer (&said), TRUE);
}

/* @codecs: the value of the entry, NULL for none. */
static char *
add (const House *house, const char *name, const char *module, gint rank, const char *codecs)
{
  g_autofree char *entry = codecs ? g_strdup_printf ("Codecs=%s\n", codecs) : g_strdup ("");
  g_autofree char *text =
      g_strdup_printf ("[Plugin]\nName=%s\nModule=%s\nRole=video-decoder\nRank=%d\n"
                       "Contract=1.0\nSummary=Tests\nLicence=MIT\n%s",
                       name, module, rank, entry);
  char *path = g_strconcat (house->folder, "/", name, ".sumac-plugin", NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
add_ours (const House *house, const char *name, gint rank, const char *codecs)
{
  g_autofree char *path = add (house, name, "libregistry-video.so", rank, codecs);
}

static void
assert_list (SumacVideoCodec codec, const char *expected)
{
  g_autoptr (GPtrArray) list = sumac_registry_list_video_decoders (codec);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    {
      const SumacPluginInfo *info = g_ptr_array_index (list, i);

      g_string_append_printf (names, "%s%s", i > 0 ? " " : "", info->name);
    }
  g_assert_cmpstr (names->str, ==, expected);
}

static guint
count_said (const char *what)
{
  guint n = 0;

  for (const char *at = said->str; (at = strstr (at, what)); at++)
    n++;
  return n;
}

static void
test_nothing (House *house G_GNUC_UNUSED, gconstpointer data G_GNUC_UNUSED)
{
  for (guint codec = 1; codec <= SUMAC_N_VIDEO_CODECS; codec++)
    assert_list (codec, "");
}

static void
test_choice (House *house, gconstpointer data G_GNUC_UNUSED)
{
  add_ours (house, "all", 10, NULL);
  add_ours (house, "one", 20, NULL);
  add_ours (house, "none", 30, NULL);
  add_ours (house, "partial", 40, NULL);
  assert_list (SUMAC_VIDEO_VP8, "one all");
  assert_list (SUMAC_VIDEO_H264, "all");
}

static void
test_asked_once (House *house, gconstpointer data G_GNUC_UNUSED)
{
  add_ours (house, "all", 10, NULL);
  add_ours (house, "none", 20, NULL);
  for (guint i = 0; i < 5; i++)
    {
      assert_list (SUMAC_VIDEO_VP8, "all");
      assert_list (SUMAC_VIDEO_VP9, "all");
    }
  g_assert_cmpuint (count_said ("probed All 2"), ==, 1);
  g_assert_cmpuint (count_said ("probed None 2"), ==, 1);
  g_assert_cmpuint (count_said ("probed"), ==, 4);
}

static void *
ask (void *data G_GNUC_UNUSED)
{
  assert_list (SUMAC_VIDEO_H265, "all");
  return NULL;
}

static void
test_threads (House *house, gconstpointer data G_GNUC_UNUSED)
{
  SumacThread threads[8];

  add_ours (house, "all", 10, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_true (sumac_thread_start (&threads[i], "asker", ask, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    sumac_thread_join (threads[i]);
  g_assert_cmpuint (count_said ("probed"), ==, 1);
}

/* The module is not there: it would be missed if it were opened. */
static void
test_other_codec_opens_nothing (House *house, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = add (house, "gone", "libgone.so", 10, "mjpeg;h264");
  SumacPluginInfo *info = sumac_key_file_read (path, NULL);

  g_assert_cmpuint (info->codecs, ==,
                    SUMAC_CODEC_BIT (SUMAC_VIDEO_MJPEG) | SUMAC_CODEC_BIT (SUMAC_VIDEO_H264));
  sumac_plugin_info_free (info);
  add_ours (house, "all", 5, "vp8");
  assert_list (SUMAC_VIDEO_VP9, "");
  g_assert_cmpstr (said->str, ==, "");
  assert_list (SUMAC_VIDEO_VP8, "all");
  g_assert_cmpuint (count_said ("probed"), ==, 1);
}

/* clang-format off */
static const struct
{
  const char *value;
  guint32 codecs; /* 0: refused */
} entries[] = {
  { NULL,                        0x3e },
  { "mjpeg",                     1 << 1 },
  { "vp8;vp9;",                  1 << 2 | 1 << 4 },
  { "h264; h265 ",               1 << 3 | 1 << 5 },
  { "mjpeg;vp8;h264;vp9;h265",   0x3e },
  { "",                          0 },
  { ";",                         0 },
  { "MJPEG",                     0 },
  { "mjpeg;realvideo",           0 },
  { "mjpeg,vp8",                 0 },
};

/* clang-format on */

static void
test_codecs_entry (House *house, gconstpointer data G_GNUC_UNUSED)
{
  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      g_autofree char *path = add (house, "entry", "libgone.so", 1, entries[i].value);
      g_autoptr (GError) error = NULL;
      SumacPluginInfo *info = sumac_key_file_read (path, &error);

      g_assert_cmpuint (info ? info->codecs : 0, ==, entries[i].codecs);
      if (!info)
        {
          g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN);
          g_assert_nonnull (strstr (error->message, "“Codecs”"));
        }
      sumac_plugin_info_free (info);
    }
}

static void
test_wish (House *house, gconstpointer data G_GNUC_UNUSED)
{
  add_ours (house, "all", -1, NULL);
  add_ours (house, "one", 20, NULL);
  assert_list (SUMAC_VIDEO_VP8, "one");
  g_setenv ("SUMAC_VIDEO_DECODER", "all", TRUE);
  assert_list (SUMAC_VIDEO_VP8, "all one");
  g_setenv ("SUMAC_VIDEO_DECODER", "", TRUE);
  assert_list (SUMAC_VIDEO_VP8, "one");
}

static void
test_wish_in_vain (House *house, gconstpointer data G_GNUC_UNUSED)
{
  add_ours (house, "one", 20, NULL);
  g_setenv ("SUMAC_VIDEO_DECODER", "nobody", TRUE);
  for (guint codec = 1; codec <= SUMAC_N_VIDEO_CODECS; codec++)
    assert_list (codec, codec == SUMAC_VIDEO_VP8 ? "one" : "");
  g_assert_cmpuint (count_said ("“nobody”"), ==, 1);
}

static void
test_new (House *house, gconstpointer data G_GNUC_UNUSED)
{
  add_ours (house, "all", 10, NULL);
  add_ours (house, "partial", 5, NULL);

  g_autoptr (GPtrArray) list = sumac_registry_list ("video-decoder");
  g_autoptr (GError) error = NULL;
  g_autoptr (SumacVideoDecoder) one =
      sumac_registry_new_video_decoder (g_ptr_array_index (list, 0), &error);
  g_autoptr (SumacVideoDecoder) two =
      sumac_registry_new_video_decoder (g_ptr_array_index (list, 0), &error);

  g_assert_no_error (error);
  g_assert_cmpstr (G_OBJECT_TYPE_NAME (one), ==, "All");
  g_assert_true (one != two);
  g_assert_null (sumac_registry_new_video_decoder (g_ptr_array_index (list, 1), &error));
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN);
  g_assert_nonnull (strstr (error->message, "“push”"));
}

static GVariant *
find_in (GVariant *list, const char *name)
{
  for (gsize i = 0; i < g_variant_n_children (list); i++)
    {
      GVariant *plugin = g_variant_get_child_value (list, i);
      const char *found = NULL;

      g_variant_lookup (plugin, "name", "&s", &found);
      if (g_str_equal (found, name))
        return plugin;
      g_variant_unref (plugin);
    }
  g_assert_not_reached ();
}

static void
test_list (House *house, gconstpointer data G_GNUC_UNUSED)
{
  add_ours (house, "one", 10, NULL);
  add_ours (house, "all", 20, "mjpeg;h264");
  add_ours (house, "none", 30, "vp9;h264");

  g_autoptr (GVariant) list = sumac_plugins_dup_list ("video-decoder");
  g_autoptr (GVariant) one = find_in (list, "one");
  g_autoptr (GVariant) all = find_in (list, "all");
  g_autoptr (GVariant) none = find_in (list, "none");
  g_autofree char *of_one = g_variant_print (one, FALSE);
  g_autofree char *of_all = g_variant_print (all, FALSE);
  g_autofree char *of_none = g_variant_print (none, FALSE);

  g_assert_nonnull (strstr (of_one, "'works': <true>"));
  g_assert_nonnull (strstr (of_one, "'codecs': <['vp8']>"));
  g_assert_nonnull (strstr (of_all, "'codecs': <['mjpeg', 'h264']>"));
  g_assert_nonnull (strstr (of_none, "'works': <false>"));
  g_assert_nonnull (strstr (of_none, "There is no film 3."));
  g_assert_null (strstr (of_none, "codecs"));
}

/* clang-format off */
static const struct
{
  const char *path;
  void (*test) (House *house, gconstpointer data);
} tests[] = {
  { "no-plug-in-no-decoder",             test_nothing },
  { "by-rank-where-the-probe-agrees",    test_choice },
  { "plug-in-is-asked-once",             test_asked_once },
  { "threads-ask-once",                  test_threads },
  { "other-codec-opens-nothing",         test_other_codec_opens_nothing },
  { "entry-codecs-is-read",              test_codecs_entry },
  { "wish-comes-first",                  test_wish },
  { "wish-in-vain-is-told-once",         test_wish_in_vain },
  { "decoder-is-made-of-whole-plug-ins", test_new },
  { "list-tells-codecs",                 test_list },
};

/* clang-format on */

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_writer_func (listen, NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/contract/registry-video/", tests[i].path, NULL);

      g_test_add (path, House, NULL, set_up, tests[i].test, tear_down);
    }
  return g_test_run ();
}
