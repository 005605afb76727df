/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Lends pictures to the suite without a graphics card: memory as a file that a card could lend, by
 * the kernel's /dev/udmabuf. Thread: any. */

#pragma once

#include <sumac/plugin/suite.h>

extern const SumacSuiteLender sumac_lender;
