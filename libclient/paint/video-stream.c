/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "paint/video-stream.h"

#include "core/limits.h"
#include "core/region.h"
#include "paint/schedule.h"

/* display spec §6: a frame without a time is for so much later. */
#define UNTIMED_AHEAD_MS 100

/* A region of more rectangles is not worth being exact. */
#define MAX_OVER_RECTS 256

/* What waits has pictures of so much: more, and the oldest don't wait for their moment. Half
 * of the limit, so that the decoder's thread has the other half. */
#define MAX_WAITING_BYTES (SUMAC_MAX_STREAM_BYTES / 2)

/* A frame that came and was not shown yet. */
typedef struct
{
  guint64 cookie;
  guint32 time_ms;
  gint64 came_us;   /* its message; 0: not known */
  gint64 pushed_us; /* into the decoder */
  SumacRect dest;
  SumacPicture *picture; /* NULL: not decoded yet */
  gint64 ready_us;
  pixman_region32_t over; /* drawn on between this frame and the next */
} Frame;

struct _SumacVideoStream
{
  const SumacVideoHost *host;
  guint32 surface;
  gboolean has_surface;
  gboolean is_upside_down;
  SumacVideoCodec codec;
  SumacRect dest;
  gboolean has_clip;
  pixman_region32_t clip;
  SumacStreamDecoder *decoder;
  gboolean is_refused; /* nothing here decodes it */
  guint64 cookie;      /* of the frame that came last */
  gint64 shown_us;     /* when that came which is shown and not published; 0: there is none */
  guint first;
  guint n_frames;
  Frame frames[SUMAC_MAX_STREAM_FRAMES]; /* a ring, oldest first: first those with pictures */
  SumacSchedule schedule;
  SumacStreamReporter reporter;
};

static void
count (guint64 *counter, guint64 n)
{
  __atomic_fetch_add (counter, n, __ATOMIC_RELAXED);
}

SumacVideoStream *
sumac_video_stream_new (const SumacVideoHost *host,
                        const SumacCommand *create,
                        GPtrArray *candidates)
{
  SumacVideoStream *stream = g_new0 (SumacVideoStream, 1);
  SumacStreamDecoderConfig config = {
    .channel_name = host->channel_name,
    .stream = create->u.stream.id,
    .format = {
      .codec = (SumacVideoCodec) create->u.stream.codec,
      .width = (gint) create->u.stream.width,
      .height = (gint) create->u.stream.height,
      /* Converted by the decoder, on its own thread, it costs the painter only a copy. */
      .takes_planes = FALSE,
    },
    .source = host->decoders,
    .failures = host->failures,
    .durations = &host->counts->decoding,
    .wake = host->wake,
    .data = host->data,
  };

  stream->host = host;
  stream->surface = create->u.stream.surface;
  stream->has_surface = TRUE;
  stream->is_upside_down = !create->u.stream.is_top_down;
  stream->codec = config.format.codec;
  stream->dest = create->u.stream.dest;
  pixman_region32_init (&stream->clip);
  sumac_video_stream_set_clip (stream, &create->u.stream.clip);
  stream->decoder = sumac_stream_decoder_new (&config, candidates);
  sumac_schedule_init (&stream->schedule);
  sumac_stream_reporter_init (&stream->reporter, create->u.stream.id);
  return stream;
}

/* --- the ring ----------------------------------------------------------------------------- */

static Frame *
frame_at (SumacVideoStream *stream, guint i)
{
  return &stream->frames[(stream->first + i) % SUMAC_MAX_STREAM_FRAMES];
}

static void
drop_oldest (SumacVideoStream *stream)
{
  Frame *frame = frame_at (stream, 0);

  g_clear_pointer (&frame->picture, sumac_picture_unref);
  pixman_region32_fini (&frame->over);
  stream->first = (stream->first + 1) % SUMAC_MAX_STREAM_FRAMES;
  stream->n_frames--;
}

static guint
count_decoded (SumacVideoStream *stream)
{
  guint n = 0;

  while (n < stream->n_frames && frame_at (stream, n)->picture)
    n++;
  return n;
}

/* Frame @i gives no picture. What was drawn over it was drawn over those before, too. */
static void
remove_lost (SumacVideoStream *stream, guint i)
{
  if (i > 0)
    pixman_region32_union (&frame_at (stream, i - 1)->over, &frame_at (stream, i - 1)->over,
                           &frame_at (stream, i)->over);
  pixman_region32_fini (&frame_at (stream, i)->over);
  for (; i + 1 < stream->n_frames; i++)
    *frame_at (stream, i) = *frame_at (stream, i + 1);
  stream->n_frames--;
  count (&stream->host->counts->frames_broken, 1);
}

