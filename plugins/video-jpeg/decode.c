/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "decode.h"

#include <setjmp.h>
#include <stdio.h>

/* Needs what stdio.h declares. */
#include <jerror.h>
#include <jpeglib.h>

/* A row of blocks at 4:2:0: 16 of Y, 8 of each colour. Also a multiple of any other height of
 * a JPEG's blocks. */
#define N_ROWS 16

/* The contract's. */
#define MAX_SIDE  16384
#define MAX_BYTES (256u << 20)

/* A block of 64 pixels takes at least two codes of one bit. */
#define PIXELS_IN_BYTE 256

typedef struct
{
  struct jpeg_error_mgr errors; /* first: libjpeg hands back its address */
  struct jpeg_decompress_struct jpeg;
  jmp_buf leave;
  const DecodeWish *wish;
  const char *trouble; /* NULL: none */
  SumacPicture *picture;
} Decoder;

/* Where libjpeg would end the process. */
static void
on_error (j_common_ptr jpeg)
{
  Decoder *decoder = (Decoder *) (void *) jpeg->err;

  decoder->trouble = "libjpeg refuses it";
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
check_header (struct jpeg_decompress_struct *jpeg, gsize size)
{
  guint64 n_pixels = (guint64) jpeg->image_width * jpeg->image_height;

  if (jpeg->image_width > MAX_SIDE || jpeg->image_height > MAX_SIDE || n_pixels > MAX_BYTES / 4)
    return "it is too large";
  if (jpeg->jpeg_color_space != JCS_GRAYSCALE && jpeg->jpeg_color_space != JCS_RGB &&
      jpeg->jpeg_color_space != JCS_YCbCr)
    return "its colours are neither gray nor three";
  /* Several scans take a buffer of coefficients and time out of proportion to the input. */
  if (jpeg_has_multiple_scans (jpeg) || jpeg->arith_code)
    return "its coding is not baseline in one scan";
  /* So that a few bytes can't make us allocate a large picture. */
  if (n_pixels > (guint64) size * PIXELS_IN_BYTE)
    return "its data are too short";
  return NULL;
}

/* 4:2:0, the planes of I420. */
static gboolean
has_small_colours (const struct jpeg_decompress_struct *jpeg)
{
  const jpeg_component_info *parts = jpeg->comp_info;

  return jpeg->jpeg_color_space == JCS_YCbCr && parts[0].h_samp_factor == 2 &&
         parts[0].v_samp_factor == 2 && parts[1].h_samp_factor == 1 &&
         parts[1].v_samp_factor == 1 && parts[2].h_samp_factor == 1 &&
         parts[2].v_samp_factor == 1;
}

/* The picture with @size bytes of memory at its first plane; FALSE without memory. */
static gboolean
make_picture (Decoder *decoder, gsize size)
{
  Block *block = block_pool_take (decoder->wish->pool, size);

  if (!block)
    {
      decoder->trouble = "there is no memory for it";
      return FALSE;
    }
  decoder->picture = sumac_picture_new (block_give, block);
  decoder->picture->width = (gint) decoder->jpeg.image_width;
  decoder->picture->height = (gint) decoder->jpeg.image_height;
  decoder->picture->planes[0] = block->data;
  return TRUE;
}

static guint8 *
row_of (const SumacPicture *picture, guint plane, guint y)
{
  /* The one who makes it may write. */
  return (guint8 *) picture->planes[plane] + picture->strides[plane] * (gssize) y;
}

static gboolean
is_in_vain (Decoder *decoder)
{
  if (decoder->wish->is_in_vain && decoder->wish->is_in_vain (decoder->wish->data))
    decoder->trouble = "nobody waits for it any more";
  return decoder->trouble != NULL;
}

/* Whole rows of blocks are decoded, so the planes are as large as these. */
static void
read_planes (Decoder *decoder)
{
  struct jpeg_decompress_struct *jpeg = &decoder->jpeg;
  gssize width = (gssize) (jpeg->image_width + 15) / 16 * 16;
  gssize height = (gssize) (jpeg->image_height + 15) / 16 * 16;

  if (!make_picture (decoder, (gsize) (width * height / 2 * 3)))
    return;

  SumacPicture *picture = decoder->picture;
  JSAMPROW luma[N_ROWS], blue[N_ROWS / 2], red[N_ROWS / 2];
  JSAMPARRAY planes[] = { luma, blue, red };

  picture->layout = SUMAC_PICTURE_I420;
  picture->colors = SUMAC_PICTURE_BT601_FULL;
  picture->planes[1] = picture->planes[0] + width * height;
  picture->planes[2] = picture->planes[1] + width * height / 4;
  picture->strides[0] = width;
  picture->strides[1] = picture->strides[2] = width / 2;
  jpeg->out_color_space = JCS_YCbCr;
  jpeg->raw_data_out = TRUE;
  jpeg_start_decompress (jpeg);
  while (jpeg->output_scanline < jpeg->output_height && !is_in_vain (decoder))
    {
      guint y = jpeg->output_scanline;

      for (guint i = 0; i < N_ROWS; i++)
        luma[i] = row_of (picture, 0, y + i);
      for (guint i = 0; i < N_ROWS / 2; i++)
        {
          blue[i] = row_of (picture, 1, y / 2 + i);
          red[i] = row_of (picture, 2, y / 2 + i);
        }
      jpeg_read_raw_data (jpeg, planes, N_ROWS);
    }
}

static void
read_pixels (Decoder *decoder)
{
  struct jpeg_decompress_struct *jpeg = &decoder->jpeg;
  gssize stride = (gssize) jpeg->image_width * 4;

  if (!make_picture (decoder, (gsize) stride * jpeg->image_height))
    return;
  decoder->picture->layout = SUMAC_PICTURE_BGRX;
  decoder->picture->strides[0] = stride;
  jpeg->out_color_space = JCS_EXT_BGRX;
  jpeg_start_decompress (jpeg);
  while (jpeg->output_scanline < jpeg->output_height && !is_in_vain (decoder))
    {
      guint y = jpeg->output_scanline;
      guint n = MIN (N_ROWS, jpeg->output_height - y);
      JSAMPROW rows[N_ROWS];

      for (guint i = 0; i < n; i++)
        rows[i] = row_of (decoder->picture, 0, y + i);
      jpeg_read_scanlines (jpeg, rows, n);
    }
}

/* Leaves by longjmp where the data are broken. */
static void
decode (Decoder *decoder, const guint8 *bytes, gsize size)
{
  struct jpeg_decompress_struct *jpeg = &decoder->jpeg;

  jpeg_create_decompress (jpeg);
  jpeg_mem_src (jpeg, bytes, size);
  jpeg_read_header (jpeg, TRUE);
  decoder->trouble = check_header (jpeg, size);
  if (decoder->trouble)
    return;
  if (decoder->wish->takes_planes && has_small_colours (jpeg))
    read_planes (decoder);
  else
    read_pixels (decoder);
  if (!decoder->trouble)
    jpeg_finish_decompress (jpeg);
}

SumacPicture *
decode_jpeg (const DecodeWish *wish, const guint8 *bytes, gsize size)
{
  Decoder decoder = { .wish = wish };

  decoder.jpeg.err = jpeg_std_error (&decoder.errors);
  decoder.errors.error_exit = on_error;
  decoder.errors.emit_message = on_message;
  decoder.errors.output_message = on_output;
  if (setjmp (decoder.leave) == 0)
    decode (&decoder, bytes, size);
  jpeg_destroy_decompress (&decoder.jpeg);

  if (!decoder.trouble)
    return decoder.picture;
  g_debug ("video-jpeg: a frame is left out, as %s", decoder.trouble);
  sumac_picture_unref (decoder.picture);
  return NULL;
}
