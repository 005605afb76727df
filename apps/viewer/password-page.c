/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "apps/viewer/password-page.h"

#include <glib/gi18n.h>

struct _ViewerPasswordPage
{
  GtkBox parent_instance;

  GtkLabel *title;
  GtkLabel *refusal;
  GtkEntry *password;
  GtkWidget *caps_lock;
  GdkKeymap *keymap; /* borrowed: the display's */
};

G_DEFINE_FINAL_TYPE (ViewerPasswordPage, viewer_password_page, GTK_TYPE_BOX)

enum
{
  SIGNAL_ANSWER,
  SIGNAL_CANCEL,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_answer (ViewerPasswordPage *self)
{
  g_signal_emit (self, signals[SIGNAL_ANSWER], 0, gtk_entry_get_text (self->password));
}

static void
on_cancel (ViewerPasswordPage *self)
{
  g_signal_emit (self, signals[SIGNAL_CANCEL], 0);
}

static gboolean
on_key (ViewerPasswordPage *self, GdkEventKey *event)
{
  if (event->keyval != GDK_KEY_Escape)
    return GDK_EVENT_PROPAGATE;
  on_cancel (self);
  return GDK_EVENT_STOP;
}

/* The hint keeps its place, so that nothing jumps when it comes and goes. */
static void
update_caps_lock (ViewerPasswordPage *self)
{
  gtk_widget_set_opacity (self->caps_lock,
                          gdk_keymap_get_caps_lock_state (self->keymap) ? 1 : 0);
}

static void
viewer_password_page_init (ViewerPasswordPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->keymap = gdk_keymap_get_for_display (gdk_display_get_default ());
  g_signal_connect_object (self->keymap, "state-changed", G_CALLBACK (update_caps_lock), self,
                           G_CONNECT_SWAPPED);
}

static void
viewer_password_page_class_init (ViewerPasswordPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[SIGNAL_ANSWER] = g_signal_new ("answer", VIEWER_TYPE_PASSWORD_PAGE, G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_CANCEL] = g_signal_new ("cancel", VIEWER_TYPE_PASSWORD_PAGE, G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/sumac/Viewer/password-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ViewerPasswordPage, title);
  gtk_widget_class_bind_template_child (widget_class, ViewerPasswordPage, refusal);
  gtk_widget_class_bind_template_child (widget_class, ViewerPasswordPage, password);
  gtk_widget_class_bind_template_child (widget_class, ViewerPasswordPage, caps_lock);
  gtk_widget_class_bind_template_callback (widget_class, on_answer);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel);
  gtk_widget_class_bind_template_callback (widget_class, on_key);
}

void
viewer_password_page_ask (ViewerPasswordPage *self, const char *host, const char *sentence)
{
  g_autofree char *title = NULL;

  /* Translators: %s is the name of a computer. */
  title = g_strdup_printf (_ ("Password for %s"), host);
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->refusal, sentence ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->refusal), sentence != NULL);
  viewer_password_page_clear (self);
  update_caps_lock (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->password));
}

void
viewer_password_page_clear (ViewerPasswordPage *self)
{
  gtk_entry_set_text (self->password, "");
}
