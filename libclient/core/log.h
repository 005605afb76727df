/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One line a fact, domain "sumac", with the channel's name as a field and in front of the
 * text: `display:0: surface 3: …`. English, never translated. Never a password, a key, a
 * clipboard's or a file's content. Thread: any. */

#pragma once

#include <glib.h>

/* A place that says something a peer can repeat: it is said once, then counted, and the
 * count is said at every power of ten. Zeroed by its owner. Thread: one. */
typedef struct
{
  guint64 n;
} SumacRepeat;

/* @where: the channel's name, e.g. "display:0", or NULL. */
void sumac_log (GLogLevelFlags level, const char *where, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/* A warning through the rate limiter. */
void sumac_log_repeat (SumacRepeat *repeat, const char *where, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

#define sumac_debug(where, ...) sumac_log (G_LOG_LEVEL_DEBUG, where, __VA_ARGS__)
#define sumac_info(where, ...)  sumac_log (G_LOG_LEVEL_INFO, where, __VA_ARGS__)
#define sumac_warn(where, ...)  sumac_log (G_LOG_LEVEL_WARNING, where, __VA_ARGS__)
