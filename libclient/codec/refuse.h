/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How a decoder says no: these sentences go to the log, so they are English. */

#pragma once

#include <glib.h>

/* Sets SUMAC_ERROR_PROTOCOL; always NULL, for `return`. */
gpointer sumac_refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);
