/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The cursor channel's messages, and every kind of shape to the pixel. Shapes are drawn with
 * letters: '.' transparent, '#' black, 'o' white, 'x' inverting (on the way in only). */

#include "channels/cursor-wire.h"

#include "core/limits.h"
#include "support/bytes.h"
#include "support/wire.h"

#include <spice/enums.h>

/* clang-format off */
static const guint8 init[] = {
  U16 (-5), U16 (300), U16 (7), U16 (8), 1,
  U16 (SPICE_CURSOR_FLAGS_CACHE_ME),
  U64 (0x1122334455667788), SPICE_CURSOR_TYPE_MONO, U16 (8), U16 (1), U16 (3), U16 (0),
  0xf0, 0x0f,
};
static const guint8 init_none[] = {
  U16 (1), U16 (2), U16 (0), U16 (0), 0, U16 (SPICE_CURSOR_FLAGS_NONE),
};
static const guint8 set[] = {
  U16 (1), U16 (-2), 1,
  U16 (SPICE_CURSOR_FLAGS_FROM_CACHE),
  U64 (5), SPICE_CURSOR_TYPE_ALPHA, U16 (0x102), U16 (0x304), U16 (9), U16 (10),
};
static const guint8 set_none[] = { U16 (-32768), U16 (32767), 0, U16 (SPICE_CURSOR_FLAGS_NONE) };
static const guint8 move[] = { U16 (-1), U16 (32767) };
static const guint8 unique[] = { U64 (0xfedcba9876543210) };

/* clang-format on */

static gboolean
parse_init (SumacMessage *message, GError **error)
{
  SumacCursorSet got;

  return sumac_cursor_parse_init (message, &got, error);
}

static gboolean
parse_set (SumacMessage *message, GError **error)
{
  SumacCursorSet got;

  return sumac_cursor_parse_set (message, &got, error);
}

static gboolean
parse_move (SumacMessage *message, GError **error)
{
  gint16 x;
  gint16 y;

  return sumac_cursor_parse_move (message, &x, &y, error);
}

static gboolean
parse_unique (SumacMessage *message, GError **error)
{
  guint64 got;

  return sumac_cursor_parse_unique (message, &got, error);
}

static void
test_init (void)
{
  SumacMessage *message = wire_message (SPICE_MSG_CURSOR_INIT, init, sizeof init);
  SumacCursorSet got;

  g_assert_cmpint (sumac_cursor_parse_init (message, &got, NULL), ==, TRUE);
  g_assert_cmpint (got.x, ==, -5);
  g_assert_cmpint (got.y, ==, 300);
  g_assert_cmpint (got.is_visible, ==, TRUE);
  g_assert_cmphex (got.shape.flags, ==, SPICE_CURSOR_FLAGS_CACHE_ME);
  g_assert_cmphex (got.shape.unique, ==, 0x1122334455667788);
  g_assert_cmpuint (got.shape.type, ==, SPICE_CURSOR_TYPE_MONO);
  g_assert_cmpuint (got.shape.width, ==, 8);
  g_assert_cmpuint (got.shape.height, ==, 1);
  g_assert_cmpuint (got.shape.hot_x, ==, 3);
  g_assert_cmpuint (got.shape.hot_y, ==, 0);
  g_assert_cmpmem (got.shape.data, (int) got.shape.size, init + sizeof init - 2, 2);
  wire_message_free (message);

  message = wire_message (SPICE_MSG_CURSOR_INIT, init_none, sizeof init_none);
  g_assert_cmpint (sumac_cursor_parse_init (message, &got, NULL), ==, TRUE);
  g_assert_cmpint (got.is_visible, ==, FALSE);
  g_assert_cmphex (got.shape.flags, ==, SPICE_CURSOR_FLAGS_NONE);
  g_assert_cmpuint (got.shape.width, ==, 0);
  wire_message_free (message);
}

