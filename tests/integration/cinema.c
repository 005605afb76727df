/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "integration/cinema.h"

#include "integration/reel.h"

#include <stdlib.h>
#include <string.h>
#include <sumac/plugin/list.h>

#define BOUND_S 40

/* A guest that is told of no room leaves pictures out. */
#define MAX_QUEUED 4

/* --- drawing, on the host's thread --------------------------------------------------------- */

/* What is left of the box when something lies over its lower right corner. */
static guint
cut (const CinemaFilm *film, SumacHostRect rects[2])
{
  rects[0] = rects[1] = film->box;
  if (!film->has_window)
    return 1;
  rects[0].bottom = film->window.top;
  rects[1].top = film->window.top;
  rects[1].right = film->window.left;
  return 2;
}

static void
draw_picture (CinemaFilm *film)
{
  gint width = film->box.right - film->box.left;
  gint height = film->box.bottom - film->box.top;
  guint32 number = film->drawn + 1;
  g_autoptr (GBytes) bytes = reel_make (film->number, number, width, height);
  SumacHostRect rects[2];
  guint n_rects = cut (film, rects);
  SumacHostDraw draw = {
    .kind = SUMAC_HOST_DRAW_COPY,
    .box = film->box,
    .is_opaque = TRUE, /* only such drawing becomes video */
    .clip = { .is_set = film->has_window, .n_rects = n_rects, .rects = rects },
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

  __atomic_store_n (&film->times[number % CINEMA_TIMES], g_get_monotonic_time (),
                    __ATOMIC_RELAXED);
  __atomic_store_n (&film->drawn, number, __ATOMIC_RELEASE);
  g_assert_true (sumac_host_display_draw (sumac_host_get_display (film->cinema->host), &draw));
}

static gboolean
on_tick (gpointer data)
{
  CinemaFilm *film = data;

  if (sumac_host_display_get_queued (sumac_host_get_display (film->cinema->host)) <= MAX_QUEUED)
    draw_picture (film);
  film->n_ticks++;
  /* By the clock: what comes late does not delay what follows. */
  g_source_set_ready_time (film->timer, film->started_us + (gint64) film->n_ticks *
                                                               G_USEC_PER_SEC / film->fps);
  return G_SOURCE_CONTINUE;
}

/* A source that is dispatched at its ready time and nothing else. */
static gboolean
dispatch (GSource *source G_GNUC_UNUSED, GSourceFunc callback, gpointer data)
{
  return callback (data);
}

static void
attach (gpointer data)
{
  static GSourceFuncs funcs = { .dispatch = dispatch };
  CinemaFilm *film = data;

  film->timer = g_source_new (&funcs, sizeof (GSource));
  film->started_us = g_get_monotonic_time ();
  film->n_ticks = 0;
  g_source_set_callback (film->timer, on_tick, film, NULL);
  g_source_set_ready_time (film->timer, 0);
  g_source_attach (film->timer, sumac_host_get_context (film->cinema->host));
}

static void
detach (gpointer data)
{
  CinemaFilm *film = data;

  g_source_destroy (film->timer);
  g_clear_pointer (&film->timer, g_source_unref);
}

void
cinema_start (CinemaFilm *film)
{
  film->is_watched = TRUE;
  sumac_host_call (film->cinema->host, attach, film);
}

void
cinema_stop (CinemaFilm *film)
{
  sumac_host_call (film->cinema->host, detach, film);
  film->is_watched = FALSE;
  film->has_begun = FALSE;
}

void
cinema_fill (Cinema *cinema, const SumacHostRect *box, guint32 color)
{
  SumacHostDraw draw = {
    .kind = SUMAC_HOST_DRAW_FILL,
    .box = *box,
    .ropd = SPICE_ROPD_OP_PUT,
    .brush = { .type = SPICE_BRUSH_TYPE_SOLID, .color = color },
  };

  g_assert_true (sumac_host_display_draw (sumac_host_get_display (cinema->host), &draw));
}

/* --- seeing -------------------------------------------------------------------------------- */

static void
take_number (CinemaFilm *film, gboolean is_readable, guint32 number)
{
  guint32 drawn = __atomic_load_n (&film->drawn, __ATOMIC_ACQUIRE);

  /* Before its first picture there is something else. */
  if (!is_readable && !film->has_begun)
    return;
  if (!is_readable || number > drawn || number < film->seen)
    {
      film->n_wrong++;
      g_test_message ("film %u: after %u of %u comes %d", film->number, film->seen, drawn,
                      is_readable ? (int) number : -1);
      return;
    }
  film->has_begun = TRUE;
  if (number == film->seen)
    return;
  film->seen = number;
  film->ways_us[film->n_seen++ % CINEMA_TIMES] =
      g_get_monotonic_time () -
      __atomic_load_n (&film->times[number % CINEMA_TIMES], __ATOMIC_RELAXED);
}

static void
look (CinemaFilm *film, const guint8 *pixels, gsize stride)
{
  gint width = film->box.right - film->box.left;
  gint height = film->box.bottom - film->box.top;
  guint32 number = 0;
  gboolean is_readable =
      reel_read (pixels + (gsize) film->box.top * stride + (gsize) film->box.left * 4, stride,
                 film->number, width, height, &number);

  take_number (film, is_readable, number);
}

static SumacFrame *
get_frame (Cinema *cinema)
{
  SumacMonitor *monitor = sumac_session_get_monitor (cinema->session, 0);
  SumacFrame *frame = monitor ? sumac_monitor_get_frame (monitor) : NULL;

  /* While the guest changes its mode there may be one of another size. */
  if (!frame || (gint) sumac_frame_get_width (frame) != cinema->width ||
      (gint) sumac_frame_get_height (frame) != cinema->height)
    return NULL;
  return frame;
}

static void
on_damaged (Cinema *cinema)
{
  SumacFrame *frame = get_frame (cinema);
  const guint8 *pixels;
  gsize stride;

  /* Refused while it is written: another word follows. */
  if (!frame || !sumac_frame_begin_read (frame, &pixels, &stride))
    return;
  for (guint i = 0; i < CINEMA_FILMS; i++)
    if (cinema->films[i].is_watched)
      look (&cinema->films[i], pixels, stride);
  sumac_frame_end_read (frame);
}

static void
on_monitor_added (Cinema *cinema, SumacMonitor *monitor)
{
  g_signal_connect_swapped (monitor, "damaged", G_CALLBACK (on_damaged), cinema);
}

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

/* Looks again at whatever happens, and now and then: what the server has done makes no event
 * here. */
gboolean
cinema_wait (Cinema *cinema, CinemaTest is_so, gpointer data)
{
  gboolean is_late = FALSE;
  guint timer = g_timeout_add_seconds (BOUND_S, on_late, &is_late);
  guint pulse = g_timeout_add (20, on_pulse, NULL);

  while (!is_so (cinema, data) && !is_late)
    g_main_context_iteration (NULL, TRUE);
  if (!is_late)
    g_source_remove (timer);
  g_source_remove (pulse);
  return !is_late;
}

static gboolean
is_shown (Cinema *cinema, gpointer data G_GNUC_UNUSED)
{
  return get_frame (cinema) != NULL;
}

gboolean
cinema_is_over (Cinema *cinema, gpointer data G_GNUC_UNUSED)
{
  return cinema_count (cinema, "video-streams") == 0;
}

gboolean
cinema_has_shown (Cinema *cinema, gpointer data)
{
  return cinema_count (cinema, "video-shown") >= GPOINTER_TO_UINT (data);
}

static gboolean
is_equal (Cinema *cinema, const SumacHostPixels *truth)
{
  SumacFrame *frame = get_frame (cinema);
  const guint8 *pixels;
  gsize stride;
  gboolean equal = TRUE;

  if (!frame || !sumac_frame_begin_read (frame, &pixels, &stride))
    return FALSE;
  for (guint y = 0; y < truth->height && equal; y++)
    for (guint x = 0; x < truth->width && equal; x++)
      equal = memcmp (pixels + y * stride + x * 4, truth->bytes + y * truth->stride + x * 4,
                      3) == 0;
  sumac_frame_end_read (frame);
  return equal;
}

gboolean
cinema_is_right (Cinema *cinema, gpointer data G_GNUC_UNUSED)
{
  SumacHostPixels truth;
  gboolean equal;

  g_assert_true (sumac_host_display_read (sumac_host_get_display (cinema->host), 0, &truth));
  equal = is_equal (cinema, &truth);
  sumac_host_pixels_clear (&truth);
  return equal;
}

typedef struct
{
  CinemaFilm *film;
  guint32 number;
} Goal;

static gboolean
has_drawn (Cinema *cinema G_GNUC_UNUSED, gpointer data)
{
  const Goal *goal = data;

  return __atomic_load_n (&goal->film->drawn, __ATOMIC_ACQUIRE) >= goal->number;
}

void
cinema_play (CinemaFilm *film, guint32 n)
{
  Goal goal = { film, __atomic_load_n (&film->drawn, __ATOMIC_ACQUIRE) + n };

  g_assert_true (cinema_wait (film->cinema, has_drawn, &goal));
}

/* --- opening and closing ------------------------------------------------------------------- */

/* On a busy machine the server complains that it can't encode in time: no fault of ours. */
static gboolean
is_fatal (const char *domain,
          GLogLevelFlags level G_GNUC_UNUSED,
          const char *text G_GNUC_UNUSED,
          gpointer data G_GNUC_UNUSED)
{
  return g_strcmp0 (domain, "Spice") != 0;
}

static guint n_heard;      /* atomic: reports that the server has told of in its log */
static guint n_complaints; /* atomic: its warnings */

static void
on_log (const char *domain G_GNUC_UNUSED,
        GLogLevelFlags level,
        const char *text,
        gpointer data G_GNUC_UNUSED)
{
  if (strstr (text, "client report"))
    __atomic_add_fetch (&n_heard, 1, __ATOMIC_RELAXED);
  if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) &&
      __atomic_fetch_add (&n_complaints, 1, __ATOMIC_RELAXED) == 0)
    g_test_message ("the server: %s", text);
}

