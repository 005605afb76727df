/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Rows of planes to a picture. Each row is decoded in place of the one above, in words of the
 * decoder's own, and then put into the picture's format. */

#include "codec/quic.h"

#include "codec/quic-segment.h"
#include "core/reader.h"

#include <sumac/error.h>

#include <string.h>

#define MAGIC       0x43495551
#define HEADER_SIZE 20

/* Columns until mask and trigger grow. */
#define COLUMNS_PER_STEP 2048

/* Pixels are complemented while they are decoded. */
#define ALL_BITS 0x00ffffff

typedef struct _Stream Stream;

struct _Stream
{
  guint8 *words;       /* in reverse order, behind the padding */
  const guint8 *start; /* `next` of an empty window at the first bit */
  gsize n_bits;
  QuicBits bits;
};

static gboolean
refuse (GError **error, const char *trouble)
{
  g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL, "QUIC: %s", trouble);
  return FALSE;
}

/* Out of complements, in the picture's own format. These write up to seven pixels behind the
 * row: what lies there is the next row, or slack. */

typedef guint32 Words __attribute__ ((vector_size (32)));
typedef guint16 Halves __attribute__ ((vector_size (16)));

static void
give_colours (const guint32 *pixels,
              const guint32 *alphas G_GNUC_UNUSED,
              guint8 *row,
              guint width)
{
  for (guint i = 0; i < width; i += 8)
    {
      Words words;

      memcpy (&words, pixels + i, sizeof words);
      words ^= ALL_BITS;
      memcpy (row + i * 4, &words, sizeof words);
    }
}

static void
give_with_alpha (const guint32 *pixels, const guint32 *alphas, guint8 *row, guint width)
{
  for (guint i = 0; i < width; i += 8)
    {
      Words words, more;

      memcpy (&words, pixels + i, sizeof words);
      memcpy (&more, alphas + i, sizeof more);
      words = ~(words | more << 24);
      memcpy (row + i * 4, &words, sizeof words);
    }
}

static void
give_narrow (const guint32 *pixels,
             const guint32 *alphas G_GNUC_UNUSED,
             guint8 *row,
             guint width)
{
  for (guint i = 0; i < width; i += 8)
    {
      Words words;
      Halves halves;

      memcpy (&words, pixels + i, sizeof words);
      words ^= ALL_BITS;
      words = (words >> 9 & 0x7c00) | (words >> 6 & 0x03e0) | (words >> 3 & 0x001f);
      halves = __builtin_convertvector(words, Halves);
      memcpy (row + i * 2, &halves, sizeof halves);
    }
}

/* clang-format off */
static const struct
{
  SumacPixelFormat format;
  guint depth;
  QuicKind kind;
  void (*give) (const guint32 *pixels, const guint32 *alphas, guint8 *row, guint width);
} types[] = {
  [2] = { SUMAC_PIXELS_RGB555, 5, QUIC_NARROW, give_narrow     }, /* RGB16 */
  [3] = { SUMAC_PIXELS_XRGB32, 8, QUIC_DEEP,   give_colours    }, /* RGB24 */
  [4] = { SUMAC_PIXELS_XRGB32, 8, QUIC_DEEP,   give_colours    }, /* RGB32 */
  [5] = { SUMAC_PIXELS_ARGB32, 8, QUIC_DEEP,   give_with_alpha }, /* RGBA */
};

/* clang-format on */

static gboolean
read_header (const guint8 *bytes,
             gsize size,
             guint width,
             guint height,
             guint *type,
             GError **error)
{
  SumacReader reader = sumac_reader (bytes, size);
  guint32 magic = sumac_read_u32 (&reader);
  guint32 version = sumac_read_u32 (&reader);
  guint32 its_type = sumac_read_u32 (&reader);
  guint32 its_width = sumac_read_u32 (&reader);
  guint32 its_height = sumac_read_u32 (&reader);

  if (!sumac_reader_ok (&reader))
    return refuse (error, "the stream ends in its header");
  if (magic != MAGIC)
    return refuse (error, "the data do not begin with a header");
  if (version != 0)
    return refuse (error, "the version is unknown");
  if (its_type >= G_N_ELEMENTS (types) || !types[its_type].give)
    return refuse (error, "the type is none that a server sends");
  if (its_width != width || its_height != height)
    return refuse (error, "the size is not that of the image");
  *type = its_type;
  return TRUE;
}

