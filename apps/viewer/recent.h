/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The list of connections that worked, newest first, in a file of the user's. Never holds a
 * password. Thread: the application's. */

#pragma once

#include <glib.h>

#define VIEWER_MAX_RECENT 10

typedef struct _ViewerRecent ViewerRecent;

typedef struct
{
  char *uri;
  char *name; /* of the virtual machine; empty if it has none */
} ViewerRecentEntry;

/* Reads the file; a missing or broken one is an empty list. */
ViewerRecent *viewer_recent_new (const char *path);

/* The file in the user's folder for settings. */
char *viewer_recent_default_path (void);

guint viewer_recent_count (ViewerRecent *recent);

/* Borrowed until the list changes. */
const ViewerRecentEntry *viewer_recent_get (ViewerRecent *recent, guint index);

/* Moves or puts an address to the front. A password in it is left out. */
void viewer_recent_add (ViewerRecent *recent, const char *uri, const char *name);
void viewer_recent_remove (ViewerRecent *recent, const char *uri);
void viewer_recent_clear (ViewerRecent *recent);

void viewer_recent_free (ViewerRecent *recent);
