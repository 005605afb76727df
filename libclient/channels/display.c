/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "channels/display.h"

#include "channels/display-stream-wire.h"
#include "core/limits.h"
#include "core/thread.h"

#include <glib/gi18n-lib.h>
#include <spice/enums.h>
#include <spice/protocol.h>

typedef struct
{
  SumacChannel channel;
  SumacPaletteCache *palettes;
  gboolean decodes[SUMAC_N_VIDEO_CODECS + 1]; /* what was announced, by codec */
  guint n_links;                              /* since the first */
  gboolean has_left;                          /* it does not share the session's caches */
  SumacLock lock;
  SumacPainter *painter; /* under lock: made when linked, freed by clear */
  SumacHeads heads;      /* under lock */
  gboolean has_heads;    /* under lock */
} Display;

static Display *
as_display (SumacChannel *channel)
{
  return (Display *) channel;
}

static const guint codec_caps[SUMAC_N_VIDEO_CODECS + 1] = {
  [SUMAC_VIDEO_MJPEG] = SPICE_DISPLAY_CAP_CODEC_MJPEG,
  [SUMAC_VIDEO_VP8] = SPICE_DISPLAY_CAP_CODEC_VP8,
  [SUMAC_VIDEO_H264] = SPICE_DISPLAY_CAP_CODEC_H264,
  [SUMAC_VIDEO_VP9] = SPICE_DISPLAY_CAP_CODEC_VP9,
  [SUMAC_VIDEO_H265] = SPICE_DISPLAY_CAP_CODEC_H265,
};

static gboolean
can_decode (SumacHub *hub, SumacVideoCodec codec)
{
  g_autoptr (GPtrArray) decoders = hub->decoders->list (codec);

  return decoders->len > 0;
}

/* Files, such as a graphics card's pictures, come over Unix sockets alone. */
static gboolean
is_local (const SumacChannel *channel)
{
  return channel->hub->address->path != NULL;
}

/* Only what is really there: with MULTI_CODEC the server streams in the codecs that are named,
 * and without one not at all. */
static void
announce (SumacChannel *channel, SumacCaps *caps)
{
  static const guint bits[] = {
    SPICE_DISPLAY_CAP_SIZED_STREAM,
    SPICE_DISPLAY_CAP_MONITORS_CONFIG,
    SPICE_DISPLAY_CAP_COMPOSITE,
    SPICE_DISPLAY_CAP_A8_SURFACE,
    SPICE_DISPLAY_CAP_STREAM_REPORT,
    SPICE_DISPLAY_CAP_LZ4_COMPRESSION,
    SPICE_DISPLAY_CAP_PREF_COMPRESSION,
    SPICE_DISPLAY_CAP_MULTI_CODEC,
    SPICE_DISPLAY_CAP_PREF_VIDEO_CODEC_TYPE,
  };
  Display *self = as_display (channel);

  for (guint i = 0; i < G_N_ELEMENTS (bits); i++)
    sumac_caps_add (caps, bits[i]);
  if (is_local (channel))
    sumac_caps_add (caps, SPICE_DISPLAY_CAP_GL_SCANOUT);
  for (guint codec = 1; codec <= SUMAC_N_VIDEO_CODECS; codec++)
    {
      self->decodes[codec] = can_decode (channel->hub, (SumacVideoCodec) codec);
      if (self->decodes[codec])
        sumac_caps_add (caps, codec_caps[codec]);
    }
}

/* Which of the codecs that we can decode the user likes best, if he has said so. */
static void
send_preferred_codecs (SumacChannel *channel)
{
  const SumacHub *hub = channel->hub;
  guint8 codecs[SUMAC_N_VIDEO_CODECS];
  guint8 n = 0;

  for (guint i = 0; i < hub->n_codecs; i++)
    if (as_display (channel)->decodes[hub->codecs[i]])
      codecs[n++] = hub->codecs[i];
  if (n == 0 ||
      !sumac_caps_has (&channel->reply.channel_caps, SPICE_DISPLAY_CAP_PREF_VIDEO_CODEC_TYPE))
    return;
  sumac_display_write_preferred_codecs (sumac_channel_begin (channel), codecs, n);
  sumac_channel_send (channel, SPICE_MSGC_DISPLAY_PREFERRED_VIDEO_CODEC_TYPE);
}

