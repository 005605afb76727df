/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <sumac/error.h>

#include <pthread.h>

static GQuark quark;

static void
make_quark (void)
{
  quark = g_quark_from_static_string ("sumac-error-quark");
}

/* Not G_DEFINE_QUARK: several channels may fail at once. */

/**
 * sumac_error_quark:
 *
 * Gives the error domain of everything in Sumac.
 *
 * Returns: what %SUMAC_ERROR is
 */
GQuark
sumac_error_quark (void)
{
  static pthread_once_t is_made = PTHREAD_ONCE_INIT;

  pthread_once (&is_made, make_quark);
  return quark;
}
