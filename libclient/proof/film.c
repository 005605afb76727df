/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "proof/film.h"

#include "proof/own-files.h"

#include <stdio.h>
#include <string.h>

/* Needs what stdio.h declares. */
#include <jpeglib.h>

#define N_CELLS 8

/* What a codec may change of a colour. Two matrices that are mistaken for each other change
 * some by 20 and more. */
#define TOLERANCE 16

/* Codecs blur edges: so far from them nothing is looked at. */
#define EDGE 6

#define RAW_HEAD 8

/* An IVF file: a head, and one before each frame. */
#define IVF_HEAD       32
#define IVF_FRAME_HEAD 12

/* clang-format off */
static const guint32 colors[N_CELLS] = {
  0xc8c8c8, 0xc8c830, 0x30c8c8, 0x30c830, 0xc830c8, 0xc83030, 0x3030c8, 0x303030,
};

static const struct
{
  char name[5];
  SumacVideoCodec codec;
} ivf_codecs[] = {
  { "MJPG", SUMAC_VIDEO_MJPEG },
  { "VP80", SUMAC_VIDEO_VP8 },
  { "VP90", SUMAC_VIDEO_VP9 },
  { "H264", SUMAC_VIDEO_H264 },
  { "H265", SUMAC_VIDEO_H265 },
};

/* clang-format on */

guint32
sumac_film_color (const SumacFilm *film, guint n, gint x, gint y)
{
  guint cell = (guint) (x * N_CELLS / film->width);

  if (y < film->height / 2)
    return colors[(cell + n) % N_CELLS];
  return n >> (N_CELLS - 1 - cell) & 1 ? colors[0] : colors[N_CELLS - 1];
}

const guint8 *
sumac_film_frame (const SumacFilm *film, guint n, gsize *size)
{
  return g_bytes_get_data (g_ptr_array_index (film->frames, n), size);
}

static SumacFilm *
film_new (SumacVideoCodec codec, gint width, gint height)
{
  SumacFilm *film = g_new (SumacFilm, 1);

  *film = (SumacFilm){
    .codec = codec,
    .width = width,
    .height = height,
    .frames = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref),
  };
  return film;
}

void
sumac_film_free (SumacFilm *film)
{
  if (!film)
    return;
  g_ptr_array_unref (film->frames);
  g_free (film);
}

static void
draw (const SumacFilm *film, guint n, guint8 *bgrx)
{
  for (gint y = 0; y < film->height; y++)
    for (gint x = 0; x < film->width; x++)
      {
        guint32 color = GUINT32_TO_LE (sumac_film_color (film, n, x, y));

        memcpy (bgrx + 4 * ((gsize) y * (gsize) film->width + (gsize) x), &color, 4);
      }
}

SumacFilm *
sumac_film_new_raw (gint width, gint height, guint n_frames)
{
  SumacFilm *film = film_new (SUMAC_VIDEO_MJPEG, width, height);
  gsize size = RAW_HEAD + 4 * (gsize) width * (gsize) height;
  guint16 sides[] = { GUINT16_TO_LE ((guint16) width), GUINT16_TO_LE ((guint16) height) };

  for (guint n = 0; n < n_frames; n++)
    {
      guint8 *frame = g_malloc (size);

      memcpy (frame, "RAW ", 4);
      memcpy (frame + 4, sides, sizeof sides);
      draw (film, n, frame + RAW_HEAD);
      g_ptr_array_add (film->frames, g_bytes_new_take (frame, size));
    }
  return film;
}

static GBytes *
encode_jpeg (const SumacFilm *film, const guint8 *bgrx, gint sampling)
{
  struct jpeg_compress_struct jpeg;
  struct jpeg_error_mgr errors;
  unsigned char *data = NULL;
  unsigned long size = 0;

  jpeg.err = jpeg_std_error (&errors);
  jpeg_create_compress (&jpeg);
  jpeg_mem_dest (&jpeg, &data, &size);
  jpeg.image_width = (JDIMENSION) film->width;
  jpeg.image_height = (JDIMENSION) film->height;
  jpeg.input_components = 4;
  jpeg.in_color_space = JCS_EXT_BGRX;
  jpeg_set_defaults (&jpeg);
  jpeg_set_quality (&jpeg, 95, TRUE);
  jpeg.comp_info[0].h_samp_factor = jpeg.comp_info[0].v_samp_factor = sampling;
  jpeg_start_compress (&jpeg, TRUE);
  while (jpeg.next_scanline < jpeg.image_height)
    {
      JSAMPROW row = (JSAMPROW) bgrx + 4 * (gsize) jpeg.next_scanline * jpeg.image_width;

      jpeg_write_scanlines (&jpeg, &row, 1);
    }
  jpeg_finish_compress (&jpeg);
  jpeg_destroy_compress (&jpeg);

  GBytes *bytes = g_bytes_new (data, size);

  free (data);
  return bytes;
}

SumacFilm *
sumac_film_new_jpeg (gint width, gint height, guint n_frames, gint sampling)
{
  SumacFilm *film = film_new (SUMAC_VIDEO_MJPEG, width, height);
  g_autofree guint8 *bgrx = g_malloc (4 * (gsize) width * (gsize) height);

  for (guint n = 0; n < n_frames; n++)
    {
      draw (film, n, bgrx);
      g_ptr_array_add (film->frames, encode_jpeg (film, bgrx, sampling));
    }
  return film;
}

