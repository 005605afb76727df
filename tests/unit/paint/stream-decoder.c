/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Decoders that follow one another in a stream whose frames lean on others: each picture is
 * there once, in order, and of the colour that it has only if no frame before was missed. */

#include "paint/stream-decoder.h"

#include "core/limits.h"
#include "core/thread.h"
#include "support/decoder.h"
#include "support/log.h"

#define MAX_COOKIES 1024

/* A decoder that takes over gets no more before it has dealt with some. */
#define MOST_AHEAD 32

typedef struct
{
  SumacDecoderFailures *failures;
  SumacDurations durations;
  GPtrArray *candidates;
  SumacStreamDecoder *decoder;
  guint n_woken; /* atomic */
  guint64 cookie;
  guint32 colors[MAX_COOKIES]; /* by cookie */
  guint64 taken;               /* the last cookie */
  guint n_taken;
} Scene;

static void
wake (gpointer data)
{
  __atomic_add_fetch (&((Scene *) data)->n_woken, 1, __ATOMIC_SEQ_CST);
}

static void
scene_init (Scene *scene, SumacVideoCodec codec, TestDecoderRule *rules, guint n_rules)
{
  *scene = (Scene){ .failures = sumac_decoder_failures_new () };
  test_log_clear ();
  test_decoders_set (rules, n_rules);
  scene->candidates = test_decoders.list (codec);
  scene->decoder = sumac_stream_decoder_new (
      &(SumacStreamDecoderConfig){
          .channel_name = "display:0",
          .format = { .codec = codec, .width = 32, .height = 24 },
          .source = &test_decoders,
          .failures = scene->failures,
          .durations = &scene->durations,
          .wake = wake,
          .data = scene,
      },
      scene->candidates);
}

static void
scene_clear (Scene *scene)
{
  sumac_stream_decoder_free (scene->decoder);
  g_ptr_array_unref (scene->candidates);
  sumac_decoder_failures_free (scene->failures);
  g_assert_cmpuint (test_decoder_count_pictures (), ==, 0);
}

/* Whether a decoder is left. Takes @frame. */
static gboolean
push_frame (Scene *scene, SumacCommand *frame, guint32 color)
{
  gboolean is_taken;

  scene->colors[++scene->cookie] = color;
  is_taken = sumac_stream_decoder_push (scene->decoder, frame->u.frame.bytes,
                                        frame->u.frame.size, scene->cookie);
  sumac_command_free (frame);
  return is_taken;
}

static gboolean
push_alone (Scene *scene)
{
  guint32 color = 1000 * (guint32) (scene->cookie + 1);

  return push_frame (scene, test_vp8_frame (3, 0, TRUE, color), color);
}

static gboolean
push_leaning (Scene *scene)
{
  return push_frame (scene, test_vp8_frame (3, 0, FALSE, 1), scene->colors[scene->cookie] + 1);
}

static gboolean
push_jpeg (Scene *scene)
{
  guint32 color = 7 * (guint32) (scene->cookie + 1);

  return push_frame (scene, test_frame (3, 0, color, 32, 24), color);
}

/* One that stands alone, and some that lean on it. */
static void
push_run (Scene *scene, guint n)
{
  g_assert_true (push_alone (scene));
  for (guint i = 1; i < n; i++)
    g_assert_true (push_leaning (scene));
}

/* What is there is right, and newer than all before. */
static void
take_all (Scene *scene)
{
  SumacPicture *picture;
  guint64 cookie;

  while (sumac_stream_decoder_take (scene->decoder, &picture, &cookie))
    {
      g_assert_cmpuint (cookie, >, scene->taken);
      g_assert_cmphex (*(const guint32 *) (gconstpointer) picture->planes[0], ==,
                       scene->colors[cookie]);
      scene->taken = cookie;
      scene->n_taken++;
      sumac_picture_unref (picture);
    }
}

