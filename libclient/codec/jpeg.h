/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* JPEG pictures by libjpeg-turbo, with or without an LZ alpha plane (codecs spec §8).
 * Thread: any. */

#pragma once

#include <sumac/pixels.h>

/* XRGB32. NULL with an error. */
SumacPixels *sumac_jpeg_decode (const guint8 *bytes,
                                gsize size,
                                guint width,
                                guint height,
                                GError **error);

/* @jpeg_size bytes of JPEG, then LZ of type XXXA: ARGB32. */
SumacPixels *sumac_jpeg_alpha_decode (const guint8 *bytes,
                                      gsize size,
                                      gsize jpeg_size,
                                      gboolean alpha_top_down,
                                      guint width,
                                      guint height,
                                      GError **error);
