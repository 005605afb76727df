/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "net/ticket.h"

#include "core/limits.h"

#include <sumac/error.h>

#include <glib/gi18n-lib.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY_CTX, EVP_PKEY_CTX_free)

/* NULL when @der is no RSA key of the one size that makes a ticket. */
static EVP_PKEY *
read_key (const guint8 *der)
{
  const unsigned char *next = der;
  g_autoptr (EVP_PKEY) key = d2i_PUBKEY (NULL, &next, SUMAC_TICKET_KEY_SIZE);

  if (!key || !EVP_PKEY_is_a (key, "RSA") || EVP_PKEY_get_size (key) != SUMAC_TICKET_SIZE)
    return NULL;
  return g_steal_pointer (&key);
}

static gboolean
encrypt (EVP_PKEY *key, const guint8 *secret, gsize size, guint8 *ticket)
{
  g_autoptr (EVP_PKEY_CTX) context = EVP_PKEY_CTX_new (key, NULL);
  gsize ticket_size = SUMAC_TICKET_SIZE;

  return context && EVP_PKEY_encrypt_init (context) > 0 &&
         EVP_PKEY_CTX_set_rsa_padding (context, RSA_PKCS1_OAEP_PADDING) > 0 &&
         EVP_PKEY_CTX_set_rsa_oaep_md (context, EVP_sha1 ()) > 0 &&
         EVP_PKEY_CTX_set_rsa_mgf1_md (context, EVP_sha1 ()) > 0 &&
         EVP_PKEY_encrypt (context, ticket, &ticket_size, secret, size) > 0 &&
         ticket_size == SUMAC_TICKET_SIZE;
}

gboolean
sumac_ticket_encrypt (const guint8 key[SUMAC_TICKET_KEY_SIZE],
                      const char *password,
                      guint8 ticket[SUMAC_TICKET_SIZE],
                      GError **error)
{
  guint8 secret[SUMAC_MAX_PASSWORD + 1] = { 0 };
  guint8 encrypted[SUMAC_TICKET_SIZE];
  gsize length = password ? strlen (password) : 0;

  if (length > SUMAC_MAX_PASSWORD)
    {
      g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_AUTH,
                   _ ("The password is too long: SPICE passwords have at most %d bytes."),
                   SUMAC_MAX_PASSWORD);
      return FALSE;
    }
  if (length > 0)
    memcpy (secret, password, length);

  g_autoptr (EVP_PKEY) public_key = read_key (key);
  gboolean is_encrypted = public_key && encrypt (public_key, secret, length + 1, encrypted);

  OPENSSL_cleanse (secret, sizeof secret);
  if (!is_encrypted)
    {
      ERR_clear_error ();
      g_set_error_literal (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL,
                           _ ("The key that the server sent for the password is not usable."));
      return FALSE;
    }
  memcpy (ticket, encrypted, sizeof encrypted);
  return TRUE;
}
