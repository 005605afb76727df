/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "channels/main-wire.h"

#include "channels/base-wire.h"

gboolean
sumac_main_parse_init (const SumacMessage *message, SumacMainInit *init, GError **error)
{
  SumacReader r = sumac_message_reader (message);

  init->session_id = sumac_read_u32 (&r);
  sumac_read_u32 (&r); /* how many displays there may be: the list of channels says it */
  init->supported_mouse_modes = sumac_read_u32 (&r);
  init->mouse_mode = sumac_read_u32 (&r);
  init->agent_connected = sumac_read_u32 (&r) != 0;
  init->agent_tokens = sumac_read_u32 (&r);
  init->multi_media_time = sumac_read_u32 (&r);
  init->ram_hint = sumac_read_u32 (&r);
  return sumac_reader_ok (&r) || sumac_reader_fail (&r, "init", error);
}

gboolean
sumac_main_parse_channels (const SumacMessage *message, SumacChannelList *list, GError **error)
{
  SumacReader r = sumac_message_reader (message);
  guint32 n = sumac_read_u32 (&r);

  list->n = 0;
  if (!sumac_reader_has (&r, n, 2))
    return sumac_reader_fail (&r, "channels-list", error);
  for (guint32 i = 0; i < MIN (n, G_N_ELEMENTS (list->names)); i++)
    {
      SumacChannelName *name = &list->names[list->n++];

      name->type = sumac_read_u8 (&r);
      name->id = sumac_read_u8 (&r);
    }
  return TRUE;
}

gboolean
sumac_main_parse_mouse_mode (const SumacMessage *message,
                             guint32 *supported,
                             guint32 *current,
                             GError **error)
{
  SumacReader r = sumac_message_reader (message);
  guint16 modes = sumac_read_u16 (&r);
  guint16 mode = sumac_read_u16 (&r);

  if (!sumac_reader_ok (&r))
    return sumac_reader_fail (&r, "mouse-mode", error);
  *supported = modes;
  *current = mode;
  return TRUE;
}

gboolean
sumac_main_parse_u32 (const SumacMessage *message,
                      const char *name,
                      guint32 *value,
                      GError **error)
{
  SumacReader r = sumac_message_reader (message);
  guint32 v = sumac_read_u32 (&r);

  if (!sumac_reader_ok (&r))
    return sumac_reader_fail (&r, name, error);
  *value = v;
  return TRUE;
}

char *
sumac_main_parse_name (const SumacMessage *message, GError **error)
{
  SumacReader r = sumac_message_reader (message);
  guint32 size = sumac_read_u32 (&r);
  const guint8 *text = sumac_read_bytes (&r, size);

  if (!sumac_reader_ok (&r))
    {
      sumac_reader_fail (&r, "name", error);
      return NULL;
    }
  return sumac_clean_text (text, size);
}

char *
sumac_main_parse_uuid (const SumacMessage *message, GError **error)
{
  SumacReader r = sumac_message_reader (message);
  const guint8 *u = sumac_read_bytes (&r, 16);

  if (!u)
    {
      sumac_reader_fail (&r, "uuid", error);
      return NULL;
    }
  return g_strdup_printf (
      "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", u[0], u[1], u[2],
      u[3], u[4], u[5], u[6], u[7], u[8], u[9], u[10], u[11], u[12], u[13], u[14], u[15]);
}
