/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A guest plays a film, the real server makes a stream of it, and a session shows that: with
 * each policy, beside and below other drawing. When the film has ended, the picture is again
 * the server's to the pixel. Skipped where no plug-in decodes MJPEG. */

#include "host/host.h"

#include <math.h>
#include <string.h>
#include <sumac/plugin/list.h>
#include <sumac/sumac.h>

#define WIDTH    320
#define HEIGHT   240
#define FRAME_MS 33
#define BOUND_S  30
#define N_SHOWN  15

/* As the test's harness understands it. */
#define EXIT_SKIPPED 77

/* clang-format off */
static const SumacHostRect screen  = { 40, 30, 240, 180 };
static const SumacHostRect caption = { 60, 150, 160, 170 };

/* clang-format on */

typedef struct
{
  SumacHost *host;
  SumacSession *session;
  guint n_frames;
  gboolean has_caption;
  double worst_psnr;
  SumacHostPixels truth; /* when the film has ended */
} Film;

static gboolean
has_word (GVariant *info, const char *key, const char *word)
{
  g_autofree const char **words = NULL;

  return g_variant_lookup (info, key, "^a&s", &words) && g_strv_contains (words, word);
}

static gboolean
can_decode (const char *codec)
{
  g_autoptr (GVariant) list = sumac_plugins_dup_list ("video-decoder");

  for (gsize i = 0; i < g_variant_n_children (list); i++)
    {
      g_autoptr (GVariant) info = g_variant_get_child_value (list, i);

      if (has_word (info, "codecs", codec))
        return TRUE;
    }
  return FALSE;
}

/* --- what the guest draws ------------------------------------------------------------------ */

/* Soft waves that move: a lossy codec keeps them well. */
static GBytes *
make_frame (guint number, gint width, gint height)
{
  guint8 *bytes = g_malloc ((gsize) width * (gsize) height * 4);

  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      {
        guint8 *pixel = bytes + 4 * ((gsize) y * (gsize) width + (gsize) x);
        double t = number * 0.05;

        pixel[0] = (guint8) (128 + 100 * sin (x * 0.02 + t));
        pixel[1] = (guint8) (128 + 100 * sin (y * 0.03 - t));
        pixel[2] = (guint8) (128 + 100 * sin ((x + y) * 0.015 + 2 * t));
        pixel[3] = 0;
      }
  return g_bytes_new_take (bytes, (gsize) width * (gsize) height * 4);
}

static void
draw_frame (Film *film)
{
  gint width = screen.right - screen.left;
  gint height = screen.bottom - screen.top;
  g_autoptr (GBytes) bytes = make_frame (film->n_frames++, width, height);
  SumacHostDraw draw = {
    .kind = SUMAC_HOST_DRAW_COPY,
    .box = screen,
    .is_opaque = TRUE, /* only such drawing becomes video */
    .ropd = SPICE_ROPD_OP_PUT,
    .source = {
      .kind = SUMAC_HOST_IMAGE_BITMAP,
      .format = SPICE_BITMAP_FMT_32BIT,
      .width = (guint) width,
      .height = (guint) height,
      .stride = (guint) width * 4,
      .bytes = bytes,
    },
    .source_area = { 0, 0, width, height },
  };

  g_assert_true (sumac_host_display_draw (sumac_host_get_display (film->host), &draw));
}

static void
draw_fill (Film *film, const SumacHostRect *box, guint32 color)
{
  SumacHostDraw draw = {
    .kind = SUMAC_HOST_DRAW_FILL,
    .box = *box,
    .ropd = SPICE_ROPD_OP_PUT,
    .brush = { .type = SPICE_BRUSH_TYPE_SOLID, .color = color },
  };

  g_assert_true (sumac_host_display_draw (sumac_host_get_display (film->host), &draw));
}

static gboolean
on_frame (gpointer data)
{
  Film *film = data;

  draw_frame (film);
  if (film->has_caption && film->n_frames % 10 == 0)
    draw_fill (film, &caption, 0xffffff - film->n_frames);
  return G_SOURCE_CONTINUE;
}

/* --- what is seen -------------------------------------------------------------------------- */

