/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What blending leaves in the byte that xRGB does not use. */

#pragma once

#include "draw/raster-draw.h"

/* When the first pixel of @box on an xRGB32 surface has 0xff in its highest byte, clears that
 * byte in all of the box and widens @damage to it (display spec §5, ALPHA_BLEND). */
void sumac_raster_tidy_high (const SumacRasterDraw *draw,
                             const SumacRect *box,
                             SumacRect *damage);
