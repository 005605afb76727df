/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "apps/viewer/connect-page.h"

#include "apps/viewer/address.h"

#include <glib/gi18n.h>

struct _ViewerConnectPage
{
  GtkBox parent_instance;

  GtkEntry *address;
  GtkWidget *connect_button;
  GtkWidget *recent_box;
  GtkListBox *recent_list;
  ViewerRecent *recent; /* borrowed */
};

G_DEFINE_FINAL_TYPE (ViewerConnectPage, viewer_connect_page, GTK_TYPE_BOX)

enum
{
  SIGNAL_CONNECT,
  SIGNAL_QUIT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* What a row stands for. */
#define ROW_URI "viewer-uri"

static void
connect_to (ViewerConnectPage *self, const char *text)
{
  g_autofree char *uri = viewer_address_complete (text);

  if (*uri)
    g_signal_emit (self, signals[SIGNAL_CONNECT], 0, uri);
}

static void
on_connect (ViewerConnectPage *self)
{
  connect_to (self, gtk_entry_get_text (self->address));
}

static void
on_address_changed (ViewerConnectPage *self)
{
  g_autofree char *uri = viewer_address_complete (gtk_entry_get_text (self->address));

  gtk_widget_set_sensitive (self->connect_button, *uri != '\0');
}

static void
on_row_activated (ViewerConnectPage *self, GtkListBoxRow *row)
{
  const char *uri = g_object_get_data (G_OBJECT (row), ROW_URI);

  gtk_entry_set_text (self->address, uri);
  connect_to (self, uri);
}

static void
on_remove (ViewerConnectPage *self, GtkButton *button)
{
  viewer_recent_remove (self->recent, g_object_get_data (G_OBJECT (button), ROW_URI));
  viewer_connect_page_refresh (self);
}

static void
on_clear (ViewerConnectPage *self)
{
  viewer_recent_clear (self->recent);
  viewer_connect_page_refresh (self);
}

static gboolean
on_key (ViewerConnectPage *self, GdkEventKey *event)
{
  if (event->keyval != GDK_KEY_Escape)
    return GDK_EVENT_PROPAGATE;
  g_signal_emit (self, signals[SIGNAL_QUIT], 0);
  return GDK_EVENT_STOP;
}

/* The machine's name, and below it the address; where there is no name the address alone. */
static GtkWidget *
make_row (ViewerConnectPage *self, const ViewerRecentEntry *entry)
{
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource ("/org/sumac/Viewer/recent-row.ui");
  GObject *row = gtk_builder_get_object (builder, "row");
  GObject *remove = gtk_builder_get_object (builder, "remove");
  gboolean has_name = *entry->name != '\0';
  g_autofree char *remove_name = NULL;

  /* Translators: %s is the address of a virtual machine. */
  remove_name = g_strdup_printf (_ ("Remove %s from the list"), entry->uri);
  gtk_label_set_text (GTK_LABEL (gtk_builder_get_object (builder, "name")),
                      has_name ? entry->name : entry->uri);
  gtk_label_set_text (GTK_LABEL (gtk_builder_get_object (builder, "address")), entry->uri);
  gtk_widget_set_visible (GTK_WIDGET (gtk_builder_get_object (builder, "address")), has_name);
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (remove)), remove_name);
  g_object_set_data_full (row, ROW_URI, g_strdup (entry->uri), g_free);
  g_object_set_data_full (remove, ROW_URI, g_strdup (entry->uri), g_free);
  g_signal_connect_swapped (remove, "clicked", G_CALLBACK (on_remove), self);
  return g_object_ref_sink (GTK_WIDGET (row));
}

static void
remove_row (GtkWidget *row, gpointer data G_GNUC_UNUSED)
{
  gtk_widget_destroy (row);
}

static void
viewer_connect_page_init (ViewerConnectPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  on_address_changed (self);
}

static void
viewer_connect_page_class_init (ViewerConnectPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[SIGNAL_CONNECT] =
      g_signal_new ("connect", VIEWER_TYPE_CONNECT_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_QUIT] = g_signal_new ("quit", VIEWER_TYPE_CONNECT_PAGE, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/sumac/Viewer/connect-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ViewerConnectPage, address);
  gtk_widget_class_bind_template_child (widget_class, ViewerConnectPage, connect_button);
  gtk_widget_class_bind_template_child (widget_class, ViewerConnectPage, recent_box);
  gtk_widget_class_bind_template_child (widget_class, ViewerConnectPage, recent_list);
  gtk_widget_class_bind_template_callback (widget_class, on_connect);
  gtk_widget_class_bind_template_callback (widget_class, on_address_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_clear);
  gtk_widget_class_bind_template_callback (widget_class, on_key);
}

void
viewer_connect_page_set_recent (ViewerConnectPage *self, ViewerRecent *recent)
{
  self->recent = recent;
  viewer_connect_page_refresh (self);
}

void
viewer_connect_page_refresh (ViewerConnectPage *self)
{
  guint n = viewer_recent_count (self->recent);

  gtk_container_foreach (GTK_CONTAINER (self->recent_list), remove_row, NULL);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GtkWidget) row = make_row (self, viewer_recent_get (self->recent, i));

      gtk_container_add (GTK_CONTAINER (self->recent_list), row);
    }
  gtk_widget_set_visible (self->recent_box, n > 0);
}

void
viewer_connect_page_ask (ViewerConnectPage *self, const char *address)
{
  gtk_entry_set_text (self->address, address ? address : "");
  gtk_widget_grab_focus (GTK_WIDGET (self->address));
}
