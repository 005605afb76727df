/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Built without GStreamer. */

#include "integration/encoder.h"

gboolean
encoder_is_there (const char *codec G_GNUC_UNUSED)
{
  return FALSE;
}
