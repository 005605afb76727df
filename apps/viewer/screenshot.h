/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Saves a picture of the guest where the user wants it. */

#pragma once

#include <gtk/gtk.h>

/* What became of it: a sentence for the user. */
typedef void (*ViewerScreenshotDone) (gpointer data, const char *sentence);

/* GUEST-DATE.png, without characters that a file's name can't have. Owned by the caller. */
char *viewer_screenshot_name (const char *guest, GDateTime *date);

/* Asks for a file and writes @picture. @done is called on the end, unless the user cancels;
 * @parent must live until then or be destroyed: then nothing is called. */
void viewer_screenshot_save (GtkWindow *parent,
                             GdkPixbuf *picture,
                             const char *guest,
                             ViewerScreenshotDone done);
