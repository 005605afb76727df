/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Streams are built beside the units they stand for, operation by operation; what the decoder
 * gives is compared with those. */

#include "codec/lz.h"

#include <sumac/error.h>

#include <string.h>

enum
{
  PLT1_LE = 1,
  PLT1_BE,
  PLT4_LE,
  PLT4_BE,
  PLT8,
  RGB16,
  RGB24,
  RGB32,
  RGBA,
  XXXA,
  A8,
};

typedef struct _Stream Stream;

struct _Stream
{
  GByteArray *bytes;
  GArray *units; /* guint32, in the order of the stream */
  guint wire;    /* bytes of a literal */
  guint extra;   /* of a length */
};

static void
append_u32 (GByteArray *bytes, guint32 value)
{
  guint32 big = GUINT32_TO_BE (value);

  g_byte_array_append (bytes, (guint8 *) &big, 4);
}

static void
append_u8 (GByteArray *bytes, guint value)
{
  guint8 byte = (guint8) value;

  g_byte_array_append (bytes, &byte, 1);
}

static Stream
stream_new (guint type)
{
  Stream s = {
    .bytes = g_byte_array_new (),
    .units = g_array_new (FALSE, FALSE, sizeof (guint32)),
    .wire = type == RGB16                   ? 2
            : type >= RGB24 && type <= RGBA ? 3
                                            : 1,
  };

  s.extra = 3 - s.wire;
  return s;
}

static void
stream_free (Stream *s)
{
  g_byte_array_unref (s->bytes);
  g_array_unref (s->units);
}

/* Literals that differ from one another, below @limit. */
static void
put_literals (Stream *s, guint count, guint32 limit)
{
  append_u8 (s->bytes, count - 1);
  for (guint i = 0; i < count; i++)
    {
      guint32 unit = (s->units->len * 2654435761u >> 5) % limit;

      g_array_append_val (s->units, unit);
      if (s->wire == 3)
        for (guint shift = 0; shift < 24; shift += 8)
          append_u8 (s->bytes, unit >> shift);
      else if (s->wire == 2)
        /* The highest bit is noise. */
        for (gint shift = 8; shift >= 0; shift -= 8)
          append_u8 (s->bytes, (unit | i << 15) >> shift);
      else
        append_u8 (s->bytes, unit);
    }
}

static void
put_match (Stream *s, guint distance, guint length)
{
  guint code = length - s->extra;
  guint offset = distance - 1;
  guint high = offset < 0x1fff ? offset >> 8 : 31;

  append_u8 (s->bytes, MIN (code, 7) << 5 | high);
  if (code >= 7)
    {
      for (code -= 7; code >= 255; code -= 255)
        append_u8 (s->bytes, 255);
      append_u8 (s->bytes, code);
    }
  append_u8 (s->bytes, offset < 0x1fff ? offset : 255);
  if (offset >= 0x1fff)
    {
      append_u8 (s->bytes, (offset - 0x1fff) >> 8);
      append_u8 (s->bytes, offset - 0x1fff);
    }
  for (guint i = 0; i < length; i++)
    {
      guint32 unit = g_array_index (s->units, guint32, s->units->len - distance);

      g_array_append_val (s->units, unit);
    }
}

static guint
stride_of (guint type, guint width)
{
  static const guint8 in_byte[] = { 0, 8, 8, 2, 2, 1 };
  static const guint8 bytes[] = { 2, 3, 4, 4, 4, 1 };

  if (type <= PLT8)
    return (width + in_byte[type] - 1) / in_byte[type];
  return width * bytes[type - RGB16];
}

static GByteArray *
header_new (guint type, guint width, guint height, gboolean is_top_down)
{
  GByteArray *bytes = g_byte_array_new ();

  append_u32 (bytes, 0x20205a4c);
  append_u32 (bytes, 0x00010001);
  append_u32 (bytes, type);
  append_u32 (bytes, width);
  append_u32 (bytes, height);
  append_u32 (bytes, stride_of (type, width));
  append_u32 (bytes, is_top_down);
  return bytes;
}

/* Pixel @x of row @y of the stream, as its unit was. */
static guint32
pixel_at (const SumacPixels *pixels, guint x, guint y, gboolean is_top_down)
{
  gint row = is_top_down ? (gint) y : pixels->height - 1 - (gint) y;
  const guint8 *p = sumac_pixels_row (pixels, row);
  guint16 narrow;

  switch (sumac_pixel_format_bits (pixels->format))
    {
    case 8:
      return p[x];
    case 16:
      memcpy (&narrow, p + 2 * x, 2);
      return narrow;
    default:
      p += 4 * x;
      return p[0] | (guint32) p[1] << 8 | (guint32) p[2] << 16 | (guint32) p[3] << 24;
    }
}

