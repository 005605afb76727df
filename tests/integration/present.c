/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What is seen in the window, pixel by pixel, of a guest that is drawn on the graphics card or in
 * memory, and shown by GL or by Cairo:
 *
 * - where a guest pixel is a square of device pixels, the window shows just the guest's pixels
 * - in between, GL and Cairo agree but for rounding
 * - a picture on the card goes into the window without being read back; who wants pixels gets
 *   them, also while the guest draws all the time
 * - the last picture stays when the session ends
 * - while the toolkit paints nobody else draws on the processor
 *
 * Needs a display of X11; the driver may draw on the processor. */

#include "host/host.h"
#include "tests/support/loop.h"
#include "widgets/display-private.h"

#include <string.h>
#include <sumac/gl-driver.h>
#include <sumac/sumac.h>

#define WIDTH   160
#define HEIGHT  120
#define N_DRAWS 60

/* Between whole factors: levels of a channel, of each pixel and on average. */
#define MAX_DIFFERENCE  4
#define MEAN_DIFFERENCE 0.2

typedef struct
{
  SumacHost *host;
  SumacSession *session;
  GRand *rand;
  GtkWidget *window;
  SumacDisplay *display;
} Scene;

static gboolean
keep_going (gpointer data G_GNUC_UNUSED)
{
  return G_SOURCE_CONTINUE;
}

/* What the window system does makes no event of the loop. Windows are painted before we look
 * again, however long that takes. */
static gboolean
wait_and_look (gboolean (*is_so) (gpointer data), gpointer data)
{
  guint timer = g_timeout_add_full (G_PRIORITY_LOW, 10, keep_going, NULL, NULL);
  gboolean came = wait_until (is_so, data);

  g_source_remove (timer);
  return came;
}

/* --- the guest -------------------------------------------------------------------------- */

static void
draw_something (Scene *scene)
{
  GRand *rand = scene->rand;
  gint32 width = g_rand_int_range (rand, 1, 40);
  gint32 height = g_rand_int_range (rand, 1, 40);
  gint32 x = g_rand_int_range (rand, 0, WIDTH - width);
  gint32 y = g_rand_int_range (rand, 0, HEIGHT - height);
  const SumacHostDraw draw = {
    .kind = SUMAC_HOST_DRAW_FILL,
    .box = { x, y, x + width, y + height },
    .brush = { .type = SPICE_BRUSH_TYPE_SOLID, .color = g_rand_int (rand) & 0xffffff },
    .ropd = SPICE_ROPD_OP_PUT,
  };

  g_assert_true (sumac_host_display_draw (sumac_host_get_display (scene->host), &draw));
}

static SumacHostPixels
read_truth (Scene *scene)
{
  SumacHostPixels truth;

  g_assert_true (sumac_host_display_read (sumac_host_get_display (scene->host), 0, &truth));
  return truth;
}

static gboolean
has_frame (gpointer session)
{
  SumacMonitor *monitor = sumac_session_get_monitor (session, 0);

  return monitor && sumac_monitor_get_frame (monitor);
}

static SumacFrame *
get_frame (Scene *scene)
{
  return sumac_monitor_get_frame (sumac_session_get_monitor (scene->session, 0));
}

static void
scene_init (Scene *scene, const char *renderer)
{
  g_autoptr (GError) error = NULL;
  guint32 seed = (guint32) g_test_rand_int ();
  const SumacHostConfig config = { .width = WIDTH, .height = HEIGHT };

  g_test_message ("seed %u", seed);
  *scene = (Scene){ .rand = g_rand_new_with_seed (seed) };
  scene->host = sumac_host_new (&config, &error);
  g_assert_no_error (error);
  scene->session = sumac_session_new (sumac_host_get_uri (scene->host));
  sumac_session_set_renderer (scene->session, renderer);
  sumac_session_open (scene->session);
  g_assert_true (wait_until (has_frame, scene->session));
  for (guint i = 0; i < N_DRAWS; i++)
    draw_something (scene);
}

static void
hide (Scene *scene)
{
  g_clear_pointer (&scene->window, gtk_widget_destroy);
  scene->display = NULL;
}

/* Ours are called so, the guest's are not. */
static gboolean
have_threads_ended (gpointer data G_GNUC_UNUSED)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/task", 0, NULL);
  const char *id;

  while ((id = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename ("/proc/self/task", id, "comm", NULL);
      g_autofree char *name = NULL;

      if (g_file_get_contents (path, &name, NULL, NULL) && g_str_has_prefix (name, "sumac-") &&
          !g_str_has_prefix (name, "sumac-host"))
        return FALSE;
    }
  return TRUE;
}

