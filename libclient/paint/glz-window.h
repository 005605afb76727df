/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The GLZ window: decoded pictures that later ones may refer to, shared by all display
 * channels of a session (codecs spec §6). It follows the server's: a picture leaves when the
 * head has passed it and no earlier id is still under way on another channel.
 *
 *   ids   0 1 2 3 4 5 . 7      5: all up to here have come
 *             ^head     ^gap   2 = 5 − the head distance of 5: 0 and 1 have left
 *
 * Owned by what the channels share, and freed when the last of them has been joined.
 * Thread: any; one leaf lock, nothing is decoded or freed under it. */

#pragma once

#include "codec/glz.h"

typedef struct _SumacGlzWindow SumacGlzWindow;

/* @max_pixels: as announced to the server. Up to four times as many are held, as a gap may
 * keep more; past that the window fails, and every GLZ picture with SUMAC_ERROR_LIMIT, until
 * it is reset. Ids count from 0, and there is one channel. */
SumacGlzWindow *sumac_glz_window_new (guint64 max_pixels);
void sumac_glz_window_free (SumacGlzWindow *window);

/* Forgets all, and ends the waits; the next ids count from @next_id on. */
void sumac_glz_window_reset (SumacGlzWindow *window, guint64 next_id);

/* How many channels bring pictures: with one, a picture that is missing will not come. */
void sumac_glz_window_set_channels (SumacGlzWindow *window, guint n);

/* Ends every wait with SUMAC_ERROR_CANCELLED, for good. */
void sumac_glz_window_cancel (SumacGlzWindow *window);

/* How decoders reach it; good as long as the window. A look-up fails with
 * SUMAC_ERROR_PROTOCOL when the picture has left, has failed or can't come. */
SumacGlzPictures sumac_glz_window_pictures (SumacGlzWindow *window);

/* The most pixels held at any time. */
guint64 sumac_glz_window_get_peak (SumacGlzWindow *window);
