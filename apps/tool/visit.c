/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "visit.h"

#include <sumac/error.h>

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <string.h>

#define TIMEOUT_S 30

typedef struct
{
  const char *name;
  SumacCompression value;
} CompressionName;

static const CompressionName compressions[] = {
  { "auto", SUMAC_COMPRESSION_AUTO },
  { "off", SUMAC_COMPRESSION_OFF },
  { "auto-glz", SUMAC_COMPRESSION_AUTO_GLZ },
  { "auto-lz", SUMAC_COMPRESSION_AUTO_LZ },
  { "quic", SUMAC_COMPRESSION_QUIC },
  { "glz", SUMAC_COMPRESSION_GLZ },
  { "lz", SUMAC_COMPRESSION_LZ },
  { "lz4", SUMAC_COMPRESSION_LZ4 },
};

static gboolean
find_compression (const char *name, SumacCompression *value)
{
  for (guint i = 0; i < G_N_ELEMENTS (compressions); i++)
    if (strcmp (compressions[i].name, name) == 0)
      {
        *value = compressions[i].value;
        return TRUE;
      }
  return FALSE;
}

static const struct
{
  const char *name;
  SumacPolicy value;
} policies[] = {
  { "interactive", SUMAC_POLICY_INTERACTIVE },
  { "lip-sync", SUMAC_POLICY_LIP_SYNC },
  { "smooth", SUMAC_POLICY_SMOOTH },
};

static gboolean
find_policy (const char *name, SumacPolicy *value)
{
  for (guint i = 0; i < G_N_ELEMENTS (policies); i++)
    if (strcmp (policies[i].name, name) == 0)
      {
        *value = policies[i].value;
        return TRUE;
      }
  return FALSE;
}

int
sumac_visit_misused (SumacVisit *visit, const char *sentence)
{
  g_printerr ("%s: %s\n", g_get_prgname (), sentence);
  visit->exit_code = SUMAC_EXIT_USAGE;
  return SUMAC_EXIT_USAGE;
}

