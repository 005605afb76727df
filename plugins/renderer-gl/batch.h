/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Rectangles that are drawn in one go: those that follow each other with the same surface and
 * program, of colours or of a few pictures. What has been asked for is drawn when something else
 * comes, or by flush; nobody waits for the card.
 *
 * What is mixed with the pixels below is drawn from a copy of them, made just before; so no
 * two rectangles of such a go may meet.
 *
 * Thread: its renderer's, with the context current. */

#pragma once

#include "programs.h"
#include "ring.h"
#include "surface.h"

/* What is equal in one go. Fields that a program does not look at are 0. */
typedef struct
{
  Surface *dest;
  Paint paint;
  Mix mix;
  GLuint picture;
  GLuint mask;
  MaskUse mask_use;
  gboolean alpha_only; /* colours stay */
  gint32 how[3][4];    /* as the program has it */
} Pass;

typedef struct
{
  SumacRect rect; /* on the surface */
  gint32 source_d[2];
  gint32 mask_d[2];
  guint32 color;
} Quad;

#define BATCH_QUADS 256

/* For a name of a picture: what lies in the ring. Only if there is ring_texture, without a mask. */
#define BATCH_RING G_MAXUINT32

typedef struct
{
  Programs programs;
  TexturePool *pool;
  void (*before_draw) (gpointer data); /* brings what pictures wait for to the card */
  gpointer data;
  gboolean has_logic; /* the card does MIX_ROP itself */
  gboolean merges;    /* quads of several pictures go together; a processor would look at all */
  GLuint ring_texture; /* a ring of pictures, as a texture; 0: there is none */
  GLuint array;
  Ring ring; /* of vertices */
  Texture *below;
  Pass pass;                   /* without its picture, where there may be several */
  GLuint pictures[N_PICTURES]; /* that all that wait are painted with */
  guint n_pictures;
  GLuint picture;           /* of what comes next; 0: its colour */
  GLuint bound[N_PICTURES]; /* to the units of pictures, at the last count */
  guint n;
  SumacRect around; /* all that wait */
  SumacRect rects[BATCH_QUADS];
  Vertex vertices[BATCH_QUADS * 6];
} Batch;

/* Where the context shares nothing there need be no clear: what it has goes with the context,
 * and with the pool. */
void batch_init (Batch *batch,
                 TexturePool *pool,
                 const Context *context,
                 void (*before_draw) (gpointer data),
                 gpointer data);
void batch_clear (Batch *batch);

/* Quads may be painted with what lies in @ring from now on, if the driver can do that. */
void batch_take_ring (Batch *batch, const Ring *ring);

/* FALSE when the driver does not do it; nothing has changed then. */
gboolean batch_can (Batch *batch, const Surface *dest, Paint paint, Mix mix);

/* Rectangles that follow are drawn so. batch_can has agreed. */
void batch_begin (Batch *batch, const Pass *pass);
void batch_add (Batch *batch, const Quad *quad);

/* Draws what waits. */
void batch_flush (Batch *batch);

/* The same, if @surface has to do with it. */
void batch_flush_surface (Batch *batch, const Surface *surface);
