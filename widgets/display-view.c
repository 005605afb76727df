/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "widgets/display-private.h"

#include "widgets/cursor.h"
#include "widgets/present-cairo.h"

#include <string.h>

static GtkWidgetClass *
parent_class (void)
{
  return g_type_class_peek_static (GTK_TYPE_DRAWING_AREA);
}

static gboolean
draws_shape (SumacDisplay *self)
{
  return self->shape && self->pointer.mode == SUMAC_MOUSE_SERVER;
}

static void
queue_part (SumacDisplay *self, const SumacRect *guest)
{
  SumacRect part = sumac_geometry_cover (&self->geometry, guest);

  if (sumac_rect_is_empty (&part))
    return;
  part = sumac_geometry_to_logical (&self->geometry, &part);
  gtk_widget_queue_draw_area (GTK_WIDGET (self), part.left, part.top, sumac_rect_width (&part),
                              sumac_rect_height (&part));
}

static void
update_geometry (SumacDisplay *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gint width = gtk_widget_get_allocated_width (widget);
  gint height = gtk_widget_get_allocated_height (widget);
  gint scale = gtk_widget_get_scale_factor (widget);
  gint guest_width = sumac_rect_width (&self->area);
  gint guest_height = sumac_rect_height (&self->area);
  SumacGeometry geometry =
      self->scaling
          ? sumac_geometry_fit (width, height, scale, guest_width, guest_height)
          : sumac_geometry_zoom (width, height, scale, guest_width, guest_height, self->zoom);

  self->geometry = geometry;
  self->pointer.geometry = geometry;
  sumac_presenter_set_geometry (self->present, &geometry);
  sumac_display_update_local_cursor (self);
  sumac_display_input_look (self);
  gtk_widget_queue_draw (widget);
}

void
sumac_display_update_size (SumacDisplay *self)
{
  gtk_widget_queue_resize (GTK_WIDGET (self));
  update_geometry (self);
}

static void
set_has_picture (SumacDisplay *self, gboolean has_picture)
{
  if (self->has_picture == has_picture)
    return;
  self->has_picture = has_picture;
  g_object_notify (G_OBJECT (self), "has-picture");
}

/* Takes what the monitor shows of its frame: nothing before the guest has drawn, and while the
 * monitor is switched off. */
static void
update_area (SumacDisplay *self)
{
  SumacRect old = self->area;
  SumacRect area;
  gboolean has_area = sumac_monitor_get_area (self->monitor, &area);

  set_has_picture (self, has_area && sumac_monitor_get_frame (self->monitor));
  if (!has_area || memcmp (&area, &old, sizeof area) == 0)
    return;
  self->area = area;
  if (sumac_rect_width (&area) == sumac_rect_width (&old) &&
      sumac_rect_height (&area) == sumac_rect_height (&old))
    {
      gtk_widget_queue_draw (GTK_WIDGET (self));
      return;
    }
  sumac_display_update_size (self);
  g_signal_emit_by_name (self, "picture-resized");
}

static void
on_damaged (SumacDisplay *self, const SumacRect *damage)
{
  SumacRect guest = {
    .left = damage->left - self->area.left,
    .top = damage->top - self->area.top,
    .right = damage->right - self->area.left,
    .bottom = damage->bottom - self->area.top,
  };

  sumac_presenter_damage (self->present, damage);
  update_area (self);
  if (sumac_presenter_is_behind (self->present))
    gtk_widget_queue_draw (GTK_WIDGET (self));
  else
    queue_part (self, &guest);
}

static void
place_shape (SumacDisplay *self)
{
  SumacCursor *cursor = sumac_monitor_get_cursor (self->monitor);
  gint x, y;

  sumac_monitor_get_cursor_position (self->monitor, &x, &y);
  self->shape_place = sumac_cursor_place (cursor, x, y);
}

static void
on_cursor_moved (SumacDisplay *self)
{
  if (!self->shape)
    return;
  if (draws_shape (self))
    queue_part (self, &self->shape_place);
  place_shape (self);
  if (draws_shape (self))
    queue_part (self, &self->shape_place);
}

