/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A rectangle in pixels, half open: left and top are inside, right and bottom are not.
 * Empty when right <= left or bottom <= top. Laid out like pixman_box32_t, so that an array
 * of them is a pixman array. */

#pragma once

#include <sumac/export.h>

#include <glib-object.h>

G_BEGIN_DECLS

typedef struct _SumacRect SumacRect;

/**
 * SumacRect:
 * @left: first column
 * @top: first row
 * @right: column behind the last
 * @bottom: row behind the last
 *
 * A half-open rectangle in pixels.
 */
struct _SumacRect
{
  gint32 left;
  gint32 top;
  gint32 right;
  gint32 bottom;
};

#define SUMAC_TYPE_RECT (sumac_rect_get_type ())
SUMAC_EXPORT GType sumac_rect_get_type (void);

SUMAC_EXPORT SumacRect *sumac_rect_copy (const SumacRect *rect);
SUMAC_EXPORT void sumac_rect_free (SumacRect *rect);

static inline gboolean
sumac_rect_is_empty (const SumacRect *rect)
{
  return rect->right <= rect->left || rect->bottom <= rect->top;
}

/* Width and height; only of rectangles whose coordinates are within ±2^30. */
static inline gint
sumac_rect_width (const SumacRect *rect)
{
  return rect->right - rect->left;
}

static inline gint
sumac_rect_height (const SumacRect *rect)
{
  return rect->bottom - rect->top;
}

/* The common part; FALSE (and @out empty) when there is none. @out may be an argument. */
static inline gboolean
sumac_rect_intersect (const SumacRect *a, const SumacRect *b, SumacRect *out)
{
  SumacRect r = {
    .left = MAX (a->left, b->left),
    .top = MAX (a->top, b->top),
    .right = MIN (a->right, b->right),
    .bottom = MIN (a->bottom, b->bottom),
  };

  /* Without a compound literal, which the scanner of introspection can't read. */
  if (sumac_rect_is_empty (&r))
    r.left = r.top = r.right = r.bottom = 0;
  *out = r;
  return !sumac_rect_is_empty (&r);
}

G_END_DECLS
