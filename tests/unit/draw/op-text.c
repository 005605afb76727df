/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "draw/op-text.h"

#include <sumac/error.h>

#include <string.h>

/* Two pictures of the same name's length, which differ in one pixel. */
typedef struct
{
  SumacPixels *a;
  SumacPixels *b;
} Pictures;

static SumacPixels *
new_picture (SumacPixelFormat format, gint width, gint height)
{
  SumacPixels *pixels = sumac_pixels_new (format, width, height, NULL);

  memset (pixels->data, 0, sumac_pixels_size (pixels));
  return pixels;
}

static const char *
name_of (gpointer data, SumacPixels *pixels)
{
  const Pictures *pictures = data;

  return pixels == pictures->a ? "a" : "b";
}

static SumacPixels *
look_up (gpointer data, const char *name)
{
  const Pictures *pictures = data;

  return strcmp (name, "a") == 0 ? pictures->a : strcmp (name, "b") == 0 ? pictures->b : NULL;
}

static void
pictures_init (Pictures *pictures)
{
  pictures->a = new_picture (SUMAC_PIXELS_XRGB32, 3, 2);
  pictures->b = new_picture (SUMAC_PIXELS_XRGB32, 3, 2);
  sumac_pixels_row (pictures->b, 1)[8] = 1;
}

static void
pictures_clear (Pictures *pictures)
{
  sumac_pixels_unref (pictures->a);
  sumac_pixels_unref (pictures->b);
}

/* Lines in the form in which they are printed. */
static const char *const normal[] = {
  "fill",
  "fill surface=4294967295 box=-2147483648,0,2147483647,7 brush=solid:00ff8001 rop=clear",
  "fill box=1,2,3,4 clip= brush=pattern:-5,6:pixels:b rop=and-reverse",
  "fill box=1,2,3,4 clip=0,0,5,5 mask=pixels:a mask-at=-1,-2147483648 mask-inverse",
  "fill brush=pattern:0,0:none",
  "fill brush=pattern:0,0:surface:3 mask=surface:17",
  "opaque source=pixels:a area=0,0,3,2 scale=nearest brush=solid:00000000 rop=noop",
  "copy box=1,2,3,4 clip=0,0,5,5;7,8,9,10 source=surface:0 area=1,1,2,2 rop=xor",
  "blend source=pixels:b rop=or-inverted",
  "blackness box=0,0,1,1 mask=pixels:a",
  "whiteness clip=-1,-1,1,1",
  "invers mask-inverse",
  "transparent source=pixels:a area=0,0,1,1 key=00abcdef",
  "alpha-blend source=pixels:a area=0,0,1,1 alpha=0 dest-alpha source-alpha",
  "alpha-blend source=pixels:a",
  "copy-bits box=0,0,9,9 from=-3,2147483647",
  "composite source=pixels:a",
  "composite source=pixels:a op=conjoint-xor filter=bilinear repeat=reflect "
  "transform=65536,0,-1,2147483647,65536,-2147483648 at=-32768,32767 source-opaque "
  "mask=surface:2 mask-filter=best mask-repeat=pad mask-transform=1,2,3,4,5,6 mask-at=1,2 "
  "mask-opaque component-alpha dest-opaque",
  "composite op=15 filter=7 repeat=9",
  "rop3 source=pixels:a area=0,0,3,2 scale=nearest brush=solid:00ffffff mask=pixels:b code=ca",
  "stroke brush=solid:00ffffff rop=xor style=48;-16 starts-with-gap "
  "segment=begin+end+close:16,-32;0,0 segment=0: segment=end+bezier+4:1,2 segment=256:3,4",
  "text brush=solid:00ffffff glyph=-1,2,9,2:ff80ff00 glyph=0,0,0,7:",
  "text bits=4 back=pattern:1,2:pixels:b back-area=1,2,3,4 glyph=0,0,3,1:abc0",
  "text bits=8 glyph=0,0,2,2:01020304",
};

