/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* From the primary surface to whoever looks at it: a front picture into which damaged
 * rectangles are copied, and news about them. The painter publishes when its work is dry, or
 * when the last news were taken: never faster than it is shown.
 *
 *   painter:      draw draw draw | copy, tell |  draw draw | (not taken: go on) | copy, tell
 *   application:                       take news, read frame           take news …
 *
 * Where the renderer and whoever looks know the same textures, the copy is made on the graphics
 * card, and into memory only while somebody reads pixels.
 *
 * Thread: the painter's, but for take_news. */

#pragma once

#include "draw/frame.h"
#include "paint/damage.h"

#include <sumac/plugin/view.h>

typedef struct _SumacPublisher SumacPublisher;
typedef struct _SumacNews SumacNews;
typedef struct _SumacPublished SumacPublished;

/* What came of a publication. */
typedef enum
{
  SUMAC_PUBLISHED,
  SUMAC_IS_LOOKED_AT,       /* somebody reads: nothing was done, and the painter will be rung */
  SUMAC_NOTHING_TO_PUBLISH, /* the surface can't be had; what was damaged is forgotten */
} SumacPublication;

/* What has happened since the last news were taken. */
struct _SumacNews
{
  SumacFrame *frame; /* a reference, or NULL: no picture yet */
  gboolean is_other; /* the frame is another one than last time */
  SumacDamage damage;
};

/* The primary, as it is looked at. */
struct _SumacPublished
{
  gboolean (*map) (gpointer data, SumacView *view);
  void (*unmap) (gpointer data);
  /* See sumac_renderer_publish. */
  gboolean (*publish) (gpointer data,
                       const SumacRect *rects,
                       guint n_rects,
                       SumacTexture *texture);
  SumacGlShare *share; /* in which the textures are; NULL: there are none */
  gpointer data;
};

/* @tell is called on the painter's thread after a publication; it must only wake.
 * @ring is called on a reader's thread: a publication that was refused may go now. */
SumacPublisher *sumac_publisher_new (void (*tell) (gpointer data),
                                     void (*ring) (gpointer data),
                                     gpointer data);
void sumac_publisher_free (SumacPublisher *publisher);

/* Frames from now on will be textures, most likely: their pixels need no memory yet, and the
 * present one is published anew. */
void sumac_publisher_expect_textures (SumacPublisher *publisher, gboolean expects_textures);

/* There is a new primary of that size; it is shown once sumac_publisher_show was called.
 * FALSE with SUMAC_ERROR_LIMIT. A frame with a texture must have been settled; so before hide. */
gboolean sumac_publisher_resize (SumacPublisher *publisher,
                                 gint width,
                                 gint height,
                                 GError **error);

/* MARK: the picture is whole. */
void sumac_publisher_show (SumacPublisher *publisher);

/* The primary is gone: the last frame stays, nothing is published. */
void sumac_publisher_hide (SumacPublisher *publisher);

void sumac_publisher_damage (SumacPublisher *publisher, const SumacRect *rect);

/* TRUE if there is something to publish, and it is time for it: while there is more to draw, only
 * when the last frame was looked at, so that none is copied that nobody would see. */
gboolean sumac_publisher_is_due (SumacPublisher *publisher, gboolean is_dry);

/* Copies what is damaged from @primary. FALSE, and nothing is done, while somebody reads. */
gboolean sumac_publisher_publish (SumacPublisher *publisher, const SumacView *primary);

/* What was published last, onto a surface of 32 bits of the same size. */
void sumac_publisher_read_front (SumacPublisher *publisher, const SumacView *to);

/* Publishes by a texture, if there can be one, and else by pixels. */
SumacPublication sumac_publisher_publish_from (SumacPublisher *publisher,
                                               const SumacPublished *primary);

/* The renderer, or its surface, is about to go: the frame becomes one of pixels. May wait a
 * moment, see sumac_frame_begin_settle. */
void sumac_publisher_settle (SumacPublisher *publisher, const SumacPublished *primary);

/* Frames published so far. Any thread. */
guint64 sumac_publisher_get_frames (SumacPublisher *publisher);

/* Any thread. FALSE when there are none. The frame is the caller's. */
gboolean sumac_publisher_take_news (SumacPublisher *publisher, SumacNews *news);
