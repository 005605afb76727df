/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "codec/lz.h"

#include "codec/lz-copy.h"
#include "core/reader.h"

#include <sumac/error.h>

typedef struct _Header Header;

struct _Header
{
  guint32 type;
  guint32 stride;
  gboolean is_top_down;
};

/* What a stream of each type of LZ_RGB gives. */
/* clang-format off */
static const struct
{
  SumacPixelFormat format;
  guint stride; /* what the header's stride has for each pixel; 0: no type of LZ_RGB */
} rgb_types[] = {
  [LZ_TYPE_RGB16] = { SUMAC_PIXELS_RGB555, 2 },
  [LZ_TYPE_RGB24] = { SUMAC_PIXELS_XRGB32, 3 },
  [LZ_TYPE_RGB32] = { SUMAC_PIXELS_XRGB32, 4 },
  [LZ_TYPE_RGBA]  = { SUMAC_PIXELS_ARGB32, 4 },
  [LZ_TYPE_A8]    = { SUMAC_PIXELS_A8,     1 },
};

/* clang-format on */

static gboolean
refuse (GError **error, const char *trouble)
{
  g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL, "LZ: %s", trouble);
  return FALSE;
}

static gboolean
read_header (SumacReader *reader, guint width, guint height, Header *header, GError **error)
{
  guint32 magic = sumac_read_u32_big (reader);
  guint32 version = sumac_read_u32_big (reader);
  guint32 type = sumac_read_u32_big (reader);
  guint32 its_width = sumac_read_u32_big (reader);
  guint32 its_height = sumac_read_u32_big (reader);
  guint32 stride = sumac_read_u32_big (reader);
  guint32 top_down = sumac_read_u32_big (reader);

  if (!sumac_reader_ok (reader))
    return refuse (error, LZ_CUT_OFF);
  if (magic != LZ_MAGIC || version != LZ_VERSION)
    return refuse (error, "the data do not begin with a header");
  if (its_width != width || its_height != height)
    return refuse (error, "the size is not that of the image");
  *header = (Header){ .type = type, .stride = stride, .is_top_down = top_down != 0 };
  return TRUE;
}

static inline G_ALWAYS_INLINE const char *
decode_match (LzStream *s, guint control, LzUnit unit, gpointer unused G_GNUC_UNUSED)
{
  guint64 count;

  if (!lz_read_length (s, control >> 5, unit, &count) || s->next == s->end)
    return LZ_CUT_OFF;

  gsize offset = (control & 31) << 8 | *s->next++;

  /* The largest short offset says that a long one follows. */
  if (offset == 0x1fff)
    {
      if (s->end - s->next < 2)
        return LZ_CUT_OFF;
      offset += (gsize) (s->next[0] << 8 | s->next[1]);
      s->next += 2;
    }
  return lz_repeat (s, offset + 1, count, unit);
}

static const char *
decode_bytes (LzStream *stream)
{
  return lz_decode (stream, LZ_UNIT_BYTE, decode_match, NULL);
}

static const char *
decode_indices (LzStream *stream)
{
  return lz_decode (stream, LZ_UNIT_INDEX, decode_match, NULL);
}

static const char *
decode_555 (LzStream *stream)
{
  return lz_decode (stream, LZ_UNIT_555, decode_match, NULL);
}

static const char *
decode_bgr (LzStream *stream)
{
  return lz_decode (stream, LZ_UNIT_BGR, decode_match, NULL);
}

static const char *
decode_alpha (LzStream *stream)
{
  return lz_decode (stream, LZ_UNIT_ALPHA, decode_match, NULL);
}

/* The rest of @reader, to become @size bytes at @start. */
static LzStream
open_stream (const SumacReader *reader, guint8 *start, gsize size)
{
  return (LzStream){
    .next = reader->next,
    .end = reader->end,
    .start = start,
    .out = start,
    .out_end = start + size,
  };
}

static gboolean
close_stream (const LzStream *s, const char *trouble, GError **error)
{
  if (!trouble && s->next != s->end)
    trouble = LZ_LEFT_OVER;
  return trouble ? refuse (error, trouble) : TRUE;
}

/* Pixels in the order of the stream, for @units units. No byte of a stream stands for more
 * than 255 of them, so a few bytes can't make us allocate a large picture. */
static SumacPixels *
new_pixels (SumacPixelFormat format,
            guint width,
            guint height,
            gboolean is_top_down,
            const SumacReader *reader,
            guint64 units,
            GError **error)
{
  SumacPixels *pixels;

  if (units > (guint64) sumac_reader_left (reader) * 255)
    {
      refuse (error, LZ_CUT_OFF);
      return NULL;
    }
  pixels = sumac_pixels_new (format, (gint) width, (gint) height, error);
  if (pixels && !is_top_down)
    sumac_pixels_flip (pixels);
  return pixels;
}

