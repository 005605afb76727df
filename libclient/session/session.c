/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <sumac/session.h>

#include "channels/cursor.h"
#include "channels/display.h"
#include "channels/main.h"
#include "core/log.h"
#include "session/connection.h"
#include "session/enums.h"
#include "session/inputs.h"
#include "session/monitor.h"
#include "session/stats.h"
#include "session/video-codecs.h"

#include <glib/gi18n-lib.h>
#include <openssl/crypto.h>
#include <spice/enums.h>

/* When main has ended, the other channels get so long to finish what was sent. */
#define LAST_PICTURES_MS 5000

/**
 * SumacSession:
 *
 * A session with one virtual machine: opened by address, it connects, links, and shows what
 * the guest has as monitors and inputs.
 */
struct _SumacSession
{
  GObject parent_instance;

  char *uri;
  char *password; /* wiped when replaced; never logged */
  char *renderer;
  char *drawing_renderer; /* of the first display; NULL: nothing draws */
  SumacCompression compression;
  char *video_codecs; /* as set */
  guint8 n_codecs;
  guint8 codecs[SUMAC_N_VIDEO_CODECS]; /* the same in numbers */
  SumacPolicy policy;
  SumacSessionState state;
  GError *error; /* why it ended */
  char *name;
  char *uuid;
  SumacMouseMode mouse_mode;
  gboolean has_agent;
  SumacInputs *inputs;
  GList *monitors; /* of SumacMonitor, by id */
  GMainContext *context;
  SumacConnection *connection; /* NULL unless connecting or ready */
  gboolean has_channels;       /* the list has been followed */
  GSource *last_pictures;      /* main has ended, the rest may still paint */
  GVariant *last_stats;        /* of the connection before; NULL: there was none */
  GTask *opening;
};

enum
{
  PROP_URI = 1,
  PROP_PASSWORD,
  PROP_RENDERER,
  PROP_COMPRESSION,
  PROP_PREFERRED_VIDEO_CODECS,
  PROP_POLICY,
  PROP_STATE,
  PROP_STATUS,
  PROP_ERROR,
  PROP_NAME,
  PROP_UUID,
  PROP_MOUSE_MODE,
  PROP_DRAWING_RENDERER,
  PROP_INPUTS,
  N_PROPS,
};

enum
{
  AUTHENTICATE,
  MONITOR_ADDED,
  MONITOR_REMOVED,
  NOTICE,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SumacSession, sumac_session, G_TYPE_OBJECT)

/* --- state --------------------------------------------------------------------------- */

typedef struct
{
  const char *name;
  guint next; /* bits of SumacSessionState */
} StateRule;

#define BIT(state) (1u << SUMAC_SESSION_##state)

/* clang-format off */
static const StateRule states[] = {
  [SUMAC_SESSION_IDLE]           = { "idle",           BIT (CONNECTING) | BIT (FAILED) | BIT (CLOSED) },
  [SUMAC_SESSION_CONNECTING]     = { "connecting",     BIT (AUTHENTICATING) | BIT (READY) | BIT (FAILED) | BIT (CLOSED) },
  [SUMAC_SESSION_AUTHENTICATING] = { "authenticating", BIT (CONNECTING) | BIT (FAILED) | BIT (CLOSED) },
  [SUMAC_SESSION_READY]          = { "ready",          BIT (FAILED) | BIT (CLOSED) },
  [SUMAC_SESSION_CLOSED]         = { "closed",         BIT (CONNECTING) | BIT (FAILED) },
  [SUMAC_SESSION_FAILED]         = { "failed",         BIT (CONNECTING) | BIT (CLOSED) | BIT (FAILED) },
};
/* clang-format on */

#undef BIT

/* For people; what ended by an error says that instead. */
static const char *const statuses[] = {
  [SUMAC_SESSION_IDLE] = N_ ("Not connected"),
  [SUMAC_SESSION_CONNECTING] = N_ ("Connecting…"),
  [SUMAC_SESSION_AUTHENTICATING] = N_ ("A password is needed"),
  [SUMAC_SESSION_READY] = N_ ("Connected"),
  [SUMAC_SESSION_CLOSED] = N_ ("Disconnected"),
  [SUMAC_SESSION_FAILED] = N_ ("The connection has failed"),
};

static void
finish_opening (SumacSession *self)
{
  GTask *task = g_steal_pointer (&self->opening);

  if (!task)
    return;
  if (self->state == SUMAC_SESSION_READY)
    g_task_return_boolean (task, TRUE);
  else if (self->error)
    g_task_return_error (task, g_error_copy (self->error));
  else
    g_task_return_new_error (task, SUMAC_ERROR, SUMAC_ERROR_CANCELLED, "%s",
                             _ ("The connection was closed."));
  g_object_unref (task);
}

/* The last thing anybody does: a handler may close or free the session. */
static void
notify_state (SumacSession *self, gboolean is_another)
{
  GObject *object = G_OBJECT (self);

  g_object_freeze_notify (object);
  g_object_notify_by_pspec (object, props[PROP_STATUS]);
  if (is_another)
    g_object_notify_by_pspec (object, props[PROP_STATE]);
  g_object_thaw_notify (object);
}

static void
enter (SumacSession *self, SumacSessionState next)
{
  gboolean is_another = self->state != next;

  g_assert (states[self->state].next & 1u << next);
  sumac_debug (NULL, "session: %s -> %s", states[self->state].name, states[next].name);
  self->state = next;
  if (next != SUMAC_SESSION_CONNECTING && next != SUMAC_SESSION_AUTHENTICATING)
    finish_opening (self);
  notify_state (self, is_another);
}

static void
take_error (SumacSession *self, GError *error)
{
  g_clear_error (&self->error);
  self->error = error;
}

