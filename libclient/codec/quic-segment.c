/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What bounds the speed is the chain from one code word to the next: its length must be known
 * before the next can be looked at. So the loop holds 64 bits of the stream in a register,
 * finds code words by table, and tests once for a whole pixel whether one of them was too
 * long for that. All else happens beside that chain. */

#include "codec/quic-segment.h"

#include <string.h>

#define PEEK(window) ((window) >> (64 - QUIC_PEEK_BITS))

typedef struct _LongPixel LongPixel;

struct _LongPixel
{
  QuicBits bits;
  guint words[3];
};

/* clang-format off */

/* What the wait for the next update is drawn from, in order (codecs spec §4, T). */
static const guint8 waits[256] = {
   2, 23, 19, 21,  7, 18, 40, 14, 12, 32, 47, 44, 36,  6, 18, 11,
   4, 19, 42, 29, 16, 63, 57, 51, 16,  3,  5, 14, 15, 30, 20,  9,
  36, 45,  3, 57, 61,  0,  8,  5, 41, 14, 43, 27, 43, 59, 31, 35,
  39, 60, 42, 38, 13, 54, 62,  1, 26,  3, 11, 61, 52, 34,  7, 48,
   4, 59, 22, 12, 22,  8, 50,  4, 10,  6, 44,  8, 11, 46, 31, 51,
  53, 17,  1, 43, 46, 60, 36, 54, 10, 27, 39, 44, 22, 41, 23,  2,
  44,  0, 40, 53, 40, 48, 16, 43, 32, 28, 33, 12, 20,  2, 56, 62,
  55, 58, 18, 20, 13, 55, 38, 29, 57, 19, 49, 33, 47, 63, 59,  0,
  35, 61, 19, 25, 46, 38, 60,  4, 35,  1, 26, 40, 28, 10,  5, 14,
  25, 18, 48, 49, 20, 59, 62, 34, 46,  7, 33, 52, 34, 58,  9, 29,
   8, 55, 62, 60, 37, 36, 37, 50,  6,  3, 10, 28, 48, 24, 26, 61,
  57, 30, 11, 54,  2,  6, 50, 47,  7, 17, 35, 53, 32, 12, 23, 17,
   5, 21, 49, 55, 51, 45, 52, 27, 39, 25, 39, 63, 22, 24, 42, 52,
  56, 38, 41, 41, 56, 32, 13, 24, 26, 51, 27, 56, 58, 37, 24, 42,
  15, 28, 17, 30, 31, 15, 16, 23, 25, 54, 33, 34,  1, 29, 31, 50,
  53, 21, 49, 15, 47,  9,  0, 58, 37, 45, 30, 13,  9, 45, 63, 21,
};

/* Above this a bucket's counters are halved, by the plane's step. */
static const guint16 triggers[QUIC_LAST_STEP + 1] = { 110, 550, 900, 800, 550, 400, 350 };

/* Bits of the part of a run's length that the index into this stands for. */
static const guint8 run_bits[32] = {
  0, 0, 0, 0, 1, 1, 1, 1, 2, 2,  2,  2,  3,  3,  3,  3,
  4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15,
};

/* clang-format on */

static inline G_ALWAYS_INLINE void
skip (QuicBits *bits, guint n)
{
  bits->window <<= n;
  bits->valid -= n;
}

/* Reads a pixel of which some code word is too long for the table. @next and @valid are what
 * they were before the pixel, just refilled. */
static G_GNUC_NO_INLINE LongPixel
read_long_pixel (const QuicCode *code,
                 const guint8 *next,
                 guint valid,
                 const guint16 *first,
                 const guint16 *second,
                 const guint16 *third)
{
  const guint16 *tables[] = { first, second, third };
  LongPixel pixel = { .bits = { .next = next, .valid = valid } };

  /* The window was shifted since: take its bits anew. */
  memcpy (&pixel.bits.window, next + 8, sizeof pixel.bits.window);
  pixel.bits.window = GUINT64_FROM_LE (pixel.bits.window) << (64 - valid);

  for (guint i = 0; i < 3 && tables[i]; i++)
    {
      pixel.words[i] =
          sumac_quic_read_word (code, quic_rank (code, tables[i]), pixel.bits.window);
      skip (&pixel.bits, pixel.words[i] & 0xff);
      quic_bits_refill (&pixel.bits);
    }
  return pixel;
}

