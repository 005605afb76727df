/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The engine of a channel, against a server that does just what a test says. */

#include "channels/channel.h"

#include "core/limits.h"
#include "support/bytes.h"
#include "support/log.h"
#include "support/server.h"

#include <spice/enums.h>
#include <spice/protocol.h>

#include <poll.h>

/* Messages of the channel under test. */
#define ECHO     101 /* is sent back as ECHO */
#define NUMBER   102 /* u32: 13 is refused */
#define PAUSE    103 /* is sent back, and no more is read */
#define COMMAND  111 /* to the server: a command that was posted */
#define UNKNOWN  150
#define MAX_SIZE SUMAC_MAX_MESSAGE_OTHER

typedef struct
{
  SumacChannel channel;
  gint is_paused; /* atomic */
} Probe;

static gboolean
handle_echo (SumacChannel *channel, SumacMessage **message, GError **error G_GNUC_UNUSED)
{
  sumac_write_bytes (sumac_channel_begin (channel), (*message)->body, (*message)->size);
  sumac_channel_send (channel, ECHO);
  return TRUE;
}

static gboolean
handle_number (SumacChannel *channel G_GNUC_UNUSED, SumacMessage **message, GError **error)
{
  SumacReader r = sumac_message_reader (*message);

  return sumac_read_u32 (&r) != 13 || sumac_reader_fail (&r, "number", error);
}

static gboolean
handle_pause (SumacChannel *channel, SumacMessage **message, GError **error)
{
  __atomic_store_n (&((Probe *) channel)->is_paused, 1, __ATOMIC_RELEASE);
  return handle_echo (channel, message, error);
}

static gboolean
may_read (SumacChannel *channel)
{
  return !__atomic_load_n (&((Probe *) channel)->is_paused, __ATOMIC_ACQUIRE);
}

static void
take_command (SumacChannel *channel, const void *command)
{
  sumac_write_bytes (sumac_channel_begin (channel), command, 4);
  sumac_channel_send (channel, COMMAND);
}

/* clang-format off */
static const SumacChannelRule rules[] = {
  { ECHO,   "echo",   0, handle_echo   },
  { NUMBER, "number", 4, handle_number },
  { PAUSE,  "pause",  0, handle_pause  },
};
/* clang-format on */

static const SumacChannelClass probe_class = {
  .type = SPICE_CHANNEL_PORT,
  .name = "probe",
  .struct_size = sizeof (Probe),
  .command_size = 4,
  .max_commands = 64,
  .max_message = MAX_SIZE,
  .rules = rules,
  .n_rules = G_N_ELEMENTS (rules),
  .command = take_command,
  .may_read = may_read,
};

typedef struct
{
  TestServer *server;
  SumacHub *hub;
  SumacChannel *channel;
  TestPeer peer;
  SumacChannelState seen; /* at the last notice */
} Stage;

static void
on_notice (gpointer channel)
{
  ((Stage *) ((SumacChannel *) channel)->reader)->seen = sumac_channel_get_state (channel);
}

static void
stage_init (Stage *stage)
{
  *stage = (Stage){ .server = test_server_new (), .peer = { .fd = -1 } };
  stage->hub = sumac_hub_new (&(SumacHubConfig){
      .address = test_server_get_address (stage->server),
      .password = "secret",
  });
  stage->channel = sumac_channel_new (&probe_class, stage->hub, 7, on_notice, stage);
  test_log_clear ();
}

static void
start (Stage *stage)
{
  g_assert_cmpint (sumac_channel_start (stage->channel), ==, TRUE);
}

static gboolean
give_up (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_CONTINUE;
}

/* Reads notices until the channel is in @state, and has said so. */
static void
wait_for (Stage *stage, SumacChannelState state)
{
  gboolean is_late = FALSE;
  guint timeout = g_timeout_add (TEST_BOUND_MS, give_up, &is_late);

  while (stage->seen < state && !is_late)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
  g_assert_cmpint (stage->seen, ==, state);
  g_assert_cmpint (sumac_channel_get_state (stage->channel), ==, state);
}

