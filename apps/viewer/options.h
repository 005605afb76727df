/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the command line wants of every window. */

#pragma once

#include <glib.h>
#include <sumac/session.h>

typedef struct
{
  char *uri; /* to open at once, or NULL */
  char *title;
  gint zoom; /* percent; 0: fit to the window */
  gboolean is_fullscreen;
  SumacCompression compression;
  char *video_codecs; /* names that are known, or NULL */
  SumacPolicy video_policy;
} ViewerOptions;

void viewer_options_clear (ViewerOptions *options);

/* FALSE with a sentence that lists the words there are. */
gboolean viewer_options_parse_compression (const char *word,
                                           SumacCompression *compression,
                                           GError **error);

/* The same for when a video is shown. */
gboolean viewer_options_parse_video_policy (const char *word,
                                            SumacPolicy *policy,
                                            GError **error);

/* The names are copied. FALSE with a sentence that lists those there are. */
gboolean viewer_options_set_video_codecs (ViewerOptions *options,
                                          const char *names,
                                          GError **error);
