/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "paint/glz-window.h"

#include "core/thread.h"

#include <sumac/error.h>

#define MAX_PIXELS  1000
#define PATIENCE_US (20 * G_USEC_PER_SEC)

/* A window with decoders' way to it. */
typedef struct
{
  SumacGlzWindow *window;
  SumacGlzPictures pictures;
} Fixture;

/* A look-up on another thread. */
typedef struct
{
  const Fixture *fixture;
  guint64 id;
  SumacThread thread;
  SumacPixels *pixels;
  GError *error;
  gboolean is_done; /* atomic */
} Waiter;

static Fixture
fixture_new_of (guint64 max_pixels, guint n_channels)
{
  Fixture f = { .window = sumac_glz_window_new (max_pixels) };

  f.pictures = sumac_glz_window_pictures (f.window);
  sumac_glz_window_set_channels (f.window, n_channels);
  return f;
}

static Fixture
fixture_new (guint n_channels)
{
  return fixture_new_of (MAX_PIXELS, n_channels);
}

static void
enter_pixels (const Fixture *f, guint64 id, guint32 head_distance, SumacPixels *pixels)
{
  g_autoptr (GError) error = NULL;

  f->pictures.enter (f->pictures.window, id, head_distance, pixels, &error);
  g_assert_no_error (error);
}

/* A picture as wide as it can be told by: id + 1. */
static void
enter (const Fixture *f, guint64 id, guint32 head_distance)
{
  g_autoptr (SumacPixels) pixels =
      sumac_pixels_new (SUMAC_PIXELS_XRGB32, (gint) (id % 64) + 1, 1, NULL);

  enter_pixels (f, id, head_distance, pixels);
}

static void
assert_no_entry (const Fixture *f, guint64 id, gint width, gint code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SumacPixels) pixels = sumac_pixels_new (SUMAC_PIXELS_XRGB32, width, 1, NULL);

  g_assert_false (f->pictures.enter (f->pictures.window, id, 0, pixels, &error));
  g_assert_error (error, SUMAC_ERROR, code);
  g_assert_cmpint (pixels->ref_count, ==, 1);
}

static void
assert_there (const Fixture *f, guint64 id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SumacPixels) pixels = f->pictures.look (f->pictures.window, id, &error);

  g_assert_no_error (error);
  g_assert_cmpint (pixels->width, ==, id % 64 + 1);
}

static void
assert_missing (const Fixture *f, guint64 id, gint code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SumacPixels) pixels = f->pictures.look (f->pictures.window, id, &error);

  g_assert_null (pixels);
  g_assert_error (error, SUMAC_ERROR, code);
}

static void *
wait_for_picture (void *data)
{
  Waiter *waiter = data;
  const SumacGlzPictures *pictures = &waiter->fixture->pictures;

  waiter->pixels = pictures->look (pictures->window, waiter->id, &waiter->error);
  __atomic_store_n (&waiter->is_done, TRUE, __ATOMIC_RELEASE);
  return NULL;
}

static void
waiter_start (Waiter *waiter, const Fixture *f, guint64 id)
{
  *waiter = (Waiter){ .fixture = f, .id = id };
  g_assert_cmpint (sumac_thread_start (&waiter->thread, "waiter", wait_for_picture, waiter), ==,
                   TRUE);
}

/* @code 0: the picture has come. */
static void
waiter_end (Waiter *waiter, gint code)
{
  sumac_thread_join (waiter->thread);
  if (code == 0)
    {
      g_assert_no_error (waiter->error);
      g_assert_cmpint (waiter->pixels->width, ==, waiter->id % 64 + 1);
      sumac_pixels_unref (waiter->pixels);
      return;
    }
  g_assert_null (waiter->pixels);
  g_assert_error (waiter->error, SUMAC_ERROR, code);
  g_clear_error (&waiter->error);
}

static void
test_release (void)
{
  Fixture f = fixture_new (1);

  for (guint64 id = 0; id < 6; id++)
    enter (&f, id, (guint32) id);
  for (guint64 id = 0; id < 6; id++)
    assert_there (&f, id);
  enter (&f, 6, 2);
  for (guint64 id = 0; id < 4; id++)
    assert_missing (&f, id, SUMAC_ERROR_PROTOCOL);
  for (guint64 id = 4; id < 7; id++)
    assert_there (&f, id);
  enter (&f, 7, 0);
  assert_missing (&f, 6, SUMAC_ERROR_PROTOCOL);
  assert_there (&f, 7);
  sumac_glz_window_free (f.window);
}

