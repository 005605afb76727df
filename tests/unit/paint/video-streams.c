/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Streams of a channel, with a clock and decoders that do what the test says, on a surface of
 * the built-in renderer: what is on the surface, and what is told. */

#include "paint/video-streams.h"

#include "contract/renderer-memory.h"
#include "core/limits.h"
#include "core/thread.h"
#include "support/decoder.h"
#include "support/log.h"
#include "support/renderer.h"

#define MS         1000
#define START_US   (gint64) 5000000
#define START_MS   (guint32) 700000 /* multi-media time then */
#define SIDE       64
#define BACKGROUND 0x00111111u
#define RED        0x00ff0000u
#define GREEN      0x0000ff00u
#define BLUE       0x000000ffu

/* clang-format off */
static const SumacRect all  = { 0, 0, SIDE, SIDE };
static const SumacRect dest = { 8, 8, 40, 32 };

/* clang-format on */

typedef struct
{
  SumacSurfaces *surfaces;
  SumacVideoStreams *streams;
  SumacDecoderFailures *failures;
  SumacMediaClock clock;
  gint policy;
  SumacVideoCounts counts;
  gsize session_bytes;
  gint64 now_us;
  guint n_woken; /* atomic */
  guint n_damages;
  SumacRect damage; /* the last one */
  guint n_reports;
  SumacStreamReport report; /* the last one */
} Scene;

static void
wake (gpointer data)
{
  __atomic_add_fetch (&((Scene *) data)->n_woken, 1, __ATOMIC_SEQ_CST);
}

static void
damaged (gpointer data, guint32 surface, const SumacRect *rect)
{
  Scene *scene = data;

  g_assert_cmpuint (surface, ==, 0);
  scene->n_damages++;
  scene->damage = *rect;
}

static void
take_report (gpointer data, const SumacStreamReport *report)
{
  Scene *scene = data;

  scene->n_reports++;
  scene->report = *report;
}

static void
draw (Scene *scene, const SumacRect *box, guint32 color)
{
  SumacRect damage;
  SumacCommand *fill = test_fill (0, box, color);

  g_assert_cmpint (sumac_surfaces_draw (scene->surfaces, &fill->u.draw.op, &damage), !=,
                   SUMAC_DRAWN_NOT);
  sumac_video_streams_draw_over (scene->streams, 0, &damage);
  sumac_command_free (fill);
}

/* Takes @renderer. */
static void
scene_init_with (Scene *scene, SumacRenderer *renderer, TestDecoderRule *rules, guint n_rules)
{
  *scene = (Scene){ .now_us = START_US };
  test_log_clear ();
  test_decoders_set (rules, n_rules);
  scene->surfaces = sumac_surfaces_new (renderer, &scene->session_bytes);
  g_assert_true (
      sumac_surfaces_create (scene->surfaces, 0, SUMAC_PIXELS_XRGB32, SIDE, SIDE, NULL));
  scene->failures = sumac_decoder_failures_new ();
  scene->streams = sumac_video_streams_new (&(SumacVideoHost){
      .channel_name = "display:0",
      .decoders = &test_decoders,
      .failures = scene->failures,
      .clock = &scene->clock,
      .policy = &scene->policy,
      .surfaces = scene->surfaces,
      .counts = &scene->counts,
      .wake = wake,
      .damaged = damaged,
      .report = take_report,
      .data = scene,
  });
  sumac_media_clock_set (&scene->clock, START_MS, START_US);
  draw (scene, &all, BACKGROUND);
}

static void
scene_init (Scene *scene, TestDecoderRule *rules, guint n_rules)
{
  scene_init_with (scene, g_object_new (SUMAC_TYPE_RENDERER_MEMORY, NULL), rules, n_rules);
}

static void
scene_clear (Scene *scene)
{
  sumac_video_streams_free (scene->streams);
  sumac_surfaces_free (scene->surfaces);
  sumac_decoder_failures_free (scene->failures);
  g_assert_cmpuint (test_decoder_count_pictures (), ==, 0);
}

/* Takes @command. */
static void
carry_out (Scene *scene, SumacCommand *command)
{
  sumac_video_streams_carry_out (scene->streams, command, scene->now_us);
  sumac_command_free (command);
}

static gint64
show (Scene *scene)
{
  return sumac_video_streams_show (scene->streams, scene->now_us);
}

/* A frame of the stream's own size, for so much after the start. */
static void
push (Scene *scene, gint32 at_ms, guint32 color)
{
  carry_out (scene, test_frame (3, START_MS + (guint32) at_ms, color, 32, 24));
}

/* A frame that gives no picture. */
static void
push_broken (Scene *scene)
{
  SumacCommand *frame = test_frame (3, 0, 0, 1, 1);

  frame->u.frame.size = 7;
  carry_out (scene, frame);
}

static void
create (Scene *scene)
{
  carry_out (scene, test_stream_create (3, SUMAC_VIDEO_MJPEG, &dest));
}

static void
destroy (Scene *scene)
{
  carry_out (scene, test_stream_destroy (3));
}

static guint32
pixel_at (Scene *scene, gint x, gint y)
{
  SumacView view;
  guint32 pixel;

  g_assert_true (sumac_surfaces_map (scene->surfaces, 0, &view));
  memcpy (&pixel, view.data + view.stride * y + 4 * x, sizeof pixel);
  sumac_surfaces_unmap (scene->surfaces, 0);
  return pixel;
}

/* The middle of the stream's place. */
static guint32
middle (Scene *scene)
{
  return pixel_at (scene, 20, 20);
}

static gboolean
is_in (const SumacRect *rect, gint x, gint y)
{
  return x >= rect->left && x < rect->right && y >= rect->top && y < rect->bottom;
}

/* Everything else is background. */
static void
assert_shows (Scene *scene, const SumacRect *rect, guint32 color)
{
  for (gint y = 0; y < SIDE; y++)
    for (gint x = 0; x < SIDE; x++)
      g_assert_cmphex (pixel_at (scene, x, y), ==, is_in (rect, x, y) ? color : BACKGROUND);
}

