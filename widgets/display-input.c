/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "widgets/display-private.h"
#include "widgets/keymap.h"

/* Kernel codes of the keys that reach the levels of a layout. */
enum
{
  CODE_LEFT_SHIFT = 42,
  CODE_RIGHT_ALT = 100,
};

static SumacInputs *
inputs_of (SumacDisplay *self)
{
  return self->session ? sumac_session_get_inputs (self->session) : NULL;
}

static void
send_key (gpointer target, guint scancode, gboolean down)
{
  SumacInputs *inputs = inputs_of (target);

  if (inputs)
    sumac_inputs_key (inputs, scancode, down);
}

static void
send_motion (gpointer target, gint dx, gint dy)
{
  SumacInputs *inputs = inputs_of (target);

  if (inputs)
    sumac_inputs_motion (inputs, dx, dy);
}

static void
send_position (gpointer target, gint x, gint y)
{
  SumacDisplay *self = target;
  SumacInputs *inputs = inputs_of (self);

  if (inputs)
    sumac_inputs_position (inputs, self->monitor_id, x, y);
}

static void
send_button (gpointer target, SumacButton button, gboolean down)
{
  SumacInputs *inputs = inputs_of (target);

  if (inputs)
    sumac_inputs_button (inputs, button, down);
}

static void
send_scroll (gpointer target, gint notches)
{
  SumacInputs *inputs = inputs_of (target);

  if (inputs)
    sumac_inputs_scroll (inputs, notches);
}

static void
release_everything (SumacDisplay *self)
{
  sumac_keyboard_release_all (&self->keyboard);
  sumac_pointer_release_all (&self->pointer);
}

static gboolean
is_window_active (SumacDisplay *self)
{
  GtkWidget *toplevel = gtk_widget_get_toplevel (GTK_WIDGET (self));

  return GTK_IS_WINDOW (toplevel) && gtk_window_is_active (GTK_WINDOW (toplevel));
}

static SumacGrabParts
wanted_grab (SumacDisplay *self)
{
  SumacGrabParts parts = 0;

  if (!sumac_display_is_live (self) || !self->may_grab || !self->is_focused)
    return 0;
  /* A grab makes the window look inactive to the toolkit, so only a new one asks. */
  if (self->grab.held == 0 && !is_window_active (self))
    return 0;

  if (self->pointer.is_captured)
    parts |= SUMAC_GRAB_POINTER;
  if (self->is_held_fast ||
      (self->grab_keyboard && !self->is_let_go && (self->is_inside || parts != 0)))
    parts |= SUMAC_GRAB_KEYBOARD;
  return parts;
}

static void
update_grab (SumacDisplay *self)
{
  SumacGrabParts wanted = wanted_grab (self);

  if (wanted == self->grab.held)
    return;
  if (!sumac_grab_hold (&self->grab, wanted))
    g_debug ("display: the window system refuses a grab");
  sumac_display_update_local_cursor (self);
  sumac_display_notify_grabs (self);
}

/* The local pointer comes back where the guest's is. */
static void
put_pointer_back (SumacDisplay *self)
{
  gint x, y;
  double logical_x, logical_y;

  if (!self->monitor || !self->shape)
    return;
  sumac_monitor_get_cursor_position (self->monitor, &x, &y);
  x = CLAMP (x, 0, MAX (self->geometry.guest_width - 1, 0));
  y = CLAMP (y, 0, MAX (self->geometry.guest_height - 1, 0));
  sumac_geometry_from_guest (&self->geometry, x, y, &logical_x, &logical_y);
  sumac_grab_put_pointer (&self->grab, logical_x, logical_y);
}

static void
set_captured (SumacDisplay *self, gboolean is_captured)
{
  if (self->pointer.is_captured == is_captured)
    return;
  sumac_pointer_set_captured (&self->pointer, is_captured);
  if (!is_captured && self->is_focused)
    put_pointer_back (self);
  update_grab (self);
  sumac_display_update_local_cursor (self);
  sumac_display_notify_grabs (self);
}

static void
let_go (SumacDisplay *self)
{
  release_everything (self);
  self->is_let_go = TRUE;
  self->is_held_fast = FALSE;
  set_captured (self, FALSE);
  update_grab (self);
}

static void
take_hold (SumacDisplay *self)
{
  self->is_let_go = FALSE;
  if (self->pointer.mode == SUMAC_MOUSE_SERVER)
    set_captured (self, TRUE);
  update_grab (self);
}

static void
on_sequence (SumacDisplay *self)
{
  if (self->grab.held != 0 || self->pointer.is_captured)
    let_go (self);
  else
    take_hold (self);
}

