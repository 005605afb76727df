/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "paint/painter.h"

#include "core/limits.h"
#include "core/log.h"
#include "core/thread.h"
#include "paint/cover.h"
#include "paint/succession.h"

#include <sumac/error.h>

#include <glib/gi18n-lib.h>
#include <spice/enums.h>

/* After so much work a busy painter looks whether the last frame was taken. */
#define BATCH_US 4000

/* Commands that are looked at together. */
#define BATCH_COMMANDS 256

/* Pictures decoded ahead in one batch. */
#define BATCH_JOBS 32

typedef enum
{
  PAINTER_RUNS,
  PAINTER_FINISHES, /* what is queued is still drawn */
  PAINTER_STOPS,    /* nothing is drawn any more */
} Phase;

struct _SumacPainter
{
  SumacPainterConfig config;
  SumacThread thread;
  SumacQueue *queue;
  SumacSuccession *succession;
  SumacPublisher *publisher;
  gint phase;    /* atomic: Phase, only ever grows */
  gint has_loss; /* atomic: a boolean, until it is taken */
  guint n_links; /* atomic; written by the painter's thread alone */
  SumacLock lock;
  GError *error; /* under lock */

  /* painter's thread only */
  SumacStage *stage;
  gint64 next_frame_us; /* when a frame of a video is due; G_MAXINT64: none */
  gint64 looked_us;     /* when was last looked whether there is something to publish */
  SumacQueueItem *rest; /* taken from the queue, not in a batch yet */
  guint n_batch;
  SumacCommand *batch[BATCH_COMMANDS];
  gboolean is_covered[BATCH_COMMANDS];
  guint n_jobs;
  SumacDecodeJob jobs[BATCH_JOBS];
  guint64 ahead_pixels; /* of the jobs */

  SumacPaintCounts counts; /* atomic, each by itself */
  SumacVideoCounts video;  /* the same */
};

static Phase
get_phase (SumacPainter *painter)
{
  return (Phase) __atomic_load_n (&painter->phase, __ATOMIC_ACQUIRE);
}

static void
enter_phase (SumacPainter *painter, Phase next)
{
  gint now = __atomic_load_n (&painter->phase, __ATOMIC_RELAXED);

  while (now < (gint) next && !__atomic_compare_exchange_n (&painter->phase, &now, next, FALSE,
                                                            __ATOMIC_RELEASE, __ATOMIC_RELAXED))
    ;
  sumac_queue_wake (painter->queue);
}

/* A limit was passed: the channel ends, and says why. */
static void
fail (SumacPainter *painter, GError *error)
{
  sumac_lock (&painter->lock);
  if (!painter->error)
    painter->error = g_steal_pointer (&error);
  sumac_unlock (&painter->lock);
  g_clear_error (&error);
  enter_phase (painter, PAINTER_STOPS);
  sumac_mailbox_ring (painter->config.channel);
}

static void
drop (SumacQueueItem *item)
{
  sumac_command_free ((SumacCommand *) item);
}

/* Starts decoding what can go ahead of its turn, as long as it is not too much: a few bytes
 * may be a large picture. */
static void
decode_ahead (SumacPainter *painter, SumacPendingImage *pending)
{
  guint64 pixels = (guint64) pending->encoded.width * pending->encoded.height;

  if (painter->n_jobs == BATCH_JOBS || !sumac_images_may_go_ahead (&pending->encoded) ||
      painter->ahead_pixels + pixels > SUMAC_MAX_AHEAD_PIXELS)
    return;
  painter->ahead_pixels += pixels;
  pending->job = &painter->jobs[painter->n_jobs++];
  sumac_decode_pool_post (pending->job, &pending->encoded);
}

/* Moves the next commands from the rest into the batch. */
static void
fill_batch (SumacPainter *painter)
{
  painter->n_batch = 0;
  painter->n_jobs = 0;
  painter->ahead_pixels = 0;
  while (painter->rest && painter->n_batch < BATCH_COMMANDS)
    {
      SumacCommand *command = (SumacCommand *) painter->rest;

      painter->rest = painter->rest->next;
      painter->batch[painter->n_batch++] = command;
      if (command->kind != SUMAC_COMMAND_DRAW)
        continue;
      for (guint i = 0; i < command->u.draw.n_pending; i++)
        decode_ahead (painter, &command->u.draw.pending[i]);
    }
  if (painter->n_batch > 1)
    sumac_cover_find (painter->batch, painter->n_batch, painter->is_covered);
  else
    painter->is_covered[0] = FALSE;
}

