/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What LZ and GLZ have in common: the kinds of units they are made of, and the inner loops
 * that move them.
 *
 * The loops write whole vectors, so they overshoot: up to 31 bytes behind the last unit are
 * overwritten, which either will be written again or lie in the slack of the pixels.
 * They never read coded bytes beyond the end. Bounds are checked once an operation, by
 * whoever calls. Thread: any. */

#pragma once

#include <glib.h>
#include <string.h>

/* Bytes behind its literals that lz_literals may read. */
#define LZ_READ_AHEAD 16

#define LZ_COLOURS    GUINT32_FROM_LE (0x00ffffffu)
#define LZ_ALPHA_ONLY GUINT32_FROM_LE (0xff000000u)

#define LZ_MAGIC   0x20205a4cu
#define LZ_VERSION 0x00010001u

/* As in the headers of both. */
typedef enum
{
  LZ_TYPE_PLT1_LE = 1,
  LZ_TYPE_PLT1_BE,
  LZ_TYPE_PLT4_LE,
  LZ_TYPE_PLT4_BE,
  LZ_TYPE_PLT8,
  LZ_TYPE_RGB16,
  LZ_TYPE_RGB24,
  LZ_TYPE_RGB32,
  LZ_TYPE_RGBA,
  LZ_TYPE_XXXA,
  LZ_TYPE_A8,
} LzType;

/* A unit is what literals and matches count. The decoders are instantiated once a kind, so
 * wherever a LzUnit is an argument it is a constant. */
typedef enum
{
  LZ_UNIT_BYTE,  /* A8, or a byte of palette indices */
  LZ_UNIT_INDEX, /* a palette index, a pixel in memory */
  LZ_UNIT_555,   /* big-endian, native in memory */
  LZ_UNIT_WIDE,  /* the same, a pixel in memory */
  LZ_UNIT_BGR,   /* three bytes, a pixel in memory */
  LZ_UNIT_ALPHA, /* a byte, the fourth of a pixel in memory */
} LzUnit;

/* clang-format off */
static const struct
{
  guint8 wire;   /* bytes of a literal */
  guint8 memory; /* bytes from one unit to the next */
  guint8 extra;  /* the length of a match is so much more than its code */
} lz_units[] = {
  [LZ_UNIT_BYTE]  = { 1, 1, 2 },
  [LZ_UNIT_INDEX] = { 1, 4, 2 },
  [LZ_UNIT_555]   = { 2, 2, 1 },
  [LZ_UNIT_WIDE]  = { 2, 4, 1 },
  [LZ_UNIT_BGR]   = { 3, 4, 0 },
  [LZ_UNIT_ALPHA] = { 1, 4, 2 },
};

/* clang-format on */

/* What is wrong with a stream, in words; behind the name of the codec. */
#define LZ_CUT_OFF           "the data end too early"
#define LZ_LITERALS_PAST_END "literals pass the end of the picture"
#define LZ_MATCH_PAST_END    "a match passes the end of the picture"
#define LZ_BEFORE_START      "a match begins before the picture"
#define LZ_LEFT_OVER         "bytes are left over behind the picture"

typedef struct _LzStream LzStream;

struct _LzStream
{
  const guint8 *next; /* coded bytes */
  const guint8 *end;
  guint8 *start; /* of the units */
  guint8 *out;   /* where the next unit goes */
  guint8 *out_end;
  const guint32 *palette; /* INDEX: 256 pixels, LZ_NO_COLOUR where there is none */
  guint32 seen;           /* INDEX: all pixels of literals, or-ed */
};

#define LZ_NO_COLOUR LZ_ALPHA_ONLY

typedef guint32 LzVector __attribute__ ((vector_size (16)));
typedef guint16 LzVector16 __attribute__ ((vector_size (16)));

static inline LzVector
lz_load (const guint8 *from)
{
  LzVector v;

  memcpy (&v, from, sizeof v);
  return v;
}

static inline void
lz_store (guint8 *to, LzVector v)
{
  memcpy (to, &v, sizeof v);
}

static inline LzVector
lz_splat (guint32 word)
{
  return (LzVector){ word, word, word, word };
}

static inline guint32
lz_word (const guint8 *from)
{
  guint32 word;

  memcpy (&word, from, sizeof word);
  return word;
}

