/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The painter by the built-in renderer: what comes out of its commands, its limits and its
 * ends. */

#include "paint/painter.h"

#include "core/limits.h"
#include "core/thread.h"
#include "support/decoder.h"
#include "support/log.h"

#include <sumac/error.h>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define BOUND_MS 20000

/* clang-format off */
static const SumacRect all    = { 0, 0, 64, 48 };
static const SumacRect corner = { 2, 2, 10, 10 };

/* clang-format on */

typedef struct
{
  SumacMailbox *channel;
  SumacProgress *progress;
  SumacDecoderFailures *failures;
  SumacImageCache *cache;
  gsize session_bytes;
  SumacMediaClock clock;
  gint policy; /* atomic */
  int told;    /* eventfd */
  int at_gate; /* eventfd */
  int opened;  /* eventfd */
  guint64 serial;
  guint n_gates;
  SumacPainter *painter;
} Stage;

static void
tell (gpointer data)
{
  guint64 one = 1;

  g_assert_cmpint (write (((Stage *) data)->told, &one, sizeof one), ==, sizeof one);
}

/* Where GLZ pictures enter, and the painter waits at a gate of ours. */
static gboolean
enter (gpointer window,
       guint64 id G_GNUC_UNUSED,
       guint32 head_distance G_GNUC_UNUSED,
       SumacPixels *pixels G_GNUC_UNUSED,
       GError **error G_GNUC_UNUSED)
{
  Stage *stage = window;
  guint64 count = 1;

  g_assert_cmpint (write (stage->at_gate, &count, sizeof count), ==, sizeof count);
  g_assert_cmpint (read (stage->opened, &count, sizeof count), ==, sizeof count);
  return TRUE;
}

static void
stage_init_with (Stage *stage, const char *renderer)
{
  g_autoptr (GError) error = NULL;

  *stage = (Stage){
    .channel = sumac_mailbox_new (sizeof (SumacPainterWord), 4),
    .progress = sumac_progress_new (),
    .failures = sumac_decoder_failures_new (),
    .cache = sumac_image_cache_new (100000),
    .told = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK),
    .at_gate = eventfd (0, EFD_CLOEXEC),
    .opened = eventfd (0, EFD_CLOEXEC | EFD_SEMAPHORE),
  };
  sumac_progress_add (stage->progress, SPICE_CHANNEL_DISPLAY, 3);
  stage->painter = sumac_painter_new (
      &(SumacPainterConfig){
          .channel_name = "display:3",
          .channel_id = 3,
          .renderer = renderer,
          .images = { .cache = stage->cache, .window = { .enter = enter, .window = stage } },
          .progress = stage->progress,
          .session_bytes = &stage->session_bytes,
          .channel = stage->channel,
          .clock = &stage->clock,
          .policy = &stage->policy,
          .decoders = &test_decoders,
          .failures = stage->failures,
          .tell = tell,
          .data = stage,
      },
      &error);
  g_assert_no_error (error);
  test_log_clear ();
}

static void
stage_init (Stage *stage)
{
  stage_init_with (stage, "memory");
}

static void
stage_clear (Stage *stage)
{
  sumac_painter_free (stage->painter);
  sumac_mailbox_free (stage->channel);
  sumac_progress_free (stage->progress);
  sumac_decoder_failures_free (stage->failures);
  sumac_image_cache_free (stage->cache);
  close (stage->told);
  close (stage->at_gate);
  close (stage->opened);
}

static gboolean
push (Stage *stage, SumacCommand *command)
{
  command->message->serial = ++stage->serial;
  return sumac_painter_push (stage->painter, command);
}

static void
wait_for (int fd)
{
  struct pollfd p = { .fd = fd, .events = POLLIN };

  g_assert_cmpint (poll (&p, 1, BOUND_MS), ==, 1);
}

/* Until everything pushed so far has been drawn. */
static void
wait_until_drawn (Stage *stage)
{
  SumacChannelWait wait = { SPICE_CHANNEL_DISPLAY, 3, stage->serial };

  sumac_progress_wait (stage->progress, &wait);
}

/* A picture that waits where it enters the GLZ window, and then fails. */
static void
push_gate (Stage *stage)
{
  static const guint8 header[] = { ' ', ' ', 'Z', 'L', 0, 1, 0, 1 };
  SumacCommand *command = test_draw (SUMAC_OP_COPY, 0, &(SumacRect){ 0 }, 33);
  SumacEncodedImage *image =
      test_pending (command, &command->u.draw.op.source, SPICE_IMAGE_TYPE_GLZ_RGB);

  memcpy (command->message->body, header, sizeof header);
  image->width = image->height = 1;
  image->bytes = command->message->body;
  image->size = 33;
  push (stage, command);
  stage->n_gates++;
}

static void
wait_at_gate (Stage *stage)
{
  guint64 count;

  wait_for (stage->at_gate);
  g_assert_cmpint (read (stage->at_gate, &count, sizeof count), ==, sizeof count);
  g_assert_cmpuint (count, ==, 1);
}

/* The painter waits: what is pushed until the gate is opened is one batch. */
static void
close_gate (Stage *stage)
{
  push_gate (stage);
  wait_at_gate (stage);
}

static void
open_gate (Stage *stage)
{
  guint64 one = 1;

  g_assert_cmpint (write (stage->opened, &one, sizeof one), ==, sizeof one);
}

static SumacPaintCounts
counts_of (Stage *stage)
{
  SumacPaintCounts counts;

  sumac_painter_get_counts (stage->painter, &counts);
  counts.images_failed -= stage->n_gates;
  return counts;
}

/* The frame of news that must be there. */
static SumacFrame *
take_frame (Stage *stage)
{
  SumacNews news;

  g_assert_cmpint (sumac_painter_take_news (stage->painter, &news), ==, TRUE);
  return news.frame;
}

static gboolean
has_news (Stage *stage)
{
  SumacNews news;

  if (!sumac_painter_take_news (stage->painter, &news))
    return FALSE;
  sumac_frame_unref (news.frame);
  return TRUE;
}

