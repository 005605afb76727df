/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Streams are those of a plain encoder (quic-encoder.h), and a few of another one. */

#include "codec/quic.h"

#include "codec/quic-model.h"
#include "quic-encoder.h"

#include <sumac/error.h>

#include <string.h>

#define HEADER  20
#define CUT_OFF "QUIC: the stream ends in the middle of the picture"

/* What the pictures are filled with. */
typedef enum
{
  FLAT,
  NOISE,
  SMOOTH,
  RUNS,
  GRAYS,
} Content;

#define N_CONTENTS 5

static guint32
next_random (guint32 *state)
{
  *state = *state * 1664525 + 1013904223;
  return *state >> 8;
}

static guint32
make_pixel (const QuicPicture *picture, gsize at, Content content, guint32 *state)
{
  static const guint32 few[] = { 0x11223344, 0x80ffffff, 0xff000000, 0x80ff8001 };
  guint32 random = next_random (state);
  guint32 left = at > 0 ? picture->pixels[at - 1] : 0;

  switch (content)
    {
    case FLAT:
      return 0x40506070;
    case NOISE:
      return random << 16 ^ next_random (state);
    case SMOOTH:
      return left + (random % 3) * 0x01010000 + (random >> 8) % 3 * 0x000100ff;
    case RUNS:
      if (random % 16 > 0 && at > 0)
        return random & 0x10000 || at < picture->width ? left
                                                       : picture->pixels[at - picture->width];
      return few[random >> 20 & 3];
    case GRAYS:
      return random % 4 ? left : (random >> 12 & 0xff) * 0x01010101;
    }
  return 0;
}

static void
picture_clear (QuicPicture *picture)
{
  g_free (picture->pixels);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (QuicPicture, picture_clear)

static void
fill_picture (QuicPicture *picture, Content content, guint32 seed)
{
  gsize n = (gsize) picture->width * picture->height;

  picture->pixels = g_new (guint32, n);
  for (gsize i = 0; i < n; i++)
    {
      guint32 mask = 0xffffffff;

      if (picture->type == QUIC_RGB16)
        mask = 0x001f1f1f;
      else if (picture->type != QUIC_RGBA)
        mask = 0x00ffffff;
      picture->pixels[i] = make_pixel (picture, i, content, &seed) & mask;
    }
}

/* A stream at an odd address in memory of its own, so that a checker sees what is read
 * outside. */
static SumacPixels *
decode (const guint8 *bytes, gsize size, guint width, guint height, GError **error)
{
  g_autofree guint8 *copy = g_malloc (size + 1);

  if (size > 0)
    memcpy (copy + 1, bytes, size);
  return sumac_quic_decode (copy + 1, size, width, height, error);
}

static void
assert_refused (const guint8 *bytes, gsize size, guint width, guint height, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SumacPixels) pixels = decode (bytes, size, width, height, &error);

  g_assert_null (pixels);
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL);
  g_assert_cmpstr (error->message, ==, message);
}

/* A pixel as the encoder has them. */
static guint32
pixel_at (const SumacPixels *pixels, guint x, guint y)
{
  const guint8 *row = sumac_pixels_row (pixels, (gint) y);
  guint32 wide;
  guint16 narrow;

  if (pixels->format == SUMAC_PIXELS_RGB555)
    {
      memcpy (&narrow, row + 2 * x, 2);
      g_assert_cmphex (narrow & 0x8000, ==, 0);
      return (guint32) (narrow & 0x7c00) << 6 | (guint32) (narrow & 0x03e0) << 3 |
             (narrow & 0x1f);
    }
  memcpy (&wide, row + 4 * x, 4);
  return GUINT32_FROM_LE (wide);
}

