/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which frames are kept, that their bytes are the right ones however memory moves, and that
 * there are never more than may be. */

#include "paint/kept-frames.h"

#include "core/limits.h"

#include <string.h>

typedef struct
{
  SumacKeptFrames *kept;
  guint64 cookie;
} Scene;

/* Frames of VP8 of any size; what is in them follows from their cookie. */
static guint8 *
make_bytes (guint64 cookie, gboolean stands_alone, gsize size)
{
  static const guint8 alone[] = { 0x10, 0x02, 0x00, 0x9d, 0x01, 0x2a };
  guint8 *bytes = g_malloc (size);

  memset (bytes, (gint) (cookie * 37 & 0xff), size);
  bytes[0] = 0x11;
  if (stands_alone)
    memcpy (bytes, alone, sizeof alone);
  return bytes;
}

static gboolean
add (Scene *scene, gboolean stands_alone, gsize size, guint64 settled)
{
  g_autofree guint8 *bytes = make_bytes (++scene->cookie, stands_alone, size);

  return sumac_kept_frames_add (scene->kept, &(SumacCodedFrame){ bytes, size, scene->cookie },
                                settled);
}

/* A run of @n, of which all are kept. */
static void
add_run (Scene *scene, guint n, gsize size, guint64 settled)
{
  for (guint i = 0; i < n; i++)
    g_assert_true (add (scene, i == 0, size, settled));
}

static void
assert_bytes (const SumacCodedFrame *frame)
{
  g_assert_cmpuint (frame->size, >=, 7);
  for (gsize i = 6; i < frame->size; i++)
    if (frame->bytes[i] != (frame->cookie * 37 & 0xff))
      g_error ("frame %" G_GUINT64_FORMAT ": byte %" G_GSIZE_FORMAT " is %02x", frame->cookie,
               i, frame->bytes[i]);
}

/* The frames that a decoder gets are those from @first to @last, and right. */
static void
assert_gives (Scene *scene, guint64 settled, guint64 first, guint64 last)
{
  SumacCodedFrame frame;

  g_assert_true (sumac_kept_frames_rewind (scene->kept, settled));
  g_assert_cmpuint (sumac_kept_frames_count_left (scene->kept), ==, last - first + 1);
  for (guint64 cookie = first; cookie <= last; cookie++)
    {
      g_assert_cmpuint (sumac_kept_frames_peek (scene->kept), ==, cookie);
      g_assert_true (sumac_kept_frames_next (scene->kept, &frame));
      g_assert_cmpuint (frame.cookie, ==, cookie);
      assert_bytes (&frame);
    }
  g_assert_false (sumac_kept_frames_next (scene->kept, &frame));
  g_assert_cmpuint (sumac_kept_frames_count_left (scene->kept), ==, 0);
}

static void
test_from_the_last_that_stands_alone (void)
{
  Scene scene = { .kept = sumac_kept_frames_new (SUMAC_VIDEO_VP8) };

  g_assert_false (add (&scene, FALSE, 10, 0)); /* leans on what nobody has */
  g_assert_false (sumac_kept_frames_rewind (scene.kept, 0));
  add_run (&scene, 5, 10, 1);
  assert_gives (&scene, 6, 2, 6);
  add_run (&scene, 3, 10, 6);
  assert_gives (&scene, 6, 7, 9);
  sumac_kept_frames_free (scene.kept);
}

/* Those that are still to be decoded stay, with what they lean on. */
static void
test_until_they_are_settled (void)
{
  Scene scene = { .kept = sumac_kept_frames_new (SUMAC_VIDEO_VP8) };

  add_run (&scene, 5, 10, 0);
  add_run (&scene, 5, 10, 4);
  assert_gives (&scene, 4, 1, 10);
  g_assert_true (add (&scene, FALSE, 10, 5));
  assert_gives (&scene, 5, 6, 11);
  g_assert_cmpuint (sumac_kept_frames_count (scene.kept), ==, 6);
  add_run (&scene, 1, 10, 11);
  g_assert_cmpuint (sumac_kept_frames_count (scene.kept), ==, 1);
  assert_gives (&scene, 12, 12, 12);
  sumac_kept_frames_free (scene.kept);
}

static void
test_motion_jpeg (void)
{
  Scene scene = { .kept = sumac_kept_frames_new (SUMAC_VIDEO_MJPEG) };

  for (guint i = 0; i < 5; i++)
    g_assert_true (add (&scene, FALSE, 10, 0));
  assert_gives (&scene, 2, 3, 5);
  g_assert_true (add (&scene, FALSE, 10, 4));
  g_assert_cmpuint (sumac_kept_frames_count (scene.kept), ==, 2);
  assert_gives (&scene, 4, 5, 6);
  g_assert_false (sumac_kept_frames_rewind (scene.kept, 6));
  sumac_kept_frames_free (scene.kept);
}

