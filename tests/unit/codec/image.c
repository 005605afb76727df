/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "codec/image.h"
#include "core/limits.h"

#include <sumac/error.h>

#include <spice/enums.h>
#include <string.h>

#define PALETTE_ID 0x1234567890

/* A message of which the image is a part: something before it, and room behind. */
typedef struct
{
  GByteArray *bytes;
  guint image; /* offset */
} Message;

/* One picture in a list: what the decoders call back. */
typedef struct
{
  SumacPixels *pixels; /* owned */
  guint64 id;
  guint n_enters;
} Window;

static void
append_u8 (GByteArray *bytes, guint value)
{
  guint8 byte = (guint8) value;

  g_byte_array_append (bytes, &byte, 1);
}

static void
append_u32 (GByteArray *bytes, guint32 value)
{
  value = GUINT32_TO_LE (value);
  g_byte_array_append (bytes, (guint8 *) &value, 4);
}

static void
append_u64 (GByteArray *bytes, guint64 value)
{
  value = GUINT64_TO_LE (value);
  g_byte_array_append (bytes, (guint8 *) &value, 8);
}

static void
append_big (GByteArray *bytes, guint32 value)
{
  append_u32 (bytes, GUINT32_SWAP_LE_BE (value));
}

static Message
message_new (guint8 type, guint8 flags, guint32 width, guint32 height)
{
  Message m = { .bytes = g_byte_array_new (), .image = 6 };

  g_byte_array_append (m.bytes, (const guint8 *) "before", 6);
  append_u64 (m.bytes, 0x8877665544332211);
  append_u8 (m.bytes, type);
  append_u8 (m.bytes, flags);
  append_u32 (m.bytes, width);
  append_u32 (m.bytes, height);
  return m;
}

static gboolean
parse (const guint8 *bytes,
       gsize size,
       guint at,
       SumacPaletteCache *palettes,
       SumacEncodedImage *image,
       GError **error)
{
  SumacReader reader = sumac_reader (bytes, size);
  SumacReader inner = sumac_reader_at (&reader, at);

  return sumac_encoded_image_parse (&inner, palettes, image, error);
}

/* A bitmap of 8 bits, 4 × 2, with a palette of four entries behind it. */
static Message
bitmap_new (guint8 bitmap_flags)
{
  static const guint8 rows[] = { 0, 1, 2, 3, 3, 2, 1, 0 };
  Message m = message_new (SPICE_IMAGE_TYPE_BITMAP, 0, 4, 2);

  append_u8 (m.bytes, SPICE_BITMAP_FMT_8BIT);
  append_u8 (m.bytes, bitmap_flags | SPICE_BITMAP_FLAGS_TOP_DOWN);
  append_u32 (m.bytes, 4);
  append_u32 (m.bytes, 2);
  append_u32 (m.bytes, 4);
  if (bitmap_flags & SPICE_BITMAP_FLAGS_PAL_FROM_CACHE)
    append_u64 (m.bytes, PALETTE_ID);
  else
    append_u32 (m.bytes, m.bytes->len + 4 + sizeof rows);
  g_byte_array_append (m.bytes, rows, sizeof rows);
  if (!(bitmap_flags & SPICE_BITMAP_FLAGS_PAL_FROM_CACHE))
    {
      append_u64 (m.bytes, PALETTE_ID);
      append_u8 (m.bytes, 4);
      append_u8 (m.bytes, 0);
      for (guint i = 0; i < 4; i++)
        append_u32 (m.bytes, 0x112200 + i);
    }
  return m;
}

/* An LZ picture of 4 × 1: four literals. GLZ with @id, else plain. */
static void
append_lz (GByteArray *bytes, guint type, gboolean is_glz, guint64 id)
{
  static const guint8 rows[] = { 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };
  guint start = bytes->len;

  append_u32 (bytes, 0);
  append_big (bytes, 0x20205a4c);
  append_big (bytes, 0x00010001);
  if (is_glz)
    append_u8 (bytes, type | 16);
  else
    append_big (bytes, type);
  append_big (bytes, 4);
  append_big (bytes, 1);
  append_big (bytes, type == 7 ? 12 : type == 11 ? 4 : 16);
  if (is_glz)
    {
      append_big (bytes, (guint32) (id >> 32));
      append_big (bytes, (guint32) id);
      append_big (bytes, 0);
    }
  else
    append_big (bytes, 1);
  g_byte_array_append (bytes, rows, type == 11 ? 5 : 13);
  if (type == 9)
    g_byte_array_append (bytes, rows, 5);

  guint32 size = GUINT32_TO_LE (bytes->len - start - 4);

  memcpy (bytes->data + start, &size, 4);
}

