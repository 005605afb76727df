/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Pictures are made by libjpeg itself, as a server makes them. */

#include "codec/jpeg.h"

#include <sumac/error.h>

#include <stdio.h>
#include <string.h>

/* Needs what stdio.h declares. */
#include <jpeglib.h>

#define WIDTH  41
#define HEIGHT 23

typedef struct
{
  J_COLOR_SPACE from; /* what the picture is made of */
  J_COLOR_SPACE in;   /* what it has in the file */
  gboolean is_progressive;
  gboolean is_in_scans;
  gboolean is_arithmetic;
  guint restart_rows;
} Way;

static void
shade (guint8 *row, guint y, guint n_components)
{
  for (guint x = 0; x < WIDTH; x++)
    for (guint i = 0; i < n_components; i++)
      *row++ = (guint8) (x * 4 + y * (i + 1));
}

/* Every component in a scan of its own. */
static void
part (struct jpeg_compress_struct *jpeg, jpeg_scan_info *scans)
{
  memset (scans, 0, 3 * sizeof *scans);
  for (gint i = 0; i < 3; i++)
    {
      scans[i].comps_in_scan = 1;
      scans[i].component_index[0] = i;
      scans[i].Se = 63;
    }
  jpeg->scan_info = scans;
  jpeg->num_scans = 3;
}

static GByteArray *
jpeg_new (const Way *way)
{
  struct jpeg_compress_struct jpeg;
  struct jpeg_error_mgr errors;
  jpeg_scan_info scans[3];
  guint8 row[WIDTH * 4];
  JSAMPROW rows[] = { row };
  guint8 *memory = NULL;
  unsigned long size = 0;
  GByteArray *bytes = g_byte_array_new ();

  jpeg.err = jpeg_std_error (&errors);
  jpeg_create_compress (&jpeg);
  jpeg_mem_dest (&jpeg, &memory, &size);
  jpeg.image_width = WIDTH;
  jpeg.image_height = HEIGHT;
  jpeg.in_color_space = way->from;
  jpeg.input_components = way->from == JCS_GRAYSCALE ? 1 : way->from == JCS_CMYK ? 4 : 3;
  jpeg_set_defaults (&jpeg);
  jpeg_set_colorspace (&jpeg, way->in);
  jpeg_set_quality (&jpeg, 85, TRUE);
  jpeg.arith_code = way->is_arithmetic;
  jpeg.restart_in_rows = (int) way->restart_rows;
  if (way->is_progressive)
    jpeg_simple_progression (&jpeg);
  if (way->is_in_scans)
    part (&jpeg, scans);
  jpeg_start_compress (&jpeg, TRUE);
  while (jpeg.next_scanline < HEIGHT)
    {
      shade (row, jpeg.next_scanline, (guint) jpeg.input_components);
      jpeg_write_scanlines (&jpeg, rows, 1);
    }
  jpeg_finish_compress (&jpeg);
  jpeg_destroy_compress (&jpeg);
  g_byte_array_append (bytes, memory, (guint) size);
  free (memory);
  return bytes;
}

static GByteArray *
plain_new (void)
{
  return jpeg_new (&(Way){ .from = JCS_RGB, .in = JCS_YCbCr });
}

static SumacPixels *
decode (const GByteArray *bytes, gsize size, guint width, guint height, GError **error)
{
  /* Of exactly its size, so that a memory checker sees what is read behind it. */
  g_autofree guint8 *copy = g_memdup2 (bytes->data, size);

  return sumac_jpeg_decode (copy, size, width, height, error);
}

static void
assert_refused (const GByteArray *bytes, gsize size, guint width, guint height)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SumacPixels) pixels = decode (bytes, size, width, height, &error);

  g_assert_null (pixels);
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL);
}

/* Near what it was made of. */
static void
assert_shades (const SumacPixels *pixels, guint n_components)
{
  for (guint y = 0; y < HEIGHT; y++)
    {
      const guint8 *row = sumac_pixels_row (pixels, (gint) y);
      guint8 wanted[WIDTH * 3];

      shade (wanted, y, n_components);
      for (guint x = 0; x < WIDTH; x++)
        for (guint i = 0; i < 3; i++)
          g_assert_cmpint (
              ABS (row[4 * x + 2 - i] - wanted[n_components * x + i % n_components]), <, 24);
    }
}

