/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Makes a case that fails smaller, as long as it still fails: first fewer commands, then
 * simpler ones. Thread: the rig's. */

#pragma once

#include "rig.h"

/* @it is changed in place. FALSE: run again it does not fail; then it is left as it was. */
gboolean shrink_case (Rig *rig, Case *it);