static void
assert_decodes (const QuicPicture *picture, const GByteArray *bytes)
{
  static const SumacPixelFormat formats[] = {
    [QUIC_RGB16] = SUMAC_PIXELS_RGB555,
    [QUIC_RGB24] = SUMAC_PIXELS_XRGB32,
    [QUIC_RGB32] = SUMAC_PIXELS_XRGB32,
    [QUIC_RGBA] = SUMAC_PIXELS_ARGB32,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (SumacPixels) pixels =
      decode (bytes->data, bytes->len, picture->width, picture->height, &error);

  g_assert_no_error (error);
  g_assert_cmpint (pixels->format, ==, formats[picture->type]);
  g_assert_cmpuint ((guint) pixels->width, ==, picture->width);
  g_assert_cmpuint ((guint) pixels->height, ==, picture->height);
  for (guint y = 0; y < picture->height; y++)
    for (guint x = 0; x < picture->width; x++)
      g_assert_cmphex (pixel_at (pixels, x, y), ==, picture->pixels[y * picture->width + x]);
}

static GByteArray *
bytes_of_words (const guint32 *words, guint n)
{
  GByteArray *bytes = g_byte_array_new ();

  for (guint i = 0; i < n; i++)
    append_word (bytes, words[i]);
  return bytes;
}

/* codecs spec §4 */
static const guint32 example[] = { 0x43495551, 0,          4,          4,          2,
                                   0x94a8bc80, 0x80808204, 0x0c841e21, 0x08885880, 0 };

static void
test_example (void)
{
  guint32 p = 0x000a141e;
  guint32 pixels[] = { p, p, p, 0x000c141e, p, p, p, p };
  QuicPicture picture = { .type = QUIC_RGB32, .width = 4, .height = 2, .pixels = pixels };
  g_autoptr (GByteArray) bytes = bytes_of_words (example, G_N_ELEMENTS (example));
  g_autoptr (GByteArray) encoded = quic_encode (&picture, NULL);

  g_assert_cmpmem (encoded->data, encoded->len, bytes->data, bytes->len);
  assert_decodes (&picture, bytes);
}

/* Streams of a server's encoder; the sums are of its source pictures, B G R A. */
static void
test_foreign (void)
{
  static const struct
  {
    guint32 words[32];
    guint n_words;
    const char *sum;
  } cases[] = {
    { { 0x43495551, 0x0, 0x3, 0x4, 0x5, 0x8b8b8b80, 0x80808421, 0x24f24aaa, 0xaaf7feff,
        0xc0000000, 0x0 },
      11,
      "58d775813f3876fa33541ebf38ea88698c571e45bc86b98415caba8f05c7bff3" },
    { { 0x43495551, 0x0,        0x5,        0x4,        0x5,        0xf8347b80, 0x80808080,
        0x80810101, 0x4c,       0x15157820, 0x40820800, 0x2a8000,   0x7b00ada,  0xdacf25f3,
        0xda79ed3c, 0x18100db5, 0xb5a0c083, 0x418280d,  0xb5b5a182, 0x18006400, 0x970460,
        0x14800,    0x820000,   0x1fc06dad, 0xac000000, 0x0 },
      26,
      "f0cef0396c09ca78a44fb0ffd5a3771602d3138846af5ddae11400a564c5afd6" },
    { { 0x43495551, 0x0, 0x2, 0x4, 0x5, 0x8421ffff, 0xdfcf2f9e, 0x1e527dc8, 0x0 },
      9,
      "e92c71237370def5fa028ad177e259825300db5178b125dfdad69edfec701e9c" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) bytes = bytes_of_words (cases[i].words, cases[i].n_words);
      g_autoptr (SumacPixels) pixels = decode (bytes->data, bytes->len, 4, 5, NULL);
      guint32 canonical[20];

      g_assert_nonnull (pixels);
      for (guint k = 0; k < 20; k++)
        {
          guint32 pixel = pixel_at (pixels, k % 4, k / 4);

          if (pixels->format == SUMAC_PIXELS_RGB555)
            pixel = pixel << 3 | (pixel >> 2 & 0x070707);
          canonical[k] = GUINT32_TO_LE (pixel);
        }

      g_autofree char *sum = g_compute_checksum_for_data (
          G_CHECKSUM_SHA256, (const guint8 *) canonical, sizeof canonical);

      g_assert_cmpstr (sum, ==, cases[i].sum);
    }
}

static void
round_trip (guint type, guint width, guint height, Content content, guint32 seed)
{
  g_auto (QuicPicture) picture = { .type = type, .width = width, .height = height };

  fill_picture (&picture, content, seed);
  g_autoptr (GByteArray) bytes = quic_encode (&picture, NULL);

  assert_decodes (&picture, bytes);
}

static void
test_sizes (void)
{
  for (guint type = QUIC_RGB16; type <= QUIC_RGBA; type++)
    for (guint content = 0; content < N_CONTENTS; content++)
      for (guint width = 1; width < 20; width++)
        for (guint height = 1; height < 6; height++)
          round_trip (type, width, height, content, width * 31 + height);
}

/* Mask and trigger grow after 2048 columns, wherever in a row that is, until the sixth time. */
static void
test_steps (void)
{
  static const guint widths[] = { 700, 1024, 2047, 2048, 2049, 4096, 5000, 13000, 16384 };

  for (guint type = QUIC_RGB16; type <= QUIC_RGBA; type++)
    for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
      for (guint content = 0; content < N_CONTENTS; content++)
        round_trip (type, widths[i], 2 + 20000 / widths[i], content, i);
}

/* Alpha has runs of its own: the colours may differ where it doesn't, and the other way. */
static void
test_planes (void)
{
  for (guint i = 0; i < 2; i++)
    {
      g_auto (QuicPicture) picture = { .type = QUIC_RGBA, .width = 90, .height = 30 };

      fill_picture (&picture, NOISE, 5);

      for (guint k = 0; k < 90 * 30; k++)
        picture.pixels[k] |= i ? 0xff000000 : 0x00ffffff;

      g_autoptr (GByteArray) bytes = quic_encode (&picture, NULL);

      assert_decodes (&picture, bytes);
    }
}

/* Each code is best for some content; counters are halved many times. */
static void
test_depths (void)
{
  for (guint bits = 0; bits <= 8; bits++)
    {
      g_auto (QuicPicture) picture = { .type = QUIC_RGB24, .width = 333, .height = 100 };

      fill_picture (&picture, NOISE, bits);

      for (guint k = 0; k < 333 * 100; k++)
        picture.pixels[k] &= ((1u << bits) - 1) * 0x00010101;

      g_autoptr (GByteArray) bytes = quic_encode (&picture, NULL);

      assert_decodes (&picture, bytes);
    }
}

/* After the code words a stream may have any number of words. */
static void
test_surplus (void)
{
  g_auto (QuicPicture) picture = { .type = QUIC_RGBA, .width = 9, .height = 9 };

  fill_picture (&picture, SMOOTH, 1);
  g_autoptr (GByteArray) bytes = quic_encode (&picture, NULL);

  for (guint i = 0; i < 30; i++)
    {
      g_byte_array_append (bytes, (const guint8 *) "\xff", 1);
      assert_decodes (&picture, bytes);
    }
}

/* A byte less than the last word that has bits of a code word is too little. */
static void
test_truncations (void)
{
  for (guint type = QUIC_RGB16; type <= QUIC_RGBA; type++)
    for (guint content = 0; content < N_CONTENTS; content++)
      {
        g_auto (QuicPicture) picture = { .type = type, .width = 41, .height = 13 };

        fill_picture (&picture, content, 3);
        gsize n_bits;
        g_autoptr (GByteArray) bytes = quic_encode (&picture, &n_bits);
        gsize least = (n_bits + 31) / 32 * 4;

        for (gsize size = 0; size < HEADER; size++)
          assert_refused (bytes->data, size, 41, 13, "QUIC: the stream ends in its header");
        for (gsize size = HEADER; size < least; size++)
          assert_refused (bytes->data, size, 41, 13, CUT_OFF);

        g_byte_array_set_size (bytes, (guint) least);
        assert_decodes (&picture, bytes);
      }
}

/* Where a single bit of the last word counts, that word is missed too. */
static void
test_single_bit (void)
{
  guint n_found = 0;

  for (guint32 seed = 0; seed < 500; seed++)
    {
      g_auto (QuicPicture) picture = { .type = QUIC_RGB32, .width = 7, .height = 3 };

      fill_picture (&picture, NOISE, seed);
      gsize n_bits;
      g_autoptr (GByteArray) bytes = quic_encode (&picture, &n_bits);

      if (n_bits % 32 == 1)
        {
          assert_refused (bytes->data, n_bits / 32 * 4, 7, 3, CUT_OFF);
          n_found++;
        }
    }
  g_assert_cmpuint (n_found, >, 0);
}

static void
test_headers (void)
{
  static const struct
  {
    guint word;
    guint32 value;
    const char *message;
  } cases[] = {
    { 0, 0x43495550, "QUIC: the data do not begin with a header" },
    { 0, 0x51554943, "QUIC: the data do not begin with a header" },
    { 1, 1, "QUIC: the version is unknown" },
    { 1, 0x01000000, "QUIC: the version is unknown" },
    { 2, 0, "QUIC: the type is none that a server sends" },
    { 2, QUIC_GRAY, "QUIC: the type is none that a server sends" },
    { 2, 6, "QUIC: the type is none that a server sends" },
    { 2, 0xffffffff, "QUIC: the type is none that a server sends" },
    { 3, 3, "QUIC: the size is not that of the image" },
    { 3, 0, "QUIC: the size is not that of the image" },
    { 3, 0x80000004, "QUIC: the size is not that of the image" },
    { 4, 1, "QUIC: the size is not that of the image" },
    { 4, 0xffffffff, "QUIC: the size is not that of the image" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint32 words[G_N_ELEMENTS (example)];

      memcpy (words, example, sizeof words);
      words[cases[i].word] = cases[i].value;

      g_autoptr (GByteArray) bytes = bytes_of_words (words, G_N_ELEMENTS (words));

      assert_refused (bytes->data, bytes->len, 4, 2, cases[i].message);
    }
}

static void
test_limits (void)
{
  static const struct
  {
    guint32 width, height;
  } cases[] = { { 16385, 1 }, { 1, 16385 }, { 0, 5 }, { 5, 0 }, { 0x80000001, 2 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint32 words[] = { 0x43495551, 0, QUIC_RGB32, cases[i].width, cases[i].height, 0 };
      g_autoptr (GByteArray) bytes = bytes_of_words (words, G_N_ELEMENTS (words));
      g_autoptr (GError) error = NULL;
      SumacPixels *pixels =
          decode (bytes->data, bytes->len, cases[i].width, cases[i].height, &error);

      g_assert_null (pixels);
      g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_LIMIT);
    }
}

/* With 1500 columns that is at column 548 of row 1, where the model's first step ends. */
static void
test_long_runs (void)
{
  static const guint widths[] = { 64, 700, 1500, 16384 };
  static const guint excesses[] = { 1, 2, 63, 1000, 70000 };

  for (guint type = QUIC_RGB16; type <= QUIC_RGBA; type++)
    for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
      for (guint k = 0; k < G_N_ELEMENTS (excesses); k++)
        {
          g_auto (QuicPicture) picture = { .type = type, .width = widths[i], .height = 2 };

          fill_picture (&picture, FLAT, 0);

          picture.run_excess = excesses[k];

          g_autoptr (GByteArray) bytes = quic_encode (&picture, NULL);

          assert_refused (bytes->data, bytes->len, widths[i], 2,
                          "QUIC: a run passes the end of its row");
        }
}

/* Zeros are code words too, the longest ones. */
static void
test_zeros (void)
{
  for (guint type = QUIC_RGB16; type <= QUIC_RGBA; type++)
    for (guint n = 0; n < 200; n++)
      {
        guint32 words[205] = { 0x43495551, 0, type, 64, 64 };
        g_autoptr (GByteArray) bytes = bytes_of_words (words, 5 + n);

        assert_refused (bytes->data, bytes->len, 64, 64, CUT_OFF);
      }
}

/* The code of the one pixel a row is soon the one of l = 0, whose second form can say 273. */
static void
test_high_symbols (void)
{
  for (guint is_high = 0; is_high < 2; is_high++)
    {
      g_auto (QuicPicture) picture = { .type = QUIC_RGB32, .width = 1, .height = 20 };

      fill_picture (&picture, FLAT, 0);

      /* Symbol 17 is nine less. */
      picture.pixels[19] -= 0x090000;
      picture.is_high = is_high != 0;

      g_autoptr (GByteArray) bytes = quic_encode (&picture, NULL);

      assert_decodes (&picture, bytes);
    }
}

/* Then counters of 16 bits can't overflow (codec/quic-lanes.h). */
static void
test_costs (void)
{
  static const guint depths[] = { 5, 8 };

  for (guint i = 0; i < G_N_ELEMENTS (depths); i++)
    {
      const QuicCode *code = sumac_quic_code (depths[i]);

      for (guint n = 0; n < code->n_symbols; n++)
        {
          const gint16 *costs = code->costs[code->residual[n]].lane;
          gint least = G_MAXINT, most = 0;

          for (guint rank = 8 - depths[i]; rank < 8; rank++)
            {
              least = MIN (least, costs[rank]);
              most = MAX (most, costs[rank]);
              g_assert_cmpint (costs[rank], ==,
                               8 * (gint) code_length (depths[i], 7 - rank, n));
            }
          g_assert_cmpint (most, <=, 8 * least);
        }
    }
}

/* Both forms of each code word, by table and by rule. */
static void
test_words (void)
{
  static const guint depths[] = { 5, 8 };

  for (guint i = 0; i < G_N_ELEMENTS (depths); i++)
    for (guint rank = 8 - depths[i]; rank < 8; rank++)
      for (guint n = 0; n < 1u << depths[i]; n++)
        {
          const QuicCode *code = sumac_quic_code (depths[i]);
          Encoder e = { .bytes = g_byte_array_new () };

          put_symbol (&e, depths[i], 7 - rank, n);

          guint length = (guint) e.n_bits;
          guint64 window = (guint64) e.word << (64 - length);
          guint word = (guint) code->residual[n] << 8 | length;
          guint by_table = code->words[rank][window >> (64 - QUIC_PEEK_BITS)];

          g_assert_cmphex (sumac_quic_read_word (code, rank, window), ==, word);
          g_assert_cmphex (by_table, ==, length <= QUIC_PEEK_BITS ? word : QUIC_TOO_LONG);
          g_byte_array_unref (e.bytes);
        }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/codec/quic/example-of-the-spec", test_example);
  g_test_add_func ("/codec/quic/streams-of-a-server-give-their-pictures", test_foreign);
  g_test_add_func ("/codec/quic/every-small-size-comes-back", test_sizes);
  g_test_add_func ("/codec/quic/steps-of-the-model-are-followed", test_steps);
  g_test_add_func ("/codec/quic/alpha-is-a-plane-of-its-own", test_planes);
  g_test_add_func ("/codec/quic/every-code-is-chosen", test_depths);
  g_test_add_func ("/codec/quic/surplus-words-are-ignored", test_surplus);
  g_test_add_func ("/codec/quic/every-truncation-is-refused", test_truncations);
  g_test_add_func ("/codec/quic/one-bit-too-few-is-refused", test_single_bit);
  g_test_add_func ("/codec/quic/wrong-header-is-refused", test_headers);
  g_test_add_func ("/codec/quic/sizes-beyond-limits-are-refused", test_limits);
  g_test_add_func ("/codec/quic/run-past-its-segment-is-refused", test_long_runs);
  g_test_add_func ("/codec/quic/reading-past-the-end-is-refused", test_zeros);
  g_test_add_func ("/codec/quic/symbols-above-the-largest-wrap", test_high_symbols);
  g_test_add_func ("/codec/quic/no-code-word-is-over-eight-times-the-shortest", test_costs);
  g_test_add_func ("/codec/quic/code-words-read-by-table-and-by-rule", test_words);
  return g_test_run ();
}
