/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How long something takes as a rule: a histogram of durations, from which median and other
 * quantiles come out, by an eighth at most too high. Adding is one atomic; nothing is ever
 * forgotten. Thread: any. Zeroed by its owner. */

#pragma once

#include <glib.h>

/* Each octave in eighths; the last one is for a minute and more. */
#define SUMAC_N_DURATIONS 192

typedef struct
{
  guint32 n[SUMAC_N_DURATIONS]; /* atomic */
} SumacDurations;

/* Negative ones count as 0. */
void sumac_durations_add (SumacDurations *durations, gint64 us);

/* Each number by itself, while others add. */
void sumac_durations_copy (const SumacDurations *durations, SumacDurations *copy);

/* The duration in microseconds that @percent of a hundred do not exceed; 0 when none was
 * added. */
guint64 sumac_durations_get (const SumacDurations *durations, guint percent);
