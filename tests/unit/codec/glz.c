/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Streams are built beside the units they stand for, in a window that counts what the decoder
 * asks of it. */

#include "codec/glz.h"

#include <sumac/error.h>

#include <string.h>
#include <zlib.h>

#define RGB16 6
#define RGB24 7
#define RGB32 8
#define RGBA  9
#define XXXA  10

#define HEADER_SIZE 33
#define WINDOW_SIZE 64

typedef struct _Window Window;
typedef struct _Stream Stream;

struct _Window
{
  SumacPixels *pixels[WINDOW_SIZE]; /* owned */
  guint n_looks;
  guint n_enters;
  guint n_failed; /* of those that entered */
  guint64 id;     /* the last that entered */
  guint32 head_distance;
  gboolean is_full;
  SumacGlzPictures pictures;
};

struct _Stream
{
  GByteArray *bytes;
  GArray *units; /* guint32, in the order of the stream */
  guint type;
};

static SumacPixels *
look (gpointer data, guint64 id, GError **error)
{
  Window *window = data;

  window->n_looks++;
  if (id < WINDOW_SIZE && window->pixels[id])
    return sumac_pixels_ref (window->pixels[id]);
  g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_LOST, "not here");
  return NULL;
}

static gboolean
enter (gpointer data, guint64 id, guint32 head_distance, SumacPixels *pixels, GError **error)
{
  Window *window = data;

  window->n_enters++;
  window->n_failed += pixels == NULL;
  window->id = id;
  window->head_distance = head_distance;
  if (window->is_full)
    {
      g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_LIMIT, "full");
      return FALSE;
    }
  if (pixels && id < WINDOW_SIZE)
    {
      g_clear_pointer (&window->pixels[id], sumac_pixels_unref);
      window->pixels[id] = sumac_pixels_ref (pixels);
    }
  return TRUE;
}

static void
window_init (Window *window)
{
  *window = (Window){ .pictures = { .look = look, .enter = enter, .window = window } };
}

/* Whoever decoded has kept nothing. */
static void
window_clear (Window *window)
{
  for (guint i = 0; i < WINDOW_SIZE; i++)
    if (window->pixels[i])
      {
        g_assert_cmpint (window->pixels[i]->ref_count, ==, 1);
        sumac_pixels_unref (window->pixels[i]);
      }
}

static void
append_u8 (GByteArray *bytes, guint value)
{
  guint8 byte = (guint8) value;

  g_byte_array_append (bytes, &byte, 1);
}

static void
append_u32 (GByteArray *bytes, guint32 value)
{
  for (gint shift = 24; shift >= 0; shift -= 8)
    append_u8 (bytes, value >> shift);
}

static Stream
stream_new (guint type, guint width, guint height, guint32 id, gboolean is_top_down)
{
  static const guint8 stride[] = { [RGB16] = 2, 3, 4, 4, 4 };
  Stream s = {
    .bytes = g_byte_array_new (),
    .units = g_array_new (FALSE, FALSE, sizeof (guint32)),
    .type = type,
  };

  append_u32 (s.bytes, 0x20205a4c);
  append_u32 (s.bytes, 0x00010001);
  append_u8 (s.bytes, type | (is_top_down ? 16 : 0));
  append_u32 (s.bytes, width);
  append_u32 (s.bytes, height);
  append_u32 (s.bytes, width * stride[type]);
  append_u32 (s.bytes, 0);
  append_u32 (s.bytes, id);
  append_u32 (s.bytes, MIN (id, 3));
  return s;
}

static void
stream_free (Stream *s)
{
  g_byte_array_unref (s->bytes);
  g_array_unref (s->units);
}

static guint
extra_of (guint type)
{
  return type == RGB16 ? 1 : type == XXXA ? 2 : 0;
}

static guint32
widen (guint32 v)
{
  guint32 r = v >> 10 & 31, g = v >> 5 & 31, b = v & 31;

  return (r << 3 | r >> 2) << 16 | (g << 3 | g >> 2) << 8 | (b << 3 | b >> 2);
}

