/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "picture.h"

#include "tests/support/golden.h"

#include <string.h>

#define BLOCK_WIDTH  7
#define BLOCK_HEIGHT 5

/* clang-format off */
static const struct
{
  guint bits;
  guint n_colors; /* 0: no palette */
  SumacPixelFormat held_as;
  const char *name;
} formats[] = {
  [SPICE_BITMAP_FMT_1BIT_LE] = { 1,  2,   SUMAC_PIXELS_XRGB32, "1bit-le"  },
  [SPICE_BITMAP_FMT_1BIT_BE] = { 1,  2,   SUMAC_PIXELS_XRGB32, "1bit-be"  },
  [SPICE_BITMAP_FMT_4BIT_LE] = { 4,  16,  SUMAC_PIXELS_XRGB32, "4bit-le"  },
  [SPICE_BITMAP_FMT_4BIT_BE] = { 4,  16,  SUMAC_PIXELS_XRGB32, "4bit-be"  },
  [SPICE_BITMAP_FMT_8BIT]    = { 8,  256, SUMAC_PIXELS_XRGB32, "8bit"     },
  [SPICE_BITMAP_FMT_16BIT]   = { 16, 0,   SUMAC_PIXELS_RGB555, "16bit"    },
  [SPICE_BITMAP_FMT_24BIT]   = { 24, 0,   SUMAC_PIXELS_XRGB32, "24bit"    },
  [SPICE_BITMAP_FMT_32BIT]   = { 32, 0,   SUMAC_PIXELS_XRGB32, "32bit"    },
  [SPICE_BITMAP_FMT_RGBA]    = { 32, 0,   SUMAC_PIXELS_ARGB32, "rgba"     },
  [SPICE_BITMAP_FMT_8BIT_A]  = { 8,  0,   SUMAC_PIXELS_A8,     "8bit-a"   },
};

static const char *const format_names[SUMAC_N_PIXEL_FORMATS] = {
  [SUMAC_PIXELS_A1]     = "a1",
  [SUMAC_PIXELS_A8]     = "a8",
  [SUMAC_PIXELS_RGB555] = "rgb555",
  [SUMAC_PIXELS_RGB565] = "rgb565",
  [SUMAC_PIXELS_XRGB32] = "xrgb32",
  [SUMAC_PIXELS_ARGB32] = "argb32",
};

/* clang-format on */

static gboolean
has_palette (const Picture *picture)
{
  return formats[picture->format].n_colors > 0 && !picture->is_mask;
}

SumacPixelFormat
picture_held_as (const Picture *picture)
{
  return picture->is_mask ? SUMAC_PIXELS_A1 : formats[picture->format].held_as;
}

/* What the noise is made as: an index is a byte. */
static SumacPixelFormat
noise_format (const Picture *picture)
{
  return has_palette (picture) ? SUMAC_PIXELS_A8 : picture_held_as (picture);
}

static guint32
pixel_at (const SumacPixels *pixels, gint x, gint y)
{
  const guint8 *row = sumac_pixels_row (pixels, y);

  switch (pixels->format)
    {
    case SUMAC_PIXELS_A1:
      return row[x >> 3] >> (x & 7) & 1u;
    case SUMAC_PIXELS_A8:
      return row[x];
    case SUMAC_PIXELS_RGB555:
    case SUMAC_PIXELS_RGB565:
      return ((const guint16 *) row)[x];
    case SUMAC_PIXELS_XRGB32:
    case SUMAC_PIXELS_ARGB32:
      return ((const guint32 *) row)[x];
    }
  g_assert_not_reached ();
}

static SumacPixels *
make_noise (const Picture *picture)
{
  gboolean is_small = picture->content == PICTURE_FLAT;
  gint width = (gint) (is_small ? picture->width / BLOCK_WIDTH + 1 : picture->width);
  gint height = (gint) (is_small ? picture->height / BLOCK_HEIGHT + 1 : picture->height);
  SumacPixels *pixels = sumac_pixels_new (noise_format (picture), width, height, NULL);

  memset (sumac_pixels_first (pixels), 0, sumac_pixels_size (pixels));
  sumac_golden_noise (pixels, picture->seed);
  return pixels;
}

