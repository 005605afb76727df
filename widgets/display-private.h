/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The inside of SumacDisplay: display.c is the object, display-view.c shows, display-input.c
 * listens. */

#pragma once

#include "widgets/geometry.h"
#include "widgets/grab.h"
#include "widgets/keyboard.h"
#include "widgets/pointer.h"
#include "widgets/presenter.h"
#include "widgets/public/sumac-gtk/display.h"

struct _SumacDisplay
{
  GtkDrawingArea parent_instance;

  SumacSession *session;
  guint monitor_id;
  SumacMonitor *monitor; /* NULL while the guest doesn't have it */
  gboolean scaling;
  gint zoom;
  gboolean grab_keyboard;

  /* What is shown. */
  SumacPresenter *present;
  SumacRect area;         /* of the frame, in its pixels */
  SumacGeometry geometry; /* where that lies in the widget */
  gboolean has_picture;   /* something was drawn by the guest */
  cairo_surface_t *shape; /* the guest's pointer, drawn in server mode, or NULL */
  SumacRect shape_place;  /* where on the guest's picture */

  /* What is listened to. */
  SumacInputSink sink;
  SumacKeyboard keyboard;
  SumacPointer pointer;
  SumacGrab grab;
  gboolean may_grab;             /* FALSE by SPICE_NOGRAB */
  gboolean is_focused;           /* our own focus events during a grab left out */
  gboolean is_over;              /* the pointer is over the widget */
  gboolean is_inside;            /* and over the picture */
  gboolean is_let_go;            /* by the user: no grab until he asks for one */
  gboolean is_locks_due;         /* the guest's locks are not like ours yet */
  gboolean is_held_fast;         /* grabbed on demand: wherever the pointer is */
  gboolean was_keyboard_grabbed; /* as last notified */
  gboolean was_pointer_captured;
};

/* display.c */
gboolean sumac_display_is_live (SumacDisplay *self);
void sumac_display_notify_grabs (SumacDisplay *self);

/* display-view.c */
void sumac_display_view_class_init (GtkWidgetClass *widget_class);

/* The size asked for, or the picture's place, may be other ones. */
void sumac_display_update_size (SumacDisplay *self);
void sumac_display_update_local_cursor (SumacDisplay *self);

/* Takes the monitor of our number if the session has it. The picture of a monitor that went
 * away stays until another one draws. */
void sumac_display_find_monitor (SumacDisplay *self);
void sumac_display_forget_monitor (SumacDisplay *self, SumacMonitor *monitor);

void sumac_display_drop_monitor (SumacDisplay *self);
void sumac_display_clear_picture (SumacDisplay *self);

/* display-input.c */
void sumac_display_input_init (SumacDisplay *self);
void sumac_display_input_class_init (GtkWidgetClass *widget_class);

/* The inputs of a new session. */
void sumac_display_input_watch (SumacDisplay *self);

/* Everything is released in the guest, and no grab is held. */
void sumac_display_input_stop (SumacDisplay *self);

/* The session is not there any more: nothing can be released. */
void sumac_display_input_forget (SumacDisplay *self);

/* The mouse mode, or what decides about grabs, has changed. */
void sumac_display_input_update (SumacDisplay *self);

/* The picture lies elsewhere now: a pointer that rests is over another place of it. */
void sumac_display_input_look (SumacDisplay *self);