static void
tell (gpointer data)
{
  sumac_channel_tell (data);
}

static SumacPainter *
get_painter (Display *self)
{
  SumacPainter *painter;

  sumac_lock (&self->lock);
  painter = self->painter;
  sumac_unlock (&self->lock);
  return painter;
}

static gboolean
make_painter (SumacChannel *channel, GError **error)
{
  Display *self = as_display (channel);
  SumacHub *hub = channel->hub;
  g_autofree char *renderer = sumac_hub_dup_renderer (hub);
  SumacPainterConfig config = {
    .channel_name = channel->name,
    .channel_id = channel->id,
    .renderer = renderer,
    .images = { .cache = hub->cache, .window = sumac_glz_window_pictures (hub->window) },
    .progress = hub->progress,
    .session_bytes = &hub->surface_bytes,
    .channel = channel->mailbox,
    .clock = &hub->clock,
    .policy = &hub->policy,
    .decoders = hub->decoders,
    .failures = hub->failures,
    .tell = tell,
    .data = channel,
  };
  SumacPainter *painter = sumac_painter_new (&config, error);

  if (!painter)
    return FALSE;
  sumac_lock (&self->lock);
  self->painter = painter;
  sumac_unlock (&self->lock);

  /* Who has changed his mind meanwhile has met no painter to tell it. */
  g_autofree char *wished = sumac_hub_dup_renderer (hub);

  if (g_strcmp0 (wished, renderer) != 0)
    sumac_painter_set_renderer (painter, wished);
  return TRUE;
}

static gboolean
begin_anew (SumacChannel *channel, GError **error)
{
  Display *self = as_display (channel);
  SumacMessage *message = sumac_message_new (channel->hub->pool, 0);

  if (!message)
    {
      g_set_error_literal (error, SUMAC_ERROR, SUMAC_ERROR_LIMIT,
                           _ ("There is no memory for a message of the server."));
      return FALSE;
    }

  SumacCommand *command = sumac_arena_new (&message->arena, SumacCommand, 1);

  command->kind = SUMAC_COMMAND_LINKED_ANEW;
  command->message = message;
  command->u.anew.cache_pixels = channel->hub->cache_pixels;
  command->u.anew.glz_window_pixels = channel->hub->glz_window_pixels;
  /* Serials count from the beginning: who waits for the old ones has waited enough. */
  sumac_progress_remove (channel->hub->progress, SPICE_CHANNEL_DISPLAY, channel->id);
  sumac_palette_cache_clear (self->palettes);
  self->n_links++;
  sumac_painter_push (self->painter, command);
  return TRUE;
}

static gboolean
linked (SumacChannel *channel, GError **error)
{
  SumacHub *hub = channel->hub;
  gboolean is_first = as_display (channel)->painter == NULL;
  guint8 caches = is_first ? SUMAC_SHARED_CACHES : sumac_hub_number_caches (hub);

  if (is_first ? !make_painter (channel, error) : !begin_anew (channel, error))
    return FALSE;
  if (is_local (channel))
    {
      sumac_stream_keep_descriptors (channel->stream);
      sumac_framing_set_descriptor_type (channel->framing, SPICE_MSG_DISPLAY_GL_SCANOUT_UNIX);
    }
  sumac_display_write_init (sumac_channel_begin (channel), caches, hub->cache_pixels,
                            hub->glz_window_pixels);
  sumac_channel_send (channel, SPICE_MSGC_DISPLAY_INIT);
  if (hub->compression != 0 &&
      sumac_caps_has (&channel->reply.channel_caps, SPICE_DISPLAY_CAP_PREF_COMPRESSION))
    {
      sumac_write_u8 (sumac_channel_begin (channel), hub->compression);
      sumac_channel_send (channel, SPICE_MSGC_DISPLAY_PREFERRED_COMPRESSION);
    }
  send_preferred_codecs (channel);
  return TRUE;
}

static gboolean
is_within_limits (const SumacCommand *command, GError **error)
{
  if (command->kind != SUMAC_COMMAND_SURFACE_CREATE ||
      (command->u.surface.width >= 1 && command->u.surface.width <= SUMAC_MAX_SIDE &&
       command->u.surface.height >= 1 && command->u.surface.height <= SUMAC_MAX_SIDE))
    return TRUE;
  g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_LIMIT,
               _ ("The guest wants a picture of %u × %u pixels; at most %d × %d can be shown."),
               command->u.surface.width, command->u.surface.height, SUMAC_MAX_SIDE,
               SUMAC_MAX_SIDE);
  return FALSE;
}