static void
test_gap (void)
{
  Fixture f = fixture_new (2);

  enter (&f, 0, 0);
  enter (&f, 1, 1);
  /* 2 is still under way on the other channel. */
  enter (&f, 3, 0);
  enter (&f, 4, 0);
  for (guint64 id = 0; id < 5; id++)
    if (id != 2)
      assert_there (&f, id);
  enter (&f, 2, 2);
  for (guint64 id = 0; id < 4; id++)
    assert_missing (&f, id, SUMAC_ERROR_PROTOCOL);
  assert_there (&f, 4);
  sumac_glz_window_free (f.window);
}

/* The first to come need not be the first. */
static void
test_late (void)
{
  Fixture f = fixture_new (2);

  enter (&f, 2, 0);
  enter (&f, 3, 0);
  assert_there (&f, 2);
  enter (&f, 1, 0);
  enter (&f, 0, 0);
  for (guint64 id = 0; id < 3; id++)
    assert_missing (&f, id, SUMAC_ERROR_PROTOCOL);
  assert_there (&f, 3);
  sumac_glz_window_free (f.window);
}

/* After a migration the ids go on. */
static void
test_takeover (void)
{
  Fixture f = fixture_new (1);

  enter (&f, 0, 0);
  sumac_glz_window_reset (f.window, 100);
  assert_missing (&f, 0, SUMAC_ERROR_PROTOCOL);
  assert_no_entry (&f, 99, 1, SUMAC_ERROR_PROTOCOL);
  enter (&f, 101, 1);
  enter (&f, 100, 90);
  assert_there (&f, 100);
  enter (&f, 102, 1);
  assert_missing (&f, 100, SUMAC_ERROR_PROTOCOL);
  assert_there (&f, 101);
  sumac_glz_window_free (f.window);
}

static void
test_far (void)
{
  Fixture f = fixture_new (1);

  enter (&f, G_MAXUINT64, 0);
  enter (&f, G_MAXUINT32, 0);
  assert_there (&f, G_MAXUINT64);
  assert_there (&f, G_MAXUINT32);
  sumac_glz_window_free (f.window);
}

static void
test_before_beginning (void)
{
  Fixture f = fixture_new (1);

  enter (&f, 0, 0);
  enter (&f, 1, 2);
  enter (&f, 2, G_MAXUINT32);
  for (guint64 id = 0; id < 3; id++)
    assert_there (&f, id);
  sumac_glz_window_free (f.window);
}

static void
test_head_stays (void)
{
  Fixture f = fixture_new (2);

  for (guint64 id = 0; id < 4; id++)
    enter (&f, id, 0);
  enter (&f, 4, 4);
  for (guint64 id = 0; id < 3; id++)
    assert_missing (&f, id, SUMAC_ERROR_PROTOCOL);
  assert_there (&f, 3);
  assert_there (&f, 4);
  sumac_glz_window_free (f.window);
}

static void
test_failed (void)
{
  Fixture f = fixture_new (2);

  enter_pixels (&f, 0, 0, NULL);
  assert_missing (&f, 0, SUMAC_ERROR_PROTOCOL);
  enter (&f, 1, 1);
  enter (&f, 2, 0);
  assert_missing (&f, 1, SUMAC_ERROR_PROTOCOL);
  assert_there (&f, 2);
  sumac_glz_window_free (f.window);
}

static void
test_twice (void)
{
  Fixture f = fixture_new (2);

  enter (&f, 0, 0);
  enter (&f, 2, 0);
  assert_no_entry (&f, 0, 9, SUMAC_ERROR_PROTOCOL);
  assert_no_entry (&f, 2, 9, SUMAC_ERROR_PROTOCOL);
  assert_there (&f, 0);
  assert_there (&f, 2);
  enter (&f, 1, 0);
  assert_missing (&f, 0, SUMAC_ERROR_PROTOCOL);
  assert_no_entry (&f, 0, 9, SUMAC_ERROR_PROTOCOL);
  sumac_glz_window_free (f.window);
}

static void
test_alone (void)
{
  Fixture f = fixture_new (1);

  assert_missing (&f, 0, SUMAC_ERROR_PROTOCOL);
  assert_missing (&f, 7, SUMAC_ERROR_PROTOCOL);
  sumac_glz_window_set_channels (f.window, 0);
  assert_missing (&f, 7, SUMAC_ERROR_PROTOCOL);
  sumac_glz_window_free (f.window);
}