/* After a link, with the channel up. */
static void
stage_link (Stage *stage, gboolean has_mini_headers)
{
  stage_init (stage);
  start (stage);
  stage->peer = test_server_link (stage->server, has_mini_headers, 0);
  wait_for (stage, SUMAC_CHANNEL_UP);
}

static void
stage_clear (Stage *stage)
{
  sumac_channel_join (stage->channel);
  sumac_channel_free (stage->channel);
  sumac_hub_free (stage->hub);
  test_peer_close (&stage->peer);
  test_server_free (stage->server);
}

/* Ends without an error, soon, whatever it was doing. */
static void
close_and_clear (Stage *stage)
{
  gint64 start_us = sumac_clock_us ();
  g_autoptr (GError) error = NULL;

  sumac_channel_close (stage->channel);
  sumac_channel_close (stage->channel);
  wait_for (stage, SUMAC_CHANNEL_ENDED);
  g_assert_cmpint (sumac_clock_us () - start_us, <, 5 * G_USEC_PER_SEC);
  error = sumac_channel_dup_error (stage->channel);
  g_assert_no_error (error);
  stage_clear (stage);
}

/* The channel has ended by itself, with an error of @code that has @part in it. */
static void
expect_failure (Stage *stage, gint code, const char *part)
{
  wait_for (stage, SUMAC_CHANNEL_ENDED);

  g_autoptr (GError) error = sumac_channel_dup_error (stage->channel);

  g_assert_error (error, SUMAC_ERROR, code);
  if (!strstr (error->message, part))
    g_test_message ("“%s” is not in “%s”", part, error->message);
  g_assert_nonnull (strstr (error->message, part));
}

static void
resume (Stage *stage)
{
  __atomic_store_n (&((Probe *) stage->channel)->is_paused, 0, __ATOMIC_RELEASE);
  sumac_mailbox_ring (stage->channel->mailbox);
}

static void
send_set_ack (Stage *stage, guint32 generation, guint32 window)
{
  const guint8 body[] = { U32 (generation), U32 (window) };
  const guint8 sync[] = { U32 (generation) };

  test_peer_send (&stage->peer, SPICE_MSG_SET_ACK, body, sizeof body);
  test_peer_expect (&stage->peer, SPICE_MSGC_ACK_SYNC, sync, sizeof sync);
}

/* Sends @n messages, of which @type has no answer, and an echo: how many ACKs come before the
 * echo comes back, and what follows it. */
static guint
count_acks (Stage *stage, guint n, guint16 type)
{
  const guint8 body[] = { U32 (1), U32 (2), U32 (3) };
  guint n_acks = 0;
  TestMessage message;

  for (guint i = 0; i < n; i++)
    test_peer_send (&stage->peer, type, body, sizeof body);
  test_peer_send (&stage->peer, ECHO, NULL, 0);
  for (test_peer_receive (&stage->peer, &message); message.type != ECHO;
       test_peer_receive (&stage->peer, &message))
    if (message.type == SPICE_MSGC_ACK)
      {
        g_assert_cmpuint (message.size, ==, 0);
        n_acks++;
      }
  return n_acks;
}

static void
test_request_and_ticket (void)
{
  Stage stage;

  stage_init (&stage);
  stage.hub->connection_id = 0x01020304;
  start (&stage);
  stage.peer = test_server_accept (stage.server);

  TestRequest request = test_server_receive_request (&stage.peer);

  g_assert_cmphex (request.connection_id, ==, 0x01020304);
  g_assert_cmpuint (request.type, ==, SPICE_CHANNEL_PORT);
  g_assert_cmpuint (request.id, ==, 7);
  test_server_send_reply (stage.server, &stage.peer, 0, TRUE, 0);

  g_autofree char *password = test_server_receive_ticket (stage.server, &stage.peer);

  g_assert_cmpstr (password, ==, "secret");
  g_assert_cmpint (sumac_channel_get_state (stage.channel), ==, SUMAC_CHANNEL_LINKING);
  test_server_send_result (&stage.peer, 0);
  wait_for (&stage, SUMAC_CHANNEL_UP);
  g_assert_cmpstr (stage.channel->name, ==, "probe:7");
  close_and_clear (&stage);
}