static guint32
pixel_at (const SumacPixels *pixels, gint x, gint y)
{
  guint32 wide;

  memcpy (&wide, sumac_pixels_row (pixels, y) + 4 * x, 4);
  return GUINT32_FROM_LE (wide);
}

static SumacPixels *
look (gpointer data, guint64 id, GError **error)
{
  Window *window = data;

  if (window->pixels && window->id == id)
    return sumac_pixels_ref (window->pixels);
  g_set_error_literal (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL, "missing");
  return NULL;
}

static gboolean
enter (gpointer data,
       guint64 id,
       guint32 head_distance G_GNUC_UNUSED,
       SumacPixels *pixels,
       GError **error G_GNUC_UNUSED)
{
  Window *window = data;

  g_clear_pointer (&window->pixels, sumac_pixels_unref);
  window->pixels = pixels ? sumac_pixels_ref (pixels) : NULL;
  window->id = id;
  window->n_enters++;
  return TRUE;
}

static void
test_descriptor (void)
{
  Message m = bitmap_new (0);
  SumacPaletteCache *palettes = sumac_palette_cache_new ();
  g_autoptr (GError) error = NULL;
  SumacEncodedImage image;

  parse (m.bytes->data, m.bytes->len, m.image, palettes, &image, &error);
  g_assert_no_error (error);
  g_assert_cmphex (image.id, ==, 0x8877665544332211);
  g_assert_cmpint (image.type, ==, SPICE_IMAGE_TYPE_BITMAP);
  g_assert_cmpint (image.width, ==, 4);
  g_assert_cmpint (image.height, ==, 2);
  g_assert_cmpint (image.format, ==, SPICE_BITMAP_FMT_8BIT);
  g_assert_cmpint (image.stride, ==, 4);
  g_assert_cmpint (image.size, ==, 8);
  g_assert_cmpint (image.palette->n_entries, ==, 4);

  g_autoptr (SumacPixels) pixels = sumac_encoded_image_decode (&image, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmphex (pixel_at (pixels, 1, 0), ==, 0x112201);
  g_assert_cmphex (pixel_at (pixels, 1, 1), ==, 0x112202);
  sumac_encoded_image_clear (&image);
  g_assert_null (image.palette);
  sumac_encoded_image_clear (&image);
  sumac_palette_cache_free (palettes);
  g_byte_array_unref (m.bytes);
}

static void
test_bitmap_truncations (void)
{
  Message m = bitmap_new (0);
  SumacPaletteCache *palettes = sumac_palette_cache_new ();

  for (gsize size = m.image; size < m.bytes->len; size++)
    {
      g_autofree guint8 *bytes = g_memdup2 (m.bytes->data, size);
      g_autoptr (GError) error = NULL;
      SumacEncodedImage image;

      g_assert_false (parse (bytes, size, m.image, palettes, &image, &error));
      g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL);
      g_assert_null (image.palette);
    }
  sumac_palette_cache_free (palettes);
  g_byte_array_unref (m.bytes);
}

/* What a type has between the descriptor and its bytes, and behind; its least size. */
typedef struct
{
  guint8 type;
  const char *head; /* as hexadecimal digits */
  guint n_bytes;
} Layout;

/* clang-format off */
static const Layout layouts[] = {
  { SPICE_IMAGE_TYPE_QUIC,                "05000000",                     5 },
  { SPICE_IMAGE_TYPE_LZ_RGB,              "05000000",                     5 },
  { SPICE_IMAGE_TYPE_GLZ_RGB,             "05000000",                     5 },
  { SPICE_IMAGE_TYPE_JPEG,                "05000000",                     5 },
  { SPICE_IMAGE_TYPE_LZ4,                 "05000000",                     5 },
  { SPICE_IMAGE_TYPE_ZLIB_GLZ_RGB,        "4000000005000000",             5 },
  { SPICE_IMAGE_TYPE_JPEG_ALPHA,          "010300000005000000",           5 },
  { SPICE_IMAGE_TYPE_LZ_PLT,              "000500000000000000",           5 },
  { SPICE_IMAGE_TYPE_LZ_PLT,              "02050000009078563412000000",   5 },
  { SPICE_IMAGE_TYPE_FROM_CACHE,          "",                             0 },
  { SPICE_IMAGE_TYPE_FROM_CACHE_LOSSLESS, "",                             0 },
  { SPICE_IMAGE_TYPE_SURFACE,             "2a000000",                     0 },
};

