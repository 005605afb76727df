/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The inputs channel, from commands to the bytes on the wire. */

#include "channels/inputs.h"

#include "support/bytes.h"
#include "support/channel.h"
#include "support/log.h"
#include "support/server.h"

#include <spice/enums.h>
#include <spice/protocol.h>

typedef struct
{
  TestServer *server;
  SumacHub *hub;
  SumacChannel *channel;
  TestPeer peer;
} Stage;

static void
ignore (gpointer channel G_GNUC_UNUSED)
{
}

static gboolean
give_up (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_CONTINUE;
}

static void
stage_init (Stage *stage, gboolean takes_runs)
{
  *stage = (Stage){ .server = test_server_new () };
  stage->hub =
      sumac_hub_new (&(SumacHubConfig){ .address = test_server_get_address (stage->server) });
  stage->channel = sumac_inputs_channel_new (stage->hub, ignore, stage);
  g_assert_cmpint (sumac_channel_start (stage->channel), ==, TRUE);
  stage->peer = test_server_link (stage->server, TRUE,
                                  takes_runs ? 1u << SPICE_INPUTS_CAP_KEY_SCANCODE : 0);
  wait_for_channel (stage->channel, SUMAC_CHANNEL_UP);
}

static void
stage_clear (Stage *stage)
{
  sumac_channel_close (stage->channel);
  test_peer_expect_end (&stage->peer);
  wait_for_channel (stage->channel, SUMAC_CHANNEL_ENDED);
  sumac_channel_join (stage->channel);
  sumac_channel_free (stage->channel);
  sumac_hub_free (stage->hub);
  test_peer_close (&stage->peer);
  test_server_free (stage->server);
}

static void
post (Stage *stage, const SumacInputsCommand *command)
{
  g_assert_cmpint (sumac_channel_post (stage->channel, command), ==, TRUE);
}

static void
post_bytes (Stage *stage, SumacInputsKind kind, gboolean down, const guint8 *bytes, guint n)
{
  SumacInputsCommand command = { .kind = kind, .u.key = { .down = down, .n_bytes = n } };

  memcpy (command.u.key.bytes, bytes, n);
  post (stage, &command);
}

static void
post_motion (Stage *stage, gint32 dx, gint32 dy)
{
  post (stage, &(SumacInputsCommand){ .kind = SUMAC_INPUTS_MOTION, .u.motion = { dx, dy } });
}

static void
post_position (Stage *stage, guint32 x, guint32 y)
{
  post (stage,
        &(SumacInputsCommand){ .kind = SUMAC_INPUTS_POSITION, .u.position = { x, y, 2 } });
}

static void
post_button (Stage *stage, gboolean down, guint8 button, guint16 buttons)
{
  post (stage, &(SumacInputsCommand){
                   .kind = down ? SUMAC_INPUTS_PRESS : SUMAC_INPUTS_RELEASE,
                   .buttons = buttons,
                   .u.button = button,
               });
}

static void
expect_word (Stage *stage, gboolean down, guint32 word)
{
  const guint8 body[] = { U32 (word) };

  test_peer_expect (&stage->peer, down ? SPICE_MSGC_INPUTS_KEY_DOWN : SPICE_MSGC_INPUTS_KEY_UP,
                    body, sizeof body);
}

static void
expect_motion (Stage *stage, gint32 dx, gint32 dy, guint16 buttons)
{
  const guint8 body[] = { U32 ((guint32) dx), U32 ((guint32) dy), U16 (buttons) };

  test_peer_expect (&stage->peer, SPICE_MSGC_INPUTS_MOUSE_MOTION, body, sizeof body);
}

static void
expect_position (Stage *stage, guint32 x, guint32 y, guint16 buttons)
{
  const guint8 body[] = { U32 (x), U32 (y), U16 (buttons), 2 };

  test_peer_expect (&stage->peer, SPICE_MSGC_INPUTS_MOUSE_POSITION, body, sizeof body);
}

static const guint8 pause_run[] = { 0xe1, 0x1d, 0x45, 0xe1, 0x9d, 0xc5 };

