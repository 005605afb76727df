/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The queue of frames in front of the thread of plug-in video-jpeg. */

#include "frame-queue.h"

#include <pthread.h>
#include <string.h>

static void
push_at (FrameQueue *queue, guint64 cookie, gint64 now_us)
{
  guint8 bytes[100];

  memset (bytes, (guint8) cookie, sizeof bytes);
  g_assert_true (frame_queue_push (queue, bytes, sizeof bytes, cookie, now_us));
}

static void
push (FrameQueue *queue, guint64 cookie)
{
  push_at (queue, cookie, 1);
}

static void
assert_next (FrameQueue *queue, guint64 cookie, gboolean gave_way)
{
  gboolean did_give_way;
  Frame *frame = frame_queue_take (queue, &did_give_way);

  g_assert_nonnull (frame);
  g_assert_cmpuint (frame->cookie, ==, cookie);
  g_assert_cmpuint (frame->bytes[frame->size - 1], ==, (guint8) cookie);
  g_assert_cmpint (did_give_way, ==, gave_way);
  frame_queue_give (queue, frame);
}

static void
test_order (void)
{
  FrameQueue *queue = frame_queue_new ();

  for (guint round = 0; round < 10; round++)
    {
      for (guint i = 1; i <= FRAME_QUEUE_LENGTH; i++)
        push (queue, round * 10 + i);
      for (guint i = 1; i <= FRAME_QUEUE_LENGTH; i++)
        assert_next (queue, round * 10 + i, FALSE);
    }
  frame_queue_free (queue);
}

static void
test_oldest_gives_way (void)
{
  FrameQueue *queue = frame_queue_new ();
  gboolean gave_way;

  push (queue, 1);

  /* At the decoder: it can't give way any more. */
  Frame *first = frame_queue_take (queue, &gave_way);

  for (guint i = 2; i <= FRAME_QUEUE_LENGTH + 3; i++)
    push (queue, i);
  g_assert_cmpuint (first->cookie, ==, 1);
  g_assert_cmpuint (first->bytes[0], ==, 1);
  frame_queue_give (queue, first);
  assert_next (queue, 4, TRUE);
  assert_next (queue, 5, FALSE);
  frame_queue_free (queue);
}

/* A decoder that is too slow for what comes regularly is never far behind. */
static void
test_old_ones_give_way (void)
{
  FrameQueue *queue = frame_queue_new ();

  for (guint i = 1; i <= 10; i++)
    push_at (queue, i, i * FRAME_QUEUE_US / 3);
  assert_next (queue, 7, TRUE);
  assert_next (queue, 8, FALSE);

  /* A few wait as long as they have to. */
  push_at (queue, 11, 100 * FRAME_QUEUE_US);
  push_at (queue, 12, 200 * FRAME_QUEUE_US);
  for (guint i = 9; i <= 12; i++)
    assert_next (queue, i, FALSE);
  frame_queue_free (queue);
}

static void
test_bytes_are_bounded (void)
{
  FrameQueue *queue = frame_queue_new ();
  gsize size = FRAME_QUEUE_BYTES + 1;
  g_autofree guint8 *bytes = g_malloc (size);

  memset (bytes, 2, size);
  push (queue, 1);
  g_assert_true (frame_queue_push (queue, bytes, size, 2, 1));
  assert_next (queue, 2, TRUE);
  g_assert_true (frame_queue_push (queue, bytes, size, 2, 1));
  push (queue, 3);
  assert_next (queue, 3, TRUE);
  frame_queue_free (queue);
}

static void
test_empty_frame (void)
{
  FrameQueue *queue = frame_queue_new ();
  gboolean gave_way;

  g_assert_true (frame_queue_push (queue, NULL, 0, 7, 1));

  Frame *frame = frame_queue_take (queue, &gave_way);

  g_assert_cmpuint (frame->size, ==, 0);
  frame_queue_give (queue, frame);
  frame_queue_free (queue);
}

static void *
take_until_end (void *data)
{
  gboolean gave_way;
  Frame *frame;

  while ((frame = frame_queue_take (data, &gave_way)))
    frame_queue_give (data, frame);
  return NULL;
}

static void
test_end (void)
{
  for (guint n = 0; n < 20; n++)
    {
      FrameQueue *queue = frame_queue_new ();
      pthread_t thread;

      g_assert_cmpint (pthread_create (&thread, NULL, take_until_end, queue), ==, 0);
      for (guint i = 1; i <= n; i++)
        push (queue, i);
      g_assert_false (frame_queue_has_ended (queue));
      frame_queue_end (queue);
      g_assert_true (frame_queue_has_ended (queue));
      pthread_join (thread, NULL);
      frame_queue_free (queue);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/video-jpeg-queue/frames-come-in-order", test_order);
  g_test_add_func ("/video-jpeg-queue/oldest-gives-way", test_oldest_gives_way);
  g_test_add_func ("/video-jpeg-queue/old-ones-give-way", test_old_ones_give_way);
  g_test_add_func ("/video-jpeg-queue/bytes-are-bounded", test_bytes_are_bounded);
  g_test_add_func ("/video-jpeg-queue/frame-may-be-empty", test_empty_frame);
  g_test_add_func ("/video-jpeg-queue/end-ends-a-wait", test_end);
  return g_test_run ();
}
