/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "codec/glz.h"

#include "codec/lz-copy.h"
#include "core/limits.h"
#include "core/reader.h"

#include <sumac/error.h>

#include <zlib.h>

/* Pictures of the window that are at hand, by their distance modulo this. */
#define N_REFERENCES 32

#define HEADER_SIZE 33

typedef struct _Reference Reference;
typedef struct _Decoder Decoder;

struct _Reference
{
  SumacPixels *pixels; /* owned */
  const guint8 *start; /* its units */
  guint32 n_units;
  guint32 distance; /* in ids; 0: nothing here */
};

/* One picture on its way. */
struct _Decoder
{
  const SumacGlzPictures *pictures;
  guint64 id;
  GError *error; /* owned; why a reference could not be had */
  Reference references[N_REFERENCES];
};

/* What the header's stride has for each pixel; 0: not a type of GLZ. */
static const guint8 type_stride[16] = {
  [LZ_TYPE_RGB16] = 2,
  [LZ_TYPE_RGB24] = 3,
  [LZ_TYPE_RGB32] = 4,
  [LZ_TYPE_RGBA] = 4,
};

static gboolean
refuse (GError **error, const char *trouble)
{
  g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL, "GLZ: %s", trouble);
  return FALSE;
}

static gboolean
read_header (SumacReader *reader, SumacGlzHeader *header, GError **error)
{
  guint32 magic = sumac_read_u32_big (reader);
  guint32 version = sumac_read_u32_big (reader);
  guint8 type = sumac_read_u8 (reader);
  SumacGlzHeader read = { .type = type & 15, .is_top_down = (type & 16) != 0 };

  read.width = sumac_read_u32_big (reader);
  read.height = sumac_read_u32_big (reader);
  read.stride = sumac_read_u32_big (reader);
  read.id = sumac_read_u64_big (reader);
  read.head_distance = sumac_read_u32_big (reader);
  if (!sumac_reader_ok (reader))
    return refuse (error, LZ_CUT_OFF);
  if (magic != LZ_MAGIC || version != LZ_VERSION)
    return refuse (error, "the data do not begin with a header");
  *header = read;
  return TRUE;
}

/* NULL, or what is wrong. */
static const char *
fetch (Decoder *decoder, Reference *reference, guint32 distance)
{
  if (distance > decoder->id)
    return "a match refers to a picture before the first one";

  SumacPixels *pixels = decoder->pictures->look (decoder->pictures->window,
                                                 decoder->id - distance, &decoder->error);

  if (!pixels)
    return "a match refers to a picture that is missing";
  if (sumac_pixel_format_bits (pixels->format) != 32)
    {
      sumac_pixels_unref (pixels);
      return "a match refers to a picture of another depth";
    }

  g_clear_pointer (&reference->pixels, sumac_pixels_unref);
  *reference = (Reference){
    .pixels = pixels,
    .start = sumac_pixels_first (pixels),
    .n_units = (guint32) pixels->width * (guint32) pixels->height,
    .distance = distance,
  };
  return NULL;
}

/* @count units from unit @from of the picture that is @distance ids back. */
static inline G_ALWAYS_INLINE const char *
borrow (LzStream *s, guint32 distance, gsize from, guint64 count, LzUnit unit, Decoder *decoder)
{
  Reference *reference = &decoder->references[distance % N_REFERENCES];
  guint8 *to = s->out;
  const char *trouble = NULL;

  if (reference->distance != distance)
    trouble = fetch (decoder, reference, distance);
  if (trouble)
    return trouble;
  if (from + count > reference->n_units)
    return "a match passes the end of the picture it refers to";
  if (count > (gsize) (s->out_end - to) / 4)
    return LZ_MATCH_PAST_END;

  /* The unused byte stays 0, whatever the source has there. */
  s->out += count * 4;
  lz_copy (to, (gsize) count * 4, reference->start + from * 4,
           lz_splat (unit == LZ_UNIT_ALPHA ? LZ_ALPHA_ONLY : LZ_COLOURS), unit);
  return NULL;
}