/* transport spec §6: one ACK for every window of messages after the SET_ACK, whatever they
 * are. */
static void
test_acks_are_exact (void)
{
  static const struct
  {
    const char *name;
    guint16 type;
  } kinds[] = {
    { "a message", NUMBER },
    { "a ping", SPICE_MSG_PING },
    { "an unknown message", UNKNOWN },
  };

  for (guint has_mini_headers = 0; has_mini_headers < 2; has_mini_headers++)
    for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
      {
        Stage stage;

        stage_link (&stage, has_mini_headers);
        g_test_message ("%s", kinds[i].name);
        g_assert_cmpuint (count_acks (&stage, 100, kinds[i].type), ==, 0);
        send_set_ack (&stage, 9, 10);
        /* The echo is the tenth, so its answer comes first. */
        g_assert_cmpuint (count_acks (&stage, 9, kinds[i].type), ==, 0);
        test_peer_expect (&stage.peer, SPICE_MSGC_ACK, NULL, 0);
        g_assert_cmpuint (count_acks (&stage, 9, kinds[i].type), ==, 0);
        test_peer_expect (&stage.peer, SPICE_MSGC_ACK, NULL, 0);
        g_assert_cmpuint (count_acks (&stage, 10, kinds[i].type), ==, 1);
        g_assert_cmpuint (count_acks (&stage, 98, kinds[i].type), ==, 9);
        test_peer_expect (&stage.peer, SPICE_MSGC_ACK, NULL, 0);
        close_and_clear (&stage);
      }
}

static void
test_set_ack_begins_anew (void)
{
  Stage stage;

  stage_link (&stage, TRUE);
  send_set_ack (&stage, 1, 5);
  g_assert_cmpuint (count_acks (&stage, 3, NUMBER), ==, 0);
  send_set_ack (&stage, 2, 5);
  g_assert_cmpuint (count_acks (&stage, 3, NUMBER), ==, 0);
  g_assert_cmpuint (count_acks (&stage, 1, NUMBER), ==, 1);
  send_set_ack (&stage, 3, 0);
  g_assert_cmpuint (count_acks (&stage, 50, NUMBER), ==, 0);
  send_set_ack (&stage, 4, 1);
  g_assert_cmpuint (count_acks (&stage, 3, NUMBER), ==, 3);
  test_peer_expect (&stage.peer, SPICE_MSGC_ACK, NULL, 0);
  close_and_clear (&stage);
}

/* A list is one message, its parts are handled before it. */
static void
test_a_list_counts_once (void)
{
  /* clang-format off */
  static const guint8 list[] = {
    U16 (2), U32 (10), U32 (16 + 3),
    U16 (ECHO), U32 (3), 'o', 'n', 'e',
    U16 (ECHO), U32 (3), 't', 'w', 'o',
  };
  /* clang-format on */
  Stage stage;

  stage_link (&stage, TRUE);
  send_set_ack (&stage, 1, 3);
  for (guint i = 0; i < 2; i++)
    {
      test_peer_send (&stage.peer, SPICE_MSG_LIST, list, sizeof list);
      test_peer_expect (&stage.peer, ECHO, "one", 3);
      test_peer_expect (&stage.peer, ECHO, "two", 3);
    }
  test_peer_send (&stage.peer, ECHO, NULL, 0);
  test_peer_expect (&stage.peer, ECHO, NULL, 0);
  test_peer_expect (&stage.peer, SPICE_MSGC_ACK, NULL, 0);
  close_and_clear (&stage);
}

