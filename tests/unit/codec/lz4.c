/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Pictures are packed as a server does it, by liblz4, and compared with what they were made
 * of. */

#include "codec/lz4.h"

#include <sumac/error.h>

#include <lz4.h>
#include <spice/enums.h>
#include <string.h>

typedef struct
{
  guint8 format;
  guint bytes; /* of a pixel on the wire */
  SumacPixelFormat gives;
  guint32 keeps; /* bits of a pixel that come out */
} Kind;

static const Kind kinds[] = {
  { SPICE_BITMAP_FMT_16BIT, 2, SUMAC_PIXELS_RGB555, 0x7fff },
  { SPICE_BITMAP_FMT_24BIT, 3, SUMAC_PIXELS_XRGB32, 0xffffff },
  { SPICE_BITMAP_FMT_32BIT, 4, SUMAC_PIXELS_XRGB32, 0xffffff },
  { SPICE_BITMAP_FMT_RGBA, 4, SUMAC_PIXELS_ARGB32, 0xffffffff },
  { SPICE_BITMAP_FMT_8BIT_A, 1, SUMAC_PIXELS_A8, 0xff },
};

/* Any pixel of a picture that repeats itself now and then; with all bits in use. */
static guint32
pixel_of (guint x, guint y)
{
  return ((x / 3 + y % 5) * 2654435761u) ^ 0x80000000;
}

static guint8 *
rows_new (const Kind *kind, guint width, guint height)
{
  guint8 *rows = g_malloc ((gsize) width * height * kind->bytes);
  guint8 *to = rows;

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++, to += kind->bytes)
      {
        guint32 pixel = GUINT32_TO_LE (pixel_of (x, y));

        memcpy (to, &pixel, kind->bytes);
      }
  return rows;
}

static void
append_block (GByteArray *bytes, const char *block, int size)
{
  guint32 big = GUINT32_TO_BE (size);

  g_byte_array_append (bytes, (guint8 *) &big, 4);
  g_byte_array_append (bytes, (const guint8 *) block, (guint) size);
}

/* One stream in blocks of @rows_in_block rows. */
static GByteArray *
pack (const Kind *kind,
      gboolean is_top_down,
      const guint8 *rows,
      guint width,
      guint height,
      guint rows_in_block)
{
  GByteArray *bytes = g_byte_array_new ();
  const guint8 head[] = { (guint8) is_top_down, kind->format };
  LZ4_stream_t *stream = LZ4_createStream ();
  guint stride = width * kind->bytes;

  g_byte_array_append (bytes, head, 2);
  for (guint y = 0; y < height; y += rows_in_block)
    {
      int size = (int) (MIN (rows_in_block, height - y) * stride);
      int bound = LZ4_compressBound (size);
      g_autofree char *block = g_malloc ((gsize) bound);
      int n = LZ4_compress_fast_continue (stream, (const char *) rows + y * stride, block, size,
                                          bound, 1);

      append_block (bytes, block, n);
    }
  LZ4_freeStream (stream);
  return bytes;
}

static SumacPixels *
decode (const GByteArray *bytes, gsize size, guint width, guint height, GError **error)
{
  /* Of exactly its size, so that a memory checker sees what is read behind it. */
  g_autofree guint8 *copy = g_memdup2 (bytes->data, size);

  return sumac_lz4_decode (copy, size, width, height, error);
}

static guint32
pixel_at (const SumacPixels *pixels, guint x, guint y)
{
  const guint8 *row = sumac_pixels_row (pixels, (gint) y);
  guint16 narrow;
  guint32 wide;

  if (pixels->format == SUMAC_PIXELS_A8)
    return row[x];
  if (pixels->format == SUMAC_PIXELS_RGB555)
    {
      memcpy (&narrow, row + 2 * x, 2);
      return narrow;
    }
  memcpy (&wide, row + 4 * x, 4);
  return GUINT32_FROM_LE (wide);
}

static void
check (const Kind *kind, gboolean is_top_down, guint width, guint height, guint rows_in_block)
{
  g_autofree guint8 *rows = rows_new (kind, width, height);
  g_autoptr (GByteArray) bytes = pack (kind, is_top_down, rows, width, height, rows_in_block);
  g_autoptr (GError) error = NULL;
  g_autoptr (SumacPixels) pixels = decode (bytes, bytes->len, width, height, &error);

  g_assert_no_error (error);
  g_assert_cmpint (pixels->format, ==, kind->gives);
  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      {
        guint32 pixel = pixel_of (x, is_top_down ? y : height - 1 - y);

        g_assert_cmphex (pixel_at (pixels, x, y), ==, pixel & kind->keeps);
      }
}

static void
test_formats (void)
{
  static const guint sizes[][2] = { { 1, 1 }, { 1, 7 }, { 5, 3 }, { 16, 2 }, { 131, 57 } };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
      {
        check (&kinds[i], TRUE, sizes[k][0], sizes[k][1], sizes[k][1]);
        check (&kinds[i], FALSE, sizes[k][0], sizes[k][1], sizes[k][1]);
      }
}

