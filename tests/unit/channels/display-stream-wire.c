/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Messages of video streams: each is looked at value by value, cut at every byte, and made
 * wrong. */

#include "channels/display-stream-wire.h"

#include "core/limits.h"
#include "support/bytes.h"
#include "support/wire.h"

#include <spice/enums.h>

static gboolean
parse (SumacMessage *message, GError **error)
{
  SumacCommand *command = sumac_display_parse_stream (message, error);

  g_assert_true (!command || command->message == message);
  return command != NULL;
}

static SumacCommand *
take (SumacMessage *message, SumacCommandKind kind)
{
  g_autoptr (GError) error = NULL;
  SumacCommand *command = sumac_display_parse_stream (message, &error);

  g_assert_no_error (error);
  g_assert_cmpint (command->kind, ==, kind);
  g_assert_cmpuint (command->item.size_bytes, >=, message->size);
  return command;
}

static void
assert_rect (const SumacRect *rect, gint left, gint top, gint right, gint bottom)
{
  g_assert_cmpint (rect->left, ==, left);
  g_assert_cmpint (rect->top, ==, top);
  g_assert_cmpint (rect->right, ==, right);
  g_assert_cmpint (rect->bottom, ==, bottom);
}

/* clang-format off */
static const guint8 create[] = {
  U32 (2), U32 (63), U8 (SPICE_STREAM_FLAGS_TOP_DOWN), U8 (SPICE_VIDEO_CODEC_TYPE_VP8),
  U64 (0x1122334455667788), U32 (640), U32 (480), U32 (641), U32 (481),
  U32 (20), U32 (10), U32 (500), U32 (650),
  U8 (SPICE_CLIP_TYPE_RECTS), U32 (2),
  U32 (2), U32 (1), U32 (4), U32 (3), U32 (6), U32 (5), U32 (8), U32 (7),
};
static const guint8 data[] = { U32 (5), U32 (0xfffffff0), U32 (3), 'a', 'b', 'c' };
static const guint8 sized[] = {
  U32 (5), U32 (77), U32 (320), U32 (200), U32 (2), U32 (1), U32 (4), U32 (3),
  U32 (2), 'x', 'y',
};
static const guint8 clip[] = {
  U32 (5), U8 (SPICE_CLIP_TYPE_RECTS), U32 (1), U32 (2), U32 (1), U32 (4), U32 (3),
};
static const guint8 destroy[] = { U32 (0xfffffffe) };
static const guint8 activate[] = { U32 (5), U32 (6), U32 (7), U32 (8) };

static const struct
{
  guint16 type;
  const guint8 *bytes;
  gsize size;
} cases[] = {
  { SPICE_MSG_DISPLAY_STREAM_CREATE,          create,   sizeof create   },
  { SPICE_MSG_DISPLAY_STREAM_DATA,            data,     sizeof data     },
  { SPICE_MSG_DISPLAY_STREAM_DATA_SIZED,      sized,    sizeof sized    },
  { SPICE_MSG_DISPLAY_STREAM_CLIP,            clip,     sizeof clip     },
  { SPICE_MSG_DISPLAY_STREAM_DESTROY,         destroy,  sizeof destroy  },
  { SPICE_MSG_DISPLAY_STREAM_DESTROY_ALL,     NULL,     0               },
  { SPICE_MSG_DISPLAY_STREAM_ACTIVATE_REPORT, activate, sizeof activate },
};

/* clang-format on */

static void
test_truncations (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    wire_refuses_truncations (parse, cases[i].type, cases[i].bytes, cases[i].size);
}

static void
test_create (void)
{
  SumacMessage *message = wire_message (SPICE_MSG_DISPLAY_STREAM_CREATE, create, sizeof create);
  SumacCommand *command = take (message, SUMAC_COMMAND_STREAM_CREATE);

  g_assert_cmpuint (command->u.stream.surface, ==, 2);
  g_assert_cmpuint (command->u.stream.id, ==, 63);
  g_assert_true (command->u.stream.is_top_down);
  g_assert_cmpuint (command->u.stream.codec, ==, SPICE_VIDEO_CODEC_TYPE_VP8);
  g_assert_cmpuint (command->u.stream.width, ==, 640);
  g_assert_cmpuint (command->u.stream.height, ==, 480);
  assert_rect (&command->u.stream.dest, 10, 20, 650, 500);
  g_assert_true (command->u.stream.clip.is_set);
  g_assert_cmpuint (command->u.stream.clip.n_rects, ==, 2);
  assert_rect (&command->u.stream.clip.rects[1], 5, 6, 7, 8);
  wire_message_free (message);
}

static void
test_data (void)
{
  SumacMessage *message = wire_message (SPICE_MSG_DISPLAY_STREAM_DATA, data, sizeof data);
  SumacCommand *command = take (message, SUMAC_COMMAND_STREAM_DATA);

  g_assert_cmpuint (command->u.frame.id, ==, 5);
  g_assert_cmphex (command->u.frame.time_ms, ==, 0xfffffff0);
  g_assert_false (command->u.frame.has_dest);
  g_assert_cmpmem (command->u.frame.bytes, (gint) command->u.frame.size, "abc", 3);
  wire_message_free (message);

  message = wire_message (SPICE_MSG_DISPLAY_STREAM_DATA_SIZED, sized, sizeof sized);
  command = take (message, SUMAC_COMMAND_STREAM_DATA);
  g_assert_cmpuint (command->u.frame.time_ms, ==, 77);
  g_assert_true (command->u.frame.has_dest);
  assert_rect (&command->u.frame.dest, 1, 2, 3, 4);
  g_assert_cmpmem (command->u.frame.bytes, (gint) command->u.frame.size, "xy", 2);
  wire_message_free (message);
}

