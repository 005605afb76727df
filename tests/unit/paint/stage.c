/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The stage without a painter's thread: what commands do to surfaces, pictures and the
 * publisher, one after the other. */

#include "paint/stage.h"

#include "contract/renderer-memory.h"
#include "core/limits.h"
#include "core/thread.h"
#include "support/decoder.h"
#include "support/log.h"
#include "support/renderer.h"

#include <sumac/error.h>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#define CHANNEL_ID 3

/* clang-format off */
static const SumacRect all    = { 0, 0, 64, 48 };
static const SumacRect corner = { 2, 2, 10, 10 };

/* clang-format on */

typedef struct
{
  SumacImageCache *cache;
  SumacProgress *progress;
  SumacDecoderFailures *failures;
  gsize session_bytes;
  SumacPublisher *publisher;
  SumacPaintCounts counts;
  SumacVideoCounts videos;
  SumacMediaClock clock;
  gint policy;
  guint n_shown;
  SumacStage *stage;
} Scene;

static void
ignore (gpointer data G_GNUC_UNUSED)
{
}

static void
ignore_report (gpointer data G_GNUC_UNUSED, const SumacStreamReport *report G_GNUC_UNUSED)
{
}

static gboolean
count_shown (gpointer data)
{
  Scene *scene = data;

  scene->n_shown++;
  return TRUE;
}

/* Takes @renderer. */
static void
scene_init_with (Scene *scene, SumacRenderer *renderer)
{
  *scene = (Scene){
    .cache = sumac_image_cache_new (64 * 48),
    .progress = sumac_progress_new (),
    .failures = sumac_decoder_failures_new (),
    .publisher = sumac_publisher_new (ignore, ignore, NULL),
  };
  sumac_progress_add (scene->progress, SPICE_CHANNEL_DISPLAY, CHANNEL_ID);
  scene->stage = sumac_stage_new (
      &(SumacStageConfig){
          .channel_name = "display:3",
          .channel_id = CHANNEL_ID,
          .images = { .cache = scene->cache },
          .progress = scene->progress,
          .session_bytes = &scene->session_bytes,
          .publisher = scene->publisher,
          .counts = &scene->counts,
          .decoders = &test_decoders,
          .failures = scene->failures,
          .clock = &scene->clock,
          .policy = &scene->policy,
          .video_counts = &scene->videos,
          .wake = ignore,
          .report = ignore_report,
          .shown = count_shown,
          .data = scene,
      },
      renderer);
}

static void
scene_init (Scene *scene)
{
  scene_init_with (scene, g_object_new (SUMAC_TYPE_RENDERER_MEMORY, NULL));
}

static void
scene_clear (Scene *scene)
{
  sumac_stage_free (scene->stage);
  g_assert_cmpuint (scene->session_bytes, ==, 0);
  sumac_publisher_free (scene->publisher);
  sumac_progress_free (scene->progress);
  sumac_decoder_failures_free (scene->failures);
  sumac_image_cache_free (scene->cache);
}

static gboolean
carry_out (Scene *scene, SumacCommand *command, gboolean is_covered, GError **error)
{
  gboolean ok = sumac_stage_carry_out (scene->stage, command, is_covered, error);

  sumac_command_free (command);
  return ok;
}

static void
run (Scene *scene, SumacCommand *command)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (carry_out (scene, command, FALSE, &error));
  g_assert_no_error (error);
}

static guint32
pixel_at (Scene *scene, guint32 surface, gint x, gint y)
{
  SumacView view;
  guint32 pixel;

  g_assert_true (sumac_stage_map (scene->stage, surface, &view));
  memcpy (&pixel, view.data + view.stride * y + (gsize) x * 4, sizeof pixel);
  sumac_stage_unmap (scene->stage, surface);
  return pixel;
}

static gboolean
has_news (Scene *scene)
{
  SumacNews news;

  sumac_stage_publish_if_due (scene->stage, TRUE);
  if (!sumac_publisher_take_news (scene->publisher, &news))
    return FALSE;
  sumac_frame_unref (news.frame);
  return TRUE;
}

