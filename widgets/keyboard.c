/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "widgets/keyboard.h"

#include <string.h>

enum
{
  LEFT_CTRL = 0x1d,
  LEFT_SHIFT = 0x2a,
  RIGHT_SHIFT = 0x36,
  LEFT_ALT = 0x38,
  CAPS_LOCK = 0x3a,
  NUM_LOCK = 0x45,
  SCROLL_LOCK = 0x46,
  RIGHT_CTRL = 0xe01d,
  RIGHT_ALT = 0xe038,
  LEFT_SUPER = 0xe05b,
  RIGHT_SUPER = 0xe05c,
};

static const guint16 modifiers[] = {
  LEFT_CTRL, LEFT_SHIFT, RIGHT_SHIFT, LEFT_ALT, RIGHT_CTRL, RIGHT_ALT, LEFT_SUPER, RIGHT_SUPER,
};

static const guint16 sequence[] = { LEFT_CTRL, LEFT_ALT };

/* Keys that a repeat must not reach: modifiers do nothing by it, locks would flicker, and
 * Pause is a press without a release. */
static const guint16 unrepeated[] = { CAPS_LOCK, NUM_LOCK, SCROLL_LOCK, SUMAC_SCANCODE_PAUSE };

static gboolean
is_in (const guint16 *codes, gsize n, guint scancode)
{
  for (gsize i = 0; i < n; i++)
    if (codes[i] == scancode)
      return TRUE;
  return FALSE;
}

static gboolean
is_modifier (guint scancode)
{
  return is_in (modifiers, G_N_ELEMENTS (modifiers), scancode);
}

static gboolean
repeats (guint scancode)
{
  return !is_modifier (scancode) && !is_in (unrepeated, G_N_ELEMENTS (unrepeated), scancode);
}

static guint
slot_of (guint scancode)
{
  return (scancode & 0x7f) | (scancode > 0xff ? 0x80 : 0);
}

static guint
scancode_of (guint slot)
{
  return slot & 0x80 ? 0xe000 | (slot & 0x7f) : slot;
}

static gboolean
sequence_is_down (SumacKeyboard *keyboard)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sequence); i++)
    if (!keyboard->is_down[slot_of (sequence[i])])
      return FALSE;
  return keyboard->n_down == G_N_ELEMENTS (sequence);
}

static void
press (SumacKeyboard *keyboard, guint scancode)
{
  guint slot = slot_of (scancode);

  if (keyboard->is_down[slot])
    {
      if (repeats (scancode))
        keyboard->sink->key (keyboard->sink->target, scancode, TRUE);
      return;
    }
  keyboard->is_down[slot] = TRUE;
  keyboard->n_down++;
  keyboard->is_armed = sequence_is_down (keyboard);
  keyboard->sink->key (keyboard->sink->target, scancode, TRUE);
}

static void
release (SumacKeyboard *keyboard, guint slot)
{
  keyboard->is_down[slot] = FALSE;
  keyboard->n_down--;
  keyboard->sink->key (keyboard->sink->target, scancode_of (slot), FALSE);
}

void
sumac_keyboard_init (SumacKeyboard *keyboard, const SumacInputSink *sink)
{
  *keyboard = (SumacKeyboard){ .sink = sink };
}

gboolean
sumac_keyboard_key (SumacKeyboard *keyboard, guint scancode, gboolean down)
{
  gboolean was_armed = keyboard->is_armed;

  if (down)
    {
      press (keyboard, scancode);
      return FALSE;
    }
  if (!keyboard->is_down[slot_of (scancode)])
    return FALSE;
  release (keyboard, slot_of (scancode));
  if (!was_armed || keyboard->n_down > 0)
    return FALSE;
  keyboard->is_armed = FALSE;
  return TRUE;
}

void
sumac_keyboard_disarm (SumacKeyboard *keyboard)
{
  keyboard->is_armed = FALSE;
}

void
sumac_keyboard_release_all (SumacKeyboard *keyboard)
{
  keyboard->is_armed = FALSE;
  for (guint slot = 0; slot < SUMAC_N_KEYBOARD_KEYS; slot++)
    if (keyboard->is_down[slot] && !is_modifier (scancode_of (slot)))
      release (keyboard, slot);
  for (gsize i = 0; i < G_N_ELEMENTS (modifiers); i++)
    if (keyboard->is_down[slot_of (modifiers[i])])
      release (keyboard, slot_of (modifiers[i]));
}

void
sumac_keyboard_forget (SumacKeyboard *keyboard)
{
  memset (keyboard->is_down, 0, sizeof keyboard->is_down);
  keyboard->n_down = 0;
  keyboard->is_armed = FALSE;
}
