/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* QUIC: the predictive Golomb-Rice coder for photo-like pictures (codecs spec §4). */

#pragma once

#include <sumac/pixels.h>

/* Decodes a whole stream, header included, of @width × @height: XRGB32, ARGB32 (RGBA) or
 * RGB555 (RGB16). NULL with an error. Thread: any. */
SumacPixels *sumac_quic_decode (const guint8 *bytes,
                                gsize size,
                                guint width,
                                guint height,
                                GError **error);
