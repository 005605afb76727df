/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "proof/video-decoder-suite.h"

#include "proof/screen.h"

#include <string.h>

/* Frames of a rule that is not about what they show. */
#define N_FEW 4

/* A decoder may pass frames over when too many wait. */
#define N_UNDER_WAY 2

/* At so many lengths, or at each, a frame is cut off. */
#define N_CUTS 200

/* Openings after which a thread that stays is seen, and those before: a library may start
 * some that it keeps. */
#define N_OPENINGS 12
#define N_WARM_UP  4

static SumacVideoDecoder *
make (const SumacVideoSuite *suite)
{
  return suite->make (suite->data);
}

static gboolean
start (SumacScreen *screen,
       const SumacVideoSuite *suite,
       const SumacFilm *film,
       gboolean takes_planes,
       GString *how)
{
  gboolean is_open = sumac_screen_init (screen, make (suite), film, takes_planes, how);

  screen->wait_ms = suite->wait_ms;
  return is_open;
}

/* Whether that one is settled is another rule's matter. */
static void
push_and_follow (SumacScreen *screen, const SumacFilm *film, guint frame)
{
  guint n = sumac_screen_push (screen, film, frame);

  if (n >= N_UNDER_WAY)
    sumac_screen_wait (screen, n - N_UNDER_WAY);
}

static gboolean
check_probe (const SumacVideoSuite *suite, GString *how)
{
  g_autoptr (SumacVideoDecoder) decoder = make (suite);
  SumacVideoDecoderClass *klass = SUMAC_VIDEO_DECODER_GET_CLASS (decoder);

  for (guint codec = 1; how->len == 0 && codec <= SUMAC_N_VIDEO_CODECS; codec++)
    {
      g_autoptr (GError) error = NULL;

      /* Not by our wrapper, which mends just this. */
      if (klass->probe (decoder, codec, &error))
        g_string_assign (how, error ? "it agrees, but sets an error" : "");
      else if (!error || !*error->message)
        g_string_assign (how, "it does not agree, and gives no reason");
    }
  return how->len == 0;
}

static gboolean
check_film (const SumacVideoSuite *suite, gboolean takes_planes, GString *how)
{
  SumacScreen screen;

  if (start (&screen, suite, suite->film, takes_planes, how))
    {
      for (guint i = 0; i < suite->film->frames->len; i++)
        push_and_follow (&screen, suite->film, i);
      if (sumac_screen_is_right (&screen, how) &&
          sumac_screen_count_shown (&screen) + N_UNDER_WAY < suite->film->frames->len)
        g_string_printf (how, "of %u frames it shows %u", suite->film->frames->len,
                         sumac_screen_count_shown (&screen));
    }
  sumac_screen_clear (&screen);
  return how->len == 0;
}

static gboolean
check_pixels (const SumacVideoSuite *suite, GString *how)
{
  return check_film (suite, FALSE, how);
}

static gboolean
check_planes (const SumacVideoSuite *suite, GString *how)
{
  return check_film (suite, TRUE, how);
}

static gboolean
check_one_by_one (const SumacVideoSuite *suite, GString *how)
{
  SumacScreen screen;

  if (start (&screen, suite, suite->film, FALSE, how))
    {
      for (guint i = 0; how->len == 0 && i < N_FEW; i++)
        {
          sumac_screen_push (&screen, suite->film, i);
          if (!sumac_screen_wait (&screen, i))
            g_string_printf (how, "frame %u is not dealt with before the next one", i);
          else if (!sumac_screen_has_shown (&screen, i))
            g_string_printf (how, "frame %u is not shown", i);
        }
      if (how->len == 0)
        sumac_screen_is_right (&screen, how);
    }
  sumac_screen_clear (&screen);
  return how->len == 0;
}

