/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "apps/viewer/window-private.h"

#include "apps/viewer/renderer-menu.h"
#include "apps/viewer/screenshot.h"
#include "apps/viewer/send-keys.h"

#include <glib/gi18n.h>

#define ZOOM_STEP 10

static gboolean
is_floating (ViewerWindow *self)
{
  GdkWindow *window = gtk_widget_get_window (GTK_WIDGET (self));
  const GdkWindowState fixed =
      GDK_WINDOW_STATE_FULLSCREEN | GDK_WINDOW_STATE_MAXIMIZED | GDK_WINDOW_STATE_TILED;

  return window && !(gdk_window_get_state (window) & fixed);
}

static void
read_workarea (ViewerWindow *self, GdkRectangle *area)
{
  GdkWindow *window = gtk_widget_get_window (GTK_WIDGET (self));
  GdkMonitor *monitor =
      gdk_display_get_monitor_at_window (gtk_widget_get_display (GTK_WIDGET (self)), window);

  gdk_monitor_get_workarea (monitor, area);
}

/* Makes the window as large as the picture, as far as the desktop has room. */
static void
fit_window (ViewerWindow *self)
{
  GtkRequisition wanted, given;
  GdkRectangle area;
  gint width, height;

  if (!is_floating (self) || !viewer_window_shows (self, self->display_page))
    return;
  viewer_display_page_measure (self->display_page, &wanted, &given);
  if (wanted.width == 0 || given.width <= 1)
    return;
  read_workarea (self, &area);
  gtk_window_get_size (GTK_WINDOW (self), &width, &height);
  width = MIN (width - given.width + wanted.width, area.width);
  /* The toolkit counts a window's height without the header bar. */
  height = MIN (height - given.height + wanted.height,
                area.height - gtk_widget_get_allocated_height (GTK_WIDGET (self->header)));
  gtk_window_resize (GTK_WINDOW (self), width, height);
  self->fitted = (GtkRequisition){ width, height };
}

/* The guest's own change of size leaves alone a window that the user has sized. */
void
viewer_window_follow_picture (ViewerWindow *self)
{
  gint width, height;

  gtk_window_get_size (GTK_WINDOW (self), &width, &height);
  if (self->fitted.width == 0 || (self->fitted.width == width && self->fitted.height == height))
    fit_window (self);
}

static void
on_disconnect (GSimpleAction *action G_GNUC_UNUSED,
               GVariant *parameter G_GNUC_UNUSED,
               gpointer data)
{
  viewer_window_leave (data);
}

static void
on_retry (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  ViewerWindow *self = data;

  if (!self->session || !viewer_window_shows (self, self->closed_page))
    return;
  self->is_leaving = FALSE;
  sumac_session_open (self->session);
}

static void
on_connect_elsewhere (GSimpleAction *action G_GNUC_UNUSED,
                      GVariant *parameter G_GNUC_UNUSED,
                      gpointer data)
{
  ViewerWindow *self = data;

  if (self->is_fullscreen)
    gtk_window_unfullscreen (GTK_WINDOW (self));
  viewer_window_show_connect_page (self);
  viewer_window_drop_session (self);
  viewer_window_update_title (self);
}

static void
on_send_keys (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter, gpointer data)
{
  ViewerWindow *self = data;

  viewer_send_keys (sumac_session_get_inputs (self->session),
                    g_variant_get_string (parameter, NULL));
  gtk_widget_grab_focus (GTK_WIDGET (self->display));
}

static void
set_zoom (ViewerWindow *self, gint zoom)
{
  sumac_display_set_zoom (self->display, zoom);
  sumac_display_set_scaling (self->display, FALSE);
  fit_window (self);
}

static void
on_zoom_in (GSimpleAction *action G_GNUC_UNUSED,
            GVariant *parameter G_GNUC_UNUSED,
            gpointer data)
{
  ViewerWindow *self = data;

  set_zoom (self, sumac_display_get_zoom (self->display) + ZOOM_STEP);
}

static void
on_zoom_out (GSimpleAction *action G_GNUC_UNUSED,
             GVariant *parameter G_GNUC_UNUSED,
             gpointer data)
{
  ViewerWindow *self = data;

  set_zoom (self, sumac_display_get_zoom (self->display) - ZOOM_STEP);
}

static void
on_zoom_reset (GSimpleAction *action G_GNUC_UNUSED,
               GVariant *parameter G_GNUC_UNUSED,
               gpointer data)
{
  set_zoom (data, 100);
}

