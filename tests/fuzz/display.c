/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A display channel's whole way from messages to pixels: palettes, picture cache, GLZ window,
 * surfaces, videos, every kind of drawing by the reference rasteriser. Each message is a u16
 * type, a u32 size and the body. Frames of a video are those of support/decoder.h.
 *
 * The same messages are carried out twice: as they are, and with those left out that a later
 * one covers. Nobody may see a difference. */

#include "channels/display-stream-wire.h"
#include "channels/display-wire.h"
#include "contract/renderer-memory.h"
#include "core/limits.h"
#include "paint/cover.h"
#include "paint/glz-window.h"
#include "paint/stage.h"
#include "support/decoder.h"
#include "support/message.h"

#include <spice/enums.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Small, so that an input meets the limits, and thousands of them the memory. */
#define SURFACES_BYTES (2u << 20)
#define CACHE_PIXELS   (64 * 1024)
#define GLZ_PIXELS     (64 * 1024)

/* Of a picture or a surface; a larger one says nothing more. */
#define MAX_PIXELS (256 * 1024)

/* Bytes before a body. */
#define HEADER 6

#define MAX_COMMANDS 256

/* Commands are looked at together by so many, as a painter does. */
#define BATCH 16

/* Warnings are part of the game; a critical is somebody's mistake. */
static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n, gpointer data)
{
  if (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL))
    {
      g_log_writer_default (level, fields, n, data);
      abort ();
    }
  return G_LOG_WRITER_HANDLED;
}

static void
silence (void)
{
  static gsize done;

  if (!g_once_init_enter (&done))
    return;
  g_log_set_writer_func (write_log, NULL, NULL);
  g_once_init_leave (&done, 1);
}

/* One channel's painting without a thread. */
typedef struct
{
  SumacImageCache *cache;
  SumacGlzWindow *window;
  SumacProgress *progress;
  SumacDecoderFailures *failures;
  gsize session_bytes;
  SumacPublisher *publisher;
  SumacPaintCounts counts;
  SumacVideoCounts videos;
  SumacMediaClock clock;
  gint policy;
  SumacStage *stage;
} Painting;

typedef struct
{
  guint n;
  SumacCommand *commands[MAX_COMMANDS];
} Script;

static void
ignore (gpointer data G_GNUC_UNUSED)
{
}

static void
ignore_report (gpointer data G_GNUC_UNUSED, const SumacStreamReport *report G_GNUC_UNUSED)
{
}

static gboolean
say_shown (gpointer data G_GNUC_UNUSED)
{
  return TRUE;
}

static void
painting_init (Painting *painting)
{
  *painting = (Painting){
    .cache = sumac_image_cache_new (CACHE_PIXELS),
    .window = sumac_glz_window_new (GLZ_PIXELS),
    .progress = sumac_progress_new (),
    .failures = sumac_decoder_failures_new (),
    .session_bytes = SUMAC_MAX_SURFACES_BYTES - SURFACES_BYTES,
    .publisher = sumac_publisher_new (ignore, ignore, NULL),
  };

  SumacStageConfig config = {
    .channel_name = "display:0",
    .images = { painting->cache, sumac_glz_window_pictures (painting->window) },
    .progress = painting->progress,
    .session_bytes = &painting->session_bytes,
    .publisher = painting->publisher,
    .counts = &painting->counts,
    .decoders = &test_decoders,
    .failures = painting->failures,
    .clock = &painting->clock,
    .policy = &painting->policy,
    .video_counts = &painting->videos,
    .wake = ignore,
    .report = ignore_report,
    .shown = say_shown,
  };

  sumac_progress_add (painting->progress, SPICE_CHANNEL_DISPLAY, 0);
  painting->stage = sumac_stage_new (&config, g_object_new (SUMAC_TYPE_RENDERER_MEMORY, NULL));
}

static void
painting_clear (Painting *painting)
{
  sumac_stage_free (painting->stage);
  sumac_publisher_free (painting->publisher);
  if (painting->session_bytes != SUMAC_MAX_SURFACES_BYTES - SURFACES_BYTES)
    g_error ("the surfaces' bytes were not given back");
  sumac_progress_free (painting->progress);
  sumac_decoder_failures_free (painting->failures);
  sumac_glz_window_free (painting->window);
  sumac_image_cache_free (painting->cache);
}

/* Takes the news as an application would; their damage must lie on the frame. */
static void
take_news (Painting *painting)
{
  SumacNews news;

  if (!sumac_publisher_take_news (painting->publisher, &news))
    return;
  for (guint i = 0; i < news.damage.n; i++)
    {
      const SumacRect *rect = &news.damage.rects[i];

      if (rect->left < 0 || rect->top < 0 || rect->right > sumac_frame_get_width (news.frame) ||
          rect->bottom > sumac_frame_get_height (news.frame))
        g_error ("damage lies outside the frame");
    }
  sumac_frame_unref (news.frame);
}

