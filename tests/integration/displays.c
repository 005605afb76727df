/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A guest with several displays, by the public API alone, against the real server library in
 * this process:
 *
 * - each display channel is a monitor, with the channel's number
 * - each monitor shows what the server shows there, also where displays share pictures
 * - each monitor has the pointer of its own cursor channel
 * - a display that comes up late becomes a monitor then */

#include "host/host.h"
#include "tests/support/loop.h"

#include <string.h>
#include <sumac/sumac.h>

#define WIDTH   160
#define HEIGHT  120
#define N_DRAWS 200
#define SIDE    64 /* of pictures */

static SumacHost *
start_host (const SumacHostConfig *config)
{
  g_autoptr (GError) error = NULL;
  SumacHost *host = sumac_host_new (config, &error);

  g_assert_no_error (error);
  return host;
}

/* --- what is waited for ---------------------------------------------------------------- */

typedef struct
{
  SumacSession *session;
  guint n; /* of displays; or which monitor */
  const SumacHostPixels *truth;
  guint cursor_width;
} Wish;

static gboolean
has_frames (gpointer data)
{
  const Wish *wish = data;

  for (guint i = 0; i < wish->n; i++)
    {
      SumacMonitor *monitor = sumac_session_get_monitor (wish->session, i);

      if (!monitor || !sumac_monitor_get_frame (monitor))
        return FALSE;
    }
  return TRUE;
}

