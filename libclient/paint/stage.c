/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "paint/stage.h"

#include "core/log.h"
#include "core/thread.h"
#include "paint/departures.h"
#include "paint/glz-window.h"
#include "paint/surfaces.h"

#include <fcntl.h>
#include <spice/enums.h>
#include <unistd.h>

struct _SumacStage
{
  SumacStageConfig config;
  SumacSurfaces *surfaces; /* NULL: closed */
  SumacVideoStreams *videos;
  SumacDepartures *departures;
  guint n_links;              /* since the first */
  SumacImageCache *own_cache; /* in place of the session's; or NULL */
  SumacGlzWindow *own_window; /* the same */
  guint32 primary;
  gboolean has_primary;
  SumacGlShare *share;   /* in which the renderer's textures are shown; or NULL */
  SumacScanout *scanout; /* shown in place of the primary; or NULL */
  gint lent_fd;          /* of our own: as a surface of the renderer's is shown; or -1 */
  SumacScanoutFacts lent;
  guint n_unanswered;  /* SCANOUT_DRAWN */
  guint kinds_refused; /* bit a kind: said once */
  SumacRepeat lost_image;
};

/* What the guest's graphics card lends is seen, and not the primary. */
static gboolean
has_scanout (const SumacStage *stage)
{
  return stage->scanout || stage->lent_fd >= 0;
}

static void
damage_surface (gpointer data, guint32 surface, const SumacRect *rect)
{
  SumacStage *stage = data;

  if (stage->has_primary && surface == stage->primary && !has_scanout (stage))
    sumac_publisher_damage (stage->config.publisher, rect);
}

static void
wake (gpointer data)
{
  SumacStage *stage = data;

  stage->config.wake (stage->config.data);
}

static void
report (gpointer data, const SumacStreamReport *stream_report)
{
  SumacStage *stage = data;

  stage->config.report (stage->config.data, stream_report);
}

SumacStage *
sumac_stage_new (const SumacStageConfig *config, SumacRenderer *renderer)
{
  SumacStage *stage = g_new0 (SumacStage, 1);

  stage->config = *config;
  stage->lent_fd = -1;
  stage->surfaces = sumac_surfaces_new (renderer, config->session_bytes);
  stage->departures = sumac_departures_new (config->images.cache, config->progress);
  stage->videos = sumac_video_streams_new (&(SumacVideoHost){
      .channel_name = config->channel_name,
      .decoders = config->decoders,
      .failures = config->failures,
      .clock = config->clock,
      .policy = config->policy,
      .surfaces = stage->surfaces,
      .counts = config->video_counts,
      .wake = wake,
      .damaged = damage_surface,
      .report = report,
      .data = stage,
  });
  return stage;
}

static void
return_lent (SumacStage *stage)
{
  if (stage->lent_fd < 0)
    return;
  sumac_surfaces_return_lent (stage->surfaces);
  close (stage->lent_fd);
  stage->lent_fd = -1;
}

static void
drop_scanout (SumacStage *stage)
{
  return_lent (stage);
  g_clear_pointer (&stage->scanout, sumac_scanout_free);
}

static void
drop_own_caches (SumacStage *stage)
{
  g_clear_pointer (&stage->departures, sumac_departures_free);
  g_clear_pointer (&stage->own_cache, sumac_image_cache_free);
  g_clear_pointer (&stage->own_window, sumac_glz_window_free);
}

/* FALSE when there is nothing to be shown but a scanout that is looked into. */
static gboolean
find_shown (const SumacStage *stage, guint32 *id)
{
  *id = stage->lent_fd >= 0 ? SUMAC_SURFACE_LENT : stage->primary;
  return stage->lent_fd >= 0 || (stage->has_primary && !stage->scanout);
}

static gboolean
map_shown (gpointer data, SumacView *view)
{
  SumacStage *stage = data;
  guint32 id;

  return find_shown (stage, &id) && sumac_surfaces_map (stage->surfaces, id, view);
}

static void
unmap_shown (gpointer data)
{
  SumacStage *stage = data;
  guint32 id;

  if (find_shown (stage, &id))
    sumac_surfaces_unmap (stage->surfaces, id);
}

