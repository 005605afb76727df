/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* From the primary surface to whoever looks at it: nothing is published too early, news
 * replace one another, and neither side sees the other's half. */

#include "paint/publisher.h"

#include "core/limits.h"
#include "core/thread.h"
#include "support/pixels.h"

#include <sumac/error.h>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define BOUND_MS 20000

/* The painter's side in the tests. */
typedef struct
{
  SumacPublisher *publisher;
  guint n_told; /* painter's thread */
  int rung;     /* eventfd */
  SumacPixels *primary;
} Stage;

static void
tell (gpointer data)
{
  ((Stage *) data)->n_told++;
}

static void
ring (gpointer data)
{
  guint64 one = 1;

  g_assert_cmpint (write (((Stage *) data)->rung, &one, sizeof one), ==, sizeof one);
}

static guint
take_rings (Stage *stage)
{
  guint64 count = 0;

  return read (stage->rung, &count, sizeof count) < 0 ? 0 : (guint) count;
}

static void
stage_init (Stage *stage, gint width, gint height)
{
  *stage = (Stage){ .rung = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK) };
  stage->publisher = sumac_publisher_new (tell, ring, stage);
  stage->primary = test_pixels (width, height, 0x00010203);
  g_assert_cmpint (sumac_publisher_resize (stage->publisher, width, height, NULL), ==, TRUE);
}

static void
stage_clear (Stage *stage)
{
  sumac_publisher_free (stage->publisher);
  sumac_pixels_unref (stage->primary);
  close (stage->rung);
}

static SumacView
view_of (const SumacPixels *pixels)
{
  return (SumacView){
    .format = pixels->format,
    .width = pixels->width,
    .height = pixels->height,
    .stride = pixels->stride,
    .data = pixels->data,
  };
}

static void
publish (Stage *stage)
{
  SumacView primary = view_of (stage->primary);

  sumac_publisher_publish (stage->publisher, &primary);
}

static void
fill (SumacPixels *pixels, const SumacRect *rect, guint32 color)
{
  for (gint y = rect->top; y < rect->bottom; y++)
    for (gint x = rect->left; x < rect->right; x++)
      ((guint32 *) (void *) sumac_pixels_row (pixels, y))[x] = color;
}

/* Draws on the primary, and says so. */
static void
draw (Stage *stage, const SumacRect *rect, guint32 color)
{
  fill (stage->primary, rect, color);
  sumac_publisher_damage (stage->publisher, rect);
}

static guint32
pixel_of (SumacFrame *frame, gint x, gint y)
{
  const guint8 *data;
  gsize stride;
  guint32 pixel;

  g_assert_cmpint (sumac_frame_begin_read (frame, &data, &stride), ==, TRUE);
  memcpy (&pixel, data + (gsize) y * stride + (gsize) x * 4, sizeof pixel);
  sumac_frame_end_read (frame);
  return pixel;
}

static void
test_nothing_before_it_is_shown (void)
{
  const SumacRect rect = { 1, 1, 3, 3 };
  Stage stage;
  SumacNews news;

  stage_init (&stage, 8, 4);
  draw (&stage, &rect, 7);
  g_assert_cmpint (sumac_publisher_is_due (stage.publisher, TRUE), ==, FALSE);
  g_assert_cmpint (sumac_publisher_take_news (stage.publisher, &news), ==, FALSE);

  sumac_publisher_show (stage.publisher);
  g_assert_cmpint (sumac_publisher_is_due (stage.publisher, TRUE), ==, TRUE);
  g_assert_cmpuint (stage.n_told, ==, 0);
  publish (&stage);
  g_assert_cmpuint (stage.n_told, ==, 1);
  g_assert_cmpuint (sumac_publisher_get_frames (stage.publisher), ==, 1);
  g_assert_cmpint (sumac_publisher_is_due (stage.publisher, TRUE), ==, FALSE);

  /* All of it, with what was drawn before. */
  g_assert_cmpint (sumac_publisher_take_news (stage.publisher, &news), ==, TRUE);
  g_assert_cmpint (news.is_other, ==, TRUE);
  g_assert_cmpuint (news.damage.n, ==, 1);
  g_assert_cmpint (news.damage.rects[0].right, ==, 8);
  g_assert_cmpint (news.damage.rects[0].bottom, ==, 4);
  g_assert_cmphex (pixel_of (news.frame, 0, 0), ==, 0x00010203);
  g_assert_cmphex (pixel_of (news.frame, 2, 2), ==, 7);
  sumac_frame_unref (news.frame);

  /* Shown twice is shown once. */
  sumac_publisher_show (stage.publisher);
  g_assert_cmpint (sumac_publisher_is_due (stage.publisher, TRUE), ==, FALSE);
  stage_clear (&stage);
}