static void
put_literals (Stream *s, guint count)
{
  append_u8 (s->bytes, count - 1);
  for (guint i = 0; i < count; i++)
    {
      guint32 raw = (s->units->len + s->type) * 2654435761u >> 5;
      guint32 unit = raw & 0xffffff;

      if (s->type == RGB16)
        {
          append_u8 (s->bytes, raw >> 8);
          append_u8 (s->bytes, raw);
          unit = widen (raw & 0x7fff);
        }
      else if (s->type == XXXA)
        {
          append_u8 (s->bytes, raw);
          unit = raw & 0xff;
        }
      else
        for (guint shift = 0; shift < 24; shift += 8)
          append_u8 (s->bytes, raw >> shift);
      g_array_append_val (s->units, unit);
    }
}

static void
put_length (Stream *s, guint low_bits, guint length, guint position)
{
  guint code = length - extra_of (s->type);

  append_u8 (s->bytes, MIN (code, 7) << 5 | low_bits | (position & 15));
  if (code >= 7)
    {
      for (code -= 7; code >= 255; code -= 255)
        append_u8 (s->bytes, 255);
      append_u8 (s->bytes, code);
    }
  append_u8 (s->bytes, position >> 4);
}

/* With @n_more bytes of distance, even if they are zero. */
static void
put_short (Stream *s, guint length, guint position, guint distance, guint n_more)
{
  put_length (s, 0, length, position);
  append_u8 (s->bytes, n_more << 6 | (distance & 63));
  for (guint i = 0; i < n_more; i++)
    append_u8 (s->bytes, distance >> (6 + 8 * i));
}

static void
put_long (Stream *s, guint length, guint position, guint distance, guint n_more)
{
  gboolean is_far = position >= 1u << 17;

  put_length (s, 16, length, position);
  append_u8 (s->bytes, n_more << 6 | is_far << 5 | (position >> 12 & 31));
  for (guint i = 0; i < n_more; i++)
    append_u8 (s->bytes, distance >> (8 * i));
  if (is_far)
    append_u8 (s->bytes, position >> 17);
}

/* The upper five bits of each byte, twice. */
static guint32
widened (guint32 unit)
{
  return (unit & 0xf8f8f8) | ((unit & 0xf8f8f8) >> 5 & 0x070707);
}

/* What comes out of a stream of 16 bits, widened as the window has it. */
static guint32
narrow_unit_at (const SumacPixels *pixels, guint i)
{
  gsize width = (gsize) pixels->width;
  const guint8 *row = sumac_pixels_first (pixels) + i / width * (gsize) ABS (pixels->stride);
  guint32 pixel = ((const guint16 *) (const void *) row)[i % width];
  guint32 wide = (pixel & 0x7c00) << 9 | (pixel & 0x03e0) << 6 | (pixel & 0x001f) << 3;

  return widened (wide);
}

static guint32
unit_at (const SumacPixels *pixels, guint i)
{
  const guint8 *p = sumac_pixels_first (pixels) + 4 * i;

  if (pixels->format == SUMAC_PIXELS_RGB555)
    return narrow_unit_at (pixels, i);

  return p[0] | (guint32) p[1] << 8 | (guint32) p[2] << 16 | (guint32) p[3] << 24;
}

/* What the match stands for. @source: NULL if it lies in this picture. */
static void
add_units (Stream *s, guint length, guint position, const SumacPixels *source)
{
  for (guint i = 0; i < length; i++)
    {
      guint32 unit;

      if (!source)
        unit = g_array_index (s->units, guint32, s->units->len - position - 1);
      else if (s->type == XXXA)
        unit = unit_at (source, position + i) >> 24;
      else
        unit = unit_at (source, position + i) & 0xffffff;
      g_array_append_val (s->units, unit);
    }
}

static SumacPixels *
decode (const GByteArray *bytes, guint width, guint height, Window *window, GError **error)
{
  /* A copy of just that size, so that a sanitizer sees reads beyond the end. */
  g_autofree guint8 *copy = g_memdup2 (bytes->data, bytes->len);

  return sumac_glz_decode (copy, bytes->len, width, height, &window->pictures, error);
}