static guint
read_le (const guint8 *at, guint n)
{
  guint value = 0;

  for (guint i = 0; i < n; i++)
    value |= (guint) at[i] << 8 * i;
  return value;
}

SumacFilm *
sumac_film_new_load (const char *name)
{
  g_autoptr (GBytes) file = sumac_own_file_read (SUMAC_OWN_FILMS, name);
  gsize size;
  const guint8 *bytes = g_bytes_get_data (file, &size);
  SumacFilm *film =
      film_new (0, (gint) read_le (bytes + 12, 2), (gint) read_le (bytes + 14, 2));

  for (gsize i = 0; i < G_N_ELEMENTS (ivf_codecs); i++)
    if (memcmp (bytes + 8, ivf_codecs[i].name, 4) == 0)
      film->codec = ivf_codecs[i].codec;
  for (gsize at = IVF_HEAD; at + IVF_FRAME_HEAD <= size;)
    {
      gsize frame_size = read_le (bytes + at, 4);

      at += IVF_FRAME_HEAD;
      g_ptr_array_add (film->frames, g_bytes_new (bytes + at, frame_size));
      at += frame_size;
    }
  return film;
}

/* What a picture shows */

static guint32
pack (double red, double green, double blue)
{
  return (guint32) CLAMP (red + 0.5, 0, 255) << 16 |
         (guint32) CLAMP (green + 0.5, 0, 255) << 8 | (guint32) CLAMP (blue + 0.5, 0, 255);
}

/* By the textbook. */
static guint32
convert (double y, double cb, double cr, SumacPictureColors c)
{
  gboolean is_full = c == SUMAC_PICTURE_BT601_FULL || c == SUMAC_PICTURE_BT709_FULL;
  gboolean is_709 = c == SUMAC_PICTURE_BT709 || c == SUMAC_PICTURE_BT709_FULL;
  double kr = is_709 ? 0.2126 : 0.299;
  double kb = is_709 ? 0.0722 : 0.114;
  double kg = 1 - kr - kb;

  y = is_full ? y : (y - 16) * 255 / 219;
  cb = (cb - 128) * (is_full ? 1 : 255.0 / 224);
  cr = (cr - 128) * (is_full ? 1 : 255.0 / 224);
  return pack (y + 2 * (1 - kr) * cr,
               y - 2 * (1 - kb) * kb / kg * cb - 2 * (1 - kr) * kr / kg * cr,
               y + 2 * (1 - kb) * cb);
}

static guint8
sample (const SumacPicture *picture, guint plane, gint x, gint y)
{
  return picture->planes[plane][picture->strides[plane] * y + x];
}

static guint32
color_at (const SumacPicture *picture, gint x, gint y)
{
  double luma = sample (picture, 0, x, y);

  switch (picture->layout)
    {
    case SUMAC_PICTURE_BGRX:
      return pack (sample (picture, 0, 4 * x + 2, y), sample (picture, 0, 4 * x + 1, y),
                   sample (picture, 0, 4 * x, y));
    case SUMAC_PICTURE_I420:
      return convert (luma, sample (picture, 1, x / 2, y / 2),
                      sample (picture, 2, x / 2, y / 2), picture->colors);
    case SUMAC_PICTURE_NV12:
      return convert (luma, sample (picture, 1, x / 2 * 2, y / 2),
                      sample (picture, 1, x / 2 * 2 + 1, y / 2), picture->colors);
    }
  return 0;
}

static gboolean
is_near (guint32 one, guint32 other)
{
  for (guint shift = 0; shift < 24; shift += 8)
    if (ABS ((gint) (one >> shift & 0xff) - (gint) (other >> shift & 0xff)) > TOLERANCE)
      return FALSE;
  return TRUE;
}

/* Not at the edge of a cell. */
static gboolean
is_inner (const SumacFilm *film, gint x, gint y)
{
  for (gint dy = -EDGE; dy <= EDGE; dy += EDGE)
    for (gint dx = -EDGE; dx <= EDGE; dx += EDGE)
      {
        gint u = CLAMP (x + dx, 0, film->width - 1);
        gint v = CLAMP (y + dy, 0, film->height - 1);

        if (u * N_CELLS / film->width != x * N_CELLS / film->width ||
            (v < film->height / 2) != (y < film->height / 2))
          return FALSE;
      }
  return TRUE;
}

gboolean
sumac_film_is_frame (const SumacFilm *film, guint n, const SumacPicture *picture, GString *how)
{
  if (picture->width != film->width || picture->height != film->height)
    {
      g_string_printf (how, "the picture of frame %u has %d × %d pixels, not %d × %d", n,
                       picture->width, picture->height, film->width, film->height);
      return FALSE;
    }
  for (gint y = 0; y < film->height; y++)
    for (gint x = 0; x < film->width; x++)
      {
        guint32 wanted = sumac_film_color (film, n, x, y);
        guint32 got = color_at (picture, x, y);

        if (!is_inner (film, x, y) || is_near (got, wanted))
          continue;
        g_string_printf (how, "pixel %d,%d of frame %u is #%06x, not #%06x (layout %d)", x, y,
                         n, got, wanted, picture->layout);
        return FALSE;
      }
  return TRUE;
}
