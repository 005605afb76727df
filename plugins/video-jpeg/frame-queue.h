/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Frames on their way from the painter to the decoding thread. A video is watched as it
 * happens: when frames come faster than they are decoded, the oldest that nobody has begun
 * gives way. Those that come all at once, because the line stood still, are worth decoding:
 * whoever shows them may have time for each. So their age counts, too.
 * Frames keep their memory, so that a stream allocates nothing.
 * Thread: one that pushes and ends, one that takes and gives; a mutex is between them. */

#pragma once

#include <glib.h>

/* Frames that wait at most, and bytes of them (one may have more). More than a few wait only
 * when they came within so many microseconds. */
#define FRAME_QUEUE_LENGTH 16
#define FRAME_QUEUE_BYTES  (16u << 20)
#define FRAME_QUEUE_FEW    4
#define FRAME_QUEUE_US     100000

typedef struct _FrameQueue FrameQueue;
typedef struct _Frame Frame;

struct _Frame
{
  guint64 cookie;
  guint8 *bytes;
  gsize size;
  /*< private >*/
  gsize room;
  gint64 came_us;
};

FrameQueue *frame_queue_new (void);
void frame_queue_free (FrameQueue *queue);

/* The bytes are copied. @now_us: by any clock that does not go back. FALSE when there is no
 * memory. */
gboolean frame_queue_push (FrameQueue *queue,
                           const guint8 *bytes,
                           gsize size,
                           guint64 cookie,
                           gint64 now_us);

/* From now on take gives NULL. */
void frame_queue_end (FrameQueue *queue);

/* For long work on a frame: whether it is in vain. */
gboolean frame_queue_has_ended (FrameQueue *queue);

/* Waits for the oldest frame, which is to be given back. NULL at the end. @gave_way: whether
 * frames before it had to. */
Frame *frame_queue_take (FrameQueue *queue, gboolean *gave_way);
void frame_queue_give (FrameQueue *queue, Frame *frame);
