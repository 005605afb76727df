/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The picture cache: decoded pictures the server asked us to keep, by id (display spec §7).
 * Shared by all display channels of a session.
 * Thread: any; one leaf lock guards everything, and is not held while waiting.
 * Budget: pixels, announced to the server; beyond it by a tenth nothing is taken, with several
 * channels beyond four times as much, nor beyond SUMAC_MAX_CACHED_IMAGES pictures. */

#pragma once

#include <sumac/pixels.h>

typedef struct _SumacImageCache SumacImageCache;

/* How a picture is kept. */
typedef enum
{
  SUMAC_CACHE_PUT,     /* CACHE_ME: an id that is there counts once more */
  SUMAC_CACHE_REPLACE, /* CACHE_REPLACE_ME: a lossless picture for the lossy one */
} SumacCacheMode;

SumacImageCache *sumac_image_cache_new (gint64 budget_pixels);
void sumac_image_cache_free (SumacImageCache *cache);

/* Keeps a reference to @pixels. FALSE if that would pass a limit. */
gboolean sumac_image_cache_put (SumacImageCache *cache,
                                guint64 id,
                                SumacPixels *pixels,
                                gboolean is_lossy,
                                SumacCacheMode mode);

/* The picture that should have been put is not to be had: nobody waits for it. */
void sumac_image_cache_miss (SumacImageCache *cache, guint64 id, SumacCacheMode mode);

/* A new reference. Where the picture is missing (or, with @lossless, only a lossy one is
 * there) and other channels may bring it, waits for it. NULL when it will not come. */
SumacPixels *sumac_image_cache_lookup (SumacImageCache *cache, guint64 id, gboolean lossless);

/* Takes one count away; at zero the picture goes. Unknown ids are fine. */
void sumac_image_cache_forget (SumacImageCache *cache, guint64 id);
void sumac_image_cache_forget_all (SumacImageCache *cache);

/* How many display channels may bring pictures: with one nobody waits. */
void sumac_image_cache_set_channels (SumacImageCache *cache, guint n);

/* A channel's painter has nothing to do, or has again: when all are idle for long, waiting
 * is over. */
void sumac_image_cache_set_idle (SumacImageCache *cache, gboolean is_idle);

/* Ends all waits, for good. */
void sumac_image_cache_cancel (SumacImageCache *cache);

/* Pixels kept now. */
gint64 sumac_image_cache_get_pixels (SumacImageCache *cache);

/* The most pixels kept at any time. */
gint64 sumac_image_cache_get_peak (SumacImageCache *cache);
