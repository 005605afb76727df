/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Whole sessions, by the public API alone, against the real server library in this process:
 *
 * - what is shown equals the server's own truth
 * - a picture that the guest's graphics card lends is shown
 * - keys, positions and clicks arrive, in order
 * - a password is asked for, and is in no log
 * - opened and closed a hundred times, also in the middle of drawing and from inside signal
 *   handlers, a session leaves no thread and no descriptor */

#include "host/host.h"
#include "tests/support/loop.h"

#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sumac/sumac.h>
#include <sys/mman.h>
#include <unistd.h>

#define WIDTH    320
#define HEIGHT   240
#define N_DRAWS  400
#define N_CYCLES 100

/* --- what the guest hears -------------------------------------------------------------- */

typedef struct
{
  pthread_mutex_t lock; /* a thread checker understands pthread's */
  GString *heard;       /* under lock */
} Ears;

static void
hear (Ears *ears, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  pthread_mutex_lock (&ears->lock);
  g_string_append_vprintf (ears->heard, format, args);
  pthread_mutex_unlock (&ears->lock);
  va_end (args);
}

static void
on_scancode (guint8 byte, gpointer user)
{
  hear (user, "%02x ", byte);
}

static void
on_position (int x, int y, gpointer user)
{
  hear (user, "at %d,%d ", x, y);
}

static void
on_buttons (guint buttons, gpointer user)
{
  hear (user, "buttons %u ", buttons);
}

static void
on_wheel (int steps, gpointer user)
{
  hear (user, "wheel %d ", steps);
}

static gboolean
has_heard (Ears *ears, const char *text)
{
  gboolean found;

  pthread_mutex_lock (&ears->lock);
  found = strstr (ears->heard->str, text) != NULL;
  pthread_mutex_unlock (&ears->lock);
  return found;
}

/* --- a session and its loop ------------------------------------------------------------ */

static SumacHost *
start_host (const SumacHostConfig *config)
{
  g_autoptr (GError) error = NULL;
  SumacHost *host = sumac_host_new (config, &error);

  g_assert_no_error (error);
  return host;
}

static gboolean
has_ended (gpointer session)
{
  SumacSessionState state = sumac_session_get_state (session);

  return state == SUMAC_SESSION_CLOSED || state == SUMAC_SESSION_FAILED;
}

static gboolean
has_frame (gpointer session)
{
  SumacMonitor *monitor = sumac_session_get_monitor (session, 0);

  return monitor && sumac_monitor_get_frame (monitor);
}

static gboolean
is_listening (gpointer session)
{
  return sumac_inputs_get_ready (sumac_session_get_inputs (session));
}

static gboolean
keep_going (gpointer data G_GNUC_UNUSED)
{
  return G_SOURCE_CONTINUE;
}

/* --- pictures -------------------------------------------------------------------------- */

static SumacHostDraw
random_draw (GRand *rand, GBytes *photo)
{
  gint32 width = g_rand_int_range (rand, 1, 100);
  gint32 height = g_rand_int_range (rand, 1, 100);
  gint32 x = g_rand_int_range (rand, 0, WIDTH - width);
  gint32 y = g_rand_int_range (rand, 0, HEIGHT - height);
  SumacHostDraw draw = { .box = { x, y, x + width, y + height } };

  if (g_rand_boolean (rand))
    {
      draw.kind = SUMAC_HOST_DRAW_FILL;
      draw.brush.type = SPICE_BRUSH_TYPE_SOLID;
      draw.brush.color = g_rand_int (rand) & 0xffffff;
      draw.ropd = g_rand_boolean (rand) ? SPICE_ROPD_OP_PUT : SPICE_ROPD_OP_XOR;
      return draw;
    }
  draw.kind = SUMAC_HOST_DRAW_COPY;
  draw.source = (SumacHostImage){
    .kind = SUMAC_HOST_IMAGE_BITMAP,
    .format = SPICE_BITMAP_FMT_32BIT,
    .width = 100,
    .height = 100,
    .stride = 400,
    .bytes = photo,
  };
  draw.source_area = (SumacHostRect){ 0, 0, width, height };
  return draw;
}

