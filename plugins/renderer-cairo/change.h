/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Fills: a raster operation of a colour with what is there, on every bit of a rectangle. */

#pragma once

#include <sumac/plugin/op.h>
#include <sumac/plugin/view.h>

/* With a constant every raster operation is dest = (dest & keep) ^ flip. */
typedef struct
{
  guint32 keep;
  guint32 flip;
} Change;

Change change_of (SumacRop rop, SumacPixelFormat format, guint32 color);

static inline gboolean
change_is_nothing (Change change)
{
  return change.keep == 0xffffffffu && change.flip == 0;
}

/* Whether it gives the same when it comes twice. */
static inline gboolean
change_is_lasting (Change change)
{
  return (change.keep & change.flip) == 0;
}

/* @rect lies within the view. */
void change_rect (const SumacView *view, const SumacRect *rect, Change change);

static inline guint8 *
view_row (const SumacView *view, gint y)
{
  return view->data + view->stride * y;
}
