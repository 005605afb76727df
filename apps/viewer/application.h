/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The program: its command line, its windows, its exit code. */

#pragma once

#include <gtk/gtk.h>

#define VIEWER_TYPE_APPLICATION (viewer_application_get_type ())
G_DECLARE_FINAL_TYPE (ViewerApplication,
                      viewer_application,
                      VIEWER,
                      APPLICATION,
                      GtkApplication)

ViewerApplication *viewer_application_new (void);

/* How the last connection ended: a ViewerExit. */
int viewer_application_get_exit (ViewerApplication *self);