static void
test_ping_is_answered (void)
{
  const guint8 ping[] = { U32 (77), U64 (0x1122334455667788), 0, 0, 0, 0 };
  g_autofree guint8 *large = g_malloc0 (250 * 1024);
  Stage stage;

  stage_link (&stage, TRUE);
  test_peer_send (&stage.peer, SPICE_MSG_PING, ping, 12);
  test_peer_expect (&stage.peer, SPICE_MSGC_PONG, ping, 12);
  test_peer_send (&stage.peer, SPICE_MSG_PING, ping, sizeof ping);
  test_peer_expect (&stage.peer, SPICE_MSGC_PONG, ping, 12);
  memcpy (large, ping, sizeof ping);
  test_peer_send (&stage.peer, SPICE_MSG_PING, large, 250 * 1024);
  test_peer_expect (&stage.peer, SPICE_MSGC_PONG, ping, 12);
  close_and_clear (&stage);
}

static void
test_unknown_messages_are_counted (void)
{
  Stage stage;
  SumacChannelCounts counts;

  stage_link (&stage, TRUE);
  for (guint16 type = UNKNOWN; type < UNKNOWN + 5; type++)
    test_peer_send (&stage.peer, type, "what", type - UNKNOWN);
  test_peer_send (&stage.peer, SPICE_MSG_DISCONNECTING, NULL, 0);
  test_peer_send (&stage.peer, ECHO, "x", 1);
  test_peer_expect (&stage.peer, ECHO, "x", 1);
  sumac_channel_close (stage.channel);
  wait_for (&stage, SUMAC_CHANNEL_ENDED);
  sumac_channel_get_counts (stage.channel, &counts);
  g_assert_cmpuint (counts.unknown, ==, 5);
  g_assert_cmpuint (counts.messages_in, ==, 7);
  g_assert_cmpuint (counts.bytes_in, ==, 7 * 6 + 0 + 1 + 2 + 3 + 4 + 1);
  g_assert_cmpuint (counts.messages_out, ==, 1);
  g_assert_cmpuint (counts.bytes_out, ==, 7);
  stage_clear (&stage);
}

static void
test_malformed_messages_end_the_channel (void)
{
  /* clang-format off */
  static const guint8 short_list[] = { U16 (2), U32 (10), U32 (0xffffffff), U16 (ECHO), U32 (0) };
  static const guint8 thirteen[] = { U32 (13) };
  static const struct
  {
    guint16 type;
    const void *body;
    gsize size;
    const char *name;
  } cases[] = {
    { SPICE_MSG_SET_ACK, "1234567",     7,                 "set-ack"          },
    { SPICE_MSG_SET_ACK, NULL,          0,                 "set-ack"          },
    { SPICE_MSG_PING,    "12345678901", 11,                "ping"             },
    { NUMBER,            "123",         3,                 "number"           },
    { NUMBER,            thirteen,      sizeof thirteen,   "number"           },
    { SPICE_MSG_LIST,    short_list,    sizeof short_list, "list of messages" },
    { SPICE_MSG_LIST,    "\1",          1,                 "list of messages" },
  };

  /* clang-format on */

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Stage stage;

      stage_link (&stage, TRUE);
      test_peer_send (&stage.peer, ECHO, "before", 6);
      test_peer_send (&stage.peer, cases[i].type, cases[i].body, cases[i].size);
      /* Perhaps nobody is there any more. */
      test_peer_try_send (&stage.peer, ECHO, "after", 5);
      expect_failure (&stage, SUMAC_ERROR_PROTOCOL, cases[i].name);
      stage_clear (&stage);
    }
}

static void
test_messages_have_a_limit (void)
{
  static const guint8 header[] = { U16 (ECHO), U32 (MAX_SIZE + 1) };
  Stage stage;

  stage_link (&stage, TRUE);
  test_peer_send_bytes (&stage.peer, header, sizeof header);
  expect_failure (&stage, SUMAC_ERROR_LIMIT, "1048577");
  stage_clear (&stage);
}

