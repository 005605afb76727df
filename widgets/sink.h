/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Where keyboard and pointer send what they make of the toolkit's events: the inputs of a
 * session in life, a recorder in tests. Thread: the application's. */

#pragma once

#include <sumac/inputs.h>

typedef struct _SumacInputSink SumacInputSink;

struct _SumacInputSink
{
  gpointer target;
  void (*key) (gpointer target, guint scancode, gboolean down);
  void (*motion) (gpointer target, gint dx, gint dy);
  void (*position) (gpointer target, gint x, gint y);
  void (*button) (gpointer target, SumacButton button, gboolean down);
  void (*scroll) (gpointer target, gint notches); /* above 0: down */
};