static void
test_a_frame_is_shown (void)
{
  TestDecoderRule rule = { .name = "one" };
  Scene scene;

  scene_init (&scene, &rule, 1);
  create (&scene);
  g_assert_cmpuint (rule.n_opened, ==, 0); /* only when a frame comes */
  push (&scene, 100, RED);
  g_assert_cmpuint (scene.n_woken, ==, 1);
  assert_shows (&scene, &(SumacRect){ 0 }, 0);
  g_assert_cmpint (show (&scene), ==, G_MAXINT64);
  assert_shows (&scene, &dest, RED);
  g_assert_cmpuint (scene.n_damages, ==, 1);
  g_assert_cmpint (memcmp (&scene.damage, &dest, sizeof dest), ==, 0);
  destroy (&scene);
  assert_shows (&scene, &dest, RED);
  g_assert_cmpuint (scene.counts.frames, ==, 1);
  g_assert_cmpuint (scene.counts.frames_decoded, ==, 1);
  g_assert_cmpuint (scene.counts.frames_shown, ==, 1);
  g_assert_cmpuint (scene.counts.streams, ==, 0);
  g_assert_cmpuint (rule.n_closed, ==, 1);

  g_autofree char *decoders = sumac_video_streams_dup_decoders (scene.streams);

  g_assert_cmpstr (decoders, ==, "mjpeg by one");
  scene_clear (&scene);
}

static void
test_the_newest_is_shown (void)
{
  TestDecoderRule rule = { .name = "one" };
  Scene scene;

  scene_init (&scene, &rule, 1);
  create (&scene);
  push (&scene, 100, RED);
  push (&scene, 133, GREEN);
  push (&scene, 166, BLUE);
  show (&scene);
  assert_shows (&scene, &dest, BLUE);
  g_assert_cmpuint (scene.counts.frames_shown, ==, 1);
  g_assert_cmpuint (scene.counts.frames_dropped, ==, 2);
  scene_clear (&scene);
}

/* The last frame is what stays, though nobody has asked for it before the end. */
static void
test_the_last_frame_stays (void)
{
  TestDecoderRule rule = { .name = "one" };
  Scene scene;

  scene_init (&scene, &rule, 1);
  scene.policy = SUMAC_POLICY_LIP_SYNC;
  create (&scene);
  push (&scene, 500, RED);
  push (&scene, 1000, GREEN);
  g_assert_cmpint (show (&scene), ==, START_US + 500 * MS);
  assert_shows (&scene, &(SumacRect){ 0 }, 0);
  destroy (&scene);
  assert_shows (&scene, &dest, GREEN);
  scene_clear (&scene);
}

static void *
release (void *data G_GNUC_UNUSED)
{
  while (test_decoder_release () == 0)
    g_thread_yield ();
  return NULL;
}

/* The decoder is at it when the stream ends: waited for. */
static void
test_destroyed_while_busy (void)
{
  TestDecoderRule rule = { .name = "slow", .holds = TRUE };
  Scene scene;
  SumacThread thread;

  scene_init (&scene, &rule, 1);
  create (&scene);
  push (&scene, 100, RED);
  scene.now_us =
      sumac_clock_us () + 20 * G_USEC_PER_SEC; /* the wait is against the real clock */
  g_assert_true (sumac_thread_start (&thread, "release", release, NULL));
  destroy (&scene);
  sumac_thread_join (thread);
  assert_shows (&scene, &dest, RED);
  scene_clear (&scene);
}

/* A decoder that never answers costs a bounded time. */
static void
test_destroyed_while_stuck (void)
{
  TestDecoderRule rule = { .name = "stuck", .holds = TRUE };
  Scene scene;
  gint64 start = sumac_clock_us ();

  scene_init (&scene, &rule, 1);
  for (guint32 id = 0; id < SUMAC_MAX_STREAMS; id++)
    {
      carry_out (&scene, test_stream_create (id, SUMAC_VIDEO_VP8, &dest));
      carry_out (&scene, test_frame (id, 0, RED, 32, 24));
    }
  g_assert_cmpuint (scene.counts.streams, ==, SUMAC_MAX_STREAMS);
  scene.now_us = start;
  carry_out (&scene, test_command (SUMAC_COMMAND_STREAM_DESTROY_ALL, 0));
  g_assert_cmpint (sumac_clock_us () - start, >=, SUMAC_STREAM_SETTLE_MS * MS);
  g_assert_cmpint (sumac_clock_us () - start, <, 20 * SUMAC_STREAM_SETTLE_MS * MS);
  assert_shows (&scene, &(SumacRect){ 0 }, 0);
  g_assert_cmpuint (scene.counts.streams, ==, 0);
  g_assert_cmpuint (rule.n_closed, ==, SUMAC_MAX_STREAMS);
  scene_clear (&scene);
}

/* Nobody waits for a frame that would not be seen: here that would be for an hour. */
static void
test_destroyed_while_hidden (void)
{
  TestDecoderRule rule = { .name = "stuck", .holds = TRUE };
  Scene scene;

  scene_init (&scene, &rule, 1);
  create (&scene);
  push (&scene, 100, RED);
  carry_out (&scene, test_stream_clip (3, NULL, 0));
  scene.now_us = sumac_clock_us () + G_TIME_SPAN_HOUR;
  destroy (&scene);
  assert_shows (&scene, &(SumacRect){ 0 }, 0);
  g_assert_cmpuint (rule.n_closed, ==, 1);
  scene_clear (&scene);
}

