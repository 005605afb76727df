/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "draw/raster-picture.h"

#include "core/limits.h"
#include "draw/raster-pixel.h"

#include <string.h>

/* Pixels worked on at a time, in lanes of sixteen: loops of a fixed length over 8 and 16 bits
 * are what compilers make vectors of. */
#define CHUNK SUMAC_RASTER_CHUNK
#define LANES 16

/* A chunk that begins with the second pixel of a pair has the first one with it. */
#define BUFFER (CHUNK + LANES)

/* Fixed point of colour sums: 5 bits behind the point. The largest sum, BT.709's blue, then
 * fits into 16 bits. Factors have 13 of them: a product's upper half has 5 again when the
 * 8-bit operand was shifted up by 8. */
#define SUM_BITS     5
#define FACTOR(f)    ((gint16) ((f) *8192 + ((f) < 0 ? -0.5 : 0.5)))
#define SUM(v)       ((gint16) ((v) *32 + 0.5))
#define HIGHER(a, b) ((gint16) (((gint32) (a) * (gint32) (b)) >> 16))

/* R = y·Y + r_v·V + …; Y, U and V as bytes, U and V less 128. */
typedef struct
{
  gint16 y; /* of 1/2 Y: Y shifted up by 7 stays within 16 bits */
  gint16 y_offset;
  gint16 r_v;
  gint16 g_u;
  gint16 g_v;
  gint16 b_u;
} Colors;

/* Y 16 … 235 is stretched by 255/219, U and V 16 … 240 by 255/224. */
#define LIMITED(r_v, g_u, g_v, b_u)                                                           \
  {                                                                                           \
    FACTOR (2 * 255.0 / 219), SUM (16 * 255.0 / 219), FACTOR ((r_v) *255.0 / 224),            \
        FACTOR ((g_u) *255.0 / 224), FACTOR ((g_v) *255.0 / 224), FACTOR ((b_u) *255.0 / 224) \
  }
#define FULL(r_v, g_u, g_v, b_u)                                          \
  {                                                                       \
    FACTOR (2), 0, FACTOR (r_v), FACTOR (g_u), FACTOR (g_v), FACTOR (b_u) \
  }
#define BT601(range) range (1.402, -0.344136, -0.714136, 1.772)
#define BT709(range) range (1.5748, -0.187324, -0.468124, 1.8556)

static const Colors colors[] = {
  [SUMAC_PICTURE_BT601] = BT601 (LIMITED),
  [SUMAC_PICTURE_BT601_FULL] = BT601 (FULL),
  [SUMAC_PICTURE_BT709] = BT709 (LIMITED),
  [SUMAC_PICTURE_BT709_FULL] = BT709 (FULL),
};

#undef LIMITED
#undef FULL
#undef BT601
#undef BT709

/* One picture on its way, and the columns of one chunk. */
typedef struct
{
  const SumacPicture *picture;
  const SumacView *dest;
  const SumacRect *box;
  gboolean is_upside_down;
  gboolean is_scaled;
  guint32 opaque;         /* the highest byte of 32-bit pixels */
  guint16 columns[CHUNK]; /* of the picture; scaled only */
} Job;

/* The source pixel whose middle is nearest to that of pixel @i out of @n, of @size. */
static gint
nearest (gint i, gint n, gint size)
{
  return n == size ? i : (gint) (((gint64) 2 * i + 1) * size / ((gint64) 2 * n));
}

/* What chroma adds to red, green and blue, as sums. */
typedef struct
{
  gint16 red[BUFFER];
  gint16 green[BUFFER];
  gint16 blue[BUFFER];
} Chroma;

static void
add_up_lanes (const Colors *c,
              const guint8 *restrict u,
              const guint8 *restrict v,
              gint16 *restrict red,
              gint16 *restrict green,
              gint16 *restrict blue)
{
  for (guint i = 0; i < LANES; i++)
    {
      gint16 cb = (gint16) ((u[i] - 128) * 256);
      gint16 cr = (gint16) ((v[i] - 128) * 256);

      red[i] = HIGHER (cr, c->r_v);
      green[i] = (gint16) (HIGHER (cb, c->g_u) + HIGHER (cr, c->g_v));
      blue[i] = HIGHER (cb, c->b_u);
    }
}

static void
add_up_chroma (const Colors *c, const guint8 *u, const guint8 *v, guint n, Chroma *out)
{
  for (guint i = 0; i < n; i += LANES)
    add_up_lanes (c, u + i, v + i, out->red + i, out->green + i, out->blue + i);
}

static void
double_lanes (const gint16 *restrict half, gint16 *restrict out)
{
  for (guint i = 0; i < LANES / 2; i++)
    {
      out[2 * i] = half[i];
      out[2 * i + 1] = half[i];
    }
}

