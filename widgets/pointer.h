/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the local pointer does, as the guest wants to hear it: positions in client mode,
 * relative motion while captured in server mode. Belongs to one display. Reads no clock.
 * Thread: the application's. */

#pragma once

#include "widgets/geometry.h"
#include "widgets/sink.h"

#include <sumac/session.h>

/* Notches of a smooth wheel that are passed on within a second: the tail of a swing. */
#define SUMAC_MAX_NOTCHES_A_SECOND 30

typedef struct _SumacPointer SumacPointer;

struct _SumacPointer
{
  const SumacInputSink *sink; /* borrowed; outlives the pointer */
  SumacGeometry geometry;     /* set by the owner whenever it changes */
  SumacMouseMode mode;        /* set by sumac_pointer_set_mode */
  gboolean is_captured;       /* server mode: motion goes to the guest */
  guint held;                 /* bits of buttons that are down in the guest */
  double rest_x;              /* motion below a whole count */
  double rest_y;
  double scroll; /* notches below a whole one */
  gint64 scrolled_us;
  gint64 second_us; /* when the running second of notches began */
  gint notches;     /* in it */
};

/* What became of a button. */
typedef enum
{
  SUMAC_POINTER_IGNORED,       /* outside, or not ours */
  SUMAC_POINTER_SENT,          /* the guest has it */
  SUMAC_POINTER_WANTS_CAPTURE, /* server mode: capture now; this click is not for the guest */
} SumacPointerVerdict;

void sumac_pointer_init (SumacPointer *pointer, const SumacInputSink *sink);

/* Buttons held are released in the old mode, and a capture is over. */
void sumac_pointer_set_mode (SumacPointer *pointer, SumacMouseMode mode);

/* Server mode. The end of a capture releases what is held. */
void sumac_pointer_set_captured (SumacPointer *pointer, gboolean is_captured);

/* Client mode: the pointer is at this logical place. Outside of the picture it counts only
 * while a button is held, clamped. TRUE when it is inside. */
gboolean sumac_pointer_move (SumacPointer *pointer, double x, double y);

/* Server mode, captured: it moved by so many counts; fractions are kept for later. */
void sumac_pointer_shift (SumacPointer *pointer, double dx, double dy);

/* @number is the toolkit's: 1 2 3 left middle right, 8 back, 9 forward. */
SumacPointerVerdict sumac_pointer_button (SumacPointer *pointer,
                                          guint number,
                                          gboolean down,
                                          double x,
                                          double y);

/* Whole notches of a wheel, above 0 downwards. */
void sumac_pointer_notches (SumacPointer *pointer, gint notches, double x, double y);

/* Parts of a notch, of a smooth wheel or a touch pad. */
void sumac_pointer_scroll (SumacPointer *pointer,
                           double delta,
                           gint64 now_us,
                           double x,
                           double y);

void sumac_pointer_release_all (SumacPointer *pointer);

/* The guest is gone: nothing is held any more, nothing is sent. */
void sumac_pointer_forget (SumacPointer *pointer);