static gboolean
publish_shown (gpointer data, const SumacRect *rects, guint n_rects, SumacTexture *texture)
{
  SumacStage *stage = data;
  guint32 id;

  return find_shown (stage, &id) &&
         sumac_surfaces_publish (stage->surfaces, id, rects, n_rects, texture);
}

static SumacPublished
published_of (SumacStage *stage)
{
  return (SumacPublished){
    .map = map_shown,
    .unmap = unmap_shown,
    .publish = publish_shown,
    .share = stage->share,
    .data = stage,
  };
}

/* The surface that is shown, or its renderer, is about to go, or to be another picture: what is
 * shown of it is kept. */
static void
settle_frame (SumacStage *stage)
{
  SumacPublished published = published_of (stage);

  sumac_publisher_settle (stage->config.publisher, &published);
}

void
sumac_stage_set_share (SumacStage *stage, SumacGlShare *share)
{
  settle_frame (stage);
  g_clear_pointer (&stage->share, sumac_gl_share_unref);
  stage->share = share ? sumac_gl_share_ref (share) : NULL;
  sumac_publisher_expect_textures (stage->config.publisher, share != NULL);
}

void
sumac_stage_close (SumacStage *stage)
{
  if (stage->surfaces)
    settle_frame (stage);
  g_clear_pointer (&stage->share, sumac_gl_share_unref);
  sumac_video_streams_drop_all (stage->videos);
  drop_scanout (stage);
  g_clear_pointer (&stage->surfaces, sumac_surfaces_free);
}

void
sumac_stage_free (SumacStage *stage)
{
  if (!stage)
    return;
  sumac_stage_close (stage);
  sumac_video_streams_free (stage->videos);
  drop_own_caches (stage);
  g_free (stage);
}

static void
count (guint64 *counter, guint64 n)
{
  __atomic_fetch_add (counter, n, __ATOMIC_RELAXED);
}

static void
destroy_surface (SumacStage *stage, guint32 id)
{
  if (stage->has_primary && id == stage->primary)
    settle_frame (stage);
  if (!sumac_surfaces_destroy (stage->surfaces, id))
    return;
  sumac_video_streams_lose_surface (stage->videos, id);
  if (stage->has_primary && id == stage->primary)
    {
      stage->has_primary = FALSE;
      if (!has_scanout (stage))
        sumac_publisher_hide (stage->config.publisher);
    }
}

static gboolean
create_surface (SumacStage *stage, const SumacCommand *command, GError **error)
{
  gint width = (gint) command->u.surface.width;
  gint height = (gint) command->u.surface.height;

  if (command->u.surface.is_primary)
    settle_frame (stage);
  /* If the id was the primary's, its frame must not outlive its pixels: the new surface may
   * be smaller, or none that is shown. */
  destroy_surface (stage, command->u.surface.id);
  if (!sumac_surfaces_create (stage->surfaces, command->u.surface.id, command->u.surface.format,
                              width, height, error) ||
      (command->u.surface.is_primary &&
       !sumac_publisher_resize (stage->config.publisher, width, height, error)))
    return FALSE;
  if (command->u.surface.is_primary)
    {
      stage->primary = command->u.surface.id;
      stage->has_primary = TRUE;
      drop_scanout (stage);
    }
  sumac_debug (stage->config.channel_name, "surface %u: %d x %d, format %d%s",
               command->u.surface.id, width, height, command->u.surface.format,
               command->u.surface.is_primary ? ", primary" : "");
  return TRUE;
}

/* RESET: the primary is black again, and not shown until the next MARK: then as a new frame,
 * so that the old one stays until there is another picture. */
static gboolean
reset (SumacStage *stage, GError **error)
{
  SumacView view;

  if (!stage->has_primary || !sumac_surfaces_map (stage->surfaces, stage->primary, &view))
    return TRUE;
  sumac_surfaces_unmap (stage->surfaces, stage->primary);

  SumacOp black = {
    .kind = SUMAC_OP_BLACKNESS,
    .surface = stage->primary,
    .box = { .right = view.width, .bottom = view.height },
  };
  SumacRect damage;

  settle_frame (stage);
  sumac_surfaces_draw (stage->surfaces, &black, &damage);
  sumac_video_streams_draw_over (stage->videos, stage->primary, &damage);
  return sumac_publisher_resize (stage->config.publisher, view.width, view.height, error);
}