static void
assert_decodes (const Stream *s, guint width, guint height, Window *window)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SumacPixels) pixels = decode (s->bytes, width, height, window, &error);

  g_assert_no_error (error);
  g_assert_cmpint (pixels->format, ==,
                   s->type == RGB16  ? SUMAC_PIXELS_RGB555
                   : s->type == RGBA ? SUMAC_PIXELS_ARGB32
                                     : SUMAC_PIXELS_XRGB32);
  g_assert_cmpint (pixels->stride < 0, ==, (s->bytes->data[8] & 16) == 0);
  g_assert_cmpuint (s->units->len, ==, width * height);
  for (guint i = 0; i < s->units->len; i++)
    g_assert_cmphex (unit_at (pixels, i), ==,
                     s->type == RGB16 ? widened (g_array_index (s->units, guint32, i))
                                      : g_array_index (s->units, guint32, i));
}

/* It enters once, as a failed one. */
static void
assert_fails (const GByteArray *bytes,
              guint width,
              guint height,
              Window *window,
              const char *message)
{
  g_autoptr (GError) error = NULL;
  guint n_enters = window->n_enters;
  guint n_failed = window->n_failed;
  SumacPixels *pixels = decode (bytes, width, height, window, &error);

  g_assert_null (pixels);
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL);
  g_assert_cmpstr (error->message, ==, message);
  g_assert_cmpuint (window->n_enters, ==, n_enters + 1);
  g_assert_cmpuint (window->n_failed, ==, n_failed + 1);
}

/* Picture @id of literals alone. */
static void
bring (Window *window, guint32 id, guint type, guint width, guint height, gboolean is_top_down)
{
  Stream s = stream_new (type, width, height, id, is_top_down);
  guint n = width * height;

  while (s.units->len < n)
    put_literals (&s, MIN (32, n - s.units->len));
  if (type == RGBA)
    {
      guint32 *units = (guint32 *) (gpointer) s.units->data;

      append_u8 (s.bytes, 0);
      append_u8 (s.bytes, 0x80);
      s.type = XXXA;
      put_length (&s, 0, n - 1, 0);
      append_u8 (s.bytes, 0);
      s.type = RGBA;
      for (guint i = 0; i < n; i++)
        units[i] |= 0x80000000;
    }
  assert_decodes (&s, width, height, window);
  stream_free (&s);
}

