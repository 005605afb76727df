/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "support/decoder.h"

#include "core/thread.h"

#include <sumac/error.h>

#include <string.h>

/* What a frame says of its picture; its last bytes. */
#define FRAME_BYTES 8

#define TEST_TYPE_DECODER (test_decoder_get_type ())
G_DECLARE_FINAL_TYPE (TestDecoder, test_decoder, TEST, DECODER, SumacVideoDecoder)

struct _TestDecoder
{
  SumacVideoDecoder parent_instance;

  TestDecoderRule *rule;
  guint n_pushed;
  guint32 color; /* of the last frame that was pushed */
};

G_DEFINE_FINAL_TYPE (TestDecoder, test_decoder, SUMAC_TYPE_VIDEO_DECODER)

/* How frames of VP8 begin: such that lean on others, and such that stand alone. */
static const guint8 leaning_head[] = { 0x31, 0x02, 0x00 };
static const guint8 alone_head[] = { 0x10, 0x02, 0x00, 0x9d, 0x01, 0x2a };

typedef struct
{
  TestDecoder *decoder;
  guint8 bytes[FRAME_BYTES];
  guint64 cookie;
} Held;

static TestDecoderRule *rules;
static guint n_rules;
static guint n_pictures; /* atomic */
static SumacLock lock = PTHREAD_MUTEX_INITIALIZER;
static SumacCond given = PTHREAD_COND_INITIALIZER;
static GArray *held;   /* under lock: of Held */
static guint n_giving; /* under lock: frames being delivered */

static void
free_pixels (gpointer pixels)
{
  g_free (pixels);
  __atomic_sub_fetch (&n_pictures, 1, __ATOMIC_SEQ_CST);
}

static void
deliver (TestDecoder *self, const guint8 *bytes, guint64 cookie)
{
  guint32 color;
  guint16 size[2];

  memcpy (&color, bytes, sizeof color);
  memcpy (size, bytes + 4, sizeof size);

  gsize n = (gsize) size[0] * size[1];
  guint32 *pixels = g_new (guint32, n);
  SumacPicture *picture = sumac_picture_new (free_pixels, pixels);

  __atomic_add_fetch (&n_pictures, 1, __ATOMIC_SEQ_CST);
  for (gsize i = 0; i < n; i++)
    pixels[i] = self->rule->marks_top && i < size[0] ? ~color : color;
  picture->layout = SUMAC_PICTURE_BGRX;
  picture->width = size[0];
  picture->height = size[1];
  picture->planes[0] = (const guint8 *) pixels;
  picture->strides[0] = size[0] * 4;
  sumac_video_decoder_deliver (SUMAC_VIDEO_DECODER (self), picture, cookie);
}

static GError *
new_failure (TestDecoder *self)
{
  return g_error_new (SUMAC_ERROR, SUMAC_ERROR_PLUGIN, "%s was told to fail", self->rule->name);
}

static gboolean
test_decoder_probe (SumacVideoDecoder *decoder G_GNUC_UNUSED,
                    SumacVideoCodec codec G_GNUC_UNUSED,
                    GError **error G_GNUC_UNUSED)
{
  return TRUE;
}

static gboolean
test_decoder_open (SumacVideoDecoder *decoder,
                   const SumacVideoFormat *format G_GNUC_UNUSED,
                   GError **error)
{
  TestDecoder *self = TEST_DECODER (decoder);

  __atomic_add_fetch (&self->rule->n_opened, 1, __ATOMIC_SEQ_CST);
  if (!self->rule->fails_to_open)
    return TRUE;
  g_propagate_error (error, new_failure (self));
  return FALSE;
}

/* As decoders do: from the frame, and the one before if it leans on it. */
static void
decode (TestDecoder *self, const guint8 *bytes, gsize size, guint8 frame[FRAME_BYTES])
{
  guint32 color;

  memcpy (frame, bytes + size - FRAME_BYTES, FRAME_BYTES);
  memcpy (&color, frame, sizeof color);
  if (size == sizeof leaning_head + FRAME_BYTES)
    color += self->color;
  memcpy (frame, &color, sizeof color);
  self->color = color;
}