/* Frames come and go while a decoder is in the midst of them. */
static void
test_given_meanwhile (void)
{
  Scene scene = { .kept = sumac_kept_frames_new (SUMAC_VIDEO_VP8) };
  SumacCodedFrame frame;

  add_run (&scene, 4, 10, 0);
  add_run (&scene, 4, 10, 0);
  g_assert_true (sumac_kept_frames_rewind (scene.kept, 0));
  for (guint i = 0; i < 5; i++)
    g_assert_true (sumac_kept_frames_next (scene.kept, &frame));
  g_assert_true (add (&scene, FALSE, 10, 4)); /* the first run goes */
  g_assert_true (sumac_kept_frames_next (scene.kept, &frame));
  g_assert_cmpuint (frame.cookie, ==, 6);
  add_run (&scene, 2, 10, 9); /* and the second, which need not be given any more */
  g_assert_true (sumac_kept_frames_next (scene.kept, &frame));
  g_assert_cmpuint (frame.cookie, ==, 10);
  sumac_kept_frames_free (scene.kept);
}

/* One more than there may be: the older run goes, or else all, until the next that stands
 * alone. */
static void
test_count_is_bounded (void)
{
  Scene scene = { .kept = sumac_kept_frames_new (SUMAC_VIDEO_VP8) };

  add_run (&scene, 56, 10, 0);
  add_run (&scene, SUMAC_MAX_KEPT_FRAMES - 56, 10, 0);
  assert_gives (&scene, 0, 1, SUMAC_MAX_KEPT_FRAMES);
  for (guint i = 0; i < 56; i++)
    g_assert_true (add (&scene, FALSE, 10, 0));
  assert_gives (&scene, 0, 57, SUMAC_MAX_KEPT_FRAMES + 56);
  for (guint i = 0; i < 3; i++)
    g_assert_false (add (&scene, FALSE, 10, 0));
  g_assert_false (sumac_kept_frames_rewind (scene.kept, 0));
  add_run (&scene, 2, 10, 0);
  assert_gives (&scene, 0, SUMAC_MAX_KEPT_FRAMES + 60, SUMAC_MAX_KEPT_FRAMES + 61);
  sumac_kept_frames_free (scene.kept);
}

static void
test_bytes_are_bounded (void)
{
  Scene scene = { .kept = sumac_kept_frames_new (SUMAC_VIDEO_VP8) };
  const gsize quarter = SUMAC_MAX_KEPT_BYTES / 4;

  add_run (&scene, 1, SUMAC_MAX_KEPT_BYTES, 0);
  assert_gives (&scene, 0, 1, 1);
  add_run (&scene, 2, quarter, 0);
  add_run (&scene, 2, quarter, 0);
  assert_gives (&scene, 0, 2, 5);
  g_assert_true (add (&scene, FALSE, 7, 0));
  assert_gives (&scene, 0, 4, 6);
  g_assert_true (add (&scene, FALSE, 2 * quarter - 7, 0));
  assert_gives (&scene, 0, 4, 7);
  g_assert_false (add (&scene, FALSE, 7, 0));
  g_assert_false (sumac_kept_frames_rewind (scene.kept, 0));
  g_assert_false (add (&scene, TRUE, SUMAC_MAX_KEPT_BYTES + 1, 0));
  g_assert_false (sumac_kept_frames_rewind (scene.kept, 0));
  add_run (&scene, 1, 10, 0);
  assert_gives (&scene, 0, 10, 10);
  sumac_kept_frames_free (scene.kept);
}

/* A long film of frames of any size, decoded now sooner, now later. */
static void
test_at_random (void)
{
  Scene scene = { .kept = sumac_kept_frames_new (SUMAC_VIDEO_VP8) };
  guint64 starts[2] = { 1, 1 }; /* of the last two runs */
  guint64 settled = 0;

  for (guint i = 0; i < 3000; i++)
    {
      gboolean stands_alone = i == 0 || (scene.cookie - starts[1] > 20 &&
                                         settled >= starts[1] && g_test_rand_int () % 8 == 0);
      gsize size = 7 + (gsize) g_test_rand_int_range (0, i % 2 ? 40000 : 400);

      if (stands_alone)
        {
          starts[0] = starts[1];
          starts[1] = scene.cookie + 1;
        }
      g_assert_true (add (&scene, stands_alone, size, settled));
      if (scene.cookie - settled > 10 || g_test_rand_bit ())
        settled += (guint64) g_test_rand_int_range (0, (gint32) (scene.cookie - settled) + 1);
      assert_gives (&scene, settled, starts[settled + 1 < starts[1] ? 0 : 1], scene.cookie);
    }
  sumac_kept_frames_free (scene.kept);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paint/kept-frames/from-the-last-that-stands-alone",
                   test_from_the_last_that_stands_alone);
  g_test_add_func ("/paint/kept-frames/until-they-are-settled", test_until_they_are_settled);
  g_test_add_func ("/paint/kept-frames/motion-jpeg", test_motion_jpeg);
  g_test_add_func ("/paint/kept-frames/given-meanwhile", test_given_meanwhile);
  g_test_add_func ("/paint/kept-frames/count-is-bounded", test_count_is_bounded);
  g_test_add_func ("/paint/kept-frames/bytes-are-bounded", test_bytes_are_bounded);
  g_test_add_func ("/paint/kept-frames/at-random", test_at_random);
  return g_test_run ();
}
