/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The suites' own files, which are in the program: golden files and films. Thread: any. */

#pragma once

#include <glib.h>

#define SUMAC_OWN_GOLDEN "golden"
#define SUMAC_OWN_FILMS  "films"

/* The names in a folder, in order. */
char **sumac_own_files_list (const char *folder);

/* One of them; behind its bytes is a zero. */
GBytes *sumac_own_file_read (const char *folder, const char *name);
