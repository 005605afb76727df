/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "widgets/display-private.h"

#include "widgets/present-cairo.h"

#include <glib/gi18n-lib.h>

/**
 * SumacDisplay:
 *
 * Shows one monitor of a virtual machine.
 *
 * Give it a [class@Sumac.Session] and the monitor's number, and put it into a window, inside a
 * GtkScrolledWindow where pictures may be larger than it. It draws what the guest draws, wears
 * the guest's pointer and sends keys, motion, buttons and the wheel. While it has the focus and
 * the pointer is over the picture, the keyboard is grabbed, so that the desktop's shortcuts
 * reach the guest; left Ctrl and left Alt, pressed and released together, give it back.
 */
G_DEFINE_FINAL_TYPE (SumacDisplay, sumac_display, GTK_TYPE_DRAWING_AREA)

enum
{
  PROP_0,
  PROP_SESSION,
  PROP_MONITOR,
  PROP_SCALING,
  PROP_ZOOM,
  PROP_GRAB_KEYBOARD,
  PROP_HAS_PICTURE,
  PROP_KEYBOARD_GRABBED,
  PROP_POINTER_CAPTURED,
  N_PROPS,
};

enum
{
  SIGNAL_PICTURE_RESIZED,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static void
notify (SumacDisplay *self, guint prop)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

gboolean
sumac_display_is_live (SumacDisplay *self)
{
  return self->session && sumac_session_get_state (self->session) == SUMAC_SESSION_READY;
}

void
sumac_display_notify_grabs (SumacDisplay *self)
{
  gboolean is_grabbed = (self->grab.held & SUMAC_GRAB_KEYBOARD) != 0;
  gboolean is_captured = self->pointer.is_captured;
  gboolean grab_changed = is_grabbed != self->was_keyboard_grabbed;
  gboolean capture_changed = is_captured != self->was_pointer_captured;

  self->was_keyboard_grabbed = is_grabbed;
  self->was_pointer_captured = is_captured;
  if (grab_changed)
    notify (self, PROP_KEYBOARD_GRABBED);
  if (capture_changed)
    notify (self, PROP_POINTER_CAPTURED);
}

static void
update_name (SumacDisplay *self)
{
  AtkObject *accessible = gtk_widget_get_accessible (GTK_WIDGET (self));
  const char *name = self->session ? sumac_session_get_name (self->session) : NULL;
  g_autofree char *text = NULL;

  if (name && *name)
    /* Translators: read by screen readers; %s is the virtual machine, %u counts from 1. */
    text = g_strdup_printf (_ ("Screen of %s, display %u"), name, self->monitor_id + 1);
  else
    text =
        g_strdup_printf (_ ("Screen of the virtual machine, display %u"), self->monitor_id + 1);
  atk_object_set_name (accessible, text);
}

static void
on_state (SumacDisplay *self)
{
  if (sumac_display_is_live (self))
    {
      sumac_display_find_monitor (self);
      sumac_display_input_update (self);
      return;
    }
  sumac_display_input_forget (self);
  /* The last picture of a session stays until another one begins. */
  if (sumac_session_get_state (self->session) == SUMAC_SESSION_CONNECTING)
    sumac_display_clear_picture (self);
}

static void
watch_session (SumacDisplay *self)
{
  g_signal_connect_swapped (self->session, "notify::state", G_CALLBACK (on_state), self);
  g_signal_connect_swapped (self->session, "notify::name", G_CALLBACK (update_name), self);
  g_signal_connect_swapped (self->session, "notify::mouse-mode",
                            G_CALLBACK (sumac_display_input_update), self);
  g_signal_connect_swapped (self->session, "monitor-added",
                            G_CALLBACK (sumac_display_find_monitor), self);
  g_signal_connect_swapped (self->session, "monitor-removed",
                            G_CALLBACK (sumac_display_forget_monitor), self);
  sumac_display_input_watch (self);
}

static void
drop_session (SumacDisplay *self)
{
  if (self->session)
    {
      sumac_display_input_stop (self);
      g_signal_handlers_disconnect_by_data (self->session, self);
      g_signal_handlers_disconnect_by_data (sumac_session_get_inputs (self->session), self);
    }
  sumac_display_drop_monitor (self);
  g_clear_object (&self->session);
}

static void
sumac_display_unmap (GtkWidget *widget)
{
  sumac_display_input_stop (SUMAC_DISPLAY (widget));
  GTK_WIDGET_CLASS (sumac_display_parent_class)->unmap (widget);
}

static void
sumac_display_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SumacDisplay *self = SUMAC_DISPLAY (object);