/* Pushes what can't give a picture, or gives any; it must be settled by itself. */
static gboolean
push_broken (SumacScreen *screen,
             const guint8 *bytes,
             gsize size,
             const char *what,
             GString *how)
{
  if (sumac_screen_wait (screen, sumac_screen_push_bytes (screen, bytes, size)))
    return TRUE;
  if (sumac_screen_is_right (screen, how))
    g_string_printf (how, "a frame is not settled: %s, %zu bytes", what, size);
  return FALSE;
}

/* Of its own, so that a checker sees every byte read behind it. */
static gboolean
push_cut (SumacScreen *screen, const guint8 *bytes, gsize size, GString *how)
{
  g_autofree guint8 *copy = g_malloc (MAX (size, 1));

  memcpy (copy, bytes, size);
  return push_broken (screen, copy, size, "cut off", how);
}

static gboolean
push_garbage (SumacScreen *screen, gsize size, GString *how)
{
  g_autofree guint8 *garbage = g_malloc (size);
  guint32 seed = 1;

  for (gsize i = 0; i < size; i++)
    {
      seed = seed * 1664525 + 1013904223;
      garbage[i] = (guint8) (seed >> 24);
    }
  return push_broken (screen, garbage, size, "garbage", how);
}

static gboolean
check_broken_frames (const SumacVideoSuite *suite, GString *how)
{
  SumacScreen screen;
  gboolean is_kept = start (&screen, suite, suite->film, FALSE, how);

  if (is_kept)
    sumac_screen_push (&screen, suite->film, 0);
  for (guint i = 0; is_kept && i < 2; i++)
    {
      gsize size;
      const guint8 *bytes = sumac_film_frame (suite->other, i, &size);
      gsize step = MAX (1, size / N_CUTS);

      is_kept = push_garbage (&screen, size, how) && push_garbage (&screen, 1, how);
      for (gsize n = 0; is_kept && n < size; n += step)
        is_kept = push_cut (&screen, bytes, n, how);
    }

  /* It goes on with the next frame that leans on none. */
  guint first = screen.n_pushed;

  for (guint i = 0; is_kept && i < N_FEW; i++)
    push_and_follow (&screen, suite->film, i);
  if (is_kept && sumac_screen_is_right (&screen, how) &&
      !sumac_screen_has_shown (&screen, first + 1))
    g_string_assign (how, "it shows nothing after broken frames");
  sumac_screen_clear (&screen);
  return how->len == 0;
}

static gboolean
check_size_change (const SumacVideoSuite *suite, GString *how)
{
  const SumacFilm *films[] = { suite->film, suite->film, suite->other, suite->other,
                               suite->film };
  SumacScreen screen;

  if (start (&screen, suite, suite->film, FALSE, how))
    {
      for (guint i = 0; i < G_N_ELEMENTS (films); i++)
        push_and_follow (&screen, films[i], i % 2);
      sumac_screen_wait (&screen, 2);
      if (sumac_screen_is_right (&screen, how) && !sumac_screen_has_shown (&screen, 2))
        g_string_assign (how, "a frame of another size is not shown");
    }
  sumac_screen_clear (&screen);
  return how->len == 0;
}

static guint
count_threads (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/task", 0, NULL);
  guint n = 0;

  while (dir && g_dir_read_name (dir))
    n++;
  return n;
}

/* With @n_frames of the film just pushed. */
static gboolean
open_and_close (const SumacVideoSuite *suite, guint n_frames, GString *how)
{
  SumacScreen screen;
  gboolean is_open = start (&screen, suite, suite->film, n_frames % 2, how);

  for (guint i = 0; is_open && i < n_frames; i++)
    sumac_screen_push (&screen, suite->film, i);
  sumac_screen_clear (&screen);
  return is_open;
}

static gboolean
check_close (const SumacVideoSuite *suite, GString *how)
{
  guint n_before = 0;

  for (guint i = 0; i < N_WARM_UP + N_OPENINGS; i++)
    {
      if (i == N_WARM_UP)
        n_before = count_threads ();
      if (!open_and_close (suite, i % (N_FEW + 1), how))
        return FALSE;
    }

  guint n_after = count_threads ();

  /* One may be on its way out still; of a decoder that leaves them, all are there. */
  if (n_after > n_before + N_OPENINGS / 2)
    g_string_printf (how, "%u openings leave %u threads", N_OPENINGS, n_after - n_before);
  return how->len == 0;
}

