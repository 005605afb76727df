/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "channels/channel.h"

#include "channels/base-wire.h"
#include "core/limits.h"

#include <glib/gi18n-lib.h>
#include <spice/enums.h>

#include <errno.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What may wait to be written before the peer counts as dead. */
#define MAX_OUT_BYTES  (16u << 20)
#define MAX_BODY_BYTES (1u << 20)

/* How long the server may take to end a link, and to take the next one. */
#define LEAVE_MS      5000
#define LINK_ANEW_US  (10 * G_USEC_PER_SEC)
#define FIRST_WAIT_MS 20

static void
count (guint64 *counter, guint64 n)
{
  __atomic_fetch_add (counter, n, __ATOMIC_RELAXED);
}

gboolean
sumac_channel_is_closing (SumacChannel *channel)
{
  return __atomic_load_n (&channel->is_closing, __ATOMIC_ACQUIRE) != 0;
}

void
sumac_channel_tell (SumacChannel *channel)
{
  sumac_bulletin_post (channel->hub->bulletin, &channel->notice);
}

static void
enter_state (SumacChannel *channel, SumacChannelState next, GError *error)
{
  static const char *const names[] = { "linking", "up", "ended" };

  sumac_lock (&channel->lock);
  g_assert (next > channel->state);
  channel->state = next;
  channel->error = error;
  sumac_unlock (&channel->lock);
  sumac_info (channel->name, "%s%s%s", names[next], error ? ": " : "",
              error ? error->message : "");
  sumac_channel_tell (channel);
}

SumacWriter *
sumac_channel_begin (SumacChannel *channel)
{
  channel->body.size = 0;
  return &channel->body;
}

void
sumac_channel_send (SumacChannel *channel, guint16 type)
{
  sumac_framing_write_header (channel->framing, &channel->out, type,
                              (guint32) channel->body.size);
  sumac_write_bytes (&channel->out, channel->body.bytes, channel->body.size);
  count (&channel->counts.messages_out, 1);
}

/* transport spec §6: one ACK for every window of messages, counted from the SET_ACK on. */
static void
count_for_ack (SumacChannel *channel)
{
  if (channel->ack_window == 0 || ++channel->ack_count < channel->ack_window)
    return;
  channel->ack_count = 0;
  sumac_channel_begin (channel);
  sumac_channel_send (channel, SPICE_MSGC_ACK);
}

static gboolean
handle_set_ack (SumacChannel *channel, SumacMessage **message, GError **error)
{
  SumacSetAck set;

  if (!sumac_base_parse_set_ack (*message, &set, error))
    return FALSE;
  channel->ack_window = set.window;
  channel->ack_count = 0;
  sumac_write_u32 (sumac_channel_begin (channel), set.generation);
  sumac_channel_send (channel, SPICE_MSGC_ACK_SYNC);
  return TRUE;
}

static gboolean
handle_ping (SumacChannel *channel, SumacMessage **message, GError **error)
{
  SumacPing ping;

  if (!sumac_base_parse_ping (*message, &ping, error))
    return FALSE;

  SumacWriter *body = sumac_channel_begin (channel);

  sumac_write_u32 (body, ping.id);
  sumac_write_u64 (body, ping.timestamp);
  sumac_channel_send (channel, SPICE_MSGC_PONG);
  return TRUE;
}

/* LIST has been delivered as its sub-messages; DISCONNECTING is followed by the end. */
static gboolean
handle_nothing (SumacChannel *channel G_GNUC_UNUSED,
                SumacMessage **message G_GNUC_UNUSED,
                GError **error G_GNUC_UNUSED)
{
  return TRUE;
}

/* clang-format off */
static const SumacChannelRule base_rules[] = {
  { SPICE_MSG_SET_ACK,       "set-ack",       8,  handle_set_ack },
  { SPICE_MSG_PING,          "ping",          12, handle_ping    },
  { SPICE_MSG_LIST,          "list",          0,  handle_nothing },
  { SPICE_MSG_DISCONNECTING, "disconnecting", 0,  handle_nothing },
};

