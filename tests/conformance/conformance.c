/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The conformance oracle: random drawing commands by a guest on libspice-server, whose own
 * picture is the truth, and the library as its client, which must end in the same picture, in
 * every pixel of every surface.
 *
 *   conformance --seed 7 --commands 200000
 *   conformance --kind copy --compression quic --renderer memory
 *   conformance --seed 7 --case 12      one case alone, with what the client understood
 *   conformance --swap memory,cairo     what draws is exchanged all the time
 *   conformance --displays 4 --cache 40000 --window 100000
 *                                       four displays at once, which share small caches
 *
 * A case that fails is made as small as it gets, and printed as a golden file. */

#include "generate.h"
#include "print.h"
#include "rig.h"
#include "shrink.h"
#include "tap.h"
#include "watch.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sumac/sumac.h>
#include <unistd.h>

/* clang-format off */
static const struct
{
  const char *name;
  SpiceImageCompression compression;
} settings[] = {
  { "off",      SPICE_IMAGE_COMPRESSION_OFF      },
  { "auto-glz", SPICE_IMAGE_COMPRESSION_AUTO_GLZ },
  { "auto-lz",  SPICE_IMAGE_COMPRESSION_AUTO_LZ  },
  { "quic",     SPICE_IMAGE_COMPRESSION_QUIC     },
  { "glz",      SPICE_IMAGE_COMPRESSION_GLZ      },
  { "lz",       SPICE_IMAGE_COMPRESSION_LZ       },
  { "lz4",      SPICE_IMAGE_COMPRESSION_LZ4      },
};

/* clang-format on */

#define N_SETTINGS G_N_ELEMENTS (settings)

/* What the command line says. */
static gint64 seed = -1;
static gint n_commands = 5000;
static gint per_case = 200;
static gint only_case = -1;
static gint most_failures = 1;
static gint n_displays = 1;
static gint cache_pixels;
static gint window_pixels;
static char *kind_wish;
static char *compression_wish;
static char *renderer;
static char *swap_wish;
static gboolean is_whole;

static guint64 n_compared[SUMAC_HOST_N_DRAW_KINDS][N_SETTINGS];
static guint n_failed;

/* --- what the server's end would take with it ------------------------------------------ */

static char now[2048];

static void
on_crash (int number)
{
  gssize ignored G_GNUC_UNUSED = write (STDERR_FILENO, now, strlen (now));

  signal (number, SIG_DFL);
  raise (number);
}

/* The server's worker blocks the signal of a failed assertion: its sentence comes first. */
static GLogWriterOutput
on_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  if ((level & G_LOG_LEVEL_MASK) == G_LOG_LEVEL_ERROR)
    g_printerr ("%s", now);

  /* It says so of each glyph of 8 bits. */
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE") &&
        strstr (fields[i].value, "untested path A8 glyphs"))
      return G_LOG_WRITER_HANDLED;
  return g_log_writer_default (level, fields, n_fields, data);
}

/* --- cases ----------------------------------------------------------------------------- */

/* With --per-case 1 the command that ends the server is known, too. */
static void
remember (const Case *it, const char *name)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (it->n_commands == 1)
    print_case (it, text);
  g_snprintf (now, sizeof now, "it was: %s\n%s\n", name, text->str);
}

static guint
wished_kinds (void)
{
  g_auto (GStrv) names = kind_wish ? g_strsplit (kind_wish, ",", -1) : NULL;
  guint kinds = 0;

  if (!names)
    return (1u << SUMAC_HOST_N_DRAW_KINDS) - 1;
  for (guint k = 0; k < SUMAC_HOST_N_DRAW_KINDS; k++)
    if (g_strv_contains ((const gchar *const *) names, kind_name ((SumacHostDrawKind) k)))
      kinds |= 1u << k;
  if (kinds == 0)
    g_error ("There is no kind “%s”.", kind_wish);
  return kinds;
}

static void
count (const Case *it, guint setting)
{
  for (guint i = 0; i < it->n_commands; i++)
    n_compared[it->commands[i].draw.kind][setting]++;
}

