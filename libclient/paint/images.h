/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* From an image on the wire to pixels an op can be drawn with: cache, GLZ window, decoders.
 * Thread: the painter's. */

#pragma once

#include "paint/command.h"
#include "paint/image-cache.h"

typedef struct _SumacImages SumacImages;

struct _SumacImages
{
  SumacImageCache *cache;  /* of the session */
  SumacGlzPictures window; /* of the session */
};

/* TRUE if decoding @image on another thread pays, and needs no order. */
gboolean sumac_images_may_go_ahead (const SumacEncodedImage *image);

/* TRUE if another display may be about to bring it to the cache, and resolving waits for that. */
gboolean sumac_images_is_cached (const SumacEncodedImage *image);

/* Makes @pending's source pixels or a surface, and keeps what is to be kept. @entries: what the
 * entries of a palette are: pixels of RGB555, XRGB32 or ARGB32. FALSE with an error when the
 * picture is not to be had; the source is then NONE, and what should have been kept is known to
 * be missing. */
gboolean sumac_images_resolve (const SumacImages *images,
                               SumacPendingImage *pending,
                               SumacPixelFormat entries,
                               GError **error);
