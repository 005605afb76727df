/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The page of a connection that has ended: what happened, why, and the two ways out, which are
 * actions of the window. The guest's last picture, if there is one, stays behind it in grey. */

#pragma once

#include <gtk/gtk.h>

#define VIEWER_TYPE_CLOSED_PAGE (viewer_closed_page_get_type ())
G_DECLARE_FINAL_TYPE (ViewerClosedPage, viewer_closed_page, VIEWER, CLOSED_PAGE, GtkOverlay)

/* @can_retry: the same again may help. @last may be NULL. */
void viewer_closed_page_tell (ViewerClosedPage *self,
                              const char *icon_name,
                              const char *title,
                              const char *sentence,
                              gboolean can_retry,
                              GdkPixbuf *last);
