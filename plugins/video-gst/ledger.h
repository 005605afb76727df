/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The frames that are on their way through GStreamer: by the time that is written on each, so
 * that it is found on the picture, and by the cookie that the picture is delivered with.
 * Thread: any; one mutex guards everything, it is leaf. */

#pragma once

#include <gst/gst.h>
#include <pthread.h>

/* Frames that may be under way. */
#define LEDGER_LENGTH 64

/* From frame to frame. */
#define LEDGER_STEP (10 * GST_MSECOND)

typedef struct
{
  pthread_mutex_t lock;
  guint64 first; /* number of the oldest frame under way */
  guint64 end;   /* of the next one */

  struct
  {
    guint64 cookie;
    guint64 until; /* the cookie of the last frame behind it that was not let in */
  } frames[LEDGER_LENGTH];
} Ledger;

void ledger_init (Ledger *ledger);
void ledger_clear (Ledger *ledger);

/* The time for a frame that is going in; GST_CLOCK_TIME_NONE: there are too many. */
GstClockTime ledger_enter (Ledger *ledger, guint64 cookie);

/* A frame that is not let in. TRUE: it can be settled at once; else it is with the one before
 * it. */
gboolean ledger_refuse (Ledger *ledger, guint64 cookie);

/* A picture with that time came out. FALSE: of a frame that is not under way. @cookie: to be
 * delivered with; @until: to be settled then, if it is more. */
gboolean ledger_show (Ledger *ledger, GstClockTime time, guint64 *cookie, guint64 *until);

/* All frames up to that time have been dealt with. FALSE: they are not under way anyhow.
 * @until: to be settled. */
gboolean ledger_settle (Ledger *ledger, GstClockTime time, guint64 *until);

/* The same for all that are under way. */
gboolean ledger_settle_all (Ledger *ledger, guint64 *until);
