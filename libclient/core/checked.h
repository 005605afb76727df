/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Size arithmetic that can fail instead of wrapping round. */

#pragma once

#include <glib.h>

/* *out = a × b + c; FALSE (and *out untouched) when it does not fit. */
static inline gboolean G_GNUC_WARN_UNUSED_RESULT
sumac_checked_mul_add (gsize a, gsize b, gsize c, gsize *out)
{
  gsize product;
  gsize sum;

  if (__builtin_mul_overflow (a, b, &product) || __builtin_add_overflow (product, c, &sum))
    return FALSE;
  *out = sum;
  return TRUE;
}