/* Jobs of commands that were never carried out must end before their messages go. */
static void
drop_jobs (SumacPainter *painter)
{
  for (guint i = 0; i < painter->n_jobs; i++)
    {
      g_autoptr (GError) error = NULL;

      sumac_pixels_unref (sumac_decode_pool_finish (&painter->jobs[i], &error));
    }
  painter->n_jobs = 0;
}

/* Frames of streams have moments of their own, between commands. */
static void
show_frames (SumacPainter *painter)
{
  painter->next_frame_us = sumac_stage_show_frames (painter->stage, sumac_clock_us ());
}

/* Whether another message belongs to it and is still to come: its parent, or the one that the
 * server has made room for by it. In its own books the server has that one under this serial, as
 * the pictures to be forgotten are put in front when all else is done; so whoever waits for this
 * serial waits for that message. */
static gboolean
is_half (const SumacMessage *message)
{
  return message->is_sub || message->type == SPICE_MSG_LIST ||
         message->type == SPICE_MSG_DISPLAY_INVAL_LIST;
}

/* The device may go at any time. What could not be had from it comes from the server. */
static void
look_after_renderer (SumacPainter *painter)
{
  GError *error = NULL;

  if (!sumac_stage_get_loss (painter->stage))
    return;
  if (!sumac_succession_replace_lost (painter->succession, painter->stage, &error))
    {
      fail (painter, error);
      return;
    }
  __atomic_store_n (&painter->has_loss, TRUE, __ATOMIC_RELEASE);
  sumac_mailbox_ring (painter->config.channel);
  painter->config.tell (painter->config.data);
}

static void
look_after_link (SumacPainter *painter)
{
  __atomic_store_n (&painter->n_links, sumac_stage_get_n_links (painter->stage),
                    __ATOMIC_RELEASE);
  sumac_mailbox_ring (painter->config.channel);
}

/* At once, not with the batch: another display may wait for it that this one is about to wait
 * for. */
static void
tell_progress (SumacPainter *painter, const SumacMessage *message)
{
  if (!is_half (message))
    sumac_progress_reach (painter->config.progress, SPICE_CHANNEL_DISPLAY,
                          painter->config.channel_id, message->serial);
}

/* Work may go on without end: what is done is seen all the same. */
static void
look_up (SumacPainter *painter)
{
  if (sumac_clock_us () - painter->looked_us <= BATCH_US)
    return;
  show_frames (painter);
  sumac_stage_publish_if_due (painter->stage, FALSE);
  painter->looked_us = sumac_clock_us ();
}

/* The clock is looked at now and then only: most commands take less than a look. Pictures are
 * another matter. */
static gboolean
may_have_taken_long (const SumacCommand *command, guint i)
{
  return i % 16 == 15 || (command->kind == SUMAC_COMMAND_DRAW && command->u.draw.n_pending > 0);
}

static void
run_batch (SumacPainter *painter)
{
  gint64 start = sumac_clock_us ();
  gsize bytes = 0;
  GError *error = NULL;
  guint i;

  fill_batch (painter);
  for (i = 0; i < painter->n_batch && get_phase (painter) != PAINTER_STOPS; i++)
    {
      SumacCommand *command = painter->batch[i];
      gboolean looks = may_have_taken_long (command, i);

      if (!sumac_stage_carry_out (painter->stage, command, painter->is_covered[i], &error))
        fail (painter, g_steal_pointer (&error));
      if (command->kind == SUMAC_COMMAND_LINKED_ANEW)
        look_after_link (painter);
      look_after_renderer (painter);
      tell_progress (painter, command->message);
      bytes += command->item.size_bytes;
      /* Not with the batch: its pictures may be far larger than its bytes. */
      sumac_command_free (command);
      if (looks)
        look_up (painter);
    }
  if (get_phase (painter) == PAINTER_STOPS)
    drop_jobs (painter);
  else
    look_up (painter);

  for (; i < painter->n_batch; i++)
    {
      bytes += painter->batch[i]->item.size_bytes;
      sumac_command_free (painter->batch[i]);
    }
  sumac_stage_see_off (painter->stage);
  sumac_queue_done (painter->queue, painter->n_batch, bytes);
  __atomic_fetch_add (&painter->counts.paint_us, (guint64) (sumac_clock_us () - start),
                      __ATOMIC_RELAXED);
}

