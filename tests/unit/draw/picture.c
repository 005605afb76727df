/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* References to a video's picture. */

#include <sumac/plugin/picture.h>

#include "core/thread.h"

#define N_ROUNDS 10000

static void
count (gpointer owner)
{
  __atomic_add_fetch ((gint *) owner, 1, __ATOMIC_RELAXED);
}

static void
test_memory_goes_with_last (void)
{
  gint n_freed = 0;
  SumacPicture *picture = sumac_picture_new (count, &n_freed);

  g_assert_true (sumac_picture_ref (picture) == picture);
  sumac_picture_unref (picture);
  g_assert_cmpint (n_freed, ==, 0);
  sumac_picture_unref (picture);
  g_assert_cmpint (n_freed, ==, 1);
  sumac_picture_unref (NULL);
}

static void
test_memory_of_nobody (void)
{
  g_autoptr (SumacPicture) picture = sumac_picture_new (NULL, NULL);

  g_assert_cmpint (picture->width, ==, 0);
  g_assert_null (picture->planes[0]);
}

static void *
ref_and_unref (void *data)
{
  SumacPicture *picture = data;

  for (guint i = 0; i < N_ROUNDS; i++)
    sumac_picture_unref (sumac_picture_ref (picture));
  sumac_picture_unref (picture);
  return NULL;
}

static void
test_threads (void)
{
  SumacThread threads[4];
  gint n_freed = 0;
  SumacPicture *picture = sumac_picture_new (count, &n_freed);

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_true (
        sumac_thread_start (&threads[i], "refs", ref_and_unref, sumac_picture_ref (picture)));
  sumac_picture_unref (picture);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    sumac_thread_join (threads[i]);
  g_assert_cmpint (n_freed, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/picture/memory-goes-with-the-last-reference",
                   test_memory_goes_with_last);
  g_test_add_func ("/draw/picture/memory-may-be-nobodys", test_memory_of_nobody);
  g_test_add_func ("/draw/picture/threads-may-share-one", test_threads);
  return g_test_run ();
}