static gboolean
check_apart (const SumacVideoSuite *suite, GString *how)
{
  SumacScreen one, other;
  gboolean are_open = start (&one, suite, suite->film, FALSE, how);

  are_open &= start (&other, suite, suite->other, FALSE, how);
  for (guint i = 0; are_open && i < N_FEW; i++)
    {
      push_and_follow (&one, suite->film, i);
      push_and_follow (&other, suite->other, i % 2);
    }
  if (are_open && sumac_screen_is_right (&one, how))
    sumac_screen_is_right (&other, how);
  sumac_screen_clear (&one);
  sumac_screen_clear (&other);
  return how->len == 0;
}

static gboolean
check_frame_is_not_kept (const SumacVideoSuite *suite, GString *how)
{
  gsize size;
  const guint8 *bytes = sumac_film_frame (suite->film, 0, &size);
  g_autofree guint8 *copy = g_memdup2 (bytes, size);
  SumacScreen screen;

  if (start (&screen, suite, suite->film, FALSE, how))
    {
      screen.keeps = TRUE;
      sumac_screen_push_bytes (&screen, copy, size);
      memset (copy, 0xa5, size);
      screen.pushed[0].film = suite->film;
      /* One that waits for the next breaks another rule. */
      if (!sumac_screen_wait (&screen, 0))
        sumac_screen_push (&screen, suite->film, 1);
      sumac_screen_wait (&screen, 0);
      if (sumac_screen_is_right (&screen, how) && !sumac_screen_has_shown (&screen, 0))
        g_string_assign (how, "the frame is not shown");
    }
  sumac_screen_clear (&screen);
  return how->len == 0;
}

static gboolean
check_picture_stays (const SumacVideoSuite *suite, GString *how)
{
  SumacScreen screen;

  if (start (&screen, suite, suite->film, FALSE, how))
    {
      screen.keeps = TRUE;
      for (guint i = 0; i < N_FEW; i++)
        push_and_follow (&screen, suite->film, i);
      sumac_screen_close (&screen);
      sumac_screen_is_right (&screen, how);
    }
  sumac_screen_clear (&screen);
  return how->len == 0;
}

/* clang-format off */
const SumacVideoRule sumac_video_rules[] = {
  { "probe-gives-a-reason",
    "A probe that does not agree sets an error with a sentence.",
    check_probe },
  { "picture-is-that-of-its-frame",
    "A delivered picture is BGRX, and that of the frame whose cookie it has.",
    check_pixels },
  { "planes-are-those-of-their-frame",
    "So it is where planes are taken, and their colours are what the picture says.",
    check_planes },
  { "picture-comes-without-the-next-frame",
    "A frame's picture is delivered without waiting for the next frame.",
    check_one_by_one },
  { "frame-without-picture-is-settled",
    "A frame that gives no picture is settled, and the next good one is shown.",
    check_broken_frames },
  { "size-may-change",
    "A frame may have another size than the stream.",
    check_size_change },
  { "close-ends-its-threads",
    "After close no thread of the stream runs, whatever was under way.",
    check_close },
  { "decoders-are-apart",
    "Two decoders know nothing of each other.",
    check_apart },
  { "frame-is-not-kept",
    "A frame's bytes are not looked at after push has returned.",
    check_frame_is_not_kept },
  { "picture-does-not-change",
    "A picture stays as it is while there is a reference, longer than its decoder.",
    check_picture_stays },
};
/* clang-format on */

const guint sumac_n_video_rules = G_N_ELEMENTS (sumac_video_rules);

gboolean
sumac_video_suite_check (const SumacVideoSuite *suite, const SumacVideoRule *rule, GString *how)
{
  g_string_truncate (how, 0);
  return rule->check (suite, how);
}