static void
test_publishes_its_primary (void)
{
  Scene scene;

  scene_init (&scene);
  run (&scene, test_primary (64, 48));
  run (&scene, test_fill (0, &corner, 7));
  g_assert_cmphex (pixel_at (&scene, 0, 3, 3), ==, 7);
  g_assert_false (has_news (&scene));
  run (&scene, test_command (SUMAC_COMMAND_MARK, 0));
  g_assert_true (has_news (&scene));
  run (&scene, test_surface_create (1, SUMAC_PIXELS_XRGB32, 8, 8));
  run (&scene, test_fill (1, &all, 9));
  g_assert_false (has_news (&scene));
  run (&scene, test_command (SUMAC_COMMAND_RESET, 0));
  g_assert_cmphex (pixel_at (&scene, 0, 3, 3), ==, 0);
  g_assert_cmphex (pixel_at (&scene, 1, 3, 3), ==, 9);
  g_assert_cmpuint (scene.counts.ops_by_rasteriser, ==, 2);
  scene_clear (&scene);
}

/* A picture that is kept counts also where it is not seen. */
static void
test_covered_pictures_are_kept (void)
{
  Scene scene;
  SumacCommand *copy = test_copy (0, &corner, 5);

  scene_init (&scene);
  run (&scene, test_primary (64, 48));
  copy->u.draw.pending[0].encoded.flags = SPICE_IMAGE_FLAGS_CACHE_ME;
  g_assert_true (carry_out (&scene, copy, TRUE, NULL));
  g_assert_cmphex (pixel_at (&scene, 0, 3, 3), ==, 0);
  g_assert_cmpuint (scene.counts.ops_covered, ==, 1);
  g_assert_cmpint (sumac_image_cache_get_pixels (scene.cache), ==, 64);
  run (&scene, test_command (SUMAC_COMMAND_FORGET_ALL_IMAGES, 0));
  g_assert_cmpint (sumac_image_cache_get_pixels (scene.cache), ==, 0);
  scene_clear (&scene);
}

static void
test_goes_on_with_another_renderer (void)
{
  Scene scene;

  scene_init (&scene);
  run (&scene, test_primary (64, 48));
  run (&scene, test_command (SUMAC_COMMAND_MARK, 0));
  run (&scene, test_fill (0, &corner, 7));
  g_assert_true (has_news (&scene));
  g_assert_true (
      sumac_stage_swap (scene.stage, g_object_new (SUMAC_TYPE_RENDERER_MEMORY, NULL), NULL));
  g_assert_cmphex (pixel_at (&scene, 0, 3, 3), ==, 7);
  g_assert_false (has_news (&scene));
  run (&scene, test_fill (0, &corner, 8));
  g_assert_cmphex (pixel_at (&scene, 0, 3, 3), ==, 8);
  g_assert_true (has_news (&scene));
  scene_clear (&scene);
}

static SumacCommand *
linked_anew (void)
{
  SumacCommand *command = test_command (SUMAC_COMMAND_LINKED_ANEW, 0);

  command->u.anew.cache_pixels = 64;
  command->u.anew.glz_window_pixels = 64;
  return command;
}

