/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A renderer among random surfaces and pictures, and the drawing of one op on it, with all
 * that can be seen of that: before, after, damage, and what the reference makes of it.
 *
 * Where the renderer can't make or map a surface, that is written down once; from then on
 * nothing is asked of it, and what is read is zero. Thread: one. */

#pragma once

#include "proof/random-op.h"

#include <sumac/plugin/renderer.h>

typedef struct _SumacTrial SumacTrial;
typedef struct _SumacDrawn SumacDrawn;

struct _SumacTrial
{
  SumacRenderer *renderer; /* owned */
  SumacDice dice;
  SumacScene scene;
  SumacPixels *before[SUMAC_SCENE_SURFACES]; /* what the surfaces were when the last op came */
  GString *fault;                            /* empty while there is none */
};

struct _SumacDrawn
{
  const SumacOp *op;
  guint at;          /* its destination in the scene */
  gboolean is_drawn; /* by the renderer */
  SumacRect damage;
  SumacPixels *after;     /* the destination; owned */
  SumacPixels *reference; /* owned */
};

/* Opens a renderer as a painter does that shows its surfaces in @share, or by memory where that
 * is NULL. FALSE and @how. */
gboolean sumac_trial_open (SumacRenderer *renderer, SumacGlShare *share, GString *how);

/* Takes @renderer, opens it, and makes the scene's surfaces on it. */
void sumac_trial_init (SumacTrial *trial, SumacRenderer *renderer, guint64 seed);

/* The same, to be shown in @share. */
void sumac_trial_init_shown (SumacTrial *trial,
                             SumacRenderer *renderer,
                             SumacGlShare *share,
                             guint64 seed);

/* Destroys the surfaces and gives the renderer back; the pictures stay until clear. */
void sumac_trial_leave (SumacTrial *trial);

/* @how becomes the fault, if there was one. */
void sumac_trial_clear (SumacTrial *trial, GString *how);

/* Offers @op to the renderer alone. */
gboolean sumac_trial_offer (SumacTrial *trial, const SumacOp *op, SumacRect *damage);

/* Draws @op, by the renderer or else by the reference through its map, as the painter does. */
void sumac_trial_draw (SumacTrial *trial, const SumacOp *op, SumacDrawn *drawn);
void sumac_drawn_clear (SumacDrawn *drawn);

/* Remembers what all surfaces are now. */
void sumac_trial_look (SumacTrial *trial);

/* A copy of what a surface is now; to be unreferenced. */
SumacPixels *sumac_trial_read (SumacTrial *trial, guint at);

/* Writes all pixels of a surface through the renderer's map. */
void sumac_trial_write (SumacTrial *trial, guint at, const SumacPixels *pixels);

/* Random pixels in the size and format of a surface; to be unreferenced. */
SumacPixels *sumac_trial_random_pixels (SumacTrial *trial, guint at);
