/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A video decoder that fails in the middle of a film, by a plug-in of the tests (see
 * weak-decoder.c): the next one goes on with the same stream. And one that fails in one film
 * after the other is not tried first any more. */

#include "integration/cinema.h"
#include "integration/encoder.h"

#include <string.h>

#define WIDTH   480
#define HEIGHT  360
#define FPS     30
#define MAGENTA 0xff00ffu

/* Films in which it fails before it is known for it. */
#define N_FAILURES 3

/* After the first one the server's next frame of VP8 that stands alone. */
#define N_STANDS_ALONE 128

/* As the test's harness understands it. */
#define EXIT_SKIPPED 77

/* clang-format off */
static const SumacHostRect screen = { 0, 0, WIDTH, HEIGHT };
static const SumacHostRect place  = { 40, 30, 440, 330 };

/* clang-format on */

static guint n_failures;   /* atomic: warnings that it failed, */
static guint n_tried_last; /* and that it is not the first any more */

/* Warnings of its are part of what is proved; of others they end the test. */
static GLogWriterOutput
write_log (GLogLevelFlags level,
           const GLogField *fields,
           gsize n_fields,
           gpointer data G_GNUC_UNUSED)
{
  for (gsize i = 0; i < n_fields && level == G_LOG_LEVEL_WARNING; i++)
    if (g_str_equal (fields[i].key, "MESSAGE") && strstr (fields[i].value, "“weak” failed"))
      {
        __atomic_add_fetch (&n_failures, 1, __ATOMIC_SEQ_CST);
        if (strstr (fields[i].value, "tried last"))
          __atomic_add_fetch (&n_tried_last, 1, __ATOMIC_SEQ_CST);
        return G_LOG_WRITER_HANDLED;
      }
  return g_log_writer_default (level, fields, n_fields, NULL);
}

/* FALSE: the server does not know the codecs. */
static gboolean
start_film (Cinema *cinema, const char *codecs)
{
  if (!cinema_open (cinema, WIDTH, HEIGHT, codecs, SUMAC_POLICY_INTERACTIVE))
    return FALSE;
  __atomic_store_n (&n_failures, 0, __ATOMIC_SEQ_CST);
  __atomic_store_n (&n_tried_last, 0, __ATOMIC_SEQ_CST);
  cinema->films[0].box = place;
  cinema->films[0].fps = FPS;
  cinema_fill (cinema, &screen, 0x203040);
  cinema_start (&cinema->films[0]);
  return TRUE;
}

static gboolean
is_magenta (Cinema *cinema, gpointer data G_GNUC_UNUSED)
{
  return cinema_pixel (cinema, place.right - 20, place.bottom - 20) == MAGENTA;
}

static gboolean
is_decoded_by (Cinema *cinema, gpointer name)
{
  g_autofree char *decoders = cinema_dup_decoders (cinema);

  return strstr (decoders, name) != NULL;
}

static gboolean
is_seen (Cinema *cinema, gpointer data)
{
  return cinema->films[0].n_seen >= GPOINTER_TO_UINT (data);
}

static void
test_the_next_goes_on (void)
{
  Cinema cinema;
  CinemaFilm *film = &cinema.films[0];

  g_assert_true (start_film (&cinema, "spice:mjpeg"));
  film->is_watched = FALSE; /* until its own pictures come */
  film->has_begun = FALSE;
  g_assert_true (cinema_wait (&cinema, is_magenta, NULL));
  g_assert_true (cinema_wait (&cinema, is_decoded_by, "mjpeg by jpeg"));
  film->is_watched = TRUE;
  g_assert_true (cinema_wait (&cinema, is_seen, GUINT_TO_POINTER (film->n_seen + 30)));
  cinema_report (film, "the next goes on");
  g_assert_cmpuint (film->n_wrong, ==, 0);
  g_assert_cmpuint (cinema_count (&cinema, "video-streams"), ==, 1);
  g_assert_cmpuint (cinema_count (&cinema, "video-streams-refused"), ==, 0);
  g_assert_cmpuint (cinema_count (&cinema, "video-broken"), ==, 0);
  g_assert_cmpuint (__atomic_load_n (&n_failures, __ATOMIC_SEQ_CST), ==, 1);
  cinema_stop (film);
  g_assert_true (cinema_wait (&cinema, cinema_is_over, NULL));
  g_assert_true (cinema_wait (&cinema, cinema_is_right, NULL));
  cinema_close (&cinema);
}