/* What is drawn after a frame came stays above it, whenever that frame is shown. */
static void
test_drawing_after_a_frame_stays (void)
{
  const SumacRect early = { 0, 0, 20, 20 };
  const SumacRect late = { 30, 20, 60, 60 };
  TestDecoderRule rule = { .name = "slow", .holds = TRUE };
  Scene scene;

  scene_init (&scene, &rule, 1);
  create (&scene);
  push (&scene, 100, RED);
  draw (&scene, &early, GREEN);
  push (&scene, 133, RED + 1);
  draw (&scene, &late, BLUE);
  g_assert_cmpuint (test_decoder_release (), ==, 2);
  show (&scene);
  for (gint y = 0; y < SIDE; y++)
    for (gint x = 0; x < SIDE; x++)
      g_assert_cmphex (pixel_at (&scene, x, y), ==,
                       is_in (&late, x, y)    ? BLUE
                       : is_in (&dest, x, y)  ? RED + 1
                       : is_in (&early, x, y) ? GREEN
                                              : BACKGROUND);

  /* The next frame is later than all that. */
  push (&scene, 166, RED);
  test_decoder_release ();
  show (&scene);
  g_assert_cmphex (pixel_at (&scene, 35, 25), ==, RED);
  scene_clear (&scene);
}

/* An older frame is below what was drawn after it and after all that came since. */
static void
test_drawing_over_several_frames (void)
{
  const SumacRect first = { 8, 8, 20, 32 };
  const SumacRect second = { 20, 8, 30, 32 };
  TestDecoderRule rule = { .name = "one" };
  Scene scene;

  scene_init (&scene, &rule, 1);
  scene.policy = SUMAC_POLICY_LIP_SYNC;
  create (&scene);
  push (&scene, 100, RED);
  draw (&scene, &first, GREEN);
  push_broken (&scene);
  push (&scene, 200, RED + 1);
  draw (&scene, &second, BLUE);
  show (&scene);
  scene.now_us = START_US + 100 * MS;
  g_assert_cmpint (show (&scene), ==, START_US + 200 * MS);
  g_assert_cmphex (pixel_at (&scene, 10, 10), ==, GREEN);
  g_assert_cmphex (pixel_at (&scene, 25, 10), ==, BLUE);
  g_assert_cmphex (pixel_at (&scene, 35, 10), ==, RED);
  scene.now_us = START_US + 200 * MS;
  g_assert_cmpint (show (&scene), ==, G_MAXINT64);
  g_assert_cmphex (pixel_at (&scene, 10, 10), ==, RED + 1);
  g_assert_cmphex (pixel_at (&scene, 25, 10), ==, BLUE);
  g_assert_cmphex (pixel_at (&scene, 35, 10), ==, RED + 1);
  scene_clear (&scene);
}

static void
test_clip (void)
{
  const SumacRect clip[] = { { 0, 0, 20, 20 }, { 10, 10, 25, 64 } };
  TestDecoderRule rule = { .name = "one" };
  Scene scene;

  scene_init (&scene, &rule, 1);
  create (&scene);
  push (&scene, 100, RED);
  /* Holds for a frame that came before it, too. */
  carry_out (&scene, test_stream_clip (3, clip, 2));
  show (&scene);
  for (gint y = 0; y < SIDE; y++)
    for (gint x = 0; x < SIDE; x++)
      g_assert_cmphex (pixel_at (&scene, x, y), ==,
                       is_in (&dest, x, y) && (is_in (&clip[0], x, y) || is_in (&clip[1], x, y))
                           ? RED
                           : BACKGROUND);
  carry_out (&scene, test_stream_clip (3, NULL, 0));
  push (&scene, 133, GREEN);
  show (&scene);
  g_assert_cmphex (pixel_at (&scene, 12, 12), ==, RED);
  scene_clear (&scene);
}

static void
test_sized_frames (void)
{
  const SumacRect place = { 30, 2, 50, 60 };
  TestDecoderRule rule = { .name = "one" };
  SumacCommand *frame = test_frame (3, 0, GREEN, 5, 7);
  Scene scene;

  scene_init (&scene, &rule, 1);
  create (&scene);
  frame->u.frame.has_dest = TRUE;
  frame->u.frame.dest = place;
  carry_out (&scene, frame);
  show (&scene);
  assert_shows (&scene, &place, GREEN);
  /* And the stream's own place is what it was. */
  draw (&scene, &all, BACKGROUND);
  push (&scene, 133, RED);
  show (&scene);
  assert_shows (&scene, &dest, RED);
  scene_clear (&scene);
}

static void
test_a_new_stream_of_the_same_number (void)
{
  const SumacRect place = { 50, 50, 60, 60 };
  TestDecoderRule rule = { .name = "one" };
  Scene scene;

  scene_init (&scene, &rule, 1);
  create (&scene);
  push (&scene, 100, RED);
  carry_out (&scene, test_stream_create (3, SUMAC_VIDEO_MJPEG, &place));
  assert_shows (&scene, &dest, RED); /* the last of the old one */
  carry_out (&scene, test_frame (3, 0, RED, 10, 10));
  show (&scene);
  g_assert_cmphex (pixel_at (&scene, 55, 55), ==, RED);
  g_assert_cmpuint (scene.counts.streams, ==, 1);
  g_assert_cmpuint (rule.n_opened, ==, 2);
  g_assert_cmpuint (rule.n_closed, ==, 1);
  scene_clear (&scene);
}

