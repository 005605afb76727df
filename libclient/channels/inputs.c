/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "channels/inputs.h"

#include "channels/inputs-wire.h"
#include "channels/motion.h"
#include "core/limits.h"

#include <spice/enums.h>
#include <spice/protocol.h>

/* As many commands as a busy hand makes while the network stands still for a while. */
#define MAX_COMMANDS 1024

typedef struct
{
  SumacChannel channel;
  /* channel's thread: */
  SumacMotion motion;
  guint16 buttons;
  SumacLock lock;
  gboolean has_locks; /* under lock */
  guint16 locks;      /* under lock */
} Inputs;

static Inputs *
as_inputs (SumacChannel *channel)
{
  return (Inputs *) channel;
}

static void
send_motion (Inputs *self, gboolean by_force)
{
  gint32 dx;
  gint32 dy;
  guint32 x;
  guint32 y;
  guint8 display;

  while (sumac_motion_take_step (&self->motion, by_force, &dx, &dy))
    {
      sumac_inputs_write_motion (sumac_channel_begin (&self->channel), dx, dy, self->buttons);
      sumac_channel_send (&self->channel, SPICE_MSGC_INPUTS_MOUSE_MOTION);
    }
  if (sumac_motion_take_place (&self->motion, by_force, &x, &y, &display))
    {
      sumac_inputs_write_position (sumac_channel_begin (&self->channel), x, y, self->buttons,
                                   display);
      sumac_channel_send (&self->channel, SPICE_MSGC_INPUTS_MOUSE_POSITION);
    }
}

static void
send_button (Inputs *self, const SumacInputsCommand *command)
{
  /* The click must land where the user saw it. */
  send_motion (self, TRUE);
  self->buttons = command->buttons;
  sumac_inputs_write_button (sumac_channel_begin (&self->channel), command->u.button,
                             self->buttons);
  sumac_channel_send (&self->channel, command->kind == SUMAC_INPUTS_PRESS
                                          ? SPICE_MSGC_INPUTS_MOUSE_PRESS
                                          : SPICE_MSGC_INPUTS_MOUSE_RELEASE);
}

static void
send_word (SumacChannel *channel, const guint8 *bytes, guint n, gboolean down)
{
  sumac_write_u32 (sumac_channel_begin (channel), sumac_scancode_word (bytes, n));
  sumac_channel_send (channel, down ? SPICE_MSGC_INPUTS_KEY_DOWN : SPICE_MSGC_INPUTS_KEY_UP);
}

/* How many bytes belong to the code that begins here. */
static guint
code_length (const guint8 *bytes, guint n)
{
  guint length = bytes[0] == 0xe1 ? 3 : bytes[0] == 0xe0 ? 2 : 1;

  return MIN (length, n);
}

/* Bytes that must not be torn apart go as one message, where the server knows how. */
static void
send_run (SumacChannel *channel, const guint8 *bytes, guint n)
{
  if (sumac_caps_has (&channel->reply.channel_caps, SPICE_INPUTS_CAP_KEY_SCANCODE))
    {
      sumac_write_bytes (sumac_channel_begin (channel), bytes, n);
      sumac_channel_send (channel, SPICE_MSGC_INPUTS_KEY_SCANCODE);
      return;
    }
  for (guint i = 0; i < n;)
    {
      guint length = code_length (bytes + i, n - i);
      gboolean down = bytes[i] == 0xe1 || !(bytes[i + length - 1] & 0x80);

      send_word (channel, bytes + i, length, down);
      i += length;
    }
}

static void
send_key (SumacChannel *channel, const SumacInputsCommand *command)
{
  const guint8 *bytes = command->u.key.bytes;
  guint n = command->u.key.n_bytes;

  if (command->kind == SUMAC_INPUTS_KEY && n <= 2)
    send_word (channel, bytes, n, command->u.key.down);
  else
    send_run (channel, bytes, n);
}

static void
command (SumacChannel *channel, const void *item)
{
  Inputs *self = as_inputs (channel);
  const SumacInputsCommand *c = item;

  switch (c->kind)
    {
    case SUMAC_INPUTS_KEY:
    case SUMAC_INPUTS_RUN:
      send_key (channel, c);
      break;
    case SUMAC_INPUTS_MOTION:
      sumac_motion_add (&self->motion, c->u.motion.dx, c->u.motion.dy);
      send_motion (self, FALSE);
      break;
    case SUMAC_INPUTS_POSITION:
      sumac_motion_place (&self->motion, c->u.position.x, c->u.position.y,
                          c->u.position.display);
      send_motion (self, FALSE);
      break;
    case SUMAC_INPUTS_PRESS:
    case SUMAC_INPUTS_RELEASE:
      send_button (self, c);
      break;
    case SUMAC_INPUTS_LOCKS:
      sumac_write_u16 (sumac_channel_begin (channel), c->u.locks);
      sumac_channel_send (channel, SPICE_MSGC_INPUTS_KEY_MODIFIERS);
      break;
    }
}

static gboolean
handle_locks (SumacChannel *channel, SumacMessage **message, GError **error)
{
  Inputs *self = as_inputs (channel);
  guint16 locks;

  if (!sumac_inputs_parse_locks (*message, &locks, error))
    return FALSE;
  sumac_lock (&self->lock);
  self->locks = locks;
  self->has_locks = TRUE;
  sumac_unlock (&self->lock);
  sumac_channel_tell (channel);
  return TRUE;
}

static gboolean
handle_ack (SumacChannel *channel,
            SumacMessage **message G_GNUC_UNUSED,
            GError **error G_GNUC_UNUSED)
{
  Inputs *self = as_inputs (channel);

  sumac_motion_ack (&self->motion);
  send_motion (self, FALSE);
  return TRUE;
}

/* clang-format off */
static const SumacChannelRule rules[] = {
  { SPICE_MSG_INPUTS_INIT,             "init",          2, handle_locks },
  { SPICE_MSG_INPUTS_KEY_MODIFIERS,    "key-modifiers", 2, handle_locks },
  { SPICE_MSG_INPUTS_MOUSE_MOTION_ACK, "motion-ack",    0, handle_ack   },
};

/* clang-format on */

static void
clear (SumacChannel *channel)
{
  sumac_lock_clear (&as_inputs (channel)->lock);
}

static const SumacChannelClass inputs_class = {
  .type = SPICE_CHANNEL_INPUTS,
  .name = "inputs",
  .struct_size = sizeof (Inputs),
  .command_size = sizeof (SumacInputsCommand),
  .max_commands = MAX_COMMANDS,
  .max_message = SUMAC_MAX_MESSAGE_OTHER,
  .quality = { .dscp = 46, .priority = 6, .nice = -5 },
  .rules = rules,
  .n_rules = G_N_ELEMENTS (rules),
  .command = command,
  .clear = clear,
};

SumacChannel *
sumac_inputs_channel_new (SumacHub *hub, void (*read) (gpointer channel), gpointer reader)
{
  SumacChannel *channel = sumac_channel_new (&inputs_class, hub, 0, read, reader);

  if (channel)
    sumac_lock_init (&as_inputs (channel)->lock);
  return channel;
}

gboolean
sumac_inputs_channel_get_locks (SumacChannel *channel, guint16 *locks)
{
  Inputs *self = as_inputs (channel);
  gboolean has_locks;

  sumac_lock (&self->lock);
  has_locks = self->has_locks;
  *locks = self->locks;
  sumac_unlock (&self->lock);
  return has_locks;
}
