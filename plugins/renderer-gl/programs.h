/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The shaders. A program is what a pixel is painted with, and how that is mixed with the
 * pixel that is there; the source text is put together of a part for each. All computing is
 * on whole numbers, so that a pixel comes out the same on every card.
 *
 * Thread: its renderer's, with the context current. */

#pragma once

#include "context.h"

/* What a pixel is painted with. */
typedef enum
{
  PAINT_COLOR,   /* the quad's colour */
  PAINT_PICTURE, /* the picture's pixel at the place + the quad's source_d */
  PAINT_MANY,    /* each quad in one of these two ways, of several pictures */
  PAINT_TILE,    /* the same, but again and again: how[0] is the tile's rectangle */
  PAINT_NEAREST, /* that at source_d + the place times how[2].xy, in 16.16, + how[0].xy */

  /* Frames of videos (see frame.h). The place + source_d is one in the box, how[0] the sizes of
   * box and picture; its row is how[1].x + the row in the box times how[1].y; the quad's colour
   * has the alpha. */
  PAINT_FRAME,         /* BGRX; the box is as large as the picture */
  PAINT_FRAME_SCALED,  /* to the nearest pixel */
  PAINT_PLANES,        /* bytes of Y, from row how[2].w on of Cb and Cr. These have how[1].z */
  PAINT_PLANES_SCALED, /* columns for each, and how[1].w from Cb to Cr. how[2] has the factors */
} Paint;

#define N_PAINTS 9

/* How it is mixed with the pixel below. */
typedef enum
{
  MIX_PLAIN, /* as it is */
  MIX_KEY,   /* as it is, but not where it has the quad's colour, whatever its alpha */
  MIX_ROP,   /* how[1].x is the truth table */
  MIX_ROP3,  /* the same of three: bit 4·colour + 2·paint + below of how[1].x */
  MIX_BLEND, /* how[1] is a blend rule; the mask weakens, or without one the colour's alpha */
  MIX_TIDY,  /* as it is, but only if the pixel below at how[0].xy has a full alpha */
} Mix;

#define N_MIXES 6

/* What the mask's pixels do: the one at the place + the quad's mask_d. */
typedef enum
{
  MASK_NONE,
  MASK_IN,       /* drawn where the mask's alpha has its highest bit */
  MASK_OUT,      /* drawn where it has not */
  MASK_STRENGTH, /* with MIX_BLEND: how strong */
} MaskUse;

/* Pictures that PAINT_MANY has at once, by number from 1 on. 0 is the quad's colour, and the one
 * behind the last is what lies in the ring: mask_d is where, in pixels, and how long its rows are. */
#define N_PICTURES   8
#define RING_PICTURE (N_PICTURES + 1)

/* Texture units; pictures are the first ones. */

typedef enum
{
  UNIT_MASK = N_PICTURES,
  UNIT_BELOW, /* a copy of what is there, at its own place */
  UNIT_RING,
} Unit;

/* What is written at each corner of a quad. */
typedef struct
{
  gint16 x;
  gint16 y;
  gint16 from; /* PAINT_MANY: which picture */
  gint16 unused;
  gint32 source_d[2];
  gint32 mask_d[2];
  guint32 color;
} Vertex;

typedef struct
{
  GLuint name; /* 0: not made yet */
  gboolean is_broken;
  GLint scale;
  GLint how;
  GLint mask_use;
} Program;

typedef struct
{
  gboolean is_es;
  GLuint used; /* the one that is used now */
  Program table[N_PAINTS][N_MIXES];
} Programs;

/* Where the context shares nothing there need be no clear: programs go with it. */
void programs_init (Programs *programs, gboolean is_es);
void programs_clear (Programs *programs);

/* Made when first asked for. NULL when the driver does not understand it. */
const Program *programs_get (Programs *programs, Paint paint, Mix mix);

void programs_use (Programs *programs, const Program *program);

/* How vertices lie in the buffer that is bound. */
void programs_describe_vertices (void);
