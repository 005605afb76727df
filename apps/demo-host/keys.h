/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A PC keyboard's bytes to keys and letters, with a US layout. */

#pragma once

#include <glib.h>

typedef struct
{
  guint scancode; /* 0x01 … 0x7f, or 0xe000 and above */
  gboolean is_down;
  char letter; /* 0: none; '\b' and '\n' for Backspace and Enter */
} DemoKey;

typedef struct
{
  guint8 prefix; /* 0xe0, 0xe1, or 0 */
  guint skip;    /* bytes of Pause that are still to come */
  gboolean left_shift;
  gboolean right_shift;
  gboolean caps;
} DemoKeys;

/* FALSE: @byte is only part of a key. */
gboolean demo_keys_read (DemoKeys *keys, guint8 byte, DemoKey *key);
