/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The `sumac` command: a table of verbs. */

#include "verbs.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <string.h>

static const SumacVerb *const verbs[] = {
  &sumac_verb_decode, &sumac_verb_keys, &sumac_verb_plugins, &sumac_verb_shot, &sumac_verb_stat,
};

static const SumacVerb *
find_verb (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (strcmp (verbs[i]->name, name) == 0)
      return verbs[i];
  return NULL;
}

static void
print_help (void)
{
  g_print (_ ("Usage: sumac VERB [OPTION…] ARGUMENT…\n\n"));
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    g_print ("  %-10s %s\n", verbs[i]->name, _ (verbs[i]->summary));
  g_print (_ ("\n“sumac VERB --help” tells more of a verb. Example:\n"
              "  sumac shot spice://localhost:5900 screen.png\n"));
}

/* How many letters must change to make one word of the other. */
static guint
distance (const char *a, const char *b)
{
  guint row[64];
  guint n = (guint) MIN (strlen (b), G_N_ELEMENTS (row) - 1);

  for (guint j = 0; j <= n; j++)
    row[j] = j;
  for (guint i = 0; a[i]; i++)
    {
      guint corner = row[0];

      row[0] = i + 1;
      for (guint j = 1; j <= n; j++)
        {
          guint change = corner + (a[i] != b[j - 1]);

          corner = row[j];
          row[j] = MIN (change, MIN (row[j], row[j - 1]) + 1);
        }
    }
  return row[n];
}

static int
complain (const char *name)
{
  const SumacVerb *nearest = verbs[0];

  for (guint i = 1; i < G_N_ELEMENTS (verbs); i++)
    if (distance (name, verbs[i]->name) < distance (name, nearest->name))
      nearest = verbs[i];
  if (distance (name, nearest->name) <= 2)
    g_printerr (_ ("sumac: there is no verb “%s”. Did you mean “%s”?\n"), name, nearest->name);
  else
    g_printerr (_ ("sumac: there is no verb “%s”, see “sumac --help”.\n"), name);
  return 1;
}

int
main (int argc, char **argv)
{
  /* Before any thread; see docs/environment.md. */
  g_setenv ("LP_NUM_THREADS", "0", FALSE);
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, SUMAC_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  if (argc < 2 || strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0)
    {
      print_help ();
      return argc < 2 ? 1 : 0;
    }
  if (strcmp (argv[1], "--version") == 0 || strcmp (argv[1], "-V") == 0)
    {
      g_print ("sumac %s\n", SUMAC_VERSION);
      return 0;
    }

  const SumacVerb *verb = find_verb (argv[1]);

  if (!verb)
    return complain (argv[1]);

  g_autofree char *program = g_strconcat ("sumac ", verb->name, NULL);

  g_set_prgname (program);
  argv[1] = program;
  return verb->run (argc - 1, argv + 1);
}