static void
test_set (void)
{
  SumacMessage *message = wire_message (SPICE_MSG_CURSOR_SET, set, sizeof set);
  SumacCursorSet got;

  g_assert_cmpint (sumac_cursor_parse_set (message, &got, NULL), ==, TRUE);
  g_assert_cmpint (got.x, ==, 1);
  g_assert_cmpint (got.y, ==, -2);
  g_assert_cmpint (got.is_visible, ==, TRUE);
  g_assert_cmphex (got.shape.flags, ==, SPICE_CURSOR_FLAGS_FROM_CACHE);
  g_assert_cmpuint (got.shape.unique, ==, 5);
  g_assert_cmpuint (got.shape.type, ==, SPICE_CURSOR_TYPE_ALPHA);
  g_assert_cmphex (got.shape.width, ==, 0x102);
  g_assert_cmphex (got.shape.height, ==, 0x304);
  g_assert_cmpuint (got.shape.hot_x, ==, 9);
  g_assert_cmpuint (got.shape.hot_y, ==, 10);
  g_assert_cmpuint (got.shape.size, ==, 0);
  wire_message_free (message);

  message = wire_message (SPICE_MSG_CURSOR_SET, set_none, sizeof set_none);
  g_assert_cmpint (sumac_cursor_parse_set (message, &got, NULL), ==, TRUE);
  g_assert_cmpint (got.x, ==, -32768);
  g_assert_cmpint (got.y, ==, 32767);
  wire_message_free (message);
}

static void
test_move_and_unique (void)
{
  SumacMessage *message = wire_message (SPICE_MSG_CURSOR_MOVE, move, sizeof move);
  gint16 x;
  gint16 y;
  guint64 got;

  g_assert_cmpint (sumac_cursor_parse_move (message, &x, &y, NULL), ==, TRUE);
  g_assert_cmpint (x, ==, -1);
  g_assert_cmpint (y, ==, 32767);
  wire_message_free (message);

  message = wire_message (SPICE_MSG_CURSOR_INVAL_ONE, unique, sizeof unique);
  g_assert_cmpint (sumac_cursor_parse_unique (message, &got, NULL), ==, TRUE);
  g_assert_cmphex (got, ==, 0xfedcba9876543210);
  wire_message_free (message);
}

/* A shape's data may end anywhere: what is missing is the decoder's business. */
static void
test_truncations (void)
{
  wire_refuses_truncations (parse_init, SPICE_MSG_CURSOR_INIT, init, sizeof init - 2);
  wire_refuses_truncations (parse_init, SPICE_MSG_CURSOR_INIT, init_none, sizeof init_none);
  wire_refuses_truncations (parse_set, SPICE_MSG_CURSOR_SET, set, sizeof set);
  wire_refuses_truncations (parse_set, SPICE_MSG_CURSOR_SET, set_none, sizeof set_none);
  wire_refuses_truncations (parse_move, SPICE_MSG_CURSOR_MOVE, move, sizeof move);
  wire_refuses_truncations (parse_unique, SPICE_MSG_CURSOR_INVAL_ONE, unique, sizeof unique);
}

/* Decodes with the data in a block of exactly its size. */
static SumacCursor *
decode (const SumacEncodedCursor *shape)
{
  SumacEncodedCursor exact = *shape;
  g_autofree guint8 *data = g_malloc (MAX (shape->size, 1));

  if (shape->size > 0)
    memcpy (data, shape->data, shape->size);
  exact.data = data;
  return sumac_cursor_decode (&exact);
}

static const guint32 *
pixels_of (SumacCursor *cursor)
{
  gsize size;
  const guint32 *pixels = g_bytes_get_data (sumac_cursor_get_bytes (cursor), &size);

  g_assert_cmpuint (
      size, ==,
      (gsize) (sumac_cursor_get_width (cursor) * sumac_cursor_get_height (cursor) * 4));
  return pixels;
}

/* The shape in letters. */
static char *
draw (SumacCursor *cursor)
{
  GString *art = g_string_new (NULL);
  const guint32 *pixels = pixels_of (cursor);

  for (gint y = 0; y < sumac_cursor_get_height (cursor); y++)
    {
      for (gint x = 0; x < sumac_cursor_get_width (cursor); x++, pixels++)
        g_string_append_c (art, *pixels == 0            ? '.'
                                : *pixels == 0xff000000 ? '#'
                                : *pixels == 0xffffffff ? 'o'
                                                        : '?');
      g_string_append_c (art, '\n');
    }
  return g_string_free (art, FALSE);
}

