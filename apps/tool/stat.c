/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* sumac stat: what the channels of a session do. */

#include "verbs.h"
#include "visit.h"

#include <glib/gi18n.h>

/* Without --until-close: so long is watched after the first picture. */
#define WATCH_MS 2000

typedef struct
{
  gboolean as_json;
  guint watch;
  GVariant *stats;
} Stat;

static void
take_stats (SumacVisit *visit)
{
  Stat *stat = visit->data;

  g_clear_pointer (&stat->stats, g_variant_unref);
  stat->stats = sumac_session_dup_stats (visit->session);
}

static gboolean
on_watched (gpointer data)
{
  SumacVisit *visit = data;
  Stat *stat = visit->data;

  stat->watch = 0;
  take_stats (visit);
  sumac_visit_quit (visit, SUMAC_EXIT_DONE);
  return G_SOURCE_REMOVE;
}

static void
on_ready (SumacVisit *visit)
{
  Stat *stat = visit->data;

  if (!visit->until_close && stat->watch == 0)
    stat->watch = g_timeout_add (WATCH_MS, on_watched, visit);
}

static void
print_value (const char *key, GVariant *value, gboolean as_json)
{
  gboolean is_text = g_variant_is_of_type (value, G_VARIANT_TYPE_STRING);
  g_autofree char *text =
      is_text ? g_strdup (g_variant_get_string (value, NULL))
              : g_strdup_printf ("%" G_GUINT64_FORMAT, g_variant_get_uint64 (value));

  /* Names of channels and plug-ins are ours: nothing in them needs escaping. */
  if (as_json)
    g_print ("\"%s\": %s%s%s", key, is_text ? "\"" : "", text, is_text ? "\"" : "");
  else
    g_print ("  %-24s %s\n", key, text);
}

static void
print_channel (GVariant *channel, gboolean as_json)
{
  GVariantIter iter;
  const char *key;
  GVariant *value;
  const char *separator = "";

  g_variant_iter_init (&iter, channel);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    {
      if (as_json)
        g_print ("%s", separator);
      separator = ", ";
      if (!as_json && g_str_equal (key, "name"))
        g_print ("%s\n", g_variant_get_string (value, NULL));
      else
        print_value (key, value, as_json);
    }
}

static void
print_stats (const Stat *stat)
{
  gsize n = g_variant_n_children (stat->stats);

  if (stat->as_json)
    g_print ("[");
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) channel = g_variant_get_child_value (stat->stats, i);

      if (stat->as_json)
        g_print ("%s{", i > 0 ? ",\n " : "");
      print_channel (channel, stat->as_json);
      if (stat->as_json)
        g_print ("}");
    }
  if (stat->as_json)
    g_print ("]\n");
}

static int
run (int argc, char **argv)
{
  Stat stat = { 0 };
  SumacVisit visit = { .on_ready = on_ready, .on_end = take_stats, .data = &stat };
  const GOptionEntry entries[] = {
    { "until-close", 0, 0, G_OPTION_ARG_NONE, &visit.until_close,
      N_ ("Count until the server closes"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &stat.as_json, N_ ("Print JSON"), NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!sumac_visit_parse (
          &visit, _ ("URI"),
          _ ("Counts messages, bytes, drawing commands and times of each channel, for two\n"
             "seconds or until the server closes.\n\n"
             "Example: sumac stat --json spice://localhost:5900"),
          entries, &argc, &argv))
    goto out;
  if (argc != 2)
    {
      sumac_visit_misused (&visit, _ ("An address is needed, see --help."));
      goto out;
    }
  sumac_visit_run (&visit, argv[1]);
  if (stat.stats)
    print_stats (&stat);

out:
  g_clear_handle_id (&stat.watch, g_source_remove);
  g_clear_pointer (&stat.stats, g_variant_unref);
  sumac_visit_clear (&visit);
  return visit.exit_code;
}

const SumacVerb sumac_verb_stat = {
  .name = "stat",
  .summary = N_ ("Count what the channels of a session do"),
  .run = run,
};
