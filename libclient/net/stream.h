/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A connected byte stream that never blocks by itself: whoever reads or writes polls its
 * descriptor together with his own wake-up descriptor. Thread: its channel's. */

#pragma once

#include "net/address.h"

#include <gio/gio.h>

typedef struct _SumacStream SumacStream;

typedef enum
{
  SUMAC_STREAM_OK,    /* some bytes went */
  SUMAC_STREAM_AGAIN, /* none now: poll for the same direction */
  SUMAC_STREAM_END,   /* the peer closed in order */
  SUMAC_STREAM_ERROR,
} SumacStreamResult;

/* Connects by plain TCP or Unix socket; blocks, for at most @timeout_ms, or until
 * @cancellable ends it. NULL with SUMAC_ERROR_CONNECT, a sentence naming host and cause
 * (name not found, nobody listens, timed out, no such socket …), or SUMAC_ERROR_CANCELLED. */
SumacStream *sumac_stream_connect (const SumacAddress *address,
                                   guint timeout_ms,
                                   GCancellable *cancellable,
                                   GError **error);

/* Takes a connected socket's descriptor, for tests and for applications that connect. */
SumacStream *sumac_stream_new_for_fd (int fd);
void sumac_stream_free (SumacStream *stream);

int sumac_stream_fd (const SumacStream *stream);

/* From now on files that come along with bytes over a Unix socket are kept, a few at a time;
 * further ones are closed. */
void sumac_stream_keep_descriptors (SumacStream *stream);

/* The file that came with the byte at @position of all bytes read, or -1; the caller's. Those
 * that came with bytes before it are closed. */
int sumac_stream_take_descriptor (SumacStream *stream, guint64 position);

/* All bytes read so far. */
guint64 sumac_stream_position (const SumacStream *stream);

/* Reads up to @size bytes. */
SumacStreamResult sumac_stream_read (SumacStream *stream,
                                     guint8 *bytes,
                                     gsize size,
                                     gsize *n_read,
                                     GError **error);

/* Writes what the socket takes of @size bytes. */
SumacStreamResult sumac_stream_write (SumacStream *stream,
                                      const guint8 *bytes,
                                      gsize size,
                                      gsize *n_written,
                                      GError **error);

/* Nothing more will be written; what the peer has still to say can be read until it closes. */
void sumac_stream_end_writing (SumacStream *stream);

/* Wishes of a channel to the network: best effort, refusals are ignored. */
void sumac_stream_set_quality (SumacStream *stream,
                               gboolean no_delay,
                               guint8 dscp,
                               int priority,
                               int receive_buffer_bytes);

/* Waits until all @size bytes are there, polling @wake_fd too (readable: SUMAC_ERROR_CANCELLED)
 * until @deadline_us (SUMAC_ERROR_CONNECT). End of stream: SUMAC_ERROR_LOST. */
gboolean sumac_stream_read_all (SumacStream *stream,
                                guint8 *bytes,
                                gsize size,
                                int wake_fd,
                                gint64 deadline_us,
                                GError **error);
gboolean sumac_stream_write_all (SumacStream *stream,
                                 const guint8 *bytes,
                                 gsize size,
                                 int wake_fd,
                                 gint64 deadline_us,
                                 GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SumacStream, sumac_stream_free)
