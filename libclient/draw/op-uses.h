/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which fields of an op have a meaning, by kind: what the text form prints, what two equal
 * ops have in common. The members of the union go by the kind alone. */

#pragma once

#include <sumac/plugin/op.h>

typedef enum
{
  SUMAC_USES_SOURCE = 1 << 0,
  SUMAC_USES_AREA = 1 << 1, /* source_area */
  SUMAC_USES_SCALE = 1 << 2,
  SUMAC_USES_BRUSH = 1 << 3,
  SUMAC_USES_ROP = 1 << 4,
  SUMAC_USES_MASK = 1 << 5,
} SumacUses;

/* A set of SumacUses; surface, box and clip are used by every kind. */
guint sumac_op_uses (SumacOpKind kind);