static guint32
pixel_of (SumacFrame *frame, gint x, gint y)
{
  const guint8 *data;
  gsize stride;
  guint32 pixel;

  g_assert_cmpint (sumac_frame_begin_read (frame, &data, &stride), ==, TRUE);
  memcpy (&pixel, data + (gsize) y * stride + (gsize) x * 4, sizeof pixel);
  sumac_frame_end_read (frame);
  return pixel;
}

static void
push_primary (Stage *stage)
{
  push (stage, test_primary (64, 48));
  push (stage, test_command (SUMAC_COMMAND_MARK, 0));
}

static void
test_draws_on_its_primary (void)
{
  Stage stage;

  stage_init (&stage);
  push_primary (&stage);
  push (&stage, test_fill (0, &corner, 0x00abcdef));
  sumac_painter_finish (stage.painter);

  g_autoptr (SumacFrame) frame = take_frame (&stage);

  g_assert_cmpint (sumac_frame_get_width (frame), ==, 64);
  g_assert_cmpint (sumac_frame_get_height (frame), ==, 48);
  g_assert_cmphex (pixel_of (frame, 2, 2), ==, 0x00abcdef);
  g_assert_cmphex (pixel_of (frame, 10, 2), ==, 0);

  g_autofree char *renderer = sumac_painter_dup_renderer (stage.painter);

  g_assert_cmpstr (renderer, ==, "memory");
  g_assert_null (sumac_painter_take_error (stage.painter));
  g_assert_cmpuint (counts_of (&stage).ops_by_rasteriser, ==, 1);
  stage_clear (&stage);
}

/* What can't be followed is told, and nothing else changes. */
static void
test_wish_that_cant_be_followed_is_told (void)
{
  Stage stage;
  g_autofree char *notice = NULL;

  stage_init (&stage);
  push_primary (&stage);
  push (&stage, test_fill (0, &corner, 0x00abcdef));
  sumac_painter_set_renderer (stage.painter, "none-of-that-name");
  while (!(notice = sumac_painter_take_notice (stage.painter)))
    wait_for (stage.told);
  g_assert_nonnull (strstr (notice, "none-of-that-name"));
  sumac_painter_finish (stage.painter);

  g_autofree char *renderer = sumac_painter_dup_renderer (stage.painter);
  g_autoptr (SumacFrame) frame = take_frame (&stage);

  g_assert_cmpstr (renderer, ==, "memory");
  g_assert_cmphex (pixel_of (frame, 2, 2), ==, 0x00abcdef);
  g_assert_false (sumac_painter_take_loss (stage.painter));
  stage_clear (&stage);
}

/* The same renderer once more, as textures are to be shown elsewhere. */
static void
test_share_is_taken_and_given_back (void)
{
  Stage stage;
  g_autoptr (SumacGlShare) share =
      sumac_gl_share_new (SUMAC_GL_EGL, FALSE, NULL, NULL, NULL, NULL);

  stage_init (&stage);
  push_primary (&stage);
  push (&stage, test_fill (0, &corner, 0x00abcdef));
  sumac_painter_set_share (stage.painter, share);
  push (&stage, test_fill (0, &corner, 0x00fedcba));
  sumac_painter_set_share (stage.painter, NULL);
  sumac_painter_finish (stage.painter);

  g_autoptr (SumacFrame) frame = take_frame (&stage);

  g_assert_cmphex (pixel_of (frame, 2, 2), ==, 0x00fedcba);
  stage_clear (&stage);
  g_assert_cmpint (share->ref_count, ==, 1);
}

static void
test_nothing_is_shown_before_mark (void)
{
  Stage stage;

  stage_init (&stage);
  push (&stage, test_primary (64, 48));
  push (&stage, test_fill (0, &corner, 1));
  wait_until_drawn (&stage);
  g_assert_cmpint (has_news (&stage), ==, FALSE);
  push (&stage, test_command (SUMAC_COMMAND_MARK, 0));
  wait_for (stage.told);

  g_autoptr (SumacFrame) frame = take_frame (&stage);

  g_assert_cmphex (pixel_of (frame, 3, 3), ==, 1);
  sumac_painter_finish (stage.painter);
  stage_clear (&stage);
}

/* An off-screen surface is drawn on, read and replaced, and is never shown. */
static void
test_surfaces (void)
{
  Stage stage;
  SumacCommand *copy = test_draw (SUMAC_OP_COPY, 0, &corner, 0);

  stage_init (&stage);
  push_primary (&stage);
  push (&stage, test_surface_create (7, SUMAC_PIXELS_XRGB32, 20, 20));
  push (&stage, test_fill (7, &corner, 5));
  copy->u.draw.op.rop = SUMAC_ROP_COPY;
  copy->u.draw.op.source_area = corner;
  test_pending (copy, &copy->u.draw.op.source, SPICE_IMAGE_TYPE_SURFACE)->surface = 7;
  push (&stage, copy);
  push (&stage, test_surface_create (7, SUMAC_PIXELS_XRGB32, 4, 4));
  wait_until_drawn (&stage);
  g_assert_cmpuint (stage.session_bytes, ==, (64 * 48 + 4 * 4) * 4);
  push (&stage, test_surface_destroy (7));
  push (&stage, test_surface_destroy (7));
  sumac_painter_finish (stage.painter);

  g_autoptr (SumacFrame) frame = take_frame (&stage);

  g_assert_cmphex (pixel_of (frame, 5, 5), ==, 5);
  g_assert_cmpint (sumac_frame_get_width (frame), ==, 64);
  stage_clear (&stage);
  g_assert_cmpuint (stage.session_bytes, ==, 0);
}

