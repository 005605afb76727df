/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Where a server is: the value behind spice://, spice+tls:// and spice+unix:// (transport
 * spec §2). */

#pragma once

#include <glib.h>

typedef struct _SumacAddress SumacAddress;

struct _SumacAddress
{
  char *host;       /* NULL for a Unix socket; IPv6 without brackets */
  guint16 port;     /* plain; 0: none */
  guint16 tls_port; /* 0: none */
  char *path;       /* of a Unix socket, or NULL */
  char *password;   /* given in the address, or NULL; never logged */
};

/* NULL with SUMAC_ERROR_ADDRESS: one sentence that quotes what was not understood, but never
 * the query, which may hold a password. */
SumacAddress *sumac_address_parse (const char *uri, GError **error);
SumacAddress *sumac_address_copy (const SumacAddress *address);
void sumac_address_free (SumacAddress *address);

/* For people and logs, without password: "host:5900", "[::1]:5900", "/run/guest.sock". */
char *sumac_address_dup_name (const SumacAddress *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SumacAddress, sumac_address_free)
