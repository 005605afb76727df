/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "codec/jpeg.h"

#include "codec/lz.h"
#include "codec/refuse.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

/* Needs what stdio.h declares. */
#include <jerror.h>
#include <jpeglib.h>

/* Rows that are asked for at once; a multiple of any height of a JPEG's blocks. */
#define N_ROWS 16

/* A block of 64 pixels takes at least two codes of one bit. */
#define PIXELS_IN_BYTE 256

typedef struct _Decoder Decoder;

struct _Decoder
{
  struct jpeg_error_mgr errors; /* first: libjpeg hands back its address */
  struct jpeg_decompress_struct jpeg;
  jmp_buf leave;
  char words[JMSG_LENGTH_MAX]; /* libjpeg's, before it left */
  const char *trouble;         /* NULL: none, or @error of pixels */
  SumacPixels *pixels;         /* owned */
};

/* Where libjpeg would end the process. */
static void
on_error (j_common_ptr jpeg)
{
  Decoder *decoder = (Decoder *) (void *) jpeg->err;

  jpeg->err->format_message (jpeg, decoder->words);
  decoder->trouble = decoder->words;
  longjmp (decoder->leave, 1);
}

/* A negative level is a warning: the data are damaged. A missing end marker, which libjpeg
 * notices as an early end of the input, may be forgiven; anything else may not. If more than
 * the marker is missing, another warning follows. */
static void
on_message (j_common_ptr jpeg, int level)
{
  if (level < 0 && jpeg->err->msg_code != JWRN_JPEG_EOF)
    on_error (jpeg);
}

static void
on_output (j_common_ptr jpeg G_GNUC_UNUSED)
{
}

/* NULL, or what is wrong with the header. */
static const char *
check_header (struct jpeg_decompress_struct *jpeg, guint width, guint height, gsize size)
{
  if (jpeg->image_width != width || jpeg->image_height != height)
    return "the size is not that of the image";
  if (jpeg->jpeg_color_space != JCS_GRAYSCALE && jpeg->jpeg_color_space != JCS_RGB &&
      jpeg->jpeg_color_space != JCS_YCbCr)
    return "the colours are neither gray nor three";
  /* Baseline with all components in one scan: nothing else comes from a server, and several
   * scans take a buffer of coefficients and time out of proportion to the input. */
  if (jpeg_has_multiple_scans (jpeg) || jpeg->arith_code)
    return "the coding is not baseline in one scan";
  /* So that a few bytes can't make us allocate a large picture. */
  if ((guint64) width * height > (guint64) size * PIXELS_IN_BYTE)
    return "the data are too short for the picture";
  return NULL;
}

/* libjpeg leaves 255 in the unused byte; alpha is still to come. */
static void
clear_unused (const SumacPixels *pixels, gint y)
{
  guint32 *row = (guint32 *) (void *) sumac_pixels_row (pixels, y);

  for (gint x = 0; x < pixels->width; x++)
    row[x] &= GUINT32_TO_LE (0x00ffffff);
}

static void
read_rows (struct jpeg_decompress_struct *jpeg, const SumacPixels *pixels)
{
  while (jpeg->output_scanline < jpeg->output_height)
    {
      gint y = (gint) jpeg->output_scanline;
      gint n = MIN (N_ROWS, pixels->height - y);
      JSAMPROW rows[N_ROWS];

      for (gint i = 0; i < n; i++)
        rows[i] = sumac_pixels_row (pixels, y + i);
      n = (gint) jpeg_read_scanlines (jpeg, rows, (JDIMENSION) n);
      if (pixels->format == SUMAC_PIXELS_XRGB32)
        for (gint i = 0; i < n; i++)
          clear_unused (pixels, y + i);
    }
}

/* Leaves by longjmp where the data are broken. */
static void
decode_into (Decoder *decoder,
             const guint8 *bytes,
             gsize size,
             guint width,
             guint height,
             SumacPixelFormat format,
             GError **error)
{
  struct jpeg_decompress_struct *jpeg = &decoder->jpeg;

  jpeg_create_decompress (jpeg);
  jpeg_mem_src (jpeg, bytes, size);
  jpeg_read_header (jpeg, TRUE);
  decoder->trouble = check_header (jpeg, width, height, size);
  if (decoder->trouble)
    return;

  decoder->pixels = sumac_pixels_new (format, (gint) width, (gint) height, error);
  if (!decoder->pixels)
    return;
  jpeg->out_color_space = JCS_EXT_BGRX;
  jpeg_start_decompress (jpeg);
  read_rows (jpeg, decoder->pixels);
  jpeg_finish_decompress (jpeg);
}

static SumacPixels *
decode (const guint8 *bytes,
        gsize size,
        guint width,
        guint height,
        SumacPixelFormat format,
        GError **error)
{
  Decoder decoder = { 0 };

  if (size == 0)
    return sumac_refuse (error, "JPEG: the data end too early");

  decoder.jpeg.err = jpeg_std_error (&decoder.errors);
  decoder.errors.error_exit = on_error;
  decoder.errors.emit_message = on_message;
  decoder.errors.output_message = on_output;
  if (setjmp (decoder.leave) == 0)
    decode_into (&decoder, bytes, size, width, height, format, error);
  jpeg_destroy_decompress (&decoder.jpeg);

  if (!decoder.trouble)
    return decoder.pixels;
  sumac_pixels_unref (decoder.pixels);
  return sumac_refuse (error, "JPEG: %s", decoder.trouble);
}

SumacPixels *
sumac_jpeg_decode (const guint8 *bytes, gsize size, guint width, guint height, GError **error)
{
  return decode (bytes, size, width, height, SUMAC_PIXELS_XRGB32, error);
}

SumacPixels *
sumac_jpeg_alpha_decode (const guint8 *bytes,
                         gsize size,
                         gsize jpeg_size,
                         gboolean alpha_top_down,
                         guint width,
                         guint height,
                         GError **error)
{
  if (jpeg_size > size)
    return sumac_refuse (error, "JPEG: the data end too early");

  g_autoptr (SumacPixels) pixels =
      decode (bytes, jpeg_size, width, height, SUMAC_PIXELS_ARGB32, error);

  if (!pixels || !sumac_lz_alpha_decode (bytes + jpeg_size, size - jpeg_size, pixels,
                                         alpha_top_down, error))
    return NULL;
  return g_steal_pointer (&pixels);
}
