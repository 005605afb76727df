/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The window of one connection: a header bar and the page of the session's state. */

#pragma once

#include "apps/viewer/options.h"

#include <gtk/gtk.h>

/* Exit codes of the program; the man page lists them. */
typedef enum
{
  VIEWER_EXIT_DONE = 0,
  VIEWER_EXIT_USAGE = 1,
  VIEWER_EXIT_CONNECT = 2,
  VIEWER_EXIT_AUTH = 3,
  VIEWER_EXIT_LOST = 4,
  VIEWER_EXIT_CERTIFICATE = 5,
} ViewerExit;

#define VIEWER_TYPE_WINDOW (viewer_window_get_type ())
G_DECLARE_FINAL_TYPE (ViewerWindow, viewer_window, VIEWER, WINDOW, GtkApplicationWindow)

/* @options is borrowed and must outlive the window. Connects at once where it names an
 * address. */
ViewerWindow *viewer_window_new (GtkApplication *application, const ViewerOptions *options);

void viewer_window_connect (ViewerWindow *self, const char *uri);

/* How the last connection ended. */
ViewerExit viewer_window_get_exit (ViewerWindow *self);