/* The last picture stays, all else is to come again; the session's cache is left to others. */
static void
test_begins_anew (void)
{
  Scene scene;
  SumacView view;
  SumacCommand *copy = test_copy (0, &corner, 5);

  scene_init (&scene);
  run (&scene, test_primary (64, 48));
  run (&scene, test_surface_create (1, SUMAC_PIXELS_XRGB32, 8, 8));
  run (&scene, test_command (SUMAC_COMMAND_MARK, 0));
  g_assert_true (has_news (&scene));
  run (&scene, linked_anew ());
  g_assert_cmpuint (sumac_stage_get_n_links (scene.stage), ==, 1);
  g_assert_cmpuint (scene.session_bytes, ==, 0);
  g_assert_false (sumac_stage_map (scene.stage, 0, &view));
  g_assert_false (sumac_stage_map (scene.stage, 1, &view));
  g_assert_false (has_news (&scene));

  run (&scene, test_primary (64, 48));
  run (&scene, test_command (SUMAC_COMMAND_MARK, 0));
  copy->u.draw.pending[0].encoded.flags = SPICE_IMAGE_FLAGS_CACHE_ME;
  run (&scene, copy);
  g_assert_cmphex (pixel_at (&scene, 0, 3, 3), ==, 5);
  g_assert_cmpint (sumac_image_cache_get_pixels (scene.cache), ==, 0);
  g_assert_true (has_news (&scene));
  scene_clear (&scene);
}

static void
test_limits_end_the_channel (void)
{
  Scene scene;
  g_autoptr (GError) error = NULL;

  scene_init (&scene);
  scene.session_bytes = SUMAC_MAX_SURFACES_BYTES - 100;
  g_assert_false (carry_out (&scene, test_primary (64, 48), FALSE, &error));
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_LIMIT);
  scene.session_bytes = 0;
  scene_clear (&scene);
}

/* It would be for ever: the message that is waited for comes behind the one that waits. */
static void
test_nobody_waits_for_himself (void)
{
  const SumacChannelWait wait = { SPICE_CHANNEL_DISPLAY, CHANNEL_ID, G_MAXUINT64 };
  static const SumacCommandKind kinds[] = { SUMAC_COMMAND_WAIT,
                                            SUMAC_COMMAND_FORGET_ALL_IMAGES };
  Scene scene;

  scene_init (&scene);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      SumacCommand *command = test_command (kinds[i], 0);

      command->u.wait.n_waits = 1;
      command->u.wait.waits = &wait;
      run (&scene, command);
    }
  scene_clear (&scene);
}

#define XR24 0x34325258

/* @pixels of 16 x 8, as the guest's card would lend them. */
static SumacCommand *
scanout (const guint32 *pixels)
{
  SumacCommand *command = test_command (SUMAC_COMMAND_SCANOUT, 0);
  int fd = memfd_create ("picture", MFD_CLOEXEC | MFD_ALLOW_SEALING);

  g_assert_cmpint (write (fd, pixels, 16 * 8 * 4), ==, 16 * 8 * 4);
  g_assert_cmpint (fcntl (fd, F_ADD_SEALS, F_SEAL_SHRINK), ==, 0);
  command->message->descriptor = fd;
  command->u.scanout = (SumacScanoutFacts){ 16, 8, 64, XR24, TRUE };
  return command;
}

static SumacCommand *
scanout_drawn (void)
{
  SumacCommand *command = test_command (SUMAC_COMMAND_SCANOUT_DRAWN, 0);

  command->u.drawn = (SumacRect){ 0, 0, 16, 8 };
  return command;
}

/* What is seen now: its size and the pixel at 3, 3. */
static void
assert_seen (Scene *scene, gint width, gint height, guint32 pixel)
{
  const guint8 *data;
  gsize stride;
  SumacNews news;

  sumac_stage_publish_if_due (scene->stage, TRUE);
  g_assert_true (sumac_publisher_take_news (scene->publisher, &news));
  g_assert_cmpint (sumac_frame_get_width (news.frame), ==, width);
  g_assert_cmpint (sumac_frame_get_height (news.frame), ==, height);
  g_assert_true (sumac_frame_begin_read (news.frame, &data, &stride));
  g_assert_cmphex (((const guint32 *) (const void *) (data + 3 * stride))[3], ==, pixel);
  sumac_frame_end_read (news.frame);
  sumac_frame_unref (news.frame);
}

/* It takes the surface's place, each drawing is answered once it was published, and at its end
 * the surface is there as it has become. */