static void
test_what_makes_no_sense (void)
{
  TestDecoderRule rule = { .name = "one" };
  SumacCommand *empty = test_frame (3, 0, RED, 1, 1);
  SumacCommand *huge = test_stream_create (4, SUMAC_VIDEO_MJPEG, &dest);
  Scene scene;

  scene_init (&scene, &rule, 1);
  carry_out (&scene, test_frame (3, 0, RED, 1, 1));
  carry_out (&scene, test_frame (G_MAXUINT32, 0, RED, 1, 1));
  carry_out (&scene, test_stream_destroy (64));
  carry_out (&scene, test_stream_clip (5, NULL, 0));
  carry_out (&scene, test_stream_create (64, SUMAC_VIDEO_MJPEG, &dest));
  carry_out (&scene, test_stream_create (4, 0, &dest));
  carry_out (&scene, test_stream_create (4, 6, &dest));
  carry_out (&scene, test_stream_create (4, SUMAC_VIDEO_MJPEG, &(SumacRect){ 0, 0, 0, 4 }));
  huge->u.stream.height = SUMAC_MAX_SIDE + 1;
  carry_out (&scene, huge);
  g_assert_cmpuint (scene.counts.streams, ==, 0);
  /* Once each, and counted. */
  g_assert_cmpuint (test_log_count (G_LOG_LEVEL_WARNING, "which is not there"), ==, 1);
  g_assert_cmpuint (test_log_count (G_LOG_LEVEL_WARNING, "is left out"), ==, 2);
  g_assert_cmpuint (scene.counts.frames_broken, ==, 2);

  create (&scene);
  empty->u.frame.size = 0;
  carry_out (&scene, empty);
  g_assert_cmpuint (rule.n_pushed, ==, 0);
  g_assert_cmpuint (scene.counts.frames_broken, ==, 3);
  show (&scene);
  assert_shows (&scene, &(SumacRect){ 0 }, 0);
  scene_clear (&scene);
}

/* A broken frame is no end: those before and after are shown. */
static void
test_broken_frames (void)
{
  TestDecoderRule rule = { .name = "one" };
  Scene scene;

  scene_init (&scene, &rule, 1);
  create (&scene);
  push (&scene, 100, GREEN);
  push_broken (&scene);
  show (&scene);
  assert_shows (&scene, &dest, GREEN);
  g_assert_cmpuint (scene.counts.frames_broken, ==, 1);
  push (&scene, 133, RED);
  show (&scene);
  assert_shows (&scene, &dest, RED);
  scene_clear (&scene);
}

static void
test_a_failing_decoder_is_followed_by_the_next (void)
{
  TestDecoderRule rules[] = {
    { .name = "closed", .fails_to_open = TRUE },
    { .name = "weak", .fails_at = 2 },
    { .name = "late", .fails_at = 2, .fails_late = TRUE },
    { .name = "good" },
  };
  Scene scene;

  scene_init (&scene, rules, G_N_ELEMENTS (rules));
  create (&scene);
  push (&scene, 100, RED);
  show (&scene);
  assert_shows (&scene, &dest, RED);
  push (&scene, 133, GREEN); /* weak refuses it, late takes it */
  show (&scene);
  assert_shows (&scene, &dest, GREEN);
  push (&scene, 166, RED); /* late takes it, and fails: good gets it, too */
  show (&scene);
  assert_shows (&scene, &dest, RED);
  push (&scene, 200, BLUE);
  show (&scene);
  assert_shows (&scene, &dest, BLUE);
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    g_assert_cmpuint (rules[i].n_opened, ==, 1);
  g_assert_cmpuint (rules[0].n_closed + rules[1].n_closed + rules[2].n_closed, ==, 3);
  g_assert_cmpuint (scene.counts.frames_decoded, ==, 4);
  g_assert_cmpuint (scene.counts.frames_shown, ==, 4);
  g_assert_cmpuint (scene.counts.frames_broken, ==, 0);
  g_assert_cmpuint (scene.counts.streams_refused, ==, 0);
  g_assert_cmpuint (test_log_count (G_LOG_LEVEL_WARNING, "the next one goes on"), ==, 3);

  g_autofree char *decoders = sumac_video_streams_dup_decoders (scene.streams);

  g_assert_cmpstr (decoders, ==, "mjpeg by weak, mjpeg by late, mjpeg by good");
  scene_clear (&scene);
}

/* Nobody waits for another frame: the painter is woken, and shows what the failed decoder has
 * left. */
static void
test_a_decoder_fails_while_the_film_stands_still (void)
{
  TestDecoderRule rules[] = {
    { .name = "weak", .holds = TRUE },
    { .name = "good" },
  };
  Scene scene;
  guint n_woken;

  scene_init (&scene, rules, G_N_ELEMENTS (rules));
  scene.policy = SUMAC_POLICY_LIP_SYNC;
  carry_out (&scene, test_stream_create (3, SUMAC_VIDEO_VP8, &dest));
  carry_out (&scene, test_vp8_frame (3, START_MS + 100, TRUE, RED));
  test_decoder_release ();
  scene.now_us = START_US + 100 * MS;
  show (&scene);
  assert_shows (&scene, &dest, RED);
  carry_out (&scene, test_vp8_frame (3, START_MS + 200, FALSE, 1));
  carry_out (&scene, test_vp8_frame (3, START_MS + 300, FALSE, 1));
  n_woken = scene.n_woken;
  g_assert_cmpuint (test_decoder_fail (), ==, 2);
  g_assert_cmpuint (scene.n_woken, >, n_woken);

  /* Each at its time, and the one that has been seen not again. */
  g_assert_cmpint (show (&scene), ==, START_US + 200 * MS);
  assert_shows (&scene, &dest, RED);
  g_assert_cmpuint (scene.counts.frames_shown, ==, 1);
  scene.now_us = START_US + 200 * MS;
  g_assert_cmpint (show (&scene), ==, START_US + 300 * MS);
  assert_shows (&scene, &dest, RED + 1);
  scene.now_us = START_US + 300 * MS;
  g_assert_cmpint (show (&scene), ==, G_MAXINT64);
  assert_shows (&scene, &dest, RED + 2);
  g_assert_cmpuint (scene.counts.frames_decoded, ==, 3);
  g_assert_cmpuint (scene.counts.frames_shown, ==, 3);
  g_assert_cmpuint (scene.counts.frames_broken, ==, 0);

  g_autofree char *decoders = sumac_video_streams_dup_decoders (scene.streams);

  g_assert_cmpstr (decoders, ==, "vp8 by weak, vp8 by good");
  scene_clear (&scene);
}

