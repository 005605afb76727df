/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The surfaces of a display channel, and how an op or a video's picture gets onto them: by the
 * renderer, or where it refuses by the reference rasteriser on mapped memory. Thread: the
 * painter's. */

#pragma once

#include "contract/renderer.h"

#include <sumac/plugin/op.h>
#include <sumac/plugin/picture.h>

/* What the guest's graphics card lends: no command of the guest's draws on it or with it. */
#define SUMAC_SURFACE_LENT G_MAXUINT32

typedef struct _SumacSurfaces SumacSurfaces;

typedef enum
{
  SUMAC_DRAWN_BY_RENDERER,
  SUMAC_DRAWN_BY_RASTERISER,
  SUMAC_DRAWN_NOT, /* the kind is unknown, a surface is missing, the numbers make no sense */
} SumacDrawn;

/* Takes @renderer over. @session_bytes: all surfaces of the session together, atomic. */
SumacSurfaces *sumac_surfaces_new (SumacRenderer *renderer, gsize *session_bytes);
void sumac_surfaces_free (SumacSurfaces *surfaces);

/* A zeroed surface; one of the same id is replaced. FALSE with SUMAC_ERROR_LIMIT past a
 * limit: number, bytes of the session. */
gboolean sumac_surfaces_create (SumacSurfaces *surfaces,
                                guint32 id,
                                SumacPixelFormat format,
                                gint width,
                                gint height,
                                GError **error);

/* FALSE when there is none. */
gboolean sumac_surfaces_destroy (SumacSurfaces *surfaces, guint32 id);

/* Makes SUMAC_SURFACE_LENT of what has been checked, see sumac_renderer_import; it can only be
 * mapped. FALSE with a sentence, and there is none, when the renderer can't have it. */
gboolean sumac_surfaces_lend (SumacSurfaces *surfaces,
                              const SumacDmabuf *dmabuf,
                              GError **error);

/* Destroys it; there may be none. */
void sumac_surfaces_return_lent (SumacSurfaces *surfaces);

/* The ids of all, as guint32. */
GArray *sumac_surfaces_list (SumacSurfaces *surfaces);

/* The surface's format; XRGB32 when there is none. */
SumacPixelFormat sumac_surfaces_get_format (SumacSurfaces *surfaces, guint32 id);

/* The whole of it; empty, and FALSE, when there is none. */
gboolean sumac_surfaces_get_rect (SumacSurfaces *surfaces, guint32 id, SumacRect *rect);

/* @damage: a rectangle around what may have changed on op->surface. */
SumacDrawn sumac_surfaces_draw (SumacSurfaces *surfaces, const SumacOp *op, SumacRect *damage);

/* A video's picture, stretched over @box, where @rects are, which are disjoint and within the
 * surface; see sumac_raster_picture. */
SumacDrawn sumac_surfaces_show (SumacSurfaces *surfaces,
                                guint32 id,
                                const SumacPicture *picture,
                                gboolean is_upside_down,
                                const SumacRect *box,
                                const SumacRect *rects,
                                guint n_rects,
                                SumacRect *damage);

/* Brings a copy on the graphics card up to date, see sumac_renderer_publish. */
gboolean sumac_surfaces_publish (SumacSurfaces *surfaces,
                                 guint32 id,
                                 const SumacRect *rects,
                                 guint n_rects,
                                 SumacTexture *texture);

/* Reading a surface: a view good until unmap. FALSE when there is none. */
gboolean sumac_surfaces_map (SumacSurfaces *surfaces, guint32 id, SumacView *view);
void sumac_surfaces_unmap (SumacSurfaces *surfaces, guint32 id);

/* The same for writing; all of it is taken as changed. */
gboolean sumac_surfaces_map_to_write (SumacSurfaces *surfaces, guint32 id, SumacView *view);
void sumac_surfaces_unmap_written (SumacSurfaces *surfaces, guint32 id, const SumacView *view);

/* From now on @renderer draws, on the same surfaces: all are made on it, and copied in every bit.
 * What was lent is
 * destroyed: lend it once more. Takes @renderer over. FALSE, and nothing has changed, when it
 * can't: no memory, say. */
gboolean sumac_surfaces_swap (SumacSurfaces *surfaces, SumacRenderer *renderer, GError **error);

/* The same when the present renderer is lost: what can't be had from it any more is black, and
 * named in @missing (of guint32). */
gboolean sumac_surfaces_rescue (SumacSurfaces *surfaces,
                                SumacRenderer *renderer,
                                GArray *missing,
                                GError **error);

/* Why the renderer's device is gone; NULL while it is there. */
const char *sumac_surfaces_get_loss (SumacSurfaces *surfaces);
