/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The engine of a channel: a thread that connects, links, and then waits for three things at
 * once: bytes of the server, commands in its mailbox, and room to write. What a channel does
 * with its messages is a table in its own file.
 *
 *   new → start → (notice: UP) … (notice: ENDED) → join → free
 *
 * While it is up a channel may be linked anew, which the application does not notice: the server
 * then begins with it from the start.
 *
 * Each struct of a channel begins with SumacChannel. Threads are named at each function:
 * "app" is the application's, "channel" this channel's own. */

#pragma once

#include "channels/hub.h"
#include "core/log.h"
#include "core/mailbox.h"
#include "core/thread.h"
#include "core/writer.h"
#include "net/framing.h"
#include "net/link.h"

#include <sumac/error.h>

typedef struct _SumacChannel SumacChannel;
typedef struct _SumacChannelClass SumacChannelClass;
typedef struct _SumacChannelRule SumacChannelRule;
typedef struct _SumacChannelCounts SumacChannelCounts;

typedef enum
{
  SUMAC_CHANNEL_LINKING,
  SUMAC_CHANNEL_UP,
  SUMAC_CHANNEL_ENDED, /* see sumac_channel_dup_error */
} SumacChannelState;

/* One message a channel understands. */
struct _SumacChannelRule
{
  guint16 type;
  const char *name;
  guint least; /* bytes: shorter bodies are malformed */
  /* Channel's thread. May keep the message by g_steal_pointer. FALSE with an error ends the
   * channel. */
  gboolean (*handle) (SumacChannel *channel, SumacMessage **message, GError **error);
};

/* What the network should know of a channel (architecture: QoS). */
typedef struct
{
  guint8 dscp;
  int priority;
  int receive_buffer_bytes; /* 0: the system's */
  int nice;                 /* of the thread */
} SumacQuality;

struct _SumacChannelClass
{
  guint8 type;
  const char *name;
  gsize struct_size;
  gsize command_size; /* of a mailbox item; 0: none */
  guint max_commands;
  guint32 max_message;
  SumacQuality quality;
  const SumacChannelRule *rules;
  guint n_rules;

  /* All optional, on the channel's thread: */
  void (*announce) (SumacChannel *channel, SumacCaps *caps);
  gboolean (*linked) (SumacChannel *channel, GError **error); /* also when linked anew */
  void (*command) (SumacChannel *channel, const void *command);
  gboolean (*may_read) (SumacChannel *channel);              /* absent: always */
  gboolean (*check) (SumacChannel *channel, GError **error); /* after each wake-up */
  gboolean (*wants_link) (SumacChannel *channel);            /* the same: anew; absent: no */
  void (*handled) (SumacChannel *channel, SumacMessage *message); /* takes what nobody kept */
  void (*ending) (SumacChannel *channel, gboolean in_order);

  /* App: */
  void (*closing) (SumacChannel *channel); /* must only wake */
  void (*clear) (SumacChannel *channel);
};

struct _SumacChannelCounts
{
  guint64 messages_in;
  guint64 messages_out;
  guint64 bytes_in;
  guint64 bytes_out;
  guint64 unknown; /* messages without a rule */
};

struct _SumacChannel
{
  const SumacChannelClass *klass;
  SumacHub *hub;
  guint8 id;
  char name[24]; /* "display:0" */
  SumacThread thread;
  gboolean is_started; /* app */
  SumacMailbox *mailbox;
  GCancellable *cancellable; /* ends connecting */
  gint is_closing;           /* atomic */
  SumacNotice notice;        /* owner: the channel; read: the session's */
  gpointer reader;           /* app: whom the notice is for */
  SumacLock lock;
  SumacChannelState state;   /* under lock */
  GError *error;             /* under lock: why it ended */
  gboolean is_in_order;      /* under lock: the server closed between two messages */
  SumacChannelCounts counts; /* atomic, each by itself */

  /* channel's thread only */
  SumacStream *stream;
  SumacFraming *framing;
  SumacLinkReply reply;
  SumacWriter out;  /* whole messages on their way */
  SumacWriter body; /* the one being written */
  guint32 ack_window;
  guint32 ack_count;
  guint64 bytes_before; /* read by former links */
  GError *handler_error;
};

/* App. A channel that is not running yet. @read is called on the application's thread with
 * @reader and the channel, after anything of it has changed. NULL without descriptors. */
SumacChannel *sumac_channel_new (const SumacChannelClass *klass,
                                 SumacHub *hub,
                                 guint8 id,
                                 void (*read) (gpointer channel),
                                 gpointer reader);

/* App. FALSE when the system has no more threads. */
gboolean sumac_channel_start (SumacChannel *channel);

/* App. Asks the thread to end; returns at once. May be repeated. */
void sumac_channel_close (SumacChannel *channel);

/* Any thread but the channel's; after close it returns in bounded time. */
void sumac_channel_join (SumacChannel *channel);

/* After join. */
void sumac_channel_free (SumacChannel *channel);

/* Any. */
SumacChannelState sumac_channel_get_state (SumacChannel *channel);
GError *sumac_channel_dup_error (SumacChannel *channel);

/* Any. TRUE once the server itself has closed the channel between two messages. */
gboolean sumac_channel_has_ended_in_order (SumacChannel *channel);
void sumac_channel_get_counts (SumacChannel *channel, SumacChannelCounts *counts);
gboolean sumac_channel_is_closing (SumacChannel *channel);

/* App. FALSE when the mailbox is full; the command is lost then. */
gboolean sumac_channel_post (SumacChannel *channel, const void *command);

/* Channel's, or its painter's: something the application should look at has changed. */
void sumac_channel_tell (SumacChannel *channel);

/* Channel's. An empty body to write into, then to be sent under @type. */
SumacWriter *sumac_channel_begin (SumacChannel *channel);
void sumac_channel_send (SumacChannel *channel, guint16 type);
