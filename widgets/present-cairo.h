/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Shows a frame by Cairo: keeps a copy of the guest's picture in memory that the window system
 * can read (shared memory on X11), and beside it the scaled picture where one is needed. Only
 * what is damaged is copied and scaled. Works without a window, too: in plain memory. */

#pragma once

#include "widgets/presenter.h"

SumacPresenter *sumac_present_cairo_new (void);