static void
test_keys (void)
{
  Stage stage;

  stage_init (&stage, TRUE);
  post_bytes (&stage, SUMAC_INPUTS_KEY, TRUE, (const guint8[]){ 0x1e }, 1);
  expect_word (&stage, TRUE, 0x1e);
  post_bytes (&stage, SUMAC_INPUTS_KEY, FALSE, (const guint8[]){ 0x9e }, 1);
  expect_word (&stage, FALSE, 0x9e);
  post_bytes (&stage, SUMAC_INPUTS_KEY, TRUE, (const guint8[]){ 0xe0, 0x4b }, 2);
  expect_word (&stage, TRUE, 0x4be0);
  post_bytes (&stage, SUMAC_INPUTS_KEY, FALSE, (const guint8[]){ 0xe0, 0xcb }, 2);
  expect_word (&stage, FALSE, 0xcbe0);
  stage_clear (&stage);
}

static void
test_runs_are_one_message (void)
{
  static const guint8 chord[] = { 0x1d, 0xe0, 0x53, 0xe0, 0xd3, 0x9d };
  Stage stage;

  stage_init (&stage, TRUE);
  post_bytes (&stage, SUMAC_INPUTS_RUN, FALSE, chord, sizeof chord);
  test_peer_expect (&stage.peer, SPICE_MSGC_INPUTS_KEY_SCANCODE, chord, sizeof chord);
  post_bytes (&stage, SUMAC_INPUTS_KEY, TRUE, pause_run, sizeof pause_run);
  test_peer_expect (&stage.peer, SPICE_MSGC_INPUTS_KEY_SCANCODE, pause_run, sizeof pause_run);
  stage_clear (&stage);
}

/* channels spec §4.3: Pause is then two presses, also in the middle of others. */
static void
test_runs_for_an_old_server (void)
{
  static const guint8 chord[] = { 0x1d, 0xe0, 0x53, 0xe0, 0xd3, 0x9d };
  static const guint8 with_pause[] = {
    0x2a, 0xe1, 0x1d, 0x45, 0xe1, 0x9d, 0xc5, 0xaa,
  };
  static const guint8 pause_first[] = {
    0xe1, 0x1d, 0x45, 0xe1, 0x9d, 0xc5, 0x1e, 0x9e,
  };
  Stage stage;

  stage_init (&stage, FALSE);
  post_bytes (&stage, SUMAC_INPUTS_RUN, FALSE, chord, sizeof chord);
  expect_word (&stage, TRUE, 0x1d);
  expect_word (&stage, TRUE, 0x53e0);
  expect_word (&stage, FALSE, 0xd3e0);
  expect_word (&stage, FALSE, 0x9d);
  post_bytes (&stage, SUMAC_INPUTS_KEY, TRUE, pause_run, sizeof pause_run);
  expect_word (&stage, TRUE, 0x00451de1);
  expect_word (&stage, TRUE, 0x00c59de1);
  post_bytes (&stage, SUMAC_INPUTS_RUN, FALSE, with_pause, sizeof with_pause);
  expect_word (&stage, TRUE, 0x2a);
  expect_word (&stage, TRUE, 0x00451de1);
  expect_word (&stage, TRUE, 0x00c59de1);
  expect_word (&stage, FALSE, 0xaa);
  post_bytes (&stage, SUMAC_INPUTS_RUN, FALSE, pause_first, sizeof pause_first);
  expect_word (&stage, TRUE, 0x00451de1);
  expect_word (&stage, TRUE, 0x00c59de1);
  expect_word (&stage, TRUE, 0x1e);
  expect_word (&stage, FALSE, 0x9e);
  stage_clear (&stage);
}

/* Eight are under way; the ninth waits for an ack, or for a click. */
static void
test_motion_is_held_back (void)
{
  Stage stage;
  const guint8 press[] = { 1, U16 (1) };

  stage_init (&stage, TRUE);
  for (gint32 i = 1; i <= 8; i++)
    {
      post_motion (&stage, i, -i);
      expect_motion (&stage, i, -i, 0);
    }
  post_motion (&stage, 10, 20);
  post_motion (&stage, 3, 4);
  /* Keys never wait. */
  post_bytes (&stage, SUMAC_INPUTS_KEY, TRUE, (const guint8[]){ 0x1e }, 1);
  expect_word (&stage, TRUE, 0x1e);
  test_peer_send (&stage.peer, SPICE_MSG_INPUTS_MOUSE_MOTION_ACK, NULL, 0);
  expect_motion (&stage, 13, 24, 0);

  for (guint32 i = 0; i < 3; i++)
    {
      post_position (&stage, i, i);
      expect_position (&stage, i, i, 0);
    }
  post_position (&stage, 100, 200);
  post_position (&stage, 300, 400);
  post_button (&stage, TRUE, SPICE_MOUSE_BUTTON_LEFT, 1);
  expect_position (&stage, 300, 400, 0);
  test_peer_expect (&stage.peer, SPICE_MSGC_INPUTS_MOUSE_PRESS, press, sizeof press);
  stage_clear (&stage);
}

