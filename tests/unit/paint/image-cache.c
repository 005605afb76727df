/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The picture cache: counts, replacing, its budget, and waiting for what another channel
 * brings (display spec §7). */

#include "paint/image-cache.h"

#include "core/limits.h"
#include "core/thread.h"
#include "support/pixels.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* Longer than any test takes, shorter than its time-out. */
#define BOUND_MS 20000

/* Puts a fresh picture, and forgets it. */
static gboolean
put (SumacImageCache *cache,
     guint64 id,
     gint width,
     gint height,
     gboolean is_lossy,
     SumacCacheMode mode)
{
  g_autoptr (SumacPixels) pixels = test_pixels (width, height, (guint32) id);

  return sumac_image_cache_put (cache, id, pixels, is_lossy, mode);
}

static gboolean
has (SumacImageCache *cache, guint64 id, gboolean lossless)
{
  g_autoptr (SumacPixels) pixels = sumac_image_cache_lookup (cache, id, lossless);

  return pixels != NULL;
}

static void
test_counts (void)
{
  SumacImageCache *cache = sumac_image_cache_new (1000);

  g_assert_cmpint (has (cache, 1, FALSE), ==, FALSE);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (put (cache, 1, 5, 4, FALSE, SUMAC_CACHE_PUT), ==, TRUE);
  g_assert_cmpint (sumac_image_cache_get_pixels (cache), ==, 20);
  for (guint i = 0; i < 2; i++)
    {
      sumac_image_cache_forget (cache, 1);
      g_assert_cmpint (has (cache, 1, TRUE), ==, TRUE);
    }
  sumac_image_cache_forget (cache, 1);
  g_assert_cmpint (has (cache, 1, FALSE), ==, FALSE);
  g_assert_cmpint (sumac_image_cache_get_pixels (cache), ==, 0);

  /* One too many, and one that never was. */
  sumac_image_cache_forget (cache, 1);
  sumac_image_cache_forget (cache, G_MAXUINT64);
  g_assert_cmpint (put (cache, 1, 5, 4, FALSE, SUMAC_CACHE_PUT), ==, TRUE);
  g_assert_cmpint (has (cache, 1, FALSE), ==, TRUE);
  sumac_image_cache_free (cache);
}

static void
test_a_second_put_keeps_the_first_picture (void)
{
  SumacImageCache *cache = sumac_image_cache_new (1000);
  g_autoptr (SumacPixels) first = test_pixels (2, 2, 1);
  g_autoptr (SumacPixels) second = test_pixels (3, 3, 2);

  sumac_image_cache_put (cache, 9, first, FALSE, SUMAC_CACHE_PUT);
  sumac_image_cache_put (cache, 9, second, FALSE, SUMAC_CACHE_PUT);

  g_autoptr (SumacPixels) got = sumac_image_cache_lookup (cache, 9, FALSE);

  g_assert_true (got == first);
  sumac_image_cache_free (cache);
}

/* A new picture, the same count. */
static void
test_replacing_does_not_count (void)
{
  SumacImageCache *cache = sumac_image_cache_new (1000);
  g_autoptr (SumacPixels) better = test_pixels (6, 6, 2);

  put (cache, 9, 5, 5, TRUE, SUMAC_CACHE_PUT);
  sumac_image_cache_put (cache, 9, better, FALSE, SUMAC_CACHE_REPLACE);
  g_assert_cmpint (sumac_image_cache_get_pixels (cache), ==, 36);

  g_autoptr (SumacPixels) got = sumac_image_cache_lookup (cache, 9, TRUE);

  g_assert_true (got == better);
  sumac_image_cache_forget (cache, 9);
  g_assert_cmpint (has (cache, 9, FALSE), ==, FALSE);

  /* What is not there is put. */
  g_assert_cmpint (put (cache, 10, 1, 1, FALSE, SUMAC_CACHE_REPLACE), ==, TRUE);
  g_assert_cmpint (has (cache, 10, TRUE), ==, TRUE);
  sumac_image_cache_free (cache);
}

static void
test_lossy_is_not_lossless (void)
{
  SumacImageCache *cache = sumac_image_cache_new (1000);

  put (cache, 1, 1, 1, TRUE, SUMAC_CACHE_PUT);
  g_assert_cmpint (has (cache, 1, FALSE), ==, TRUE);
  g_assert_cmpint (has (cache, 1, TRUE), ==, FALSE);
  put (cache, 1, 1, 1, FALSE, SUMAC_CACHE_REPLACE);
  g_assert_cmpint (has (cache, 1, TRUE), ==, TRUE);
  sumac_image_cache_free (cache);
}

