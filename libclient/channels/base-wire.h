/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Messages that every channel understands (transport spec §6), bytes to values. Pure.
 * Each is FALSE with SUMAC_ERROR_PROTOCOL. */

#pragma once

#include "net/message.h"

typedef struct
{
  guint32 generation;
  guint32 window; /* messages; 0: no acks */
} SumacSetAck;

typedef struct
{
  guint32 id;
  guint64 timestamp;
} SumacPing;

typedef struct
{
  guint32 severity;   /* SPICE_NOTIFY_SEVERITY_… */
  guint32 visibility; /* SPICE_NOTIFY_VISIBILITY_… */
  char *text;         /* UTF-8, bounded, no control characters; to be freed */
} SumacNotify;

gboolean sumac_base_parse_set_ack (const SumacMessage *message,
                                   SumacSetAck *set,
                                   GError **error);
gboolean sumac_base_parse_ping (const SumacMessage *message, SumacPing *ping, GError **error);
gboolean sumac_base_parse_notify (const SumacMessage *message,
                                  SumacNotify *notify,
                                  GError **error);

/* @size bytes of somebody else's text as clean UTF-8: at most SUMAC_MAX_NOTICE bytes, broken
 * sequences replaced, control characters made blanks. To be freed. */
char *sumac_clean_text (const guint8 *bytes, gsize size);
