/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Sees where displays wait for one another: for a picture of the cache, a picture of the GLZ
 * window, or the progress of another channel. It comes in between the library and these three
 * by the linker's --wrap, as the tap does, and also makes caches as small as a test wants them.
 *
 * Thread: any; one lock. */

#pragma once

#include <glib.h>

/* What a session announces from now on; 0: what the library would. */
void watch_set_sizes (guint cache_pixels, guint window_pixels);

/* The number of the display whose painter the calling thread is about to make, or is. */
guint watch_get_display (void);
void watch_set_display (guint display);

/* Whether a display channel of the newest session has ended. */
gboolean watch_has_lost_display (void);

/* What each display waits for now, for a person. */
void watch_print (void);

/* What displays have had from one another since the beginning. */
typedef struct
{
  guint64 shared;    /* pictures from the cache that another display brought */
  guint64 forgotten; /* pictures that left the cache */
  guint64 refused;   /* pictures that found no room */
  guint64 missing;   /* pictures that never came */
  guint64 waits;     /* of pictures to be forgotten, for another display */
  guint64 glz;       /* pictures of the GLZ window that another display brought */
  guint64 glz_lost;  /* those that never came, or found no room */
  gint64 longest_us; /* that anybody waited */
} WatchCounts;

void watch_get_counts (WatchCounts *counts);
