/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The frame of a video on the card. BGRX lies there as it is. Planes lie on one texture of
 * bytes: Y, and below it Cb and Cr, side by side (I420) or in turn (NV12):
 *
 *     Y Y Y Y      Y Y Y Y
 *     Y Y Y Y      Y Y Y Y
 *     U U V V      U V U V
 *
 * On the way is the ring, or for what is larger a buffer of the driver's, so that nobody waits
 * until the card has done with the frame before. They stay, and so does a texture for each size: a
 * video allocates nothing.
 *
 * Thread: its renderer's, with the context current. */

#pragma once

#include "ring.h"
#include "texture.h"

#include <sumac/plugin/picture.h>

typedef struct
{
  TexturePool *pool;
  Ring *ring;
  GLuint buffer;    /* 0: not made yet */
  gsize size;       /* of the buffer, in bytes */
  Texture *texture; /* with the last frame; or NULL */
  gint width;       /* what was asked for, for it */
  gint height;
} Frame;

/* There is no clear: what it has goes with the context, and with the pool. */
void frame_init (Frame *frame, TexturePool *pool, Ring *ring);

/* Puts @picture on the texture; nothing that is still to be drawn may look at the last one.
 * FALSE when it is too large for the card, or without memory. */
gboolean frame_upload (Frame *frame, const SumacPicture *picture, gint max_side);