static void
test_unknown_surfaces_are_skipped (void)
{
  Stage stage;
  SumacCommand *copy = test_draw (SUMAC_OP_COPY, 0, &corner, 0);

  stage_init (&stage);
  push (&stage, test_fill (0, &corner, 1));
  push_primary (&stage);
  for (guint i = 0; i < 20; i++)
    push (&stage, test_fill (99, &corner, 1));
  copy->u.draw.op.rop = SUMAC_ROP_COPY;
  copy->u.draw.op.source_area = corner;
  test_pending (copy, &copy->u.draw.op.source, SPICE_IMAGE_TYPE_SURFACE)->surface = 99;
  push (&stage, copy);
  push (&stage, test_fill (0, &corner, 6));
  sumac_painter_finish (stage.painter);

  g_autoptr (SumacFrame) frame = take_frame (&stage);

  g_assert_cmphex (pixel_of (frame, 5, 5), ==, 6);
  g_assert_cmpuint (counts_of (&stage).ops_not_drawn + counts_of (&stage).ops_covered, ==, 22);
  g_assert_cmpuint (counts_of (&stage).ops_by_rasteriser, ==, 1);
  /* Said once a kind. */
  g_assert_cmpuint (test_log_count (G_LOG_LEVEL_WARNING, "“fill”"), ==, 1);
  g_assert_null (sumac_painter_take_error (stage.painter));
  stage_clear (&stage);
}

/* A surface that takes the primary's number and is none: the last frame stays, and no pixel of
 * the old size is looked for in the new one. */
static void
test_a_primary_is_replaced_by_none (void)
{
  Stage stage;

  stage_init (&stage);
  close_gate (&stage);
  push_primary (&stage);
  push (&stage, test_fill (0, &all, 1));
  push (&stage, test_surface_create (0, SUMAC_PIXELS_XRGB32, 1, 1));
  push (&stage, test_fill (0, &all, 2));
  push (&stage, test_command (SUMAC_COMMAND_MARK, 0));
  open_gate (&stage);
  sumac_painter_finish (stage.painter);
  g_assert_cmpint (has_news (&stage), ==, FALSE);
  g_assert_cmpuint (counts_of (&stage).frames, ==, 0);
  stage_clear (&stage);
}

static void
test_a_new_primary_is_another_frame (void)
{
  Stage stage;

  stage_init (&stage);
  push_primary (&stage);
  wait_for (stage.told);

  g_autoptr (SumacFrame) first = take_frame (&stage);

  push (&stage, test_surface_destroy (0));
  push (&stage, test_primary (32, 16));
  push (&stage, test_fill (0, &corner, 8));
  push (&stage, test_command (SUMAC_COMMAND_MARK, 0));
  sumac_painter_finish (stage.painter);

  g_autoptr (SumacFrame) second = take_frame (&stage);

  g_assert_cmpint (sumac_frame_get_width (second), ==, 32);
  g_assert_cmphex (pixel_of (second, 3, 3), ==, 8);
  g_assert_cmphex (pixel_of (first, 3, 3), ==, 0);
  stage_clear (&stage);
}

/* display spec §1: cleared, and not shown before the next MARK. */
static void
test_reset_takes_the_mark_off (void)
{
  for (guint is_marked_again = 0; is_marked_again < 2; is_marked_again++)
    {
      Stage stage;

      stage_init (&stage);
      close_gate (&stage);
      push_primary (&stage);
      push (&stage, test_fill (0, &all, 1));
      push (&stage, test_command (SUMAC_COMMAND_RESET, 0));
      push (&stage, test_fill (0, &corner, 2));
      if (is_marked_again)
        push (&stage, test_command (SUMAC_COMMAND_MARK, 0));
      open_gate (&stage);
      sumac_painter_finish (stage.painter);
      g_assert_cmpuint (counts_of (&stage).frames, ==, is_marked_again);
      if (is_marked_again)
        {
          g_autoptr (SumacFrame) frame = take_frame (&stage);

          g_assert_cmphex (pixel_of (frame, 3, 3), ==, 2);
          g_assert_cmphex (pixel_of (frame, 20, 20), ==, 0);
        }
      stage_clear (&stage);
    }
}

static void
test_reset_without_primary_is_nothing (void)
{
  Stage stage;

  stage_init (&stage);
  push (&stage, test_command (SUMAC_COMMAND_RESET, 0));
  push (&stage, test_command (SUMAC_COMMAND_MARK, 0));
  push (&stage, test_surface_destroy (0));
  sumac_painter_finish (stage.painter);
  g_assert_cmpint (has_news (&stage), ==, FALSE);
  g_assert_null (sumac_painter_take_error (stage.painter));
  stage_clear (&stage);
}

/* The painter ends with @code, has rung its channel, and gives the error once. */
static void
assert_failed (Stage *stage, gint code)
{
  wait_for (sumac_mailbox_fd (stage->channel));

  g_autoptr (GError) error = sumac_painter_take_error (stage->painter);

  g_assert_error (error, SUMAC_ERROR, code);
  g_assert_null (sumac_painter_take_error (stage->painter));
}

static void
test_surfaces_have_a_limit (void)
{
  Stage stage;

  stage_init (&stage);
  for (guint32 id = 0; id < SUMAC_MAX_SURFACES; id++)
    push (&stage, test_surface_create (id, SUMAC_PIXELS_A8, 1, 1));
  /* One that is replaced is no more. */
  push (&stage, test_surface_create (5, SUMAC_PIXELS_A8, 2, 2));
  wait_until_drawn (&stage);
  g_assert_null (sumac_painter_take_error (stage.painter));
  push (&stage, test_surface_create (SUMAC_MAX_SURFACES, SUMAC_PIXELS_A8, 1, 1));
  assert_failed (&stage, SUMAC_ERROR_LIMIT);
  sumac_painter_finish (stage.painter);
  stage_clear (&stage);
  g_assert_cmpuint (stage.session_bytes, ==, 0);
}

static void
test_bytes_of_a_session_have_a_limit (void)
{
  Stage stage;
  const gsize others = SUMAC_MAX_SURFACES_BYTES - 64 * 48 * 4;

  stage_init (&stage);
  stage.session_bytes = others;
  push (&stage, test_primary (64, 48));
  wait_until_drawn (&stage);
  g_assert_null (sumac_painter_take_error (stage.painter));
  push (&stage, test_surface_create (1, SUMAC_PIXELS_A8, 1, 1));
  assert_failed (&stage, SUMAC_ERROR_LIMIT);
  sumac_painter_finish (stage.painter);
  stage_clear (&stage);
  g_assert_cmpuint (stage.session_bytes, ==, others);
}