static void
set_bit (guint8 *row, guint x)
{
  row[x / 8] |= (guint8) (0x80 >> x % 8);
}

/* A picture in letters as a server would send it. The data is to be freed. */
static SumacEncodedCursor
encode_art (const char *art, guint8 type)
{
  guint width = (guint) (strchr (art, '\n') - art);
  guint height = (guint) strlen (art) / (width + 1);
  gsize row = (width + 7) / 8;
  gsize plane = type == SPICE_CURSOR_TYPE_MONO ? row * height : (gsize) width * height * 4;
  guint8 *data = g_malloc0 (plane + row * height);
  guint8 *mask = type == SPICE_CURSOR_TYPE_MONO ? data : data + plane;

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      {
        char c = art[y * (width + 1) + x];

        if (c == '.' || c == 'x')
          set_bit (mask + y * row, x);
        if (c != 'o' && c != 'x')
          continue;
        if (type == SPICE_CURSOR_TYPE_MONO)
          set_bit (data + plane + y * row, x);
        else
          memset (data + (y * width + x) * 4, 0xff, 3);
      }
  return (SumacEncodedCursor){
    .type = type,
    .width = (guint16) width,
    .height = (guint16) height,
    .data = data,
    .size = plane + row * height,
  };
}

static const struct
{
  const char *name;
  const char *art;
  const char *shown;
  gint shift; /* of the hot spot */
} pictures[] = {
  {
      "no inverting pixel, nothing is added",
      "#o.#o.#o.#\n"
      "..........\n",
      "#o.#o.#o.#\n"
      "..........\n",
      0,
  },
  {
      "I-beam",
      "................................\n"
      "................................\n"
      "................................\n"
      "................................\n"
      "................................\n"
      "................................\n"
      "................................\n"
      "................................\n"
      "............xxx.xxx.............\n"
      "...............x................\n"
      "...............x................\n"
      "...............x................\n"
      "...............x................\n"
      "...............x................\n"
      "...............x................\n"
      "...............x................\n"
      "...............x................\n"
      "...............x................\n"
      "...............x................\n"
      "...............x................\n"
      "...............x................\n"
      "...............x................\n"
      "...............x................\n"
      "............xxx.xxx.............\n"
      "................................\n"
      "................................\n"
      "................................\n"
      "................................\n"
      "................................\n"
      "................................\n"
      "................................\n"
      "................................\n",
      "................................\n"
      "................................\n"
      "................................\n"
      "................................\n"
      "................................\n"
      "................................\n"
      "................................\n"
      "...........#########............\n"
      "...........#ooo#ooo#............\n"
      "...........####o####............\n"
      "..............#o#...............\n"
      "..............#o#...............\n"
      "..............#o#...............\n"
      "..............#o#...............\n"
      "..............#o#...............\n"
      "..............#o#...............\n"
      "..............#o#...............\n"
      "..............#o#...............\n"
      "..............#o#...............\n"
      "..............#o#...............\n"
      "..............#o#...............\n"
      "..............#o#...............\n"
      "...........####o####............\n"
      "...........#ooo#ooo#............\n"
      "...........#########............\n"
      "................................\n"
      "................................\n"
      "................................\n"
      "................................\n"
      "................................\n"
      "................................\n"
      "................................\n",
      0,
  },
  {
      "cross",
      "...x...\n"
      "...x...\n"
      "...x...\n"
      "xxx.xxx\n"
      "...x...\n"
      "...x...\n"
      "...x...\n",
      "...###...\n"
      "...#o#...\n"
      "...#o#...\n"
      "####o####\n"
      "#ooo#ooo#\n"
      "####o####\n"
      "...#o#...\n"
      "...#o#...\n"
      "...###...\n",
      1,
  },
  {
      "resize arrow",
      "xxxx.....\n"
      "xxx......\n"
      "xx.x.....\n"
      "x...x....\n"
      "....xx...\n"
      "......x.x\n"
      ".......xx\n"
      "......xxx\n"
      ".....xxxx\n",
      "######.....\n"
      "#oooo#.....\n"
      "#ooo##.....\n"
      "#oo#o##....\n"
      "#o###o##...\n"
      "###.#oo####\n"
      "....###o#o#\n"
      "......##oo#\n"
      ".....##ooo#\n"
      ".....#oooo#\n"
      ".....######\n",
      1,
  },
  {
      "all-inverting block",
      "xxx\n"
      "xxx\n",
      "#####\n"
      "#ooo#\n"
      "#ooo#\n"
      "#####\n",
      1,
  },
  {
      "one pixel",
      "x\n",
      "###\n"
      "#o#\n"
      "###\n",
      1,
  },
  {
      "solid pixels are not outlined over",
      "......\n"
      "..x...\n"
      "......\n"
      "#o....\n",
      ".###..\n"
      ".#o#..\n"
      ".###..\n"
      "#o....\n",
      0,
  },
};

