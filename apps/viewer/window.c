/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "apps/viewer/window-private.h"

#include "apps/viewer/address.h"

#include <glib/gi18n.h>

#define SAY_SECONDS 8

G_DEFINE_FINAL_TYPE (ViewerWindow, viewer_window, GTK_TYPE_APPLICATION_WINDOW)

gboolean
viewer_window_shows (ViewerWindow *self, gpointer page)
{
  return gtk_stack_get_visible_child (self->stack) == page;
}

const char *
viewer_window_guest_name (ViewerWindow *self)
{
  const char *name = self->session ? sumac_session_get_name (self->session) : NULL;

  return name && *name ? name : NULL;
}

char *
viewer_window_dup_host (ViewerWindow *self)
{
  return viewer_address_host (sumac_session_get_uri (self->session));
}

static char *
dup_title (ViewerWindow *self)
{
  if (self->options->title)
    return g_strdup (self->options->title);
  if (!self->session || viewer_window_shows (self, self->connect_page))
    return g_strdup (_ ("Sumac Viewer"));
  if (viewer_window_guest_name (self))
    return g_strdup (viewer_window_guest_name (self));
  return viewer_window_dup_host (self);
}

/* What the captured pointer hides must be said: the keys that free it. */
static const char *
subtitle (ViewerWindow *self)
{
  if (viewer_window_shows (self, self->display_page) &&
      sumac_display_get_pointer_captured (self->display))
    return _ ("Press left Ctrl and left Alt together to release the pointer");
  return self->said;
}

void
viewer_window_update_title (ViewerWindow *self)
{
  g_autofree char *title = dup_title (self);

  gtk_window_set_title (GTK_WINDOW (self), title);
  gtk_header_bar_set_title (self->header, title);
  gtk_header_bar_set_subtitle (self->header, subtitle (self));
  viewer_display_page_set_title (self->display_page, title);
}

static void
forget_said (ViewerWindow *self)
{
  g_clear_handle_id (&self->said_timer, g_source_remove);
  g_clear_pointer (&self->said, g_free);
}

static gboolean
on_said (gpointer data)
{
  ViewerWindow *self = data;

  self->said_timer = 0;
  forget_said (self);
  viewer_window_update_title (self);
  return G_SOURCE_REMOVE;
}

void
viewer_window_say (ViewerWindow *self, const char *sentence)
{
  if (self->is_fullscreen)
    {
      viewer_display_page_say (self->display_page, sentence);
      return;
    }
  forget_said (self);
  self->said = g_strdup (sentence);
  self->said_timer = g_timeout_add_seconds (SAY_SECONDS, on_said, self);
  viewer_window_update_title (self);
}

static void
enable (ViewerWindow *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static void
update_actions (ViewerWindow *self)
{
  static const char *const for_a_screen[] = {
    "capture", "disconnect", "renderer", "send-keys", "zoom-in", "zoom-out", "zoom-reset",
  };
  gboolean has_screen = viewer_window_shows (self, self->display_page);

  for (gsize i = 0; i < G_N_ELEMENTS (for_a_screen); i++)
    enable (self, for_a_screen[i], has_screen);
  enable (self, "screenshot", has_screen && sumac_display_get_has_picture (self->display));
  enable (self, "fullscreen", has_screen || self->is_fullscreen);
  gtk_widget_set_visible (self->disconnect_button, has_screen);
  gtk_widget_set_visible (self->tools, has_screen);
}

void
viewer_window_show_page (ViewerWindow *self, gpointer page)
{
  if (page != self->busy_page)
    viewer_busy_page_stop (self->busy_page);
  if (page != self->password_page)
    viewer_password_page_clear (self->password_page);
  gtk_stack_set_visible_child (self->stack, page);
  viewer_window_update_title (self);
  update_actions (self);
}

void
viewer_window_show_connect_page (ViewerWindow *self)
{
  g_autofree char *address =
      self->session ? viewer_address_without_password (sumac_session_get_uri (self->session))
                    : NULL;

  viewer_connect_page_refresh (self->connect_page);
  viewer_window_show_page (self, self->connect_page);
  viewer_connect_page_ask (self->connect_page, address);
}

static gboolean
guest_has_keyboard (ViewerWindow *self)
{
  return sumac_display_get_keyboard_grabbed (self->display) ||
         sumac_display_get_pointer_captured (self->display);
}

void
viewer_window_hint_fullscreen (ViewerWindow *self)
{
  if (self->has_hinted_fullscreen || !viewer_window_shows (self, self->display_page))
    return;
  self->has_hinted_fullscreen = TRUE;

  /* With the keyboard free, the keys that free it would take it. */
  if (guest_has_keyboard (self))
    viewer_display_page_say (
        self->display_page,
        _ ("Rest the pointer at the top edge for the way out, or press left Ctrl and left Alt together, then F11."));
  else
    viewer_display_page_say (
        self->display_page,
        _ ("Rest the pointer at the top edge for the way out, or press F11."));
}

static void
on_cancel (ViewerWindow *self)
{
  viewer_window_leave (self);
}

static void
on_password (ViewerWindow *self, const char *password)
{
  sumac_session_set_password (self->session, password);
  sumac_session_open (self->session);
}

/* A captured keyboard goes to the guest before any shortcut of ours. */
static gboolean
viewer_window_key_event (GtkWidget *widget, GdkEventKey *event)
{
  ViewerWindow *self = VIEWER_WINDOW (widget);
  GtkWidgetClass *parent_class = GTK_WIDGET_CLASS (viewer_window_parent_class);
  gboolean is_for_guest =
      viewer_window_shows (self, self->display_page) && guest_has_keyboard (self);

  if (is_for_guest && gtk_widget_event (GTK_WIDGET (self->display), (GdkEvent *) event))
    return GDK_EVENT_STOP;
  return event->type == GDK_KEY_PRESS ? parent_class->key_press_event (widget, event)
                                      : parent_class->key_release_event (widget, event);
}

static gboolean
viewer_window_state_event (GtkWidget *widget, GdkEventWindowState *event)
{
  ViewerWindow *self = VIEWER_WINDOW (widget);
  gboolean is_fullscreen = (event->new_window_state & GDK_WINDOW_STATE_FULLSCREEN) != 0;

  if (is_fullscreen != self->is_fullscreen)
    {
      self->is_fullscreen = is_fullscreen;
      viewer_display_page_set_fullscreen (self->display_page, is_fullscreen);
      update_actions (self);
      if (is_fullscreen)
        viewer_window_hint_fullscreen (self);
    }
  return GTK_WIDGET_CLASS (viewer_window_parent_class)->window_state_event (widget, event);
}

static void
on_captured (ViewerWindow *self)
{
  viewer_window_update_title (self);
  if (self->is_fullscreen && sumac_display_get_pointer_captured (self->display))
    viewer_display_page_say (self->display_page, subtitle (self));
}

static void
on_has_picture (ViewerWindow *self)
{
  update_actions (self);
}

static gboolean
fit_later (gpointer data)
{
  ViewerWindow *self = data;

  viewer_window_follow_picture (self);
  return G_SOURCE_REMOVE;
}

static void
on_picture_resized (ViewerWindow *self)
{
  /* At once, so that the picture is never painted in a window of another size; but sizes are only
   * known when the toolkit has laid out the page. */
  if (viewer_display_page_is_laid_out (self->display_page))
    viewer_window_follow_picture (self);
  else
    g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, fit_later, g_object_ref (self), g_object_unref);
}

