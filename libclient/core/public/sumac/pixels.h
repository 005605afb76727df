/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Pixels in memory: what a decoder gives and what a renderer uploads. Reference counted
 * (atomic); whoever made it may write until it is handed over, then it is immutable.
 *
 * The stride is a multiple of 4, and negative where the bottom row comes first in memory (a
 * picture decoded bottom-up). Behind the last byte in memory lie SUMAC_PIXELS_SLACK bytes
 * that may be read and overwritten, so that inner loops may overshoot. */

#pragma once

#include <sumac/export.h>

G_BEGIN_DECLS

/**
 * SumacPixelFormat:
 * @SUMAC_PIXELS_A1: one bit, the lowest bit of a byte is leftmost
 * @SUMAC_PIXELS_A8: one byte of alpha
 * @SUMAC_PIXELS_RGB555: native 16 bits, x1 r5 g5 b5
 * @SUMAC_PIXELS_RGB565: native 16 bits, r5 g6 b5
 * @SUMAC_PIXELS_XRGB32: bytes B G R x, the unused byte is 0 unless the server set it
 * @SUMAC_PIXELS_ARGB32: bytes B G R A, premultiplied
 *
 * How a pixel lies in memory.
 */
typedef enum
{
  SUMAC_PIXELS_A1,
  SUMAC_PIXELS_A8,
  SUMAC_PIXELS_RGB555,
  SUMAC_PIXELS_RGB565,
  SUMAC_PIXELS_XRGB32,
  SUMAC_PIXELS_ARGB32,
} SumacPixelFormat;

/**
 * SUMAC_N_PIXEL_FORMATS:
 *
 * How many formats there are.
 */
#define SUMAC_N_PIXEL_FORMATS 6

/**
 * SUMAC_PIXELS_SLACK:
 *
 * Bytes behind the last row of pixels that may be touched.
 */
#define SUMAC_PIXELS_SLACK 64

typedef struct _SumacPixels SumacPixels;

/**
 * SumacPixels: (skip)
 * @format: how a pixel lies in memory
 * @width: pixels, 1 … 16384
 * @height: pixels, 1 … 16384
 * @stride: bytes from a row to the one below; negative where the bottom row comes first
 * @data: the top row
 *
 * Pixels in memory, counted by references: what a decoder gives and what a renderer uploads.
 * Whoever made them may write until they are handed over, then they don't change any more.
 */
struct _SumacPixels
{
  SumacPixelFormat format;
  gint width;
  gint height;
  gssize stride;
  guint8 *data;
  /*< private >*/
  gint ref_count; /* atomic */
};

SUMAC_EXPORT guint sumac_pixel_format_bits (SumacPixelFormat format);

SUMAC_EXPORT SumacPixels *sumac_pixels_new (SumacPixelFormat format,
                                            gint width,
                                            gint height,
                                            GError **error);
SUMAC_EXPORT SumacPixels *sumac_pixels_ref (SumacPixels *pixels);
SUMAC_EXPORT void sumac_pixels_unref (SumacPixels *pixels);
SUMAC_EXPORT void sumac_pixels_flip (SumacPixels *pixels);

static inline guint8 *
sumac_pixels_row (const SumacPixels *pixels, gint y)
{
  return pixels->data + pixels->stride * y;
}

/* The row that is first in memory. */
static inline guint8 *
sumac_pixels_first (const SumacPixels *pixels)
{
  return pixels->stride < 0 ? sumac_pixels_row (pixels, pixels->height - 1) : pixels->data;
}

/* All bytes of the rows, from sumac_pixels_first on. */
static inline gsize
sumac_pixels_size (const SumacPixels *pixels)
{
  return (gsize) ABS (pixels->stride) * (gsize) pixels->height;
}

/* TRUE: the caller's reference is the only one, so nobody will ever draw them again. */
static inline gboolean
sumac_pixels_has_one_reference (const SumacPixels *pixels)
{
  return __atomic_load_n (&pixels->ref_count, __ATOMIC_ACQUIRE) == 1;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SumacPixels, sumac_pixels_unref)

G_END_DECLS
