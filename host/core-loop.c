/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/core-loop.h"

#include <glib-unix.h>
#include <sys/socket.h>

/* How long clients that have been hung up on may take to go. */
#define HANG_UP_MS 2000

typedef struct
{
  SumacHostChannelFunc func;
  gpointer user;
  GList *watches; /* SpiceWatch, of the server's links inside one */
} Loop;

static GPrivate loops = G_PRIVATE_INIT (g_free);

/* The server knows these two by name only; what is in them is ours. */
struct SpiceTimer
{
  GMainContext *context;
  GSource *source; /* NULL: not started */
  SpiceTimerFunc func;
  void *user;
};

struct SpiceWatch
{
  GMainContext *context;
  GSource *source; /* NULL: nothing is waited for */
  int fd;
  SpiceWatchFunc func;
  void *user;
  GList link; /* in the loop's watches */
};

static void
drop_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_source_unref (*source);
  *source = NULL;
}

static gboolean
on_timer (gpointer user)
{
  SpiceTimer *timer = user;

  /* The function may start the timer again, or remove it. */
  drop_source (&timer->source);
  timer->func (timer->user);
  return G_SOURCE_REMOVE;
}

static SpiceTimer *
timer_add (SpiceTimerFunc func, void *user)
{
  SpiceTimer *timer = g_new (SpiceTimer, 1);

  *timer = (SpiceTimer){
    .context = g_main_context_ref_thread_default (),
    .func = func,
    .user = user,
  };
  return timer;
}

static void
timer_cancel (SpiceTimer *timer)
{
  drop_source (&timer->source);
}

static void
timer_start (SpiceTimer *timer, uint32_t ms)
{
  drop_source (&timer->source);
  timer->source = g_timeout_source_new (ms);
  g_source_set_callback (timer->source, on_timer, timer, NULL);
  g_source_attach (timer->source, timer->context);
}

static void
timer_remove (SpiceTimer *timer)
{
  drop_source (&timer->source);
  g_main_context_unref (timer->context);
  g_free (timer);
}

static gboolean
on_ready (gint fd, GIOCondition condition, gpointer user)
{
  SpiceWatch *watch = user;
  int events = 0;

  /* A peer that is gone is found out by reading. */
  if (condition & (G_IO_IN | G_IO_HUP | G_IO_ERR))
    events |= SPICE_WATCH_EVENT_READ;
  if (condition & G_IO_OUT)
    events |= SPICE_WATCH_EVENT_WRITE;
  watch->func (fd, events, watch->user);
  return G_SOURCE_CONTINUE;
}

static void
watch_update_mask (SpiceWatch *watch, int events)
{
  GIOCondition condition = 0;

  drop_source (&watch->source);
  if (events & SPICE_WATCH_EVENT_READ)
    condition |= G_IO_IN;
  if (events & SPICE_WATCH_EVENT_WRITE)
    condition |= G_IO_OUT;
  if (condition == 0)
    return;
  watch->source = g_unix_fd_source_new (watch->fd, condition);
  g_source_set_callback (watch->source, G_SOURCE_FUNC (on_ready), watch, NULL);
  g_source_attach (watch->source, watch->context);
}

static SpiceWatch *
watch_add (int fd, int events, SpiceWatchFunc func, void *user)
{
  Loop *loop = g_private_get (&loops);
  SpiceWatch *watch = g_new (SpiceWatch, 1);

  *watch = (SpiceWatch){
    .context = g_main_context_ref_thread_default (),
    .fd = fd,
    .func = func,
    .user = user,
  };
  watch->link.data = watch;
  if (loop)
    loop->watches = g_list_concat (&watch->link, loop->watches);
  watch_update_mask (watch, events);
  return watch;
}

static void
watch_remove (SpiceWatch *watch)
{
  Loop *loop = g_private_get (&loops);

  if (loop)
    loop->watches = g_list_remove_link (loop->watches, &watch->link);
  drop_source (&watch->source);
  g_main_context_unref (watch->context);
  g_free (watch);
}

static void
channel_event (int event, SpiceChannelEventInfo *info)
{
  const Loop *loop = g_private_get (&loops);

  if (loop && loop->func)
    loop->func (event, info, loop->user);
}

void
sumac_host_core_loop_push (GMainContext *context,
                           SumacHostChannelFunc on_channel,
                           gpointer user)
{
  Loop *loop = g_new (Loop, 1);

  *loop = (Loop){ .func = on_channel, .user = user };
  g_private_replace (&loops, loop);
  g_main_context_push_thread_default (context);
}

SpiceCoreInterface *
sumac_host_core_loop_interface (void)
{
  /* The server only reads it, though its signature doesn't say so. */
  static SpiceCoreInterface core = {
    .base = {
      .type = SPICE_INTERFACE_CORE,
      .description = "Sumac host",
      .major_version = SPICE_INTERFACE_CORE_MAJOR,
      .minor_version = SPICE_INTERFACE_CORE_MINOR,
    },
    .timer_add = timer_add,
    .timer_start = timer_start,
    .timer_cancel = timer_cancel,
    .timer_remove = timer_remove,
    .watch_add = watch_add,
    .watch_update_mask = watch_update_mask,
    .watch_remove = watch_remove,
    .channel_event = channel_event,
  };

  return &core;
}

/* The server's own sockets are pairs, which have no address. */
static gboolean
is_line (int fd)
{
  struct sockaddr_storage address = { 0 };
  socklen_t size = sizeof address;

  return getsockname (fd, (struct sockaddr *) &address, &size) == 0 &&
         (address.ss_family != AF_UNIX || size > sizeof address.ss_family);
}

static guint
hang_up (const Loop *loop)
{
  guint n = 0;

  for (const GList *l = loop->watches; l; l = l->next)
    {
      const SpiceWatch *watch = l->data;

      if (!is_line (watch->fd))
        continue;
      shutdown (watch->fd, SHUT_RDWR);
      n++;
    }
  return n;
}

static gboolean
on_time_up (gpointer is_up)
{
  *(gboolean *) is_up = TRUE;
  return G_SOURCE_REMOVE;
}

void
sumac_host_core_loop_hang_up (GMainContext *context)
{
  const Loop *loop = g_private_get (&loops);
  gboolean is_up = FALSE;
  GSource *timeout = g_timeout_source_new (HANG_UP_MS);

  g_source_set_callback (timeout, on_time_up, &is_up, NULL);
  g_source_attach (timeout, context);
  while (!is_up && hang_up (loop) > 0)
    g_main_context_iteration (context, TRUE);
  g_source_destroy (timeout);
  g_source_unref (timeout);
}

void
sumac_host_core_loop_pop (GMainContext *context)
{
  g_main_context_pop_thread_default (context);
  g_private_replace (&loops, NULL);
}