static gboolean
handle_command (SumacChannel *channel, SumacMessage **message, GError **error)
{
  Display *self = as_display (channel);
  SumacCommand *command = sumac_display_parse (*message, self->palettes, error);

  if (!command || !is_within_limits (command, error))
    return FALSE;
  *message = NULL;
  sumac_painter_push (self->painter, command);
  return TRUE;
}

static gboolean
handle_stream (SumacChannel *channel, SumacMessage **message, GError **error)
{
  SumacCommand *command = sumac_display_parse_stream (*message, error);

  if (!command)
    return FALSE;
  if (command->kind == SUMAC_COMMAND_STREAM_DATA)
    command->u.frame.came_us = sumac_clock_us ();
  *message = NULL;
  sumac_painter_push (as_display (channel)->painter, command);
  return TRUE;
}

/* The painter's word for the server. */
static void
send_word (SumacChannel *channel, const void *command)
{
  const SumacPainterWord *word = command;
  SumacWriter *body = sumac_channel_begin (channel);

  if (word->link != as_display (channel)->n_links || !channel->framing)
    return;
  switch (word->kind)
    {
    case SUMAC_PAINTER_REPORTS:
      sumac_display_write_stream_report (body, &word->report);
      sumac_channel_send (channel, SPICE_MSGC_DISPLAY_STREAM_REPORT);
      break;
    case SUMAC_PAINTER_HAS_SHOWN:
      sumac_channel_send (channel, SPICE_MSGC_DISPLAY_GL_DRAW_DONE);
      break;
    }
}

/* RESET also drops the palettes, which are the wire's. */
static gboolean
handle_reset (SumacChannel *channel, SumacMessage **message, GError **error)
{
  sumac_palette_cache_clear (as_display (channel)->palettes);
  return handle_command (channel, message, error);
}

/* Not needed: see codec/palette.h. */
static gboolean
ignore_forgotten_palette (SumacChannel *channel G_GNUC_UNUSED,
                          SumacMessage **message G_GNUC_UNUSED,
                          GError **error G_GNUC_UNUSED)
{
  return TRUE;
}

static gboolean
handle_forget_palettes (SumacChannel *channel,
                        SumacMessage **message G_GNUC_UNUSED,
                        GError **error G_GNUC_UNUSED)
{
  sumac_palette_cache_clear (as_display (channel)->palettes);
  return TRUE;
}

static gboolean
handle_heads (SumacChannel *channel, SumacMessage **message, GError **error)
{
  Display *self = as_display (channel);
  SumacHeads heads;

  if (!sumac_display_parse_heads (*message, &heads, error))
    return FALSE;
  if (heads.n_heads == 0)
    return TRUE;
  sumac_lock (&self->lock);
  self->heads = heads;
  self->has_heads = TRUE;
  sumac_unlock (&self->lock);
  sumac_channel_tell (channel);
  return TRUE;
}

