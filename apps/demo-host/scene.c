/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "apps/demo-host/scene.h"

#include "apps/demo-host/shadow.h"
#include "apps/demo-host/wallpaper.h"

/* More commands than this wait only when a client is slow. */
#define MAX_QUEUED 100

struct _DemoScene
{
  SumacHost *host;
  DemoTarget screen;
  cairo_region_t *damage;
  GPtrArray *made;  /* of DemoWindow, which it owns; in the order of their making */
  GPtrArray *stack; /* the same, the lowest first */
  DemoPanel panel;
  DemoPicture bar;
  DemoPicture wallpaper;
  DemoPicture shadow;
  DemoPicture corners[2]; /* by being active */
};

static void
add_damage (DemoRect area, gpointer user)
{
  DemoScene *scene = user;

  cairo_region_union_rectangle (scene->damage, &area);
}

static void
update_panel (DemoScene *scene)
{
  DemoWindow *top = demo_scene_get_top (scene);

  scene->panel.n_buttons = scene->made->len;
  for (guint i = 0; i < scene->made->len; i++)
    {
      DemoWindow *window = scene->made->pdata[i];

      scene->panel.titles[i] = window->kind->title;
      if (window == top)
        scene->panel.active = i;
    }
  demo_picture_clear (&scene->bar);
  scene->bar = demo_panel_paint (&scene->panel);
}

DemoScene *
demo_scene_new (SumacHost *host, int width, int height)
{
  DemoScene *scene = g_new0 (DemoScene, 1);

  scene->host = host;
  scene->screen = (DemoTarget){
    .display = sumac_host_get_display (host),
    .bounds = { .width = width, .height = height },
  };
  scene->damage = cairo_region_create_rectangle (&scene->screen.bounds);
  scene->made = g_ptr_array_new_with_free_func ((GDestroyNotify) demo_window_free);
  scene->stack = g_ptr_array_new ();
  scene->panel.width = width;
  scene->wallpaper = demo_wallpaper_new (width, height);
  scene->shadow = demo_shadow_new ();
  scene->corners[0] = demo_corners_new (FALSE);
  scene->corners[1] = demo_corners_new (TRUE);
  update_panel (scene);
  return scene;
}

/* The screen, but for the panel. */
static DemoRect
find_room (DemoScene *scene)
{
  DemoRect room = scene->screen.bounds;

  room.y += DEMO_PANEL_HEIGHT;
  room.height -= DEMO_PANEL_HEIGHT;
  return room;
}

/* What a window covers: its frame without the corners, as far as it is in the room. */
static cairo_region_t *
find_body (DemoScene *scene, DemoWindow *window)
{
  DemoRect room = find_room (scene);
  DemoRect corner = { window->frame.x, window->frame.y, DEMO_CORNER, DEMO_CORNER };
  cairo_region_t *body = cairo_region_create_rectangle (&window->frame);

  cairo_region_subtract_rectangle (body, &corner);
  corner.x += window->frame.width - DEMO_CORNER;
  cairo_region_subtract_rectangle (body, &corner);
  cairo_region_intersect_rectangle (body, &room);
  return body;
}

static DemoRect
find_halo (DemoRect frame)
{
  /* The drop is within it. */
  int margin = 2 * DEMO_SHADOW_MARGIN;

  return (DemoRect){
    .x = frame.x - margin,
    .y = frame.y - margin,
    .width = frame.width + 2 * margin,
    .height = frame.height + 2 * margin,
  };
}

DemoWindow *
demo_scene_get_top (DemoScene *scene)
{
  return scene->stack->len ? scene->stack->pdata[scene->stack->len - 1] : NULL;
}

DemoWindow *
demo_scene_get_nth (DemoScene *scene, guint nth)
{
  return nth < scene->made->len ? scene->made->pdata[nth] : NULL;
}

DemoPanel *
demo_scene_get_panel (DemoScene *scene)
{
  return &scene->panel;
}

DemoWindow *
demo_scene_find (DemoScene *scene, int x, int y)
{
  for (guint i = scene->stack->len; i > 0; i--)
    {
      DemoWindow *window = scene->stack->pdata[i - 1];
      DemoRect *frame = &window->frame;

      if (x >= frame->x && x < frame->x + frame->width && y >= frame->y &&
          y < frame->y + frame->height)
        return window;
    }
  return NULL;
}

void
demo_scene_foreach (DemoScene *scene,
                    void (*func) (DemoWindow *window, gpointer user),
                    gpointer user)
{
  for (guint i = 0; i < scene->made->len; i++)
    func (scene->made->pdata[i], user);
}

void
demo_scene_add (DemoScene *scene, DemoRect frame, const DemoContent *kind, gpointer content)
{
  DemoWindow *window = demo_window_new (scene->screen.display, scene->made->len + 1, frame,
                                        kind, content, add_damage, scene);

  g_assert (scene->made->len < DEMO_PANEL_MAX_BUTTONS);
  g_ptr_array_add (scene->made, window);
  demo_window_paint (window);
  demo_scene_raise (scene, window);
}

