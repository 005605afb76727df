/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "proof/screen.h"

/* Cookies are whatever rises, and large. */
#define FIRST_COOKIE (G_GUINT64_CONSTANT (1) << 40)
#define COOKIE_STEP  3

static guint64
cookie_of (guint n)
{
  return FIRST_COOKIE + (guint64) n * COOKIE_STEP;
}

static guint
number_of (guint64 cookie)
{
  return (guint) ((cookie - FIRST_COOKIE) / COOKIE_STEP);
}

/* The lock is held. */
static void
look_at (SumacScreen *screen, guint n, const SumacPicture *picture)
{
  const SumacFilm *film = screen->pushed[n].film;

  if (film && screen->wrong->len == 0)
    sumac_film_is_frame (film, screen->pushed[n].frame, picture, screen->wrong);
}

static void
settle (SumacScreen *screen, guint n_settled)
{
  screen->n_settled = n_settled;
  sumac_cond_broadcast (&screen->changed);
}

static void
on_picture (gpointer data, SumacPicture *picture, guint64 cookie)
{
  SumacScreen *screen = data;
  guint n = number_of (cookie);

  sumac_lock (&screen->lock);
  screen->n_shown++;
  screen->is_shown[n] = TRUE;
  if (screen->keeps)
    screen->kept[n] = picture;
  else
    look_at (screen, n, picture);
  settle (screen, n + 1);
  sumac_unlock (&screen->lock);
  if (!screen->keeps)
    sumac_picture_unref (picture);
}

static void
on_settled (gpointer data, guint64 cookie)
{
  SumacScreen *screen = data;

  sumac_lock (&screen->lock);
  settle (screen, number_of (cookie) + 1);
  sumac_unlock (&screen->lock);
}

static void
on_failed (gpointer data, GError *error)
{
  SumacScreen *screen = data;

  sumac_lock (&screen->lock);
  screen->error = error;
  sumac_cond_broadcast (&screen->changed);
  sumac_unlock (&screen->lock);
}

gboolean
sumac_screen_init (SumacScreen *screen,
                   SumacVideoDecoder *decoder,
                   const SumacFilm *film,
                   gboolean takes_planes,
                   GString *how)
{
  const SumacVideoFormat format = { film->codec, film->width, film->height, takes_planes };
  const SumacVideoReceiver receiver = { on_picture, on_settled, on_failed, screen };

  *screen = (SumacScreen){ .decoder = decoder, .wrong = g_string_new (NULL) };
  sumac_lock_init (&screen->lock);
  sumac_cond_init (&screen->changed);
  if (sumac_video_decoder_open (decoder, &format, &receiver, &screen->error))
    return TRUE;
  g_string_printf (how, "it can't be opened: %s", screen->error->message);
  return FALSE;
}

void
sumac_screen_close (SumacScreen *screen)
{
  if (screen->decoder)
    sumac_video_decoder_close (screen->decoder);
  g_clear_object (&screen->decoder);
}

void
sumac_screen_clear (SumacScreen *screen)
{
  sumac_screen_close (screen);
  for (guint i = 0; i < screen->n_pushed; i++)
    sumac_picture_unref (screen->kept[i]);
  g_string_free (screen->wrong, TRUE);
  g_clear_error (&screen->error);
  sumac_cond_clear (&screen->changed);
  sumac_lock_clear (&screen->lock);
}

static guint
push (SumacScreen *screen, const SumacFilm *film, guint frame, const guint8 *bytes, gsize size)
{
  guint n = screen->n_pushed++;
  GError *error = NULL;

  g_assert_cmpuint (n, <, SUMAC_SCREEN_MAX_FRAMES);
  screen->pushed[n].film = film;
  screen->pushed[n].frame = frame;
  if (!sumac_video_decoder_push (screen->decoder, bytes, size, cookie_of (n), &error))
    on_failed (screen, error);
  return n;
}

guint
sumac_screen_push (SumacScreen *screen, const SumacFilm *film, guint frame)
{
  gsize size;
  const guint8 *bytes = sumac_film_frame (film, frame, &size);

  return push (screen, film, frame, bytes, size);
}

guint
sumac_screen_push_bytes (SumacScreen *screen, const guint8 *bytes, gsize size)
{
  return push (screen, NULL, 0, bytes, size);
}

gboolean
sumac_screen_wait (SumacScreen *screen, guint n)
{
  gint64 deadline_us = sumac_clock_us () + (gint64) screen->wait_ms * 1000;
  gboolean is_in_time = TRUE;

  sumac_lock (&screen->lock);
  while (is_in_time && screen->n_settled <= n && !screen->error)
    is_in_time = sumac_cond_wait_until (&screen->changed, &screen->lock, deadline_us);

  gboolean is_settled = screen->n_settled > n;

  sumac_unlock (&screen->lock);
  return is_settled;
}

gboolean
sumac_screen_is_right (SumacScreen *screen, GString *how)
{
  sumac_lock (&screen->lock);
  for (guint i = 0; i < screen->n_pushed; i++)
    if (screen->kept[i])
      look_at (screen, i, screen->kept[i]);
  if (screen->error)
    g_string_printf (how, "it gave up: %s", screen->error->message);
  else
    g_string_assign (how, screen->wrong->str);
  sumac_unlock (&screen->lock);
  return how->len == 0;
}

gboolean
sumac_screen_has_shown (SumacScreen *screen, guint n)
{
  sumac_lock (&screen->lock);

  gboolean is_shown = screen->is_shown[n];

  sumac_unlock (&screen->lock);
  return is_shown;
}

guint
sumac_screen_count_shown (SumacScreen *screen)
{
  sumac_lock (&screen->lock);

  guint n = screen->n_shown;

  sumac_unlock (&screen->lock);
  return n;
}