/* clang-format off */
static const SumacChannelRule rules[] = {
  { SPICE_MSG_WAIT_FOR_CHANNELS,          "wait-for-channels",  1,  handle_command         },
  { SPICE_MSG_DISPLAY_MODE,               "mode",               12, handle_command         },
  { SPICE_MSG_DISPLAY_MARK,               "mark",               0,  handle_command         },
  { SPICE_MSG_DISPLAY_RESET,              "reset",              0,  handle_reset           },
  { SPICE_MSG_DISPLAY_COPY_BITS,          "copy-bits",          29, handle_command         },
  { SPICE_MSG_DISPLAY_INVAL_LIST,         "inval-list",         2,  handle_command         },
  { SPICE_MSG_DISPLAY_INVAL_ALL_PIXMAPS,  "inval-all-pixmaps",  1,  handle_command         },
  { SPICE_MSG_DISPLAY_INVAL_PALETTE,      "inval-palette",      8,  ignore_forgotten_palette },
  { SPICE_MSG_DISPLAY_INVAL_ALL_PALETTES, "inval-all-palettes", 0,  handle_forget_palettes },
  { SPICE_MSG_DISPLAY_STREAM_CREATE,      "stream-create",      51, handle_stream          },
  { SPICE_MSG_DISPLAY_STREAM_DATA,        "stream-data",        12, handle_stream          },
  { SPICE_MSG_DISPLAY_STREAM_DATA_SIZED,  "stream-data-sized",  36, handle_stream          },
  { SPICE_MSG_DISPLAY_STREAM_CLIP,        "stream-clip",        5,  handle_stream          },
  { SPICE_MSG_DISPLAY_STREAM_DESTROY,     "stream-destroy",     4,  handle_stream          },
  { SPICE_MSG_DISPLAY_STREAM_DESTROY_ALL, "stream-destroy-all", 0,  handle_stream          },
  { SPICE_MSG_DISPLAY_STREAM_ACTIVATE_REPORT, "stream-activate-report", 16, handle_stream  },
  { SPICE_MSG_DISPLAY_DRAW_FILL,          "draw-fill",          37, handle_command         },
  { SPICE_MSG_DISPLAY_DRAW_OPAQUE,        "draw-opaque",        58, handle_command         },
  { SPICE_MSG_DISPLAY_DRAW_COPY,          "draw-copy",          57, handle_command         },
  { SPICE_MSG_DISPLAY_DRAW_BLEND,         "draw-blend",         57, handle_command         },
  { SPICE_MSG_DISPLAY_DRAW_BLACKNESS,     "draw-blackness",     34, handle_command         },
  { SPICE_MSG_DISPLAY_DRAW_WHITENESS,     "draw-whiteness",     34, handle_command         },
  { SPICE_MSG_DISPLAY_DRAW_INVERS,        "draw-invers",        34, handle_command         },
  { SPICE_MSG_DISPLAY_DRAW_ROP3,          "draw-rop3",          57, handle_command         },
  { SPICE_MSG_DISPLAY_DRAW_STROKE,        "draw-stroke",        31, handle_command         },
  { SPICE_MSG_DISPLAY_DRAW_TEXT,          "draw-text",          47, handle_command         },
  { SPICE_MSG_DISPLAY_DRAW_TRANSPARENT,   "draw-transparent",   49, handle_command         },
  { SPICE_MSG_DISPLAY_DRAW_ALPHA_BLEND,   "draw-alpha-blend",   43, handle_command         },
  { SPICE_MSG_DISPLAY_DRAW_COMPOSITE,     "draw-composite",     37, handle_command         },
  { SPICE_MSG_DISPLAY_SURFACE_CREATE,     "surface-create",     20, handle_command         },
  { SPICE_MSG_DISPLAY_SURFACE_DESTROY,    "surface-destroy",    4,  handle_command         },
  { SPICE_MSG_DISPLAY_GL_SCANOUT_UNIX,    "gl-scanout",         20, handle_command         },
  { SPICE_MSG_DISPLAY_GL_DRAW,            "gl-draw",            16, handle_command         },
  { SPICE_MSG_DISPLAY_MONITORS_CONFIG,    "monitors-config",    4,  handle_heads           },
};

/* clang-format on */

static gboolean
may_read (SumacChannel *channel)
{
  return sumac_painter_has_room (as_display (channel)->painter);
}

/* Only when the painter has gone over to caches of its own. */
static void
leave_caches (SumacChannel *channel)
{
  Display *self = as_display (channel);

  if (self->has_left)
    return;
  self->has_left = TRUE;
  sumac_hub_lose_display (channel->hub);
}

