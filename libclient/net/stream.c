/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "net/stream.h"

#include "core/thread.h"

#include <sumac/error.h>

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Nobody has reason to send more before the first of them is asked for. */
#define MAX_DESCRIPTORS 16

/* A file, and the byte that it came with. */
typedef struct
{
  guint64 position;
  int fd;
} Descriptor;

struct _SumacStream
{
  int fd;
  guint64 position; /* bytes read */
  gboolean keeps_descriptors;
  guint n_descriptors;
  Descriptor descriptors[MAX_DESCRIPTORS]; /* in the order of their bytes */
};

/* A connection being made. GIO tries the addresses of a name side by side when it is asked
 * asynchronously, so the attempt runs in a main context of its own until it is done. */
typedef struct
{
  GCancellable *stop; /* the caller's wish and the clock both end in it */
  gboolean is_timed_out;
  gboolean is_done;
  GSocketConnection *connection;
  GError *error;
} Attempt;

typedef struct
{
  int code;
  const char *sentence; /* with the address's name in it */
} Cause;

/* clang-format off */
static const Cause resolver_causes[] = {
  { G_RESOLVER_ERROR_NOT_FOUND,
    N_ ("The host of “%s” was not found. Check how its name is written, and the network.") },
  { G_RESOLVER_ERROR_TEMPORARY_FAILURE,
    N_ ("The host of “%s” could not be looked up, because no name server answered. Check the network.") },
};

static const Cause socket_causes[] = {
  { G_IO_ERROR_CONNECTION_REFUSED,
    N_ ("Nobody listens at “%s”. Is the virtual machine running?") },
  { G_IO_ERROR_NOT_FOUND,
    N_ ("There is no socket “%s”. Is the virtual machine running?") },
  { G_IO_ERROR_PERMISSION_DENIED,
    N_ ("You are not allowed to use “%s”. Ask the administrator of this computer.") },
  { G_IO_ERROR_TIMED_OUT,
    N_ ("“%s” did not answer in time. Check the address, the network and the firewall.") },
  { G_IO_ERROR_HOST_UNREACHABLE,
    N_ ("“%s” can't be reached from here. Check the network.") },
  { G_IO_ERROR_NETWORK_UNREACHABLE,
    N_ ("“%s” can't be reached from here. Check the network.") },
};

/* clang-format on */

static const char *
find_sentence (const Cause *causes, gsize n, int code)
{
  for (gsize i = 0; i < n; i++)
    if (causes[i].code == code)
      return _ (causes[i].sentence);
  return NULL;
}

static void
set_connect_error (const SumacAddress *address, const GError *cause, GError **error)
{
  g_autofree char *name = sumac_address_dup_name (address);
  const char *sentence = NULL;

  if (cause->domain == G_RESOLVER_ERROR)
    sentence = find_sentence (resolver_causes, G_N_ELEMENTS (resolver_causes), cause->code);
  else if (cause->domain == G_IO_ERROR)
    sentence = find_sentence (socket_causes, G_N_ELEMENTS (socket_causes), cause->code);

  if (sentence)
    g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_CONNECT, sentence, name);
  else
    /* Translators: an address, and the system's own words for what went wrong. */
    g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_CONNECT, _ ("“%s” could not be reached: %s"),
                 name, cause->message);
}

static void
set_cancelled (GError **error)
{
  g_set_error_literal (error, SUMAC_ERROR, SUMAC_ERROR_CANCELLED,
                       _ ("The connection was cancelled."));
}

static GSocketConnectable *
find_target (const SumacAddress *address, GError **error)
{
  if (!address->host)
    {
      if (strlen (address->path) < sizeof ((struct sockaddr_un *) NULL)->sun_path)
        return G_SOCKET_CONNECTABLE (g_unix_socket_address_new (address->path));

      g_set_error (
          error, SUMAC_ERROR, SUMAC_ERROR_CONNECT,
          _ ("The path of the socket is longer than the %d bytes that the system allows."),
          (int) sizeof ((struct sockaddr_un *) NULL)->sun_path - 1);
      return NULL;
    }
  if (address->port != 0)
    return g_network_address_new (address->host, address->port);

  g_autofree char *name = sumac_address_dup_name (address);

  g_set_error (
      error, SUMAC_ERROR, SUMAC_ERROR_UNSUPPORTED,
      _ ("This build cannot make encrypted connections yet, and for “%s” only a port for encrypted ones is known."),
      name);
  return NULL;
}

