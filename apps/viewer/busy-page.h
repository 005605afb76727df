/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The page of a connection that is being made. It stays empty for a moment, so that a quick
 * connection doesn't flicker. Signal: cancel. */

#pragma once

#include <gtk/gtk.h>

#define VIEWER_TYPE_BUSY_PAGE (viewer_busy_page_get_type ())
G_DECLARE_FINAL_TYPE (ViewerBusyPage, viewer_busy_page, VIEWER, BUSY_PAGE, GtkBox)

/* Begins to wait for @host. */
void viewer_busy_page_start (ViewerBusyPage *self, const char *host);
void viewer_busy_page_stop (ViewerBusyPage *self);
