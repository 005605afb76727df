/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A picture on its way from a renderer to whoever shows it. */

#pragma once

#include <sumac/pixels.h>
#include <sumac/rect.h>
#include <sumac/texture.h>

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * SumacFrame:
 *
 * The picture of a display, which may hold several monitors. It changes as the guest draws: a
 * reader opens it for a moment.
 */
typedef struct _SumacFrame SumacFrame;

#define SUMAC_TYPE_FRAME (sumac_frame_get_type ())
SUMAC_EXPORT GType sumac_frame_get_type (void);

SUMAC_EXPORT SumacFrame *sumac_frame_ref (SumacFrame *frame);
SUMAC_EXPORT void sumac_frame_unref (SumacFrame *frame);

SUMAC_EXPORT gint sumac_frame_get_width (SumacFrame *frame);
SUMAC_EXPORT gint sumac_frame_get_height (SumacFrame *frame);

SUMAC_EXPORT gboolean sumac_frame_begin_read (SumacFrame *frame,
                                              const guint8 **data,
                                              gsize *stride);
SUMAC_EXPORT void sumac_frame_end_read (SumacFrame *frame);

SUMAC_EXPORT gboolean sumac_frame_has_texture (SumacFrame *frame, SumacGlShare *share);
SUMAC_EXPORT gboolean sumac_frame_begin_texture (SumacFrame *frame,
                                                 SumacGlShare *share,
                                                 SumacTexture *texture);
SUMAC_EXPORT void sumac_frame_end_texture (SumacFrame *frame, gpointer fence);

SUMAC_EXPORT GBytes *sumac_frame_dup_bytes (SumacFrame *frame);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SumacFrame, sumac_frame_unref)

G_END_DECLS