/* clang-format on */

static Message
layout_new (const Layout *layout)
{
  Message m = message_new (layout->type, 0, 4, 4);

  for (const char *c = layout->head; *c; c += 2)
    append_u8 (m.bytes,
               (guint) (g_ascii_xdigit_value (c[0]) << 4 | g_ascii_xdigit_value (c[1])));
  for (guint i = 0; i < layout->n_bytes; i++)
    append_u8 (m.bytes, 0xa0 + i);
  return m;
}

static void
test_layouts (void)
{
  SumacPaletteCache *palettes = sumac_palette_cache_new ();

  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    {
      const Layout *l = &layouts[i];
      Message m = layout_new (l);
      g_autoptr (GError) error = NULL;
      SumacEncodedImage image;

      g_test_message ("type %u", l->type);
      parse (m.bytes->data, m.bytes->len, m.image, palettes, &image, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (image.size, ==, l->n_bytes);
      if (l->n_bytes > 0)
        g_assert_cmpmem (image.bytes, (gint) image.size, m.bytes->data + m.bytes->len - 5, 5);
      g_assert_cmpuint (image.surface, ==, l->type == SPICE_IMAGE_TYPE_SURFACE ? 42 : 0);
      g_assert_cmpuint (image.glz_size, ==, l->type == SPICE_IMAGE_TYPE_ZLIB_GLZ_RGB ? 64 : 0);
      g_assert_cmpuint (image.jpeg_size, ==, l->type == SPICE_IMAGE_TYPE_JPEG_ALPHA ? 3 : 0);
      g_assert_cmpint (image.alpha_top_down, ==, l->type == SPICE_IMAGE_TYPE_JPEG_ALPHA);
      g_assert_cmpint (sumac_encoded_image_is_lossy (&image), ==,
                       l->type == SPICE_IMAGE_TYPE_JPEG ||
                           l->type == SPICE_IMAGE_TYPE_JPEG_ALPHA);
      g_assert_cmpint (sumac_encoded_image_is_glz (&image), ==,
                       l->type == SPICE_IMAGE_TYPE_GLZ_RGB ||
                           l->type == SPICE_IMAGE_TYPE_ZLIB_GLZ_RGB);
      sumac_encoded_image_clear (&image);
      g_byte_array_unref (m.bytes);
    }
  sumac_palette_cache_free (palettes);
}

static void
test_truncations (void)
{
  SumacPaletteCache *palettes = sumac_palette_cache_new ();

  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    {
      Message m = layout_new (&layouts[i]);

      for (gsize size = m.image; size < m.bytes->len; size++)
        {
          g_autofree guint8 *bytes = g_memdup2 (m.bytes->data, size);
          g_autoptr (GError) error = NULL;
          SumacEncodedImage image;

          g_assert_false (parse (bytes, size, m.image, palettes, &image, &error));
          g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL);
        }
      g_byte_array_unref (m.bytes);
    }
  sumac_palette_cache_free (palettes);
}

/* The bytes of no type here are a picture; each decoder says so, and none is missing. */
static void
test_decoders (void)
{
  SumacPaletteCache *palettes = sumac_palette_cache_new ();
  Window window = { 0 };
  SumacGlzPictures pictures = { .look = look, .enter = enter, .window = &window };

  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    {
      Message m = layout_new (&layouts[i]);
      g_autoptr (GError) error = NULL;
      SumacEncodedImage image;

      parse (m.bytes->data, m.bytes->len, m.image, palettes, &image, &error);
      g_assert_no_error (error);
      g_assert_null (sumac_encoded_image_decode (&image, &pictures, &error));
      g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL);
      sumac_encoded_image_clear (&image);
      g_byte_array_unref (m.bytes);
    }
  sumac_palette_cache_free (palettes);
}

static void
test_unknown (void)
{
  static const guint8 types[] = { 2, 3, 99, 110, 255 };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      Message m = message_new (types[i], 0, 4, 4);
      g_autoptr (GError) error = NULL;
      SumacEncodedImage image;

      append_u64 (m.bytes, 0);
      g_assert_false (parse (m.bytes->data, m.bytes->len, m.image, NULL, &image, &error));
      g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL);
      g_byte_array_unref (m.bytes);
    }
}