static inline void
lz_put_word (guint8 *to, guint32 word)
{
  memcpy (to, &word, sizeof word);
}

static inline guint16
lz_555 (const guint8 *from)
{
  return (guint16) ((from[0] << 8 | from[1]) & 0x7fff);
}

/* Each 5-bit component v becomes v << 3 | v >> 2. */
static inline guint32
lz_widen_555 (guint32 v)
{
  guint32 high = (v & 0x7c00) << 9 | (v & 0x03e0) << 6 | (v & 0x001f) << 3;

  return GUINT32_TO_LE (high | ((high >> 5) & 0x00070707));
}

/* One literal, without reading ahead. */
static inline void
lz_literal (LzStream *s, const guint8 *from, guint8 *to, LzUnit unit)
{
  guint16 narrow;
  guint32 pixel;

  switch (unit)
    {
    case LZ_UNIT_BYTE:
      to[0] = from[0];
      break;
    case LZ_UNIT_INDEX:
      pixel = s->palette[from[0]];
      s->seen |= pixel;
      lz_put_word (to, pixel);
      break;
    case LZ_UNIT_555:
      narrow = lz_555 (from);
      memcpy (to, &narrow, sizeof narrow);
      break;
    case LZ_UNIT_WIDE:
      lz_put_word (to, lz_widen_555 (lz_555 (from)));
      break;
    case LZ_UNIT_BGR:
      lz_put_word (to,
                   GUINT32_TO_LE (from[0] | (guint32) from[1] << 8 | (guint32) from[2] << 16));
      break;
    case LZ_UNIT_ALPHA:
      to[3] = from[0];
      break;
    }
}

/* 16 bytes of memory at once, where that is faster. */
static inline void
lz_literal_vector (const guint8 *from, guint8 *to, LzUnit unit)
{
  LzVector v = { 0 };

  if (unit == LZ_UNIT_BGR)
    v = (LzVector){ lz_word (from), lz_word (from + 3), lz_word (from + 6),
                    lz_word (from + 9) } &
        lz_splat (LZ_COLOURS);
  if (unit == LZ_UNIT_BYTE || unit == LZ_UNIT_555)
    v = lz_load (from);
  if (unit == LZ_UNIT_555 && G_BYTE_ORDER == G_LITTLE_ENDIAN)
    v = (LzVector) ((LzVector16) v << 8 | (LzVector16) v >> 8);
  if (unit == LZ_UNIT_555)
    v &= lz_splat (0x7fff7fff);
  lz_store (to, v);
}

/* @count literals, 1 … 32. NULL, or what is wrong. */
static inline G_ALWAYS_INLINE const char *
lz_literals (LzStream *s, gsize count, LzUnit unit)
{
  const gboolean has_vector =
      unit == LZ_UNIT_BYTE || unit == LZ_UNIT_555 || unit == LZ_UNIT_BGR;
  const gsize wire = lz_units[unit].wire;
  const gsize memory = lz_units[unit].memory;
  gsize left = (gsize) (s->end - s->next);
  const guint8 *from = s->next;
  guint8 *to = s->out;

  if (count * memory > (gsize) (s->out_end - to))
    return LZ_LITERALS_PAST_END;
  if (count * wire > left)
    return LZ_CUT_OFF;

  s->out += count * memory;
  s->next += count * wire;
  if (has_vector && left >= count * wire + LZ_READ_AHEAD)
    for (; to < s->out; from += 16 / memory * wire, to += 16)
      lz_literal_vector (from, to, unit);
  else
    for (; to < s->out; from += wire, to += memory)
      lz_literal (s, from, to, unit);
  return NULL;
}

/* The alpha plane keeps the colours that are there. */
static inline void
lz_put_vector (guint8 *to, LzVector v, LzUnit unit)
{
  if (unit == LZ_UNIT_ALPHA)
    v |= lz_load (to) & lz_splat (LZ_COLOURS);
  lz_store (to, v);
}

/* @size bytes, not 0, and up to 31 more. */
static inline G_ALWAYS_INLINE void
lz_fill (guint8 *to, gsize size, LzVector v, LzUnit unit)
{
  for (gsize i = 0; i < size; i += 32)
    {
      lz_put_vector (to + i, v, unit);
      lz_put_vector (to + i + 16, v, unit);
    }
}

