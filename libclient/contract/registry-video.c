/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which video decoders there are for a codec. Asking costs much (libraries are opened), and is
 * done for every session and stream: so each answer is kept for the process. */

#include "contract/registry.h"

#include "contract/video-decoder.h"
#include "core/log.h"
#include "core/thread.h"

#define ROLE "video-decoder"

/* What is known of a plug-in file and name. */
typedef struct
{
  guint32 asked; /* SUMAC_CODEC_BIT of codecs that it was asked for, or is being asked for */
  guint32 known; /* those it has answered */
  guint32 yes;   /* those it agreed to */
} Answers;

/* The lock guards all, and is not held while a plug-in is asked. */
static struct
{
  SumacLock lock;
  SumacCond answer_came;
  GHashTable *plugins; /* "file:name" → Answers, both owned */
  GHashTable *missing; /* names that were wished for and are not there, owned */
} notes = { .lock = PTHREAD_MUTEX_INITIALIZER, .answer_came = PTHREAD_COND_INITIALIZER };

static gboolean
ask (const SumacPluginInfo *info, SumacVideoCodec codec)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SumacVideoDecoder) decoder = sumac_registry_new_video_decoder (info, &error);

  if (decoder && sumac_video_decoder_probe (decoder, codec, &error))
    return TRUE;
  sumac_info (NULL, "video decoder “%s” does not do %s: %s", info->name,
              sumac_video_codec_name (codec), error->message);
  return FALSE;
}

/* The lock is held. */
static Answers *
find_answers (const SumacPluginInfo *info)
{
  g_autofree char *key = g_strconcat (info->file ? info->file : "", ":", info->name, NULL);

  if (!notes.plugins)
    notes.plugins = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  Answers *answers = g_hash_table_lookup (notes.plugins, key);

  if (!answers)
    {
      answers = g_new0 (Answers, 1);
      g_hash_table_insert (notes.plugins, g_steal_pointer (&key), answers);
    }
  return answers;
}

/* Asks, unless another thread did or is at it. */
static gboolean
decodes (const SumacPluginInfo *info, SumacVideoCodec codec)
{
  guint32 bit = SUMAC_CODEC_BIT (codec);

  if (!(info->codecs & bit))
    return FALSE;
  sumac_lock (&notes.lock);

  Answers *answers = find_answers (info);
  gboolean is_first = !(answers->asked & bit);

  answers->asked |= bit;
  if (is_first)
    {
      sumac_unlock (&notes.lock);

      gboolean agrees = ask (info, codec);

      sumac_lock (&notes.lock);
      answers->known |= bit;
      answers->yes |= agrees ? bit : 0;
      sumac_cond_broadcast (&notes.answer_came);
    }
  while (!(answers->known & bit))
    sumac_cond_wait (&notes.answer_came, &notes.lock);

  gboolean agrees = (answers->yes & bit) != 0;

  sumac_unlock (&notes.lock);
  return agrees;
}

/* Once a name: the list is asked for every codec of every session. */
static void
warn_missing (const char *name)
{
  sumac_lock (&notes.lock);
  if (!notes.missing)
    notes.missing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  gboolean is_news = g_hash_table_add (notes.missing, g_strdup (name));

  sumac_unlock (&notes.lock);
  if (is_news)
    sumac_warn (NULL, "SUMAC_VIDEO_DECODER is not followed: there is no video decoder “%s”",
                name);
}

/* Brings the plug-in of that name to the front, if there is one. */
static const SumacPluginInfo *
prefer (GPtrArray *list, const char *name)
{
  for (guint i = 0; i < list->len; i++)
    {
      SumacPluginInfo *info = g_ptr_array_index (list, i);

      if (!g_str_equal (info->name, name))
        continue;
      g_ptr_array_steal_index (list, i);
      g_ptr_array_insert (list, 0, info);
      return info;
    }
  warn_missing (name);
  return NULL;
}

GPtrArray *
sumac_registry_list_video_decoders (SumacVideoCodec codec)
{
  GPtrArray *list = sumac_registry_list (ROLE);
  const char *name = g_getenv ("SUMAC_VIDEO_DECODER");
  const SumacPluginInfo *wished = name && *name ? prefer (list, name) : NULL;

  for (guint i = list->len; i-- > 0;)
    {
      const SumacPluginInfo *info = g_ptr_array_index (list, i);

      /* As with renderers: a rank below 0 waits to be named. */
      if ((info->rank < 0 && info != wished) || !decodes (info, codec))
        g_ptr_array_remove_index (list, i);
    }
  return list;
}

SumacVideoDecoder *
sumac_registry_new_video_decoder (const SumacPluginInfo *info, GError **error)
{
  GType type = sumac_registry_load_plugin (info, error);

  return type == G_TYPE_INVALID ? NULL : g_object_new (type, NULL);
}
