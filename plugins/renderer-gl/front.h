/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What is shown of a surface: a copy on a texture that others see. Both sides let the card wait
 * for the other's fence.
 *
 * Thread: its renderer's, with the context current. */

#pragma once

#include "surface.h"

#include <sumac/texture.h>

/* Brings the copy up to date where @rects are; see the contract's publish. All that was asked
 * for must have been drawn. FALSE without memory on the card. */
gboolean front_publish (TexturePool *pool,
                        Surface *surface,
                        const SumacRect *rects,
                        guint n_rects,
                        SumacTexture *texture);
