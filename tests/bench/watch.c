/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a session costs that somebody watches, without a window: the picture is looked at as often
 * as a screen shows one, on the graphics card where it is there.
 *
 * Usage: bench-watch [--renderer=NAME] [--fps=60] [--after=1] URI
 *
 * Counts from the first picture that was seen, or a later one, until nothing more came and the
 * server closed; prints commands, pictures seen, and the processor time of one of them: of the
 * whole process, of painters, and of each kind of thread. */

#include "clocks.h"
#include "looker.h"

#include <sumac/sumac.h>

#include <stdio.h>

/* So long nothing has come: then clocks are read, while all threads are there. */
#define QUIET_MS 200

#define PAINTER "sumac-paint"

typedef struct
{
  char *renderer;
  gint fps;
  gint after; /* so many pictures the clocks are read first */
  GMainLoop *loop;
  SumacSession *session;
  SumacMonitor *monitor; /* borrowed; the first one */
  Looker *looker;
  SumacRect damage; /* not looked at yet */
  guint quiet;      /* a timer */
  guint n_seen;
  Clocks first;
  Clocks last;
  GVariant *stats_at_first;
  GVariant *stats;
  int exit_code;
} Watch;

static void
read_all (Watch *watch, Clocks *clocks, GVariant **stats)
{
  clocks_clear (clocks);
  g_clear_pointer (stats, g_variant_unref);
  clocks_read (clocks);
  *stats = sumac_session_dup_stats (watch->session);
}

static gboolean
on_quiet (gpointer data)
{
  Watch *watch = data;

  watch->quiet = 0;
  if (!watch->stats_at_first)
    return G_SOURCE_REMOVE;
  looker_settle (watch->looker);
  read_all (watch, &watch->last, &watch->stats);
  return G_SOURCE_REMOVE;
}

static gboolean
on_tick (gpointer data)
{
  Watch *watch = data;
  SumacFrame *frame = watch->monitor ? sumac_monitor_get_frame (watch->monitor) : NULL;

  if (!frame || sumac_rect_is_empty (&watch->damage) ||
      !looker_look (watch->looker, frame, &watch->damage))
    return G_SOURCE_CONTINUE;
  watch->damage = (SumacRect){ 0, 0, 0, 0 };
  watch->n_seen++;
  if (watch->n_seen == (guint) watch->after)
    {
      looker_settle (watch->looker);
      read_all (watch, &watch->first, &watch->stats_at_first);
    }
  if (watch->quiet > 0)
    g_source_remove (watch->quiet);
  watch->quiet = g_timeout_add (QUIET_MS, on_quiet, watch);
  return G_SOURCE_CONTINUE;
}

static void
on_damaged (Watch *watch, const SumacRect *rect)
{
  SumacRect *around = &watch->damage;

  if (sumac_rect_is_empty (around))
    *around = *rect;
  else
    *around =
        (SumacRect){ MIN (around->left, rect->left), MIN (around->top, rect->top),
                     MAX (around->right, rect->right), MAX (around->bottom, rect->bottom) };
}

static void
on_monitor (Watch *watch, SumacMonitor *monitor)
{
  if (watch->monitor)
    return;
  watch->monitor = monitor;
  sumac_monitor_set_gl_share (monitor, looker_get_share (watch->looker));
  g_signal_connect_swapped (monitor, "damaged", G_CALLBACK (on_damaged), watch);
}

static void
on_state (Watch *watch)
{
  SumacSessionState state = sumac_session_get_state (watch->session);
  const GError *error = sumac_session_get_error (watch->session);

  if (state != SUMAC_SESSION_CLOSED && state != SUMAC_SESSION_FAILED)
    return;
  if (error)
    {
      g_printerr ("bench-watch: %s\n", error->message);
      watch->exit_code = 1;
    }
  g_main_loop_quit (watch->loop);
}

