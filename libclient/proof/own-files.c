/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "proof/own-files.h"

#include "proof/resources.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define TOP "/org/sumac/proof/"

/* Known to GLib when they are first wanted: a program that only shows guests never does. */
static GResource *
open_files (void)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;

  pthread_once (&once, sumac_proof_register_resource);
  return sumac_proof_get_resource ();
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char **
sumac_own_files_list (const char *folder)
{
  g_autofree char *path = g_strconcat (TOP, folder, NULL);
  char **names =
      g_resource_enumerate_children (open_files (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  qsort (names, g_strv_length (names), sizeof *names, compare_names);
  return names;
}

GBytes *
sumac_own_file_read (const char *folder, const char *name)
{
  g_autofree char *path = g_strconcat (TOP, folder, "/", name, NULL);

  return g_resource_lookup_data (open_files (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
}