static void
on_connected (GObject *client, GAsyncResult *result, gpointer data)
{
  Attempt *attempt = data;

  attempt->connection =
      g_socket_client_connect_finish (G_SOCKET_CLIENT (client), result, &attempt->error);
  attempt->is_done = TRUE;
}

static gboolean
on_timeout (gpointer data)
{
  Attempt *attempt = data;

  attempt->is_timed_out = TRUE;
  g_cancellable_cancel (attempt->stop);
  return G_SOURCE_REMOVE;
}

static void
on_cancelled (G_GNUC_UNUSED GCancellable *caller, gpointer stop)
{
  g_cancellable_cancel (stop);
}

static void
attempt_run (Attempt *attempt,
             GSocketConnectable *target,
             guint timeout_ms,
             GCancellable *cancellable)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSource) timeout = g_timeout_source_new (timeout_ms);
  gulong watch = 0;

  g_main_context_push_thread_default (context);
  g_source_set_callback (timeout, on_timeout, attempt, NULL);
  g_source_attach (timeout, context);
  if (cancellable)
    watch = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled),
                                   g_object_ref (attempt->stop), g_object_unref);

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_connect_async (client, target, attempt->stop, on_connected, attempt);
  while (!attempt->is_done)
    g_main_context_iteration (context, TRUE);

  g_cancellable_disconnect (cancellable, watch);
  g_source_destroy (timeout);
  /* Addresses that were tried in vain finish here, and let go of their sockets. */
  while (g_main_context_iteration (context, FALSE))
    continue;
  g_main_context_pop_thread_default (context);
}

/* A descriptor of our own for the connection's socket, or -1. */
static int
dup_socket (GSocketConnection *connection)
{
  GSocket *socket = g_socket_connection_get_socket (connection);

  return fcntl (g_socket_get_fd (socket), F_DUPFD_CLOEXEC, 0);
}

static int
attempt_finish (Attempt *attempt,
                const SumacAddress *address,
                GCancellable *cancellable,
                GError **error)
{
  if (cancellable && g_cancellable_is_cancelled (cancellable))
    {
      set_cancelled (error);
      return -1;
    }
  if (attempt->is_timed_out && !attempt->connection)
    {
      g_clear_error (&attempt->error);
      attempt->error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "");
    }

  int fd = attempt->connection ? dup_socket (attempt->connection) : -1;

  if (fd < 0 && !attempt->error)
    attempt->error =
        g_error_new_literal (G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
  if (fd < 0)
    set_connect_error (address, attempt->error, error);
  return fd;
}

SumacStream *
sumac_stream_connect (const SumacAddress *address,
                      guint timeout_ms,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (GSocketConnectable) target = find_target (address, error);

  if (!target)
    return NULL;

  Attempt attempt = { .stop = g_cancellable_new () };

  attempt_run (&attempt, target, timeout_ms, cancellable);

  int fd = attempt_finish (&attempt, address, cancellable, error);

  g_clear_object (&attempt.connection);
  g_clear_error (&attempt.error);
  g_object_unref (attempt.stop);
  return fd < 0 ? NULL : sumac_stream_new_for_fd (fd);
}

SumacStream *
sumac_stream_new_for_fd (int fd)
{
  SumacStream *stream = g_new0 (SumacStream, 1);

  fcntl (fd, F_SETFL, fcntl (fd, F_GETFL) | O_NONBLOCK);
  fcntl (fd, F_SETFD, FD_CLOEXEC);
  stream->fd = fd;
  return stream;
}

void
sumac_stream_free (SumacStream *stream)
{
  if (!stream)
    return;
  for (guint i = 0; i < stream->n_descriptors; i++)
    close (stream->descriptors[i].fd);
  close (stream->fd);
  g_free (stream);
}

