/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "draw/frame.h"

#include "core/thread.h"

#include <string.h>

/* So long an old texture's presenter is waited for when the texture has to go. */
#define SETTLE_US 100000

/* Pixels of a frame with a texture are kept up to date until the application has taken news so
 * often without reading them. */
#define PIXELS_INTEREST 4

/* Who has the picture: readers of pixels and presenters of the texture (counts), the writer, or
 * nobody. Held for lines under the lock, for the copying itself by the state. */
struct _SumacFrame
{
  gint ref_count; /* atomic */
  gint width;
  gint height;
  SumacPixels *pixels; /* the writer's; for readers while they are current; or NULL */
  void (*ring_writer) (gpointer writer);
  gpointer writer;
  SumacLock lock;
  SumacCond is_left; /* a reader or presenter has ended */
  guint n_readers;   /* under lock, as all below */
  guint n_presenters;
  gboolean is_being_written;
  gboolean writer_waits;
  gboolean is_without_writer;
  gboolean are_pixels_current; /* FALSE: the picture is the texture alone */
  gboolean was_reader_refused; /* for want of pixels */
  gboolean was_looked_at;      /* since it was written */
  guint interest;              /* in pixels */
  SumacTexture texture;        /* name 0: none */
  SumacGlShare *share;         /* in which the texture is; or NULL */
};

G_DEFINE_BOXED_TYPE (SumacFrame, sumac_frame, sumac_frame_ref, sumac_frame_unref)

static SumacPixels *
make_black (gint width, gint height, GError **error)
{
  SumacPixels *pixels = sumac_pixels_new (SUMAC_PIXELS_XRGB32, width, height, error);

  if (pixels)
    memset (pixels->data, 0, sumac_pixels_size (pixels));
  return pixels;
}

SumacFrame *
sumac_frame_new_bare (gint width,
                      gint height,
                      void (*ring_writer) (gpointer writer),
                      gpointer writer)
{
  SumacFrame *frame = g_new0 (SumacFrame, 1);

  frame->ref_count = 1;
  frame->width = width;
  frame->height = height;
  frame->ring_writer = ring_writer;
  frame->writer = writer;
  frame->was_looked_at = TRUE; /* there is nothing to be seen yet */
  sumac_lock_init (&frame->lock);
  sumac_cond_init (&frame->is_left);
  return frame;
}

SumacFrame *
sumac_frame_new (gint width,
                 gint height,
                 void (*ring_writer) (gpointer writer),
                 gpointer writer,
                 GError **error)
{
  SumacPixels *pixels = make_black (width, height, error);

  if (!pixels)
    return NULL;

  SumacFrame *frame = sumac_frame_new_bare (width, height, ring_writer, writer);

  frame->pixels = pixels;
  frame->are_pixels_current = TRUE;
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
  sumac_gl_share_unref (frame->share);
  sumac_cond_clear (&frame->is_left);
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
  return frame->width;
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
  return frame->height;
}

/* Under the lock, so that a writer who says goodbye is not rung afterwards. */
static void
ring (SumacFrame *frame)
{
  if (!frame->is_without_writer)
    frame->ring_writer (frame->writer);
}

/* A reader or a presenter has ended. */
static void
leave (SumacFrame *frame)
{
  sumac_cond_broadcast (&frame->is_left);
  if (frame->n_readers + frame->n_presenters > 0 || !frame->writer_waits)
    return;
  frame->writer_waits = FALSE;
  ring (frame);
}

