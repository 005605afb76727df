/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Reading the small things that values of the text form are made of. What moves on a text
 * takes its address, and leaves it behind what was read.
 *
 * Thread: any; nothing here keeps a state. */

#pragma once

#include <sumac/rect.h>

/* A decimal number from @low to @high. */
gboolean sumac_scan_number (const char **text, gint64 low, gint64 high, gint64 *out);

/* @n numbers of 32 bits with commas between. */
gboolean sumac_scan_numbers (const char **text, gint32 *out, guint n);

/* left, top, right, bottom. */
gboolean sumac_scan_rect (const char **text, SumacRect *rect);

/* The first @digits characters, all hexadecimal digits. */
gboolean sumac_scan_hex (const char *text, guint digits, guint32 *out);

/* Items with semicolons between them; an empty text has none. */
gsize sumac_scan_count (const char *text);
