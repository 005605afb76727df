/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The inputs channel's messages (channels spec §4.2, §4.3). Pure. */

#pragma once

#include "core/writer.h"
#include "net/message.h"

/* The scancode that stands for the run of the Pause key. */
#define SUMAC_PAUSE 0xe046

/* INIT and KEY_MODIFIERS: lock lights, unknown bits masked off. */
gboolean sumac_inputs_parse_locks (const SumacMessage *message, guint16 *locks, GError **error);

/* The bytes of a scancode as a keyboard sends them, at most 2 (6 for Pause): how many. */
guint sumac_scancode_bytes (guint scancode, gboolean down, guint8 bytes[6]);

/* The code of KEY_DOWN and KEY_UP: up to four bytes, the first one lowest. */
guint32 sumac_scancode_word (const guint8 *bytes, guint n);

void sumac_inputs_write_motion (SumacWriter *body, gint32 dx, gint32 dy, guint16 buttons);
void sumac_inputs_write_position (SumacWriter *body,
                                  guint32 x,
                                  guint32 y,
                                  guint16 buttons,
                                  guint8 display);
void sumac_inputs_write_button (SumacWriter *body, guint8 button, guint16 buttons);
