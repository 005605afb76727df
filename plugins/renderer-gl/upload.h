/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Pixels on their way into a texture: turned into 32 bits and put in order from the top where
 * they are not. 16 bits become opaque colours with an unused byte of 0, what is only alpha
 * becomes alpha without a colour: as the reference takes them onto surfaces of 32 bits.
 *
 * Thread: its renderer's, with the context current. */

#pragma once

#include "ring.h"
#include "texture.h"

#include <sumac/pixels.h>

typedef struct
{
  Ring *ring;   /* by which they go; without memory: the driver copies them */
  guint8 *rows; /* then where pixels are turned; grows, and stays */
  gsize size;
} Upload;

void upload_clear (Upload *upload);

/* Writes them, in 32 bits and from the top, to memory whose rows are @stride bytes apart. */
void upload_write (const SumacPixels *pixels, guint8 *memory, gsize stride);

/* The same with @part of what has 32 bits, without gaps between rows. */
void upload_write_part (const SumacPixels *pixels, const SumacRect *part, guint8 *memory);

/* Puts them at @x, @y of @texture. FALSE without memory. */
gboolean upload_pixels (Upload *upload,
                        const Texture *texture,
                        gint x,
                        gint y,
                        const SumacPixels *pixels);