/* A frame of nothing is well-formed. */
static void
test_empty_data (void)
{
  static const guint8 empty[] = { U32 (5), U32 (1), U32 (0) };
  SumacMessage *message = wire_message (SPICE_MSG_DISPLAY_STREAM_DATA, empty, sizeof empty);

  g_assert_cmpuint (take (message, SUMAC_COMMAND_STREAM_DATA)->u.frame.size, ==, 0);
  wire_message_free (message);
}

static void
test_the_rest (void)
{
  SumacMessage *message = wire_message (SPICE_MSG_DISPLAY_STREAM_CLIP, clip, sizeof clip);
  SumacCommand *command = take (message, SUMAC_COMMAND_STREAM_CLIP);

  g_assert_cmpuint (command->u.stream.id, ==, 5);
  assert_rect (&command->u.stream.clip.rects[0], 1, 2, 3, 4);
  wire_message_free (message);

  message = wire_message (SPICE_MSG_DISPLAY_STREAM_DESTROY, destroy, sizeof destroy);
  g_assert_cmphex (take (message, SUMAC_COMMAND_STREAM_DESTROY)->u.stream.id, ==, 0xfffffffe);
  wire_message_free (message);

  message = wire_message (SPICE_MSG_DISPLAY_STREAM_DESTROY_ALL, NULL, 0);
  take (message, SUMAC_COMMAND_STREAM_DESTROY_ALL);
  wire_message_free (message);

  message = wire_message (SPICE_MSG_DISPLAY_STREAM_ACTIVATE_REPORT, activate, sizeof activate);
  command = take (message, SUMAC_COMMAND_STREAM_ACTIVATE_REPORT);
  g_assert_cmpuint (command->u.report.id, ==, 5);
  g_assert_cmpuint (command->u.report.unique, ==, 6);
  g_assert_cmpuint (command->u.report.max_window, ==, 7);
  g_assert_cmpuint (command->u.report.timeout_ms, ==, 8);
  wire_message_free (message);
}

/* Writes @value over four bytes at @at, and expects a refusal. */
static void
refuses_with (guint i, gsize at, guint32 value)
{
  g_autofree guint8 *bytes = g_memdup2 (cases[i].bytes, cases[i].size);
  guint32 wire = GUINT32_TO_LE (value);

  memcpy (bytes + at, &wire, sizeof wire);
  wire_refuses (parse, cases[i].type, bytes, cases[i].size);
}

static void
test_wrong_numbers (void)
{
  static const guint32 values[] = { 4, 0x7fffffff, 0x80000000, 0xffffffff };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      refuses_with (0, 51, values[i]); /* clip rectangles of create, */
      refuses_with (3, 5, values[i]);  /* and of clip */
      refuses_with (1, 8, values[i]);  /* bytes of a frame */
      refuses_with (2, 32, values[i]);
    }
  for (gsize i = 0; i < 4; i++)
    {
      refuses_with (0, 34 + 4 * i, SUMAC_MAX_COORDINATE + 1);
      refuses_with (2, 16 + 4 * i, (guint32) -SUMAC_MAX_COORDINATE - 1);
    }
}

static void
test_an_unknown_clip (void)
{
  static const guint8 bytes[] = { U32 (5), U8 (2), U32 (0) };

  wire_refuses (parse, SPICE_MSG_DISPLAY_STREAM_CLIP, bytes, sizeof bytes);
}

static void
test_writers (void)
{
  static const guint8 report_bytes[] = {
    U32 (1), U32 (2), U32 (3), U32 (4), U32 (5), U32 (6), U32 (0xfffffff9), U32 (0xffffffff),
  };
  static const guint8 codecs[] = { 3, 2, 1 };
  static const guint8 codecs_bytes[] = { 3, 3, 2, 1 };
  const SumacStreamReport report = { 1, 2, 3, 4, 5, 6, -7, G_MAXUINT32 };
  SumacWriter w;

  sumac_writer_init (&w, 100);
  sumac_display_write_stream_report (&w, &report);
  g_assert_cmpmem (w.bytes, (gint) w.size, report_bytes, sizeof report_bytes);
  w.size = 0;
  sumac_display_write_preferred_codecs (&w, codecs, sizeof codecs);
  g_assert_cmpmem (w.bytes, (gint) w.size, codecs_bytes, sizeof codecs_bytes);
  sumac_writer_clear (&w);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/channels/display-stream-wire/truncations", test_truncations);
  g_test_add_func ("/channels/display-stream-wire/create", test_create);
  g_test_add_func ("/channels/display-stream-wire/data", test_data);
  g_test_add_func ("/channels/display-stream-wire/empty-data", test_empty_data);
  g_test_add_func ("/channels/display-stream-wire/the-rest", test_the_rest);
  g_test_add_func ("/channels/display-stream-wire/wrong-numbers", test_wrong_numbers);
  g_test_add_func ("/channels/display-stream-wire/an-unknown-clip", test_an_unknown_clip);
  g_test_add_func ("/channels/display-stream-wire/writers", test_writers);
  return g_test_run ();
}
