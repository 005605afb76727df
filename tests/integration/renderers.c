/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What draws is exchanged while a guest draws without a pause, by the public API alone, against
 * the real server library in this process:
 *
 * - after a hundred random swaps each display shows what the server shows, in every bit, and no
 *   memory was lost; with -m slow after a thousand
 * - when the card of one is lost another goes on, and in the end shows what the server shows
 * - one that can't be had is told of, and what drew goes on
 * - what is wished when the displays come up draws from the start */

#include "host/host.h"
#include "tests/support/loop.h"

#include <stdlib.h>
#include <string.h>
#include <sumac/plugin/list.h>
#include <sumac/sumac.h>
#include <unistd.h>

#define WIDTH      320
#define HEIGHT     240
#define SIDE       64 /* of pictures, and of what is moved */
#define N_PICTURES 6
#define OFF_SCREEN 1

/* --- the guest ------------------------------------------------------------------------- */

typedef struct
{
  SumacHost *host;
  SumacSession *session;
  guint n_displays;
  GRand *rand;
  GPtrArray *names; /* of renderers that work here */
  guint n_changes;  /* of what draws the first display */
  char *notice;     /* the last one; nullable */
  const char *wished;
  guint n; /* which monitor */
  const SumacHostPixels *truth;
} Scene;

static guint throw (Scene * scene, guint n)
{
  return (guint) g_rand_int_range (scene->rand, 0, (gint32) n);
}

static SumacHostRect
throw_box (Scene *scene)
{
  gint x = (gint) throw (scene, WIDTH - SIDE);
  gint y = (gint) throw (scene, HEIGHT - SIDE);

  return (SumacHostRect){ x, y, x + SIDE, y + SIDE };
}

/* Equal numbers are equal pictures; with a top byte that counts where alpha does. */
static GBytes *
make_picture (guint number)
{
  guint32 *pixels = g_new (guint32, SIDE * SIDE);

  for (guint i = 0; i < SIDE * SIDE; i++)
    pixels[i] = i * (number + 3) * 2654435761u ^ number << 20;
  return g_bytes_new_take (pixels, SIDE * SIDE * sizeof *pixels);
}

static void
draw_fill (Scene *scene, SumacHostDraw *draw)
{
  draw->kind = SUMAC_HOST_DRAW_FILL;
  draw->brush.type = SPICE_BRUSH_TYPE_SOLID;
  draw->brush.color = g_rand_int (scene->rand) & 0xffffff;
  draw->ropd = throw (scene, 2) ? SPICE_ROPD_OP_XOR : SPICE_ROPD_OP_PUT;
}

static void
draw_picture (Scene *scene, SumacHostDraw *draw)
{
  guint number = throw (scene, N_PICTURES);

  draw->kind = throw (scene, 2) ? SUMAC_HOST_DRAW_COPY : SUMAC_HOST_DRAW_ALPHA_BLEND;
  draw->source = (SumacHostImage){
    .kind = SUMAC_HOST_IMAGE_BITMAP,
    .id = number + 1,
    .is_cached = TRUE,
    .format = SPICE_BITMAP_FMT_RGBA,
    .width = SIDE,
    .height = SIDE,
    .stride = SIDE * 4,
    .bytes = make_picture (number),
  };
  draw->source_area = (SumacHostRect){ 0, 0, SIDE, SIDE };
  draw->ropd = SPICE_ROPD_OP_PUT;
  draw->u.alpha_blend.alpha = 150;
}

static void
draw_move (Scene *scene, SumacHostDraw *draw)
{
  draw->kind = SUMAC_HOST_DRAW_COPY_BITS;
  draw->u.copy_bits.from.x = (gint) throw (scene, WIDTH - SIDE);
  draw->u.copy_bits.from.y = (gint) throw (scene, HEIGHT - SIDE);
}