static void
test_only_damage_is_copied (void)
{
  const SumacRect told = { 2, 0, 4, 2 };
  const SumacRect untold = { 0, 0, 1, 1 };
  Stage stage;
  SumacNews news;

  stage_init (&stage, 8, 4);
  sumac_publisher_show (stage.publisher);
  publish (&stage);
  fill (stage.primary, &untold, 9);
  draw (&stage, &told, 5);
  publish (&stage);
  g_assert_cmpint (sumac_publisher_take_news (stage.publisher, &news), ==, TRUE);
  g_assert_cmphex (pixel_of (news.frame, 3, 1), ==, 5);
  g_assert_cmphex (pixel_of (news.frame, 0, 0), ==, 0x00010203);
  sumac_frame_unref (news.frame);
  stage_clear (&stage);
}

static void
test_news_replace_one_another (void)
{
  const SumacRect left = { 0, 0, 2, 2 };
  const SumacRect right = { 60, 40, 64, 48 };
  Stage stage;
  SumacNews news;

  stage_init (&stage, 64, 48);
  sumac_publisher_show (stage.publisher);
  publish (&stage);
  g_assert_cmpint (sumac_publisher_take_news (stage.publisher, &news), ==, TRUE);

  SumacFrame *first = news.frame;

  /* Two publications, one piece of news with the damage of both. */
  draw (&stage, &left, 5);
  publish (&stage);
  draw (&stage, &right, 6);
  publish (&stage);
  g_assert_cmpuint (stage.n_told, ==, 3);
  g_assert_cmpint (sumac_publisher_take_news (stage.publisher, &news), ==, TRUE);
  g_assert_true (news.frame == first);
  g_assert_cmpint (news.is_other, ==, FALSE);
  g_assert_cmpuint (news.damage.n, ==, 2);
  g_assert_cmpint (sumac_publisher_take_news (stage.publisher, &(SumacNews){ 0 }), ==, FALSE);
  sumac_frame_unref (news.frame);
  sumac_frame_unref (first);
  stage_clear (&stage);
}

/* While there is more to draw, only when the last news were taken, and the picture looked at. */
static void
test_never_faster_than_it_is_shown (void)
{
  const SumacRect rect = { 0, 0, 2, 2 };
  const guint8 *data;
  gsize stride;
  Stage stage;
  SumacNews news;

  stage_init (&stage, 8, 8);
  sumac_publisher_show (stage.publisher);
  g_assert_cmpint (sumac_publisher_is_due (stage.publisher, FALSE), ==, TRUE);
  publish (&stage);
  draw (&stage, &rect, 1);
  g_assert_cmpint (sumac_publisher_is_due (stage.publisher, FALSE), ==, FALSE);
  g_assert_cmpint (sumac_publisher_is_due (stage.publisher, TRUE), ==, TRUE);
  g_assert_cmpint (sumac_publisher_take_news (stage.publisher, &news), ==, TRUE);
  g_assert_cmpint (sumac_publisher_is_due (stage.publisher, FALSE), ==, FALSE);
  g_assert_true (sumac_frame_begin_read (news.frame, &data, &stride));
  sumac_frame_end_read (news.frame);
  g_assert_cmpint (sumac_publisher_is_due (stage.publisher, FALSE), ==, TRUE);
  publish (&stage);
  draw (&stage, &rect, 2);
  g_assert_cmpint (sumac_publisher_is_due (stage.publisher, FALSE), ==, FALSE);
  sumac_frame_unref (news.frame);
  stage_clear (&stage);
}

