/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The ticket: a password encrypted with the key of the server's link reply (transport spec
 * §4). Thread: any. */

#pragma once

#include <glib.h>

#define SUMAC_TICKET_KEY_SIZE 162
#define SUMAC_TICKET_SIZE     128

/* Encrypts @password (NULL: the empty one) and its NUL by RSA-OAEP with the DER key.
 * FALSE with SUMAC_ERROR_AUTH for a password above 60 bytes, SUMAC_ERROR_PROTOCOL for a key
 * that is none. */
gboolean sumac_ticket_encrypt (const guint8 key[SUMAC_TICKET_KEY_SIZE],
                               const char *password,
                               guint8 ticket[SUMAC_TICKET_SIZE],
                               GError **error);
