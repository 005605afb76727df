/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The reference rasteriser: what every op means, to the pixel, on memory. Built on pixman,
 * which is also the server's own backend. Every renderer is compared with it, and draws by
 * it what it refuses.
 *
 * Pure: no state between calls. Thread: any, one at a time per destination. */

#pragma once

#include <sumac/plugin/op.h>
#include <sumac/plugin/view.h>

typedef struct _SumacRasterSurfaces SumacRasterSurfaces;

/* How the rasteriser gets at surfaces that are sources. */
struct _SumacRasterSurfaces
{
  /* Fills @view with surface @id for reading; FALSE when there is none. The view stays good
   * until the op has been drawn. May give the destination itself. */
  gboolean (*look) (gpointer data, guint32 id, SumacView *view);
  gpointer data;
};

/* Draws @op into @dest. FALSE when it could not be drawn: the destination is untouched.
 * @damage gets a rectangle around what may have changed (empty when nothing has). */
gboolean sumac_raster_draw (const SumacOp *op,
                            const SumacView *dest,
                            const SumacRasterSurfaces *surfaces,
                            SumacRect *damage);

/* TRUE if the rasteriser knows the kind. */
gboolean sumac_raster_knows (SumacOpKind kind);