static void
scene_clear (Scene *scene)
{
  hide (scene);
  sumac_session_close (scene->session);
  g_object_unref (scene->session);
  g_assert_true (wait_and_look (have_threads_ended, NULL));
  sumac_host_free (scene->host);
  g_rand_free (scene->rand);
}

/* Under no window manager's rule, at the corner of the screen. */
static void
show (Scene *scene, const char *presenter, gint zoom)
{
  g_setenv ("SUMAC_PRESENTER", presenter, TRUE);
  scene->window = gtk_window_new (GTK_WINDOW_POPUP);
  scene->display = SUMAC_DISPLAY (sumac_display_new (scene->session, 0));
  sumac_display_set_scaling (scene->display, FALSE);
  sumac_display_set_zoom (scene->display, zoom);
  gtk_container_add (GTK_CONTAINER (scene->window), GTK_WIDGET (scene->display));
  gtk_widget_show_all (scene->window);
  g_assert_cmpstr (scene->display->present->klass->name, ==, presenter);
}

/* --- the window ------------------------------------------------------------------------- */

/* In device pixels. */
static GdkPixbuf *
capture (Scene *scene)
{
  GdkWindow *window = gtk_widget_get_window (scene->window);

  return gdk_pixbuf_get_from_window (window, 0, 0, gdk_window_get_width (window),
                                     gdk_window_get_height (window));
}

static const guint8 *
shown_pixel (const GdkPixbuf *shown, gint x, gint y)
{
  return gdk_pixbuf_read_pixels (shown) + y * gdk_pixbuf_get_rowstride (shown) +
         x * gdk_pixbuf_get_n_channels (shown);
}

typedef struct
{
  Scene *scene;
  SumacHostPixels truth;
  gint factor;
} Expectation;

static gboolean
is_shown (gpointer data)
{
  const Expectation *expected = data;
  const SumacGeometry *geometry = &expected->scene->display->geometry;
  g_autoptr (GdkPixbuf) shown = capture (expected->scene);

  if (!shown || geometry->width != WIDTH * expected->factor ||
      gdk_pixbuf_get_width (shown) < geometry->x + geometry->width ||
      gdk_pixbuf_get_height (shown) < geometry->y + geometry->height)
    return FALSE;
  for (gint y = 0; y < geometry->height; y++)
    for (gint x = 0; x < geometry->width; x++)
      {
        const guint8 *guest = expected->truth.bytes +
                              (gsize) (y / expected->factor) * expected->truth.stride +
                              (gsize) (x / expected->factor) * 4;
        const guint8 *seen = shown_pixel (shown, geometry->x + x, geometry->y + y);

        if (seen[0] != guest[2] || seen[1] != guest[1] || seen[2] != guest[0])
          return FALSE;
      }
  return TRUE;
}

static void
assert_shown (Scene *scene, gint factor)
{
  Expectation expected = { scene, read_truth (scene), factor };

  g_assert_true (wait_and_look (is_shown, &expected));
  sumac_host_pixels_clear (&expected.truth);
}

static gboolean
has_texture (gpointer data)
{
  Scene *scene = data;

  return sumac_frame_has_texture (get_frame (scene),
                                  sumac_presenter_get_share (scene->display->present));
}

/* --- tests ------------------------------------------------------------------------------ */

typedef struct
{
  const char *renderer;
  const char *presenter;
  gboolean is_texture;
} Way;

static const Way ways[] = {
  { "memory", "cairo", FALSE },
  { "memory", "gl", FALSE },
  { "gl", "cairo", FALSE },
  { "gl", "gl", TRUE },
};

static void
test_whole_pixels (gconstpointer data)
{
  const Way *way = data;
  Scene scene;

  scene_init (&scene, way->renderer);
  for (gint factor = 1; factor <= 3; factor++)
    {
      show (&scene, way->presenter, factor * 100);
      assert_shown (&scene, factor);
      if (way->is_texture)
        g_assert_true (wait_and_look (has_texture, &scene));
      for (guint i = 0; i < 5; i++)
        {
          draw_something (&scene);
          assert_shown (&scene, factor);
        }
      g_assert_cmpint (has_texture (&scene), ==, way->is_texture);
      hide (&scene);
    }
  scene_clear (&scene);
}

/* --- */

typedef struct
{
  Scene *scene;
  GdkPixbuf *by_cairo;
} Likeness;

