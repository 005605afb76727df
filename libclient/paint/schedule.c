/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "paint/schedule.h"

#include "core/media-clock.h"

#include <stdlib.h>
#include <string.h>

/* Of a hundred pictures so many are there in time. */
#define PERCENTILE 95

void
sumac_schedule_init (SumacSchedule *schedule)
{
  *schedule = (SumacSchedule){ 0 };
}

static guint32
way_ms (const SumacScheduleFrame *frame)
{
  return (guint32) (frame->ready_us / 1000) - frame->time_ms;
}

static int
compare (const void *a, const void *b)
{
  gint32 x = *(const gint32 *) a;
  gint32 y = *(const gint32 *) b;

  return x < y ? -1 : x > y;
}

static void
measure (SumacSchedule *schedule)
{
  gint32 sorted[SUMAC_SCHEDULE_SAMPLES];
  guint n = schedule->n_samples;

  memcpy (sorted, schedule->samples, n * sizeof *sorted);
  qsort (sorted, n, sizeof *sorted, compare);
  schedule->shortest_ms = sorted[0];

  gint64 spread = (gint64) sorted[(n * PERCENTILE - 1) / 100] - sorted[0];

  schedule->delay_ms = (gint32) MIN (spread, SUMAC_SCHEDULE_MAX_DELAY_MS);
}

void
sumac_schedule_add (SumacSchedule *schedule, const SumacScheduleFrame *frame)
{
  if (schedule->n_samples == 0)
    schedule->base_ms = way_ms (frame);
  schedule->samples[schedule->next_sample] =
      sumac_media_time_ahead (way_ms (frame), schedule->base_ms);
  schedule->next_sample = (schedule->next_sample + 1) % SUMAC_SCHEDULE_SAMPLES;
  schedule->n_samples = MIN (schedule->n_samples + 1, SUMAC_SCHEDULE_SAMPLES);
  measure (schedule);
}

static gint64
smooth_wait_us (const SumacSchedule *schedule, const SumacScheduleFrame *frame)
{
  gint64 way = sumac_media_time_ahead (way_ms (frame), schedule->base_ms);
  gint64 wait_ms = schedule->shortest_ms + (gint64) schedule->delay_ms - way;

  return CLAMP (wait_ms, 0, SUMAC_SCHEDULE_MAX_DELAY_MS) * 1000;
}

/* The moment at which the picture is to be shown; in the past: at once. */
static gint64
due_us (const SumacSchedule *schedule,
        SumacPolicy policy,
        const SumacScheduleFrame *frame,
        gint64 now_us,
        guint32 now_ms)
{
  gint64 ahead_us;

  switch (policy)
    {
    case SUMAC_POLICY_INTERACTIVE:
      break;
    case SUMAC_POLICY_LIP_SYNC:
      ahead_us = (gint64) sumac_media_time_ahead (frame->time_ms, now_ms) * 1000;
      return MIN (now_us + ahead_us, frame->ready_us + SUMAC_SCHEDULE_MAX_WAIT_US);
    case SUMAC_POLICY_SMOOTH:
      return frame->ready_us + smooth_wait_us (schedule, frame);
    }
  return frame->ready_us;
}

SumacDecision
sumac_schedule_decide (const SumacSchedule *schedule,
                       SumacPolicy policy,
                       const SumacScheduleFrame *frames,
                       guint n_frames,
                       gint64 now_us,
                       guint32 now_ms)
{
  SumacDecision decision = { .next_us = G_MAXINT64 };

  for (guint i = n_frames; i-- > 0;)
    {
      gint64 due = due_us (schedule, policy, &frames[i], now_us, now_ms);

      if (due <= now_us)
        {
          decision.n_drop = i;
          decision.shows = TRUE;
          break;
        }
      decision.next_us = MIN (decision.next_us, due);
    }
  return decision;
}
