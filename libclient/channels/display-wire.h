/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The display channel's messages, bytes to values (display spec §1, §2). What is parsed
 * points into the message's body and arena and lives as long as the message. Every function
 * is pure but for the palette cache, which is part of the wire's state. Thread: the
 * channel's. */

#pragma once

#include "net/link.h"
#include "paint/command.h"

#include "core/writer.h"

typedef struct _SumacHead SumacHead;
typedef struct _SumacHeads SumacHeads;

/* One entry of MONITORS_CONFIG. */
struct _SumacHead
{
  guint32 id;
  SumacRect area; /* empty: the monitor is off */
};

struct _SumacHeads
{
  guint n_heads;
  SumacHead heads[16];
};

/* Parses a drawing, surface or cache message, any type that has a row in the table of
 * display.c with a command. The command lies in the message's arena; on success it owns the
 * message's images, but not yet the message.
 * NULL with SUMAC_ERROR_PROTOCOL or SUMAC_ERROR_LIMIT. */
SumacCommand *sumac_display_parse (SumacMessage *message,
                                   SumacPaletteCache *palettes,
                                   GError **error);

/* FALSE with SUMAC_ERROR_PROTOCOL. @heads is bounded; entries beyond are left out. */
gboolean sumac_display_parse_heads (const SumacMessage *message,
                                    SumacHeads *heads,
                                    GError **error);

/* The truth table for a ropd of FILL, COPY or OPAQUE, whose first operand is inverted by
 * @invert_a (SPICE_ROPD_INVERS_…) and the second by @invert_b. */
SumacRop sumac_rop_of_ropd (guint16 ropd, guint16 invert_a, guint16 invert_b);

/* A clip; its rectangles lie in @arena. */
void sumac_display_read_clip (SumacReader *reader, SumacArena *arena, SumacClip *clip);

/* @caches: the number of image cache and GLZ window; channels of a session that say the same one
 * share them. */
void sumac_display_write_init (SumacWriter *body,
                               guint8 caches,
                               gint64 cache_pixels,
                               gint32 glz_window_pixels);
