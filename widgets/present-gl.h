/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Shows a frame by OpenGL: keeps a copy of the guest's picture on the graphics card, and paints
 * it scaled into the window, where the toolkit puts it in its place among other widgets. A frame
 * that is a texture never leaves the card; of one that is pixels the damaged ones are uploaded.
 *
 * To be freed before its window is unrealized. */

#pragma once

#include "widgets/presenter.h"

/* NULL when it can't work there, or, unless @is_forced, had better not. */
SumacPresenter *sumac_present_gl_new (GdkWindow *window, gboolean is_forced);