static void
assert_units (const SumacPixels *pixels, const GArray *units, gboolean is_top_down)
{
  guint i = 0;

  g_assert_cmpuint ((guint) (pixels->width * pixels->height), ==, units->len);
  for (guint y = 0; y < (guint) pixels->height; y++)
    for (guint x = 0; x < (guint) pixels->width; x++)
      g_assert_cmphex (pixel_at (pixels, x, y, is_top_down), ==,
                       g_array_index (units, guint32, i++));
}

static SumacPalette *
palette_new (guint n_entries)
{
  SumacPalette *palette = g_new0 (SumacPalette, 1);

  palette->n_entries = n_entries;
  for (guint i = 0; i < n_entries; i++)
    palette->entries[i] = 0xee000000u + i * 0x010305u;
  return palette;
}

/* Decodes by whichever function @type belongs to. */
static SumacPixels *
decode (guint type,
        const guint8 *bytes,
        gsize size,
        guint width,
        guint height,
        const SumacPalette *palette,
        GError **error)
{
  /* A copy of just that size, so that a sanitizer sees reads beyond the end. */
  g_autofree guint8 *copy = g_memdup2 (bytes, size);
  g_autoptr (SumacPixels) pixels = NULL;

  if (type <= PLT8)
    return sumac_lz_palette_decode (copy, size, width, height, palette, error);
  if (type != XXXA)
    return sumac_lz_rgb_decode (copy, size, width, height, error);

  pixels = sumac_pixels_new (SUMAC_PIXELS_ARGB32, (gint) width, (gint) height, NULL);
  memset (pixels->data, 0, sumac_pixels_size (pixels));
  return sumac_lz_alpha_decode (copy, size, pixels, TRUE, error) ? g_steal_pointer (&pixels)
                                                                 : NULL;
}

static void
assert_refused_as (guint type,
                   const GByteArray *bytes,
                   guint width,
                   guint height,
                   const SumacPalette *palette,
                   gint code,
                   const char *message)
{
  g_autoptr (GError) error = NULL;
  SumacPixels *pixels = decode (type, bytes->data, bytes->len, width, height, palette, &error);

  g_assert_null (pixels);
  g_assert_error (error, SUMAC_ERROR, code);
  if (message)
    g_assert_cmpstr (error->message, ==, message);
}

static void
assert_refused (guint type,
                const GByteArray *bytes,
                guint width,
                guint height,
                const char *message)
{
  assert_refused_as (type, bytes, width, height, NULL, SUMAC_ERROR_PROTOCOL, message);
}

