/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The life of a guest in a process: it comes up, is linked to, changes its screen, and leaves
 * nothing behind. */

#include "host/host.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <spice/protocol.h>
#include <string.h>

#define WIDTH  97
#define HEIGHT 61

static SumacHost *
start (const SumacHostConfig *config)
{
  g_autoptr (GError) error = NULL;
  SumacHost *host = sumac_host_new (config, &error);

  g_assert_no_error (error);
  g_assert_nonnull (host);
  return host;
}

static SumacHost *
start_small (void)
{
  return start (&(SumacHostConfig){ .width = WIDTH, .height = HEIGHT });
}

static SumacHostDraw
make_fill (SumacHostRect box, guint32 color)
{
  return (SumacHostDraw){
    .kind = SUMAC_HOST_DRAW_FILL,
    .box = box,
    .brush = { .type = SPICE_BRUSH_TYPE_SOLID, .color = color },
  };
}

static void
test_resize (void)
{
  SumacHost *host = start (&(SumacHostConfig){ 0 });
  SumacHostDisplay *display = sumac_host_get_display (host);
  SumacHostPixels pixels;

  g_assert_false (sumac_host_display_read (display, 0, &pixels));
  for (guint size = 16; size < 80; size += 16)
    {
      SumacHostDraw draw = make_fill ((SumacHostRect){ 0, 0, (int) size, 8 }, size);

      sumac_host_display_resize (display, size, 8, SPICE_SURFACE_FMT_32_xRGB);
      g_assert_true (sumac_host_display_draw (display, &draw));
      g_assert_true (sumac_host_display_read (display, 0, &pixels));
      g_assert_cmpuint (pixels.width, ==, size);
      g_assert_cmphex (*(guint32 *) pixels.bytes, ==, size);
      sumac_host_pixels_clear (&pixels);
    }
  sumac_host_display_set_monitors (display, &(SumacHostRect){ 0, 0, 64, 8 }, 1);
  sumac_host_display_destroy_primary (display);
  g_assert_false (sumac_host_display_read (display, 0, &pixels));
  sumac_host_free (host);
}