/* The same, and there is no other: said at once, and what waited for it waits no more. */
static void
test_the_only_decoder_fails_while_the_film_stands_still (void)
{
  TestDecoderRule rule = { .name = "weak", .holds = TRUE };
  Scene scene;

  scene_init (&scene, &rule, 1);
  create (&scene);
  push (&scene, 100, RED);
  push (&scene, 200, RED);
  test_decoder_fail ();
  show (&scene);
  g_assert_cmpuint (scene.counts.streams_refused, ==, 1);
  g_assert_cmpuint (scene.counts.frames_broken, ==, 2);
  show (&scene);
  g_assert_cmpuint (scene.counts.streams_refused, ==, 1);
  scene_clear (&scene);
}

/* It is about to end, too. */
static void *
fail (void *data G_GNUC_UNUSED)
{
  while (test_decoder_fail () == 0)
    g_thread_yield ();
  return NULL;
}

static void
test_a_decoder_fails_at_the_end (void)
{
  TestDecoderRule rules[] = {
    { .name = "weak", .holds = TRUE },
    { .name = "good" },
  };
  Scene scene;
  SumacThread thread;

  scene_init (&scene, rules, G_N_ELEMENTS (rules));
  create (&scene);
  push (&scene, 100, RED);
  push (&scene, 133, GREEN);
  scene.now_us =
      sumac_clock_us () + 20 * G_USEC_PER_SEC; /* the wait is against the real clock */
  g_assert_true (sumac_thread_start (&thread, "fail", fail, NULL));
  destroy (&scene);
  sumac_thread_join (thread);
  assert_shows (&scene, &dest, GREEN);
  scene_clear (&scene);
}

static void
activate_report (Scene *scene, guint32 max_window, guint32 timeout_ms)
{
  SumacCommand *command = test_command (SUMAC_COMMAND_STREAM_ACTIVATE_REPORT, 0);

  command->u.report.id = 3;
  command->u.report.unique = 77;
  command->u.report.max_window = max_window;
  command->u.report.timeout_ms = timeout_ms;
  carry_out (scene, command);
}

static void
assert_hopeless (Scene *scene)
{
  g_assert_cmpuint (scene->n_reports, ==, 1);
  g_assert_cmpuint (scene->report.id, ==, 3);
  g_assert_cmpuint (scene->report.unique, ==, 77);
  g_assert_cmpuint (scene->report.n_frames, ==, 0);
  g_assert_cmpuint (scene->report.n_drops, ==, G_MAXUINT32);
}

static void
test_no_decoder_is_left (void)
{
  TestDecoderRule rules[] = {
    { .name = "weak", .fails_at = 2 },
    { .name = "closed", .fails_to_open = TRUE },
  };
  Scene scene;

  scene_init (&scene, rules, G_N_ELEMENTS (rules));
  create (&scene);
  activate_report (&scene, 5, 1000);
  push (&scene, 100, RED);
  for (gint32 i = 0; i < 20; i++)
    push (&scene, 133 + i, GREEN);
  assert_hopeless (&scene);
  show (&scene);
  assert_shows (&scene, &dest, RED);
  g_assert_cmpuint (scene.counts.streams_refused, ==, 1);
  g_assert_cmpuint (scene.counts.frames_broken, ==, 20);
  destroy (&scene);
  scene_clear (&scene);
}

/* The server asks for reports only after the stream was found to be hopeless. */
static void
test_a_codec_that_nothing_decodes (void)
{
  TestDecoderRule rule = { .name = "one" };
  Scene scene;

  scene_init (&scene, &rule, 1);
  carry_out (&scene, test_stream_create (3, SUMAC_VIDEO_H265, &dest));
  push (&scene, 100, RED);
  g_assert_cmpuint (scene.n_reports, ==, 0);
  activate_report (&scene, 5, 1000);
  assert_hopeless (&scene);
  activate_report (&scene, 5, 1000);
  g_assert_cmpuint (scene.n_reports, ==, 1);
  g_assert_cmpuint (rule.n_opened, ==, 0);
  scene_clear (&scene);
}

static void
test_reports (void)
{
  TestDecoderRule rule = { .name = "one" };
  Scene scene;

  scene_init (&scene, &rule, 1);
  create (&scene);
  activate_report (&scene, 3, 10000);
  push (&scene, 100, RED);
  push (&scene, -10, RED);
  g_assert_cmpuint (scene.n_reports, ==, 0);
  scene.now_us += 50 * MS;
  carry_out (&scene, test_frame (3, 0, RED, 32, 24)); /* no time: 100 ms from now */
  g_assert_cmpuint (scene.n_reports, ==, 1);
  g_assert_cmpuint (scene.report.start_ms, ==, START_MS + 100);
  g_assert_cmpuint (scene.report.end_ms, ==, START_MS + 150);
  g_assert_cmpuint (scene.report.n_frames, ==, 3);
  g_assert_cmpuint (scene.report.n_drops, ==, 1);
  g_assert_cmpint (scene.report.last_delay_ms, ==, 100);
  g_assert_cmphex (scene.report.audio_delay_ms, ==, G_MAXUINT32);
  scene_clear (&scene);
}

/* The server hears of the last frames though none comes any more. */
static void
test_report_of_a_film_that_stands_still (void)
{
  TestDecoderRule rule = { .name = "one" };
  Scene scene;

  scene_init (&scene, &rule, 1);
  create (&scene);
  activate_report (&scene, 30, 200);
  push (&scene, 100, RED);
  g_assert_cmpint (show (&scene), ==, START_US + 200 * MS);
  g_assert_cmphex (middle (&scene), ==, RED);
  scene.now_us += 200 * MS;
  g_assert_cmpint (show (&scene), ==, G_MAXINT64);
  g_assert_cmpuint (scene.n_reports, ==, 1);
  g_assert_cmpuint (scene.report.n_frames, ==, 1);
  g_assert_cmpint (scene.report.last_delay_ms, ==, 100);
  scene_clear (&scene);
}

/* Frames that come early, to a decoder that does not keep up, are late all the same: so the
 * server hears that it sends too much. */
