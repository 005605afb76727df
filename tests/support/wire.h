/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Wires and what a hostile server does to their messages. Bodies lie in memory of exactly
 * their size, so that an address checker sees a byte too far. Thread: one. */

#pragma once

#include "support/message.h"

#include <sumac/error.h>

/* Parses @message, which it leaves alone, and forgets what it got. */
typedef gboolean (*WireParse) (SumacMessage *message, GError **error);

/* A message whose body is a block of its own: freed by wire_message_free. */
static inline SumacMessage *
wire_message (guint16 type, const guint8 *bytes, gsize size)
{
  SumacMessage *message = test_message (type, bytes, size);

  message->body = g_malloc (MAX (size, 1));
  if (size > 0)
    memcpy (message->body, bytes, size);
  return message;
}

static inline void
wire_message_free (SumacMessage *message)
{
  g_free (message->body);
  sumac_message_free (message);
}

static inline void
wire_refuses (WireParse parse, guint16 type, const guint8 *bytes, gsize size)
{
  g_autoptr (GError) error = NULL;
  SumacMessage *message = wire_message (type, bytes, size);

  g_assert_cmpint (parse (message, &error), ==, FALSE);
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL);
  wire_message_free (message);
}

static inline void
wire_takes (WireParse parse, guint16 type, const guint8 *bytes, gsize size)
{
  g_autoptr (GError) error = NULL;
  SumacMessage *message = wire_message (type, bytes, size);

  g_assert_cmpint (parse (message, &error), ==, TRUE);
  g_assert_no_error (error);
  wire_message_free (message);
}

/* Whole, with bytes of a newer version behind it, and cut at every byte. */
static inline void
wire_refuses_truncations (WireParse parse, guint16 type, const guint8 *bytes, gsize size)
{
  g_autofree guint8 *longer = g_malloc0 (size + 5);

  if (size > 0)
    memcpy (longer, bytes, size);
  wire_takes (parse, type, bytes, size);
  wire_takes (parse, type, longer, size + 5);
  for (gsize cut = 0; cut < size; cut++)
    wire_refuses (parse, type, bytes, cut);
}
