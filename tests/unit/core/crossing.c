/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The three ways across threads: mailbox, bounded queue, bulletin. */

#include "core/bulletin.h"
#include "core/mailbox.h"
#include "core/queue.h"
#include "core/thread.h"

#include <poll.h>

#define N_ITEMS 20000

static gboolean
is_readable (int fd)
{
  struct pollfd p = { .fd = fd, .events = POLLIN };

  return poll (&p, 1, 0) == 1;
}

static void
test_mailbox_keeps_order_and_bound (void)
{
  SumacMailbox *mailbox = sumac_mailbox_new (sizeof (guint), 3);
  guint item;

  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (sumac_mailbox_post (mailbox, &i), ==, TRUE);
  item = 3;
  g_assert_cmpint (sumac_mailbox_post (mailbox, &item), ==, FALSE);
  g_assert_cmpint (is_readable (sumac_mailbox_fd (mailbox)), ==, TRUE);
  sumac_mailbox_rest (mailbox);
  g_assert_cmpint (is_readable (sumac_mailbox_fd (mailbox)), ==, FALSE);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpint (sumac_mailbox_take (mailbox, &item), ==, TRUE);
      g_assert_cmpuint (item, ==, i);
    }
  g_assert_cmpint (sumac_mailbox_take (mailbox, &item), ==, FALSE);
  sumac_mailbox_free (mailbox);
}

typedef struct
{
  SumacQueueItem item;
  guint number;
} Numbered;

typedef struct
{
  SumacQueue *queue;
  guint n_read;
} Reader;

static void
drop_item (SumacQueueItem *item)
{
  g_free (item);
}

static void *
read_queue (void *data)
{
  Reader *reader = data;

  while (reader->n_read < N_ITEMS)
    {
      SumacQueueItem *list = sumac_queue_take_all (reader->queue, SUMAC_QUEUE_FOREVER);

      while (list)
        {
          Numbered *numbered = (Numbered *) list;
          gsize size = list->size_bytes;

          list = list->next;
          g_assert_cmpuint (numbered->number, ==, reader->n_read);
          reader->n_read++;
          g_free (numbered);
          sumac_queue_done (reader->queue, 1, size);
        }
    }
  return NULL;
}

/* The writer is told when it is full, stops, and is rung when there is room. */
static void
test_queue_pushes_back (void)
{
  SumacMailbox *writer = sumac_mailbox_new (1, 1);
  Reader reader = { .queue = sumac_queue_new (1000, 64, writer) };
  SumacThread thread;
  guint n_full = 0;

  g_assert_cmpint (sumac_thread_start (&thread, "reader", read_queue, &reader), ==, TRUE);
  for (guint i = 0; i < N_ITEMS; i++)
    {
      Numbered *numbered = g_new0 (Numbered, 1);

      numbered->number = i;
      numbered->item.size_bytes = 10;
      if (sumac_queue_push (reader.queue, &numbered->item))
        continue;
      n_full++;
      while (!sumac_queue_has_room (reader.queue))
        {
          struct pollfd p = { .fd = sumac_mailbox_fd (writer), .events = POLLIN };

          g_assert_cmpint (poll (&p, 1, 10000), ==, 1);
          sumac_mailbox_rest (writer);
        }
    }
  sumac_thread_join (thread);
  g_assert_cmpuint (reader.n_read, ==, N_ITEMS);
  g_assert_cmpuint (n_full, >, 0);
  sumac_queue_free (reader.queue, drop_item);
  sumac_mailbox_free (writer);
}

static void
test_queue_wake_ends_a_wait (void)
{
  SumacMailbox *writer = sumac_mailbox_new (1, 1);
  SumacQueue *queue = sumac_queue_new (10, 1, writer);

  sumac_queue_wake (queue);
  g_assert_null (sumac_queue_take_all (queue, SUMAC_QUEUE_FOREVER));
  sumac_queue_free (queue, drop_item);
  sumac_mailbox_free (writer);
}

/* A deadline that has passed is none to wait for; one ahead is kept, unless somebody rings. */
static void
test_queue_wait_has_a_deadline (void)
{
  SumacMailbox *writer = sumac_mailbox_new (1, 1);
  SumacQueue *queue = sumac_queue_new (10, 1, writer);
  gint64 start = sumac_clock_us ();

  g_assert_null (sumac_queue_take_all (queue, SUMAC_QUEUE_DONT_WAIT));
  g_assert_null (sumac_queue_take_all (queue, start - 1000000));
  g_assert_null (sumac_queue_take_all (queue, start + 20000));
  g_assert_cmpint (sumac_clock_us (), >=, start + 20000);

  Numbered *numbered = g_new0 (Numbered, 1);

  sumac_queue_push (queue, &numbered->item);
  g_assert_true (sumac_queue_take_all (queue, start) == &numbered->item);
  g_free (numbered);
  sumac_queue_wake (queue);
  g_assert_null (sumac_queue_take_all (queue, sumac_clock_us () + G_TIME_SPAN_DAY));
  sumac_queue_free (queue, drop_item);
  sumac_mailbox_free (writer);
}

