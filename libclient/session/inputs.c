/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "session/inputs.h"

#include "channels/inputs-wire.h"
#include "core/limits.h"

G_STATIC_ASSERT (SUMAC_SCANCODE_PAUSE == SUMAC_PAUSE);

typedef struct
{
  gint x;
  gint y;
  guint8 display;
} Origin;

/**
 * SumacInputs:
 *
 * The guest's keyboard and mouse.
 */
struct _SumacInputs
{
  GObject parent_instance;

  SumacChannel *channel; /* up, or NULL; the session's */
  guint16 buttons;
  gboolean has_locks;
  SumacLocks locks;
  gboolean keys_down[512]; /* by index_of */
  Origin origins[SUMAC_MAX_MONITORS];
};

enum
{
  PROP_READY = 1,
  PROP_LOCKS,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (SumacInputs, sumac_inputs, G_TYPE_OBJECT)

SumacInputs *
sumac_inputs_new (void)
{
  return g_object_new (SUMAC_TYPE_INPUTS, NULL);
}

void
sumac_inputs_set_channel (SumacInputs *self, SumacChannel *channel)
{
  if (self->channel == channel)
    return;
  self->channel = channel;
  self->buttons = 0;
  self->has_locks = FALSE;
  memset (self->keys_down, 0, sizeof self->keys_down);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_READY]);
}

void
sumac_inputs_take_locks (SumacInputs *self, SumacLocks locks)
{
  if (self->has_locks && self->locks == locks)
    return;
  self->has_locks = TRUE;
  self->locks = locks;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOCKS]);
}

void
sumac_inputs_set_origin (SumacInputs *self, guint monitor, gint x, gint y, guint8 display)
{
  if (monitor < G_N_ELEMENTS (self->origins))
    self->origins[monitor] = (Origin){ x, y, display };
}

static void
post (SumacInputs *self, const SumacInputsCommand *command)
{
  if (self->channel)
    sumac_channel_post (self->channel, command);
}

/* 0x01 … 0x7f, or 0xe001 … 0xe07f. */
static gboolean
is_scancode (guint scancode)
{
  return (scancode & 0x7f) != 0 && ((scancode & ~0x7fu) == 0 || (scancode & ~0x7fu) == 0xe000);
}

static guint
index_of (guint scancode)
{
  return (scancode & 0x7f) | (scancode > 0xff ? 0x100 : 0);
}

/**
 * sumac_inputs_get_ready:
 * @self: the inputs
 *
 * Tells whether the guest listens.
 *
 * Returns: whether it does
 */
gboolean
sumac_inputs_get_ready (SumacInputs *self)
{
  g_return_val_if_fail (SUMAC_IS_INPUTS (self), FALSE);
  return self->channel != NULL;
}

/**
 * sumac_inputs_key:
 * @self: the inputs
 * @scancode: PC set 1 code: 0x01 … 0x7f, or 0xe001 … 0xe07f for extended keys;
 *   %SUMAC_SCANCODE_PAUSE for Pause
 * @down: pressed, or released
 *
 * Sends a key at once. A press of a key that is down is a repeat; a release of one that is
 * not down is dropped. Other codes are dropped.
 *
 * Rule: inputs channel, KEY_DOWN, KEY_UP.
 */
void
sumac_inputs_key (SumacInputs *self, guint scancode, gboolean down)
{
  g_return_if_fail (SUMAC_IS_INPUTS (self));

  if (!is_scancode (scancode))
    return;

  gboolean *is_down = &self->keys_down[index_of (scancode)];
  gboolean was_down = *is_down;
  SumacInputsCommand command = { .kind = SUMAC_INPUTS_KEY, .u.key.down = down };

  if (!down && !was_down)
    return;
  *is_down = down;
  /* Pause is never repeated: its run would toggle the guest's Num Lock again. */
  if (scancode == SUMAC_SCANCODE_PAUSE && was_down == down)
    return;
  command.u.key.n_bytes = sumac_scancode_bytes (scancode, down, command.u.key.bytes);
  if (command.u.key.n_bytes > 0)
    post (self, &command);
}

