/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the server wants to know of a stream (display spec §6): it sends as many and as good
 * frames as this says. A pure value: frames go in with their times, reports come out.
 * Thread: the painter's. */

#pragma once

#include <glib.h>

typedef struct _SumacStreamReport SumacStreamReport;
typedef struct _SumacStreamReporter SumacStreamReporter;

/* STREAM_REPORT. Also what goes through the channel's mailbox: at most 64 bytes. */
struct _SumacStreamReport
{
  guint32 id;
  guint32 unique;
  guint32 start_ms; /* multi-media time of the first frame, */
  guint32 end_ms;   /* and of the last */
  guint32 n_frames;
  guint32 n_drops;      /* those that came too late */
  gint32 last_delay_ms; /* by how much the last frame came before its time */
  guint32 audio_delay_ms;
};

/* Without sound. */
#define SUMAC_STREAM_REPORT_NO_AUDIO G_MAXUINT32

struct _SumacStreamReporter
{
  guint32 id;
  gboolean is_active; /* the server has asked for reports */
  gboolean is_hopeless;
  gboolean has_told_so; /* that nothing can be shown */
  guint32 unique;
  guint32 max_window;
  guint32 timeout_ms;
  gint64 started_us; /* when the first frame since the last report came */
  guint drops_in_row;
  SumacStreamReport next;
};

void sumac_stream_reporter_init (SumacStreamReporter *reporter, guint32 id);

/* ACTIVATE_REPORT. TRUE when @report is to be sent. */
gboolean sumac_stream_reporter_activate (SumacStreamReporter *reporter,
                                         guint32 unique,
                                         guint32 max_window,
                                         guint32 timeout_ms,
                                         SumacStreamReport *report);

/* A frame came, or can be decoded, @ahead_ms before its time; negative: after it. TRUE when @report is to be
 * sent. */
gboolean sumac_stream_reporter_add (SumacStreamReporter *reporter,
                                    guint32 time_ms,
                                    gint32 ahead_ms,
                                    gint64 now_us,
                                    SumacStreamReport *report);

/* When a report is due though no frame comes any more; G_MAXINT64: not as long as none does. */
gint64 sumac_stream_reporter_get_deadline (const SumacStreamReporter *reporter);

/* It is @now_us, and no frame came. TRUE when @report is to be sent. */
gboolean sumac_stream_reporter_wait (SumacStreamReporter *reporter,
                                     gint64 now_us,
                                     SumacStreamReport *report);

/* No frame of the stream can be shown: told once. TRUE when @report is to be sent. */
gboolean sumac_stream_reporter_give_up (SumacStreamReporter *reporter,
                                        SumacStreamReport *report);
