/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Opening plug-in modules. A module is opened once a process and stays: its types are
 * registered for good. Thread: any; modules are opened one after the other, and no lock is
 * held while one runs. */

#pragma once

#include "contract/registry.h"

/* Opens the module of @info if it is not yet open, after its contract was found to be ours,
 * and gives the type that it registered as @info's name under @extension_point.
 * G_TYPE_INVALID with SUMAC_ERROR_PLUGIN. */
GType sumac_module_load (const SumacPluginInfo *info,
                         const char *extension_point,
                         GError **error);
