/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A renderer's surfaces copied out and in through its maps, by the shape that was asked for:
 * what a view says about itself is not relied on. Thread: the renderer's. */

#pragma once

#include <sumac/plugin/renderer.h>

typedef struct _SumacSurfaceShape SumacSurfaceShape;

struct _SumacSurfaceShape
{
  guint32 id;
  SumacPixelFormat format;
  gint width;
  gint height;
};

/* FALSE and @how if there is no such surface. */
gboolean sumac_surface_make (SumacRenderer *renderer,
                             const SumacSurfaceShape *shape,
                             GString *how);

/* What the surface is now; to be unreferenced. All zero and @how if it can't be mapped. */
SumacPixels *sumac_surface_read (SumacRenderer *renderer,
                                 const SumacSurfaceShape *shape,
                                 GString *how);

/* Writes all pixels, and says that @damage was written. @how as above. */
void sumac_surface_write (SumacRenderer *renderer,
                          const SumacSurfaceShape *shape,
                          const SumacPixels *pixels,
                          const SumacRect *damage,
                          GString *how);

/* Pixels of that shape, all zero; to be unreferenced. */
SumacPixels *sumac_surface_new_pixels (const SumacSurfaceShape *shape);

/* A view of pixels in memory. */
SumacView sumac_pixels_view (const SumacPixels *pixels);