static void
test_one_surface_has_a_limit (void)
{
  Stage stage;

  stage_init (&stage);
  push (&stage, test_surface_create (1, SUMAC_PIXELS_XRGB32, SUMAC_MAX_SIDE, SUMAC_MAX_SIDE));
  assert_failed (&stage, SUMAC_ERROR_LIMIT);
  sumac_painter_finish (stage.painter);
  stage_clear (&stage);
  g_assert_cmpuint (stage.session_bytes, ==, 0);
}

static void
test_finish_draws_all_that_is_queued (void)
{
  const guint n = 3000;
  Stage stage;
  SumacPaintCounts counts;

  stage_init (&stage);
  close_gate (&stage);
  push_primary (&stage);
  for (guint32 i = 0; i < n; i++)
    {
      SumacRect dot = { (gint) i % 64, (gint) (i / 64), (gint) i % 64 + 1,
                        (gint) (i / 64) + 1 };

      push (&stage, test_fill (0, &dot, i));
    }
  open_gate (&stage);
  sumac_painter_finish (stage.painter);

  g_autoptr (SumacFrame) frame = take_frame (&stage);

  for (guint32 i = 0; i < n; i++)
    g_assert_cmphex (pixel_of (frame, (gint) i % 64, (gint) (i / 64)), ==, i);
  counts = counts_of (&stage);
  g_assert_cmpuint (counts.ops_by_rasteriser, ==, n);
  stage_clear (&stage);
}

static void
test_stop_draws_nothing_more (void)
{
  Stage stage;

  stage_init (&stage);
  close_gate (&stage);
  push_primary (&stage);
  for (guint32 i = 0; i < 3000; i++)
    push (&stage, test_copy (0, &corner, i));
  sumac_painter_stop (stage.painter);
  open_gate (&stage);
  sumac_painter_finish (stage.painter);
  g_assert_cmpuint (counts_of (&stage).ops_by_rasteriser, ==, 0);
  g_assert_cmpint (has_news (&stage), ==, FALSE);
  /* What comes later is kept for nobody. */
  push (&stage, test_fill (0, &corner, 1));
  stage_clear (&stage);
}

/* A picture that is decoded ahead, and fails. */
static SumacCommand *
broken_picture (void)
{
  SumacCommand *command = test_draw (SUMAC_OP_COPY, 0, &corner, 100);
  SumacEncodedImage *image =
      test_pending (command, &command->u.draw.op.source, SPICE_IMAGE_TYPE_LZ_RGB);

  image->width = image->height = 200;
  image->bytes = command->message->body;
  image->size = 100;
  g_assert_cmpint (sumac_images_may_go_ahead (image), ==, TRUE);
  return command;
}

/* Jobs that are done, by the pool or by the painter, and jobs that nobody has begun. */
static void
test_stop_between_decoded_pictures (void)
{
  const guint n = 20;

  for (guint round = 0; round < 20; round++)
    {
      Stage stage;

      stage_init (&stage);
      close_gate (&stage);
      push_primary (&stage);
      for (guint i = 0; i < n; i++)
        push (&stage, broken_picture ());
      push_gate (&stage);
      for (guint i = 0; i < 5; i++)
        push (&stage, broken_picture ());
      open_gate (&stage);
      wait_at_gate (&stage);
      sumac_painter_stop (stage.painter);
      open_gate (&stage);
      sumac_painter_finish (stage.painter);
      g_assert_cmpuint (counts_of (&stage).images_failed, ==, n);
      /* The first and the tenth. */
      g_assert_cmpuint (test_log_count (G_LOG_LEVEL_WARNING, "a picture could not be had"), ==,
                        2);
      stage_clear (&stage);
    }
}

/* A few bytes may be a large picture: at a time so many are decoded ahead, and one that has
 * been drawn is not kept for the rest of its batch. */
static void
test_pictures_take_little_memory (void)
{
  /* Two of them are too many, and the small one still fits. */
  static const guint32 sides[] = { 5000, 5000, 200 };
  SumacCommand *ahead[G_N_ELEMENTS (sides)];
  SumacCommand *drawn = test_copy (0, &corner, 1);
  Stage stage;

  stage_init (&stage);
  push_primary (&stage);
  close_gate (&stage);
  drawn->u.draw.pending[0].encoded.id = 7;
  drawn->u.draw.pending[0].encoded.flags = SPICE_IMAGE_FLAGS_CACHE_ME;
  push (&stage, drawn);
  push_gate (&stage);
  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      SumacEncodedImage *image;

      ahead[i] = broken_picture ();
      image = &ahead[i]->u.draw.pending[0].encoded;
      image->width = image->height = sides[i];
      push (&stage, ahead[i]);
    }
  open_gate (&stage);
  wait_at_gate (&stage);

  g_autoptr (SumacPixels) pixels = sumac_image_cache_lookup (stage.cache, 7, FALSE);

  g_assert_nonnull (pixels);
  g_assert_cmpint (pixels->ref_count, ==, 2); /* the cache, and we */
  g_assert_nonnull (ahead[0]->u.draw.pending[0].job);
  g_assert_null (ahead[1]->u.draw.pending[0].job);
  g_assert_nonnull (ahead[2]->u.draw.pending[0].job);
  open_gate (&stage);
  sumac_painter_finish (stage.painter);
  g_assert_cmpuint (counts_of (&stage).images_failed, ==, G_N_ELEMENTS (sides));
  stage_clear (&stage);
}

