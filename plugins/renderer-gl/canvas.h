/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* All that one renderer has on the card, and how an op gets at its pictures.
 *
 * Thread: its renderer's. The context is made when it is first needed. */

#pragma once

#include "area.h"
#include "batch.h"
#include "blend-rule.h"
#include "context.h"
#include "frame.h"
#include "images.h"

#include <sumac/plugin/op.h>

typedef struct
{
  SumacRenderer *renderer; /* borrowed: whose canvas it is */
  gsize image_bytes;       /* for copies of pictures */
  SumacGlShare *share;     /* where textures are to be shown; or NULL */
  Context context;
  TexturePool pool;
  Ring ring; /* of what goes to the card; without memory where there is none */
  Images images;
  Frame frame;
  Batch batch;
  BlendRules rules;
  GHashTable *surfaces; /* id → Surface, owned */
  Texture *moved;       /* a copy of a surface's part that is drawn on the same surface */
} Canvas;

Canvas *canvas_new (SumacRenderer *renderer);
void canvas_free (Canvas *canvas);

/* Before anything else. */
void canvas_set_host (Canvas *canvas, gsize image_bytes, SumacGlShare *share);

/* Goes in by the gate and makes the context, or makes it current. FALSE with a sentence when
 * there is none, and outside again. */
gboolean canvas_enter (Canvas *canvas, GError **error);
void canvas_leave (Canvas *canvas);

/* FALSE when there is no memory. */
gboolean canvas_create_surface (Canvas *canvas,
                                guint32 id,
                                SumacPixelFormat format,
                                gint width,
                                gint height);

/* A surface that is @dmabuf. FALSE with a sentence. */
gboolean canvas_import (Canvas *canvas, guint32 id, const SumacDmabuf *dmabuf, GError **error);

/* To be called before the surface is looked at: if it is lent, it becomes what it is now. */
void canvas_refresh (Canvas *canvas, Surface *surface);

/* There may be none, and the context may be lost. */
void canvas_destroy_surface (Canvas *canvas, guint32 id);

/* NULL when there is none. */
Surface *canvas_surface (Canvas *canvas, guint32 id);

/* Draws all that was asked for. */
void canvas_flush (Canvas *canvas);

/* A picture to be drawn with: pixels or a surface. */
typedef struct
{
  GLuint texture;
  SumacPixelFormat format;
  gint width;
  gint height;
  gint x; /* where its pixel 0, 0 lies on the texture */
  gint y;
  gboolean is_surface;
  gboolean is_self; /* the destination: to be set apart before it is drawn */
} Picture;

/* FALSE when it can't be had on the card. */
gboolean canvas_look (Canvas *canvas,
                      const Surface *dest,
                      const SumacSource *source,
                      Picture *picture);

/* Whether the pixels can be drawn with once, by canvas_pass, and need not stay on the card. */
gboolean canvas_may_pass (Canvas *canvas, SumacPixels *pixels);

/* Rows that it can pass at once of a part so wide. */
gint canvas_pass_rows (const Canvas *canvas, gint width);

/* Writes @part of pixels to where BATCH_RING finds it: the number of its first pixel. To be drawn
 * with before the next. */
gint32 canvas_pass (Canvas *canvas, const SumacPixels *pixels, const SumacRect *part);

/* If the picture is the destination, copies @part of it and lets it be that. FALSE without
 * memory. */
gboolean canvas_set_apart (Canvas *canvas,
                           Surface *dest,
                           Picture *picture,
                           const SumacRect *part);

/* Draws the area; the quad's rectangle is set here. */
void canvas_paint (Canvas *canvas, const Pass *pass, Area *area, Quad *quad);
