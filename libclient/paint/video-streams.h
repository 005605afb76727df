/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The video streams of a display channel, by number (display spec §6). Thread: the painter's,
 * but for dup_decoders. All times are arguments. */

#pragma once

#include "paint/video-stream.h"

typedef struct _SumacVideoStreams SumacVideoStreams;

/* @host is copied. */
SumacVideoStreams *sumac_video_streams_new (const SumacVideoHost *host);

/* Ends all streams at once; what was not shown is lost. */
void sumac_video_streams_drop_all (SumacVideoStreams *streams);
void sumac_video_streams_free (SumacVideoStreams *streams);

/* One of SUMAC_COMMAND_STREAM_…; it stays the caller's. The end of a stream waits for its last
 * frame, SUMAC_STREAM_SETTLE_MS at most. */
void sumac_video_streams_carry_out (SumacVideoStreams *streams,
                                    const SumacCommand *command,
                                    gint64 now_us);

/* A command has drawn on @rect of a surface. */
void sumac_video_streams_draw_over (SumacVideoStreams *streams,
                                    guint32 surface,
                                    const SumacRect *rect);

/* A surface is gone: what belongs on it is not shown any more. */
void sumac_video_streams_lose_surface (SumacVideoStreams *streams, guint32 surface);

/* Shows what is due. Gives the moment to ask again; G_MAXINT64: when woken. */
gint64 sumac_video_streams_show (SumacVideoStreams *streams, gint64 now_us);

/* What @surface shows is published. */
void sumac_video_streams_publish (SumacVideoStreams *streams, guint32 surface, gint64 now_us);

/* All streams end, as with DESTROY_ALL. */
void sumac_video_streams_finish (SumacVideoStreams *streams, gint64 now_us);

/* Any thread. What has decoded so far, "mjpeg by jpeg, h264 by gst"; NULL when nothing has. To
 * be freed. */
char *sumac_video_streams_dup_decoders (SumacVideoStreams *streams);
