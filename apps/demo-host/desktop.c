/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "apps/demo-host/desktop.h"

#include "apps/demo-host/film.h"
#include "apps/demo-host/list.h"
#include "apps/demo-host/notes.h"
#include "apps/demo-host/scene.h"

#define TICK_MS 33

/* The lower right corner of a window, to take it by. */
#define GRIP 16

/* So much of a title stays on the screen. */
#define TITLE_LEFT 60

typedef enum
{
  GRASP_NONE,
  GRASP_MOVE,
  GRASP_RESIZE,
} Grasp;

struct _DemoDesktop
{
  SumacHost *host;
  DemoScene *scene;
  GSource *ticker;
  int width;
  int height;
  DemoKeys keys;
  gint64 second; /* what the clock shows */

  int x; /* the pointer */
  int y;
  guint buttons;
  DemoShape shape;
  Grasp grasp; /* of the top window */
  int grasp_x; /* pointer, relative to its corner */
  int grasp_y;
};

static gboolean
is_on_title (const DemoWindow *window, int y)
{
  return y < window->frame.y + DEMO_TITLE_HEIGHT;
}

static gboolean
is_on_grip (const DemoWindow *window, int x, int y)
{
  return window->kind->is_resizable && x >= window->frame.x + window->frame.width - GRIP &&
         y >= window->frame.y + window->frame.height - GRIP;
}

static DemoShape
choose_shape (DemoDesktop *desktop)
{
  int x = desktop->x;
  int y = desktop->y;
  DemoWindow *window;

  if (desktop->grasp != GRASP_NONE)
    return desktop->grasp == GRASP_MOVE ? DEMO_SHAPE_MOVE : DEMO_SHAPE_RESIZE;
  if (y < DEMO_PANEL_HEIGHT)
    return demo_panel_find (demo_scene_get_panel (desktop->scene), x, y) >= 0
               ? DEMO_SHAPE_HAND
               : DEMO_SHAPE_ARROW;
  window = demo_scene_find (desktop->scene, x, y);
  if (window == NULL)
    return DEMO_SHAPE_ARROW;
  if (is_on_title (window, y))
    return DEMO_SHAPE_MOVE;
  if (is_on_grip (window, x, y))
    return DEMO_SHAPE_RESIZE;
  if (window->kind->find_shape == NULL)
    return DEMO_SHAPE_ARROW;
  return window->kind->find_shape (window->content, x - window->frame.x,
                                   y - window->frame.y - DEMO_TITLE_HEIGHT);
}

static void
show_pointer (DemoDesktop *desktop)
{
  SumacHostCursor *cursor = sumac_host_get_cursor (desktop->host);
  DemoShape shape = choose_shape (desktop);

  if (shape != desktop->shape)
    demo_cursor_set (cursor, shape, desktop->x, desktop->y);
  else
    sumac_host_cursor_move (cursor, (gint16) desktop->x, (gint16) desktop->y);
  desktop->shape = shape;
}

static void
drag (DemoDesktop *desktop)
{
  DemoWindow *window = demo_scene_get_top (desktop->scene);
  int x = desktop->x - desktop->grasp_x;
  int y = desktop->y - desktop->grasp_y;

  if (desktop->grasp == GRASP_MOVE)
    demo_scene_move (
        desktop->scene, window,
        CLAMP (x, TITLE_LEFT - window->frame.width, desktop->width - TITLE_LEFT),
        CLAMP (y, DEMO_PANEL_HEIGHT, MAX (desktop->height - TITLE_LEFT, DEMO_PANEL_HEIGHT)));
  else if (desktop->grasp == GRASP_RESIZE)
    demo_scene_resize (desktop->scene, window, x - window->frame.x, y - window->frame.y);
}

static void
point (DemoDesktop *desktop, int x, int y)
{
  desktop->x = CLAMP (x, 0, desktop->width - 1);
  desktop->y = CLAMP (y, 0, desktop->height - 1);
  drag (desktop);
  show_pointer (desktop);
  demo_scene_flush (desktop->scene);
}

/* The grasp holds a window where it was taken: by its corner, or by its size's. */
static void
take (DemoDesktop *desktop, DemoWindow *window, Grasp grasp)
{
  desktop->grasp = grasp;
  desktop->grasp_x = desktop->x - window->frame.x;
  desktop->grasp_y = desktop->y - window->frame.y;
  if (grasp == GRASP_RESIZE)
    {
      desktop->grasp_x -= window->frame.width;
      desktop->grasp_y -= window->frame.height;
    }
}

static void
press_panel (DemoDesktop *desktop)
{
  int button = demo_panel_find (demo_scene_get_panel (desktop->scene), desktop->x, desktop->y);

  if (button >= 0)
    demo_scene_raise (desktop->scene, demo_scene_get_nth (desktop->scene, (guint) button));
}

static void
press (DemoDesktop *desktop)
{
  DemoWindow *window = demo_scene_find (desktop->scene, desktop->x, desktop->y);

  if (desktop->y < DEMO_PANEL_HEIGHT)
    {
      press_panel (desktop);
      return;
    }
  if (window == NULL)
    return;
  demo_scene_raise (desktop->scene, window);
  if (is_on_title (window, desktop->y))
    take (desktop, window, GRASP_MOVE);
  else if (is_on_grip (window, desktop->x, desktop->y))
    take (desktop, window, GRASP_RESIZE);
  else if (window->kind->press)
    window->kind->press (window, window->content, desktop->x - window->frame.x,
                         desktop->y - window->frame.y - DEMO_TITLE_HEIGHT);
}

