/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "apps/viewer/send-keys.h"

#include <glib/gi18n.h>

#define MAX_KEYS 3

enum
{
  CTRL = 0x1d,
  ALT = 0x38,
  SUPER = 0xe05b,
  BACKSPACE = 0x0e,
  DELETE = 0xe053,
  PRINT = 0x54,
  L = 0x26,
};

/* Where in the menu. */
typedef enum
{
  GROUP_SYSTEM,
  GROUP_CONSOLES,
  GROUP_SINGLE,
} Group;

/* clang-format off */
static const struct
{
  const char *name;
  Group group;
  const char *label;
  guint scancodes[MAX_KEYS]; /* in the order of pressing; 0 ends */
} combinations[] = {
  { "ctrl-alt-delete",    GROUP_SYSTEM,   N_ ("Ctrl+Alt+Delete"),    { CTRL, ALT, DELETE } },
  { "ctrl-alt-backspace", GROUP_SYSTEM,   N_ ("Ctrl+Alt+Backspace"), { CTRL, ALT, BACKSPACE } },
  { "ctrl-alt-f1",        GROUP_CONSOLES, N_ ("Ctrl+Alt+F1"),        { CTRL, ALT, 0x3b } },
  { "ctrl-alt-f2",        GROUP_CONSOLES, N_ ("Ctrl+Alt+F2"),        { CTRL, ALT, 0x3c } },
  { "ctrl-alt-f3",        GROUP_CONSOLES, N_ ("Ctrl+Alt+F3"),        { CTRL, ALT, 0x3d } },
  { "ctrl-alt-f4",        GROUP_CONSOLES, N_ ("Ctrl+Alt+F4"),        { CTRL, ALT, 0x3e } },
  { "ctrl-alt-f5",        GROUP_CONSOLES, N_ ("Ctrl+Alt+F5"),        { CTRL, ALT, 0x3f } },
  { "ctrl-alt-f6",        GROUP_CONSOLES, N_ ("Ctrl+Alt+F6"),        { CTRL, ALT, 0x40 } },
  { "ctrl-alt-f7",        GROUP_CONSOLES, N_ ("Ctrl+Alt+F7"),        { CTRL, ALT, 0x41 } },
  { "ctrl-alt-f8",        GROUP_CONSOLES, N_ ("Ctrl+Alt+F8"),        { CTRL, ALT, 0x42 } },
  { "ctrl-alt-f9",        GROUP_CONSOLES, N_ ("Ctrl+Alt+F9"),        { CTRL, ALT, 0x43 } },
  { "ctrl-alt-f10",       GROUP_CONSOLES, N_ ("Ctrl+Alt+F10"),       { CTRL, ALT, 0x44 } },
  { "ctrl-alt-f11",       GROUP_CONSOLES, N_ ("Ctrl+Alt+F11"),       { CTRL, ALT, 0x57 } },
  { "ctrl-alt-f12",       GROUP_CONSOLES, N_ ("Ctrl+Alt+F12"),       { CTRL, ALT, 0x58 } },
  { "print",              GROUP_SINGLE,   N_ ("Print Screen"),       { PRINT } },
  { "alt-print",          GROUP_SINGLE,   N_ ("Alt+Print Screen"),   { ALT, PRINT } },
  { "super",              GROUP_SINGLE,   N_ ("Super"),              { SUPER } },
  { "super-l",            GROUP_SINGLE,   N_ ("Super+L"),            { SUPER, L } },
  { "pause",              GROUP_SINGLE,   N_ ("Pause"),              { SUMAC_SCANCODE_PAUSE } },
};

/* clang-format on */

static GMenu *
make_group (Group group, const char *action)
{
  GMenu *menu = g_menu_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (combinations); i++)
    if (combinations[i].group == group)
      {
        g_autoptr (GMenuItem) item = g_menu_item_new (_ (combinations[i].label), NULL);

        g_menu_item_set_action_and_target (item, action, "s", combinations[i].name);
        g_menu_append_item (menu, item);
      }
  return menu;
}

GMenuModel *
viewer_send_keys_make_menu (const char *action)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) system = make_group (GROUP_SYSTEM, action);
  g_autoptr (GMenu) consoles = make_group (GROUP_CONSOLES, action);
  g_autoptr (GMenu) single = make_group (GROUP_SINGLE, action);

  g_menu_append_submenu (system, _ ("Text Consoles"), G_MENU_MODEL (consoles));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (system));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (single));
  return G_MENU_MODEL (menu);
}

gboolean
viewer_send_keys (SumacInputs *inputs, const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (combinations); i++)
    if (g_str_equal (combinations[i].name, name))
      {
        gsize n = 0;

        while (n < MAX_KEYS && combinations[i].scancodes[n] != 0)
          n++;
        sumac_inputs_tap (inputs, combinations[i].scancodes, n);
        return TRUE;
      }
  return FALSE;
}
