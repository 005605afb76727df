/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "codec/bitmap.h"

#include <sumac/error.h>

#include <spice/enums.h>
#include <string.h>

/* Each format once, two rows of three pixels, top-down, a byte or two of padding a row. What
 * comes out is written as one number a pixel. */
typedef struct
{
  const char *name;
  guint8 format;
  guint n_entries; /* of the palette 0xAA0000, 0xAA0101, …; 0: none */
  guint32 stride;
  guint8 bytes[40];
  SumacPixelFormat gives;
  guint32 pixels[6];
} Case;

#define P(i) ((i) *0x000101 + 0xaa0000)

/* clang-format off */
static const Case cases[] = {
  { "1-bit-le", SPICE_BITMAP_FMT_1BIT_LE, 2, 2, { 0x05, 0xff, 0xf8, 0xff },
    SUMAC_PIXELS_XRGB32, { P (1), P (0), P (1), P (0), P (0), P (0) } },
  { "1-bit-be", SPICE_BITMAP_FMT_1BIT_BE, 2, 1, { 0x7f, 0x80 },
    SUMAC_PIXELS_XRGB32, { P (0), P (1), P (1), P (1), P (0), P (0) } },
  { "4-bit-le", SPICE_BITMAP_FMT_4BIT_LE, 16, 2, { 0x21, 0xf3, 0x54, 0xf6 },
    SUMAC_PIXELS_XRGB32, { P (1), P (2), P (3), P (4), P (5), P (6) } },
  { "4-bit-be", SPICE_BITMAP_FMT_4BIT_BE, 16, 3, { 0x12, 0x3f, 9, 0x45, 0x6f, 9 },
    SUMAC_PIXELS_XRGB32, { P (1), P (2), P (3), P (4), P (5), P (6) } },
  { "8-bit", SPICE_BITMAP_FMT_8BIT, 256, 4, { 0, 1, 255, 9, 3, 4, 5, 9 },
    SUMAC_PIXELS_XRGB32, { P (0), P (1), P (255), P (3), P (4), P (5) } },
  { "16-bit", SPICE_BITMAP_FMT_16BIT, 0, 7,
    { 0x34, 0x12, 0xff, 0xff, 0, 0x80, 9, 1, 0, 2, 0, 0xff, 0x7f, 9 },
    SUMAC_PIXELS_RGB555, { 0x1234, 0x7fff, 0, 1, 2, 0x7fff } },
  { "24-bit", SPICE_BITMAP_FMT_24BIT, 0, 9,
    { 1, 2, 3, 4, 5, 6, 7, 8, 9, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 1 },
    SUMAC_PIXELS_XRGB32, { 0x030201, 0x060504, 0x090807, 0xffffff, 0, 0x010000 } },
  { "32-bit", SPICE_BITMAP_FMT_32BIT, 0, 13,
    { 1, 2, 3, 0xff, 4, 5, 6, 0, 7, 8, 9, 0x80, 0xee, 1, 0, 0, 1, 2, 0, 0, 2, 3, 0, 0, 3, 0xee },
    SUMAC_PIXELS_XRGB32, { 0x030201, 0x060504, 0x090807, 1, 2, 3 } },
  { "rgba", SPICE_BITMAP_FMT_RGBA, 0, 12,
    { 1, 2, 3, 0xff, 4, 5, 6, 0, 7, 8, 9, 0x80, 1, 0, 0, 1, 2, 0, 0, 2, 3, 0, 0, 3 },
    SUMAC_PIXELS_ARGB32,
    { 0xff030201, 0x00060504, 0x80090807, 0x01000001, 0x02000002, 0x03000003 } },
  { "8-bit-alpha", SPICE_BITMAP_FMT_8BIT_A, 0, 3, { 1, 2, 3, 4, 5, 255 },
    SUMAC_PIXELS_A8, { 1, 2, 3, 4, 5, 255 } },
  { "mask-le", SPICE_BITMAP_FMT_1BIT_LE, 0, 1, { 0x05, 0x02 },
    SUMAC_PIXELS_A1, { 1, 0, 1, 0, 1, 0 } },
  { "mask-be", SPICE_BITMAP_FMT_1BIT_BE, 0, 2, { 0xa0, 0, 0x40, 0 },
    SUMAC_PIXELS_A1, { 1, 0, 1, 0, 1, 0 } },
};

/* clang-format on */

/* The top byte of an entry means nothing. */
static SumacPalette *
palette_new (guint n)
{
  SumacPalette *palette = NULL;

  if (n > 0)
    {
      palette = g_new0 (SumacPalette, 1);
      palette->ref_count = 1;
      palette->n_entries = n;
    }
  for (guint i = 0; i < n; i++)
    palette->entries[i] = 0x77000000 | P (i);
  return palette;
}

static guint32
pixel_at (const SumacPixels *pixels, gint x, gint y)
{
  const guint8 *row = sumac_pixels_row (pixels, y);
  guint16 narrow;
  guint32 wide;

  switch (sumac_pixel_format_bits (pixels->format))
    {
    case 1:
      return row[x / 8] >> x % 8 & 1;
    case 8:
      return row[x];
    case 16:
      memcpy (&narrow, row + 2 * x, 2);
      return narrow;
    default:
      memcpy (&wide, row + 4 * x, 4);
      return GUINT32_FROM_LE (wide);
    }
}

