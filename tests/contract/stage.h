/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A renderer among random surfaces and pictures, and the drawing of one op on it, with all
 * that can be seen of that: before, after, damage, and what the reference makes of it.
 * Thread: one. */

#pragma once

#include "random-op.h"

#include <sumac/plugin/renderer.h>
#include <sumac/plugin/view.h>

typedef struct
{
  SumacRenderer *renderer; /* owned */
  Dice dice;
  Scene scene;
  SumacPixels *before[N_SURFACES]; /* what the surfaces were when the last op came */
} Stage;

typedef struct
{
  const SumacOp *op;
  guint at;          /* its destination in the scene */
  gboolean is_drawn; /* by the renderer */
  SumacRect damage;
  SumacPixels *after;     /* the destination; owned */
  SumacPixels *reference; /* owned */
} Drawn;

/* Takes @renderer, and makes the scene's surfaces on it. */
void stage_init (Stage *stage, SumacRenderer *renderer, guint64 seed);

/* Destroys the surfaces and gives the renderer back; the pictures stay until stage_clear. */
void stage_leave (Stage *stage);
void stage_clear (Stage *stage);

/* Draws @op, by the renderer or else by the reference through its map, as the painter does. */
void stage_draw (Stage *stage, const SumacOp *op, Drawn *drawn);
void drawn_clear (Drawn *drawn);

/* Remembers what all surfaces are now. */
void stage_look (Stage *stage);

/* A copy of what a surface is now; to be unreferenced. */
SumacPixels *stage_read (Stage *stage, guint at);

/* Writes all pixels of a surface through the renderer's map. */
void stage_write (Stage *stage, guint at, const SumacPixels *pixels);

/* Random pixels in the size and format of a surface; to be unreferenced. */
SumacPixels *stage_random_pixels (Stage *stage, guint at);

/* A view of pixels in memory. */
SumacView view_of (const SumacPixels *pixels);

/* The first place where two pictures of one shape differ; FALSE if there is none. */
gboolean find_difference (const SumacPixels *a, const SumacPixels *b, gint *x, gint *y);

/* A pixel as a number. */
guint32 pixel_at (const SumacPixels *pixels, gint x, gint y);