static void
test_a_slow_decoder_is_reported (void)
{
  TestDecoderRule rule = { .name = "slow", .holds = TRUE };
  Scene scene;

  scene_init (&scene, &rule, 1);
  create (&scene);
  activate_report (&scene, 100, 60000);
  for (gint32 i = 0; i < 5; i++)
    {
      push (&scene, 100 * i + 350, RED);
      scene.now_us += 100 * MS;
    }
  /* Each came 350 ms early. The fifth is the first one that the decoder is too far behind
   * for. */
  g_assert_cmpuint (scene.n_reports, ==, 0);
  push (&scene, 850, RED);
  g_assert_cmpuint (scene.n_reports, ==, 0);
  scene.now_us += 100 * MS;
  push (&scene, 950, GREEN);
  g_assert_cmpuint (scene.n_reports, ==, 1);
  g_assert_cmpuint (scene.report.n_frames, ==, 7);
  g_assert_cmpuint (scene.report.n_drops, ==, 3);
  g_assert_cmpint (scene.report.last_delay_ms, ==, 350 - 600);

  /* When it has caught up, all is well again. */
  test_decoder_release ();
  activate_report (&scene, 1, 60000);
  push (&scene, 950, BLUE);
  g_assert_cmpuint (scene.n_reports, ==, 2);
  g_assert_cmpuint (scene.report.n_drops, ==, 0);
  g_assert_cmpint (scene.report.last_delay_ms, ==, 350);
  test_decoder_release ();
  scene_clear (&scene);
}

/* A stream with one frame in which its decoder, if it is bad, fails. */
static void
play_one (Scene *scene)
{
  create (scene);
  push (scene, 100, RED);
  push (scene, 133, GREEN);
  show (scene);
  destroy (scene);
}

/* One that fails again and again is not the first to be tried any more. */
static void
test_a_bad_decoder_is_tried_last (void)
{
  TestDecoderRule rules[] = {
    { .name = "bad", .fails_at = 2 },
    { .name = "good" },
  };
  Scene scene;

  scene_init (&scene, rules, G_N_ELEMENTS (rules));
  for (guint i = 0; i < 10; i++)
    {
      play_one (&scene);
      g_assert_cmphex (middle (&scene), ==, GREEN);
    }
  g_assert_cmpuint (rules[0].n_opened, ==, SUMAC_DECODER_FAILURES);
  g_assert_cmpuint (rules[1].n_opened, ==, 10);
  g_assert_cmpuint (test_log_count (G_LOG_LEVEL_WARNING, "failed"), ==, SUMAC_DECODER_FAILURES);
  g_assert_cmpuint (test_log_count (G_LOG_LEVEL_WARNING, "tried last"), ==, 1);

  /* For another codec nothing is known of it. */
  carry_out (&scene, test_stream_create (3, SUMAC_VIDEO_VP9, &dest));
  push (&scene, 100, RED);
  g_assert_cmpuint (rules[0].n_opened, ==, SUMAC_DECODER_FAILURES + 1);

  /* Better a bad one than none. */
  rules[1].fails_at = 1;
  play_one (&scene);
  g_assert_cmpuint (rules[0].n_opened, ==, SUMAC_DECODER_FAILURES + 2);
  g_assert_cmphex (middle (&scene), ==, RED);
  scene_clear (&scene);
}

/* One that decodes a stream to its end is trusted again. */
static void
test_a_decoder_is_forgiven (void)
{
  TestDecoderRule rules[] = {
    { .name = "moody" },
    { .name = "good" },
  };
  Scene scene;

  scene_init (&scene, rules, G_N_ELEMENTS (rules));
  for (guint i = 0; i < 12; i++)
    {
      rules[0].fails_at = i % 3 == 2 ? 0 : 1;
      rules[0].fails_late = i % 2;
      play_one (&scene);
    }
  g_assert_cmpuint (rules[0].n_opened, ==, 12);
  scene_clear (&scene);
}

/* A failure that nobody has heard of when the stream ends counts, too. */
static void
test_a_late_failure_counts (void)
{
  TestDecoderRule rules[] = {
    { .name = "late", .fails_at = 2, .fails_late = TRUE },
    { .name = "good" },
  };
  Scene scene;

  scene_init (&scene, rules, G_N_ELEMENTS (rules));
  for (guint i = 0; i < 5; i++)
    {
      create (&scene);
      push (&scene, 100, RED);
      push (&scene, 133, GREEN);
      carry_out (&scene, test_stream_clip (3, NULL, 0));
      destroy (&scene);
    }
  g_assert_cmpuint (rules[0].n_opened, ==, SUMAC_DECODER_FAILURES);
  g_assert_cmpuint (rules[0].n_pushed, ==, 2 * SUMAC_DECODER_FAILURES);
  scene_clear (&scene);
}

/* How long frames take is measured from their message to where they are seen. */
static void
test_times (void)
{
  TestDecoderRule rule = { .name = "one" };
  SumacCommand *frame = test_frame (3, START_MS + 100, RED, 32, 24);
  Scene scene;

  scene_init (&scene, &rule, 1);
  create (&scene);
  frame->u.frame.came_us = START_US - 3 * MS;
  carry_out (&scene, frame);
  sumac_video_streams_publish (scene.streams, 0, START_US + 1 * MS);
  g_assert_cmpuint (sumac_durations_get (&scene.counts.showing, 100), ==, 0);
  show (&scene);
  sumac_video_streams_publish (scene.streams, 1, START_US + 2 * MS);
  g_assert_cmpuint (sumac_durations_get (&scene.counts.showing, 100), ==, 0);
  sumac_video_streams_publish (scene.streams, 0, START_US + 5 * MS);
  g_assert_cmpuint (sumac_durations_get (&scene.counts.showing, 100), >=, 8 * MS);
  g_assert_cmpuint (sumac_durations_get (&scene.counts.showing, 100), <=, 9 * MS);

  /* Once. */
  sumac_video_streams_publish (scene.streams, 0, START_US + 500 * MS);
  g_assert_cmpuint (sumac_durations_get (&scene.counts.showing, 100), <=, 9 * MS);
  g_assert_cmpuint (sumac_durations_get (&scene.counts.decoding, 100), <, G_USEC_PER_SEC);
  scene_clear (&scene);
}

