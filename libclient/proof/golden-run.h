/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A golden file drawn by a renderer, beside the reference. Thread: the renderer's. */

#pragma once

#include "proof/golden.h"

#include <sumac/plugin/renderer.h>

typedef struct _SumacGoldenRun SumacGoldenRun;

/* Of the ops on surfaces of 32 bits. */
struct _SumacGoldenRun
{
  guint n_ops;
  guint n_drawn; /* by the renderer */
};

/* Draws all ops by the renderer, as the painter does: what it refuses by the reference on its
 * map. The golden's own surfaces get them by the reference alone. FALSE and @how with the first
 * op after which the two differ, or when a surface can't be made or mapped. */
gboolean sumac_golden_run (SumacGolden *golden,
                           SumacRenderer *renderer,
                           SumacGoldenRun *run,
                           GString *how);