static void
on_cursor_changed (SumacDisplay *self)
{
  SumacCursor *cursor = self->monitor ? sumac_monitor_get_cursor (self->monitor) : NULL;

  if (draws_shape (self))
    queue_part (self, &self->shape_place);
  g_clear_pointer (&self->shape, cairo_surface_destroy);
  if (cursor && sumac_monitor_get_cursor_visible (self->monitor))
    {
      self->shape = sumac_cursor_make_surface (cursor);
      place_shape (self);
    }
  if (draws_shape (self))
    queue_part (self, &self->shape_place);
  sumac_display_update_local_cursor (self);
}

static GdkCursor *
make_local_cursor (SumacDisplay *self)
{
  GdkDisplay *display = gtk_widget_get_display (GTK_WIDGET (self));
  SumacCursor *cursor = self->monitor ? sumac_monitor_get_cursor (self->monitor) : NULL;

  if (!sumac_display_is_live (self))
    return NULL;
  if (self->pointer.is_captured)
    return sumac_cursor_make_blank (display);
  if (self->pointer.mode == SUMAC_MOUSE_SERVER || !cursor)
    return NULL; /* the desktop's own */
  if (!sumac_monitor_get_cursor_visible (self->monitor))
    return sumac_cursor_make_blank (display);
  return sumac_cursor_make_local (cursor, display, &self->geometry);
}

void
sumac_display_update_local_cursor (SumacDisplay *self)
{
  if (!gtk_widget_get_realized (GTK_WIDGET (self)))
    return;

  g_autoptr (GdkCursor) cursor = make_local_cursor (self);

  gdk_window_set_cursor (gtk_widget_get_window (GTK_WIDGET (self)), cursor);
}

/* The painter hears where the picture is shown, or that it is not any more. */
static void
share_with_monitor (SumacDisplay *self, gboolean is_shown)
{
  if (self->monitor)
    sumac_monitor_set_gl_share (self->monitor,
                                is_shown ? sumac_presenter_get_share (self->present) : NULL);
}

static void
take_presenter (SumacDisplay *self, SumacPresenter *present)
{
  share_with_monitor (self, FALSE);
  sumac_presenter_free (self->present);
  self->present = present;
  sumac_presenter_set_geometry (present, &self->geometry);
  share_with_monitor (self, TRUE);
}

void
sumac_display_drop_monitor (SumacDisplay *self)
{
  if (self->monitor)
    {
      g_signal_handlers_disconnect_by_data (self->monitor, self);
      share_with_monitor (self, FALSE);
    }
  g_clear_object (&self->monitor);
  g_clear_pointer (&self->shape, cairo_surface_destroy);
}

static void
watch_monitor (SumacDisplay *self)
{
  const SumacRect everything = { 0, 0, 1 << 15, 1 << 15 };

  g_signal_connect_swapped (self->monitor, "damaged", G_CALLBACK (on_damaged), self);
  g_signal_connect_swapped (self->monitor, "notify::area", G_CALLBACK (update_area), self);
  g_signal_connect_swapped (self->monitor, "notify::cursor", G_CALLBACK (on_cursor_changed),
                            self);
  g_signal_connect_swapped (self->monitor, "notify::cursor-visible",
                            G_CALLBACK (on_cursor_changed), self);
  g_signal_connect_swapped (self->monitor, "cursor-moved", G_CALLBACK (on_cursor_moved), self);
  share_with_monitor (self, TRUE);
  on_cursor_changed (self);
  if (sumac_monitor_get_frame (self->monitor))
    on_damaged (self, &everything);
}

void
sumac_display_find_monitor (SumacDisplay *self)
{
  SumacMonitor *monitor =
      self->session ? sumac_session_get_monitor (self->session, self->monitor_id) : NULL;

  if (monitor == self->monitor)
    return;
  sumac_display_drop_monitor (self);
  g_set_object (&self->monitor, monitor);
  if (monitor)
    watch_monitor (self);
  else
    on_cursor_changed (self);
}

void
sumac_display_forget_monitor (SumacDisplay *self, SumacMonitor *monitor)
{
  if (monitor != self->monitor)
    return;
  sumac_display_drop_monitor (self);
  on_cursor_changed (self);
}

void
sumac_display_clear_picture (SumacDisplay *self)
{
  sumac_presenter_clear (self->present);
  self->area = (SumacRect){ 0, 0, 0, 0 };
  set_has_picture (self, FALSE);
  sumac_display_update_size (self);
}

