/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "paint/images.h"

#include <sumac/error.h>

#include <spice/enums.h>

/* Below so many pixels a picture is decoded sooner than another thread is woken. */
#define AHEAD_PIXELS (96 * 96)

gboolean
sumac_images_may_go_ahead (const SumacEncodedImage *image)
{
  switch (image->type)
    {
    case SPICE_IMAGE_TYPE_QUIC:
    case SPICE_IMAGE_TYPE_LZ_PLT:
    case SPICE_IMAGE_TYPE_LZ_RGB:
    case SPICE_IMAGE_TYPE_JPEG:
    case SPICE_IMAGE_TYPE_JPEG_ALPHA:
    case SPICE_IMAGE_TYPE_LZ4:
      return (guint64) image->width * image->height >= AHEAD_PIXELS;
    default:
      return FALSE;
    }
}

gboolean
sumac_images_is_cached (const SumacEncodedImage *image)
{
  return image->type == SPICE_IMAGE_TYPE_FROM_CACHE ||
         image->type == SPICE_IMAGE_TYPE_FROM_CACHE_LOSSLESS;
}

static SumacPixels *
take_from_cache (const SumacImages *images, const SumacEncodedImage *image, GError **error)
{
  gboolean lossless = image->type == SPICE_IMAGE_TYPE_FROM_CACHE_LOSSLESS;
  SumacPixels *pixels = sumac_image_cache_lookup (images->cache, image->id, lossless);

  if (!pixels)
    g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL,
                 "picture %" G_GINT64_MODIFIER "x is not in the cache", image->id);
  return pixels;
}

static SumacCacheMode
get_mode (const SumacEncodedImage *image)
{
  return image->flags & SPICE_IMAGE_FLAGS_CACHE_REPLACE_ME ? SUMAC_CACHE_REPLACE
                                                           : SUMAC_CACHE_PUT;
}

static gboolean
keep (const SumacImages *images,
      const SumacEncodedImage *image,
      SumacPixels *pixels,
      GError **error)
{
  gboolean is_lossy = sumac_encoded_image_is_lossy (image);

  if (is_lossy && get_mode (image) == SUMAC_CACHE_REPLACE)
    {
      g_set_error_literal (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL,
                           "a lossy picture wants to replace a cached one");
      return FALSE;
    }
  if (sumac_image_cache_put (images->cache, image->id, pixels, is_lossy, get_mode (image)))
    return TRUE;
  g_set_error_literal (error, SUMAC_ERROR, SUMAC_ERROR_LIMIT,
                       "the server keeps more pictures than the cache holds");
  return FALSE;
}

static gboolean
is_glz (const SumacEncodedImage *image)
{
  return image->type == SPICE_IMAGE_TYPE_GLZ_RGB ||
         image->type == SPICE_IMAGE_TYPE_ZLIB_GLZ_RGB;
}

/* It may wait for a picture of another display: the cache is told, as it must know when all wait
 * in vain. */
static SumacPixels *
decode_glz (const SumacImages *images, const SumacEncodedImage *image, GError **error)
{
  SumacPixels *pixels;

  sumac_image_cache_set_idle (images->cache, TRUE);
  pixels = sumac_encoded_image_decode (image, &images->window, error);
  sumac_image_cache_set_idle (images->cache, FALSE);
  return pixels;
}

static SumacPixels *
get_pixels (const SumacImages *images,
            const SumacEncodedImage *image,
            SumacDecodeJob *job,
            GError **error)
{
  if (sumac_images_is_cached (image))
    return take_from_cache (images, image, error);
  if (job)
    return sumac_decode_pool_finish (job, error);
  if (is_glz (image))
    return decode_glz (images, image, error);
  return sumac_encoded_image_decode (image, &images->window, error);
}

/* The decoders don't know of surfaces and take entries for colours: here they become what they
 * are. The picture is kept so, too: drawn from the cache onto another surface it is converted. */
static gboolean
set_entries (SumacPixels **pixels, SumacPixelFormat entries, GError **error)
{
  SumacPixels *wide = *pixels;

  if (entries != SUMAC_PIXELS_RGB555)
    {
      wide->format = entries;
      return TRUE;
    }

  g_autoptr (SumacPixels) narrow =
      sumac_pixels_new (SUMAC_PIXELS_RGB555, wide->width, wide->height, error);

  if (!narrow)
    return FALSE;
  for (gint y = 0; y < wide->height; y++)
    {
      const guint32 *from = (const guint32 *) (void *) sumac_pixels_row (wide, y);
      guint16 *to = (guint16 *) (void *) sumac_pixels_row (narrow, y);

      for (gint x = 0; x < wide->width; x++)
        to[x] = (guint16) from[x];
    }
  sumac_pixels_unref (wide);
  *pixels = g_steal_pointer (&narrow);
  return TRUE;
}

gboolean
sumac_images_resolve (const SumacImages *images,
                      SumacPendingImage *pending,
                      SumacPixelFormat entries,
                      GError **error)
{
  const SumacEncodedImage *image = &pending->encoded;
  const guint kept = SPICE_IMAGE_FLAGS_CACHE_ME | SPICE_IMAGE_FLAGS_CACHE_REPLACE_ME;

  if (image->type == SPICE_IMAGE_TYPE_SURFACE)
    {
      pending->into->kind = SUMAC_SOURCE_SURFACE;
      pending->into->surface = image->surface;
      return TRUE;
    }

  g_autoptr (SumacPixels) pixels = get_pixels (images, image, pending->job, error);
  gboolean is_had = pixels && (!image->palette || pixels->format != SUMAC_PIXELS_XRGB32 ||
                               set_entries (&pixels, entries, error));

  if (image->flags & kept && (!is_had || !keep (images, image, pixels, error)))
    {
      sumac_image_cache_miss (images->cache, image->id, get_mode (image));
      return FALSE;
    }
  if (!is_had)
    return FALSE;
  pending->into->kind = SUMAC_SOURCE_PIXELS;
  pending->into->pixels = g_steal_pointer (&pixels);
  return TRUE;
}
