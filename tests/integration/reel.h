/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Pictures that carry their number, so that whoever sees one knows which it is: 24 bits and a
 * sum of them as black and white cells, large enough to survive lossy coding, on soft waves
 * that move. Thread: any. */

#pragma once

#include <glib.h>

/* @film: films that are shown side by side are told apart by this. XRGB, rows of 4 · @width. */
GBytes *reel_make (guint film, guint32 number, gint width, gint height);

/* The number of the picture of that size which begins at @pixels. FALSE: there is none of that
 * film, or it is damaged. */
gboolean reel_read (const guint8 *pixels,
                    gsize stride,
                    guint film,
                    gint width,
                    gint height,
                    guint32 *number);