/* As the painter does. */
static void
attend (Scene *scene)
{
  g_assert_true (sumac_stream_decoder_attend (scene->decoder));
  take_all (scene);
}

static void
assert_all_were_taken (Scene *scene)
{
  guint n_measured = 0;

  g_assert_cmpuint (scene->n_taken, ==, scene->cookie);
  g_assert_cmpuint (sumac_stream_decoder_get_settled (scene->decoder), ==, scene->cookie);
  for (guint i = 0; i < SUMAC_N_DURATIONS; i++)
    n_measured += scene->durations.n[i];
  g_assert_cmpuint (n_measured, ==, scene->n_taken);
}

/* Twelve frames, the seventh stands alone: whichever the first decoder fails at, the next one
 * gets those from the last that stands alone on. */
static void
test_the_next_goes_on_where_the_failed_one_was (void)
{
  for (guint fails_at = 1; fails_at <= 12; fails_at++)
    for (guint late = 0; late < 2; late++)
      {
        TestDecoderRule rules[] = {
          { .name = "weak", .fails_at = fails_at, .fails_late = late },
          { .name = "good" },
        };
        Scene scene;

        scene_init (&scene, SUMAC_VIDEO_VP8, rules, G_N_ELEMENTS (rules));
        for (guint run = 0; run < 2; run++)
          for (guint i = 0; i < 6; i++)
            {
              g_assert_true (i == 0 ? push_alone (&scene) : push_leaning (&scene));
              attend (&scene);
            }
        assert_all_were_taken (&scene);
        g_assert_cmpuint (rules[1].n_pushed, ==, fails_at < 7 ? 12 : 6);
        scene_clear (&scene);
      }
}

/* Frames that the failed one has taken and not dealt with, also those before one that stands
 * alone; and nobody has to push another for it. */
static void
test_frames_under_way_are_not_lost (void)
{
  TestDecoderRule rules[] = {
    { .name = "weak", .holds = TRUE },
    { .name = "good" },
  };
  Scene scene;
  guint n_woken;

  scene_init (&scene, SUMAC_VIDEO_VP8, rules, G_N_ELEMENTS (rules));
  push_run (&scene, 5);
  g_assert_cmpuint (test_decoder_release (), ==, 5);
  attend (&scene);
  push_run (&scene, 4);
  push_run (&scene, 3);
  n_woken = scene.n_woken;
  g_assert_cmpuint (test_decoder_fail (), ==, 7);
  g_assert_cmpuint (scene.n_woken, ==, n_woken + 1);
  g_assert_cmpuint (scene.n_taken, ==, 5);
  attend (&scene);
  assert_all_were_taken (&scene);
  g_assert_cmpuint (rules[1].n_pushed, ==, 7);
  g_assert_cmpstr (sumac_stream_decoder_get_name (scene.decoder), ==, "good");
  scene_clear (&scene);
}

/* Those that take over fail too, while they get what was kept. */
static void
test_several_fail (void)
{
  for (guint late = 0; late < 2; late++)
    {
      TestDecoderRule rules[] = {
        { .name = "weak", .fails_at = 9 },
        { .name = "weaker", .fails_at = 4, .fails_late = late },
        { .name = "closed", .fails_to_open = TRUE },
        { .name = "weakest", .fails_at = 1, .fails_late = late },
        { .name = "good" },
      };
      Scene scene;

      scene_init (&scene, SUMAC_VIDEO_VP8, rules, G_N_ELEMENTS (rules));
      push_run (&scene, 9);
      for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
        attend (&scene);
      g_assert_true (push_leaning (&scene));
      attend (&scene);
      assert_all_were_taken (&scene);
      g_assert_cmpuint (rules[4].n_pushed, ==, 10);
      g_assert_cmpuint (test_log_count (G_LOG_LEVEL_WARNING, "the next one goes on"), ==, 4);
      scene_clear (&scene);
    }
}