/* A ramp in every component, its lowest bits noise. */
static guint32
smooth (const Picture *picture, guint32 noise, guint x, guint y)
{
  guint32 r = (x * 2 + y + picture->seed + (noise & 1)) & 0xff;
  guint32 g = (x + y * 2 + (picture->seed >> 8) + (noise >> 1 & 1)) & 0xff;
  guint32 b = (x * 3 + picture->seed + (noise >> 2 & 1)) & 0xff;

  switch (noise_format (picture))
    {
    case SUMAC_PIXELS_A1:
      return (x + y) / 8 & 1;
    case SUMAC_PIXELS_A8:
      return r;
    case SUMAC_PIXELS_RGB555:
    case SUMAC_PIXELS_RGB565:
      return r >> 3 << 10 | g >> 3 << 5 | b >> 3;
    case SUMAC_PIXELS_XRGB32:
      return r << 16 | g << 8 | b;
    case SUMAC_PIXELS_ARGB32:
      return 0xffu << 24 | r << 16 | g << 8 | b;
    }
  g_assert_not_reached ();
}

static guint32
value_at (const Picture *picture, const SumacPixels *noise, guint x, guint y)
{
  switch (picture->content)
    {
    case PICTURE_NOISE:
      return pixel_at (noise, (gint) x, (gint) y);
    case PICTURE_FLAT:
      return pixel_at (noise, (gint) (x / BLOCK_WIDTH), (gint) (y / BLOCK_HEIGHT));
    case PICTURE_SMOOTH:
      return smooth (picture, pixel_at (noise, (gint) x, (gint) y), x, y);
    }
  g_assert_not_reached ();
}

/* One pixel of a row that is zero there. */
static void
put (const Picture *picture, guint8 *row, guint x, guint32 value)
{
  switch (picture->format)
    {
    case SPICE_BITMAP_FMT_1BIT_LE:
      row[x / 8] = (guint8) (row[x / 8] | (value & 1) << x % 8);
      break;
    case SPICE_BITMAP_FMT_1BIT_BE:
      row[x / 8] = (guint8) (row[x / 8] | (value & 1) << (7 - x % 8));
      break;
    case SPICE_BITMAP_FMT_4BIT_LE:
      row[x / 2] = (guint8) (row[x / 2] | (value & 15) << x % 2 * 4);
      break;
    case SPICE_BITMAP_FMT_4BIT_BE:
      row[x / 2] = (guint8) (row[x / 2] | (value & 15) << (4 - x % 2 * 4));
      break;
    case SPICE_BITMAP_FMT_8BIT:
    case SPICE_BITMAP_FMT_8BIT_A:
      row[x] = (guint8) value;
      break;
    case SPICE_BITMAP_FMT_16BIT:
      ((guint16 *) row)[x] = (guint16) (value | (picture->has_junk ? (x & 1) << 15 : 0));
      break;
    case SPICE_BITMAP_FMT_24BIT:
      memcpy (row + 3 * x, &value, 3);
      break;
    case SPICE_BITMAP_FMT_32BIT:
    case SPICE_BITMAP_FMT_RGBA:
      memcpy (row + 4 * x, &value, 4);
      break;
    case SPICE_BITMAP_FMT_INVALID:
    case SPICE_BITMAP_FMT_ENUM_END:
      g_assert_not_reached ();
    }
}

static guint
stride_of (const Picture *picture)
{
  guint row = (picture->width * formats[picture->format].bits + 7) / 8;

  /* 16-bit rows must lie on whole pixels. */
  return picture->format == SPICE_BITMAP_FMT_16BIT ? row + (picture->padding & ~1u)
                                                   : row + picture->padding;
}