static void
test_header (void)
{
  Stream s = stream_new (RGBA, 0x1234, 7, 0xfedcba98, TRUE);
  g_autoptr (GError) error = NULL;
  SumacGlzHeader header = { 0 };

  s.bytes->data[24] = 5;
  g_assert_true (sumac_glz_read_header (s.bytes->data, HEADER_SIZE, &header, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (header.type, ==, RGBA);
  g_assert_cmpint (header.is_top_down, ==, TRUE);
  g_assert_cmpuint (header.width, ==, 0x1234);
  g_assert_cmpuint (header.height, ==, 7);
  g_assert_cmpuint (header.stride, ==, 4 * 0x1234);
  g_assert_cmphex (header.id, ==, G_GUINT64_CONSTANT (0x5fedcba98));
  g_assert_cmpuint (header.head_distance, ==, 3);
  stream_free (&s);
}

static void
test_unreadable_header (void)
{
  Stream s = stream_new (RGB32, 4, 1, 0, TRUE);
  Window window;

  window_init (&window);
  put_literals (&s, 4);
  for (guint i = 0; i < 8 + HEADER_SIZE; i++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      g_autoptr (GError) error = NULL;

      g_byte_array_append (bytes, s.bytes->data, i < 8 ? s.bytes->len : i - 8);
      if (i < 8)
        bytes->data[i] ^= 1;
      g_assert_null (decode (bytes, 4, 1, &window, &error));
      g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL);
      g_assert_cmpstr (error->message, ==,
                       i < 8 ? "GLZ: the data do not begin with a header"
                             : "GLZ: the data end too early");
    }
  g_assert_cmpuint (window.n_enters, ==, 0);
  stream_free (&s);
}

static void
test_equal_copy (void)
{
  static const guint8 match[] = { 0xe0, 40 * 30 - 7 - 4 * 255, 0x00, 0x01 };
  Stream s = stream_new (RGB32, 40, 30, 1, TRUE);
  Window window;

  window_init (&window);
  bring (&window, 0, RGB32, 40, 30, TRUE);
  g_byte_array_append (s.bytes, match, 1);
  for (guint i = 0; i < 4; i++)
    append_u8 (s.bytes, 255);
  g_byte_array_append (s.bytes, match + 1, 3);
  add_units (&s, 1200, 0, window.pixels[0]);
  assert_decodes (&s, 40, 30, &window);
  g_assert_cmpuint (window.n_looks, ==, 1);
  g_assert_cmpuint (window.n_enters, ==, 2);
  g_assert_cmpuint (window.id, ==, 1);
  g_assert_cmpuint (window.head_distance, ==, 1);
  stream_free (&s);
  window_clear (&window);
}

/* Each way to write the same picture distance, near and far positions, all types. */
static void
test_forms (void)
{
  static const guint types[] = { RGB16, RGB24, RGB32 };
  static const guint positions[] = { 0, 1, 15, 16, 4095, 4096, 131071, 131072, 500 * 300 - 40 };

  for (guint t = 0; t < G_N_ELEMENTS (types); t++)
    {
      Window window;

      window_init (&window);
      bring (&window, 0, types[t], 500, 300, t & 1);
      for (guint p = 0; p < G_N_ELEMENTS (positions); p++)
        for (guint n_more = 0; n_more <= 3; n_more++)
          {
            Stream s = stream_new (types[t], 40, 2, 1, p & 1);

            if (positions[p] < 4096)
              put_short (&s, 40, positions[p], 1, n_more);
            else
              put_long (&s, 40, positions[p], 1, MAX (n_more, 1));
            add_units (&s, 40, positions[p], window.pixels[0]);
            if (n_more == 0)
              put_long (&s, 40, 0, 0, 0);
            else
              put_short (&s, 40, 0, 0, n_more);
            add_units (&s, 40, 0, NULL);
            assert_decodes (&s, 40, 2, &window);
            stream_free (&s);
          }
      window_clear (&window);
    }
}

/* Distances of pictures at the borders of the forms, by the id that is looked for. */
static void
test_far_pictures (void)
{
  static const struct
  {
    guint distance;
    guint n_more;
    gboolean is_long;
  } cases[] = {
    { 63, 0, FALSE },         { 64, 1, FALSE },       { 0x3fff, 1, FALSE },
    { 0x4000, 2, FALSE },     { 0x3fffff, 2, FALSE }, { 0x400000, 3, FALSE },
    { 0x3fffffff, 3, FALSE }, { 255, 1, TRUE },       { 256, 2, TRUE },
    { 0xffff, 2, TRUE },      { 0x10000, 3, TRUE },   { 0xffffff, 3, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Stream s = stream_new (RGB32, 8, 1, cases[i].distance + 5, TRUE);
      Stream below = stream_new (RGB32, 8, 1, cases[i].distance - 1, TRUE);
      Stream *both[] = { &s, &below };
      Window window;

      window_init (&window);
      bring (&window, 5, RGB32, 8, 1, TRUE);
      for (guint k = 0; k < 2; k++)
        if (cases[i].is_long)
          put_long (both[k], 8, 0, cases[i].distance, cases[i].n_more);
        else
          put_short (both[k], 8, 0, cases[i].distance, cases[i].n_more);
      add_units (&s, 8, 0, window.pixels[5]);
      assert_decodes (&s, 8, 1, &window);
      assert_fails (below.bytes, 8, 1, &window,
                    "GLZ: a match refers to a picture before the first one");
      g_assert_cmpuint (window.n_looks, ==, 1);
      stream_free (&s);
      stream_free (&below);
      window_clear (&window);
    }
}

/* The picture of the window is not asked for at every match. */
static void
test_looks (void)
{
  Stream s = stream_new (RGB32, 64, 2, 4, TRUE);
  Window window;

  window_init (&window);
  for (guint id = 0; id < 4; id++)
    bring (&window, id, RGB32, 8, 1, TRUE);
  for (guint i = 0; i < 16; i++)
    {
      put_short (&s, 8, 0, 1 + i % 4, 0);
      add_units (&s, 8, 0, window.pixels[3 - i % 4]);
    }
  assert_decodes (&s, 64, 2, &window);
  g_assert_cmpuint (window.n_looks, ==, 4);
  stream_free (&s);
  window_clear (&window);
}

/* XRGB has 0 in its unused byte; an alpha plane takes the alpha that is there. */
static void
test_alpha (void)
{
  Stream opaque = stream_new (RGB32, 8, 2, 2, FALSE);
  Stream s = stream_new (RGBA, 8, 2, 3, TRUE);
  guint32 *units;
  Window window;

  window_init (&window);
  bring (&window, 0, RGBA, 8, 2, TRUE);
  bring (&window, 1, RGB32, 8, 2, TRUE);
  put_short (&opaque, 16, 0, 2, 0);
  add_units (&opaque, 16, 0, window.pixels[0]);
  assert_decodes (&opaque, 8, 2, &window);

  put_short (&s, 16, 0, 3, 0);
  add_units (&s, 16, 0, window.pixels[0]);
  s.type = XXXA;
  put_short (&s, 5, 0, 3, 0); /* 0x80 of RGBA */
  put_short (&s, 5, 3, 2, 0); /* 0 of RGB32 */
  put_literals (&s, 1);       /* behind the units */
  put_short (&s, 5, 0, 0, 0); /* that literal */
  s.type = RGBA;
  units = (guint32 *) (gpointer) s.units->data;
  for (guint i = 0; i < 16; i++)
    units[i] |= (i < 5 ? 0x80 : i < 10 ? 0 : units[16]) << 24;
  g_array_set_size (s.units, 16);
  assert_decodes (&s, 8, 2, &window);
  stream_free (&opaque);
  stream_free (&s);
  window_clear (&window);
}

static void
put_random (Stream *s, guint n_units, Window *window, guint32 id)
{
  while (s->units->len < n_units)
    {
      guint length = (guint) g_test_rand_int_range (3, g_test_rand_bit () ? 40 : 600);
      guint distance = (guint) g_test_rand_int_range (0, (gint) id + 1);
      const SumacPixels *source = distance > 0 ? window->pixels[id - distance] : NULL;
      guint most = source ? (guint) (source->width * source->height) : s->units->len;
      guint position = most > 0 ? (guint) g_test_rand_int_range (0, (gint) most) : 0;

      length = MIN (length, n_units - s->units->len);
      if (source)
        length = MIN (length, most - position);
      if (!source && g_test_rand_bit ())
        position = MIN (position, 5);
      if (most == 0 || length < 3 || g_test_rand_int_range (0, 4) == 0)
        {
          put_literals (s, MIN (length, 32));
          continue;
        }
      if (position < 4096)
        put_short (s, length, position, distance, 0);
      else
        put_long (s, length, position, distance, 1);
      add_units (s, length, position, source);
    }
}

static void
test_random (void)
{
  for (guint run = 0; run < 10; run++)
    {
      Window window;

      window_init (&window);
      for (guint32 id = 0; id < 30; id++)
        {
          guint width = (guint) g_test_rand_int_range (1, 90);
          guint height = (guint) g_test_rand_int_range (1, 90);
          guint type = (guint) g_test_rand_int_range (RGB16, XXXA);
          Stream s = stream_new (type, width, height, id, g_test_rand_bit ());
          Stream alpha = stream_new (XXXA, width, height, id, TRUE);

          put_random (&s, width * height, &window, id);
          put_random (&alpha, width * height, &window, id);
          for (guint i = 0; i < width * height && type == RGBA; i++)
            g_array_index (s.units, guint32, i) |= g_array_index (alpha.units, guint32, i)
                                                   << 24;
          if (type == RGBA)
            g_byte_array_append (s.bytes, alpha.bytes->data + HEADER_SIZE,
                                 alpha.bytes->len - HEADER_SIZE);
          assert_decodes (&s, width, height, &window);
          stream_free (&s);
          stream_free (&alpha);
        }
      window_clear (&window);
    }
}

static void
test_headers_refused (void)
{
  static const struct
  {
    guint at;
    guint8 value;
    const char *message;
  } cases[] = {
    { 8, 0x10, "GLZ: the type is none of an RGB image" },
    { 8, 0x15, "GLZ: the type is none of an RGB image" },
    { 8, 0x1a, "GLZ: the type is none of an RGB image" },
    { 8, 0x1b, "GLZ: the type is none of an RGB image" },
    { 8, 0x1f, "GLZ: the type is none of an RGB image" },
    { 9, 0xff, "GLZ: the size is not that of the image" },
    { 12, 7, "GLZ: the size is not that of the image" },
    { 16, 0, "GLZ: the size is not that of the image" },
    { 20, 31, "GLZ: the stride is not that of the width" },
    { 20, 33, "GLZ: the stride is not that of the width" },
    { 17, 1, "GLZ: the stride is not that of the width" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Stream s = stream_new (RGB32, 8, 2, 9, TRUE);
      Window window;

      window_init (&window);
      put_literals (&s, 16);
      s.bytes->data[cases[i].at] = cases[i].value;
      assert_fails (s.bytes, 8, 2, &window, cases[i].message);
      g_assert_cmpuint (window.id, ==, 9);
      g_assert_cmpuint (window.head_distance, ==, 3);
      stream_free (&s);
    }
}

/* Picture 1, of 8 × 2 pixels, behind one literal; picture 0 has 16 units. */
static void
test_bodies_refused (void)
{
  static const struct
  {
    const char *body;
    guint size;
    const char *message;
  } cases[] = {
    { "\xe0\x08\x00\x01", 4, NULL }, /* all but the last unit */
    { "\xe1\x08\x00\x01", 4, NULL }, /* all but the first */
    { "\xe2\x08\x00\x01", 4, "GLZ: a match passes the end of the picture it refers to" },
    { "\xe0\x0a\x00\x01", 4, "GLZ: a match passes the end of the picture it refers to" },
    { "\x20\x01\x01", 3, "GLZ: a match passes the end of the picture it refers to" },
    { "\xf0\x08\xff\x7f\x01\xff", 6,
      "GLZ: a match passes the end of the picture it refers to" },
    { "\xe0\xff\xff\x00\x00\x01", 6,
      "GLZ: a match passes the end of the picture it refers to" },
    { "\xe0\x09\x00\x01", 4, "GLZ: a match passes the end of the picture" },
    { "\xe0\x08\x00\x00", 4, NULL },
    { "\xe0\x09\x00\x00", 4, "GLZ: a match passes the end of the picture" },
    { "\xe1\x08\x00\x00", 4, "GLZ: a match begins before the picture" },
    { "\x30\x00\x3f\xff", 4, "GLZ: a match begins before the picture" },
    { "\xe0\x08\x00\x02", 4, "GLZ: a match refers to a picture before the first one" },
    { "\xe0\x08\x00\xc1\xff\xff\xff", 7,
      "GLZ: a match refers to a picture before the first one" },
    { "\x1f", 1, "GLZ: literals pass the end of the picture" },
    { "\xe0\x08\x00\x01\x00", 5, "GLZ: bytes are left over behind the picture" },
    { "\xe0\xff\xff", 3, "GLZ: the data end too early" },
    { "\xe0\x08\x00", 3, "GLZ: the data end too early" },
    { "\xe0\x08\x00\x41", 4, "GLZ: the data end too early" },
    { "\xf0\x08\x00\x60\x01", 5, "GLZ: the data end too early" },
    { "\xe0\x07\x00\x01", 4, "GLZ: the data end too early" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Stream s = stream_new (RGB32, 8, 2, 1, TRUE);
      Window window;

      window_init (&window);
      bring (&window, 0, RGB32, 8, 2, TRUE);
      put_literals (&s, 1);
      g_byte_array_append (s.bytes, (const guint8 *) cases[i].body, cases[i].size);
      if (cases[i].message)
        assert_fails (s.bytes, 8, 2, &window, cases[i].message);
      else
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (SumacPixels) pixels = decode (s.bytes, 8, 2, &window, &error);

          g_assert_no_error (error);
          g_assert_nonnull (pixels);
        }
      stream_free (&s);
      window_clear (&window);
    }
}

/* The window's own error, and one entry. */
static void
test_missing_picture (void)
{
  Stream s = stream_new (RGB32, 8, 1, 1, TRUE);
  g_autoptr (GError) error = NULL;
  Window window;

  window_init (&window);
  put_short (&s, 8, 0, 1, 0);
  g_assert_null (decode (s.bytes, 8, 1, &window, &error));
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_LOST);
  g_assert_cmpstr (error->message, ==, "not here");
  g_assert_cmpuint (window.n_enters, ==, 1);
  g_assert_cmpuint (window.n_failed, ==, 1);
  stream_free (&s);
}

static void
test_other_depth (void)
{
  Stream s = stream_new (RGB32, 8, 1, 1, TRUE);
  Window window;

  window_init (&window);
  window.pixels[0] = sumac_pixels_new (SUMAC_PIXELS_RGB555, 8, 1, NULL);
  put_short (&s, 8, 0, 1, 0);
  assert_fails (s.bytes, 8, 1, &window, "GLZ: a match refers to a picture of another depth");
  stream_free (&s);
  window_clear (&window);
}

static void
test_full_window (void)
{
  Stream s = stream_new (RGB32, 8, 1, 0, TRUE);
  g_autoptr (GError) error = NULL;
  Window window;

  window_init (&window);
  window.is_full = TRUE;
  put_literals (&s, 8);
  g_assert_null (decode (s.bytes, 8, 1, &window, &error));
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_LIMIT);
  g_assert_cmpuint (window.n_enters, ==, 1);
  g_assert_cmpuint (window.n_failed, ==, 0);

  /* What was wrong first is what is said. */
  g_byte_array_set_size (s.bytes, s.bytes->len - 1);
  assert_fails (s.bytes, 8, 1, &window, "GLZ: the data end too early");
  stream_free (&s);
}

static Stream
whole_stream (guint type, Window *window)
{
  Stream s = stream_new (type, 40, 3, 1, TRUE);

  for (guint plane = 0; plane < (type == RGBA ? 2 : 1); plane++)
    {
      put_literals (&s, 20);
      put_short (&s, 40, 0, 1, 2);
      put_short (&s, 5, 2, 0, 1);
      put_short (&s, 10, 0, 0, 0);
      put_long (&s, 45, 140000, 1, 1);
      s.type = XXXA;
    }
  s.type = type;
  bring (window, 0, RGB32, 1000, 141, TRUE);
  return s;
}

static void
test_truncations (void)
{
  static const guint types[] = { RGB16, RGB24, RGB32, RGBA };

  for (guint t = 0; t < G_N_ELEMENTS (types); t++)
    {
      g_autoptr (SumacPixels) pixels = NULL;
      g_autoptr (GError) error = NULL;
      Window window;
      Stream s;

      window_init (&window);
      s = whole_stream (types[t], &window);
      pixels = decode (s.bytes, 40, 3, &window, &error);
      g_assert_no_error (error);
      append_u8 (s.bytes, 0);
      assert_fails (s.bytes, 40, 3, &window, "GLZ: bytes are left over behind the picture");
      for (s.bytes->len -= 2; s.bytes->len >= HEADER_SIZE; s.bytes->len--)
        assert_fails (s.bytes, 40, 3, &window, "GLZ: the data end too early");
      g_clear_pointer (&pixels, sumac_pixels_unref);
      stream_free (&s);
      window_clear (&window);
    }
}

static void
test_limits (void)
{
  Stream small = stream_new (RGB32, 16384, 4096, 0, TRUE);
  Stream large = stream_new (RGB32, 16384, 16384, 0, TRUE);
  g_autoptr (GError) error = NULL;
  Window window;

  window_init (&window);
  put_literals (&small, 2);
  assert_fails (small.bytes, 16384, 4096, &window, "GLZ: the data end too early");
  g_byte_array_set_size (large.bytes, 2u << 20);
  g_assert_null (decode (large.bytes, 16384, 16384, &window, &error));
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_LIMIT);
  g_assert_cmpuint (window.n_enters, ==, 2);
  stream_free (&small);
  stream_free (&large);
}

