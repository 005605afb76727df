/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Random surfaces, pictures and ops, always the same from the same seed. They lean towards
 * what renderers draw themselves, and towards edges: boxes that lie outside, empty ones,
 * clips in any order, sources that overlap their destination. Thread: one. */

#pragma once

#include "proof/surface-copy.h"

/* Where the next number comes from. */
typedef struct
{
  guint64 state;
} SumacDice;

/* 0 … @n − 1 */
guint32 sumac_dice_throw (SumacDice *dice, guint32 n);

/* @low … @high */
gint sumac_dice_between (SumacDice *dice, gint low, gint high);

static inline gboolean
sumac_dice_is_one_of (SumacDice *dice, guint32 n)
{
  return sumac_dice_throw (dice, n) == 0;
}

#define SUMAC_SCENE_SURFACES    7
#define SUMAC_SCENE_PICTURES    12
#define SUMAC_RANDOM_RECTS      64
#define SUMAC_RANDOM_GLYPHS     4
#define SUMAC_RANDOM_GLYPH_SIDE 14

/* What ops speak of. Surfaces of equal format follow each other, and there are two for the
 * formats of 32 bits, so that copies between them come up. */
typedef struct
{
  SumacSurfaceShape surfaces[SUMAC_SCENE_SURFACES];
  SumacPixels *pictures[SUMAC_SCENE_PICTURES];
} SumacScene;

void sumac_scene_init (SumacScene *scene, SumacDice *dice);
void sumac_scene_clear (SumacScene *scene);

/* An op with the memory of its lists. */
typedef struct
{
  SumacOp op;
  SumacRect rects[SUMAC_RANDOM_RECTS];
  SumacGlyph glyphs[SUMAC_RANDOM_GLYPHS];
  guint8 rows[SUMAC_RANDOM_GLYPHS][SUMAC_RANDOM_GLYPH_SIDE * SUMAC_RANDOM_GLYPH_SIDE];
} SumacRandomOp;

void sumac_random_op_init (SumacRandomOp *random, SumacDice *dice, const SumacScene *scene);
