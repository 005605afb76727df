/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The contracts as suites of rules, for whoever writes a plug-in: each rule is tried on fresh
 * objects of the plug-in, as a program would make them. `sumac plugins test` prints what comes
 * of it; a test program of your own may call it as well. The rules are explained in the
 * documentation of plug-ins. Thread: one; a plug-in may start its own. */

#pragma once

#include <sumac/error.h>

G_BEGIN_DECLS

typedef enum
{
  SUMAC_RULE_PASSED,
  SUMAC_RULE_FAILED,
  SUMAC_RULE_SKIPPED, /* there was nothing to try it on */
} SumacRuleOutcome;

typedef struct _SumacSuite SumacSuite;

struct _SumacSuite
{
  guint64 seed; /* the same one gives the same surfaces, pictures and ops */
  guint n_ops;  /* of a renderer: random ops for each rule that needs some */

  /* Before a rule is tried: should the plug-in end the process, this was it. @says: the rule as
   * a sentence. */
  void (*begin) (gpointer data, const char *rule, const char *says);
  /* @how (nullable): what was wrong, why it was skipped, or else worth a remark; English. */
  void (*end) (gpointer data, const char *rule, SumacRuleOutcome outcome, const char *how);
  gpointer data;
};

/* Tries all rules of @role ("renderer", "video-decoder"; NULL: any) on the plug-in of that name,
 * found as programs find it. A video decoder's rules come once for each film of a codec that it may know,
 * as FILM/RULE. FALSE with SUMAC_ERROR_PLUGIN when there is no such plug-in, or it can't be
 * opened; one that can't work on this machine has its rules skipped. */
SUMAC_EXPORT gboolean sumac_suite_run (const SumacSuite *suite,
                                       const char *role,
                                       const char *name,
                                       GError **error);

G_END_DECLS
