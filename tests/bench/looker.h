/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Who looks at frames as a window does, without one: a picture on the graphics card is drawn on
 * another one of its size, there; pixels are copied where they are damaged. By EGL, on whatever
 * draws there. It is at most two pictures ahead of the card, as a window is.
 *
 * Thread: that which made it. */

#pragma once

#include <sumac/frame.h>

typedef struct _Looker Looker;

/* Always one; without OpenGL it looks at pixels alone. */
Looker *looker_new (void);
void looker_free (Looker *looker);

/* The share group in which it looks; NULL: none. Borrowed. */
SumacGlShare *looker_get_share (Looker *looker);

/* What draws, as the driver calls it; NULL: nothing. */
const char *looker_get_card (Looker *looker);

/* FALSE when there is nothing to be seen just now. */
gboolean looker_look (Looker *looker, SumacFrame *frame, const SumacRect *damage);

/* Waits until the card has drawn all. */
void looker_settle (Looker *looker);
