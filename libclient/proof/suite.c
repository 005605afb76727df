/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <sumac/plugin/suite.h>

#include "contract/registry.h"
#include "contract/renderer.h"
#include "contract/video-decoder.h"
#include "proof/reels.h"
#include "proof/renderer-suite.h"
#include "proof/trial.h"
#include "proof/video-decoder-suite.h"

#include <glib/gi18n-lib.h>

/* What must happen in a decoder may take so long. */
#define WAIT_MS 20000

static void
begin (const SumacSuite *suite, const char *rule, const char *says)
{
  if (suite->begin)
    suite->begin (suite->data, rule, says);
}

static void
end (const SumacSuite *suite, const char *rule, SumacRuleOutcome outcome, const char *how)
{
  if (suite->end)
    suite->end (suite->data, rule, outcome, how && *how ? how : NULL);
}

static void
skip (const SumacSuite *suite, const char *rule, const char *says, const char *why)
{
  begin (suite, rule, says);
  end (suite, rule, SUMAC_RULE_SKIPPED, why);
}

/* Renderers */

static SumacRenderer *
make_renderer (gconstpointer type)
{
  return g_object_new (*(const GType *) type, NULL);
}

/* FALSE, and why not. */
static gboolean
works_here (const GType *type, GString *why)
{
  g_autoptr (SumacRenderer) renderer = make_renderer (type);
  g_autoptr (GError) error = NULL;

  if (sumac_renderer_probe (renderer, &error))
    return sumac_trial_open (renderer, NULL, why);
  g_string_printf (why, "it can't work here: %s", error->message);
  return FALSE;
}

static void
test_renderer (const SumacSuite *suite, GType type)
{
  g_autoptr (GString) why = g_string_new (NULL);
  g_autoptr (GString) how = g_string_new (NULL);
  gboolean works = works_here (&type, why);
  const SumacRendererSuite of_renderer = {
    .make = make_renderer,
    .data = &type,
    .seed = suite->seed,
    .n_ops = suite->n_ops,
    .eyes = suite->eyes,
    .lender = suite->lender,
  };

  for (guint i = 0; i < sumac_n_renderer_rules; i++)
    {
      const SumacRendererRule *rule = &sumac_renderer_rules[i];

      if (!works && rule->needs_work)
        {
          skip (suite, rule->name, rule->says, why->str);
          continue;
        }
      begin (suite, rule->name, rule->says);

      SumacRuleOutcome outcome = sumac_renderer_suite_check (&of_renderer, rule, how);

      end (suite, rule->name, outcome, how->str);
    }
}

/* Video decoders */

static SumacVideoDecoder *
make_decoder (gconstpointer type)
{
  return g_object_new (*(const GType *) type, NULL);
}

static void
test_reel (const SumacSuite *suite, const GType *type, const SumacReel *reel)
{
  g_autoptr (SumacVideoDecoder) decoder = make_decoder (type);
  g_autoptr (GError) why = NULL;
  gboolean works = sumac_video_decoder_probe (decoder, reel->codec, &why);
  g_autoptr (SumacFilm) film = works ? sumac_reel_load_film (reel) : NULL;
  g_autoptr (SumacFilm) other = works ? sumac_reel_load_other (reel) : NULL;
  g_autoptr (GString) how = g_string_new (NULL);
  const SumacVideoSuite of_decoder = { make_decoder, type, film, other, WAIT_MS };

  for (guint i = 0; i < sumac_n_video_rules; i++)
    {
      const SumacVideoRule *rule = &sumac_video_rules[i];
      g_autofree char *name = g_strdup_printf ("%s/%s", reel->name, rule->name);

      if (!works)
        {
          skip (suite, name, rule->says, why->message);
          continue;
        }
      begin (suite, name, rule->says);

      gboolean is_kept = sumac_video_suite_check (&of_decoder, rule, how);

      end (suite, name, is_kept ? SUMAC_RULE_PASSED : SUMAC_RULE_FAILED, how->str);
    }
}

static void
test_decoder (const SumacSuite *suite, GType type, guint32 codecs)
{
  for (guint i = 0; i < sumac_n_reels; i++)
    if (codecs & SUMAC_CODEC_BIT (sumac_reels[i].codec))
      test_reel (suite, &type, &sumac_reels[i]);
}

static gboolean
test_plugin (const SumacSuite *suite, const SumacPluginInfo *info, GError **error)
{
  GType type = sumac_registry_load_plugin (info, error);

  if (type == G_TYPE_INVALID)
    return FALSE;
  if (g_type_is_a (type, SUMAC_TYPE_RENDERER))
    test_renderer (suite, type);
  else
    test_decoder (suite, type, info->codecs);
  return TRUE;
}

gboolean
sumac_suite_run (const SumacSuite *suite, const char *role, const char *name, GError **error)
{
  g_autoptr (GPtrArray) list = sumac_registry_list (role);
  gboolean is_found = FALSE;

  for (guint i = 0; i < list->len; i++)
    {
      const SumacPluginInfo *info = g_ptr_array_index (list, i);

      if (!g_str_equal (info->name, name))
        continue;
      is_found = TRUE;
      if (!test_plugin (suite, info, error))
        return FALSE;
    }
  if (!is_found)
    g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN,
                 _ ("There is no plug-in “%s”. “sumac plugins” lists those that are there."),
                 name);
  return is_found;
}