static gboolean
check (SumacChannel *channel, GError **error)
{
  SumacPainter *painter = as_display (channel)->painter;
  GError *failure = sumac_painter_take_error (painter);

  if (sumac_painter_get_n_links (painter) > 0)
    leave_caches (channel);
  if (!failure)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

static gboolean
wants_link (SumacChannel *channel)
{
  return sumac_painter_take_loss (as_display (channel)->painter);
}

/* Whoever waits for this channel counts messages, not commands: each goes by the painter. */
static void
handled (SumacChannel *channel, SumacMessage *message)
{
  SumacCommand *command = sumac_arena_new (&message->arena, SumacCommand, 1);

  command->kind = SUMAC_COMMAND_NOTHING;
  command->message = message;
  command->item.size_bytes = message->size;
  sumac_painter_push (as_display (channel)->painter, command);
}

static void
ending (SumacChannel *channel, gboolean in_order)
{
  SumacPainter *painter = get_painter (as_display (channel));

  if (painter)
    {
      /* What the server sent before it closed is still to be seen. */
      if (!in_order)
        sumac_painter_stop (painter);
      sumac_painter_finish (painter);
    }
  leave_caches (channel);
}

static void
closing (SumacChannel *channel)
{
  SumacPainter *painter = get_painter (as_display (channel));

  if (painter)
    sumac_painter_stop (painter);
}

static void
clear (SumacChannel *channel)
{
  Display *self = as_display (channel);

  sumac_painter_free (self->painter);
  sumac_palette_cache_free (self->palettes);
  sumac_lock_clear (&self->lock);
}

static const SumacChannelClass display_class = {
  .type = SPICE_CHANNEL_DISPLAY,
  .name = "display",
  .struct_size = sizeof (Display),
  .command_size = sizeof (SumacPainterWord),
  .max_commands = SUMAC_MAX_STREAMS,
  .max_message = SUMAC_MAX_MESSAGE_DISPLAY,
  .quality = { .dscp = 34, .priority = 3, .receive_buffer_bytes = 1 << 20 },
  .rules = rules,
  .n_rules = G_N_ELEMENTS (rules),
  .announce = announce,
  .linked = linked,
  .command = send_word,
  .may_read = may_read,
  .check = check,
  .wants_link = wants_link,
  .handled = handled,
  .ending = ending,
  .closing = closing,
  .clear = clear,
};

SumacChannel *
sumac_display_channel_new (SumacHub *hub,
                           guint8 id,
                           void (*read) (gpointer channel),
                           gpointer reader)
{
  SumacChannel *channel = sumac_channel_new (&display_class, hub, id, read, reader);

  if (channel)
    {
      sumac_lock_init (&as_display (channel)->lock);
      as_display (channel)->palettes = sumac_palette_cache_new ();
    }
  return channel;
}

gboolean
sumac_display_channel_take_news (SumacChannel *channel, SumacNews *news)
{
  SumacPainter *painter = get_painter (as_display (channel));

  return painter && sumac_painter_take_news (painter, news);
}

gboolean
sumac_display_channel_get_heads (SumacChannel *channel, SumacHeads *heads)
{
  Display *self = as_display (channel);
  gboolean has_heads;

  sumac_lock (&self->lock);
  has_heads = self->has_heads;
  *heads = self->heads;
  sumac_unlock (&self->lock);
  return has_heads;
}

void
sumac_display_channel_set_renderer (SumacChannel *channel, const char *name)
{
  SumacPainter *painter = get_painter (as_display (channel));

  if (painter)
    sumac_painter_set_renderer (painter, name);
}

void
sumac_display_channel_set_gl_share (SumacChannel *channel, SumacGlShare *share)
{
  SumacPainter *painter = get_painter (as_display (channel));

  if (painter)
    sumac_painter_set_share (painter, share);
}

char *
sumac_display_channel_dup_renderer (SumacChannel *channel)
{
  SumacPainter *painter = get_painter (as_display (channel));

  return painter ? sumac_painter_dup_renderer (painter) : NULL;
}

char *
sumac_display_channel_take_notice (SumacChannel *channel)
{
  SumacPainter *painter = get_painter (as_display (channel));

  return painter ? sumac_painter_take_notice (painter) : NULL;
}

gboolean
sumac_display_channel_get_counts (SumacChannel *channel, SumacPaintCounts *counts)
{
  SumacPainter *painter = get_painter (as_display (channel));

  *counts = (SumacPaintCounts){ 0 };
  if (!painter)
    return FALSE;
  sumac_painter_get_counts (painter, counts);
  return TRUE;
}

char *
sumac_display_channel_get_video (SumacChannel *channel, SumacVideoCounts *counts)
{
  SumacPainter *painter = get_painter (as_display (channel));

  *counts = (SumacVideoCounts){ 0 };
  if (!painter)
    return NULL;
  sumac_painter_get_video_counts (painter, counts);
  return sumac_painter_dup_decoders (painter);
}