static GBytes *
make_photo (GRand *rand)
{
  guint8 *bytes = g_malloc (100 * 400);

  for (guint i = 0; i < 100 * 400; i++)
    bytes[i] = i % 4 == 3 ? 0 : (guint8) (i / 400 + i % 97 + g_rand_int_range (rand, 0, 4));
  return g_bytes_new_take (bytes, 100 * 400);
}

typedef struct
{
  SumacSession *session;
  const SumacHostPixels *truth;
} Comparison;

static gboolean
is_equal (gpointer data)
{
  const Comparison *comparison = data;
  SumacMonitor *monitor = sumac_session_get_monitor (comparison->session, 0);
  SumacFrame *frame = monitor ? sumac_monitor_get_frame (monitor) : NULL;
  const guint8 *pixels;
  gsize stride;
  gboolean equal = TRUE;

  if (!frame || !sumac_frame_begin_read (frame, &pixels, &stride))
    return FALSE;
  for (gint y = 0; y < HEIGHT && equal; y++)
    for (gint x = 0; x < WIDTH && equal; x++)
      equal = memcmp (pixels + (gsize) y * stride + (gsize) x * 4,
                      comparison->truth->bytes + (gsize) y * comparison->truth->stride +
                          (gsize) x * 4,
                      3) == 0;
  sumac_frame_end_read (frame);
  return equal;
}

static void
test_picture_equals_the_server (gconstpointer data)
{
  guint32 seed = (guint32) g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GBytes) photo = make_photo (rand);
  g_autoptr (SumacHost) host = start_host (&(SumacHostConfig){
      .width = WIDTH,
      .height = HEIGHT,
      .compression = GPOINTER_TO_INT (data),
  });
  g_autoptr (SumacSession) session = sumac_session_new (sumac_host_get_uri (host));
  SumacHostPixels truth;

  g_test_message ("seed %u", seed);
  sumac_session_open (session);
  g_assert_true (wait_until (has_frame, session));
  for (guint i = 0; i < N_DRAWS; i++)
    {
      SumacHostDraw draw = random_draw (rand, photo);

      g_assert_cmpint (sumac_host_display_draw (sumac_host_get_display (host), &draw), ==,
                       TRUE);
    }
  g_assert_cmpint (sumac_host_display_read (sumac_host_get_display (host), 0, &truth), ==,
                   TRUE);

  Comparison comparison = { session, &truth };

  g_assert_true (wait_until (is_equal, &comparison));
  sumac_host_pixels_clear (&truth);
  sumac_session_close (session);
}

/* --- a picture that is lent ------------------------------------------------------------- */

#define XR24 0x34325258

typedef struct
{
  SumacHostDisplay *display;
  guint64 number;
} Lent;

static gboolean
is_seen (gpointer data)
{
  const Lent *lent = data;

  return sumac_host_display_lend_is_seen (lent->display, lent->number);
}

/* The guest's graphics card lends its picture as a file, over a Unix socket: it is shown in
 * place of the surface, and the guest hears that it was. */