/* The old frame stays with who has it; news about it that nobody took are forgotten. */
static void
test_another_primary_is_another_frame (void)
{
  const SumacRect rect = { 0, 0, 2, 2 };
  Stage stage;
  SumacNews old;
  SumacNews news;

  stage_init (&stage, 8, 8);
  sumac_publisher_show (stage.publisher);
  publish (&stage);
  g_assert_cmpint (sumac_publisher_take_news (stage.publisher, &old), ==, TRUE);
  draw (&stage, &rect, 1);
  publish (&stage);

  sumac_pixels_unref (stage.primary);
  stage.primary = test_pixels (16, 2, 0x99);
  g_assert_cmpint (sumac_publisher_resize (stage.publisher, 16, 2, NULL), ==, TRUE);
  sumac_publisher_damage (stage.publisher, &rect);
  g_assert_cmpint (sumac_publisher_is_due (stage.publisher, TRUE), ==, FALSE);
  sumac_publisher_show (stage.publisher);
  publish (&stage);
  g_assert_cmpint (sumac_publisher_take_news (stage.publisher, &news), ==, TRUE);
  g_assert_cmpint (news.is_other, ==, TRUE);
  g_assert_cmpint (sumac_frame_get_width (news.frame), ==, 16);
  g_assert_cmpuint (news.damage.n, ==, 1);
  g_assert_cmpint (news.damage.rects[0].bottom, ==, 2);
  g_assert_cmphex (pixel_of (old.frame, 0, 0), ==, 1);
  sumac_frame_unref (old.frame);
  sumac_frame_unref (news.frame);
  stage_clear (&stage);
}

static void
test_a_hidden_primary_is_not_published (void)
{
  const SumacRect rect = { 0, 0, 2, 2 };
  Stage stage;
  SumacNews news;

  stage_init (&stage, 8, 8);
  sumac_publisher_show (stage.publisher);
  publish (&stage);
  draw (&stage, &rect, 1);
  sumac_publisher_hide (stage.publisher);
  g_assert_cmpint (sumac_publisher_is_due (stage.publisher, TRUE), ==, FALSE);
  sumac_publisher_show (stage.publisher);
  g_assert_cmpint (sumac_publisher_is_due (stage.publisher, TRUE), ==, FALSE);

  /* What was published is still to be had. */
  g_assert_cmpint (sumac_publisher_take_news (stage.publisher, &news), ==, TRUE);
  g_assert_cmphex (pixel_of (news.frame, 0, 0), ==, 0x00010203);
  sumac_frame_unref (news.frame);
  stage_clear (&stage);
}

static void
test_sizes_have_limits (void)
{
  g_autoptr (GError) error = NULL;
  Stage stage;

  stage_init (&stage, 8, 8);
  g_assert_cmpint (sumac_publisher_resize (stage.publisher, SUMAC_MAX_SIDE + 1, 1, &error), ==,
                   FALSE);
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_LIMIT);
  sumac_publisher_show (stage.publisher);
  g_assert_cmpint (sumac_publisher_is_due (stage.publisher, TRUE), ==, FALSE);
  stage_clear (&stage);
}