static void
drop_last_pictures (SumacSession *self)
{
  if (!self->last_pictures)
    return;
  g_source_destroy (self->last_pictures);
  g_clear_pointer (&self->last_pictures, g_source_unref);
}

static void
drop_connection (SumacSession *self)
{
  drop_last_pictures (self);
  sumac_inputs_set_channel (self->inputs, NULL);
  if (!self->connection)
    return;
  g_clear_pointer (&self->last_stats, g_variant_unref);
  self->last_stats = sumac_stats_collect (self->connection->channels);
  sumac_connection_close (g_steal_pointer (&self->connection));
}

static void
end (SumacSession *self, SumacSessionState next, GError *error)
{
  drop_connection (self);
  take_error (self, error);
  enter (self, next);
}

/* --- monitors ------------------------------------------------------------------------ */

static gint
compare_ids (gconstpointer a, gconstpointer b)
{
  guint id_a = sumac_monitor_get_id (SUMAC_MONITOR ((gpointer) a));
  guint id_b = sumac_monitor_get_id (SUMAC_MONITOR ((gpointer) b));

  return id_a < id_b ? -1 : id_a > id_b;
}

static SumacMonitor *
find_monitor (SumacSession *self, guint id)
{
  for (GList *l = self->monitors; l; l = l->next)
    if (sumac_monitor_get_id (l->data) == id)
      return l->data;
  return NULL;
}

/* Somebody else may keep it. */
static void
drop_monitor (gpointer monitor)
{
  sumac_monitor_watch_gl_share (monitor, NULL, NULL);
  g_object_unref (monitor);
}

static void
remove_monitor (SumacSession *self, SumacMonitor *monitor)
{
  g_autoptr (SumacMonitor) keep = monitor; /* the list's reference */

  self->monitors = g_list_remove (self->monitors, monitor);
  sumac_monitor_set_gl_share (monitor, NULL);
  sumac_monitor_watch_gl_share (monitor, NULL, NULL);
  g_signal_emit (self, signals[MONITOR_REMOVED], 0, keep);
}

static void
remove_all_monitors (SumacSession *self)
{
  while (self->monitors)
    remove_monitor (self, self->monitors->data);
}

/* All monitors of a display channel are one picture. */
static SumacGlShare *
find_gl_share (SumacSession *self, guint8 channel_id)
{
  for (GList *l = self->monitors; l; l = l->next)
    if (sumac_monitor_get_channel (l->data) == channel_id &&
        sumac_monitor_get_gl_share (l->data))
      return sumac_monitor_get_gl_share (l->data);
  return NULL;
}

static void
on_gl_share (SumacMonitor *monitor, gpointer data)
{
  SumacSession *self = data;
  guint8 id = sumac_monitor_get_channel (monitor);
  SumacChannel *display =
      self->connection ? sumac_connection_find (self->connection, SPICE_CHANNEL_DISPLAY, id)
                       : NULL;

  if (display)
    sumac_display_channel_set_gl_share (display, find_gl_share (self, id));
}

/* main spec: monitor i is display channel i, or with one channel its head i. */
static guint
monitor_id (SumacSession *self, SumacChannel *display, const SumacHead *head)
{
  return self->connection->hub->n_displays > 1 ? display->id : head->id;
}

/* Where positions on a head go: with an agent they count from the monitor, without one from
 * the whole surface (channels spec §4.4). */
static void
set_origin (SumacSession *self, guint id, const SumacHead *head)
{
  gboolean is_whole = !self->has_agent;

  sumac_inputs_set_origin (self->inputs, id, is_whole ? head->area.left : 0,
                           is_whole ? head->area.top : 0, (guint8) id);
}

static void
show_head (SumacSession *self, SumacChannel *display, const SumacHead *head, SumacFrame *frame)
{
  guint id = monitor_id (self, display, head);
  SumacMonitor *monitor = find_monitor (self, id);
  SumacRect whole = {
    .right = frame ? sumac_frame_get_width (frame) : 0,
    .bottom = frame ? sumac_frame_get_height (frame) : 0,
  };
  SumacRect area;

  if (id >= SUMAC_MAX_MONITORS)
    return;
  sumac_rect_intersect (&head->area, &whole, &area);
  set_origin (self, id, head);
  if (monitor)
    {
      sumac_monitor_set_frame (monitor, frame);
      sumac_monitor_set_area (monitor, &area);
      return;
    }
  monitor = sumac_monitor_new (id, display->id);
  sumac_monitor_set_frame (monitor, frame);
  sumac_monitor_set_area (monitor, &area);
  sumac_monitor_watch_gl_share (monitor, on_gl_share, self);
  self->monitors = g_list_insert_sorted (self->monitors, monitor, compare_ids);
  g_signal_emit (self, signals[MONITOR_ADDED], 0, monitor);
}

static gboolean
has_head (SumacSession *self,
          SumacChannel *display,
          const SumacHeads *heads,
          SumacMonitor *monitor)
{
  for (guint i = 0; i < heads->n_heads; i++)
    if (monitor_id (self, display, &heads->heads[i]) == sumac_monitor_get_id (monitor))
      return TRUE;
  return FALSE;
}

static SumacMonitor *
find_stray (SumacSession *self, SumacChannel *display, const SumacHeads *heads)
{
  for (GList *l = self->monitors; l; l = l->next)
    if (sumac_monitor_get_channel (l->data) == display->id &&
        !has_head (self, display, heads, l->data))
      return l->data;
  return NULL;
}

/* A handler of ours may close the session: then there is no connection any more. */
static gboolean
is_on (SumacSession *self, SumacConnection *connection)
{
  return self->connection == connection;
}