/**
 * sumac_inputs_tap:
 * @self: the inputs
 * @scancodes: (array length=n_scancodes): codes as in [method@Inputs.key]
 * @n_scancodes: how many, at most 10
 *
 * Presses the keys in order and releases them in reverse, as one message, so that no hiccup of
 * the network lies between.
 *
 * Rule: inputs channel, KEY_SCANCODE.
 */
void
sumac_inputs_tap (SumacInputs *self, const guint *scancodes, gsize n_scancodes)
{
  g_return_if_fail (SUMAC_IS_INPUTS (self));
  g_return_if_fail (n_scancodes <= 10);

  SumacInputsCommand command = { .kind = SUMAC_INPUTS_RUN };
  guint n = 0;

  for (gsize i = 0; i < 2 * n_scancodes; i++)
    {
      gboolean down = i < n_scancodes;
      guint scancode = scancodes[down ? i : 2 * n_scancodes - 1 - i];
      guint8 bytes[6];

      if (!is_scancode (scancode))
        continue;

      guint length = sumac_scancode_bytes (scancode, down, bytes);

      if (n + length > SUMAC_INPUTS_MAX_BYTES)
        return;
      memcpy (command.u.key.bytes + n, bytes, length);
      n += length;
    }
  command.u.key.n_bytes = n;
  if (n > 0)
    post (self, &command);
}

static gboolean
is_modifier (guint scancode)
{
  static const guint modifiers[] = { 0x1d, 0xe01d, 0x2a, 0x36, 0x38, 0xe038, 0xe05b, 0xe05c };

  for (guint i = 0; i < G_N_ELEMENTS (modifiers); i++)
    if (modifiers[i] == scancode)
      return TRUE;
  return FALSE;
}

static void
release_keys (SumacInputs *self, gboolean modifiers)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->keys_down); i++)
    {
      guint scancode = (i & 0x7f) | (i & 0x100 ? 0xe000 : 0);

      if (self->keys_down[i] && is_modifier (scancode) == modifiers)
        sumac_inputs_key (self, scancode, FALSE);
    }
}

/**
 * sumac_inputs_release_all:
 * @self: the inputs
 *
 * Releases every key and button that is down: keys first, then modifiers, then buttons. For
 * whenever the keyboard's focus is lost.
 */
void
sumac_inputs_release_all (SumacInputs *self)
{
  g_return_if_fail (SUMAC_IS_INPUTS (self));

  release_keys (self, FALSE);
  release_keys (self, TRUE);
  for (guint button = SUMAC_BUTTON_LEFT; button <= SUMAC_BUTTON_EXTRA; button++)
    if (self->buttons & 1u << (button - 1))
      sumac_inputs_button (self, button, FALSE);
}

/**
 * sumac_inputs_motion:
 * @self: the inputs
 * @dx: steps to the right
 * @dy: steps down
 *
 * Moves the mouse, for a guest in server mouse mode. Merged while the network is full.
 */
void
sumac_inputs_motion (SumacInputs *self, gint dx, gint dy)
{
  g_return_if_fail (SUMAC_IS_INPUTS (self));

  SumacInputsCommand command = {
    .kind = SUMAC_INPUTS_MOTION,
    .u.motion = { .dx = dx, .dy = dy },
  };

  if (dx != 0 || dy != 0)
    post (self, &command);
}

/**
 * sumac_inputs_position:
 * @self: the inputs
 * @monitor: a monitor's id
 * @x: column on that monitor
 * @y: row on that monitor
 *
 * Places the pointer, for a guest in client mouse mode. While the network is full only the
 * newest place is kept.
 *
 * Rule: inputs channel, MOUSE_POSITION.
 */
void
sumac_inputs_position (SumacInputs *self, guint monitor, gint x, gint y)
{
  g_return_if_fail (SUMAC_IS_INPUTS (self));
  g_return_if_fail (monitor < SUMAC_MAX_MONITORS);

  const Origin *origin = &self->origins[monitor];
  SumacInputsCommand command = {
    .kind = SUMAC_INPUTS_POSITION,
    .u.position = {
      .x = (guint32) CLAMP ((gint64) x + origin->x, 0, SUMAC_MAX_SIDE),
      .y = (guint32) CLAMP ((gint64) y + origin->y, 0, SUMAC_MAX_SIDE),
      .display = origin->display,
    },
  };

  post (self, &command);
}

