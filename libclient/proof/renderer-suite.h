/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The contract of the role renderer as a suite of rules (sumac/plugin/renderer.h). Each is
 * checked on fresh renderers, with random surfaces, pictures and ops from a seed; what is
 * drawn is compared with the reference rasteriser. Thread: one. */

#pragma once

#include <sumac/plugin/renderer.h>
#include <sumac/plugin/suite.h>

/* What is to be checked, and how long. */
typedef struct
{
  /* A new renderer, not open yet, which can work here; NULL never. */
  SumacRenderer *(*make) (gconstpointer data);
  gconstpointer data;
  guint64 seed;
  guint n_ops;                    /* random ops for each rule that needs some */
  const SumacSuiteEyes *eyes;     /* or NULL */
  const SumacSuiteLender *lender; /* or NULL */
} SumacRendererSuite;

typedef struct
{
  const char *name;    /* "damage-covers-what-changed" */
  const char *says;    /* the same as a sentence */
  gboolean needs_work; /* tried only on one that can work here */
  SumacRuleOutcome (*check) (const SumacRendererSuite *suite, GString *how);
} SumacRendererRule;

extern const SumacRendererRule sumac_renderer_rules[];
extern const guint sumac_n_renderer_rules;

/* @how gets what was wrong, or why there was nothing to try; empty or a remark when it passed. */
SumacRuleOutcome sumac_renderer_suite_check (const SumacRendererSuite *suite,
                                             const SumacRendererRule *rule,
                                             GString *how);