/* A picture enters the cache also when it is not drawn, and is there until it is forgotten. */
static void
test_pictures_are_kept_and_forgotten (void)
{
  Stage stage;
  SumacCommand *kept = test_copy (0, &corner, 0x31);
  SumacCommand *again = test_draw (SUMAC_OP_COPY, 0, &corner, 0);
  SumacCommand *missing = test_draw (SUMAC_OP_COPY, 0, &corner, 0);
  SumacCommand *forget = test_command (SUMAC_COMMAND_FORGET_IMAGES, 0);
  guint64 *ids = sumac_arena_new (&forget->message->arena, guint64, 2);

  stage_init (&stage);
  close_gate (&stage);
  push_primary (&stage);
  kept->u.draw.pending[0].encoded.id = 77;
  kept->u.draw.pending[0].encoded.flags = SPICE_IMAGE_FLAGS_CACHE_ME;
  push (&stage, kept);
  push (&stage, test_fill (0, &all, 0x11)); /* covers it */
  for (guint i = 0; i < 2; i++)
    {
      SumacCommand *command = i ? missing : again;

      command->u.draw.op.rop = SUMAC_ROP_COPY;
      command->u.draw.op.source_area = (SumacRect){ 0, 0, 8, 8 };
      test_pending (command, &command->u.draw.op.source, SPICE_IMAGE_TYPE_FROM_CACHE)->id = 77;
    }
  push (&stage, again);
  ids[0] = 1;
  ids[1] = 77;
  forget->u.forget.n_ids = 2;
  forget->u.forget.ids = ids;
  push (&stage, forget);
  push (&stage, missing);
  open_gate (&stage);
  sumac_painter_finish (stage.painter);

  g_autoptr (SumacFrame) frame = take_frame (&stage);

  g_assert_cmphex (pixel_of (frame, 5, 5), ==, 0x31);
  g_assert_cmphex (pixel_of (frame, 20, 20), ==, 0x11);
  g_assert_cmpuint (counts_of (&stage).images_failed, ==, 1);
  g_assert_cmpint (sumac_image_cache_get_pixels (stage.cache), ==, 0);
  stage_clear (&stage);
}

static void
test_what_is_covered_is_not_drawn (void)
{
  Stage stage;

  stage_init (&stage);
  close_gate (&stage);
  push_primary (&stage);
  for (guint32 i = 0; i < 10; i++)
    push (&stage, test_fill (0, &all, i));
  open_gate (&stage);
  sumac_painter_finish (stage.painter);

  g_autoptr (SumacFrame) frame = take_frame (&stage);

  g_assert_cmphex (pixel_of (frame, 5, 5), ==, 9);
  g_assert_cmpuint (counts_of (&stage).ops_covered, ==, 9);
  g_assert_cmpuint (counts_of (&stage).ops_by_rasteriser, ==, 1);
  stage_clear (&stage);
}

static void
test_a_full_queue_pushes_back (void)
{
  Stage stage;
  guint n = 0;

  stage_init (&stage);
  close_gate (&stage);
  do
    n++;
  while (push (&stage, test_command (SUMAC_COMMAND_NOTHING, 0)));
  g_assert_cmpuint (n, ==, SUMAC_MAX_QUEUE_OPS - 1); /* and the gate */
  g_assert_cmpint (sumac_painter_has_room (stage.painter), ==, FALSE);
  open_gate (&stage);
  wait_for (sumac_mailbox_fd (stage.channel));
  g_assert_cmpint (sumac_painter_has_room (stage.painter), ==, TRUE);
  g_assert_null (sumac_painter_take_error (stage.painter));
  sumac_painter_finish (stage.painter);
  stage_clear (&stage);
}

/* While somebody reads the painter goes on, and publishes when reading has ended. */
static void
test_a_reader_delays_only_the_frame (void)
{
  Stage stage;
  const guint8 *data;
  gsize stride;
  guint64 count;

  stage_init (&stage);
  push_primary (&stage);
  wait_for (stage.told);

  g_autoptr (SumacFrame) frame = take_frame (&stage);

  g_assert_cmpint (read (stage.told, &count, sizeof count), ==, sizeof count);
  g_assert_cmpint (sumac_frame_begin_read (frame, &data, &stride), ==, TRUE);
  push (&stage, test_fill (0, &corner, 4));
  wait_until_drawn (&stage);
  g_assert_cmphex (data[stride * 5 + 4 * 5], ==, 0);
  sumac_frame_end_read (frame);
  wait_for (stage.told);
  g_assert_cmphex (pixel_of (frame, 5, 5), ==, 4);
  sumac_painter_finish (stage.painter);
  stage_clear (&stage);
}

/* A display that waits has told how far it is: another may wait for just that. */
static void
test_progress_is_told_before_a_wait (void)
{
  static const SumacChannelWait cursor = { SPICE_CHANNEL_CURSOR, 0, 5 };
  SumacChannelWait before = { SPICE_CHANNEL_DISPLAY, 3, 2 };
  SumacChannelWait itself = { SPICE_CHANNEL_DISPLAY, 3, 3 };
  Stage stage;
  SumacCommand *command = test_command (SUMAC_COMMAND_WAIT, 0);

  stage_init (&stage);
  sumac_progress_add (stage.progress, SPICE_CHANNEL_CURSOR, 0);
  command->u.wait.n_waits = 1;
  command->u.wait.waits = &cursor;
  close_gate (&stage);
  push (&stage, test_fill (0, &corner, 1));
  push (&stage, command);
  open_gate (&stage);
  sumac_progress_wait (stage.progress, &before);
  g_assert_cmpint (sumac_progress_is_over (stage.progress, &itself), ==, FALSE);
  sumac_progress_reach (stage.progress, SPICE_CHANNEL_CURSOR, 0, 5);
  sumac_progress_wait (stage.progress, &itself);
  sumac_painter_finish (stage.painter);
  stage_clear (&stage);
}

/* Where the server names the serial of a list, it means the message behind it. */
static void
test_half_a_message_is_no_progress (void)
{
  static const guint16 types[] = { SPICE_MSG_LIST, SPICE_MSG_DISPLAY_INVAL_LIST, 0 };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      SumacChannelWait wait = { SPICE_CHANNEL_DISPLAY, 3, 1 };
      SumacCommand *half = test_command (SUMAC_COMMAND_NOTHING, 0);
      Stage stage;

      stage_init (&stage);
      half->message->type = types[i];
      half->message->is_sub = types[i] == 0;
      push (&stage, half);
      close_gate (&stage);
      g_assert_cmpint (sumac_progress_is_over (stage.progress, &wait), ==, FALSE);
      open_gate (&stage);
      sumac_progress_wait (stage.progress, &wait);
      sumac_painter_finish (stage.painter);
      stage_clear (&stage);
    }
}

