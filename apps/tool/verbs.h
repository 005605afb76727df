/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* All verbs of the `sumac` command, one file each. */

#pragma once

#include "verb.h"

extern const SumacVerb sumac_verb_decode;
extern const SumacVerb sumac_verb_keys;
extern const SumacVerb sumac_verb_plugins;
extern const SumacVerb sumac_verb_shot;
extern const SumacVerb sumac_verb_stat;