/* What the decoder makes of it. */
static gboolean
is_small_frame (const guint8 *bytes, gsize size)
{
  guint16 sides[2];

  if (size != 8)
    return TRUE;
  memcpy (sides, bytes + 4, sizeof sides);
  return sides[0] > 0 && sides[0] <= SUMAC_MAX_SIDE && sides[1] > 0 &&
         sides[1] <= SUMAC_MAX_SIDE && (guint32) sides[0] * sides[1] <= MAX_PIXELS;
}

static gboolean
is_small (const SumacCommand *command)
{
  if (command->kind == SUMAC_COMMAND_STREAM_DATA)
    return is_small_frame (command->u.frame.bytes, command->u.frame.size);
  if (command->kind == SUMAC_COMMAND_SURFACE_CREATE)
    return command->u.surface.width >= 1 && command->u.surface.width <= SUMAC_MAX_SIDE &&
           command->u.surface.height >= 1 && command->u.surface.height <= SUMAC_MAX_SIDE &&
           (guint64) command->u.surface.width * command->u.surface.height <= MAX_PIXELS;
  if (command->kind == SUMAC_COMMAND_DRAW)
    for (guint i = 0; i < command->u.draw.n_pending; i++)
      {
        const SumacEncodedImage *image = &command->u.draw.pending[i].encoded;

        if ((guint64) image->width * image->height > MAX_PIXELS)
          return FALSE;
      }
  return TRUE;
}

static gboolean
is_of_a_stream (guint16 type)
{
  return (type >= SPICE_MSG_DISPLAY_STREAM_CREATE &&
          type <= SPICE_MSG_DISPLAY_STREAM_DESTROY_ALL) ||
         type == SPICE_MSG_DISPLAY_STREAM_DATA_SIZED ||
         type == SPICE_MSG_DISPLAY_STREAM_ACTIVATE_REPORT;
}

/* A malformed message ends a channel. Here it is only left out, so that a change of one leaves
 * the others their meaning. */
static void
add_command (Script *script, SumacMessage *message, SumacPaletteCache *palettes)
{
  SumacCommand *command = is_of_a_stream (message->type)
                              ? sumac_display_parse_stream (message, NULL)
                              : sumac_display_parse (message, palettes, NULL);

  if (!command)
    sumac_message_free (message);
  else if (script->n == MAX_COMMANDS || !is_small (command))
    sumac_command_free (command);
  else
    script->commands[script->n++] = command;
}

/* What display.c does with each type. */
static void
add_message (Script *script, SumacMessage *message, SumacPaletteCache *palettes)
{
  SumacHeads heads;

  switch (message->type)
    {
    case SPICE_MSG_DISPLAY_INVAL_ALL_PALETTES:
      sumac_palette_cache_clear (palettes);
      break;
    case SPICE_MSG_DISPLAY_MONITORS_CONFIG:
      sumac_display_parse_heads (message, &heads, NULL);
      break;
    case SPICE_MSG_DISPLAY_RESET:
      sumac_palette_cache_clear (palettes);
      add_command (script, message, palettes);
      return;
    case SPICE_MSG_WAIT_FOR_CHANNELS:
    case SPICE_MSG_DISPLAY_MODE:
    case SPICE_MSG_DISPLAY_MARK:
    case SPICE_MSG_DISPLAY_COPY_BITS:
    case SPICE_MSG_DISPLAY_INVAL_LIST:
    case SPICE_MSG_DISPLAY_INVAL_ALL_PIXMAPS:
    case SPICE_MSG_DISPLAY_DRAW_FILL:
    case SPICE_MSG_DISPLAY_DRAW_OPAQUE:
    case SPICE_MSG_DISPLAY_DRAW_COPY:
    case SPICE_MSG_DISPLAY_DRAW_BLEND:
    case SPICE_MSG_DISPLAY_DRAW_BLACKNESS:
    case SPICE_MSG_DISPLAY_DRAW_WHITENESS:
    case SPICE_MSG_DISPLAY_DRAW_INVERS:
    case SPICE_MSG_DISPLAY_DRAW_ROP3:
    case SPICE_MSG_DISPLAY_DRAW_STROKE:
    case SPICE_MSG_DISPLAY_DRAW_TEXT:
    case SPICE_MSG_DISPLAY_DRAW_TRANSPARENT:
    case SPICE_MSG_DISPLAY_DRAW_ALPHA_BLEND:
    case SPICE_MSG_DISPLAY_DRAW_COMPOSITE:
    case SPICE_MSG_DISPLAY_SURFACE_CREATE:
    case SPICE_MSG_DISPLAY_SURFACE_DESTROY:
    case SPICE_MSG_DISPLAY_GL_SCANOUT_UNIX:
    case SPICE_MSG_DISPLAY_GL_DRAW:
    case SPICE_MSG_DISPLAY_STREAM_CREATE:
    case SPICE_MSG_DISPLAY_STREAM_DATA:
    case SPICE_MSG_DISPLAY_STREAM_DATA_SIZED:
    case SPICE_MSG_DISPLAY_STREAM_CLIP:
    case SPICE_MSG_DISPLAY_STREAM_DESTROY:
    case SPICE_MSG_DISPLAY_STREAM_DESTROY_ALL:
    case SPICE_MSG_DISPLAY_STREAM_ACTIVATE_REPORT:
      add_command (script, message, palettes);
      return;
    }
  sumac_message_free (message);
}