/* The writer is asked for pixels. */
static void
ask_for_pixels (SumacFrame *frame)
{
  frame->was_reader_refused = TRUE;
  ring (frame);
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
 * A picture that lives on the graphics card has no pixels until somebody asks here; they come
 * with the next `damaged` signal, and then as long as somebody goes on reading.
 *
 * Returns: FALSE when the painter is just writing them, or they are still to be fetched;
 *   another `damaged` signal will follow
 */
gboolean
sumac_frame_begin_read (SumacFrame *frame, const guint8 **data, gsize *stride)
{
  gboolean may_read;

  sumac_lock (&frame->lock);
  may_read = !frame->is_being_written && frame->are_pixels_current;
  frame->interest = PIXELS_INTEREST;
  frame->was_looked_at = TRUE;
  if (may_read)
    frame->n_readers++;
  else if (!frame->are_pixels_current)
    ask_for_pixels (frame);
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
  leave (frame);
  sumac_unlock (&frame->lock);
}

/**
 * sumac_frame_begin_texture: (skip)
 * @frame: a frame
 * @share: the share group of the caller's context
 * @texture: (out caller-allocates): the picture
 *
 * Opens the picture on the graphics card for reading, if it is there in @share: call what reads
 * it, then [method@Frame.end_texture]. Meanwhile the painter does not publish.
 *
 * Before the first read let the card wait for the texture's fence (glWaitSync), if there is
 * one. It is the caller's, who deletes it.
 *
 * Returns: FALSE when it has no texture there, or the painter is just writing it; then its
 *   pixels may be to be had, or another `damaged` signal will follow
 */
gboolean
sumac_frame_begin_texture (SumacFrame *frame, SumacGlShare *share, SumacTexture *texture)
{
  gboolean may_present;

  sumac_lock (&frame->lock);
  may_present =
      !frame->is_being_written && frame->texture.name != 0 && share && frame->share == share;
  frame->was_looked_at = TRUE;
  if (may_present)
    {
      frame->n_presenters++;
      *texture = frame->texture;
      frame->texture.fence = NULL;
    }
  sumac_unlock (&frame->lock);
  return may_present;
}

/**
 * sumac_frame_end_texture: (skip)
 * @frame: a frame whose texture is open
 * @fence: (nullable): a GLsync behind all reads, flushed; %NULL if the card has done them
 *
 * Closes what a successful [method@Frame.begin_texture] opened. The fence is the frame's: who
 * writes or reads the texture next lets the card wait for it.
 */
void
sumac_frame_end_texture (SumacFrame *frame, gpointer fence)
{
  sumac_lock (&frame->lock);
  g_assert (frame->n_presenters > 0);
  frame->n_presenters--;
  frame->texture.fence = fence;
  leave (frame);
  sumac_unlock (&frame->lock);
}

/**
 * sumac_frame_has_texture: (skip)
 * @frame: a frame
 * @share: the share group of the caller's context
 *
 * Tells whether the picture is on the graphics card, where @share sees it. That may be another
 * answer after the next `damaged`.
 *
 * Returns: whether it is
 */
gboolean
sumac_frame_has_texture (SumacFrame *frame, SumacGlShare *share)
{
  gboolean has_texture;

  sumac_lock (&frame->lock);
  has_texture = frame->texture.name != 0 && share && frame->share == share;
  sumac_unlock (&frame->lock);
  return has_texture;
}

/**
 * sumac_frame_dup_bytes:
 * @frame: a frame
 *
 * Copies the pixels: width × height × 4 bytes, rows from top to bottom without padding, each
 * pixel as B G R 255. For pictures and tests; a presenter reads in place.
 *
 * Returns: (transfer full) (nullable): the bytes, or %NULL while the painter is writing, or
 *   fetches them from the graphics card; another `damaged` signal will follow
 */
GBytes *
sumac_frame_dup_bytes (SumacFrame *frame)
{
  const guint8 *data;
  gsize stride;

  if (!sumac_frame_begin_read (frame, &data, &stride))
    return NULL;

  gsize row = (gsize) frame->width * 4;
  gsize size = row * (gsize) frame->height;
  guint8 *copy = g_malloc (size);

  for (gint y = 0; y < frame->height; y++)
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
  may_write = frame->n_readers + frame->n_presenters == 0;
  frame->is_being_written = may_write;
  frame->writer_waits = !may_write;
  sumac_unlock (&frame->lock);

  if (may_write)
    *pixels = frame->pixels;
  return may_write;
}

/* Nobody reads: only the writer looks at the field now. */
SumacPixels *
sumac_frame_make_pixels (SumacFrame *frame)
{
  if (!frame->pixels)
    frame->pixels = make_black (frame->width, frame->height, NULL);
  return frame->pixels;
}

/* Under the lock. Gives the share that was there before, to be let go of without it. */
static SumacGlShare *
set_texture (SumacFrame *frame, const SumacTexture *texture, SumacGlShare *share)
{
  SumacGlShare *old = frame->share;

  frame->texture = *texture;
  frame->share = share ? sumac_gl_share_ref (share) : NULL;
  return old;
}

static const SumacTexture no_texture = { 0 };

void
sumac_frame_end_write (SumacFrame *frame)
{
  g_autoptr (SumacGlShare) old = NULL;

  sumac_lock (&frame->lock);
  frame->is_being_written = FALSE;
  frame->was_looked_at = FALSE;
  frame->are_pixels_current = frame->pixels != NULL;
  old = set_texture (frame, &no_texture, NULL);
  sumac_unlock (&frame->lock);
}

void
sumac_frame_end_write_texture (SumacFrame *frame,
                               const SumacTexture *texture,
                               SumacGlShare *share,
                               gboolean are_pixels_current)
{
  g_autoptr (SumacGlShare) old = NULL;

  sumac_lock (&frame->lock);
  frame->is_being_written = FALSE;
  frame->was_looked_at = FALSE;
  frame->are_pixels_current = are_pixels_current;
  old = set_texture (frame, texture, share);
  sumac_unlock (&frame->lock);
}

void
sumac_frame_get_texture (SumacFrame *frame, SumacTexture *texture)
{
  sumac_lock (&frame->lock);
  *texture = frame->texture;
  sumac_unlock (&frame->lock);
}

gboolean
sumac_frame_was_looked_at (SumacFrame *frame)
{
  gboolean was_looked_at;

  sumac_lock (&frame->lock);
  was_looked_at = frame->was_looked_at;
  sumac_unlock (&frame->lock);
  return was_looked_at;
}

gboolean
sumac_frame_was_refused (SumacFrame *frame)
{
  gboolean was_refused;

  sumac_lock (&frame->lock);
  was_refused = frame->was_reader_refused;
  sumac_unlock (&frame->lock);
  return was_refused;
}

SumacFrameWish
sumac_frame_take_wish (SumacFrame *frame)
{
  SumacFrameWish wish = SUMAC_FRAME_NO_PIXELS;

  sumac_lock (&frame->lock);
  if (frame->was_reader_refused)
    wish = SUMAC_FRAME_PIXELS_AT_ONCE;
  else if (frame->interest > 0)
    wish = SUMAC_FRAME_PIXELS;
  frame->was_reader_refused = FALSE;
  sumac_unlock (&frame->lock);
  return wish;
}

void
sumac_frame_lose_interest (SumacFrame *frame)
{
  sumac_lock (&frame->lock);
  if (frame->interest > 0)
    frame->interest--;
  sumac_unlock (&frame->lock);
}

gboolean
sumac_frame_begin_settle (SumacFrame *frame)
{
  g_autoptr (SumacGlShare) old = NULL;
  gint64 deadline = sumac_clock_us () + SETTLE_US;
  gboolean may_write;

  sumac_lock (&frame->lock);
  while (frame->n_readers + frame->n_presenters > 0 &&
         sumac_cond_wait_until (&frame->is_left, &frame->lock, deadline))
    ;
  may_write = frame->n_readers == 0;
  frame->is_being_written = may_write;
  if (!may_write) /* what is read will have to do */
    old = set_texture (frame, &no_texture, NULL);
  sumac_unlock (&frame->lock);
  return may_write;
}

void
sumac_frame_forget_writer (SumacFrame *frame)
{
  sumac_lock (&frame->lock);
  frame->writer_waits = FALSE;
  frame->is_without_writer = TRUE;
  sumac_unlock (&frame->lock);
}