int
sumac_stream_fd (const SumacStream *stream)
{
  return stream->fd;
}

/* What @went, the result of recv or send, means together with errno. */
static SumacStreamResult
judge (gssize went, gsize *n, GError **error)
{
  if (went >= 0)
    {
      *n = (gsize) went;
      return SUMAC_STREAM_OK;
    }
  if (errno == EAGAIN || errno == EWOULDBLOCK)
    return SUMAC_STREAM_AGAIN;

  g_set_error (
      error, SUMAC_ERROR, SUMAC_ERROR_LOST,
      /* Translators: the system's own words for what went wrong. */
      _ ("The connection to the server broke (%s). Check the network, and connect again."),
      g_strerror (errno));
  return SUMAC_STREAM_ERROR;
}

void
sumac_stream_keep_descriptors (SumacStream *stream)
{
  stream->keeps_descriptors = TRUE;
}

guint64
sumac_stream_position (const SumacStream *stream)
{
  return stream->position;
}

int
sumac_stream_take_descriptor (SumacStream *stream, guint64 position)
{
  int fd = -1;
  guint n = 0;

  while (n < stream->n_descriptors && stream->descriptors[n].position <= position)
    {
      if (stream->descriptors[n].position == position && fd < 0)
        fd = stream->descriptors[n].fd;
      else
        close (stream->descriptors[n].fd);
      n++;
    }
  stream->n_descriptors -= n;
  memmove (stream->descriptors, stream->descriptors + n,
           stream->n_descriptors * sizeof *stream->descriptors);
  return fd;
}

/* The system ends a read with the bytes that files came along with: the last byte is theirs. */
static void
keep_descriptors (SumacStream *stream, struct msghdr *message, guint64 position)
{
  for (struct cmsghdr *part = CMSG_FIRSTHDR (message); part; part = CMSG_NXTHDR (message, part))
    {
      if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS)
        continue;
      for (gsize at = CMSG_LEN (0); at + sizeof (int) <= part->cmsg_len; at += sizeof (int))
        {
          Descriptor descriptor = { .position = position };

          memcpy (&descriptor.fd, (guint8 *) part + at, sizeof (int));
          if (stream->n_descriptors < MAX_DESCRIPTORS)
            stream->descriptors[stream->n_descriptors++] = descriptor;
          else
            close (descriptor.fd);
        }
    }
}

static gssize
receive_with_descriptors (SumacStream *stream, guint8 *bytes, gsize size)
{
  union
  {
    struct cmsghdr head; /* for its alignment */
    guint8 bytes[CMSG_SPACE (MAX_DESCRIPTORS * sizeof (int))];
  } control;
  struct iovec part = { .iov_base = bytes, .iov_len = size };
  struct msghdr message = {
    .msg_iov = &part,
    .msg_iovlen = 1,
    .msg_control = &control,
    .msg_controllen = sizeof control,
  };
  gssize n = recvmsg (stream->fd, &message, MSG_CMSG_CLOEXEC);

  if (n > 0)
    keep_descriptors (stream, &message, stream->position + (guint64) n - 1);
  return n;
}

SumacStreamResult
sumac_stream_read (SumacStream *stream,
                   guint8 *bytes,
                   gsize size,
                   gsize *n_read,
                   GError **error)
{
  gssize went;

  g_assert (size > 0);
  do
    went = stream->keeps_descriptors ? receive_with_descriptors (stream, bytes, size)
                                     : recv (stream->fd, bytes, size, 0);
  while (went < 0 && errno == EINTR);

  if (went > 0)
    stream->position += (guint64) went;
  return went == 0 ? SUMAC_STREAM_END : judge (went, n_read, error);
}

SumacStreamResult
sumac_stream_write (SumacStream *stream,
                    const guint8 *bytes,
                    gsize size,
                    gsize *n_written,
                    GError **error)
{
  gssize went;

  do
    went = send (stream->fd, bytes, size, MSG_NOSIGNAL);
  while (went < 0 && errno == EINTR);

  return judge (went, n_written, error);
}

