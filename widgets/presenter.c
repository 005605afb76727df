/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "widgets/presenter.h"

#include "widgets/present-cairo.h"
#include "widgets/present-gl.h"

SumacPresenter *
sumac_presenter_new (GdkWindow *window)
{
  const char *wish = g_getenv ("SUMAC_PRESENTER");
  gboolean is_forced = g_strcmp0 (wish, "gl") == 0;
  SumacPresenter *present = NULL;

  if (is_forced || g_strcmp0 (wish, "cairo") != 0)
    present = sumac_present_gl_new (window, is_forced);
  if (!present)
    present = sumac_present_cairo_new ();
  g_debug ("display: the picture is shown by %s", present->klass->name);
  return present;
}

void
sumac_presenter_free (SumacPresenter *present)
{
  if (present)
    present->klass->free (present);
}

void
sumac_presenter_set_geometry (SumacPresenter *present, const SumacGeometry *geometry)
{
  present->klass->set_geometry (present, geometry);
}

void
sumac_presenter_damage (SumacPresenter *present, const SumacRect *frame_rect)
{
  present->klass->damage (present, frame_rect);
}

gboolean
sumac_presenter_is_behind (SumacPresenter *present)
{
  return present->klass->is_behind (present);
}

gboolean
sumac_presenter_update (SumacPresenter *present,
                        GdkWindow *window,
                        SumacFrame *frame,
                        const SumacRect *area)
{
  return present->klass->update (present, window, frame, area);
}

void
sumac_presenter_draw (SumacPresenter *present, GdkWindow *window, cairo_t *cr)
{
  present->klass->draw (present, window, cr);
}

cairo_surface_t *
sumac_presenter_dup_picture (SumacPresenter *present)
{
  return present->klass->dup_picture (present);
}

void
sumac_presenter_clear (SumacPresenter *present)
{
  present->klass->clear (present);
}

SumacGlShare *
sumac_presenter_get_share (SumacPresenter *present)
{
  return present->klass->get_share ? present->klass->get_share (present) : NULL;
}