static void
test_lent_picture (void)
{
  const gsize size = WIDTH * HEIGHT * 4;
  g_autofree char *folder = g_dir_make_tmp ("sumac-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "guest.sock", NULL);
  int fd = memfd_create ("picture", MFD_CLOEXEC | MFD_ALLOW_SEALING);

  g_assert_cmpint (ftruncate (fd, (off_t) size), ==, 0);
  g_assert_cmpint (fcntl (fd, F_ADD_SEALS, F_SEAL_SHRINK), ==, 0);

  guint8 *pixels = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  const SumacHostRect whole = { .right = WIDTH, .bottom = HEIGHT };
  const SumacHostPixels truth = { WIDTH, HEIGHT, WIDTH * 4, SPICE_SURFACE_FMT_32_xRGB, pixels };
  SumacHost *host = start_host (
      &(SumacHostConfig){ .unix_path = path, .width = WIDTH + 10, .height = HEIGHT + 10 });
  SumacHostDisplay *display = sumac_host_get_display (host);
  g_autoptr (SumacSession) session = sumac_session_new (sumac_host_get_uri (host));
  Comparison comparison = { session, &truth };

  sumac_session_open (session);
  g_assert_true (wait_until (has_frame, session));
  sumac_host_display_lend (display, fd, WIDTH, HEIGHT, WIDTH * 4, XR24, TRUE);
  for (guint round = 1; round <= 3; round++)
    {
      Lent lent = { .display = display };
      guint pulse = g_timeout_add (5, keep_going, NULL);

      for (gsize i = 0; i < size; i++)
        pixels[i] = (guint8) (i * round / 64);
      lent.number = sumac_host_display_lend_drawn (display, &whole);
      g_assert_true (wait_until (is_seen, &lent));
      g_assert_true (wait_until (is_equal, &comparison));
      g_source_remove (pulse);
    }
  sumac_session_close (session);
  sumac_host_free (host);
  munmap (pixels, size);
  close (fd);
  rmdir (folder);
}

/* --- inputs ---------------------------------------------------------------------------- */

typedef struct
{
  Ears *ears;
  const char *text;
} Expectation;

static gboolean
is_heard (gpointer data)
{
  const Expectation *expectation = data;

  return has_heard (expectation->ears, expectation->text);
}

/* What the host hears comes on its own thread: the loop looks again now and then. */
static void
expect (Ears *ears, const char *text)
{
  Expectation expectation = { ears, text };
  guint pulse = g_timeout_add (5, keep_going, NULL);
  gboolean came = wait_until (is_heard, &expectation);

  g_source_remove (pulse);
  if (!came)
    g_test_message ("heard: %s", ears->heard->str);
  g_assert_true (came);
}

static void
test_inputs_arrive_in_order (void)
{
  Ears ears = { .heard = g_string_new (NULL) };
  const SumacHostInputFuncs funcs = {
    .scancode = on_scancode,
    .position = on_position,
    .buttons = on_buttons,
    .wheel = on_wheel,
  };
  SumacHost *host = start_host (
      &(SumacHostConfig){ .width = WIDTH, .height = HEIGHT, .inputs = &funcs, .user = &ears });
  g_autoptr (SumacSession) session = sumac_session_new (sumac_host_get_uri (host));
  SumacInputs *inputs = sumac_session_get_inputs (session);

  pthread_mutex_init (&ears.lock, NULL);
  sumac_session_open (session);
  g_assert_true (wait_until (is_listening, session));
  g_assert_true (wait_until (has_frame, session));

  sumac_inputs_key (inputs, 0x1e, TRUE);
  sumac_inputs_key (inputs, 0x1e, FALSE);
  sumac_inputs_key (inputs, 0xe04b, TRUE);
  sumac_inputs_key (inputs, 0xe04b, FALSE);
  expect (&ears, "1e 9e e0 4b e0 cb ");
  sumac_inputs_key (inputs, SUMAC_SCANCODE_PAUSE, TRUE);
  expect (&ears, "e1 1d 45 e1 9d c5 ");
  sumac_inputs_key (inputs, 0x2a, TRUE);
  sumac_inputs_key (inputs, 0x10, TRUE);
  sumac_inputs_release_all (inputs);
  expect (&ears, "2a 10 90 e0 c6 aa ");

  sumac_inputs_position (inputs, 0, 100, 50);
  sumac_inputs_button (inputs, SUMAC_BUTTON_LEFT, TRUE);
  expect (&ears, "at 100,50 ");
  expect (&ears, "buttons 1 ");
  sumac_inputs_button (inputs, SUMAC_BUTTON_LEFT, FALSE);
  sumac_inputs_scroll (inputs, 1);
  expect (&ears, "wheel 1 ");

  sumac_session_close (session);
  sumac_host_free (host);
  pthread_mutex_destroy (&ears.lock);
  g_string_free (ears.heard, TRUE);
}

/* --- passwords ------------------------------------------------------------------------- */

#define SECRET "s3cret-Gurke-77"
#define WRONG  "wr0ng-Gurke-78"

static GString *logged;
static pthread_mutex_t logged_lock = PTHREAD_MUTEX_INITIALIZER;

static GLogWriterOutput
take_log (GLogLevelFlags level G_GNUC_UNUSED,
          const GLogField *fields,
          gsize n_fields,
          gpointer data G_GNUC_UNUSED)
{
  pthread_mutex_lock (&logged_lock);
  for (gsize i = 0; i < n_fields; i++)
    if (fields[i].length < 0)
      g_string_append_printf (logged, "%s\n", (const char *) fields[i].value);
  pthread_mutex_unlock (&logged_lock);
  return G_LOG_WRITER_HANDLED;
}

static void
answer (SumacSession *session, const char *sentence, gpointer data)
{
  guint *n_asked = data;

  (*n_asked)++;
  g_assert_cmpint (sentence != NULL, ==, *n_asked > 1);
  sumac_session_set_password (session, *n_asked > 1 ? SECRET : WRONG);
  sumac_session_open (session);
}

static gboolean
is_ready (gpointer session)
{
  return sumac_session_get_state (session) == SUMAC_SESSION_READY;
}

static void
test_password_is_asked_for (void)
{
  g_autoptr (SumacHost) host =
      start_host (&(SumacHostConfig){ .width = WIDTH, .height = HEIGHT, .password = SECRET });
  g_autoptr (SumacSession) session = sumac_session_new (sumac_host_get_uri (host));
  guint n_asked = 0;

  g_signal_connect (session, "authenticate", G_CALLBACK (answer), &n_asked);
  sumac_session_open (session);
  g_assert_true (wait_until (is_ready, session));
  g_assert_cmpuint (n_asked, ==, 2);
  sumac_session_close (session);

  pthread_mutex_lock (&logged_lock);
  g_assert_cmpuint (logged->len, >, 0);
  g_assert_null (strstr (logged->str, "Gurke"));
  pthread_mutex_unlock (&logged_lock);
}

static void
test_wrong_password_fails_without_a_listener (void)
{
  g_autoptr (SumacHost) host =
      start_host (&(SumacHostConfig){ .width = WIDTH, .height = HEIGHT, .password = SECRET });
  g_autoptr (SumacSession) session = sumac_session_new (sumac_host_get_uri (host));

  sumac_session_set_password (session, WRONG);
  sumac_session_open (session);
  g_assert_true (wait_until (has_ended, session));
  g_assert_error (sumac_session_get_error (session), SUMAC_ERROR, SUMAC_ERROR_AUTH);
}

static void
test_errors_have_their_codes (void)
{
  static const struct
  {
    const char *uri;
    SumacError code;
  } cases[] = {
    { "http://localhost", SUMAC_ERROR_ADDRESS },
    { "spice://localhost", SUMAC_ERROR_ADDRESS },
    { "spice+unix:///nowhere/there.sock", SUMAC_ERROR_CONNECT },
    { "spice+tls://127.0.0.1:5999", SUMAC_ERROR_UNSUPPORTED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SumacSession) session = sumac_session_new (cases[i].uri);

      sumac_session_open (session);
      g_assert_true (wait_until (has_ended, session));
      g_assert_error (sumac_session_get_error (session), SUMAC_ERROR, (gint) cases[i].code);
    }
}

static void
take_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_assert_false (sumac_session_open_finish (SUMAC_SESSION (source), result, data));
}

