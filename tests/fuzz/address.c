/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Any bytes as an address: it is refused by SUMAC_ERROR_ADDRESS in valid UTF-8, or makes sense
 * and can be copied and named. */

#include "net/address.h"

#include <sumac/error.h>

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static GLogWriterOutput
drop_log (G_GNUC_UNUSED GLogLevelFlags level,
          G_GNUC_UNUSED const GLogField *fields,
          G_GNUC_UNUSED gsize n_fields,
          G_GNUC_UNUSED gpointer data)
{
  return G_LOG_WRITER_HANDLED;
}

static void
check_address (const SumacAddress *address)
{
  g_autoptr (SumacAddress) copy = sumac_address_copy (address);
  g_autofree char *name = sumac_address_dup_name (copy);

  g_assert_cmpint (g_utf8_validate (name, -1, NULL), ==, TRUE);
  g_assert_cmpint (address->host != NULL, !=, address->path != NULL);
  g_assert_cmpint (address->host != NULL, ==, address->port != 0 || address->tls_port != 0);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static gboolean is_quiet;
  g_autofree char *uri = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;

  if (!is_quiet)
    g_log_set_writer_func (drop_log, NULL, NULL);
  is_quiet = TRUE;

  g_autoptr (SumacAddress) address = sumac_address_parse (uri, &error);

  if (address)
    {
      g_assert_no_error (error);
      check_address (address);
      return 0;
    }
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_ADDRESS);
  g_assert_cmpint (g_utf8_validate (error->message, -1, NULL), ==, TRUE);
  return 0;
}