static void
arrange_monitors (SumacSession *self, SumacChannel *display, SumacFrame *frame)
{
  SumacConnection *connection = self->connection;
  SumacHeads heads;
  SumacMonitor *stray;

  /* Without a word of the guest the whole picture is the one monitor. */
  if (!sumac_display_channel_get_heads (display, &heads))
    heads = (SumacHeads){
      .n_heads = 1,
      .heads = { { .area = { .right = SUMAC_MAX_SIDE, .bottom = SUMAC_MAX_SIDE } } },
    };
  while (is_on (self, connection) && (stray = find_stray (self, display, &heads)))
    remove_monitor (self, stray);
  for (guint i = 0; i < heads.n_heads && is_on (self, connection); i++)
    show_head (self, display, &heads.heads[i], frame);
}

static gpointer
ref_object (gconstpointer object, gpointer data G_GNUC_UNUSED)
{
  return g_object_ref ((gpointer) object);
}

/* A handler may add or remove some while we go through them. */
static GList *
copy_monitors (SumacSession *self)
{
  return g_list_copy_deep (self->monitors, ref_object, NULL);
}

static void
damage_monitors (SumacSession *self, SumacChannel *display, const SumacDamage *damage)
{
  SumacConnection *connection = self->connection;
  g_autolist (SumacMonitor) monitors = copy_monitors (self);
  guint8 channel_id = display->id;

  for (GList *l = monitors; l; l = l->next)
    for (guint i = 0; i < damage->n && is_on (self, connection); i++)
      if (sumac_monitor_get_channel (l->data) == channel_id)
        sumac_monitor_damage (l->data, &damage->rects[i]);
}

static SumacFrame *
frame_of (SumacSession *self, SumacChannel *display)
{
  for (GList *l = self->monitors; l; l = l->next)
    if (sumac_monitor_get_channel (l->data) == display->id)
      return sumac_monitor_get_frame (l->data);
  return NULL;
}

static void
read_display (SumacSession *self, SumacChannel *display)
{
  SumacConnection *connection = self->connection;
  SumacNews news = { 0 };
  gboolean has_news = sumac_display_channel_take_news (display, &news);
  g_autoptr (SumacFrame) frame = news.frame;
  SumacFrame *old = frame_of (self, display);

  if (!frame && old)
    frame = sumac_frame_ref (old);
  if (frame)
    arrange_monitors (self, display, frame);
  if (has_news && is_on (self, connection))
    damage_monitors (self, display, &news.damage);
}

static void
read_cursor (SumacSession *self, SumacChannel *channel)
{
  SumacPointer pointer;

  sumac_cursor_channel_get_pointer (channel, &pointer);

  g_autoptr (SumacCursor) shape = pointer.shape;
  g_autolist (SumacMonitor) monitors = copy_monitors (self);
  guint8 id = channel->id;

  for (GList *l = monitors; l; l = l->next)
    if (sumac_monitor_get_channel (l->data) == id)
      sumac_monitor_set_pointer (l->data, shape, pointer.is_visible, pointer.x, pointer.y);
}

/* A monitor that appears wears the pointer that was told before it. */
static void
read_cursor_of (SumacSession *self, guint8 id)
{
  SumacChannel *channel = sumac_connection_find (self->connection, SPICE_CHANNEL_CURSOR, id);

  if (channel)
    read_cursor (self, channel);
}

static void
set_text (SumacSession *self, char **field, const char *text, guint prop)
{
  if (g_strcmp0 (*field, text) == 0)
    return;
  g_free (*field);
  *field = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

/* What the painter has to say besides pictures. */
static void
read_painter (SumacSession *self, SumacChannel *display)
{
  SumacConnection *connection = self->connection;
  g_autofree char *renderer = sumac_display_channel_dup_renderer (display);
  g_autofree char *notice = sumac_display_channel_take_notice (display);

  if (display == sumac_connection_find (connection, SPICE_CHANNEL_DISPLAY, 0))
    set_text (self, &self->drawing_renderer, renderer, PROP_DRAWING_RENDERER);
  if (notice && is_on (self, connection))
    g_signal_emit (self, signals[NOTICE], 0, notice);
}

/* --- channels ------------------------------------------------------------------------ */

static void
read_inputs (SumacSession *self, SumacChannel *channel)
{
  guint16 locks;

  if (sumac_channel_get_state (channel) != SUMAC_CHANNEL_UP)
    {
      sumac_inputs_set_channel (self->inputs, NULL);
      return;
    }
  sumac_inputs_set_channel (self->inputs, channel);
  if (sumac_inputs_channel_get_locks (channel, &locks))
    sumac_inputs_take_locks (self->inputs, locks);
}

static void
set_mouse_mode (SumacSession *self, guint32 mode)
{
  SumacMouseMode next =
      mode == SPICE_MOUSE_MODE_CLIENT ? SUMAC_MOUSE_CLIENT : SUMAC_MOUSE_SERVER;

  if (self->mouse_mode == next)
    return;
  self->mouse_mode = next;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MOUSE_MODE]);
}

static void
read_main (SumacSession *self, SumacChannel *channel)
{
  SumacConnection *connection = self->connection;
  SumacMainFacts facts;

  sumac_main_take_facts (channel, &facts);
  self->has_agent = facts.agent_connected;
  if (facts.has_init)
    set_mouse_mode (self, facts.mouse_mode);
  if (is_on (self, connection) && facts.name)
    set_text (self, &self->name, facts.name, PROP_NAME);
  if (is_on (self, connection) && facts.uuid)
    set_text (self, &self->uuid, facts.uuid, PROP_UUID);
  if (is_on (self, connection) && facts.notice)
    {
      g_autofree char *sentence = g_strdup_printf (_ ("The server says: %s"), facts.notice);

      g_signal_emit (self, signals[NOTICE], 0, sentence);
    }
  if (is_on (self, connection) && facts.has_init && facts.has_channels && !self->has_channels)
    {
      self->has_channels = TRUE;
      connection->hub->connection_id = facts.init.session_id;
      sumac_connection_add (connection, &facts.channels);
      enter (self, SUMAC_SESSION_READY);
    }
  sumac_main_facts_clear (&facts);
}