/* A server that only talks and does not listen. */
static void
test_what_waits_to_be_read_has_a_limit (void)
{
  g_autofree guint8 *large = g_malloc0 (MAX_SIZE);
  Stage stage;

  stage_link (&stage, TRUE);
  for (guint i = 0; i < 17; i++)
    test_peer_send (&stage.peer, ECHO, large, MAX_SIZE);
  expect_failure (&stage, SUMAC_ERROR_LOST, "stopped reading");
  stage_clear (&stage);
}

static void
test_server_closes_in_order (void)
{
  Stage stage;

  stage_link (&stage, TRUE);
  test_peer_send (&stage.peer, ECHO, "x", 1);
  test_peer_expect (&stage.peer, ECHO, "x", 1);
  test_peer_close (&stage.peer);
  expect_failure (&stage, SUMAC_ERROR_LOST, "closed the connection");
  stage_clear (&stage);
}

static void
test_server_closes_inside_a_message (void)
{
  static const guint8 message[] = { U16 (ECHO), U32 (4), 1, 2, 3, 4 };

  for (gsize cut = 1; cut < sizeof message; cut++)
    {
      Stage stage;

      stage_link (&stage, TRUE);
      test_peer_send_bytes (&stage.peer, message, cut);
      test_peer_close (&stage.peer);
      expect_failure (&stage, SUMAC_ERROR_LOST, "middle of a message");
      stage_clear (&stage);
    }
}

static void
test_server_closes_during_link (void)
{
  for (guint step = 0; step < 3; step++)
    {
      Stage stage;

      stage_init (&stage);
      start (&stage);
      stage.peer = test_server_accept (stage.server);
      test_server_receive_request (&stage.peer);
      if (step == 1)
        test_peer_send_bytes (&stage.peer, "REDQ\2\0\0\0", 8);
      if (step == 2)
        {
          test_server_send_reply (stage.server, &stage.peer, 0, TRUE, 0);
          g_free (test_server_receive_ticket (stage.server, &stage.peer));
        }
      test_peer_close (&stage.peer);
      /* A server that does not like the ticket may also just close. */
      expect_failure (&stage, step == 2 ? SUMAC_ERROR_AUTH : SUMAC_ERROR_LOST,
                      step == 2 ? "password" : "closed");
      stage_clear (&stage);
    }
}

