/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A decoded picture of a video onto a surface: colours are converted, and the picture is
 * scaled to its box (nearest pixel; exact at equal size).
 *
 * Pure: no state between calls. Thread: any, one at a time per destination. */

#pragma once

#include <sumac/plugin/picture.h>
#include <sumac/plugin/view.h>

/* Draws the part of @picture, stretched over @box, that lies in @rects (disjoint) and on
 * @dest. @is_upside_down: the picture's first row is shown at the bottom. FALSE for a surface
 * without colours, a picture or a box that is none: the destination is untouched. @damage
 * gets a rectangle around what has changed. */
gboolean sumac_raster_picture (const SumacPicture *picture,
                               gboolean is_upside_down,
                               const SumacRect *box,
                               const SumacRect *rects,
                               guint n_rects,
                               const SumacView *dest,
                               SumacRect *damage);