static void
test_references (void)
{
  Fixture f = fixture_new (1);
  g_autoptr (SumacPixels) pixels = sumac_pixels_new (SUMAC_PIXELS_XRGB32, 4, 4, NULL);

  enter_pixels (&f, 0, 0, pixels);
  g_assert_cmpint (pixels->ref_count, ==, 2);
  enter_pixels (&f, 1, 0, pixels);
  g_assert_cmpint (pixels->ref_count, ==, 2);
  sumac_glz_window_reset (f.window, 0);
  g_assert_cmpint (pixels->ref_count, ==, 1);
  enter_pixels (&f, 5, 0, pixels);
  sumac_glz_window_free (f.window);
  g_assert_cmpint (pixels->ref_count, ==, 1);
  sumac_glz_window_free (NULL);
}

static void
test_limit (void)
{
  Fixture f = fixture_new (2);
  g_autoptr (SumacPixels) large = sumac_pixels_new (SUMAC_PIXELS_XRGB32, MAX_PIXELS, 1, NULL);
  Waiter waiter;

  for (guint64 id = 1; id < 4; id++)
    enter_pixels (&f, id, 0, large);
  enter (&f, 4, 0);
  waiter_start (&waiter, &f, 9);
  assert_no_entry (&f, 5, MAX_PIXELS, SUMAC_ERROR_LIMIT);
  waiter_end (&waiter, SUMAC_ERROR_LIMIT);
  /* Nothing can leave without 5, so nothing enters. */
  assert_no_entry (&f, 6, 1, SUMAC_ERROR_LIMIT);
  assert_missing (&f, 6, SUMAC_ERROR_LIMIT);

  sumac_glz_window_reset (f.window, 0);
  enter (&f, 0, 0);
  assert_there (&f, 0);
  sumac_glz_window_free (f.window);
}

/* What has left counts no more. */
static void
test_limit_follows (void)
{
  Fixture f = fixture_new (1);
  g_autoptr (SumacPixels) large = sumac_pixels_new (SUMAC_PIXELS_XRGB32, MAX_PIXELS, 1, NULL);

  for (guint64 id = 0; id < 100; id++)
    enter_pixels (&f, id, id < 1 ? 0 : 1, large);
  sumac_glz_window_free (f.window);
}

static void
test_limit_of_nothing (void)
{
  Fixture f = fixture_new (1);
  guint n = 0;

  while (n < 2 * MAX_PIXELS && f.pictures.enter (f.pictures.window, 2 * n + 1, 0, NULL, NULL))
    n++;
  g_assert_cmpuint (n, >, 100);
  g_assert_cmpuint (n, <, MAX_PIXELS);
  sumac_glz_window_free (f.window);
}

static void
test_wait (void)
{
  Fixture f = fixture_new (2);
  Waiter waiters[3];

  enter (&f, 0, 0);
  for (guint i = 0; i < G_N_ELEMENTS (waiters); i++)
    waiter_start (&waiters[i], &f, 1 + i);
  enter (&f, 3, 3);
  enter (&f, 2, 2);
  waiter_end (&waiters[2], 0);
  waiter_end (&waiters[1], 0);
  enter (&f, 1, 1);
  waiter_end (&waiters[0], 0);
  sumac_glz_window_free (f.window);
}

static void
test_wait_for_failed (void)
{
  Fixture f = fixture_new (2);
  Waiter waiter;

  waiter_start (&waiter, &f, 1);
  enter_pixels (&f, 1, 0, NULL);
  waiter_end (&waiter, SUMAC_ERROR_PROTOCOL);
  sumac_glz_window_free (f.window);
}

static void
test_wait_in_vain (void)
{
  Fixture f = fixture_new (2);
  Waiter waiter;

  waiter_start (&waiter, &f, 1);
  sumac_glz_window_set_channels (f.window, 1);
  waiter_end (&waiter, SUMAC_ERROR_PROTOCOL);
  sumac_glz_window_free (f.window);
}

