/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "channels/main-wire.h"

#include "support/bytes.h"
#include "support/wire.h"

#include <spice/enums.h>

static const guint8 init[] = {
  U32 (0xcafe0001), U32 (2),  U32 (3),          U32 (1),
  U32 (1),          U32 (10), U32 (0x80000000), U32 (64 << 20),
};
static const guint8 channels[] = { U32 (3), 2, 0, 3, 0, 4, 1 };
static const guint8 mouse_mode[] = { U16 (3), U16 (2) };
static const guint8 number[] = { U32 (0xfffffffe) };
static const guint8 name[] = { U32 (4), 'V', 'M', '1', 0 };
static const guint8 uuid[] = {
  0xf8, 0x1d, 0x4f, 0xae, 0x7d, 0xec, 0x11, 0xd0,
  0xa7, 0x65, 0x00, 0xa0, 0xc9, 0x1e, 0x6b, 0xf6,
};

static gboolean
parse_init (SumacMessage *message, GError **error)
{
  SumacMainInit got;

  return sumac_main_parse_init (message, &got, error);
}

static gboolean
parse_channels (SumacMessage *message, GError **error)
{
  SumacChannelList list;

  return sumac_main_parse_channels (message, &list, error);
}

static gboolean
parse_mouse_mode (SumacMessage *message, GError **error)
{
  guint32 supported = 77;
  guint32 current = 78;
  gboolean ok = sumac_main_parse_mouse_mode (message, &supported, &current, error);

  if (!ok)
    g_assert_cmpuint (supported + current, ==, 77 + 78);
  return ok;
}

static gboolean
parse_number (SumacMessage *message, GError **error)
{
  guint32 value = 77;
  gboolean ok = sumac_main_parse_u32 (message, "agent-token", &value, error);

  if (!ok)
    g_assert_cmpuint (value, ==, 77);
  return ok;
}

static gboolean
parse_name (SumacMessage *message, GError **error)
{
  g_autofree char *got = sumac_main_parse_name (message, error);

  return got != NULL;
}

static gboolean
parse_uuid (SumacMessage *message, GError **error)
{
  g_autofree char *got = sumac_main_parse_uuid (message, error);

  return got != NULL;
}

static void
test_init (void)
{
  SumacMessage *message = wire_message (SPICE_MSG_MAIN_INIT, init, sizeof init);
  SumacMainInit got;

  g_assert_cmpint (sumac_main_parse_init (message, &got, NULL), ==, TRUE);
  g_assert_cmphex (got.session_id, ==, 0xcafe0001);
  g_assert_cmpuint (got.supported_mouse_modes, ==, 3);
  g_assert_cmpuint (got.mouse_mode, ==, 1);
  g_assert_cmpint (got.agent_connected, ==, TRUE);
  g_assert_cmpuint (got.agent_tokens, ==, 10);
  g_assert_cmpuint (got.multi_media_time, ==, 0x80000000);
  g_assert_cmpuint (got.ram_hint, ==, 64 << 20);
  wire_message_free (message);
  wire_refuses_truncations (parse_init, SPICE_MSG_MAIN_INIT, init, sizeof init);
}

static void
test_channels (void)
{
  SumacMessage *message =
      wire_message (SPICE_MSG_MAIN_CHANNELS_LIST, channels, sizeof channels);
  SumacChannelList list;

  g_assert_cmpint (sumac_main_parse_channels (message, &list, NULL), ==, TRUE);
  g_assert_cmpuint (list.n, ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpuint (list.names[i].type, ==, channels[4 + 2 * i]);
      g_assert_cmpuint (list.names[i].id, ==, channels[5 + 2 * i]);
    }
  wire_message_free (message);

  /* Five more bytes are no error, since the count says how many there are. */
  wire_refuses_truncations (parse_channels, SPICE_MSG_MAIN_CHANNELS_LIST, channels,
                            sizeof channels);
}

static void
test_counts_are_compared (void)
{
  static const guint32 counts[] = { 4, 0x80000000, 0x80000002, 0xffffffff };
  guint8 bytes[MAX (sizeof channels, sizeof name)];

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      guint32 list = GUINT32_TO_LE (counts[i]);
      guint32 text = GUINT32_TO_LE (counts[i] + 1);

      memcpy (bytes, channels, sizeof channels);
      memcpy (bytes, &list, sizeof list);
      wire_refuses (parse_channels, SPICE_MSG_MAIN_CHANNELS_LIST, bytes, sizeof channels);
      memcpy (bytes, name, sizeof name);
      memcpy (bytes, &text, sizeof text);
      if (text != 0)
        wire_refuses (parse_name, SPICE_MSG_MAIN_NAME, bytes, sizeof name);
    }
}

