/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What nobody on the network may pass. Each limit is named once, here. */

#pragma once

#include <glib.h>

/* clang-format off */
#define SUMAC_MAX_MESSAGE_DISPLAY  (64u << 20)   /* bytes of one message */
#define SUMAC_MAX_MESSAGE_OTHER    (1u << 20)
#define SUMAC_MAX_SUB_MESSAGES     256           /* of one message; servers send two */
#define SUMAC_MAX_LINK_REPLY       (64u << 10)   /* bytes of a link message */
#define SUMAC_MAX_SIDE             16384         /* pixels of an image's or surface's side */
#define SUMAC_MAX_PIXELS_BYTES     (256u << 20)  /* bytes of one image or surface */
#define SUMAC_MAX_SURFACES         1024          /* surfaces of a display channel */
#define SUMAC_MAX_STREAMS          64            /* video streams of a display channel */
#define SUMAC_MAX_STREAM_FRAMES    64            /* frames of a stream that are not shown yet */
#define SUMAC_MAX_STREAM_BYTES     (128u << 20)  /* their pictures */
#define SUMAC_MAX_KEPT_FRAMES      256           /* of a stream, for a decoder that takes over: */
#define SUMAC_MAX_KEPT_BYTES       (8u << 20)    /* twice what servers send till one stands alone */
#define SUMAC_STREAM_SETTLE_MS     100           /* an ending stream's last frame is waited for */
#define SUMAC_MAX_SURFACES_BYTES   (1u << 30)    /* bytes of all surfaces of a session */
#define SUMAC_MAX_COORDINATE       (1 << 24)     /* a rectangle's |coordinate| */
#define SUMAC_MAX_CLIP_RECTS       (1u << 20)    /* of a clip in no order, and what it comes to */
#define SUMAC_MAX_STROKE_STEPS     (1 << 25)     /* pixels, lines and dashes of one stroke */
#define SUMAC_MAX_CACHED_IMAGES    (1u << 19)    /* pictures in the image cache */
#define SUMAC_MAX_QUEUE_BYTES      (32u << 20)   /* payload waiting for a painter */
#define SUMAC_MAX_QUEUE_OPS        4096          /* commands waiting for a painter */
#define SUMAC_MAX_AHEAD_PIXELS     (32u << 20)   /* of pictures decoded ahead of their turn */
#define SUMAC_MAX_CURSOR_SIDE      512           /* pixels */
#define SUMAC_MAX_CURSORS          1024          /* shapes kept by a cursor channel */
#define SUMAC_MAX_CURSORS_BYTES    (64u << 20)
#define SUMAC_MAX_CHANNELS         256           /* entries of a channels list that count */
#define SUMAC_MAX_MONITORS         16            /* of a display channel */
#define SUMAC_MAX_PALETTE          256           /* entries that can be addressed */
#define SUMAC_MAX_PALETTES         256           /* palettes kept by a display channel */
#define SUMAC_MAX_PASSWORD         60            /* bytes of a ticket */
#define SUMAC_MAX_NOTICE           4096          /* bytes of a server's notice that are shown */
#define SUMAC_CACHE_PIXELS         (80 * 1024 * 1024 / 4)  /* the image cache, announced */
#define SUMAC_GLZ_WINDOW_PIXELS    (16 * 1024 * 1024)      /* the GLZ window, announced */
#define SUMAC_MAX_RENDERER_IMAGES_BYTES (256u << 20) /* a renderer's own copies of pictures */
#define SUMAC_LINK_TIMEOUT_MS      30000
/* clang-format on */
