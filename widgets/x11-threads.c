/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "widgets/x11-threads.h"

/* Apart from all else: it defines words such as min and max. */
#include <X11/Xlibint.h>

gboolean
sumac_x11_is_for_threads (gpointer display)
{
  return ((Display *) display)->lock_fns != NULL;
}
