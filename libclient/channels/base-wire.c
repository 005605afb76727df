/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "channels/base-wire.h"

#include "core/limits.h"

gboolean
sumac_base_parse_set_ack (const SumacMessage *message, SumacSetAck *set, GError **error)
{
  SumacReader r = sumac_message_reader (message);

  set->generation = sumac_read_u32 (&r);
  set->window = sumac_read_u32 (&r);
  return sumac_reader_ok (&r) || sumac_reader_fail (&r, "set-ack", error);
}

gboolean
sumac_base_parse_ping (const SumacMessage *message, SumacPing *ping, GError **error)
{
  SumacReader r = sumac_message_reader (message);

  ping->id = sumac_read_u32 (&r);
  ping->timestamp = sumac_read_u64 (&r);
  return sumac_reader_ok (&r) || sumac_reader_fail (&r, "ping", error);
}

char *
sumac_clean_text (const guint8 *bytes, gsize size)
{
  /* Many senders count the NUL behind their text. */
  while (size > 0 && bytes[size - 1] == 0)
    size--;

  /* A character that begins below the bound is read whole; what it has become may still be
   * too much. */
  g_autofree char *valid =
      g_utf8_make_valid ((const char *) bytes, (gssize) MIN (size, SUMAC_MAX_NOTICE + 3));
  GString *clean = g_string_new (NULL);

  for (const char *p = valid; *p && g_utf8_next_char (p) - valid <= SUMAC_MAX_NOTICE;
       p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (clean, g_unichar_iscntrl (c) ? ' ' : c);
    }
  return g_strchomp (g_string_free (clean, FALSE));
}

gboolean
sumac_base_parse_notify (const SumacMessage *message, SumacNotify *notify, GError **error)
{
  SumacReader r = sumac_message_reader (message);

  sumac_read_u64 (&r); /* the server's time */
  notify->severity = sumac_read_u32 (&r);
  notify->visibility = sumac_read_u32 (&r);
  sumac_read_u32 (&r); /* what: numbers nobody uses */

  guint32 size = sumac_read_u32 (&r);
  const guint8 *text = sumac_read_bytes (&r, size);

  if (!sumac_reader_ok (&r))
    return sumac_reader_fail (&r, "notify", error);
  notify->text = sumac_clean_text (text, size);
  return TRUE;
}
