/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The renderer suite's rules about frames of videos, see renderer-suite.h. A renderer that
 * draws none has them skipped. Thread: one. */

#pragma once

#include "proof/random-video.h"
#include "proof/renderer-suite.h"
#include "proof/trial.h"

/* A converted colour may differ by so much in each channel. Where a frame is scaled each pixel
 * is that of the source whose middle is nearest. */
#define SUMAC_VIDEO_TOLERANCE 1

SumacRuleOutcome sumac_renderer_video_check_like_reference (const SumacRendererSuite *suite,
                                                            GString *how);
SumacRuleOutcome sumac_renderer_video_check_damage (const SumacRendererSuite *suite,
                                                    GString *how);
SumacRuleOutcome sumac_renderer_video_check_refused (const SumacRendererSuite *suite,
                                                     GString *how);
SumacRuleOutcome sumac_renderer_video_check_pictures_are_held (const SumacRendererSuite *suite,
                                                               GString *how);
SumacRuleOutcome sumac_renderer_video_check_references_come_back (
    const SumacRendererSuite *suite,
    GString *how);

/* Makes a random frame for a random surface, and lets the renderer draw it. */
void sumac_renderer_video_draw_random (SumacTrial *trial, SumacRandomVideo *video);