static void
test_lip_sync (void)
{
  TestDecoderRule rule = { .name = "one" };
  Scene scene;

  scene_init (&scene, &rule, 1);
  scene.policy = SUMAC_POLICY_LIP_SYNC;
  create (&scene);
  push (&scene, 40, RED);
  push (&scene, 80, GREEN);
  g_assert_cmpint (show (&scene), ==, START_US + 40 * MS);
  scene.now_us = START_US + 39 * MS;
  show (&scene);
  g_assert_cmphex (middle (&scene), ==, BACKGROUND);
  scene.now_us = START_US + 40 * MS;
  g_assert_cmpint (show (&scene), ==, START_US + 80 * MS);
  g_assert_cmphex (middle (&scene), ==, RED);
  scene.now_us = START_US + 300 * MS;
  g_assert_cmpint (show (&scene), ==, G_MAXINT64);
  g_assert_cmphex (middle (&scene), ==, GREEN);
  push (&scene, 100, BLUE); /* too late, but the newest there is */
  show (&scene);
  g_assert_cmphex (middle (&scene), ==, BLUE);
  scene_clear (&scene);
}

/* Pictures that wait for their time may take only so much memory. */
static void
test_waiting_pictures_are_bounded (void)
{
  TestDecoderRule rule = { .name = "one" };
  Scene scene;

  scene_init (&scene, &rule, 1);
  scene.policy = SUMAC_POLICY_LIP_SYNC;
  create (&scene);
  for (guint i = 0; i < 12; i++)
    {
      carry_out (&scene, test_frame (3, START_MS + 1000 + i, RED + i, 2000, 1500));
      show (&scene);
    }
  /* 12 million bytes each. */
  g_assert_cmpuint (test_decoder_count_pictures (), ==, SUMAC_MAX_STREAM_BYTES / 2 / 12000000);
  g_assert_cmphex (middle (&scene), ==, RED + 11 - SUMAC_MAX_STREAM_BYTES / 2 / 12000000);

  /* And of frames that nothing comes of, only so many are remembered. */
  rule.holds = TRUE;
  for (guint i = 0; i < 3 * SUMAC_MAX_STREAM_FRAMES; i++)
    push (&scene, 1100, BLUE);
  g_assert_cmpuint (test_decoder_release (), ==, 3 * SUMAC_MAX_STREAM_FRAMES);
  g_assert_cmpuint (test_decoder_count_pictures (), <=, SUMAC_MAX_STREAM_FRAMES);
  destroy (&scene);
  g_assert_cmphex (middle (&scene), ==, BLUE);
  scene_clear (&scene);
}

/* The surface goes, and another one takes its number: nothing of the old is shown on it. */
static void
test_the_surface_goes (void)
{
  TestDecoderRule rule = { .name = "one" };
  Scene scene;

  scene_init (&scene, &rule, 1);
  create (&scene);
  push (&scene, 100, RED);
  sumac_video_streams_lose_surface (scene.streams, 1);
  show (&scene);
  g_assert_cmphex (middle (&scene), ==, RED);
  sumac_video_streams_lose_surface (scene.streams, 0);
  push (&scene, 133, GREEN);
  show (&scene);
  push (&scene, 166, BLUE);
  destroy (&scene);
  g_assert_cmphex (middle (&scene), ==, RED);
  g_assert_cmpuint (scene.counts.frames_shown, ==, 1);
  scene_clear (&scene);
}

static void
test_several_at_once (void)
{
  TestDecoderRule rule = { .name = "one" };
  Scene scene;

  scene_init (&scene, &rule, 1);
  for (gint i = 0; i < SUMAC_MAX_STREAMS; i++)
    {
      SumacRect place = { i % 8 * 8, i / 8 * 8, i % 8 * 8 + 8, i / 8 * 8 + 8 };

      carry_out (&scene, test_stream_create ((guint32) i, SUMAC_VIDEO_VP9, &place));
    }
  for (guint32 i = 0; i < SUMAC_MAX_STREAMS; i++)
    carry_out (&scene, test_frame (i, 0, RED + i, 8, 8));
  show (&scene);
  for (gint i = 0; i < SUMAC_MAX_STREAMS; i++)
    g_assert_cmphex (pixel_at (&scene, i % 8 * 8 + 3, i / 8 * 8 + 3), ==, RED + (guint32) i);
  sumac_video_streams_finish (scene.streams, scene.now_us);
  g_assert_cmpuint (scene.counts.streams, ==, 0);
  scene_clear (&scene);
}

/* Streams without a frame cost no decoder. */
static void
test_storm (void)
{
  TestDecoderRule rule = { .name = "one" };
  Scene scene;

  scene_init (&scene, &rule, 1);
  for (guint32 i = 0; i < 20000; i++)
    {
      carry_out (&scene, test_stream_create (i % SUMAC_MAX_STREAMS, SUMAC_VIDEO_H264, &dest));
      if (i % 3 == 0)
        carry_out (&scene, test_stream_destroy (i % SUMAC_MAX_STREAMS));
      g_assert_cmpuint (scene.counts.streams, <=, SUMAC_MAX_STREAMS);
    }
  g_assert_cmpuint (rule.n_opened, ==, 0);
  scene_clear (&scene);
  g_assert_cmpuint (scene.counts.streams, ==, 0);
}