/* The surface is to be seen again, as it is now. */
static gboolean
show_primary (SumacStage *stage, GError **error)
{
  SumacPublisher *publisher = stage->config.publisher;
  SumacView view;

  if (!stage->has_primary || !sumac_surfaces_map (stage->surfaces, stage->primary, &view))
    {
      sumac_publisher_hide (publisher);
      return TRUE;
    }
  sumac_surfaces_unmap (stage->surfaces, stage->primary);
  if (!sumac_publisher_resize (publisher, view.width, view.height, error))
    return FALSE;
  sumac_publisher_damage (publisher,
                          &(SumacRect){ .right = view.width, .bottom = view.height });
  sumac_publisher_show (publisher);
  return TRUE;
}

/* As a surface of the renderer's. */
static gboolean
lend (SumacStage *stage, int fd, const SumacScanoutFacts *facts)
{
  g_autoptr (GError) reason = NULL;
  const SumacDmabuf dmabuf = {
    .fd = fd,
    .fourcc = facts->fourcc,
    .width = (gint) facts->width,
    .height = (gint) facts->height,
    .stride = facts->stride,
    .is_top_down = facts->is_top_down,
  };

  if (sumac_surfaces_lend (stage->surfaces, &dmabuf, &reason))
    return TRUE;
  sumac_debug (stage->config.channel_name, "what the guest lends is copied: %s",
               reason->message);
  return FALSE;
}

/* FALSE when the renderer can't, or there are no more files. */
static gboolean
take_lent (SumacStage *stage, int fd, const SumacScanoutFacts *facts)
{
  if (!lend (stage, fd, facts))
    return FALSE;
  stage->lent = *facts;
  stage->lent_fd = fcntl (fd, F_DUPFD_CLOEXEC, 0);
  if (stage->lent_fd < 0)
    sumac_surfaces_return_lent (stage->surfaces);
  return stage->lent_fd >= 0;
}

static gboolean
take_scanout (SumacStage *stage, int fd, const SumacScanoutFacts *facts, GError **error)
{
  if (!sumac_scanout_check (fd, facts, error))
    return FALSE;
  if (take_lent (stage, fd, facts))
    return TRUE;
  stage->scanout = sumac_scanout_new (fd, facts, error);
  return stage->scanout != NULL;
}

/* The renderer does not show any more what it took: from now on it is looked into, or where it
 * can't be the surface is seen. */
static void
look_into_lent (SumacStage *stage)
{
  g_autoptr (GError) reason = NULL;
  const SumacRect all = { .right = (gint) stage->lent.width,
                          .bottom = (gint) stage->lent.height };
  SumacRect damage;

  settle_frame (stage);
  stage->scanout = sumac_scanout_new (stage->lent_fd, &stage->lent, &reason);
  return_lent (stage);
  if (stage->scanout)
    {
      sumac_scanout_update (stage->scanout, &all, &damage);
      return;
    }
  sumac_warn (stage->config.channel_name, "%s", reason->message);
  if (!show_primary (stage, NULL))
    sumac_publisher_hide (stage->config.publisher);
}

/* The guest's graphics card lends another picture, or none any more. One that can't be looked
 * into is as good as none. */
static gboolean
change_scanout (SumacStage *stage, const SumacCommand *command, GError **error)
{
  g_autoptr (GError) reason = NULL;
  const SumacScanoutFacts *facts = &command->u.scanout;
  gboolean had_one = has_scanout (stage);

  settle_frame (stage);
  drop_scanout (stage);
  if (command->message->descriptor < 0)
    return !had_one || show_primary (stage, error);

  if (take_scanout (stage, command->message->descriptor, facts, &reason))
    return sumac_publisher_resize (stage->config.publisher, (gint) facts->width,
                                   (gint) facts->height, error);
  sumac_warn (stage->config.channel_name, "%s", reason->message);
  return !had_one || show_primary (stage, error);
}

static void
update_scanout (SumacStage *stage, const SumacCommand *command)
{
  SumacRect damage;

  stage->n_unanswered++;
  if (!has_scanout (stage))
    return;
  if (stage->scanout)
    sumac_scanout_update (stage->scanout, &command->u.drawn, &damage);
  else
    sumac_scanout_cut (&stage->lent, &command->u.drawn, &damage);
  sumac_publisher_show (stage->config.publisher);
  sumac_publisher_damage (stage->config.publisher, &damage);
}

