/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <sumac/plugin/list.h>

#include "contract/registry.h"
#include "contract/video-decoder.h"

/* A key file is bytes of somebody else; GVariant takes UTF-8 alone. */
static void
put_text (GVariantDict *dict, const char *key, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  g_variant_dict_insert (dict, key, "s", valid);
}

static void
put_codecs (GVariantDict *dict, guint32 codecs)
{
  const char *names[SUMAC_N_VIDEO_CODECS];
  gsize n = 0;

  for (guint codec = 1; codec <= SUMAC_N_VIDEO_CODECS; codec++)
    if (codecs & SUMAC_CODEC_BIT (codec))
      names[n++] = sumac_video_codec_name (codec);
  if (n > 0)
    g_variant_dict_insert_value (dict, "codecs", g_variant_new_strv (names, (gssize) n));
}

static GVariant *
describe (const SumacPluginInfo *info)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autofree char *contract = g_strdup_printf ("%u.%u", info->major, info->minor);
  g_autoptr (GError) error = NULL;
  guint32 codecs = 0;
  gboolean is_working = sumac_registry_try_plugin (info, &codecs, &error);

  put_text (&dict, "name", info->name);
  put_text (&dict, "role", info->role);
  put_text (&dict, "summary", info->summary);
  put_text (&dict, "licence", info->licence);
  put_text (&dict, "contract", contract);
  if (info->file)
    put_text (&dict, "file", info->file);
  g_variant_dict_insert (&dict, "rank", "i", info->rank);
  g_variant_dict_insert (&dict, "works", "b", is_working);
  put_codecs (&dict, codecs);
  if (!is_working)
    put_text (&dict, "reason", error->message);
  return g_variant_dict_end (&dict);
}

GVariant *
sumac_plugins_dup_list (const char *role)
{
  g_autoptr (GPtrArray) list = sumac_registry_list (role);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < list->len; i++)
    g_variant_builder_add_value (&builder, describe (g_ptr_array_index (list, i)));
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}
