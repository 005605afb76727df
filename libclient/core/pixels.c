/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <sumac/pixels.h>

#include "core/checked.h"
#include "core/limits.h"

#include <sumac/error.h>

#include <glib/gi18n-lib.h>

/* The pixels follow the struct in one block. */
#define HEAD ((sizeof (SumacPixels) + 63u) & ~(gsize) 63u)

/**
 * sumac_pixel_format_bits:
 * @format: a format
 *
 * Tells how many bits a pixel has.
 *
 * Returns: 1, 8, 16 or 32
 */
guint
sumac_pixel_format_bits (SumacPixelFormat format)
{
  static const guint8 bits[SUMAC_N_PIXEL_FORMATS] = {
    [SUMAC_PIXELS_A1] = 1,      [SUMAC_PIXELS_A8] = 8,      [SUMAC_PIXELS_RGB555] = 16,
    [SUMAC_PIXELS_RGB565] = 16, [SUMAC_PIXELS_XRGB32] = 32, [SUMAC_PIXELS_ARGB32] = 32,
  };

  return bits[format];
}

/**
 * sumac_pixels_new: (skip)
 * @format: how a pixel lies in memory
 * @width: pixels, 1 … 16384
 * @height: pixels, 1 … 16384
 * @error: return location of %SUMAC_ERROR_LIMIT: a side is too long, or the whole is above
 *   256 MiB or not to be had
 *
 * Makes pixels with one reference. What they are is undefined until they are written.
 *
 * Returns: (transfer full) (nullable): the pixels, or %NULL
 */
SumacPixels *
sumac_pixels_new (SumacPixelFormat format, gint width, gint height, GError **error)
{
  if (width < 1 || height < 1 || width > SUMAC_MAX_SIDE || height > SUMAC_MAX_SIDE)
    {
      g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_LIMIT,
                   _ ("A picture of %d × %d pixels is not between 1 × 1 and %d × %d."), width,
                   height, SUMAC_MAX_SIDE, SUMAC_MAX_SIDE);
      return NULL;
    }

  gsize bits = sumac_pixel_format_bits (format);
  gsize stride = ((gsize) width * bits + 31) / 32 * 4;
  gsize size = stride * (gsize) height;
  SumacPixels *pixels = NULL;

  if (size <= SUMAC_MAX_PIXELS_BYTES)
    pixels = g_try_malloc (HEAD + size + SUMAC_PIXELS_SLACK);
  if (!pixels)
    {
      g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_LIMIT,
                   _ ("There is no memory for a picture of %d × %d pixels."), width, height);
      return NULL;
    }

  *pixels = (SumacPixels){
    .format = format,
    .width = width,
    .height = height,
    .stride = (gssize) stride,
    .data = (guint8 *) pixels + HEAD,
    .ref_count = 1,
  };
  return pixels;
}

/**
 * sumac_pixels_ref: (skip)
 * @pixels: pixels
 *
 * Takes one more reference. Any thread.
 *
 * Returns: (transfer full): @pixels
 */
SumacPixels *
sumac_pixels_ref (SumacPixels *pixels)
{
  __atomic_fetch_add (&pixels->ref_count, 1, __ATOMIC_RELAXED);
  return pixels;
}

/**
 * sumac_pixels_unref: (skip)
 * @pixels: (nullable): pixels
 *
 * Gives a reference back; the last one frees the pixels. Any thread.
 */
void
sumac_pixels_unref (SumacPixels *pixels)
{
  /* Acquire-release: what the last user read happens before the memory is given back. */
  if (pixels && __atomic_fetch_sub (&pixels->ref_count, 1, __ATOMIC_ACQ_REL) == 1)
    g_free (pixels);
}

/**
 * sumac_pixels_flip: (skip)
 * @pixels: fresh pixels
 *
 * Turns them upside down in memory: what is written from the first byte on, row after row, is
 * then a picture from its bottom row up.
 */
void
sumac_pixels_flip (SumacPixels *pixels)
{
  pixels->data += pixels->stride * (pixels->height - 1);
  pixels->stride = -pixels->stride;
}
