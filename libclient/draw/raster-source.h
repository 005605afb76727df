/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The source of an op, made ready to be copied: scaled where the sizes differ, and copied
 * first where it is the destination itself.
 *
 * Thread: the caller's; lives on the stack of one draw. */

#pragma once

#include "draw/raster-draw.h"
#include "draw/raster-row.h"

typedef struct _SumacRasterSource SumacRasterSource;

struct _SumacRasterSource
{
  SumacView view;
  gint64 dx; /* source pixel = destination pixel + d */
  gint64 dy;
  SumacRect cover;     /* the destination's pixels that have a source; may be empty */
  SumacPixelFormat to; /* the destination's format */
  gboolean is_self;    /* @view is @dest: move rather than copy */
  guint8 *memory;      /* nullable */
};

typedef enum
{
  /* The caller copies in one go by sumac_raster_source_copy: a single move inside the
   * destination may stay in place, and what is scaled becomes the destination's pixels at
   * once. */
  SUMAC_RASTER_MAY_MOVE = 1 << 0,
} SumacRasterSourceFlags;

/* The op's source, or FALSE when it can't be had. */
gboolean sumac_raster_source_open (SumacRasterSource *source,
                                   const SumacRasterDraw *draw,
                                   SumacScale mode,
                                   guint flags);

/* The destination itself, so that @dx, @dy lead to the source's pixel. */
gboolean sumac_raster_source_open_self (SumacRasterSource *source,
                                        const SumacRasterDraw *draw,
                                        gint64 dx,
                                        gint64 dy);
void sumac_raster_source_close (SumacRasterSource *source);

/* A plain copy of all that is covered. */
void sumac_raster_source_copy (const SumacRasterSource *source, const SumacRasterDraw *draw);

SumacRasterRows sumac_raster_source_rows (const SumacRasterSource *source);

/* Gives @view the depth of a destination of format @dest, as the server's pictures have it
 * before anything is computed with them; surfaces keep theirs. @memory: what @view lies in, or
 * NULL, is replaced by the new one. FALSE without memory. */
gboolean sumac_raster_take_depth (const SumacSource *source,
                                  SumacPixelFormat dest,
                                  SumacView *view,
                                  guint8 **memory);
