/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/inputs.h"

#include <stddef.h>

struct _SumacHostInputs
{
  SpiceKbdInstance keyboard;
  SpiceMouseInstance mouse;
  SpiceTabletInstance tablet;
  SumacHostInputFuncs funcs;
  gpointer user;
  guint buttons;
  guint8 leds;
};

/* The device that the server hands back is a member of ours. */
#define INPUTS_OF(device, member) \
  ((SumacHostInputs *) ((char *) (device) -offsetof (SumacHostInputs, member)))

static void
push_scancode (SpiceKbdInstance *keyboard, uint8_t byte)
{
  SumacHostInputs *inputs = INPUTS_OF (keyboard, keyboard);

  if (inputs->funcs.scancode)
    inputs->funcs.scancode (byte, inputs->user);
}

static uint8_t
get_leds (SpiceKbdInstance *keyboard)
{
  return INPUTS_OF (keyboard, keyboard)->leds;
}

/* Each call of the server's tells the buttons. */
static void
follow_buttons (SumacHostInputs *inputs, guint buttons)
{
  if (inputs->buttons == buttons)
    return;
  inputs->buttons = buttons;
  if (inputs->funcs.buttons)
    inputs->funcs.buttons (buttons, inputs->user);
}

/* A press of a button that is no wheel is told by a wheel that doesn't turn. */
static void
turn_wheel (SumacHostInputs *inputs, int steps)
{
  if (inputs->funcs.wheel && steps != 0)
    inputs->funcs.wheel (steps, inputs->user);
}

static void
mouse_motion (SpiceMouseInstance *mouse, int dx, int dy, int dz, uint32_t buttons)
{
  SumacHostInputs *inputs = INPUTS_OF (mouse, mouse);

  if (inputs->funcs.motion && (dx != 0 || dy != 0))
    inputs->funcs.motion (dx, dy, inputs->user);
  follow_buttons (inputs, buttons);
  turn_wheel (inputs, dz);
}

static void
mouse_buttons (SpiceMouseInstance *mouse, uint32_t buttons)
{
  follow_buttons (INPUTS_OF (mouse, mouse), buttons);
}

static void
tablet_set_logical_size (G_GNUC_UNUSED SpiceTabletInstance *tablet,
                         G_GNUC_UNUSED int width,
                         G_GNUC_UNUSED int height)
{
  /* Positions are passed on in pixels of the primary, whatever its size. */
}

static void
tablet_position (SpiceTabletInstance *tablet, int x, int y, uint32_t buttons)
{
  SumacHostInputs *inputs = INPUTS_OF (tablet, tablet);

  if (inputs->funcs.position)
    inputs->funcs.position (x, y, inputs->user);
  follow_buttons (inputs, buttons);
}

static void
tablet_wheel (SpiceTabletInstance *tablet, int steps, uint32_t buttons)
{
  follow_buttons (INPUTS_OF (tablet, tablet), buttons);
  turn_wheel (INPUTS_OF (tablet, tablet), steps);
}

static void
tablet_buttons (SpiceTabletInstance *tablet, uint32_t buttons)
{
  follow_buttons (INPUTS_OF (tablet, tablet), buttons);
}

static const SpiceKbdInterface keyboard_interface = {
  .base = {
    .type = SPICE_INTERFACE_KEYBOARD,
    .description = "Sumac host keyboard",
    .major_version = SPICE_INTERFACE_KEYBOARD_MAJOR,
    .minor_version = SPICE_INTERFACE_KEYBOARD_MINOR,
  },
  .push_scan_freg = push_scancode,
  .get_leds = get_leds,
};

static const SpiceMouseInterface mouse_interface = {
  .base = {
    .type = SPICE_INTERFACE_MOUSE,
    .description = "Sumac host mouse",
    .major_version = SPICE_INTERFACE_MOUSE_MAJOR,
    .minor_version = SPICE_INTERFACE_MOUSE_MINOR,
  },
  .motion = mouse_motion,
  .buttons = mouse_buttons,
};

static const SpiceTabletInterface tablet_interface = {
  .base = {
    .type = SPICE_INTERFACE_TABLET,
    .description = "Sumac host tablet",
    .major_version = SPICE_INTERFACE_TABLET_MAJOR,
    .minor_version = SPICE_INTERFACE_TABLET_MINOR,
  },
  .set_logical_size = tablet_set_logical_size,
  .position = tablet_position,
  .wheel = tablet_wheel,
  .buttons = tablet_buttons,
};

SumacHostInputs *
sumac_host_inputs_new (const SumacHostInputFuncs *funcs, gpointer user)
{
  SumacHostInputs *inputs = g_new0 (SumacHostInputs, 1);

  inputs->keyboard.base.sif = &keyboard_interface.base;
  inputs->mouse.base.sif = &mouse_interface.base;
  inputs->tablet.base.sif = &tablet_interface.base;
  if (funcs)
    inputs->funcs = *funcs;
  inputs->user = user;
  return inputs;
}

gboolean
sumac_host_inputs_attach (SumacHostInputs *inputs, SpiceServer *server)
{
  return spice_server_add_interface (server, &inputs->keyboard.base) == 0 &&
         spice_server_add_interface (server, &inputs->mouse.base) == 0 &&
         spice_server_add_interface (server, &inputs->tablet.base) == 0;
}

void
sumac_host_inputs_free (SumacHostInputs *inputs)
{
  if (inputs == NULL)
    return;
  /* The server made them and forgets them; it clears those that it frees. */
  g_free (inputs->keyboard.st);
  g_free (inputs->mouse.st);
  g_free (inputs);
}

void
sumac_host_inputs_set_leds (SumacHostInputs *inputs, guint8 leds)
{
  inputs->leds = leds;
  spice_server_kbd_leds (&inputs->keyboard, leds);
}