static void
print_difference (const Difference *difference)
{
  g_print ("display %u: %s %u: %u pixels differ, the first at %d,%d: %08x expected, "
           "got %08x\n",
           difference->display, difference->what, difference->surface, difference->n_pixels,
           difference->x, difference->y, difference->expected, difference->got);
}

static void
tell_failure (Rig *rig, Case *it, RigResult result, Difference *difference, const char *name)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *heard = NULL;

  n_failed++;
  g_print ("FAILED: %s\n", name);
  if (result != RIG_DIFFERENT)
    {
      if (it->n_commands <= 10)
        print_case (it, text);
      g_print ("display %u: %s (%u)\n%s", difference->display, difference->what,
               difference->n_pixels, text->str);
      return;
    }
  print_difference (difference);
  if (!is_whole && !shrink_case (rig, it))
    {
      g_print ("It does not fail when it is run once more.\n");
      return;
    }
  tap_set_listening (TRUE);
  if (rig_run (rig, it, difference) == RIG_DIFFERENT)
    print_difference (difference);
  tap_set_listening (FALSE);
  heard = tap_take_text ();
  print_case (it, text);
  g_print ("%s%s\n", text->str, heard);
}

/* FALSE: the rig can't be used any more. */
static gboolean
run_case (Rig *rig, guint number, guint n, guint setting)
{
  g_autofree char *name = g_strdup_printf (
      "--seed %" G_GINT64_FORMAT " --case %u --compression %s%s%s --per-case %u", seed, number,
      settings[setting].name, kind_wish ? " --kind " : "", kind_wish ? kind_wish : "", n);
  Difference difference;
  RigResult result;
  Case it;

  generate_case ((guint64) seed << 32 | number, (guint) n_displays, n, wished_kinds (), &it);
  remember (&it, name);
  result = rig_run (rig, &it, &difference);
  if (result == RIG_EQUAL)
    count (&it, setting);
  else
    tell_failure (rig, &it, result, &difference, name);
  g_free (it.commands);
  return result != RIG_LOST;
}

static void
run_setting (guint setting, guint n)
{
  g_auto (GStrv) swaps = swap_wish ? g_strsplit (swap_wish, ",", -1) : NULL;
  Rig *rig = rig_new (&(RigConfig){
      .compression = settings[setting].compression,
      .renderer = renderer,
      .n_displays = (guint) n_displays,
      .swaps = swaps,
  });
  guint number = setting;
  gboolean is_well = TRUE;

  if (only_case >= 0)
    is_well = run_case (rig, (guint) only_case, (guint) per_case, setting);
  else
    while (n > 0 && is_well && n_failed < (guint) most_failures)
      {
        guint size = MIN (n, (guint) per_case);

        is_well = run_case (rig, number, size, setting);
        number += N_SETTINGS;
        n -= size;
      }
  rig_free (rig);
}

static void
print_table (const gboolean *is_run)
{
  g_print ("%-12s", "");
  for (guint s = 0; s < N_SETTINGS; s++)
    if (is_run[s])
      g_print (" %9s", settings[s].name);
  g_print ("\n");
  for (guint k = 0; k < SUMAC_HOST_N_DRAW_KINDS; k++)
    {
      if (!(wished_kinds () >> k & 1))
        continue;
      g_print ("%-12s", kind_name ((SumacHostDrawKind) k));
      for (guint s = 0; s < N_SETTINGS; s++)
        if (is_run[s])
          g_print (" %9" G_GUINT64_FORMAT, n_compared[k][s]);
      g_print ("\n");
    }
}

static void
fail_run (const char *why)
{
  g_print ("FAILED: %s\n", why);
  n_failed++;
}