/* Rows that have been decoded without a gap go where the stride wants them. */
static void
spread_rows (SumacPixels *pixels)
{
  gsize stride = (gsize) ABS (pixels->stride);
  gsize row = (gsize) pixels->width * sumac_pixel_format_bits (pixels->format) / 8;
  guint8 *first = sumac_pixels_first (pixels);

  if (row == stride)
    return;
  for (gsize y = (gsize) pixels->height - 1; y > 0; y--)
    memmove (first + y * stride, first + y * row, row);
}

static gboolean
decode_rgb (const SumacReader *reader, guint32 type, SumacPixels *pixels, GError **error)
{
  gsize units = (gsize) pixels->width * (gsize) pixels->height;
  gsize size = units * sumac_pixel_format_bits (pixels->format) / 8;
  LzStream s = open_stream (reader, sumac_pixels_first (pixels), size);
  const char *trouble;

  if (type == LZ_TYPE_A8)
    trouble = decode_bytes (&s);
  else if (type == LZ_TYPE_RGB16)
    trouble = decode_555 (&s);
  else
    trouble = decode_bgr (&s);

  if (!trouble && type == LZ_TYPE_RGBA)
    {
      s.out = s.start;
      trouble = decode_alpha (&s);
    }
  return close_stream (&s, trouble, error);
}

SumacPixels *
sumac_lz_rgb_decode (const guint8 *bytes, gsize size, guint width, guint height, GError **error)
{
  SumacReader reader = sumac_reader (bytes, size);
  g_autoptr (SumacPixels) pixels = NULL;
  Header header;

  if (!read_header (&reader, width, height, &header, error))
    return NULL;
  if (header.type >= G_N_ELEMENTS (rgb_types) || rgb_types[header.type].stride == 0)
    {
      refuse (error, "the type is none of an RGB image");
      return NULL;
    }
  if (header.stride != (guint64) width * rgb_types[header.type].stride)
    {
      refuse (error, "the stride is not that of the width");
      return NULL;
    }

  pixels = new_pixels (rgb_types[header.type].format, width, height, header.is_top_down,
                       &reader, (guint64) width * height, error);
  if (!pixels || !decode_rgb (&reader, header.type, pixels, error))
    return NULL;
  spread_rows (pixels);
  return g_steal_pointer (&pixels);
}

/* FALSE if the palette is too small for @type. The top byte of its entries means nothing; a
 * missing entry becomes LZ_NO_COLOUR, or, of four bits, one of those that are there. */
static gboolean
fill_table (guint32 *table, guint32 type, const SumacPalette *palette, GError **error)
{
  guint least = type <= LZ_TYPE_PLT1_BE ? 2 : type <= LZ_TYPE_PLT4_BE ? 1 : 0;

  if (!palette)
    return refuse (error, "the palette is missing");
  if (palette->n_entries < least)
    return refuse (error, "the palette has too few entries");

  for (guint i = 0; i < 256; i++)
    table[i] =
        i < palette->n_entries ? GUINT32_TO_LE (palette->entries[i] & 0xffffff) : LZ_NO_COLOUR;
  if (least == 1)
    for (guint i = palette->n_entries; i < 16; i++)
      table[i] = table[i % palette->n_entries];
  return TRUE;
}

static void
map_row_of_bits (guint8 *to,
                 const guint8 *from,
                 guint width,
                 const guint32 *table,
                 gboolean low_first)
{
  const LzVector low[2] = { { 1, 2, 4, 8 }, { 16, 32, 64, 128 } };
  const LzVector high[2] = { { 128, 64, 32, 16 }, { 8, 4, 2, 1 } };
  const LzVector *bits = low_first ? low : high;
  LzVector zero = lz_splat (table[0]);
  LzVector change = zero ^ lz_splat (table[1]);

  for (guint x = 0; x < width; x += 8, to += 32)
    {
      LzVector byte = lz_splat (*from++);
      LzVector eight[2];

      for (guint i = 0; i < 2; i++)
        eight[i] = zero ^ (change & (LzVector) ((byte & bits[i]) == bits[i]));
      memcpy (to, eight, MIN (width - x, 8) * 4);
    }
}

static void
map_row_of_nibbles (guint8 *to,
                    const guint8 *from,
                    guint width,
                    const guint32 *table,
                    gboolean low_first)
{
  guint first = low_first ? 0 : 4;

  for (guint x = 0; x < width; x += 2, to += 8)
    {
      guint byte = *from++;

      lz_put_word (to, table[byte >> first & 15]);
      if (x + 1 < width)
        lz_put_word (to + 4, table[byte >> (4 - first) & 15]);
    }
}

/* Eight or two pixels a byte: the bytes are decoded into the end of the picture's own memory,
 * then mapped from its beginning on. A pixel takes more room than its index, so no row is
 * overwritten before it has been read. */