/* Of bytes that end exactly where they say. */
static SumacPixels *
decode (const Case *c, gsize size, gboolean is_top_down, GError **error)
{
  g_autofree guint8 *bytes = g_memdup2 (c->bytes, size);
  g_autoptr (SumacPalette) palette = palette_new (c->n_entries);

  return sumac_bitmap_decode (bytes, size, c->format, c->stride, is_top_down, 3, 2, palette,
                              error);
}

static void
test_formats (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint top_down = 0; top_down < 2; top_down++)
      {
        const Case *c = &cases[i];
        g_autoptr (GError) error = NULL;
        g_autoptr (SumacPixels) pixels = decode (c, 2 * c->stride, top_down > 0, &error);

        g_test_message ("%s, top-down %u", c->name, top_down);
        g_assert_no_error (error);
        g_assert_cmpint (pixels->format, ==, c->gives);
        g_assert_cmpint (pixels->width, ==, 3);
        g_assert_cmpint (pixels->height, ==, 2);
        for (gint y = 0; y < 2; y++)
          for (gint x = 0; x < 3; x++)
            g_assert_cmphex (pixel_at (pixels, x, top_down ? y : 1 - y), ==,
                             c->pixels[3 * y + x]);
      }
}

static void
assert_refused (SumacPixels *pixels, GError *error)
{
  g_assert_null (pixels);
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL);
  g_error_free (error);
}

static void
test_truncations (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize size = 0; size < 2 * cases[i].stride; size++)
      {
        GError *error = NULL;
        SumacPixels *pixels = decode (&cases[i], size, TRUE, &error);

        assert_refused (pixels, error);
      }
}

static void
test_palettes (void)
{
  for (guint i = 0; i < 5; i++)
    {
      Case c = cases[i];
      GError *error = NULL;
      SumacPixels *pixels;

      /* One entry short of the largest index in use. */
      c.n_entries = i < 2 ? 1 : i < 4 ? 6 : 255;
      g_test_message ("%s", c.name);
      pixels = decode (&c, 2 * c.stride, TRUE, &error);
      assert_refused (pixels, error);

      error = NULL;
      c.n_entries = 0;
      if (i < 2) /* a mask */
        continue;
      pixels = decode (&c, 2 * c.stride, TRUE, &error);
      assert_refused (pixels, error);
    }
}

static void
test_unused_indices (void)
{
  Case c = cases[4];
  g_autoptr (SumacPixels) pixels = NULL;

  /* The 9 of the padding is in no palette. */
  c.bytes[2] = 2;
  c.n_entries = 6;
  pixels = decode (&c, 2 * c.stride, TRUE, NULL);
  g_assert_nonnull (pixels);
}

static void
test_unknown (void)
{
  static const guint8 formats[] = { 0, 11, 77, 255 };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      Case c = cases[4];
      GError *error = NULL;
      SumacPixels *pixels;

      c.format = formats[i];
      pixels = decode (&c, 8, TRUE, &error);
      assert_refused (pixels, error);
    }
}

static void
test_strides (void)
{
  static const guint8 least[] = { 1, 1, 2, 2, 3, 6, 9, 12, 12, 3, 1, 1 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Case c = cases[i];
      GError *error = NULL;
      SumacPixels *pixels;

      c.stride = least[i];
      pixels = decode (&c, 40, TRUE, NULL);
      g_assert_nonnull (pixels);
      sumac_pixels_unref (pixels);

      c.stride--;
      pixels = decode (&c, 40, TRUE, &error);
      assert_refused (pixels, error);
    }
}

static void
test_overflows (void)
{
  static const struct
  {
    guint32 stride;
    guint width;
    guint height;
    gint code;
  } sizes[] = {
    { 0x80000000, 8, 2, SUMAC_ERROR_PROTOCOL },
    { 0xffffffff, 8, 0xffffffff, SUMAC_ERROR_PROTOCOL },
    { 32, 8, 0x08000001, SUMAC_ERROR_PROTOCOL },
    { 4, 0x40000001, 4, SUMAC_ERROR_PROTOCOL },
    { 0, 0, 4, SUMAC_ERROR_LIMIT },
    { 4, 1, 0, SUMAC_ERROR_LIMIT },
  };

  const guint8 bytes[16] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SumacPixels) pixels =
          sumac_bitmap_decode (bytes, 16, SPICE_BITMAP_FMT_32BIT, sizes[i].stride, TRUE,
                               sizes[i].width, sizes[i].height, NULL, &error);

      g_assert_null (pixels);
      g_assert_error (error, SUMAC_ERROR, sizes[i].code);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bitmap/every-format-in-both-directions", test_formats);
  g_test_add_func ("/bitmap/every-truncation-is-refused", test_truncations);
  g_test_add_func ("/bitmap/an-index-beyond-the-palette-is-refused", test_palettes);
  g_test_add_func ("/bitmap/padding-is-no-index", test_unused_indices);
  g_test_add_func ("/bitmap/an-unknown-format-is-refused", test_unknown);
  g_test_add_func ("/bitmap/a-stride-below-the-row-is-refused", test_strides);
  g_test_add_func ("/bitmap/sizes-that-overflow-are-refused", test_overflows);
  return g_test_run ();
}