typedef struct
{
  SumacBulletin *bulletin;
  SumacNotice notice;
  SumacLock lock;
  guint latest; /* under lock */
  guint seen;
  guint n_reads;
  GMainLoop *loop;
} Board;

static void
read_board (gpointer owner)
{
  Board *board = owner;

  sumac_lock (&board->lock);
  g_assert_cmpuint (board->latest, >=, board->seen);
  board->seen = board->latest;
  sumac_unlock (&board->lock);
  board->n_reads++;
  if (board->seen == N_ITEMS)
    g_main_loop_quit (board->loop);
}

static void *
write_board (void *data)
{
  Board *board = data;

  for (guint i = 1; i <= N_ITEMS; i++)
    {
      sumac_lock (&board->lock);
      board->latest = i;
      sumac_unlock (&board->lock);
      sumac_bulletin_post (board->bulletin, &board->notice);
    }
  return NULL;
}

static void
test_bulletin_coalesces (void)
{
  GMainContext *context = g_main_context_new ();
  Board board = { .bulletin = sumac_bulletin_new (context),
                  .loop = g_main_loop_new (context, FALSE) };
  SumacThread thread;

  sumac_lock_init (&board.lock);
  board.notice = (SumacNotice){ .read = read_board, .owner = &board };
  g_assert_cmpint (sumac_thread_start (&thread, "writer", write_board, &board), ==, TRUE);
  g_main_loop_run (board.loop);
  sumac_thread_join (thread);
  g_assert_cmpuint (board.seen, ==, N_ITEMS);
  g_assert_cmpuint (board.n_reads, <=, N_ITEMS);

  /* Posted twice, read once. */
  board.n_reads = 0;
  sumac_bulletin_post (board.bulletin, &board.notice);
  sumac_bulletin_post (board.bulletin, &board.notice);
  while (g_main_context_iteration (context, FALSE))
    ;
  g_assert_cmpuint (board.n_reads, ==, 1);

  sumac_bulletin_free (board.bulletin);
  g_main_loop_unref (board.loop);
  g_main_context_unref (context);
  sumac_lock_clear (&board.lock);
}

static void
test_bulletin_is_silent_at_once (void)
{
  GMainContext *context = g_main_context_new ();
  Board board = { .bulletin = sumac_bulletin_new (context) };

  sumac_lock_init (&board.lock);
  board.notice = (SumacNotice){ .read = read_board, .owner = &board };
  sumac_bulletin_post (board.bulletin, &board.notice);
  sumac_bulletin_silence (board.bulletin);
  while (g_main_context_iteration (context, FALSE))
    ;
  g_assert_cmpuint (board.n_reads, ==, 0);
  sumac_bulletin_free (board.bulletin);
  g_main_context_unref (context);
  sumac_lock_clear (&board.lock);
}

static void
test_retracted_notice_is_not_read (void)
{
  GMainContext *context = g_main_context_new ();
  Board board = { .bulletin = sumac_bulletin_new (context) };
  SumacNotice other = { .read = read_board, .owner = &board };

  sumac_lock_init (&board.lock);
  board.notice = (SumacNotice){ .read = read_board, .owner = &board };
  sumac_bulletin_post (board.bulletin, &other);
  sumac_bulletin_post (board.bulletin, &board.notice);
  sumac_bulletin_retract (board.bulletin, &board.notice);
  sumac_bulletin_post (board.bulletin, &other);
  while (g_main_context_iteration (context, FALSE))
    ;
  g_assert_cmpuint (board.n_reads, ==, 1);
  sumac_bulletin_free (board.bulletin);
  g_main_context_unref (context);
  sumac_lock_clear (&board.lock);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/mailbox/keeps-order-and-bound", test_mailbox_keeps_order_and_bound);
  g_test_add_func ("/core/queue/pushes-back-and-loses-nothing", test_queue_pushes_back);
  g_test_add_func ("/core/queue/wake-ends-a-wait", test_queue_wake_ends_a_wait);
  g_test_add_func ("/core/queue/wait-has-a-deadline", test_queue_wait_has_a_deadline);
  g_test_add_func ("/core/bulletin/the-last-word-is-read", test_bulletin_coalesces);
  g_test_add_func ("/core/bulletin/silence-is-at-once", test_bulletin_is_silent_at_once);
  g_test_add_func ("/core/bulletin/a-retracted-notice-is-not-read",
                   test_retracted_notice_is_not_read);
  return g_test_run ();
}
