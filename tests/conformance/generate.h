/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Random cases: equal seeds give equal cases. Thread: one. */

#pragma once

#include "command.h"

/* Of which kinds: bit 1 << SUMAC_HOST_DRAW_…. The commands are the caller's, to be freed.
 * With more than one display they draw the same pictures again and again. */
void generate_case (guint64 seed, guint n_displays, guint n_commands, guint kinds, Case *it);
