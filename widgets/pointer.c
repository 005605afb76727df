/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "widgets/pointer.h"

#include <math.h>

/* A pause this long ends a scroll: what is left of a notch is forgotten. */
#define SCROLL_PAUSE_US (400 * G_TIME_SPAN_MILLISECOND)

/* More than anyone turns a wheel at once. */
#define MAX_NOTCHES_AN_EVENT SUMAC_MAX_NOTCHES_A_SECOND

static const struct
{
  guint number; /* the toolkit's */
  SumacButton button;
} buttons[] = {
  { 1, SUMAC_BUTTON_LEFT }, { 2, SUMAC_BUTTON_MIDDLE }, { 3, SUMAC_BUTTON_RIGHT },
  { 8, SUMAC_BUTTON_SIDE }, { 9, SUMAC_BUTTON_EXTRA },
};

static guint
bit_of (SumacButton button)
{
  return 1u << button;
}

static gboolean
find_button (guint number, SumacButton *button)
{
  for (gsize i = 0; i < G_N_ELEMENTS (buttons); i++)
    if (buttons[i].number == number)
      {
        *button = buttons[i].button;
        return TRUE;
      }
  return FALSE;
}

static void
send_button (SumacPointer *pointer, SumacButton button, gboolean down)
{
  if (down)
    pointer->held |= bit_of (button);
  else
    pointer->held &= ~bit_of (button);
  pointer->sink->button (pointer->sink->target, button, down);
}

void
sumac_pointer_init (SumacPointer *pointer, const SumacInputSink *sink)
{
  *pointer = (SumacPointer){
    .sink = sink,
    .geometry = { .scale = 1 },
    .mode = SUMAC_MOUSE_SERVER,
  };
}

void
sumac_pointer_set_mode (SumacPointer *pointer, SumacMouseMode mode)
{
  if (pointer->mode == mode)
    return;
  sumac_pointer_set_captured (pointer, FALSE);
  sumac_pointer_release_all (pointer);
  pointer->mode = mode;
}

void
sumac_pointer_set_captured (SumacPointer *pointer, gboolean is_captured)
{
  if (pointer->is_captured == is_captured)
    return;
  sumac_pointer_release_all (pointer);
  pointer->is_captured = is_captured;
  pointer->rest_x = 0;
  pointer->rest_y = 0;
}

gboolean
sumac_pointer_move (SumacPointer *pointer, double x, double y)
{
  gint guest_x, guest_y;
  gboolean inside = sumac_geometry_to_guest (&pointer->geometry, x, y, &guest_x, &guest_y);

  if (pointer->mode == SUMAC_MOUSE_CLIENT && (inside || pointer->held != 0))
    pointer->sink->position (pointer->sink->target, guest_x, guest_y);
  return inside;
}

/* The whole part of @sum, which keeps the rest. */
static gint
take_whole (double *sum, double most)
{
  double part = CLAMP (trunc (*sum), -most, most);

  *sum -= trunc (*sum);
  return (gint) part;
}

void
sumac_pointer_shift (SumacPointer *pointer, double dx, double dy)
{
  if (pointer->mode != SUMAC_MOUSE_SERVER || !pointer->is_captured)
    return;

  pointer->rest_x += dx;
  pointer->rest_y += dy;

  gint whole_x = take_whole (&pointer->rest_x, G_MAXINT16);
  gint whole_y = take_whole (&pointer->rest_y, G_MAXINT16);

  if (whole_x != 0 || whole_y != 0)
    pointer->sink->motion (pointer->sink->target, whole_x, whole_y);
}

static gboolean
reaches_guest (SumacPointer *pointer, double x, double y)
{
  gint guest_x, guest_y;

  if (pointer->mode == SUMAC_MOUSE_SERVER)
    return pointer->is_captured;
  return sumac_geometry_to_guest (&pointer->geometry, x, y, &guest_x, &guest_y);
}

SumacPointerVerdict
sumac_pointer_button (SumacPointer *pointer, guint number, gboolean down, double x, double y)
{
  SumacButton button;

  if (!find_button (number, &button))
    return SUMAC_POINTER_IGNORED;

  if (!down)
    {
      if (!(pointer->held & bit_of (button)))
        return SUMAC_POINTER_IGNORED;
      sumac_pointer_move (pointer, x, y);
      send_button (pointer, button, FALSE);
      return SUMAC_POINTER_SENT;
    }

  /* A press while another button is held belongs to the same drag, wherever it is. */
  gboolean inside = sumac_pointer_move (pointer, x, y);

  if (pointer->mode == SUMAC_MOUSE_SERVER && !pointer->is_captured)
    return inside ? SUMAC_POINTER_WANTS_CAPTURE : SUMAC_POINTER_IGNORED;
  if (!inside && pointer->mode == SUMAC_MOUSE_CLIENT && pointer->held == 0)
    return SUMAC_POINTER_IGNORED;
  send_button (pointer, button, TRUE);
  return SUMAC_POINTER_SENT;
}

void
sumac_pointer_notches (SumacPointer *pointer, gint notches, double x, double y)
{
  if (notches != 0 && reaches_guest (pointer, x, y))
    pointer->sink->scroll (pointer->sink->target, notches);
}

/* How many of @notches still fit into the running second. */
static gint
cap_notches (SumacPointer *pointer, gint notches, gint64 now_us)
{
  if (now_us - pointer->second_us >= G_TIME_SPAN_SECOND || now_us < pointer->second_us)
    {
      pointer->second_us = now_us;
      pointer->notches = 0;
    }

  gint left = SUMAC_MAX_NOTCHES_A_SECOND - pointer->notches;
  gint capped = CLAMP (notches, -left, left);

  pointer->notches += ABS (capped);
  return capped;
}

void
sumac_pointer_scroll (SumacPointer *pointer, double delta, gint64 now_us, double x, double y)
{
  gboolean turned = delta * pointer->scroll < 0;

  if (turned || now_us - pointer->scrolled_us > SCROLL_PAUSE_US)
    pointer->scroll = 0;
  pointer->scrolled_us = now_us;
  pointer->scroll += delta;

  gint notches = take_whole (&pointer->scroll, MAX_NOTCHES_AN_EVENT);

  sumac_pointer_notches (pointer, cap_notches (pointer, notches, now_us), x, y);
}

void
sumac_pointer_release_all (SumacPointer *pointer)
{
  for (gsize i = 0; i < G_N_ELEMENTS (buttons); i++)
    if (pointer->held & bit_of (buttons[i].button))
      send_button (pointer, buttons[i].button, FALSE);
}

void
sumac_pointer_forget (SumacPointer *pointer)
{
  pointer->held = 0;
  pointer->is_captured = FALSE;
  pointer->scroll = 0;
}
