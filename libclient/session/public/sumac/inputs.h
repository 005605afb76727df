/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The guest's keyboard and mouse. Calls before the channel is up, or after it ended, do
 * nothing. */

#pragma once

#include <glib-object.h>
#include <sumac/export.h>

G_BEGIN_DECLS

/**
 * SumacButton:
 * @SUMAC_BUTTON_LEFT: the left one
 * @SUMAC_BUTTON_MIDDLE: the middle one
 * @SUMAC_BUTTON_RIGHT: the right one
 * @SUMAC_BUTTON_WHEEL_UP: a notch of the wheel, away from the user
 * @SUMAC_BUTTON_WHEEL_DOWN: a notch of the wheel, towards the user
 * @SUMAC_BUTTON_SIDE: a side button, by habit “back”
 * @SUMAC_BUTTON_EXTRA: the other side button, by habit “forward”
 *
 * A mouse button; the wheel's notches are buttons 4 and 5.
 */
typedef enum
{
  SUMAC_BUTTON_LEFT = 1,
  SUMAC_BUTTON_MIDDLE = 2,
  SUMAC_BUTTON_RIGHT = 3,
  SUMAC_BUTTON_WHEEL_UP = 4,
  SUMAC_BUTTON_WHEEL_DOWN = 5,
  SUMAC_BUTTON_SIDE = 6,
  SUMAC_BUTTON_EXTRA = 7,
} SumacButton;

/**
 * SumacLocks:
 * @SUMAC_LOCK_SCROLL: Scroll Lock
 * @SUMAC_LOCK_NUM: Num Lock
 * @SUMAC_LOCK_CAPS: Caps Lock
 *
 * The lock lights of a keyboard.
 */
typedef enum /*< flags >*/
{
  SUMAC_LOCK_SCROLL = 1 << 0,
  SUMAC_LOCK_NUM = 1 << 1,
  SUMAC_LOCK_CAPS = 1 << 2,
} SumacLocks;

/**
 * SUMAC_SCANCODE_PAUSE:
 *
 * Pause has no scancode but a run of its own; this code stands for it.
 */
#define SUMAC_SCANCODE_PAUSE 0xe046

#define SUMAC_TYPE_INPUTS (sumac_inputs_get_type ())
SUMAC_EXPORT
G_DECLARE_FINAL_TYPE (SumacInputs, sumac_inputs, SUMAC, INPUTS, GObject)

SUMAC_EXPORT gboolean sumac_inputs_get_ready (SumacInputs *self);
SUMAC_EXPORT void sumac_inputs_key (SumacInputs *self, guint scancode, gboolean down);
SUMAC_EXPORT void sumac_inputs_tap (SumacInputs *self,
                                    const guint *scancodes,
                                    gsize n_scancodes);
SUMAC_EXPORT void sumac_inputs_release_all (SumacInputs *self);
SUMAC_EXPORT void sumac_inputs_motion (SumacInputs *self, gint dx, gint dy);
SUMAC_EXPORT void sumac_inputs_position (SumacInputs *self, guint monitor, gint x, gint y);
SUMAC_EXPORT void sumac_inputs_button (SumacInputs *self, SumacButton button, gboolean down);
SUMAC_EXPORT void sumac_inputs_scroll (SumacInputs *self, gint notches);
SUMAC_EXPORT void sumac_inputs_set_locks (SumacInputs *self, SumacLocks locks);
SUMAC_EXPORT SumacLocks sumac_inputs_get_locks (SumacInputs *self);

G_END_DECLS
