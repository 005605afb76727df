/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The window's turn to draw, where that is done on the processor: no painter draws meanwhile, see
 * sumac_gl_driver_take_turn. It is the application's thread's, for all windows. Thread: the
 * application's. */

#pragma once

/* Until the main loop goes on. To be called before whatever is done by a context that is, or may
 * be, drawn on the processor. */
void sumac_gl_turn_take (void);

/* From now on it is taken whenever the toolkit paints: once it has shown anything by OpenGL it
 * paints all of that window so, from its own context, and before and after us. */
void sumac_gl_turn_watch_paint (void);
