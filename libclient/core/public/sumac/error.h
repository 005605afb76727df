/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The error domain of the whole library. The code is for a program (ask again, give up,
 * reconnect); the message is one translated sentence for a person. */

#pragma once

#include <sumac/export.h>

G_BEGIN_DECLS

/**
 * SUMAC_ERROR:
 *
 * The error domain of everything in Sumac; codes are [error@Error].
 */
#define SUMAC_ERROR (sumac_error_quark ())

/**
 * SumacError:
 * @SUMAC_ERROR_ADDRESS: the address could not be understood
 * @SUMAC_ERROR_CONNECT: nobody answered at the address
 * @SUMAC_ERROR_PROXY: the proxy refused
 * @SUMAC_ERROR_TLS: the encrypted connection could not be made
 * @SUMAC_ERROR_CERTIFICATE: the certificate is not to be trusted
 * @SUMAC_ERROR_AUTH: wrong or missing password
 * @SUMAC_ERROR_PROTOCOL: the peer said something malformed
 * @SUMAC_ERROR_UNSUPPORTED: the peer wants something that is not built here
 * @SUMAC_ERROR_LIMIT: a limit was passed; the message has the figure
 * @SUMAC_ERROR_SERVER: the server refused, in its own words
 * @SUMAC_ERROR_LOST: the connection ended
 * @SUMAC_ERROR_CANCELLED: we ended it ourselves
 * @SUMAC_ERROR_AGENT: the guest's agent failed or is missing
 * @SUMAC_ERROR_FILE: a local file could not be read or written
 * @SUMAC_ERROR_PLUGIN: a plug-in could not be used
 *
 * Error codes of %SUMAC_ERROR.
 */
typedef enum
{
  SUMAC_ERROR_ADDRESS,
  SUMAC_ERROR_CONNECT,
  SUMAC_ERROR_PROXY,
  SUMAC_ERROR_TLS,
  SUMAC_ERROR_CERTIFICATE,
  SUMAC_ERROR_AUTH,
  SUMAC_ERROR_PROTOCOL,
  SUMAC_ERROR_UNSUPPORTED,
  SUMAC_ERROR_LIMIT,
  SUMAC_ERROR_SERVER,
  SUMAC_ERROR_LOST,
  SUMAC_ERROR_CANCELLED,
  SUMAC_ERROR_AGENT,
  SUMAC_ERROR_FILE,
  SUMAC_ERROR_PLUGIN,
} SumacError;

SUMAC_EXPORT GQuark sumac_error_quark (void);

G_END_DECLS
