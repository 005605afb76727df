/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Numbers as the wire has them, for arrays of bytes that are written by hand. The arguments
 * are constants. */

#pragma once

#include <glib.h>

/* clang-format off */
#define U8(v)  (guint8) (v)
#define U16(v) U8 ((v) & 0xff), U8 ((v) >> 8 & 0xff)
#define U32(v) U16 ((v) & 0xffff), U16 ((v) >> 16 & 0xffff)
#define U64(v) U32 ((v) & 0xffffffff), U32 ((guint64) (v) >> 32)
/* clang-format on */