static void
test_motion_tells_the_buttons (void)
{
  Stage stage;
  const guint8 press[] = { 3, U16 (4) };
  const guint8 release[] = { 3, U16 (0) };

  stage_init (&stage, TRUE);
  post_button (&stage, TRUE, SPICE_MOUSE_BUTTON_RIGHT, SPICE_MOUSE_BUTTON_MASK_RIGHT);
  test_peer_expect (&stage.peer, SPICE_MSGC_INPUTS_MOUSE_PRESS, press, sizeof press);
  post_motion (&stage, 1, 1);
  expect_motion (&stage, 1, 1, SPICE_MOUSE_BUTTON_MASK_RIGHT);
  post_position (&stage, 5, 6);
  expect_position (&stage, 5, 6, SPICE_MOUSE_BUTTON_MASK_RIGHT);
  post_button (&stage, FALSE, SPICE_MOUSE_BUTTON_RIGHT, 0);
  test_peer_expect (&stage.peer, SPICE_MSGC_INPUTS_MOUSE_RELEASE, release, sizeof release);
  post_motion (&stage, 200, 0);
  expect_motion (&stage, 127, 0, 0);
  expect_motion (&stage, 73, 0, 0);
  stage_clear (&stage);
}

static void
test_locks (void)
{
  const guint8 told[] = { U16 (0xfff5) };
  const guint8 asked[] = { U16 (6) };
  Stage stage;
  guint16 locks = 99;
  gboolean is_late = FALSE;
  guint timeout;

  stage_init (&stage, TRUE);
  g_assert_cmpint (sumac_inputs_channel_get_locks (stage.channel, &locks), ==, FALSE);
  test_peer_send (&stage.peer, SPICE_MSG_INPUTS_INIT, told, sizeof told);
  timeout = g_timeout_add (TEST_BOUND_MS, give_up, &is_late);
  while (!sumac_inputs_channel_get_locks (stage.channel, &locks) && !is_late)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
  g_assert_cmphex (locks, ==, 5);
  post (&stage, &(SumacInputsCommand){ .kind = SUMAC_INPUTS_LOCKS, .u.locks = 6 });
  test_peer_expect (&stage.peer, SPICE_MSGC_INPUTS_KEY_MODIFIERS, asked, sizeof asked);
  stage_clear (&stage);
}

/* What a hostile server may do here is little. */
static void
test_a_flood_of_acks_is_nothing (void)
{
  const guint8 ping[] = { U32 (1), U64 (2) };
  Stage stage;

  stage_init (&stage, TRUE);
  for (guint i = 0; i < 1000; i++)
    test_peer_send (&stage.peer, SPICE_MSG_INPUTS_MOUSE_MOTION_ACK, "x", i % 2);
  test_peer_send (&stage.peer, SPICE_MSG_PING, ping, sizeof ping);
  test_peer_expect (&stage.peer, SPICE_MSGC_PONG, ping, sizeof ping);
  for (gint32 i = 1; i <= 8; i++)
    {
      post_motion (&stage, i, 0);
      expect_motion (&stage, i, 0, 0);
    }
  stage_clear (&stage);
}

int
main (int argc, char **argv)
{
  test_log_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/channels/inputs/keys", test_keys);
  g_test_add_func ("/channels/inputs/runs-are-one-message", test_runs_are_one_message);
  g_test_add_func ("/channels/inputs/runs-for-an-old-server", test_runs_for_an_old_server);
  g_test_add_func ("/channels/inputs/motion-is-held-back", test_motion_is_held_back);
  g_test_add_func ("/channels/inputs/motion-tells-the-buttons", test_motion_tells_the_buttons);
  g_test_add_func ("/channels/inputs/locks", test_locks);
  g_test_add_func ("/channels/inputs/a-flood-of-acks-is-nothing",
                   test_a_flood_of_acks_is_nothing);
  return g_test_run ();
}