/* One for every two pixels becomes one for each. */
static void
double_sums (const gint16 *half, guint n, gint16 *out)
{
  for (guint i = 0; i < n; i += LANES)
    double_lanes (half + i / 2, out + i);
}

static void
double_chroma (const Chroma *half, guint n, Chroma *out)
{
  double_sums (half->red, n, out->red);
  double_sums (half->green, n, out->green);
  double_sums (half->blue, n, out->blue);
}

static inline guint8
component (gint16 level, gint16 chroma)
{
  gint16 v = (gint16) ((gint16) (level + chroma) >> SUM_BITS);

  v = v < 0 ? 0 : v;
  return (guint8) (v > 255 ? 255 : v);
}

static void
combine_lanes (const Colors *c,
               const guint8 *restrict y,
               const gint16 *restrict reds,
               const gint16 *restrict greens,
               const gint16 *restrict blues,
               guint32 opaque,
               guint32 *restrict out)
{
  guint8 red[LANES];
  guint8 green[LANES];
  guint8 blue[LANES];

  for (guint i = 0; i < LANES; i++)
    {
      gint16 level =
          (gint16) (HIGHER ((gint16) (y[i] << 7), c->y) - c->y_offset + (1 << (SUM_BITS - 1)));

      red[i] = component (level, reds[i]);
      green[i] = component (level, greens[i]);
      blue[i] = component (level, blues[i]);
    }
  for (guint i = 0; i < LANES; i++)
    out[i] = opaque | (guint32) red[i] << 16 | (guint32) green[i] << 8 | (guint32) blue[i];
}

static void
combine (const Colors *c,
         const guint8 *y,
         const Chroma *chroma,
         guint n,
         guint32 opaque,
         guint32 *out)
{
  for (guint i = 0; i < n; i += LANES)
    combine_lanes (c, y + i, chroma->red + i, chroma->green + i, chroma->blue + i, opaque,
                   out + i);
}

/* --- rows of the picture, @n pixels from column @x on ------------------------------------ */

static const guint8 *
plane_row (const SumacPicture *picture, guint plane, gint row)
{
  return picture->planes[plane] + picture->strides[plane] * row;
}

static void
set_high_bytes (guint32 *pixels, guint32 opaque)
{
  for (guint i = 0; i < LANES; i++)
    pixels[i] = (GUINT32_FROM_LE (pixels[i]) & 0x00ffffff) | opaque;
}

/* The pixels, in @out or behind its beginning. */
static const guint32 *
give_bgrx (const Job *job, gint x, gint row, guint n, guint32 *out)
{
  const guint8 *from = plane_row (job->picture, 0, row);

  if (job->is_scaled)
    for (guint i = 0; i < n; i++)
      memcpy (&out[i], from + (gsize) job->columns[i] * 4, 4);
  else
    memcpy (out, from + (gsize) x * 4, (gsize) n * 4);
  for (guint i = 0; i < n; i += LANES)
    set_high_bytes (out + i, job->opaque);
  return out;
}

/* Where the chroma of a row lies: Cb and Cr are @step bytes from one to the next. */
typedef struct
{
  const guint8 *cb;
  const guint8 *cr;
  guint step;
} ChromaRow;

static ChromaRow
chroma_row (const SumacPicture *picture, gint row)
{
  const guint8 *cb = plane_row (picture, 1, row / 2);

  if (picture->layout == SUMAC_PICTURE_NV12)
    return (ChromaRow){ cb, cb + 1, 2 };
  return (ChromaRow){ cb, plane_row (picture, 2, row / 2), 1 };
}

/* What lies behind @n in the buffers is computed with, and not shown. */
static const guint32 *
give_yuv_scaled (const Job *job, gint row, guint n, guint32 *out)
{
  const Colors *c = &colors[job->picture->colors];
  const guint8 *luma = plane_row (job->picture, 0, row);
  ChromaRow from = chroma_row (job->picture, row);
  guint8 y[BUFFER] = { 0 };
  guint8 u[BUFFER] = { 0 };
  guint8 v[BUFFER] = { 0 };
  Chroma chroma;

  for (guint i = 0; i < n; i++)
    {
      guint column = job->columns[i];

      y[i] = luma[column];
      u[i] = from.cb[column / 2 * from.step];
      v[i] = from.cr[column / 2 * from.step];
    }
  add_up_chroma (c, u, v, n, &chroma);
  combine (c, y, &chroma, n, job->opaque, out);
  return out;
}