static void
test_scanout (void)
{
  guint32 pixels[16 * 8];
  Scene scene;

  for (guint i = 0; i < G_N_ELEMENTS (pixels); i++)
    pixels[i] = i;
  scene_init (&scene);
  run (&scene, test_primary (64, 48));
  run (&scene, test_command (SUMAC_COMMAND_MARK, 0));
  run (&scene, test_fill (0, &corner, 7));
  assert_seen (&scene, 64, 48, 7);

  run (&scene, scanout (pixels));
  g_assert_false (has_news (&scene));
  run (&scene, scanout_drawn ());
  g_assert_cmpuint (scene.n_shown, ==, 0);
  assert_seen (&scene, 16, 8, 3 * 16 + 3);
  g_assert_cmpuint (scene.n_shown, ==, 1);
  run (&scene, test_fill (0, &corner, 9));
  g_assert_false (has_news (&scene));

  run (&scene, test_command (SUMAC_COMMAND_SCANOUT, 0));
  assert_seen (&scene, 64, 48, 9);
  /* Nobody lends anything: the guest must not wait for ever. */
  run (&scene, scanout_drawn ());
  g_assert_false (has_news (&scene));
  g_assert_cmpuint (scene.n_shown, ==, 2);

  run (&scene, scanout (pixels));
  run (&scene, test_primary (32, 24));
  run (&scene, test_command (SUMAC_COMMAND_MARK, 0));
  run (&scene, test_fill (0, &corner, 5));
  assert_seen (&scene, 32, 24, 5);
  scene_clear (&scene);
}

/* The same of a renderer that takes it: what it shows is what the guest has drawn by then. */
static void
test_scanout_is_imported (void)
{
  TestRendererRule rule = { .takes_imports = TRUE };
  guint32 pixels[16 * 8] = { 0 };
  SumacCommand *command = scanout (pixels);
  gint fd = fcntl (command->message->descriptor, F_DUPFD_CLOEXEC, 0);
  Scene scene;

  scene_init_with (&scene, test_renderer_new (&rule));
  run (&scene, test_primary (64, 48));
  run (&scene, test_command (SUMAC_COMMAND_MARK, 0));
  run (&scene, test_fill (0, &corner, 7));
  assert_seen (&scene, 64, 48, 7);

  run (&scene, command);
  g_assert_cmpuint (rule.n_imported, ==, 1);
  g_assert_cmphex (rule.dmabuf.fourcc, ==, XR24);
  g_assert_cmpint (rule.dmabuf.width, ==, 16);
  g_assert_cmpint (rule.dmabuf.height, ==, 8);
  g_assert_cmpuint (rule.dmabuf.stride, ==, 64);
  g_assert_true (rule.dmabuf.is_top_down);
  g_assert_false (has_news (&scene));
  for (guint32 color = 1; color < 4; color++)
    {
      pixels[3 * 16 + 3] = 0xff000000 | color;
      g_assert_cmpint (pwrite (fd, pixels, sizeof pixels, 0), ==, sizeof pixels);
      run (&scene, scanout_drawn ());
      assert_seen (&scene, 16, 8, color);
      g_assert_cmpuint (scene.n_shown, ==, color);
    }

  run (&scene, test_fill (0, &corner, 9));
  g_assert_false (has_news (&scene));
  run (&scene, test_command (SUMAC_COMMAND_SCANOUT, 0));
  g_assert_cmpuint (rule.n_imported, ==, 0);
  assert_seen (&scene, 64, 48, 9);
  close (fd);
  scene_clear (&scene);
}

