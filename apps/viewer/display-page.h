/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The guest's screen with what lies over it: words before its first picture, short messages,
 * and in full screen a bar that slides in at the top edge. */

#pragma once

#include <gtk/gtk.h>
#include <sumac-gtk/display.h>

#define VIEWER_TYPE_DISPLAY_PAGE (viewer_display_page_get_type ())
G_DECLARE_FINAL_TYPE (ViewerDisplayPage, viewer_display_page, VIEWER, DISPLAY_PAGE, GtkOverlay)

/* The widget in it. */
SumacDisplay *viewer_display_page_get_display (ViewerDisplayPage *self);

/* The menu of the bar's button. */
void viewer_display_page_set_keys_menu (ViewerDisplayPage *self, GMenuModel *menu);

void viewer_display_page_set_fullscreen (ViewerDisplayPage *self, gboolean is_fullscreen);

/* The name in the bar. */
void viewer_display_page_set_title (ViewerDisplayPage *self, const char *title);

/* Shows a sentence for some seconds. */
void viewer_display_page_say (ViewerDisplayPage *self, const char *sentence);

/* Whether the toolkit has given it a size yet. */
gboolean viewer_display_page_is_laid_out (ViewerDisplayPage *self);

/* The logical size that the page needs for the whole picture, and has now for it. */
void viewer_display_page_measure (ViewerDisplayPage *self,
                                  GtkRequisition *wanted,
                                  GtkRequisition *given);