/* Of the first display. */
static guint64
number (GVariant *stats, const char *key)
{
  for (gsize i = 0; i < g_variant_n_children (stats); i++)
    {
      g_autoptr (GVariant) channel = g_variant_get_child_value (stats, i);
      guint64 value;

      if (g_variant_lookup (channel, key, "t", &value))
        return value;
    }
  return 0;
}

static void
print_result (const Watch *watch)
{
  const Clocks *from = &watch->first;
  const Clocks *to = &watch->last;
  guint n = watch->n_seen - (guint) watch->after;
  gdouble per_picture = n > 0 ? 1e3 / n : 0;
  guint64 n_ops = 0;
  g_autofree char *threads = clocks_to_text (from, to);

  for (guint i = 0; i < 2; i++)
    {
      const char *key = i == 0 ? "ops-renderer" : "ops-rasteriser";

      n_ops += number (watch->stats, key) - number (watch->stats_at_first, key);
    }
  printf (
      "%" G_GUINT64_FORMAT " commands, %u pictures in %.2f s: %.3f s, a picture %.3f ms, of "
      "painters %.3f ms; decoding took %.3f s, painting %.3f s\n",
      n_ops, n, (gdouble) (to->at_us - from->at_us) / 1e6, to->all_s - from->all_s,
      (to->all_s - from->all_s) * per_picture, clocks_between (from, to, PAINTER) * per_picture,
      (gdouble) (number (watch->stats, "decode-us") -
                 number (watch->stats_at_first, "decode-us")) /
          1e6,
      (gdouble) (number (watch->stats, "paint-us") -
                 number (watch->stats_at_first, "paint-us")) /
          1e6);
  printf ("  %s\n", threads);
}

static gboolean
parse (int *argc, char ***argv, Watch *watch)
{
  const GOptionEntry entries[] = {
    { "renderer", 0, 0, G_OPTION_ARG_STRING, &watch->renderer, "What draws", "NAME" },
    { "fps", 0, 0, G_OPTION_ARG_INT, &watch->fps, "Looks a second (60)", "N" },
    { "after", 0, 0, G_OPTION_ARG_INT, &watch->after, "Counts after so many pictures (1)",
      "N" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("URI");
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (g_option_context_parse (context, argc, argv, &error) && *argc == 2 && watch->fps > 0 &&
      watch->after > 0)
    return TRUE;
  g_printerr ("bench-watch: %s\n", error ? error->message : "an address is needed");
  return FALSE;
}

int
main (int argc, char **argv)
{
  Watch watch = { .fps = 60, .after = 1 };

  if (!parse (&argc, &argv, &watch))
    return 1;
  watch.loop = g_main_loop_new (NULL, FALSE);
  watch.looker = looker_new ();
  watch.session = sumac_session_new (argv[1]);
  sumac_session_set_renderer (watch.session, watch.renderer);
  g_signal_connect_swapped (watch.session, "notify::state", G_CALLBACK (on_state), &watch);
  g_signal_connect_swapped (watch.session, "monitor-added", G_CALLBACK (on_monitor), &watch);
  g_timeout_add (1000 / (guint) watch.fps, on_tick, &watch);
  sumac_session_open (watch.session);
  if (sumac_session_get_state (watch.session) != SUMAC_SESSION_FAILED)
    g_main_loop_run (watch.loop);
  if (watch.stats)
    print_result (&watch);
  else if (watch.exit_code == 0)
    g_printerr ("bench-watch: nothing was seen\n");

  int exit_code = watch.stats ? watch.exit_code : 1;

  g_object_unref (watch.session);
  clocks_clear (&watch.first);
  clocks_clear (&watch.last);
  g_clear_pointer (&watch.stats_at_first, g_variant_unref);
  g_clear_pointer (&watch.stats, g_variant_unref);
  looker_free (watch.looker);
  g_main_loop_unref (watch.loop);
  g_free (watch.renderer);
  return exit_code;
}