static gboolean
shows_truth (gpointer data)
{
  const Wish *wish = data;
  const SumacHostPixels *truth = wish->truth;
  SumacFrame *frame =
      sumac_monitor_get_frame (sumac_session_get_monitor (wish->session, wish->n));
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

static gboolean
has_pointer (gpointer data)
{
  const Wish *wish = data;
  SumacMonitor *monitor = sumac_session_get_monitor (wish->session, wish->n);
  SumacCursor *cursor = monitor ? sumac_monitor_get_cursor (monitor) : NULL;

  return cursor && (guint) sumac_cursor_get_width (cursor) == wish->cursor_width;
}

/* --- drawing --------------------------------------------------------------------------- */

/* Equal numbers are equal pictures, on whichever display they are drawn. */
static GBytes *
make_picture (guint number)
{
  guint32 *pixels = g_new (guint32, SIDE * SIDE);

  for (guint i = 0; i < SIDE * SIDE; i++)
    pixels[i] = (i * (number + 3) * 2654435761u >> 8 & 0x0f0f0f) | number << 20;
  return g_bytes_new_take (pixels, SIDE * SIDE * sizeof *pixels);
}

static void
draw_picture (SumacHostDisplay *display, GRand *rand)
{
  guint number = (guint) g_rand_int_range (rand, 0, 6);
  gint x = g_rand_int_range (rand, 0, WIDTH - SIDE);
  gint y = g_rand_int_range (rand, 0, HEIGHT - SIDE);
  g_autoptr (GBytes) bytes = make_picture (number);
  SumacHostDraw draw = {
    .kind = SUMAC_HOST_DRAW_COPY,
    .box = { x, y, x + SIDE, y + SIDE },
    .source = {
      .kind = SUMAC_HOST_IMAGE_BITMAP,
      .id = number + 1,
      .is_cached = TRUE,
      .format = SPICE_BITMAP_FMT_32BIT,
      .width = SIDE,
      .height = SIDE,
      .stride = SIDE * 4,
      .bytes = bytes,
    },
    .source_area = { 0, 0, SIDE, SIDE },
  };

  g_assert_cmpint (sumac_host_display_draw (display, &draw), ==, TRUE);
}

static void
draw_fill (SumacHostDisplay *display, GRand *rand)
{
  gint x = g_rand_int_range (rand, 0, WIDTH - 30);
  gint y = g_rand_int_range (rand, 0, HEIGHT - 30);
  SumacHostDraw draw = {
    .kind = SUMAC_HOST_DRAW_FILL,
    .box = { x, y, x + 30, y + 30 },
    .brush = { .type = SPICE_BRUSH_TYPE_SOLID, .color = g_rand_int (rand) & 0xffffff },
    .ropd = SPICE_ROPD_OP_XOR,
  };

  g_assert_cmpint (sumac_host_display_draw (display, &draw), ==, TRUE);
}

/* The displays in turn, so that they share pictures while these are new. */
static void
draw_on_all (SumacHost *host, GRand *rand)
{
  for (guint i = 0; i < N_DRAWS; i++)
    {
      SumacHostDisplay *display =
          sumac_host_get_display_n (host, i % sumac_host_get_n_displays (host));

      if (g_rand_boolean (rand))
        draw_picture (display, rand);
      else
        draw_fill (display, rand);
    }
}

static void
expect_truth (SumacHost *host, SumacSession *session, guint n)
{
  SumacHostPixels truth;
  Wish wish = { .session = session, .n = n, .truth = &truth };

  g_assert_cmpint (sumac_host_display_read (sumac_host_get_display_n (host, n), 0, &truth), ==,
                   TRUE);
  g_assert_cmpint (wait_until (shows_truth, &wish), ==, TRUE);
  sumac_host_pixels_clear (&truth);
}

/* --- tests ----------------------------------------------------------------------------- */

static const struct
{
  const char *path;
  guint n_displays;
  SpiceImageCompression compression;
} pictures[] = {
  { "/displays/each-shows-its-own/two/off", 2, SPICE_IMAGE_COMPRESSION_OFF },
  { "/displays/each-shows-its-own/two/auto-glz", 2, SPICE_IMAGE_COMPRESSION_AUTO_GLZ },
  { "/displays/each-shows-its-own/two/glz", 2, SPICE_IMAGE_COMPRESSION_GLZ },
  { "/displays/each-shows-its-own/four/glz", 4, SPICE_IMAGE_COMPRESSION_GLZ },
  { "/displays/each-shows-its-own/four/quic", 4, SPICE_IMAGE_COMPRESSION_QUIC },
};

static void
test_pictures (gconstpointer data)
{
  guint which = GPOINTER_TO_UINT (data);
  guint n = pictures[which].n_displays;
  guint32 seed = (guint32) g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (SumacHost) host = start_host (&(SumacHostConfig){
      .n_displays = n,
      .width = WIDTH,
      .height = HEIGHT,
      .compression = pictures[which].compression,
  });
  g_autoptr (SumacSession) session = sumac_session_new (sumac_host_get_uri (host));
  Wish wish = { .session = session, .n = n };

  g_test_message ("seed %u", seed);
  sumac_session_open (session);
  g_assert_cmpint (wait_until (has_frames, &wish), ==, TRUE);

  g_autoptr (GList) monitors = sumac_session_get_monitors (session);

  g_assert_cmpuint (g_list_length (monitors), ==, n);
  draw_on_all (host, rand);
  for (guint i = 0; i < n; i++)
    expect_truth (host, session, i);
  sumac_session_close (session);
}

static void
test_pointers (void)
{
  static const guint8 bytes[8 * 8 * 4] = { 255, 255, 255, 255 };
  g_autoptr (SumacHost) host =
      start_host (&(SumacHostConfig){ .n_displays = 2, .width = WIDTH, .height = HEIGHT });
  g_autoptr (SumacSession) session = sumac_session_new (sumac_host_get_uri (host));
  Wish frames = { .session = session, .n = 2 };

  sumac_session_open (session);
  g_assert_cmpint (wait_until (has_frames, &frames), ==, TRUE);
  for (guint i = 0; i < 2; i++)
    sumac_host_cursor_set (sumac_host_get_cursor_n (host, i),
                           &(SumacHostShape){
                               .type = SPICE_CURSOR_TYPE_ALPHA,
                               .width = (guint16) (4 + i * 4),
                               .height = 8,
                               .bytes = bytes,
                               .n_bytes = (4 + i * 4) * 8 * 4,
                           },
                           3, 3);
  for (guint i = 0; i < 2; i++)
    {
      Wish wish = { .session = session, .n = i, .cursor_width = 4 + i * 4 };

      g_assert_cmpint (wait_until (has_pointer, &wish), ==, TRUE);
    }
  sumac_session_close (session);
}

static void
test_late (void)
{
  g_autoptr (SumacHost) host = start_host (&(SumacHostConfig){ .n_displays = 2 });
  g_autoptr (SumacSession) session = sumac_session_new (sumac_host_get_uri (host));
  Wish first = { .session = session, .n = 1 };
  Wish both = { .session = session, .n = 2 };

  sumac_session_open (session);
  sumac_host_display_resize (sumac_host_get_display_n (host, 0), WIDTH, HEIGHT,
                             SPICE_SURFACE_FMT_32_xRGB);
  g_assert_cmpint (wait_until (has_frames, &first), ==, TRUE);
  g_assert_null (sumac_session_get_monitor (session, 1));
  sumac_host_display_resize (sumac_host_get_display_n (host, 1), WIDTH, HEIGHT,
                             SPICE_SURFACE_FMT_32_xRGB);
  g_assert_cmpint (wait_until (has_frames, &both), ==, TRUE);
  expect_truth (host, session, 0);
  expect_truth (host, session, 1);
  sumac_session_close (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* The server warns of clients that go while they link; that is not our fault. */
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++)
    g_test_add_data_func (pictures[i].path, GUINT_TO_POINTER (i), test_pictures);
  g_test_add_func ("/displays/each-has-its-own-pointer", test_pointers);
  g_test_add_func ("/displays/one-that-comes-late-becomes-a-monitor", test_late);
  return g_test_run ();
}
