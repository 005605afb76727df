/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One wrapper a contract function: nobody else calls through the class. An absent option is
 * dealt with here. Thread: the painter's; probe any. */

#pragma once

#include <sumac/plugin/renderer.h>

/* TRUE if the class does all its duties; @missing (nullable) names the first that is not. */
gboolean sumac_renderer_class_is_whole (SumacRendererClass *klass, const char **missing);

gboolean sumac_renderer_probe (SumacRenderer *renderer, GError **error);
gboolean sumac_renderer_open (SumacRenderer *renderer,
                              const SumacRendererHost *host,
                              GError **error);
gboolean sumac_renderer_surface_create (SumacRenderer *renderer,
                                        guint32 id,
                                        SumacPixelFormat format,
                                        gint width,
                                        gint height,
                                        GError **error);
void sumac_renderer_surface_destroy (SumacRenderer *renderer, guint32 id);
gboolean sumac_renderer_draw (SumacRenderer *renderer, const SumacOp *op, SumacRect *damage);
gboolean sumac_renderer_map (SumacRenderer *renderer,
                             guint32 id,
                             SumacMapFlags flags,
                             SumacView *view);
void sumac_renderer_unmap (SumacRenderer *renderer, guint32 id, const SumacRect *damage);
gboolean sumac_renderer_publish (SumacRenderer *renderer,
                                 guint32 id,
                                 const SumacRect *rects,
                                 guint n_rects,
                                 SumacTexture *texture);
gboolean sumac_renderer_video (SumacRenderer *renderer,
                               guint32 id,
                               const SumacPicture *picture,
                               gboolean is_upside_down,
                               const SumacRect *box,
                               const SumacRect *rects,
                               guint n_rects,
                               SumacRect *damage);
gboolean sumac_renderer_import (SumacRenderer *renderer,
                                guint32 id,
                                const SumacDmabuf *dmabuf,
                                GError **error);

/* Why its device is gone; NULL while it is there. Stays as long as the renderer. Any thread. */
const char *sumac_renderer_get_loss (SumacRenderer *renderer);
