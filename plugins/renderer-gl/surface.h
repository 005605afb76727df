/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A surface: a texture that is drawn on, and memory in which it can be looked at. The memory
 * is brought up to date when somebody looks, and only where it has to be. Formats that the
 * card does not draw exactly live in memory alone. What is lent is drawn on the texture whenever
 * somebody looks.
 *
 * Thread: its renderer's, with the context current. */

#pragma once

#include "lent.h"
#include "stale.h"
#include "texture.h"

#include <sumac/plugin/view.h>

typedef struct
{
  SumacView view;
  Texture *texture; /* NULL: it lives in memory alone */
  gboolean is_raw;  /* the texture was never drawn on: what is on it does not count yet */
  Texture *front;   /* what is shown of it; NULL: nothing */
  Stale stale;      /* where the texture is newer than the memory */
  Lent *lent;       /* what is shown on it, or NULL */
} Surface;

/* All pixels zero. NULL without memory; on the card there may be none, then it lives in ours. */
Surface *surface_new (TexturePool *pool,
                      gint max_side,
                      SumacPixelFormat format,
                      gint width,
                      gint height);

/* To be called before the texture is drawn on or looked at. */
void surface_prepare (Surface *surface, TexturePool *pool);

/* Nothing that is still to be drawn may look at it. */
void surface_free (Surface *surface, TexturePool *pool);

/* Brings the memory up to date; all of what was asked for must have been drawn. */
void surface_read (Surface *surface, TexturePool *pool);

/* Takes what was written into the memory over to the texture. */
void surface_write (Surface *surface, TexturePool *pool, const SumacRect *damage);

static inline SumacRect
surface_rect (const Surface *surface)
{
  return (SumacRect){ 0, 0, surface->view.width, surface->view.height };
}
