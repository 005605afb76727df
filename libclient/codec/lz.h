/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* LZ: the fast coder for drawn pictures, in RGB, palette and alpha forms (codecs spec §5).
 * Thread: any. */

#pragma once

#include "codec/palette.h"

#include <sumac/pixels.h>

/* LZ_RGB: XRGB32, ARGB32, RGB555 or A8, by the stream's type. NULL with an error. */
SumacPixels *sumac_lz_rgb_decode (const guint8 *bytes,
                                  gsize size,
                                  guint width,
                                  guint height,
                                  GError **error);

/* LZ_PLT: XRGB32. */
SumacPixels *sumac_lz_palette_decode (const guint8 *bytes,
                                      gsize size,
                                      guint width,
                                      guint height,
                                      const SumacPalette *palette,
                                      GError **error);

/* XXXA: writes the alpha bytes of @pixels (ARGB32), whose colours are there already. */
gboolean sumac_lz_alpha_decode (const guint8 *bytes,
                                gsize size,
                                SumacPixels *pixels,
                                gboolean is_top_down,
                                GError **error);