static void
print_sharing (void)
{
  WatchCounts counts;

  watch_get_counts (&counts);
  g_print ("another display's pictures: %" G_GUINT64_FORMAT
           " from the cache, %" G_GUINT64_FORMAT " from the GLZ window\n",
           counts.shared, counts.glz);
  g_print ("cache: %" G_GUINT64_FORMAT " forgotten, %" G_GUINT64_FORMAT
           " without room, %" G_GUINT64_FORMAT " missing; GLZ window: %" G_GUINT64_FORMAT
           " missing\n",
           counts.forgotten, counts.refused, counts.missing, counts.glz_lost);
  g_print ("forgotten when another display is so far: %" G_GUINT64_FORMAT
           " times; the longest wait of all: %.1f ms\n",
           counts.waits, (double) counts.longest_us / 1000);

  /* Equal pictures by luck, or by not sharing any, prove nothing. */
  if (n_displays > 1 && n_commands >= 1000 && !kind_wish && counts.shared == 0)
    fail_run ("The displays shared no picture.");
  if (counts.refused + counts.missing + counts.glz_lost > 0)
    fail_run ("A picture was lost.");
}

/* Renderers that stayed the same prove nothing. */
static void
print_swaps (void)
{
  g_print ("renderers that drew: %u\n", tap_get_n_renderers ());
  if (n_commands >= 1000 && tap_get_n_renderers () < (guint) n_commands / 20)
    fail_run ("What draws hardly ever changed.");
}

static void
run (void)
{
  gboolean is_run[N_SETTINGS];
  guint n = 0;

  for (guint s = 0; s < N_SETTINGS; s++)
    {
      is_run[s] = !compression_wish || g_str_equal (compression_wish, settings[s].name);
      n += is_run[s];
    }
  if (n == 0)
    g_error ("There is no compression “%s”.", compression_wish);
  g_print ("seed %" G_GINT64_FORMAT "\n", seed);
  for (guint s = 0; s < N_SETTINGS; s++)
    if (is_run[s] && n_failed < (guint) most_failures)
      run_setting (s, ((guint) n_commands + n - 1) / n);
  print_table (is_run);
  if (swap_wish)
    print_swaps ();
  print_sharing ();
}

/* clang-format off */
static const GOptionEntry entries[] = {
  { "seed",        0, 0, G_OPTION_ARG_INT64,  &seed,             "of the first case",                       "N"    },
  { "commands",    0, 0, G_OPTION_ARG_INT,    &n_commands,       "in all",                                  "N"    },
  { "per-case",    0, 0, G_OPTION_ARG_INT,    &per_case,         "commands between two comparisons",        "N"    },
  { "case",        0, 0, G_OPTION_ARG_INT,    &only_case,        "run that one alone",                      "N"    },
  { "kind",        0, 0, G_OPTION_ARG_STRING, &kind_wish,        "fill,copy,… (all)",                       "K"    },
  { "compression", 0, 0, G_OPTION_ARG_STRING, &compression_wish, "off, auto-glz, … (all)",                  "C"    },
  { "renderer",    0, 0, G_OPTION_ARG_STRING, &renderer,         "memory, cairo, …",                        "NAME" },
  { "swap",        0, 0, G_OPTION_ARG_STRING, &swap_wish,        "memory,cairo,… take turns",               "NAMES" },
  { "displays",    0, 0, G_OPTION_ARG_INT,    &n_displays,       "that draw at once: 1 to 4",               "N"    },
  { "cache",       0, 0, G_OPTION_ARG_INT,    &cache_pixels,     "pixels of the picture cache",             "N"    },
  { "window",      0, 0, G_OPTION_ARG_INT,    &window_pixels,    "pixels of the GLZ window",                "N"    },
  { "failures",    0, 0, G_OPTION_ARG_INT,    &most_failures,    "end after so many",                       "N"    },
  { "whole",       0, 0, G_OPTION_ARG_NONE,   &is_whole,         "do not make a failing case smaller",      NULL   },
  { NULL },
};

/* clang-format on */

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return EXIT_FAILURE;
    }
  if (n_displays < 1 || n_displays > MAX_DISPLAYS)
    g_error ("There may be 1 to %d displays.", MAX_DISPLAYS);
  watch_set_sizes ((guint) MAX (cache_pixels, 0), (guint) MAX (window_pixels, 0));
  if (seed < 0)
    seed = g_random_int ();
  signal (SIGABRT, on_crash);
  signal (SIGSEGV, on_crash);
  g_log_set_writer_func (on_log, NULL, NULL);
  run ();
  return n_failed > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