/* Commands are in order: who waits for himself has nothing to wait for, and would for ever. */
static gboolean
is_for_itself (const SumacStage *stage, const SumacChannelWait *wait)
{
  return wait->channel_type == SPICE_CHANNEL_DISPLAY &&
         wait->channel_id == stage->config.channel_id;
}

static void
wait_for_channels (SumacStage *stage, const SumacChannelWait *waits, guint n_waits)
{
  SumacImageCache *cache = stage->config.images.cache;

  sumac_image_cache_set_idle (cache, TRUE);
  for (guint i = 0; i < n_waits; i++)
    if (!is_for_itself (stage, &waits[i]))
      sumac_progress_wait (stage->config.progress, &waits[i]);
  sumac_image_cache_set_idle (cache, FALSE);
}

/* Within a list it is said of the pictures to be forgotten. */
static void
take_waits (SumacStage *stage, const SumacCommand *command)
{
  const SumacChannelWait *waits = command->u.wait.waits;
  guint n = command->u.wait.n_waits;

  if (!command->message->is_sub)
    wait_for_channels (stage, waits, n);
  else
    for (guint i = 0; i < n; i++)
      if (!is_for_itself (stage, &waits[i]))
        sumac_departures_expect (stage->departures, command->message->serial, &waits[i], 1);
}

/* Of a list that had a wait in it, and no pictures. */
static void
wait_for_rest (SumacStage *stage)
{
  guint n = 0;
  const SumacChannelWait *waits = sumac_departures_take_unused (stage->departures, &n);

  if (waits)
    wait_for_channels (stage, waits, n);
}

/* What the entries of palettes are (codecs spec §1): raw pixels on a surface of 15 bits. Where
 * a picture is blended onto a surface with alpha, its top byte counts as alpha. */
static SumacPixelFormat
entries_of (SumacStage *stage, const SumacOp *op)
{
  SumacPixelFormat surface = sumac_surfaces_get_format (stage->surfaces, op->surface);

  if (surface == SUMAC_PIXELS_RGB555)
    return surface;
  if (surface == SUMAC_PIXELS_ARGB32 && op->kind == SUMAC_OP_ALPHA_BLEND)
    return surface;
  return SUMAC_PIXELS_XRGB32;
}

/* Those that come from the cache, or those that don't. */
static gboolean
resolve_some (SumacStage *stage, SumacCommand *command, gboolean are_cached)
{
  SumacPixelFormat entries = entries_of (stage, &command->u.draw.op);
  gboolean all = TRUE;

  for (guint i = 0; i < command->u.draw.n_pending; i++)
    {
      g_autoptr (GError) error = NULL;
      SumacPendingImage *pending = &command->u.draw.pending[i];

      if (sumac_images_is_cached (&pending->encoded) != are_cached ||
          sumac_images_resolve (&stage->config.images, pending, entries, &error))
        continue;
      all = FALSE;
      count (&stage->config.counts->images_failed, 1);
      sumac_log_repeat (&stage->lost_image, stage->config.channel_name,
                        "a picture could not be had, what it should draw is left out: %s",
                        error->message);
    }
  return all;
}

/* Every image is resolved, also of a command that will not be drawn: caches and the GLZ
 * window follow the server's. What others may wait for comes before what is waited for: two
 * displays with one picture of either kind each would wait for one another. */
static gboolean
resolve_images (SumacStage *stage, SumacCommand *command)
{
  gboolean has_brought = resolve_some (stage, command, FALSE);

  return resolve_some (stage, command, TRUE) && has_brought;
}

static void
destroy_all_surfaces (SumacStage *stage)
{
  g_autoptr (GArray) ids = sumac_surfaces_list (stage->surfaces);

  for (guint i = 0; i < ids->len; i++)
    destroy_surface (stage, g_array_index (ids, guint32, i));
}

/* What was seen last stays to be seen until there is another picture. The server's end of the
 * channel is a new one, and so are the caches that it keeps account of; those of the session go
 * on with its other displays. */
