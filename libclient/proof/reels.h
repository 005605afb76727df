/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The films that a video decoder is tried with: for each way of encoding a long one and one of
 * another size. Thread: any. */

#pragma once

#include "proof/film.h"

typedef struct _SumacReel SumacReel;

struct _SumacReel
{
  const char *name; /* "mjpeg-420" */
  SumacVideoCodec codec;
  const char *film; /* a file's name; NULL: JPEG, made when it is needed */
  const char *other;
  gint sampling; /* of JPEG */
};

extern const SumacReel sumac_reels[];
extern const guint sumac_n_reels;

/* Eight frames or more. */
SumacFilm *sumac_reel_load_film (const SumacReel *reel);

/* Two frames or more, of another size. */
SumacFilm *sumac_reel_load_other (const SumacReel *reel);
