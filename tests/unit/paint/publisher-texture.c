/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A primary that is shown on the graphics card: what is copied there, and when into memory. The
 * card is memory too. */

#include "paint/publisher.h"

#include "core/thread.h"
#include "support/pixels.h"

#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define BOUND_MS 20000
#define SIDE     32
#define NAME     7

/* Both sides of the tests. */
typedef struct
{
  SumacPublisher *publisher;
  SumacPixels *primary;
  SumacPixels *texture;
  SumacGlShare *share;
  gboolean refuses; /* to publish as a texture */
  guint n_maps;
  guint n_rects; /* of the last publication as a texture */
  SumacRect rects[SUMAC_DAMAGE_RECTS];
  int rung; /* eventfd */
  int told; /* eventfd */
} Stage;

static void
ring (gpointer data)
{
  guint64 one = 1;

  g_assert_cmpint (write (((Stage *) data)->rung, &one, sizeof one), ==, sizeof one);
}

static void
tell (gpointer data)
{
  guint64 one = 1;

  g_assert_cmpint (write (((Stage *) data)->told, &one, sizeof one), ==, sizeof one);
}

static void
wait_for (int event)
{
  struct pollfd waited = { .fd = event, .events = POLLIN };
  guint64 count;

  g_assert_cmpint (poll (&waited, 1, BOUND_MS), ==, 1);
  g_assert_cmpint (read (event, &count, sizeof count), ==, sizeof count);
}

static gboolean
take (int event)
{
  guint64 count;

  return read (event, &count, sizeof count) == sizeof count;
}

static void
stage_init (Stage *stage)
{
  *stage = (Stage){
    .primary = test_pixels (SIDE, SIDE, 1),
    .texture = test_pixels (SIDE, SIDE, 0xdead),
    .share = sumac_gl_share_new (SUMAC_GL_EGL, FALSE, NULL, NULL, NULL, NULL),
    .rung = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK),
    .told = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK),
  };
  stage->publisher = sumac_publisher_new (tell, ring, stage);
  sumac_publisher_expect_textures (stage->publisher, TRUE);
  g_assert_true (sumac_publisher_resize (stage->publisher, SIDE, SIDE, NULL));
  sumac_publisher_show (stage->publisher);
}

static void
stage_clear (Stage *stage)
{
  sumac_publisher_free (stage->publisher);
  sumac_pixels_unref (stage->primary);
  sumac_pixels_unref (stage->texture);
  sumac_gl_share_unref (stage->share);
  close (stage->rung);
  close (stage->told);
}

static gboolean
map (gpointer data, SumacView *view)
{
  Stage *stage = data;

  stage->n_maps++;
  *view = (SumacView){
    .format = stage->primary->format,
    .width = SIDE,
    .height = SIDE,
    .stride = stage->primary->stride,
    .data = stage->primary->data,
  };
  return TRUE;
}

static void
unmap (gpointer data G_GNUC_UNUSED)
{
}

static gboolean
publish_texture (gpointer data, const SumacRect *rects, guint n_rects, SumacTexture *texture)
{
  Stage *stage = data;

  if (stage->refuses)
    return FALSE;
  stage->n_rects = n_rects;
  memcpy (stage->rects, rects, n_rects * sizeof *rects);
  for (guint i = 0; i < n_rects; i++)
    for (gint y = rects[i].top; y < rects[i].bottom; y++)
      memcpy (sumac_pixels_row (stage->texture, y) + rects[i].left * 4,
              sumac_pixels_row (stage->primary, y) + rects[i].left * 4,
              (gsize) sumac_rect_width (&rects[i]) * 4);
  *texture = (SumacTexture){ .name = NAME, .width = SIDE, .height = SIDE };
  return TRUE;
}

static SumacPublished
published_of (Stage *stage)
{
  return (SumacPublished){
    .map = map,
    .unmap = unmap,
    .publish = publish_texture,
    .share = stage->share,
    .data = stage,
  };
}

static gboolean
publish (Stage *stage)
{
  SumacPublished primary = published_of (stage);

  return sumac_publisher_publish_from (stage->publisher, &primary) == SUMAC_PUBLISHED;
}