static void
on_scancode (guint8 byte, gpointer user)
{
  DemoDesktop *desktop = *(DemoDesktop **) user;
  gboolean caps;
  DemoWindow *window;
  DemoKey key;

  if (desktop == NULL)
    return;
  caps = desktop->keys.caps;
  if (!demo_keys_read (&desktop->keys, byte, &key))
    return;
  if (desktop->keys.caps != caps)
    sumac_host_inputs_set_leds (sumac_host_get_inputs (desktop->host),
                                caps ? 0 : SPICE_KEYBOARD_MODIFIER_FLAGS_CAPS_LOCK);
  /* Keys go to the sheet, whichever window is on top: it shows that they arrive. */
  window = demo_scene_get_nth (desktop->scene, 0);
  window->kind->key (window, window->content, &key);
  demo_scene_flush (desktop->scene);
}

static void
on_motion (int dx, int dy, gpointer user)
{
  DemoDesktop *desktop = *(DemoDesktop **) user;

  if (desktop)
    point (desktop, desktop->x + dx, desktop->y + dy);
}

static void
on_position (int x, int y, gpointer user)
{
  DemoDesktop *desktop = *(DemoDesktop **) user;

  if (desktop)
    point (desktop, x, y);
}

static void
on_buttons (guint buttons, gpointer user)
{
  DemoDesktop *desktop = *(DemoDesktop **) user;
  guint pressed;

  if (desktop == NULL)
    return;
  pressed = buttons & ~desktop->buttons;
  desktop->buttons = buttons;
  if (pressed & SUMAC_HOST_BUTTON_LEFT)
    press (desktop);
  if ((buttons & SUMAC_HOST_BUTTON_LEFT) == 0)
    desktop->grasp = GRASP_NONE;
  show_pointer (desktop);
  demo_scene_flush (desktop->scene);
}

static void
on_wheel (int steps, gpointer user)
{
  DemoDesktop *desktop = *(DemoDesktop **) user;
  DemoWindow *window;

  if (desktop == NULL)
    return;
  window = demo_scene_find (desktop->scene, desktop->x, desktop->y);
  if (window && window->kind->wheel)
    window->kind->wheel (window, window->content, steps);
  demo_scene_flush (desktop->scene);
}

const SumacHostInputFuncs demo_desktop_inputs = {
  .scancode = on_scancode,
  .motion = on_motion,
  .position = on_position,
  .buttons = on_buttons,
  .wheel = on_wheel,
};

static void
tick_window (DemoWindow *window, gpointer user)
{
  if (window->kind->tick)
    window->kind->tick (window, window->content, *(gint64 *) user);
}

static gboolean
on_tick (gpointer user)
{
  DemoDesktop *desktop = user;
  gint64 now_us = g_get_monotonic_time ();
  gint64 second = g_get_real_time () / G_USEC_PER_SEC;

  /* Nobody looks: nothing moves. */
  if (sumac_host_get_n_clients (desktop->host) > 0)
    demo_scene_foreach (desktop->scene, tick_window, &now_us);
  if (second != desktop->second)
    demo_scene_update_clock (desktop->scene);
  desktop->second = second;
  demo_scene_flush (desktop->scene);
  return G_SOURCE_CONTINUE;
}

/* The places are for 1024 × 768; others are scaled, and the sizes stay. */
static void
add_windows (DemoDesktop *desktop)
{
  const struct
  {
    DemoRect frame;
    const DemoContent *kind;
    gpointer content;
  } windows[] = {
    { { 70, 110, 390, 270 }, &demo_notes, demo_notes_new () },
    { { 640, 84, 300, 330 }, &demo_list, demo_list_new () },
    { { 360, 440, 340, 240 }, &demo_film, demo_film_new () },
  };

  for (guint i = 0; i < G_N_ELEMENTS (windows); i++)
    {
      DemoRect frame = windows[i].frame;

      frame.x = frame.x * desktop->width / 1024;
      frame.y = MAX (frame.y * desktop->height / 768, DEMO_PANEL_HEIGHT + 6);
      demo_scene_add (desktop->scene, frame, windows[i].kind, windows[i].content);
    }
  demo_scene_raise (desktop->scene, demo_scene_get_nth (desktop->scene, 0));
}

DemoDesktop *
demo_desktop_new (SumacHost *host, int width, int height)
{
  DemoDesktop *desktop = g_new0 (DemoDesktop, 1);

  desktop->host = host;
  desktop->width = width;
  desktop->height = height;
  desktop->x = width / 2;
  desktop->y = height / 2;
  desktop->scene = demo_scene_new (host, width, height);
  add_windows (desktop);
  demo_scene_flush (desktop->scene);
  desktop->shape = choose_shape (desktop);
  demo_cursor_set (sumac_host_get_cursor (host), desktop->shape, desktop->x, desktop->y);

  desktop->ticker = g_timeout_source_new (TICK_MS);
  g_source_set_callback (desktop->ticker, on_tick, desktop, NULL);
  g_source_attach (desktop->ticker, sumac_host_get_context (host));
  return desktop;
}

void
demo_desktop_free (DemoDesktop *desktop)
{
  if (desktop == NULL)
    return;
  g_source_destroy (desktop->ticker);
  g_source_unref (desktop->ticker);
  demo_scene_free (desktop->scene);
  g_free (desktop);
}
