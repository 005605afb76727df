/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "task.h"

#include <string.h>

static const SumacRect nothing = { 0, 0, 0, 0 };

Task
task_start (Canvas *canvas, Surface *dest, const SumacOp *op)
{
  SumacRect all = surface_rect (dest);
  Task task = { .canvas = canvas, .dest = dest, .op = op, .pass = { .dest = dest } };

  sumac_rect_intersect (&op->box, &all, &task.bounds);
  return task;
}

static void
grow (SumacRect *around, const SumacRect *rect)
{
  if (sumac_rect_is_empty (rect))
    return;
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

/* Cuts @rect to [0, width) × [0, height) moved by −dx, −dy. The distance may be anything,
 * hence 64 bits. */
static void
cut (SumacRect *rect, gint width, gint height, gint64 dx, gint64 dy)
{
  gint64 left = MAX (rect->left, -dx);
  gint64 top = MAX (rect->top, -dy);
  gint64 right = MIN (rect->right, width - dx);
  gint64 bottom = MIN (rect->bottom, height - dy);

  if (right <= left || bottom <= top)
    *rect = nothing;
  else
    *rect = (SumacRect){ (gint) left, (gint) top, (gint) right, (gint) bottom };
}

void
task_take_mask_picture (Task *task, const Picture *picture, MaskUse use, gint64 dx, gint64 dy)
{
  cut (&task->bounds, picture->width, picture->height, dx, dy);
  task->pass.mask = picture->texture;
  task->pass.mask_use = use;
  task->quad.mask_d[0] = (gint32) (dx + picture->x);
  task->quad.mask_d[1] = (gint32) (dy + picture->y);
}

gboolean
task_take_mask (Task *task)
{
  const SumacMask *mask = &task->op->mask;
  gint64 dx = (gint64) mask->x - task->op->box.left;
  gint64 dy = (gint64) mask->y - task->op->box.top;
  Picture picture;

  if (mask->bits.kind == SUMAC_SOURCE_NONE)
    return TRUE;
  if (!canvas_look (task->canvas, task->dest, &mask->bits, &picture) ||
      picture.format > SUMAC_PIXELS_A8)
    return FALSE;
  task_take_mask_picture (task, &picture, mask->is_inverse ? MASK_OUT : MASK_IN, dx, dy);
  return TRUE;
}

void
task_take_picture (Task *task, const Picture *picture, gint64 dx, gint64 dy)
{
  cut (&task->bounds, picture->width, picture->height, dx, dy);
  task->pass.paint = PAINT_PICTURE;
  task->pass.picture = picture->texture;
  task->quad.source_d[0] = (gint32) (dx + picture->x);
  task->quad.source_d[1] = (gint32) (dy + picture->y);
}

/* How far a pixel of the box goes in the picture, and where pixel 0 begins: as the reference
 * has it, in 16.16. FALSE when it can't be reckoned in 32 bits within the bounds, or pixels
 * beyond the picture's edges would be needed. */
static gboolean
scale_axis (gint box_start,
            gint64 box_size,
            gint area_start,
            gint64 area_size,
            gint start,
            gint end,
            gint picture_size,
            gint32 *step,
            gint32 *d)
{
  gint64 wide = (area_size << 16) / box_size;
  /* The middle of a pixel; on the border of two the former counts. */
  gint64 offset = (gint64) area_start * 65536 - box_start * wide + ((wide + 1) >> 1) - 1;

  if (wide > G_MAXINT32 || offset + wide * start < 0 ||
      offset + wide * (end - 1) >= (gint64) picture_size << 16)
    return FALSE;
  *step = (gint32) wide;
  /* It may wrap, as the shader's sum does, which is then small again. */
  *d = (gint32) (guint32) offset;
  return TRUE;
}

gboolean
task_take_nearest (Task *task, const Picture *picture)
{
  const SumacRect *box = &task->op->box;
  const SumacRect *area = &task->op->source_area;
  const SumacRect *bounds = &task->bounds;
  Pass *pass = &task->pass;

  if (sumac_rect_is_empty (bounds) || sumac_rect_is_empty (area) ||
      !scale_axis (box->left, sumac_rect_width (box), area->left, sumac_rect_width (area),
                   bounds->left, bounds->right, picture->width, &pass->how[2][0],
                   &task->quad.source_d[0]) ||
      !scale_axis (box->top, sumac_rect_height (box), area->top, sumac_rect_height (area),
                   bounds->top, bounds->bottom, picture->height, &pass->how[2][1],
                   &task->quad.source_d[1]))
    return FALSE;
  pass->paint = PAINT_NEAREST;
  pass->picture = picture->texture;
  pass->how[0][0] = picture->x;
  pass->how[0][1] = picture->y;
  return TRUE;
}

/* What leads from a place on the surface to one that is not negative and has the same rest. */
static gint32
tile_d (gint32 origin, gint size)
{
  gint64 rest = -(gint64) origin % size;

  return (gint32) (rest < 0 ? rest + size : rest);
}

gboolean
task_take_brush (Task *task, const SumacBrush *brush, gboolean is_self_fine)
{
  Picture tile;

  task->pass.paint = PAINT_COLOR;
  task->pass.picture = 0;
  task->quad.color = brush->kind == SUMAC_BRUSH_SOLID ? brush->color : 0;
  if (brush->kind != SUMAC_BRUSH_PATTERN)
    return TRUE;

  if (!canvas_look (task->canvas, task->dest, &brush->pattern, &tile) ||
      (tile.is_self && !is_self_fine))
    return FALSE;

  SumacRect whole = { 0, 0, tile.width, tile.height };

  if (!canvas_set_apart (task->canvas, task->dest, &tile, &whole))
    return FALSE;
  task->pass.paint = PAINT_TILE;
  task->pass.picture = tile.texture;
  task->pass.how[0][0] = tile.x;
  task->pass.how[0][1] = tile.y;
  task->pass.how[0][2] = tile.width;
  task->pass.how[0][3] = tile.height;
  task->quad.source_d[0] = tile_d (brush->x, tile.width);
  task->quad.source_d[1] = tile_d (brush->y, tile.height);
  return TRUE;
}

gboolean
task_take_mix (Task *task, Mix mix)
{
  task->pass.mix = mix;
  return batch_can (&task->canvas->batch, task->dest, task->pass.paint, mix);
}

gboolean
task_take_rop (Task *task, SumacRop rop)
{
  task->pass.how[1][0] = rop == SUMAC_ROP_COPY ? 0 : (gint32) rop;
  return task_take_mix (task, rop == SUMAC_ROP_COPY ? MIX_PLAIN : MIX_ROP);
}

gboolean
task_take_blend (Task *task, guint op, BlendSource source, BlendMask mask, gboolean is_xrgb)
{
  const BlendRule *rule = blend_rules_find (&task->canvas->rules, op, source, mask, is_xrgb);

  if (!rule)
    return FALSE;
  memcpy (task->pass.how[1], rule->how, sizeof rule->how);
  return task_take_mix (task, MIX_BLEND);
}

void
task_cut_to_clip (Task *task)
{
  const SumacClip *clip = &task->op->clip;
  SumacRect around = nothing;

  if (!clip->is_set)
    return;
  for (guint i = 0; i < clip->n_rects; i++)
    grow (&around, &clip->rects[i]);
  sumac_rect_intersect (&task->bounds, &around, &task->bounds);
}

gboolean
task_set_apart (Task *task, Picture *picture)
{
  const SumacRect *bounds = &task->bounds;
  gint32 dx = task->quad.source_d[0];
  gint32 dy = task->quad.source_d[1];

  if (!picture->is_self || sumac_rect_is_empty (bounds))
    return TRUE;

  SumacRect part = { bounds->left + dx, bounds->top + dy, bounds->right + dx,
                     bounds->bottom + dy };

  if (task->pass.paint == PAINT_NEAREST)
    part = surface_rect (task->dest);

  if (!canvas_set_apart (task->canvas, task->dest, picture, &part))
    return FALSE;
  task->pass.picture = picture->texture;
  return TRUE;
}

/* Whether the pixel comes out the same when it is painted twice. */
static gboolean
is_lasting (const Pass *pass)
{
  guint table = (guint) pass->how[1][0];

  switch (pass->mix)
    {
    case MIX_PLAIN:
    case MIX_KEY:
    case MIX_TIDY:
      return TRUE;
    case MIX_ROP:
      /* For no a the result is the opposite of b. */
      return (table & 3) != 1 && (table >> 2 & 3) != 1;
    case MIX_ROP3:
    case MIX_BLEND:
      return FALSE;
    }
  return FALSE;
}

void
task_paint (Task *task)
{
  Area area;

  area_init (&area, &task->bounds, &task->op->clip, !is_lasting (&task->pass));
  canvas_paint (task->canvas, &task->pass, &area, &task->quad);
  grow (&task->damage, &area.damage);
  area_clear (&area);
}

gboolean
task_can_tidy (const Task *task)
{
  return batch_can (&task->canvas->batch, task->dest, PAINT_COLOR, MIX_TIDY);
}

void
task_tidy (Task *task, const SumacRect *box)
{
  SumacRect all = surface_rect (task->dest);
  Pass pass = {
    .dest = task->dest,
    .paint = PAINT_COLOR,
    .mix = MIX_TIDY,
    .alpha_only = TRUE,
  };
  Quad quad = { .color = 0 };
  Area area;

  if (task->dest->view.format != SUMAC_PIXELS_XRGB32 || !sumac_rect_intersect (&all, box, &all))
    return;
  pass.how[0][0] = all.left;
  pass.how[0][1] = all.top;
  area_init_whole (&area, &all);
  canvas_paint (task->canvas, &pass, &area, &quad);
  area_clear (&area);
  grow (&task->damage, &all);
}

gboolean
task_is_unscaled (const Task *task)
{
  const SumacRect *box = &task->op->box;
  const SumacRect *area = &task->op->source_area;

  return sumac_rect_width (box) == sumac_rect_width (area) &&
         sumac_rect_height (box) == sumac_rect_height (area);
}
