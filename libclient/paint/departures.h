/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Pictures that a display channel is told to forget, but that other channels may still draw:
 * WAIT_FOR_CHANNELS and, in the same list, INVAL_LIST. They leave the cache when those channels
 * have come far enough. The display itself does not wait for that: the server's waits may go in
 * a circle, as it makes a message ready while others use the cache, too.
 *
 *   display 0   message 10: wait for message 22 of display 1, then forget A
 *   display 1   message 22: wait for message 24 of display 0, then forget B
 *
 * A picture that stays longer harms nobody: equal ids are equal pictures.
 *
 * Thread: the painter's. */

#pragma once

#include "paint/image-cache.h"
#include "paint/progress.h"

typedef struct _SumacDepartures SumacDepartures;

/* All is borrowed. */
SumacDepartures *sumac_departures_new (SumacImageCache *cache, SumacProgress *progress);

/* Forgets nothing more. */
void sumac_departures_free (SumacDepartures *departures);

/* The pictures that message @serial names in the same list, if it names some, leave when all of
 * @waits are over. */
void sumac_departures_expect (SumacDepartures *departures,
                              guint64 serial,
                              const SumacChannelWait *waits,
                              guint n_waits);

/* Pictures that message @serial names: they leave now, or as was expected. */
void sumac_departures_add (SumacDepartures *departures,
                           guint64 serial,
                           const guint64 *ids,
                           guint n_ids);

/* What was expected, if no picture was named after it; else NULL. Good until the next call. */
const SumacChannelWait *sumac_departures_take_unused (SumacDepartures *departures,
                                                      guint *n_waits);

/* Lets go of those whose time has come. */
void sumac_departures_see_off (SumacDepartures *departures);