/* Wrong or missing password: asked for, if anybody listens. */
static gboolean
ask_for_password (SumacSession *self, const GError *error)
{
  g_autofree char *sentence = self->password ? g_strdup (error->message) : NULL;

  if (self->state != SUMAC_SESSION_CONNECTING ||
      !g_error_matches (error, SUMAC_ERROR, SUMAC_ERROR_AUTH) ||
      !g_signal_has_handler_pending (self, signals[AUTHENTICATE], 0, FALSE))
    return FALSE;
  drop_connection (self);
  enter (self, SUMAC_SESSION_AUTHENTICATING);
  if (self->state == SUMAC_SESSION_AUTHENTICATING)
    g_signal_emit (self, signals[AUTHENTICATE], 0, sentence);
  return TRUE;
}

static void
finish_end (SumacSession *self)
{
  g_autoptr (GError) error = sumac_channel_dup_error (self->connection->main);
  gboolean in_order = self->state == SUMAC_SESSION_READY &&
                      sumac_channel_has_ended_in_order (self->connection->main);

  end (self, in_order ? SUMAC_SESSION_CLOSED : SUMAC_SESSION_FAILED,
       error ? g_steal_pointer (&error)
             : g_error_new_literal (SUMAC_ERROR, SUMAC_ERROR_LOST,
                                    _ ("The connection to the server has ended.")));
}

static gboolean
on_last_pictures (gpointer data)
{
  g_autoptr (SumacSession) self = g_object_ref (data);

  finish_end (self);
  return G_SOURCE_REMOVE;
}

static void
main_has_ended (SumacSession *self)
{
  g_autoptr (GError) error = sumac_channel_dup_error (self->connection->main);

  if (error && ask_for_password (self, error))
    return;
  if (sumac_connection_is_over (self->connection))
    {
      finish_end (self);
      return;
    }
  if (self->last_pictures)
    return;
  self->last_pictures = g_timeout_source_new (LAST_PICTURES_MS);
  g_source_set_callback (self->last_pictures, on_last_pictures, self, NULL);
  g_source_attach (self->last_pictures, self->context);
}

/* One channel less; the rest goes on, and the user is told. */
static void
channel_has_ended (SumacSession *self, SumacChannel *channel)
{
  g_autoptr (GError) error = sumac_channel_dup_error (channel);

  if (sumac_channel_get_state (self->connection->main) == SUMAC_CHANNEL_ENDED)
    {
      main_has_ended (self);
      return;
    }
  if (error && !g_error_matches (error, SUMAC_ERROR, SUMAC_ERROR_LOST))
    g_signal_emit (self, signals[NOTICE], 0, error->message);
}

/* Something of @channel has changed; on the session's context. */
static void
read_channel (gpointer data)
{
  SumacChannel *channel = data;
  g_autoptr (SumacSession) self = g_object_ref (channel->reader);
  SumacConnection *connection = self->connection;

  switch (channel->klass->type)
    {
    case SPICE_CHANNEL_MAIN:
      read_main (self, channel);
      break;
    case SPICE_CHANNEL_DISPLAY:
      read_display (self, channel);
      if (is_on (self, connection))
        read_cursor_of (self, channel->id);
      if (is_on (self, connection))
        read_painter (self, channel);
      break;
    case SPICE_CHANNEL_CURSOR:
      read_cursor (self, channel);
      break;
    case SPICE_CHANNEL_INPUTS:
      read_inputs (self, channel);
      break;
    }
  if (!is_on (self, connection) || sumac_channel_get_state (channel) != SUMAC_CHANNEL_ENDED)
    return;
  if (channel == connection->main)
    main_has_ended (self);
  else
    channel_has_ended (self, channel);
}

/* --- public -------------------------------------------------------------------------- */

/**
 * sumac_session_new:
 * @uri: (nullable): a spice:// or spice+unix:// address, see [property@Session:uri]
 *
 * Makes a session that is not opened yet. Its signals come on the thread-default main context
 * of this moment.
 *
 * Returns: (transfer full): the session
 */
SumacSession *
sumac_session_new (const char *uri)
{
  return g_object_new (SUMAC_TYPE_SESSION, "uri", uri, NULL);
}

/**
 * sumac_session_get_uri:
 * @self: a session
 *
 * Gives the address.
 *
 * Returns: (nullable): the address as it was set
 */
const char *
sumac_session_get_uri (SumacSession *self)
{
  g_return_val_if_fail (SUMAC_IS_SESSION (self), NULL);
  return self->uri;
}

/**
 * sumac_session_set_uri:
 * @self: a session
 * @uri: (nullable): the address
 *
 * Sets the address for the next [method@Session.open].
 */
void
sumac_session_set_uri (SumacSession *self, const char *uri)
{
  g_return_if_fail (SUMAC_IS_SESSION (self));
  set_text (self, &self->uri, uri, PROP_URI);
}

/**
 * sumac_session_set_password:
 * @self: a session
 * @password: (nullable): the password, at most 60 bytes
 *
 * Sets the password for the next [method@Session.open]. It can't be read back, and is in no
 * log.
 */
void
sumac_session_set_password (SumacSession *self, const char *password)
{
  g_return_if_fail (SUMAC_IS_SESSION (self));

  if (self->password)
    OPENSSL_cleanse (self->password, strlen (self->password));
  g_free (self->password);
  self->password = g_strdup (password);
}

