/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* QUIC's arithmetic on several small numbers at once: the bytes of a pixel, and the counters
 * of a bucket. SSE2 is part of every x86-64; elsewhere plain words do.
 *
 * Pixels are kept complemented: the processor's average rounds up, which on complements is
 * the average of the originals rounded down, as the predictor wants it.
 *
 * A counter shares its 16 bits with its rank, count × 8 + rank - 32768, so that the smallest
 * of eight names the best code and decides a tie at once. It can't overflow: no code word of
 * a symbol is more than 8 times as long as the shortest one, so no counter of a bucket is
 * above 8 × (the least + 1), and the least is halved once it is above 900 (+ 26). */

#pragma once

#include <glib.h>

#define QUIC_COUNTER_BIAS 32768

typedef struct _QuicCounters QuicCounters;

struct _QuicCounters
{
  gint16 lane[8]; /* by rank */
} __attribute__ ((aligned (16)));

#ifdef __SSE2__

#  include <emmintrin.h>

typedef __m128i QuicPixel;

static inline QuicPixel
quic_pixel (guint32 word)
{
  return _mm_cvtsi32_si128 ((int) word);
}

static inline guint32
quic_pixel_word (QuicPixel pixel)
{
  return (guint32) _mm_cvtsi128_si32 (pixel);
}

static inline QuicPixel
quic_average (QuicPixel a, QuicPixel b)
{
  return _mm_avg_epu8 (a, b);
}

static inline QuicPixel
quic_subtract (QuicPixel a, QuicPixel b)
{
  return _mm_sub_epi8 (a, b);
}

static inline QuicPixel
quic_or (QuicPixel a, QuicPixel b)
{
  return _mm_or_si128 (a, b);
}

/* Adds, and gives the least: count × 8 + rank. */
static inline guint
quic_counters_add (QuicCounters *counters, const QuicCounters *costs)
{
  __m128i *lanes = (__m128i *) counters->lane;
  __m128i sum = _mm_add_epi16 (*lanes, *(const __m128i *) costs->lane);
  __m128i least = _mm_min_epi16 (sum, _mm_shuffle_epi32 (sum, _MM_SHUFFLE (1, 0, 3, 2)));

  *lanes = sum;
  least = _mm_min_epi16 (least, _mm_shuffle_epi32 (least, _MM_SHUFFLE (2, 3, 0, 1)));
  least = _mm_min_epi16 (least, _mm_shufflelo_epi16 (least, _MM_SHUFFLE (2, 3, 0, 1)));
  return (guint) ((gint16) _mm_cvtsi128_si32 (least) + QUIC_COUNTER_BIAS);
}

#else

typedef guint32 QuicPixel;

static inline QuicPixel
quic_pixel (guint32 word)
{
  return word;
}

static inline guint32
quic_pixel_word (QuicPixel pixel)
{
  return pixel;
}

static inline QuicPixel
quic_average (QuicPixel a, QuicPixel b)
{
  return (a | b) - (((a ^ b) & 0xfefefefe) >> 1);
}

/* In each byte for itself: the top bits are taken out of the subtraction and put right. */
static inline QuicPixel
quic_subtract (QuicPixel a, QuicPixel b)
{
  return ((a | 0x80808080) - (b & 0x7f7f7f7f)) ^ ((a ^ ~b) & 0x80808080);
}

static inline QuicPixel
quic_or (QuicPixel a, QuicPixel b)
{
  return a | b;
}

/* Adds, and gives the least: count × 8 + rank. */
static inline guint
quic_counters_add (QuicCounters *counters, const QuicCounters *costs)
{
  gint least = G_MAXINT16;

  for (guint i = 0; i < 8; i++)
    {
      counters->lane[i] = (gint16) (counters->lane[i] + costs->lane[i]);
      least = MIN (least, counters->lane[i]);
    }
  return (guint) (least + QUIC_COUNTER_BIAS);
}

#endif
