/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Uncompressed bitmaps (codecs spec §3). Thread: any. */

#pragma once

#include "codec/palette.h"

#include <sumac/pixels.h>

/* @format: SPICE_BITMAP_FMT_…; @stride in bytes. XRGB32, ARGB32, RGB555, A8, or A1 for a
 * 1-bit bitmap without @palette. NULL with an error. */
SumacPixels *sumac_bitmap_decode (const guint8 *bytes,
                                  gsize size,
                                  guint8 format,
                                  guint32 stride,
                                  gboolean is_top_down,
                                  guint width,
                                  guint height,
                                  const SumacPalette *palette,
                                  GError **error);