/* clang-format on */

static const SumacChannelRule *
find_in (const SumacChannelRule *rules, guint n, guint16 type)
{
  for (guint i = 0; i < n; i++)
    if (rules[i].type == type)
      return &rules[i];
  return NULL;
}

static const SumacChannelRule *
find_rule (const SumacChannel *channel, guint16 type)
{
  const SumacChannelRule *rule = find_in (channel->klass->rules, channel->klass->n_rules, type);

  return rule ? rule : find_in (base_rules, G_N_ELEMENTS (base_rules), type);
}

static gboolean
handle (SumacChannel *channel, SumacMessage **message, GError **error)
{
  const SumacChannelRule *rule = find_rule (channel, (*message)->type);

  if (!rule)
    {
      count (&channel->counts.unknown, 1);
      sumac_debug (channel->name, "message %u is not known", (*message)->type);
      return TRUE;
    }
  if ((*message)->size < rule->least)
    {
      SumacReader reader = sumac_message_reader (*message);

      return sumac_reader_fail (&reader, rule->name, error);
    }
  return rule->handle (channel, message, error);
}

static gboolean
on_message (gpointer data, SumacMessage *message, gboolean is_sub, GError **error)
{
  SumacChannel *channel = data;
  guint64 serial = message->serial;
  gboolean is_counted = !is_sub && message->type != SPICE_MSG_SET_ACK;

  count (&channel->counts.messages_in, 1);
  if (!handle (channel, &message, error))
    {
      sumac_message_free (message);
      return FALSE;
    }
  if (message && channel->klass->handled)
    channel->klass->handled (channel, g_steal_pointer (&message));
  sumac_message_free (message);

  if (is_counted)
    count_for_ack (channel);
  /* A part of a message has its serial, but is not yet all of it. */
  if (!is_sub && !channel->klass->handled)
    sumac_progress_reach (channel->hub->progress, channel->klass->type, channel->id, serial);
  return !channel->klass->may_read || channel->klass->may_read (channel);
}

/* What the socket takes now. FALSE with an error. */
static gboolean
flush (SumacChannel *channel, GError **error)
{
  if (!sumac_writer_ok (&channel->out) || !sumac_writer_ok (&channel->body))
    {
      g_set_error_literal (error, SUMAC_ERROR, SUMAC_ERROR_LOST,
                           _ ("The server has stopped reading what we send."));
      return FALSE;
    }
  while (channel->out.size > 0)
    {
      gsize n = 0;

      switch (sumac_stream_write (channel->stream, channel->out.bytes, channel->out.size, &n,
                                  error))
        {
        case SUMAC_STREAM_OK:
          sumac_writer_drop (&channel->out, n);
          count (&channel->counts.bytes_out, n);
          break;
        case SUMAC_STREAM_AGAIN:
          return TRUE;
        case SUMAC_STREAM_END:
        case SUMAC_STREAM_ERROR:
          return FALSE;
        }
    }
  return TRUE;
}

/* Commands first: a key must not wait behind a picture. */
static void
take_commands (SumacChannel *channel)
{
  guint8 command[64];

  sumac_mailbox_rest (channel->mailbox);
  if (channel->klass->command)
    while (sumac_mailbox_take (channel->mailbox, command))
      channel->klass->command (channel, command);
}

/* Waits for commands, room to write and, if it @reads, bytes: TRUE when these have come. For
 * @longest_ms at most; -1: for ever. */