static void
test_other_depths_are_widened (void)
{
  static const struct
  {
    SumacPixelFormat format;
    guint32 raw;
    guint32 shown;
  } cases[] = {
    { SUMAC_PIXELS_RGB555, 0x7c1f, 0x00ff00ff },
    { SUMAC_PIXELS_RGB565, 0x07e0, 0x0000ff00 },
    { SUMAC_PIXELS_ARGB32, 0x80102030, 0x80102030 },
    { SUMAC_PIXELS_XRGB32, 0x00102030, 0x00102030 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Stage stage;
      SumacNews news;

      stage_init (&stage, 5, 3);
      sumac_pixels_unref (stage.primary);
      stage.primary = sumac_pixels_new (cases[i].format, 5, 3, NULL);
      for (gint y = 0; y < 3; y++)
        for (gint x = 0; x < 5; x++)
          if (sumac_pixel_format_bits (cases[i].format) == 16)
            ((guint16 *) (void *) sumac_pixels_row (stage.primary, y))[x] =
                (guint16) cases[i].raw;
          else
            ((guint32 *) (void *) sumac_pixels_row (stage.primary, y))[x] = cases[i].raw;
      sumac_publisher_show (stage.publisher);
      publish (&stage);
      g_assert_cmpint (sumac_publisher_take_news (stage.publisher, &news), ==, TRUE);
      g_assert_cmphex (pixel_of (news.frame, 4, 2) & 0xffffff, ==, cases[i].shown & 0xffffff);
      sumac_frame_unref (news.frame);
      stage_clear (&stage);
    }
}

/* A write that was refused is rung when reading ends, once, and what it had to say waits. */
static void
test_a_refused_write_is_rung (void)
{
  const SumacRect rect = { 0, 0, 2, 2 };
  Stage stage;
  SumacNews news;
  const guint8 *data;
  gsize stride;

  stage_init (&stage, 8, 8);
  sumac_publisher_show (stage.publisher);
  publish (&stage);
  g_assert_cmpint (sumac_publisher_take_news (stage.publisher, &news), ==, TRUE);
  g_assert_cmpint (sumac_frame_begin_read (news.frame, &data, &stride), ==, TRUE);
  sumac_frame_end_read (news.frame);
  g_assert_cmpuint (take_rings (&stage), ==, 0);

  /* Two readers: the last one rings. */
  g_assert_cmpint (sumac_frame_begin_read (news.frame, &data, &stride), ==, TRUE);
  g_assert_cmpint (sumac_frame_begin_read (news.frame, &data, &stride), ==, TRUE);
  draw (&stage, &rect, 1);
  publish (&stage);
  g_assert_cmpuint (sumac_publisher_get_frames (stage.publisher), ==, 1);
  g_assert_cmpint (sumac_publisher_is_due (stage.publisher, TRUE), ==, TRUE);
  sumac_frame_end_read (news.frame);
  g_assert_cmpuint (take_rings (&stage), ==, 0);
  sumac_frame_end_read (news.frame);
  g_assert_cmpuint (take_rings (&stage), ==, 1);
  publish (&stage);
  g_assert_cmpuint (sumac_publisher_get_frames (stage.publisher), ==, 2);
  g_assert_cmphex (pixel_of (news.frame, 1, 1), ==, 1);
  g_assert_cmpuint (take_rings (&stage), ==, 0);
  sumac_frame_unref (news.frame);
  stage_clear (&stage);
}

/* A reader may outlive the publisher: it rings nobody then. */
static void
test_nobody_is_rung_after_the_end (void)
{
  const SumacRect rect = { 0, 0, 2, 2 };
  Stage stage;
  SumacNews news;
  const guint8 *data;
  gsize stride;

  for (guint by_resize = 0; by_resize < 2; by_resize++)
    {
      stage_init (&stage, 8, 8);
      sumac_publisher_show (stage.publisher);
      publish (&stage);
      g_assert_cmpint (sumac_publisher_take_news (stage.publisher, &news), ==, TRUE);
      g_assert_cmpint (sumac_frame_begin_read (news.frame, &data, &stride), ==, TRUE);
      draw (&stage, &rect, 1);
      publish (&stage);
      if (by_resize)
        g_assert_cmpint (sumac_publisher_resize (stage.publisher, 4, 4, NULL), ==, TRUE);
      else
        g_clear_pointer (&stage.publisher, sumac_publisher_free);
      sumac_frame_end_read (news.frame);
      g_assert_cmpuint (take_rings (&stage), ==, 0);
      sumac_frame_unref (news.frame);
      stage_clear (&stage);
    }
}

/* A painter and a presenter, each on a thread. Every picture is of one number. */

#define N_PICTURES 3000
#define RACE_SIDE  64

typedef struct
{
  Stage stage;
  int told;        /* eventfd: news, or the end */
  guint n_refused; /* painter's */
} Race;

static void
tell_race (gpointer data)
{
  Race *race = data;
  guint64 one = 1;

  g_assert_cmpint (write (race->told, &one, sizeof one), ==, sizeof one);
}

static void
ring_race (gpointer data)
{
  ring (&((Race *) data)->stage);
}

static void *
paint_race (void *data)
{
  const SumacRect all = { 0, 0, RACE_SIDE, RACE_SIDE };
  Race *race = data;
  Stage *stage = &race->stage;

  for (guint32 number = 1; number <= N_PICTURES; number++)
    {
      guint64 frames = sumac_publisher_get_frames (stage->publisher);

      draw (stage, &all, number);
      publish (stage);
      while (sumac_publisher_get_frames (stage->publisher) == frames)
        {
          struct pollfd rung = { .fd = stage->rung, .events = POLLIN };

          race->n_refused++;
          g_assert_cmpint (poll (&rung, 1, BOUND_MS), ==, 1);
          take_rings (stage);
          publish (stage);
        }
    }
  return NULL;
}

/* The number of a picture, which has no other in it. */
static guint32
read_race (SumacFrame *frame, guint32 least)
{
  const guint8 *data;
  gsize stride;
  guint32 number;

  if (!sumac_frame_begin_read (frame, &data, &stride))
    return least;
  number = *(const guint32 *) (const void *) data;
  for (gsize y = 0; y < RACE_SIDE; y++)
    for (gsize x = 0; x < RACE_SIDE; x++)
      g_assert_cmpuint (((const guint32 *) (const void *) (data + y * stride))[x], ==, number);
  sumac_frame_end_read (frame);
  g_assert_cmpuint (number, >=, least);
  return number;
}

static void
test_reader_and_writer_never_overlap (void)
{
  Race race = { .told = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK) };
  Stage *stage = &race.stage;
  SumacThread painter;
  guint32 number = 0;

  stage_init (stage, RACE_SIDE, RACE_SIDE);
  sumac_publisher_free (stage->publisher);
  stage->publisher = sumac_publisher_new (tell_race, ring_race, &race);
  g_assert_cmpint (sumac_publisher_resize (stage->publisher, RACE_SIDE, RACE_SIDE, NULL), ==,
                   TRUE);
  sumac_publisher_show (stage->publisher);
  g_assert_cmpint (sumac_thread_start (&painter, "painter", paint_race, &race), ==, TRUE);
  while (number < N_PICTURES)
    {
      struct pollfd told = { .fd = race.told, .events = POLLIN };
      guint64 count;
      SumacNews news;

      g_assert_cmpint (poll (&told, 1, BOUND_MS), ==, 1);
      g_assert_cmpint (read (race.told, &count, sizeof count), ==, sizeof count);
      if (!sumac_publisher_take_news (stage->publisher, &news))
        continue;
      number = read_race (news.frame, number);
      sumac_frame_unref (news.frame);
    }
  sumac_thread_join (painter);
  g_test_message ("%u writes were refused", race.n_refused);
  stage_clear (stage);
  close (race.told);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paint/publisher/nothing-before-it-is-shown",
                   test_nothing_before_it_is_shown);
  g_test_add_func ("/paint/publisher/only-damage-is-copied", test_only_damage_is_copied);
  g_test_add_func ("/paint/publisher/news-replace-one-another", test_news_replace_one_another);
  g_test_add_func ("/paint/publisher/never-faster-than-it-is-shown",
                   test_never_faster_than_it_is_shown);
  g_test_add_func ("/paint/publisher/another-primary-is-another-frame",
                   test_another_primary_is_another_frame);
  g_test_add_func ("/paint/publisher/a-hidden-primary-is-not-published",
                   test_a_hidden_primary_is_not_published);
  g_test_add_func ("/paint/publisher/sizes-have-limits", test_sizes_have_limits);
  g_test_add_func ("/paint/publisher/other-depths-are-widened", test_other_depths_are_widened);
  g_test_add_func ("/paint/publisher/a-refused-write-is-rung", test_a_refused_write_is_rung);
  g_test_add_func ("/paint/publisher/nobody-is-rung-after-the-end",
                   test_nobody_is_rung_after_the_end);
  g_test_add_func ("/paint/publisher/reader-and-writer-never-overlap",
                   test_reader_and_writer_never_overlap);
  return g_test_run ();
}