static void
begin_anew (SumacStage *stage, const SumacCommand *command)
{
  sumac_video_streams_drop_all (stage->videos);
  drop_scanout (stage);
  stage->n_unanswered = 0;
  destroy_all_surfaces (stage);
  sumac_publisher_hide (stage->config.publisher);

  drop_own_caches (stage);
  stage->own_cache = sumac_image_cache_new (command->u.anew.cache_pixels);
  stage->own_window = sumac_glz_window_new ((guint64) command->u.anew.glz_window_pixels);
  stage->config.images = (SumacImages){
    .cache = stage->own_cache,
    .window = sumac_glz_window_pictures (stage->own_window),
  };
  stage->departures = sumac_departures_new (stage->own_cache, stage->config.progress);
  stage->n_links++;
}

static void
say_not_drawn (SumacStage *stage, const SumacOp *op)
{
  guint bit = 1u << op->kind;

  /* It will be sent once more. */
  if (sumac_stage_get_loss (stage))
    return;
  count (&stage->config.counts->ops_not_drawn, 1);
  if (stage->kinds_refused & bit)
    return;
  stage->kinds_refused |= bit;
  sumac_warn (stage->config.channel_name,
              "a command of kind “%s” on surface %u could not be drawn",
              sumac_op_kind_name (op->kind), op->surface);
}

static void
draw (SumacStage *stage, SumacCommand *command, gboolean is_covered)
{
  SumacPaintCounts *counts = stage->config.counts;
  const SumacOp *op = &command->u.draw.op;
  SumacRect damage;

  if (command->u.draw.n_pending > 0)
    {
      gint64 start = sumac_clock_us ();
      gboolean all = resolve_images (stage, command);

      count (&counts->decode_us, (guint64) (sumac_clock_us () - start));
      if (!all)
        return;
    }
  if (is_covered)
    {
      count (&counts->ops_covered, 1);
      return;
    }

  switch (sumac_surfaces_draw (stage->surfaces, op, &damage))
    {
    case SUMAC_DRAWN_BY_RENDERER:
      count (&counts->ops_by_renderer, 1);
      break;
    case SUMAC_DRAWN_BY_RASTERISER:
      count (&counts->ops_by_rasteriser, 1);
      break;
    case SUMAC_DRAWN_NOT:
      say_not_drawn (stage, op);
      return;
    }
  sumac_video_streams_draw_over (stage->videos, op->surface, &damage);
  damage_surface (stage, op->surface, &damage);
}

gboolean
sumac_stage_carry_out (SumacStage *stage,
                       SumacCommand *command,
                       gboolean is_covered,
                       GError **error)
{
  if (!command->message->is_sub)
    wait_for_rest (stage);

  switch (command->kind)
    {
    case SUMAC_COMMAND_DRAW:
      draw (stage, command, is_covered);
      break;
    case SUMAC_COMMAND_SURFACE_CREATE:
      return create_surface (stage, command, error);
    case SUMAC_COMMAND_SURFACE_DESTROY:
      destroy_surface (stage, command->u.surface.id);
      break;
    case SUMAC_COMMAND_MARK:
      sumac_publisher_show (stage->config.publisher);
      break;
    case SUMAC_COMMAND_RESET:
      return reset (stage, error);
    case SUMAC_COMMAND_FORGET_IMAGES:
      sumac_departures_add (stage->departures, command->message->serial, command->u.forget.ids,
                            command->u.forget.n_ids);
      break;
    case SUMAC_COMMAND_FORGET_ALL_IMAGES:
      wait_for_channels (stage, command->u.wait.waits, command->u.wait.n_waits);
      sumac_image_cache_forget_all (stage->config.images.cache);
      break;
    case SUMAC_COMMAND_WAIT:
      take_waits (stage, command);
      break;
    case SUMAC_COMMAND_STREAM_CREATE:
    case SUMAC_COMMAND_STREAM_DATA:
    case SUMAC_COMMAND_STREAM_CLIP:
    case SUMAC_COMMAND_STREAM_DESTROY:
    case SUMAC_COMMAND_STREAM_DESTROY_ALL:
    case SUMAC_COMMAND_STREAM_ACTIVATE_REPORT:
      sumac_video_streams_carry_out (stage->videos, command, sumac_clock_us ());
      break;
    case SUMAC_COMMAND_SCANOUT:
      return change_scanout (stage, command, error);
    case SUMAC_COMMAND_SCANOUT_DRAWN:
      update_scanout (stage, command);
      break;
    case SUMAC_COMMAND_LINKED_ANEW:
      begin_anew (stage, command);
      break;
    case SUMAC_COMMAND_NOTHING:
      break;
    }
  return TRUE;
}