static void
paint_letterbox (SumacDisplay *self, cairo_t *cr)
{
  const SumacGeometry *geometry = &self->geometry;

  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, gtk_widget_get_allocated_width (GTK_WIDGET (self)),
                   gtk_widget_get_allocated_height (GTK_WIDGET (self)));
  if (self->has_picture && geometry->width > 0)
    {
      cairo_scale (cr, 1.0 / geometry->scale, 1.0 / geometry->scale);
      cairo_rectangle (cr, geometry->x, geometry->y, geometry->width, geometry->height);
    }
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_fill (cr);
  cairo_restore (cr);
}

static void
paint_shape (SumacDisplay *self, GdkWindow *window, cairo_t *cr)
{
  const SumacGeometry *geometry = &self->geometry;

  cairo_save (cr);
  cairo_scale (cr, 1.0 / geometry->scale, 1.0 / geometry->scale);
  cairo_rectangle (cr, geometry->x, geometry->y, geometry->width, geometry->height);
  cairo_clip (cr);
  gdk_window_mark_paint_from_clip (window, cr); /* the picture may have been painted by GL */
  cairo_translate (cr, geometry->x, geometry->y);
  cairo_scale (cr, (double) geometry->width / geometry->guest_width,
               (double) geometry->height / geometry->guest_height);
  cairo_set_source_surface (cr, self->shape, self->shape_place.left, self->shape_place.top);
  if (sumac_geometry_fidelity (geometry) != SUMAC_FIDELITY_SMOOTH)
    cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_restore (cr);
}

static gboolean
on_draw (GtkWidget *widget, cairo_t *cr)
{
  SumacDisplay *self = SUMAC_DISPLAY (widget);
  SumacFrame *frame = self->monitor ? sumac_monitor_get_frame (self->monitor) : NULL;
  GdkWindow *window = gtk_widget_get_window (widget);

  paint_letterbox (self, cr);
  if (!self->has_picture || self->geometry.width == 0)
    return GDK_EVENT_PROPAGATE;
  /* Where the painter is just writing, the old picture is shown; more damage follows. */
  if (frame)
    sumac_presenter_update (self->present, window, frame, &self->area);
  sumac_presenter_draw (self->present, window, cr);
  if (draws_shape (self))
    paint_shape (self, window, cr);
  return GDK_EVENT_PROPAGATE;
}

/* Fitted to the window any size will do; otherwise all of the picture is asked for. */
static void
read_request (SumacDisplay *self, gint *width, gint *height)
{
  sumac_geometry_request (sumac_rect_width (&self->area), sumac_rect_height (&self->area),
                          gtk_widget_get_scale_factor (GTK_WIDGET (self)), self->zoom, width,
                          height);
}

static void
on_get_preferred_width (GtkWidget *widget, gint *minimum, gint *natural)
{
  SumacDisplay *self = SUMAC_DISPLAY (widget);
  gint height;

  read_request (self, natural, &height);
  *minimum = self->scaling ? 0 : *natural;
}

static void
on_get_preferred_height (GtkWidget *widget, gint *minimum, gint *natural)
{
  SumacDisplay *self = SUMAC_DISPLAY (widget);
  gint width;

  read_request (self, &width, natural);
  *minimum = self->scaling ? 0 : *natural;
}

static void
on_size_allocate (GtkWidget *widget, GtkAllocation *allocation)
{
  parent_class ()->size_allocate (widget, allocation);
  update_geometry (SUMAC_DISPLAY (widget));
}

static void
on_realize (GtkWidget *widget)
{
  parent_class ()->realize (widget);
  /* Every motion is wanted, not the last one of a frame. */
  gdk_window_set_event_compression (gtk_widget_get_window (widget), FALSE);
  take_presenter (SUMAC_DISPLAY (widget), sumac_presenter_new (gtk_widget_get_window (widget)));
  sumac_display_update_local_cursor (SUMAC_DISPLAY (widget));
}

/* A presenter may have things that go with the window. */
static void
on_unrealize (GtkWidget *widget)
{
  take_presenter (SUMAC_DISPLAY (widget), sumac_present_cairo_new ());
  parent_class ()->unrealize (widget);
}

void
sumac_display_view_class_init (GtkWidgetClass *widget_class)
{
  widget_class->draw = on_draw;
  widget_class->get_preferred_width = on_get_preferred_width;
  widget_class->get_preferred_height = on_get_preferred_height;
  widget_class->size_allocate = on_size_allocate;
  widget_class->realize = on_realize;
  widget_class->unrealize = on_unrealize;
}
