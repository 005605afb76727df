/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "codec/refuse.h"

#include <sumac/error.h>

gpointer
sumac_refuse (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error)
    *error = g_error_new_valist (SUMAC_ERROR, SUMAC_ERROR_PROTOCOL, format, args);
  va_end (args);
  return NULL;
}
