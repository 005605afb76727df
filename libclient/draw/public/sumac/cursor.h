/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A pointer's shape: a value that does not change. */

#pragma once

#include <glib-object.h>
#include <sumac/export.h>

G_BEGIN_DECLS

/**
 * SumacCursor:
 *
 * A pointer's shape: a picture with transparency, and the pixel that points. It does not change.
 */
typedef struct _SumacCursor SumacCursor;

#define SUMAC_TYPE_CURSOR (sumac_cursor_get_type ())
SUMAC_EXPORT GType sumac_cursor_get_type (void);

SUMAC_EXPORT SumacCursor *sumac_cursor_ref (SumacCursor *cursor);
SUMAC_EXPORT void sumac_cursor_unref (SumacCursor *cursor);
SUMAC_EXPORT gint sumac_cursor_get_width (SumacCursor *cursor);
SUMAC_EXPORT gint sumac_cursor_get_height (SumacCursor *cursor);
SUMAC_EXPORT gint sumac_cursor_get_hot_x (SumacCursor *cursor);
SUMAC_EXPORT gint sumac_cursor_get_hot_y (SumacCursor *cursor);
SUMAC_EXPORT GBytes *sumac_cursor_get_bytes (SumacCursor *cursor);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SumacCursor, sumac_cursor_unref)

G_END_DECLS