/* The first 64 KiB leave the reach of later blocks on the way. */
static void
test_blocks (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      check (&kinds[i], TRUE, 301, 200, 1);
      check (&kinds[i], FALSE, 301, 200, 7);
      check (&kinds[i], TRUE, 301, 200, 100);
    }
}

static void
test_in_place (void)
{
  g_autofree guint8 *rows = rows_new (&kinds[2], 8, 4);
  g_autoptr (GByteArray) bytes = pack (&kinds[2], FALSE, rows, 8, 4, 4);
  g_autoptr (SumacPixels) pixels = decode (bytes, bytes->len, 8, 4, NULL);

  g_assert_cmpint (pixels->stride, ==, -32);
}

static void
assert_refused (const GByteArray *bytes, gsize size, guint width, guint height)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SumacPixels) pixels = decode (bytes, size, width, height, &error);

  g_assert_null (pixels);
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL);
}

static void
test_truncations (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree guint8 *rows = rows_new (&kinds[i], 13, 9);
      g_autoptr (GByteArray) bytes = pack (&kinds[i], TRUE, rows, 13, 9, 3);

      for (gsize size = 0; size < bytes->len; size++)
        assert_refused (bytes, size, 13, 9);
    }
}

static void
test_sizes (void)
{
  g_autofree guint8 *rows = rows_new (&kinds[2], 13, 9);
  g_autoptr (GByteArray) bytes = pack (&kinds[2], TRUE, rows, 13, 9, 3);

  assert_refused (bytes, bytes->len, 13, 8);
  assert_refused (bytes, bytes->len, 13, 10);
  assert_refused (bytes, bytes->len, 12, 9);
  assert_refused (bytes, bytes->len, 14, 9);
  /* Refused before a picture of 1 GiB is thought of. */
  assert_refused (bytes, bytes->len, 16384, 16384);
}

static void
test_limit (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (SumacPixels) pixels = NULL;

  g_byte_array_set_size (bytes, 2u << 20);
  memset (bytes->data, 0, bytes->len);
  bytes->data[1] = SPICE_BITMAP_FMT_32BIT;
  pixels = decode (bytes, bytes->len, 16384, 16384, &error);
  g_assert_null (pixels);
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_LIMIT);
}

static void
test_formats_unknown (void)
{
  static const guint8 formats[] = { 0, 1, 5, 11, 255 };
  g_autofree guint8 *rows = rows_new (&kinds[2], 4, 4);
  g_autoptr (GByteArray) bytes = pack (&kinds[2], TRUE, rows, 4, 4, 4);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      bytes->data[1] = formats[i];
      assert_refused (bytes, bytes->len, 4, 4);
    }
  /* The rows of one depth, the header of another. */
  bytes->data[1] = SPICE_BITMAP_FMT_24BIT;
  assert_refused (bytes, bytes->len, 4, 4);
}

static void
test_lengths (void)
{
  static const guint32 lengths[] = { 0, 1, 0x7fffffff, 0x80000000, 0xffffffff };
  g_autofree guint8 *rows = rows_new (&kinds[2], 4, 4);
  g_autoptr (GByteArray) bytes = pack (&kinds[2], TRUE, rows, 4, 4, 4);

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      guint32 big = GUINT32_TO_BE (lengths[i]);

      memcpy (bytes->data + 2, &big, 4);
      assert_refused (bytes, bytes->len, 4, 4);
    }
}

static void
test_empty_block (void)
{
  g_autofree guint8 *rows = rows_new (&kinds[2], 4, 4);
  g_autoptr (GByteArray) bytes = pack (&kinds[2], TRUE, rows, 4, 4, 4);
  guint good = bytes->len;

  /* A token without literals: a block that gives nothing. */
  append_block (bytes, "\0", 1);
  assert_refused (bytes, bytes->len, 4, 4);
  g_byte_array_set_size (bytes, good);
  append_block (bytes, "", 0);
  assert_refused (bytes, bytes->len, 4, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lz4/every-format-in-both-directions", test_formats);
  g_test_add_func ("/lz4/blocks-refer-to-those-before", test_blocks);
  g_test_add_func ("/lz4/bottom-up-is-a-negative-stride", test_in_place);
  g_test_add_func ("/lz4/every-truncation-is-refused", test_truncations);
  g_test_add_func ("/lz4/another-size-is-refused", test_sizes);
  g_test_add_func ("/lz4/a-picture-over-the-limit-is-refused", test_limit);
  g_test_add_func ("/lz4/an-unknown-format-is-refused", test_formats_unknown);
  g_test_add_func ("/lz4/lengths-that-lie-are-refused", test_lengths);
  g_test_add_func ("/lz4/a-block-of-nothing-is-refused", test_empty_block);
  return g_test_run ();
}