static void
test_inverting_pixels_are_outlined (void)
{
  static const guint8 types[] = { SPICE_CURSOR_TYPE_MONO, SPICE_CURSOR_TYPE_COLOR32 };

  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++)
    for (guint t = 0; t < G_N_ELEMENTS (types); t++)
      {
        SumacEncodedCursor shape = encode_art (pictures[i].art, types[t]);

        g_test_message ("%s, type %u", pictures[i].name, types[t]);
        shape.hot_y = shape.height - 1;

        g_autoptr (SumacCursor) cursor = decode (&shape);
        g_autofree char *shown = draw (cursor);

        g_assert_cmpstr (shown, ==, pictures[i].shown);
        g_assert_cmpint (sumac_cursor_get_hot_x (cursor), ==, pictures[i].shift);
        g_assert_cmpint (sumac_cursor_get_hot_y (cursor), ==,
                         shape.height - 1 + pictures[i].shift);
        g_free ((gpointer) shape.data);
      }
}

/* Each row: what one kind of shape says, and the six pixels of 3 × 2 that it means. A mask bit
 * on black or on any colour but white is transparent. */
/* clang-format off */
#define PALETTE_16 \
  U32 (0x00102030), U32 (0xff405060), U32 (0), U32 (0x00ffffff), \
  U32 (0), U32 (0), U32 (0), U32 (0), U32 (0), U32 (0), U32 (0), U32 (0), \
  U32 (0), U32 (0), U32 (0), U32 (0x00aabbcc)
#define MASK_OF_ROWS 0x40, 0x80 /* .m. / m.. */
#define MASK_OF_RUN  0x50       /* the same six bits in a row */

static const guint8 color4[] = { 0x01, 0xf0, 0x20, 0x10, PALETTE_16, MASK_OF_ROWS };
static const guint8 color4_run[] = { 0x01, 0xf0, 0x20, 0x10, PALETTE_16, MASK_OF_RUN };
static const guint8 color4_bare[] = { 0x01, 0xf0, 0x20, 0x10, PALETTE_16 };
static const guint8 color16[] = {
  U16 (0x7c00), U16 (0x1111), U16 (0x83e0), U16 (0x0000), U16 (0x001f), U16 (0x5294), MASK_OF_ROWS,
};
static const guint8 color16_run[] = {
  U16 (0x7c00), U16 (0x1111), U16 (0x83e0), U16 (0x0000), U16 (0x001f), U16 (0x5294), MASK_OF_RUN,
};
static const guint8 color24[] = {
  1, 2, 3,  4, 5, 6,  7, 8, 9,  0, 0, 0,  13, 14, 15,  16, 17, 18,  MASK_OF_ROWS,
};
static const guint8 color24_bare[] = {
  1, 2, 3,  4, 5, 6,  7, 8, 9,  0, 0, 0,  13, 14, 15,  16, 17, 18,
};
static const guint8 color32[] = {
  1, 2, 3, 99,  4, 5, 6, 0,  7, 8, 9, 255,  0, 0, 0, 7,  13, 14, 15, 0,  16, 17, 18, 1,  MASK_OF_ROWS,
};
static const guint8 color32_run[] = {
  1, 2, 3, 99,  4, 5, 6, 0,  7, 8, 9, 255,  0, 0, 0, 7,  13, 14, 15, 0,  16, 17, 18, 1,  MASK_OF_RUN,
};
static const guint8 mono[] = { 0x40, 0x80,  0x80, 0x20 }; /* and: .1. / 1..   xor: 1.. / ..1 */
static const guint8 premultiplied[] = {
  1, 2, 3, 4,  0, 0, 0, 0,  255, 255, 255, 255,  8, 8, 8, 8,  0, 0, 0, 9,  100, 0, 50, 128,
};
static const guint8 straight[] = {
  /* 200 × 128 / 255 = 100.4; a transparent colour is nothing */
  200, 100, 0, 128,  9, 9, 9, 0,  255, 255, 255, 255,  255, 0, 1, 1,  0, 0, 0, 9,  100, 0, 50, 254,
};
static const guint8 blank[] = {
  1, 2, 3, 0,  255, 255, 255, 0,  0, 0, 0, 0,  1, 1, 1, 0,  9, 9, 9, 0,  0, 0, 1, 0,
};

