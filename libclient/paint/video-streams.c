/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "paint/video-streams.h"

#include "contract/video-decoder.h"
#include "core/limits.h"
#include "core/log.h"
#include "core/thread.h"

/* Pairs of codec and decoder that are told apart in statistics. */
#define MAX_NAMES 16

typedef struct
{
  SumacVideoCodec codec;
  const char *decoder; /* interned */
} Name;

struct _SumacVideoStreams
{
  SumacVideoHost host;
  guint n_streams;
  SumacVideoStream *streams[SUMAC_MAX_STREAMS];
  GPtrArray *candidates[SUMAC_N_VIDEO_CODECS + 1]; /* by codec; NULL: not asked for yet */
  SumacRepeat bad_id;
  SumacRepeat bad_stream;
  SumacLock lock;
  guint n_names;         /* under lock */
  Name names[MAX_NAMES]; /* under lock */
};

SumacVideoStreams *
sumac_video_streams_new (const SumacVideoHost *host)
{
  SumacVideoStreams *streams = g_new0 (SumacVideoStreams, 1);

  streams->host = *host;
  sumac_lock_init (&streams->lock);
  return streams;
}

static void
count_streams (SumacVideoStreams *streams)
{
  __atomic_store_n (&streams->host.counts->streams, streams->n_streams, __ATOMIC_RELAXED);
}

static void
remove_stream (SumacVideoStreams *streams, guint32 id)
{
  if (!streams->streams[id])
    return;
  g_clear_pointer (&streams->streams[id], sumac_video_stream_free);
  streams->n_streams--;
  count_streams (streams);
}

void
sumac_video_streams_drop_all (SumacVideoStreams *streams)
{
  for (guint32 id = 0; id < SUMAC_MAX_STREAMS; id++)
    remove_stream (streams, id);
}

void
sumac_video_streams_free (SumacVideoStreams *streams)
{
  if (!streams)
    return;
  sumac_video_streams_drop_all (streams);
  for (guint i = 0; i < G_N_ELEMENTS (streams->candidates); i++)
    g_clear_pointer (&streams->candidates[i], g_ptr_array_unref);
  sumac_lock_clear (&streams->lock);
  g_free (streams);
}

static gint64
settle_deadline (gint64 now_us)
{
  return now_us + SUMAC_STREAM_SETTLE_MS * 1000;
}

static void
end_stream (SumacVideoStreams *streams, guint32 id, gint64 deadline_us)
{
  if (!streams->streams[id])
    return;
  sumac_video_stream_show_last (streams->streams[id], deadline_us);
  remove_stream (streams, id);
}

void
sumac_video_streams_finish (SumacVideoStreams *streams, gint64 now_us)
{
  /* All together have the time that one has. */
  for (guint32 id = 0; id < SUMAC_MAX_STREAMS && streams->n_streams > 0; id++)
    end_stream (streams, id, settle_deadline (now_us));
}

/* NULL, and a word about it, when there is no such stream. */
static SumacVideoStream *
find_stream (SumacVideoStreams *streams, guint32 id)
{
  SumacVideoStream *stream = id < SUMAC_MAX_STREAMS ? streams->streams[id] : NULL;

  if (!stream)
    sumac_log_repeat (&streams->bad_id, streams->host.channel_name,
                      "a message for video stream %u, which is not there, is left out", id);
  return stream;
}

static gboolean
makes_sense (const SumacCommand *create)
{
  return create->u.stream.id < SUMAC_MAX_STREAMS && create->u.stream.codec >= 1 &&
         create->u.stream.codec <= SUMAC_N_VIDEO_CODECS && create->u.stream.width >= 1 &&
         create->u.stream.width <= SUMAC_MAX_SIDE && create->u.stream.height >= 1 &&
         create->u.stream.height <= SUMAC_MAX_SIDE;
}

/* Asking looks at files: once a codec and channel. */
static GPtrArray *
get_candidates (SumacVideoStreams *streams, guint codec)
{
  if (!streams->candidates[codec])
    streams->candidates[codec] = streams->host.decoders->list ((SumacVideoCodec) codec);
  return streams->candidates[codec];
}

static void
create (SumacVideoStreams *streams, const SumacCommand *command, gint64 now_us)
{
  guint32 id = command->u.stream.id;

  if (id < SUMAC_MAX_STREAMS)
    end_stream (streams, id, settle_deadline (now_us));
  if (!makes_sense (command))
    {
      sumac_log_repeat (&streams->bad_stream, streams->host.channel_name,
                        "video stream %u of codec %u and %u x %u pixels is left out", id,
                        command->u.stream.codec, command->u.stream.width,
                        command->u.stream.height);
      return;
    }
  streams->streams[id] = sumac_video_stream_new (
      &streams->host, command, get_candidates (streams, command->u.stream.codec));
  streams->n_streams++;
  count_streams (streams);
  sumac_debug (streams->host.channel_name, "stream %u: %s, %u x %u on surface %u", id,
               sumac_video_codec_name ((SumacVideoCodec) command->u.stream.codec),
               command->u.stream.width, command->u.stream.height, command->u.stream.surface);
}