/* A tenth more than announced, and no pixel beyond it. */
static void
test_budget (void)
{
  SumacImageCache *cache = sumac_image_cache_new (1000);

  g_assert_cmpint (put (cache, 1, 100, 10, FALSE, SUMAC_CACHE_PUT), ==, TRUE);
  g_assert_cmpint (put (cache, 2, 100, 1, FALSE, SUMAC_CACHE_PUT), ==, TRUE);
  g_assert_cmpint (put (cache, 3, 1, 1, FALSE, SUMAC_CACHE_PUT), ==, FALSE);
  g_assert_cmpint (has (cache, 3, FALSE), ==, FALSE);
  g_assert_cmpint (sumac_image_cache_get_pixels (cache), ==, 1100);

  /* What adds no pixel is no matter of the budget. */
  g_assert_cmpint (put (cache, 1, 100, 10, FALSE, SUMAC_CACHE_PUT), ==, TRUE);
  g_assert_cmpint (put (cache, 1, 10, 100, FALSE, SUMAC_CACHE_REPLACE), ==, TRUE);
  g_assert_cmpint (put (cache, 1, 11, 100, FALSE, SUMAC_CACHE_REPLACE), ==, FALSE);
  g_assert_cmpint (sumac_image_cache_get_pixels (cache), ==, 1100);

  sumac_image_cache_forget (cache, 1);
  g_assert_cmpint (has (cache, 1, FALSE), ==, TRUE);
  sumac_image_cache_forget (cache, 1);
  g_assert_cmpint (put (cache, 3, 1, 1, FALSE, SUMAC_CACHE_PUT), ==, TRUE);
  sumac_image_cache_free (cache);
}

/* One that is ahead of another keeps what that is still to forget. */
static void
test_budget_of_several (void)
{
  SumacImageCache *cache = sumac_image_cache_new (1000);

  sumac_image_cache_set_channels (cache, 2);
  for (guint64 id = 1; id <= 4; id++)
    g_assert_cmpint (put (cache, id, 100, 10, FALSE, SUMAC_CACHE_PUT), ==, TRUE);
  g_assert_cmpint (put (cache, 5, 1, 1, FALSE, SUMAC_CACHE_PUT), ==, FALSE);
  sumac_image_cache_forget (cache, 1);
  g_assert_cmpint (put (cache, 5, 1, 1, FALSE, SUMAC_CACHE_PUT), ==, TRUE);
  sumac_image_cache_free (cache);
}

/* Nobody waits for a picture that is known not to come; it counts all the same. */
static void
test_missed (void)
{
  SumacImageCache *cache = sumac_image_cache_new (1000);

  sumac_image_cache_set_channels (cache, 2);
  sumac_image_cache_miss (cache, 1, SUMAC_CACHE_PUT);
  g_assert_cmpint (has (cache, 1, FALSE), ==, FALSE);
  g_assert_cmpint (put (cache, 1, 2, 2, FALSE, SUMAC_CACHE_PUT), ==, TRUE);
  sumac_image_cache_miss (cache, 1, SUMAC_CACHE_PUT);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpint (has (cache, 1, FALSE), ==, TRUE);
      sumac_image_cache_forget (cache, 1);
    }
  sumac_image_cache_set_channels (cache, 1);
  g_assert_cmpint (has (cache, 1, FALSE), ==, FALSE);
  g_assert_cmpint (sumac_image_cache_get_pixels (cache), ==, 0);
  sumac_image_cache_free (cache);
}

/* The smallest pictures hardly touch the budget, but each takes memory besides its pixels. */
static void
test_number_of_pictures (void)
{
  g_autoptr (SumacPixels) pixels = test_pixels (1, 1, 0);
  SumacImageCache *cache = sumac_image_cache_new (2 * SUMAC_MAX_CACHED_IMAGES);

  for (guint64 id = 0; id < SUMAC_MAX_CACHED_IMAGES; id++)
    g_assert_true (sumac_image_cache_put (cache, id, pixels, FALSE, SUMAC_CACHE_PUT));
  g_assert_false (
      sumac_image_cache_put (cache, SUMAC_MAX_CACHED_IMAGES, pixels, FALSE, SUMAC_CACHE_PUT));
  /* One that is there may be counted, replaced, and make room. */
  g_assert_true (sumac_image_cache_put (cache, 0, pixels, FALSE, SUMAC_CACHE_PUT));
  g_assert_true (sumac_image_cache_put (cache, 1, pixels, FALSE, SUMAC_CACHE_REPLACE));
  sumac_image_cache_forget (cache, 1);
  g_assert_true (
      sumac_image_cache_put (cache, SUMAC_MAX_CACHED_IMAGES, pixels, FALSE, SUMAC_CACHE_PUT));
  sumac_image_cache_free (cache);
}