static void
test_example (void)
{
  static const guint8 body[] = {
    0x01, 0x07, 0x08, 0x09, 0x03, 0x02, 0x01, 0xe0, 0x1c, 0x00,
    0x02, 0x03, 0x02, 0x01, 0x03, 0x02, 0x01, 0x03, 0x02, 0x01,
  };
  g_autoptr (GByteArray) bytes = header_new (RGB32, 20, 2, TRUE);
  g_autoptr (SumacPixels) pixels = NULL;
  g_autoptr (GError) error = NULL;

  g_byte_array_append (bytes, body, sizeof body);
  pixels = decode (RGB32, bytes->data, bytes->len, 20, 2, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (pixels->format, ==, SUMAC_PIXELS_XRGB32);
  for (guint i = 0; i < 40; i++)
    g_assert_cmphex (pixel_at (pixels, i % 20, i / 20, TRUE), ==, i == 0 ? 0x090807 : 0x010203);
}

static SumacPixelFormat
format_of (guint type)
{
  return type == RGB16  ? SUMAC_PIXELS_RGB555
         : type == A8   ? SUMAC_PIXELS_A8
         : type == RGBA ? SUMAC_PIXELS_ARGB32
                        : SUMAC_PIXELS_XRGB32;
}

static guint32
limit_of (guint type)
{
  return type == RGB16 ? 0x8000 : type >= RGB24 && type <= RGBA ? 0x1000000 : 0x100;
}

/* @colours, and @alpha (or NULL) behind it, make a whole stream of @width × @height. */
static void
check_stream (guint type,
              const Stream *colours,
              const Stream *alpha,
              guint width,
              guint height,
              gboolean is_top_down)
{
  g_autoptr (GByteArray) bytes = header_new (type, width, height, is_top_down);
  g_autoptr (SumacPixels) pixels = NULL;
  g_autoptr (GError) error = NULL;

  g_byte_array_append (bytes, colours->bytes->data, colours->bytes->len);
  if (alpha)
    {
      g_byte_array_append (bytes, alpha->bytes->data, alpha->bytes->len);
      for (guint i = 0; i < alpha->units->len; i++)
        g_array_index (colours->units, guint32, i) |= g_array_index (alpha->units, guint32, i)
                                                      << 24;
    }
  pixels = decode (type, bytes->data, bytes->len, width, height, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (pixels->format, ==, format_of (type));
  assert_units (pixels, colours->units, is_top_down);
}

/* A match of each @length at each @distance, with literals before and behind it. */
static void
fill_with_match (Stream *s, guint type, guint distance, guint length, guint n_units)
{
  while (s->units->len < distance + 1)
    put_literals (s, MIN (32, distance + 1 - s->units->len), limit_of (type));
  put_match (s, distance, length);
  while (s->units->len < n_units)
    put_literals (s, MIN (32, n_units - s->units->len), limit_of (type));
}

static void
test_matches (void)
{
  static const guint types[] = { RGB16, RGB24, RGB32, A8 };
  static const guint distances[] = { 1,  2,  3,  4,  5,  6,  7,    8,    9,    15,
                                     16, 17, 31, 32, 33, 64, 8191, 8192, 73727 };
  static const guint lengths[] = { 3,  4,  5,  6,  7,  8,   9,   10,  11,  12,  13,  16,
                                   17, 31, 32, 33, 64, 261, 262, 263, 264, 265, 517, 1000 };

  for (guint t = 0; t < G_N_ELEMENTS (types); t++)
    for (guint d = 0; d < G_N_ELEMENTS (distances); d++)
      for (guint l = 0; l < G_N_ELEMENTS (lengths); l++)
        {
          guint width = (distances[d] + lengths[l]) / 7 + 2;
          Stream s;

          /* The far ones are slow to set up, and the lengths work alike there. */
          if (distances[d] > 64 && l % 6 != 0)
            continue;
          s = stream_new (types[t]);
          fill_with_match (&s, types[t], distances[d], lengths[l], width * 7);
          check_stream (types[t], &s, NULL, width, 7, l & 1);
          stream_free (&s);
        }
}

static void
put_random (Stream *s, guint32 limit, guint n_units)
{
  while (s->units->len < n_units)
    {
      guint left = n_units - s->units->len;
      guint length = (guint) g_test_rand_int_range (1, g_test_rand_bit () ? 40 : 600);
      guint most = g_test_rand_bit () ? MIN (20, s->units->len) : s->units->len;

      length = MIN (length, left);
      if (most == 0 || length <= s->extra || g_test_rand_int_range (0, 3) == 0)
        put_literals (s, MIN (length, 32), limit);
      else
        put_match (s, (guint) g_test_rand_int_range (1, (gint) most + 1), length);
    }
}

static void
test_random (void)
{
  static const guint types[] = { RGB16, RGB24, RGB32, RGBA, A8 };

  for (guint i = 0; i < 400; i++)
    {
      guint type = types[i % G_N_ELEMENTS (types)];
      guint width = (guint) g_test_rand_int_range (1, 50);
      guint height = (guint) g_test_rand_int_range (1, 50);
      Stream s = stream_new (type);
      Stream alpha = stream_new (XXXA);

      put_random (&s, limit_of (type), width * height);
      put_random (&alpha, 256, width * height);
      check_stream (type, &s, type == RGBA ? &alpha : NULL, width, height, i & 1);
      stream_free (&s);
      stream_free (&alpha);
    }
}

/* Which colour the unit stands for, at pixel @x. */
static guint32
colour_of (guint type, guint32 unit, guint x, const SumacPalette *palette)
{
  guint index = unit;

  if (type == PLT1_LE)
    index = unit >> (x & 7) & 1;
  if (type == PLT1_BE)
    index = unit >> (7 - (x & 7)) & 1;
  if (type == PLT4_LE)
    index = (unit >> (x & 1) * 4 & 15) % palette->n_entries;
  if (type == PLT4_BE)
    index = (unit >> (~x & 1) * 4 & 15) % palette->n_entries;
  return palette->entries[index] & 0xffffff;
}

static void
check_palette (guint type, guint width, guint height, gboolean is_top_down, guint n_entries)
{
  g_autoptr (GByteArray) bytes = header_new (type, width, height, is_top_down);
  g_autofree SumacPalette *palette = palette_new (n_entries);
  g_autoptr (SumacPixels) pixels = NULL;
  g_autoptr (GError) error = NULL;
  guint stride = stride_of (type, width);
  Stream s = stream_new (type);

  put_random (&s, type == PLT8 ? n_entries : 256, stride * height);
  g_byte_array_append (bytes, s.bytes->data, s.bytes->len);
  pixels = decode (type, bytes->data, bytes->len, width, height, palette, &error);
  g_assert_no_error (error);
  g_assert_cmpint (pixels->format, ==, SUMAC_PIXELS_XRGB32);
  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      {
        guint32 unit = g_array_index (s.units, guint32, y * stride + x * stride / width);

        if (type <= PLT4_BE)
          unit = g_array_index (s.units, guint32, y * stride + x / (type <= PLT1_BE ? 8 : 2));
        g_assert_cmphex (pixel_at (pixels, x, y, is_top_down), ==,
                         colour_of (type, unit, x, palette));
      }
  stream_free (&s);
}

static void
test_palettes (void)
{
  for (guint i = 0; i < 400; i++)
    {
      guint type = PLT1_LE + i % 5;
      guint n_entries = (guint) g_test_rand_int_range (type <= PLT1_BE ? 2 : 1, 257);

      check_palette (type, (guint) g_test_rand_int_range (1, 70),
                     (guint) g_test_rand_int_range (1, 30), g_test_rand_bit (), n_entries);
    }
  check_palette (PLT4_BE, 9, 9, TRUE, 3);
  check_palette (PLT1_LE, 17, 5, FALSE, 2);
}

static void
test_palette_refused (void)
{
  static const struct
  {
    guint type;
    gint n_entries; /* -1: no palette */
    guint8 index;
    const char *message;
  } cases[] = {
    { PLT8, 5, 4, NULL },
    { PLT8, 5, 5, "LZ: an index is not in the palette" },
    { PLT8, 5, 255, "LZ: an index is not in the palette" },
    { PLT8, 0, 0, "LZ: an index is not in the palette" },
    { PLT8, -1, 0, "LZ: the palette is missing" },
    { PLT1_LE, 2, 0xff, NULL },
    { PLT1_LE, 1, 0, "LZ: the palette has too few entries" },
    { PLT1_BE, 0, 0, "LZ: the palette has too few entries" },
    { PLT4_LE, 1, 0xff, NULL },
    { PLT4_BE, 0, 0, "LZ: the palette has too few entries" },
    { PLT4_LE, -1, 0, "LZ: the palette is missing" },
    { RGB32, 5, 0, "LZ: the type is none of a palette image" },
    { XXXA, 5, 0, "LZ: the type is none of a palette image" },
    { 0, 5, 0, "LZ: the type is none of a palette image" },
    { 12, 5, 0, "LZ: the type is none of a palette image" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) bytes = header_new (PLT8, 1, 1, TRUE);
      g_autofree SumacPalette *palette = palette_new ((guint) MAX (cases[i].n_entries, 0));
      g_autoptr (SumacPixels) pixels = NULL;
      g_autoptr (GError) error = NULL;

      bytes->data[11] = (guint8) cases[i].type;
      append_u8 (bytes, 0);
      append_u8 (bytes, cases[i].index);
      pixels = decode (PLT8, bytes->data, bytes->len, 1, 1,
                       cases[i].n_entries < 0 ? NULL : palette, &error);
      g_assert_cmpstr (error ? error->message : NULL, ==, cases[i].message);
      if (cases[i].message)
        g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL);
      else
        g_assert_nonnull (pixels);
    }
}

static void
test_headers_refused (void)
{
  static const struct
  {
    guint word;
    guint32 value;
    const char *message;
  } cases[] = {
    { 0, 0x4c5a2020, "LZ: the data do not begin with a header" },
    { 1, 0x00010000, "LZ: the data do not begin with a header" },
    { 2, 0, "LZ: the type is none of an RGB image" },
    { 2, PLT8, "LZ: the type is none of an RGB image" },
    { 2, XXXA, "LZ: the type is none of an RGB image" },
    { 2, 12, "LZ: the type is none of an RGB image" },
    { 2, 0x80000008, "LZ: the type is none of an RGB image" },
    { 3, 5, "LZ: the size is not that of the image" },
    { 3, 0, "LZ: the size is not that of the image" },
    { 4, 3, "LZ: the size is not that of the image" },
    { 4, 0xffffffff, "LZ: the size is not that of the image" },
    { 5, 15, "LZ: the stride is not that of the width" },
    { 5, 17, "LZ: the stride is not that of the width" },
    { 5, 0, "LZ: the stride is not that of the width" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) bytes = header_new (RGB32, 4, 2, TRUE);
      guint32 big = GUINT32_TO_BE (cases[i].value);
      Stream s = stream_new (RGB32);

      put_literals (&s, 8, 0x1000000);
      memcpy (bytes->data + 4 * cases[i].word, &big, 4);
      g_byte_array_append (bytes, s.bytes->data, s.bytes->len);
      assert_refused (RGB32, bytes, 4, 2, cases[i].message);
      stream_free (&s);
    }
}

/* Bodies of 3 × 2 pixels. */
static void
test_bodies_refused (void)
{
#define THREE \
  "\x02"      \
  "abc"       \
  "abc"       \
  "abd"

  static const struct
  {
    const char *body;
    guint size;
    const char *message;
  } cases[] = {
    { "\x20\x00", 2, "LZ: a match begins before the picture" },
    { THREE "\x60\x03", 12, "LZ: a match begins before the picture" },
    { THREE "\x7f\xff\x00\x00", 14, "LZ: a match begins before the picture" },
    { THREE "\x80\x00", 12, "LZ: a match passes the end of the picture" },
    { THREE "\xe0\xff\xff\xff\x00\x00", 16, "LZ: a match passes the end of the picture" },
    { THREE "\x03"
            "abcabcabcabc",
      23, "LZ: literals pass the end of the picture" },
    { THREE "\x1f", 11, "LZ: literals pass the end of the picture" },
    { THREE "\xe0\xff\xff\xff", 14, "LZ: the data end too early" },
    { THREE "\x40\x00", 12, "LZ: the data end too early" },
    { THREE "\x60\x00\x00", 13, "LZ: bytes are left over behind the picture" },
    { THREE THREE "x", 21, "LZ: bytes are left over behind the picture" },
  };

#undef THREE

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) bytes = header_new (RGB32, 3, 2, i & 1);

      g_byte_array_append (bytes, (const guint8 *) cases[i].body, cases[i].size);
      assert_refused (RGB32, bytes, 3, 2, cases[i].message);
    }
}

