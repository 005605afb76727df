/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The display channel's messages of video streams, bytes to values and back (display spec §2,
 * §6). What is parsed points into the message's body and arena and lives as long as the
 * message. Pure. Thread: the channel's. */

#pragma once

#include "core/writer.h"
#include "paint/command.h"
#include "paint/stream-report.h"

/* Parses any type that has a row in the table of display.c with a stream's command. The
 * command lies in the message's arena and does not own the message yet.
 * NULL with SUMAC_ERROR_PROTOCOL. */
SumacCommand *sumac_display_parse_stream (SumacMessage *message, GError **error);

void sumac_display_write_stream_report (SumacWriter *body, const SumacStreamReport *report);

/* @codecs in order of preference, by the protocol's numbers. */
void sumac_display_write_preferred_codecs (SumacWriter *body,
                                           const guint8 *codecs,
                                           guint8 n_codecs);
