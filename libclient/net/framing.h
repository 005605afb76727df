/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* From bytes to messages: mini and full headers, sub-message lists (transport spec §6).
 * Pulls bytes from a stream in large reads; large bodies go straight into their message.
 * Thread: its channel's. */

#pragma once

#include "net/message.h"
#include "net/stream.h"

typedef struct _SumacFraming SumacFraming;

/* Called for every message, sub-messages of a full header's list before their main message,
 * in order. Takes @message over. FALSE stops the reading: with @error set for good, without
 * it until the next sumac_framing_read. @is_sub: does not count for acks and serials. */
typedef gboolean (*SumacFramingFunc) (gpointer data,
                                      SumacMessage *message,
                                      gboolean is_sub,
                                      GError **error);

SumacFraming *sumac_framing_new (gboolean has_mini_headers,
                                 guint32 max_message_bytes,
                                 SumacMessagePool *pool);
void sumac_framing_free (SumacFraming *framing);

/* Behind each message of @type comes one byte that does not belong to it, maybe with a file: the
 * message's descriptor. 0, the default: behind none. */
void sumac_framing_set_descriptor_type (SumacFraming *framing, guint16 type);

/* Delivers whole messages that are buffered already, then reads on once from @stream.
 * AGAIN: poll. END: the peer closed between two messages. ERROR with SUMAC_ERROR_LIMIT
 * (a body over the limit), SUMAC_ERROR_PROTOCOL (a broken list), SUMAC_ERROR_LOST (the end
 * came inside a message), or the error of @func. OK: come again, also without polling. */
SumacStreamResult sumac_framing_read (SumacFraming *framing,
                                      SumacStream *stream,
                                      SumacFramingFunc func,
                                      gpointer data,
                                      GError **error);

/* All bytes read so far, headers included. */
guint64 sumac_framing_bytes (const SumacFraming *framing);

/* Appends one outgoing message's header; the body of @size bytes follows. */
struct _SumacWriter;
void sumac_framing_write_header (SumacFraming *framing,
                                 struct _SumacWriter *out,
                                 guint16 type,
                                 guint32 size);
