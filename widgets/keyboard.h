/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The keys that are down in the guest, and the sequence that gives a grab back. A press leaves
 * at once; nothing is ever held back. Belongs to one display. Thread: the application's. */

#pragma once

#include "widgets/sink.h"

/* Scancodes are 7 bits, plain or extended. */
#define SUMAC_N_KEYBOARD_KEYS 256

typedef struct _SumacKeyboard SumacKeyboard;

struct _SumacKeyboard
{
  const SumacInputSink *sink; /* borrowed; outlives the keyboard */
  gboolean is_down[SUMAC_N_KEYBOARD_KEYS];
  guint n_down;
  gboolean is_armed; /* the release sequence is down and nothing else happened */
};

void sumac_keyboard_init (SumacKeyboard *keyboard, const SumacInputSink *sink);

/* One event of a key. A press of a key that is down is a repeat, a release of one that isn't
 * is dropped. TRUE when the release sequence has just been completed: left Ctrl and left Alt
 * were down together, alone, and are up again without anything between. */
gboolean sumac_keyboard_key (SumacKeyboard *keyboard, guint scancode, gboolean down);

/* The pointer did something: the sequence doesn't count. */
void sumac_keyboard_disarm (SumacKeyboard *keyboard);

/* Releases whatever is down in the guest, modifiers last. */
void sumac_keyboard_release_all (SumacKeyboard *keyboard);

/* The guest is gone, or has released all keys by itself. */
void sumac_keyboard_forget (SumacKeyboard *keyboard);
