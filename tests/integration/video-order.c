/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Films whose pictures carry their number, through a whole session, in each codec that the
 * real server has: whatever is published shows a picture that the guest drew, and never an
 * older one than before. Prints how many frames were shown and how long they took; those
 * figures are the machine's, and not judged. With -m slow each film lasts ten seconds.
 *
 * Skipped, and said so, where the server has no encoder or the session no decoder. */

#include "integration/cinema.h"
#include "integration/encoder.h"

#include <string.h>

#define WIDTH   720
#define HEIGHT  540
#define N_BEGIN 10 /* pictures by which a film has become a stream */
#define BLUE    0x203040u
#define WINDOW  0xf0a010u

/* clang-format off */
static const SumacHostRect screen = { 0, 0, WIDTH, HEIGHT };
static const SumacHostRect large  = { 40, 30, 680, 510 };
static const SumacHostRect corner = { 500, 400, 700, 530 };

/* clang-format on */

typedef struct
{
  const char *name;
  const char *codec;
  const char *server; /* as the host's configuration has it */
  guint fps;
  SumacPolicy policy;
  gboolean has_window;
} Case;

/* clang-format off */
static const Case cases[] = {
  { "mjpeg",        "mjpeg", "spice:mjpeg",    30, SUMAC_POLICY_INTERACTIVE, FALSE },
  { "mjpeg-25",     "mjpeg", "spice:mjpeg",    25, SUMAC_POLICY_INTERACTIVE, FALSE },
  { "mjpeg-window", "mjpeg", "spice:mjpeg",    30, SUMAC_POLICY_INTERACTIVE, TRUE  },
  { "vp8",          "vp8",   "gstreamer:vp8",  30, SUMAC_POLICY_INTERACTIVE, FALSE },
  { "vp8-25",       "vp8",   "gstreamer:vp8",  25, SUMAC_POLICY_INTERACTIVE, FALSE },
  { "vp8-window",   "vp8",   "gstreamer:vp8",  30, SUMAC_POLICY_INTERACTIVE, TRUE  },
  { "h264",         "h264",  "gstreamer:h264", 30, SUMAC_POLICY_INTERACTIVE, FALSE },
  { "h264-25",      "h264",  "gstreamer:h264", 25, SUMAC_POLICY_INTERACTIVE, FALSE },
  { "h264-window",  "h264",  "gstreamer:h264", 30, SUMAC_POLICY_INTERACTIVE, TRUE  },
  { "lip-sync",     "mjpeg", "spice:mjpeg",    25, SUMAC_POLICY_LIP_SYNC,    FALSE },
  { "smooth",       "mjpeg", "spice:mjpeg",    25, SUMAC_POLICY_SMOOTH,      FALSE },
};

/* clang-format on */

static void
skip (const Case *test, const char *why)
{
  g_autofree char *sentence = g_strdup_printf ("%s: %s", test->name, why);

  g_printerr ("skipped: %s\n", sentence);
  g_test_skip (sentence);
}

/* FALSE: there is no stream, and that is no fault of ours. */
static gboolean
begin_stream (Cinema *cinema, const Case *test)
{
  g_autofree char *decoders = NULL;

  if (!cinema_wait (cinema, cinema_has_shown, GUINT_TO_POINTER (N_BEGIN)))
    {
      /* MJPEG the server encodes itself. */
      g_assert_true (!g_str_equal (test->codec, "mjpeg") && !encoder_is_there (test->codec));
      return FALSE;
    }
  decoders = cinema_dup_decoders (cinema);
  g_assert_true (g_str_has_prefix (decoders, test->codec));
  return TRUE;
}

static void
play (Cinema *cinema, const Case *test)
{
  CinemaFilm *film = &cinema->films[0];

  film->box = large;
  film->fps = test->fps;
  film->has_window = test->has_window;
  film->window = corner;
  cinema_fill (cinema, &screen, BLUE);
  if (test->has_window)
    cinema_fill (cinema, &corner, WINDOW);
  cinema_start (film);
  if (!begin_stream (cinema, test))
    {
      skip (test, "the server makes no stream of it; is an encoder missing?");
      return;
    }
  cinema_play (film, (g_test_slow () ? 10 : 3) * test->fps);
  cinema_report (film, test->name);
  g_assert_cmpuint (film->n_wrong, ==, 0);
  g_assert_cmpuint (film->n_seen, >=, N_BEGIN);
  if (test->has_window)
    {
      g_assert_cmphex (cinema_pixel (cinema, corner.left, corner.top), ==, WINDOW);
      g_assert_cmphex (cinema_pixel (cinema, large.right - 1, large.bottom - 1), ==, WINDOW);
    }
  cinema_stop (film);

  /* The server ends a stream that has become still, and sends what it left as a picture. */
  g_assert_true (cinema_wait (cinema, cinema_is_over, NULL));
  g_assert_true (cinema_wait (cinema, cinema_is_right, NULL));
}

static void
test_film (gconstpointer data)
{
  const Case *test = data;
  Cinema cinema;

  if (!cinema_may_play (test->server))
    {
      skip (test, "threads are checked, and GStreamer's can't be");
      return;
    }
  if (cinema_count_decoders (test->codec) == 0)
    {
      skip (test, "no plug-in decodes it");
      return;
    }
  if (cinema_open (&cinema, WIDTH, HEIGHT, test->server, test->policy))
    play (&cinema, test);
  else
    skip (test, "the server was built without it");
  cinema_close (&cinema);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* The server warns of clients that go while they link; that is not our fault. */
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/video-order/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_film);
    }
  return g_test_run ();
}
