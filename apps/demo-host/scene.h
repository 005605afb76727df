/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The picture on the screen: wallpaper, windows with their shadows, and the panel above all.
 * It remembers what has changed and draws that, and only that, when it is flushed.
 * Thread: the host's. */

#pragma once

#include "apps/demo-host/panel.h"
#include "apps/demo-host/window.h"

typedef struct _DemoScene DemoScene;

DemoScene *demo_scene_new (SumacHost *host, int width, int height);

/* Puts a window on top of the others; the scene takes it. @content: see demo_window_new(). */
void demo_scene_add (DemoScene *scene,
                     DemoRect frame,
                     const DemoContent *kind,
                     gpointer content);

/* The active one: on top. */
DemoWindow *demo_scene_get_top (DemoScene *scene);
DemoWindow *demo_scene_find (DemoScene *scene, int x, int y);
DemoPanel *demo_scene_get_panel (DemoScene *scene);

void demo_scene_raise (DemoScene *scene, DemoWindow *window);
void demo_scene_move (DemoScene *scene, DemoWindow *window, int x, int y);
void demo_scene_resize (DemoScene *scene, DemoWindow *window, int width, int height);

/* Calls @func for each window in the order of their making. */
void demo_scene_foreach (DemoScene *scene,
                         void (*func) (DemoWindow *window, gpointer user),
                         gpointer user);

/* The @nth window made, NULL: there are fewer. */
DemoWindow *demo_scene_get_nth (DemoScene *scene, guint nth);

void demo_scene_update_clock (DemoScene *scene);

/* Draws what has changed; unless the clients are behind: then it is left for the next time. */
void demo_scene_flush (DemoScene *scene);

void demo_scene_free (DemoScene *scene);