static void
test_a_long_list_is_cut (void)
{
  const guint n = SUMAC_MAX_CHANNELS + 10;
  g_autofree guint8 *bytes = g_malloc0 (4 + 2 * n);
  guint32 count = GUINT32_TO_LE (n);
  SumacChannelList list;

  memcpy (bytes, &count, sizeof count);
  for (guint i = 0; i < n; i++)
    bytes[5 + 2 * i] = (guint8) i;

  SumacMessage *message = wire_message (SPICE_MSG_MAIN_CHANNELS_LIST, bytes, 4 + 2 * n);

  g_assert_cmpint (sumac_main_parse_channels (message, &list, NULL), ==, TRUE);
  g_assert_cmpuint (list.n, ==, SUMAC_MAX_CHANNELS);
  g_assert_cmpuint (list.names[SUMAC_MAX_CHANNELS - 1].id, ==, SUMAC_MAX_CHANNELS - 1);
  wire_message_free (message);
}

static void
test_mouse_mode (void)
{
  SumacMessage *message =
      wire_message (SPICE_MSG_MAIN_MOUSE_MODE, mouse_mode, sizeof mouse_mode);
  guint32 supported;
  guint32 current;

  g_assert_cmpint (sumac_main_parse_mouse_mode (message, &supported, &current, NULL), ==, TRUE);
  g_assert_cmpuint (supported, ==, 3);
  g_assert_cmpuint (current, ==, 2);
  wire_message_free (message);
  wire_refuses_truncations (parse_mouse_mode, SPICE_MSG_MAIN_MOUSE_MODE, mouse_mode,
                            sizeof mouse_mode);
}

static void
test_number (void)
{
  SumacMessage *message = wire_message (SPICE_MSG_MAIN_AGENT_TOKEN, number, sizeof number);
  g_autoptr (GError) error = NULL;
  guint32 value;

  g_assert_cmpint (sumac_main_parse_u32 (message, "agent-token", &value, NULL), ==, TRUE);
  g_assert_cmphex (value, ==, 0xfffffffe);
  message->size = 3;
  g_assert_cmpint (sumac_main_parse_u32 (message, "agent-token", &value, &error), ==, FALSE);
  g_assert_nonnull (strstr (error->message, "agent-token"));
  wire_message_free (message);
  wire_refuses_truncations (parse_number, SPICE_MSG_MAIN_AGENT_TOKEN, number, sizeof number);
}

static void
test_name (void)
{
  SumacMessage *message = wire_message (SPICE_MSG_MAIN_NAME, name, sizeof name);
  g_autofree char *got = sumac_main_parse_name (message, NULL);

  g_assert_cmpstr (got, ==, "VM1");
  wire_message_free (message);
  wire_refuses_truncations (parse_name, SPICE_MSG_MAIN_NAME, name, sizeof name);
}

static void
test_uuid (void)
{
  SumacMessage *message = wire_message (SPICE_MSG_MAIN_UUID, uuid, sizeof uuid);
  g_autofree char *got = sumac_main_parse_uuid (message, NULL);

  g_assert_cmpstr (got, ==, "f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
  wire_message_free (message);
  wire_refuses_truncations (parse_uuid, SPICE_MSG_MAIN_UUID, uuid, sizeof uuid);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/channels/main-wire/init", test_init);
  g_test_add_func ("/channels/main-wire/channels-list", test_channels);
  g_test_add_func ("/channels/main-wire/counts-above-the-body-are-refused",
                   test_counts_are_compared);
  g_test_add_func ("/channels/main-wire/channels-beyond-the-limit-are-left-out",
                   test_a_long_list_is_cut);
  g_test_add_func ("/channels/main-wire/mouse-mode", test_mouse_mode);
  g_test_add_func ("/channels/main-wire/number", test_number);
  g_test_add_func ("/channels/main-wire/name-without-its-nul", test_name);
  g_test_add_func ("/channels/main-wire/uuid", test_uuid);
  return g_test_run ();
}