  switch (id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    case PROP_MONITOR:
      g_value_set_uint (value, self->monitor_id);
      break;
    case PROP_SCALING:
      g_value_set_boolean (value, self->scaling);
      break;
    case PROP_ZOOM:
      g_value_set_int (value, self->zoom);
      break;
    case PROP_GRAB_KEYBOARD:
      g_value_set_boolean (value, self->grab_keyboard);
      break;
    case PROP_HAS_PICTURE:
      g_value_set_boolean (value, self->has_picture);
      break;
    case PROP_KEYBOARD_GRABBED:
      g_value_set_boolean (value, sumac_display_get_keyboard_grabbed (self));
      break;
    case PROP_POINTER_CAPTURED:
      g_value_set_boolean (value, sumac_display_get_pointer_captured (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sumac_display_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SumacDisplay *self = SUMAC_DISPLAY (object);

  switch (id)
    {
    case PROP_SESSION:
      sumac_display_set_session (self, g_value_get_object (value));
      break;
    case PROP_MONITOR:
      sumac_display_set_monitor (self, g_value_get_uint (value));
      break;
    case PROP_SCALING:
      sumac_display_set_scaling (self, g_value_get_boolean (value));
      break;
    case PROP_ZOOM:
      sumac_display_set_zoom (self, g_value_get_int (value));
      break;
    case PROP_GRAB_KEYBOARD:
      sumac_display_set_grab_keyboard (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sumac_display_dispose (GObject *object)
{
  drop_session (SUMAC_DISPLAY (object));
  G_OBJECT_CLASS (sumac_display_parent_class)->dispose (object);
}

static void
sumac_display_finalize (GObject *object)
{
  SumacDisplay *self = SUMAC_DISPLAY (object);

  sumac_presenter_free (self->present);
  g_clear_pointer (&self->shape, cairo_surface_destroy);
  G_OBJECT_CLASS (sumac_display_parent_class)->finalize (object);
}

static void
sumac_display_init (SumacDisplay *self)
{
  self->present = sumac_present_cairo_new ();
  self->scaling = TRUE;
  self->zoom = SUMAC_DEFAULT_ZOOM;
  self->grab_keyboard = TRUE;
  sumac_display_input_init (self);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (sumac_display_update_size), NULL);
  update_name (self);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags reads = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags flags = reads | G_PARAM_WRITABLE | G_PARAM_EXPLICIT_NOTIFY;

  /**
   * SumacDisplay:session:
   *
   * The session whose screen is shown.
   */
  props[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, SUMAC_TYPE_SESSION, flags);
  /**
   * SumacDisplay:monitor:
   *
   * The number of the monitor in the session, from 0.
   */
  props[PROP_MONITOR] = g_param_spec_uint ("monitor", NULL, NULL, 0, G_MAXUINT, 0, flags);
  /**
   * SumacDisplay:scaling:
   *
   * Whether the picture is fitted to the widget.
   */
  props[PROP_SCALING] = g_param_spec_boolean ("scaling", NULL, NULL, TRUE, flags);
  /**
   * SumacDisplay:zoom:
   *
   * Size in percent of the picture where it isn't fitted, and of the natural size of the
   * widget. At 100 a pixel of the guest is a pixel of the screen.
   */
  props[PROP_ZOOM] = g_param_spec_int ("zoom", NULL, NULL, SUMAC_MIN_ZOOM, SUMAC_MAX_ZOOM,
                                       SUMAC_DEFAULT_ZOOM, flags);
  /**
   * SumacDisplay:grab-keyboard:
   *
   * Whether the keyboard is grabbed while the widget has the focus and the pointer is over the
   * picture.
   */
  props[PROP_GRAB_KEYBOARD] = g_param_spec_boolean ("grab-keyboard", NULL, NULL, TRUE, flags);
  /**
   * SumacDisplay:has-picture:
   *
   * Whether the guest has drawn anything.
   */
  props[PROP_HAS_PICTURE] = g_param_spec_boolean ("has-picture", NULL, NULL, FALSE, reads);
  /**
   * SumacDisplay:keyboard-grabbed:
   *
   * Whether every key goes to the guest now.
   */
  props[PROP_KEYBOARD_GRABBED] =
      g_param_spec_boolean ("keyboard-grabbed", NULL, NULL, FALSE, reads);
  /**
   * SumacDisplay:pointer-captured:
   *
   * Whether the local pointer is hidden and its motion goes to the guest now.
   */
  props[PROP_POINTER_CAPTURED] =
      g_param_spec_boolean ("pointer-captured", NULL, NULL, FALSE, reads);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sumac_display_class_init (SumacDisplayClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sumac_display_get_property;
  object_class->set_property = sumac_display_set_property;
  object_class->dispose = sumac_display_dispose;
  object_class->finalize = sumac_display_finalize;
  widget_class->unmap = sumac_display_unmap;
  sumac_display_view_class_init (widget_class);
  sumac_display_input_class_init (widget_class);
  /**
   * SumacDisplay::picture-resized:
   * @self: the display
   *
   * The guest's screen has another size now, and with it the natural size of the widget.
   */
  signals[SIGNAL_PICTURE_RESIZED] =
      g_signal_new ("picture-resized", SUMAC_TYPE_DISPLAY, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "sumac-display");
  gtk_widget_class_set_accessible_role (widget_class, ATK_ROLE_DRAWING_AREA);
  install_properties (object_class);
}

/**
 * sumac_display_new:
 * @session: (nullable): a session
 * @monitor: the number of one of its monitors, from 0
 *
 * Makes a widget that shows a monitor as soon as the session has it.
 *
 * Returns: (transfer floating): a widget
 */
GtkWidget *
sumac_display_new (SumacSession *session, guint monitor)
{
  return g_object_new (SUMAC_TYPE_DISPLAY, "session", session, "monitor", monitor, NULL);
}

/**
 * sumac_display_get_session:
 * @self: a display
 *
 * Tells whose screen is shown.
 *
 * Returns: (transfer none) (nullable): the session
 */
SumacSession *
sumac_display_get_session (SumacDisplay *self)
{
  g_return_val_if_fail (SUMAC_IS_DISPLAY (self), NULL);

  return self->session;
}

/**
 * sumac_display_set_session:
 * @self: a display
 * @session: (nullable): a session
 *
 * Shows the screen of another session; the picture of the old one is forgotten.
 */
void
sumac_display_set_session (SumacDisplay *self, SumacSession *session)
{
  g_return_if_fail (SUMAC_IS_DISPLAY (self));
  g_return_if_fail (!session || SUMAC_IS_SESSION (session));

  if (self->session == session)
    return;
  drop_session (self);
  sumac_display_clear_picture (self);
  if (session)
    {
      self->session = g_object_ref (session);
      watch_session (self);
    }
  sumac_display_find_monitor (self);
  sumac_display_input_update (self);
  update_name (self);
  notify (self, PROP_SESSION);
}

/**
 * sumac_display_get_monitor:
 * @self: a display
 *
 * Tells which monitor is shown.
 *
 * Returns: its number, from 0
 */
guint
sumac_display_get_monitor (SumacDisplay *self)
{
  g_return_val_if_fail (SUMAC_IS_DISPLAY (self), 0);

  return self->monitor_id;
}

/**
 * sumac_display_set_monitor:
 * @self: a display
 * @monitor: a number, from 0
 *
 * Shows another monitor of the session, as soon as there is one of that number.
 */
void
sumac_display_set_monitor (SumacDisplay *self, guint monitor)
{
  g_return_if_fail (SUMAC_IS_DISPLAY (self));

  if (self->monitor_id == monitor)
    return;
  sumac_keyboard_release_all (&self->keyboard);
  sumac_pointer_release_all (&self->pointer);
  self->monitor_id = monitor;
  sumac_display_clear_picture (self);
  sumac_display_find_monitor (self);
  update_name (self);
  notify (self, PROP_MONITOR);
}

/**
 * sumac_display_get_scaling:
 * @self: a display
 *
 * Tells whether the picture is fitted to the widget.
 *
 * Returns: %TRUE if so
 */
gboolean
sumac_display_get_scaling (SumacDisplay *self)
{
  g_return_val_if_fail (SUMAC_IS_DISPLAY (self), FALSE);

  return self->scaling;
}

/**
 * sumac_display_set_scaling:
 * @self: a display
 * @scaling: whether the picture is fitted to the widget
 *
 * Fits the picture to the widget, or shows it at [property@Display:zoom].
 */
void
sumac_display_set_scaling (SumacDisplay *self, gboolean scaling)
{
  g_return_if_fail (SUMAC_IS_DISPLAY (self));

  scaling = scaling != FALSE;
  if (self->scaling == scaling)
    return;
  self->scaling = scaling;
  sumac_display_update_size (self);
  notify (self, PROP_SCALING);
}

/**
 * sumac_display_get_zoom:
 * @self: a display
 *
 * Tells how large the picture is where it isn't fitted.
 *
 * Returns: percent
 */
gint
sumac_display_get_zoom (SumacDisplay *self)
{
  g_return_val_if_fail (SUMAC_IS_DISPLAY (self), SUMAC_DEFAULT_ZOOM);

  return self->zoom;
}

/**
 * sumac_display_set_zoom:
 * @self: a display
 * @zoom: percent, 10 to 400; what is beyond is brought to the nearer end
 *
 * Sets how large the picture is where it isn't fitted.
 */
void
sumac_display_set_zoom (SumacDisplay *self, gint zoom)
{
  g_return_if_fail (SUMAC_IS_DISPLAY (self));

  zoom = CLAMP (zoom, SUMAC_MIN_ZOOM, SUMAC_MAX_ZOOM);
  if (self->zoom == zoom)
    return;
  self->zoom = zoom;
  sumac_display_update_size (self);
  notify (self, PROP_ZOOM);
}

/**
 * sumac_display_get_grab_keyboard:
 * @self: a display
 *
 * Tells whether the keyboard may be grabbed.
 *
 * Returns: %TRUE if so
 */
gboolean
sumac_display_get_grab_keyboard (SumacDisplay *self)
{
  g_return_val_if_fail (SUMAC_IS_DISPLAY (self), FALSE);

  return self->grab_keyboard;
}

/**
 * sumac_display_set_grab_keyboard:
 * @self: a display
 * @grab_keyboard: whether the keyboard may be grabbed
 *
 * Allows or forbids to grab the keyboard while the pointer is over the picture.
 */
void
sumac_display_set_grab_keyboard (SumacDisplay *self, gboolean grab_keyboard)
{
  g_return_if_fail (SUMAC_IS_DISPLAY (self));

  grab_keyboard = grab_keyboard != FALSE;
  if (self->grab_keyboard == grab_keyboard)
    return;
  self->grab_keyboard = grab_keyboard;
  sumac_display_input_update (self);
  notify (self, PROP_GRAB_KEYBOARD);
}

/**
 * sumac_display_get_has_picture:
 * @self: a display
 *
 * Tells whether the guest has drawn anything.
 *
 * Returns: %TRUE if so
 */
gboolean
sumac_display_get_has_picture (SumacDisplay *self)
{
  g_return_val_if_fail (SUMAC_IS_DISPLAY (self), FALSE);

  return self->has_picture;
}

/**
 * sumac_display_get_keyboard_grabbed:
 * @self: a display
 *
 * Tells whether every key goes to the guest, the desktop's shortcuts too.
 *
 * Returns: %TRUE if so
 */
gboolean
sumac_display_get_keyboard_grabbed (SumacDisplay *self)
{
  g_return_val_if_fail (SUMAC_IS_DISPLAY (self), FALSE);

  return (self->grab.held & SUMAC_GRAB_KEYBOARD) != 0;
}

/**
 * sumac_display_get_pointer_captured:
 * @self: a display
 *
 * Tells whether the local pointer is hidden and its motion goes to the guest.
 *
 * Returns: %TRUE if so
 */
gboolean
sumac_display_get_pointer_captured (SumacDisplay *self)
{
  g_return_val_if_fail (SUMAC_IS_DISPLAY (self), FALSE);

  return self->pointer.is_captured;
}

/**
 * sumac_display_dup_pixbuf:
 * @self: a display
 *
 * Copies the guest's pixels as they were last shown, without the pointer.
 *
 * Returns: (transfer full) (nullable): the picture, or %NULL before there is one
 */
GdkPixbuf *
sumac_display_dup_pixbuf (SumacDisplay *self)
{
  g_return_val_if_fail (SUMAC_IS_DISPLAY (self), NULL);

  SumacFrame *frame = self->monitor ? sumac_monitor_get_frame (self->monitor) : NULL;

  if (frame)
    sumac_presenter_update (self->present, gtk_widget_get_window (GTK_WIDGET (self)), frame,
                            &self->area);

  cairo_surface_t *picture = sumac_presenter_dup_picture (self->present);

  if (!picture)
    return NULL;

  GdkPixbuf *pixbuf =
      gdk_pixbuf_get_from_surface (picture, 0, 0, cairo_image_surface_get_width (picture),
                                   cairo_image_surface_get_height (picture));

  cairo_surface_destroy (picture);
  return pixbuf;
}
