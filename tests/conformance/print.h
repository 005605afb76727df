/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A case as a golden file's text (libclient/proof/golden.h, docs/op-text.md). What golden files
 * have no words for stands in comments. Thread: one. */

#pragma once

#include "command.h"

void print_case (const Case *it, GString *out);