/* FALSE when the painter is to end. */
static gboolean
take_work (SumacPainter *painter)
{
  Phase phase = get_phase (painter);

  if (phase == PAINTER_STOPS)
    return FALSE;
  look_after_renderer (painter);
  if (sumac_succession_follow (painter->succession, painter->stage))
    painter->config.tell (painter->config.data);
  show_frames (painter);
  if (painter->rest)
    return TRUE;
  painter->rest = sumac_queue_take_all (painter->queue, SUMAC_QUEUE_DONT_WAIT);
  if (painter->rest)
    return TRUE;

  /* Nothing more will come: the last frames are still to be seen. */
  if (phase == PAINTER_FINISHES)
    sumac_stage_finish_videos (painter->stage, sumac_clock_us ());
  sumac_stage_publish_if_due (painter->stage, TRUE);
  if (phase == PAINTER_FINISHES && !sumac_publisher_is_due (painter->publisher, TRUE))
    return FALSE;
  /* Publishing looks at the surface: only then a loss may show. */
  look_after_renderer (painter);
  sumac_stage_set_idle (painter->stage, TRUE);
  painter->rest = sumac_queue_take_all (painter->queue, painter->next_frame_us);
  painter->looked_us = sumac_clock_us ();
  sumac_stage_set_idle (painter->stage, FALSE);
  return TRUE;
}

static void
open_renderer (SumacPainter *painter)
{
  GError *error = NULL;

  if (!sumac_succession_open (painter->succession, painter->stage, &error))
    fail (painter, error);
}

static void *
run (void *data)
{
  SumacPainter *painter = data;

  open_renderer (painter);
  while (take_work (painter))
    if (painter->rest)
      run_batch (painter);
  while (painter->rest)
    {
      SumacQueueItem *item = painter->rest;

      painter->rest = item->next;
      drop (item);
    }
  sumac_stage_close (painter->stage);
  return NULL;
}

static void
ring (gpointer data)
{
  SumacPainter *painter = data;

  sumac_queue_wake (painter->queue);
}

static void
tell (gpointer data)
{
  SumacPainter *painter = data;

  painter->config.tell (painter->config.data);
}

static void
report (gpointer data, const SumacStreamReport *stream_report)
{
  SumacPainter *painter = data;

  const SumacPainterWord word = {
    .kind = SUMAC_PAINTER_REPORTS,
    .link = painter->n_links,
    .report = *stream_report,
  };

  /* Full: the server is slow to hear us, and the next report tells as much. */
  sumac_mailbox_post (painter->config.channel, &word);
}

static gboolean
tell_shown (gpointer data)
{
  SumacPainter *painter = data;
  const SumacPainterWord word = { .kind = SUMAC_PAINTER_HAS_SHOWN, .link = painter->n_links };

  return sumac_mailbox_post (painter->config.channel, &word);
}

static SumacStage *
new_stage (SumacPainter *painter, SumacRenderer *renderer)
{
  const SumacPainterConfig *config = &painter->config;
  SumacStageConfig stage = {
    .channel_name = config->channel_name,
    .channel_id = config->channel_id,
    .images = config->images,
    .progress = config->progress,
    .session_bytes = config->session_bytes,
    .publisher = painter->publisher,
    .counts = &painter->counts,
    .decoders = config->decoders,
    .failures = config->failures,
    .clock = config->clock,
    .policy = config->policy,
    .video_counts = &painter->video,
    .wake = ring,
    .report = report,
    .shown = tell_shown,
    .data = painter,
  };

  return sumac_stage_new (&stage, renderer);
}

/* What new has made so far, without the thread. */
static void
dismantle (SumacPainter *painter)
{
  sumac_stage_free (painter->stage);
  sumac_publisher_free (painter->publisher);
  sumac_queue_free (painter->queue, drop);
  sumac_decode_pool_give ();
  sumac_lock_clear (&painter->lock);
  g_clear_error (&painter->error);
  sumac_succession_free (painter->succession);
  g_free (painter);
}

SumacPainter *
sumac_painter_new (const SumacPainterConfig *config, GError **error)
{
  SumacRenderer *renderer;
  SumacSuccession *succession =
      sumac_succession_new (config->channel_name, config->renderer, &renderer, error);

  if (!succession)
    return NULL;

  SumacPainter *painter = g_new0 (SumacPainter, 1);
  g_autofree char *thread_name = g_strdup_printf ("sumac-paint-%u", config->channel_id);

  painter->config = *config;
  painter->config.renderer = NULL; /* borrowed only until here */
  painter->succession = succession;
  sumac_lock_init (&painter->lock);
  sumac_decode_pool_take ();
  painter->publisher = sumac_publisher_new (tell, ring, painter);
  painter->stage = new_stage (painter, renderer);
  painter->queue =
      sumac_queue_new (SUMAC_MAX_QUEUE_BYTES, SUMAC_MAX_QUEUE_OPS, config->channel);
  if (!painter->queue || !sumac_thread_start (&painter->thread, thread_name, run, painter))
    {
      g_set_error_literal (
          error, SUMAC_ERROR, SUMAC_ERROR_LIMIT,
          _ ("The system has no more threads or open files for this program."));
      dismantle (painter);
      return NULL;
    }
  return painter;
}