static void
note_decoder (SumacVideoStreams *streams, SumacVideoStream *stream)
{
  Name name = { sumac_video_stream_get_codec (stream),
                sumac_video_stream_get_decoder (stream) };
  gboolean is_known = name.decoder == NULL;

  /* Only this thread writes, so it reads without the lock. */
  for (guint i = 0; i < streams->n_names; i++)
    if (streams->names[i].codec == name.codec && streams->names[i].decoder == name.decoder)
      is_known = TRUE;
  if (is_known || streams->n_names == MAX_NAMES)
    return;
  sumac_lock (&streams->lock);
  streams->names[streams->n_names++] = name;
  sumac_unlock (&streams->lock);
}

static void
push (SumacVideoStreams *streams, const SumacCommand *command, gint64 now_us)
{
  SumacVideoStream *stream = find_stream (streams, command->u.frame.id);

  if (!stream)
    {
      __atomic_fetch_add (&streams->host.counts->frames_broken, 1, __ATOMIC_RELAXED);
      return;
    }
  sumac_video_stream_push (stream, command, now_us);
  note_decoder (streams, stream);
}

void
sumac_video_streams_carry_out (SumacVideoStreams *streams,
                               const SumacCommand *command,
                               gint64 now_us)
{
  SumacVideoStream *stream;

  switch (command->kind)
    {
    case SUMAC_COMMAND_STREAM_CREATE:
      create (streams, command, now_us);
      break;
    case SUMAC_COMMAND_STREAM_DATA:
      push (streams, command, now_us);
      break;
    case SUMAC_COMMAND_STREAM_CLIP:
      if ((stream = find_stream (streams, command->u.stream.id)))
        sumac_video_stream_set_clip (stream, &command->u.stream.clip);
      break;
    case SUMAC_COMMAND_STREAM_DESTROY:
      if (find_stream (streams, command->u.stream.id))
        end_stream (streams, command->u.stream.id, settle_deadline (now_us));
      break;
    case SUMAC_COMMAND_STREAM_DESTROY_ALL:
      sumac_video_streams_finish (streams, now_us);
      break;
    case SUMAC_COMMAND_STREAM_ACTIVATE_REPORT:
      if ((stream = find_stream (streams, command->u.report.id)))
        sumac_video_stream_activate_report (stream, command);
      break;
    case SUMAC_COMMAND_DRAW:
    case SUMAC_COMMAND_SURFACE_CREATE:
    case SUMAC_COMMAND_SURFACE_DESTROY:
    case SUMAC_COMMAND_MARK:
    case SUMAC_COMMAND_RESET:
    case SUMAC_COMMAND_FORGET_IMAGES:
    case SUMAC_COMMAND_FORGET_ALL_IMAGES:
    case SUMAC_COMMAND_WAIT:
    case SUMAC_COMMAND_SCANOUT:
    case SUMAC_COMMAND_SCANOUT_DRAWN:
    case SUMAC_COMMAND_LINKED_ANEW:
    case SUMAC_COMMAND_NOTHING:
      break;
    }
}

void
sumac_video_streams_draw_over (SumacVideoStreams *streams,
                               guint32 surface,
                               const SumacRect *rect)
{
  if (streams->n_streams == 0)
    return;
  for (guint32 id = 0; id < SUMAC_MAX_STREAMS; id++)
    if (streams->streams[id])
      sumac_video_stream_draw_over (streams->streams[id], surface, rect);
}

void
sumac_video_streams_lose_surface (SumacVideoStreams *streams, guint32 surface)
{
  for (guint32 id = 0; id < SUMAC_MAX_STREAMS && streams->n_streams > 0; id++)
    if (streams->streams[id])
      sumac_video_stream_lose_surface (streams->streams[id], surface);
}

gint64
sumac_video_streams_show (SumacVideoStreams *streams, gint64 now_us)
{
  gint64 next_us = G_MAXINT64;

  for (guint32 id = 0; id < SUMAC_MAX_STREAMS && streams->n_streams > 0; id++)
    if (streams->streams[id])
      {
        gint64 at_us = sumac_video_stream_show (streams->streams[id], now_us);

        next_us = MIN (next_us, at_us);
        note_decoder (streams, streams->streams[id]);
      }
  return next_us;
}

void
sumac_video_streams_publish (SumacVideoStreams *streams, guint32 surface, gint64 now_us)
{
  for (guint32 id = 0; id < SUMAC_MAX_STREAMS && streams->n_streams > 0; id++)
    if (streams->streams[id])
      sumac_video_stream_publish (streams->streams[id], surface, now_us);
}

char *
sumac_video_streams_dup_decoders (SumacVideoStreams *streams)
{
  g_autoptr (GString) text = g_string_new (NULL);

  sumac_lock (&streams->lock);
  for (guint i = 0; i < streams->n_names; i++)
    g_string_append_printf (text, "%s%s by %s", i > 0 ? ", " : "",
                            sumac_video_codec_name (streams->names[i].codec),
                            streams->names[i].decoder);
  sumac_unlock (&streams->lock);
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}