static void
set_inside (SumacDisplay *self, gboolean is_inside)
{
  self->is_inside = is_inside;
  update_grab (self);
}

/* Keys of input methods and of automation have no place on a board: the first one that makes
 * the same symbol is tapped, with what its level needs around it. */
static void
tap_symbol (SumacDisplay *self, guint keyval)
{
  GdkKeymap *keymap = gdk_keymap_get_for_display (gtk_widget_get_display (GTK_WIDGET (self)));
  g_autofree GdkKeymapKey *keys = NULL;
  gint n_keys = 0;

  if (!gdk_keymap_get_entries_for_keyval (keymap, keyval, &keys, &n_keys) || n_keys == 0)
    return;

  guint scancodes[3];
  guint n = 0;

  if (keys[0].level & 1)
    scancodes[n++] = sumac_keymap_from_evdev (CODE_LEFT_SHIFT);
  if (keys[0].level & 2)
    scancodes[n++] = sumac_keymap_from_evdev (CODE_RIGHT_ALT);
  scancodes[n++] = sumac_keymap_from_hardware (keys[0].keycode);
  if (scancodes[n - 1] != 0 && inputs_of (self))
    sumac_inputs_tap (inputs_of (self), scancodes, n);
}

static gboolean
on_key (GtkWidget *widget, GdkEventKey *event)
{
  SumacDisplay *self = SUMAC_DISPLAY (widget);
  gboolean down = event->type == GDK_KEY_PRESS;
  guint scancode = sumac_keymap_from_hardware (event->hardware_keycode);

  if (!sumac_display_is_live (self))
    return GDK_EVENT_PROPAGATE;
  if (event->hardware_keycode == 0)
    {
      if (down)
        tap_symbol (self, event->keyval);
      return GDK_EVENT_STOP;
    }
  if (scancode == 0)
    {
      g_debug ("display: a key without a scancode");
      return GDK_EVENT_PROPAGATE;
    }
  if (sumac_keyboard_key (&self->keyboard, scancode, down))
    on_sequence (self);
  return GDK_EVENT_STOP;
}

static gboolean
on_button (GtkWidget *widget, GdkEventButton *event)
{
  SumacDisplay *self = SUMAC_DISPLAY (widget);
  gboolean down = event->type == GDK_BUTTON_PRESS;

  if (event->type != GDK_BUTTON_PRESS && event->type != GDK_BUTTON_RELEASE)
    return GDK_EVENT_STOP; /* the toolkit's double clicks come beside the single ones */
  if (down && !gtk_widget_has_focus (widget) && self->grab.held == 0)
    gtk_widget_grab_focus (widget);
  if (!sumac_display_is_live (self))
    return GDK_EVENT_PROPAGATE;

  sumac_keyboard_disarm (&self->keyboard);
  if (down)
    {
      self->is_let_go = FALSE;
      update_grab (self);
    }
  if (sumac_pointer_button (&self->pointer, event->button, down, event->x, event->y) ==
      SUMAC_POINTER_WANTS_CAPTURE)
    set_captured (self, TRUE);
  return GDK_EVENT_STOP;
}

static gboolean
on_motion (GtkWidget *widget, GdkEventMotion *event)
{
  SumacDisplay *self = SUMAC_DISPLAY (widget);
  double dx, dy;

  if (!sumac_display_is_live (self))
    return GDK_EVENT_PROPAGATE;

  if (self->pointer.is_captured)
    {
      if (sumac_grab_read_motion (&self->grab, event, &dx, &dy))
        {
          sumac_keyboard_disarm (&self->keyboard);
          sumac_pointer_shift (&self->pointer, dx, dy);
        }
      return GDK_EVENT_STOP;
    }
  sumac_keyboard_disarm (&self->keyboard);
  set_inside (self, sumac_pointer_move (&self->pointer, event->x, event->y));
  return GDK_EVENT_PROPAGATE;
}

static gboolean
on_scroll (GtkWidget *widget, GdkEventScroll *event)
{
  SumacDisplay *self = SUMAC_DISPLAY (widget);

  if (!sumac_display_is_live (self))
    return GDK_EVENT_PROPAGATE;

  sumac_keyboard_disarm (&self->keyboard);
  switch (event->direction)
    {
    case GDK_SCROLL_UP:
      sumac_pointer_notches (&self->pointer, -1, event->x, event->y);
      break;
    case GDK_SCROLL_DOWN:
      sumac_pointer_notches (&self->pointer, 1, event->x, event->y);
      break;
    case GDK_SCROLL_SMOOTH:
      sumac_pointer_scroll (&self->pointer, event->delta_y, g_get_monotonic_time (), event->x,
                            event->y);
      break;
    case GDK_SCROLL_LEFT:
    case GDK_SCROLL_RIGHT:
      break; /* the protocol has no word for it */
    }
  return GDK_EVENT_STOP;
}

