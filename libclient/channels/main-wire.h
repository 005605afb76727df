/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The main channel's messages, bytes to values (main spec §1). Pure. Each parser is FALSE
 * with SUMAC_ERROR_PROTOCOL. */

#pragma once

#include "core/limits.h"
#include "net/message.h"

typedef struct
{
  guint32 session_id;
  guint32 supported_mouse_modes; /* SPICE_MOUSE_MODE_… bits */
  guint32 mouse_mode;
  gboolean agent_connected;
  guint32 agent_tokens;
  guint32 multi_media_time; /* milliseconds */
  guint32 ram_hint;         /* bytes */
} SumacMainInit;

typedef struct
{
  guint8 type;
  guint8 id;
} SumacChannelName;

typedef struct
{
  guint n;
  SumacChannelName names[SUMAC_MAX_CHANNELS]; /* entries beyond are left out */
} SumacChannelList;

gboolean sumac_main_parse_init (const SumacMessage *message,
                                SumacMainInit *init,
                                GError **error);
gboolean sumac_main_parse_channels (const SumacMessage *message,
                                    SumacChannelList *list,
                                    GError **error);
gboolean sumac_main_parse_mouse_mode (const SumacMessage *message,
                                      guint32 *supported,
                                      guint32 *current,
                                      GError **error);

/* One u32: MULTI_MEDIA_TIME, AGENT_TOKEN, AGENT_CONNECTED_TOKENS … */
gboolean sumac_main_parse_u32 (const SumacMessage *message,
                               const char *name,
                               guint32 *value,
                               GError **error);

/* Clean UTF-8, to be freed, or NULL. */
char *sumac_main_parse_name (const SumacMessage *message, GError **error);

/* "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", to be freed, or NULL. */
char *sumac_main_parse_uuid (const SumacMessage *message, GError **error);