/**
 * sumac_inputs_button:
 * @self: the inputs
 * @button: which
 * @down: pressed, or released
 *
 * Presses or releases a mouse button, where the pointer was last put.
 */
void
sumac_inputs_button (SumacInputs *self, SumacButton button, gboolean down)
{
  g_return_if_fail (SUMAC_IS_INPUTS (self));
  g_return_if_fail (button >= SUMAC_BUTTON_LEFT && button <= SUMAC_BUTTON_EXTRA);

  gboolean is_wheel = button == SUMAC_BUTTON_WHEEL_UP || button == SUMAC_BUTTON_WHEEL_DOWN;
  guint16 bit = (guint16) (1u << (button - 1));

  /* The server makes the wheel's bits itself. */
  if (!is_wheel)
    self->buttons = down ? self->buttons | bit : self->buttons & (guint16) ~bit;

  SumacInputsCommand command = {
    .kind = down ? SUMAC_INPUTS_PRESS : SUMAC_INPUTS_RELEASE,
    .buttons = self->buttons,
    .u.button = (guint8) button,
  };

  post (self, &command);
}

/**
 * sumac_inputs_scroll:
 * @self: the inputs
 * @notches: down when positive, up when negative; at most 30 are sent
 *
 * Turns the wheel.
 */
void
sumac_inputs_scroll (SumacInputs *self, gint notches)
{
  g_return_if_fail (SUMAC_IS_INPUTS (self));

  SumacButton button = notches > 0 ? SUMAC_BUTTON_WHEEL_DOWN : SUMAC_BUTTON_WHEEL_UP;

  /* Cut first: the most negative number has no absolute value. */
  notches = CLAMP (notches, -30, 30);
  for (gint i = 0; i < ABS (notches); i++)
    {
      sumac_inputs_button (self, button, TRUE);
      sumac_inputs_button (self, button, FALSE);
    }
}

/**
 * sumac_inputs_set_locks:
 * @self: the inputs
 * @locks: the lights of the user's keyboard
 *
 * Asks the guest to make its lock lights like these. For when the window gains focus; sent
 * only if they differ from what the guest has told.
 *
 * Rule: inputs channel, KEY_MODIFIERS: the server taps the keys of lights that differ.
 */
void
sumac_inputs_set_locks (SumacInputs *self, SumacLocks locks)
{
  g_return_if_fail (SUMAC_IS_INPUTS (self));

  SumacInputsCommand command = { .kind = SUMAC_INPUTS_LOCKS, .u.locks = (guint16) locks };

  if (self->has_locks && self->locks != locks)
    post (self, &command);
}

/**
 * sumac_inputs_get_locks:
 * @self: the inputs
 *
 * Tells the guest's lock lights.
 *
 * Returns: the lights as last told; none before that
 */
SumacLocks
sumac_inputs_get_locks (SumacInputs *self)
{
  g_return_val_if_fail (SUMAC_IS_INPUTS (self), 0);
  return self->locks;
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SumacInputs *self = SUMAC_INPUTS (object);

  switch (id)
    {
    case PROP_READY:
      g_value_set_boolean (value, sumac_inputs_get_ready (self));
      break;
    case PROP_LOCKS:
      g_value_set_uint (value, self->locks);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sumac_inputs_class_init (SumacInputsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = get_property;

  /**
   * SumacInputs:ready:
   *
   * Whether the guest listens.
   */
  props[PROP_READY] = g_param_spec_boolean ("ready", NULL, NULL, FALSE, flags);

  /**
   * SumacInputs:locks:
   *
   * The guest's lock lights, as bits of [flags@Locks].
   */
  props[PROP_LOCKS] = g_param_spec_uint ("locks", NULL, NULL, 0, 7, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sumac_inputs_init (SumacInputs *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->origins); i++)
    self->origins[i].display = (guint8) i;
}