gboolean
sumac_painter_push (SumacPainter *painter, SumacCommand *command)
{
  return sumac_queue_push (painter->queue, &command->item);
}

gboolean
sumac_painter_has_room (SumacPainter *painter)
{
  return sumac_queue_has_room (painter->queue);
}

gboolean
sumac_painter_take_loss (SumacPainter *painter)
{
  return __atomic_exchange_n (&painter->has_loss, FALSE, __ATOMIC_ACQUIRE);
}

guint
sumac_painter_get_n_links (SumacPainter *painter)
{
  return __atomic_load_n (&painter->n_links, __ATOMIC_ACQUIRE);
}

GError *
sumac_painter_take_error (SumacPainter *painter)
{
  GError *error;

  sumac_lock (&painter->lock);
  error = g_steal_pointer (&painter->error);
  sumac_unlock (&painter->lock);
  return error;
}

void
sumac_painter_stop (SumacPainter *painter)
{
  enter_phase (painter, PAINTER_STOPS);
}

void
sumac_painter_finish (SumacPainter *painter)
{
  enter_phase (painter, PAINTER_FINISHES);
  sumac_thread_join (painter->thread);
}

void
sumac_painter_free (SumacPainter *painter)
{
  if (painter)
    dismantle (painter);
}

gboolean
sumac_painter_take_news (SumacPainter *painter, SumacNews *news)
{
  return sumac_publisher_take_news (painter->publisher, news);
}

static guint64
read_count (const guint64 *counter)
{
  return __atomic_load_n (counter, __ATOMIC_RELAXED);
}

void
sumac_painter_get_counts (SumacPainter *painter, SumacPaintCounts *counts)
{
  const SumacPaintCounts *from = &painter->counts;
  guint64 decode_us = read_count (&from->decode_us);
  guint64 batches_us = read_count (&from->paint_us);

  *counts = (SumacPaintCounts){
    .ops_by_renderer = read_count (&from->ops_by_renderer),
    .ops_by_rasteriser = read_count (&from->ops_by_rasteriser),
    .ops_covered = read_count (&from->ops_covered),
    .ops_not_drawn = read_count (&from->ops_not_drawn),
    .images_failed = read_count (&from->images_failed),
    .decode_us = decode_us,
    .paint_us = batches_us > decode_us ? batches_us - decode_us : 0,
    .frames = sumac_publisher_get_frames (painter->publisher),
  };
}

void
sumac_painter_get_video_counts (SumacPainter *painter, SumacVideoCounts *counts)
{
  const SumacVideoCounts *from = &painter->video;

  *counts = (SumacVideoCounts){
    .streams = read_count (&from->streams),
    .streams_refused = read_count (&from->streams_refused),
    .frames = read_count (&from->frames),
    .frames_decoded = read_count (&from->frames_decoded),
    .frames_shown = read_count (&from->frames_shown),
    .frames_by_renderer = read_count (&from->frames_by_renderer),
    .frames_by_rasteriser = read_count (&from->frames_by_rasteriser),
    .frames_dropped = read_count (&from->frames_dropped),
    .frames_broken = read_count (&from->frames_broken),
    .reports = read_count (&from->reports),
  };
  sumac_durations_copy (&from->decoding, &counts->decoding);
  sumac_durations_copy (&from->showing, &counts->showing);
}

char *
sumac_painter_dup_decoders (SumacPainter *painter)
{
  return sumac_stage_dup_decoders (painter->stage);
}

void
sumac_painter_set_renderer (SumacPainter *painter, const char *name)
{
  sumac_succession_wish_renderer (painter->succession, name);
  sumac_queue_wake (painter->queue);
}

void
sumac_painter_set_share (SumacPainter *painter, SumacGlShare *share)
{
  sumac_succession_wish_share (painter->succession, share);
  sumac_queue_wake (painter->queue);
}

char *
sumac_painter_dup_renderer (SumacPainter *painter)
{
  return sumac_succession_dup_name (painter->succession);
}

char *
sumac_painter_take_notice (SumacPainter *painter)
{
  return sumac_succession_take_notice (painter->succession);
}
