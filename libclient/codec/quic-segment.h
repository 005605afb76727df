/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The inner loop of QUIC: pixels and runs of one stretch of a row (codecs spec §4, "A
 * segment").
 *
 * Thread: what a decoder owns is used by that decoder alone. */

#pragma once

#include "codec/quic-model.h"
#include "core/limits.h"

#define QUIC_CUT_OFF "the stream ends in the middle of the picture"

/* Bytes of zeros behind the stream. Between two looks at the position lie at most a run and
 * 64 pixels of three code words: less than 640 bytes, and 16 may be read in advance. */
#define QUIC_PADDING 1024

/* Bytes in front of the stream that may be read, for nothing. */
#define QUIC_MARGIN 8

/* The mask and the trigger grow in steps, until this one. */
#define QUIC_LAST_STEP 6

/* How far the residuals of a column lie behind its pixel. Steps beyond the row's end, to the
 * next update, stay within the array too. */
#define QUIC_ROW_WORDS (SUMAC_MAX_SIDE + 80)

typedef struct _QuicBits QuicBits;
typedef struct _QuicPlane QuicPlane;

/* A place in the stream. The words of the stream lie in reverse order in memory, so that a
 * plain load of eight bytes gives the bits in their order, the first one topmost.
 * Of @window the upper @valid bits count; those below are 0 or already what will come.
 * Outside of a segment at least QUIC_PEEK_BITS are valid. */
struct _QuicBits
{
  guint64 window;
  const guint8 *next; /* where the bits behind the valid ones end, less 8 */
  guint valid;        /* below 64 */
};

typedef enum
{
  QUIC_DEEP,   /* three components of 8 bits */
  QUIC_NARROW, /* three components of 5 bits */
  QUIC_ALPHA,  /* one of 8 bits */
} QuicKind;

/* What is coded on its own, the colours or alpha. Columns count from 0; before the first one
 * there is a number -1. One component a byte: B lowest, R highest, or alpha alone. */
struct _QuicPlane
{
  QuicKind kind;
  const QuicCode *code;
  const guint8 *floor; /* a place in the stream below this is surely past the end */
  guint wait;          /* pixels until the next update of the model */
  guint seed;
  guint step; /* how far mask and trigger have grown */
  guint left; /* columns until the next step */
  guint run;  /* index of the run length code in use */
  guint32 above_left;
  QuicModel models[3]; /* R G B, or alpha alone */

  /* The last pixels decoded at each column, complemented: of this row up to where we are,
   * from there on of the one above. Then the residuals last decoded at each column. */
  guint32 words[2 * QUIC_ROW_WORDS];
};

static inline guint32 *
quic_pixels (QuicPlane *plane)
{
  return plane->words + 1;
}

static inline guint32 *
quic_residual (guint32 *pixel)
{
  return pixel + QUIC_ROW_WORDS;
}

/* At least 56 bits are valid then. */
static inline G_ALWAYS_INLINE void
quic_bits_refill (QuicBits *bits)
{
  guint64 more;

  __builtin_memcpy (&more, bits->next, sizeof more);
  bits->window |= GUINT64_FROM_LE (more) >> bits->valid;
  bits->next -= (bits->valid ^ 63) >> 3;
  bits->valid |= 56;
}

/* Reads the columns from @i until @end. Gives NULL, or what is wrong. Beyond the end of the
 * stream zeros are read: whether that happened is for the caller to see. */
const char *sumac_quic_read_segment (QuicPlane *plane,
                                     QuicBits *bits,
                                     guint i,
                                     guint end,
                                     gboolean is_first_row);
