/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* TEXT in one colour: the glyphs are put together to one mask on the processor, which knows
 * how the reference does that, and drawn through it by the card. */

#include "draw.h"
#include "task.h"

#include <pixman.h>
#include <string.h>

static gboolean
is_empty (const SumacGlyph *glyph)
{
  return glyph->width == 0 || glyph->height == 0;
}

static SumacRect
cut_glyph (const SumacGlyph *glyph, const SumacRect *limit)
{
  gint64 right = MIN ((gint64) glyph->x + glyph->width, limit->right);
  gint64 bottom = MIN ((gint64) glyph->y + glyph->height, limit->bottom);
  SumacRect r = { MAX (glyph->x, limit->left), MAX (glyph->y, limit->top), (gint) right,
                  (gint) bottom };

  if (right <= r.left || bottom <= r.top)
    return (SumacRect){ 0, 0, 0, 0 };
  return r;
}

/* Around all glyphs, cut to @limit; FALSE when nothing is left. Taken together before they are
 * cut, since what lies between them counts. */
static gboolean
bounds_of (const SumacOp *op, const SumacRect *limit, SumacRect *out)
{
  gint64 left = G_MAXINT64, top = G_MAXINT64;
  gint64 right = G_MININT64, bottom = G_MININT64;

  for (guint i = 0; i < op->u.text.n_glyphs; i++)
    {
      const SumacGlyph *glyph = &op->u.text.glyphs[i];

      if (is_empty (glyph))
        continue;
      left = MIN (left, glyph->x);
      top = MIN (top, glyph->y);
      right = MAX (right, (gint64) glyph->x + glyph->width);
      bottom = MAX (bottom, (gint64) glyph->y + glyph->height);
    }
  left = MAX (left, limit->left);
  top = MAX (top, limit->top);
  right = MIN (right, limit->right);
  bottom = MIN (bottom, limit->bottom);
  if (right <= left || bottom <= top)
    return FALSE;
  *out = (SumacRect){ (gint) left, (gint) top, (gint) right, (gint) bottom };
  return TRUE;
}

/* 0 … 255. */
static guint8
strength_at (const guint8 *row, gint x, guint bits)
{
  switch (bits)
    {
    case 1:
      return row[x / 8] & 0x80u >> x % 8 ? 255 : 0;
    case 4:
      return (guint8) (x % 2 ? row[x / 2] << 4 : row[x / 2] & 0xf0);
    default:
      return row[x];
    }
}

/* Where glyphs overlap the stronger counts; but of two pixels in a byte the right one replaces
 * what was there when the left one is not 0, as the reference has it. */
static guint8
joined (guint8 there, const guint8 *row, gint x, guint bits)
{
  guint8 strength = strength_at (row, x, bits);

  if (bits == 4 && x % 2 && row[x / 2] & 0xf0)
    return strength;
  return MAX (there, strength);
}

/* The rows of a glyph lie from the bottom up. */
static void
add_glyph (SumacPixels *mask, const SumacRect *part, const SumacGlyph *glyph, guint bits)
{
  SumacRect r = cut_glyph (glyph, part);
  gsize stride = ((gsize) glyph->width * bits + 7) / 8;

  for (gint y = r.top; y < r.bottom; y++)
    {
      const guint8 *from =
          glyph->rows + (gsize) ((gint64) glyph->y + glyph->height - 1 - y) * stride;
      guint8 *to = sumac_pixels_row (mask, y - part->top);

      for (gint x = r.left; x < r.right; x++)
        to[x - part->left] = joined (to[x - part->left], from, x - glyph->x, bits);
    }
}

static SumacPixels *
build_mask (const SumacOp *op, const SumacRect *part)
{
  SumacPixels *mask = sumac_pixels_new (SUMAC_PIXELS_A8, sumac_rect_width (part),
                                        sumac_rect_height (part), NULL);

  if (!mask)
    return NULL;
  memset (sumac_pixels_first (mask), 0, sumac_pixels_size (mask));
  for (guint i = 0; i < op->u.text.n_glyphs; i++)
    add_glyph (mask, part, &op->u.text.glyphs[i], op->u.text.bits);
  return mask;
}

/* The letters on the card, and how they are drawn. FALSE when it can't do that. */
static gboolean
take_letters (Task *task, const SumacRect *part)
{
  const SumacOp *op = task->op;
  g_autoptr (SumacPixels) pixels = build_mask (op, part);
  const SumacSource source = { .kind = SUMAC_SOURCE_PIXELS, .pixels = pixels };
  Picture mask;

  if (!pixels || !canvas_look (task->canvas, task->dest, &source, &mask))
    return FALSE;
  task->bounds = *part;
  task_take_mask_picture (task, &mask, MASK_STRENGTH, -(gint64) part->left,
                          -(gint64) part->top);
  task->pass.paint = PAINT_COLOR;
  task->quad.color = op->brush.color | 0xff000000u;
  return task_take_blend (task, PIXMAN_OP_OVER, BLEND_COLOR,
                          op->u.text.bits == 1 ? BLEND_MASK_A1 : BLEND_MASK_A8,
                          task->dest->view.format == SUMAC_PIXELS_XRGB32);
}

gboolean
draw_text (Canvas *canvas, Surface *dest, const SumacOp *op, SumacRect *damage)
{
  guint bits = op->u.text.bits;
  Task letters = task_start (canvas, dest, op);
  gboolean has_brush = op->brush.kind != SUMAC_BRUSH_NONE;
  SumacRect part, all = surface_rect (dest);

  task_cut_to_clip (&letters);
  if ((bits != 1 && bits != 4 && bits != 8) || op->brush.kind == SUMAC_BRUSH_PATTERN)
    return FALSE;
  /* Then nothing is tidied, either. */
  if (sumac_rect_is_empty (&letters.bounds))
    return TRUE;

  Task back = letters;
  gboolean has_letters = has_brush && bounds_of (op, &letters.bounds, &part);

  if (!task_take_brush (&back, &op->u.text.back, TRUE) || !task_take_mix (&back, MIX_PLAIN) ||
      (has_letters && !take_letters (&letters, &part)) ||
      (has_brush && !task_can_tidy (&letters)))
    return FALSE;
  sumac_rect_intersect (&back.bounds, &op->u.text.back_area, &back.bounds);
  task_paint (&back);
  letters.damage = back.damage;
  if (has_letters)
    task_paint (&letters);
  /* Around all letters, also where none may be drawn. */
  if (has_brush && bounds_of (op, &all, &part))
    task_tidy (&letters, &part);
  *damage = letters.damage;
  return TRUE;
}
