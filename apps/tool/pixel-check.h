/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Whether a decoded picture is what its row of a manifest says: by the sum of its canonical
 * form, or by its distance from a PNG. */

#pragma once

#include "manifest.h"

#include <sumac/pixels.h>

/* NULL, or what is wrong with @pixels, in English; to be freed. */
char *sumac_check_pixels (const SumacManifestRow *row, const SumacPixels *pixels);
