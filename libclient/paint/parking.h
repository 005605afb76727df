/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Where decoded pictures wait for the painter, in the order of cookies, so many and of so many
 * bytes at most. A value; all zero is empty. Its owner's lock is held. */

#pragma once

#include "core/limits.h"

#include <sumac/plugin/picture.h>

typedef struct
{
  SumacPicture *picture;
  guint64 cookie;
} SumacParked;

typedef struct
{
  guint first; /* a ring, oldest first */
  guint n;
  gsize bytes;
  SumacParked pictures[SUMAC_MAX_STREAM_FRAMES];
} SumacParking;

/* To be repeated before one is parked, until it is NULL: a picture that has to go, as the painter
 * is slow and what it would show latest goes first. Its memory is a plug-in's: give the reference
 * back without the lock. */
SumacPicture *sumac_parking_make_room (SumacParking *parking, const SumacPicture *picture);

/* There must be room. The reference is taken. */
void sumac_parking_add (SumacParking *parking, SumacPicture *picture, guint64 cookie);

/* The oldest; the caller's. FALSE: there is none. */
gboolean sumac_parking_take (SumacParking *parking, SumacPicture **picture, guint64 *cookie);
