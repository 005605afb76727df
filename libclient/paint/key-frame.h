/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Whether a frame of a video stands alone: a decoder that knows nothing of the frames before
 * can begin with it. Told by the first bytes of the frame; pure, any bytes are safe.
 * Thread: any. */

#pragma once

#include <sumac/plugin/video-decoder.h>

/* With H.264 and H.265 the parameter sets have to be in the frame, too. In doubt FALSE. */
gboolean sumac_frame_stands_alone (SumacVideoCodec codec, const guint8 *bytes, gsize size);
