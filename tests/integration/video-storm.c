/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Films that begin and end again and again, four side by side, by the real server: each shows
 * its own pictures in their order, the last picture is the server's to the pixel, and what the
 * process holds does not grow. Every other time they end with the guest's screen. */

#include "integration/cinema.h"
#include "integration/encoder.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define WIDTH   640
#define HEIGHT  480
#define FPS     50
#define N_EARLY 3 /* rounds after which everything has been there once */
#define BLUE    0x203040u

/* As the test's harness understands it. */
#define EXIT_SKIPPED 77

/* Checkers keep what was freed. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#  define MAX_GROWTH_KIB (1024 * 1024)
#else
#  define MAX_GROWTH_KIB (64 * 1024)
#endif

typedef struct
{
  const char *codec;
  const char *server;
  guint n_rounds; /* with four streams each */
} Case;

/* What the process holds. */
typedef struct
{
  guint64 kib;
  guint n_threads;
  guint n_files;
} Holding;

/* clang-format off */
static const Case cases[] = {
  { "mjpeg", "spice:mjpeg",   13 },
  { "vp8",   "gstreamer:vp8", 5  },
};

/* clang-format on */

static guint64
read_status (const char *key)
{
  g_autofree char *text = NULL;
  const char *line;
  guint64 value = 0;

  g_assert_true (g_file_get_contents ("/proc/self/status", &text, NULL, NULL));
  line = strstr (text, key);
  g_assert_nonnull (line);
  g_assert_cmpint (sscanf (line + strlen (key), "%" G_GUINT64_FORMAT, &value), ==, 1);
  return value;
}

static Holding
look_at_process (void)
{
  g_autoptr (GDir) files = g_dir_open ("/proc/self/fd", 0, NULL);
  Holding holding = {
    .kib = read_status ("VmRSS:"),
    .n_threads = (guint) read_status ("Threads:"),
  };

  while (g_dir_read_name (files))
    holding.n_files++;
  return holding;
}

static gboolean
all_are_streams (Cinema *cinema, gpointer data G_GNUC_UNUSED)
{
  return cinema_count (cinema, "video-streams") == CINEMA_FILMS;
}

static gboolean
all_are_seen (Cinema *cinema, gpointer data)
{
  guint least = GPOINTER_TO_UINT (data);

  for (guint i = 0; i < CINEMA_FILMS; i++)
    if (cinema->films[i].n_seen < least)
      return FALSE;
  return TRUE;
}

static void
place_films (Cinema *cinema)
{
  for (gint i = 0; i < CINEMA_FILMS; i++)
    {
      gint left = i % 2 * WIDTH / 2 + 20;
      gint top = i / 2 * HEIGHT / 2 + 20;

      cinema->films[i].box = (SumacHostRect){ left, top, left + 256, top + 192 };
      cinema->films[i].fps = FPS;
    }
}

static void
end_films (Cinema *cinema, gboolean with_screen)
{
  for (guint i = 0; i < CINEMA_FILMS; i++)
    cinema->films[i].is_watched = FALSE;
  if (with_screen)
    sumac_host_display_resize (sumac_host_get_display (cinema->host), WIDTH, HEIGHT,
                               SPICE_SURFACE_FMT_32_xRGB);
  for (guint i = 0; i < CINEMA_FILMS; i++)
    cinema_stop (&cinema->films[i]);
}

/* FALSE: the server makes no streams. */
static gboolean
play_round (Cinema *cinema, guint round)
{
  guint n_seen = 0;

  /* Away with the last pictures of the round before. */
  cinema_fill (cinema, &(SumacHostRect){ 0, 0, WIDTH, HEIGHT }, BLUE + round);
  g_assert_true (cinema_wait (cinema, cinema_is_right, NULL));
  for (guint i = 0; i < CINEMA_FILMS; i++)
    {
      n_seen = MAX (n_seen, cinema->films[i].n_seen);
      cinema_start (&cinema->films[i]);
    }
  if (!cinema_wait (cinema, all_are_streams, NULL))
    return FALSE;
  g_assert_true (cinema_wait (cinema, all_are_seen, GUINT_TO_POINTER (n_seen + 5)));
  end_films (cinema, round % 2 == 1);
  g_assert_true (cinema_wait (cinema, cinema_is_over, NULL));
  g_assert_true (cinema_wait (cinema, cinema_is_right, NULL));
  for (guint i = 0; i < CINEMA_FILMS; i++)
    g_assert_cmpuint (cinema->films[i].n_wrong, ==, 0);
  return TRUE;
}

static void
storm (Cinema *cinema, const Case *test)
{
  Holding early = { 0 };
  Holding now = { 0 };

  place_films (cinema);
  for (guint round = 0; round < test->n_rounds; round++)
    {
      if (!play_round (cinema, round))
        {
          g_assert_false (g_str_equal (test->codec, "mjpeg") || encoder_is_there (test->codec));
          g_printerr ("skipped: the server makes no stream of %s; is an encoder missing?\n",
                      test->codec);
          g_test_skip ("no encoder");
          return;
        }
      now = look_at_process ();
      if (round == N_EARLY - 1)
        early = now;
    }
  cinema_report (&cinema->films[0], test->codec);
  g_test_message ("%s: %u streams; from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT
                  " KiB, %u to %u threads, %u to %u files",
                  test->codec, CINEMA_FILMS * test->n_rounds, early.kib, now.kib,
                  early.n_threads, now.n_threads, early.n_files, now.n_files);
  g_assert_cmpuint (now.kib, <, early.kib + MAX_GROWTH_KIB);
  g_assert_cmpuint (now.n_threads, <=, early.n_threads + 4); /* GStreamer's and GIO's pools */
  g_assert_cmpuint (now.n_files, <=, early.n_files + 4);
}

static void
test_storm (gconstpointer data)
{
  const Case *test = data;
  Cinema cinema;

  if (cinema_may_play (test->server) && cinema_count_decoders (test->codec) > 0 &&
      cinema_open (&cinema, WIDTH, HEIGHT, test->server, SUMAC_POLICY_INTERACTIVE))
    {
      storm (&cinema, test);
      cinema_close (&cinema);
      return;
    }
  g_printerr ("skipped: %s, which no plug-in or not the server knows, or threads are checked\n",
              test->codec);
  g_test_skip ("codec not known");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* The server warns of clients that go while they link; that is not our fault. */
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  if (cinema_count_decoders ("mjpeg") == 0)
    {
      g_printerr ("skipped: no plug-in decodes mjpeg\n");
      return EXIT_SKIPPED;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/video-storm/", cases[i].codec, NULL);

      g_test_add_data_func (path, &cases[i], test_storm);
    }
  return g_test_run ();
}
