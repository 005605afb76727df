/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "apps/viewer/window-private.h"

#include <glib/gi18n.h>

/* After so many wrong passwords the connection is given up. */
#define MAX_REFUSALS 5

static ViewerExit
exit_of (ViewerWindow *self, const GError *error)
{
  if (g_error_matches (error, SUMAC_ERROR, SUMAC_ERROR_AUTH))
    return VIEWER_EXIT_AUTH;
  if (g_error_matches (error, SUMAC_ERROR, SUMAC_ERROR_CERTIFICATE))
    return VIEWER_EXIT_CERTIFICATE;
  return self->is_ready ? VIEWER_EXIT_LOST : VIEWER_EXIT_CONNECT;
}

static const char *
failure_title (ViewerExit exit)
{
  switch (exit)
    {
    case VIEWER_EXIT_AUTH:
      return _ ("Password refused");
    case VIEWER_EXIT_CERTIFICATE:
      return _ ("The server can’t be trusted");
    case VIEWER_EXIT_LOST:
      return _ ("The connection is lost");
    case VIEWER_EXIT_DONE:
    case VIEWER_EXIT_USAGE:
    case VIEWER_EXIT_CONNECT:
      break;
    }
  return _ ("Could not connect");
}

static void
leave_fullscreen_for_words (ViewerWindow *self)
{
  if (!self->is_ready && self->is_fullscreen)
    gtk_window_unfullscreen (GTK_WINDOW (self));
}

static void
on_failed (ViewerWindow *self, const char *sentence, ViewerExit exit, gboolean can_retry)
{
  g_autoptr (GdkPixbuf) last = self->is_ready ? sumac_display_dup_pixbuf (self->display) : NULL;

  self->exit = exit;
  leave_fullscreen_for_words (self);
  viewer_window_show_page (self, self->closed_page);
  viewer_closed_page_tell (self->closed_page, "dialog-error-symbolic", failure_title (exit),
                           sentence, can_retry, last);
}

static void
on_closed (ViewerWindow *self)
{
  g_autoptr (GdkPixbuf) last = sumac_display_dup_pixbuf (self->display);

  self->exit = VIEWER_EXIT_DONE;
  if (self->is_leaving)
    {
      viewer_window_show_connect_page (self);
      return;
    }
  viewer_window_show_page (self, self->closed_page);
  viewer_closed_page_tell (
      self->closed_page, "network-offline-symbolic", _ ("Disconnected"),
      _ ("The virtual machine has ended the connection. It may have been shut down."), TRUE,
      last);
}

static void
on_ready (ViewerWindow *self)
{
  self->is_ready = TRUE;
  self->refusals = 0;
  viewer_recent_add (self->recent, sumac_session_get_uri (self->session),
                     viewer_window_guest_name (self));
  viewer_window_show_page (self, self->display_page);
  gtk_widget_grab_focus (GTK_WIDGET (self->display));
  if (self->is_fullscreen)
    viewer_window_hint_fullscreen (self);
}

static void
on_connecting (ViewerWindow *self)
{
  g_autofree char *host = viewer_window_dup_host (self);

  self->is_ready = FALSE;
  self->exit = VIEWER_EXIT_DONE;
  self->fitted = (GtkRequisition){ 0, 0 };
  viewer_window_show_page (self, self->busy_page);
  viewer_busy_page_start (self->busy_page, host);
}

static void
on_state (ViewerWindow *self)
{
  const GError *error = sumac_session_get_error (self->session);

  switch (sumac_session_get_state (self->session))
    {
    case SUMAC_SESSION_CONNECTING:
      on_connecting (self);
      break;
    case SUMAC_SESSION_READY:
      on_ready (self);
      break;
    case SUMAC_SESSION_CLOSED:
      on_closed (self);
      break;
    case SUMAC_SESSION_FAILED:
      on_failed (self, error ? error->message : _ ("The reason is not known."),
                 exit_of (self, error),
                 !g_error_matches (error, SUMAC_ERROR, SUMAC_ERROR_ADDRESS));
      break;
    case SUMAC_SESSION_IDLE:
    case SUMAC_SESSION_AUTHENTICATING:
      break; /* the signal asks */
    }
}

static void
on_authenticate (ViewerWindow *self, const char *sentence)
{
  g_autofree char *host = viewer_window_dup_host (self);
  g_autofree char *last_word = g_strdup (sentence);

  if (sentence)
    {
      self->refusals++;
      self->exit = VIEWER_EXIT_AUTH;
    }
  if (self->refusals >= MAX_REFUSALS)
    {
      self->refusals = 0;
      sumac_session_set_password (self->session, NULL);
      sumac_session_close (self->session);
      on_failed (self, last_word, VIEWER_EXIT_AUTH, TRUE);
      return;
    }
  viewer_window_show_page (self, self->password_page);
  viewer_password_page_ask (self->password_page, host, sentence);
}

/* The name often comes after the connection: the list of recent ones learns it too. */
static void
on_name (ViewerWindow *self)
{
  viewer_window_update_title (self);
  if (self->is_ready)
    viewer_recent_add (self->recent, sumac_session_get_uri (self->session),
                       viewer_window_guest_name (self));
}

static void
on_notice (ViewerWindow *self, const char *text)
{
  viewer_window_say (self, text);
}

void
viewer_window_drop_session (ViewerWindow *self)
{
  if (!self->session)
    return;
  g_signal_handlers_disconnect_by_data (self->session, self);
  sumac_display_set_session (self->display, NULL);
  sumac_session_close (self->session);
  g_clear_object (&self->session);
}

void
viewer_window_connect (ViewerWindow *self, const char *uri)
{
  /* The address may belong to a row of the list that is about to change. */
  g_autofree char *address = g_strdup (uri);

  viewer_window_drop_session (self);
  self->refusals = 0;
  self->is_leaving = FALSE;
  self->session = sumac_session_new (address);
  sumac_session_set_compression (self->session, self->options->compression);
  /* The names were looked at when the command line was read. */
  sumac_session_set_preferred_video_codecs (self->session, self->options->video_codecs, NULL);
  sumac_session_set_policy (self->session, self->options->video_policy);
  g_signal_connect_swapped (self->session, "notify::state", G_CALLBACK (on_state), self);
  g_signal_connect_swapped (self->session, "notify::name", G_CALLBACK (on_name), self);
  g_signal_connect_swapped (self->session, "notify::renderer",
                            G_CALLBACK (viewer_window_follow_renderer), self);
  g_signal_connect_swapped (self->session, "notify::drawing-renderer",
                            G_CALLBACK (viewer_window_follow_renderer), self);
  g_signal_connect_swapped (self->session, "authenticate", G_CALLBACK (on_authenticate), self);
  g_signal_connect_swapped (self->session, "notice", G_CALLBACK (on_notice), self);
  sumac_display_set_session (self->display, self->session);
  viewer_window_follow_renderer (self);
  sumac_session_open (self->session);
}

void
viewer_window_leave (ViewerWindow *self)
{
  self->is_leaving = TRUE;
  sumac_display_release (self->display);
  sumac_session_close (self->session);
}
