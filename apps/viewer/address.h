/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Addresses as people type and see them. The session understands them; here they are only
 * completed, and shown without secrets. Strings are the caller's. */

#pragma once

#include <glib.h>

/* What was typed as a whole address: no blanks around it, spice:// where there is no scheme. */
char *viewer_address_complete (const char *text);

/* The address without the password that it may carry. */
char *viewer_address_without_password (const char *uri);

/* The host, for sentences; the whole address where there is none. */
char *viewer_address_host (const char *uri);