/* Every kind of operation, in 300 × 30 units or a little more. */
static GByteArray *
whole_stream (guint type)
{
  GByteArray *bytes = header_new (type, 300, 30, TRUE);
  guint n_units = type <= PLT8 ? stride_of (type, 300) * 30 : 9000;

  for (guint plane = 0; plane < (type == RGBA ? 2 : 1); plane++)
    {
      guint32 limit = type <= PLT8 ? 4 : limit_of (type);
      Stream s = stream_new (plane == 1 ? XXXA : type);

      put_literals (&s, 32, plane == 1 ? 256 : limit);
      put_match (&s, 1, 100);
      put_match (&s, 33, 5);
      put_literals (&s, 1, plane == 1 ? 256 : limit);
      if (n_units > 8250)
        put_match (&s, 100, 8100);
      if (n_units > 8250)
        put_match (&s, 8200, 7);
      put_match (&s, 2, n_units - s.units->len);
      g_byte_array_append (bytes, s.bytes->data, s.bytes->len);
      stream_free (&s);
    }
  return bytes;
}

static void
test_truncations (void)
{
  g_autofree SumacPalette *palette = palette_new (16);

  for (guint type = PLT1_LE; type <= A8; type++)
    {
      g_autoptr (GByteArray) bytes = whole_stream (type);
      g_autoptr (SumacPixels) pixels = NULL;
      g_autoptr (GError) error = NULL;

      pixels = decode (type, bytes->data, bytes->len, 300, 30, palette, &error);
      g_assert_no_error (error);
      append_u8 (bytes, 0);
      assert_refused_as (type, bytes, 300, 30, palette, SUMAC_ERROR_PROTOCOL,
                         "LZ: bytes are left over behind the picture");
      for (bytes->len -= 2; bytes->len > 0; bytes->len--)
        assert_refused_as (type, bytes, 300, 30, palette, SUMAC_ERROR_PROTOCOL,
                           "LZ: the data end too early");
      assert_refused_as (type, bytes, 300, 30, palette, SUMAC_ERROR_PROTOCOL,
                         "LZ: the data end too early");
    }
}

