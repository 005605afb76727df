/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How a rule came out: whoever finds something wrong says how, and nobody says so of what is
 * right. Thread: any. */

#pragma once

#include <sumac/plugin/suite.h>

/* Passed if @how is empty. */
SumacRuleOutcome sumac_judge (const GString *how);

/* A rule of what is drawn says nothing of a renderer that refuses it: skipped, with a sentence,
 * if nothing is wrong and @has_drawn is FALSE. @things: "ops". */
SumacRuleOutcome sumac_judge_drawn (gboolean has_drawn, const char *things, GString *how);
