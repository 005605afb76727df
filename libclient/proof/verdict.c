/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "proof/verdict.h"

SumacRuleOutcome
sumac_judge (const GString *how)
{
  return how->len == 0 ? SUMAC_RULE_PASSED : SUMAC_RULE_FAILED;
}

SumacRuleOutcome
sumac_judge_drawn (gboolean has_drawn, const char *things, GString *how)
{
  if (how->len > 0 || has_drawn)
    return sumac_judge (how);
  g_string_printf (how, "it draws none of the %s that this is tried with", things);
  return SUMAC_RULE_SKIPPED;
}