static gboolean
decode_packed (const SumacReader *reader,
               const Header *header,
               const guint32 *table,
               SumacPixels *pixels,
               GError **error)
{
  gboolean low_first = header->type == LZ_TYPE_PLT1_LE || header->type == LZ_TYPE_PLT4_LE;
  gsize packed = (gsize) header->stride * (gsize) pixels->height;
  guint8 *to = sumac_pixels_first (pixels);
  guint8 *from = to + sumac_pixels_size (pixels) - packed;
  LzStream s = open_stream (reader, from, packed);

  if (!close_stream (&s, decode_bytes (&s), error))
    return FALSE;
  for (gint y = 0; y < pixels->height; y++)
    {
      if (header->type <= LZ_TYPE_PLT1_BE)
        map_row_of_bits (to, from, (guint) pixels->width, table, low_first);
      else
        map_row_of_nibbles (to, from, (guint) pixels->width, table, low_first);
      to += ABS (pixels->stride);
      from += header->stride;
    }
  return TRUE;
}

/* A pixel a byte: mapped as they come. */
static gboolean
decode_indexed (const SumacReader *reader,
                const guint32 *table,
                SumacPixels *pixels,
                GError **error)
{
  LzStream s = open_stream (reader, sumac_pixels_first (pixels), sumac_pixels_size (pixels));
  const char *trouble;

  s.palette = table;
  trouble = decode_indices (&s);
  if (!trouble && (s.seen & LZ_NO_COLOUR) != 0)
    trouble = "an index is not in the palette";
  return close_stream (&s, trouble, error);
}

SumacPixels *
sumac_lz_palette_decode (const guint8 *bytes,
                         gsize size,
                         guint width,
                         guint height,
                         const SumacPalette *palette,
                         GError **error)
{
  static const guint8 pixels_in_byte[] = { 0, 8, 8, 2, 2, 1 };
  SumacReader reader = sumac_reader (bytes, size);
  g_autoptr (SumacPixels) pixels = NULL;
  guint32 table[256];
  Header header;

  if (!read_header (&reader, width, height, &header, error))
    return NULL;
  if (header.type < LZ_TYPE_PLT1_LE || header.type > LZ_TYPE_PLT8)
    {
      refuse (error, "the type is none of a palette image");
      return NULL;
    }

  guint in_byte = pixels_in_byte[header.type];

  if (header.stride != ((guint64) width + in_byte - 1) / in_byte)
    {
      refuse (error, "the stride is not that of the width");
      return NULL;
    }
  if (!fill_table (table, header.type, palette, error))
    return NULL;

  pixels = new_pixels (SUMAC_PIXELS_XRGB32, width, height, header.is_top_down, &reader,
                       (guint64) header.stride * height, error);
  if (!pixels)
    return NULL;
  if (header.type == LZ_TYPE_PLT8 ? !decode_indexed (&reader, table, pixels, error)
                                  : !decode_packed (&reader, &header, table, pixels, error))
    return NULL;
  return g_steal_pointer (&pixels);
}

/* Row @y of the stream is row @y of @alpha, whose rows have no gap yet. */
static void
merge_alpha (SumacPixels *pixels, const SumacPixels *alpha, gboolean is_top_down)
{
  const guint8 *from = alpha->data;

  for (gint y = 0; y < pixels->height; y++)
    {
      guint8 *to = sumac_pixels_row (pixels, is_top_down ? y : pixels->height - 1 - y);

      for (gint x = 0; x < pixels->width; x++)
        to[4 * x + 3] = *from++;
    }
}

gboolean
sumac_lz_alpha_decode (const guint8 *bytes,
                       gsize size,
                       SumacPixels *pixels,
                       gboolean is_top_down,
                       GError **error)
{
  guint width = (guint) pixels->width;
  guint height = (guint) pixels->height;
  SumacReader reader = sumac_reader (bytes, size);
  g_autoptr (SumacPixels) alpha = NULL;
  Header header;

  if (!read_header (&reader, width, height, &header, error))
    return FALSE;
  if (header.type != LZ_TYPE_XXXA)
    return refuse (error, "the type is not that of an alpha plane");
  if (header.stride != (guint64) width * 4)
    return refuse (error, "the stride is not that of the width");
  if (header.is_top_down != !!is_top_down)
    return refuse (error, "the alpha plane runs the other way than its image says");

  /* Aside, as the order of the colours in memory need not be that of the stream. */
  alpha = new_pixels (SUMAC_PIXELS_A8, width, height, TRUE, &reader, (guint64) width * height,
                      error);
  if (!alpha)
    return FALSE;

  LzStream s = open_stream (&reader, alpha->data, (gsize) width * height);

  if (!close_stream (&s, decode_bytes (&s), error))
    return FALSE;
  merge_alpha (pixels, alpha, is_top_down);
  return TRUE;
}
