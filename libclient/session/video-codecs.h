/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Video codecs as people write them, "h264,vp8". Pure. Thread: any. */

#pragma once

#include <sumac/plugin/video-decoder.h>

/* The protocol's numbers, in the order of @names (nullable), each once. FALSE with
 * SUMAC_ERROR_UNSUPPORTED when one is not known. */
gboolean sumac_video_codecs_parse (const char *names,
                                   guint8 codecs[SUMAC_N_VIDEO_CODECS],
                                   guint8 *n_codecs,
                                   GError **error);
