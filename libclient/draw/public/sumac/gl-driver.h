/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a driver of OpenGL is good for: for renderers that use one, and for who shows their
 * pictures; and whose turn it is to draw where drivers draw on the processor. No GL is needed to
 * ask. */

#pragma once

#include <glib.h>
#include <sumac/export.h>

G_BEGIN_DECLS

SUMAC_EXPORT gboolean sumac_gl_driver_is_worth_asking (void);
SUMAC_EXPORT gboolean sumac_gl_driver_is_software (const char *renderer);
SUMAC_EXPORT gboolean sumac_gl_driver_is_welcome (const char *renderer);

SUMAC_EXPORT guint64 sumac_gl_driver_take_turn (void);
SUMAC_EXPORT void sumac_gl_driver_give_turn (guint64 turn);

G_END_DECLS