static gboolean
is_told (gpointer error)
{
  return *(GError **) error != NULL;
}

static void
count_notify (guint *n)
{
  (*n)++;
}

/* The second failure has another sentence, and another answer, though no other state. */
static void
test_status_says_why (void)
{
  static const char *const uris[] = { "spice://localhost", "http://localhost" };
  g_autoptr (SumacSession) session = sumac_session_new (NULL);
  guint n_states = 0;
  guint n_statuses = 0;

  g_signal_connect_swapped (session, "notify::state", G_CALLBACK (count_notify), &n_states);
  g_signal_connect_swapped (session, "notify::status", G_CALLBACK (count_notify), &n_statuses);
  g_assert_cmpstr (sumac_session_get_status (session), ==, "Not connected");
  for (guint i = 0; i < G_N_ELEMENTS (uris); i++)
    {
      g_autoptr (GError) error = NULL;

      sumac_session_set_uri (session, uris[i]);
      sumac_session_open_async (session, NULL, take_opened, &error);
      g_assert_cmpuint (n_statuses, ==, i + 1);
      g_assert_true (wait_until (is_told, &error));
      g_assert_cmpstr (sumac_session_get_status (session), ==, error->message);
    }
  g_assert_cmpuint (n_states, ==, 1);
}

static void
test_status_goes_with_the_state (void)
{
  g_autoptr (SumacHost) host =
      start_host (&(SumacHostConfig){ .width = WIDTH, .height = HEIGHT });
  g_autoptr (SumacSession) session = sumac_session_new (sumac_host_get_uri (host));

  sumac_session_open (session);
  g_assert_cmpstr (sumac_session_get_status (session), ==, "Connecting…");
  g_assert_true (wait_until (is_ready, session));
  g_assert_cmpstr (sumac_session_get_status (session), ==, "Connected");
  sumac_session_close (session);
  g_assert_cmpstr (sumac_session_get_status (session), ==, "Disconnected");
}

