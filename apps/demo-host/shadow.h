/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What makes a window look like one: its shadow, and the round corners of its title. */

#pragma once

#include "apps/demo-host/picture.h"

/* How far a shadow reaches around its window. */
#define DEMO_SHADOW_MARGIN 20

/* One small picture for windows of every size: its corners stay, its middle is stretched. */
DemoPicture demo_shadow_new (void);

void demo_shadow_draw (const DemoTarget *target,
                       const DemoPicture *shadow,
                       DemoRect frame,
                       const cairo_region_t *clip);

/* Both upper corners, side by side. */
DemoPicture demo_corners_new (gboolean is_active);

void demo_corners_draw (const DemoTarget *target,
                        const DemoPicture *corners,
                        DemoRect frame,
                        const cairo_region_t *clip);