static void
on_capture (GSimpleAction *action G_GNUC_UNUSED,
            GVariant *parameter G_GNUC_UNUSED,
            gpointer data)
{
  ViewerWindow *self = data;

  sumac_display_capture (self->display);
  viewer_display_page_say (
      self->display_page,
      _ ("Every key goes to the virtual machine. Press left Ctrl and left Alt together to get the keyboard back."));
}

static void
on_saved (gpointer window, const char *sentence)
{
  ViewerWindow *self = window;

  viewer_display_page_say (self->display_page, sentence);
}

static void
on_screenshot (GSimpleAction *action G_GNUC_UNUSED,
               GVariant *parameter G_GNUC_UNUSED,
               gpointer data)
{
  ViewerWindow *self = data;
  g_autoptr (GdkPixbuf) picture = sumac_display_dup_pixbuf (self->display);

  if (picture)
    viewer_screenshot_save (GTK_WINDOW (self), picture, viewer_window_guest_name (self),
                            on_saved);
}

static void
on_fullscreen (GSimpleAction *action G_GNUC_UNUSED,
               GVariant *parameter G_GNUC_UNUSED,
               gpointer data)
{
  ViewerWindow *self = data;

  if (self->is_fullscreen)
    gtk_window_unfullscreen (GTK_WINDOW (self));
  else
    gtk_window_fullscreen (GTK_WINDOW (self));
}

static void
on_minimize (GSimpleAction *action G_GNUC_UNUSED,
             GVariant *parameter G_GNUC_UNUSED,
             gpointer data)
{
  gtk_window_iconify (data);
}

static void
on_about (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  gtk_show_about_dialog (data, "program-name", _ ("Sumac Viewer"), "logo-icon-name",
                         "org.sumac.Viewer", "version", VIEWER_VERSION, "comments",
                         _ ("Shows and operates virtual machines by the SPICE protocol"),
                         "license-type", GTK_LICENSE_LGPL_2_1, NULL);
}

/* The state follows when it draws. */
static void
on_renderer (GSimpleAction *action, GVariant *name, gpointer data)
{
  ViewerWindow *self = data;
  const char *wished = g_variant_get_string (name, NULL);

  if (!*wished)
    g_simple_action_set_state (action, name);
  sumac_session_set_renderer (self->session, *wished ? wished : NULL);
}

void
viewer_window_follow_renderer (ViewerWindow *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "renderer");
  const char *wished = sumac_session_get_renderer (self->session);
  const char *drawing = sumac_session_get_drawing_renderer (self->session);

  g_simple_action_set_state (G_SIMPLE_ACTION (action),
                             g_variant_new_string (wished && drawing ? drawing : ""));
}

static const GActionEntry actions[] = {
  { .name = "about", .activate = on_about },
  { .name = "capture", .activate = on_capture },
  { .name = "connect-elsewhere", .activate = on_connect_elsewhere },
  { .name = "disconnect", .activate = on_disconnect },
  { .name = "fullscreen", .activate = on_fullscreen },
  { .name = "minimize", .activate = on_minimize },
  { .name = "renderer", .parameter_type = "s", .state = "''", .change_state = on_renderer },
  { .name = "retry", .activate = on_retry },
  { .name = "screenshot", .activate = on_screenshot },
  { .name = "send-keys", .activate = on_send_keys, .parameter_type = "s" },
  { .name = "zoom-in", .activate = on_zoom_in },
  { .name = "zoom-out", .activate = on_zoom_out },
  { .name = "zoom-reset", .activate = on_zoom_reset },
};

void
viewer_window_add_menus (ViewerWindow *self)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/org/sumac/Viewer/menus.ui");
  g_autoptr (GMenuModel) keys = viewer_send_keys_make_menu ("win.send-keys");
  GObject *menu = gtk_builder_get_object (builder, "main-menu");
  GObject *renderers = gtk_builder_get_object (builder, "renderer-menu");

  viewer_renderer_menu_fill (G_MENU (renderers), "win.renderer");

  gtk_menu_button_set_menu_model (self->menu_button, G_MENU_MODEL (menu));
  gtk_menu_button_set_menu_model (self->keys_button, keys);
  viewer_display_page_set_keys_menu (self->display_page, keys);
}

void
viewer_window_add_actions (ViewerWindow *self)
{
  g_autoptr (GPropertyAction) fit = g_property_action_new ("fit", self->display, "scaling");

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (fit));
}