/* --- cycles ---------------------------------------------------------------------------- */

static guint
count_entries (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir))
    n++;
  return n;
}

/* Ours are called so; the guest's, GLib's and a checker's are not. */
static guint
count_threads (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/task", 0, NULL);
  const char *id;
  guint n = 0;

  while ((id = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename ("/proc/self/task", id, "comm", NULL);
      g_autofree char *name = NULL;

      if (g_file_get_contents (path, &name, NULL, NULL) && g_str_has_prefix (name, "sumac-") &&
          !g_str_has_prefix (name, "sumac-host"))
        n++;
    }
  return n;
}

static gboolean
is_quiet (gpointer data G_GNUC_UNUSED)
{
  return count_threads () == 0;
}

/* Closing goes on by itself for a moment. */
static void
wait_for_quiet (void)
{
  guint pulse = g_timeout_add (5, keep_going, NULL);
  gboolean came = wait_until (is_quiet, NULL);

  g_source_remove (pulse);
  g_assert_true (came);
}

typedef struct
{
  SumacHost *host;
  guint most;
} Descriptors;

static gboolean
are_few (gpointer data)
{
  const Descriptors *descriptors = data;

  return sumac_host_get_n_clients (descriptors->host) == 0 &&
         count_entries ("/proc/self/fd") <= descriptors->most;
}

/* The guest, in this process too, closes its ends when it comes to it. */
static void
wait_for_fds (SumacHost *host, guint most)
{
  Descriptors descriptors = { host, most };
  guint pulse = g_timeout_add (5, keep_going, NULL);
  gboolean came = wait_until (are_few, &descriptors);

  g_source_remove (pulse);
  if (!came)
    g_test_message ("%u descriptors, %u before", count_entries ("/proc/self/fd"), most);
  g_assert_true (came);
}

static void
close_from_handler (SumacSession *session)
{
  sumac_session_close (session);
}

static void
close_from_monitor (SumacSession *session, SumacMonitor *monitor)
{
  g_signal_connect_swapped (monitor, "damaged", G_CALLBACK (close_from_handler), session);
}

static void
close_when_ready (SumacSession *session)
{
  if (is_ready (session))
    sumac_session_close (session);
}

/* Six ways to an early end. */
static void
run_cycle (SumacHost *host, GRand *rand, GBytes *photo, guint way)
{
  SumacSession *session = sumac_session_new (sumac_host_get_uri (host));

  if (way == 0)
    g_signal_connect (session, "monitor-added", G_CALLBACK (close_from_handler), NULL);
  else if (way == 1)
    g_signal_connect (session, "monitor-added", G_CALLBACK (close_from_monitor), NULL);
  else if (way == 2)
    g_signal_connect (session, "notify::state", G_CALLBACK (close_when_ready), NULL);
  sumac_session_open (session);
  if (way == 3)
    sumac_session_close (session);
  if (way == 4)
    g_assert_true (wait_until (is_ready, session));
  if (way == 5)
    {
      g_assert_true (wait_until (has_frame, session));
      for (guint i = 0; i < 50; i++)
        {
          SumacHostDraw draw = random_draw (rand, photo);

          sumac_host_display_draw (sumac_host_get_display (host), &draw);
        }
    }
  if (way < 3)
    g_assert_true (wait_until (has_ended, session));
  g_object_unref (session);
}

static void
test_cycles_leave_nothing (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_autoptr (GBytes) photo = make_photo (rand);
  g_autoptr (SumacHost) host =
      start_host (&(SumacHostConfig){ .width = WIDTH, .height = HEIGHT });
  guint fds;

  /* The first rounds open what stays: GLib's worker, the server's own. */
  for (guint way = 0; way < 6; way++)
    run_cycle (host, rand, photo, way);
  wait_for_quiet ();
  wait_for_fds (host, G_MAXUINT);
  fds = count_entries ("/proc/self/fd");

  for (guint i = 0; i < N_CYCLES; i++)
    run_cycle (host, rand, photo, i % 6);
  wait_for_quiet ();
  wait_for_fds (host, fds);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    SpiceImageCompression compression;
  } pictures[] = {
    { "/session/picture-equals-the-server/off", SPICE_IMAGE_COMPRESSION_OFF },
    { "/session/picture-equals-the-server/auto-glz", SPICE_IMAGE_COMPRESSION_AUTO_GLZ },
    { "/session/picture-equals-the-server/quic", SPICE_IMAGE_COMPRESSION_QUIC },
    { "/session/picture-equals-the-server/lz", SPICE_IMAGE_COMPRESSION_LZ },
    { "/session/picture-equals-the-server/glz", SPICE_IMAGE_COMPRESSION_GLZ },
    { "/session/picture-equals-the-server/lz4", SPICE_IMAGE_COMPRESSION_LZ4 },
  };

  logged = g_string_new (NULL);
  g_log_set_writer_func (take_log, NULL, NULL);
  g_test_init (&argc, &argv, NULL);
  /* The server warns of a wrong password; that is not our fault. */
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++)
    g_test_add_data_func (pictures[i].path, GINT_TO_POINTER (pictures[i].compression),
                          test_picture_equals_the_server);
  g_test_add_func ("/session/a-lent-picture-is-shown", test_lent_picture);
  g_test_add_func ("/session/inputs-arrive-in-order", test_inputs_arrive_in_order);
  g_test_add_func ("/session/a-password-is-asked-for-and-never-logged",
                   test_password_is_asked_for);
  g_test_add_func ("/session/a-wrong-password-fails-without-a-listener",
                   test_wrong_password_fails_without_a_listener);
  g_test_add_func ("/session/errors-have-their-codes", test_errors_have_their_codes);
  g_test_add_func ("/session/status-says-why-it-ended", test_status_says_why);
  g_test_add_func ("/session/status-goes-with-the-state", test_status_goes_with_the_state);
  g_test_add_func ("/session/a-hundred-cycles-leave-nothing", test_cycles_leave_nothing);
  return g_test_run ();
}
