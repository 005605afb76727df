/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One session from a command line: the options every verb that connects has, the main loop
 * around it, and the exit code that says how it went. */

#pragma once

#include <sumac/session.h>

typedef struct _SumacVisit SumacVisit;

/* Exit codes, as in the man page. */
enum
{
  SUMAC_EXIT_DONE = 0,
  SUMAC_EXIT_USAGE = 1,
  SUMAC_EXIT_CONNECT = 2,
  SUMAC_EXIT_AUTH = 3,
  SUMAC_EXIT_LOST = 4,
  SUMAC_EXIT_CERTIFICATE = 5,
  SUMAC_EXIT_TIMEOUT = 7,
};

struct _SumacVisit
{
  SumacSession *session;
  GMainLoop *loop;
  int exit_code;
  gboolean until_close; /* --until-close */

  /* Called when the session is ready; may quit the loop. Optional. */
  void (*on_ready) (SumacVisit *visit);
  /* Called when the session has ended, before the loop is left. Optional. */
  void (*on_end) (SumacVisit *visit);
  gpointer data;

  /*< private >*/
  GOptionContext *context;
  int timeout_s;
  char *password_file;
  char *compression;
  char *video_codecs;
  char *video_policy;
  char *renderer;
  gboolean was_ready;
};

/* Parses the common options and @entries (nullable); leaves the arguments in @argv. @usage is
 * what stands behind "sumac VERB [OPTION…]", @help the text below. FALSE: return
 * visit->exit_code. */
gboolean sumac_visit_parse (SumacVisit *visit,
                            const char *usage,
                            const char *help,
                            const GOptionEntry *entries,
                            int *argc,
                            char ***argv);

/* Says on standard error what is wrong with the command line; the exit code. */
int sumac_visit_misused (SumacVisit *visit, const char *sentence);

/* Opens @uri and runs until somebody quits, the server closes, or time is up. */
void sumac_visit_run (SumacVisit *visit, const char *uri);

void sumac_visit_quit (SumacVisit *visit, int exit_code);
void sumac_visit_clear (SumacVisit *visit);
