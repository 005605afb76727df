/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <sumac/rect.h>

G_DEFINE_BOXED_TYPE (SumacRect, sumac_rect, sumac_rect_copy, sumac_rect_free)

/**
 * sumac_rect_copy:
 * @rect: a rectangle
 *
 * Copies a rectangle.
 *
 * Returns: (transfer full): the copy
 */
SumacRect *
sumac_rect_copy (const SumacRect *rect)
{
  return g_memdup2 (rect, sizeof *rect);
}

/**
 * sumac_rect_free:
 * @rect: (nullable): a rectangle of [method@Rect.copy]
 *
 * Frees a rectangle.
 */
void
sumac_rect_free (SumacRect *rect)
{
  g_free (rect);
}
