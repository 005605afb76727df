/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What QUIC knows about its symbols: the Golomb-Rice codes of a depth, and the adaptive
 * choice between them for one colour component (codecs spec §4).
 *
 * A code is one of eight by its parameter l, and is kept under its rank 7 - l: where two are
 * equally good, the larger l wins, which is then simply the smaller rank.
 *
 * Symbols are never kept. Each stands for one residual, a byte that is added to the
 * predictor, so the residual serves as the name of the symbol. Components of 5 bits lie in
 * the upper bits of a byte, and so do their residuals: bytes then wrap where they shall.
 *
 * Thread: a code is immutable once made, a model belongs to one decoder. */

#pragma once

#include "codec/quic-lanes.h"

#include <glib.h>

#define QUIC_N_RANKS   8
#define QUIC_N_BUCKETS 8

/* A code word of at most so many bits is found by one look into a table. */
#define QUIC_PEEK_BITS 11

/* The length that stands in a table for a longer code word: no sum of two true ones is so
 * large, and as a shift by 6 bits it is 0. */
#define QUIC_TOO_LONG 64

typedef struct _QuicCode QuicCode;
typedef struct _QuicModel QuicModel;

/* All codes of one depth. A code word reads as residual << 8 | bits taken. */
struct _QuicCode
{
  guint16 words[QUIC_N_RANKS][1 << QUIC_PEEK_BITS]; /* by rank and the bits that come */
  QuicCounters costs[256];                          /* by residual: what an update adds */
  QuicCounters start;                               /* counters before any update */
  guint8 bucket[256];                               /* by residual */
  guint8 residual[256];                             /* by symbol */
  guint n_symbols;
  guint n_codes; /* l is below */

  struct
  {
    guint prefix;   /* P: so many zeros begin a code word of the second form */
    guint n_first;  /* N: symbols below have a code word of the first form */
    guint n_suffix; /* S: bits behind the prefix of the second form */
  } limits[QUIC_N_RANKS];
};

/* One component's choice: the code to read the next symbol with, by the residual before. */
struct _QuicModel
{
  const guint16 *best[256];
  QuicCounters counters[QUIC_N_BUCKETS];
};

/* For components of 5 or of 8 bits. */
const QuicCode *sumac_quic_code (guint depth);

/* Any code word: @window holds the bits that come, topmost first, at least 26. */
guint sumac_quic_read_word (const QuicCode *code, guint rank, guint64 window);

void sumac_quic_model_init (QuicModel *model, const QuicCode *code);

/* For the two below: what becomes of a bucket when it is not just counted up. */
void sumac_quic_model_choose (QuicModel *model, const QuicCode *code, guint bucket, guint rank);
void sumac_quic_model_halve (QuicModel *model, const QuicCode *code, guint bucket);

/* The rank of one of @code's tables. */
static inline guint
quic_rank (const QuicCode *code, const guint16 *words)
{
  return (guint) ((words - code->words[0]) >> QUIC_PEEK_BITS);
}

/* Counts @residual, which came after @before. Counters above @trigger are halved. */
static inline G_ALWAYS_INLINE void
quic_model_update (QuicModel *model,
                   const QuicCode *code,
                   guint before,
                   guint residual,
                   guint trigger)
{
  guint bucket = code->bucket[before];
  guint least = quic_counters_add (&model->counters[bucket], &code->costs[residual]);

  if (model->best[before] != code->words[least & 7])
    sumac_quic_model_choose (model, code, bucket, least & 7);
  if (least >> 3 > trigger)
    sumac_quic_model_halve (model, code, bucket);
}
