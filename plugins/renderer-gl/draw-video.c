/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Frames of videos. Colours and scaling are the reference's to the bit: the same factors, and
 * the source's pixel whose middle is nearest. */

#include "draw.h"

/* What is computed with in 32 bits: twice the box times the picture. */
#define MAX_PRODUCT (G_GINT64_CONSTANT (1) << 31)

/* 13 bits behind the point, 5 in the offset. Rounded away from zero. */
#define FACTOR(f) ((gint16) ((f) *8192 + ((f) < 0 ? -0.5 : 0.5)))
#define SUM(v)    ((gint16) ((v) *32 + 0.5))

/* R = y·Y/2 − y_offset + r_v·V and so on, with U and V less 128. */
typedef struct
{
  gint16 y;
  gint16 y_offset;
  gint16 r_v;
  gint16 g_u;
  gint16 g_v;
  gint16 b_u;
} Factors;

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

static const Factors factors[] = {
  [SUMAC_PICTURE_BT601] = BT601 (LIMITED),
  [SUMAC_PICTURE_BT601_FULL] = BT601 (FULL),
  [SUMAC_PICTURE_BT709] = BT709 (LIMITED),
  [SUMAC_PICTURE_BT709_FULL] = BT709 (FULL),
};

static gint32
two (gint16 low, gint16 high)
{
  return (gint32) ((guint32) (guint16) high << 16 | (guint16) low);
}

static gint64
width_of (const SumacRect *rect)
{
  return (gint64) rect->right - rect->left;
}

static gint64
height_of (const SumacRect *rect)
{
  return (gint64) rect->bottom - rect->top;
}

static gboolean
makes_sense (const SumacPicture *picture, const SumacRect *box)
{
  return (guint) picture->layout <= SUMAC_PICTURE_NV12 &&
         (guint) picture->colors < G_N_ELEMENTS (factors) && picture->width >= 1 &&
         picture->height >= 1 && !sumac_rect_is_empty (box) &&
         width_of (box) * picture->width < MAX_PRODUCT &&
         height_of (box) * picture->height < MAX_PRODUCT;
}

static void
take_planes (const SumacPicture *picture, Pass *pass)
{
  const Factors *f = &factors[picture->colors];
  gboolean is_in_turn = picture->layout == SUMAC_PICTURE_NV12;

  pass->how[1][2] = is_in_turn ? 2 : 1;
  pass->how[1][3] = is_in_turn ? 1 : (picture->width + 1) / 2;
  pass->how[2][0] = two (f->y, f->y_offset);
  pass->how[2][1] = two (f->r_v, f->g_u);
  pass->how[2][2] = two (f->g_v, f->b_u);
  pass->how[2][3] = picture->height;
}

static Pass
make_pass (Surface *dest,
           const SumacPicture *picture,
           gboolean is_upside_down,
           const SumacRect *box)
{
  gboolean is_scaled = width_of (box) != picture->width || height_of (box) != picture->height;
  Pass pass = {
    .dest = dest,
    .paint = is_scaled ? PAINT_FRAME_SCALED : PAINT_FRAME,
    .mix = MIX_PLAIN,
    .how = { { (gint32) width_of (box), (gint32) height_of (box), picture->width,
               picture->height },
             { is_upside_down ? picture->height - 1 : 0, is_upside_down ? -1 : 1 } },
  };

  if (picture->layout == SUMAC_PICTURE_BGRX)
    return pass;
  pass.paint = is_scaled ? PAINT_PLANES_SCALED : PAINT_PLANES;
  take_planes (picture, &pass);
  return pass;
}

static void
grow (SumacRect *around, const SumacRect *rect)
{
  if (sumac_rect_is_empty (around))
    *around = *rect;
  else
    *around = (SumacRect){
      .left = MIN (around->left, rect->left),
      .top = MIN (around->top, rect->top),
      .right = MAX (around->right, rect->right),
      .bottom = MAX (around->bottom, rect->bottom),
    };
}

static void
paint (Canvas *canvas,
       const Pass *pass,
       const SumacRect *box,
       const SumacRect *rects,
       guint n_rects)
{
  Quad quad = {
    .source_d = { -box->left, -box->top },
    .color = pass->dest->view.format == SUMAC_PIXELS_ARGB32 ? 0xff000000 : 0,
  };

  batch_begin (&canvas->batch, pass);
  for (guint i = 0; i < n_rects; i++)
    if (sumac_rect_intersect (&rects[i], box, &quad.rect))
      batch_add (&canvas->batch, &quad);
}

gboolean
draw_video (Canvas *canvas,
            Surface *dest,
            const SumacPicture *picture,
            gboolean is_upside_down,
            const SumacRect *box,
            const SumacRect *rects,
            guint n_rects,
            SumacRect *damage)
{
  SumacRect around = { 0, 0, 0, 0 };
  SumacRect rect;

  if (!makes_sense (picture, box))
    return FALSE;
  for (guint i = 0; i < n_rects; i++)
    if (sumac_rect_intersect (&rects[i], box, &rect))
      grow (&around, &rect);

  Pass pass = make_pass (dest, picture, is_upside_down, box);

  if (!batch_can (&canvas->batch, dest, pass.paint, pass.mix))
    return FALSE;
  if (!sumac_rect_is_empty (&around))
    {
      canvas_flush (canvas);
      if (!frame_upload (&canvas->frame, picture, canvas->context.max_side))
        return FALSE;
      pass.picture = canvas->frame.texture->name;
      paint (canvas, &pass, box, rects, n_rects);
    }
  *damage = around;
  return TRUE;
}
