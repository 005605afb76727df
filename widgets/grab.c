/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "widgets/grab.h"

#include "widgets/cursor.h"

#include <math.h>

static GdkDevice *
pointer_of (SumacGrab *grab)
{
  GdkSeat *seat = gdk_display_get_default_seat (gtk_widget_get_display (grab->widget));

  return gdk_seat_get_pointer (seat);
}

/* Wayland lets nobody move the pointer. */
static gboolean
display_can_warp (GdkDisplay *display)
{
  return !g_str_equal (G_OBJECT_TYPE_NAME (display), "GdkWaylandDisplay");
}

/* The monitor that the window is on, in logical pixels of the whole screen. */
static void
monitor_area (SumacGrab *grab, GdkRectangle *area)
{
  GdkDisplay *display = gtk_widget_get_display (grab->widget);
  GdkMonitor *monitor =
      gdk_display_get_monitor_at_window (display, gtk_widget_get_window (grab->widget));

  gdk_monitor_get_geometry (monitor, area);
}

static void
warp (SumacGrab *grab, gint x, gint y)
{
  gdk_device_warp (pointer_of (grab), gtk_widget_get_screen (grab->widget), x, y);
}

static void
warp_to_middle (SumacGrab *grab, const GdkRectangle *area)
{
  gint x = area->x + area->width / 2;
  gint y = area->y + area->height / 2;

  grab->warps = TRUE;
  grab->warp_x = x;
  grab->warp_y = y;
  warp (grab, x, y);
}

static void
start_motion (SumacGrab *grab)
{
  gdk_device_get_position_double (pointer_of (grab), NULL, &grab->last_x, &grab->last_y);
  grab->warps = FALSE;
  grab->can_warp = display_can_warp (gtk_widget_get_display (grab->widget));
}

static GdkSeatCapabilities
capabilities_of (SumacGrabParts parts)
{
  GdkSeatCapabilities capabilities = GDK_SEAT_CAPABILITY_NONE;

  if (parts & SUMAC_GRAB_KEYBOARD)
    capabilities |= GDK_SEAT_CAPABILITY_KEYBOARD;
  if (parts & SUMAC_GRAB_POINTER)
    capabilities |= GDK_SEAT_CAPABILITY_ALL_POINTING;
  return capabilities;
}

static gboolean
take (SumacGrab *grab, GdkSeat *seat, SumacGrabParts parts)
{
  GdkWindow *window = gtk_widget_get_window (grab->widget);
  gboolean with_pointer = (parts & SUMAC_GRAB_POINTER) != 0;
  g_autoptr (GdkCursor) blank =
      with_pointer ? sumac_cursor_make_blank (gtk_widget_get_display (grab->widget)) : NULL;

  /* A captured pointer belongs to the picture even over the rest of our window. */
  return gdk_seat_grab (seat, window, capabilities_of (parts), !with_pointer, blank, NULL, NULL,
                        NULL) == GDK_GRAB_SUCCESS;
}

void
sumac_grab_init (SumacGrab *grab, GtkWidget *widget)
{
  *grab = (SumacGrab){ .widget = widget };
}

gboolean
sumac_grab_hold (SumacGrab *grab, SumacGrabParts parts)
{
  SumacGrabParts before = grab->held;

  if (parts == before)
    return TRUE;
  if (!gtk_widget_get_realized (grab->widget))
    {
      grab->held = 0;
      return parts == 0;
    }

  GdkSeat *seat = gdk_display_get_default_seat (gtk_widget_get_display (grab->widget));

  /* Held before it is asked for: the request itself makes focus events. */
  grab->held = parts;
  if (before != 0)
    gdk_seat_ungrab (seat);
  if (parts != 0 && !take (grab, seat, parts))
    {
      grab->held = 0;
      return FALSE;
    }
  if (parts & ~before & SUMAC_GRAB_POINTER)
    start_motion (grab);
  return TRUE;
}

void
sumac_grab_broken (SumacGrab *grab)
{
  grab->held = 0;
  grab->warps = FALSE;
}

gboolean
sumac_grab_read_motion (SumacGrab *grab, GdkEventMotion *event, double *dx, double *dy)
{
  gint scale = gtk_widget_get_scale_factor (grab->widget);
  gboolean is_warp = grab->warps && fabs (event->x_root - grab->warp_x) < 0.5 &&
                     fabs (event->y_root - grab->warp_y) < 0.5;

  *dx = (event->x_root - grab->last_x) * scale;
  *dy = (event->y_root - grab->last_y) * scale;
  grab->last_x = event->x_root;
  grab->last_y = event->y_root;
  if (is_warp)
    {
      grab->warps = FALSE;
      return FALSE;
    }
  if (!grab->can_warp || grab->warps)
    return TRUE;

  /* Long before the edge of the screen would stop the pointer, back to the middle. */
  GdkRectangle area;

  monitor_area (grab, &area);
  if (fabs (event->x_root - area.x - area.width / 2) > area.width / 4 ||
      fabs (event->y_root - area.y - area.height / 2) > area.height / 4)
    warp_to_middle (grab, &area);
  return TRUE;
}

void
sumac_grab_put_pointer (SumacGrab *grab, double x, double y)
{
  gint root_x, root_y;

  if (!gtk_widget_get_realized (grab->widget))
    return;
  gdk_window_get_root_coords (gtk_widget_get_window (grab->widget), (gint) floor (x),
                              (gint) floor (y), &root_x, &root_y);
  warp (grab, root_x, root_y);
}
