/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "session/monitor.h"

/**
 * SumacMonitor:
 *
 * A monitor of the guest: an area of a display's picture, and the pointer on it.
 */
struct _SumacMonitor
{
  GObject parent_instance;

  guint id;
  guint8 channel_id;
  SumacRect area;
  SumacFrame *frame;   /* nullable */
  SumacCursor *cursor; /* nullable */
  gboolean is_cursor_visible;
  gint cursor_x;
  gint cursor_y;
  SumacGlShare *share;                                       /* nullable */
  void (*share_changed) (SumacMonitor *self, gpointer data); /* nullable */
  gpointer share_data;
};

enum
{
  PROP_ID = 1,
  PROP_AREA,
  PROP_CURSOR,
  PROP_CURSOR_VISIBLE,
  N_PROPS,
};

enum
{
  DAMAGED,
  CURSOR_MOVED,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SumacMonitor, sumac_monitor, G_TYPE_OBJECT)

SumacMonitor *
sumac_monitor_new (guint id, guint8 channel_id)
{
  SumacMonitor *self = g_object_new (SUMAC_TYPE_MONITOR, NULL);

  self->id = id;
  self->channel_id = channel_id;
  return self;
}

guint8
sumac_monitor_get_channel (SumacMonitor *self)
{
  return self->channel_id;
}

void
sumac_monitor_set_area (SumacMonitor *self, const SumacRect *area)
{
  if (memcmp (&self->area, area, sizeof *area) == 0)
    return;
  self->area = *area;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_AREA]);
}

void
sumac_monitor_set_frame (SumacMonitor *self, SumacFrame *frame)
{
  if (self->frame == frame)
    return;
  g_clear_pointer (&self->frame, sumac_frame_unref);
  self->frame = frame ? sumac_frame_ref (frame) : NULL;
}

void
sumac_monitor_damage (SumacMonitor *self, const SumacRect *rect)
{
  SumacRect seen;

  if (sumac_rect_intersect (rect, &self->area, &seen))
    g_signal_emit (self, signals[DAMAGED], 0, &seen);
}

void
sumac_monitor_watch_gl_share (SumacMonitor *self,
                              void (*changed) (SumacMonitor *self, gpointer data),
                              gpointer data)
{
  self->share_changed = changed;
  self->share_data = data;
}

SumacGlShare *
sumac_monitor_get_gl_share (SumacMonitor *self)
{
  return self->share;
}

static void
set_cursor (SumacMonitor *self, SumacCursor *cursor)
{
  if (self->cursor == cursor)
    return;
  g_clear_pointer (&self->cursor, sumac_cursor_unref);
  self->cursor = cursor ? sumac_cursor_ref (cursor) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CURSOR]);
}

void
sumac_monitor_set_pointer (SumacMonitor *self,
                           SumacCursor *cursor,
                           gboolean is_visible,
                           gint x,
                           gint y)
{
  gboolean has_moved = self->cursor_x != x || self->cursor_y != y;
  gboolean has_turned = self->is_cursor_visible != is_visible;

  self->cursor_x = x;
  self->cursor_y = y;
  self->is_cursor_visible = is_visible;
  set_cursor (self, cursor);
  if (has_turned)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CURSOR_VISIBLE]);
  if (has_moved)
    g_signal_emit (self, signals[CURSOR_MOVED], 0);
}

/**
 * sumac_monitor_get_id:
 * @self: a monitor
 *
 * Tells the number, by which positions name it.
 *
 * Returns: the number, from 0
 */
guint
sumac_monitor_get_id (SumacMonitor *self)
{
  g_return_val_if_fail (SUMAC_IS_MONITOR (self), 0);
  return self->id;
}

/**
 * sumac_monitor_get_area:
 * @self: a monitor
 * @area: (out caller-allocates): its rectangle on the frame, in guest pixels
 *
 * Tells which part of the frame this monitor shows.
 *
 * The origin is the frame's upper left corner. Before there is a picture, and while the
 * monitor is switched off, the rectangle is empty.
 *
 * Rule: display channel, MONITORS_CONFIG; without it the whole picture is monitor 0.
 * Returns: whether there is anything to show
 */
gboolean
sumac_monitor_get_area (SumacMonitor *self, SumacRect *area)
{
  g_return_val_if_fail (SUMAC_IS_MONITOR (self), FALSE);
  *area = self->area;
  return !sumac_rect_is_empty (area);
}

/**
 * sumac_monitor_get_frame:
 * @self: a monitor
 *
 * Gives the picture this monitor is a part of. Its pixels change as the guest draws, told by
 * [signal@Monitor::damaged]; after a change of the guest's resolution it is another frame.
 *
 * Returns: (transfer none) (nullable): the frame, until the next `damaged`; or %NULL before
 *   the first picture
 */
SumacFrame *
sumac_monitor_get_frame (SumacMonitor *self)
{
  g_return_val_if_fail (SUMAC_IS_MONITOR (self), NULL);
  return self->frame;
}