gboolean
cinema_open (Cinema *cinema, gint width, gint height, const char *codecs, SumacPolicy policy)
{
  g_autoptr (GError) error = NULL;

  __atomic_store_n (&n_heard, 0, __ATOMIC_RELAXED);
  __atomic_store_n (&n_complaints, 0, __ATOMIC_RELAXED);
  g_test_log_set_fatal_handler (is_fatal, NULL);
  g_log_set_handler ("Spice", G_LOG_LEVEL_MASK | G_LOG_FLAG_FATAL | G_LOG_FLAG_RECURSION,
                     on_log, NULL);
  *cinema = (Cinema){
    .width = width,
    .height = height,
    .host = sumac_host_new (
        &(SumacHostConfig){
            .width = (guint) width,
            .height = (guint) height,
            .streaming = SUMAC_HOST_STREAMING_ALL,
            .video_codecs = codecs,
        },
        &error),
  };
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
    return FALSE;
  g_assert_no_error (error);
  for (guint i = 0; i < CINEMA_FILMS; i++)
    {
      cinema->films[i].cinema = cinema;
      cinema->films[i].number = i;
      cinema->films[i].ways_us = g_new0 (gint64, CINEMA_TIMES);
    }
  cinema->session = sumac_session_new (sumac_host_get_uri (cinema->host));
  sumac_session_set_policy (cinema->session, policy);
  g_signal_connect_swapped (cinema->session, "monitor-added", G_CALLBACK (on_monitor_added),
                            cinema);
  sumac_session_open (cinema->session);
  g_assert_true (cinema_wait (cinema, is_shown, NULL));
  return TRUE;
}

