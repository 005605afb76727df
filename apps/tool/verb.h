/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A verb of the `sumac` command: one file each, one row of the table in main.c. */

#pragma once

#include <glib.h>

typedef struct _SumacVerb SumacVerb;

struct _SumacVerb
{
  const char *name;
  const char *summary; /* one line, for the list of verbs; marked with N_ */

  /* Parses its own options (GOptionContext over @argv, argv[0] is "sumac NAME"); returns the
   * exit code: 0 done, 1 wrong usage, others as the man page says. */
  int (*run) (int argc, char **argv);
};