static void
settle (Stage *stage)
{
  SumacPublished primary = published_of (stage);

  sumac_publisher_settle (stage->publisher, &primary);
}

static void
draw (Stage *stage, const SumacRect *rect, guint32 color)
{
  for (gint y = rect->top; y < rect->bottom; y++)
    for (gint x = rect->left; x < rect->right; x++)
      ((guint32 *) (void *) sumac_pixels_row (stage->primary, y))[x] = color;
  sumac_publisher_damage (stage->publisher, rect);
}

static SumacNews
take_news (Stage *stage)
{
  SumacNews news;

  g_assert_true (sumac_publisher_take_news (stage->publisher, &news));
  return news;
}

static void
forget_news (Stage *stage)
{
  SumacNews news;

  if (sumac_publisher_take_news (stage->publisher, &news))
    sumac_frame_unref (news.frame);
}

static gboolean
read_pixel (SumacFrame *frame, gint x, gint y, guint32 *pixel)
{
  const guint8 *data;
  gsize stride;

  if (!sumac_frame_begin_read (frame, &data, &stride))
    return FALSE;
  memcpy (pixel, data + (gsize) y * stride + (gsize) x * 4, sizeof *pixel);
  sumac_frame_end_read (frame);
  return TRUE;
}

static gboolean
is_all (const SumacRect *rect)
{
  return rect->left == 0 && rect->top == 0 && rect->right == SIDE && rect->bottom == SIDE;
}

static void
test_damage_goes_to_the_texture (void)
{
  const SumacRect part = { 2, 3, 5, 9 };
  SumacTexture texture;
  Stage stage;

  stage_init (&stage);
  g_assert_true (publish (&stage));
  g_assert_cmpuint (stage.n_rects, ==, 1);
  g_assert_true (is_all (&stage.rects[0]));

  SumacNews news = take_news (&stage);

  g_assert_true (sumac_frame_begin_texture (news.frame, stage.share, &texture));
  g_assert_cmpuint (texture.name, ==, NAME);
  sumac_frame_end_texture (news.frame, NULL);
  sumac_frame_unref (news.frame);

  draw (&stage, &part, 5);
  g_assert_true (publish (&stage));
  g_assert_cmpuint (stage.n_rects, ==, 1);
  g_assert_cmpmem (&stage.rects[0], sizeof part, &part, sizeof part);
  news = take_news (&stage);
  g_assert_cmpuint (news.damage.n, ==, 1);
  g_assert_cmpmem (&news.damage.rects[0], sizeof part, &part, sizeof part);
  sumac_frame_unref (news.frame);
  g_assert_cmpuint (stage.n_maps, ==, 0);
  stage_clear (&stage);
}

static void
test_who_is_refused_gets_pixels (void)
{
  const SumacRect part = { 2, 3, 5, 9 };
  guint32 pixel = 0;
  Stage stage;

  stage_init (&stage);
  publish (&stage);

  SumacNews news = take_news (&stage);

  g_assert_false (sumac_publisher_is_due (stage.publisher, TRUE));
  g_assert_false (read_pixel (news.frame, 2, 3, &pixel));
  g_assert_true (take (stage.rung));
  g_assert_true (sumac_publisher_is_due (stage.publisher, TRUE));
  g_assert_true (publish (&stage));
  g_assert_cmpuint (stage.n_maps, ==, 1);
  g_assert_false (sumac_publisher_is_due (stage.publisher, TRUE));
  sumac_frame_unref (news.frame);

  /* Whatever part he looks at, he is told. */
  news = take_news (&stage);
  g_assert_cmpuint (news.damage.n, ==, 1);
  g_assert_true (is_all (&news.damage.rects[0]));
  g_assert_true (read_pixel (news.frame, 2, 3, &pixel));
  g_assert_cmphex (pixel, ==, 1);

  /* And again with the next picture. */
  draw (&stage, &part, 5);
  publish (&stage);
  g_assert_true (read_pixel (news.frame, 2, 3, &pixel));
  g_assert_cmphex (pixel, ==, 5);
  sumac_frame_unref (news.frame);
  stage_clear (&stage);
}

