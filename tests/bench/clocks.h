/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Processor time of this process: all of it, and of its threads by their names. From Linux's
 * /proc; exact to the nanosecond, without those threads that have ended.
 *
 * A value. Any thread. */

#pragma once

#include <glib.h>

typedef struct
{
  gint64 at_us;        /* monotonic */
  gdouble all_s;       /* of all threads, also of ended ones */
  gdouble user_s;      /* of that, outside of the kernel */
  GHashTable *threads; /* name without the number at its end → nanoseconds, guint64 */
} Clocks;

void clocks_read (Clocks *clocks);
void clocks_clear (Clocks *clocks);

/* What the threads of that name have used in between, in seconds. */
gdouble clocks_between (const Clocks *from, const Clocks *to, const char *thread);

/* "name seconds, …" of those that have used at least a hundredth of all; to be freed. */
char *clocks_to_text (const Clocks *from, const Clocks *to);
