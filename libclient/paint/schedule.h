/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* When a stream's pictures are shown, by policy. A pure value: times go in, what to do comes
 * out.
 *
 *   interactive   shown when it is there; of several only the newest
 *   lip-sync      shown when the clock has come to its time
 *   smooth        shown so long after its time that 95 of 100 pictures were there by then
 *
 * Of pictures whose moment has come only the newest is shown: a late one is dropped when a
 * newer one is there, and shown when there is none. Thread: the painter's. */

#pragma once

#include <sumac/policy.h>

typedef struct _SumacSchedule SumacSchedule;
typedef struct _SumacScheduleFrame SumacScheduleFrame;
typedef struct _SumacDecision SumacDecision;

/* Pictures by which the jitter is measured. */
#define SUMAC_SCHEDULE_SAMPLES 128

/* No picture waits longer, whatever its time says. */
#define SUMAC_SCHEDULE_MAX_WAIT_US (2 * G_USEC_PER_SEC)

/* The longest delay of SUMAC_POLICY_SMOOTH. */
#define SUMAC_SCHEDULE_MAX_DELAY_MS 100

struct _SumacSchedule
{
  guint32 base_ms; /* way of the first picture: ours less the server's time */
  guint n_samples;
  guint next_sample;
  gint32 samples[SUMAC_SCHEDULE_SAMPLES]; /* ways less the base */
  gint32 shortest_ms;                     /* of the samples */
  gint32 delay_ms;                        /* over the shortest */
};

/* A picture that is there and not shown yet. */
struct _SumacScheduleFrame
{
  guint32 time_ms; /* multi-media time */
  gint64 ready_us; /* when it was there */
};

struct _SumacDecision
{
  guint n_drop;   /* the first so many are not to be shown, */
  gboolean shows; /* the next one now, */
  gint64 next_us; /* and then is to be asked again; G_MAXINT64: there is nothing to wait for */
};

/* Empty. */
void sumac_schedule_init (SumacSchedule *schedule);

/* One more picture is there. */
void sumac_schedule_add (SumacSchedule *schedule, const SumacScheduleFrame *frame);

/* @frames: oldest first. @now_ms: multi-media time at @now_us. */
SumacDecision sumac_schedule_decide (const SumacSchedule *schedule,
                                     SumacPolicy policy,
                                     const SumacScheduleFrame *frames,
                                     guint n_frames,
                                     gint64 now_us,
                                     guint32 now_ms);
