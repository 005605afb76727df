/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A session's multi-media time: the server's, in milliseconds of 32 bits that wrap, led on by
 * our own clock since it was last told. Times are compared by their difference, as signed.
 * Thread: any; one atomic, no lock. Zeroed by its owner. */

#pragma once

#include <glib.h>

typedef struct
{
  guint64 offset; /* atomic: bit 32 that it is set; below, server's less our milliseconds */
} SumacMediaClock;

/* The server's time is @time_ms at @now_us (of sumac_clock_us). */
void sumac_media_clock_set (SumacMediaClock *clock, guint32 time_ms, gint64 now_us);

/* FALSE when no time was told yet. */
gboolean sumac_media_clock_read (const SumacMediaClock *clock, gint64 now_us, guint32 *time_ms);

/* How far @time_ms lies ahead of @now_ms; negative when it has passed. */
static inline gint32
sumac_media_time_ahead (guint32 time_ms, guint32 now_ms)
{
  return (gint32) (time_ms - now_ms);
}