/* A guest that draws all the time, and an application that does not come to take the news. */
static void
test_a_slow_reader_does_not_starve (void)
{
  const SumacRect part = { 2, 3, 5, 9 };
  guint32 pixel = 0;
  Stage stage;

  stage_init (&stage);
  publish (&stage);

  SumacNews news = take_news (&stage);

  g_assert_false (read_pixel (news.frame, 2, 3, &pixel));
  for (guint32 i = 0; i < 1000; i++)
    {
      draw (&stage, &part, i);
      publish (&stage);
    }
  g_assert_true (read_pixel (news.frame, 2, 3, &pixel));
  g_assert_cmphex (pixel, ==, 999);
  sumac_frame_unref (news.frame);
  stage_clear (&stage);
}

static void
test_nobody_reads_nothing_is_fetched (void)
{
  const SumacRect part = { 2, 3, 5, 9 };
  const SumacRect other = { 20, 20, 30, 30 };
  guint32 pixel = 0;
  guint n_maps;
  Stage stage;

  stage_init (&stage);
  publish (&stage);

  SumacNews news = take_news (&stage);

  read_pixel (news.frame, 0, 0, &pixel);
  for (guint32 i = 0; i < 20; i++)
    {
      draw (&stage, &part, i);
      publish (&stage);
      forget_news (&stage);
    }
  n_maps = stage.n_maps;
  draw (&stage, &other, 0x77);
  publish (&stage);
  g_assert_cmpuint (stage.n_maps, ==, n_maps);

  /* What was missed meanwhile is fetched with the rest. */
  g_assert_false (read_pixel (news.frame, 2, 3, &pixel));
  publish (&stage);
  g_assert_true (read_pixel (news.frame, 2, 3, &pixel));
  g_assert_cmphex (pixel, ==, 19);
  g_assert_true (read_pixel (news.frame, 25, 25, &pixel));
  g_assert_cmphex (pixel, ==, 0x77);
  sumac_frame_unref (news.frame);
  stage_clear (&stage);
}

/* From the beginning, or from some time on. */
static void
test_a_renderer_that_refuses_is_looked_at (void)
{
  const SumacRect part = { 2, 3, 5, 9 };

  for (guint late = 0; late < 2; late++)
    {
      guint32 pixel = 0;
      Stage stage;

      stage_init (&stage);
      stage.refuses = !late;
      publish (&stage);
      stage.refuses = TRUE;
      forget_news (&stage);
      draw (&stage, &part, 5);
      g_assert_true (publish (&stage));

      SumacNews news = take_news (&stage);

      g_assert_false (sumac_frame_has_texture (news.frame, stage.share));
      g_assert_true (read_pixel (news.frame, 2, 3, &pixel));
      g_assert_cmphex (pixel, ==, 5);
      g_assert_true (read_pixel (news.frame, 0, 0, &pixel));
      g_assert_cmphex (pixel, ==, 1);
      sumac_frame_unref (news.frame);
      stage_clear (&stage);
    }
}

static void
test_a_settled_picture_stays (void)
{
  const SumacRect part = { 2, 3, 5, 9 };
  guint32 pixel = 0;
  Stage stage;

  stage_init (&stage);
  publish (&stage);
  draw (&stage, &part, 5);
  publish (&stage);

  SumacNews news = take_news (&stage);

  g_assert_false (read_pixel (news.frame, 2, 3, &pixel));
  settle (&stage);
  g_assert_false (sumac_frame_has_texture (news.frame, stage.share));
  g_assert_true (read_pixel (news.frame, 2, 3, &pixel));
  g_assert_cmphex (pixel, ==, 5);

  /* Who was refused is still told. */
  g_assert_true (sumac_publisher_is_due (stage.publisher, TRUE));
  /* The next texture is whole again. */
  g_assert_true (publish (&stage));
  g_assert_true (is_all (&stage.rects[0]));
  g_assert_true (sumac_frame_has_texture (news.frame, stage.share));

  settle (&stage);
  sumac_publisher_hide (stage.publisher);
  g_assert_true (read_pixel (news.frame, 2, 3, &pixel));
  sumac_frame_unref (news.frame);
  stage_clear (&stage);
}