static void
test_limits (void)
{
  static const struct
  {
    guint32 width;
    guint32 height;
    gboolean is_allowed;
  } sizes[] = {
    { 1, 1, TRUE },          { SUMAC_MAX_SIDE, 4096, TRUE },
    { 0, 1, FALSE },         { SUMAC_MAX_SIDE, 4097, FALSE },
    { 1, 0, FALSE },         { SUMAC_MAX_SIDE + 1, 1, FALSE },
    { 65536, 65536, FALSE }, { 1, 0xffffffff, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      Message m = message_new (SPICE_IMAGE_TYPE_QUIC, 0, sizes[i].width, sizes[i].height);
      g_autoptr (GError) error = NULL;
      SumacEncodedImage image;

      append_u32 (m.bytes, 0);
      g_assert_cmpint (parse (m.bytes->data, m.bytes->len, m.image, NULL, &image, &error), ==,
                       sizes[i].is_allowed);
      if (!sizes[i].is_allowed)
        g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_LIMIT);
      g_byte_array_unref (m.bytes);
    }
}

static void
test_sizes (void)
{
  static const struct
  {
    guint at; /* behind the descriptor */
    guint32 value;
  } lies[] = {
    { 2, 5 },   { 6, 3 },           { 2, 0xffffffff },  { 6, 0 },
    { 10, 64 }, { 10, 0x80000000 }, { 10, 0xffffffff },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      Message m = bitmap_new (0);
      SumacPaletteCache *palettes = sumac_palette_cache_new ();
      g_autoptr (GError) error = NULL;
      SumacEncodedImage image;
      guint32 value = GUINT32_TO_LE (lies[i].value);

      memcpy (m.bytes->data + m.image + 18 + lies[i].at, &value, 4);
      g_assert_false (parse (m.bytes->data, m.bytes->len, m.image, palettes, &image, &error));
      g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL);
      sumac_palette_cache_free (palettes);
      g_byte_array_unref (m.bytes);
    }
}

static void
test_palettes (void)
{
  SumacPaletteCache *palettes = sumac_palette_cache_new ();

  static const struct
  {
    guint8 flags;
    gboolean has_palette;
  } steps[] = {
    { SPICE_BITMAP_FLAGS_PAL_FROM_CACHE, FALSE }, { 0, TRUE },
    { SPICE_BITMAP_FLAGS_PAL_FROM_CACHE, FALSE }, { SPICE_BITMAP_FLAGS_PAL_CACHE_ME, TRUE },
    { SPICE_BITMAP_FLAGS_PAL_FROM_CACHE, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      Message m = bitmap_new (steps[i].flags);
      g_autoptr (GError) error = NULL;
      SumacEncodedImage image;

      parse (m.bytes->data, m.bytes->len, m.image, palettes, &image, &error);
      g_assert_no_error (error);

      g_autoptr (SumacPixels) pixels = sumac_encoded_image_decode (&image, NULL, &error);

      g_assert_cmpint (image.palette != NULL, ==, steps[i].has_palette);
      if (steps[i].has_palette)
        g_assert_cmphex (pixel_at (pixels, 3, 0), ==, 0x112203);
      else
        g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL);
      sumac_encoded_image_clear (&image);
      g_byte_array_unref (m.bytes);
    }
  sumac_palette_cache_free (palettes);
}

/* Offset 0 of a payload stands for the palette that is set. */
static void
test_given_palette (void)
{
  Message m = bitmap_new (SPICE_BITMAP_FLAGS_PAL_CACHE_ME);
  SumacPaletteCache *palettes = sumac_palette_cache_new ();
  SumacPalette *palette = g_new0 (SumacPalette, 1);
  SumacEncodedImage image = {
    .type = SPICE_IMAGE_TYPE_BITMAP,
    .width = 4,
    .height = 2,
    .palette = palette,
  };
  SumacReader reader = sumac_reader (m.bytes->data + m.image + 18, 26);
  g_autoptr (GError) error = NULL;

  palette->ref_count = 1;
  palette->unique = 77;
  memset (m.bytes->data + m.image + 18 + 14, 0, 4);
  sumac_encoded_image_parse_payload (&reader, palettes, &image, &error);
  g_assert_no_error (error);
  g_assert_cmphex ((guintptr) image.palette, ==, (guintptr) palette);
  g_assert_cmpint (palette->ref_count, ==, 2);
  sumac_encoded_image_clear (&image);
  sumac_palette_cache_free (palettes);
  g_byte_array_unref (m.bytes);
}

