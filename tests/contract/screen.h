/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A decoder that is open, and a receiver that looks at each picture it delivers. Thread: one,
 * beside the decoder's. */

#pragma once

#include "contract/video-decoder.h"
#include "core/thread.h"
#include "film.h"

#define SCREEN_MAX_FRAMES 4096

typedef struct
{
  SumacVideoDecoder *decoder; /* owned */
  guint wait_ms;
  gboolean keeps; /* pictures are kept, and looked at when asked */

  /* What was pushed: which frame of which film (NULL: anything), by number. */
  struct
  {
    const Film *film;
    guint frame;
  } pushed[SCREEN_MAX_FRAMES];

  guint n_pushed;

  SumacLock lock; /* guards what follows */
  SumacCond changed;
  guint n_settled;
  guint n_shown;
  gboolean is_shown[SCREEN_MAX_FRAMES];
  SumacPicture *kept[SCREEN_MAX_FRAMES];
  GString *wrong; /* of the first wrong picture; empty for none */
  GError *error;
} Screen;

/* Takes the decoder and opens it for @film; @how says why that failed. */
gboolean screen_init (Screen *screen,
                      SumacVideoDecoder *decoder,
                      const Film *film,
                      gboolean takes_planes,
                      GString *how);
void screen_close (Screen *screen);

/* Closes it, if it is still open. */
void screen_clear (Screen *screen);

/* The number of what was pushed, which rises from 0. A broken decoder swallows it. */
guint screen_push (Screen *screen, const Film *film, guint frame);
guint screen_push_bytes (Screen *screen, const guint8 *bytes, gsize size);

/* FALSE if push @n has not been dealt with after the time that it may take. */
gboolean screen_wait (Screen *screen, guint n);

/* FALSE and @how when a picture was wrong, or the decoder gave up. */
gboolean screen_is_right (Screen *screen, GString *how);
gboolean screen_has_shown (Screen *screen, guint n);
guint screen_count_shown (Screen *screen);