static void
viewer_window_dispose (GObject *object)
{
  ViewerWindow *self = VIEWER_WINDOW (object);

  forget_said (self);
  if (self->display)
    {
      viewer_window_drop_session (self);
      g_signal_handlers_disconnect_by_data (self->display, self);
      self->display = NULL;
    }
  G_OBJECT_CLASS (viewer_window_parent_class)->dispose (object);
}

static void
viewer_window_finalize (GObject *object)
{
  viewer_recent_free (VIEWER_WINDOW (object)->recent);
  G_OBJECT_CLASS (viewer_window_parent_class)->finalize (object);
}

static void
viewer_window_init (ViewerWindow *self)
{
  g_autofree char *recent_path = viewer_recent_default_path ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->display = viewer_display_page_get_display (self->display_page);
  self->recent = viewer_recent_new (recent_path);
  viewer_connect_page_set_recent (self->connect_page, self->recent);
  viewer_window_add_actions (self);
  viewer_window_add_menus (self);
  g_signal_connect_swapped (self->display, "notify::pointer-captured", G_CALLBACK (on_captured),
                            self);
  g_signal_connect_swapped (self->display, "notify::has-picture", G_CALLBACK (on_has_picture),
                            self);
  g_signal_connect_swapped (self->display, "picture-resized", G_CALLBACK (on_picture_resized),
                            self);
}

static void
viewer_window_class_init (ViewerWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (VIEWER_TYPE_BUSY_PAGE);
  g_type_ensure (VIEWER_TYPE_CLOSED_PAGE);
  g_type_ensure (VIEWER_TYPE_CONNECT_PAGE);
  g_type_ensure (VIEWER_TYPE_DISPLAY_PAGE);
  g_type_ensure (VIEWER_TYPE_PASSWORD_PAGE);
  object_class->dispose = viewer_window_dispose;
  object_class->finalize = viewer_window_finalize;
  widget_class->key_press_event = viewer_window_key_event;
  widget_class->key_release_event = viewer_window_key_event;
  widget_class->window_state_event = viewer_window_state_event;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sumac/Viewer/window.ui");
  gtk_widget_class_bind_template_child (widget_class, ViewerWindow, header);
  gtk_widget_class_bind_template_child (widget_class, ViewerWindow, disconnect_button);
  gtk_widget_class_bind_template_child (widget_class, ViewerWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, ViewerWindow, keys_button);
  gtk_widget_class_bind_template_child (widget_class, ViewerWindow, tools);
  gtk_widget_class_bind_template_child (widget_class, ViewerWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, ViewerWindow, connect_page);
  gtk_widget_class_bind_template_child (widget_class, ViewerWindow, busy_page);
  gtk_widget_class_bind_template_child (widget_class, ViewerWindow, password_page);
  gtk_widget_class_bind_template_child (widget_class, ViewerWindow, display_page);
  gtk_widget_class_bind_template_child (widget_class, ViewerWindow, closed_page);
  gtk_widget_class_bind_template_callback (widget_class, gtk_window_close);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel);
  gtk_widget_class_bind_template_callback (widget_class, on_password);
  gtk_widget_class_bind_template_callback (widget_class, viewer_window_connect);
}

ViewerWindow *
viewer_window_new (GtkApplication *application, const ViewerOptions *options)
{
  ViewerWindow *self = g_object_new (VIEWER_TYPE_WINDOW, "application", application, NULL);

  self->options = options;
  if (options->zoom > 0)
    {
      sumac_display_set_zoom (self->display, options->zoom);
      sumac_display_set_scaling (self->display, FALSE);
    }
  viewer_window_show_connect_page (self);
  if (options->is_fullscreen)
    gtk_window_fullscreen (GTK_WINDOW (self));
  if (options->uri)
    viewer_window_connect (self, options->uri);
  return self;
}

ViewerExit
viewer_window_get_exit (ViewerWindow *self)
{
  return self->exit;
}