static void
wish (int fd, int level, int option, int value)
{
  (void) setsockopt (fd, level, option, &value, sizeof value);
}

void
sumac_stream_end_writing (SumacStream *stream)
{
  /* Of a connection that is gone reading tells. */
  (void) shutdown (stream->fd, SHUT_WR);
}

void
sumac_stream_set_quality (SumacStream *stream,
                          gboolean no_delay,
                          guint8 dscp,
                          int priority,
                          int receive_buffer_bytes)
{
  wish (stream->fd, IPPROTO_TCP, TCP_NODELAY, no_delay ? 1 : 0);
  wish (stream->fd, IPPROTO_IP, IP_TOS, dscp << 2);
  wish (stream->fd, IPPROTO_IPV6, IPV6_TCLASS, dscp << 2);
  /* After IP_TOS, which sets a priority of its own. */
  wish (stream->fd, SOL_SOCKET, SO_PRIORITY, priority);
  if (receive_buffer_bytes > 0)
    wish (stream->fd, SOL_SOCKET, SO_RCVBUF, receive_buffer_bytes);
}

/* Until @events can be had; FALSE when woken up or too late. */
static gboolean
wait_for (SumacStream *stream, short events, int wake_fd, gint64 deadline_us, GError **error)
{
  struct pollfd fds[] = {
    { .fd = stream->fd, .events = events },
    { .fd = wake_fd, .events = POLLIN }, /* poll skips a negative one */
  };

  for (;;)
    {
      gint64 left_us = deadline_us - sumac_clock_us ();
      int timeout_ms = (int) CLAMP (left_us / 1000 + 1, 0, G_MAXINT);
      int n = poll (fds, G_N_ELEMENTS (fds), left_us > 0 ? timeout_ms : 0);

      if (n > 0 && fds[1].revents)
        {
          set_cancelled (error);
          return FALSE;
        }
      if (n > 0)
        return TRUE;
      if (left_us <= 0)
        {
          g_set_error_literal (
              error, SUMAC_ERROR, SUMAC_ERROR_CONNECT,
              _ ("The server did not answer in time. Check the network, and whether the virtual machine still runs."));
          return FALSE;
        }
    }
}

static void
set_closed (GError **error)
{
  g_set_error_literal (error, SUMAC_ERROR, SUMAC_ERROR_LOST,
                       _ ("The server closed the connection."));
}

/* What one read or write has come to: TRUE, go on, after waiting where that was needed. */
static gboolean
settle (SumacStream *stream,
        SumacStreamResult result,
        short events,
        int wake_fd,
        gint64 deadline_us,
        GError **error)
{
  switch (result)
    {
    case SUMAC_STREAM_OK:
      return TRUE;
    case SUMAC_STREAM_AGAIN:
      return wait_for (stream, events, wake_fd, deadline_us, error);
    case SUMAC_STREAM_END:
      set_closed (error);
      return FALSE;
    case SUMAC_STREAM_ERROR:
      break;
    }
  return FALSE;
}

gboolean
sumac_stream_read_all (SumacStream *stream,
                       guint8 *bytes,
                       gsize size,
                       int wake_fd,
                       gint64 deadline_us,
                       GError **error)
{
  for (gsize done = 0; done < size;)
    {
      gsize n = 0;
      SumacStreamResult result =
          sumac_stream_read (stream, bytes + done, size - done, &n, error);

      if (!settle (stream, result, POLLIN, wake_fd, deadline_us, error))
        return FALSE;
      done += n;
    }
  return TRUE;
}

gboolean
sumac_stream_write_all (SumacStream *stream,
                        const guint8 *bytes,
                        gsize size,
                        int wake_fd,
                        gint64 deadline_us,
                        GError **error)
{
  for (gsize done = 0; done < size;)
    {
      gsize n = 0;
      SumacStreamResult result =
          sumac_stream_write (stream, bytes + done, size - done, &n, error);

      if (!settle (stream, result, POLLOUT, wake_fd, deadline_us, error))
        return FALSE;
      done += n;
    }
  return TRUE;
}
