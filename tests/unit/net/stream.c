/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "net/stream.h"

#include "core/thread.h"

#include <sumac/error.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define SECOND_US G_USEC_PER_SEC

/* Name servers of a test: they know nobody, are not there, or never answer. */
typedef enum
{
  NAMES_UNKNOWN,
  NAMES_UNREACHABLE,
  NAMES_SILENT,
} Names;

typedef struct
{
  GResolver parent;
  Names names;
} TestResolver;

typedef GResolverClass TestResolverClass;

GType test_resolver_get_type (void);
G_DEFINE_TYPE (TestResolver, test_resolver, G_TYPE_RESOLVER)

static gboolean
give_up (G_GNUC_UNUSED GCancellable *cancellable, gpointer task)
{
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

static void
lookup (GResolver *resolver,
        const char *name,
        G_GNUC_UNUSED GResolverNameLookupFlags flags,
        GCancellable *cancellable,
        GAsyncReadyCallback callback,
        gpointer data)
{
  static const GResolverError codes[] = { G_RESOLVER_ERROR_NOT_FOUND,
                                          G_RESOLVER_ERROR_TEMPORARY_FAILURE };
  TestResolver *self = (TestResolver *) resolver;
  GTask *task = g_task_new (resolver, cancellable, callback, data);

  if (self->names != NAMES_SILENT)
    {
      g_task_return_new_error (task, G_RESOLVER_ERROR, codes[self->names], "%s?", name);
      g_object_unref (task);
      return;
    }

  GSource *source = g_cancellable_source_new (cancellable);

  g_source_set_callback (source, G_SOURCE_FUNC (give_up), task, g_object_unref);
  g_source_attach (source, g_task_get_context (task));
  g_source_unref (source);
}

static GList *
lookup_finish (G_GNUC_UNUSED GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_resolver_class_init (TestResolverClass *class)
{
  class->lookup_by_name_with_flags_async = lookup;
  class->lookup_by_name_with_flags_finish = lookup_finish;
}

static void
test_resolver_init (G_GNUC_UNUSED TestResolver *self)
{
}

static void
set_names (Names names)
{
  TestResolver *resolver = g_object_new (test_resolver_get_type (), NULL);

  resolver->names = names;
  g_resolver_set_default (G_RESOLVER (resolver));
  g_object_unref (resolver);
}

/* A socket bound to a free port of 127.0.0.1. */
static int
bind_port (guint16 *port)
{
  struct sockaddr_in name = { .sin_family = AF_INET,
                              .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t size = sizeof name;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (bind (fd, (struct sockaddr *) &name, size), ==, 0);
  g_assert_cmpint (getsockname (fd, (struct sockaddr *) &name, &size), ==, 0);
  *port = ntohs (name.sin_port);
  return fd;
}

static SumacStream *
connect_to (const char *uri, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  g_autoptr (SumacAddress) address = sumac_address_parse (uri, NULL);

  return sumac_stream_connect (address, timeout_ms, cancellable, error);
}

static void
assert_not_connected (const char *uri, int code, const char *says)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (connect_to (uri, 20000, NULL, &error));
  g_assert_error (error, SUMAC_ERROR, code);
  g_assert_nonnull (strstr (error->message, says));
}

/* What is written on one side is read on the other, and the end is seen. */
static void
assert_talks (SumacStream *stream, int peer)
{
  guint8 bytes[16];
  gsize n = 0;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (sumac_stream_read (stream, bytes, 16, &n, &error), ==, SUMAC_STREAM_AGAIN);
  g_assert_cmpint (sumac_stream_write (stream, (const guint8 *) "hello", 5, &n, &error), ==,
                   SUMAC_STREAM_OK);
  g_assert_cmpuint (n, ==, 5);
  g_assert_cmpint (recv (peer, bytes, 5, MSG_WAITALL), ==, 5);
  g_assert_cmpmem (bytes, 5, "hello", 5);

  g_assert_cmpint (send (peer, "you", 3, 0), ==, 3);
  g_assert_cmpint (sumac_stream_read_all (stream, bytes, 3, -1, G_MAXINT64, &error), ==, TRUE);
  g_assert_cmpmem (bytes, 3, "you", 3);
  close (peer);
  g_assert_cmpint (sumac_stream_read_all (stream, bytes, 1, -1, G_MAXINT64, &error), ==, FALSE);
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_LOST);
}

static int
get_option (SumacStream *stream, int level, int option)
{
  int value = -1;
  socklen_t size = sizeof value;

  g_assert_cmpint (getsockopt (sumac_stream_fd (stream), level, option, &value, &size), ==, 0);
  return value;
}

static void
test_tcp (void)
{
  guint16 port;
  int listener = bind_port (&port);
  g_autofree char *uri = g_strdup_printf ("spice://127.0.0.1:%u", port);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (listen (listener, 1), ==, 0);

  g_autoptr (SumacStream) stream = connect_to (uri, 20000, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (fcntl (sumac_stream_fd (stream), F_GETFD), ==, FD_CLOEXEC);

  sumac_stream_set_quality (stream, TRUE, 46, 6, 65536);
  g_assert_cmpint (get_option (stream, IPPROTO_TCP, TCP_NODELAY), ==, 1);
  g_assert_cmpint (get_option (stream, IPPROTO_IP, IP_TOS), ==, 46 << 2);
  g_assert_cmpint (get_option (stream, SOL_SOCKET, SO_PRIORITY), ==, 6);
  g_assert_cmpint (get_option (stream, SOL_SOCKET, SO_RCVBUF), >=, 65536);
  sumac_stream_set_quality (stream, FALSE, 0, 0, 0);
  g_assert_cmpint (get_option (stream, IPPROTO_TCP, TCP_NODELAY), ==, 0);

  assert_talks (stream, accept (listener, NULL, NULL));
  close (listener);
}

static void
test_unix (void)
{
  g_autofree char *folder = g_dir_make_tmp ("sumac-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "s", NULL);
  g_autofree char *uri = g_strconcat ("spice+unix://", path, NULL);
  struct sockaddr_un name = { .sun_family = AF_UNIX };
  int listener = socket (AF_UNIX, SOCK_STREAM, 0);

  assert_not_connected (uri, SUMAC_ERROR_CONNECT, "There is no socket");

  g_strlcpy (name.sun_path, path, sizeof name.sun_path);
  g_assert_cmpint (bind (listener, (struct sockaddr *) &name, sizeof name), ==, 0);
  assert_not_connected (uri, SUMAC_ERROR_CONNECT, "Nobody listens");

  g_autoptr (GError) error = NULL;

  g_assert_cmpint (listen (listener, 1), ==, 0);

  g_autoptr (SumacStream) stream = connect_to (uri, 20000, NULL, &error);

  g_assert_no_error (error);
  /* Wishes that only TCP understands are ignored. */
  sumac_stream_set_quality (stream, TRUE, 46, 6, 65536);
  assert_talks (stream, accept (listener, NULL, NULL));
  close (listener);
  g_remove (path);
  g_rmdir (folder);
}

static void
test_refusals (void)
{
  g_autofree char *zeros = g_strnfill (200, '0');
  g_autofree char *long_path = g_strconcat ("spice+unix:///", zeros, NULL);
  guint16 port;
  int unheard = bind_port (&port);
  g_autofree char *uri = g_strdup_printf ("spice://127.0.0.1:%u", port);

  assert_not_connected (uri, SUMAC_ERROR_CONNECT, "Nobody listens at “127.0.0.1:");
  assert_not_connected (long_path, SUMAC_ERROR_CONNECT, "107 bytes");
  assert_not_connected ("spice+tls://host:5901", SUMAC_ERROR_UNSUPPORTED, "encrypted");
  assert_not_connected ("spice://host?tls-port=5901", SUMAC_ERROR_UNSUPPORTED, "“host:5901”");
  close (unheard);
}

static void
test_names (void)
{
  set_names (NAMES_UNKNOWN);
  assert_not_connected ("spice://nowhere.example:1", SUMAC_ERROR_CONNECT, "was not found");
  set_names (NAMES_UNREACHABLE);
  assert_not_connected ("spice://nowhere.example:1", SUMAC_ERROR_CONNECT, "no name server");
}

static void
test_timeout (void)
{
  g_autoptr (GError) error = NULL;

  set_names (NAMES_SILENT);
  g_assert_null (connect_to ("spice://silent.example:1", 20, NULL, &error));
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_CONNECT);
  g_assert_nonnull (strstr (error->message, "did not answer in time"));
}

static void *
cancel (void *cancellable)
{
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_cancel (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) during = NULL;
  g_autoptr (GError) before = NULL;
  SumacThread thread;

  set_names (NAMES_SILENT);
  g_assert_cmpint (sumac_thread_start (&thread, "cancel", cancel, cancellable), ==, TRUE);
  g_assert_null (connect_to ("spice://silent.example:1", 60000, cancellable, &during));
  g_assert_error (during, SUMAC_ERROR, SUMAC_ERROR_CANCELLED);
  sumac_thread_join (thread);

  g_assert_null (connect_to ("spice://127.0.0.1:1", 60000, cancellable, &before));
  g_assert_error (before, SUMAC_ERROR, SUMAC_ERROR_CANCELLED);
}

static SumacStream *
open_pair (int *peer)
{
  int fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, fds), ==, 0);
  *peer = fds[1];
  return sumac_stream_new_for_fd (fds[0]);
}

