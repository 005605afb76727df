/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The window system's grabs: the keyboard, so that the desktop's shortcuts reach the guest, and
 * the pointer, whose motion is then told in differences. Belongs to one display. Thread: the
 * application's. */

#pragma once

#include <gtk/gtk.h>

/* What is held. */
typedef enum /*< flags >*/
{
  SUMAC_GRAB_KEYBOARD = 1 << 0,
  SUMAC_GRAB_POINTER = 1 << 1,
} SumacGrabParts;

typedef struct _SumacGrab SumacGrab;

struct _SumacGrab
{
  GtkWidget *widget; /* borrowed: the display itself */
  SumacGrabParts held;
  gboolean can_warp; /* the pointer can be put back to the middle */
  gboolean warps;    /* asked for, not seen yet */
  double warp_x;     /* where to, on the whole screen */
  double warp_y;
  double last_x; /* where the pointer was last */
  double last_y;
};

void sumac_grab_init (SumacGrab *grab, GtkWidget *widget);

/* Holds exactly @parts from now on. FALSE when the window system refuses: then nothing. */
gboolean sumac_grab_hold (SumacGrab *grab, SumacGrabParts parts);

/* The window system has taken the grab away. */
void sumac_grab_broken (SumacGrab *grab);

/* Motion of the captured pointer, in device pixels. FALSE for motion that we caused. */
gboolean sumac_grab_read_motion (SumacGrab *grab,
                                 GdkEventMotion *event,
                                 double *dx,
                                 double *dy);

/* Puts the pointer at a place of the widget. */
void sumac_grab_put_pointer (SumacGrab *grab, double x, double y);
