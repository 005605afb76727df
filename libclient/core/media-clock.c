/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/media-clock.h"

#define IS_SET (G_GUINT64_CONSTANT (1) << 32)

static guint32
local_ms (gint64 now_us)
{
  return (guint32) (now_us / 1000);
}

void
sumac_media_clock_set (SumacMediaClock *clock, guint32 time_ms, gint64 now_us)
{
  guint32 offset = time_ms - local_ms (now_us);

  /* Relaxed: nothing else is told by it. */
  __atomic_store_n (&clock->offset, IS_SET | offset, __ATOMIC_RELAXED);
}

gboolean
sumac_media_clock_read (const SumacMediaClock *clock, gint64 now_us, guint32 *time_ms)
{
  guint64 offset = __atomic_load_n (&clock->offset, __ATOMIC_RELAXED);

  *time_ms = local_ms (now_us) + (guint32) offset;
  return (offset & IS_SET) != 0;
}