static void
test_deadline (void)
{
  int peer;
  g_autoptr (SumacStream) stream = open_pair (&peer);
  g_autoptr (GError) read_error = NULL;
  g_autoptr (GError) write_error = NULL;
  g_autofree guint8 *bytes = g_malloc0 (8 << 20);
  gint64 start_us = sumac_clock_us ();

  g_assert_cmpint (send (peer, "x", 1, 0), ==, 1);
  g_assert_cmpint (sumac_stream_read_all (stream, bytes, 2, -1, start_us + 20000, &read_error),
                   ==, FALSE);
  g_assert_error (read_error, SUMAC_ERROR, SUMAC_ERROR_CONNECT);
  g_assert_cmpint (sumac_clock_us () - start_us, >=, 20000);

  g_assert_cmpint (
      sumac_stream_write_all (stream, bytes, 8 << 20, -1, sumac_clock_us (), &write_error), ==,
      FALSE);
  g_assert_error (write_error, SUMAC_ERROR, SUMAC_ERROR_CONNECT);
  close (peer);
}

static void
test_wake_up (void)
{
  int peer;
  g_autoptr (SumacStream) stream = open_pair (&peer);
  g_autoptr (GError) read_error = NULL;
  g_autoptr (GError) write_error = NULL;
  g_autofree guint8 *bytes = g_malloc0 (8 << 20);
  int wake = eventfd (1, EFD_CLOEXEC);

  g_assert_cmpint (sumac_stream_read_all (stream, bytes, 2, wake, G_MAXINT64, &read_error), ==,
                   FALSE);
  g_assert_error (read_error, SUMAC_ERROR, SUMAC_ERROR_CANCELLED);
  g_assert_cmpint (
      sumac_stream_write_all (stream, bytes, 8 << 20, wake, G_MAXINT64, &write_error), ==,
      FALSE);
  g_assert_error (write_error, SUMAC_ERROR, SUMAC_ERROR_CANCELLED);
  close (wake);
  close (peer);
}

