/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Pictures leave the cache when other channels have come far enough, and nobody waits for it. */

#include "paint/departures.h"

#include "core/thread.h"
#include "support/pixels.h"

#include <poll.h>
#include <spice/enums.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define BOUND_MS 20000

static const SumacChannelWait waits[] = {
  { SPICE_CHANNEL_DISPLAY, 1, 5 },
  { SPICE_CHANNEL_DISPLAY, 2, 7 },
};

typedef struct
{
  SumacImageCache *cache;
  SumacProgress *progress;
  SumacDepartures *departures;
} Scene;

static void
scene_init (Scene *scene)
{
  scene->cache = sumac_image_cache_new (10000);
  scene->progress = sumac_progress_new ();
  scene->departures = sumac_departures_new (scene->cache, scene->progress);
  sumac_progress_add (scene->progress, SPICE_CHANNEL_DISPLAY, 1);
  sumac_progress_add (scene->progress, SPICE_CHANNEL_DISPLAY, 2);
}

static void
scene_clear (Scene *scene)
{
  sumac_departures_free (scene->departures);
  sumac_progress_free (scene->progress);
  sumac_image_cache_free (scene->cache);
}

static void
put (Scene *scene, guint64 id)
{
  g_autoptr (SumacPixels) pixels = test_pixels (1, 1, (guint32) id);

  g_assert_cmpint (sumac_image_cache_put (scene->cache, id, pixels, FALSE, SUMAC_CACHE_PUT), ==,
                   TRUE);
}

static gboolean
has (Scene *scene, guint64 id)
{
  g_autoptr (SumacPixels) pixels = sumac_image_cache_lookup (scene->cache, id, FALSE);

  return pixels != NULL;
}

static void
reach (Scene *scene, guint8 display, guint64 serial)
{
  sumac_progress_reach (scene->progress, SPICE_CHANNEL_DISPLAY, display, serial);
  sumac_departures_see_off (scene->departures);
}

static void
test_at_once (void)
{
  const guint64 ids[] = { 1, 2 };
  Scene scene;

  scene_init (&scene);
  for (guint64 id = 1; id <= 3; id++)
    put (&scene, id);
  sumac_departures_add (scene.departures, 1, ids, 2);
  g_assert_cmpint (has (&scene, 1), ==, FALSE);
  g_assert_cmpint (has (&scene, 2), ==, FALSE);
  g_assert_cmpint (has (&scene, 3), ==, TRUE);

  reach (&scene, 1, 5);
  reach (&scene, 2, 8);
  sumac_departures_expect (scene.departures, 2, waits, 2);
  sumac_departures_add (scene.departures, 2, &(guint64){ 3 }, 1);
  g_assert_cmpint (has (&scene, 3), ==, FALSE);
  scene_clear (&scene);
}

/* Two groups, which leave in the order of their waits. */
static void
test_later (void)
{
  Scene scene;

  scene_init (&scene);
  for (guint64 id = 1; id <= 3; id++)
    put (&scene, id);
  for (guint i = 0; i < 2; i++)
    sumac_departures_expect (scene.departures, 1, &waits[i], 1);
  sumac_departures_add (scene.departures, 1, &(guint64){ 1 }, 1);
  sumac_departures_expect (scene.departures, 2, &waits[0], 1);
  sumac_departures_add (scene.departures, 2, &(guint64){ 2 }, 1);
  /* Of that message nothing was expected. */
  sumac_departures_add (scene.departures, 2, &(guint64){ 3 }, 1);
  g_assert_cmpint (has (&scene, 3), ==, FALSE);

  reach (&scene, 1, 4);
  g_assert_cmpint (has (&scene, 2), ==, TRUE);
  reach (&scene, 1, 5);
  g_assert_cmpint (has (&scene, 2), ==, FALSE);
  g_assert_cmpint (has (&scene, 1), ==, TRUE);
  /* A channel that has ended draws nothing more. */
  sumac_progress_remove (scene.progress, SPICE_CHANNEL_DISPLAY, 2);
  sumac_departures_see_off (scene.departures);
  g_assert_cmpint (has (&scene, 1), ==, FALSE);
  scene_clear (&scene);
}