static GByteArray *
deflate_bytes (const GByteArray *bytes)
{
  uLongf size = compressBound (bytes->len);
  GByteArray *packed = g_byte_array_new ();

  g_byte_array_set_size (packed, (guint) size);
  g_assert_cmpint (compress2 (packed->data, &size, bytes->data, bytes->len, 9), ==, Z_OK);
  g_byte_array_set_size (packed, (guint) size);
  return packed;
}

static SumacPixels *
decode_zlib (const GByteArray *packed, guint glz_size, Window *window, GError **error)
{
  g_autofree guint8 *copy = g_memdup2 (packed->data, packed->len);

  return sumac_zlib_glz_decode (copy, packed->len, glz_size, 8, 2, &window->pictures, error);
}

static void
assert_zlib_fails (const GByteArray *packed,
                   guint glz_size,
                   guint n_enters,
                   const char *message)
{
  g_autoptr (GError) error = NULL;
  Window window;

  window_init (&window);
  g_assert_null (decode_zlib (packed, glz_size, &window, &error));
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL);
  g_assert_cmpstr (error->message, ==, message);
  if (n_enters != G_MAXUINT)
    g_assert_cmpuint (window.n_enters, ==, n_enters);
  g_assert_cmpuint (window.n_failed, ==, window.n_enters);
}

