/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A plug-in for tests: a video decoder that shows magenta for ten frames, whatever is in them,
 * and then fails: on motion JPEG by push, on others as if on a thread of its own. Its rank is
 * above all others'. */

#include <sumac/plugin/plugin.h>
#include <sumac/plugin/video-decoder.h>

#define N_GOOD  10
#define MAGENTA 0x00ff00ffu

#define WEAK_TYPE_DECODER (weak_decoder_get_type ())
G_DECLARE_FINAL_TYPE (WeakDecoder, weak_decoder, WEAK, DECODER, SumacVideoDecoder)

struct _WeakDecoder
{
  SumacVideoDecoder parent_instance;
  SumacVideoFormat format;
  guint n_frames;
};

G_DEFINE_DYNAMIC_TYPE (WeakDecoder, weak_decoder, SUMAC_TYPE_VIDEO_DECODER)

static gboolean
probe (SumacVideoDecoder *decoder G_GNUC_UNUSED,
       SumacVideoCodec codec G_GNUC_UNUSED,
       GError **error G_GNUC_UNUSED)
{
  return TRUE;
}

static gboolean
open_stream (SumacVideoDecoder *decoder,
             const SumacVideoFormat *format,
             GError **error G_GNUC_UNUSED)
{
  WEAK_DECODER (decoder)->format = *format;
  return TRUE;
}

static SumacPicture *
make_picture (const SumacVideoFormat *format)
{
  gsize n_pixels = (gsize) format->width * (gsize) format->height;
  guint32 *pixels = g_new (guint32, n_pixels);
  SumacPicture *picture = sumac_picture_new (g_free, pixels);

  for (gsize i = 0; i < n_pixels; i++)
    pixels[i] = MAGENTA;
  picture->layout = SUMAC_PICTURE_BGRX;
  picture->width = format->width;
  picture->height = format->height;
  picture->planes[0] = (const guint8 *) pixels;
  picture->strides[0] = (gssize) format->width * 4;
  return picture;
}

static gboolean
push (SumacVideoDecoder *decoder,
      const guint8 *bytes G_GNUC_UNUSED,
      gsize size G_GNUC_UNUSED,
      guint64 cookie,
      GError **error)
{
  WeakDecoder *self = WEAK_DECODER (decoder);
  g_autoptr (GError) failure = NULL;

  if (self->n_frames++ < N_GOOD)
    {
      sumac_video_decoder_deliver (decoder, make_picture (&self->format), cookie);
      return TRUE;
    }
  failure = g_error_new (SUMAC_ERROR, SUMAC_ERROR_PLUGIN, "Ten frames are enough.");
  if (self->format.codec != SUMAC_VIDEO_MJPEG)
    {
      sumac_video_decoder_fail (decoder, g_steal_pointer (&failure));
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static void
close_stream (SumacVideoDecoder *decoder G_GNUC_UNUSED)
{
}

static void
weak_decoder_class_init (WeakDecoderClass *klass)
{
  SumacVideoDecoderClass *decoder_class = SUMAC_VIDEO_DECODER_CLASS (klass);

  decoder_class->probe = probe;
  decoder_class->open = open_stream;
  decoder_class->push = push;
  decoder_class->close = close_stream;
}

static void
weak_decoder_class_finalize (WeakDecoderClass *klass G_GNUC_UNUSED)
{
}

static void
weak_decoder_init (WeakDecoder *self G_GNUC_UNUSED)
{
}

SUMAC_PLUGIN_DEFINE (module)
{
  weak_decoder_register_type (module);
  g_io_extension_point_implement (SUMAC_EXTENSION_POINT_VIDEO_DECODER, WEAK_TYPE_DECODER,
                                  "weak", 200);
}
