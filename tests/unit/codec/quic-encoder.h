/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A QUIC encoder for tests: the rules of the format one by one, without a thought of speed,
 * and nothing in common with the decoder (codecs spec §4). It can be told to lie. */

#pragma once

#include <glib.h>

enum
{
  QUIC_GRAY = 1,
  QUIC_RGB16,
  QUIC_RGB24,
  QUIC_RGB32,
  QUIC_RGBA,
};

typedef struct _QuicPicture QuicPicture;

/* Pixels 0xAARRGGBB, row after row; components of RGB16 are below 32. */
struct _QuicPicture
{
  guint type;
  guint width;
  guint height;
  guint32 *pixels;
  guint run_excess; /* how much too long the first run is said to be */
  gboolean is_high; /* the last row's red symbols are written with 256 more */
};

typedef struct _Component Component;
typedef struct _Plane Plane;
typedef struct _Encoder Encoder;

struct _Component
{
  guint shift; /* of its byte in a pixel */
  guint best[8];
  guint counters[8][8];
  guint8 *symbols; /* from column -1 on */
};

struct _Plane
{
  guint depth;
  guint n_components;
  guint32 mask; /* of its bytes in a pixel */
  guint wait, seed, wmi, left, m;
  Component components[3];
};

struct _Encoder
{
  const QuicPicture *picture;
  GByteArray *bytes;
  guint32 word;
  gsize n_bits;
  guint excess;
  guint y;
};

/* clang-format off */
static const guint8 waits[256] = {
  2, 23, 19, 21, 7, 18, 40, 14, 12, 32, 47, 44, 36, 6, 18, 11, 4, 19, 42, 29, 16, 63,
  57, 51, 16, 3, 5, 14, 15, 30, 20, 9, 36, 45, 3, 57, 61, 0, 8, 5, 41, 14, 43, 27,
  43, 59, 31, 35, 39, 60, 42, 38, 13, 54, 62, 1, 26, 3, 11, 61, 52, 34, 7, 48, 4, 59,
  22, 12, 22, 8, 50, 4, 10, 6, 44, 8, 11, 46, 31, 51, 53, 17, 1, 43, 46, 60, 36, 54,
  10, 27, 39, 44, 22, 41, 23, 2, 44, 0, 40, 53, 40, 48, 16, 43, 32, 28, 33, 12, 20, 2,
  56, 62, 55, 58, 18, 20, 13, 55, 38, 29, 57, 19, 49, 33, 47, 63, 59, 0, 35, 61, 19, 25,
  46, 38, 60, 4, 35, 1, 26, 40, 28, 10, 5, 14, 25, 18, 48, 49, 20, 59, 62, 34, 46, 7,
  33, 52, 34, 58, 9, 29, 8, 55, 62, 60, 37, 36, 37, 50, 6, 3, 10, 28, 48, 24, 26, 61,
  57, 30, 11, 54, 2, 6, 50, 47, 7, 17, 35, 53, 32, 12, 23, 17, 5, 21, 49, 55, 51, 45,
  52, 27, 39, 25, 39, 63, 22, 24, 42, 52, 56, 38, 41, 41, 56, 32, 13, 24, 26, 51, 27, 56,
  58, 37, 24, 42, 15, 28, 17, 30, 31, 15, 16, 23, 25, 54, 33, 34, 1, 29, 31, 50, 53, 21,
  49, 15, 47, 9, 0, 58, 37, 45, 30, 13, 9, 45, 63, 21,
};

/* clang-format on */

static inline void
append_word (GByteArray *bytes, guint32 word)
{
  guint32 little = GUINT32_TO_LE (word);

  g_byte_array_append (bytes, (const guint8 *) &little, 4);
}

static void
put (Encoder *e, guint value, guint n)
{
  while (n-- > 0)
    {
      e->word = e->word << 1 | (value >> n & 1);
      if (++e->n_bits % 32 == 0)
        append_word (e->bytes, e->word);
    }
}

/* Codes */