static void
spend_ms (gint64 ms)
{
  gint64 end_us = sumac_clock_us () + ms * 1000;

  while (sumac_clock_us () < end_us)
    g_thread_yield ();
}

/* There is always more to do, in batches of a few commands: what is done is seen all the
 * same. */
static void
test_work_without_end (void)
{
  Stage stage;

  stage_init (&stage);
  close_gate (&stage);
  push_primary (&stage);
  push_gate (&stage);
  open_gate (&stage);
  wait_at_gate (&stage);
  for (guint32 i = 1; i < 20; i++)
    {
      push (&stage, test_fill (0, &corner, i));
      push_gate (&stage);
      spend_ms (5);
      open_gate (&stage);
      wait_at_gate (&stage);

      /* Of the batch before. */
      g_autoptr (SumacFrame) frame = take_frame (&stage);

      g_assert_cmphex (pixel_of (frame, 5, 5), ==, i - 1);
    }
  open_gate (&stage);
  sumac_painter_finish (stage.painter);
  stage_clear (&stage);
}

/* WAIT_FOR_CHANNELS and INVAL_ALL_PIXMAPS hold what follows until the other channel is there. */
static void
test_waits_for_channels (void)
{
  static const SumacCommandKind kinds[] = { SUMAC_COMMAND_WAIT,
                                            SUMAC_COMMAND_FORGET_ALL_IMAGES };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      Stage stage;
      SumacCommand *command = test_command (kinds[i], 0);
      SumacChannelWait *waits = sumac_arena_new (&command->message->arena, SumacChannelWait, 2);
      SumacCommand *kept = test_copy (0, &corner, 3);

      stage_init (&stage);
      sumac_progress_add (stage.progress, SPICE_CHANNEL_CURSOR, 0);
      waits[0] = (SumacChannelWait){ SPICE_CHANNEL_CURSOR, 0, 5 };
      waits[1] = (SumacChannelWait){ SPICE_CHANNEL_CURSOR, 1, 5 }; /* there is none */
      command->u.wait.n_waits = 2;
      command->u.wait.waits = waits;
      kept->u.draw.pending[0].encoded.flags = SPICE_IMAGE_FLAGS_CACHE_ME;
      push_primary (&stage);
      push (&stage, kept);
      wait_until_drawn (&stage);
      push (&stage, command);
      push (&stage, test_fill (0, &corner, 1));
      sumac_progress_reach (stage.progress, SPICE_CHANNEL_CURSOR, 0, 4);
      g_assert_cmpuint (counts_of (&stage).ops_by_rasteriser, ==, 1);
      g_assert_cmpint (sumac_image_cache_get_pixels (stage.cache), ==, 64);
      sumac_progress_reach (stage.progress, SPICE_CHANNEL_CURSOR, 0, 5);
      sumac_painter_finish (stage.painter);
      g_assert_cmpuint (counts_of (&stage).ops_by_rasteriser, ==, 2);
      g_assert_cmpint (sumac_image_cache_get_pixels (stage.cache), ==,
                       kinds[i] == SUMAC_COMMAND_WAIT ? 64 : 0);
      stage_clear (&stage);
    }
}

/* Another one shows what there is to see, and says so. */
static void
test_demanded_renderer_that_is_not_there (void)
{
  Stage stage;

  stage_init_with (&stage, "no-such-renderer");
  push_primary (&stage);
  push (&stage, test_fill (0, &corner, 0x00abcdef));
  sumac_painter_finish (stage.painter);

  g_autoptr (SumacFrame) frame = take_frame (&stage);
  g_autofree char *notice = sumac_painter_take_notice (stage.painter);

  g_assert_cmphex (pixel_of (frame, 2, 2), ==, 0x00abcdef);
  g_assert_nonnull (strstr (notice, "no-such-renderer"));
  stage_clear (&stage);
}

/* --- video ------------------------------------------------------------------------------- */

static const SumacRect film = { 10, 10, 30, 20 };

static void
push_stream (Stage *stage)
{
  push (stage, test_stream_create (1, SUMAC_VIDEO_MJPEG, &film));
}

static void
push_frame (Stage *stage, guint32 time_ms, guint32 color)
{
  push (stage, test_frame (1, time_ms, color, 20, 10));
}

static SumacVideoCounts
video_of (Stage *stage)
{
  SumacVideoCounts counts;

  sumac_painter_get_video_counts (stage->painter, &counts);
  return counts;
}

/* Until a frame that was told of has that pixel. */
static void
wait_for_pixel (Stage *stage, gint x, gint y, guint32 color)
{
  guint32 seen = ~color;

  while (seen != color)
    {
      SumacNews news;
      guint64 count;

      wait_for (stage->told);
      g_assert_cmpint (read (stage->told, &count, sizeof count), ==, sizeof count);
      if (!sumac_painter_take_news (stage->painter, &news))
        continue;
      seen = pixel_of (news.frame, x, y);
      sumac_frame_unref (news.frame);
    }
}