static void
test_upside_down (void)
{
  TestDecoderRule rule = { .name = "one", .marks_top = TRUE };
  SumacCommand *command = test_stream_create (3, SUMAC_VIDEO_MJPEG, &dest);
  Scene scene;

  scene_init (&scene, &rule, 1);
  command->u.stream.is_top_down = FALSE;
  carry_out (&scene, command);
  push (&scene, 100, RED);
  show (&scene);
  g_assert_cmphex (pixel_at (&scene, 20, dest.bottom - 1), ==, 0x00ffffffu - RED);
  g_assert_cmphex (pixel_at (&scene, 20, dest.top), ==, RED);
  create (&scene);
  push (&scene, 133, RED);
  show (&scene);
  g_assert_cmphex (pixel_at (&scene, 20, dest.bottom - 1), ==, RED);
  g_assert_cmphex (pixel_at (&scene, 20, dest.top), ==, 0x00ffffffu - RED);
  scene_clear (&scene);
}

/* A renderer that draws videos gets the frames, within the surface; where it refuses they are
 * shown all the same. Which it was is counted. */
static void
test_the_renderer_draws (void)
{
  const SumacRect beyond = { 40, 50, 72, 74 };
  TestDecoderRule rule = { .name = "one" };
  TestRendererRule renderer = { .takes_video = TRUE };
  Scene scene;

  scene_init_with (&scene, test_renderer_new (&renderer), &rule, 1);
  create (&scene);
  push (&scene, 100, RED);
  show (&scene);
  assert_shows (&scene, &dest, TEST_RENDERER_VIDEO);
  g_assert_cmpuint (renderer.n_videos, ==, 1);
  g_assert_cmpuint (scene.counts.frames_by_renderer, ==, 1);

  renderer.takes_video = FALSE;
  push (&scene, 133, BLUE);
  show (&scene);
  assert_shows (&scene, &dest, BLUE);
  g_assert_cmpuint (scene.counts.frames_by_rasteriser, ==, 1);
  g_assert_cmpuint (scene.counts.frames_shown, ==, 2);
  destroy (&scene);
  draw (&scene, &all, BACKGROUND);

  renderer.takes_video = TRUE;
  carry_out (&scene, test_stream_create (3, SUMAC_VIDEO_MJPEG, &beyond));
  push (&scene, 166, RED);
  show (&scene);
  assert_shows (&scene, &(SumacRect){ 40, 50, SIDE, SIDE }, TEST_RENDERER_VIDEO);
  g_assert_cmpuint (renderer.n_rects, ==, 1);
  destroy (&scene);
  g_assert_cmpuint (scene.counts.frames_by_renderer, ==, 2);
  scene_clear (&scene);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  test_log_init ();
  g_test_add_func ("/paint/video-streams/a-frame-is-shown", test_a_frame_is_shown);
  g_test_add_func ("/paint/video-streams/the-newest-is-shown", test_the_newest_is_shown);
  g_test_add_func ("/paint/video-streams/the-last-frame-stays", test_the_last_frame_stays);
  g_test_add_func ("/paint/video-streams/destroyed-while-busy", test_destroyed_while_busy);
  g_test_add_func ("/paint/video-streams/destroyed-while-stuck", test_destroyed_while_stuck);
  g_test_add_func ("/paint/video-streams/destroyed-while-hidden", test_destroyed_while_hidden);
  g_test_add_func ("/paint/video-streams/drawing-after-a-frame-stays",
                   test_drawing_after_a_frame_stays);
  g_test_add_func ("/paint/video-streams/drawing-over-several-frames",
                   test_drawing_over_several_frames);
  g_test_add_func ("/paint/video-streams/clip", test_clip);
  g_test_add_func ("/paint/video-streams/sized-frames", test_sized_frames);
  g_test_add_func ("/paint/video-streams/a-new-stream-of-the-same-number",
                   test_a_new_stream_of_the_same_number);
  g_test_add_func ("/paint/video-streams/what-makes-no-sense", test_what_makes_no_sense);
  g_test_add_func ("/paint/video-streams/broken-frames", test_broken_frames);
  g_test_add_func ("/paint/video-streams/a-failing-decoder-is-followed-by-the-next",
                   test_a_failing_decoder_is_followed_by_the_next);
  g_test_add_func ("/paint/video-streams/a-decoder-fails-while-the-film-stands-still",
                   test_a_decoder_fails_while_the_film_stands_still);
  g_test_add_func ("/paint/video-streams/the-only-decoder-fails-while-the-film-stands-still",
                   test_the_only_decoder_fails_while_the_film_stands_still);
  g_test_add_func ("/paint/video-streams/a-decoder-fails-at-the-end",
                   test_a_decoder_fails_at_the_end);
  g_test_add_func ("/paint/video-streams/no-decoder-is-left", test_no_decoder_is_left);
  g_test_add_func ("/paint/video-streams/a-codec-that-nothing-decodes",
                   test_a_codec_that_nothing_decodes);
  g_test_add_func ("/paint/video-streams/reports", test_reports);
  g_test_add_func ("/paint/video-streams/report-of-a-film-that-stands-still",
                   test_report_of_a_film_that_stands_still);
  g_test_add_func ("/paint/video-streams/a-slow-decoder-is-reported",
                   test_a_slow_decoder_is_reported);
  g_test_add_func ("/paint/video-streams/a-bad-decoder-is-tried-last",
                   test_a_bad_decoder_is_tried_last);
  g_test_add_func ("/paint/video-streams/a-decoder-is-forgiven", test_a_decoder_is_forgiven);
  g_test_add_func ("/paint/video-streams/a-late-failure-counts", test_a_late_failure_counts);
  g_test_add_func ("/paint/video-streams/times", test_times);
  g_test_add_func ("/paint/video-streams/lip-sync", test_lip_sync);
  g_test_add_func ("/paint/video-streams/waiting-pictures-are-bounded",
                   test_waiting_pictures_are_bounded);
  g_test_add_func ("/paint/video-streams/the-surface-goes", test_the_surface_goes);
  g_test_add_func ("/paint/video-streams/several-at-once", test_several_at_once);
  g_test_add_func ("/paint/video-streams/storm", test_storm);
  g_test_add_func ("/paint/video-streams/upside-down", test_upside_down);
  g_test_add_func ("/paint/video-streams/the-renderer-draws", test_the_renderer_draws);
  return g_test_run ();
}
