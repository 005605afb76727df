/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The page that asks for a password. Signals: answer (char *password), cancel. */

#pragma once

#include <gtk/gtk.h>

#define VIEWER_TYPE_PASSWORD_PAGE (viewer_password_page_get_type ())
G_DECLARE_FINAL_TYPE (ViewerPasswordPage, viewer_password_page, VIEWER, PASSWORD_PAGE, GtkBox)

/* @sentence says why the last one was refused, or is NULL. */
void viewer_password_page_ask (ViewerPasswordPage *self,
                               const char *host,
                               const char *sentence);

/* Nothing of what was typed stays behind. */
void viewer_password_page_clear (ViewerPasswordPage *self);