static void
test_colours (void)
{
  static const Way ways[] = {
    { .from = JCS_RGB, .in = JCS_YCbCr },
    { .from = JCS_RGB, .in = JCS_RGB },
    { .from = JCS_GRAYSCALE, .in = JCS_GRAYSCALE },
    { .from = JCS_RGB, .in = JCS_YCbCr, .restart_rows = 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (GByteArray) bytes = jpeg_new (&ways[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (SumacPixels) pixels = decode (bytes, bytes->len, WIDTH, HEIGHT, &error);

      g_assert_no_error (error);
      g_assert_cmpint (pixels->format, ==, SUMAC_PIXELS_XRGB32);
      assert_shades (pixels, ways[i].from == JCS_GRAYSCALE ? 1 : 3);
      for (gint y = 0; y < HEIGHT; y++)
        for (gint x = 0; x < WIDTH; x++)
          g_assert_cmpint (sumac_pixels_row (pixels, y)[4 * x + 3], ==, 0);
    }
}

static void
test_foreign (void)
{
  static const Way ways[] = {
    { .from = JCS_CMYK, .in = JCS_CMYK },
    { .from = JCS_CMYK, .in = JCS_YCCK },
    { .from = JCS_RGB, .in = JCS_YCbCr, .is_progressive = TRUE },
    { .from = JCS_RGB, .in = JCS_YCbCr, .is_in_scans = TRUE },
    { .from = JCS_RGB, .in = JCS_YCbCr, .is_arithmetic = TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (GByteArray) bytes = jpeg_new (&ways[i]);

      g_test_message ("way %u", i);
      assert_refused (bytes, bytes->len, WIDTH, HEIGHT);
    }
}

static void
test_truncations (void)
{
  g_autoptr (GByteArray) bytes = plain_new ();

  /* The end marker has two bytes. */
  for (gsize size = 0; size < bytes->len - 2; size++)
    assert_refused (bytes, size, WIDTH, HEIGHT);
}

static void
test_end_marker (void)
{
  g_autoptr (GByteArray) bytes = plain_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (SumacPixels) pixels = decode (bytes, bytes->len - 2, WIDTH, HEIGHT, &error);

  g_assert_no_error (error);
  assert_shades (pixels, 3);
}

static void
test_sizes (void)
{
  g_autoptr (GByteArray) bytes = plain_new ();

  assert_refused (bytes, bytes->len, WIDTH + 1, HEIGHT);
  assert_refused (bytes, bytes->len, WIDTH, HEIGHT - 1);
  assert_refused (bytes, bytes->len, HEIGHT, WIDTH);
  assert_refused (bytes, bytes->len, 0, 0);
}

static guint
find_frame (const GByteArray *bytes)
{
  for (guint i = 0; i + 1 < bytes->len; i++)
    if (bytes->data[i] == 0xff && bytes->data[i + 1] == 0xc0)
      return i;
  return 0;
}

/* Its own header says the same: refused before a picture is allocated. */
static void
test_huge (void)
{
  g_autoptr (GByteArray) bytes = plain_new ();
  guint frame = find_frame (bytes);

  g_assert_cmpuint (frame, >, 0);
  bytes->data[frame + 5] = bytes->data[frame + 7] = 0x20;
  bytes->data[frame + 6] = bytes->data[frame + 8] = 0;
  assert_refused (bytes, bytes->len, 0x2000, 0x2000);
}

static void
test_damage (void)
{
  static const guint8 marker[] = { 0xff, 0xd5 };
  g_autoptr (GByteArray) bytes = plain_new ();

  /* A restart that nobody announced, in the midst of the codes. */
  memcpy (bytes->data + bytes->len - 60, marker, 2);
  assert_refused (bytes, bytes->len, WIDTH, HEIGHT);
  memset (bytes->data, 0x55, bytes->len);
  assert_refused (bytes, bytes->len, WIDTH, HEIGHT);
}

static void
append_u32 (GByteArray *bytes, guint32 value)
{
  guint32 big = GUINT32_TO_BE (value);

  g_byte_array_append (bytes, (guint8 *) &big, 4);
}

/* The alpha of row @y of the stream is all @y. */
static void
append_alpha (GByteArray *bytes, guint32 type, gboolean is_top_down)
{
  const guint32 head[] = { 0x20205a4c, 0x00010001, type, WIDTH, HEIGHT, WIDTH * 4 };

  for (guint i = 0; i < G_N_ELEMENTS (head); i++)
    append_u32 (bytes, head[i]);
  append_u32 (bytes, is_top_down);
  for (guint8 y = 0; y < HEIGHT; y++)
    {
      /* One literal, and a match of all others that repeats it. */
      const guint8 row[] = { 0, y, 0xe0, WIDTH - 1 - 2 - 7, 0 };

      g_byte_array_append (bytes, row, sizeof row);
    }
}

static SumacPixels *
decode_alpha (const GByteArray *bytes,
              gsize size,
              gsize jpeg_size,
              gboolean is_top_down,
              GError **error)
{
  g_autofree guint8 *copy = g_memdup2 (bytes->data, size);

  return sumac_jpeg_alpha_decode (copy, size, jpeg_size, is_top_down, WIDTH, HEIGHT, error);
}

static void
test_alpha (void)
{
  for (guint top_down = 0; top_down < 2; top_down++)
    {
      g_autoptr (GByteArray) bytes = plain_new ();
      gsize jpeg_size = bytes->len;
      g_autoptr (GError) error = NULL;
      g_autoptr (SumacPixels) pixels = NULL;

      append_alpha (bytes, 10, top_down > 0);
      pixels = decode_alpha (bytes, bytes->len, jpeg_size, top_down > 0, &error);
      g_assert_no_error (error);
      g_assert_cmpint (pixels->format, ==, SUMAC_PIXELS_ARGB32);
      assert_shades (pixels, 3);
      for (gint y = 0; y < HEIGHT; y++)
        for (gint x = 0; x < WIDTH; x++)
          g_assert_cmpint (sumac_pixels_row (pixels, y)[4 * x + 3], ==,
                           top_down ? y : HEIGHT - 1 - y);
    }
}

static void
assert_alpha_refused (const GByteArray *bytes,
                      gsize size,
                      gsize jpeg_size,
                      gboolean is_top_down)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SumacPixels) pixels = decode_alpha (bytes, size, jpeg_size, is_top_down, &error);

  g_assert_null (pixels);
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL);
}

static void
test_alpha_refused (void)
{
  g_autoptr (GByteArray) bytes = plain_new ();
  gsize jpeg_size = bytes->len;

  append_alpha (bytes, 10, TRUE);
  for (gsize size = jpeg_size; size < bytes->len; size++)
    assert_alpha_refused (bytes, size, jpeg_size, TRUE);
  assert_alpha_refused (bytes, bytes->len, jpeg_size, FALSE);
  assert_alpha_refused (bytes, bytes->len, bytes->len, TRUE);
  assert_alpha_refused (bytes, bytes->len, bytes->len + 1, TRUE);
  assert_alpha_refused (bytes, bytes->len, G_MAXSIZE, TRUE);
  assert_alpha_refused (bytes, bytes->len, 0, TRUE);
  assert_alpha_refused (bytes, bytes->len, jpeg_size - 100, TRUE);
  assert_alpha_refused (bytes, bytes->len, jpeg_size + 1, TRUE);

  g_byte_array_set_size (bytes, (guint) jpeg_size);
  append_alpha (bytes, 9, TRUE);
  assert_alpha_refused (bytes, bytes->len, jpeg_size, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/jpeg/gray-rgb-and-ycc-become-xrgb", test_colours);
  g_test_add_func ("/jpeg/what-no-server-sends-is-refused", test_foreign);
  g_test_add_func ("/jpeg/every-truncation-is-refused", test_truncations);
  g_test_add_func ("/jpeg/a-missing-end-marker-alone-is-forgiven", test_end_marker);
  g_test_add_func ("/jpeg/another-size-is-refused", test_sizes);
  g_test_add_func ("/jpeg/a-size-out-of-proportion-is-refused", test_huge);
  g_test_add_func ("/jpeg/damage-is-refused", test_damage);
  g_test_add_func ("/jpeg-alpha/alpha-in-both-directions", test_alpha);
  g_test_add_func ("/jpeg-alpha/broken-or-contradictory-is-refused", test_alpha_refused);
  return g_test_run ();
}