/**
 * sumac_monitor_get_cursor:
 * @self: a monitor
 *
 * Gives the guest's pointer shape.
 *
 * Returns: (transfer none) (nullable): the shape, or %NULL when the guest shows none
 */
SumacCursor *
sumac_monitor_get_cursor (SumacMonitor *self)
{
  g_return_val_if_fail (SUMAC_IS_MONITOR (self), NULL);
  return self->cursor;
}

/**
 * sumac_monitor_get_cursor_visible:
 * @self: a monitor
 *
 * Tells whether the guest shows its pointer.
 *
 * Returns: whether it does
 */
gboolean
sumac_monitor_get_cursor_visible (SumacMonitor *self)
{
  g_return_val_if_fail (SUMAC_IS_MONITOR (self), FALSE);
  return self->is_cursor_visible;
}

/**
 * sumac_monitor_get_cursor_position:
 * @self: a monitor
 * @x: (out): column of the hot spot, on this monitor
 * @y: (out): row of the hot spot
 *
 * Tells where the guest has put its pointer. Only of use in server mouse mode.
 */
void
sumac_monitor_get_cursor_position (SumacMonitor *self, gint *x, gint *y)
{
  g_return_if_fail (SUMAC_IS_MONITOR (self));
  *x = self->cursor_x - self->area.left;
  *y = self->cursor_y - self->area.top;
}

/**
 * sumac_monitor_set_gl_share: (skip)
 * @self: a monitor
 * @share: (nullable): the share group of whoever shows it, or %NULL
 *
 * Tells in which share group of OpenGL the picture is wanted. If what draws can, the frame then
 * has a texture there ([method@Frame.begin_texture]), and pixels only on demand; if it can't,
 * nothing changes. All monitors of one picture have one share group: that of the first of them
 * that has one.
 *
 * Give %NULL when it is not shown any more. The handles stay good as long as somebody has a
 * reference to the share group, which may be a while longer.
 */
void
sumac_monitor_set_gl_share (SumacMonitor *self, SumacGlShare *share)
{
  g_return_if_fail (SUMAC_IS_MONITOR (self));

  SumacGlShare *old = self->share;

  if (old == share)
    return;
  self->share = share ? sumac_gl_share_ref (share) : NULL;
  sumac_gl_share_unref (old);
  if (self->share_changed)
    self->share_changed (self, self->share_data);
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SumacMonitor *self = SUMAC_MONITOR (object);

  switch (id)
    {
    case PROP_ID:
      g_value_set_uint (value, self->id);
      break;
    case PROP_AREA:
      g_value_set_boxed (value, &self->area);
      break;
    case PROP_CURSOR:
      g_value_set_boxed (value, self->cursor);
      break;
    case PROP_CURSOR_VISIBLE:
      g_value_set_boolean (value, self->is_cursor_visible);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
finalize (GObject *object)
{
  SumacMonitor *self = SUMAC_MONITOR (object);

  sumac_frame_unref (self->frame);
  sumac_gl_share_unref (self->share);
  sumac_cursor_unref (self->cursor);
  G_OBJECT_CLASS (sumac_monitor_parent_class)->finalize (object);
}

static void
sumac_monitor_class_init (SumacMonitorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = get_property;
  object_class->finalize = finalize;

  /**
   * SumacMonitor:id:
   *
   * The number, from 0.
   */
  props[PROP_ID] = g_param_spec_uint ("id", NULL, NULL, 0, G_MAXUINT, 0, flags);

  /**
   * SumacMonitor:area:
   *
   * The rectangle on the frame that this monitor shows; empty while there is nothing to show.
   */
  props[PROP_AREA] = g_param_spec_boxed ("area", NULL, NULL, SUMAC_TYPE_RECT, flags);

  /**
   * SumacMonitor:cursor:
   *
   * The guest's pointer shape, or %NULL.
   */
  props[PROP_CURSOR] = g_param_spec_boxed ("cursor", NULL, NULL, SUMAC_TYPE_CURSOR, flags);

  /**
   * SumacMonitor:cursor-visible:
   *
   * Whether the guest shows its pointer.
   */
  props[PROP_CURSOR_VISIBLE] =
      g_param_spec_boolean ("cursor-visible", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * SumacMonitor::damaged:
   * @self: the monitor
   * @area: (type SumacRect): what is new, in the frame's pixels
   *
   * Pixels of the frame have changed, or there is another frame (then all of it is told).
   */
  signals[DAMAGED] =
      g_signal_new ("damaged", SUMAC_TYPE_MONITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, SUMAC_TYPE_RECT | G_SIGNAL_TYPE_STATIC_SCOPE);

  /**
   * SumacMonitor::cursor-moved:
   * @self: the monitor
   *
   * The guest has moved its pointer.
   */
  signals[CURSOR_MOVED] = g_signal_new ("cursor-moved", SUMAC_TYPE_MONITOR, G_SIGNAL_RUN_LAST,
                                        0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sumac_monitor_init (SumacMonitor *self G_GNUC_UNUSED)
{
}
