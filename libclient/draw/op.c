/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <sumac/plugin/op.h>

#include "draw/op-uses.h"

#define PICTURE (SUMAC_USES_SOURCE | SUMAC_USES_AREA)
#define SCALED  (PICTURE | SUMAC_USES_SCALE)

/* clang-format off */
static const struct
{
  const char *name;
  guint uses;
} kinds[SUMAC_N_OP_KINDS] = {
  [SUMAC_OP_FILL]        = { "fill",        SUMAC_USES_BRUSH | SUMAC_USES_ROP | SUMAC_USES_MASK },
  [SUMAC_OP_OPAQUE]      = { "opaque",      SCALED | SUMAC_USES_BRUSH | SUMAC_USES_ROP | SUMAC_USES_MASK },
  [SUMAC_OP_COPY]        = { "copy",        SCALED | SUMAC_USES_ROP | SUMAC_USES_MASK },
  [SUMAC_OP_BLEND]       = { "blend",       SCALED | SUMAC_USES_ROP | SUMAC_USES_MASK },
  [SUMAC_OP_BLACKNESS]   = { "blackness",   SUMAC_USES_MASK },
  [SUMAC_OP_WHITENESS]   = { "whiteness",   SUMAC_USES_MASK },
  [SUMAC_OP_INVERS]      = { "invers",      SUMAC_USES_MASK },
  [SUMAC_OP_TRANSPARENT] = { "transparent", PICTURE },
  [SUMAC_OP_ALPHA_BLEND] = { "alpha-blend", PICTURE },
  [SUMAC_OP_COPY_BITS]   = { "copy-bits",   0 },
  [SUMAC_OP_COMPOSITE]   = { "composite",   SUMAC_USES_SOURCE },
  [SUMAC_OP_ROP3]        = { "rop3",        SCALED | SUMAC_USES_BRUSH | SUMAC_USES_MASK },
  [SUMAC_OP_STROKE]      = { "stroke",      SUMAC_USES_BRUSH | SUMAC_USES_ROP },
  [SUMAC_OP_TEXT]        = { "text",        SUMAC_USES_BRUSH },
};

/* clang-format on */

#undef PICTURE
#undef SCALED

/**
 * sumac_op_kind_name:
 * @kind: a kind
 *
 * Tells the kind's name as in the text form of ops.
 *
 * Returns: a static string
 */
const char *
sumac_op_kind_name (SumacOpKind kind)
{
  g_return_val_if_fail ((guint) kind < SUMAC_N_OP_KINDS, "unknown");

  return kinds[kind].name;
}

guint
sumac_op_uses (SumacOpKind kind)
{
  return kinds[kind].uses;
}
