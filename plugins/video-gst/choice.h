/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which of GStreamer's elements can decode a codec: by what they say they take and their rank,
 * software and hardware alike. Thread: any. */

#pragma once

#include <gst/gst.h>
#include <sumac/plugin/video-decoder.h>

/* A decoder, and what must stand in front of it. */
typedef struct
{
  GstElementFactory *decoder;
  GstElementFactory *parser; /* NULL: it takes frames as they come */
  gboolean is_hardware;
} Choice;

/* Starts GStreamer, if nobody has. FALSE with a sentence. */
gboolean choice_start_gstreamer (GError **error);

/* What frames of a stream are to GStreamer; yours. NULL: a codec that is not known. @format
 * may have the size 0 × 0: any. */
GstCaps *choice_caps (const SumacVideoFormat *format);

/* The best first, as Choice. */
GPtrArray *choice_list (const SumacVideoFormat *format);

/* For people. */
const char *choice_codec_title (SumacVideoCodec codec);
