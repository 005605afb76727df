/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "paint/durations.h"

/* Steps of an octave, as a power of two. */
#define BITS  3
#define STEPS (1u << BITS)

/* Up to STEPS each duration has a place of its own; from there on the first bits of the number
 * count, and how many follow them. */
static guint
place_of (guint64 us)
{
  guint shift;

  if (us < STEPS)
    return (guint) us;
  shift = 63u - (guint) __builtin_clzll (us) - BITS;
  return MIN (STEPS * shift + (guint) (us >> shift), SUMAC_N_DURATIONS - 1);
}

/* The longest duration of that place. */
static guint64
longest_at (guint place)
{
  guint shift = place < 2 * STEPS ? 0 : place / STEPS - 1;

  return ((guint64) (place - STEPS * shift + 1) << shift) - 1;
}

void
sumac_durations_add (SumacDurations *durations, gint64 us)
{
  __atomic_fetch_add (&durations->n[place_of ((guint64) MAX (us, 0))], 1, __ATOMIC_RELAXED);
}

void
sumac_durations_copy (const SumacDurations *durations, SumacDurations *copy)
{
  for (guint i = 0; i < SUMAC_N_DURATIONS; i++)
    copy->n[i] = __atomic_load_n (&durations->n[i], __ATOMIC_RELAXED);
}

guint64
sumac_durations_get (const SumacDurations *durations, guint percent)
{
  SumacDurations now;
  guint64 total = 0;
  guint64 sum = 0;

  sumac_durations_copy (durations, &now);
  for (guint i = 0; i < SUMAC_N_DURATIONS; i++)
    total += now.n[i];
  for (guint i = 0; i < SUMAC_N_DURATIONS; i++)
    {
      sum += now.n[i];
      if (sum > 0 && sum * 100 >= total * percent)
        return longest_at (i);
    }
  return 0;
}
