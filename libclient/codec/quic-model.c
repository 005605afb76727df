/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "codec/quic-model.h"

#include <pthread.h>

#define LONGEST_WORD 26

static guint
ceil_log2 (guint value)
{
  return value > 1 ? g_bit_storage (value - 1) : 0;
}

static void
set_limits (QuicCode *code, guint depth)
{
  for (guint l = 0; l < code->n_codes; l++)
    {
      guint prefix = MIN (LONGEST_WORD - depth, (1u << (depth - l)) - 1);
      guint n_first = prefix << l;

      code->limits[7 - l].prefix = prefix;
      code->limits[7 - l].n_first = n_first;
      code->limits[7 - l].n_suffix = ceil_log2 (code->n_symbols - n_first);
    }
}

/* Residuals are by turns one step more up and one step more down. */
static void
set_residuals (QuicCode *code, guint depth)
{
  for (guint n = 0; n < code->n_symbols; n++)
    {
      guint steps = n % 2 ? code->n_symbols - 1 - n / 2 : n / 2;

      code->residual[n] = (guint8) (steps << (8 - depth));
      code->bucket[code->residual[n]] = (guint8) MIN (ceil_log2 (n + 2) - 1, depth - 1);
    }
}

guint
sumac_quic_read_word (const QuicCode *code, guint rank, guint64 window)
{
  guint l = 7 - rank;
  guint prefix = code->limits[rank].prefix;
  guint zeros = window ? (guint) __builtin_clzll (window) : 64;
  guint length, symbol;

  if (zeros < prefix)
    {
      length = zeros + 1 + l;
      symbol = zeros << l | ((guint) (window >> (64 - length)) & ((1u << l) - 1));
    }
  else
    {
      guint n_suffix = code->limits[rank].n_suffix;

      length = prefix + n_suffix;
      symbol = (guint) (window >> (64 - length)) & ((1u << n_suffix) - 1);
      symbol += code->limits[rank].n_first;
    }

  /* Only a broken stream has a symbol above the largest. */
  symbol &= code->n_symbols - 1;
  return (guint) code->residual[symbol] << 8 | length;
}

static void
set_words (QuicCode *code)
{
  for (guint rank = 8 - code->n_codes; rank < 8; rank++)
    for (guint bits = 0; bits < 1 << QUIC_PEEK_BITS; bits++)
      {
        guint word = sumac_quic_read_word (code, rank, (guint64) bits << (64 - QUIC_PEEK_BITS));

        code->words[rank][bits] =
            (guint16) ((word & 0xff) <= QUIC_PEEK_BITS ? word : QUIC_TOO_LONG);
      }
}

static guint
word_length (const QuicCode *code, guint symbol, guint rank)
{
  guint l = 7 - rank;

  if (symbol < code->limits[rank].n_first)
    return (symbol >> l) + 1 + l;
  return code->limits[rank].prefix + code->limits[rank].n_suffix;
}

/* Ranks that a depth doesn't have start at the largest value and cost nothing. */
static void
set_costs (QuicCode *code)
{
  for (guint rank = 0; rank < 8; rank++)
    {
      gboolean is_there = rank >= 8 - code->n_codes;

      code->start.lane[rank] =
          (gint16) (is_there ? (gint) rank - QUIC_COUNTER_BIAS : G_MAXINT16);
      for (guint n = 0; is_there && n < code->n_symbols; n++)
        code->costs[code->residual[n]].lane[rank] = (gint16) (word_length (code, n, rank) * 8);
    }
}

static void
code_init (QuicCode *code, guint depth)
{
  code->n_symbols = 1u << depth;
  code->n_codes = depth;
  set_limits (code, depth);
  set_residuals (code, depth);
  set_words (code);
  set_costs (code);
}

static QuicCode deep_code;
static QuicCode narrow_code;

static void
make_codes (void)
{
  code_init (&deep_code, 8);
  code_init (&narrow_code, 5);
}

const QuicCode *
sumac_quic_code (guint depth)
{
  static pthread_once_t is_made = PTHREAD_ONCE_INIT;

  pthread_once (&is_made, make_codes);
  return depth == 8 ? &deep_code : &narrow_code;
}

void
sumac_quic_model_init (QuicModel *model, const QuicCode *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (model->best); i++)
    model->best[i] = code->words[8 - code->n_codes];
  for (guint i = 0; i < QUIC_N_BUCKETS; i++)
    model->counters[i] = code->start;
}

/* Bucket b holds the symbols from 2^b - 1 on, the last one all that are left. */
void
sumac_quic_model_choose (QuicModel *model, const QuicCode *code, guint bucket, guint rank)
{
  guint n = (1u << bucket) - 1;
  guint end = bucket + 1 < code->n_codes ? 2 * n + 1 : code->n_symbols;

  for (; n < end; n++)
    model->best[code->residual[n]] = code->words[rank];
}

void
sumac_quic_model_halve (QuicModel *model, const QuicCode *code, guint bucket)
{
  gint16 *lane = model->counters[bucket].lane;

  for (guint rank = 8 - code->n_codes; rank < 8; rank++)
    {
      guint count = (guint) (lane[rank] + QUIC_COUNTER_BIAS) >> 3;

      lane[rank] = (gint16) ((gint) (count / 2 * 8 + rank) - QUIC_COUNTER_BIAS);
    }
}