/* Copies the words as QuicBits wants them; a last one that is not whole does not count. */
static gboolean
stream_init (Stream *stream, const guint8 *bytes, gsize size)
{
  typedef guint32 Four __attribute__ ((vector_size (16)));
  gsize n_words = size / 4;
  gsize i = 0;
  guint8 *end;

  stream->words = g_try_malloc (QUIC_PADDING + n_words * 4 + QUIC_MARGIN);
  if (!stream->words)
    return FALSE;
  end = stream->words + QUIC_PADDING + n_words * 4;
  memset (stream->words, 0, QUIC_PADDING);
  memset (end, 0, QUIC_MARGIN);
  for (; i + 4 <= n_words; i += 4)
    {
      Four four;

      memcpy (&four, bytes + i * 4, sizeof four);
      four = __builtin_shufflevector (four, four, 3, 2, 1, 0);
      memcpy (end - i * 4 - 16, &four, sizeof four);
    }
  for (; i < n_words; i++)
    memcpy (end - i * 4 - 4, bytes + i * 4, 4);

  stream->start = end - 8;
  stream->n_bits = n_words * 32;
  stream->bits = (QuicBits){ .next = stream->start };
  quic_bits_refill (&stream->bits);
  return TRUE;
}

static gboolean
stream_is_past_end (const Stream *stream)
{
  gsize n_read = (gsize) (stream->start - stream->bits.next) * 8 - stream->bits.valid;

  return n_read > stream->n_bits;
}

static QuicPlane *
plane_new (QuicKind kind, guint depth, guint width, const Stream *stream)
{
  QuicPlane *plane = g_try_malloc (sizeof *plane);

  if (!plane)
    return NULL;
  plane->kind = kind;
  plane->code = sumac_quic_code (depth);
  plane->floor = stream->words + QUIC_PADDING - 16;
  plane->wait = 0;
  plane->seed = 255;
  plane->step = 0;
  plane->left = COLUMNS_PER_STEP;
  plane->run = 0;
  plane->above_left = 0;
  for (guint i = 0; i < G_N_ELEMENTS (plane->models); i++)
    sumac_quic_model_init (&plane->models[i], plane->code);

  quic_pixels (plane)[-1] = ALL_BITS;
  *quic_residual (quic_pixels (plane) - 1) = 0;
  /* What lies behind the row is looked at, without effect. */
  memset (quic_pixels (plane) + width, 0, 8 * sizeof (guint32));
  return plane;
}

/* A row is cut into segments where mask and trigger grow. */
static gboolean
read_row (Stream *stream, QuicPlane *plane, guint width, guint y, GError **error)
{
  guint at = 0;

  do
    {
      gboolean grows = plane->step < QUIC_LAST_STEP && plane->left <= width - at;
      guint end = grows ? at + plane->left : width;
      const char *trouble = sumac_quic_read_segment (plane, &stream->bits, at, end, y == 0);

      if (trouble)
        return refuse (error, trouble);
      if (grows)
        {
          plane->step++;
          plane->left = COLUMNS_PER_STEP;
        }
      else if (plane->step < QUIC_LAST_STEP)
        plane->left -= end - at;
      at = end;
    }
  while (at < width);

  /* What the next row's first pixel is predicted from and read by. */
  guint32 *pixels = quic_pixels (plane);

  pixels[-1] = pixels[0];
  *quic_residual (pixels - 1) = *quic_residual (pixels);
  return !stream_is_past_end (stream) || refuse (error, QUIC_CUT_OFF);
}

static gboolean
read_rows (Stream *stream, guint type, SumacPixels *pixels, GError **error)
{
  gboolean has_alpha = types[type].format == SUMAC_PIXELS_ARGB32;
  guint width = (guint) pixels->width;
  g_autofree QuicPlane *colours =
      plane_new (types[type].kind, types[type].depth, width, stream);
  g_autofree QuicPlane *alpha = has_alpha ? plane_new (QUIC_ALPHA, 8, width, stream) : NULL;

  if (!colours || (has_alpha && !alpha))
    {
      g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_LIMIT, "QUIC: there is no memory");
      return FALSE;
    }
  for (guint y = 0; y < (guint) pixels->height; y++)
    {
      if (!read_row (stream, colours, width, y, error))
        return FALSE;
      if (has_alpha && !read_row (stream, alpha, width, y, error))
        return FALSE;
      types[type].give (quic_pixels (colours), has_alpha ? quic_pixels (alpha) : NULL,
                        sumac_pixels_row (pixels, (gint) y), width);
    }
  return TRUE;
}

SumacPixels *
sumac_quic_decode (const guint8 *bytes, gsize size, guint width, guint height, GError **error)
{
  guint type;

  if (!read_header (bytes, size, width, height, &type, error))
    return NULL;

  g_autoptr (SumacPixels) pixels =
      sumac_pixels_new (types[type].format, (gint) width, (gint) height, error);
  Stream stream;

  if (!pixels)
    return NULL;
  if (!stream_init (&stream, bytes + HEADER_SIZE, size - HEADER_SIZE))
    {
      g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_LIMIT, "QUIC: there is no memory");
      return NULL;
    }

  gboolean is_done = read_rows (&stream, type, pixels, error);

  g_free (stream.words);
  return is_done ? g_steal_pointer (&pixels) : NULL;
}