/**
 * sumac_session_set_compression:
 * @self: a session
 * @wish: how pictures should come
 *
 * Sets what the server is asked for at the next [method@Session.open]; it may decline.
 */
void
sumac_session_set_compression (SumacSession *self, SumacCompression wish)
{
  g_return_if_fail (SUMAC_IS_SESSION (self));

  if (self->compression == wish)
    return;
  self->compression = wish;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COMPRESSION]);
}

/**
 * sumac_session_set_renderer:
 * @self: a session
 * @name: (nullable): the name of a renderer plug-in, or %NULL for the best one that works here
 *
 * Sets what draws. While the session runs the displays are handed over to it, with all that
 * they show. Should it not be able to, a [signal@Session::notice] says why, and what drew goes
 * on, or the best one draws from the beginning. What draws at last is told by
 * [property@Session:drawing-renderer].
 */
void
sumac_session_set_renderer (SumacSession *self, const char *name)
{
  g_return_if_fail (SUMAC_IS_SESSION (self));

  /* Also where the wish is the same: it may not have been followed, or not for long. */
  if (self->connection)
    sumac_connection_set_renderer (self->connection, name);
  set_text (self, &self->renderer, name, PROP_RENDERER);
}

/**
 * sumac_session_get_renderer:
 * @self: a session
 *
 * Tells what is to draw.
 *
 * Returns: (nullable): the name of a renderer plug-in, or %NULL for the best one
 */
const char *
sumac_session_get_renderer (SumacSession *self)
{
  g_return_val_if_fail (SUMAC_IS_SESSION (self), NULL);
  return self->renderer;
}

/**
 * sumac_session_get_drawing_renderer:
 * @self: a session
 *
 * Tells what draws the first display now. That of each display is in
 * [method@Session.dup_stats].
 *
 * Returns: (nullable): the name of a renderer plug-in, or %NULL when nothing has drawn yet
 */
const char *
sumac_session_get_drawing_renderer (SumacSession *self)
{
  g_return_val_if_fail (SUMAC_IS_SESSION (self), NULL);
  return self->drawing_renderer;
}

/**
 * sumac_session_set_preferred_video_codecs:
 * @self: a session
 * @names: (nullable): `mjpeg`, `vp8`, `h264`, `vp9`, `h265`, separated by commas, the best
 *   first; %NULL for no wish
 * @error: return location of an error of %SUMAC_ERROR
 *
 * Sets in what the server should send video, from the next [method@Session.open] on. It may
 * decline, and codecs that nothing here decodes are left out.
 *
 * Returns: whether all names are known; otherwise nothing has changed
 */
gboolean
sumac_session_set_preferred_video_codecs (SumacSession *self, const char *names, GError **error)
{
  g_return_val_if_fail (SUMAC_IS_SESSION (self), FALSE);

  if (!sumac_video_codecs_parse (names, self->codecs, &self->n_codecs, error))
    return FALSE;
  set_text (self, &self->video_codecs, names, PROP_PREFERRED_VIDEO_CODECS);
  return TRUE;
}

/**
 * sumac_session_set_policy:
 * @self: a session
 * @policy: when pictures of a video are shown
 *
 * Sets when pictures of a video are shown; takes effect at once.
 */
void
sumac_session_set_policy (SumacSession *self, SumacPolicy policy)
{
  g_return_if_fail (SUMAC_IS_SESSION (self));

  if (self->policy == policy)
    return;
  self->policy = policy;
  if (self->connection)
    sumac_hub_set_policy (self->connection->hub, policy);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_POLICY]);
}

/**
 * sumac_session_open:
 * @self: a session that is not open
 *
 * Begins to connect. What comes of it is told by [property@Session:state]: `ready`, `failed`,
 * or `authenticating` when a password is wanted; then set it and open again.
 */
void
sumac_session_open (SumacSession *self)
{
  g_return_if_fail (SUMAC_IS_SESSION (self));
  g_return_if_fail (self->connection == NULL);

  /* In the protocol's own order of SPICE_IMAGE_COMPRESSION_… */
  static const guint8 wishes[] = {
    [SUMAC_COMPRESSION_AUTO] = SPICE_IMAGE_COMPRESSION_INVALID,
    [SUMAC_COMPRESSION_OFF] = SPICE_IMAGE_COMPRESSION_OFF,
    [SUMAC_COMPRESSION_AUTO_GLZ] = SPICE_IMAGE_COMPRESSION_AUTO_GLZ,
    [SUMAC_COMPRESSION_AUTO_LZ] = SPICE_IMAGE_COMPRESSION_AUTO_LZ,
    [SUMAC_COMPRESSION_QUIC] = SPICE_IMAGE_COMPRESSION_QUIC,
    [SUMAC_COMPRESSION_GLZ] = SPICE_IMAGE_COMPRESSION_GLZ,
    [SUMAC_COMPRESSION_LZ] = SPICE_IMAGE_COMPRESSION_LZ,
    [SUMAC_COMPRESSION_LZ4] = SPICE_IMAGE_COMPRESSION_LZ4,
  };
  GError *error = NULL;
  g_autoptr (SumacAddress) address = sumac_address_parse (self->uri ? self->uri : "", &error);
  g_autoptr (SumacSession) keep = g_object_ref (self);

  remove_all_monitors (self);
  set_text (self, &self->drawing_renderer, NULL, PROP_DRAWING_RENDERER);
  take_error (self, NULL);
  self->has_channels = FALSE;
  if (address)
    {
      SumacHubConfig config = {
        .address = address,
        .password = self->password,
        .context = self->context,
        .renderer = self->renderer,
        .compression = wishes[self->compression],
        .n_codecs = self->n_codecs,
        .policy = self->policy,
      };

      memcpy (config.codecs, self->codecs, sizeof config.codecs);

      self->connection = sumac_connection_new (&config, read_channel, self, &error);
    }
  if (self->connection)
    enter (self, SUMAC_SESSION_CONNECTING);
  else
    end (self, SUMAC_SESSION_FAILED, error);
}