gboolean
sumac_visit_parse (SumacVisit *visit,
                   const char *usage,
                   const char *help,
                   const GOptionEntry *entries,
                   int *argc,
                   char ***argv)
{
  const GOptionEntry common[] = {
    { "timeout", 't', 0, G_OPTION_ARG_INT, &visit->timeout_s,
      N_ ("Give up after so many seconds (30; 0: never)"), N_ ("SECONDS") },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &visit->password_file,
      N_ ("Read the password from the first line of a file"), N_ ("FILE") },
    { "spice-preferred-compression", 0, 0, G_OPTION_ARG_STRING, &visit->compression,
      N_ ("Ask for pictures as auto-glz, auto-lz, quic, glz, lz, lz4 or off"), N_ ("WAY") },
    { "spice-preferred-video-codec", 0, 0, G_OPTION_ARG_STRING, &visit->video_codecs,
      N_ ("Ask for video as mjpeg, vp8, h264, vp9 or h265; several with commas, the best first"),
      N_ ("NAMES") },
    { "video-policy", 0, 0, G_OPTION_ARG_STRING, &visit->video_policy,
      N_ ("When to show a video: interactive (at once), lip-sync (at its time) or smooth (evenly)"),
      N_ ("WHEN") },
    { "renderer", 0, 0, G_OPTION_ARG_STRING, &visit->renderer,
      N_ ("Draw by this plug-in; see “sumac plugins”"), N_ ("NAME") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;

  visit->timeout_s = TIMEOUT_S;
  visit->context = g_option_context_new (usage);
  g_option_context_set_description (visit->context, help);
  g_option_context_set_translation_domain (visit->context, GETTEXT_PACKAGE);
  if (entries)
    g_option_context_add_main_entries (visit->context, entries, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (visit->context, common, GETTEXT_PACKAGE);
  if (g_option_context_parse (visit->context, argc, argv, &error))
    return TRUE;
  sumac_visit_misused (visit, error->message);
  return FALSE;
}

void
sumac_visit_quit (SumacVisit *visit, int exit_code)
{
  visit->exit_code = exit_code;
  g_main_loop_quit (visit->loop);
}

static int
exit_code_of (const GError *error, gboolean was_ready)
{
  if (g_error_matches (error, SUMAC_ERROR, SUMAC_ERROR_AUTH))
    return SUMAC_EXIT_AUTH;
  if (g_error_matches (error, SUMAC_ERROR, SUMAC_ERROR_CERTIFICATE))
    return SUMAC_EXIT_CERTIFICATE;
  return was_ready ? SUMAC_EXIT_LOST : SUMAC_EXIT_CONNECT;
}

/* The server's orderly end is what --until-close waits for; to anybody else it is a loss. */
static void
has_ended (SumacVisit *visit)
{
  const GError *error = sumac_session_get_error (visit->session);
  gboolean is_fine =
      sumac_session_get_state (visit->session) == SUMAC_SESSION_CLOSED && visit->until_close;

  if (visit->on_end)
    visit->on_end (visit);
  if (is_fine)
    {
      g_main_loop_quit (visit->loop);
      return;
    }
  if (error)
    g_printerr ("%s: %s\n", g_get_prgname (), error->message);
  sumac_visit_quit (visit, exit_code_of (error, visit->was_ready));
}

static void
on_state (SumacVisit *visit)
{
  switch (sumac_session_get_state (visit->session))
    {
    case SUMAC_SESSION_READY:
      visit->was_ready = TRUE;
      if (visit->on_ready)
        visit->on_ready (visit);
      break;
    case SUMAC_SESSION_CLOSED:
    case SUMAC_SESSION_FAILED:
      has_ended (visit);
      break;
    case SUMAC_SESSION_IDLE:
    case SUMAC_SESSION_CONNECTING:
    case SUMAC_SESSION_AUTHENTICATING:
      break;
    }
}

/* Who asks for a renderer is told when another one draws; servers have much else to say. */
static void
on_notice (SumacVisit *visit, const char *sentence)
{
  if (visit->renderer && strstr (sentence, visit->renderer))
    g_printerr ("%s: %s\n", g_get_prgname (), sentence);
}

static gboolean
on_timeout (gpointer data)
{
  SumacVisit *visit = data;

  g_printerr (_ ("%s: nothing more has come within %d seconds\n"), g_get_prgname (),
              visit->timeout_s);
  sumac_visit_quit (visit, SUMAC_EXIT_TIMEOUT);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_interrupt (gpointer data)
{
  sumac_visit_quit (data, SUMAC_EXIT_LOST);
  return G_SOURCE_CONTINUE;
}

static gboolean
read_password (SumacVisit *visit)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (!visit->password_file)
    return TRUE;
  if (!g_file_get_contents (visit->password_file, &text, NULL, &error))
    {
      sumac_visit_misused (visit, error->message);
      return FALSE;
    }
  text[strcspn (text, "\r\n")] = '\0';
  sumac_session_set_password (visit->session, text);
  memset (text, 0, strlen (text));
  return TRUE;
}

static gboolean
apply_compression (SumacVisit *visit)
{
  SumacCompression compression;
  g_autofree char *sentence = NULL;

  if (!visit->compression)
    return TRUE;
  if (find_compression (visit->compression, &compression))
    {
      sumac_session_set_compression (visit->session, compression);
      return TRUE;
    }
  sentence = g_strdup_printf (_ ("“%s” is none of auto-glz, auto-lz, quic, glz, lz, lz4, off."),
                              visit->compression);
  sumac_visit_misused (visit, sentence);
  return FALSE;
}

static gboolean
apply_video_policy (SumacVisit *visit)
{
  SumacPolicy policy;
  g_autofree char *sentence = NULL;

  if (!visit->video_policy)
    return TRUE;
  if (find_policy (visit->video_policy, &policy))
    {
      sumac_session_set_policy (visit->session, policy);
      return TRUE;
    }
  sentence = g_strdup_printf (_ ("“%s” is none of interactive, lip-sync, smooth."),
                              visit->video_policy);
  sumac_visit_misused (visit, sentence);
  return FALSE;
}

static gboolean
apply_options (SumacVisit *visit)
{
  g_autoptr (GError) error = NULL;

  sumac_session_set_renderer (visit->session, visit->renderer);
  if (!sumac_session_set_preferred_video_codecs (visit->session, visit->video_codecs, &error))
    {
      sumac_visit_misused (visit, error->message);
      return FALSE;
    }
  return apply_compression (visit) && apply_video_policy (visit) && read_password (visit);
}

void
sumac_visit_run (SumacVisit *visit, const char *uri)
{
  guint sources[3] = { 0 };

  visit->loop = g_main_loop_new (NULL, FALSE);
  visit->session = sumac_session_new (uri);
  if (!apply_options (visit))
    return;
  g_signal_connect_swapped (visit->session, "notify::state", G_CALLBACK (on_state), visit);
  g_signal_connect_swapped (visit->session, "notice", G_CALLBACK (on_notice), visit);
  sources[0] = g_unix_signal_add (SIGINT, on_interrupt, visit);
  sources[1] = g_unix_signal_add (SIGTERM, on_interrupt, visit);
  if (visit->timeout_s > 0)
    sources[2] = g_timeout_add_seconds ((guint) visit->timeout_s, on_timeout, visit);

  sumac_session_open (visit->session);
  if (sumac_session_get_state (visit->session) != SUMAC_SESSION_FAILED)
    g_main_loop_run (visit->loop);

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    if (sources[i] > 0)
      g_source_remove (sources[i]);
  g_signal_handlers_disconnect_by_data (visit->session, visit);
  sumac_session_close (visit->session);
}

void
sumac_visit_clear (SumacVisit *visit)
{
  g_clear_object (&visit->session);
  g_clear_pointer (&visit->loop, g_main_loop_unref);
  g_clear_pointer (&visit->context, g_option_context_free);
  g_clear_pointer (&visit->password_file, g_free);
  g_clear_pointer (&visit->compression, g_free);
  g_clear_pointer (&visit->video_codecs, g_free);
  g_clear_pointer (&visit->video_policy, g_free);
  g_clear_pointer (&visit->renderer, g_free);
}
