/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One video stream: its frames on their way from the wire to the surface. Frames go into a
 * decoder; a picture that comes out is shown when the policy says so.
 *
 * Drawing commands take effect in the order in which they came, a frame when it is shown: what
 * is drawn after a frame came is not painted over when that frame is shown later.
 *
 * Thread: the painter's. All times are arguments. */

#pragma once

#include "core/media-clock.h"
#include "paint/command.h"
#include "paint/stream-decoder.h"
#include "paint/stream-report.h"
#include "paint/surfaces.h"

#include <sumac/policy.h>

typedef struct _SumacVideoStream SumacVideoStream;
typedef struct _SumacVideoHost SumacVideoHost;
typedef struct _SumacVideoCounts SumacVideoCounts;

/* Sums since the channel began, but the first. Atomic, each by itself. */
struct _SumacVideoCounts
{
  guint64 streams;         /* there are now */
  guint64 streams_refused; /* nothing here decodes them */
  guint64 frames;          /* came */
  guint64 frames_decoded;
  guint64 frames_shown;
  guint64 frames_by_renderer; /* of frames_shown */
  guint64 frames_by_rasteriser;
  guint64 frames_dropped;  /* decoded, but a newer one was there too */
  guint64 frames_broken;   /* gave no picture, or belong to no stream */
  guint64 reports;         /* to the server */
  SumacDurations decoding; /* of frames_decoded, from push to picture */
  SumacDurations showing;  /* of frames that were published, from the message's arrival on */
};

/* What the streams of a channel share. All is borrowed, and outlives them. */
struct _SumacVideoHost
{
  const char *channel_name; /* "display:0", for logs */
  const SumacDecoderSource *decoders;
  SumacDecoderFailures *failures;
  const SumacMediaClock *clock;
  const gint *policy; /* atomic: SumacPolicy */
  SumacSurfaces *surfaces;
  SumacVideoCounts *counts;
  /* Any thread, must only wake. */
  void (*wake) (gpointer data);
  /* Painter's: @rect of the surface has changed; there is a report for the server. */
  void (*damaged) (gpointer data, guint32 surface, const SumacRect *rect);
  void (*report) (gpointer data, const SumacStreamReport *report);
  gpointer data;
};

/* @create: STREAM_CREATE of a codec that is known. @candidates: its decoders, a reference is
 * taken. */
SumacVideoStream *sumac_video_stream_new (const SumacVideoHost *host,
                                          const SumacCommand *create,
                                          GPtrArray *candidates);

/* At once; what was not shown is lost. */
void sumac_video_stream_free (SumacVideoStream *stream);

void sumac_video_stream_set_clip (SumacVideoStream *stream, const SumacClip *clip);
void sumac_video_stream_activate_report (SumacVideoStream *stream, const SumacCommand *command);

/* A frame came. */
void sumac_video_stream_push (SumacVideoStream *stream,
                              const SumacCommand *data,
                              gint64 now_us);

/* A command has drawn on @rect of a surface. */
void sumac_video_stream_draw_over (SumacVideoStream *stream,
                                   guint32 surface,
                                   const SumacRect *rect);

/* A surface is gone: if it is the stream's, nothing is shown any more. */
void sumac_video_stream_lose_surface (SumacVideoStream *stream, guint32 surface);

/* Shows what is due, and reports. Gives the moment to ask again; G_MAXINT64: when woken. */
gint64 sumac_video_stream_show (SumacVideoStream *stream, gint64 now_us);

/* What @surface shows is published: the frame that was shown last is before people's eyes. */
void sumac_video_stream_publish (SumacVideoStream *stream, guint32 surface, gint64 now_us);

/* The stream ends: waits until the last frame is decoded, or @deadline_us, and shows it. */
void sumac_video_stream_show_last (SumacVideoStream *stream, gint64 deadline_us);

SumacVideoCodec sumac_video_stream_get_codec (const SumacVideoStream *stream);

/* What decodes it now, or NULL; interned. */
const char *sumac_video_stream_get_decoder (SumacVideoStream *stream);
