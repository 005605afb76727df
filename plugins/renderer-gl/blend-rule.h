/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How pixman mixes pixels, in the terms of MIX_BLEND.
 *
 * For colours the operators leave no choice. For the byte that xRGB does not use they do: it
 * depends on which of pixman's many loops runs, and so on the formats, on pixman's version
 * and on the processor. So pixman, by which the reference draws, is asked: a few pixels are
 * composited by it and by each rule that could be, and the rule that agrees in every bit is
 * taken. Where none agrees the card does not draw.
 *
 * Thread: its renderer's. */

#pragma once

#include <glib.h>

typedef enum
{
  BLEND_ARGB,
  BLEND_XRGB,
  BLEND_COLOR, /* everywhere the same, opaque */
} BlendSource;

#define N_BLEND_SOURCES 3

typedef enum
{
  BLEND_NO_MASK,
  BLEND_STRENGTH, /* one for all pixels */
  BLEND_MASK_A8,
  BLEND_MASK_A1,
  BLEND_MASK_ARGB, /* its alpha */
} BlendMask;

#define N_BLEND_MASKS 5

/* Operators above have other arithmetic. */
#define N_BLEND_OPERATORS 13

typedef enum
{
  RULE_UNKNOWN, /* not asked for yet */
  RULE_NONE,
  RULE_FOUND,
} RuleState;

typedef struct
{
  RuleState state;
  gint32 how[4]; /* factors of source and of what is below, which of their alphas count as
                    full (1, 2), and the alpha that is written, −1: the one that comes out */
} BlendRule;

typedef struct
{
  BlendRule table[N_BLEND_OPERATORS][N_BLEND_SOURCES][N_BLEND_MASKS][2];
} BlendRules;

/* Pictures must lie over all that is drawn. NULL when there is none. @op: pixman's number;
 * @is_xrgb: of the destination. */
const BlendRule *blend_rules_find (BlendRules *rules,
                                   guint op,
                                   BlendSource source,
                                   BlendMask mask,
                                   gboolean is_xrgb);