/* The same from another picture, or from at least 16 bytes back in this one: each vector is
 * read after those before it have been written. Only the bits of @keep are copied. */
static inline G_ALWAYS_INLINE void
lz_copy (guint8 *to, gsize size, const guint8 *from, LzVector keep, LzUnit unit)
{
  for (gsize i = 0; i < size; i += 32)
    {
      lz_put_vector (to + i, lz_load (from + i) & keep, unit);
      lz_put_vector (to + i + 16, lz_load (from + i + 16) & keep, unit);
    }
}

static inline G_ALWAYS_INLINE LzVector
lz_kept (LzUnit unit)
{
  return lz_splat (unit == LZ_UNIT_ALPHA ? LZ_ALPHA_ONLY : 0xffffffffu);
}

/* The unit at @from, as often as it fits. */
static inline G_ALWAYS_INLINE LzVector
lz_splat_unit (const guint8 *from, LzUnit unit)
{
  guint16 narrow;

  if (unit == LZ_UNIT_BYTE)
    return lz_splat (from[0] * 0x01010101u);
  if (unit != LZ_UNIT_555)
    return lz_splat (lz_word (from)) & lz_kept (unit);
  memcpy (&narrow, from, sizeof narrow);
  return lz_splat (narrow * 0x00010001u);
}

/* From less than a vector back: units one by one, until what has been written lies a multiple
 * of that distance back, and that is a vector. */
static inline G_ALWAYS_INLINE void
lz_copy_near (guint8 *to, gsize size, gsize distance, LzUnit unit)
{
  const gsize memory = lz_units[unit].memory;
  gsize far = distance;
  gsize done = 0;

  while (far < 16)
    far += distance;
  for (; done < size && done < far - distance; done += memory, to += memory)
    if (unit == LZ_UNIT_ALPHA)
      to[3] = *(to - distance + 3);
    else
      memcpy (to, to - distance, memory);
  if (done < size)
    lz_copy (to, size - done, to - far, lz_kept (unit), unit);
}

/* The match of @count units from @distance units back in this picture. NULL, or what is
 * wrong. */
static inline G_ALWAYS_INLINE const char *
lz_repeat (LzStream *s, gsize distance, guint64 count, LzUnit unit)
{
  const gsize memory = lz_units[unit].memory;
  guint8 *to = s->out;

  if (distance * memory > (gsize) (to - s->start))
    return LZ_BEFORE_START;
  if (count > (gsize) (s->out_end - to) / memory)
    return LZ_MATCH_PAST_END;

  gsize size = (gsize) count * memory;

  s->out += size;
  distance *= memory;
  if (distance == memory)
    lz_fill (to, size, lz_splat_unit (to - memory, unit), unit);
  else if (distance >= 16)
    lz_copy (to, size, to - distance, lz_kept (unit), unit);
  else
    lz_copy_near (to, size, distance, unit);
  return NULL;
}

/* The length of a match: @code, and the bytes that follow where that is 7. FALSE if they
 * are not there. What a message can hold is far from 64 bits. */
static inline G_ALWAYS_INLINE gboolean
lz_read_length (LzStream *s, guint code, LzUnit unit, guint64 *count)
{
  guint byte = code == 7 ? 255 : 0;

  *count = code + lz_units[unit].extra;
  while (byte == 255)
    {
      if (s->next == s->end)
        return FALSE;
      byte = *s->next++;
      *count += byte;
    }
  return TRUE;
}

/* The match that begins with @control. NULL, or what is wrong. */
typedef const char *(*LzMatch) (LzStream *s, guint control, LzUnit unit, gpointer codec);

/* Operations until all units are out. NULL, or what is wrong. */
static inline G_ALWAYS_INLINE const char *
lz_decode (LzStream *stream, LzUnit unit, LzMatch match, gpointer codec)
{
  LzStream s = *stream;
  const char *trouble = NULL;

  while (s.out < s.out_end && !trouble)
    {
      if (s.next == s.end)
        return LZ_CUT_OFF;

      guint control = *s.next++;

      trouble =
          control < 32 ? lz_literals (&s, control + 1, unit) : match (&s, control, unit, codec);
    }
  *stream = s;
  return trouble;
}