/* It goes along to a renderer that takes it, and is looked into where the next one does not. */
static void
test_lent_picture_goes_along (void)
{
  TestRendererRule first = { .takes_imports = TRUE };
  TestRendererRule second = { .takes_imports = TRUE };
  guint32 pixels[16 * 8] = { 0 };
  SumacCommand *command = scanout (pixels);
  gint fd = fcntl (command->message->descriptor, F_DUPFD_CLOEXEC, 0);
  Scene scene;

  scene_init_with (&scene, test_renderer_new (&first));
  run (&scene, test_primary (64, 48));
  run (&scene, test_command (SUMAC_COMMAND_MARK, 0));
  run (&scene, command);
  g_assert_cmpuint (first.n_imported, ==, 1);
  for (guint32 color = 1; color < 3; color++)
    {
      if (color == 1)
        g_assert_true (sumac_stage_swap (scene.stage, test_renderer_new (&second), NULL));
      else
        g_assert_true (sumac_stage_swap (
            scene.stage, g_object_new (SUMAC_TYPE_RENDERER_MEMORY, NULL), NULL));
      g_assert_cmpuint (first.n_imported, ==, 0);
      g_assert_cmpuint (second.n_imported, ==, color == 1);
      pixels[3 * 16 + 3] = 0xff000000 | color;
      g_assert_cmpint (pwrite (fd, pixels, sizeof pixels, 0), ==, sizeof pixels);
      run (&scene, scanout_drawn ());
      assert_seen (&scene, 16, 8, color);
    }
  close (fd);
  scene_clear (&scene);
}

/* What it refuses, or loses later, is looked into. */
static void
test_scanout_is_not_imported (void)
{
  TestRendererRule rule = { .takes_imports = FALSE };
  guint32 pixels[16 * 8];
  Scene scene;

  for (guint i = 0; i < G_N_ELEMENTS (pixels); i++)
    pixels[i] = i;
  scene_init_with (&scene, test_renderer_new (&rule));
  run (&scene, test_primary (64, 48));
  run (&scene, test_command (SUMAC_COMMAND_MARK, 0));
  run (&scene, scanout (pixels));
  run (&scene, scanout_drawn ());
  g_assert_cmpuint (rule.n_imports, ==, 1);
  assert_seen (&scene, 16, 8, 3 * 16 + 3);

  rule.takes_imports = TRUE;
  run (&scene, scanout (pixels));
  run (&scene, scanout_drawn ());
  rule.is_in_trouble = TRUE;
  assert_seen (&scene, 16, 8, 3 * 16 + 3);
  g_assert_cmpuint (rule.n_imported, ==, 0);
  g_assert_cmpuint (scene.n_shown, ==, 2);
  pixels[0] = 1;
  run (&scene, scanout_drawn ());
  assert_seen (&scene, 16, 8, 3 * 16 + 3);

  /* What is lent at the end is given back. */
  rule.is_in_trouble = FALSE;
  run (&scene, scanout (pixels));
  g_assert_cmpuint (rule.n_imported, ==, 1);
  scene_clear (&scene);
  g_assert_cmpuint (rule.n_imported, ==, 0);
}

/* No command of the guest's reaches what its graphics card lends. */
static void
test_the_lent_surface_is_out_of_reach (void)
{
  TestRendererRule rule = { .takes_imports = TRUE };
  g_autoptr (GError) error = NULL;
  guint32 pixels[16 * 8] = { 0 };
  SumacCommand *surface = test_primary (16, 8);
  Scene scene;

  scene_init_with (&scene, test_renderer_new (&rule));
  run (&scene, scanout (pixels));
  run (&scene, test_fill (SUMAC_SURFACE_LENT, &corner, 9));
  g_assert_cmpuint (scene.counts.ops_not_drawn, ==, 1);
  run (&scene, test_surface_destroy (SUMAC_SURFACE_LENT));
  g_assert_cmpuint (rule.n_imported, ==, 1);

  surface->u.surface.id = SUMAC_SURFACE_LENT;
  g_assert_false (carry_out (&scene, surface, FALSE, &error));
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_LIMIT);
  scene_clear (&scene);
}

/* One that can't be shown at all, after one that could: the surface is there again, and in its
 * own size. */