static void
test_no_decoder_is_left (void)
{
  TestDecoderRule rules[] = {
    { .name = "weak", .holds = TRUE },
    { .name = "weaker", .fails_at = 3 },
  };
  Scene scene;

  scene_init (&scene, SUMAC_VIDEO_VP8, rules, G_N_ELEMENTS (rules));
  push_run (&scene, 5);
  test_decoder_fail ();
  g_assert_false (sumac_stream_decoder_attend (scene.decoder));
  g_assert_true (sumac_stream_decoder_attend (scene.decoder)); /* said once */
  take_all (&scene);
  g_assert_cmpuint (scene.n_taken, ==, 2);
  g_assert_cmpuint (sumac_stream_decoder_get_settled (scene.decoder), ==, 5);
  g_assert_false (push_alone (&scene));
  g_assert_null (sumac_stream_decoder_get_name (scene.decoder));
  scene_clear (&scene);
}

/* One that is given all at once would leave frames out; those that come meanwhile wait behind
 * the others, also when no other decoder could take over. */
static void
test_it_gets_them_by_and_by (void)
{
  TestDecoderRule rules[] = {
    { .name = "weak", .fails_at = 100 },
    { .name = "slow", .holds = TRUE },
  };
  Scene scene;
  guint n_woken;

  scene_init (&scene, SUMAC_VIDEO_VP8, rules, G_N_ELEMENTS (rules));
  push_run (&scene, 99);
  take_all (&scene);
  scene.n_taken = 99; /* of these some gave way, as nobody took them */
  g_assert_true (push_leaning (&scene));
  g_assert_cmpuint (rules[1].n_pushed, ==, MOST_AHEAD);
  for (guint i = 0; i < 20; i++)
    g_assert_true (push_leaning (&scene));
  for (guint n = MOST_AHEAD; n < 120; n = MIN (n + MOST_AHEAD, 120))
    {
      attend (&scene);
      g_assert_cmpuint (rules[1].n_pushed, ==, n);
      n_woken = scene.n_woken;
      g_assert_cmpuint (test_decoder_release (), >, 0);
      g_assert_cmpuint (scene.n_woken, >, n_woken);
    }
  attend (&scene);
  test_decoder_release ();

  /* From now on it is like any other. */
  push_run (&scene, 40);
  g_assert_cmpuint (rules[1].n_pushed, ==, 160);
  test_decoder_release ();
  attend (&scene);
  g_assert_cmpuint (scene.n_taken, ==, scene.cookie);
  g_assert_cmpuint (rules[1].n_opened, ==, 1);
  scene_clear (&scene);
}

/* Beyond the bound nothing is kept; the next one begins right with a frame that stands alone,
 * and from there on all is as before. */
static void
test_more_than_can_be_kept (void)
{
  TestDecoderRule rules[] = {
    { .name = "weak", .fails_at = SUMAC_MAX_KEPT_FRAMES + 2 },
    { .name = "next", .fails_at = 6 },
    { .name = "good" },
  };
  Scene scene;
  SumacPicture *picture;
  guint64 cookie;

  scene_init (&scene, SUMAC_VIDEO_VP8, rules, G_N_ELEMENTS (rules));
  g_assert_true (push_alone (&scene));
  for (guint i = 0; i < SUMAC_MAX_KEPT_FRAMES; i++)
    {
      g_assert_true (push_leaning (&scene));
      attend (&scene);
    }
  g_assert_cmpuint (rules[0].n_pushed, ==, SUMAC_MAX_KEPT_FRAMES + 1);
  g_assert_true (push_leaning (&scene));
  g_assert_cmpuint (rules[1].n_pushed, ==, 1);

  /* It can't be right, but is no end. */
  g_assert_true (sumac_stream_decoder_take (scene.decoder, &picture, &cookie));
  g_assert_cmpuint (cookie, ==, scene.cookie);
  sumac_picture_unref (picture);
  scene.n_taken++;

  for (guint i = 0; i < 5; i++)
    {
      g_assert_true (i == 0 ? push_alone (&scene) : push_leaning (&scene));
      attend (&scene);
    }
  assert_all_were_taken (&scene);
  g_assert_cmpuint (rules[2].n_pushed, ==, 5);
  scene_clear (&scene);
}