static gboolean
on_enter (GtkWidget *widget, GdkEventCrossing *event)
{
  SumacDisplay *self = SUMAC_DISPLAY (widget);

  /* Whoever let go and comes back over the picture wants it again. */
  if (event->mode == GDK_CROSSING_NORMAL)
    self->is_let_go = FALSE;
  self->is_over = TRUE;
  /* A pointer that jumps in has no motion of its own. */
  if (sumac_display_is_live (self) && !self->pointer.is_captured)
    set_inside (self, sumac_pointer_move (&self->pointer, event->x, event->y));
  return GDK_EVENT_PROPAGATE;
}

static gboolean
on_leave (GtkWidget *widget, GdkEventCrossing *event)
{
  SumacDisplay *self = SUMAC_DISPLAY (widget);

  /* Grabs make crossings too; only a pointer that really moves off counts. */
  if (event->mode != GDK_CROSSING_NORMAL)
    return GDK_EVENT_PROPAGATE;
  self->is_over = FALSE;
  if (!self->pointer.is_captured)
    set_inside (self, FALSE);
  return GDK_EVENT_PROPAGATE;
}

static SumacLocks
local_locks (GtkWidget *widget)
{
  GdkKeymap *keymap = gdk_keymap_get_for_display (gtk_widget_get_display (widget));
  SumacLocks locks = 0;

  if (gdk_keymap_get_scroll_lock_state (keymap))
    locks |= SUMAC_LOCK_SCROLL;
  if (gdk_keymap_get_num_lock_state (keymap))
    locks |= SUMAC_LOCK_NUM;
  if (gdk_keymap_get_caps_lock_state (keymap))
    locks |= SUMAC_LOCK_CAPS;
  return locks;
}

static void
sync_locks (SumacDisplay *self)
{
  SumacInputs *inputs = inputs_of (self);

  if (sumac_display_is_live (self) && inputs)
    sumac_inputs_set_locks (inputs, local_locks (GTK_WIDGET (self)));
}

static void
on_inputs_ready (SumacDisplay *self)
{
  self->is_locks_due = TRUE;
  sumac_display_input_look (self);
}

/* While focused the keys themselves keep the locks alike; only the first word of the guest is
 * answered. */
static void
on_guest_locks (SumacDisplay *self)
{
  if (self->is_locks_due && self->is_focused)
    sync_locks (self);
  self->is_locks_due = FALSE;
}

static gboolean
on_focus_in (GtkWidget *widget, GdkEventFocus *event G_GNUC_UNUSED)
{
  SumacDisplay *self = SUMAC_DISPLAY (widget);

  if (self->is_focused)
    return GDK_EVENT_PROPAGATE;
  self->is_focused = TRUE;
  sumac_keyboard_release_all (&self->keyboard);
  sync_locks (self);
  update_grab (self);
  return GDK_EVENT_PROPAGATE;
}

static gboolean
on_focus_out (GtkWidget *widget, GdkEventFocus *event G_GNUC_UNUSED)
{
  SumacDisplay *self = SUMAC_DISPLAY (widget);

  /* X11 tells of our own grab as of a loss. While it is held nobody else gets the keys. */
  if (self->grab.held & SUMAC_GRAB_KEYBOARD)
    return GDK_EVENT_PROPAGATE;
  sumac_display_input_stop (self);
  return GDK_EVENT_PROPAGATE;
}

static gboolean
on_grab_broken (GtkWidget *widget, GdkEventGrabBroken *event)
{
  SumacDisplay *self = SUMAC_DISPLAY (widget);

  /* A grab of ours that replaces an older one of ours breaks nothing. */
  if (event->grab_window == gtk_widget_get_window (widget))
    return GDK_EVENT_PROPAGATE;
  sumac_grab_broken (&self->grab);
  release_everything (self);
  self->is_held_fast = FALSE;
  set_captured (self, FALSE);
  sumac_display_notify_grabs (self);
  return GDK_EVENT_PROPAGATE;
}

/* A menu or a dialog takes the events of the program. */
static void
on_grab_notify (GtkWidget *widget, gboolean was_grabbed)
{
  if (!was_grabbed)
    sumac_display_input_stop (SUMAC_DISPLAY (widget));
}