static void
test_a_bad_scanout_is_none (void)
{
  guint32 pixels[16 * 8] = { 0 };
  SumacCommand *bad;
  Scene scene;

  scene_init (&scene);
  run (&scene, test_primary (64, 48));
  run (&scene, test_command (SUMAC_COMMAND_MARK, 0));
  run (&scene, scanout (pixels));
  run (&scene, scanout_drawn ());
  bad = scanout (pixels);
  bad->u.scanout.stride = 60;
  test_log_clear ();
  run (&scene, bad);
  run (&scene, test_fill (0, &(SumacRect){ 0, 0, 64, 48 }, 6));
  assert_seen (&scene, 64, 48, 6);
  scene_clear (&scene);
}

/* What a list says: the pictures leave when the other channel is there, and the display goes on
 * meanwhile. */
static void
test_a_list_does_not_wait (void)
{
  static const SumacChannelWait wait = { SPICE_CHANNEL_DISPLAY, CHANNEL_ID + 1, 5 };
  static const guint64 id = 0;
  SumacCommand *copy = test_copy (0, &corner, 5);
  SumacCommand *waiting = test_command (SUMAC_COMMAND_WAIT, 0);
  SumacCommand *forgetting = test_command (SUMAC_COMMAND_FORGET_IMAGES, 0);
  Scene scene;

  scene_init (&scene);
  sumac_progress_add (scene.progress, SPICE_CHANNEL_DISPLAY, CHANNEL_ID + 1);
  copy->u.draw.pending[0].encoded.flags = SPICE_IMAGE_FLAGS_CACHE_ME;
  waiting->message->is_sub = TRUE;
  waiting->u.wait.n_waits = 1;
  waiting->u.wait.waits = &wait;
  forgetting->message->is_sub = TRUE;
  forgetting->u.forget.n_ids = 1;
  forgetting->u.forget.ids = &id;

  run (&scene, test_primary (64, 48));
  run (&scene, copy);
  run (&scene, waiting);
  run (&scene, forgetting);
  run (&scene, test_fill (0, &corner, 7));
  g_assert_cmphex (pixel_at (&scene, 0, 3, 3), ==, 7);
  g_assert_cmpint (sumac_image_cache_get_pixels (scene.cache), ==, 64);
  sumac_progress_reach (scene.progress, SPICE_CHANNEL_DISPLAY, CHANNEL_ID + 1, 5);
  sumac_stage_see_off (scene.stage);
  g_assert_cmpint (sumac_image_cache_get_pixels (scene.cache), ==, 0);
  scene_clear (&scene);
}

/* A command that takes one picture from the cache and brings another brings first. */
static void
test_brings_before_it_takes (void)
{
  Scene scene;
  SumacCommand *opaque = test_draw (SUMAC_OP_OPAQUE, 0, &corner, 8 * 8 * 4);
  SumacSource *source = &opaque->u.draw.op.source;
  SumacSource *pattern = &opaque->u.draw.op.brush.pattern;

  opaque->u.draw.op.rop = SUMAC_ROP_COPY;
  opaque->u.draw.op.source_area = (SumacRect){ .right = 8, .bottom = 8 };
  opaque->u.draw.op.brush.kind = SUMAC_BRUSH_PATTERN;
  test_pending (opaque, source, SPICE_IMAGE_TYPE_FROM_CACHE)->id = 9;

  SumacEncodedImage *brought = test_pending_bitmap (opaque, pattern, 8, 8);

  brought->id = 9;
  brought->flags = SPICE_IMAGE_FLAGS_CACHE_ME;
  scene_init (&scene);
  run (&scene, test_primary (64, 48));
  run (&scene, opaque);
  g_assert_cmpuint (scene.counts.images_failed, ==, 0);
  g_assert_cmpuint (scene.counts.ops_by_rasteriser, ==, 1);
  scene_clear (&scene);
}