/* The length of a run, or G_MAXUINT where it is above @most. At most 31 ones lead to a length
 * no row has, and at most 15 bits follow: all of it is in one window. */
static inline G_ALWAYS_INLINE guint
read_run_length (guint *index, QuicBits *bits, gsize most)
{
  guint at = *index;
  guint length = 0;

  quic_bits_refill (bits);
  while (bits->window >> 63)
    {
      length += 1u << run_bits[at];
      at = MIN (at + 1, 31);
      skip (bits, 1);
      if (length > most)
        return G_MAXUINT;
    }

  guint n = run_bits[at];

  length += (guint) (bits->window >> (63 - n));
  skip (bits, 1 + n);
  quic_bits_refill (bits);
  *index = at - (at > 0);
  return length <= most ? length : G_MAXUINT;
}

static inline void
fill (guint32 *pixels, guint n, guint32 word)
{
  typedef guint32 Four __attribute__ ((vector_size (16), aligned (4), may_alias));
  const Four four = { word, word, word, word };

  if (n < 4)
    {
      for (guint i = 0; i < n; i++)
        pixels[i] = word;
      return;
    }
  for (guint i = 0; i < n - 4; i += 4)
    *(Four *) (pixels + i) = four;
  /* The last four may have been there in part. */
  *(Four *) (pixels + n - 4) = four;
}

/* The tables for the next pixel's components, by the residuals of the one before. */
static inline G_ALWAYS_INLINE void
choose_tables (const QuicPlane *plane,
               guint32 before,
               gboolean is_colour,
               const guint16 **t0,
               const guint16 **t1,
               const guint16 **t2)
{
  *t0 = plane->models[0].best[is_colour ? before >> 16 : before];
  *t1 = is_colour ? plane->models[1].best[before >> 8 & 0xff] : NULL;
  *t2 = is_colour ? plane->models[2].best[before & 0xff] : NULL;
}

static inline G_ALWAYS_INLINE void
update_models (QuicPlane *plane, guint32 *pixel, gboolean is_colour)
{
  guint32 before = *quic_residual (pixel - 1);
  guint32 now = *quic_residual (pixel);
  guint trigger = triggers[plane->step];

  if (is_colour)
    {
      quic_model_update (&plane->models[0], plane->code, before >> 16, now >> 16, trigger);
      quic_model_update (&plane->models[1], plane->code, before >> 8 & 0xff, now >> 8 & 0xff,
                         trigger);
    }
  quic_model_update (&plane->models[is_colour ? 2 : 0], plane->code, before & 0xff, now & 0xff,
                     trigger);
}

/* Pixels until the next update. */
static inline guint
draw_wait (QuicPlane *plane)
{
  plane->seed = (plane->seed + 1) % G_N_ELEMENTS (waits);
  return waits[plane->seed] & ((1u << plane->step) - 1);
}

