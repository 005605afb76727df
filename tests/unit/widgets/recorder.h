/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A sink that writes down what it is sent, one word an event, so that a test reads like the
 * wire: "+1d -1d", "p5,7" position, "m-3,2" motion, "b1+" button, "w-2" wheel. */

#pragma once

#include "widgets/sink.h"

static inline void
recorder_key (gpointer target, guint scancode, gboolean down)
{
  g_string_append_printf (target, "%c%02x ", down ? '+' : '-', scancode);
}

static inline void
recorder_motion (gpointer target, gint dx, gint dy)
{
  g_string_append_printf (target, "m%d,%d ", dx, dy);
}

static inline void
recorder_position (gpointer target, gint x, gint y)
{
  g_string_append_printf (target, "p%d,%d ", x, y);
}

static inline void
recorder_button (gpointer target, SumacButton button, gboolean down)
{
  g_string_append_printf (target, "b%d%c ", (int) button, down ? '+' : '-');
}

static inline void
recorder_scroll (gpointer target, gint notches)
{
  g_string_append_printf (target, "w%d ", notches);
}

static inline SumacInputSink
recorder_sink (GString *record)
{
  return (SumacInputSink){
    .target = record,
    .key = recorder_key,
    .motion = recorder_motion,
    .position = recorder_position,
    .button = recorder_button,
    .scroll = recorder_scroll,
  };
}

/* What was sent since the last call, without the last blank. */
static inline char *
recorder_take (GString *record)
{
  char *text = g_strchomp (g_strdup (record->str));

  g_string_truncate (record, 0);
  return text;
}

#define assert_sent(record, expected)                 \
  do                                                  \
    {                                                 \
      g_autofree char *sent = recorder_take (record); \
      g_assert_cmpstr (sent, ==, expected);           \
    }                                                 \
  while (0)
