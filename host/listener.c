/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/listener.h"

#include <errno.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

struct _SumacHostListener
{
  GSocket *socket;
  GSource *source;
  char *path; /* removed at the end */
  char *uri;
  guint16 port;
  SumacHostAcceptFunc on_accept;
  gpointer user;
};

/* What a process left behind that did not end well: a socket that refuses. */
static void
remove_dead_socket (const char *path, GSocketAddress *address)
{
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf status;

  if (g_lstat (path, &status) != 0 || !S_ISSOCK (status.st_mode))
    return;
  socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, 0, NULL);
  if (socket && !g_socket_connect (socket, address, NULL, &error) &&
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    g_unlink (path);
}

static GSocketAddress *
make_address (const char *unix_path, guint16 port, GError **error)
{
  if (unix_path == NULL)
    return g_inet_socket_address_new_from_string ("127.0.0.1", port);
  if (strlen (unix_path) >= 108)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FILENAME_TOO_LONG,
                   "The path “%s” is too long for a socket: at most 107 bytes.", unix_path);
      return NULL;
    }
  return g_unix_socket_address_new (unix_path);
}

static gboolean
name_listener (SumacHostListener *listener, const char *unix_path, GError **error)
{
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (listener->socket, error);

  if (address == NULL)
    return FALSE;
  if (unix_path)
    {
      listener->path = g_canonicalize_filename (unix_path, NULL);
      listener->uri = g_strconcat ("spice+unix://", listener->path, NULL);
      return TRUE;
    }
  listener->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
  listener->uri = g_strdup_printf ("spice://127.0.0.1:%u", listener->port);
  return TRUE;
}

static gboolean
on_incoming (G_GNUC_UNUSED GSocket *socket, G_GNUC_UNUSED GIOCondition condition, gpointer user)
{
  SumacHostListener *listener = user;
  int fd = accept4 (g_socket_get_fd (listener->socket), NULL, NULL, SOCK_CLOEXEC);

  if (fd >= 0)
    listener->on_accept (fd, listener->user);
  return G_SOURCE_CONTINUE;
}

SumacHostListener *
sumac_host_listener_new (const char *unix_path, guint16 port, GError **error)
{
  g_autoptr (GSocketAddress) address = make_address (unix_path, port, error);
  SumacHostListener *listener;

  if (address == NULL)
    return NULL;
  if (unix_path)
    remove_dead_socket (unix_path, address);

  listener = g_new0 (SumacHostListener, 1);
  listener->socket = g_socket_new (g_socket_address_get_family (address), G_SOCKET_TYPE_STREAM,
                                   G_SOCKET_PROTOCOL_DEFAULT, error);
  if (listener->socket)
    g_socket_set_blocking (listener->socket, FALSE);
  if (listener->socket == NULL || !g_socket_bind (listener->socket, address, TRUE, error) ||
      !name_listener (listener, unix_path, error) || !g_socket_listen (listener->socket, error))
    {
      sumac_host_listener_free (listener);
      return NULL;
    }
  return listener;
}

const char *
sumac_host_listener_get_uri (SumacHostListener *listener)
{
  return listener->uri;
}

guint16
sumac_host_listener_get_port (SumacHostListener *listener)
{
  return listener->port;
}

void
sumac_host_listener_attach (SumacHostListener *listener,
                            GMainContext *context,
                            SumacHostAcceptFunc on_accept,
                            gpointer user)
{
  listener->on_accept = on_accept;
  listener->user = user;
  listener->source = g_socket_create_source (listener->socket, G_IO_IN, NULL);
  g_source_set_callback (listener->source, G_SOURCE_FUNC (on_incoming), listener, NULL);
  g_source_attach (listener->source, context);
}

void
sumac_host_listener_free (SumacHostListener *listener)
{
  if (listener == NULL)
    return;
  if (listener->source)
    {
      g_source_destroy (listener->source);
      g_source_unref (listener->source);
    }
  if (listener->path)
    g_unlink (listener->path);
  g_clear_object (&listener->socket);
  g_free (listener->path);
  g_free (listener->uri);
  g_free (listener);
}
