/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <sumac/plugin/op.h>

#include "draw/op-uses.h"

static void
test_names (void)
{
  static const char *const names[SUMAC_N_OP_KINDS] = {
    [SUMAC_OP_FILL] = "fill",
    [SUMAC_OP_OPAQUE] = "opaque",
    [SUMAC_OP_COPY] = "copy",
    [SUMAC_OP_BLEND] = "blend",
    [SUMAC_OP_BLACKNESS] = "blackness",
    [SUMAC_OP_WHITENESS] = "whiteness",
    [SUMAC_OP_INVERS] = "invers",
    [SUMAC_OP_TRANSPARENT] = "transparent",
    [SUMAC_OP_ALPHA_BLEND] = "alpha-blend",
    [SUMAC_OP_COPY_BITS] = "copy-bits",
    [SUMAC_OP_COMPOSITE] = "composite",
    [SUMAC_OP_ROP3] = "rop3",
    [SUMAC_OP_STROKE] = "stroke",
    [SUMAC_OP_TEXT] = "text",
  };

  for (guint i = 0; i < SUMAC_N_OP_KINDS; i++)
    g_assert_cmpstr (sumac_op_kind_name ((SumacOpKind) i), ==, names[i]);
}

static void
test_bad_kind (void)
{
  g_test_expect_message ("sumac", G_LOG_LEVEL_CRITICAL, "*SUMAC_N_OP_KINDS*");
  g_assert_cmpstr (sumac_op_kind_name ((SumacOpKind) SUMAC_N_OP_KINDS), ==, "unknown");
  g_test_assert_expected_messages ();
}

static gboolean
uses (SumacOpKind kind, SumacUses what)
{
  return (sumac_op_uses (kind) & what) != 0;
}

/* An area is part of a source, and a scale is between it and the box. */
static void
test_uses (void)
{
  for (guint i = 0; i < SUMAC_N_OP_KINDS; i++)
    {
      SumacOpKind kind = (SumacOpKind) i;

      if (uses (kind, SUMAC_USES_AREA))
        g_assert_cmpint (uses (kind, SUMAC_USES_SOURCE), ==, TRUE);
      if (uses (kind, SUMAC_USES_SCALE))
        g_assert_cmpint (uses (kind, SUMAC_USES_AREA), ==, TRUE);
    }
  g_assert_cmphex (sumac_op_uses (SUMAC_OP_COPY), ==, sumac_op_uses (SUMAC_OP_BLEND));
  g_assert_cmphex (sumac_op_uses (SUMAC_OP_INVERS), ==, SUMAC_USES_MASK);
  g_assert_cmphex (sumac_op_uses (SUMAC_OP_COPY_BITS), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/op/each-kind-has-its-name", test_names);
  g_test_add_func ("/op/name-of-no-kind-is-unknown", test_bad_kind);
  g_test_add_func ("/op/uses-hang-together", test_uses);
  return g_test_run ();
}