static gboolean
is_alike (gpointer data)
{
  const Likeness *likeness = data;
  const SumacGeometry *geometry = &likeness->scene->display->geometry;
  g_autoptr (GdkPixbuf) shown = capture (likeness->scene);
  gint64 sum = 0;
  gint worst = 0;

  if (gdk_pixbuf_get_width (shown) != gdk_pixbuf_get_width (likeness->by_cairo) ||
      gdk_pixbuf_get_height (shown) != gdk_pixbuf_get_height (likeness->by_cairo))
    return FALSE;
  for (gint y = 0; y < geometry->height; y++)
    for (gint x = 0; x < geometry->width; x++)
      for (gint i = 0; i < 3; i++)
        {
          gint a = shown_pixel (shown, geometry->x + x, geometry->y + y)[i];
          gint b = shown_pixel (likeness->by_cairo, geometry->x + x, geometry->y + y)[i];

          sum += ABS (a - b);
          worst = MAX (worst, ABS (a - b));
        }

  double mean = (double) sum / (3.0 * geometry->width * geometry->height);

  g_test_message ("difference: mean %.3f, worst %d", mean, worst);
  return worst <= MAX_DIFFERENCE && mean <= MEAN_DIFFERENCE;
}

static gboolean
is_black (const GdkPixbuf *shown)
{
  const guint8 *bytes = gdk_pixbuf_read_pixels (shown);

  for (gsize i = 0; i < gdk_pixbuf_get_byte_length (shown); i++)
    if (bytes[i])
      return FALSE;
  return TRUE;
}

/* Twice the same, and the picture. */
static gboolean
has_settled (gpointer data)
{
  Likeness *likeness = data;
  g_autoptr (GdkPixbuf) shown = capture (likeness->scene);
  g_autoptr (GdkPixbuf) before = g_steal_pointer (&likeness->by_cairo);
  gsize bytes = gdk_pixbuf_get_byte_length (shown);

  likeness->by_cairo = g_object_ref (shown);
  return before && gdk_pixbuf_get_byte_length (before) == bytes && !is_black (shown) &&
         !sumac_presenter_is_behind (likeness->scene->display->present) &&
         memcmp (gdk_pixbuf_read_pixels (before), gdk_pixbuf_read_pixels (shown), bytes) == 0;
}

static void
test_between_whole_pixels (gconstpointer data)
{
  gint zoom = GPOINTER_TO_INT (data);
  Scene scene;
  Likeness likeness = { &scene, NULL };

  scene_init (&scene, "gl");
  /* All that was drawn is there. */
  show (&scene, "cairo", 100);
  assert_shown (&scene, 1);
  hide (&scene);
  show (&scene, "cairo", zoom);
  g_assert_true (wait_and_look (has_settled, &likeness));
  hide (&scene);
  show (&scene, "gl", zoom);
  g_assert_true (wait_and_look (has_texture, &scene));
  g_assert_true (wait_and_look (is_alike, &likeness));
  g_object_unref (likeness.by_cairo);
  scene_clear (&scene);
}

/* --- */

static gboolean
draw_on (gpointer scene)
{
  draw_something (scene);
  return G_SOURCE_CONTINUE;
}

static gboolean
can_read (gpointer data)
{
  SumacFrame *frame = get_frame (data);
  const guint8 *pixels;
  gsize stride;

  if (!sumac_frame_begin_read (frame, &pixels, &stride))
    return FALSE;
  sumac_frame_end_read (frame);
  return TRUE;
}

static gboolean
equals_truth (gpointer data)
{
  const Expectation *expected = data;
  g_autoptr (GBytes) bytes = sumac_frame_dup_bytes (get_frame (expected->scene));
  const guint8 *pixels = bytes ? g_bytes_get_data (bytes, NULL) : NULL;

  for (gsize i = 0; pixels && i < WIDTH * HEIGHT; i++)
    if (memcmp (pixels + i * 4,
                expected->truth.bytes + i / WIDTH * expected->truth.stride + i % WIDTH * 4, 3))
      return FALSE;
  return pixels != NULL;
}

/* Until nobody has read pixels for a while, and they are not kept any more. */
static void
let_pixels_lapse (Scene *scene)
{
  for (guint i = 0; i < 8; i++)
    {
      draw_something (scene);
      assert_shown (scene, 1);
    }
}

static void
test_pixels_on_demand (void)
{
  Scene scene;
  guint source;

  scene_init (&scene, "gl");
  show (&scene, "gl", 100);
  g_assert_true (wait_and_look (has_texture, &scene));
  let_pixels_lapse (&scene);
  g_assert_false (can_read (&scene));
  g_assert_true (wait_until (can_read, &scene));

  let_pixels_lapse (&scene);
  g_assert_false (can_read (&scene));
  source = g_timeout_add (1, draw_on, &scene);
  for (guint i = 0; i < 20; i++)
    g_assert_true (wait_until (can_read, &scene));
  g_source_remove (source);

  Expectation expected = { &scene, read_truth (&scene), 1 };

  g_assert_true (wait_and_look (equals_truth, &expected));
  sumac_host_pixels_clear (&expected.truth);
  scene_clear (&scene);
}