static void
test_normal (void)
{
  Pictures pictures;

  pictures_init (&pictures);
  for (guint i = 0; i < G_N_ELEMENTS (normal); i++)
    {
      const SumacOpNames names = { name_of, look_up, &pictures };
      SumacArena arena;
      SumacOp op;
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GError) error = NULL;

      sumac_arena_init (&arena);
      sumac_op_parse (normal[i], &names, &arena, &op, &error);
      g_assert_no_error (error);
      sumac_op_print (&op, &names, text);
      g_assert_cmpstr (text->str, ==, normal[i]);
      g_assert_cmpint (sumac_op_equal (&op, &op), ==, TRUE);
      sumac_arena_clear (&arena);
    }
  pictures_clear (&pictures);
}

/* Each line is the beginning of what another op says, or else an error; never a crash. */
static void
test_truncated (void)
{
  Pictures pictures;
  guint n_refused = 0;

  pictures_init (&pictures);
  for (guint i = 0; i < G_N_ELEMENTS (normal); i++)
    for (gsize n = 0; n < strlen (normal[i]); n++)
      {
        const SumacOpNames names = { name_of, look_up, &pictures };
        g_autofree char *start = g_strndup (normal[i], n);
        SumacArena arena;
        SumacOp op;
        g_autoptr (GError) error = NULL;

        sumac_arena_init (&arena);
        if (!sumac_op_parse (start, &names, &arena, &op, &error))
          {
            g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL);
            n_refused++;
          }
        sumac_arena_clear (&arena);
      }
  g_assert_cmpuint (n_refused, >, 400);
  pictures_clear (&pictures);
}

/* clang-format off */
static const struct
{
  const char *line;
  const char *word; /* that the error names */
} bad[] = {
  { "",                                         "" },
  { "   ",                                      "" },
  { "paint",                                    "paint" },
  { "Fill",                                     "Fill" },
  { "fill colour=1",                            "colour=1" },
  { "fill surface",                             "surface" },
  { "fill surface=",                            "surface=" },
  { "fill surface=-1",                          "surface=-1" },
  { "fill surface=4294967296",                  "surface=4294967296" },
  { "fill surface=1x",                          "surface=1x" },
  { "fill surface=+1",                          "surface=+1" },
  { "fill surface=1 surface=1",                 "surface=1" },
  { "fill box=1,2,3",                           "box=1,2,3" },
  { "fill box=1,2,3,4,5",                       "box=1,2,3,4,5" },
  { "fill box=1,2,3,2147483648",                "box=1,2,3,2147483648" },
  { "fill box=1,,3,4",                          "box=1,,3,4" },
  { "fill clip=1,2,3,4;",                       "clip=1,2,3,4;" },
  { "fill clip=;1,2,3,4",                       "clip=;1,2,3,4" },
  { "fill source=pixels:a",                     "source=pixels:a" },
  { "fill brush=red",                           "brush=red" },
  { "fill brush=solid:fff",                     "brush=solid:fff" },
  { "fill brush=solid:00fffffff",               "brush=solid:00fffffff" },
  { "fill brush=solid:00gg0000",                "brush=solid:00gg0000" },
  { "fill brush=pattern:pixels:a",              "brush=pattern:pixels:a" },
  { "fill brush=pattern:1,2",                   "brush=pattern:1,2" },
  { "fill brush=pattern:1,2:pixels:c",          "brush=pattern:1,2:pixels:c" },
  { "fill rop=13",                              "rop=13" },
  { "fill rop=",                                "rop=" },
  { "fill mask=surface:x",                      "mask=surface:x" },
  { "fill mask-inverse=1",                      "mask-inverse=1" },
  { "copy scale=fast",                          "scale=fast" },
  { "copy source=pixels:",                      "source=pixels:" },
  { "copy source=a",                            "source=a" },
  { "blackness brush=none",                     "brush=none" },
  { "transparent scale=nearest",                "scale=nearest" },
  { "alpha-blend alpha=256",                    "alpha=256" },
  { "copy-bits mask=pixels:a",                  "mask=pixels:a" },
  { "composite op=overr",                       "op=overr" },
  { "composite op=256",                         "op=256" },
  { "composite at=32768,0",                     "at=32768,0" },
  { "composite at=0,-32769",                    "at=0,-32769" },
  { "composite transform=1,2,3,4,5",            "transform=1,2,3,4,5" },
  { "composite area=0,0,1,1",                   "area=0,0,1,1" },
  { "rop3 code=1",                              "code=1" },
  { "rop3 code=100",                            "code=100" },
  { "rop3 rop=copy",                            "rop=copy" },
  { "stroke style=",                            "style=" },
  { "stroke style=1;",                          "style=1;" },
  { "stroke segment=",                          "segment=" },
  { "stroke segment=begin",                     "segment=begin" },
  { "stroke segment=begin+:1,2",                "segment=begin+:1,2" },
  { "stroke segment=start:1,2",                 "segment=start:1,2" },
  { "stroke segment=begin:1",                   "segment=begin:1" },
  { "stroke segment=begin:1,2;",                "segment=begin:1,2;" },
  { "text bits=2",                              "bits=2" },
  { "text glyph=0,0,1",                         "glyph=0,0,1" },
  { "text glyph=0,0,65536,1:00",                "glyph=0,0,65536,1:00" },
  { "text glyph=0,0,-1,1:00",                   "glyph=0,0,-1,1:00" },
  { "text glyph=0,0,8,1:0",                     "0" },
  { "text glyph=0,0,8,1:000",                   "000" },
  { "text glyph=0,0,8,1:0g",                    "0g" },
  { "text glyph=0,0,8,1:00 bits=8",             "00" },
};

