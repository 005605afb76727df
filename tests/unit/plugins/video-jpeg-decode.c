/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the plug-in video-jpeg makes of one frame, and what it refuses. That pictures are right
 * is the contract's matter (contract/video-decoder.c). */

#include "decode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Needs what stdio.h declares. */
#include <jpeglib.h>

/* How a frame is coded. */
typedef struct
{
  const char *name;
  gint width;
  gint height;
  J_COLOR_SPACE from;
  gint n_components;
  J_COLOR_SPACE coded;
  gint across; /* pixels one sample of colour has */
  gint down;
  gboolean is_progressive;
  gboolean is_arithmetic;
  gint layout; /* that comes out where planes are taken; -1: it is refused */
} Coding;

/* clang-format off */
static const Coding codings[] = {
  { "420",         40, 24, JCS_RGB,       3, JCS_YCbCr,     2, 2, 0, 0, SUMAC_PICTURE_I420 },
  { "420-odd",     33, 17, JCS_RGB,       3, JCS_YCbCr,     2, 2, 0, 0, SUMAC_PICTURE_I420 },
  { "420-one",      1,  1, JCS_RGB,       3, JCS_YCbCr,     2, 2, 0, 0, SUMAC_PICTURE_I420 },
  { "422",         40, 24, JCS_RGB,       3, JCS_YCbCr,     2, 1, 0, 0, SUMAC_PICTURE_BGRX },
  { "440",         40, 24, JCS_RGB,       3, JCS_YCbCr,     1, 2, 0, 0, SUMAC_PICTURE_BGRX },
  { "444",         40, 24, JCS_RGB,       3, JCS_YCbCr,     1, 1, 0, 0, SUMAC_PICTURE_BGRX },
  { "411",         40, 24, JCS_RGB,       3, JCS_YCbCr,     4, 1, 0, 0, SUMAC_PICTURE_BGRX },
  { "rgb",         40, 24, JCS_RGB,       3, JCS_RGB,       1, 1, 0, 0, SUMAC_PICTURE_BGRX },
  { "gray",        40, 24, JCS_GRAYSCALE, 1, JCS_GRAYSCALE, 1, 1, 0, 0, SUMAC_PICTURE_BGRX },
  { "cmyk",        40, 24, JCS_CMYK,      4, JCS_CMYK,      1, 1, 0, 0, -1 },
  { "progressive", 40, 24, JCS_RGB,       3, JCS_YCbCr,     2, 2, 1, 0, -1 },
  { "arithmetic",  40, 24, JCS_RGB,       3, JCS_YCbCr,     2, 2, 0, 1, -1 },
};

/* clang-format on */

/* Gray of half brightness, in any of the colour spaces. */
static GBytes *
encode (const Coding *coding)
{
  struct jpeg_compress_struct jpeg;
  struct jpeg_error_mgr errors;
  unsigned char *data = NULL;
  unsigned long size = 0;
  g_autofree guint8 *row = g_malloc (16384 * 4);
  JSAMPROW rows[] = { row };

  memset (row, 0x80, 16384 * 4);
  jpeg.err = jpeg_std_error (&errors);
  jpeg_create_compress (&jpeg);
  jpeg_mem_dest (&jpeg, &data, &size);
  jpeg.image_width = (JDIMENSION) coding->width;
  jpeg.image_height = (JDIMENSION) coding->height;
  jpeg.input_components = coding->n_components;
  jpeg.in_color_space = coding->from;
  jpeg_set_defaults (&jpeg);
  jpeg_set_colorspace (&jpeg, coding->coded);
  jpeg.comp_info[0].h_samp_factor = coding->across;
  jpeg.comp_info[0].v_samp_factor = coding->down;
  jpeg.arith_code = coding->is_arithmetic;
  if (coding->is_progressive)
    jpeg_simple_progression (&jpeg);
  jpeg_start_compress (&jpeg, TRUE);
  while (jpeg.next_scanline < jpeg.image_height)
    jpeg_write_scanlines (&jpeg, rows, 1);
  jpeg_finish_compress (&jpeg);
  jpeg_destroy_compress (&jpeg);

  GBytes *bytes = g_bytes_new (data, size);

  free (data);
  return bytes;
}

static SumacPicture *
decode_part (GBytes *frame, gsize size, gboolean takes_planes)
{
  BlockPool *pool = block_pool_new ();
  DecodeWish wish = { .pool = pool, .takes_planes = takes_planes };
  SumacPicture *picture = decode_jpeg (&wish, g_bytes_get_data (frame, NULL), size);

  /* A picture stays when its pool is gone. */
  block_pool_free (pool);
  return picture;
}

static void
assert_gray (const SumacPicture *picture)
{
  gint half = (picture->width + 1) / 2;
  gint last = picture->height - 1;
  gint bottom = (picture->height + 1) / 2 - 1;

  if (picture->layout == SUMAC_PICTURE_BGRX)
    {
      const guint8 *end = picture->planes[0] + picture->strides[0] * last + picture->width * 4;

      for (guint i = 2; i <= 4; i++)
        g_assert_cmpuint (end[-(gint) i], ==, 0x80);
      return;
    }
  g_assert_cmpint (picture->colors, ==, SUMAC_PICTURE_BT601_FULL);
  g_assert_cmpuint (picture->planes[0][picture->strides[0] * last + picture->width - 1], ==,
                    0x80);
  for (guint i = 1; i <= 2; i++)
    g_assert_cmpuint (picture->planes[i][picture->strides[i] * bottom + half - 1], ==, 0x80);
}

