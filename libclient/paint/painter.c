/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "paint/painter.h"

#include "contract/registry.h"
#include "core/limits.h"
#include "core/log.h"
#include "core/thread.h"
#include "paint/cover.h"
#include "paint/surfaces.h"

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
  char *renderer_name;
  SumacPublisher *publisher;
  gint phase; /* atomic: Phase, only ever grows */
  SumacLock lock;
  GError *error; /* under lock */

  /* painter's thread only */
  SumacSurfaces *surfaces;
  guint32 primary;
  gboolean has_primary;
  SumacQueueItem *rest; /* taken from the queue, not in a batch yet */
  guint n_batch;
  SumacCommand *batch[BATCH_COMMANDS];
  gboolean is_covered[BATCH_COMMANDS];
  guint n_jobs;
  SumacDecodeJob jobs[BATCH_JOBS];
  guint kinds_refused; /* bit a kind: said once */
  SumacRepeat undrawn;
  SumacRepeat lost_image;

  SumacPaintCounts counts; /* atomic, each by itself */
};

static void
count (guint64 *counter, guint64 n)
{
  __atomic_fetch_add (counter, n, __ATOMIC_RELAXED);
}

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
destroy_surface (SumacPainter *painter, guint32 id)
{
  if (!sumac_surfaces_destroy (painter->surfaces, id))
    return;
  if (painter->has_primary && id == painter->primary)
    {
      painter->has_primary = FALSE;
      sumac_publisher_hide (painter->publisher);
    }
}

static void
create_surface (SumacPainter *painter, const SumacCommand *command)
{
  GError *error = NULL;
  gint width = (gint) command->u.surface.width;
  gint height = (gint) command->u.surface.height;

  /* If the id was the primary's, its frame must not outlive its pixels: the new surface may
   * be smaller, or none that is shown. */
  destroy_surface (painter, command->u.surface.id);
  if (!sumac_surfaces_create (painter->surfaces, command->u.surface.id,
                              command->u.surface.format, width, height, &error) ||
      (command->u.surface.is_primary &&
       !sumac_publisher_resize (painter->publisher, width, height, &error)))
    {
      fail (painter, error);
      return;
    }
  if (command->u.surface.is_primary)
    {
      painter->primary = command->u.surface.id;
      painter->has_primary = TRUE;
    }
  sumac_debug (painter->config.channel_name, "surface %u: %d x %d, format %d%s",
               command->u.surface.id, width, height, command->u.surface.format,
               command->u.surface.is_primary ? ", primary" : "");
}

/* RESET: the primary is black again, and not shown until the next MARK: then as a new frame,
 * so that the old one stays until there is another picture. */
static void
reset (SumacPainter *painter)
{
  GError *error = NULL;
  SumacView view;

  if (!painter->has_primary || !sumac_surfaces_map (painter->surfaces, painter->primary, &view))
    return;
  sumac_surfaces_unmap (painter->surfaces, painter->primary);

  SumacOp black = {
    .kind = SUMAC_OP_BLACKNESS,
    .surface = painter->primary,
    .box = { .right = view.width, .bottom = view.height },
  };
  SumacRect damage;

  sumac_surfaces_draw (painter->surfaces, &black, &damage);
  if (!sumac_publisher_resize (painter->publisher, view.width, view.height, &error))
    fail (painter, error);
}

static void
wait_for_channels (SumacPainter *painter, const SumacCommand *command)
{
  for (guint i = 0; i < command->u.wait.n_waits; i++)
    sumac_progress_wait (painter->config.progress, &command->u.wait.waits[i]);
}

static SumacDecodeJob *
find_job (SumacPainter *painter, const SumacEncodedImage *image)
{
  for (guint i = 0; i < painter->n_jobs; i++)
    if (painter->jobs[i].image == image)
      return &painter->jobs[i];
  return NULL;
}

/* Every image is resolved, also of a command that will not be drawn: caches and the GLZ
 * window follow the server's. */