static void
draw_surface (Scene *scene G_GNUC_UNUSED, SumacHostDraw *draw)
{
  draw->kind = SUMAC_HOST_DRAW_COPY;
  draw->source.kind = SUMAC_HOST_IMAGE_SURFACE;
  draw->source.surface = OFF_SCREEN;
  draw->source_area = (SumacHostRect){ 0, 0, SIDE, SIDE };
  draw->ropd = SPICE_ROPD_OP_PUT;
}

static void (*const draws[]) (Scene *scene, SumacHostDraw *draw) = {
  draw_fill,
  draw_picture,
  draw_move,
  draw_surface,
};

static void
draw_some (Scene *scene, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      SumacHostDraw draw = { .box = throw_box (scene) };

      draws[throw (scene, G_N_ELEMENTS (draws))](scene, &draw);
      /* Off the screen, too, where what is read is not on the same surface. */
      if (draw.kind == SUMAC_HOST_DRAW_FILL && throw (scene, 2))
        {
          draw.surface = OFF_SCREEN;
          /* A link that comes later may be sent such a command twice, see host/host.h. */
          draw.ropd = SPICE_ROPD_OP_PUT;
          draw.box = (SumacHostRect){ 0, 0, SIDE, SIDE / 2 };
        }
      g_assert_cmpint (
          sumac_host_display_draw (
              sumac_host_get_display_n (scene->host, i % scene->n_displays), &draw),
          ==, TRUE);
      g_clear_pointer (&draw.source.bytes, g_bytes_unref);
    }
}

/* --- what is waited for ---------------------------------------------------------------- */