static void
test_video_stays_when_its_stream_ends (void)
{
  TestDecoderRule rule = { .name = "one" };
  Stage stage;

  test_decoders_set (&rule, 1);
  stage_init (&stage);
  close_gate (&stage);
  push_primary (&stage);
  push_stream (&stage);
  push (&stage, test_fill (0, &all, 1));
  push_frame (&stage, 0, 7);
  push (&stage, test_fill (0, &(SumacRect){ 10, 10, 12, 20 }, 2));
  push (&stage, test_stream_destroy (1));
  push (&stage, test_fill (0, &(SumacRect){ 28, 10, 40, 20 }, 3));
  open_gate (&stage);
  sumac_painter_finish (stage.painter);

  g_autoptr (SumacFrame) frame = take_frame (&stage);
  g_autofree char *decoders = sumac_painter_dup_decoders (stage.painter);

  g_assert_cmphex (pixel_of (frame, 9, 10), ==, 1);
  g_assert_cmphex (pixel_of (frame, 11, 10), ==, 2); /* drawn after the frame */
  g_assert_cmphex (pixel_of (frame, 12, 10), ==, 7);
  g_assert_cmphex (pixel_of (frame, 27, 19), ==, 7);
  g_assert_cmphex (pixel_of (frame, 28, 19), ==, 3);
  g_assert_cmphex (pixel_of (frame, 12, 20), ==, 1);
  g_assert_cmpuint (video_of (&stage).frames_shown, ==, 1);
  g_assert_cmpstr (decoders, ==, "mjpeg by one");
  stage_clear (&stage);
}

/* The server closes in the middle of a film: its last picture is still seen. */
static void
test_finish_shows_the_last_frame (void)
{
  TestDecoderRule rule = { .name = "one" };
  Stage stage;

  test_decoders_set (&rule, 1);
  stage_init (&stage);
  sumac_media_clock_set (&stage.clock, 1000, sumac_clock_us ());
  __atomic_store_n (&stage.policy, SUMAC_POLICY_LIP_SYNC, __ATOMIC_RELAXED);
  push_primary (&stage);
  push_stream (&stage);
  push_frame (&stage, 2500, 8);
  push_frame (&stage, 2600, 9);
  wait_until_drawn (&stage);
  g_assert_cmpuint (video_of (&stage).frames_shown, ==, 0);
  sumac_painter_finish (stage.painter);

  g_autoptr (SumacFrame) frame = take_frame (&stage);

  g_assert_cmphex (pixel_of (frame, 12, 12), ==, 9);
  g_assert_cmpuint (test_decoder_count_pictures (), ==, 0);
  stage_clear (&stage);
}

/* Nothing else comes that would wake the painter. */
static void
test_a_frame_is_shown_at_its_time (void)
{
  TestDecoderRule rule = { .name = "one" };
  Stage stage;
  gint64 start = sumac_clock_us ();

  test_decoders_set (&rule, 1);
  stage_init (&stage);
  sumac_media_clock_set (&stage.clock, 1000, start);
  __atomic_store_n (&stage.policy, SUMAC_POLICY_LIP_SYNC, __ATOMIC_RELAXED);
  push_primary (&stage);
  push_stream (&stage);
  push_frame (&stage, 1100, 8);
  wait_for_pixel (&stage, 12, 12, 8);
  g_assert_cmpint (sumac_clock_us (), >=, start + 99000);
  sumac_painter_stop (stage.painter);
  sumac_painter_finish (stage.painter);
  stage_clear (&stage);
}

typedef struct
{
  gint stops; /* atomic */
  SumacThread thread;
} Releaser;

static void *
release (void *data)
{
  Releaser *releaser = data;

  while (!__atomic_load_n (&releaser->stops, __ATOMIC_ACQUIRE))
    if (test_decoder_release () == 0)
      g_thread_yield ();
  return NULL;
}

/* A decoder with a thread of its own, between drawing, and streams that come and go. */
static void
test_pictures_of_another_thread (void)
{
  TestDecoderRule rule = { .name = "slow", .holds = TRUE };
  Releaser releaser = { 0 };
  Stage stage;

  test_decoders_set (&rule, 1);
  stage_init (&stage);
  g_assert_true (sumac_thread_start (&releaser.thread, "decoder", release, &releaser));
  push_primary (&stage);
  for (guint32 i = 0; i < 300; i++)
    {
      if (i % 10 == 0)
        push_stream (&stage);
      push_frame (&stage, 0, 0x100 + i);
      push (&stage, test_fill (0, &(SumacRect){ 20, 10, 30, 20 }, 0x900 + i));
      if (i % 10 == 9)
        push (&stage, test_stream_destroy (1));
      if (i % 50 == 0)
        wait_until_drawn (&stage);
      __atomic_store_n (&stage.policy, (gint) (i / 10 % SUMAC_N_POLICIES), __ATOMIC_RELAXED);
    }
  sumac_painter_finish (stage.painter);
  __atomic_store_n (&releaser.stops, 1, __ATOMIC_RELEASE);
  sumac_thread_join (releaser.thread);

  g_autoptr (SumacFrame) frame = take_frame (&stage);

  g_assert_cmphex (pixel_of (frame, 12, 12), ==, 0x100 + 299);
  g_assert_cmphex (pixel_of (frame, 22, 12), ==, 0x900 + 299);
  g_assert_cmpuint (video_of (&stage).frames, ==, 300);
  g_assert_cmpuint (video_of (&stage).frames_shown, >=, 30);
  g_assert_cmpuint (video_of (&stage).streams, ==, 0);
  stage_clear (&stage);
  g_assert_cmpuint (test_decoder_count_pictures (), ==, 0);
}

/* A decoder that never answers does not keep the painter from ending. */
static void
test_stop_waits_for_no_frame (void)
{
  TestDecoderRule rule = { .name = "stuck", .holds = TRUE };
  Stage stage;

  test_decoders_set (&rule, 1);
  stage_init (&stage);
  push_primary (&stage);
  push_stream (&stage);
  push_frame (&stage, 0, 8);
  wait_until_drawn (&stage);
  sumac_painter_stop (stage.painter);
  sumac_painter_finish (stage.painter);
  g_assert_cmpuint (rule.n_closed, ==, 1);
  g_assert_cmpuint (video_of (&stage).frames_shown, ==, 0);
  stage_clear (&stage);
}