static void *
swallow (void *data)
{
  int fd = *(int *) data;
  guint8 bytes[4096];
  gssize n;

  do
    n = recv (fd, bytes, sizeof bytes, 0);
  while (n > 0);
  return NULL;
}

static void
test_write_all (void)
{
  int peer;
  SumacStream *stream = open_pair (&peer);
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *bytes = g_malloc0 (8 << 20);
  SumacThread thread;

  g_assert_cmpint (sumac_thread_start (&thread, "swallow", swallow, &peer), ==, TRUE);
  g_assert_cmpint (sumac_stream_write_all (stream, bytes, 8 << 20, -1,
                                           sumac_clock_us () + 60 * SECOND_US, &error),
                   ==, TRUE);
  g_assert_no_error (error);
  sumac_stream_free (stream);
  sumac_thread_join (thread);
  close (peer);
}

static void
test_broken_pipe (void)
{
  int peer;
  g_autoptr (SumacStream) stream = open_pair (&peer);
  g_autoptr (GError) error = NULL;
  gsize n = 77;

  /* The default action would end the process. */
  signal (SIGPIPE, SIG_DFL);
  close (peer);
  g_assert_cmpint (sumac_stream_write (stream, (const guint8 *) "x", 1, &n, &error), ==,
                   SUMAC_STREAM_ERROR);
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_LOST);
  g_assert_cmpuint (n, ==, 77);
  sumac_stream_free (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stream/tcp-connects-and-takes-wishes", test_tcp);
  g_test_add_func ("/stream/unix-connects", test_unix);
  g_test_add_func ("/stream/refusals-are-told-apart", test_refusals);
  g_test_add_func ("/stream/unknown-names-are-told-apart", test_names);
  g_test_add_func ("/stream/silence-ends-at-the-timeout", test_timeout);
  g_test_add_func ("/stream/connecting-can-be-cancelled", test_cancel);
  g_test_add_func ("/stream/all-ends-at-its-deadline", test_deadline);
  g_test_add_func ("/stream/all-ends-when-woken-up", test_wake_up);
  g_test_add_func ("/stream/write-all-waits-for-room", test_write_all);
  g_test_add_func ("/stream/writing-to-nobody-is-an-error", test_broken_pipe);
  return g_test_run ();
}
