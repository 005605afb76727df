/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What is remembered of decoders that failed. */

#include "paint/decoder-failures.h"

#include "core/thread.h"

#define N_THREADS 4
#define N_ROUNDS  2000

static void
test_three_in_a_row (void)
{
  SumacDecoderFailures *failures = sumac_decoder_failures_new ();

  g_assert_false (sumac_decoder_failures_is_bad (failures, SUMAC_VIDEO_VP8, "weak"));
  g_assert_false (sumac_decoder_failures_add (failures, SUMAC_VIDEO_VP8, "weak"));
  g_assert_false (sumac_decoder_failures_add (failures, SUMAC_VIDEO_VP8, "weak"));
  g_assert_false (sumac_decoder_failures_is_bad (failures, SUMAC_VIDEO_VP8, "weak"));
  g_assert_true (sumac_decoder_failures_add (failures, SUMAC_VIDEO_VP8, "weak"));
  g_assert_true (sumac_decoder_failures_is_bad (failures, SUMAC_VIDEO_VP8, "weak"));
  g_assert_true (sumac_decoder_failures_add (failures, SUMAC_VIDEO_VP8, "weak"));

  /* That says nothing of others. */
  g_assert_false (sumac_decoder_failures_is_bad (failures, SUMAC_VIDEO_H264, "weak"));
  g_assert_false (sumac_decoder_failures_is_bad (failures, SUMAC_VIDEO_VP8, "good"));
  sumac_decoder_failures_free (failures);
}

static void
test_forgiven (void)
{
  SumacDecoderFailures *failures = sumac_decoder_failures_new ();

  sumac_decoder_failures_forgive (failures, SUMAC_VIDEO_MJPEG, "weak");
  for (guint round = 0; round < 5; round++)
    {
      g_assert_false (sumac_decoder_failures_add (failures, SUMAC_VIDEO_MJPEG, "weak"));
      g_assert_false (sumac_decoder_failures_add (failures, SUMAC_VIDEO_MJPEG, "weak"));
      sumac_decoder_failures_forgive (failures, SUMAC_VIDEO_VP8, "weak");
      sumac_decoder_failures_forgive (failures, SUMAC_VIDEO_MJPEG, "weak");
    }

  /* Also one that is bad already. */
  for (guint i = 0; i < 10; i++)
    sumac_decoder_failures_add (failures, SUMAC_VIDEO_MJPEG, "weak");
  sumac_decoder_failures_forgive (failures, SUMAC_VIDEO_MJPEG, "weak");
  g_assert_false (sumac_decoder_failures_is_bad (failures, SUMAC_VIDEO_MJPEG, "weak"));
  sumac_decoder_failures_free (failures);
}

static void *
fail_often (void *failures)
{
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      g_autofree char *name = g_strdup_printf ("decoder %u", i % 20);

      sumac_decoder_failures_add (failures, SUMAC_VIDEO_VP9, name);
      sumac_decoder_failures_is_bad (failures, SUMAC_VIDEO_VP9, "decoder 0");
    }
  return NULL;
}

static void
test_several_displays (void)
{
  SumacDecoderFailures *failures = sumac_decoder_failures_new ();
  SumacThread threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    g_assert_true (sumac_thread_start (&threads[i], "display", fail_often, failures));
  for (guint i = 0; i < N_THREADS; i++)
    sumac_thread_join (threads[i]);
  g_assert_true (sumac_decoder_failures_is_bad (failures, SUMAC_VIDEO_VP9, "decoder 19"));
  g_assert_false (sumac_decoder_failures_is_bad (failures, SUMAC_VIDEO_VP9, "decoder 20"));
  sumac_decoder_failures_free (failures);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paint/decoder-failures/three-in-a-row", test_three_in_a_row);
  g_test_add_func ("/paint/decoder-failures/forgiven", test_forgiven);
  g_test_add_func ("/paint/decoder-failures/several-displays", test_several_displays);
  return g_test_run ();
}