static void
test_forget_all (void)
{
  SumacImageCache *cache = sumac_image_cache_new (1000);
  g_autoptr (SumacPixels) held = NULL;

  put (cache, 1, 2, 2, FALSE, SUMAC_CACHE_PUT);
  put (cache, 1, 2, 2, FALSE, SUMAC_CACHE_PUT);
  put (cache, 2, 2, 2, TRUE, SUMAC_CACHE_PUT);
  held = sumac_image_cache_lookup (cache, 1, FALSE);
  sumac_image_cache_forget_all (cache);
  g_assert_cmpint (sumac_image_cache_get_pixels (cache), ==, 0);
  g_assert_cmpint (has (cache, 1, FALSE), ==, FALSE);
  g_assert_cmpint (has (cache, 2, FALSE), ==, FALSE);
  /* Who had it has it still. */
  g_assert_cmpuint (*sumac_pixels_row (held, 1), ==, 1);
  sumac_image_cache_free (cache);
}

/* A painter that looks for one picture on a thread of its own. */
typedef struct
{
  SumacImageCache *cache;
  guint64 id;
  gboolean lossless;
  SumacPixels *got;
  int done; /* eventfd */
  SumacThread thread;
} Looker;

static void *
look (void *data)
{
  Looker *looker = data;
  guint64 one = 1;

  looker->got = sumac_image_cache_lookup (looker->cache, looker->id, looker->lossless);
  g_assert_cmpint (write (looker->done, &one, sizeof one), ==, sizeof one);
  return NULL;
}

static void
looker_start (Looker *looker, SumacImageCache *cache, guint64 id, gboolean lossless)
{
  *looker = (Looker){
    .cache = cache,
    .id = id,
    .lossless = lossless,
    .done = eventfd (0, EFD_CLOEXEC),
  };
  g_assert_cmpint (sumac_thread_start (&looker->thread, "looker", look, looker), ==, TRUE);
}

/* Waits until it has an answer. */
static gboolean
looker_finish (Looker *looker)
{
  struct pollfd done = { .fd = looker->done, .events = POLLIN };
  gboolean has_got;

  g_assert_cmpint (poll (&done, 1, BOUND_MS), ==, 1);
  sumac_thread_join (looker->thread);
  close (looker->done);
  has_got = looker->got != NULL;
  g_clear_pointer (&looker->got, sumac_pixels_unref);
  return has_got;
}

static void
test_waits_for_another_channel (void)
{
  SumacImageCache *cache = sumac_image_cache_new (1000);
  Looker any;
  Looker lossless;

  sumac_image_cache_set_channels (cache, 2);
  looker_start (&any, cache, 1, FALSE);
  looker_start (&lossless, cache, 2, TRUE);
  put (cache, 3, 1, 1, FALSE, SUMAC_CACHE_PUT);
  put (cache, 2, 1, 1, TRUE, SUMAC_CACHE_PUT);
  put (cache, 1, 1, 1, TRUE, SUMAC_CACHE_PUT);
  g_assert_cmpint (looker_finish (&any), ==, TRUE);
  put (cache, 2, 1, 1, FALSE, SUMAC_CACHE_REPLACE);
  g_assert_cmpint (looker_finish (&lossless), ==, TRUE);
  sumac_image_cache_free (cache);
}

static void
test_cancel_ends_every_wait (void)
{
  SumacImageCache *cache = sumac_image_cache_new (1000);
  Looker lookers[3];

  sumac_image_cache_set_channels (cache, 8);
  for (guint i = 0; i < G_N_ELEMENTS (lookers); i++)
    looker_start (&lookers[i], cache, i, FALSE);
  sumac_image_cache_cancel (cache);
  for (guint i = 0; i < G_N_ELEMENTS (lookers); i++)
    g_assert_cmpint (looker_finish (&lookers[i]), ==, FALSE);
  /* For good. */
  g_assert_cmpint (has (cache, 1, FALSE), ==, FALSE);
  sumac_image_cache_free (cache);
}