static void
hold (TestDecoder *self, const guint8 *bytes, guint64 cookie)
{
  Held frame = { .decoder = self, .cookie = cookie };

  memcpy (frame.bytes, bytes, FRAME_BYTES);
  sumac_lock (&lock);
  if (!held)
    held = g_array_new (FALSE, FALSE, sizeof (Held));
  g_array_append_val (held, frame);
  sumac_unlock (&lock);
}

static gboolean
test_decoder_push (SumacVideoDecoder *decoder,
                   const guint8 *bytes,
                   gsize size,
                   guint64 cookie,
                   GError **error)
{
  TestDecoder *self = TEST_DECODER (decoder);
  gboolean fails = ++self->n_pushed == self->rule->fails_at;
  guint8 frame[FRAME_BYTES];

  __atomic_add_fetch (&self->rule->n_pushed, 1, __ATOMIC_SEQ_CST);
  if (fails && self->rule->fails_late)
    sumac_video_decoder_fail (decoder, new_failure (self));
  else if (fails)
    g_propagate_error (error, new_failure (self));
  else if (size < FRAME_BYTES)
    sumac_video_decoder_settle (decoder, cookie);
  else
    {
      decode (self, bytes, size, frame);
      if (self->rule->holds)
        hold (self, frame, cookie);
      else
        deliver (self, frame, cookie);
    }
  return !fails || self->rule->fails_late;
}

/* The lock is held. */
static void
forget_held (TestDecoder *self)
{
  for (guint i = held ? held->len : 0; i-- > 0;)
    if (g_array_index (held, Held, i).decoder == self)
      g_array_remove_index (held, i);
}

static void
test_decoder_close (SumacVideoDecoder *decoder)
{
  TestDecoder *self = TEST_DECODER (decoder);

  sumac_lock (&lock);
  forget_held (self);
  while (n_giving > 0)
    sumac_cond_wait (&given, &lock);
  sumac_unlock (&lock);
  __atomic_add_fetch (&self->rule->n_closed, 1, __ATOMIC_SEQ_CST);
}

/* What happens to a frame that was held, on a thread of the decoder's own. */
typedef void (*End) (TestDecoder *self, const guint8 *bytes, guint64 cookie);

static void
end_by_failure (TestDecoder *self,
                const guint8 *bytes G_GNUC_UNUSED,
                guint64 cookie G_GNUC_UNUSED)
{
  sumac_video_decoder_fail (SUMAC_VIDEO_DECODER (self), new_failure (self));
}

static guint
end_held (End end)
{
  guint n = 0;

  sumac_lock (&lock);
  while (held && held->len > 0)
    {
      Held frame = g_array_index (held, Held, 0);

      g_array_remove_index (held, 0);
      n_giving++;
      sumac_unlock (&lock);
      end (frame.decoder, frame.bytes, frame.cookie);
      n++;
      sumac_lock (&lock);
      n_giving--;
      sumac_cond_broadcast (&given);
    }
  sumac_unlock (&lock);
  return n;
}

guint
test_decoder_release (void)
{
  return end_held (deliver);
}

guint
test_decoder_fail (void)
{
  return end_held (end_by_failure);
}

guint
test_decoder_count_pictures (void)
{
  return __atomic_load_n (&n_pictures, __ATOMIC_SEQ_CST);
}

static void
test_decoder_class_init (TestDecoderClass *klass)
{
  SumacVideoDecoderClass *decoder_class = SUMAC_VIDEO_DECODER_CLASS (klass);

  decoder_class->probe = test_decoder_probe;
  decoder_class->open = test_decoder_open;
  decoder_class->push = test_decoder_push;
  decoder_class->close = test_decoder_close;
}