static void
test_zlib (void)
{
  Stream s = stream_new (RGB32, 8, 2, 0, FALSE);
  g_autoptr (GByteArray) packed = NULL;
  g_autoptr (SumacPixels) pixels = NULL;
  g_autoptr (GError) error = NULL;
  Window window;

  window_init (&window);
  put_literals (&s, 16);
  packed = deflate_bytes (s.bytes);
  pixels = decode_zlib (packed, s.bytes->len, &window, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 16; i++)
    g_assert_cmphex (unit_at (pixels, i), ==, g_array_index (s.units, guint32, i));
  g_assert_cmpuint (window.n_enters, ==, 1);
  g_assert_cmpuint (window.n_failed, ==, 0);
  g_clear_pointer (&pixels, sumac_pixels_unref);
  stream_free (&s);
  window_clear (&window);
}

static void
test_zlib_refused (void)
{
  const char *broken = "GLZ: the zlib stream is broken, or not of the size it says";
  Stream s = stream_new (RGB32, 8, 2, 0, TRUE);
  g_autoptr (GByteArray) packed = NULL;
  guint size;

  put_literals (&s, 16);
  packed = deflate_bytes (s.bytes);
  size = s.bytes->len;
  assert_zlib_fails (packed, size - 1, 1, broken);
  assert_zlib_fails (packed, size + 1, 1, broken);
  assert_zlib_fails (packed, 64 + 5 * 16, 1, broken);
  assert_zlib_fails (packed, 64 + 5 * 16 + 1, 0,
                     "GLZ: the inflated size is more than a picture can need");
  assert_zlib_fails (packed, G_MAXUINT32, 0,
                     "GLZ: the inflated size is more than a picture can need");
  assert_zlib_fails (packed, HEADER_SIZE, 1, broken);
  assert_zlib_fails (packed, HEADER_SIZE - 1, 0, "GLZ: the data end too early");
  assert_zlib_fails (packed, 0, 0, "GLZ: the data end too early");

  /* The checksum. */
  packed->data[packed->len - 1] ^= 1;
  assert_zlib_fails (packed, size, 1, broken);
  packed->data[packed->len - 1] ^= 1;
  while (packed->len > 0)
    {
      packed->len--;
      assert_zlib_fails (packed, size, G_MAXUINT, broken);
    }
  stream_free (&s);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/codec/glz/header-fields", test_header);
  g_test_add_func ("/codec/glz/unreadable-header-does-not-enter", test_unreadable_header);
  g_test_add_func ("/codec/glz/equal-picture-is-one-match", test_equal_copy);
  g_test_add_func ("/codec/glz/forms-of-a-match", test_forms);
  g_test_add_func ("/codec/glz/distances-up-to-the-own-id", test_far_pictures);
  g_test_add_func ("/codec/glz/picture-is-looked-up-once", test_looks);
  g_test_add_func ("/codec/glz/unused-byte-is-zero-and-alpha-is-borrowed", test_alpha);
  g_test_add_func ("/codec/glz/random-operations-give-their-units", test_random);
  g_test_add_func ("/codec/glz/wrong-header-enters-as-failed", test_headers_refused);
  g_test_add_func ("/codec/glz/wrong-operation-is-refused", test_bodies_refused);
  g_test_add_func ("/codec/glz/missing-picture-is-the-windows-error", test_missing_picture);
  g_test_add_func ("/codec/glz/picture-of-other-depth-is-refused", test_other_depth);
  g_test_add_func ("/codec/glz/window-that-refuses-is-a-failure", test_full_window);
  g_test_add_func ("/codec/glz/every-truncation-is-refused", test_truncations);
  g_test_add_func ("/codec/glz/sizes-beyond-limits-are-refused", test_limits);
  g_test_add_func ("/codec/glz/zlib-holds-a-picture", test_zlib);
  g_test_add_func ("/codec/glz/wrong-zlib-is-refused", test_zlib_refused);
  return g_test_run ();
}