static void
test_server_refuses (void)
{
  static const struct
  {
    gboolean in_result; /* else in the reply */
    guint32 code;
    SumacError error;
    const char *part;
  } cases[] = {
    { TRUE, SPICE_LINK_ERR_PERMISSION_DENIED, SUMAC_ERROR_AUTH, "password" },
    { FALSE, SPICE_LINK_ERR_NEED_SECURED, SUMAC_ERROR_TLS, "encrypted" },
    { FALSE, SPICE_LINK_ERR_BAD_CONNECTION_ID, SUMAC_ERROR_SERVER, "session" },
    { TRUE, 12345, SUMAC_ERROR_SERVER, "12345" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Stage stage;

      stage_init (&stage);
      start (&stage);
      stage.peer = test_server_accept (stage.server);
      test_server_receive_request (&stage.peer);
      test_server_send_reply (stage.server, &stage.peer, cases[i].in_result ? 0 : cases[i].code,
                              TRUE, 0);
      if (cases[i].in_result)
        {
          g_free (test_server_receive_ticket (stage.server, &stage.peer));
          test_server_send_result (&stage.peer, cases[i].code);
        }
      expect_failure (&stage, cases[i].error, cases[i].part);
      stage_clear (&stage);
    }
}

static void
test_nobody_listens (void)
{
  g_autoptr (SumacAddress) nowhere =
      sumac_address_parse ("spice+unix:///nonexistent/guest", NULL);
  Stage stage;

  stage_init (&stage);
  sumac_address_free (stage.hub->address);
  stage.hub->address = g_steal_pointer (&nowhere);
  start (&stage);
  expect_failure (&stage, SUMAC_ERROR_CONNECT, "/nonexistent/guest");
  stage_clear (&stage);
}

/* How far the server goes before the channel is closed. */
static void
reach_nothing (Stage *stage)
{
  sumac_channel_close (stage->channel);
  start (stage);
}

static void
reach_start (Stage *stage)
{
  start (stage);
}

static void
reach_accepted (Stage *stage)
{
  start (stage);
  stage->peer = test_server_accept (stage->server);
  test_server_receive_request (&stage->peer);
}

static void
reach_half_a_reply (Stage *stage)
{
  reach_accepted (stage);
  test_peer_send_bytes (&stage->peer, "REDQ\2\0\0\0\2\0", 10);
}

static void
reach_ticket (Stage *stage)
{
  reach_accepted (stage);
  test_server_send_reply (stage->server, &stage->peer, 0, TRUE, 0);
  g_free (test_server_receive_ticket (stage->server, &stage->peer));
}

static void
reach_up (Stage *stage)
{
  start (stage);
  stage->peer = test_server_link (stage->server, TRUE, 0);
  wait_for (stage, SUMAC_CHANNEL_UP);
}

static void
reach_half_a_message (Stage *stage)
{
  static const guint8 message[] = { U16 (ECHO), U32 (100000), 1, 2, 3 };

  reach_up (stage);
  test_peer_send (&stage->peer, ECHO, NULL, 0);
  test_peer_expect (&stage->peer, ECHO, NULL, 0);
  test_peer_send_bytes (&stage->peer, message, sizeof message);
}

/* More to read, and more to write than the sockets take. */
static void
reach_flood (Stage *stage)
{
  g_autofree guint8 *large = g_malloc0 (MAX_SIZE);

  reach_up (stage);
  for (guint i = 0; i < 8; i++)
    test_peer_send (&stage->peer, ECHO, large, MAX_SIZE);
}

static void
reach_pause (Stage *stage)
{
  reach_up (stage);
  test_peer_send (&stage->peer, PAUSE, NULL, 0);
  test_peer_expect (&stage->peer, ECHO, NULL, 0);
  while (test_peer_try_send (&stage->peer, ECHO, "waits", 5))
    ;
}

static void
reach_server_gone (Stage *stage)
{
  reach_pause (stage);
  test_peer_close (&stage->peer);
}

static void
test_close_in_every_phase (void)
{
  static const struct
  {
    const char *name;
    void (*reach) (Stage *stage);
  } phases[] = {
    { "before it starts", reach_nothing },
    { "just started", reach_start },
    { "accepted, without an answer", reach_accepted },
    { "half a reply", reach_half_a_reply },
    { "waiting for the result", reach_ticket },
    { "up", reach_up },
    { "half a message", reach_half_a_message },
    { "flooded", reach_flood },
    { "paused", reach_pause },
    { "paused, the server gone", reach_server_gone },
  };

  for (guint i = 0; i < G_N_ELEMENTS (phases); i++)
    {
      Stage stage;

      g_test_message ("%s", phases[i].name);
      stage_init (&stage);
      phases[i].reach (&stage);
      close_and_clear (&stage);
    }
}

/* Any moment of a link will do. */
static void
test_close_at_random (void)
{
  for (guint i = 0; i < 30; i++)
    {
      Stage stage;

      stage_init (&stage);
      start (&stage);
      if (i % 3 > 0)
        stage.peer = test_server_accept (stage.server);
      if (i % 3 > 1)
        test_server_receive_request (&stage.peer);
      close_and_clear (&stage);
    }
}

/* What the server sends while nothing is read stays with it, and nothing is lost. */
static void
test_back_pressure (void)
{
  Stage stage;
  guint32 n = 0;
  guint8 body[1000] = { 0 };
  SumacChannelCounts counts;
  TestMessage message;

  stage_link (&stage, TRUE);
  test_peer_send (&stage.peer, PAUSE, NULL, 0);
  test_peer_expect (&stage.peer, ECHO, NULL, 0);
  while (test_peer_try_send (&stage.peer, NUMBER, body, sizeof body))
    g_assert_cmpuint (++n, <, 100000);
  g_assert_cmpuint (n, >, 0);
  sumac_channel_get_counts (stage.channel, &counts);
  g_assert_cmpuint (counts.messages_in, ==, 1);

  resume (&stage);
  for (guint32 i = 0; i < 2000; i++)
    {
      guint32 wire = GUINT32_TO_LE (i);

      test_peer_send (&stage.peer, ECHO, &wire, sizeof wire);
      test_peer_receive (&stage.peer, &message);
      g_assert_cmpmem (message.body, 4, &wire, 4);
    }
  sumac_channel_get_counts (stage.channel, &counts);
  g_assert_cmpuint (counts.messages_in, ==, 1 + n + 2000);
  close_and_clear (&stage);
}

/* Messages that were read together with the one that paused come when it is over. */
static void
test_what_was_read_waits_too (void)
{
  static const guint8 messages[] = {
    U16 (PAUSE), U32 (0), U16 (ECHO), U32 (1), 'a',
    U16 (PAUSE), U32 (0), U16 (ECHO), U32 (1), 'b',
  };
  Stage stage;

  stage_link (&stage, TRUE);
  test_peer_send_bytes (&stage.peer, messages, sizeof messages);
  test_peer_expect (&stage.peer, ECHO, NULL, 0);
  resume (&stage);
  test_peer_expect (&stage.peer, ECHO, "a", 1);
  test_peer_expect (&stage.peer, ECHO, NULL, 0);
  resume (&stage);
  test_peer_expect (&stage.peer, ECHO, "b", 1);
  close_and_clear (&stage);
}

/* Commands go out in order, also while nothing is read. */
static void
test_commands_do_not_wait (void)
{
  Stage stage;

  stage_link (&stage, TRUE);
  for (guint paused = 0; paused < 2; paused++)
    {
      if (paused)
        {
          test_peer_send (&stage.peer, PAUSE, NULL, 0);
          test_peer_expect (&stage.peer, ECHO, NULL, 0);
        }
      for (guint32 i = 0; i < 50; i++)
        {
          guint32 wire = GUINT32_TO_LE (i);

          g_assert_cmpint (sumac_channel_post (stage.channel, &wire), ==, TRUE);
        }
      for (guint32 i = 0; i < 50; i++)
        {
          guint32 wire = GUINT32_TO_LE (i);

          test_peer_expect (&stage.peer, COMMAND, &wire, sizeof wire);
        }
    }
  close_and_clear (&stage);
}

/* What was posted before close is still said, whatever the channel is doing. */
static void
test_last_words (void)
{
  for (guint32 i = 0; i < 100; i++)
    {
      Stage stage;
      const guint32 last = GUINT32_TO_LE (i);

      stage_link (&stage, TRUE);
      g_assert_cmpint (sumac_channel_post (stage.channel, &last), ==, TRUE);
      sumac_channel_close (stage.channel);
      test_peer_expect (&stage.peer, COMMAND, &last, sizeof last);
      test_peer_expect_end (&stage.peer);
      close_and_clear (&stage);
    }
}

typedef struct
{
  Stage *stage;
  guint64 serial;
  gint is_done; /* atomic */
  SumacThread thread;
} Waiter;

static void *
wait_for_serial (void *data)
{
  Waiter *waiter = data;
  SumacChannelWait wait = { SPICE_CHANNEL_PORT, 7, waiter->serial };

  sumac_progress_wait (waiter->stage->hub->progress, &wait);
  __atomic_store_n (&waiter->is_done, 1, __ATOMIC_RELEASE);
  return NULL;
}

/* Whoever waits for this channel's message goes on when it was handled, and not at the first
 * part of it. */
static void
test_progress_is_told (void)
{
  /* clang-format off */
  static const guint8 list[] = {
    U16 (2), U32 (10), U32 (16),
    U16 (PAUSE), U32 (0),
    U16 (ECHO), U32 (0),
  };
  /* clang-format on */
  Stage stage;
  Waiter waiter = { .stage = &stage, .serial = 3 };

  stage_link (&stage, TRUE);
  g_assert_cmpint (sumac_thread_start (&waiter.thread, "waiter", wait_for_serial, &waiter), ==,
                   TRUE);
  test_peer_send (&stage.peer, UNKNOWN, NULL, 0);
  test_peer_send (&stage.peer, ECHO, NULL, 0);
  test_peer_expect (&stage.peer, ECHO, NULL, 0);
  test_peer_send (&stage.peer, SPICE_MSG_LIST, list, sizeof list);
  test_peer_expect (&stage.peer, ECHO, NULL, 0);
  g_assert_cmpint (__atomic_load_n (&waiter.is_done, __ATOMIC_ACQUIRE), ==, 0);
  resume (&stage);
  sumac_thread_join (waiter.thread);
  close_and_clear (&stage);
}

/* A channel that has ended is waited for by nobody. */
static void
test_progress_ends_with_the_channel (void)
{
  Stage stage;
  Waiter waiter = { .stage = &stage, .serial = 100 };

  stage_link (&stage, TRUE);
  g_assert_cmpint (sumac_thread_start (&waiter.thread, "waiter", wait_for_serial, &waiter), ==,
                   TRUE);
  test_peer_close (&stage.peer);
  sumac_thread_join (waiter.thread);
  expect_failure (&stage, SUMAC_ERROR_LOST, "closed");
  stage_clear (&stage);
}

/* A channel that was never started is freed like any other. */
static void
test_never_started (void)
{
  Stage stage;

  stage_init (&stage);
  sumac_channel_close (stage.channel);
  stage_clear (&stage);
}

int
main (int argc, char **argv)
{
  test_log_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/channels/channel/links-with-its-name-and-password",
                   test_request_and_ticket);
  g_test_add_func ("/channels/channel/acks-are-exact", test_acks_are_exact);
  g_test_add_func ("/channels/channel/set-ack-begins-anew", test_set_ack_begins_anew);
  g_test_add_func ("/channels/channel/a-list-counts-once", test_a_list_counts_once);
  g_test_add_func ("/channels/channel/ping-is-answered", test_ping_is_answered);
  g_test_add_func ("/channels/channel/unknown-messages-are-counted",
                   test_unknown_messages_are_counted);
  g_test_add_func ("/channels/channel/malformed-messages-end-the-channel",
                   test_malformed_messages_end_the_channel);
  g_test_add_func ("/channels/channel/messages-have-a-limit", test_messages_have_a_limit);
  g_test_add_func ("/channels/channel/what-waits-to-be-read-has-a-limit",
                   test_what_waits_to_be_read_has_a_limit);
  g_test_add_func ("/channels/channel/server-closes-in-order", test_server_closes_in_order);
  g_test_add_func ("/channels/channel/server-closes-inside-a-message",
                   test_server_closes_inside_a_message);
  g_test_add_func ("/channels/channel/server-closes-during-link",
                   test_server_closes_during_link);
  g_test_add_func ("/channels/channel/server-refuses", test_server_refuses);
  g_test_add_func ("/channels/channel/nobody-listens", test_nobody_listens);
  g_test_add_func ("/channels/channel/close-in-every-phase", test_close_in_every_phase);
  g_test_add_func ("/channels/channel/close-at-random", test_close_at_random);
  g_test_add_func ("/channels/channel/back-pressure-loses-nothing", test_back_pressure);
  g_test_add_func ("/channels/channel/what-was-read-waits-too", test_what_was_read_waits_too);
  g_test_add_func ("/channels/channel/commands-do-not-wait", test_commands_do_not_wait);
  g_test_add_func ("/channels/channel/last-words-are-said", test_last_words);
  g_test_add_func ("/channels/channel/progress-is-told", test_progress_is_told);
  g_test_add_func ("/channels/channel/progress-ends-with-the-channel",
                   test_progress_ends_with_the_channel);
  g_test_add_func ("/channels/channel/never-started", test_never_started);
  return g_test_run ();
}