/* Kept anew in the meantime, a picture counts twice, and stays. */
static void
test_return (void)
{
  Scene scene;

  scene_init (&scene);
  put (&scene, 1);
  sumac_departures_expect (scene.departures, 1, waits, 1);
  sumac_departures_add (scene.departures, 1, &(guint64){ 1 }, 1);
  put (&scene, 1);
  reach (&scene, 1, 5);
  g_assert_cmpint (has (&scene, 1), ==, TRUE);
  scene_clear (&scene);
}

static void
test_unused (void)
{
  const SumacChannelWait *unused;
  Scene scene;
  guint n = 0;

  scene_init (&scene);
  g_assert_null (sumac_departures_take_unused (scene.departures, &n));
  sumac_departures_expect (scene.departures, 1, &waits[1], 1);
  /* A wait of another message takes its place. */
  sumac_departures_expect (scene.departures, 2, waits, 1);
  unused = sumac_departures_take_unused (scene.departures, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (unused->serial, ==, 5);
  g_assert_null (sumac_departures_take_unused (scene.departures, &n));

  sumac_departures_expect (scene.departures, 3, waits, 2);
  sumac_departures_add (scene.departures, 3, &(guint64){ 1 }, 1);
  g_assert_null (sumac_departures_take_unused (scene.departures, &n));
  scene_clear (&scene);
}

typedef struct
{
  Scene *scene;
  int done; /* eventfd */
} Flood;

/* One group more than there may be. */
static void *
flood (void *data)
{
  Flood *it = data;
  guint64 one = 1;

  for (guint64 id = 1; id <= 1025; id++)
    {
      sumac_departures_expect (it->scene->departures, id, waits, 1);
      sumac_departures_add (it->scene->departures, id, &id, 1);
    }
  g_assert_cmpint (write (it->done, &one, sizeof one), ==, sizeof one);
  return NULL;
}

static void
test_too_many (void)
{
  Scene scene;
  Flood it = { .scene = &scene, .done = eventfd (0, EFD_CLOEXEC) };
  struct pollfd done = { .fd = it.done, .events = POLLIN };
  SumacThread thread;

  scene_init (&scene);
  for (guint64 id = 1; id <= 1025; id++)
    put (&scene, id);
  g_assert_cmpint (sumac_thread_start (&thread, "flood", flood, &it), ==, TRUE);
  sumac_progress_reach (scene.progress, SPICE_CHANNEL_DISPLAY, 1, 4);
  g_assert_cmpint (poll (&done, 1, 0), ==, 0);
  g_assert_cmpint (sumac_image_cache_get_pixels (scene.cache), ==, 1025);
  sumac_progress_reach (scene.progress, SPICE_CHANNEL_DISPLAY, 1, 5);
  g_assert_cmpint (poll (&done, 1, BOUND_MS), ==, 1);
  sumac_thread_join (thread);
  /* Those that were added after the wait was over left at once, the others with it. */
  sumac_departures_see_off (scene.departures);
  g_assert_cmpint (sumac_image_cache_get_pixels (scene.cache), ==, 0);
  close (it.done);
  scene_clear (&scene);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paint/departures/at-once-when-nobody-needs-them", test_at_once);
  g_test_add_func ("/paint/departures/later-when-all-have-come-far-enough", test_later);
  g_test_add_func ("/paint/departures/what-returns-stays", test_return);
  g_test_add_func ("/paint/departures/a-wait-without-pictures-is-given-back", test_unused);
  g_test_add_func ("/paint/departures/beyond-the-limit-the-oldest-is-waited-for",
                   test_too_many);
  return g_test_run ();
}