static gboolean
resolve_images (SumacPainter *painter, SumacCommand *command)
{
  gboolean all = TRUE;

  for (guint i = 0; i < command->u.draw.n_pending; i++)
    {
      g_autoptr (GError) error = NULL;
      SumacPendingImage *pending = &command->u.draw.pending[i];

      if (sumac_images_resolve (&painter->config.images, pending,
                                find_job (painter, &pending->encoded), &error))
        continue;
      all = FALSE;
      count (&painter->counts.images_failed, 1);
      sumac_log_repeat (&painter->lost_image, painter->config.channel_name,
                        "a picture could not be had, what it should draw is left out: %s",
                        error->message);
    }
  return all;
}

static void
say_not_drawn (SumacPainter *painter, const SumacOp *op)
{
  guint bit = 1u << op->kind;

  count (&painter->counts.ops_not_drawn, 1);
  if (painter->kinds_refused & bit)
    return;
  painter->kinds_refused |= bit;
  sumac_warn (painter->config.channel_name,
              "a command of kind “%s” on surface %u could not be drawn",
              sumac_op_kind_name (op->kind), op->surface);
}

static void
draw (SumacPainter *painter, SumacCommand *command, gboolean is_covered)
{
  const SumacOp *op = &command->u.draw.op;
  SumacRect damage;

  if (command->u.draw.n_pending > 0)
    {
      gint64 start = sumac_clock_us ();
      gboolean all = resolve_images (painter, command);

      count (&painter->counts.decode_us, (guint64) (sumac_clock_us () - start));
      if (!all)
        return;
    }
  if (is_covered)
    {
      count (&painter->counts.ops_covered, 1);
      return;
    }

  switch (sumac_surfaces_draw (painter->surfaces, op, &damage))
    {
    case SUMAC_DRAWN_BY_RENDERER:
      count (&painter->counts.ops_by_renderer, 1);
      break;
    case SUMAC_DRAWN_BY_RASTERISER:
      count (&painter->counts.ops_by_rasteriser, 1);
      break;
    case SUMAC_DRAWN_NOT:
      say_not_drawn (painter, op);
      return;
    }
  if (painter->has_primary && op->surface == painter->primary)
    sumac_publisher_damage (painter->publisher, &damage);
}

static void
carry_out (SumacPainter *painter, SumacCommand *command, gboolean is_covered)
{
  switch (command->kind)
    {
    case SUMAC_COMMAND_DRAW:
      draw (painter, command, is_covered);
      break;
    case SUMAC_COMMAND_SURFACE_CREATE:
      create_surface (painter, command);
      break;
    case SUMAC_COMMAND_SURFACE_DESTROY:
      destroy_surface (painter, command->u.surface.id);
      break;
    case SUMAC_COMMAND_MARK:
      sumac_publisher_show (painter->publisher);
      break;
    case SUMAC_COMMAND_RESET:
      reset (painter);
      break;
    case SUMAC_COMMAND_FORGET_IMAGES:
      for (guint i = 0; i < command->u.forget.n_ids; i++)
        sumac_image_cache_forget (painter->config.images.cache, command->u.forget.ids[i]);
      break;
    case SUMAC_COMMAND_FORGET_ALL_IMAGES:
      wait_for_channels (painter, command);
      sumac_image_cache_forget_all (painter->config.images.cache);
      break;
    case SUMAC_COMMAND_WAIT:
      wait_for_channels (painter, command);
      break;
    case SUMAC_COMMAND_NOTHING:
      break;
    }
}

static void
drop (SumacQueueItem *item)
{
  sumac_command_free ((SumacCommand *) item);
}

/* Moves the next commands from the rest into the batch, and starts decoding what can go
 * ahead of its turn. */
