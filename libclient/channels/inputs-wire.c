/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "channels/inputs-wire.h"

#include <spice/enums.h>

#include <string.h>

gboolean
sumac_inputs_parse_locks (const SumacMessage *message, guint16 *locks, GError **error)
{
  SumacReader r = sumac_message_reader (message);
  guint16 v = sumac_read_u16 (&r);

  if (!sumac_reader_ok (&r))
    return sumac_reader_fail (&r, "key-modifiers", error);
  *locks = v & SPICE_KEYBOARD_MODIFIER_FLAGS_MASK;
  return TRUE;
}

guint
sumac_scancode_bytes (guint scancode, gboolean down, guint8 bytes[6])
{
  /* channels spec §4.3: QEMU waits for exactly these six in a row. */
  static const guint8 pause[6] = { 0xe1, 0x1d, 0x45, 0xe1, 0x9d, 0xc5 };
  guint8 code = scancode & 0x7f;
  guint n = 0;

  /* Hardware has no release, but QEMU's USB keyboard holds Pause down until E0 C6. */
  if (scancode == SUMAC_PAUSE && down)
    {
      memcpy (bytes, pause, sizeof pause);
      return sizeof pause;
    }
  if (scancode > 0xff)
    bytes[n++] = 0xe0;
  bytes[n++] = down ? code : code | 0x80;
  return n;
}

guint32
sumac_scancode_word (const guint8 *bytes, guint n)
{
  guint32 word = 0;

  for (guint i = 0; i < MIN (n, 4); i++)
    word |= (guint32) bytes[i] << (8 * i);
  return word;
}

void
sumac_inputs_write_motion (SumacWriter *body, gint32 dx, gint32 dy, guint16 buttons)
{
  sumac_write_u32 (body, (guint32) dx);
  sumac_write_u32 (body, (guint32) dy);
  sumac_write_u16 (body, buttons);
}

void
sumac_inputs_write_position (SumacWriter *body,
                             guint32 x,
                             guint32 y,
                             guint16 buttons,
                             guint8 display)
{
  sumac_write_u32 (body, x);
  sumac_write_u32 (body, y);
  sumac_write_u16 (body, buttons);
  sumac_write_u8 (body, display);
}

void
sumac_inputs_write_button (SumacWriter *body, guint8 button, guint16 buttons)
{
  sumac_write_u8 (body, button);
  sumac_write_u16 (body, buttons);
}
