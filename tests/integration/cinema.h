/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A guest that plays films, the real server between, and a session that shows them. Whatever
 * the session publishes is looked at: each film must show a picture that was drawn, and never
 * an older one than before.
 *
 * Thread: the test's, with its default main context; films are drawn on the host's. */

#pragma once

#include "host/host.h"

#include <sumac/sumac.h>

#define CINEMA_FILMS 4
#define CINEMA_TIMES 1024

/* GStreamer hands things from thread to thread under GLib's locks, which the checker of threads
 * does not see; and where GLib frees such a thing there is no name to leave it out by. */
#ifdef __SANITIZE_THREAD__
#  define CINEMA_TAKES_GSTREAMER FALSE
#else
#  define CINEMA_TAKES_GSTREAMER TRUE
#endif

typedef struct _Cinema Cinema;
typedef struct _CinemaFilm CinemaFilm;

struct _CinemaFilm
{
  /* Set by the test before start. */
  SumacHostRect box;
  guint fps;
  gboolean has_window;  /* something lies over its lower right corner, */
  SumacHostRect window; /* and the film is not drawn there */

  /*< private >*/
  Cinema *cinema;
  guint number;               /* of the film */
  GSource *timer;             /* on the host's context */
  gint64 started_us;          /* host's */
  guint32 n_ticks;            /* host's */
  guint32 drawn;              /* atomic: the number of the last picture */
  gint64 times[CINEMA_TIMES]; /* atomic: when it was drawn, by number, modulo */
  gboolean is_watched;
  gboolean has_begun; /* a picture of it was seen */
  guint32 seen;       /* number of the last one */
  guint n_seen;       /* different ones */
  guint n_wrong;      /* unreadable, never drawn, or older than before */
  gint64 *ways_us;    /* from drawing to seeing; CINEMA_TIMES, then they are overwritten */
};

struct _Cinema
{
  SumacHost *host;
  SumacSession *session;
  gint width;
  gint height;
  CinemaFilm films[CINEMA_FILMS];
};

/* Opens all, and waits for a picture. @codecs: the server's, "spice:mjpeg". FALSE: it does not
 * know them. */
gboolean cinema_open (Cinema *cinema,
                      gint width,
                      gint height,
                      const char *codecs,
                      SumacPolicy policy);
void cinema_close (Cinema *cinema);

/* From the next tick on it is drawn, and watched. */
void cinema_start (CinemaFilm *film);

/* No picture of it is drawn any more, and it is not watched any longer. */
void cinema_stop (CinemaFilm *film);

void cinema_fill (Cinema *cinema, const SumacHostRect *box, guint32 color);

/* Runs until @is_so; FALSE when that is not within the bound. */
typedef gboolean (*CinemaTest) (Cinema *cinema, gpointer data);
gboolean cinema_wait (Cinema *cinema, CinemaTest is_so, gpointer data);

/* Tests. No stream is there any more; our picture is the server's; so many frames were shown
 * (data: GUINT_TO_POINTER). */
gboolean cinema_is_over (Cinema *cinema, gpointer data);
gboolean cinema_is_right (Cinema *cinema, gpointer data);
gboolean cinema_has_shown (Cinema *cinema, gpointer data);

/* Runs until the film has drawn so many more pictures. */
void cinema_play (CinemaFilm *film, guint32 n);

/* A counter of the display, 0 if there is none; and what decodes, to be freed. */
guint64 cinema_count (Cinema *cinema, const char *key);
char *cinema_dup_decoders (Cinema *cinema);

/* The pixel on our screen, 0x00RRGGBB. */
guint32 cinema_pixel (Cinema *cinema, gint x, gint y);

/* Figures of the display and of @film, as a message of the test. */
void cinema_report (CinemaFilm *film, const char *title);

/* Whether films may be played by such a configuration of the server, see above. */
gboolean cinema_may_play (const char *codecs);

/* How many plug-ins decode the codec. */
guint cinema_count_decoders (const char *codec);