/* The content's name: equal pictures have equal ids, others never. */
static guint32
id_of (const Picture *picture)
{
  static GHashTable *ids;
  g_autofree char *key = g_strdup_printf (
      "%d %d %u %u %u %d %u %u %d %d", picture->format, picture->is_mask, picture->width,
      picture->height, picture->padding, picture->content, picture->seed, picture->palette_seed,
      picture->is_bottom_up, picture->high_bits_set * 2 + picture->has_junk);
  guint32 id;

  if (!ids)
    ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  id = GPOINTER_TO_UINT (g_hash_table_lookup (ids, key));
  if (id == 0)
    {
      id = g_hash_table_size (ids) + 1;
      g_hash_table_insert (ids, g_steal_pointer (&key), GUINT_TO_POINTER (id));
    }
  return id;
}

static void
make_palette (const Picture *picture, PictureImage *made)
{
  guint n = formats[picture->format].n_colors;

  for (guint i = 0; i < n; i++)
    made->colors[i] = (picture->palette_seed * 2654435761u + i * 0x9e3779b1u) >> 3 & 0xffffff;
  made->image.palette = (SumacHostPalette){
    .unique = picture->palette_seed ? (guint64) n << 32 | picture->palette_seed : 0,
    .n_colors = n,
    .colors = made->colors,
  };
}

static void
make_bitmap (const Picture *picture, PictureImage *made)
{
  g_autoptr (SumacPixels) noise = make_noise (picture);
  guint stride = stride_of (picture);
  guint8 *bytes = g_malloc0 ((gsize) stride * picture->height);

  for (guint y = 0; y < picture->height; y++)
    {
      guint at = picture->is_bottom_up ? picture->height - 1 - y : y;

      for (guint x = 0; x < picture->width; x++)
        put (picture, bytes + (gsize) at * stride, x, value_at (picture, noise, x, y));
    }
  made->bytes = g_bytes_new_take (bytes, (gsize) stride * picture->height);
  made->image.stride = stride;
  made->image.bytes = made->bytes;
  if (picture->is_cached)
    made->image.id = id_of (picture);
  if (has_palette (picture))
    make_palette (picture, made);
}

void
picture_make (const Picture *picture, PictureImage *made)
{
  made->bytes = NULL;
  made->image = (SumacHostImage){
    .kind = picture->kind,
    .surface = picture->surface,
    .is_cached = picture->is_cached,
    .high_bits_set = picture->high_bits_set,
    .format = picture->format,
    .width = picture->width,
    .height = picture->height,
    .is_bottom_up = picture->is_bottom_up,
  };
  if (picture->kind == SUMAC_HOST_IMAGE_BITMAP)
    make_bitmap (picture, made);
}

void
picture_clear (PictureImage *made)
{
  g_clear_pointer (&made->bytes, g_bytes_unref);
}

gboolean
picture_is_golden (const Picture *picture)
{
  return picture->kind == SUMAC_HOST_IMAGE_BITMAP && picture->content == PICTURE_NOISE &&
         !has_palette (picture) && !picture->high_bits_set && !picture->has_junk;
}

void
picture_print (const Picture *picture, const char *name, GString *out)
{
  static const char *const contents[] = { "noise", "flat", "smooth" };

  if (!picture_is_golden (picture))
    g_string_append (out, "# not as sent: ");
  g_string_append_printf (
      out, "pixels %s %s %ux%u seed=%u%s", name, format_names[picture_held_as (picture)],
      picture->width, picture->height, picture->seed, picture->is_bottom_up ? " flipped" : "");
  if (!picture_is_golden (picture))
    g_string_append_printf (out, " (%s of %s, palette %u%s%s%s)", contents[picture->content],
                            formats[picture->format].name, picture->palette_seed,
                            picture->is_cached ? ", cached" : "",
                            picture->high_bits_set ? ", high bits set" : "",
                            picture->has_junk ? ", with junk" : "");
  g_string_append_c (out, '\n');
}

gboolean
picture_equal (const Picture *a, const Picture *b)
{
  return memcmp (a, b, sizeof *a) == 0;
}
