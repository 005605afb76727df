/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <sumac/plugin/list.h>

#include "contract/registry.h"
#include "contract/renderer.h"

#include <sumac/plugin/plugin.h>

static gboolean
works (const SumacPluginInfo *info, GError **error)
{
  GType type = sumac_registry_load_plugin (info, error);

  if (type == G_TYPE_INVALID)
    return FALSE;

  g_autoptr (GObject) object = g_object_new (type, NULL);

  return !SUMAC_IS_RENDERER (object) || sumac_renderer_probe (SUMAC_RENDERER (object), error);
}

/* A key file is bytes of somebody else; GVariant takes UTF-8 alone. */
static void
put_text (GVariantDict *dict, const char *key, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  g_variant_dict_insert (dict, key, "s", valid);
}

static GVariant *
describe (const SumacPluginInfo *info)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autofree char *contract = g_strdup_printf ("%u.%u", info->major, info->minor);
  g_autoptr (GError) error = NULL;
  gboolean is_working = works (info, &error);

  put_text (&dict, "name", info->name);
  put_text (&dict, "role", info->role);
  put_text (&dict, "summary", info->summary);
  put_text (&dict, "licence", info->licence);
  put_text (&dict, "contract", contract);
  if (info->file)
    put_text (&dict, "file", info->file);
  g_variant_dict_insert (&dict, "rank", "i", info->rank);
  g_variant_dict_insert (&dict, "works", "b", is_working);
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
