/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The renderer suite's rules about textures that are published, see renderer-suite.h. A renderer
 * that publishes none has them skipped, and so has every one where nobody looks. Thread: one. */

#pragma once

#include "proof/renderer-suite.h"

SumacRuleOutcome sumac_renderer_publish_check_needs_a_share (const SumacRendererSuite *suite,
                                                             GString *how);
SumacRuleOutcome sumac_renderer_publish_check_like_map (const SumacRendererSuite *suite,
                                                        GString *how);
SumacRuleOutcome sumac_renderer_publish_check_holds (const SumacRendererSuite *suite,
                                                     GString *how);
SumacRuleOutcome sumac_renderer_publish_check_stays (const SumacRendererSuite *suite,
                                                     GString *how);
SumacRuleOutcome sumac_renderer_publish_check_is_a_copy (const SumacRendererSuite *suite,
                                                         GString *how);
SumacRuleOutcome sumac_renderer_publish_check_apart (const SumacRendererSuite *suite,
                                                     GString *how);
SumacRuleOutcome sumac_renderer_publish_check_changes_nothing (const SumacRendererSuite *suite,
                                                               GString *how);
SumacRuleOutcome sumac_renderer_publish_check_fences (const SumacRendererSuite *suite,
                                                      GString *how);