/**
 * sumac_session_close:
 * @self: a session
 *
 * Ends the session; may be called in any state and from any signal handler. Returns at once:
 * threads and sockets end by themselves soon after.
 */
void
sumac_session_close (SumacSession *self)
{
  g_return_if_fail (SUMAC_IS_SESSION (self));

  g_autoptr (SumacSession) keep = g_object_ref (self);

  if (self->state == SUMAC_SESSION_CLOSED || self->state == SUMAC_SESSION_FAILED)
    return;
  end (self, SUMAC_SESSION_CLOSED, NULL);
}

static void
on_open_cancelled (GCancellable *cancellable G_GNUC_UNUSED, gpointer data)
{
  sumac_session_close (data);
}

static gboolean
cancel_in_context (gpointer data)
{
  on_open_cancelled (NULL, data);
  return G_SOURCE_REMOVE;
}

/**
 * sumac_session_open_async:
 * @self: a session that is not open
 * @cancellable: (nullable): ends the attempt
 * @callback: (scope async): called when the session is ready or has failed
 * @user_data: for @callback
 *
 * Opens the session, and calls back when it is ready or has failed. A wanted password is asked
 * for by [signal@Session::authenticate] meanwhile.
 */
void
sumac_session_open_async (SumacSession *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (SUMAC_IS_SESSION (self));
  g_return_if_fail (self->opening == NULL);

  self->opening = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->opening, sumac_session_open_async);
  if (cancellable)
    {
      g_autoptr (GSource) source = g_cancellable_source_new (cancellable);

      g_source_set_callback (source, cancel_in_context, self, NULL);
      g_task_attach_source (self->opening, source, cancel_in_context);
    }
  sumac_session_open (self);
}

/**
 * sumac_session_open_finish:
 * @self: a session
 * @result: what the callback was given
 * @error: return location of an error of %SUMAC_ERROR
 *
 * Tells how [method@Session.open_async] went.
 *
 * Returns: whether the session is ready
 */
