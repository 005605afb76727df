/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "apps/demo-host/keys.h"

#include <string.h>

#define LEFT_SHIFT  0x2a
#define RIGHT_SHIFT 0x36
#define CAPS_LOCK   0x3a

/* What a row of keys gives alone and with Shift, from its first scancode on. */
/* clang-format off */
static const struct
{
  guint first;
  const char *plain;
  const char *shifted;
} rows[] = {
  { 0x02, "1234567890-=\b",  "!@#$%^&*()_+\b" },
  { 0x10, "qwertyuiop[]\n",  "QWERTYUIOP{}\n" },
  { 0x1e, "asdfghjkl;'`",    "ASDFGHJKL:\"~"  },
  { 0x2b, "\\zxcvbnm,./",    "|ZXCVBNM<>?"    },
  { 0x37, "*",               "*"              },
  { 0x39, " ",               " "              },
  { 0x4a, "-",               "-"              },
  { 0x4e, "+",               "+"              },
  { 0xe01c, "\n",            "\n"             },
  { 0xe035, "/",             "/"              },
};

/* clang-format on */

static char
find_letter (const DemoKeys *keys, guint scancode)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gsize n = strlen (rows[i].plain);
      char plain;
      gboolean shift = keys->left_shift || keys->right_shift;

      if (scancode < rows[i].first || scancode - rows[i].first >= n)
        continue;
      plain = rows[i].plain[scancode - rows[i].first];
      if (g_ascii_isalpha (plain))
        shift ^= keys->caps;
      return shift ? rows[i].shifted[scancode - rows[i].first] : plain;
    }
  return 0;
}

static void
follow_modifiers (DemoKeys *keys, const DemoKey *key)
{
  if (key->scancode == LEFT_SHIFT)
    keys->left_shift = key->is_down;
  else if (key->scancode == RIGHT_SHIFT)
    keys->right_shift = key->is_down;
  else if (key->scancode == CAPS_LOCK && key->is_down)
    keys->caps = !keys->caps;
}

gboolean
demo_keys_read (DemoKeys *keys, guint8 byte, DemoKey *key)
{
  if (keys->skip > 0)
    {
      keys->skip--;
      return FALSE;
    }
  if (byte == 0xe1)
    {
      /* Pause: six bytes in a row, and no release. */
      keys->skip = 5;
      *key = (DemoKey){ .scancode = 0xe11d, .is_down = TRUE };
      return TRUE;
    }
  if (byte == 0xe0)
    {
      keys->prefix = byte;
      return FALSE;
    }
  *key = (DemoKey){
    .scancode = (guint) keys->prefix << 8 | (byte & 0x7f),
    .is_down = (byte & 0x80) == 0,
  };
  keys->prefix = 0;
  follow_modifiers (keys, key);
  if (key->is_down)
    key->letter = find_letter (keys, key->scancode);
  return TRUE;
}
