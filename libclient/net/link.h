/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Linking: from a connected stream to a channel that speaks messages (transport spec §4).
 * Blocks its channel's thread, with the wake-up descriptor in every wait. */

#pragma once

#include "net/stream.h"

typedef struct _SumacLinkRequest SumacLinkRequest;
typedef struct _SumacLinkReply SumacLinkReply;

#define SUMAC_MAX_CAP_WORDS 8

/* A set of capability bits. */
typedef struct
{
  guint n_words;
  guint32 words[SUMAC_MAX_CAP_WORDS];
} SumacCaps;

void sumac_caps_add (SumacCaps *caps, guint bit);
gboolean sumac_caps_has (const SumacCaps *caps, guint bit);

struct _SumacLinkRequest
{
  guint32 connection_id; /* 0: a new session (main) */
  guint8 channel_type;
  guint8 channel_id;
  SumacCaps channel_caps; /* of this channel's type; the common ones are the link's */
  const char *password;   /* nullable */
};

struct _SumacLinkReply
{
  SumacCaps common_caps;
  SumacCaps channel_caps;
  gboolean has_mini_headers;
};

/* The message this client begins with; for tests and fuzzers. Size of @out: as returned. */
gsize sumac_link_write_request (const SumacLinkRequest *request, guint8 *out, gsize capacity);

/* Reads the body of a link reply (behind its 16-byte header): error code, key, capabilities.
 * FALSE with SUMAC_ERROR_PROTOCOL. */
gboolean sumac_link_parse_reply (const guint8 *body,
                                 gsize size,
                                 guint32 *link_error,
                                 const guint8 **key,
                                 SumacLinkReply *reply,
                                 GError **error);

/* Link, authentication by ticket, result. FALSE with SUMAC_ERROR_AUTH (wrong password),
 * SUMAC_ERROR_TLS (the server wants encryption), SUMAC_ERROR_SERVER, SUMAC_ERROR_UNSUPPORTED
 * (another version, or no SPICE server), SUMAC_ERROR_PROTOCOL, SUMAC_ERROR_LIMIT,
 * SUMAC_ERROR_LOST, SUMAC_ERROR_CONNECT (too slow), SUMAC_ERROR_CANCELLED: a sentence that
 * says what to do. */
gboolean sumac_link (SumacStream *stream,
                     const SumacLinkRequest *request,
                     int wake_fd,
                     gint64 deadline_us,
                     SumacLinkReply *reply,
                     GError **error);
