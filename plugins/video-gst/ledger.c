/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ledger.h"

void
ledger_init (Ledger *ledger)
{
  ledger->first = ledger->end = 0;
  pthread_mutex_init (&ledger->lock, NULL);
}

void
ledger_clear (Ledger *ledger)
{
  pthread_mutex_destroy (&ledger->lock);
}

GstClockTime
ledger_enter (Ledger *ledger, guint64 cookie)
{
  GstClockTime time = GST_CLOCK_TIME_NONE;

  pthread_mutex_lock (&ledger->lock);
  if (ledger->end - ledger->first < LEDGER_LENGTH)
    {
      guint at = (guint) (ledger->end % LEDGER_LENGTH);

      ledger->frames[at].cookie = ledger->frames[at].until = cookie;
      time = ledger->end++ * LEDGER_STEP;
    }
  pthread_mutex_unlock (&ledger->lock);
  return time;
}

gboolean
ledger_refuse (Ledger *ledger, guint64 cookie)
{
  pthread_mutex_lock (&ledger->lock);

  gboolean is_empty = ledger->first == ledger->end;

  if (!is_empty)
    ledger->frames[(ledger->end - 1) % LEDGER_LENGTH].until = cookie;
  pthread_mutex_unlock (&ledger->lock);
  return is_empty;
}

/* The lock is held. The frame's place, -1 if it is not under way; then it and those before
 * leave. Elements may move a time a little. */
static gint
take_until (Ledger *ledger, GstClockTime time)
{
  guint64 number = (time + LEDGER_STEP / 2) / LEDGER_STEP;

  if (!GST_CLOCK_TIME_IS_VALID (time) || number < ledger->first || number >= ledger->end)
    return -1;
  ledger->first = number + 1;
  return (gint) (number % LEDGER_LENGTH);
}

gboolean
ledger_show (Ledger *ledger, GstClockTime time, guint64 *cookie, guint64 *until)
{
  pthread_mutex_lock (&ledger->lock);

  gint at = take_until (ledger, time);

  if (at >= 0)
    {
      *cookie = ledger->frames[at].cookie;
      *until = ledger->frames[at].until;
    }
  pthread_mutex_unlock (&ledger->lock);
  return at >= 0;
}

gboolean
ledger_settle (Ledger *ledger, GstClockTime time, guint64 *until)
{
  guint64 cookie;

  return ledger_show (ledger, time, &cookie, until);
}

gboolean
ledger_settle_all (Ledger *ledger, guint64 *until)
{
  pthread_mutex_lock (&ledger->lock);

  gboolean is_empty = ledger->first == ledger->end;

  if (!is_empty)
    *until = ledger->frames[(ledger->end - 1) % LEDGER_LENGTH].until;
  ledger->first = ledger->end;
  pthread_mutex_unlock (&ledger->lock);
  return !is_empty;
}
