/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a display channel's commands happen to: its surfaces, the session's pictures, the
 * publisher. Commands are carried out one after the other on the caller's thread; a painter
 * is a stage with a queue and a thread.
 *
 * Thread: one, the painter's. */

#pragma once

#include "contract/renderer.h"
#include "paint/command.h"
#include "paint/images.h"
#include "paint/progress.h"
#include "paint/publisher.h"
#include "paint/video-streams.h"

typedef struct _SumacStage SumacStage;
typedef struct _SumacStageConfig SumacStageConfig;
typedef struct _SumacPaintCounts SumacPaintCounts;

/* Everything is a sum since the beginning. */
struct _SumacPaintCounts
{
  guint64 ops_by_renderer;
  guint64 ops_by_rasteriser;
  guint64 ops_covered; /* not drawn: a later one covers it */
  guint64 ops_not_drawn;
  guint64 images_failed;
  guint64 decode_us; /* from bytes, or a cache, to pixels; waiting included */
  guint64 paint_us;  /* all the rest of the painter's work */
  guint64 frames;
};

/* All is borrowed, and outlives the stage. */
struct _SumacStageConfig
{
  const char *channel_name; /* "display:0", for logs */
  guint8 channel_id;
  SumacImages images;
  SumacProgress *progress;
  gsize *session_bytes; /* of all surfaces, atomic */
  SumacPublisher *publisher;
  SumacPaintCounts *counts; /* atomic, each by itself */

  /* Of videos, see SumacVideoHost. */
  const SumacDecoderSource *decoders;
  SumacDecoderFailures *failures;
  const SumacMediaClock *clock;
  const gint *policy;
  SumacVideoCounts *video_counts;
  void (*wake) (gpointer data);
  void (*report) (gpointer data, const SumacStreamReport *report);

  /* The guest may go on: what it has drawn into a scanout was published. FALSE: to be told
   * once more later. */
  gboolean (*shown) (gpointer data);
  gpointer data; /* for all of them */
};

/* Takes @renderer over. */
SumacStage *sumac_stage_new (const SumacStageConfig *config, SumacRenderer *renderer);

/* Lets go of renderer, surfaces and videos; nothing is carried out any more. */
void sumac_stage_close (SumacStage *stage);

/* Any thread, after close. */
void sumac_stage_free (SumacStage *stage);

/* Does what @command says; it stays the caller's. @is_covered: it need not be drawn.
 * FALSE with SUMAC_ERROR_LIMIT when the channel is to end. */
gboolean sumac_stage_carry_out (SumacStage *stage,
                                SumacCommand *command,
                                gboolean is_covered,
                                GError **error);

/* How often it was linked anew. */
guint sumac_stage_get_n_links (SumacStage *stage);

/* The painter has nothing to do, or has again; see sumac_image_cache_set_idle. */
void sumac_stage_set_idle (SumacStage *stage, gboolean is_idle);

/* Forgets pictures that have stayed for the sake of other channels, if these have come far
 * enough. To be called now and then. */
void sumac_stage_see_off (SumacStage *stage);

/* Shows the frames of videos that are due. Gives the moment to ask again; G_MAXINT64: when
 * woken. */
gint64 sumac_stage_show_frames (SumacStage *stage, gint64 now_us);

/* Nothing more will come: the last frames are shown. */
void sumac_stage_finish_videos (SumacStage *stage, gint64 now_us);

/* Any thread; see sumac_video_streams_dup_decoders. */
char *sumac_stage_dup_decoders (SumacStage *stage);

/* Publishes the primary surface if the publisher says that it is time for it. */
void sumac_stage_publish_if_due (SumacStage *stage, gboolean is_dry);

/* Where textures of the renderer are shown from now on; NULL: nowhere. Before the renderer that
 * was opened with it draws. */
void sumac_stage_set_share (SumacStage *stage, SumacGlShare *share);

/* From now on @renderer draws, see sumac_surfaces_swap. Takes it over. */
gboolean sumac_stage_swap (SumacStage *stage, SumacRenderer *renderer, GError **error);

/* The same when the present one is lost, see sumac_surfaces_rescue: what is missing of the
 * primary is as it was last published. */
gboolean sumac_stage_rescue (SumacStage *stage, SumacRenderer *renderer, GError **error);

/* Why the renderer's device is gone; NULL while it is there. */
const char *sumac_stage_get_loss (SumacStage *stage);

/* Reading a surface: a view good until unmap. FALSE when there is none. */
gboolean sumac_stage_map (SumacStage *stage, guint32 id, SumacView *view);
void sumac_stage_unmap (SumacStage *stage, guint32 id);
