/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The renderer suite's rules about pictures that are imported, see renderer-suite.h. A renderer
 * that imports none has them skipped, and so has every one where nobody lends. Thread: one. */

#pragma once

#include "proof/renderer-suite.h"

SumacRuleOutcome sumac_renderer_import_check_pixels (const SumacRendererSuite *suite,
                                                     GString *how);
SumacRuleOutcome sumac_renderer_import_check_follows (const SumacRendererSuite *suite,
                                                      GString *how);
SumacRuleOutcome sumac_renderer_import_check_published (const SumacRendererSuite *suite,
                                                        GString *how);
SumacRuleOutcome sumac_renderer_import_check_may_be_closed (const SumacRendererSuite *suite,
                                                            GString *how);
SumacRuleOutcome sumac_renderer_import_check_comes_back (const SumacRendererSuite *suite,
                                                         GString *how);
SumacRuleOutcome sumac_renderer_import_check_unknown (const SumacRendererSuite *suite,
                                                      GString *how);
