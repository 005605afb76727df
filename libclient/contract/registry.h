/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which plug-ins there are, and which one is taken. Listing reads key files alone; a module
 * is opened when it is first wanted, and stays. Built-in implementations need no file, and
 * their names can't be taken by one.
 *
 * Looked for in the folders of $SUMAC_PLUGIN_PATH (a list with colons), then in the one
 * compiled in. Thread: any; modules are opened in turn, no lock is held over plug-in code. */

#pragma once

#include <sumac/plugin/plugin.h>
#include <sumac/plugin/renderer.h>

typedef struct _SumacPluginInfo SumacPluginInfo;

struct _SumacPluginInfo
{
  char *name;
  char *role; /* "renderer" … */
  char *file; /* of the module; NULL for built-in ones */
  char *summary;
  char *licence;
  gint rank;
  guint major;
  guint minor;
};

void sumac_plugin_info_free (SumacPluginInfo *info);

/* All plug-ins of @role (NULL: of every role) that key files and built-ins name, best rank
 * first, as SumacPluginInfo; of two with one name the first on the path. Key files that are
 * broken are left out with a warning. */
GPtrArray *sumac_registry_list (const char *role);

/* Opens the module of plug-in @name and gives the GType it registered for @role;
 * G_TYPE_INVALID with SUMAC_ERROR_PLUGIN: no such plug-in, another major contract, a module
 * that does not open, a type that is none of the role. */
GType sumac_registry_load (const char *role, const char *name, GError **error);

/* The same for a plug-in out of a list, without looking for it again. */
GType sumac_registry_load_plugin (const SumacPluginInfo *info, GError **error);

/* A renderer that can work here: @name if given (and then no other), else the one named by
 * $SUMAC_RENDERER (a wish: if it can't be had, a warning says why), else by rank the first
 * whose probe agrees, at last the built-in one, so that a rank below its 0 waits to be named.
 * @shown_name (nullable): what was taken, to be freed. NULL with SUMAC_ERROR_PLUGIN only when
 * a name was demanded. */
SumacRenderer *sumac_registry_new_renderer (const char *name,
                                            char **shown_name,
                                            GError **error);
