/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A decoder that is open, and a receiver that looks at each picture it delivers. Thread: one,
 * beside the decoder's. */

#pragma once

#include "contract/video-decoder.h"
#include "core/thread.h"
#include "proof/film.h"

#define SUMAC_SCREEN_MAX_FRAMES 4096

typedef struct
{
  SumacVideoDecoder *decoder; /* owned */
  guint wait_ms;
  gboolean keeps; /* pictures are kept, and looked at when asked */

  /* What was pushed: which frame of which film (NULL: anything), by number. */
  struct
  {
    const SumacFilm *film;
    guint frame;
  } pushed[SUMAC_SCREEN_MAX_FRAMES];

  guint n_pushed;

  SumacLock lock; /* guards what follows */
  SumacCond changed;
  guint n_settled;
  guint n_shown;
  gboolean is_shown[SUMAC_SCREEN_MAX_FRAMES];
  SumacPicture *kept[SUMAC_SCREEN_MAX_FRAMES];
  GString *wrong; /* of the first wrong picture; empty for none */
  GError *error;
} SumacScreen;

/* Takes the decoder and opens it for @film; @how says why that failed. */
gboolean sumac_screen_init (SumacScreen *screen,
                            SumacVideoDecoder *decoder,
                            const SumacFilm *film,
                            gboolean takes_planes,
                            GString *how);
void sumac_screen_close (SumacScreen *screen);

/* Closes it, if it is still open. */
void sumac_screen_clear (SumacScreen *screen);

/* The number of what was pushed, which rises from 0. A broken decoder swallows it. */
guint sumac_screen_push (SumacScreen *screen, const SumacFilm *film, guint frame);
guint sumac_screen_push_bytes (SumacScreen *screen, const guint8 *bytes, gsize size);

/* FALSE if push @n has not been dealt with after the time that it may take. */
gboolean sumac_screen_wait (SumacScreen *screen, guint n);

/* FALSE and @how when a picture was wrong, or the decoder gave up. */
gboolean sumac_screen_is_right (SumacScreen *screen, GString *how);
gboolean sumac_screen_has_shown (SumacScreen *screen, guint n);
guint sumac_screen_count_shown (SumacScreen *screen);
