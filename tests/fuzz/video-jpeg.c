/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One frame of motion JPEG, as the plug-in video-jpeg decodes it. Input: u8 flags (bit 0:
 * planes are taken), the JPEG. */

#include "decode.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static guint
sum_plane (const SumacPicture *picture, guint plane, gint width, gint height)
{
  guint sum = 0;

  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      sum += picture->planes[plane][picture->strides[plane] * y + x];
  return sum;
}

/* Reads all that a picture says there is. */
static guint
look_at (const SumacPicture *picture)
{
  gint half_width = (picture->width + 1) / 2;
  gint half_height = (picture->height + 1) / 2;

  if (picture->layout == SUMAC_PICTURE_BGRX)
    return sum_plane (picture, 0, picture->width * 4, picture->height);
  if (picture->layout != SUMAC_PICTURE_I420)
    abort ();
  return sum_plane (picture, 0, picture->width, picture->height) +
         sum_plane (picture, 1, half_width, half_height) +
         sum_plane (picture, 2, half_width, half_height);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  if (size < 1)
    return 0;

  BlockPool *pool = block_pool_new ();
  DecodeWish wish = { .pool = pool, .takes_planes = data[0] & 1 };
  /* Of its own, so that a sanitizer sees reads beyond the end. */
  g_autofree guint8 *bytes = g_memdup2 (data + 1, size - 1);
  g_autoptr (SumacPicture) picture = decode_jpeg (&wish, bytes, size - 1);

  /* Hardly: but so the reading is not left out. */
  if (picture && look_at (picture) == G_MAXUINT)
    abort ();
  block_pool_free (pool);
  return 0;
}
