/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the display channel tells the server of the videos that it can show, against a server
 * that does just what a test says. */

#include "channels/display.h"

#include "support/bytes.h"
#include "support/channel.h"
#include "support/decoder.h"
#include "support/log.h"
#include "support/server.h"

#include <spice/enums.h>
#include <spice/protocol.h>

#define CAP(name) (1u << SPICE_DISPLAY_CAP_##name)

/* clang-format off */
static const guint32 codec_caps =
    CAP (CODEC_MJPEG) | CAP (CODEC_VP8) | CAP (CODEC_H264) | CAP (CODEC_VP9) | CAP (CODEC_H265);

/* clang-format on */

typedef struct
{
  TestServer *server;
  SumacHub *hub;
  SumacChannel *channel;
  TestPeer peer;
  guint32 caps; /* that were announced */
} Stage;

static void
ignore (gpointer channel G_GNUC_UNUSED)
{
}

static GPtrArray *
list_none (SumacVideoCodec codec G_GNUC_UNUSED)
{
  return g_ptr_array_new ();
}

static const SumacDecoderSource no_decoders = { .list = list_none };

/* @config: without an address. The server has @server_caps. */
static void
stage_init (Stage *stage, SumacHubConfig config, guint32 server_caps)
{
  TestRequest request;

  *stage = (Stage){ .server = test_server_new () };
  config.address = test_server_get_address (stage->server);
  config.renderer = "memory";
  stage->hub = sumac_hub_new (&config);
  sumac_hub_set_displays (stage->hub, 1);
  stage->channel = sumac_display_channel_new (stage->hub, 0, ignore, stage);
  g_assert_true (sumac_channel_start (stage->channel));

  stage->peer = test_server_accept (stage->server);
  request = test_server_receive_request (&stage->peer);
  stage->caps = request.channel_caps;
  test_server_send_reply (stage->server, &stage->peer, SPICE_LINK_ERR_OK, TRUE, server_caps);
  g_free (test_server_receive_ticket (stage->server, &stage->peer));
  test_server_send_result (&stage->peer, SPICE_LINK_ERR_OK);
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
expect_init (Stage *stage)
{
  TestMessage message;

  test_peer_receive (&stage->peer, &message);
  g_assert_cmpuint (message.type, ==, SPICE_MSGC_DISPLAY_INIT);
  g_assert_cmpuint (message.size, ==, 14);
}

/* Codecs are named when something here decodes them, and MULTI_CODEC always: without it the
 * server would think that we know MJPEG. */
static void
test_codecs_are_announced (void)
{
  TestDecoderRule rule = { .name = "one" };
  Stage stage;

  test_decoders_set (&rule, 1); /* of all codecs but H.265 */
  stage_init (&stage, (SumacHubConfig){ .decoders = &test_decoders }, 0);
  g_assert_cmphex (stage.caps & codec_caps, ==, codec_caps & ~CAP (CODEC_H265));
  g_assert_cmphex (stage.caps & CAP (MULTI_CODEC), !=, 0);
  g_assert_cmphex (stage.caps & CAP (STREAM_REPORT), !=, 0);
  g_assert_cmphex (stage.caps & CAP (SIZED_STREAM), !=, 0);
  expect_init (&stage);
  stage_clear (&stage);
  g_assert_cmpuint (rule.n_opened, ==, 0);
}

static void
test_no_decoder (void)
{
  Stage stage;

  stage_init (&stage,
              (SumacHubConfig){
                  .decoders = &no_decoders,
                  .n_codecs = 1,
                  .codecs = { SUMAC_VIDEO_MJPEG },
              },
              CAP (PREF_VIDEO_CODEC_TYPE));
  g_assert_cmphex (stage.caps & codec_caps, ==, 0);
  g_assert_cmphex (stage.caps & CAP (MULTI_CODEC), !=, 0);
  expect_init (&stage);
  /* And nothing else: a wish that can't be granted is not told. */
  stage_clear (&stage);
}

static void
test_wishes (void)
{
  const guint8 wish[] = { 2, SUMAC_VIDEO_VP9, SUMAC_VIDEO_MJPEG };
  const SumacHubConfig config = {
    .decoders = &test_decoders,
    .n_codecs = 3,
    .codecs = { SUMAC_VIDEO_VP9, SUMAC_VIDEO_H265, SUMAC_VIDEO_MJPEG },
  };
  TestDecoderRule rule = { .name = "one" };
  Stage stage;

  test_decoders_set (&rule, 1);
  stage_init (&stage, config, CAP (PREF_VIDEO_CODEC_TYPE));
  expect_init (&stage);
  test_peer_expect (&stage.peer, SPICE_MSGC_DISPLAY_PREFERRED_VIDEO_CODEC_TYPE, wish,
                    sizeof wish);
  stage_clear (&stage);

  /* A server that would not understand it is not told. */
  stage_init (&stage, config, 0);
  expect_init (&stage);
  stage_clear (&stage);
}

static void
send_create (Stage *stage)
{
  const guint8 body[] = {
    U32 (0),
    U32 (3),
    SPICE_STREAM_FLAGS_TOP_DOWN,
    SPICE_VIDEO_CODEC_TYPE_VP8,
    U32 (0),
    U32 (0),
    U32 (32),
    U32 (24),
    U32 (32),
    U32 (24),
    U32 (0),
    U32 (0),
    U32 (24),
    U32 (32),
    SPICE_CLIP_TYPE_NONE,
  };

  test_peer_send (&stage->peer, SPICE_MSG_DISPLAY_STREAM_CREATE, body, sizeof body);
}

static void
send_frame (Stage *stage, guint32 time_ms)
{
  /* The test's decoder takes that for one colour on 32 × 24 pixels. */
  const guint8 body[] = { U32 (3), U32 (time_ms), U32 (8), U32 (7), U16 (32), U16 (24) };

  test_peer_send (&stage->peer, SPICE_MSG_DISPLAY_STREAM_DATA, body, sizeof body);
}

/* A whole report, also of a stream that stops: after the time that the server gave. */
static void
test_reports (void)
{
  const guint8 activate[] = { U32 (3), U32 (77), U32 (1000), U32 (50) };
  TestDecoderRule rule = { .name = "one" };
  TestMessage message;
  SumacVideoCounts counts;
  Stage stage;

  test_decoders_set (&rule, 1);
  stage_init (&stage, (SumacHubConfig){ .decoders = &test_decoders }, 0);
  expect_init (&stage);
  send_create (&stage);
  test_peer_send (&stage.peer, SPICE_MSG_DISPLAY_STREAM_ACTIVATE_REPORT, activate,
                  sizeof activate);
  send_frame (&stage, 100);
  send_frame (&stage, 140);
  test_peer_receive (&stage.peer, &message);
  g_assert_cmpuint (message.type, ==, SPICE_MSGC_DISPLAY_STREAM_REPORT);
  g_assert_cmpuint (message.size, ==, 32);

  const guint8 expected[] = { U32 (3), U32 (77), U32 (100), U32 (140), U32 (2), U32 (0) };

  g_assert_cmpmem (message.body, sizeof expected, expected, sizeof expected);
  g_free (sumac_display_channel_get_video (stage.channel, &counts));
  g_assert_cmpuint (counts.frames, ==, 2);
  stage_clear (&stage);
}

/* Nothing decodes it after all: the server is told. */
static void
test_a_hopeless_stream (void)
{
  const guint8 activate[] = { U32 (3), U32 (77), U32 (5), U32 (1000) };
  const guint8 hopeless[] = {
    U32 (3), U32 (77), U32 (0), U32 (0), U32 (0), U32 (G_MAXUINT32), U32 (0), U32 (G_MAXUINT32),
  };
  TestDecoderRule rule = { .name = "closed", .fails_to_open = TRUE };
  Stage stage;

  test_decoders_set (&rule, 1);
  stage_init (&stage, (SumacHubConfig){ .decoders = &test_decoders }, 0);
  expect_init (&stage);
  send_create (&stage);
  test_peer_send (&stage.peer, SPICE_MSG_DISPLAY_STREAM_ACTIVATE_REPORT, activate,
                  sizeof activate);
  send_frame (&stage, 100);
  send_frame (&stage, 140);
  test_peer_expect (&stage.peer, SPICE_MSGC_DISPLAY_STREAM_REPORT, hopeless, sizeof hopeless);
  stage_clear (&stage);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  test_log_init ();
  g_test_add_func ("/channels/display/codecs-are-announced", test_codecs_are_announced);
  g_test_add_func ("/channels/display/no-decoder", test_no_decoder);
  g_test_add_func ("/channels/display/wishes", test_wishes);
  g_test_add_func ("/channels/display/reports", test_reports);
  g_test_add_func ("/channels/display/a-hopeless-stream", test_a_hopeless_stream);
  return g_test_run ();
}
