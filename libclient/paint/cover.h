/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which commands of a batch need not be drawn, because a later one covers them wholly and
 * nothing between reads what they drew. */

#pragma once

#include "paint/command.h"

/* Sets is_covered[i] for such commands[i]. They must be resolved all the same: their images
 * enter cache and window. */
void sumac_cover_find (SumacCommand *const *commands, guint n, gboolean *is_covered);