static void
test_coding (gconstpointer data)
{
  const Coding *coding = data;
  g_autoptr (GBytes) frame = encode (coding);
  gsize size = g_bytes_get_size (frame);

  for (gint takes_planes = 0; takes_planes <= 1; takes_planes++)
    {
      g_autoptr (SumacPicture) picture = decode_part (frame, size, takes_planes);

      g_assert_cmpint (picture != NULL, ==, coding->layout >= 0);
      if (!picture)
        continue;
      g_assert_cmpint (picture->layout, ==, takes_planes ? coding->layout : SUMAC_PICTURE_BGRX);
      g_assert_cmpint (picture->width, ==, coding->width);
      g_assert_cmpint (picture->height, ==, coding->height);
      assert_gray (picture);
    }
}

/* The end marker, of two bytes, may be missing: nothing of the picture is. */
static void
test_truncated (void)
{
  g_autoptr (GBytes) frame = encode (&codings[0]);
  gsize size = g_bytes_get_size (frame);

  for (gsize n = 0; n < size; n++)
    {
      g_autoptr (GBytes) part = g_bytes_new (g_bytes_get_data (frame, NULL), n);
      g_autoptr (SumacPicture) picture = decode_part (part, n, n % 2);

      if (n + 2 < size)
        g_assert_null (picture);
      else
        g_assert_nonnull (picture);
    }
}

/* Where a JPEG's frame header says how large it is. */
static guint8 *
find_size (guint8 *bytes, gsize size)
{
  for (gsize i = 2; i + 9 < size; i += 2 + (gsize) (bytes[i + 2] << 8 | bytes[i + 3]))
    if (bytes[i + 1] == 0xc0)
      return bytes + i + 5;
  g_assert_not_reached ();
}

/* clang-format off */
static const struct
{
  guint width;
  guint height;
  gsize padding; /* of bytes behind the end, so that there are enough of them */
} large[] = {
  { 40,    65500, 1 << 20 },
  { 65500, 24,    1 << 20 },
  { 16384, 16384, 4 << 20 },
  { 16384, 4097,  4 << 20 },
  { 16384, 4096,  0 },
  { 0,     24,    0 },
};

/* clang-format on */

static void
test_large (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (large); i++)
    {
      g_autoptr (GBytes) frame = encode (&codings[0]);
      gsize size = g_bytes_get_size (frame);
      guint8 *bytes = g_malloc0 (size + large[i].padding);

      memcpy (bytes, g_bytes_get_data (frame, NULL), size);

      guint8 *at = find_size (bytes, size);

      at[0] = (guint8) (large[i].height >> 8);
      at[1] = (guint8) large[i].height;
      at[2] = (guint8) (large[i].width >> 8);
      at[3] = (guint8) large[i].width;

      g_autoptr (GBytes) changed = g_bytes_new_take (bytes, size + large[i].padding);

      g_assert_null (decode_part (changed, size + large[i].padding, FALSE));
      g_assert_null (decode_part (changed, size + large[i].padding, TRUE));
    }
}

/* The largest that is allowed, of 256 MiB. */
static void
test_largest (void)
{
  static const Coding coding = { .width = 16384,
                                 .height = 4096,
                                 .from = JCS_RGB,
                                 .n_components = 3,
                                 .coded = JCS_YCbCr,
                                 .across = 2,
                                 .down = 2 };
  g_autoptr (GBytes) frame = encode (&coding);
  g_autoptr (SumacPicture) picture = decode_part (frame, g_bytes_get_size (frame), TRUE);

  g_assert_nonnull (picture);
  assert_gray (picture);
}

static gboolean
count_down (gpointer data)
{
  return --*(gint *) data < 0;
}

static void
test_in_vain (void)
{
  g_autoptr (GBytes) frame = encode (&codings[0]);
  BlockPool *pool = block_pool_new ();
  gint n_left = 1;
  DecodeWish wish = { .pool = pool, .is_in_vain = count_down, .data = &n_left };

  g_assert_null (decode_jpeg (&wish, g_bytes_get_data (frame, NULL), g_bytes_get_size (frame)));
  g_assert_cmpint (n_left, ==, -1);
  block_pool_free (pool);
}

/* The pool */

static void
test_blocks_are_used_again (void)
{
  BlockPool *pool = block_pool_new ();
  Block *one = block_pool_take (pool, 1000);
  Block *two = block_pool_take (pool, 1000);

  g_assert_cmpuint (one->size, >=, 1000);
  g_assert_cmpuint ((guintptr) one->data % BLOCK_ALIGNMENT, ==, 0);
  g_assert_true (one->data != two->data);
  block_give (one);
  g_assert_true (block_pool_take (pool, 990) == one);
  block_give (two);

  /* Another size: the spare ones are of no use. */
  Block *small = block_pool_take (pool, 100);

  g_assert_cmpuint (small->size, >=, 100);
  g_assert_cmpuint (small->size, <, 1000);
  block_give (small);
  block_pool_free (pool);
  memset (one->data, 0, one->size);
  block_give (one);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (codings); i++)
    {
      g_autofree char *path = g_strdup_printf ("/video-jpeg/coding/%s", codings[i].name);

      g_test_add_data_func (path, &codings[i], test_coding);
    }
  g_test_add_func ("/video-jpeg/truncated-is-refused", test_truncated);
  g_test_add_func ("/video-jpeg/too-large-is-refused", test_large);
  g_test_add_func ("/video-jpeg/largest-is-decoded", test_largest);
  g_test_add_func ("/video-jpeg/work-in-vain-is-left", test_in_vain);
  g_test_add_func ("/video-jpeg/blocks-are-used-again", test_blocks_are_used_again);
  return g_test_run ();
}
