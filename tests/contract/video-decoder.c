/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Runs the video decoder suite over every decoder that the registry finds, with films of each
 * codec that it may know. What can't work here is skipped with its reason. The names in the
 * arguments must be among them. */

#include "contract/registry.h"
#include "video-decoder-suite.h"

/* clang-format off */
static const struct
{
  const char *name;
  SumacVideoCodec codec;
  const char *film; /* in tests/data/video; NULL: JPEG, made here */
  const char *other;
  gint sampling; /* of JPEG */
} reels[] = {
  { "mjpeg-420", SUMAC_VIDEO_MJPEG, NULL,        NULL,              2 },
  { "mjpeg-444", SUMAC_VIDEO_MJPEG, NULL,        NULL,              1 },
  { "vp8",       SUMAC_VIDEO_VP8,   "vp8.ivf",   "vp8-small.ivf",   0 },
  { "vp9",       SUMAC_VIDEO_VP9,   "vp9.ivf",   "vp9-small.ivf",   0 },
  { "h264",      SUMAC_VIDEO_H264,  "h264.ivf",  "h264-small.ivf",  0 },
  { "h265",      SUMAC_VIDEO_H265,  "h265.ivf",  "h265-small.ivf",  0 },
};

/* clang-format on */

typedef struct
{
  const SumacPluginInfo *info;
  const SumacVideoRule *rule;
  guint reel;
} Case;

static SumacVideoDecoder *
make_of (gconstpointer info)
{
  g_autoptr (GError) error = NULL;
  SumacVideoDecoder *decoder = sumac_registry_new_video_decoder (info, &error);

  g_assert_no_error (error);
  return decoder;
}

/* Odd sizes: no block is whole at the edge. */
static Film *
load (guint reel, gboolean is_other)
{
  if (reels[reel].film)
    return film_new_load (is_other ? reels[reel].other : reels[reel].film);
  return is_other ? film_new_jpeg (97, 65, 2, reels[reel].sampling)
                  : film_new_jpeg (161, 99, 10, reels[reel].sampling);
}

static char *
why_not (const Case *c)
{
  g_autoptr (GPtrArray) list = sumac_registry_list_video_decoders (reels[c->reel].codec);

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

  g_autoptr (Film) film = load (c->reel, FALSE);
  g_autoptr (Film) other = load (c->reel, TRUE);
  SumacVideoSuite suite = { make_of, c->info, film, other, 20000 };
  g_autofree char *broken = sumac_video_suite_check (&suite, c->rule);

  g_assert_cmpint (film->codec, ==, reels[c->reel].codec);
  g_assert_cmpstr (broken, ==, NULL);
}

static void
add_reel (const SumacPluginInfo *info, guint reel)
{
  for (guint i = 0; i < sumac_n_video_rules; i++)
    {
      Case *c = g_new (Case, 1);
      g_autofree char *path = g_strdup_printf ("/contract/video-decoder/%s/%s/%s", info->name,
                                               reels[reel].name, sumac_video_rules[i].name);

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

      for (guint reel = 0; reel < G_N_ELEMENTS (reels); reel++)
        if (info->codecs & SUMAC_CODEC_BIT (reels[reel].codec))
          add_reel (info, reel);
    }
  for (int i = 1; i < argc; i++)
    demand (list, argv[i]);
  return g_test_run ();
}