gboolean
sumac_session_open_finish (SumacSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sumac_session_get_state:
 * @self: a session
 *
 * Tells what the session is doing.
 *
 * Returns: the state
 */
SumacSessionState
sumac_session_get_state (SumacSession *self)
{
  g_return_val_if_fail (SUMAC_IS_SESSION (self), SUMAC_SESSION_IDLE);
  return self->state;
}

/**
 * sumac_session_get_status:
 * @self: a session
 *
 * Tells in words what the session is doing, as a program would show it.
 *
 * Returns: (transfer none): see [property@Session:status]; good until that changes
 */
const char *
sumac_session_get_status (SumacSession *self)
{
  g_return_val_if_fail (SUMAC_IS_SESSION (self), NULL);
  return self->error ? self->error->message : _ (statuses[self->state]);
}

/**
 * sumac_session_get_error:
 * @self: a session
 *
 * Tells why the session has ended: one sentence for a person, and a code for the program.
 *
 * Returns: (transfer none) (nullable): the error until the next open, or %NULL
 */
const GError *
sumac_session_get_error (SumacSession *self)
{
  g_return_val_if_fail (SUMAC_IS_SESSION (self), NULL);
  return self->error;
}

/**
 * sumac_session_get_name:
 * @self: a session
 *
 * Gives the virtual machine's name.
 *
 * Returns: (nullable): the name, or %NULL when the server has not told
 */
const char *
sumac_session_get_name (SumacSession *self)
{
  g_return_val_if_fail (SUMAC_IS_SESSION (self), NULL);
  return self->name;
}

/**
 * sumac_session_get_uuid:
 * @self: a session
 *
 * Gives the virtual machine's UUID.
 *
 * Returns: (nullable): in the usual form with dashes, or %NULL when the server has not told
 */
const char *
sumac_session_get_uuid (SumacSession *self)
{
  g_return_val_if_fail (SUMAC_IS_SESSION (self), NULL);
  return self->uuid;
}

/**
 * sumac_session_get_mouse_mode:
 * @self: a session
 *
 * Tells how the guest wants to hear of the pointer.
 *
 * Returns: the mode
 */
SumacMouseMode
sumac_session_get_mouse_mode (SumacSession *self)
{
  g_return_val_if_fail (SUMAC_IS_SESSION (self), SUMAC_MOUSE_SERVER);
  return self->mouse_mode;
}

/**
 * sumac_session_get_inputs:
 * @self: a session
 *
 * Gives the guest's keyboard and mouse; the same object through all of the session's life.
 *
 * Returns: (transfer none): the inputs
 */
SumacInputs *
sumac_session_get_inputs (SumacSession *self)
{
  g_return_val_if_fail (SUMAC_IS_SESSION (self), NULL);
  return self->inputs;
}

/**
 * sumac_session_get_monitor:
 * @self: a session
 * @id: a monitor's number
 *
 * Finds a monitor.
 *
 * Returns: (transfer none) (nullable): the monitor, or %NULL
 */
SumacMonitor *
sumac_session_get_monitor (SumacSession *self, guint id)
{
  g_return_val_if_fail (SUMAC_IS_SESSION (self), NULL);
  return find_monitor (self, id);
}

/**
 * sumac_session_get_monitors:
 * @self: a session
 *
 * Lists the monitors by number. After the session has ended they stay, with their last
 * picture, until it is opened again.
 *
 * Returns: (transfer container) (element-type SumacMonitor): the monitors
 */
GList *
sumac_session_get_monitors (SumacSession *self)
{
  g_return_val_if_fail (SUMAC_IS_SESSION (self), NULL);
  return g_list_copy (self->monitors);
}

/**
 * sumac_session_dup_stats:
 * @self: a session
 *
 * Counts what the channels have done so far. One dictionary a channel, of `name` (s) and
 * counters (t): `messages-in`, `messages-out`, `bytes-in`, `bytes-out`, `unknown-messages`; a
 * display has also `renderer` (s), `ops-renderer`, `ops-rasteriser`, `ops-covered`,
 * `ops-not-drawn`, `images-failed`, `frames`, `decode-us`, `paint-us` (microseconds), and what
 * all displays share: `cache-pixels-peak` and `glz-pixels-peak`, the most pixels that were kept
 * for the server, with `cache-pixels-announced` and `glz-pixels-announced`, on how many it may
 * count. After the end of a connection they stay as they were then, until there is another.
 *
 * Where there was video, there are also `video-decoders` (s, such as "mjpeg by jpeg"), the
 * number of streams that there are now, `video-streams`, and that nothing here decodes,
 * `video-streams-refused`; and of their frames those that came, `video-frames`, and of them
 * `video-decoded`, `video-shown` (drawn by the renderer, `video-renderer`, or where it refused
 * by the reference rasteriser, `video-rasteriser`), `video-dropped` (a newer one was there) and
 * `video-broken` (gave no picture). `video-reports` were sent to the server. Of the microseconds that a frame
 * takes there are the median and what nine of ten don't exceed: `video-decode-us` and
 * `video-decode-us-90` from when it is given to the decoder until its picture is there,
 * `video-show-us` and `video-show-us-90` from when its message came until its picture is
 * published, waiting for its moment included. They are told by an eighth at most too high.
 *
 * Returns: (transfer full): of type aa{sv}; empty when there was no connection yet
 */
GVariant *
sumac_session_dup_stats (SumacSession *self)
{
  g_return_val_if_fail (SUMAC_IS_SESSION (self), NULL);
  if (!self->connection && self->last_stats)
    return g_variant_ref (self->last_stats);
  return sumac_stats_collect (self->connection ? self->connection->channels : NULL);
}

/* A property has no way to refuse. */
static void
set_video_codecs (SumacSession *self, const char *names)
{
  g_autoptr (GError) error = NULL;

  if (!sumac_session_set_preferred_video_codecs (self, names, &error))
    sumac_warn (NULL, "%s", error->message);
}

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SumacSession *self = SUMAC_SESSION (object);

  switch (id)
    {
    case PROP_URI:
      sumac_session_set_uri (self, g_value_get_string (value));
      break;
    case PROP_PASSWORD:
      sumac_session_set_password (self, g_value_get_string (value));
      break;
    case PROP_RENDERER:
      sumac_session_set_renderer (self, g_value_get_string (value));
      break;
    case PROP_COMPRESSION:
      sumac_session_set_compression (self, g_value_get_enum (value));
      break;
    case PROP_PREFERRED_VIDEO_CODECS:
      set_video_codecs (self, g_value_get_string (value));
      break;
    case PROP_POLICY:
      sumac_session_set_policy (self, g_value_get_enum (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SumacSession *self = SUMAC_SESSION (object);

  switch (id)
    {
    case PROP_URI:
      g_value_set_string (value, self->uri);
      break;
    case PROP_RENDERER:
      g_value_set_string (value, self->renderer);
      break;
    case PROP_COMPRESSION:
      g_value_set_enum (value, (gint) self->compression);
      break;
    case PROP_PREFERRED_VIDEO_CODECS:
      g_value_set_string (value, self->video_codecs);
      break;
    case PROP_POLICY:
      g_value_set_enum (value, (gint) self->policy);
      break;
    case PROP_STATE:
      g_value_set_enum (value, (gint) self->state);
      break;
    case PROP_STATUS:
      g_value_set_string (value, sumac_session_get_status (self));
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_UUID:
      g_value_set_string (value, self->uuid);
      break;
    case PROP_MOUSE_MODE:
      g_value_set_enum (value, (gint) self->mouse_mode);
      break;
    case PROP_DRAWING_RENDERER:
      g_value_set_string (value, self->drawing_renderer);
      break;
    case PROP_INPUTS:
      g_value_set_object (value, self->inputs);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dispose (GObject *object)
{
  SumacSession *self = SUMAC_SESSION (object);

  drop_connection (self);
  g_clear_list (&self->monitors, drop_monitor);
  G_OBJECT_CLASS (sumac_session_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  SumacSession *self = SUMAC_SESSION (object);

  sumac_session_set_password (self, NULL);
  g_clear_pointer (&self->last_stats, g_variant_unref);
  g_clear_error (&self->error);
  g_free (self->uri);
  g_free (self->renderer);
  g_free (self->drawing_renderer);
  g_free (self->video_codecs);
  g_free (self->name);
  g_free (self->uuid);
  g_object_unref (self->inputs);
  g_main_context_unref (self->context);
  G_OBJECT_CLASS (sumac_session_parent_class)->finalize (object);
}

static void
install_settings (GObjectClass *object_class)
{
  const GParamFlags flags =
      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  /**
   * SumacSession:uri:
   *
   * The address: `spice://HOST:PORT` or `spice+unix:///PATH`.
   */
  props[PROP_URI] = g_param_spec_string ("uri", NULL, NULL, NULL, flags);

  /**
   * SumacSession:password:
   *
   * The password for the next open; write only.
   */
  props[PROP_PASSWORD] = g_param_spec_string ("password", NULL, NULL, NULL,
                                              G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);

  /**
   * SumacSession:renderer:
   *
   * The plug-in that is to draw, by name; %NULL for the best one that works here. May be
   * changed while the session runs.
   */
  props[PROP_RENDERER] = g_param_spec_string ("renderer", NULL, NULL, NULL, flags);

  /**
   * SumacSession:compression:
   *
   * A wish how pictures should come.
   */
  props[PROP_COMPRESSION] = g_param_spec_enum (
      "compression", NULL, NULL, SUMAC_TYPE_COMPRESSION, SUMAC_COMPRESSION_AUTO, flags);

  /**
   * SumacSession:preferred-video-codecs:
   *
   * A wish in what video should come: names of codecs, separated by commas; see
   * [method@Session.set_preferred_video_codecs].
   */
  props[PROP_PREFERRED_VIDEO_CODECS] =
      g_param_spec_string ("preferred-video-codecs", NULL, NULL, NULL, flags);

  /**
   * SumacSession:policy:
   *
   * When pictures of a video are shown.
   */
  props[PROP_POLICY] = g_param_spec_enum ("policy", NULL, NULL, SUMAC_TYPE_POLICY,
                                          SUMAC_POLICY_INTERACTIVE, flags);
  g_object_class_install_property (object_class, PROP_URI, props[PROP_URI]);
  g_object_class_install_property (object_class, PROP_PASSWORD, props[PROP_PASSWORD]);
  g_object_class_install_property (object_class, PROP_RENDERER, props[PROP_RENDERER]);
  g_object_class_install_property (object_class, PROP_COMPRESSION, props[PROP_COMPRESSION]);
  g_object_class_install_property (object_class, PROP_PREFERRED_VIDEO_CODECS,
                                   props[PROP_PREFERRED_VIDEO_CODECS]);
  g_object_class_install_property (object_class, PROP_POLICY, props[PROP_POLICY]);
}

static void
install_facts (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  /**
   * SumacSession:state:
   *
   * What the session is doing.
   */
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, SUMAC_TYPE_SESSION_STATE,
                                         SUMAC_SESSION_IDLE, flags);

  /**
   * SumacSession:status:
   *
   * What the session is doing, or why it has ended: a few words for people, in their language.
   * To be bound to a label.
   */
  props[PROP_STATUS] = g_param_spec_string ("status", NULL, NULL, NULL, flags);

  /**
   * SumacSession:error:
   *
   * Why the session has ended, or %NULL.
   */
  props[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);

  /**
   * SumacSession:name:
   *
   * The virtual machine's name, or %NULL.
   */
  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);

  /**
   * SumacSession:uuid:
   *
   * The virtual machine's UUID, or %NULL.
   */
  props[PROP_UUID] = g_param_spec_string ("uuid", NULL, NULL, NULL, flags);

  /**
   * SumacSession:mouse-mode:
   *
   * How the guest wants to hear of the pointer.
   */
  props[PROP_MOUSE_MODE] = g_param_spec_enum ("mouse-mode", NULL, NULL, SUMAC_TYPE_MOUSE_MODE,
                                              SUMAC_MOUSE_SERVER, flags);

  /**
   * SumacSession:drawing-renderer:
   *
   * The plug-in that draws the first display now, by name, or %NULL before there is one: it
   * follows [property@Session:renderer], unless that can't work here or its device is lost.
   */
  props[PROP_DRAWING_RENDERER] =
      g_param_spec_string ("drawing-renderer", NULL, NULL, NULL, flags);

  /**
   * SumacSession:inputs:
   *
   * The guest's keyboard and mouse.
   */
  props[PROP_INPUTS] = g_param_spec_object ("inputs", NULL, NULL, SUMAC_TYPE_INPUTS, flags);
  for (guint i = PROP_STATE; i < N_PROPS; i++)
    g_object_class_install_property (object_class, i, props[i]);
}

static guint
new_signal (const char *name, guint n_args, GType arg)
{
  return g_signal_new (name, SUMAC_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, n_args, arg);
}

static void
sumac_session_class_init (SumacSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = set_property;
  object_class->get_property = get_property;
  object_class->dispose = dispose;
  object_class->finalize = finalize;
  /* A program that only embeds us knows nothing of our translations. */
  bindtextdomain (GETTEXT_PACKAGE, SUMAC_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  install_settings (object_class);
  install_facts (object_class);

  /**
   * SumacSession::authenticate:
   * @self: the session
   * @sentence: (nullable): why the last password was refused; %NULL the first time
   *
   * The server wants a password. Call [method@Session.set_password] and
   * [method@Session.open] again, now or later; or [method@Session.close]. Without a handler
   * the session fails instead.
   */
  signals[AUTHENTICATE] = new_signal ("authenticate", 1, G_TYPE_STRING);

  /**
   * SumacSession::monitor-added:
   * @self: the session
   * @monitor: the new one
   *
   * The guest has one more monitor.
   */
  signals[MONITOR_ADDED] = new_signal ("monitor-added", 1, SUMAC_TYPE_MONITOR);

  /**
   * SumacSession::monitor-removed:
   * @self: the session
   * @monitor: the one that is gone
   *
   * The guest has one monitor less.
   */
  signals[MONITOR_REMOVED] = new_signal ("monitor-removed", 1, SUMAC_TYPE_MONITOR);

  /**
   * SumacSession::notice:
   * @self: the session
   * @text: a sentence for the user
   *
   * The server has something to say, or a part of the session was lost while the rest goes on.
   */
  signals[NOTICE] = new_signal ("notice", 1, G_TYPE_STRING);
}

static void
sumac_session_init (SumacSession *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->inputs = sumac_inputs_new ();
  self->mouse_mode = SUMAC_MOUSE_SERVER;
}
