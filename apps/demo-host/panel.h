/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The bar at the top: the desktop's name, a button for each window, and a clock. It is one
 * picture, made anew when something changed. */

#pragma once

#include "apps/demo-host/picture.h"

#define DEMO_PANEL_HEIGHT      34
#define DEMO_PANEL_MAX_BUTTONS 8

typedef struct
{
  int width;
  guint n_buttons;
  const char *titles[DEMO_PANEL_MAX_BUTTONS];
  guint active;
} DemoPanel;

DemoPicture demo_panel_paint (const DemoPanel *panel);

/* The part that shows the time. */
DemoRect demo_panel_get_clock (const DemoPanel *panel);

/* The button at a place; −1: none. */
int demo_panel_find (const DemoPanel *panel, int x, int y);