void
cinema_close (Cinema *cinema)
{
  sumac_session_close (cinema->session);
  g_signal_handlers_disconnect_by_data (cinema->session, cinema);
  for (GList *l = sumac_session_get_monitors (cinema->session); l;
       l = g_list_delete_link (l, l))
    g_signal_handlers_disconnect_by_data (l->data, cinema);
  g_clear_object (&cinema->session);
  for (guint i = 0; i < CINEMA_FILMS; i++)
    {
      if (cinema->films[i].timer)
        cinema_stop (&cinema->films[i]);
      g_free (cinema->films[i].ways_us);
    }
  g_clear_pointer (&cinema->host, sumac_host_free);
}

/* --- figures ------------------------------------------------------------------------------- */

static GVariant *
find_value (Cinema *cinema, const char *key)
{
  g_autoptr (GVariant) stats = sumac_session_dup_stats (cinema->session);
  GVariant *value = NULL;

  for (gsize i = 0; !value && i < g_variant_n_children (stats); i++)
    {
      g_autoptr (GVariant) channel = g_variant_get_child_value (stats, i);

      value = g_variant_lookup_value (channel, key, NULL);
    }
  return value;
}

guint64
cinema_count (Cinema *cinema, const char *key)
{
  g_autoptr (GVariant) value = find_value (cinema, key);

  return value ? g_variant_get_uint64 (value) : 0;
}