static inline G_ALWAYS_INLINE const char *
decode_match (LzStream *s, guint control, LzUnit unit, gpointer decoder)
{
  gboolean is_long = (control & 16) != 0;
  guint64 count;

  if (!lz_read_length (s, control >> 5, unit, &count) || s->end - s->next < 2)
    return LZ_CUT_OFF;

  gsize position = (control & 15) | (gsize) s->next[0] << 4;
  guint flags = s->next[1];
  guint n_distance = flags >> 6;
  guint n_more = is_long ? flags >> 5 & 1 : 0;

  s->next += 2;
  if (s->end - s->next < (gssize) (n_distance + n_more))
    return LZ_CUT_OFF;

  guint32 distance = is_long ? 0 : flags & 63;

  for (guint i = 0, shift = is_long ? 0 : 6; i < n_distance; i++, shift += 8)
    distance |= (guint32) *s->next++ << shift;
  if (is_long)
    position |= (gsize) (flags & 31) << 12;
  if (n_more)
    position |= (gsize) *s->next++ << 17;

  if (distance == 0)
    return lz_repeat (s, position + 1, count, unit);
  return borrow (s, distance, position, count, unit, decoder);
}

static const char *
decode_wide (LzStream *stream, Decoder *decoder)
{
  return lz_decode (stream, LZ_UNIT_WIDE, decode_match, decoder);
}

static const char *
decode_bgr (LzStream *stream, Decoder *decoder)
{
  return lz_decode (stream, LZ_UNIT_BGR, decode_match, decoder);
}

static const char *
decode_alpha (LzStream *stream, Decoder *decoder)
{
  return lz_decode (stream, LZ_UNIT_ALPHA, decode_match, decoder);
}

/* The streams behind the header. NULL, or what is wrong. */
static const char *
decode_pixels (Decoder *decoder, const SumacReader *reader, guint8 type, SumacPixels *pixels)
{
  guint8 *start = sumac_pixels_first (pixels);
  LzStream s = {
    .next = reader->next,
    .end = reader->end,
    .start = start,
    .out = start,
    .out_end = start + sumac_pixels_size (pixels),
  };
  const char *trouble;

  if (type == LZ_TYPE_RGB16)
    trouble = decode_wide (&s, decoder);
  else
    trouble = decode_bgr (&s, decoder);

  if (!trouble && type == LZ_TYPE_RGBA)
    {
      s.out = start;
      trouble = decode_alpha (&s, decoder);
    }
  if (!trouble && s.next != s.end)
    trouble = LZ_LEFT_OVER;
  return trouble;
}

static void
decoder_clear (Decoder *decoder)
{
  for (guint i = 0; i < N_REFERENCES; i++)
    g_clear_pointer (&decoder->references[i].pixels, sumac_pixels_unref);
  g_clear_error (&decoder->error);
}

static gboolean
check_header (const SumacGlzHeader *header, guint width, guint height, GError **error)
{
  if (type_stride[header->type] == 0)
    return refuse (error, "the type is none of an RGB image");
  if (header->width != width || header->height != height)
    return refuse (error, "the size is not that of the image");
  if (header->stride != (guint64) width * type_stride[header->type])
    return refuse (error, "the stride is not that of the width");
  return TRUE;
}

static SumacPixels *
decode_picture (const SumacReader *reader,
                const SumacGlzHeader *header,
                const SumacGlzPictures *pictures,
                GError **error)
{
  gboolean has_alpha = header->type == LZ_TYPE_RGBA;
  Decoder decoder = { .pictures = pictures, .id = header->id };
  g_autoptr (SumacPixels) pixels = NULL;

  /* No byte stands for more than 255 units: a few can't make us allocate a large picture. */
  if ((guint64) header->width * header->height > (guint64) sumac_reader_left (reader) * 255)
    {
      refuse (error, LZ_CUT_OFF);
      return NULL;
    }
  pixels = sumac_pixels_new (has_alpha ? SUMAC_PIXELS_ARGB32 : SUMAC_PIXELS_XRGB32,
                             (gint) header->width, (gint) header->height, error);
  if (!pixels)
    return NULL;
  if (!header->is_top_down)
    sumac_pixels_flip (pixels);

  const char *trouble = decode_pixels (&decoder, reader, header->type, pixels);

  if (decoder.error)
    g_propagate_error (error, g_steal_pointer (&decoder.error));
  else if (trouble)
    refuse (error, trouble);
  decoder_clear (&decoder);
  return trouble ? NULL : g_steal_pointer (&pixels);
}

gboolean
sumac_glz_read_header (const guint8 *bytes, gsize size, SumacGlzHeader *header, GError **error)
{
  SumacReader reader = sumac_reader (bytes, size);

  return read_header (&reader, header, error);
}