static void
test_high_bits (void)
{
  static const struct
  {
    guint type; /* of LZ */
    guint32 pixel;
  } cases[] = { { 7, 0xff030201 }, { 8, 0xff030201 }, { 9, 0x01030201 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Message m = message_new (SPICE_IMAGE_TYPE_LZ_RGB, SPICE_IMAGE_FLAGS_HIGH_BITS_SET, 4, 1);
      g_autoptr (GError) error = NULL;
      SumacEncodedImage image;

      append_lz (m.bytes, cases[i].type, FALSE, 0);
      parse (m.bytes->data, m.bytes->len, m.image, NULL, &image, &error);
      g_assert_no_error (error);

      g_autoptr (SumacPixels) pixels = sumac_encoded_image_decode (&image, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmphex (pixel_at (pixels, 0, 0), ==, cases[i].pixel);
      g_byte_array_unref (m.bytes);
    }
}

static void
test_high_bits_and_window (void)
{
  Message m = message_new (SPICE_IMAGE_TYPE_GLZ_RGB, SPICE_IMAGE_FLAGS_HIGH_BITS_SET, 4, 1);
  Window window = { 0 };
  SumacGlzPictures pictures = { .look = look, .enter = enter, .window = &window };
  g_autoptr (GError) error = NULL;
  SumacEncodedImage image;

  append_lz (m.bytes, 8, TRUE, 5);
  parse (m.bytes->data, m.bytes->len, m.image, NULL, &image, &error);
  g_assert_no_error (error);

  g_autoptr (SumacPixels) pixels = sumac_encoded_image_decode (&image, &pictures, &error);

  g_assert_no_error (error);
  g_assert_cmphex (pixel_at (pixels, 0, 0), ==, 0xff030201);
  g_assert_cmpuint (window.n_enters, ==, 1);
  g_assert_cmpuint (window.id, ==, 5);
  g_assert_cmphex (pixel_at (window.pixels, 0, 0), ==, 0x030201);

  sumac_pixels_unref (window.pixels);
  g_byte_array_unref (m.bytes);
}

static void
test_failed_enters (void)
{
  Message m = message_new (SPICE_IMAGE_TYPE_GLZ_RGB, 0, 4, 1);
  Window window = { 0 };
  SumacGlzPictures pictures = { .look = look, .enter = enter, .window = &window };
  g_autoptr (GError) error = NULL;
  SumacEncodedImage image;

  append_lz (m.bytes, 8, TRUE, 6);
  m.bytes->data[m.bytes->len - 13] = 31; /* more literals than there are */
  parse (m.bytes->data, m.bytes->len, m.image, NULL, &image, &error);
  g_assert_no_error (error);
  g_assert_null (sumac_encoded_image_decode (&image, &pictures, &error));
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL);
  g_assert_cmpuint (window.n_enters, ==, 1);
  g_assert_cmpuint (window.id, ==, 6);
  g_assert_null (window.pixels);

  g_clear_error (&error);
  g_assert_null (sumac_encoded_image_decode (&image, NULL, &error));
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL);
  g_byte_array_unref (m.bytes);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/image/descriptor-bitmap-and-palette", test_descriptor);
  g_test_add_func ("/image/every-truncation-of-a-bitmap-is-refused", test_bitmap_truncations);
  g_test_add_func ("/image/every-type-is-laid-out-as-in-the-table", test_layouts);
  g_test_add_func ("/image/every-truncation-is-refused", test_truncations);
  g_test_add_func ("/image/every-decoder-refuses-what-is-none-of-its", test_decoders);
  g_test_add_func ("/image/an-unknown-type-is-refused", test_unknown);
  g_test_add_func ("/image/sizes-have-a-limit", test_limits);
  g_test_add_func ("/image/sizes-that-contradict-are-refused", test_sizes);
  g_test_add_func ("/image/palettes-are-kept-only-when-asked", test_palettes);
  g_test_add_func ("/image/a-given-palette-stands-for-offset-0", test_given_palette);
  g_test_add_func ("/image/high-bits-are-for-xrgb-alone", test_high_bits);
  g_test_add_func ("/image/high-bits-leave-the-window-alone", test_high_bits_and_window);
  g_test_add_func ("/image/a-failed-glz-picture-enters-as-failed", test_failed_enters);
  return g_test_run ();
}
