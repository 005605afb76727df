/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The guest's keyboard, mouse and tablet. Owned by the host.
 * Thread: the functions are called on the host's thread and may call any function of the host
 * but free. */

#pragma once

#include <glib.h>
#include <spice.h>

/* Bits of the buttons held. */
typedef enum
{
  SUMAC_HOST_BUTTON_LEFT = 1 << 0,
  SUMAC_HOST_BUTTON_RIGHT = 1 << 1,
  SUMAC_HOST_BUTTON_MIDDLE = 1 << 2,
} SumacHostButtons;

/* Each may be NULL. */
typedef struct
{
  /* One byte of a PC keyboard's set 1: E0 prefixes and releases come as they are. */
  void (*scancode) (guint8 byte, gpointer user);

  /* The mouse, as steps. */
  void (*motion) (int dx, int dy, gpointer user);

  /* The tablet, as pixels of the primary. */
  void (*position) (int x, int y, gpointer user);

  /* Those held, SumacHostButtons, when they have changed; after the motion that came with it. */
  void (*buttons) (guint buttons, gpointer user);

  /* One step down is 1. */
  void (*wheel) (int steps, gpointer user);
} SumacHostInputFuncs;

typedef struct _SumacHostInputs SumacHostInputs;

/* For the host alone. @funcs is copied. */
SumacHostInputs *sumac_host_inputs_new (const SumacHostInputFuncs *funcs, gpointer user);
gboolean sumac_host_inputs_attach (SumacHostInputs *inputs, SpiceServer *server);
void sumac_host_inputs_free (SumacHostInputs *inputs);

/* The keyboard's lights: SPICE_KEYBOARD_MODIFIER_FLAGS_…; clients hear of a change.
 * Thread: the host's. */
void sumac_host_inputs_set_leds (SumacHostInputs *inputs, guint8 leds);
