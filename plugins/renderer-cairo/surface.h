/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A surface's memory: a Cairo image surface, or plain memory in a format that Cairo lacks.
 * Thread: its renderer's. */

#pragma once

#include <sumac/plugin/view.h>

#include <cairo.h>
#include <pixman.h>

typedef struct
{
  SumacView view;
  cairo_surface_t *cairo;                        /* owns the pixels … */
  guint8 *memory;                                /* … or this does */
  pixman_image_t *images[SUMAC_N_PIXEL_FORMATS]; /* as pixman sees it, made when asked for */
} Surface;

/* All pixels zero. NULL without memory. */
Surface *surface_new (SumacPixelFormat format, gint width, gint height);

/* Takes NULL as well; a destroy notify. */
void surface_free (gpointer surface);

/* The surface taken for one of @form, which has as many bits. Borrowed; NULL without memory. */
pixman_image_t *surface_image (Surface *surface, SumacPixelFormat form);

/* The same of other memory; to be unreferenced. */
pixman_image_t *view_image (const SumacView *view, SumacPixelFormat form);
