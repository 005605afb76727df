/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "channels/inputs-wire.h"

#include "support/bytes.h"
#include "support/wire.h"

#include <spice/enums.h>

static gboolean
parse_locks (SumacMessage *message, GError **error)
{
  guint16 locks = 77;
  gboolean ok = sumac_inputs_parse_locks (message, &locks, error);

  if (!ok)
    g_assert_cmpuint (locks, ==, 77);
  return ok;
}

static void
test_locks (void)
{
  static const struct
  {
    guint8 bytes[2];
    guint16 locks;
  } cases[] = {
    { { U16 (0) }, 0 },      { { U16 (1) }, 1 },      { { U16 (6) }, 6 },
    { { U16 (0xfff8) }, 0 }, { { U16 (0xffff) }, 7 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SumacMessage *message = wire_message (SPICE_MSG_INPUTS_INIT, cases[i].bytes, 2);
      guint16 locks;

      g_assert_cmpint (sumac_inputs_parse_locks (message, &locks, NULL), ==, TRUE);
      g_assert_cmphex (locks, ==, cases[i].locks);
      wire_message_free (message);
      wire_refuses_truncations (parse_locks, SPICE_MSG_INPUTS_INIT, cases[i].bytes, 2);
    }
}

static void
test_scancode_bytes (void)
{
  static const struct
  {
    guint scancode;
    gboolean down;
    guint n;
    guint8 bytes[6];
  } cases[] = {
    { 0x1e, TRUE, 1, { 0x1e } },
    { 0x1e, FALSE, 1, { 0x9e } },
    { 0x01, TRUE, 1, { 0x01 } },
    { 0x7f, FALSE, 1, { 0xff } },
    { 0xe01d, TRUE, 2, { 0xe0, 0x1d } },
    { 0xe01d, FALSE, 2, { 0xe0, 0x9d } },
    { 0xe04b, TRUE, 2, { 0xe0, 0x4b } },
    { 0xe04b, FALSE, 2, { 0xe0, 0xcb } },
    { SUMAC_PAUSE, TRUE, 6, { 0xe1, 0x1d, 0x45, 0xe1, 0x9d, 0xc5 } },
    { SUMAC_PAUSE, FALSE, 2, { 0xe0, 0xc6 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint8 bytes[6];
      guint n = sumac_scancode_bytes (cases[i].scancode, cases[i].down, bytes);

      g_assert_cmpmem (bytes, n, cases[i].bytes, cases[i].n);
    }
}

/* channels spec §4.3: right Ctrl is 0x1de0 and 0x9de0; Pause goes in two words. */
static void
test_scancode_word (void)
{
  static const struct
  {
    guint n;
    guint8 bytes[6];
    guint32 word;
  } cases[] = {
    { 0, { 0 }, 0 },
    { 1, { 0x1e }, 0x1e },
    { 1, { 0x9e }, 0x9e },
    { 2, { 0xe0, 0x1d }, 0x1de0 },
    { 2, { 0xe0, 0x9d }, 0x9de0 },
    { 3, { 0xe1, 0x1d, 0x45 }, 0x00451de1 },
    { 3, { 0xe1, 0x9d, 0xc5 }, 0x00c59de1 },
    { 4, { 1, 2, 3, 0x84 }, 0x84030201 },
    { 6, { 1, 2, 3, 4, 5, 6 }, 0x04030201 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmphex (sumac_scancode_word (cases[i].bytes, cases[i].n), ==, cases[i].word);
}

static void
test_bodies (void)
{
  static const guint8 motion[] = { U32 (-2), U32 (0x7fffffff), U16 (5) };
  static const guint8 position[] = { U32 (1919), U32 (1079), U16 (0x61), 3 };
  static const guint8 button[] = { 3, U16 (4) };
  SumacWriter body;

  sumac_writer_init (&body, 64);
  sumac_inputs_write_motion (&body, -2, G_MAXINT32, 5);
  g_assert_cmpmem (body.bytes, (int) body.size, motion, sizeof motion);
  body.size = 0;
  sumac_inputs_write_position (&body, 1919, 1079, 0x61, 3);
  g_assert_cmpmem (body.bytes, (int) body.size, position, sizeof position);
  body.size = 0;
  sumac_inputs_write_button (&body, 3, 4);
  g_assert_cmpmem (body.bytes, (int) body.size, button, sizeof button);
  sumac_writer_clear (&body);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/channels/inputs-wire/locks-without-unknown-bits", test_locks);
  g_test_add_func ("/channels/inputs-wire/bytes-of-a-scancode", test_scancode_bytes);
  g_test_add_func ("/channels/inputs-wire/word-of-a-scancode", test_scancode_word);
  g_test_add_func ("/channels/inputs-wire/bodies-to-the-byte", test_bodies);
  return g_test_run ();
}
