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
  guint band; /* the rectangles of one height that are being gone through: first … */
  guint band_end;
  guint i;          /* … and how many of them have been */
  gboolean upwards; /* lower bands first */
  gboolean leftwards;
  SumacRect damage;
  gboolean has_region;
  pixman_region32_t region; /* if the clip's rectangles had to be put in order */
} Area;

/* With @is_strict no pixel comes twice; without, it may. FALSE without memory, or when
 * there are too many rectangles in no order. @clip is borrowed until clear. */
gboolean area_init (Area *area,
                    const SumacRect *within,
                    const SumacClip *clip,
                    gboolean is_strict);

/* For a strict area whose pixels move within one surface, from +@dx, +@dy: what is still to
 * be read is written last. */
void area_order (Area *area, gint dx, gint dy);

/* The next rectangle that is not empty; FALSE behind the last. */
gboolean area_next (Area *area, SumacRect *rect);

/* @damage: around all that was gone through. */
void area_clear (Area *area, SumacRect *damage);
