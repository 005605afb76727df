/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Kernel key codes to PC "set 1" scancodes: keys go by their place on the board, the guest
 * has its own layout. 0xe0xx is the extended code xx. */

#pragma once

#include <glib.h>

#define SUMAC_N_KEYMAP_CODES 240

/* 0 where the key has no scancode. */
guint sumac_keymap_from_evdev (guint code);

/* The same from the toolkit's hardware keycode: X11 and Wayland add 8 to the kernel's. */
guint sumac_keymap_from_hardware (guint keycode);
