/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A picture on a texture, painted to its place by a shader: in whole pixels where they are
 * whole, between two pixels by both, and where it is made smaller by all that lie under a pixel
 * of the screen, each by its share.
 *
 * Thread: the application's, with the context current. */

#pragma once

#include "widgets/geometry.h"

#include <epoxy/gl.h>
#include <glib.h>

typedef struct
{
  GLuint program; /* 0: none */
  GLuint array;
  GLint origin;
  GLint height;
  GLint place;
  GLint guest;
  GLint filter;
} SumacGlPaint;

/* FALSE when the driver does not understand it. */
gboolean sumac_gl_paint_init (SumacGlPaint *paint);
void sumac_gl_paint_clear (SumacGlPaint *paint);

/* Paints @part of the widget (device pixels) from the lower left corner of the framebuffer, top
 * row last as GL has it. Around the picture it is black. */
void sumac_gl_paint_draw (const SumacGlPaint *paint,
                          GLuint texture,
                          const SumacGeometry *geometry,
                          const SumacRect *part);
