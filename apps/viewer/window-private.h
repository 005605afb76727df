/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The inside of ViewerWindow: window.c is the window and its pages, window-session.c follows
 * the session, window-actions.c holds the actions and the menus. */

#pragma once

#include "apps/viewer/busy-page.h"
#include "apps/viewer/closed-page.h"
#include "apps/viewer/connect-page.h"
#include "apps/viewer/display-page.h"
#include "apps/viewer/password-page.h"
#include "apps/viewer/recent.h"
#include "apps/viewer/window.h"

struct _ViewerWindow
{
  GtkApplicationWindow parent_instance;

  GtkHeaderBar *header;
  GtkWidget *disconnect_button;
  GtkMenuButton *menu_button;
  GtkMenuButton *keys_button;
  GtkWidget *tools;
  GtkStack *stack;
  ViewerConnectPage *connect_page;
  ViewerBusyPage *busy_page;
  ViewerPasswordPage *password_page;
  ViewerDisplayPage *display_page;
  ViewerClosedPage *closed_page;

  const ViewerOptions *options; /* borrowed */
  ViewerRecent *recent;
  SumacDisplay *display; /* borrowed: the display page's */
  SumacSession *session; /* NULL before the first connection */
  gboolean is_ready;     /* the session was, in this connection */
  gboolean is_leaving;   /* the user ends it himself */
  guint refusals;
  gboolean is_fullscreen;
  gboolean has_hinted_fullscreen;
  GtkRequisition fitted; /* the size that we gave the window, or 0 */
  char *said;            /* what the header bar says for a while, or NULL */
  guint said_timer;
  ViewerExit exit;
};

/* window.c */
gboolean viewer_window_shows (ViewerWindow *self, gpointer page);
void viewer_window_show_page (ViewerWindow *self, gpointer page);
void viewer_window_show_connect_page (ViewerWindow *self);
void viewer_window_update_title (ViewerWindow *self);

/* Says @sentence for a while: in the header bar, so that nothing lies over the guest's picture;
 * over the picture only in full screen. */
void viewer_window_say (ViewerWindow *self, const char *sentence);

/* Says once how to leave full screen. */
void viewer_window_hint_fullscreen (ViewerWindow *self);

/* The virtual machine's name, or NULL. */
const char *viewer_window_guest_name (ViewerWindow *self);
char *viewer_window_dup_host (ViewerWindow *self);

/* window-session.c */
void viewer_window_drop_session (ViewerWindow *self);

/* The user ends the connection. */
void viewer_window_leave (ViewerWindow *self);

/* window-actions.c */
void viewer_window_add_actions (ViewerWindow *self);
void viewer_window_add_menus (ViewerWindow *self);

/* Marks in the menu what draws now, or that it is chosen automatically. */
void viewer_window_follow_renderer (ViewerWindow *self);

/* Gives the window the size of a picture that is new or has another size. */
void viewer_window_follow_picture (ViewerWindow *self);