static void
test_a_picture_in_memory_becomes_a_texture (void)
{
  Stage stage;

  stage_init (&stage);
  sumac_publisher_expect_textures (stage.publisher, FALSE);
  stage.refuses = TRUE;
  publish (&stage);
  forget_news (&stage);
  g_assert_false (sumac_publisher_is_due (stage.publisher, TRUE));

  stage.refuses = FALSE;
  sumac_publisher_expect_textures (stage.publisher, TRUE);
  g_assert_true (sumac_publisher_is_due (stage.publisher, TRUE));
  publish (&stage);

  SumacNews news = take_news (&stage);

  g_assert_false (news.is_other);
  g_assert_true (sumac_frame_has_texture (news.frame, stage.share));
  sumac_frame_unref (news.frame);
  stage_clear (&stage);
}

/* A painter on one thread; a presenter and a reader, in turn, on another. Every picture is of one
 * number. */

#define N_PICTURES 2000

static void *
paint_race (void *data)
{
  const SumacRect all = { 0, 0, SIDE, SIDE };
  Stage *stage = data;

  for (guint32 number = 2; number <= N_PICTURES; number++)
    {
      draw (stage, &all, number);
      while (!publish (stage))
        wait_for (stage->rung);
      if (number % 400 == 100)
        settle (stage);
    }
  return NULL;
}

static void
assert_is_one_number (const guint8 *data, gsize stride, guint32 *number)
{
  guint32 first = *(const guint32 *) (const void *) data;

  for (gsize y = 0; y < SIDE; y++)
    for (gsize x = 0; x < SIDE; x++)
      g_assert_cmpuint (((const guint32 *) (const void *) (data + y * stride))[x], ==, first);
  g_assert_cmpuint (first, >=, *number);
  *number = first;
}

static void
look (Stage *stage, SumacFrame *frame, gboolean reads, guint32 *number)
{
  SumacTexture texture;
  const guint8 *data;
  gsize stride;

  if (sumac_frame_begin_texture (frame, stage->share, &texture))
    {
      assert_is_one_number (stage->texture->data, (gsize) stage->texture->stride, number);
      sumac_frame_end_texture (frame, NULL);
    }
  if (reads && sumac_frame_begin_read (frame, &data, &stride))
    {
      assert_is_one_number (data, stride, number);
      sumac_frame_end_read (frame);
    }
}

static void
test_nobody_overlaps (void)
{
  guint32 number = 0;
  SumacThread painter;
  Stage stage;

  stage_init (&stage);
  publish (&stage);
  g_assert_true (sumac_thread_start (&painter, "painter", paint_race, &stage));
  for (guint i = 0; number < N_PICTURES; i++)
    {
      SumacNews news;

      wait_for (stage.told);
      if (!sumac_publisher_take_news (stage.publisher, &news))
        continue;
      look (&stage, news.frame, i % 16 < 4, &number);
      sumac_frame_unref (news.frame);
    }
  sumac_thread_join (painter);
  stage_clear (&stage);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paint/publisher-texture/damage-goes-to-the-texture",
                   test_damage_goes_to_the_texture);
  g_test_add_func ("/paint/publisher-texture/who-is-refused-gets-pixels",
                   test_who_is_refused_gets_pixels);
  g_test_add_func ("/paint/publisher-texture/a-slow-reader-does-not-starve",
                   test_a_slow_reader_does_not_starve);
  g_test_add_func ("/paint/publisher-texture/nobody-reads-nothing-is-fetched",
                   test_nobody_reads_nothing_is_fetched);
  g_test_add_func ("/paint/publisher-texture/a-renderer-that-refuses-is-looked-at",
                   test_a_renderer_that_refuses_is_looked_at);
  g_test_add_func ("/paint/publisher-texture/a-settled-picture-stays",
                   test_a_settled_picture_stays);
  g_test_add_func ("/paint/publisher-texture/a-picture-in-memory-becomes-a-texture",
                   test_a_picture_in_memory_becomes_a_texture);
  g_test_add_func ("/paint/publisher-texture/nobody-overlaps", test_nobody_overlaps);
  return g_test_run ();
}