static void
script_init (Script *script, const guint8 *data, gsize size)
{
  SumacPaletteCache *palettes = sumac_palette_cache_new ();

  script->n = 0;
  while (size >= HEADER)
    {
      guint16 type = (guint16) (data[0] | data[1] << 8);
      gsize wanted = (gsize) data[2] | (gsize) data[3] << 8 | (gsize) data[4] << 16;
      gsize body = MIN (wanted, size - HEADER);

      add_message (script, test_message (type, data + HEADER, body), palettes);
      data += HEADER + body;
      size -= HEADER + body;
    }
  sumac_palette_cache_free (palettes);
}

static void
script_clear (Script *script)
{
  for (guint i = 0; i < script->n; i++)
    sumac_command_free (script->commands[i]);
}

/* TRUE if there is a command that need not be drawn. */
static gboolean
find_covered (const Script *script, gboolean *is_covered)
{
  gboolean any = FALSE;

  for (guint i = 0; i < script->n; i += BATCH)
    sumac_cover_find (script->commands + i, MIN (BATCH, script->n - i), is_covered + i);
  for (guint i = 0; i < script->n; i++)
    any |= is_covered[i];
  return any;
}

/* @is_covered: NULL: everything is drawn. */
static void
play (Painting *painting, const Script *script, const gboolean *is_covered)
{
  for (guint i = 0; i < script->n; i++)
    {
      if (!sumac_stage_carry_out (painting->stage, script->commands[i],
                                  is_covered && is_covered[i], NULL))
        break;
      if (i % BATCH == BATCH - 1)
        {
          sumac_stage_show_frames (painting->stage, 0);
          sumac_stage_publish_if_due (painting->stage, FALSE);
          take_news (painting);
        }
    }
  sumac_stage_finish_videos (painting->stage, 0);
  sumac_stage_publish_if_due (painting->stage, TRUE);
  take_news (painting);
}

static void
compare_surface (const Painting *a, const Painting *b, guint32 id)
{
  SumacView seen, wanted;

  if (!sumac_stage_map (a->stage, id, &wanted))
    return;
  if (!sumac_stage_map (b->stage, id, &seen) || seen.width != wanted.width ||
      seen.height != wanted.height || seen.format != wanted.format)
    g_error ("surface %u is another one", id);

  gsize row = ((gsize) seen.width * sumac_pixel_format_bits (seen.format) + 7) / 8;

  for (gint y = 0; y < seen.height; y++)
    if (memcmp (seen.data + seen.stride * y, wanted.data + wanted.stride * y, row) != 0)
      g_error ("surface %u, row %d: what was covered can be seen", id, y);
  sumac_stage_unmap (a->stage, id);
  sumac_stage_unmap (b->stage, id);
}

static void
compare (const Painting *a, const Painting *b, const Script *script)
{
  for (guint i = 0; i < script->n; i++)
    if (script->commands[i]->kind == SUMAC_COMMAND_SURFACE_CREATE)
      compare_surface (a, b, script->commands[i]->u.surface.id);
  if (a->counts.images_failed != b->counts.images_failed ||
      sumac_image_cache_get_pixels (a->cache) != sumac_image_cache_get_pixels (b->cache))
    g_error ("pictures were left out");
}

/* The script once more, from the same bytes, as each drawing uses its pictures up. */
static void
play_all (const Painting *spared, const guint8 *data, gsize size)
{
  Painting whole;
  Script script;

  painting_init (&whole);
  script_init (&script, data, size);
  play (&whole, &script, NULL);
  compare (&whole, spared, &script);
  script_clear (&script);
  painting_clear (&whole);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static TestDecoderRule rule = { .name = "one", .marks_top = TRUE };
  gboolean is_covered[MAX_COMMANDS];
  Painting painting;
  Script script;

  silence ();
  test_decoders_set (&rule, 1);
  painting_init (&painting);
  script_init (&script, data, size);

  gboolean any = find_covered (&script, is_covered);

  play (&painting, &script, is_covered);
  if (any)
    play_all (&painting, data, size);
  script_clear (&script);
  painting_clear (&painting);
  return 0;
}
