/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* NAME.sumac-plugin: what a plug-in says about itself before it is opened. The form is in
 * sumac/plugin/plugin.h and docs/plugins.md. Thread: any. */

#pragma once

#include "contract/registry.h"

#define SUMAC_KEY_FILE_SUFFIX ".sumac-plugin"

/* What the key file at @path says; the module is looked for beside it. NULL with
 * SUMAC_ERROR_PLUGIN naming the entry that is missing or malformed. */
SumacPluginInfo *sumac_key_file_read (const char *path, GError **error);
