/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "apps/viewer/display-page.h"

#include <glib/gi18n.h>

/* How long the pointer rests at the top edge before the bar comes. */
#define BAR_DELAY_MS 300

#define SAY_MS 6000

struct _ViewerDisplayPage
{
  GtkOverlay parent_instance;

  GtkWidget *scrolled;
  SumacDisplay *display;
  GtkLabel *waiting;
  GtkRevealer *bar;
  GtkHeaderBar *bar_header;
  GtkMenuButton *bar_keys;
  GtkWidget *message;
  GtkLabel *message_label;
  gboolean is_fullscreen;
  guint bar_timer;
  guint message_timer;
};

G_DEFINE_FINAL_TYPE (ViewerDisplayPage, viewer_display_page, GTK_TYPE_OVERLAY)

static void
set_bar_revealed (ViewerDisplayPage *self, gboolean is_revealed)
{
  g_clear_handle_id (&self->bar_timer, g_source_remove);
  /* A revealer without height would still take the events of the top row. */
  if (is_revealed)
    gtk_widget_show (GTK_WIDGET (self->bar));
  gtk_revealer_set_reveal_child (self->bar, is_revealed);
}

static gboolean
on_bar_due (gpointer data)
{
  ViewerDisplayPage *self = data;

  self->bar_timer = 0;
  set_bar_revealed (self, TRUE);
  return G_SOURCE_REMOVE;
}

static void
on_bar_revealed (ViewerDisplayPage *self)
{
  if (!gtk_revealer_get_reveal_child (self->bar) &&
      !gtk_revealer_get_child_revealed (self->bar))
    gtk_widget_hide (GTK_WIDGET (self->bar));
}

static gboolean
bar_menu_is_open (ViewerDisplayPage *self)
{
  return gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->bar_keys));
}

static gboolean
on_display_motion (ViewerDisplayPage *self, GdkEventMotion *event)
{
  gboolean is_at_edge = event->y < 1 && !sumac_display_get_pointer_captured (self->display);

  if (!self->is_fullscreen)
    return GDK_EVENT_PROPAGATE;
  if (!is_at_edge)
    {
      if (!bar_menu_is_open (self))
        set_bar_revealed (self, FALSE);
    }
  else if (self->bar_timer == 0)
    self->bar_timer = g_timeout_add (BAR_DELAY_MS, on_bar_due, self);
  return GDK_EVENT_PROPAGATE;
}

static void
update_waiting (ViewerDisplayPage *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->waiting),
                          !sumac_display_get_has_picture (self->display));
}

/* A window fitted to the picture is never scrolled, and one pixel of rounding shows no bars. */
static void
update_scrolling (ViewerDisplayPage *self)
{
  GtkPolicyType policy =
      sumac_display_get_scaling (self->display) ? GTK_POLICY_NEVER : GTK_POLICY_AUTOMATIC;

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), policy, policy);
}

static gboolean
on_message_over (gpointer data)
{
  ViewerDisplayPage *self = data;

  self->message_timer = 0;
  gtk_widget_hide (self->message);
  return G_SOURCE_REMOVE;
}

static void
on_message_dismissed (ViewerDisplayPage *self)
{
  g_clear_handle_id (&self->message_timer, g_source_remove);
  gtk_widget_hide (self->message);
}

static void
viewer_display_page_dispose (GObject *object)
{
  ViewerDisplayPage *self = VIEWER_DISPLAY_PAGE (object);

  g_clear_handle_id (&self->bar_timer, g_source_remove);
  g_clear_handle_id (&self->message_timer, g_source_remove);
  G_OBJECT_CLASS (viewer_display_page_parent_class)->dispose (object);
}

static void
viewer_display_page_init (ViewerDisplayPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update_waiting (self);
  update_scrolling (self);
}

static void
viewer_display_page_class_init (ViewerDisplayPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SUMAC_TYPE_DISPLAY);
  G_OBJECT_CLASS (klass)->dispose = viewer_display_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/sumac/Viewer/display-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ViewerDisplayPage, scrolled);
  gtk_widget_class_bind_template_child (widget_class, ViewerDisplayPage, display);
  gtk_widget_class_bind_template_child (widget_class, ViewerDisplayPage, waiting);
  gtk_widget_class_bind_template_child (widget_class, ViewerDisplayPage, bar);
  gtk_widget_class_bind_template_child (widget_class, ViewerDisplayPage, bar_header);
  gtk_widget_class_bind_template_child (widget_class, ViewerDisplayPage, bar_keys);
  gtk_widget_class_bind_template_child (widget_class, ViewerDisplayPage, message);
  gtk_widget_class_bind_template_child (widget_class, ViewerDisplayPage, message_label);
  gtk_widget_class_bind_template_callback (widget_class, on_bar_revealed);
  gtk_widget_class_bind_template_callback (widget_class, on_display_motion);
  gtk_widget_class_bind_template_callback (widget_class, on_message_dismissed);
  gtk_widget_class_bind_template_callback (widget_class, update_scrolling);
  gtk_widget_class_bind_template_callback (widget_class, update_waiting);
}

SumacDisplay *
viewer_display_page_get_display (ViewerDisplayPage *self)
{
  return self->display;
}

void
viewer_display_page_set_keys_menu (ViewerDisplayPage *self, GMenuModel *menu)
{
  gtk_menu_button_set_menu_model (self->bar_keys, menu);
}

void
viewer_display_page_set_fullscreen (ViewerDisplayPage *self, gboolean is_fullscreen)
{
  self->is_fullscreen = is_fullscreen;
  if (is_fullscreen)
    return;
  set_bar_revealed (self, FALSE);
  /* The way out of the full screen was found. */
  on_message_dismissed (self);
}

void
viewer_display_page_set_title (ViewerDisplayPage *self, const char *title)
{
  gtk_header_bar_set_title (self->bar_header, title);
}

void
viewer_display_page_say (ViewerDisplayPage *self, const char *sentence)
{
  gtk_label_set_text (self->message_label, sentence);
  gtk_widget_show (self->message);
  g_clear_handle_id (&self->message_timer, g_source_remove);
  self->message_timer = g_timeout_add (SAY_MS, on_message_over, self);
}

gboolean
viewer_display_page_is_laid_out (ViewerDisplayPage *self)
{
  return gtk_widget_get_allocated_width (self->scrolled) > 1;
}

void
viewer_display_page_measure (ViewerDisplayPage *self,
                             GtkRequisition *wanted,
                             GtkRequisition *given)
{
  gtk_widget_get_preferred_size (GTK_WIDGET (self->display), NULL, wanted);
  given->width = gtk_widget_get_allocated_width (self->scrolled);
  given->height = gtk_widget_get_allocated_height (self->scrolled);
}