char *
cinema_dup_decoders (Cinema *cinema)
{
  g_autoptr (GVariant) value = find_value (cinema, "video-decoders");

  return g_strdup (value ? g_variant_get_string (value, NULL) : "");
}

guint32
cinema_pixel (Cinema *cinema, gint x, gint y)
{
  const guint8 *pixels;
  gsize stride;
  guint32 pixel;

  /* Refused only while it is written. */
  while (!sumac_frame_begin_read (get_frame (cinema), &pixels, &stride))
    g_thread_yield ();
  memcpy (&pixel, pixels + (gsize) y * stride + (gsize) x * 4, sizeof pixel);
  sumac_frame_end_read (get_frame (cinema));
  return pixel & 0xffffff;
}

static int
compare (const void *a, const void *b)
{
  gint64 x = *(const gint64 *) a;
  gint64 y = *(const gint64 *) b;

  return x < y ? -1 : x > y;
}

void
cinema_report (CinemaFilm *film, const char *title)
{
  Cinema *cinema = film->cinema;
  guint n = MIN (film->n_seen, CINEMA_TIMES);
  g_autofree char *decoders = cinema_dup_decoders (cinema);
  guint64 came = cinema_count (cinema, "video-frames");
  guint64 shown = cinema_count (cinema, "video-shown");

  g_test_message ("%s: %s; %u drawn, %u seen, %u wrong", title, decoders,
                  __atomic_load_n (&film->drawn, __ATOMIC_ACQUIRE), film->n_seen,
                  film->n_wrong);
  g_test_message ("%s: %" G_GUINT64_FORMAT " came, %" G_GUINT64_FORMAT " shown (%.1f %%), "
                  "%" G_GUINT64_FORMAT " dropped, %" G_GUINT64_FORMAT " broken, "
                  "%" G_GUINT64_FORMAT " reports sent, %u heard; %u complaints of the server",
                  title, came, shown, came > 0 ? 100.0 * (double) shown / (double) came : 0,
                  cinema_count (cinema, "video-dropped"), cinema_count (cinema, "video-broken"),
                  cinema_count (cinema, "video-reports"),
                  __atomic_load_n (&n_heard, __ATOMIC_RELAXED),
                  __atomic_load_n (&n_complaints, __ATOMIC_RELAXED));
  g_test_message (
      "%s: decoding %.1f ms (90 %%: %.1f), message to picture %.1f ms (90 %%: %.1f)", title,
      (double) cinema_count (cinema, "video-decode-us") / 1000,
      (double) cinema_count (cinema, "video-decode-us-90") / 1000,
      (double) cinema_count (cinema, "video-show-us") / 1000,
      (double) cinema_count (cinema, "video-show-us-90") / 1000);
  if (n == 0)
    return;
  qsort (film->ways_us, n, sizeof *film->ways_us, compare);
  g_test_message ("%s: guest to reader %.1f ms (90 %%: %.1f)", title,
                  (double) film->ways_us[n / 2] / 1000,
                  (double) film->ways_us[n * 9 / 10] / 1000);
}

static gboolean
has_word (GVariant *info, const char *key, const char *word)
{
  g_autofree const char **words = NULL;

  return g_variant_lookup (info, key, "^a&s", &words) && g_strv_contains (words, word);
}

gboolean
cinema_may_play (const char *codecs)
{
  return CINEMA_TAKES_GSTREAMER || !g_str_has_prefix (codecs, "gstreamer:");
}

guint
cinema_count_decoders (const char *codec)
{
  g_autoptr (GVariant) list = sumac_plugins_dup_list ("video-decoder");
  guint n = 0;

  for (gsize i = 0; i < g_variant_n_children (list); i++)
    {
      g_autoptr (GVariant) info = g_variant_get_child_value (list, i);

      n += has_word (info, "codecs", codec) ? 1 : 0;
    }
  return n;
}