static gboolean
has_no_texture (gpointer scene)
{
  return !has_texture (scene);
}

static void
test_last_picture_stays (void)
{
  Scene scene;

  scene_init (&scene, "gl");
  show (&scene, "gl", 100);
  g_assert_true (wait_and_look (has_texture, &scene));
  let_pixels_lapse (&scene);

  Expectation expected = { &scene, read_truth (&scene), 1 };
  g_autoptr (GdkPixbuf) picture = NULL;

  sumac_session_close (scene.session);
  g_assert_true (wait_and_look (has_no_texture, &scene));
  g_assert_true (wait_and_look (equals_truth, &expected));
  gtk_widget_queue_draw (GTK_WIDGET (scene.display));
  g_assert_true (wait_and_look (is_shown, &expected));

  /* Shown by another window, there is nothing but the frame's pixels. */
  hide (&scene);
  show (&scene, "gl", 100);
  g_assert_true (wait_and_look (is_shown, &expected));
  picture = sumac_display_dup_pixbuf (scene.display);
  g_assert_cmpint (gdk_pixbuf_get_width (picture), ==, WIDTH);
  g_assert_cmpint (shown_pixel (picture, 7, 5)[0], ==,
                   expected.truth.bytes[5 * expected.truth.stride + 7 * 4 + 2]);
  sumac_host_pixels_clear (&expected.truth);
  scene_clear (&scene);
}

/* --- */

/* Who wants to draw while the window is painted. */
typedef struct
{
  GThread *thread;
  gint is_there;  /* atomic: he asks */
  gint has_drawn; /* atomic */
  gboolean was_early;
} Rival;

static gpointer
draw_in_turn (gpointer data)
{
  Rival *rival = data;

  g_atomic_int_set (&rival->is_there, TRUE);
  sumac_gl_driver_give_turn (sumac_gl_driver_take_turn ());
  g_atomic_int_set (&rival->has_drawn, TRUE);
  return NULL;
}

/* What a rival needs to draw, if nobody keeps him from it. */
#define N_YIELDS 2000

/* Before anything of the window's is drawn. */
static gboolean
on_draw (GtkWidget *window G_GNUC_UNUSED, cairo_t *cr G_GNUC_UNUSED, gpointer data)
{
  Rival *rival = data;

  if (rival->thread)
    return GDK_EVENT_PROPAGATE;
  rival->thread = g_thread_new ("rival", draw_in_turn, rival);
  while (!g_atomic_int_get (&rival->is_there))
    g_thread_yield ();
  for (guint i = 0; i < N_YIELDS; i++)
    g_thread_yield ();
  rival->was_early = g_atomic_int_get (&rival->has_drawn);
  return GDK_EVENT_PROPAGATE;
}

static gboolean
has_drawn (gpointer data)
{
  return g_atomic_int_get (&((Rival *) data)->has_drawn);
}

static void
test_takes_turns (void)
{
  Rival rival = { .thread = NULL };
  Scene scene;

  scene_init (&scene, "gl");
  show (&scene, "gl", 100);
  g_assert_true (wait_and_look (has_texture, &scene));
  g_signal_connect (scene.window, "draw", G_CALLBACK (on_draw), &rival);
  gtk_widget_queue_draw (scene.window);
  g_assert_true (wait_and_look (has_drawn, &rival));
  g_assert_false (rival.was_early);
  g_thread_join (rival.thread);
  scene_clear (&scene);
}

int
main (int argc, char **argv)
{
  static const gint zooms[] = { 50, 70, 150, 230 };

  gtk_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autofree char *path = g_strdup_printf ("/present/whole-pixels/%s-by-%s",
                                               ways[i].renderer, ways[i].presenter);

      g_test_add_data_func (path, &ways[i], test_whole_pixels);
    }
  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++)
    {
      g_autofree char *path = g_strdup_printf ("/present/between/%d", zooms[i]);

      g_test_add_data_func (path, GINT_TO_POINTER (zooms[i]), test_between_whole_pixels);
    }
  g_test_add_func ("/present/pixels-on-demand", test_pixels_on_demand);
  g_test_add_func ("/present/last-picture-stays", test_last_picture_stays);
  g_test_add_func ("/present/takes-turns", test_takes_turns);
  return g_test_run ();
}
