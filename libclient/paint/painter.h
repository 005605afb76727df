/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A thread that turns a display channel's commands into pictures. It works in batches: what
 * is queued, at most some milliseconds of it; images are decoded ahead; what a later command
 * covers is not drawn; then the result is published.
 *
 * Thread: new, push, finish, free from the display channel's; take_…, get_…, dup_…, set_…
 * and stop from any. */

#pragma once

#include "paint/stage.h"

typedef struct _SumacPainter SumacPainter;
typedef struct _SumacPainterConfig SumacPainterConfig;
typedef struct _SumacPainterWord SumacPainterWord;

/* What a painter has to say to the server, through the channel's mailbox: at most 64 bytes. */
struct _SumacPainterWord
{
  enum
  {
    SUMAC_PAINTER_REPORTS,
    SUMAC_PAINTER_HAS_SHOWN, /* what the guest's graphics card has drawn */
  } kind;

  guint link; /* meant for the server's end of that link: counted from 0 */
  SumacStreamReport report;
};

struct _SumacPainterConfig
{
  const char *channel_name; /* "display:0", for logs; outlives the painter */
  guint8 channel_id;
  const char *renderer; /* a demanded plug-in, or NULL */
  SumacImages images;
  SumacProgress *progress;
  gsize *session_bytes; /* of all surfaces, atomic */
  /* Rung when there is room again, or something is to be asked for; gets SumacPainterWord. */
  SumacMailbox *channel;
  const SumacMediaClock *clock;
  const gint *policy; /* atomic: SumacPolicy */
  const SumacDecoderSource *decoders;
  SumacDecoderFailures *failures; /* the session's */
  void (*tell) (gpointer data); /* there is news, a notice, or another renderer draws; painter's
                                     thread, must only wake */
  gpointer data;
};

/* NULL with SUMAC_ERROR_PLUGIN when no renderer is to be had, or
 * SUMAC_ERROR_LIMIT without threads or descriptors. */
SumacPainter *sumac_painter_new (const SumacPainterConfig *config, GError **error);

/* Takes @command. FALSE when the queue is full now. */
gboolean sumac_painter_push (SumacPainter *painter, SumacCommand *command);
gboolean sumac_painter_has_room (SumacPainter *painter);

/* TRUE once: what was drawn is lost, and should be had again. The channel was rung. */
gboolean sumac_painter_take_loss (SumacPainter *painter);

/* How many commands SUMAC_COMMAND_LINKED_ANEW have been carried out. The channel is rung. */
guint sumac_painter_get_n_links (SumacPainter *painter);

/* The error that ended the painter, or NULL; the caller's. */
GError *sumac_painter_take_error (SumacPainter *painter);

/* Works off what is queued, publishes it, and ends the thread; with stop it ends at once. */
void sumac_painter_finish (SumacPainter *painter);
void sumac_painter_stop (SumacPainter *painter);

/* After finish, when nobody calls any more. */
void sumac_painter_free (SumacPainter *painter);

gboolean sumac_painter_take_news (SumacPainter *painter, SumacNews *news);
void sumac_painter_get_counts (SumacPainter *painter, SumacPaintCounts *counts);
void sumac_painter_get_video_counts (SumacPainter *painter, SumacVideoCounts *counts);

/* What has decoded video, see sumac_video_streams_dup_decoders. */
char *sumac_painter_dup_decoders (SumacPainter *painter);

/* Between two batches plug-in @name takes over, the best one for NULL. If it can't, there is a
 * notice, and nothing else changes. */
void sumac_painter_set_renderer (SumacPainter *painter, const char *name);

/* The same with what draws now, for textures that are shown in @share; NULL: in none. */
void sumac_painter_set_share (SumacPainter *painter, SumacGlShare *share);

/* The name of what draws now; to be freed. */
char *sumac_painter_dup_renderer (SumacPainter *painter);

/* A sentence for the user, to be freed, or NULL. */
char *sumac_painter_take_notice (SumacPainter *painter);
