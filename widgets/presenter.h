/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What brings a frame into a widget's window. The widget knows presenters by this table alone.
 * Each keeps a copy of the guest's picture, so that the last one stays when there is none to be
 * had. Belongs to one display. Thread: the application's. */

#pragma once

#include "widgets/geometry.h"

#include <gdk/gdk.h>
#include <sumac/frame.h>

typedef struct _SumacPresenter SumacPresenter;
typedef struct _SumacPresenterClass SumacPresenterClass;

struct _SumacPresenter
{
  const SumacPresenterClass *klass;
};

/* All are duties but get_share. */
struct _SumacPresenterClass
{
  const char *name;
  void (*set_geometry) (SumacPresenter *present, const SumacGeometry *geometry);
  void (*damage) (SumacPresenter *present, const SumacRect *frame_rect);
  gboolean (*is_behind) (SumacPresenter *present);
  gboolean (*update) (SumacPresenter *present,
                      GdkWindow *window,
                      SumacFrame *frame,
                      const SumacRect *area);
  void (*draw) (SumacPresenter *present, GdkWindow *window, cairo_t *cr);
  cairo_surface_t *(*dup_picture) (SumacPresenter *present);
  void (*clear) (SumacPresenter *present);
  void (*free) (SumacPresenter *present);
  SumacGlShare *(*get_share) (SumacPresenter *present);
};

/* The best one for a realized window, see docs/environment.md. */
SumacPresenter *sumac_presenter_new (GdkWindow *window);
void sumac_presenter_free (SumacPresenter *present);

/* Where the picture lies from now on; the guest's size in it must be the area's. */
void sumac_presenter_set_geometry (SumacPresenter *present, const SumacGeometry *geometry);

/* These pixels of the frame are new. */
void sumac_presenter_damage (SumacPresenter *present, const SumacRect *frame_rect);

/* TRUE when a copy was refused: the next damage is more than what is said. */
gboolean sumac_presenter_is_behind (SumacPresenter *present);

/* Copies what is damaged of @area. FALSE while it can't be had: the old picture stays, and the
 * damage too. @window may be NULL where the presenter needs none. */
gboolean sumac_presenter_update (SumacPresenter *present,
                                 GdkWindow *window,
                                 SumacFrame *frame,
                                 const SumacRect *area);

/* Paints the picture; @cr is in logical pixels of the widget. @window may be NULL where the
 * presenter needs none. */
void sumac_presenter_draw (SumacPresenter *present, GdkWindow *window, cairo_t *cr);

/* The guest's pixels as they were last copied, or NULL. The caller's, not to be written. */
cairo_surface_t *sumac_presenter_dup_picture (SumacPresenter *present);

/* Forgets the picture. */
void sumac_presenter_clear (SumacPresenter *present);

/* In which it takes textures; NULL: it takes none. */
SumacGlShare *sumac_presenter_get_share (SumacPresenter *present);