void
demo_scene_raise (DemoScene *scene, DemoWindow *window)
{
  DemoWindow *old = demo_scene_get_top (scene);

  if (old == window)
    return;
  if (old)
    demo_window_set_active (old, FALSE);
  g_ptr_array_remove (scene->stack, window);
  g_ptr_array_add (scene->stack, window);
  demo_window_set_active (window, TRUE);
  add_damage (find_halo (window->frame), scene);
  update_panel (scene);
  add_damage ((DemoRect){ .width = scene->panel.width, .height = DEMO_PANEL_HEIGHT }, scene);
}

/* Moves the top window's pixels on the screen; returns those that are right then. */
static cairo_region_t *
move_body (DemoScene *scene, DemoWindow *window, int dx, int dy)
{
  cairo_region_t *body = find_body (scene, window);
  DemoRect room = find_room (scene);
  DemoRect extents;

  /* What is still to be drawn can't be moved. */
  cairo_region_subtract (body, scene->damage);
  cairo_region_translate (body, dx, dy);
  cairo_region_intersect_rectangle (body, &room);
  if (cairo_region_is_empty (body))
    return body;
  cairo_region_get_extents (body, &extents);
  demo_draw_move (&scene->screen, extents, dx, dy, body);
  return body;
}

void
demo_scene_move (DemoScene *scene, DemoWindow *window, int x, int y)
{
  DemoRect old = window->frame;
  cairo_region_t *done;

  if (old.x == x && old.y == y)
    return;
  g_assert (window == demo_scene_get_top (scene));
  done = move_body (scene, window, x - old.x, y - old.y);
  window->frame.x = x;
  window->frame.y = y;
  add_damage (find_halo (old), scene);
  add_damage (find_halo (window->frame), scene);
  cairo_region_subtract (scene->damage, done);
  cairo_region_destroy (done);
}

void
demo_scene_resize (DemoScene *scene, DemoWindow *window, int width, int height)
{
  add_damage (find_halo (window->frame), scene);
  demo_window_resize (window, width, height);
  add_damage (find_halo (window->frame), scene);
}

void
demo_scene_update_clock (DemoScene *scene)
{
  update_panel (scene);
  add_damage (demo_panel_get_clock (&scene->panel), scene);
}

/* One window, where it is damaged and not covered by those above. */
static void
draw_window (DemoScene *scene, DemoWindow *window, const cairo_region_t *allowed)
{
  cairo_region_t *clip = find_body (scene, window);
  cairo_region_t *around = cairo_region_copy (allowed);
  DemoRect halo = find_halo (window->frame);

  cairo_region_subtract (around, clip);
  cairo_region_intersect_rectangle (around, &halo);
  if (!cairo_region_is_empty (around))
    {
      demo_shadow_draw (&scene->screen, &scene->shadow, window->frame, around);
      demo_corners_draw (&scene->screen, &scene->corners[window->is_active], window->frame,
                         around);
    }
  cairo_region_intersect (clip, allowed);
  if (!cairo_region_is_empty (clip))
    demo_draw_surface (&scene->screen, window->target.surface, window->frame, clip);
  cairo_region_destroy (around);
  cairo_region_destroy (clip);
}

/* From below: each layer is drawn only where nothing above hides it, so that nothing flickers. */
static void
draw_layers (DemoScene *scene, cairo_region_t *area)
{
  cairo_region_t *allowed[DEMO_PANEL_MAX_BUTTONS];
  DemoRect room = find_room (scene);
  guint n = scene->stack->len;

  cairo_region_intersect_rectangle (area, &room);
  for (guint i = n; i > 0; i--)
    {
      cairo_region_t *body = find_body (scene, scene->stack->pdata[i - 1]);

      allowed[i - 1] = cairo_region_copy (area);
      cairo_region_subtract (area, body);
      cairo_region_destroy (body);
    }
  if (!cairo_region_is_empty (area))
    demo_draw_picture (&scene->screen, &scene->wallpaper, 0, 0, area);
  for (guint i = 0; i < n; i++)
    {
      draw_window (scene, scene->stack->pdata[i], allowed[i]);
      cairo_region_destroy (allowed[i]);
    }
}

void
demo_scene_flush (DemoScene *scene)
{
  cairo_region_t *area;

  if (cairo_region_is_empty (scene->damage) ||
      sumac_host_display_get_queued (scene->screen.display) > MAX_QUEUED)
    return;
  area = scene->damage;
  scene->damage = cairo_region_create ();
  cairo_region_intersect_rectangle (area, &scene->screen.bounds);
  demo_draw_picture (&scene->screen, &scene->bar, 0, 0, area);
  draw_layers (scene, area);
  cairo_region_destroy (area);
}

void
demo_scene_free (DemoScene *scene)
{
  if (scene == NULL)
    return;
  g_ptr_array_unref (scene->stack);
  g_ptr_array_unref (scene->made);
  cairo_region_destroy (scene->damage);
  demo_picture_clear (&scene->bar);
  demo_picture_clear (&scene->wallpaper);
  demo_picture_clear (&scene->shadow);
  for (guint i = 0; i < G_N_ELEMENTS (scene->corners); i++)
    demo_picture_clear (&scene->corners[i]);
  g_free (scene);
}
