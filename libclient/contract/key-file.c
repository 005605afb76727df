/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "contract/key-file.h"

#include "contract/video-decoder.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define GROUP "Plugin"

static gboolean
refuse (const char *path, const char *entry, GError **error)
{
  g_set_error (
      error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN,
      _ ("The file “%s” does not describe a plug-in: its entry “%s” is missing or malformed."),
      path, entry);
  return FALSE;
}

/* Names are typed on command lines and compared, so they are kept plain. */
static gboolean
is_word (const char *text)
{
  return *text && strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen (text);
}

/* The module lies beside its key file, nowhere else. */
static gboolean
is_file_name (const char *text)
{
  return *text && !strchr (text, G_DIR_SEPARATOR) && *text != '.';
}

static gboolean
is_text (const char *text)
{
  return *text != 0;
}

static gboolean
parse_number (const char **text, guint *number)
{
  char *end;

  if (!g_ascii_isdigit (**text))
    return FALSE;

  guint64 value = g_ascii_strtoull (*text, &end, 10);

  if (value > G_MAXUINT16)
    return FALSE;
  *text = end;
  *number = (guint) value;
  return TRUE;
}

/* "MAJOR.MINOR" */
static gboolean
parse_contract (const char *text, SumacPluginInfo *info)
{
  return parse_number (&text, &info->major) && *text++ == '.' &&
         parse_number (&text, &info->minor) && !*text;
}

/* A blank behind a value is nobody's intention. */
static char *
dup_value (GKeyFile *file, const char *entry)
{
  char *value = g_key_file_get_locale_string (file, GROUP, entry, NULL, NULL);

  return value ? g_strchomp (value) : NULL;
}

static gboolean
read_words (GKeyFile *file, const char *path, SumacPluginInfo *info, GError **error)
{
  const struct
  {
    const char *entry;
    char **value;
    gboolean (*is_right) (const char *text);
  } words[] = {
    { "Name", &info->name, is_word },        { "Role", &info->role, is_word },
    { "Module", &info->file, is_file_name }, { "Summary", &info->summary, is_text },
    { "Licence", &info->licence, is_text },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      *words[i].value = dup_value (file, words[i].entry);
      if (!*words[i].value || !words[i].is_right (*words[i].value))
        return refuse (path, words[i].entry, error);
    }
  return TRUE;
}

static gboolean
read_numbers (GKeyFile *file, const char *path, SumacPluginInfo *info, GError **error)
{
  g_autoptr (GError) no_number = NULL;
  g_autofree char *contract = dup_value (file, "Contract");

  info->rank = g_key_file_get_integer (file, GROUP, "Rank", &no_number);
  if (no_number)
    return refuse (path, "Rank", error);
  if (!contract || !parse_contract (contract, info))
    return refuse (path, "Contract", error);
  return TRUE;
}

static guint
find_codec (const char *name)
{
  for (guint codec = 1; codec <= SUMAC_N_VIDEO_CODECS; codec++)
    if (g_str_equal (sumac_video_codec_name (codec), name))
      return codec;
  return 0;
}

/* May be absent: any codec, then. */
static gboolean
read_codecs (GKeyFile *file, const char *path, SumacPluginInfo *info, GError **error)
{
  gsize n = 0;
  g_auto (GStrv) names = g_key_file_get_string_list (file, GROUP, "Codecs", &n, NULL);

  info->codecs = names ? 0 : SUMAC_ALL_CODECS;
  for (gsize i = 0; i < n; i++)
    {
      guint codec = find_codec (g_strstrip (names[i]));

      if (codec == 0)
        return refuse (path, "Codecs", error);
      info->codecs |= SUMAC_CODEC_BIT (codec);
    }
  return info->codecs != 0 || refuse (path, "Codecs", error);
}

/* May be absent: it works without one, then. */
static gboolean
read_needs (GKeyFile *file, const char *path, SumacPluginInfo *info, GError **error)
{
  g_autoptr (GError) no_answer = NULL;

  info->needs_card = g_key_file_get_boolean (file, GROUP, "GraphicsCard", &no_answer);
  return !no_answer ||
         g_error_matches (no_answer, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_KEY_NOT_FOUND) ||
         refuse (path, "GraphicsCard", error);
}

SumacPluginInfo *
sumac_key_file_read (const char *path, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) cause = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &cause))
    {
      g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN,
                   _ ("The plug-in file “%s” could not be read: %s"), path, cause->message);
      return NULL;
    }

  SumacPluginInfo *info = g_new0 (SumacPluginInfo, 1);

  if (!read_words (file, path, info, error) || !read_numbers (file, path, info, error) ||
      !read_codecs (file, path, info, error) || !read_needs (file, path, info, error))
    {
      sumac_plugin_info_free (info);
      return NULL;
    }

  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *module = g_steal_pointer (&info->file);

  info->file = g_build_filename (folder, module, NULL);
  return info;
}
