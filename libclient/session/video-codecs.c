/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "session/video-codecs.h"

#include "contract/video-decoder.h"

#include <sumac/error.h>

#include <glib/gi18n-lib.h>
#include <string.h>

/* 0: unknown. */
static guint8
find_codec (const char *name)
{
  for (guint8 codec = 1; codec <= SUMAC_N_VIDEO_CODECS; codec++)
    if (g_ascii_strcasecmp (name, sumac_video_codec_name ((SumacVideoCodec) codec)) == 0)
      return codec;
  return 0;
}

static void
set_unknown (const char *name, GError **error)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint codec = 1; codec <= SUMAC_N_VIDEO_CODECS; codec++)
    g_string_append_printf (list, "%s%s", codec > 1 ? ", " : "",
                            sumac_video_codec_name ((SumacVideoCodec) codec));
  g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_UNSUPPORTED,
               /* Translators: an unknown word, and the list of known ones. */
               _ ("“%s” is no video codec. Choose some of: %s."), name, list->str);
}

gboolean
sumac_video_codecs_parse (const char *names,
                          guint8 codecs[SUMAC_N_VIDEO_CODECS],
                          guint8 *n_codecs,
                          GError **error)
{
  g_auto (GStrv) words = g_strsplit (names ? names : "", ",", -1);
  guint8 found[SUMAC_N_VIDEO_CODECS] = { 0 };
  guint8 n = 0;

  for (char **word = words; *word; word++)
    {
      guint8 codec = find_codec (g_strstrip (*word));

      if (codec == 0)
        {
          set_unknown (*word, error);
          return FALSE;
        }
      if (!memchr (found, codec, n))
        found[n++] = codec;
    }
  memcpy (codecs, found, sizeof found);
  *n_codecs = n;
  return TRUE;
}
