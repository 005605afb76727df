/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The renderer suite's rules about frames of videos, see renderer-suite.h. A renderer that
 * draws none keeps them all. Thread: one. */

#pragma once

#include "random-video.h"
#include "renderer-suite.h"
#include "stage.h"

/* A converted colour may differ by so much in each channel. Where a frame is scaled each pixel
 * is that of the source whose middle is nearest. */
#define VIDEO_TOLERANCE 1

gboolean video_check_like_reference (const SumacRendererSuite *suite, GString *how);
gboolean video_check_damage (const SumacRendererSuite *suite, GString *how);
gboolean video_check_refused (const SumacRendererSuite *suite, GString *how);
gboolean video_check_pictures_are_held (const SumacRendererSuite *suite, GString *how);
gboolean video_check_references_come_back (const SumacRendererSuite *suite, GString *how);

/* Makes a random frame for a random surface, and lets the renderer draw it. */
void video_draw_random (Stage *stage, RandomVideo *video);