static void
test_the_last_channel_does_not_wait (void)
{
  SumacImageCache *cache = sumac_image_cache_new (1000);
  Looker looker;

  sumac_image_cache_set_channels (cache, 2);
  looker_start (&looker, cache, 1, FALSE);
  sumac_image_cache_set_channels (cache, 1);
  g_assert_cmpint (looker_finish (&looker), ==, FALSE);
  sumac_image_cache_free (cache);
}

/* All channels silent for long: the picture will not come. */
static void
test_silence_ends_a_wait (void)
{
  SumacImageCache *cache = sumac_image_cache_new (1000);
  Looker looker;
  gint64 start = sumac_clock_us ();

  sumac_image_cache_set_channels (cache, 2);
  looker_start (&looker, cache, 1, FALSE);
  sumac_image_cache_set_idle (cache, TRUE);
  g_assert_cmpint (looker_finish (&looker), ==, FALSE);
  g_assert_cmpint (sumac_clock_us () - start, >=, G_USEC_PER_SEC);
  sumac_image_cache_set_idle (cache, FALSE);
  sumac_image_cache_free (cache);
}

/* Who is busy again may still bring it, also after a while of idleness. */
static void
test_a_busy_channel_is_waited_for (void)
{
  SumacImageCache *cache = sumac_image_cache_new (1000);
  Looker looker;

  sumac_image_cache_set_channels (cache, 2);
  sumac_image_cache_set_idle (cache, TRUE);
  looker_start (&looker, cache, 1, FALSE);
  sumac_image_cache_set_idle (cache, FALSE);
  put (cache, 1, 1, 1, FALSE, SUMAC_CACHE_PUT);
  g_assert_cmpint (looker_finish (&looker), ==, TRUE);
  sumac_image_cache_free (cache);
}

/* Two channels that use one cache at once: what one of them has put is there. */
typedef struct
{
  SumacImageCache *cache;
  guint64 first_id;
} User;

static void *
use (void *data)
{
  User *user = data;

  for (guint64 i = 0; i < 2000; i++)
    {
      guint64 id = user->first_id + i % 7;

      g_assert_cmpint (put (user->cache, id, 2, 2, FALSE, SUMAC_CACHE_PUT), ==, TRUE);
      g_assert_cmpint (has (user->cache, id, TRUE), ==, TRUE);
      put (user->cache, id, 3, 2, FALSE, SUMAC_CACHE_REPLACE);
      sumac_image_cache_forget (user->cache, id);
    }
  return NULL;
}

static void
test_two_threads (void)
{
  SumacImageCache *cache = sumac_image_cache_new (10000);
  User users[2] = { { cache, 0 }, { cache, 100 } };
  SumacThread threads[2];

  sumac_image_cache_set_channels (cache, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpint (sumac_thread_start (&threads[i], "user", use, &users[i]), ==, TRUE);
  for (guint i = 0; i < 2; i++)
    sumac_thread_join (threads[i]);
  g_assert_cmpint (sumac_image_cache_get_pixels (cache), ==, 0);
  sumac_image_cache_free (cache);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paint/image-cache/counts", test_counts);
  g_test_add_func ("/paint/image-cache/a-second-put-keeps-the-first-picture",
                   test_a_second_put_keeps_the_first_picture);
  g_test_add_func ("/paint/image-cache/replacing-does-not-count",
                   test_replacing_does_not_count);
  g_test_add_func ("/paint/image-cache/lossy-is-not-lossless", test_lossy_is_not_lossless);
  g_test_add_func ("/paint/image-cache/a-tenth-above-the-budget", test_budget);
  g_test_add_func ("/paint/image-cache/several-channels-may-keep-more", test_budget_of_several);
  g_test_add_func ("/paint/image-cache/what-failed-is-not-waited-for", test_missed);
  g_test_add_func ("/paint/image-cache/no-more-than-so-many-pictures", test_number_of_pictures);
  g_test_add_func ("/paint/image-cache/forget-all", test_forget_all);
  g_test_add_func ("/paint/image-cache/waits-for-another-channel",
                   test_waits_for_another_channel);
  g_test_add_func ("/paint/image-cache/cancel-ends-every-wait", test_cancel_ends_every_wait);
  g_test_add_func ("/paint/image-cache/the-last-channel-does-not-wait",
                   test_the_last_channel_does_not_wait);
  g_test_add_func ("/paint/image-cache/silence-ends-a-wait", test_silence_ends_a_wait);
  g_test_add_func ("/paint/image-cache/a-busy-channel-is-waited-for",
                   test_a_busy_channel_is_waited_for);
  g_test_add_func ("/paint/image-cache/two-threads", test_two_threads);
  return g_test_run ();
}
