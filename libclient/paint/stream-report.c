/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "paint/stream-report.h"

/* So many late frames one after another are told at once. */
#define MAX_DROPS_IN_ROW 3

/* In a report: the stream can't be decoded. */
#define HOPELESS G_MAXUINT32

static void
begin (SumacStreamReporter *reporter)
{
  reporter->next = (SumacStreamReport){
    .id = reporter->id,
    .unique = reporter->unique,
    .audio_delay_ms = SUMAC_STREAM_REPORT_NO_AUDIO,
  };
  reporter->drops_in_row = 0;
}

void
sumac_stream_reporter_init (SumacStreamReporter *reporter, guint32 id)
{
  *reporter = (SumacStreamReporter){ .id = id };
  begin (reporter);
}

gboolean
sumac_stream_reporter_activate (SumacStreamReporter *reporter,
                                guint32 unique,
                                guint32 max_window,
                                guint32 timeout_ms,
                                SumacStreamReport *report)
{
  reporter->is_active = TRUE;
  reporter->unique = unique;
  reporter->max_window = max_window;
  reporter->timeout_ms = timeout_ms;
  begin (reporter);
  return reporter->is_hopeless && sumac_stream_reporter_give_up (reporter, report);
}

gint64
sumac_stream_reporter_get_deadline (const SumacStreamReporter *reporter)
{
  if (!reporter->is_active || reporter->is_hopeless || reporter->next.n_frames == 0)
    return G_MAXINT64;
  return reporter->started_us + (gint64) reporter->timeout_ms * 1000;
}

static gboolean
is_due (const SumacStreamReporter *reporter, gint64 now_us)
{
  return reporter->next.n_frames >= reporter->max_window ||
         now_us >= sumac_stream_reporter_get_deadline (reporter) ||
         reporter->drops_in_row >= MAX_DROPS_IN_ROW;
}

gboolean
sumac_stream_reporter_add (SumacStreamReporter *reporter,
                           guint32 time_ms,
                           gint32 ahead_ms,
                           gint64 now_us,
                           SumacStreamReport *report)
{
  SumacStreamReport *next = &reporter->next;

  if (!reporter->is_active || reporter->is_hopeless)
    return FALSE;
  if (next->n_frames == 0)
    {
      next->start_ms = time_ms;
      reporter->started_us = now_us;
    }
  next->end_ms = time_ms;
  next->n_frames++;
  next->last_delay_ms = ahead_ms;
  if (ahead_ms < 0)
    {
      next->n_drops++;
      reporter->drops_in_row++;
    }
  else
    reporter->drops_in_row = 0;

  if (!is_due (reporter, now_us))
    return FALSE;
  *report = *next;
  begin (reporter);
  return TRUE;
}

gboolean
sumac_stream_reporter_wait (SumacStreamReporter *reporter,
                            gint64 now_us,
                            SumacStreamReport *report)
{
  if (now_us < sumac_stream_reporter_get_deadline (reporter))
    return FALSE;
  *report = reporter->next;
  begin (reporter);
  return TRUE;
}

gboolean
sumac_stream_reporter_give_up (SumacStreamReporter *reporter, SumacStreamReport *report)
{
  reporter->is_hopeless = TRUE;
  if (!reporter->is_active || reporter->has_told_so)
    return FALSE;
  reporter->has_told_so = TRUE;
  begin (reporter);
  *report = reporter->next;
  report->n_drops = HOPELESS;
  return TRUE;
}
