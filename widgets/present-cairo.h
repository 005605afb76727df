/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Shows a frame by Cairo: keeps a copy of the guest's picture in memory that the window system
 * can read (shared memory on X11), and beside it the scaled picture where one is needed. Only
 * what is damaged is copied and scaled. Belongs to one display. Thread: the application's. */

#pragma once

#include "widgets/geometry.h"

#include <gdk/gdk.h>
#include <sumac/frame.h>

typedef struct _SumacPresentCairo SumacPresentCairo;

SumacPresentCairo *sumac_present_cairo_new (void);

/* Where the picture lies from now on; the guest's size in it must be the area's. */
void sumac_present_cairo_set_geometry (SumacPresentCairo *present,
                                       const SumacGeometry *geometry);

/* These pixels of the frame are new. */
void sumac_present_cairo_damage (SumacPresentCairo *present, const SumacRect *frame_rect);

/* TRUE when a copy was refused: the next damage is more than what is said. */
gboolean sumac_present_cairo_is_behind (SumacPresentCairo *present);

/* Copies what is damaged of @area. FALSE while the painter is writing the frame: the old
 * picture stays, and the damage too. @window may be NULL: plain memory. */
gboolean sumac_present_cairo_update (SumacPresentCairo *present,
                                     GdkWindow *window,
                                     SumacFrame *frame,
                                     const SumacRect *area);

/* Paints the picture; @cr is in logical pixels of the widget. @window may be NULL. */
void sumac_present_cairo_draw (SumacPresentCairo *present, GdkWindow *window, cairo_t *cr);

/* The guest's pixels as they were last copied, or NULL. Borrowed until the next call. */
cairo_surface_t *sumac_present_cairo_peek (SumacPresentCairo *present);

/* Forgets the picture. */
void sumac_present_cairo_clear (SumacPresentCairo *present);

void sumac_present_cairo_free (SumacPresentCairo *present);