/* Lets the picture enter, failed or not. Its own error is the reason, if it has one. */
static SumacPixels *
enter (const SumacGlzPictures *pictures,
       const SumacGlzHeader *header,
       SumacPixels *pixels,
       GError **error)
{
  gboolean has_entered = pictures->enter (pictures->window, header->id, header->head_distance,
                                          pixels, pixels ? error : NULL);

  if (!has_entered)
    g_clear_pointer (&pixels, sumac_pixels_unref);
  return pixels;
}

/* The picture as it was before its units were widened. */
static SumacPixels *
narrow (SumacPixels *wide, GError **error)
{
  SumacPixels *pixels =
      sumac_pixels_new (SUMAC_PIXELS_RGB555, wide->width, wide->height, error);

  if (pixels && wide->stride < 0)
    sumac_pixels_flip (pixels);
  for (gint y = 0; pixels && y < wide->height; y++)
    {
      const guint32 *from = (const guint32 *) (void *) sumac_pixels_row (wide, y);
      guint16 *to = (guint16 *) (void *) sumac_pixels_row (pixels, y);

      for (gint x = 0; x < wide->width; x++)
        to[x] = (guint16) ((from[x] >> 9 & 0x7c00) | (from[x] >> 6 & 0x03e0) |
                           (from[x] >> 3 & 0x001f));
    }
  sumac_pixels_unref (wide);
  return pixels;
}

SumacPixels *
sumac_glz_decode (const guint8 *bytes,
                  gsize size,
                  guint width,
                  guint height,
                  const SumacGlzPictures *pictures,
                  GError **error)
{
  SumacReader reader = sumac_reader (bytes, size);
  SumacPixels *pixels = NULL;
  SumacGlzHeader header;

  if (!read_header (&reader, &header, error))
    return NULL;
  if (check_header (&header, width, height, error))
    pixels = decode_picture (&reader, &header, pictures, error);
  pixels = enter (pictures, &header, pixels, error);
  return pixels && header.type == LZ_TYPE_RGB16 ? narrow (pixels, error) : pixels;
}

/* The number of bytes that came out, at most @inflated_size. *is_whole: just that, and the
 * stream ended well. */
static gsize
inflate_whole (const guint8 *bytes,
               gsize size,
               guint8 *inflated,
               guint32 inflated_size,
               gboolean *is_whole)
{
  z_stream stream = {
    .next_in = (Bytef *) bytes, /* zlib does not write there */
    .avail_in = (uInt) MIN (size, G_MAXUINT),
    .next_out = inflated,
    .avail_out = inflated_size,
  };

  *is_whole = FALSE;
  if (inflateInit (&stream) != Z_OK)
    return 0;
  *is_whole = inflate (&stream, Z_FINISH) == Z_STREAM_END && stream.avail_out == 0;
  inflateEnd (&stream);
  return inflated_size - stream.avail_out;
}

static gboolean
check_inflated_size (guint32 glz_size, guint64 n_units, GError **error)
{
  if (glz_size < HEADER_SIZE)
    return refuse (error, LZ_CUT_OFF);
  if (n_units > SUMAC_MAX_PIXELS_BYTES / 4 || glz_size > 64 + 5 * n_units)
    return refuse (error, "the inflated size is more than a picture can need");
  return TRUE;
}

SumacPixels *
sumac_zlib_glz_decode (const guint8 *bytes,
                       gsize size,
                       guint32 glz_size,
                       guint width,
                       guint height,
                       const SumacGlzPictures *pictures,
                       GError **error)
{
  g_autofree guint8 *inflated = NULL;
  SumacGlzHeader header;
  gboolean is_whole;

  if (!check_inflated_size (glz_size, (guint64) width * height, error))
    return NULL;
  inflated = g_try_malloc (glz_size);
  if (!inflated)
    {
      g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_LIMIT,
                   "GLZ: there is no memory for %u inflated bytes", glz_size);
      return NULL;
    }

  gsize n = inflate_whole (bytes, size, inflated, glz_size, &is_whole);

  if (is_whole)
    return sumac_glz_decode (inflated, n, width, height, pictures, error);

  refuse (error, "the zlib stream is broken, or not of the size it says");
  if (sumac_glz_read_header (inflated, n, &header, NULL))
    enter (pictures, &header, NULL, NULL);
  return NULL;
}
