/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "apps/viewer/application.h"

#include <glib/gi18n.h>
#include <locale.h>

#ifdef __GLIBC__
#  include <malloc.h>
#endif

/* Each of ten threads would otherwise keep what its pictures once took: five to eight megabytes in
 * a session, and no time is won by it. */
static void
share_memory (void)
{
#ifdef __GLIBC__
  mallopt (M_ARENA_MAX, 1);
#endif
}

int
main (int argc, char **argv)
{
  share_memory ();
  /* Before any thread; see docs/environment.md. */
  g_setenv ("LP_NUM_THREADS", "0", FALSE);
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, VIEWER_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  g_autoptr (ViewerApplication) application = viewer_application_new ();
  int status = g_application_run (G_APPLICATION (application), argc, argv);

  return status != 0 ? status : viewer_application_get_exit (application);
}