/* Frames up to @cookie that have no picture never get one. */
static void
remove_settled (SumacVideoStream *stream, guint64 cookie)
{
  guint i = count_decoded (stream);

  while (i < stream->n_frames && frame_at (stream, i)->cookie <= cookie)
    remove_lost (stream, i);
}

static Frame *
append (SumacVideoStream *stream)
{
  if (stream->n_frames == SUMAC_MAX_STREAM_FRAMES)
    {
      count (&stream->host->counts->frames_dropped, 1);
      drop_oldest (stream);
    }

  Frame *frame = frame_at (stream, stream->n_frames++);

  *frame = (Frame){ .cookie = ++stream->cookie };
  pixman_region32_init (&frame->over);
  return frame;
}

void
sumac_video_stream_free (SumacVideoStream *stream)
{
  if (!stream)
    return;
  sumac_stream_decoder_free (stream->decoder);
  while (stream->n_frames > 0)
    drop_oldest (stream);
  pixman_region32_fini (&stream->clip);
  g_free (stream);
}

/* --- what the decoder gives --------------------------------------------------------------- */

static Frame *
find_frame (SumacVideoStream *stream, guint64 cookie, guint *index)
{
  for (guint i = 0; i < stream->n_frames; i++)
    if (frame_at (stream, i)->cookie == cookie)
      {
        *index = i;
        return frame_at (stream, i);
      }
  return NULL;
}

static void
take_picture (SumacVideoStream *stream, SumacPicture *picture, guint64 cookie, gint64 now_us)
{
  guint i;
  Frame *frame;

  remove_settled (stream, cookie - 1);
  frame = find_frame (stream, cookie, &i);
  /* Too many frames came since. */
  if (!frame)
    {
      sumac_picture_unref (picture);
      return;
    }
  frame->picture = picture;
  frame->ready_us = now_us;
  count (&stream->host->counts->frames_decoded, 1);
  sumac_schedule_add (&stream->schedule, &(SumacScheduleFrame){ frame->time_ms, now_us });
}

static void
take_pictures (SumacVideoStream *stream, gint64 now_us)
{
  guint64 settled = sumac_stream_decoder_get_settled (stream->decoder);
  SumacPicture *picture;
  guint64 cookie;

  while (sumac_stream_decoder_take (stream->decoder, &picture, &cookie))
    take_picture (stream, picture, cookie, now_us);
  /* Asked for before taking: a picture that came since is not taken for lost. */
  remove_settled (stream, settled);
}

/* --- what the server says ----------------------------------------------------------------- */

void
sumac_video_stream_set_clip (SumacVideoStream *stream, const SumacClip *clip)
{
  stream->has_clip = clip->is_set;
  pixman_region32_fini (&stream->clip);
  if (!clip->is_set || clip->n_rects == 0 ||
      !pixman_region32_init_rects (&stream->clip, sumac_rects_as_boxes (clip->rects),
                                   (int) MIN (clip->n_rects, G_MAXINT)))
    pixman_region32_init (&stream->clip);
}

static void
send (SumacVideoStream *stream, const SumacStreamReport *report)
{
  count (&stream->host->counts->reports, 1);
  stream->host->report (stream->host->data, report);
}

void
sumac_video_stream_activate_report (SumacVideoStream *stream, const SumacCommand *command)
{
  SumacStreamReport report;

  if (sumac_stream_reporter_activate (&stream->reporter, command->u.report.unique,
                                      command->u.report.max_window,
                                      command->u.report.timeout_ms, &report))
    send (stream, &report);
}

/* By how much the decoder is behind: a frame that comes now has to wait for as long. */
static gint32
behind_ms (SumacVideoStream *stream, gint64 now_us)
{
  guint next = count_decoded (stream);

  if (next == stream->n_frames)
    return 0;
  return (gint32) CLAMP ((now_us - frame_at (stream, next)->pushed_us) / 1000, 0, G_MAXINT16);
}

/* Its time, and with it how far it is ahead, is told to the reporter: a frame that can't be
 * decoded in time is late, though it came early. */
