/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "codec/lz4.h"

#include "codec/refuse.h"
#include "core/reader.h"

#include <lz4.h>
#include <spice/enums.h>
#include <string.h>

/* How far back a block may refer. */
#define HISTORY (64u << 10)

/* No byte of a block stands for more. */
#define MAX_GROWTH 255

typedef struct _Format Format;

/* Four pixels, wherever they lie. */
typedef guint32 Vector __attribute__ ((vector_size (16), aligned (4)));

struct _Format
{
  guint bytes; /* of a pixel on the wire; 0: unknown */
  SumacPixelFormat gives;
  void (*finish) (SumacPixels *pixels, const guint8 *packed);
};

/* Pixels that lie where they belong, but for the unused byte. Not before the last block is
 * there: its matches may lie at any byte. The last step may touch the slack. */
static void
clear_unused (SumacPixels *pixels, const guint8 *packed G_GNUC_UNUSED)
{
  Vector *four = (Vector *) (void *) sumac_pixels_first (pixels);
  gsize n = (sumac_pixels_size (pixels) + sizeof *four - 1) / sizeof *four;
  guint32 colours = GUINT32_TO_LE (0x00ffffff);

  for (gsize i = 0; i < n; i++)
    four[i] &= (Vector){ colours, colours, colours, colours };
}

static void
leave (SumacPixels *pixels G_GNUC_UNUSED, const guint8 *packed G_GNUC_UNUSED)
{
}

/* Three bytes a pixel, at the end of the same memory: what is written never passes what is
 * still to be read. */
static void
widen_24 (SumacPixels *pixels, const guint8 *packed)
{
  guint8 *to = sumac_pixels_first (pixels);
  gsize n = (gsize) pixels->width * (gsize) pixels->height;

  for (gsize i = 0; i < n; i++, packed += 3, to += 4)
    {
      guint32 pixel = packed[0] | (guint32) packed[1] << 8 | (guint32) packed[2] << 16;

      pixel = GUINT32_TO_LE (pixel);
      memcpy (to, &pixel, sizeof pixel);
    }
}

/* Likewise: rows of an odd width are padded. Bit 15 is noise (codecs spec §2). */
static void
spread_16 (SumacPixels *pixels, const guint8 *packed)
{
  guint8 *row = sumac_pixels_first (pixels);
  gsize width = (gsize) pixels->width;

  for (gint y = 0; y < pixels->height; y++, row += ABS (pixels->stride), packed += 2 * width)
    for (gsize x = 0; x < width; x++)
      {
        guint16 pixel = (guint16) ((packed[2 * x] | packed[2 * x + 1] << 8) & 0x7fff);

        memcpy (row + 2 * x, &pixel, sizeof pixel);
      }
}

static void
spread_8 (SumacPixels *pixels, const guint8 *packed)
{
  guint8 *row = sumac_pixels_first (pixels);
  gsize width = (gsize) pixels->width;

  for (gint y = 0; y < pixels->height; y++, row += ABS (pixels->stride), packed += width)
    memmove (row, packed, width);
}

/* clang-format off */
static const Format formats[] = {
  [SPICE_BITMAP_FMT_16BIT]  = { 2, SUMAC_PIXELS_RGB555, spread_16    },
  [SPICE_BITMAP_FMT_24BIT]  = { 3, SUMAC_PIXELS_XRGB32, widen_24     },
  [SPICE_BITMAP_FMT_32BIT]  = { 4, SUMAC_PIXELS_XRGB32, clear_unused },
  [SPICE_BITMAP_FMT_RGBA]   = { 4, SUMAC_PIXELS_ARGB32, leave        },
  [SPICE_BITMAP_FMT_8BIT_A] = { 1, SUMAC_PIXELS_A8,     spread_8     },
};

/* clang-format on */

/* One block behind what is there already. The bytes that came out; 0 or less is trouble. */
static int
decode_block (SumacReader *reader, guint8 *start, gsize done, gsize size)
{
  guint32 length = sumac_read_u32_big (reader);
  const guint8 *block = sumac_read_bytes (reader, length);
  gsize history = MIN (done, HISTORY);

  if (!block || length == 0 || length > G_MAXINT)
    return 0;
  return LZ4_decompress_safe_usingDict ((const char *) block, (char *) start + done,
                                        (int) length, (int) (size - done),
                                        (const char *) start + done - history, (int) history);
}

/* The blocks are one stream: decoded into one run of memory, each finds what it refers to. */
static gboolean
decode_blocks (SumacReader *reader, guint8 *start, gsize size, GError **error)
{
  gsize done = 0;

  while (sumac_reader_left (reader) > 0)
    {
      int n = decode_block (reader, start, done, size);

      if (n <= 0)
        {
          sumac_refuse (error, "LZ4: a block is cut off, broken or passes the picture's end");
          return FALSE;
        }
      done += (gsize) n;
    }
  if (done == size)
    return TRUE;
  sumac_refuse (error, "LZ4: the blocks give less than the picture");
  return FALSE;
}

SumacPixels *
sumac_lz4_decode (const guint8 *bytes, gsize size, guint width, guint height, GError **error)
{
  SumacReader reader = sumac_reader (bytes, size);
  gboolean is_top_down = sumac_read_u8 (&reader) != 0;
  guint8 number = sumac_read_u8 (&reader);

  if (!sumac_reader_ok (&reader))
    return sumac_refuse (error, "LZ4: the data end too early");
  if (number >= G_N_ELEMENTS (formats) || formats[number].bytes == 0)
    return sumac_refuse (error, "LZ4: pixel format %u is unknown", number);

  const Format *format = &formats[number];

  /* So that a few bytes can't make us allocate a large picture. */
  if ((guint64) width * height > (guint64) sumac_reader_left (&reader) * MAX_GROWTH)
    return sumac_refuse (error, "LZ4: the data are too short for the picture");

  g_autoptr (SumacPixels) pixels =
      sumac_pixels_new (format->gives, (gint) width, (gint) height, error);

  if (!pixels)
    return NULL;
  if (!is_top_down)
    sumac_pixels_flip (pixels);

  /* Without padding, at the end of the picture's own memory: with four bytes a pixel that is
   * where they belong. */
  gsize packed_size = (gsize) width * height * format->bytes;
  guint8 *packed = sumac_pixels_first (pixels) + sumac_pixels_size (pixels) - packed_size;

  if (!decode_blocks (&reader, packed, packed_size, error))
    return NULL;
  format->finish (pixels, packed);
  return g_steal_pointer (&pixels);
}
