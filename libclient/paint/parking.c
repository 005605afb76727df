/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "paint/parking.h"

static gsize
bytes_of (const SumacPicture *picture)
{
  gsize pixels = (gsize) picture->width * (gsize) picture->height;

  return picture->layout == SUMAC_PICTURE_BGRX ? pixels * 4 : pixels * 3 / 2;
}

SumacPicture *
sumac_parking_make_room (SumacParking *parking, const SumacPicture *picture)
{
  SumacPicture *oldest = NULL;
  guint64 cookie;

  if (parking->n == SUMAC_MAX_STREAM_FRAMES ||
      parking->bytes + bytes_of (picture) > SUMAC_MAX_STREAM_BYTES)
    sumac_parking_take (parking, &oldest, &cookie);
  return oldest;
}

void
sumac_parking_add (SumacParking *parking, SumacPicture *picture, guint64 cookie)
{
  parking->pictures[(parking->first + parking->n++) % SUMAC_MAX_STREAM_FRAMES] =
      (SumacParked){ picture, cookie };
  parking->bytes += bytes_of (picture);
}

gboolean
sumac_parking_take (SumacParking *parking, SumacPicture **picture, guint64 *cookie)
{
  const SumacParked *oldest = &parking->pictures[parking->first];

  if (parking->n == 0)
    return FALSE;
  *picture = oldest->picture;
  *cookie = oldest->cookie;
  parking->bytes -= bytes_of (oldest->picture);
  parking->first = (parking->first + 1) % SUMAC_MAX_STREAM_FRAMES;
  parking->n--;
  return TRUE;
}