/* A picture that fails is known to be missing: nobody waits for it. */
static void
test_failed_pictures_are_not_waited_for (void)
{
  Scene scene;
  SumacCommand *broken = test_copy (0, &corner, 5);
  SumacCommand *taking = test_draw (SUMAC_OP_COPY, 0, &corner, 0);

  broken->u.draw.pending[0].encoded.flags = SPICE_IMAGE_FLAGS_CACHE_ME;
  broken->u.draw.pending[0].encoded.size = 3;
  test_pending (taking, &taking->u.draw.op.source, SPICE_IMAGE_TYPE_FROM_CACHE);
  scene_init (&scene);
  sumac_image_cache_set_channels (scene.cache, 2);
  run (&scene, test_primary (64, 48));
  run (&scene, broken);
  run (&scene, taking);
  g_assert_cmpuint (scene.counts.images_failed, ==, 2);
  scene_clear (&scene);
}

typedef struct
{
  Scene scene;
  SumacCommand *command;
} Waiting;

static void *
carry_out_on_thread (void *data)
{
  Waiting *waiting = data;

  run (&waiting->scene, waiting->command);
  return NULL;
}

/* Two displays, of which one waits for a picture that nobody brings, and the other for the
 * first: it counts as idle, so that the first gives up. */
static void
test_who_waits_is_idle (void)
{
  static const SumacChannelWait wait = { SPICE_CHANNEL_DISPLAY, CHANNEL_ID + 1, 5 };
  Waiting waiting = { .command = test_command (SUMAC_COMMAND_WAIT, 0) };
  SumacThread thread;

  scene_init (&waiting.scene);
  sumac_progress_add (waiting.scene.progress, SPICE_CHANNEL_DISPLAY, CHANNEL_ID + 1);
  sumac_image_cache_set_channels (waiting.scene.cache, 2);
  waiting.command->u.wait.n_waits = 1;
  waiting.command->u.wait.waits = &wait;
  g_assert_true (sumac_thread_start (&thread, "waiting", carry_out_on_thread, &waiting));
  g_assert_null (sumac_image_cache_lookup (waiting.scene.cache, 7, FALSE));
  sumac_progress_reach (waiting.scene.progress, SPICE_CHANNEL_DISPLAY, CHANNEL_ID + 1, 5);
  sumac_thread_join (thread);
  scene_clear (&waiting.scene);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  test_log_init ();
  g_test_add_func ("/paint/stage/publishes-its-primary", test_publishes_its_primary);
  g_test_add_func ("/paint/stage/covered-pictures-are-kept", test_covered_pictures_are_kept);
  g_test_add_func ("/paint/stage/goes-on-with-another-renderer",
                   test_goes_on_with_another_renderer);
  g_test_add_func ("/paint/stage/begins-anew", test_begins_anew);
  g_test_add_func ("/paint/stage/limits-end-the-channel", test_limits_end_the_channel);
  g_test_add_func ("/paint/stage/nobody-waits-for-himself", test_nobody_waits_for_himself);
  g_test_add_func ("/paint/stage/a-scanout-takes-the-place-of-the-primary", test_scanout);
  g_test_add_func ("/paint/stage/a-scanout-is-imported", test_scanout_is_imported);
  g_test_add_func ("/paint/stage/a-lent-picture-goes-along", test_lent_picture_goes_along);
  g_test_add_func ("/paint/stage/a-scanout-is-not-imported", test_scanout_is_not_imported);
  g_test_add_func ("/paint/stage/a-lent-surface-is-out-of-reach",
                   test_the_lent_surface_is_out_of_reach);
  g_test_add_func ("/paint/stage/a-bad-scanout-is-none", test_a_bad_scanout_is_none);
  g_test_add_func ("/paint/stage/a-list-does-not-wait", test_a_list_does_not_wait);
  g_test_add_func ("/paint/stage/a-command-brings-before-it-takes",
                   test_brings_before_it_takes);
  g_test_add_func ("/paint/stage/failed-pictures-are-not-waited-for",
                   test_failed_pictures_are_not_waited_for);
  g_test_add_func ("/paint/stage/who-waits-for-another-is-idle", test_who_waits_is_idle);
  return g_test_run ();
}