static void
test_cancel (void)
{
  Fixture f = fixture_new (2);
  Waiter waiter;

  enter (&f, 0, 0);
  waiter_start (&waiter, &f, 1);
  sumac_glz_window_cancel (f.window);
  waiter_end (&waiter, SUMAC_ERROR_CANCELLED);
  assert_missing (&f, 2, SUMAC_ERROR_CANCELLED);
  assert_there (&f, 0);
  sumac_glz_window_free (f.window);
}

/* A reset before the look-up ends nothing: reset until it has seen one. */
static void
test_reset_ends_wait (void)
{
  Fixture f = fixture_new (2);
  gint64 deadline_us = sumac_clock_us () + PATIENCE_US;
  Waiter waiter;

  waiter_start (&waiter, &f, 1);
  while (!__atomic_load_n (&waiter.is_done, __ATOMIC_ACQUIRE))
    {
      g_assert_cmpint (sumac_clock_us (), <, deadline_us);
      sumac_glz_window_reset (f.window, 0);
    }
  waiter_end (&waiter, SUMAC_ERROR_CANCELLED);
  sumac_glz_window_free (f.window);
}

/* The rule word by word: t is the largest id up to which all have come; after every entry all
 * below t − its distance leave, for good. */
static void
test_model (void)
{
  enum
  {
    N = 400,
    DELAY = 12,
  };

  Fixture f = fixture_new_of (N * 100, 1);
  guint order[N];
  guint32 distances[N];
  gboolean has_come[N] = { FALSE };
  gboolean has_left[N] = { FALSE };

  for (guint i = 0; i < N; i++)
    {
      order[i] = i;
      distances[i] = (guint32) g_test_rand_int_range (0, (gint) MIN (i, 20) + 2);
    }
  for (guint i = 0; i + DELAY < N; i++)
    {
      guint k = i + (guint) g_test_rand_int_range (0, DELAY);
      guint kept = order[i];

      order[i] = order[k];
      order[k] = kept;
    }

  for (guint step = 0; step < N; step++)
    {
      guint t = 0;

      enter (&f, order[step], distances[order[step]]);
      has_come[order[step]] = TRUE;
      while (t < N && has_come[t])
        t++;
      for (guint id = 0; t > 0 && distances[t - 1] <= t - 1 && id < t - 1 - distances[t - 1];
           id++)
        has_left[id] = TRUE;
      for (guint id = 0; id < N; id++)
        if (has_come[id] && !has_left[id])
          assert_there (&f, id);
        else
          assert_missing (&f, id, SUMAC_ERROR_PROTOCOL);
    }
  sumac_glz_window_free (f.window);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/glz-window/pictures-below-the-head-leave", test_release);
  g_test_add_func ("/glz-window/nothing-leaves-while-a-gap-is-open", test_gap);
  g_test_add_func ("/glz-window/ids-count-from-0-whatever-comes-first", test_late);
  g_test_add_func ("/glz-window/after-a-takeover-ids-go-on", test_takeover);
  g_test_add_func ("/glz-window/ids-may-lie-far-apart", test_far);
  g_test_add_func ("/glz-window/a-distance-before-0-releases-nothing", test_before_beginning);
  g_test_add_func ("/glz-window/reference-below-head-is-refused", test_head_stays);
  g_test_add_func ("/glz-window/a-failed-picture-counts-but-can-not-be-referred-to",
                   test_failed);
  g_test_add_func ("/glz-window/an-id-twice-is-refused", test_twice);
  g_test_add_func ("/glz-window/with-one-channel-a-missing-id-is-an-error", test_alone);
  g_test_add_func ("/glz-window/holds-one-reference-while-it-is-there", test_references);
  g_test_add_func ("/glz-window/past-its-limit-it-fails-until-reset", test_limit);
  g_test_add_func ("/glz-window/what-has-left-is-not-counted", test_limit_follows);
  g_test_add_func ("/glz-window/failed-pictures-have-a-limit-too", test_limit_of_nothing);
  g_test_add_func ("/glz-window/a-look-up-waits-for-the-other-channel", test_wait);
  g_test_add_func ("/glz-window/a-wait-ends-when-the-picture-fails", test_wait_for_failed);
  g_test_add_func ("/glz-window/a-wait-ends-with-the-other-channel", test_wait_in_vain);
  g_test_add_func ("/glz-window/cancel-ends-every-wait", test_cancel);
  g_test_add_func ("/glz-window/a-reset-ends-every-wait", test_reset_ends_wait);
  g_test_add_func ("/glz-window/follows-its-rule-in-any-order", test_model);
  return g_test_run ();
}
