/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The page that asks for an address, and offers those that worked before. Signals:
 * connect (char *uri), quit. */

#pragma once

#include "apps/viewer/recent.h"

#include <gtk/gtk.h>

#define VIEWER_TYPE_CONNECT_PAGE (viewer_connect_page_get_type ())
G_DECLARE_FINAL_TYPE (ViewerConnectPage, viewer_connect_page, VIEWER, CONNECT_PAGE, GtkBox)

/* Shows the list; it is borrowed and must live as long as the page. */
void viewer_connect_page_set_recent (ViewerConnectPage *self, ViewerRecent *recent);

/* The list has changed. */
void viewer_connect_page_refresh (ViewerConnectPage *self);

/* Asks again, with the last address to be mended; it may be NULL. */
void viewer_connect_page_ask (ViewerConnectPage *self, const char *address);