static void
test_limits (void)
{
  g_autoptr (GByteArray) small = header_new (RGB32, 16384, 4096, TRUE);
  g_autoptr (GByteArray) large = header_new (RGB32, 16384, 16384, TRUE);
  g_autoptr (GByteArray) empty = header_new (RGB32, 0, 0, TRUE);

  /* Six bytes can't be so many pixels. */
  g_byte_array_append (small,
                       (const guint8 *) "\x00"
                                        "abc"
                                        "\x20\x00",
                       6);
  assert_refused (RGB32, small, 16384, 4096, "LZ: the data end too early");

  g_byte_array_set_size (large, 2u << 20);
  memset (large->data + 28, 0, large->len - 28);
  assert_refused_as (RGB32, large, 16384, 16384, NULL, SUMAC_ERROR_LIMIT, NULL);
  assert_refused_as (RGB32, empty, 0, 0, NULL, SUMAC_ERROR_LIMIT, NULL);
}

/* Colours stay; the order of their rows in memory need not be that of the stream. */
static void
test_alpha (void)
{
  for (guint i = 0; i < 4; i++)
    {
      gboolean is_top_down = i & 1;
      g_autoptr (GByteArray) bytes = header_new (XXXA, 37, 5, is_top_down);
      g_autoptr (GError) error = NULL;
      g_autoptr (SumacPixels) pixels = sumac_pixels_new (SUMAC_PIXELS_ARGB32, 37, 5, &error);
      Stream s = stream_new (XXXA);

      if (i & 2)
        sumac_pixels_flip (pixels);
      memset (sumac_pixels_first (pixels), 0x55, sumac_pixels_size (pixels));
      put_random (&s, 256, 37 * 5);
      g_byte_array_append (bytes, s.bytes->data, s.bytes->len);
      sumac_lz_alpha_decode (bytes->data, bytes->len, pixels, is_top_down, &error);
      g_assert_no_error (error);
      for (guint k = 0; k < s.units->len; k++)
        {
          guint32 *unit = &g_array_index (s.units, guint32, k);

          *unit = *unit << 24 | 0x555555;
        }
      assert_units (pixels, s.units, is_top_down);
      stream_free (&s);
    }
}