static guint
ceil_log2 (guint value)
{
  guint n = 0;

  while (1u << n < value)
    n++;
  return n;
}

static guint
prefix_length (guint depth, guint l)
{
  return MIN (26 - depth, (1u << (depth - l)) - 1);
}

static guint
suffix_length (guint depth, guint l)
{
  return ceil_log2 ((1u << depth) - (prefix_length (depth, l) << l));
}

static guint
code_length (guint depth, guint l, guint n)
{
  if (n < prefix_length (depth, l) << l)
    return (n >> l) + 1 + l;
  return prefix_length (depth, l) + suffix_length (depth, l);
}

static void
put_symbol (Encoder *e, guint depth, guint l, guint n)
{
  guint prefix = prefix_length (depth, l);

  if (n < prefix << l)
    {
      put (e, 1, (n >> l) + 1);
      put (e, n & ((1u << l) - 1), l);
    }
  else
    {
      put (e, 0, prefix);
      put (e, n - (prefix << l), suffix_length (depth, l));
    }
}

static guint
bucket_of (guint depth, guint symbol)
{
  guint bucket = 0;

  while (bucket < depth - 1 && symbol > (2u << bucket) - 2)
    bucket++;
  return bucket;
}

/* Pixels */

static guint32 *
row_of (const QuicPicture *picture, guint y)
{
  return picture->pixels + (gsize) y * picture->width;
}

static guint
part (const Plane *plane, const Component *c, guint32 pixel)
{
  return pixel >> c->shift & ((1u << plane->depth) - 1);
}

static void
put_component (Encoder *e, const Plane *plane, Component *c, guint i)
{
  const guint32 *row = row_of (e->picture, e->y);
  guint most = (1u << plane->depth) - 1;
  guint predictor = 0;

  if (e->y == 0 && i > 0)
    predictor = part (plane, c, row[i - 1]);
  if (e->y > 0)
    {
      guint above = part (plane, c, row_of (e->picture, e->y - 1)[i]);

      predictor = i > 0 ? (part (plane, c, row[i - 1]) + above) >> 1 : above;
    }

  guint d = (part (plane, c, row[i]) - predictor) & most;
  guint n = d <= most / 2 ? 2 * d : 2 * (most - d) + 1;
  gboolean is_high =
      e->picture->is_high && e->y == e->picture->height - 1 && c == &plane->components[0];
  guint l = c->best[bucket_of (plane->depth, c->symbols[i])];

  put_symbol (e, plane->depth, l, is_high ? n + 256 : n);
  c->symbols[i + 1] = (guint8) n;
}

static void
put_pixel (Encoder *e, Plane *plane, guint i)
{
  for (guint k = 0; k < plane->n_components; k++)
    put_component (e, plane, &plane->components[k], i);
}

static void
update (Plane *plane, guint i)
{
  static const guint triggers[] = { 110, 550, 900, 800, 550, 400, 350 };

  for (guint k = 0; k < plane->n_components; k++)
    {
      Component *c = &plane->components[k];
      guint bucket = bucket_of (plane->depth, c->symbols[i]);
      guint *counters = c->counters[bucket];
      guint best = 0;

      for (guint l = 0; l < plane->depth; l++)
        {
          counters[l] += code_length (plane->depth, l, c->symbols[i + 1]);
          if (counters[l] <= counters[best])
            best = l;
        }
      c->best[bucket] = best;
      for (guint l = 0, least = counters[best];
           least > triggers[plane->wmi] && l < plane->depth; l++)
        counters[l] >>= 1;
    }
}

/* Runs */

static gboolean
is_alike (const Plane *plane, guint32 a, guint32 b)
{
  return (a & plane->mask) == (b & plane->mask);
}

static gboolean
run_begins (const Encoder *e, const Plane *plane, guint i)
{
  if (e->y == 0 || i <= 2)
    return FALSE;

  const guint32 *row = row_of (e->picture, e->y);
  const guint32 *above = row_of (e->picture, e->y - 1);

  return is_alike (plane, above[i - 1], above[i]) && is_alike (plane, row[i - 1], row[i - 2]);
}

