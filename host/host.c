/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/host.h"

#include "host/core-loop.h"
#include "host/listener.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

/* Longer passwords are refused by the protocol. */
#define MAX_PASSWORD 60

typedef struct
{
  SumacHostDevice *device;
  SumacHostDisplay *display;
  SumacHostCursor *cursor;
} Screen;

struct _SumacHost
{
  SumacHostConfig config; /* its pointers are valid until the host is up */
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
  SumacHostListener *listener;
  SpiceServer *server; /* host's thread */
  char *password;      /* host's thread; nullable */
  guint n_screens;
  Screen screens[SUMAC_HOST_MAX_DISPLAYS];
  SumacHostInputs *inputs;

  pthread_mutex_t lock; /* guards calls, and what is in them */
  pthread_cond_t call_done;
  GQueue calls;

  gint n_clients;        /* atomic; written on the host's thread */
  gboolean is_up;        /* written before the first call returns */
  gboolean knows_codecs; /* the same */
};

typedef struct
{
  void (*func) (gpointer user);
  gpointer user;
  gboolean is_done;
} Call;

/* The call comes by our own queue: thread checkers see its lock, and not those of GLib. */
static gboolean
run_call (gpointer user)
{
  SumacHost *host = user;
  Call *call;

  pthread_mutex_lock (&host->lock);
  call = g_queue_pop_head (&host->calls);
  pthread_mutex_unlock (&host->lock);

  call->func (call->user);

  pthread_mutex_lock (&host->lock);
  call->is_done = TRUE;
  pthread_cond_broadcast (&host->call_done);
  pthread_mutex_unlock (&host->lock);
  return G_SOURCE_REMOVE;
}

static void
call_on_host (gpointer user, void (*func) (gpointer user), gpointer func_user)
{
  SumacHost *host = user;
  g_autoptr (GSource) source = NULL;
  Call call = { .func = func, .user = func_user };

  if (g_main_context_is_owner (host->context))
    {
      func (func_user);
      return;
    }
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, run_call, host, NULL);

  pthread_mutex_lock (&host->lock);
  g_queue_push_tail (&host->calls, &call);
  g_source_attach (source, host->context);
  while (!call.is_done)
    pthread_cond_wait (&host->call_done, &host->lock);
  pthread_mutex_unlock (&host->lock);
}

static void
on_channel (int event, const SpiceChannelEventInfo *info, gpointer user)
{
  SumacHost *host = user;

  /* The type is known from the login on: refused clients don't count. */
  if (info->type != SPICE_CHANNEL_MAIN)
    return;
  if (event == SPICE_CHANNEL_EVENT_INITIALIZED)
    g_atomic_int_inc (&host->n_clients);
  else if (event == SPICE_CHANNEL_EVENT_DISCONNECTED)
    g_atomic_int_add (&host->n_clients, -1);
}

static void
on_accept (int fd, gpointer user)
{
  SumacHost *host = user;

  /* The server closes the descriptor, but not when it refuses the client at once. */
  if (spice_server_add_client (host->server, fd, FALSE) != 0)
    close (fd);
}

static void
set_login (SumacHost *host, gboolean disconnect)
{
  /* Without a password: a ticket that lets nobody in, for the sake of disconnecting. */
  if (host->password || disconnect)
    spice_server_set_ticket (host->server, host->password, 0, FALSE, disconnect);
  if (host->password == NULL)
    spice_server_set_noauth (host->server);
}

static spice_wan_compression_t
wan_of (SumacHostWan wan)
{
  switch (wan)
    {
    case SUMAC_HOST_WAN_NEVER:
      return SPICE_WAN_COMPRESSION_NEVER;
    case SUMAC_HOST_WAN_AUTO:
      return SPICE_WAN_COMPRESSION_AUTO;
    case SUMAC_HOST_WAN_ALWAYS:
      return SPICE_WAN_COMPRESSION_ALWAYS;
    }
  g_assert_not_reached ();
}

static int
streaming_of (SumacHostStreaming streaming)
{
  switch (streaming)
    {
    case SUMAC_HOST_STREAMING_OFF:
      return SPICE_STREAM_VIDEO_OFF;
    case SUMAC_HOST_STREAMING_FILTER:
      return SPICE_STREAM_VIDEO_FILTER;
    case SUMAC_HOST_STREAMING_ALL:
      return SPICE_STREAM_VIDEO_ALL;
    }
  g_assert_not_reached ();
}

static void
make_server (SumacHost *host)
{
  const SumacHostConfig *config = &host->config;
  SpiceServer *server = spice_server_new ();

  host->server = server;
  set_login (host, FALSE);
  if (config->name)
    spice_server_set_name (server, config->name);
  if (config->uuid)
    spice_server_set_uuid (server, config->uuid);
  spice_server_set_image_compression (
      server, config->compression ? config->compression : SPICE_IMAGE_COMPRESSION_OFF);
  spice_server_set_jpeg_compression (server, wan_of (config->jpeg));
  spice_server_set_zlib_glz_compression (server, wan_of (config->zlib_glz));
  spice_server_set_streaming_video (server, streaming_of (config->streaming));
  host->knows_codecs = !config->video_codecs ||
                       spice_server_set_video_codecs (server, config->video_codecs) == 0;
}

static gboolean
attach_screens (SumacHost *host)
{
  for (guint i = 0; i < host->n_screens; i++)
    if (!sumac_host_device_attach (host->screens[i].device, host->server))
      return FALSE;
  return TRUE;
}

