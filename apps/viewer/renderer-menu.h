/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The renderers of this machine as a menu: one that is chosen automatically, and those that work
 * here. Asking them may take a moment, a graphics driver is opened for it: so the menu is filled
 * later, from a thread. */

#pragma once

#include <gio/gio.h>

/* Fills @menu with items that activate @action, with a plug-in's name or, for the automatic
 * choice, "". */
void viewer_renderer_menu_fill (GMenu *menu, const char *action);