static void
fill_batch (SumacPainter *painter)
{
  painter->n_batch = 0;
  painter->n_jobs = 0;
  while (painter->rest && painter->n_batch < BATCH_COMMANDS)
    {
      SumacCommand *command = (SumacCommand *) painter->rest;

      painter->rest = painter->rest->next;
      painter->batch[painter->n_batch++] = command;
      if (command->kind != SUMAC_COMMAND_DRAW)
        continue;
      for (guint i = 0; i < command->u.draw.n_pending; i++)
        {
          const SumacEncodedImage *image = &command->u.draw.pending[i].encoded;

          if (painter->n_jobs < BATCH_JOBS && sumac_images_may_go_ahead (image))
            sumac_decode_pool_post (&painter->jobs[painter->n_jobs++], image);
        }
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

static void
publish_if_due (SumacPainter *painter, gboolean is_dry)
{
  SumacView primary;

  if (!painter->has_primary || !sumac_publisher_is_due (painter->publisher, is_dry) ||
      !sumac_surfaces_map (painter->surfaces, painter->primary, &primary))
    return;
  sumac_publisher_publish (painter->publisher, &primary);
  sumac_surfaces_unmap (painter->surfaces, painter->primary);
}

static void
run_batch (SumacPainter *painter)
{
  gint64 start = sumac_clock_us ();
  gint64 last = start;
  gsize bytes = 0;
  guint64 serial = 0;

  fill_batch (painter);
  for (guint i = 0; i < painter->n_batch; i++)
    {
      SumacCommand *command = painter->batch[i];

      if (get_phase (painter) == PAINTER_STOPS)
        break;
      carry_out (painter, command, painter->is_covered[i]);
      serial = command->message->serial;
      /* The clock is looked at now and then only: most commands take less than a look. */
      if (i % 16 == 15 && sumac_clock_us () - last > BATCH_US)
        {
          publish_if_due (painter, FALSE);
          last = sumac_clock_us ();
        }
    }
  if (get_phase (painter) == PAINTER_STOPS)
    drop_jobs (painter);

  for (guint i = 0; i < painter->n_batch; i++)
    {
      bytes += painter->batch[i]->item.size_bytes;
      sumac_command_free (painter->batch[i]);
    }
  sumac_queue_done (painter->queue, painter->n_batch, bytes);
  if (serial > 0)
    sumac_progress_reach (painter->config.progress, SPICE_CHANNEL_DISPLAY,
                          painter->config.channel_id, serial);
  count (&painter->counts.paint_us, (guint64) (sumac_clock_us () - start));
}

/* FALSE when the painter is to end. */
static gboolean
take_work (SumacPainter *painter)
{
  Phase phase = get_phase (painter);

  if (phase == PAINTER_STOPS)
    return FALSE;
  if (painter->rest)
    return TRUE;
  painter->rest = sumac_queue_take_all (painter->queue, FALSE);
  if (painter->rest)
    return TRUE;

  publish_if_due (painter, TRUE);
  if (phase == PAINTER_FINISHES && !sumac_publisher_is_due (painter->publisher, TRUE))
    return FALSE;
  sumac_image_cache_set_idle (painter->config.images.cache, TRUE);
  painter->rest = sumac_queue_take_all (painter->queue, TRUE);
  sumac_image_cache_set_idle (painter->config.images.cache, FALSE);
  return TRUE;
}

static void *
run (void *data)
{
  SumacPainter *painter = data;

  while (take_work (painter))
    if (painter->rest)
      run_batch (painter);
  while (painter->rest)
    {
      SumacQueueItem *item = painter->rest;

      painter->rest = item->next;
      drop (item);
    }
  g_clear_pointer (&painter->surfaces, sumac_surfaces_free);
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

/* What new has made so far, without the thread. */
static void
dismantle (SumacPainter *painter)
{
  sumac_surfaces_free (painter->surfaces);
  sumac_publisher_free (painter->publisher);
  sumac_queue_free (painter->queue, drop);
  sumac_decode_pool_give ();
  sumac_lock_clear (&painter->lock);
  g_clear_error (&painter->error);
  g_free (painter->renderer_name);
  g_free (painter);
}

SumacPainter *
sumac_painter_new (const SumacPainterConfig *config, GError **error)
{
  g_autofree char *name = NULL;
  SumacRenderer *renderer = sumac_registry_new_renderer (config->renderer, &name, error);

  if (!renderer)
    return NULL;

  SumacPainter *painter = g_new0 (SumacPainter, 1);
  g_autofree char *thread_name = g_strdup_printf ("sumac-paint-%u", config->channel_id);

  painter->config = *config;
  painter->config.renderer = NULL; /* borrowed only until here */
  painter->renderer_name = g_steal_pointer (&name);
  sumac_lock_init (&painter->lock);
  sumac_decode_pool_take ();
  painter->surfaces = sumac_surfaces_new (renderer, config->session_bytes);
  painter->publisher = sumac_publisher_new (tell, ring, painter);
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
  sumac_info (config->channel_name, "drawing by renderer “%s”", painter->renderer_name);
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

const char *
sumac_painter_get_renderer (SumacPainter *painter)
{
  return painter->renderer_name;
}
