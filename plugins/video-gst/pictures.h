/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* From what a decoder of GStreamer gives to pictures: planes that can be shown as they are lie
 * in the decoder's own memory until the picture goes; all else is converted to BGRX.
 * Thread: one at a time, the decoder's. */

#pragma once

#include <gst/video/video.h>
#include <sumac/plugin/picture.h>

typedef struct
{
  gboolean takes_planes;
  GstCaps *caps;     /* of the last sample, owned */
  GstVideoInfo info; /* the same */
  gboolean is_right; /* such samples can be made pictures */
  gboolean is_plain; /* without conversion */
  SumacPictureLayout layout;
  SumacPictureColors colors;
  GstVideoInfo bgrx; /* what is converted to */
  GstVideoConverter *converter;
  GstBufferPool *pool; /* of converted pictures */
} Pictures;

void pictures_init (Pictures *pictures, gboolean takes_planes);
void pictures_clear (Pictures *pictures);

/* NULL for what can't be shown. */
SumacPicture *pictures_make (Pictures *pictures, GstSample *sample);
