/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Decoding ahead: whoever does it, each job gives its own picture, or its own error, once. */

#include "paint/decode-pool.h"

#include "core/thread.h"

#include <sumac/error.h>

#include <spice/enums.h>

#define N_JOBS 64
#define SIDE   100

typedef struct
{
  guint8 bytes[SIDE * SIDE * 4];
  SumacEncodedImage image;
  SumacDecodeJob job;
} Work;

/* A bitmap full of @number; one that is @broken has no format. */
static void
work_init (Work *work, guint8 number, gboolean broken)
{
  memset (work->bytes, number, sizeof work->bytes);
  work->job = (SumacDecodeJob){ 0 };
  work->image = (SumacEncodedImage){
    .type = SPICE_IMAGE_TYPE_BITMAP,
    .width = SIDE,
    .height = SIDE,
    .format = broken ? SPICE_BITMAP_FMT_INVALID : SPICE_BITMAP_FMT_32BIT,
    .bitmap_flags = SPICE_BITMAP_FLAGS_TOP_DOWN,
    .stride = SIDE * 4,
    .bytes = work->bytes,
    .size = sizeof work->bytes,
  };
}

static void
assert_done (Work *work, guint8 number)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SumacPixels) pixels = sumac_decode_pool_finish (&work->job, &error);

  g_assert_no_error (error);
  g_assert_cmpint (pixels->width, ==, SIDE);
  g_assert_cmpuint (sumac_pixels_row (pixels, SIDE - 1)[4 * SIDE - 2], ==, number);
}

static void
assert_failed (Work *work)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (sumac_decode_pool_finish (&work->job, &error));
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL);
}

/* Posts @n works, each third of which is broken, and finishes them forwards or backwards. */
static void
post_and_finish (Work *works, guint n, gboolean backwards)
{
  for (guint i = 0; i < n; i++)
    {
      work_init (&works[i], (guint8) (i + 1), i % 3 == 2);
      sumac_decode_pool_post (&works[i].job, &works[i].image);
    }
  for (guint i = 0; i < n; i++)
    {
      guint at = backwards ? n - 1 - i : i;

      if (at % 3 == 2)
        assert_failed (&works[at]);
      else
        assert_done (&works[at], (guint8) (at + 1));
    }
}

static void
test_each_job_has_its_picture (void)
{
  g_autofree Work *works = g_new (Work, N_JOBS);

  sumac_decode_pool_take ();
  for (guint round = 0; round < 10; round++)
    post_and_finish (works, N_JOBS, round % 2);
  sumac_decode_pool_give ();
}

/* Without threads the one who finishes decodes. */
static void
test_works_without_threads (void)
{
  g_autofree Work *works = g_new (Work, N_JOBS);

  post_and_finish (works, N_JOBS, FALSE);
  post_and_finish (works, N_JOBS, TRUE);
}

/* Whoever did it, a job that is over is over: painters that stop finish all they posted. */
static void
test_finishing_twice_gives_nothing (void)
{
  g_autofree Work *works = g_new (Work, N_JOBS);

  for (guint with_threads = 0; with_threads < 2; with_threads++)
    {
      if (with_threads)
        sumac_decode_pool_take ();
      post_and_finish (works, N_JOBS, FALSE);
      for (guint i = 0; i < N_JOBS; i++)
        {
          g_autoptr (GError) error = NULL;

          g_assert_null (sumac_decode_pool_finish (&works[i].job, &error));
          g_assert_no_error (error);
        }
      if (with_threads)
        sumac_decode_pool_give ();
    }
}

static void *
use_pool (void *data)
{
  Work *works = data;

  for (guint round = 0; round < 20; round++)
    {
      sumac_decode_pool_take ();
      post_and_finish (works, N_JOBS, round % 2);
      sumac_decode_pool_give ();
    }
  return NULL;
}

/* The threads come with the first user and go with the last, however they overlap. */
static void
test_users_come_and_go (void)
{
  SumacThread threads[3];
  Work *works[3];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      works[i] = g_new (Work, N_JOBS);
      g_assert_cmpint (sumac_thread_start (&threads[i], "user", use_pool, works[i]), ==, TRUE);
    }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      sumac_thread_join (threads[i]);
      g_free (works[i]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paint/decode-pool/each-job-has-its-picture",
                   test_each_job_has_its_picture);
  g_test_add_func ("/paint/decode-pool/works-without-threads", test_works_without_threads);
  g_test_add_func ("/paint/decode-pool/finishing-twice-gives-nothing",
                   test_finishing_twice_gives_nothing);
  g_test_add_func ("/paint/decode-pool/users-come-and-go", test_users_come_and_go);
  return g_test_run ();
}