/* The first call on the host's thread. */
static void
bring_up (gpointer user)
{
  SumacHost *host = user;

  host->is_up = host->knows_codecs &&
                spice_server_init (host->server, sumac_host_core_loop_interface ()) == 0 &&
                attach_screens (host) && sumac_host_inputs_attach (host->inputs, host->server);
  if (!host->is_up)
    return;
  if (host->config.width > 0 && host->config.height > 0)
    for (guint i = 0; i < host->n_screens; i++)
      sumac_host_display_resize (host->screens[i].display, host->config.width,
                                 host->config.height, SPICE_SURFACE_FMT_32_xRGB);
  /* Before this the server draws nothing. */
  spice_server_vm_start (host->server);
  sumac_host_listener_attach (host->listener, host->context, on_accept, host);
}

static void
drop_clients (gpointer user)
{
  /* The server has no call for it, but a new ticket may ask for it. */
  set_login (user, TRUE);
}

static gpointer
run (gpointer user)
{
  SumacHost *host = user;

  sumac_host_core_loop_push (host->context, on_channel, host);
  make_server (host);
  g_main_loop_run (host->loop);

  g_clear_pointer (&host->listener, sumac_host_listener_free);
  sumac_host_core_loop_hang_up (host->context);
  spice_server_destroy (g_steal_pointer (&host->server));
  /* What the server's end has queued still belongs to it. */
  while (g_main_context_iteration (host->context, FALSE))
    ;
  sumac_host_core_loop_pop (host->context);
  return NULL;
}

static void
make_screens (SumacHost *host, guint n)
{
  host->n_screens = n;
  for (guint i = 0; i < n; i++)
    {
      Screen *screen = &host->screens[i];

      screen->device = sumac_host_device_new (i);
      screen->display = sumac_host_display_new (screen->device, call_on_host, host);
      screen->cursor = sumac_host_cursor_new (screen->device);
    }
}

SumacHost *
sumac_host_new (const SumacHostConfig *config, GError **error)
{
  SumacHostListener *listener;
  SumacHost *host;

  if (config->password && strlen (config->password) > MAX_PASSWORD)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "The password is too long: at most %d bytes.", MAX_PASSWORD);
      return NULL;
    }
  if (config->n_displays > SUMAC_HOST_MAX_DISPLAYS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "There are too many displays: at most %d.", SUMAC_HOST_MAX_DISPLAYS);
      return NULL;
    }
  listener = sumac_host_listener_new (config->unix_path, config->port, error);
  if (listener == NULL)
    return NULL;

  host = g_new0 (SumacHost, 1);
  pthread_mutex_init (&host->lock, NULL);
  pthread_cond_init (&host->call_done, NULL);
  g_queue_init (&host->calls);
  host->config = *config;
  host->password = g_strdup (config->password);
  host->listener = listener;
  host->context = g_main_context_new ();
  host->loop = g_main_loop_new (host->context, FALSE);
  make_screens (host, MAX (config->n_displays, 1));
  host->inputs = sumac_host_inputs_new (config->inputs, config->user);
  host->thread = g_thread_new ("sumac-host", run, host);
  sumac_host_call (host, bring_up, host);
  if (!host->is_up)
    {
      if (host->knows_codecs)
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                             "The SPICE server library could not be started.");
      else
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                     "The SPICE server library knows none of the video codecs “%s”.",
                     config->video_codecs);
      sumac_host_free (host);
      return NULL;
    }
  return host;
}

const char *
sumac_host_get_uri (SumacHost *host)
{
  return sumac_host_listener_get_uri (host->listener);
}

guint16
sumac_host_get_port (SumacHost *host)
{
  return sumac_host_listener_get_port (host->listener);
}

guint
sumac_host_get_n_displays (SumacHost *host)
{
  return host->n_screens;
}

SumacHostDisplay *
sumac_host_get_display_n (SumacHost *host, guint n)
{
  g_return_val_if_fail (n < host->n_screens, NULL);
  return host->screens[n].display;
}

SumacHostCursor *
sumac_host_get_cursor_n (SumacHost *host, guint n)
{
  g_return_val_if_fail (n < host->n_screens, NULL);
  return host->screens[n].cursor;
}

SumacHostDisplay *
sumac_host_get_display (SumacHost *host)
{
  return host->screens[0].display;
}

SumacHostCursor *
sumac_host_get_cursor (SumacHost *host)
{
  return host->screens[0].cursor;
}

SumacHostInputs *
sumac_host_get_inputs (SumacHost *host)
{
  return host->inputs;
}

GMainContext *
sumac_host_get_context (SumacHost *host)
{
  return host->context;
}

void
sumac_host_call (SumacHost *host, void (*func) (gpointer user), gpointer user)
{
  call_on_host (host, func, user);
}

guint
sumac_host_get_n_clients (SumacHost *host)
{
  return (guint) MAX (g_atomic_int_get (&host->n_clients), 0);
}

void
sumac_host_disconnect_clients (SumacHost *host)
{
  sumac_host_call (host, drop_clients, host);
}

static void
quit (gpointer user)
{
  g_main_loop_quit (user);
}

void
sumac_host_free (SumacHost *host)
{
  if (host == NULL)
    return;
  /* By a call: so the loop has begun before it is told to end. */
  sumac_host_call (host, quit, host->loop);
  g_thread_join (host->thread);

  /* After the server, which holds on to all of them. */
  sumac_host_inputs_free (host->inputs);
  for (guint i = 0; i < host->n_screens; i++)
    {
      sumac_host_cursor_free (host->screens[i].cursor);
      sumac_host_display_free (host->screens[i].display);
      sumac_host_device_free (host->screens[i].device);
    }
  g_main_loop_unref (host->loop);
  g_main_context_unref (host->context);
  pthread_cond_destroy (&host->call_done);
  pthread_mutex_destroy (&host->lock);
  g_free (host->password);
  g_free (host);
}