/* What is to be said of a stream goes through the channel's mailbox. */
static void
test_reports_go_to_the_channel (void)
{
  TestDecoderRule rule = { .name = "one" };
  SumacCommand *activate = test_command (SUMAC_COMMAND_STREAM_ACTIVATE_REPORT, 0);
  SumacPainterWord word;
  Stage stage;

  test_decoders_set (&rule, 1);
  stage_init (&stage);
  activate->u.report.id = 1;
  activate->u.report.unique = 42;
  activate->u.report.max_window = 2;
  activate->u.report.timeout_ms = 60000;
  push_primary (&stage);
  push_stream (&stage);
  push (&stage, activate);
  push_frame (&stage, 0, 8);
  push_frame (&stage, 0, 8);
  wait_until_drawn (&stage);
  wait_for (sumac_mailbox_fd (stage.channel));
  g_assert_true (sumac_mailbox_take (stage.channel, &word));
  g_assert_cmpint (word.kind, ==, SUMAC_PAINTER_REPORTS);
  g_assert_cmpuint (word.report.unique, ==, 42);
  g_assert_cmpuint (word.report.n_frames, ==, 2);
  g_assert_false (sumac_mailbox_take (stage.channel, &word));
  sumac_painter_finish (stage.painter);
  stage_clear (&stage);
}

/* A primary that is replaced takes its film with it. */
static void
test_a_film_ends_with_its_surface (void)
{
  TestDecoderRule rule = { .name = "one" };
  Stage stage;

  test_decoders_set (&rule, 1);
  stage_init (&stage);
  close_gate (&stage);
  push_primary (&stage);
  push_stream (&stage);
  push_frame (&stage, 0, 8);
  push_primary (&stage);
  push (&stage, test_fill (0, &all, 5));
  push (&stage, test_stream_destroy (1));
  open_gate (&stage);
  sumac_painter_finish (stage.painter);

  g_autoptr (SumacFrame) frame = take_frame (&stage);

  g_assert_cmphex (pixel_of (frame, 12, 12), ==, 5);
  stage_clear (&stage);
}

int
main (int argc, char **argv)
{
  test_log_init ();
  g_test_init (&argc, &argv, NULL);
  /* The library is linked into this program: a plug-in would bring another one. */
  g_setenv ("SUMAC_PLUGIN_PATH", "/nonexistent", TRUE);
  g_test_add_func ("/paint/painter/draws-on-its-primary", test_draws_on_its_primary);
  g_test_add_func ("/paint/painter/wish-that-cant-be-followed-is-told",
                   test_wish_that_cant_be_followed_is_told);
  g_test_add_func ("/paint/painter/share-is-taken-and-given-back",
                   test_share_is_taken_and_given_back);
  g_test_add_func ("/paint/painter/nothing-is-shown-before-mark",
                   test_nothing_is_shown_before_mark);
  g_test_add_func ("/paint/painter/off-screen-surfaces", test_surfaces);
  g_test_add_func ("/paint/painter/unknown-surfaces-are-skipped",
                   test_unknown_surfaces_are_skipped);
  g_test_add_func ("/paint/painter/a-primary-is-replaced-by-none",
                   test_a_primary_is_replaced_by_none);
  g_test_add_func ("/paint/painter/a-new-primary-is-another-frame",
                   test_a_new_primary_is_another_frame);
  g_test_add_func ("/paint/painter/reset-takes-the-mark-off", test_reset_takes_the_mark_off);
  g_test_add_func ("/paint/painter/reset-without-primary-is-nothing",
                   test_reset_without_primary_is_nothing);
  g_test_add_func ("/paint/painter/surfaces-have-a-limit", test_surfaces_have_a_limit);
  g_test_add_func ("/paint/painter/bytes-of-a-session-have-a-limit",
                   test_bytes_of_a_session_have_a_limit);
  g_test_add_func ("/paint/painter/one-surface-has-a-limit", test_one_surface_has_a_limit);
  g_test_add_func ("/paint/painter/finish-draws-all-that-is-queued",
                   test_finish_draws_all_that_is_queued);
  g_test_add_func ("/paint/painter/stop-draws-nothing-more", test_stop_draws_nothing_more);
  g_test_add_func ("/paint/painter/stop-between-decoded-pictures",
                   test_stop_between_decoded_pictures);
  g_test_add_func ("/paint/painter/pictures-are-kept-and-forgotten",
                   test_pictures_are_kept_and_forgotten);
  g_test_add_func ("/paint/painter/what-is-covered-is-not-drawn",
                   test_what_is_covered_is_not_drawn);
  g_test_add_func ("/paint/painter/a-full-queue-pushes-back", test_a_full_queue_pushes_back);
  g_test_add_func ("/paint/painter/a-reader-delays-only-the-frame",
                   test_a_reader_delays_only_the_frame);
  g_test_add_func ("/paint/painter/progress-is-told-before-a-wait",
                   test_progress_is_told_before_a_wait);
  g_test_add_func ("/paint/painter/half-a-message-is-no-progress",
                   test_half_a_message_is_no_progress);
  g_test_add_func ("/paint/painter/work-without-end", test_work_without_end);
  g_test_add_func ("/paint/painter/waits-for-other-channels", test_waits_for_channels);
  g_test_add_func ("/paint/painter/pictures-take-little-memory",
                   test_pictures_take_little_memory);
  g_test_add_func ("/paint/painter/demanded-renderer-that-is-not-there",
                   test_demanded_renderer_that_is_not_there);
  g_test_add_func ("/paint/painter/video-stays-when-its-stream-ends",
                   test_video_stays_when_its_stream_ends);
  g_test_add_func ("/paint/painter/finish-shows-the-last-frame",
                   test_finish_shows_the_last_frame);
  g_test_add_func ("/paint/painter/a-frame-is-shown-at-its-time",
                   test_a_frame_is_shown_at_its_time);
  g_test_add_func ("/paint/painter/pictures-of-another-thread",
                   test_pictures_of_another_thread);
  g_test_add_func ("/paint/painter/stop-waits-for-no-frame", test_stop_waits_for_no_frame);
  g_test_add_func ("/paint/painter/reports-go-to-the-channel", test_reports_go_to_the_channel);
  g_test_add_func ("/paint/painter/a-film-ends-with-its-surface",
                   test_a_film_ends_with_its_surface);
  return g_test_run ();
}