/* clang-format on */

static void
test_bad (void)
{
  Pictures pictures;

  pictures_init (&pictures);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      const SumacOpNames names = { name_of, look_up, &pictures };
      g_autofree char *wanted = g_strdup_printf (
          "The word “%s” of a drawing command was not understood.", bad[i].word);
      SumacArena arena;
      SumacOp op = { .surface = 77 };
      g_autoptr (GError) error = NULL;

      sumac_arena_init (&arena);
      g_assert_cmpint (sumac_op_parse (bad[i].line, &names, &arena, &op, &error), ==, FALSE);
      g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL);
      g_assert_cmpstr (error->message, ==, wanted);
      g_assert_cmpuint (op.surface, ==, 77);
      sumac_arena_clear (&arena);
    }
  pictures_clear (&pictures);
}

/* A word of any length and any bytes makes a sentence of bounded length in UTF-8. */
static void
test_long_word (void)
{
  g_autofree char *line = g_strnfill (100000, '\xc3');
  SumacArena arena;
  SumacOp op;
  g_autoptr (GError) error = NULL;

  sumac_arena_init (&arena);
  g_assert_cmpint (sumac_op_parse (line, NULL, &arena, &op, &error), ==, FALSE);
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL);
  g_assert_cmpuint (strlen (error->message), <, 300);
  g_assert_cmpint (g_utf8_validate (error->message, -1, NULL), ==, TRUE);
  sumac_arena_clear (&arena);
}

static void
test_order_and_blanks (void)
{
  SumacArena arena;
  SumacOp a, b;
  g_autoptr (GError) error = NULL;

  sumac_arena_init (&arena);
  sumac_op_parse ("fill box=1,2,3,4 rop=xor", NULL, &arena, &a, &error);
  g_assert_no_error (error);
  sumac_op_parse ("  fill\trop=xor   box=1,2,3,4 ", NULL, &arena, &b, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sumac_op_equal (&a, &b), ==, TRUE);
  sumac_arena_clear (&arena);
}

/* Each pair differs in one thing. */
static void
test_not_equal (void)
{
  static const char *const pairs[][2] = {
    { "copy", "blend" },
    { "fill", "fill clip=" },
    { "fill box=0,0,1,1", "fill box=0,0,1,2" },
    { "fill brush=none", "fill brush=solid:00000000" },
    { "fill brush=pattern:0,0:pixels:a", "fill brush=pattern:0,0:pixels:b" },
    { "fill brush=pattern:0,0:pixels:a", "fill brush=pattern:0,1:pixels:a" },
    { "copy source=surface:1", "copy source=surface:2" },
    { "alpha-blend alpha=254", "alpha-blend" },
    { "composite transform=1,2,3,4,5,6", "composite transform=1,2,3,4,5,7" },
    { "stroke segment=begin:1,2", "stroke segment=begin:1,3" },
    { "stroke segment=begin:1,2;3,4", "stroke segment=begin:1,2 segment=begin:3,4" },
    { "text glyph=0,0,8,1:00", "text glyph=0,0,8,1:01" },
  };
  Pictures pictures;

  pictures_init (&pictures);
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      const SumacOpNames names = { name_of, look_up, &pictures };
      SumacArena arena;
      SumacOp a, b;

      sumac_arena_init (&arena);
      g_assert_cmpint (sumac_op_parse (pairs[i][0], &names, &arena, &a, NULL), ==, TRUE);
      g_assert_cmpint (sumac_op_parse (pairs[i][1], &names, &arena, &b, NULL), ==, TRUE);
      g_assert_cmpint (sumac_op_equal (&a, &b), ==, FALSE);
      g_assert_cmpint (sumac_op_equal (&b, &a), ==, FALSE);
      sumac_arena_clear (&arena);
    }
  pictures_clear (&pictures);
}

