/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Any bytes as a frame of the codec that the first byte names: what stands alone still does
 * with more bytes behind it. */

#include "paint/key-frame.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* In memory of just that size. */
static gboolean
stands_alone (SumacVideoCodec codec, const uint8_t *bytes, size_t size)
{
  g_autofree guint8 *cut = g_memdup2 (bytes, size);

  return sumac_frame_stands_alone (codec, cut, size);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  if (size == 0)
    return 0;

  SumacVideoCodec codec = (SumacVideoCodec) (1 + data[0] % SUMAC_N_VIDEO_CODECS);
  gboolean stood_alone = FALSE;

  for (size_t n = 0; n < size; n += 1 + size / 64)
    {
      gboolean does = stands_alone (codec, data + 1, n);

      if (stood_alone && !does)
        __builtin_trap ();
      stood_alone = does;
    }
  return 0;
}