static const struct
{
  const char *name;
  guint8 type;
  const guint8 *data;
  gsize size;
  guint32 pixels[6];
} kinds[] = {
  { "color4", SPICE_CURSOR_TYPE_COLOR4, color4, sizeof color4,
    { 0xff102030, 0, 0xffaabbcc, 0, 0xff102030, 0xff405060 } },
  { "color4, mask in one run", SPICE_CURSOR_TYPE_COLOR4, color4_run, sizeof color4_run,
    { 0xff102030, 0, 0xffaabbcc, 0, 0xff102030, 0xff405060 } },
  { "color4 without mask", SPICE_CURSOR_TYPE_COLOR4, color4_bare, sizeof color4_bare,
    { 0xff102030, 0xff405060, 0xffaabbcc, 0xff000000, 0xff102030, 0xff405060 } },
  { "color16", SPICE_CURSOR_TYPE_COLOR16, color16, sizeof color16,
    { 0xffff0000, 0, 0xff00ff00, 0, 0xff0000ff, 0xffa5a5a5 } },
  { "color16, mask in one run", SPICE_CURSOR_TYPE_COLOR16, color16_run, sizeof color16_run,
    { 0xffff0000, 0, 0xff00ff00, 0, 0xff0000ff, 0xffa5a5a5 } },
  { "color24", SPICE_CURSOR_TYPE_COLOR24, color24, sizeof color24,
    { 0xff030201, 0, 0xff090807, 0, 0xff0f0e0d, 0xff121110 } },
  { "color24 without mask", SPICE_CURSOR_TYPE_COLOR24, color24_bare, sizeof color24_bare,
    { 0xff030201, 0xff060504, 0xff090807, 0xff000000, 0xff0f0e0d, 0xff121110 } },
  { "color32", SPICE_CURSOR_TYPE_COLOR32, color32, sizeof color32,
    { 0xff030201, 0, 0xff090807, 0, 0xff0f0e0d, 0xff121110 } },
  { "color32, mask in one run", SPICE_CURSOR_TYPE_COLOR32, color32_run, sizeof color32_run,
    { 0xff030201, 0, 0xff090807, 0, 0xff0f0e0d, 0xff121110 } },
  { "mono", SPICE_CURSOR_TYPE_MONO, mono, sizeof mono,
    { 0xffffffff, 0, 0xff000000, 0, 0xff000000, 0xffffffff } },
  { "alpha, premultiplied", SPICE_CURSOR_TYPE_ALPHA, premultiplied, sizeof premultiplied,
    { 0x04030201, 0, 0xffffffff, 0x08080808, 0x09000000, 0x80320064 } },
  { "alpha, straight", SPICE_CURSOR_TYPE_ALPHA, straight, sizeof straight,
    { 0x80003264, 0, 0xffffffff, 0x01000001, 0x09000000, 0xfe320064 } },
  { "alpha, blank", SPICE_CURSOR_TYPE_ALPHA, blank, sizeof blank, { 0 } },
};