static gboolean
wait_for_events (SumacChannel *channel, gboolean reads, gint longest_ms)
{
  struct pollfd fds[2] = {
    { .fd = sumac_stream_fd (channel->stream), .events = reads ? POLLIN : 0 },
    { .fd = sumac_mailbox_fd (channel->mailbox), .events = POLLIN },
  };

  if (channel->out.size > 0)
    fds[0].events |= POLLOUT;
  /* A hang-up would be told again and again to somebody who does not read. */
  if (fds[0].events == 0)
    fds[0].fd = -1;
  if (poll (fds, 2, longest_ms) < 0)
    fds[0].revents = fds[1].revents = 0;
  if (fds[1].revents)
    take_commands (channel);
  return (fds[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0;
}

static gboolean
is_alive (SumacChannel *channel, GError **error)
{
  return !sumac_channel_is_closing (channel) &&
         (!channel->klass->check || channel->klass->check (channel, error)) &&
         (!channel->klass->wants_link || !channel->klass->wants_link (channel));
}

static void
tell_bytes_in (SumacChannel *channel)
{
  __atomic_store_n (&channel->counts.bytes_in,
                    channel->bytes_before + sumac_framing_bytes (channel->framing),
                    __ATOMIC_RELAXED);
}

/* Until the end of the link: TRUE when the server ended it in order, FALSE with an error, or
 * without one when we close or want another link. */
static gboolean
talk (SumacChannel *channel, GError **error)
{
  gboolean readable = TRUE;

  while (is_alive (channel, error))
    {
      gboolean reads = !channel->klass->may_read || channel->klass->may_read (channel);

      if (!flush (channel, error))
        return FALSE;
      if (!reads)
        {
          /* What has been read already waits in the framing: no event will tell of it. */
          wait_for_events (channel, FALSE, -1);
          continue;
        }
      if (!readable)
        readable = wait_for_events (channel, TRUE, -1);
      if (!readable)
        continue;

      switch (
          sumac_framing_read (channel->framing, channel->stream, on_message, channel, error))
        {
        case SUMAC_STREAM_OK:
          break;
        case SUMAC_STREAM_AGAIN:
          readable = FALSE;
          break;
        case SUMAC_STREAM_END:
          return TRUE;
        case SUMAC_STREAM_ERROR:
          return FALSE;
        }
      tell_bytes_in (channel);
    }
  return FALSE;
}

/* A function of its own also in the binary: the thread checker's list of exceptions names it,
 * since GLib's cancelling and connecting use locks which it does not see. */
static G_NO_INLINE gboolean
connect_stream (SumacChannel *channel, GError **error)
{
  const SumacQuality *quality = &channel->klass->quality;

  channel->stream = sumac_stream_connect (channel->hub->address, SUMAC_LINK_TIMEOUT_MS,
                                          channel->cancellable, error);
  if (!channel->stream)
    return FALSE;
  sumac_stream_set_quality (channel->stream, TRUE, quality->dscp, quality->priority,
                            quality->receive_buffer_bytes);
  return TRUE;
}

static gboolean
link_up (SumacChannel *channel, GError **error)
{
  SumacHub *hub = channel->hub;
  gint64 deadline = sumac_clock_us () + SUMAC_LINK_TIMEOUT_MS * (gint64) 1000;
  SumacLinkRequest request = {
    .connection_id = hub->connection_id,
    .channel_type = channel->klass->type,
    .channel_id = channel->id,
    .password = hub->password,
  };

  if (channel->klass->announce)
    channel->klass->announce (channel, &request.channel_caps);
  if (!connect_stream (channel, error))
    return FALSE;
  if (!sumac_link (channel->stream, &request, sumac_mailbox_fd (channel->mailbox), deadline,
                   &channel->reply, error))
    return FALSE;
  channel->framing = sumac_framing_new (channel->reply.has_mini_headers,
                                        channel->klass->max_message, hub->pool);
  return !channel->klass->linked || channel->klass->linked (channel, error);
}

/* The server takes a channel's second link only when it knows of the end of the first. What it
 * had sent by then is still taken: other channels may wait for that. */
static void
leave_link (SumacChannel *channel)
{
  gint64 deadline = sumac_clock_us () + LEAVE_MS * (gint64) 1000;
  SumacStreamResult result = SUMAC_STREAM_OK;
  g_autoptr (GError) ignored = NULL;

  sumac_stream_end_writing (channel->stream);
  channel->out.size = 0;
  while ((result == SUMAC_STREAM_OK || result == SUMAC_STREAM_AGAIN) &&
         !sumac_channel_is_closing (channel) && sumac_clock_us () < deadline)
    {
      gboolean reads = !channel->klass->may_read || channel->klass->may_read (channel);

      if (!reads || result == SUMAC_STREAM_AGAIN)
        wait_for_events (channel, reads, LEAVE_MS);
      if (reads)
        result = sumac_framing_read (channel->framing, channel->stream, on_message, channel,
                                     &ignored);
      channel->out.size = 0;
    }
  tell_bytes_in (channel);
}

static void
drop_link (SumacChannel *channel)
{
  if (channel->framing)
    channel->bytes_before += sumac_framing_bytes (channel->framing);
  g_clear_pointer (&channel->framing, sumac_framing_free);
  g_clear_pointer (&channel->stream, sumac_stream_free);
  channel->out.size = 0;
  channel->ack_window = 0;
}

/* Or until somebody rings. */
static void
rest (SumacChannel *channel, gint ms)
{
  struct pollfd fd = { .fd = sumac_mailbox_fd (channel->mailbox), .events = POLLIN };

  if (poll (&fd, 1, ms) > 0)
    take_commands (channel);
}

static void
set_not_taken (GError **error)
{
  g_clear_error (error);
  g_set_error_literal (error, SUMAC_ERROR, SUMAC_ERROR_SERVER,
                       _ ("The server does not send the picture once more. Connect again."));
}

/* It is refused while the server still ends the former link. */
static gboolean
link_anew (SumacChannel *channel, GError **error)
{
  gint64 deadline = sumac_clock_us () + LINK_ANEW_US;
  gint wait_ms = FIRST_WAIT_MS;

  sumac_info (channel->name, "linking anew");
  leave_link (channel);
  while (TRUE)
    {
      drop_link (channel);
      if (sumac_channel_is_closing (channel) || link_up (channel, error))
        break;
      sumac_info (channel->name, "not linked anew: %s", (*error)->message);
      if (sumac_clock_us () > deadline)
        {
          set_not_taken (error);
          return FALSE;
        }
      g_clear_error (error);
      rest (channel, wait_ms);
      wait_ms *= 2;
    }
  return !sumac_channel_is_closing (channel);
}

/* Until the channel's end, as talk. */
static gboolean
talk_on (SumacChannel *channel, GError **error)
{
  gboolean in_order = talk (channel, error);

  while (!in_order && !*error && !sumac_channel_is_closing (channel) &&
         link_anew (channel, error))
    in_order = talk (channel, error);
  return in_order;
}

static void
set_niceness (const SumacChannel *channel)
{
  /* Linux gives every thread its own; a refusal changes nothing. */
  if (channel->klass->quality.nice != 0)
    setpriority (PRIO_PROCESS, (id_t) syscall (SYS_gettid), channel->klass->quality.nice);
}

static GError *
closed_by_server (void)
{
  return g_error_new_literal (
      SUMAC_ERROR, SUMAC_ERROR_LOST,
      _ ("The server closed the connection: the machine was shut down, or "
         "somebody else has connected to it."));
}

static void *
run (void *data)
{
  SumacChannel *channel = data;
  GError *error = NULL;
  gboolean in_order = FALSE;

  set_niceness (channel);
  sumac_progress_add (channel->hub->progress, channel->klass->type, channel->id);
  if (link_up (channel, &error))
    {
      enter_state (channel, SUMAC_CHANNEL_UP, NULL);
      in_order = talk_on (channel, &error);
    }
  if (sumac_channel_is_closing (channel))
    {
      g_clear_error (&error);
      /* The last words, as far as the socket takes them: keys that are still down. */
      if (channel->framing)
        {
          take_commands (channel);
          flush (channel, NULL);
        }
    }
  else if (in_order)
    {
      error = closed_by_server ();
      sumac_lock (&channel->lock);
      channel->is_in_order = TRUE;
      sumac_unlock (&channel->lock);
    }

  if (channel->klass->ending)
    channel->klass->ending (channel, in_order);
  sumac_progress_remove (channel->hub->progress, channel->klass->type, channel->id);
  g_clear_pointer (&channel->stream, sumac_stream_free);
  enter_state (channel, SUMAC_CHANNEL_ENDED, error);
  return NULL;
}

SumacChannel *
sumac_channel_new (const SumacChannelClass *klass,
                   SumacHub *hub,
                   guint8 id,
                   void (*read) (gpointer channel),
                   gpointer reader)
{
  g_assert (klass->command_size <= 64);

  SumacMailbox *mailbox =
      sumac_mailbox_new (MAX (klass->command_size, 1), MAX (klass->max_commands, 1));

  if (!mailbox)
    return NULL;

  SumacChannel *channel = g_malloc0 (klass->struct_size);

  channel->klass = klass;
  channel->hub = hub;
  channel->id = id;
  g_snprintf (channel->name, sizeof channel->name, "%s:%u", klass->name, id);
  channel->mailbox = mailbox;
  channel->cancellable = g_cancellable_new ();
  channel->notice = (SumacNotice){ .read = read, .owner = channel };
  channel->reader = reader;
  sumac_lock_init (&channel->lock);
  sumac_writer_init (&channel->out, MAX_OUT_BYTES);
  sumac_writer_init (&channel->body, MAX_BODY_BYTES);
  return channel;
}

gboolean
sumac_channel_start (SumacChannel *channel)
{
  g_autofree char *name = g_strdup_printf ("sumac-%s", channel->name);

  channel->is_started = sumac_thread_start (&channel->thread, name, run, channel);
  return channel->is_started;
}

void
sumac_channel_close (SumacChannel *channel)
{
  __atomic_store_n (&channel->is_closing, 1, __ATOMIC_RELEASE);
  g_cancellable_cancel (channel->cancellable);
  sumac_mailbox_ring (channel->mailbox);
  if (channel->klass->closing)
    channel->klass->closing (channel);
}

void
sumac_channel_join (SumacChannel *channel)
{
  if (channel->is_started)
    sumac_thread_join (channel->thread);
  channel->is_started = FALSE;
}

void
sumac_channel_free (SumacChannel *channel)
{
  if (!channel)
    return;
  g_assert (!channel->is_started);
  sumac_bulletin_retract (channel->hub->bulletin, &channel->notice);
  if (channel->klass->clear)
    channel->klass->clear (channel);
  sumac_framing_free (channel->framing);
  sumac_writer_clear (&channel->out);
  sumac_writer_clear (&channel->body);
  sumac_mailbox_free (channel->mailbox);
  g_object_unref (channel->cancellable);
  sumac_lock_clear (&channel->lock);
  g_clear_error (&channel->error);
  g_free (channel);
}

SumacChannelState
sumac_channel_get_state (SumacChannel *channel)
{
  SumacChannelState state;

  sumac_lock (&channel->lock);
  state = channel->state;
  sumac_unlock (&channel->lock);
  return state;
}

GError *
sumac_channel_dup_error (SumacChannel *channel)
{
  GError *error;

  sumac_lock (&channel->lock);
  error = channel->error ? g_error_copy (channel->error) : NULL;
  sumac_unlock (&channel->lock);
  return error;
}

gboolean
sumac_channel_has_ended_in_order (SumacChannel *channel)
{
  gboolean is_in_order;

  sumac_lock (&channel->lock);
  is_in_order = channel->is_in_order;
  sumac_unlock (&channel->lock);
  return is_in_order;
}

static guint64
read_count (const guint64 *counter)
{
  return __atomic_load_n (counter, __ATOMIC_RELAXED);
}

void
sumac_channel_get_counts (SumacChannel *channel, SumacChannelCounts *counts)
{
  const SumacChannelCounts *from = &channel->counts;

  *counts = (SumacChannelCounts){
    .messages_in = read_count (&from->messages_in),
    .messages_out = read_count (&from->messages_out),
    .bytes_in = read_count (&from->bytes_in),
    .bytes_out = read_count (&from->bytes_out),
    .unknown = read_count (&from->unknown),
  };
}

gboolean
sumac_channel_post (SumacChannel *channel, const void *command)
{
  return sumac_mailbox_post (channel->mailbox, command);
}