static const guint32 *
give_yuv (const Job *job, gint x, gint row, guint n, guint32 *out)
{
  const Colors *c = &colors[job->picture->colors];
  ChromaRow from = chroma_row (job->picture, row);
  guint skipped = (guint) x % 2;
  guint pair = (guint) x / 2;
  guint n_pairs = (skipped + n + 1) / 2;
  guint8 y[BUFFER] = { 0 };
  guint8 u[BUFFER] = { 0 };
  guint8 v[BUFFER] = { 0 };
  Chroma half;
  Chroma chroma;

  memcpy (y + skipped, plane_row (job->picture, 0, row) + x, n);
  if (from.step == 1)
    {
      memcpy (u, from.cb + pair, n_pairs);
      memcpy (v, from.cr + pair, n_pairs);
    }
  else
    for (guint i = 0; i < n_pairs; i++)
      {
        u[i] = from.cb[2 * (pair + i)];
        v[i] = from.cb[2 * (pair + i) + 1];
      }
  add_up_chroma (c, u, v, n_pairs, &half);
  double_chroma (&half, skipped + n, &chroma);
  combine (c, y, &chroma, skipped + n, job->opaque, out);
  return out + skipped;
}

static const guint32 *
give (const Job *job, gint x, gint row, guint n, guint32 *out)
{
  if (job->picture->layout == SUMAC_PICTURE_BGRX)
    return give_bgrx (job, x, row, n, out);
  return job->is_scaled ? give_yuv_scaled (job, row, n, out) : give_yuv (job, x, row, n, out);
}

/* --- onto the destination ------------------------------------------------------------------ */

static void
store (const Job *job, gint x, gint y, guint n, const guint32 *pixels)
{
  const SumacView *dest = job->dest;
  guint8 work[SUMAC_RASTER_BUFFER] __attribute__ ((aligned (16)));
  SumacView row = {
    .format = SUMAC_PIXELS_XRGB32,
    .width = (gint) n,
    .height = 1,
    .stride = CHUNK * 4,
    .data = (guint8 *) (gpointer) pixels,
  };

  if (sumac_raster_bytes (dest->format) == 4)
    {
      memcpy (sumac_raster_at (dest, x, y), pixels, (gsize) n * 4);
      return;
    }
  sumac_raster_convert (&row, 0, 0, n, dest->format, work);
  sumac_raster_store (dest, x, y, n, work);
}

static void
draw_chunk (Job *job, const SumacRect *rect, gint left, guint n)
{
  const SumacPicture *picture = job->picture;
  const SumacRect *box = job->box;
  guint32 pixels[BUFFER] = { 0 };

  for (guint i = 0; job->is_scaled && i < n; i++)
    job->columns[i] =
        (guint16) nearest (left + (gint) i - box->left, sumac_rect_width (box), picture->width);
  for (gint y = rect->top; y < rect->bottom; y++)
    {
      gint row = nearest (y - box->top, sumac_rect_height (box), picture->height);

      if (job->is_upside_down)
        row = picture->height - 1 - row;
      store (job, left, y, n, give (job, left - box->left, row, n, pixels));
    }
}

static gboolean
makes_sense (const SumacPicture *picture, const SumacRect *box, const SumacView *dest)
{
  return dest->format >= SUMAC_PIXELS_RGB555 && picture->width >= 1 && picture->height >= 1 &&
         picture->width <= SUMAC_MAX_SIDE && picture->height <= SUMAC_MAX_SIDE &&
         (gsize) picture->colors < G_N_ELEMENTS (colors) && !sumac_rect_is_empty (box);
}

static void
add_damage (SumacRect *damage, const SumacRect *rect)
{
  if (sumac_rect_is_empty (damage))
    *damage = *rect;
  else
    *damage = (SumacRect){
      .left = MIN (damage->left, rect->left),
      .top = MIN (damage->top, rect->top),
      .right = MAX (damage->right, rect->right),
      .bottom = MAX (damage->bottom, rect->bottom),
    };
}

gboolean
sumac_raster_picture (const SumacPicture *picture,
                      gboolean is_upside_down,
                      const SumacRect *box,
                      const SumacRect *rects,
                      guint n_rects,
                      const SumacView *dest,
                      SumacRect *damage)
{
  Job job = {
    .picture = picture,
    .dest = dest,
    .box = box,
    .is_upside_down = is_upside_down,
    .is_scaled = sumac_rect_width (box) != picture->width,
    .opaque = dest->format == SUMAC_PIXELS_ARGB32 ? 0xff000000 : 0,
  };
  const SumacRect whole = { .right = dest->width, .bottom = dest->height };
  SumacRect visible;

  *damage = (SumacRect){ 0, 0, 0, 0 };
  if (!makes_sense (picture, box, dest))
    return FALSE;
  if (!sumac_rect_intersect (box, &whole, &visible))
    return TRUE;
  for (guint i = 0; i < n_rects; i++)
    {
      SumacRect rect;

      if (!sumac_rect_intersect (&rects[i], &visible, &rect))
        continue;
      for (gint left = rect.left; left < rect.right; left += CHUNK)
        draw_chunk (&job, &rect, left, (guint) MIN (CHUNK, rect.right - left));
      add_damage (damage, &rect);
    }
  return TRUE;
}