/* Once for each kind; what differs is known to the compiler. */
static inline G_ALWAYS_INLINE const char *
read_segment (QuicPlane *plane,
              QuicBits *at,
              guint start,
              guint finish,
              const QuicKind kind,
              const gboolean is_first_row)
{
  const gboolean is_colour = kind != QUIC_ALPHA;
  guint32 *first = quic_pixels (plane);
  guint32 *pixel = first + start;
  guint32 *end = first + finish;
  guint32 *stop = pixel + plane->wait; /* the model is updated after this one */
  guint32 above = plane->above_left;
  gboolean is_run =
      !is_first_row && start > 2 && pixel[-1] == pixel[-2] && *pixel == plane->above_left;
  QuicPixel left = quic_pixel (pixel[-1]);
  QuicBits bits = *at;
  const guint16 *t0, *t1, *t2;

  choose_tables (plane, *quic_residual (pixel - 1), is_colour, &t0, &t1, &t2);
  while (pixel < end)
    {
      if (bits.next < plane->floor)
        return QUIC_CUT_OFF;

      if (is_run)
        {
          guint n = read_run_length (&plane->run, &bits, (gsize) (end - pixel));

          if (n == G_MAXUINT)
            return "a run passes the end of its row";
          is_run = FALSE;
          if (n > 0)
            {
              above = pixel[n - 1];
              fill (pixel, n, pixel[-1]);
              pixel += n;
              stop += n;
              choose_tables (plane, *quic_residual (pixel - 1), is_colour, &t0, &t1, &t2);
              is_run = *pixel == above;
              continue;
            }
        }

      guint32 *until = MIN (stop + 1, end);

      do
        {
          /* The first code word needs no refill yet. */
          guint w0 = t0[PEEK (bits.window)];
          guint w1 = 0, w2 = 0;

          quic_bits_refill (&bits);
          bits.window <<= w0 & 63;
          if (is_colour)
            {
              w1 = t1[PEEK (bits.window)];
              bits.window <<= w1 & 63;
              w2 = t2[PEEK (bits.window)];
              bits.window <<= w2 & 63;
            }

          guint length = (w0 + w1 + w2) & 0xff;

          if (G_UNLIKELY (length >= QUIC_TOO_LONG))
            {
              LongPixel slow = read_long_pixel (plane->code, bits.next, bits.valid, t0, t1, t2);

              bits = slow.bits;
              w0 = slow.words[0];
              w1 = slow.words[1];
              w2 = slow.words[2];
              length = 0;
            }
          bits.valid -= length;

          guint32 residual = w0 >> 8;

          t0 = plane->models[0].best[w0 >> 8];
          if (is_colour)
            {
              t1 = plane->models[1].best[w1 >> 8];
              t2 = plane->models[2].best[w2 >> 8];
              residual = residual << 16 | (w1 & 0xff00) | w2 >> 8;
            }
          *quic_residual (pixel) = residual;

          if (!is_first_row)
            {
              above = *pixel;
              left = quic_average (left, quic_pixel (above));
              if (kind == QUIC_NARROW)
                left = quic_or (left, quic_pixel (0x070707));
            }
          left = quic_subtract (left, quic_pixel (residual));

          guint32 word = quic_pixel_word (left);

          *pixel++ = word;
          if (!is_first_row && G_UNLIKELY (word == pixel[-2]) && *pixel == above)
            {
              is_run = pixel > first + 2;
              break;
            }
        }
      while (pixel < until);

      if (pixel > stop)
        {
          update_models (plane, stop, is_colour);
          choose_tables (plane, *quic_residual (stop), is_colour, &t0, &t1, &t2);
          stop = pixel + draw_wait (plane);
        }
    }

  plane->wait = (guint) (stop - end);
  plane->above_left = above;
  *at = bits;
  return NULL;
}

typedef const char *(*Reader) (QuicPlane *plane, QuicBits *bits, guint start, guint finish);

#define DEFINE_READER(name, kind, is_first_row)                                         \
  static const char *name (QuicPlane *plane, QuicBits *bits, guint start, guint finish) \
  {                                                                                     \
    return read_segment (plane, bits, start, finish, kind, is_first_row);               \
  }

DEFINE_READER (read_deep, QUIC_DEEP, FALSE)
DEFINE_READER (read_first_deep, QUIC_DEEP, TRUE)
DEFINE_READER (read_narrow, QUIC_NARROW, FALSE)
DEFINE_READER (read_first_narrow, QUIC_NARROW, TRUE)
DEFINE_READER (read_alpha, QUIC_ALPHA, FALSE)
DEFINE_READER (read_first_alpha, QUIC_ALPHA, TRUE)

#undef DEFINE_READER

const char *
sumac_quic_read_segment (QuicPlane *plane,
                         QuicBits *bits,
                         guint i,
                         guint end,
                         gboolean is_first_row)
{
  static const Reader readers[][2] = {
    [QUIC_DEEP] = { read_deep, read_first_deep },
    [QUIC_NARROW] = { read_narrow, read_first_narrow },
    [QUIC_ALPHA] = { read_alpha, read_first_alpha },
  };

  return readers[plane->kind][is_first_row](plane, bits, i, end);
}
