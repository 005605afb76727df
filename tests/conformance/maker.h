/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What makes random commands: chance, and the parts that all kinds have. Thread: one. */

#pragma once

#include "command.h"

typedef struct
{
  GRand *rand;
  Case *it;
  const CaseDisplay *display; /* of the command that is being made */
  const CaseSurface *surface;
  Command *command;

  /* A command that reads the surface it draws on must not be joined by one that covers: what
   * the server forgets below the cover may be what the first would have read. */
  gboolean may_cover;

  /* Surfaces of xRGB, by display, on which all around a box was tidied because of one pixel: it
   * must not lie under a cover, for the server may have drawn below that or not. */
  guint32 is_tidied[MAX_DISPLAYS]; /* a bit for each surface */

  /* The highest bit of 16-bit pictures means nothing, but is raw red where a surface of 15 bits
   * is copied to one of 16. The highest byte of 32 bits is never junk: no compression carries
   * it, so that the server's picture is its own. */
  gboolean may_have_junk;
} Maker;

/* Chance. */
gint maker_between (Maker *maker, gint low, gint high);
gboolean maker_chance (Maker *maker, gint percent);
guint32 maker_any (Maker *maker);

/* Places and numbers of a command. */
gint maker_length (Maker *maker, gint most);
SumacHostRect maker_place (Maker *maker,
                           gint width,
                           gint height,
                           gint all_width,
                           gint all_height);
SumacHostRect maker_box (Maker *maker);
guint32 maker_color (Maker *maker);
guint16 maker_ropd (Maker *maker);
guint surface_depth (SpiceSurfaceFmt format);

/* maker-picture.c: pictures that the command which is being made may have. */
Picture maker_picture (Maker *maker, gboolean may_be_self);
Picture maker_mask (Maker *maker, gint width, gint height);
gboolean picture_is_surface (const Picture *picture);

/* generate.c */
void maker_add_brush (Maker *maker, SumacHostBrush *brush, Picture *pattern);

/* maker-weighed.c, maker-stroke.c: the kinds that have most to choose. */
void maker_make_text (Maker *maker);
void maker_make_composite (Maker *maker);
void maker_make_stroke (Maker *maker);
