/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "apps/viewer/closed-page.h"

struct _ViewerClosedPage
{
  GtkOverlay parent_instance;

  GtkWidget *last_frame;
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *sentence;
  GtkWidget *elsewhere_button;
  GtkWidget *retry_button;
  GdkPixbuf *last; /* grey, or NULL */
};

G_DEFINE_FINAL_TYPE (ViewerClosedPage, viewer_closed_page, GTK_TYPE_OVERLAY)

/* How much of the old picture shines through. */
#define LAST_FRAME_ALPHA 0.35

static gboolean
on_draw_last_frame (ViewerClosedPage *self, cairo_t *cr)
{
  if (!self->last)
    return GDK_EVENT_PROPAGATE;

  double width = gtk_widget_get_allocated_width (self->last_frame);
  double height = gtk_widget_get_allocated_height (self->last_frame);
  double last_width = gdk_pixbuf_get_width (self->last);
  double last_height = gdk_pixbuf_get_height (self->last);
  double factor = MIN (width / last_width, height / last_height);

  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_paint (cr);
  cairo_translate (cr, (width - last_width * factor) / 2, (height - last_height * factor) / 2);
  cairo_scale (cr, factor, factor);
  gdk_cairo_set_source_pixbuf (cr, self->last, 0, 0);
  cairo_paint_with_alpha (cr, LAST_FRAME_ALPHA);
  return GDK_EVENT_STOP;
}

static void
viewer_closed_page_dispose (GObject *object)
{
  g_clear_object (&VIEWER_CLOSED_PAGE (object)->last);
  G_OBJECT_CLASS (viewer_closed_page_parent_class)->dispose (object);
}

static void
viewer_closed_page_init (ViewerClosedPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
viewer_closed_page_class_init (ViewerClosedPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = viewer_closed_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/sumac/Viewer/closed-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ViewerClosedPage, last_frame);
  gtk_widget_class_bind_template_child (widget_class, ViewerClosedPage, icon);
  gtk_widget_class_bind_template_child (widget_class, ViewerClosedPage, title);
  gtk_widget_class_bind_template_child (widget_class, ViewerClosedPage, sentence);
  gtk_widget_class_bind_template_child (widget_class, ViewerClosedPage, elsewhere_button);
  gtk_widget_class_bind_template_child (widget_class, ViewerClosedPage, retry_button);
  gtk_widget_class_bind_template_callback (widget_class, on_draw_last_frame);
}

void
viewer_closed_page_tell (ViewerClosedPage *self,
                         const char *icon_name,
                         const char *title,
                         const char *sentence,
                         gboolean can_retry,
                         GdkPixbuf *last)
{
  gtk_image_set_from_icon_name (self->icon, icon_name, GTK_ICON_SIZE_DIALOG);
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->sentence, sentence);
  g_clear_object (&self->last);
  if (last)
    {
      self->last = gdk_pixbuf_copy (last);
      gdk_pixbuf_saturate_and_pixelate (last, self->last, 0, FALSE);
    }
  gtk_widget_queue_draw (self->last_frame);
  gtk_widget_set_visible (self->retry_button, can_retry);
  gtk_widget_grab_focus (can_retry ? self->retry_button : self->elsewhere_button);
}
