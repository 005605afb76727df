/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A window: a frame with a title around some content, drawn into an off-screen surface of its
 * own. The scene shows that surface; the window only says which part of it has changed. */

#pragma once

#include "apps/demo-host/cursors.h"
#include "apps/demo-host/keys.h"
#include "apps/demo-host/picture.h"

#define DEMO_TITLE_HEIGHT 30

/* The upper corners are round. */
#define DEMO_CORNER 9

typedef struct _DemoWindow DemoWindow;

/* What a window shows. Coordinates are the content's. All but paint and free may be NULL. */
typedef struct
{
  const char *title;
  gboolean is_resizable;

  void (*paint) (DemoWindow *window, gpointer content);
  void (*press) (DemoWindow *window, gpointer content, int x, int y);
  void (*wheel) (DemoWindow *window, gpointer content, int steps);
  void (*key) (DemoWindow *window, gpointer content, const DemoKey *key);
  void (*tick) (DemoWindow *window, gpointer content, gint64 now_us);
  DemoShape (*find_shape) (gpointer content, int x, int y);
  void (*free) (gpointer content);
} DemoContent;

/* @area: on the screen. */
typedef void (*DemoDamageFunc) (DemoRect area, gpointer user);

struct _DemoWindow
{
  const DemoContent *kind;
  gpointer content;
  DemoTarget target; /* its surface */
  DemoRect frame;    /* on the screen, with the title */
  gboolean is_active;
  DemoDamageFunc on_damage;
  gpointer user;
};

/* Draws nothing yet: see paint. Takes @content. */
DemoWindow *demo_window_new (SumacHostDisplay *display,
                             guint32 surface,
                             DemoRect frame,
                             const DemoContent *kind,
                             gpointer content,
                             DemoDamageFunc on_damage,
                             gpointer user);

/* Paints everything: for the beginning, and after a change of size. */
void demo_window_paint (DemoWindow *window);
void demo_window_set_active (DemoWindow *window, gboolean is_active);
void demo_window_resize (DemoWindow *window, int width, int height);

int demo_window_get_width (DemoWindow *window);
int demo_window_get_height (DemoWindow *window);

/* For the content, to draw itself. */
void demo_window_fill (DemoWindow *window, DemoRect box, guint32 color);

/* Takes @cr, from demo_picture_begin(). */
void demo_window_put (DemoWindow *window, cairo_t *cr, int x, int y);

/* Moves the rows of @area up by @dy; what comes in is the caller's to paint. Draw something
 * plain before: see host.h on clients that come late. */
void demo_window_scroll (DemoWindow *window, DemoRect area, int dy);

void demo_window_free (DemoWindow *window);