guint
sumac_stage_get_n_links (SumacStage *stage)
{
  return stage->n_links;
}

void
sumac_stage_set_idle (SumacStage *stage, gboolean is_idle)
{
  sumac_image_cache_set_idle (stage->config.images.cache, is_idle);
}

void
sumac_stage_see_off (SumacStage *stage)
{
  sumac_departures_see_off (stage->departures);
}

gint64
sumac_stage_show_frames (SumacStage *stage, gint64 now_us)
{
  return sumac_video_streams_show (stage->videos, now_us);
}

void
sumac_stage_finish_videos (SumacStage *stage, gint64 now_us)
{
  sumac_video_streams_finish (stage->videos, now_us);
}

char *
sumac_stage_dup_decoders (SumacStage *stage)
{
  return sumac_video_streams_dup_decoders (stage->videos);
}

static void
publish (SumacStage *stage)
{
  SumacPublished published = published_of (stage);
  SumacPublication publication;
  SumacView view;

  if (stage->lent_fd >= 0)
    {
      publication = sumac_publisher_publish_from (stage->config.publisher, &published);
      if (publication != SUMAC_NOTHING_TO_PUBLISH)
        return;
      look_into_lent (stage);
    }
  if (stage->scanout)
    {
      view = sumac_scanout_view (stage->scanout);
      sumac_publisher_publish (stage->config.publisher, &view);
      return;
    }
  if (!stage->has_primary)
    return;
  publication = sumac_publisher_publish_from (stage->config.publisher, &published);
  if (publication == SUMAC_PUBLISHED)
    sumac_video_streams_publish (stage->videos, stage->primary, sumac_clock_us ());
}

void
sumac_stage_publish_if_due (SumacStage *stage, gboolean is_dry)
{
  SumacPublisher *publisher = stage->config.publisher;

  if (sumac_publisher_is_due (publisher, is_dry))
    publish (stage);
  if (stage->n_unanswered > 0 && !sumac_publisher_is_due (publisher, TRUE))
    while (stage->n_unanswered > 0 && stage->config.shown (stage->config.data))
      stage->n_unanswered--;
}

/* What the guest's card lends is taken by the new renderer, too, or looked into. */
static void
pass_on_lent (SumacStage *stage)
{
  if (stage->lent_fd >= 0 && !lend (stage, stage->lent_fd, &stage->lent))
    look_into_lent (stage);
}

gboolean
sumac_stage_swap (SumacStage *stage, SumacRenderer *renderer, GError **error)
{
  settle_frame (stage);
  if (!sumac_surfaces_swap (stage->surfaces, renderer, error))
    return FALSE;
  pass_on_lent (stage);
  return TRUE;
}

/* What was published is all that there is. */
static void
restore_primary (SumacStage *stage)
{
  SumacView view;

  if (has_scanout (stage) ||
      !sumac_surfaces_map_to_write (stage->surfaces, stage->primary, &view))
    return;
  sumac_publisher_read_front (stage->config.publisher, &view);
  sumac_surfaces_unmap_written (stage->surfaces, stage->primary, &view);
}

gboolean
sumac_stage_rescue (SumacStage *stage, SumacRenderer *renderer, GError **error)
{
  g_autoptr (GArray) missing = g_array_new (FALSE, FALSE, sizeof (guint32));

  settle_frame (stage);
  if (!sumac_surfaces_rescue (stage->surfaces, renderer, missing, error))
    return FALSE;
  for (guint i = 0; i < missing->len; i++)
    if (stage->has_primary && g_array_index (missing, guint32, i) == stage->primary)
      restore_primary (stage);
  pass_on_lent (stage);
  return TRUE;
}

const char *
sumac_stage_get_loss (SumacStage *stage)
{
  return sumac_surfaces_get_loss (stage->surfaces);
}

gboolean
sumac_stage_map (SumacStage *stage, guint32 id, SumacView *view)
{
  return sumac_surfaces_map (stage->surfaces, id, view);
}

void
sumac_stage_unmap (SumacStage *stage, guint32 id)
{
  sumac_surfaces_unmap (stage->surfaces, id);
}
