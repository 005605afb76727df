/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "apps/viewer/busy-page.h"

#include <glib/gi18n.h>

#define PATIENCE_MS 300

struct _ViewerBusyPage
{
  GtkBox parent_instance;

  GtkWidget *content;
  GtkSpinner *spinner;
  GtkLabel *sentence;
  GtkWidget *cancel_button;
  guint timer;
};

G_DEFINE_FINAL_TYPE (ViewerBusyPage, viewer_busy_page, GTK_TYPE_BOX)

static guint cancel_signal;

static gboolean
on_patience_over (gpointer data)
{
  ViewerBusyPage *self = data;

  self->timer = 0;
  gtk_spinner_start (self->spinner);
  gtk_widget_show (self->content);
  gtk_widget_grab_focus (self->cancel_button);
  return G_SOURCE_REMOVE;
}

static void
on_cancel (ViewerBusyPage *self)
{
  g_signal_emit (self, cancel_signal, 0);
}

static gboolean
on_key (ViewerBusyPage *self, GdkEventKey *event)
{
  if (event->keyval != GDK_KEY_Escape)
    return GDK_EVENT_PROPAGATE;
  on_cancel (self);
  return GDK_EVENT_STOP;
}

static void
viewer_busy_page_dispose (GObject *object)
{
  g_clear_handle_id (&VIEWER_BUSY_PAGE (object)->timer, g_source_remove);
  G_OBJECT_CLASS (viewer_busy_page_parent_class)->dispose (object);
}

static void
viewer_busy_page_init (ViewerBusyPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
viewer_busy_page_class_init (ViewerBusyPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = viewer_busy_page_dispose;
  cancel_signal = g_signal_new ("cancel", VIEWER_TYPE_BUSY_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sumac/Viewer/busy-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ViewerBusyPage, content);
  gtk_widget_class_bind_template_child (widget_class, ViewerBusyPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, ViewerBusyPage, sentence);
  gtk_widget_class_bind_template_child (widget_class, ViewerBusyPage, cancel_button);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel);
  gtk_widget_class_bind_template_callback (widget_class, on_key);
}

void
viewer_busy_page_start (ViewerBusyPage *self, const char *host)
{
  g_autofree char *sentence = NULL;

  /* Translators: %s is the name of a computer. */
  sentence = g_strdup_printf (_ ("Connecting to %s…"), host);
  viewer_busy_page_stop (self);
  gtk_label_set_text (self->sentence, sentence);
  self->timer = g_timeout_add (PATIENCE_MS, on_patience_over, self);
}

void
viewer_busy_page_stop (ViewerBusyPage *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  gtk_spinner_stop (self->spinner);
  gtk_widget_hide (self->content);
}
