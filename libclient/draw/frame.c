/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "draw/frame.h"

#include "core/thread.h"

#include <string.h>

/* Who has the pixels: the reader (count above 0), the writer, or nobody. Held for lines under
 * the lock, for the copying itself by the state. */
struct _SumacFrame
{
  gint ref_count; /* atomic */
  SumacPixels *pixels;
  void (*ring_writer) (gpointer writer);
  gpointer writer;
  SumacLock lock;
  guint n_readers;           /* under lock */
  gboolean is_being_written; /* under lock */
  gboolean writer_waits;     /* under lock */
};

G_DEFINE_BOXED_TYPE (SumacFrame, sumac_frame, sumac_frame_ref, sumac_frame_unref)

SumacFrame *
sumac_frame_new (gint width,
                 gint height,
                 void (*ring_writer) (gpointer writer),
                 gpointer writer,
                 GError **error)
{
  SumacPixels *pixels = sumac_pixels_new (SUMAC_PIXELS_XRGB32, width, height, error);

  if (!pixels)
    return NULL;
  memset (pixels->data, 0, sumac_pixels_size (pixels));

  SumacFrame *frame = g_new0 (SumacFrame, 1);

  frame->ref_count = 1;
  frame->pixels = pixels;
  frame->ring_writer = ring_writer;
  frame->writer = writer;
  sumac_lock_init (&frame->lock);
  return frame;
}

/**
 * sumac_frame_ref:
 * @frame: a frame
 *
 * Takes one more reference. Any thread.
 *
 * Returns: (transfer full): @frame
 */
SumacFrame *
sumac_frame_ref (SumacFrame *frame)
{
  __atomic_fetch_add (&frame->ref_count, 1, __ATOMIC_RELAXED);
  return frame;
}

/**
 * sumac_frame_unref:
 * @frame: (nullable): a frame
 *
 * Gives a reference back; the last one frees the frame. Any thread.
 */
void
sumac_frame_unref (SumacFrame *frame)
{
  if (!frame || __atomic_fetch_sub (&frame->ref_count, 1, __ATOMIC_ACQ_REL) != 1)
    return;
  sumac_pixels_unref (frame->pixels);
  sumac_lock_clear (&frame->lock);
  g_free (frame);
}

/**
 * sumac_frame_get_width:
 * @frame: a frame
 *
 * Tells the width.
 *
 * Returns: pixels
 */
gint
sumac_frame_get_width (SumacFrame *frame)
{
  return frame->pixels->width;
}

/**
 * sumac_frame_get_height:
 * @frame: a frame
 *
 * Tells the height.
 *
 * Returns: pixels
 */
gint
sumac_frame_get_height (SumacFrame *frame)
{
  return frame->pixels->height;
}

/**
 * sumac_frame_begin_read: (skip)
 * @frame: a frame
 * @data: (out): the top row, pixels of bytes B G R x
 * @stride: (out): bytes from row to row
 *
 * Opens the pixels for reading. While they are open the painter draws on, but does not
 * publish: close them soon with [method@Frame.end_read].
 *
 * Returns: FALSE when the painter is just writing them; another `damaged` signal will follow
 */
gboolean
sumac_frame_begin_read (SumacFrame *frame, const guint8 **data, gsize *stride)
{
  gboolean may_read;

  sumac_lock (&frame->lock);
  may_read = !frame->is_being_written;
  if (may_read)
    frame->n_readers++;
  sumac_unlock (&frame->lock);

  if (!may_read)
    return FALSE;
  *data = frame->pixels->data;
  *stride = (gsize) frame->pixels->stride; /* frames lie top row first */
  return TRUE;
}

/**
 * sumac_frame_end_read: (skip)
 * @frame: a frame open for reading
 *
 * Closes what a successful [method@Frame.begin_read] opened.
 */
void
sumac_frame_end_read (SumacFrame *frame)
{
  sumac_lock (&frame->lock);
  g_assert (frame->n_readers > 0);
  frame->n_readers--;
  if (frame->n_readers == 0 && frame->writer_waits)
    {
      frame->writer_waits = FALSE;
      /* Under the lock, so that a writer who says goodbye is not rung afterwards. */
      frame->ring_writer (frame->writer);
    }
  sumac_unlock (&frame->lock);
}

/**
 * sumac_frame_dup_bytes:
 * @frame: a frame
 *
 * Copies the pixels: width × height × 4 bytes, rows from top to bottom without padding, each
 * pixel as B G R 255. For pictures and tests; a presenter reads in place.
 *
 * Returns: (transfer full) (nullable): the bytes, or %NULL while the painter is writing
 */
GBytes *
sumac_frame_dup_bytes (SumacFrame *frame)
{
  const guint8 *data;
  gsize stride;

  if (!sumac_frame_begin_read (frame, &data, &stride))
    return NULL;

  gsize row = (gsize) frame->pixels->width * 4;
  gsize size = row * (gsize) frame->pixels->height;
  guint8 *copy = g_malloc (size);

  for (gint y = 0; y < frame->pixels->height; y++)
    memcpy (copy + (gsize) y * row, data + (gsize) y * stride, row);
  sumac_frame_end_read (frame);
  for (gsize i = 3; i < size; i += 4)
    copy[i] = 0xff;
  return g_bytes_new_take (copy, size);
}

gboolean
sumac_frame_begin_write (SumacFrame *frame, SumacPixels **pixels)
{
  gboolean may_write;

  sumac_lock (&frame->lock);
  may_write = frame->n_readers == 0;
  frame->is_being_written = may_write;
  frame->writer_waits = !may_write;
  sumac_unlock (&frame->lock);

  if (may_write)
    *pixels = frame->pixels;
  return may_write;
}

void
sumac_frame_end_write (SumacFrame *frame)
{
  sumac_lock (&frame->lock);
  frame->is_being_written = FALSE;
  sumac_unlock (&frame->lock);
}

void
sumac_frame_forget_writer (SumacFrame *frame)
{
  sumac_lock (&frame->lock);
  frame->writer_waits = FALSE;
  sumac_unlock (&frame->lock);
}
