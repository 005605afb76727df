/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Where an op may draw: box ∩ surface ∩ clip ∩ mask (display spec §4). The rectangles are
 * disjoint, so that an op which looks at the destination sees each pixel once. Memory is
 * taken only for clips of many or overlapping rectangles.
 *
 * Thread: any; lives on the stack of one draw, at a fixed place. */

#pragma once

#include "draw/raster.h"

#include <pixman.h>

typedef struct _SumacRasterArea SumacRasterArea;

struct _SumacRasterArea
{
  SumacRect bounds; /* nothing lies outside; empty: nothing to draw */
  const SumacRect *rects;
  guint n_rects;
  gboolean is_banded; /* sorted by rows, then columns, as pixman's regions are */
  gboolean has_region;
  pixman_region32_t region;
  SumacRect *bands; /* nullable: what many rectangles came to */
  gboolean has_mask;
  gboolean is_inverse;
  SumacView mask;
  gint64 mask_dx; /* mask pixel = destination pixel + d */
  gint64 mask_dy;
  guint8 *mask_memory; /* nullable: when the mask is the destination itself */
};

typedef void (*SumacRasterPaint) (gpointer data, const SumacRect *rect);

/* FALSE when the mask can't be had, or there is no memory. In any case to be cleared. */
gboolean sumac_raster_area_init (SumacRasterArea *area,
                                 const SumacOp *op,
                                 const SumacView *dest,
                                 const SumacRasterSurfaces *surfaces);
void sumac_raster_area_clear (SumacRasterArea *area);

/* One rectangle without mask: then it is @bounds. */
gboolean sumac_raster_area_is_plain (const SumacRasterArea *area);

/* Calls @paint for each rectangle of the area ∩ @within. */
void sumac_raster_area_paint (const SumacRasterArea *area,
                              const SumacRect *within,
                              SumacRasterPaint paint,
                              gpointer data);

/* The picture of @source; FALSE when there is none. */
gboolean sumac_raster_look (const SumacSource *source,
                            const SumacRasterSurfaces *surfaces,
                            SumacView *view);

/* For pixels that are taken as they are: between surfaces of 16 bits they are not converted,
 * whatever bits the two call red and green. */
void sumac_raster_take_plain (const SumacSource *source,
                              SumacPixelFormat dest,
                              SumacView *view);

/* [@left, @left + @width) × … cut to @bounds, in 64 bits; FALSE when nothing is left. */
gboolean sumac_raster_clip_rect (gint64 left,
                                 gint64 top,
                                 gint64 width,
                                 gint64 height,
                                 const SumacRect *bounds,
                                 SumacRect *out);
