/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What every channel understands: SET_ACK, PING, NOTIFY, and text of somebody else. */

#include "channels/base-wire.h"

#include "core/limits.h"
#include "support/bytes.h"
#include "support/wire.h"

#include <spice/enums.h>

static const guint8 set_ack[] = { U32 (0x01020304), U32 (20) };
static const guint8 ping[] = { U32 (7), U64 (0x1122334455667788) };

#define NOTIFY_LENGTH_AT 20

static const guint8 notify[] = {
  U64 (99),
  U32 (SPICE_NOTIFY_SEVERITY_WARN),
  U32 (SPICE_NOTIFY_VISIBILITY_HIGH),
  U32 (5),
  U32 (3),
  'o',
  'h',
  '!',
};

static gboolean
parse_set_ack (SumacMessage *message, GError **error)
{
  SumacSetAck set;

  return sumac_base_parse_set_ack (message, &set, error);
}

static gboolean
parse_ping (SumacMessage *message, GError **error)
{
  SumacPing got;

  return sumac_base_parse_ping (message, &got, error);
}

static gboolean
parse_notify (SumacMessage *message, GError **error)
{
  SumacNotify got = { 0 };
  gboolean ok = sumac_base_parse_notify (message, &got, error);

  g_free (got.text);
  return ok;
}

static void
test_set_ack (void)
{
  SumacMessage *message = wire_message (SPICE_MSG_SET_ACK, set_ack, sizeof set_ack);
  SumacSetAck set;

  g_assert_cmpint (sumac_base_parse_set_ack (message, &set, NULL), ==, TRUE);
  g_assert_cmpuint (set.generation, ==, 0x01020304);
  g_assert_cmpuint (set.window, ==, 20);
  wire_message_free (message);
  wire_refuses_truncations (parse_set_ack, SPICE_MSG_SET_ACK, set_ack, sizeof set_ack);
}

static void
test_ping (void)
{
  SumacMessage *message = wire_message (SPICE_MSG_PING, ping, sizeof ping);
  SumacPing got;

  g_assert_cmpint (sumac_base_parse_ping (message, &got, NULL), ==, TRUE);
  g_assert_cmpuint (got.id, ==, 7);
  g_assert_cmphex (got.timestamp, ==, 0x1122334455667788);
  wire_message_free (message);
  wire_refuses_truncations (parse_ping, SPICE_MSG_PING, ping, sizeof ping);
}

static void
test_notify (void)
{
  SumacMessage *message = wire_message (SPICE_MSG_NOTIFY, notify, sizeof notify);
  SumacNotify got;

  g_assert_cmpint (sumac_base_parse_notify (message, &got, NULL), ==, TRUE);
  g_assert_cmpuint (got.severity, ==, SPICE_NOTIFY_SEVERITY_WARN);
  g_assert_cmpuint (got.visibility, ==, SPICE_NOTIFY_VISIBILITY_HIGH);
  g_assert_cmpstr (got.text, ==, "oh!");
  g_free (got.text);
  wire_message_free (message);
  wire_refuses_truncations (parse_notify, SPICE_MSG_NOTIFY, notify, sizeof notify);
}

static void
test_notify_length_is_compared (void)
{
  static const guint32 lengths[] = { 4, 0x7fffffff, 0xffffffff };
  guint8 bytes[sizeof notify];

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      guint32 length = GUINT32_TO_LE (lengths[i]);

      memcpy (bytes, notify, sizeof notify);
      memcpy (bytes + NOTIFY_LENGTH_AT, &length, sizeof length);
      wire_refuses (parse_notify, SPICE_MSG_NOTIFY, bytes, sizeof bytes);
    }
}

static void
test_an_empty_notice_is_legal (void)
{
  guint8 bytes[NOTIFY_LENGTH_AT + 4] = { 0 };

  wire_takes (parse_notify, SPICE_MSG_NOTIFY, bytes, sizeof bytes);
}

static void
test_text_is_cleaned (void)
{
  static const struct
  {
    const char *bytes;
    gsize size;
    const char *clean;
  } cases[] = {
    { "", 0, "" },
    { "plain", 5, "plain" },
    { "a NUL is counted\0", 17, "a NUL is counted" },
    { "\0\0\0", 3, "" },
    { "gr\xc3\xbc\xc3\x9f", 6, "gr\xc3\xbc\xc3\x9f" },
    { "one\ntwo\tthree\x1b[31m", 18, "one two three [31m" },
    { "c1 \xc2\x9bm", 6, "c1  m" },
    { "broken \xff here", 13, "broken \xef\xbf\xbd here" },
    { "cut \xe2\x82", 6, "cut \xef\xbf\xbd\xef\xbf\xbd" },
    { "in\0side", 7, "in\xef\xbf\xbdside" },
    { "blanks at the end \n ", 20, "blanks at the end" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree guint8 *exact = g_malloc (MAX (cases[i].size, 1));

      memcpy (exact, cases[i].bytes, cases[i].size);

      g_autofree char *clean = sumac_clean_text (exact, cases[i].size);

      g_assert_cmpstr (clean, ==, cases[i].clean);
    }
}

/* The bound holds for what comes out, whatever a byte becomes, and no character is torn. */
static void
test_text_is_bounded (void)
{
  static const char *const units[] = { "x", "\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x98\x80",
                                       "\xff" };
  const gsize size = 3 * SUMAC_MAX_NOTICE;

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    for (gsize shift = 0; shift < 4; shift++)
      {
        GString *text = g_string_new (NULL);
        gsize length = strlen (units[i]);

        for (gsize n = 0; n < shift; n++)
          g_string_append_c (text, '.');
        while (text->len + length <= size)
          g_string_append (text, units[i]);

        g_autofree char *clean = sumac_clean_text ((const guint8 *) text->str, text->len);

        g_assert_cmpint (g_utf8_validate (clean, -1, NULL), ==, TRUE);
        g_assert_cmpuint (strlen (clean), <=, SUMAC_MAX_NOTICE);
        g_assert_cmpuint (strlen (clean), >, SUMAC_MAX_NOTICE - 4);
        if (units[i][0] != '\xff')
          g_assert_null (strstr (clean, "\xef\xbf\xbd"));
        g_string_free (text, TRUE);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/channels/base-wire/set-ack", test_set_ack);
  g_test_add_func ("/channels/base-wire/ping", test_ping);
  g_test_add_func ("/channels/base-wire/notify", test_notify);
  g_test_add_func ("/channels/base-wire/a-notice-has-no-more-text-than-its-body",
                   test_notify_length_is_compared);
  g_test_add_func ("/channels/base-wire/an-empty-notice-is-legal",
                   test_an_empty_notice_is_legal);
  g_test_add_func ("/channels/base-wire/text-is-clean-utf8", test_text_is_cleaned);
  g_test_add_func ("/channels/base-wire/text-is-bounded-at-a-character", test_text_is_bounded);
  return g_test_run ();
}