static guint32
note_time (SumacVideoStream *stream, guint32 time_ms, gint64 now_us)
{
  SumacStreamReport report;
  gint32 ahead_ms = 0;
  guint32 now_ms;
  gboolean has_clock = sumac_media_clock_read (stream->host->clock, now_us, &now_ms);

  if (time_ms == 0)
    time_ms = now_ms + UNTIMED_AHEAD_MS;
  if (has_clock)
    ahead_ms = sumac_media_time_ahead (time_ms, now_ms) - behind_ms (stream, now_us);
  if (sumac_stream_reporter_add (&stream->reporter, time_ms, ahead_ms, now_us, &report))
    send (stream, &report);
  return time_ms;
}

/* No decoder is left: frames that wait for one wait no more. */
static void
give_up (SumacVideoStream *stream, gint64 now_us)
{
  SumacStreamReport report;

  stream->is_refused = TRUE;
  count (&stream->host->counts->streams_refused, 1);
  take_pictures (stream, now_us);
  remove_settled (stream, stream->cookie);
  if (sumac_stream_reporter_give_up (&stream->reporter, &report))
    send (stream, &report);
}

void
sumac_video_stream_push (SumacVideoStream *stream, const SumacCommand *data, gint64 now_us)
{
  count (&stream->host->counts->frames, 1);
  if (data->u.frame.size == 0 || stream->is_refused)
    {
      count (&stream->host->counts->frames_broken, 1);
      return;
    }

  take_pictures (stream, now_us);

  guint32 time_ms = note_time (stream, data->u.frame.time_ms, now_us);
  Frame *frame = append (stream);

  frame->time_ms = time_ms;
  frame->came_us = data->u.frame.came_us;
  frame->pushed_us = now_us;
  frame->dest = data->u.frame.has_dest ? data->u.frame.dest : stream->dest;
  if (!sumac_stream_decoder_push (stream->decoder, data->u.frame.bytes, data->u.frame.size,
                                  frame->cookie))
    give_up (stream, now_us);
}

void
sumac_video_stream_draw_over (SumacVideoStream *stream, guint32 surface, const SumacRect *rect)
{
  SumacRect both;

  if (stream->n_frames == 0 || stream->surface != surface)
    return;

  /* Of the newest: whoever shows an older one looks at all that came after it. A sized frame
   * may be larger than the stream. */
  Frame *newest = frame_at (stream, stream->n_frames - 1);

  for (guint i = 0; i < stream->n_frames; i++)
    if (sumac_rect_intersect (&frame_at (stream, i)->dest, rect, &both))
      sumac_region_add_rect (&newest->over, &both);
  if (pixman_region32_n_rects (&newest->over) > MAX_OVER_RECTS)
    {
      pixman_box32_t extents = *pixman_region32_extents (&newest->over);

      pixman_region32_reset (&newest->over, &extents);
    }
}

void
sumac_video_stream_lose_surface (SumacVideoStream *stream, guint32 surface)
{
  if (stream->surface == surface)
    stream->has_surface = FALSE;
}

/* --- showing ------------------------------------------------------------------------------ */

/* dest ∩ surface ∩ clip, less what was drawn after the frame came. */
static void
init_visible (SumacVideoStream *stream, guint i, pixman_region32_t *visible)
{
  SumacRect all;
  SumacRect rect;

  pixman_region32_init (visible);
  if (sumac_surfaces_get_rect (stream->host->surfaces, stream->surface, &all) &&
      sumac_rect_intersect (&frame_at (stream, i)->dest, &all, &rect))
    sumac_region_add_rect (visible, &rect);
  if (stream->has_clip)
    pixman_region32_intersect (visible, visible, &stream->clip);
  for (; i < stream->n_frames; i++)
    pixman_region32_subtract (visible, visible, &frame_at (stream, i)->over);
}

static gboolean
count_drawn (SumacVideoCounts *counts, SumacDrawn drawn)
{
  switch (drawn)
    {
    case SUMAC_DRAWN_BY_RENDERER:
      count (&counts->frames_by_renderer, 1);
      break;
    case SUMAC_DRAWN_BY_RASTERISER:
      count (&counts->frames_by_rasteriser, 1);
      break;
    case SUMAC_DRAWN_NOT:
      return FALSE;
    }
  count (&counts->frames_shown, 1);
  return TRUE;
}

