/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* When the pictures of a video are shown. */

#pragma once

#include <sumac/export.h>

G_BEGIN_DECLS

/**
 * SumacPolicy:
 * @SUMAC_POLICY_INTERACTIVE: at once; of several that are there only the newest
 * @SUMAC_POLICY_LIP_SYNC: at its time, on the guest's clock
 * @SUMAC_POLICY_SMOOTH: with a constant delay, as short as the line allows and at most 100 ms
 *
 * When a picture of a video is shown.
 */
typedef enum
{
  SUMAC_POLICY_INTERACTIVE,
  SUMAC_POLICY_LIP_SYNC,
  SUMAC_POLICY_SMOOTH,
} SumacPolicy;

/**
 * SUMAC_N_POLICIES:
 *
 * How many policies there are.
 */
#define SUMAC_N_POLICIES 3

G_END_DECLS