static gboolean
has_frames (gpointer data)
{
  Scene *scene = data;

  for (guint i = 0; i < scene->n_displays; i++)
    {
      SumacMonitor *monitor = sumac_session_get_monitor (scene->session, i);

      if (!monitor || !sumac_monitor_get_frame (monitor))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_drawn_as_wished (gpointer data)
{
  Scene *scene = data;

  return g_strcmp0 (sumac_session_get_drawing_renderer (scene->session), scene->wished) == 0;
}

static gboolean
has_notice (gpointer data)
{
  return ((Scene *) data)->notice != NULL;
}

static gboolean
shows_truth (gpointer data)
{
  Scene *scene = data;
  const SumacHostPixels *truth = scene->truth;
  SumacMonitor *monitor = sumac_session_get_monitor (scene->session, scene->n);
  SumacFrame *frame = sumac_monitor_get_frame (monitor);
  const guint8 *pixels;
  gsize stride;
  gboolean equal = TRUE;

  if (!frame || !sumac_frame_begin_read (frame, &pixels, &stride))
    return FALSE;
  for (gsize y = 0; y < HEIGHT && equal; y++)
    for (gsize x = 0; x < WIDTH && equal; x++)
      equal = memcmp (pixels + y * stride + x * 4, truth->bytes + y * truth->stride + x * 4,
                      3) == 0;
  sumac_frame_end_read (frame);
  return equal;
}

static void
expect_truth (Scene *scene)
{
  for (guint i = 0; i < scene->n_displays; i++)
    {
      SumacHostPixels truth;

      g_assert_cmpint (
          sumac_host_display_read (sumac_host_get_display_n (scene->host, i), 0, &truth), ==,
          TRUE);
      scene->n = i;
      scene->truth = &truth;
      g_assert_cmpint (wait_until (shows_truth, scene), ==, TRUE);
      sumac_host_pixels_clear (&truth);
    }
}

/* --- life ------------------------------------------------------------------------------ */

static void
on_drawing_renderer (Scene *scene)
{
  scene->n_changes++;
}

/* The server has notices of its own. */
static void
on_notice (Scene *scene, const char *sentence)
{
  if (g_str_has_prefix (sentence, "The server says"))
    return;
  g_free (scene->notice);
  scene->notice = g_strdup (sentence);
}

/* Those of the list that work. */
static GPtrArray *
find_renderers (void)
{
  g_autoptr (GVariant) list = sumac_plugins_dup_list ("renderer");
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; i < g_variant_n_children (list); i++)
    {
      g_autoptr (GVariant) entry = g_variant_get_child_value (list, i);
      gboolean works = FALSE;
      char *name;

      g_variant_lookup (entry, "works", "b", &works);
      if (works && g_variant_lookup (entry, "name", "s", &name))
        g_ptr_array_add (names, name);
    }
  return names;
}

static void
scene_init (Scene *scene, guint n_displays, const char *renderer)
{
  guint32 seed = (guint32) g_test_rand_int ();
  g_autoptr (GError) error = NULL;

  g_test_message ("seed %u", seed);
  *scene = (Scene){
    .n_displays = n_displays,
    .rand = g_rand_new_with_seed (seed),
    .names = find_renderers (),
    .host = sumac_host_new (
        &(SumacHostConfig){ .n_displays = n_displays, .width = WIDTH, .height = HEIGHT },
        &error),
  };
  g_assert_no_error (error);
  scene->session = sumac_session_new (sumac_host_get_uri (scene->host));
  scene->wished = renderer;
  sumac_session_set_renderer (scene->session, renderer);
  g_signal_connect_swapped (scene->session, "notify::drawing-renderer",
                            G_CALLBACK (on_drawing_renderer), scene);
  g_signal_connect_swapped (scene->session, "notice", G_CALLBACK (on_notice), scene);
  sumac_session_open (scene->session);
  g_assert_cmpint (wait_until (has_frames, scene), ==, TRUE);
  for (guint i = 0; i < scene->n_displays; i++)
    sumac_host_display_surface_create (sumac_host_get_display_n (scene->host, i), OFF_SCREEN,
                                       SIDE, SIDE, SPICE_SURFACE_FMT_32_xRGB);
}

static void
scene_clear (Scene *scene)
{
  g_signal_handlers_disconnect_by_data (scene->session, scene);
  sumac_session_close (scene->session);
  g_object_unref (scene->session);
  sumac_host_free (scene->host);
  g_ptr_array_unref (scene->names);
  g_rand_free (scene->rand);
  g_free (scene->notice);
}

static void
wish (Scene *scene, const char *name)
{
  scene->wished = name;
  sumac_session_set_renderer (scene->session, name);
}

/* --- tests ----------------------------------------------------------------------------- */

static gsize
resident_kib (void)
{
  g_autofree char *text = NULL;
  gsize pages = 0;

  if (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    pages = (gsize) g_ascii_strtoull (strchr (text, ' '), NULL, 10);
  return pages * (gsize) sysconf (_SC_PAGESIZE) / 1024;
}

/* Any but the present one. */
static const char *
throw_renderer (Scene *scene)
{
  const char *name;

  do
    name = g_ptr_array_index (scene->names, throw (scene, scene->names->len));
  while (g_str_equal (name, sumac_session_get_drawing_renderer (scene->session)));
  return name;
}

static void
test_swaps (gconstpointer n_displays)
{
  const guint n_swaps = g_test_slow () ? 1000 : 100;
  gsize early_kib = 0;
  Scene scene;

  scene_init (&scene, GPOINTER_TO_UINT (n_displays), "memory");
  if (scene.names->len < 2)
    {
      g_test_skip ("There is one renderer only.");
      scene_clear (&scene);
      return;
    }
  g_assert_cmpint (wait_until (is_drawn_as_wished, &scene), ==, TRUE);
  scene.n_changes = 0;
  for (guint i = 0; i < n_swaps; i++)
    {
      draw_some (&scene, 40);
      wish (&scene, throw_renderer (&scene));
      draw_some (&scene, 40);
      g_assert_cmpint (wait_until (is_drawn_as_wished, &scene), ==, TRUE);
      if (i == n_swaps / 4)
        early_kib = resident_kib ();
    }
  g_assert_cmpuint (scene.n_changes, ==, n_swaps);
  g_assert_cmpstr (scene.notice, ==, NULL);
  expect_truth (&scene);
  g_test_message (
      "%u swaps among %u renderers; resident memory %zu KiB after a quarter, %zu KiB "
      "at the end",
      n_swaps, scene.names->len, early_kib, resident_kib ());
  scene_clear (&scene);
}

static void
test_refused (void)
{
  Scene scene;

  scene_init (&scene, 1, "memory");
  draw_some (&scene, 100);
  wish (&scene, "none-of-that-name");
  g_assert_cmpint (wait_until (has_notice, &scene), ==, TRUE);
  g_assert_nonnull (strstr (scene.notice, "“memory”"));
  g_assert_nonnull (strstr (scene.notice, "none-of-that-name"));
  g_assert_cmpstr (sumac_session_get_drawing_renderer (scene.session), ==, "memory");
  draw_some (&scene, 100);
  expect_truth (&scene);
  g_assert_cmpint (sumac_session_get_state (scene.session), ==, SUMAC_SESSION_READY);
  scene_clear (&scene);
}

static void
test_refused_at_first (void)
{
  Scene scene;

  scene_init (&scene, 1, "none-of-that-name");
  g_assert_cmpint (wait_until (has_notice, &scene), ==, TRUE);
  g_assert_nonnull (strstr (scene.notice, "none-of-that-name"));
  g_assert_cmpstr (sumac_session_get_drawing_renderer (scene.session), !=, NULL);
  draw_some (&scene, 100);
  expect_truth (&scene);
  scene_clear (&scene);
}

static gboolean
is_there (GPtrArray *names, const char *name)
{
  return g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL);
}

/* Of each display. */
static guint
count_drawn_by (Scene *scene, const char *name)
{
  g_autoptr (GVariant) stats = sumac_session_dup_stats (scene->session);
  guint n = 0;

  for (gsize i = 0; i < g_variant_n_children (stats); i++)
    {
      g_autoptr (GVariant) channel = g_variant_get_child_value (stats, i);
      const char *renderer = NULL;

      if (g_variant_lookup (channel, "renderer", "&s", &renderer))
        n += g_str_equal (renderer, name);
    }
  return n;
}

/* The card goes after some hundred ops, while the guest draws. */
static void
test_loss (gconstpointer n_displays)
{
  Scene scene;

  g_setenv ("SUMAC_GL", "software,card,lose=300", TRUE);
  scene_init (&scene, GPOINTER_TO_UINT (n_displays), NULL);
  if (!is_there (scene.names, "gl"))
    {
      g_test_skip ("There is no OpenGL.");
      scene_clear (&scene);
      return;
    }
  g_assert_cmpuint (count_drawn_by (&scene, "gl"), ==, scene.n_displays);
  while (count_drawn_by (&scene, "gl") > 0)
    {
      draw_some (&scene, 50);
      g_main_context_iteration (NULL, TRUE);
    }
  draw_some (&scene, 200);
  g_assert_cmpint (wait_until (has_notice, &scene), ==, TRUE);
  g_assert_nonnull (strstr (scene.notice, "was reset"));
  expect_truth (&scene);
  draw_some (&scene, 200);
  expect_truth (&scene);
  g_assert_cmpint (sumac_session_get_state (scene.session), ==, SUMAC_SESSION_READY);
  scene_clear (&scene);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* The server warns of clients that go while they link; that is not our fault. */
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  g_test_add_data_func ("/renderers/random-swaps-lose-no-bit/one-display", GUINT_TO_POINTER (1),
                        test_swaps);
  g_test_add_data_func ("/renderers/random-swaps-lose-no-bit/two-displays",
                        GUINT_TO_POINTER (2), test_swaps);
  g_test_add_func ("/renderers/one-that-is-not-there-is-told-of", test_refused);
  g_test_add_func ("/renderers/one-that-is-not-there-at-first-is-told-of",
                   test_refused_at_first);
  g_test_add_data_func ("/renderers/lost-card/one-display", GUINT_TO_POINTER (1), test_loss);
  g_test_add_data_func ("/renderers/lost-card/four-displays", GUINT_TO_POINTER (4), test_loss);
  return g_test_run ();
}