static guint
put_run (Encoder *e, Plane *plane, guint i, guint end)
{
  static const guint8 bits[] = { 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,  2,  3,  3,  3,  3,
                                 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
  const guint32 *row = row_of (e->picture, e->y);
  guint n = 0;

  while (i + n < end && is_alike (plane, row[i + n], row[i - 1]))
    n++;

  guint rest = n + e->excess;

  e->excess = 0;
  while (rest >= 1u << bits[plane->m])
    {
      put (e, 1, 1);
      rest -= 1u << bits[plane->m];
      plane->m = MIN (plane->m + 1, 31);
    }
  put (e, 0, 1);
  put (e, rest, bits[plane->m]);
  plane->m -= plane->m > 0;
  return n;
}

/* Rows */

static guint
draw (Plane *plane)
{
  return waits[++plane->seed % 256] & ((1u << plane->wmi) - 1);
}

static void
put_segment (Encoder *e, Plane *plane, guint i, guint end)
{
  guint last_run = G_MAXUINT;

  while (i < end)
    {
      if (i != last_run && run_begins (e, plane, i))
        {
          last_run = i;
          i += put_run (e, plane, i, end);
          continue;
        }
      put_pixel (e, plane, i);
      if (plane->wait > 0)
        plane->wait--;
      else
        {
          update (plane, i);
          plane->wait = draw (plane);
        }
      i++;
    }
}

static void
put_row (Encoder *e, Plane *plane)
{
  guint i = 0;
  guint rest = e->picture->width;

  for (guint k = 0; k < plane->n_components; k++)
    {
      guint8 *symbols = plane->components[k].symbols;

      symbols[0] = symbols[1];
    }
  while (plane->wmi < 6 && plane->left <= rest)
    {
      if (plane->left > 0)
        put_segment (e, plane, i, i + plane->left);
      i += plane->left;
      rest -= plane->left;
      plane->wmi++;
      plane->left = 2048;
    }
  if (rest > 0)
    put_segment (e, plane, i, i + rest);
  if (rest > 0 && plane->wmi < 6)
    plane->left -= rest;
}

static void
plane_init (Plane *plane, guint width, guint depth, guint n_components)
{
  *plane = (Plane){
    .depth = depth,
    .n_components = n_components,
    .mask = n_components == 3 ? 0x00ffffff : 0xff000000,
    .seed = 255,
    .left = 2048,
  };
  for (guint k = 0; k < n_components; k++)
    {
      plane->components[k].shift = n_components == 3 ? 16 - 8 * k : 24;
      plane->components[k].symbols = g_new0 (guint8, width + 1);
      for (guint b = 0; b < depth; b++)
        plane->components[k].best[b] = depth - 1;
    }
}

static void
plane_clear (Plane *plane)
{
  for (guint k = 0; k < plane->n_components; k++)
    g_free (plane->components[k].symbols);
}

/* The whole stream with its header; @n_bits: those of the header and all code words. */
static GByteArray *
quic_encode (const QuicPicture *picture, gsize *n_bits)
{
  Encoder e = {
    .picture = picture,
    .bytes = g_byte_array_new (),
    .excess = picture->run_excess,
  };
  Plane colours, alpha;

  plane_init (&colours, picture->width, picture->type == QUIC_RGB16 ? 5 : 8, 3);
  plane_init (&alpha, picture->width, 8, 1);
  put (&e, 0x43495551, 32);
  put (&e, 0, 32);
  put (&e, picture->type, 32);
  put (&e, picture->width, 32);
  put (&e, picture->height, 32);
  for (; e.y < picture->height; e.y++)
    {
      put_row (&e, &colours);
      if (picture->type == QUIC_RGBA)
        put_row (&e, &alpha);
    }
  if (n_bits)
    *n_bits = e.n_bits;
  put (&e, 0, 32 - e.n_bits % 32);
  put (&e, 0, 32);
  plane_clear (&colours);
  plane_clear (&alpha);
  return e.bytes;
}
