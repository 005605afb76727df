/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A mapped buffer for what goes to the card and is read there once. Room is given from the start to
 * the end and again from the start; the room of a quarter is given anew when the card has read what
 * was there.
 *
 *   │ being read │ being read │ written ──▶ │ waits to be read │
 *
 * Thread: its renderer's, with the context current. */

#pragma once

#include "mapped.h"

#define RING_PARTS 4

typedef struct
{
  GLenum target;
  Mapped mapped; /* without memory it is a buffer of the driver's, and only put is to be had */
  gsize part_size;
  guint part;                          /* that is being written */
  gsize used;                          /* of it */
  GLsync fences[RING_PARTS];           /* of parts that are full */
  void (*before_next) (gpointer data); /* asks the card for all that reads; nullable */
  gpointer data;
} Ring;

/* @part_size: of each of its parts. Leaves it bound to @target. */
void ring_init (Ring *ring, GLenum target, gsize part_size, gboolean is_es);

/* For a context whose objects do not go with it. */
void ring_clear (Ring *ring);

/* Copies @size bytes there; see ring_take. It is bound. */
gsize ring_put (Ring *ring, gconstpointer bytes, gsize size, gsize unit);

/* Room for @size bytes, at most a part, at the offset in the buffer that comes back: a multiple of
 * @unit, which the size of a part is as well. What reads them must have been asked of the card
 * before the next call, or before_next sees to it. */
gsize ring_take (Ring *ring, gsize size, gsize unit);
