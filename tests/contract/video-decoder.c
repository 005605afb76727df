/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Runs the video decoder suite over every decoder that the registry finds, with films of each
 * codec that it may know. What can't work here is skipped with its reason. The names in the
 * arguments must be among them. */

#include "contract/registry.h"
#include "proof/reels.h"
#include "proof/video-decoder-suite.h"

typedef struct
{
  const SumacPluginInfo *info;
  const SumacVideoRule *rule;
  const SumacReel *reel;
} Case;

static SumacVideoDecoder *
make_of (gconstpointer info)
{
  g_autoptr (GError) error = NULL;
  SumacVideoDecoder *decoder = sumac_registry_new_video_decoder (info, &error);

  g_assert_no_error (error);
  return decoder;
}

static char *
why_not (const Case *c)
{
  g_autoptr (GPtrArray) list = sumac_registry_list_video_decoders (c->reel->codec);

  for (guint i = 0; i < list->len; i++)
    {
      const SumacPluginInfo *info = g_ptr_array_index (list, i);

      if (g_str_equal (info->name, c->info->name))
        return NULL;
    }

  g_autoptr (GError) error = NULL;
  guint32 codecs = 0;
  gboolean works = sumac_registry_try_plugin (c->info, &codecs, &error);

  return g_strdup (works ? "what decodes it is not installed" : error->message);
}

static void
test_rule (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *reason = why_not (c);

  if (reason)
    {
      g_test_skip (reason);
      return;
    }

  g_autoptr (SumacFilm) film = sumac_reel_load_film (c->reel);
  g_autoptr (SumacFilm) other = sumac_reel_load_other (c->reel);
  SumacVideoSuite suite = { make_of, c->info, film, other, 20000 };
  g_autoptr (GString) how = g_string_new (NULL);

  g_assert_cmpint (film->codec, ==, c->reel->codec);
  if (!sumac_video_suite_check (&suite, c->rule, how))
    g_error ("broken rule %s: %s But %s.", c->rule->name, c->rule->says, how->str);
}

static void
add_reel (const SumacPluginInfo *info, const SumacReel *reel)
{
  for (guint i = 0; i < sumac_n_video_rules; i++)
    {
      Case *c = g_new (Case, 1);
      g_autofree char *path = g_strdup_printf ("/contract/video-decoder/%s/%s/%s", info->name,
                                               reel->name, sumac_video_rules[i].name);

      *c = (Case){ .info = info, .rule = &sumac_video_rules[i], .reel = reel };
      g_test_add_data_func_full (path, c, test_rule, g_free);
    }
}

static void
demand (const GPtrArray *list, const char *name)
{
  for (guint i = 0; i < list->len; i++)
    if (g_str_equal (((const SumacPluginInfo *) g_ptr_array_index (list, i))->name, name))
      return;
  g_error ("the plug-in %s is not found", name);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_autoptr (GPtrArray) list = sumac_registry_list ("video-decoder");

  for (guint i = 0; i < list->len; i++)
    {
      const SumacPluginInfo *info = g_ptr_array_index (list, i);

      for (guint k = 0; k < sumac_n_reels; k++)
        if (info->codecs & SUMAC_CODEC_BIT (sumac_reels[k].codec))
          add_reel (info, &sumac_reels[k]);
    }
  for (int i = 1; i < argc; i++)
    demand (list, argv[i]);
  return g_test_run ();
}