static void
test_alpha_refused (void)
{
  static const struct
  {
    guint word;
    guint32 value;
    const char *message;
  } cases[] = {
    { 2, RGBA, "LZ: the type is not that of an alpha plane" },
    { 2, A8, "LZ: the type is not that of an alpha plane" },
    { 3, 5, "LZ: the size is not that of the image" },
    { 5, 4, "LZ: the stride is not that of the width" },
    { 6, 0, "LZ: the alpha plane runs the other way than its image says" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) bytes = header_new (XXXA, 4, 1, TRUE);
      guint32 big = GUINT32_TO_BE (cases[i].value);

      memcpy (bytes->data + 4 * cases[i].word, &big, 4);
      g_byte_array_append (bytes,
                           (const guint8 *) "\x03"
                                            "abcd",
                           5);
      assert_refused (XXXA, bytes, 4, 1, cases[i].message);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/codec/lz/example-of-the-spec", test_example);
  g_test_add_func ("/codec/lz/matches-at-all-borders", test_matches);
  g_test_add_func ("/codec/lz/random-operations-give-their-units", test_random);
  g_test_add_func ("/codec/lz/palettes-map-every-packing", test_palettes);
  g_test_add_func ("/codec/lz/alpha-plane-keeps-colours", test_alpha);
  g_test_add_func ("/codec/lz/wrong-palette-is-refused", test_palette_refused);
  g_test_add_func ("/codec/lz/wrong-header-is-refused", test_headers_refused);
  g_test_add_func ("/codec/lz/wrong-operation-is-refused", test_bodies_refused);
  g_test_add_func ("/codec/lz/every-truncation-is-refused", test_truncations);
  g_test_add_func ("/codec/lz/sizes-beyond-limits-are-refused", test_limits);
  g_test_add_func ("/codec/lz/wrong-alpha-plane-is-refused", test_alpha_refused);
  return g_test_run ();
}
