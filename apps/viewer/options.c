/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "apps/viewer/options.h"

#include <glib/gi18n.h>

/* Words that scripts know from other viewers; never translated. */
static const struct
{
  const char *word;
  SumacCompression compression;
} compressions[] = {
  { "auto", SUMAC_COMPRESSION_AUTO },       { "auto-glz", SUMAC_COMPRESSION_AUTO_GLZ },
  { "auto-lz", SUMAC_COMPRESSION_AUTO_LZ }, { "quic", SUMAC_COMPRESSION_QUIC },
  { "glz", SUMAC_COMPRESSION_GLZ },         { "lz", SUMAC_COMPRESSION_LZ },
  { "lz4", SUMAC_COMPRESSION_LZ4 },         { "off", SUMAC_COMPRESSION_OFF },
};

static const struct
{
  const char *word;
  SumacPolicy policy;
} policies[] = {
  { "interactive", SUMAC_POLICY_INTERACTIVE },
  { "lip-sync", SUMAC_POLICY_LIP_SYNC },
  { "smooth", SUMAC_POLICY_SMOOTH },
};

void
viewer_options_clear (ViewerOptions *options)
{
  g_free (options->uri);
  g_free (options->title);
  g_free (options->video_codecs);
  *options = (ViewerOptions){ 0 };
}

static char *
list_compressions (void)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (compressions); i++)
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", compressions[i].word);
  return g_string_free (g_steal_pointer (&list), FALSE);
}

gboolean
viewer_options_parse_compression (const char *word,
                                  SumacCompression *compression,
                                  GError **error)
{
  g_autofree char *known = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (compressions); i++)
    if (g_str_equal (compressions[i].word, word))
      {
        *compression = compressions[i].compression;
        return TRUE;
      }
  known = list_compressions ();
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               /* Translators: an unknown word, and the list of known ones. */
               _ ("“%s” is no compression. Choose one of: %s."), word, known);
  return FALSE;
}

gboolean
viewer_options_parse_video_policy (const char *word, SumacPolicy *policy, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (policies); i++)
    if (g_str_equal (policies[i].word, word))
      {
        *policy = policies[i].policy;
        return TRUE;
      }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("“%s” is none of interactive, lip-sync, smooth."), word);
  return FALSE;
}

gboolean
viewer_options_set_video_codecs (ViewerOptions *options, const char *names, GError **error)
{
  /* What they are called only the library knows. */
  g_autoptr (SumacSession) session = sumac_session_new (NULL);

  if (!sumac_session_set_preferred_video_codecs (session, names, error))
    return FALSE;
  g_free (options->video_codecs);
  options->video_codecs = g_strdup (names);
  return TRUE;
}