void
sumac_display_input_init (SumacDisplay *self)
{
  self->sink = (SumacInputSink){
    .target = self,
    .key = send_key,
    .motion = send_motion,
    .position = send_position,
    .button = send_button,
    .scroll = send_scroll,
  };
  self->may_grab = g_getenv ("SPICE_NOGRAB") == NULL;
  sumac_keyboard_init (&self->keyboard, &self->sink);
  sumac_pointer_init (&self->pointer, &self->sink);
  sumac_grab_init (&self->grab, GTK_WIDGET (self));
  gtk_widget_add_events (GTK_WIDGET (self),
                         GDK_KEY_PRESS_MASK | GDK_KEY_RELEASE_MASK | GDK_BUTTON_PRESS_MASK |
                             GDK_BUTTON_RELEASE_MASK | GDK_POINTER_MOTION_MASK |
                             GDK_SCROLL_MASK | GDK_SMOOTH_SCROLL_MASK | GDK_ENTER_NOTIFY_MASK |
                             GDK_LEAVE_NOTIFY_MASK | GDK_FOCUS_CHANGE_MASK);
  gtk_widget_set_can_focus (GTK_WIDGET (self), TRUE);
}

void
sumac_display_input_class_init (GtkWidgetClass *widget_class)
{
  widget_class->key_press_event = on_key;
  widget_class->key_release_event = on_key;
  widget_class->button_press_event = on_button;
  widget_class->button_release_event = on_button;
  widget_class->motion_notify_event = on_motion;
  widget_class->scroll_event = on_scroll;
  widget_class->enter_notify_event = on_enter;
  widget_class->leave_notify_event = on_leave;
  widget_class->focus_in_event = on_focus_in;
  widget_class->focus_out_event = on_focus_out;
  widget_class->grab_broken_event = on_grab_broken;
  widget_class->grab_notify = on_grab_notify;
}

void
sumac_display_input_watch (SumacDisplay *self)
{
  SumacInputs *inputs = inputs_of (self);

  g_signal_connect_object (inputs, "notify::ready", G_CALLBACK (on_inputs_ready), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (inputs, "notify::locks", G_CALLBACK (on_guest_locks), self,
                           G_CONNECT_SWAPPED);
}

void
sumac_display_input_stop (SumacDisplay *self)
{
  release_everything (self);
  self->is_focused = FALSE;
  self->is_held_fast = FALSE;
  set_captured (self, FALSE);
  update_grab (self);
}

void
sumac_display_input_forget (SumacDisplay *self)
{
  sumac_keyboard_forget (&self->keyboard);
  sumac_pointer_forget (&self->pointer);
  self->is_held_fast = FALSE;
  self->is_let_go = FALSE;
  update_grab (self);
  sumac_display_update_local_cursor (self);
  sumac_display_notify_grabs (self);
}

void
sumac_display_input_update (SumacDisplay *self)
{
  gboolean was_captured = self->pointer.is_captured;

  if (self->session && sumac_display_is_live (self))
    sumac_pointer_set_mode (&self->pointer, sumac_session_get_mouse_mode (self->session));
  if (was_captured && !self->pointer.is_captured)
    put_pointer_back (self);
  else
    sumac_display_input_look (self);
  update_grab (self);
  sumac_display_update_local_cursor (self);
  sumac_display_notify_grabs (self);
}

void
sumac_display_input_look (SumacDisplay *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  double x, y;

  if (!self->is_over || !gtk_widget_get_mapped (widget) || !sumac_display_is_live (self) ||
      self->pointer.is_captured)
    return;

  GdkSeat *seat = gdk_display_get_default_seat (gtk_widget_get_display (widget));

  gdk_window_get_device_position_double (gtk_widget_get_window (widget),
                                         gdk_seat_get_pointer (seat), &x, &y, NULL);
  set_inside (self, sumac_pointer_move (&self->pointer, x, y));
}

/**
 * sumac_display_capture:
 * @self: a display
 *
 * Gives the keyboard to the guest wherever the pointer is, and the pointer too where the guest
 * takes relative motion. Ends by [method@Display.release], by left Ctrl and left Alt pressed
 * and released together, or when the window loses the focus.
 */
void
sumac_display_capture (SumacDisplay *self)
{
  g_return_if_fail (SUMAC_IS_DISPLAY (self));

  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->is_held_fast = TRUE;
  take_hold (self);
}

/**
 * sumac_display_release:
 * @self: a display
 *
 * Gives keyboard and pointer back to the desktop, and releases every key in the guest.
 */
void
sumac_display_release (SumacDisplay *self)
{
  g_return_if_fail (SUMAC_IS_DISPLAY (self));

  let_go (self);
}