/* clang-format on */

static SumacEncodedCursor
kind_shape (guint i)
{
  return (SumacEncodedCursor){
    .type = kinds[i].type,
    .width = 3,
    .height = 2,
    .data = kinds[i].data,
    .size = kinds[i].size,
  };
}

static void
assert_pixels (SumacCursor *cursor, const guint32 *expected)
{
  g_assert_nonnull (cursor);
  g_assert_cmpint (sumac_cursor_get_width (cursor), ==, 3);
  g_assert_cmpint (sumac_cursor_get_height (cursor), ==, 2);
  for (guint i = 0; i < 6; i++)
    g_assert_cmphex (pixels_of (cursor)[i], ==, expected[i]);
}

static void
test_kinds (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      SumacEncodedCursor shape = kind_shape (i);
      g_autofree guint8 *longer = g_malloc0 (shape.size + 100);

      g_test_message ("%s", kinds[i].name);

      g_autoptr (SumacCursor) cursor = decode (&shape);

      assert_pixels (cursor, kinds[i].pixels);

      /* What follows is ignored; behind a mask, that is: it would be taken for one. */
      if (strstr (kinds[i].name, "run") || strstr (kinds[i].name, "without"))
        continue;
      memcpy (longer, shape.data, shape.size);
      shape.data = longer;
      shape.size += 100;

      g_autoptr (SumacCursor) again = decode (&shape);

      assert_pixels (again, kinds[i].pixels);
    }
}

static void
test_color8 (void)
{
  guint8 data[6 + 1024 + 2] = { 0, 1, 255, 7, 0, 1 };
  const guint32 expected[] = { 0xff030201, 0, 0xff060504, 0, 0xff030201, 0xff0000ff };
  SumacEncodedCursor shape = {
    .type = SPICE_CURSOR_TYPE_COLOR8,
    .width = 3,
    .height = 2,
    .data = data,
    .size = sizeof data,
  };

  memcpy (data + 6, (const guint8[]){ 1, 2, 3, 99 }, 4);
  memcpy (data + 6 + 4, (const guint8[]){ 255, 0, 0, 0 }, 4);
  memcpy (data + 6 + 4 * 255, (const guint8[]){ 4, 5, 6, 0 }, 4);
  memcpy (data + 6 + 1024, (const guint8[]){ MASK_OF_ROWS }, 2);

  g_autoptr (SumacCursor) by_rows = decode (&shape);

  assert_pixels (by_rows, expected);
  data[6 + 1024] = MASK_OF_RUN;
  shape.size--;

  g_autoptr (SumacCursor) by_run = decode (&shape);

  assert_pixels (by_run, expected);
}

/* The bytes of the table in channels spec §3.4, without masks: one less is too little. */
static void
test_too_little_data_is_no_shape (void)
{
  static const struct
  {
    guint8 type;
    guint16 width;
    guint16 height;
    gsize least;
  } cases[] = {
    { SPICE_CURSOR_TYPE_ALPHA, 5, 3, 60 },    { SPICE_CURSOR_TYPE_MONO, 9, 3, 12 },
    { SPICE_CURSOR_TYPE_MONO, 8, 3, 6 },      { SPICE_CURSOR_TYPE_COLOR4, 5, 3, 9 + 64 },
    { SPICE_CURSOR_TYPE_COLOR8, 5, 3, 1039 }, { SPICE_CURSOR_TYPE_COLOR16, 5, 3, 30 },
    { SPICE_CURSOR_TYPE_COLOR24, 5, 3, 45 },  { SPICE_CURSOR_TYPE_COLOR32, 5, 3, 60 },
  };

  const guint8 data[1100] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize size = 0; size <= cases[i].least; size++)
      {
        SumacEncodedCursor shape = {
          .type = cases[i].type,
          .width = cases[i].width,
          .height = cases[i].height,
          .data = data,
          .size = size,
        };
        g_autoptr (SumacCursor) cursor = decode (&shape);

        g_assert_cmpint (cursor != NULL, ==, size == cases[i].least);
      }
}