static SumacOp
copy_of (SumacPixels *pixels)
{
  return (SumacOp){
    .kind = SUMAC_OP_COPY,
    .source = { .kind = SUMAC_SOURCE_PIXELS, .pixels = pixels },
    .rop = SUMAC_ROP_COPY,
  };
}

/* Rows that lie the other way round, and bits behind a row's end, make no difference. */
static void
test_equal_by_content (void)
{
  g_autoptr (SumacPixels) a = new_picture (SUMAC_PIXELS_A1, 11, 2);
  g_autoptr (SumacPixels) b = new_picture (SUMAC_PIXELS_A1, 11, 2);
  g_autoptr (SumacPixels) other_format = new_picture (SUMAC_PIXELS_A8, 11, 2);

  sumac_pixels_row (a, 0)[1] = 0x02;
  sumac_pixels_flip (b);
  sumac_pixels_row (b, 0)[1] = 0xf2;

  SumacOp op_a = copy_of (a);
  SumacOp op_b = copy_of (b);
  SumacOp op_c = copy_of (other_format);

  g_assert_cmpint (sumac_op_equal (&op_a, &op_b), ==, TRUE);
  g_assert_cmpint (sumac_op_equal (&op_a, &op_c), ==, FALSE);
  sumac_pixels_row (b, 0)[1] ^= 0x04;
  g_assert_cmpint (sumac_op_equal (&op_a, &op_b), ==, FALSE);
}

/* What a kind does not use is not part of it. */
static void
test_unused (void)
{
  SumacOp a = { .kind = SUMAC_OP_INVERS };
  SumacOp b = { .kind = SUMAC_OP_INVERS, .rop = SUMAC_ROP_XOR, .scale = SUMAC_SCALE_NEAREST };

  g_assert_cmpint (sumac_op_equal (&a, &b), ==, TRUE);
}

static void
test_without_names (void)
{
  g_autoptr (SumacPixels) pixels = new_picture (SUMAC_PIXELS_RGB565, 11, 2);
  g_autoptr (GString) text = g_string_new (NULL);
  SumacOp op = copy_of (pixels);
  SumacArena arena;
  g_autoptr (GError) error = NULL;

  sumac_op_print (&op, NULL, text);
  g_assert_cmpstr (text->str, ==, "copy source=pixels:11x2-rgb565");
  sumac_arena_init (&arena);
  g_assert_cmpint (sumac_op_parse (text->str, NULL, &arena, &op, &error), ==, FALSE);
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL);
  sumac_arena_clear (&arena);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/op-text/normal-form-comes-back-as-it-was", test_normal);
  g_test_add_func ("/op-text/truncated-lines-are-refused-or-mean-less", test_truncated);
  g_test_add_func ("/op-text/error-names-the-word", test_bad);
  g_test_add_func ("/op-text/error-is-short-and-utf8", test_long_word);
  g_test_add_func ("/op-text/order-and-blanks-do-not-matter", test_order_and_blanks);
  g_test_add_func ("/op-text/one-difference-is-not-equal", test_not_equal);
  g_test_add_func ("/op-text/pictures-are-equal-by-content", test_equal_by_content);
  g_test_add_func ("/op-text/unused-fields-do-not-count", test_unused);
  g_test_add_func ("/op-text/without-names-it-is-for-looking-only", test_without_names);
  return g_test_run ();
}
