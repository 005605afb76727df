/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "proof/reels.h"

/* clang-format off */
const SumacReel sumac_reels[] = {
  { "mjpeg-420", SUMAC_VIDEO_MJPEG, NULL,        NULL,              2 },
  { "mjpeg-444", SUMAC_VIDEO_MJPEG, NULL,        NULL,              1 },
  { "vp8",       SUMAC_VIDEO_VP8,   "vp8.ivf",   "vp8-small.ivf",   0 },
  { "vp9",       SUMAC_VIDEO_VP9,   "vp9.ivf",   "vp9-small.ivf",   0 },
  { "h264",      SUMAC_VIDEO_H264,  "h264.ivf",  "h264-small.ivf",  0 },
  { "h265",      SUMAC_VIDEO_H265,  "h265.ivf",  "h265-small.ivf",  0 },
};
/* clang-format on */

const guint sumac_n_reels = G_N_ELEMENTS (sumac_reels);

/* Odd sizes: no block is whole at the edge. */
SumacFilm *
sumac_reel_load_film (const SumacReel *reel)
{
  return reel->film ? sumac_film_new_load (reel->film)
                    : sumac_film_new_jpeg (161, 99, 10, reel->sampling);
}

SumacFilm *
sumac_reel_load_other (const SumacReel *reel)
{
  return reel->other ? sumac_film_new_load (reel->other)
                     : sumac_film_new_jpeg (97, 65, 2, reel->sampling);
}
