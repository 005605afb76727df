/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Random surfaces, pictures and ops, always the same from the same seed. They lean towards
 * what renderers draw themselves, and towards edges: boxes that lie outside, empty ones,
 * clips in any order, sources that overlap their destination. Thread: one. */

#pragma once

#include <sumac/plugin/op.h>

/* Where the next number comes from. */
typedef struct
{
  guint64 state;
} Dice;

/* 0 … @n − 1 */
guint32 dice_throw (Dice *dice, guint32 n);

/* @low … @high */
gint dice_between (Dice *dice, gint low, gint high);

static inline gboolean
dice_is_one_of (Dice *dice, guint32 n)
{
  return dice_throw (dice, n) == 0;
}

#define N_SURFACES 7
#define N_PICTURES 12
#define MAX_RECTS  64
#define MAX_GLYPHS 4
#define GLYPH_SIDE 14

typedef struct
{
  guint32 id;
  SumacPixelFormat format;
  gint width;
  gint height;
} SurfaceShape;

/* What ops speak of. Surfaces of equal format follow each other, and there are two for the
 * formats of 32 bits, so that copies between them come up. */
typedef struct
{
  SurfaceShape surfaces[N_SURFACES];
  SumacPixels *pictures[N_PICTURES];
} Scene;

void scene_init (Scene *scene, Dice *dice);
void scene_clear (Scene *scene);

/* An op with the memory of its lists. */
typedef struct
{
  SumacOp op;
  SumacRect rects[MAX_RECTS];
  SumacGlyph glyphs[MAX_GLYPHS];
  guint8 rows[MAX_GLYPHS][GLYPH_SIDE * GLYPH_SIDE];
} RandomOp;

void random_op_init (RandomOp *random, Dice *dice, const Scene *scene);

/* The op in words, for a sentence about it; to be freed. */
char *random_op_describe (const SumacOp *op);
