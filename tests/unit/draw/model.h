/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What ops mean, one pixel at a time, written down without regard for speed and without a
 * line of the rasteriser: display spec §3 to §5 read aloud. A picture has a number for each
 * pixel, its bits as they lie in memory.
 *
 * Thread: one. */

#pragma once

#include <sumac/plugin/op.h>
#include <sumac/plugin/view.h>

typedef struct
{
  SumacPixelFormat format;
  gint width;
  gint height;
  guint32 *pixels;
} Picture;

Picture *picture_new (const SumacView *view);
void picture_free (Picture *picture);

/* The picture that a source names; NULL if there is none. To be freed. */
typedef Picture *(*ModelLook) (gpointer data, const SumacSource *source);

/* Draws; FALSE and untouched when the op can't be drawn. Knows all kinds but a styled STROKE,
 * and of COMPOSITE the operators CLEAR, SRC, OVER and ADD without transform and repeat. */
gboolean model_draw (const SumacOp *op, Picture *dest, ModelLook look, gpointer data);
