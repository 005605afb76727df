/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Random frames of videos, always the same from the same seed: every layout and meaning of
 * colours, odd sizes, rows in any order, boxes of the picture's size and others, many of them
 * partly outside of the surface. Thread: one. */

#pragma once

#include "proof/random-op.h"

#include <sumac/plugin/picture.h>

#define SUMAC_RANDOM_VIDEO_RECTS 9

typedef struct
{
  SumacPicture *picture; /* owned */
  gboolean is_upside_down;
  SumacRect box;
  SumacRect rects[SUMAC_RANDOM_VIDEO_RECTS];
  guint n_rects;
} SumacRandomVideo;

/* A frame for a surface of @width × @height. */
void sumac_random_video_init (SumacRandomVideo *video,
                              SumacDice *dice,
                              gint width,
                              gint height);
void sumac_random_video_clear (SumacRandomVideo *video);

/* Writes something else where the picture's pixels were. */
void sumac_random_video_spoil (SumacRandomVideo *video);

/* The frame in words, for a sentence about it; to be freed. */
char *sumac_random_video_describe (const SumacRandomVideo *video);
