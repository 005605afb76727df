/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The picture that comes out of a golden file (libclient/proof/golden.h), as it lies beside it
 * as a PNG: all surfaces below each other. Under those with 32 bits, or 15, stands once more
 * what the colours do not show: the highest byte, or bit, as grey.
 *
 * Thread: one. */

#pragma once

#include "proof/golden.h"

/* The picture of all surfaces. */
SumacPixels *golden_picture (const SumacGolden *golden);

gboolean golden_write_png (const SumacPixels *picture, const char *path);

/* NULL if there is none. */
SumacPixels *golden_read_png (const char *path);