static void
test_sides_have_limits (void)
{
  static const struct
  {
    guint16 width;
    guint16 height;
    gboolean ok;
  } cases[] = {
    { 0, 1, FALSE },   { 1, 0, FALSE },    { 512, 1, TRUE },        { 513, 1, FALSE },
    { 1, 513, FALSE }, { 512, 512, TRUE }, { 65535, 65535, FALSE },
  };

  const gsize size = SUMAC_MAX_CURSOR_SIDE * SUMAC_MAX_CURSOR_SIDE * 4;
  g_autofree guint8 *data = g_malloc0 (size);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SumacEncodedCursor shape = {
        .type = SPICE_CURSOR_TYPE_ALPHA,
        .width = cases[i].width,
        .height = cases[i].height,
        .data = data,
        .size = size,
      };
      g_autoptr (SumacCursor) cursor = sumac_cursor_decode (&shape);

      g_assert_cmpint (cursor != NULL, ==, cases[i].ok);
    }
}

static void
test_none_and_unknown_are_no_shape (void)
{
  SumacEncodedCursor shape = kind_shape (0);

  shape.flags = SPICE_CURSOR_FLAGS_NONE;
  g_assert_null (sumac_cursor_decode (&shape));
  shape.flags = 0;
  shape.type = SPICE_CURSOR_TYPE_COLOR32 + 1;
  g_assert_null (sumac_cursor_decode (&shape));
  shape.type = 255;
  g_assert_null (sumac_cursor_decode (&shape));
}

/* Into the shape first, and then along with it. */
static void
test_hot_spot_is_moved_into_the_shape (void)
{
  static const struct
  {
    const char *art;
    guint16 hot_x;
    guint16 hot_y;
    gint x;
    gint y;
  } cases[] = {
    { "..\n..\n..\n", 0, 0, 0, 0 }, { "..\n..\n..\n", 1, 2, 1, 2 },
    { "..\n..\n..\n", 2, 3, 1, 2 }, { "..\n..\n..\n", 65535, 65535, 1, 2 },
    { "xx\n..\n..\n", 0, 0, 1, 1 }, { "xx\n..\n..\n", 1, 2, 2, 3 },
    { "xx\n..\n..\n", 2, 3, 2, 3 }, { "xx\n..\n..\n", 65535, 65535, 2, 3 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SumacEncodedCursor shape = encode_art (cases[i].art, SPICE_CURSOR_TYPE_MONO);

      shape.hot_x = cases[i].hot_x;
      shape.hot_y = cases[i].hot_y;

      g_autoptr (SumacCursor) cursor = decode (&shape);

      g_assert_cmpint (sumac_cursor_get_hot_x (cursor), ==, cases[i].x);
      g_assert_cmpint (sumac_cursor_get_hot_y (cursor), ==, cases[i].y);
      g_free ((gpointer) shape.data);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/channels/cursor-wire/init", test_init);
  g_test_add_func ("/channels/cursor-wire/set", test_set);
  g_test_add_func ("/channels/cursor-wire/move-and-inval-one", test_move_and_unique);
  g_test_add_func ("/channels/cursor-wire/truncations-are-refused", test_truncations);
  g_test_add_func ("/channels/cursor-wire/inverting-pixels-are-outlined",
                   test_inverting_pixels_are_outlined);
  g_test_add_func ("/channels/cursor-wire/every-kind-to-the-pixel", test_kinds);
  g_test_add_func ("/channels/cursor-wire/color8-to-the-pixel", test_color8);
  g_test_add_func ("/channels/cursor-wire/too-little-data-is-no-shape",
                   test_too_little_data_is_no_shape);
  g_test_add_func ("/channels/cursor-wire/sides-have-limits", test_sides_have_limits);
  g_test_add_func ("/channels/cursor-wire/none-and-unknown-are-no-shape",
                   test_none_and_unknown_are_no_shape);
  g_test_add_func ("/channels/cursor-wire/hot-spot-is-moved-into-the-shape",
                   test_hot_spot_is_moved_into_the_shape);
  return g_test_run ();
}
