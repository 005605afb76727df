/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Where an op draws: its clip's rectangles within its box, one after the other, and the
 * damage that they make. A value on the stack of the op that is being drawn. */

#pragma once

#include <sumac/plugin/op.h>

#include <pixman.h>

typedef struct
{
  SumacRect within; /* nothing lies outside; may be empty */
  const SumacRect *rects;
  guint n;
  guint i;
  SumacRect damage;
  gboolean has_region;
  pixman_region32_t region; /* if the clip's rectangles had to be put in order */
} Area;

/* With @is_strict no pixel comes twice; without, it may. The clip is borrowed; the area stays
 * at its place until clear. */
void area_init (Area *area, const SumacRect *within, const SumacClip *clip, gboolean is_strict);

/* Where an op would draw if it had no clip. */
void area_init_whole (Area *area, const SumacRect *within);
void area_clear (Area *area);

/* The next rectangle that is not empty; FALSE behind the last. */
gboolean area_next (Area *area, SumacRect *rect);
