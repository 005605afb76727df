/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A module that opens, but is no plug-in of ours. */

#include <glib.h>
#include <gmodule.h>

G_MODULE_EXPORT int sumac_test_nothing (void);

G_MODULE_EXPORT int
sumac_test_nothing (void)
{
  return 0;
}