/* Says hello as a client of the main channel does, and returns the server's answer. */
static guint32
link_main (GSocketConnectable *address)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  GOutputStream *out;
  GInputStream *in;

  struct
  {
    SpiceLinkHeader header;
    SpiceLinkMess mess;
  } hello = { 0 };

  static const guint32 caps = 1 << SPICE_COMMON_CAP_PROTOCOL_AUTH_SELECTION;
  SpiceLinkHeader header;
  SpiceLinkReply reply;
  g_autofree guint8 *answer = NULL;
  gsize size;

  g_socket_client_set_enable_proxy (client, FALSE);
  connection = g_socket_client_connect (client, address, NULL, &error);
  g_assert_no_error (error);
  in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  hello.header.magic = SPICE_MAGIC;
  hello.header.major_version = SPICE_VERSION_MAJOR;
  hello.header.minor_version = SPICE_VERSION_MINOR;
  hello.header.size = sizeof hello.mess + sizeof caps;
  hello.mess.channel_type = SPICE_CHANNEL_MAIN;
  hello.mess.num_common_caps = 1;
  hello.mess.caps_offset = sizeof hello.mess;
  out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_output_stream_write_all (out, &hello, sizeof hello, NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (out, &caps, sizeof caps, NULL, NULL, &error);
  g_assert_no_error (error);
  g_input_stream_read_all (in, &header, sizeof header, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmphex (header.magic, ==, SPICE_MAGIC);
  /* To the end: the server warns of a client that leaves an answer unread. */
  answer = g_malloc (header.size);
  g_input_stream_read_all (in, answer, header.size, &size, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (size, >=, sizeof reply);
  memcpy (&reply, answer, sizeof reply);
  return reply.error;
}

static void
test_port (void)
{
  SumacHost *host = start_small ();
  g_autofree char *uri = g_strdup_printf ("spice://127.0.0.1:%u", sumac_host_get_port (host));
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (sumac_host_get_uri (host), ==, uri);
  address = g_inet_socket_address_new_from_string ("127.0.0.1", sumac_host_get_port (host));
  g_assert_cmpuint (link_main (G_SOCKET_CONNECTABLE (address)), ==, SPICE_LINK_ERR_OK);
  g_assert_cmpuint (sumac_host_get_n_clients (host), ==, 0);

  g_assert_null (
      sumac_host_new (&(SumacHostConfig){ .port = sumac_host_get_port (host) }, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
  sumac_host_free (host);
}

static void
test_path (void)
{
  g_autofree char *folder = g_dir_make_tmp ("sumac-host-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "s", NULL);
  g_autofree char *uri = g_strconcat ("spice+unix://", path, NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocket) dead = NULL;
  g_autoptr (GError) error = NULL;
  SumacHost *host;

  /* What somebody left behind is no hindrance. */
  dead = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, 0, NULL);
  g_assert_true (g_socket_bind (dead, address, FALSE, NULL));
  g_clear_object (&dead);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));

  host = start (&(SumacHostConfig){ .unix_path = path, .password = "word", .name = "a guest" });
  g_assert_cmpstr (sumac_host_get_uri (host), ==, uri);
  g_assert_cmpuint (sumac_host_get_port (host), ==, 0);
  g_assert_cmpuint (link_main (G_SOCKET_CONNECTABLE (address)), ==, SPICE_LINK_ERR_OK);

  /* Somebody who is there is. */
  g_assert_null (sumac_host_new (&(SumacHostConfig){ .unix_path = path }, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  sumac_host_free (host);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_rmdir (folder);
}

static void
test_limits (void)
{
  g_autofree char *long_word = g_strnfill (61, 'x');
  g_autofree char *long_path = g_strnfill (108, 'x');
  g_autoptr (GError) error = NULL;

  g_assert_null (sumac_host_new (&(SumacHostConfig){ .password = long_word }, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_null (sumac_host_new (&(SumacHostConfig){ .unix_path = long_path }, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FILENAME_TOO_LONG);
}

static guint
count_entries (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  g_assert_nonnull (dir);
  while (g_dir_read_name (dir))
    n++;
  return n;
}

static void
play_once (void)
{
  SumacHost *host = start_small ();
  SumacHostDisplay *display = sumac_host_get_display (host);
  SumacHostDraw draw = make_fill ((SumacHostRect){ 0, 0, 5, 5 }, 1);
  static const guint8 shape[4 * 4 * 4];

  g_assert_true (
      sumac_host_display_surface_create (display, 1, 8, 8, SPICE_SURFACE_FMT_32_ARGB));
  for (int i = 0; i < 20; i++)
    g_assert_true (sumac_host_display_draw (display, &draw));
  sumac_host_cursor_set (sumac_host_get_cursor (host),
                         &(SumacHostShape){
                             .type = SPICE_CURSOR_TYPE_ALPHA,
                             .width = 4,
                             .height = 4,
                             .bytes = shape,
                             .n_bytes = sizeof shape,
                         },
                         3, 3);
  sumac_host_cursor_move (sumac_host_get_cursor (host), 4, 4);
  sumac_host_cursor_hide (sumac_host_get_cursor (host));
  sumac_host_disconnect_clients (host);
  sumac_host_free (host);
}

/* The server complains. */
static gboolean
is_fatal (const char *domain,
          GLogLevelFlags level G_GNUC_UNUSED,
          const char *text G_GNUC_UNUSED,
          gpointer data G_GNUC_UNUSED)
{
  return g_strcmp0 (domain, "Spice") != 0;
}

static void
test_codecs (void)
{
  g_test_log_set_fatal_handler (is_fatal, NULL);

  g_autoptr (GError) error = NULL;
  g_autoptr (SumacHost) none =
      sumac_host_new (&(SumacHostConfig){ .video_codecs = "spice:cinepak" }, &error);

  g_assert_null (none);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);

  g_autoptr (SumacHost) host =
      sumac_host_new (&(SumacHostConfig){ .video_codecs = "spice:mjpeg" }, &error);

  g_assert_no_error (error);
  g_assert_nonnull (host);
}

static void
test_many (void)
{
  guint fds;
  guint threads;

  /* The first may set up what stays: GLib's own descriptors. */
  play_once ();
  fds = count_entries ("/proc/self/fd");
  threads = count_entries ("/proc/self/task");
  for (int i = 0; i < 20; i++)
    play_once ();
  g_assert_cmpuint (count_entries ("/proc/self/fd"), ==, fds);
  /* A joined thread may stay in /proc for a moment. */
  for (int i = 0; i < 1000 && count_entries ("/proc/self/task") != threads; i++)
    g_usleep (1000);
  g_assert_cmpuint (count_entries ("/proc/self/task"), ==, threads);
}

static void
test_together (void)
{
  SumacHost *hosts[3];

  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    hosts[i] = start_small ();
  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      SumacHostDraw draw = make_fill ((SumacHostRect){ 0, 0, WIDTH, HEIGHT }, i + 1);

      g_assert_true (sumac_host_display_draw (sumac_host_get_display (hosts[i]), &draw));
    }
  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      SumacHostPixels pixels;

      g_assert_true (sumac_host_display_read (sumac_host_get_display (hosts[i]), 0, &pixels));
      g_assert_cmphex (*(guint32 *) pixels.bytes, ==, i + 1);
      sumac_host_pixels_clear (&pixels);
      sumac_host_free (hosts[i]);
    }
}

static void
test_displays (void)
{
  SumacHost *host =
      start (&(SumacHostConfig){ .n_displays = 3, .width = WIDTH, .height = HEIGHT });

  g_assert_cmpuint (sumac_host_get_n_displays (host), ==, 3);
  g_assert_true (sumac_host_get_display (host) == sumac_host_get_display_n (host, 0));
  g_assert_true (sumac_host_get_cursor (host) == sumac_host_get_cursor_n (host, 0));
  for (guint i = 0; i < 3; i++)
    {
      SumacHostDisplay *display = sumac_host_get_display_n (host, i);
      SumacHostDraw draw = make_fill ((SumacHostRect){ 0, 0, WIDTH, HEIGHT }, i + 1);

      g_assert_true (
          sumac_host_display_surface_create (display, i + 1, 4, 4, SPICE_SURFACE_FMT_32_xRGB));
      g_assert_true (sumac_host_display_draw (display, &draw));
    }
  for (guint i = 0; i < 3; i++)
    {
      SumacHostDisplay *display = sumac_host_get_display_n (host, i);
      SumacHostPixels pixels;

      g_assert_true (sumac_host_display_read (display, 0, &pixels));
      g_assert_cmphex (*(guint32 *) pixels.bytes, ==, i + 1);
      sumac_host_pixels_clear (&pixels);
      /* Off-screen surfaces are each display's own. */
      for (guint k = 0; k < 3; k++)
        g_assert_cmpint (sumac_host_display_surface_destroy (display, k + 1), ==, k == i);
    }
  sumac_host_free (host);
}

static void
test_too_many_displays (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (
      sumac_host_new (&(SumacHostConfig){ .n_displays = SUMAC_HOST_MAX_DISPLAYS + 1 }, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/host/primary-comes-goes-and-changes-size", test_resize);
  g_test_add_func ("/host/port-links-and-is-taken", test_port);
  g_test_add_func ("/host/path-links-and-is-removed", test_path);
  g_test_add_func ("/host/what-is-too-long-is-refused", test_limits);
  g_test_add_func ("/host/codecs-that-the-server-does-not-know", test_codecs);
  g_test_add_func ("/host/twenty-times-leave-nothing", test_many);
  g_test_add_func ("/host/three-at-once-are-apart", test_together);
  g_test_add_func ("/host/displays-are-apart", test_displays);
  g_test_add_func ("/host/too-many-displays-are-refused", test_too_many_displays);
  return g_test_run ();
}