/* Frames of motion JPEG stand alone: only those that are still to be decoded come again. */
static void
test_motion_jpeg (void)
{
  TestDecoderRule rules[] = {
    { .name = "weak", .holds = TRUE },
    { .name = "next", .fails_at = 6 },
    { .name = "good" },
  };
  Scene scene;

  scene_init (&scene, SUMAC_VIDEO_MJPEG, rules, G_N_ELEMENTS (rules));
  for (guint i = 0; i < 4; i++)
    g_assert_true (push_jpeg (&scene));
  test_decoder_release ();
  for (guint i = 0; i < 3; i++)
    g_assert_true (push_jpeg (&scene));
  test_decoder_fail ();
  attend (&scene);
  g_assert_cmpuint (rules[1].n_pushed, ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_true (push_jpeg (&scene));
  take_all (&scene);
  assert_all_were_taken (&scene);
  g_assert_cmpuint (rules[2].n_pushed, ==, 1);
  scene_clear (&scene);
}

/* No more than a decoder that takes over needs, and nothing where none could. */
static void
test_what_is_kept (void)
{
  TestDecoderRule rules[] = {
    { .name = "weak" },
    { .name = "good" },
  };
  Scene scene;

  scene_init (&scene, SUMAC_VIDEO_VP8, rules, G_N_ELEMENTS (rules));
  push_run (&scene, 20);
  g_assert_cmpuint (sumac_stream_decoder_count_kept (scene.decoder), ==, 20);
  push_run (&scene, 5);
  g_assert_cmpuint (sumac_stream_decoder_count_kept (scene.decoder), ==, 5);
  rules[0].fails_at = 26;
  g_assert_true (push_leaning (&scene));
  g_assert_cmpuint (rules[1].n_pushed, ==, 6);
  push_run (&scene, 5);
  g_assert_cmpuint (sumac_stream_decoder_count_kept (scene.decoder), ==, 0);
  scene_clear (&scene);

  rules[0].fails_at = 0;
  scene_init (&scene, SUMAC_VIDEO_MJPEG, rules, G_N_ELEMENTS (rules));
  for (guint i = 0; i < 20; i++)
    g_assert_true (push_jpeg (&scene));
  g_assert_cmpuint (sumac_stream_decoder_count_kept (scene.decoder), ==, 1);
  scene_clear (&scene);

  scene_init (&scene, SUMAC_VIDEO_VP8, rules, 1);
  push_run (&scene, 20);
  g_assert_cmpuint (sumac_stream_decoder_count_kept (scene.decoder), ==, 0);
  scene_clear (&scene);
}

/* --- waiting ------------------------------------------------------------------------------ */

static gint64
in_a_while (void)
{
  return sumac_clock_us () + 20 * G_USEC_PER_SEC;
}

/* Decodes or fails what is held, until it is told to end. */
typedef struct
{
  guint (*end_held) (void);
  gboolean is_over; /* atomic */
} Other;

static void *
run_other (void *data)
{
  Other *other = data;

  while (!__atomic_load_n (&other->is_over, __ATOMIC_SEQ_CST))
    {
      other->end_held ();
      g_thread_yield ();
    }
  return NULL;
}

static void
wait_beside (Scene *scene, guint (*end_held) (void))
{
  Other other = { .end_held = end_held };
  SumacThread thread;

  g_assert_true (sumac_thread_start (&thread, "other", run_other, &other));
  sumac_stream_decoder_wait (scene->decoder, scene->cookie, in_a_while ());
  __atomic_store_n (&other.is_over, TRUE, __ATOMIC_SEQ_CST);
  sumac_thread_join (thread);
  take_all (scene);
  assert_all_were_taken (scene);
}

/* It fails while its last frame is waited for: the next one decodes that. */
static void
test_it_fails_while_it_is_waited_for (void)
{
  TestDecoderRule rules[] = {
    { .name = "weak", .holds = TRUE },
    { .name = "good" },
  };
  Scene scene;

  scene_init (&scene, SUMAC_VIDEO_VP8, rules, G_N_ELEMENTS (rules));
  push_run (&scene, 60);
  wait_beside (&scene, test_decoder_fail);
  scene_clear (&scene);
}

/* The same, and that one needs its time. */
static void
test_the_next_is_waited_for (void)
{
  TestDecoderRule rules[] = {
    { .name = "weak", .fails_at = 150 },
    { .name = "slow", .holds = TRUE },
  };
  Scene scene;

  scene_init (&scene, SUMAC_VIDEO_VP8, rules, G_N_ELEMENTS (rules));
  g_assert_true (push_alone (&scene));
  for (guint i = 1; i < 150; i++)
    {
      take_all (&scene);
      g_assert_true (push_leaning (&scene));
    }
  g_assert_cmpuint (rules[1].n_pushed, ==, MOST_AHEAD);
  wait_beside (&scene, test_decoder_release);
  g_assert_cmpuint (rules[1].n_pushed, ==, 150);
  scene_clear (&scene);
}

/* One that is stuck, or fails too late, costs no more than the deadline. */
static void
test_waiting_ends (void)
{
  TestDecoderRule rules[] = {
    { .name = "weak", .holds = TRUE },
    { .name = "stuck", .holds = TRUE },
  };
  Scene scene;
  gint64 start = sumac_clock_us ();

  scene_init (&scene, SUMAC_VIDEO_VP8, rules, G_N_ELEMENTS (rules));
  push_run (&scene, 5);
  test_decoder_fail ();
  sumac_stream_decoder_wait (scene.decoder, scene.cookie, start);
  g_assert_cmpuint (rules[1].n_opened, ==, 0);
  sumac_stream_decoder_wait (scene.decoder, scene.cookie, sumac_clock_us () + 50000);
  g_assert_cmpint (sumac_clock_us () - start, <, 20 * G_USEC_PER_SEC);
  g_assert_cmpuint (rules[1].n_pushed, ==, 5);
  g_assert_cmpuint (sumac_stream_decoder_get_settled (scene.decoder), ==, 0);
  scene_clear (&scene);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  test_log_init ();
  g_test_add_func ("/paint/stream-decoder/the-next-goes-on-where-the-failed-one-was",
                   test_the_next_goes_on_where_the_failed_one_was);
  g_test_add_func ("/paint/stream-decoder/frames-under-way-are-not-lost",
                   test_frames_under_way_are_not_lost);
  g_test_add_func ("/paint/stream-decoder/several-fail", test_several_fail);
  g_test_add_func ("/paint/stream-decoder/no-decoder-is-left", test_no_decoder_is_left);
  g_test_add_func ("/paint/stream-decoder/it-gets-them-by-and-by", test_it_gets_them_by_and_by);
  g_test_add_func ("/paint/stream-decoder/more-than-can-be-kept", test_more_than_can_be_kept);
  g_test_add_func ("/paint/stream-decoder/motion-jpeg", test_motion_jpeg);
  g_test_add_func ("/paint/stream-decoder/what-is-kept", test_what_is_kept);
  g_test_add_func ("/paint/stream-decoder/it-fails-while-it-is-waited-for",
                   test_it_fails_while_it_is_waited_for);
  g_test_add_func ("/paint/stream-decoder/the-next-is-waited-for", test_the_next_is_waited_for);
  g_test_add_func ("/paint/stream-decoder/waiting-ends", test_waiting_ends);
  return g_test_run ();
}
