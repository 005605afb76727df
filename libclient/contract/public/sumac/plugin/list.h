/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which plug-ins there are and whether they work, for programs that show it to a person. */

#pragma once

#include <glib.h>
#include <sumac/export.h>

G_BEGIN_DECLS

/**
 * sumac_plugins_dup_list:
 * @role: (nullable): a role as in key files, e.g. "renderer"; %NULL for every role
 *
 * Lists the plug-ins that this program can find, the one of the best rank first, and tries
 * each: its module is opened and asked whether it can work here.
 *
 * The result is of the type `aa{sv}`: one dictionary a plug-in with the entries `name` (s),
 * `role` (s), `rank` (i), `contract` (s, e.g. "1.0"), `summary` (s), `licence` (s), `works`
 * (b); `file` (s), the module's path, unless it is built in; `codecs` (as), what a video
 * decoder that works can decode here; `reason` (s), a sentence why it does not work, if so.
 *
 * Thread: any. It takes as long as opening the modules does.
 *
 * Returns: (transfer full): the list, not floating
 */
SUMAC_EXPORT GVariant *sumac_plugins_dup_list (const char *role);

G_END_DECLS