static gboolean
is_stream (Cinema *cinema, gpointer data)
{
  return cinema_count (cinema, "video-shown") >= GPOINTER_TO_UINT (data);
}

/* Only in the first films of a session it is seen. */
static void
test_it_is_remembered (void)
{
  Cinema cinema;
  CinemaFilm *film = &cinema.films[0];

  g_assert_true (start_film (&cinema, "spice:mjpeg"));
  for (guint i = 0; i < N_FAILURES; i++)
    {
      guint shown = (guint) cinema_count (&cinema, "video-shown");

      film->is_watched = FALSE;
      g_assert_true (cinema_wait (&cinema, is_magenta, NULL));
      g_assert_true (cinema_wait (&cinema, is_stream, GUINT_TO_POINTER (shown + 15)));
      cinema_stop (film);
      g_assert_true (cinema_wait (&cinema, cinema_is_over, NULL));
      g_assert_true (cinema_wait (&cinema, cinema_is_right, NULL));
      cinema_start (film);
    }
  film->n_wrong = 0;
  g_assert_true (
      cinema_wait (&cinema, is_stream,
                   GUINT_TO_POINTER ((guint) cinema_count (&cinema, "video-shown") + 20)));
  g_assert_cmpuint (film->n_wrong, ==, 0);
  g_assert_cmpuint (__atomic_load_n (&n_failures, __ATOMIC_SEQ_CST), ==, N_FAILURES);
  g_assert_cmpuint (__atomic_load_n (&n_tried_last, __ATOMIC_SEQ_CST), ==, 1);
  cinema_close (&cinema);
}

/* Frames that lean on one another: the next decoder begins with those that the failed one had,
 * and no frame is missed or wrong, though the server sends none that stands alone for long. */
static void
test_a_codec_whose_frames_lean_on_others (void)
{
  Cinema cinema;
  CinemaFilm *film = &cinema.films[0];
  guint64 n_came;

  if (!cinema_may_play ("gstreamer:vp8") || cinema_count_decoders ("vp8") < 2 ||
      !encoder_is_there ("vp8") || !start_film (&cinema, "gstreamer:vp8"))
    {
      g_printerr ("skipped: VP8, as an encoder or decoder is missing\n");
      g_test_skip ("no VP8");
      return;
    }
  g_assert_true (cinema_wait (&cinema, is_magenta, NULL));
  film->has_begun = FALSE; /* its own pictures come now */
  film->n_wrong = 0;
  film->n_seen = 0;
  g_assert_true (cinema_wait (&cinema, is_decoded_by, "vp8 by gst"));
  g_assert_true (cinema_wait (&cinema, is_seen, GUINT_TO_POINTER (1)));
  n_came = cinema_count (&cinema, "video-frames");
  g_assert_true (cinema_wait (&cinema, is_seen, GUINT_TO_POINTER (30)));
  cinema_report (film, "VP8");
  g_assert_cmpuint (n_came, <, N_STANDS_ALONE / 2);
  g_assert_cmpuint (film->n_wrong, ==, 0);
  g_assert_cmpuint (cinema_count (&cinema, "video-broken"), ==, 0);
  g_assert_cmpuint (cinema_count (&cinema, "video-streams-refused"), ==, 0);
  g_assert_cmpuint (__atomic_load_n (&n_failures, __ATOMIC_SEQ_CST), ==, 1);
  cinema_stop (film);
  g_assert_true (cinema_wait (&cinema, cinema_is_over, NULL));
  g_assert_true (cinema_wait (&cinema, cinema_is_right, NULL));
  cinema_close (&cinema);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* The server warns of clients that go while they link; that is not our fault. */
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  g_log_set_writer_func (write_log, NULL, NULL);
  if (cinema_count_decoders ("mjpeg") < 2)
    {
      g_printerr ("skipped: no other plug-in decodes mjpeg\n");
      return EXIT_SKIPPED;
    }
  g_test_add_func ("/video-weak/the-next-goes-on", test_the_next_goes_on);
  g_test_add_func ("/video-weak/it-is-remembered", test_it_is_remembered);
  g_test_add_func ("/video-weak/a-codec-whose-frames-lean-on-others",
                   test_a_codec_whose_frames_lean_on_others);
  return g_test_run ();
}
