/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the server could encode here. One of encoder-gst.c and encoder-none.c is built. */

#pragma once

#include <glib.h>

/* Whether the GStreamer element is installed with which the server encodes @codec ("vp8",
 * "h264"). FALSE also when that can't be known. */
gboolean encoder_is_there (const char *codec);