static void
test_decoder_init (TestDecoder *self G_GNUC_UNUSED)
{
}

/* --- where they come from ----------------------------------------------------------------- */

void
test_decoders_set (TestDecoderRule *new_rules, guint n_new_rules)
{
  rules = new_rules;
  n_rules = n_new_rules;
}

static void
free_info (gpointer info)
{
  g_free (((SumacPluginInfo *) info)->name);
  g_free (info);
}

static GPtrArray *
list (SumacVideoCodec codec)
{
  GPtrArray *infos = g_ptr_array_new_with_free_func (free_info);

  for (guint i = 0; codec != SUMAC_VIDEO_H265 && i < n_rules; i++)
    {
      SumacPluginInfo *info = g_new0 (SumacPluginInfo, 1);

      info->name = g_strdup (rules[i].name);
      g_ptr_array_add (infos, info);
    }
  return infos;
}

static SumacVideoDecoder *
make (const SumacPluginInfo *info, GError **error G_GNUC_UNUSED)
{
  TestDecoder *decoder = g_object_new (TEST_TYPE_DECODER, NULL);

  for (guint i = 0; i < n_rules; i++)
    if (g_str_equal (rules[i].name, info->name))
      decoder->rule = &rules[i];
  g_assert_nonnull (decoder->rule);
  return SUMAC_VIDEO_DECODER (decoder);
}

const SumacDecoderSource test_decoders = { .list = list, .make = make };

/* --- commands ----------------------------------------------------------------------------- */

SumacCommand *
test_stream_create (guint32 id, guint8 codec, const SumacRect *dest)
{
  SumacCommand *command = test_command (SUMAC_COMMAND_STREAM_CREATE, 0);

  command->u.stream.id = id;
  command->u.stream.codec = codec;
  command->u.stream.is_top_down = TRUE;
  command->u.stream.width = (guint32) sumac_rect_width (dest);
  command->u.stream.height = (guint32) sumac_rect_height (dest);
  command->u.stream.dest = *dest;
  return command;
}

SumacCommand *
test_stream_clip (guint32 id, const SumacRect *rects, guint n_rects)
{
  SumacCommand *command = test_command (SUMAC_COMMAND_STREAM_CLIP, 0);

  command->u.stream.id = id;
  command->u.stream.clip = (SumacClip){ .is_set = TRUE, .n_rects = n_rects, .rects = rects };
  return command;
}

SumacCommand *
test_stream_destroy (guint32 id)
{
  SumacCommand *command = test_command (SUMAC_COMMAND_STREAM_DESTROY, 0);

  command->u.stream.id = id;
  return command;
}

static SumacCommand *
new_frame (guint32 id,
           guint32 time_ms,
           const guint8 *head,
           gsize head_size,
           guint32 color,
           guint16 width,
           guint16 height)
{
  SumacCommand *command = test_command (SUMAC_COMMAND_STREAM_DATA, head_size + FRAME_BYTES);
  guint8 *body = command->message->body;
  const guint16 size[2] = { width, height };

  memcpy (body, head, head_size);
  memcpy (body + head_size, &color, sizeof color);
  memcpy (body + head_size + 4, size, sizeof size);
  command->u.frame.id = id;
  command->u.frame.time_ms = time_ms;
  command->u.frame.bytes = body;
  command->u.frame.size = (guint32) (head_size + FRAME_BYTES);
  return command;
}

SumacCommand *
test_frame (guint32 id, guint32 time_ms, guint32 color, guint16 width, guint16 height)
{
  return new_frame (id, time_ms, alone_head, 0, color, width, height);
}

SumacCommand *
test_vp8_frame (guint32 id, guint32 time_ms, gboolean stands_alone, guint32 color)
{
  if (stands_alone)
    return new_frame (id, time_ms, alone_head, sizeof alone_head, color, 32, 24);
  return new_frame (id, time_ms, leaning_head, sizeof leaning_head, color, 32, 24);
}