static void
show_frame (SumacVideoStream *stream, guint i)
{
  Frame *frame = frame_at (stream, i);
  pixman_region32_t visible;
  SumacRect damage;
  int n;

  if (!stream->has_surface)
    return;
  init_visible (stream, i, &visible);

  const pixman_box32_t *boxes = pixman_region32_rectangles (&visible, &n);
  SumacDrawn drawn = sumac_surfaces_show (
      stream->host->surfaces, stream->surface, frame->picture, stream->is_upside_down,
      &frame->dest, (const SumacRect *) (gconstpointer) boxes, (guint) n, &damage);

  if (count_drawn (stream->host->counts, drawn) && !sumac_rect_is_empty (&damage))
    {
      stream->shown_us = frame->came_us;
      stream->host->damaged (stream->host->data, stream->surface, &damage);
    }
  pixman_region32_fini (&visible);
}

/* Drops @n_drop frames, and shows the one after them. */
static void
show_after (SumacVideoStream *stream, guint n_drop)
{
  show_frame (stream, n_drop);
  for (guint i = 0; i <= n_drop; i++)
    drop_oldest (stream);
  count (&stream->host->counts->frames_dropped, n_drop);
}

/* How many of the oldest have to go because their pictures are too large together. */
static guint
count_excess (SumacVideoStream *stream, guint n_decoded)
{
  gsize bytes = 0;

  for (guint i = n_decoded; i-- > 0;)
    {
      const SumacPicture *picture = frame_at (stream, i)->picture;

      bytes += (gsize) picture->width * (gsize) picture->height * 4;
      if (bytes > MAX_WAITING_BYTES)
        return i + 1;
    }
  return 0;
}

/* Shows what is due by the policy. */
static gint64
show_due (SumacVideoStream *stream, gint64 now_us)
{
  SumacScheduleFrame frames[SUMAC_MAX_STREAM_FRAMES];
  SumacPolicy policy = (SumacPolicy) __atomic_load_n (stream->host->policy, __ATOMIC_RELAXED);
  guint32 now_ms;

  if (!sumac_stream_decoder_attend (stream->decoder))
    give_up (stream, now_us);
  if (stream->n_frames == 0)
    return G_MAXINT64;
  take_pictures (stream, now_us);

  guint n = count_decoded (stream);
  guint excess = count_excess (stream, n);

  /* Without a clock nothing can wait for its time. */
  if (!sumac_media_clock_read (stream->host->clock, now_us, &now_ms))
    policy = SUMAC_POLICY_INTERACTIVE;
  for (guint i = 0; i < n; i++)
    frames[i] =
        (SumacScheduleFrame){ frame_at (stream, i)->time_ms, frame_at (stream, i)->ready_us };

  SumacDecision decision =
      sumac_schedule_decide (&stream->schedule, policy, frames, n, now_us, now_ms);

  if (excess > 0 && (!decision.shows || decision.n_drop + 1 < excess))
    {
      decision.shows = TRUE;
      decision.n_drop = excess - 1;
    }
  if (decision.shows)
    show_after (stream, decision.n_drop);
  return decision.next_us;
}

/* The server hears of the last frames also when there is no next one. */
static gint64
report_due (SumacVideoStream *stream, gint64 now_us)
{
  SumacStreamReport report;

  if (sumac_stream_reporter_wait (&stream->reporter, now_us, &report))
    send (stream, &report);
  return sumac_stream_reporter_get_deadline (&stream->reporter);
}

gint64
sumac_video_stream_show (SumacVideoStream *stream, gint64 now_us)
{
  gint64 show_us = show_due (stream, now_us);
  gint64 report_us = report_due (stream, now_us);

  return MIN (show_us, report_us);
}

void
sumac_video_stream_publish (SumacVideoStream *stream, guint32 surface, gint64 now_us)
{
  if (stream->surface != surface || stream->shown_us == 0)
    return;
  sumac_durations_add (&stream->host->counts->showing, now_us - stream->shown_us);
  stream->shown_us = 0;
}

void
sumac_video_stream_show_last (SumacVideoStream *stream, gint64 deadline_us)
{
  gboolean is_hidden = stream->has_clip && !pixman_region32_not_empty (&stream->clip);
  guint n;

  /* The server hides a stream before it ends it: then there is nothing to wait for. */
  if (stream->n_frames == 0 || !stream->has_surface || is_hidden)
    return;
  sumac_stream_decoder_wait (stream->decoder, stream->cookie, deadline_us);
  take_pictures (stream, deadline_us);
  n = count_decoded (stream);
  if (n > 0)
    show_after (stream, n - 1);
}

SumacVideoCodec
sumac_video_stream_get_codec (const SumacVideoStream *stream)
{
  return stream->codec;
}

const char *
sumac_video_stream_get_decoder (SumacVideoStream *stream)
{
  return sumac_stream_decoder_get_name (stream->decoder);
}
