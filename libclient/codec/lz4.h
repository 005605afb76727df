/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* LZ4 pictures: raw blocks of liblz4 (codecs spec §7). Thread: any. */

#pragma once

#include <sumac/pixels.h>

/* XRGB32, ARGB32 or RGB555. NULL with an error. */
SumacPixels *sumac_lz4_decode (const guint8 *bytes,
                               gsize size,
                               guint width,
                               guint height,
                               GError **error);
