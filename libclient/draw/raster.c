/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "draw/raster.h"

#include "draw/op-uses.h"
#include "draw/raster-draw.h"

#include "core/limits.h"

/* clang-format off */
static gboolean (*const drawers[SUMAC_N_OP_KINDS]) (SumacRasterDraw *draw) = {
  [SUMAC_OP_FILL]        = sumac_raster_fill,
  [SUMAC_OP_OPAQUE]      = sumac_raster_opaque,
  [SUMAC_OP_COPY]        = sumac_raster_copy,
  [SUMAC_OP_BLEND]       = sumac_raster_copy,
  [SUMAC_OP_BLACKNESS]   = sumac_raster_blackness,
  [SUMAC_OP_WHITENESS]   = sumac_raster_whiteness,
  [SUMAC_OP_INVERS]      = sumac_raster_invers,
  [SUMAC_OP_TRANSPARENT] = sumac_raster_transparent,
  [SUMAC_OP_ALPHA_BLEND] = sumac_raster_alpha_blend,
  [SUMAC_OP_COPY_BITS]   = sumac_raster_copy_bits,
  [SUMAC_OP_COMPOSITE]   = sumac_raster_composite,
  [SUMAC_OP_ROP3]        = sumac_raster_rop3,
  [SUMAC_OP_STROKE]      = sumac_raster_stroke,
  [SUMAC_OP_TEXT]        = sumac_raster_text,
};

/* clang-format on */

static gboolean
is_near (const SumacRect *rect)
{
  return MIN (MIN (rect->left, rect->right), MIN (rect->top, rect->bottom)) >=
             -SUMAC_MAX_COORDINATE &&
         MAX (MAX (rect->left, rect->right), MAX (rect->top, rect->bottom)) <=
             SUMAC_MAX_COORDINATE;
}

gboolean
sumac_raster_draw (const SumacOp *op,
                   const SumacView *dest,
                   const SumacRasterSurfaces *surfaces,
                   SumacRect *damage)
{
  *damage = (SumacRect){ 0, 0, 0, 0 };
  if (!sumac_raster_knows (op->kind) || !is_near (&op->box) ||
      (sumac_op_uses (op->kind) & SUMAC_USES_AREA && !is_near (&op->source_area)))
    return FALSE;

  SumacRasterDraw draw;

  draw.op = op;
  draw.dest = dest;
  draw.surfaces = surfaces;
  draw.damage = *damage;

  gboolean ok = sumac_raster_area_init (&draw.area, op, dest, surfaces);

  if (ok && !sumac_rect_is_empty (&draw.area.bounds))
    ok = drawers[op->kind](&draw);
  sumac_raster_area_clear (&draw.area);
  if (ok)
    *damage = draw.damage;
  return ok;
}

gboolean
sumac_raster_knows (SumacOpKind kind)
{
  return (guint) kind < SUMAC_N_OP_KINDS && drawers[kind] != NULL;
}