static gboolean
on_late (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
on_pulse (gpointer data G_GNUC_UNUSED)
{
  return G_SOURCE_CONTINUE;
}

/* Looks again at whatever happens, and now and then. */
static gboolean
wait_until (gboolean (*is_so) (Film *film), Film *film)
{
  gboolean is_late = FALSE;
  guint timer = g_timeout_add_seconds (BOUND_S, on_late, &is_late);
  guint pulse = g_timeout_add (20, on_pulse, NULL);

  while (!is_so (film) && !is_late)
    g_main_context_iteration (NULL, TRUE);
  if (!is_late)
    g_source_remove (timer);
  g_source_remove (pulse);
  return !is_late;
}

static SumacFrame *
get_frame (Film *film)
{
  SumacMonitor *monitor = sumac_session_get_monitor (film->session, 0);

  return monitor ? sumac_monitor_get_frame (monitor) : NULL;
}

static gboolean
is_shown (Film *film)
{
  return get_frame (film) != NULL;
}

/* A counter of the display, or 0. */
static guint64
get_count (Film *film, const char *key)
{
  g_autoptr (GVariant) stats = sumac_session_dup_stats (film->session);
  guint64 value = 0;

  for (gsize i = 0; i < g_variant_n_children (stats); i++)
    {
      g_autoptr (GVariant) channel = g_variant_get_child_value (stats, i);

      g_variant_lookup (channel, key, "t", &value);
    }
  return value;
}

static gboolean
is_streaming (Film *film)
{
  return get_count (film, "video-shown") >= N_SHOWN;
}

static gboolean
is_over (Film *film)
{
  return get_count (film, "video-streams") == 0;
}

static gboolean
is_equal (Film *film)
{
  SumacFrame *frame = get_frame (film);
  const guint8 *pixels;
  gsize stride;
  gboolean equal = TRUE;

  if (!frame || !sumac_frame_begin_read (frame, &pixels, &stride))
    return FALSE;
  for (guint y = 0; y < HEIGHT && equal; y++)
    for (guint x = 0; x < WIDTH && equal; x++)
      equal = memcmp (pixels + y * stride + x * 4,
                      film->truth.bytes + y * film->truth.stride + x * 4, 3) == 0;
  sumac_frame_end_read (frame);
  return equal;
}

/* How much the film's place on our screen is like film picture @number. */
static double
psnr_of (Film *film, guint number)
{
  gint width = screen.right - screen.left;
  gint height = screen.bottom - screen.top;
  g_autoptr (GBytes) bytes = make_frame (number, width, height);
  const guint8 *wanted = g_bytes_get_data (bytes, NULL);
  const guint8 *pixels;
  gsize stride;
  double sum = 0;

  /* Refused only while it is written. */
  while (!sumac_frame_begin_read (get_frame (film), &pixels, &stride))
    g_thread_yield ();
  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      for (gint c = 0; c < 3; c++)
        {
          double d = pixels[(gsize) (y + screen.top) * stride + (gsize) (x + screen.left) * 4 +
                            (gsize) c] -
                     wanted[4 * (y * width + x) + c];

          sum += d * d;
        }
  sumac_frame_end_read (get_frame (film));
  sum /= width * height * 3;
  return sum == 0 ? 99 : 10 * log10 (255 * 255 / sum);
}

/* The picture that is seen is one of the film's last ones. */
static double
best_psnr (Film *film)
{
  double best = 0;

  for (guint i = 0; i < 60 && i < film->n_frames; i++)
    best = MAX (best, psnr_of (film, film->n_frames - 1 - i));
  return best;
}

/* --- the film ------------------------------------------------------------------------------ */

static void
play (SumacPolicy policy, gboolean has_caption)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SumacHost) host = sumac_host_new (
      &(SumacHostConfig){
          .width = WIDTH,
          .height = HEIGHT,
          .streaming = SUMAC_HOST_STREAMING_ALL,
      },
      &error);

  g_assert_no_error (error);

  g_autoptr (SumacSession) session = sumac_session_new (sumac_host_get_uri (host));
  Film film = { .host = host, .session = session, .has_caption = has_caption };
  guint timer;

  sumac_session_set_policy (session, policy);
  g_assert_true (sumac_session_set_preferred_video_codecs (session, "h265,mjpeg", NULL));
  sumac_session_open (session);
  g_assert_true (wait_until (is_shown, &film));
  draw_fill (&film, &(SumacHostRect){ 0, 0, WIDTH, HEIGHT }, 0x203040);
  timer = g_timeout_add (FRAME_MS, on_frame, &film);
  g_assert_true (wait_until (is_streaming, &film));
  /* A server that finds itself slow lowers the quality; a wrong picture is far below. */
  if (!has_caption)
    g_assert_cmpfloat (best_psnr (&film), >, 22);
  g_test_message ("%u frames drawn, %u came, %u shown, %u dropped", film.n_frames,
                  (guint) get_count (&film, "video-frames"),
                  (guint) get_count (&film, "video-shown"),
                  (guint) get_count (&film, "video-dropped"));
  g_source_remove (timer);

  /* The server ends a stream that has become still, and sends what it left as a picture. */
  g_assert_true (wait_until (is_over, &film));
  g_assert_true (sumac_host_display_read (sumac_host_get_display (host), 0, &film.truth));
  g_assert_true (wait_until (is_equal, &film));
  sumac_host_pixels_clear (&film.truth);
  sumac_session_close (session);
}

static void
test_film (gconstpointer data)
{
  play ((SumacPolicy) GPOINTER_TO_INT (data), FALSE);
}

static void
test_caption (void)
{
  play (SUMAC_POLICY_INTERACTIVE, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* The server warns of clients that go while they link; that is not our fault. */
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  if (!can_decode ("mjpeg"))
    {
      g_printerr ("skipped: no plug-in decodes mjpeg\n");
      return EXIT_SKIPPED;
    }
  g_test_add_data_func ("/video/interactive", GINT_TO_POINTER (SUMAC_POLICY_INTERACTIVE),
                        test_film);
  g_test_add_data_func ("/video/lip-sync", GINT_TO_POINTER (SUMAC_POLICY_LIP_SYNC), test_film);
  g_test_add_data_func ("/video/smooth", GINT_TO_POINTER (SUMAC_POLICY_SMOOTH), test_film);
  g_test_add_func ("/video/below-a-caption", test_caption);
  return g_test_run ();
}
