/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "net/ticket.h"

#include <sumac/error.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>

static EVP_PKEY *private_key;
static guint8 public_key[SUMAC_TICKET_KEY_SIZE];

static void
make_der (EVP_PKEY *key, guint8 *der)
{
  unsigned char *bytes = NULL;
  int size = i2d_PUBKEY (key, &bytes);

  g_assert_cmpint (size, >, 0);
  memset (der, 0, SUMAC_TICKET_KEY_SIZE);
  memcpy (der, bytes, MIN ((gsize) size, SUMAC_TICKET_KEY_SIZE));
  OPENSSL_free (bytes);
}

/* What a server does with a ticket: the bytes encrypted in it. */
static gsize
decrypt (const guint8 *ticket, guint8 *out)
{
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new (private_key, NULL);
  gsize size = SUMAC_TICKET_SIZE;

  g_assert_cmpint (EVP_PKEY_decrypt_init (context), ==, 1);
  g_assert_cmpint (EVP_PKEY_CTX_set_rsa_padding (context, RSA_PKCS1_OAEP_PADDING), ==, 1);
  g_assert_cmpint (EVP_PKEY_decrypt (context, out, &size, ticket, SUMAC_TICKET_SIZE), ==, 1);
  EVP_PKEY_CTX_free (context);
  return size;
}

static void
test_round_trip (void)
{
  static const char *const passwords[] = {
    NULL, "", "x", "pässwörd", "012345678901234567890123456789012345678901234567890123456789",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (passwords); i++)
    {
      const char *expected = passwords[i] ? passwords[i] : "";
      guint8 ticket[SUMAC_TICKET_SIZE];
      guint8 plain[SUMAC_TICKET_SIZE];
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (sumac_ticket_encrypt (public_key, passwords[i], ticket, &error), ==,
                       TRUE);
      g_assert_no_error (error);

      gsize size = decrypt (ticket, plain);

      g_assert_cmpmem (plain, (int) size, expected, (int) strlen (expected) + 1);
    }
}

static void
test_long_password (void)
{
  g_autofree char *password = g_strnfill (61, 's');
  guint8 ticket[SUMAC_TICKET_SIZE] = { 0 };
  guint8 untouched[SUMAC_TICKET_SIZE] = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (sumac_ticket_encrypt (public_key, password, ticket, &error), ==, FALSE);
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_AUTH);
  g_assert_nonnull (strstr (error->message, "60"));
  g_assert_null (strstr (error->message, "sss"));
  g_assert_cmpmem (ticket, sizeof ticket, untouched, sizeof untouched);
}

static void
assert_refused (const guint8 *key)
{
  guint8 ticket[SUMAC_TICKET_SIZE];
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (sumac_ticket_encrypt (key, "x", ticket, &error), ==, FALSE);
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL);
  /* Nothing is left behind for the next user of OpenSSL on this thread. */
  g_assert_cmpuint (ERR_peek_error (), ==, 0);
}

/* Behind the 29 bytes of structure there are only numbers, of which most make some key. */
static void
test_truncated_keys (void)
{
  for (gsize size = 0; size < SUMAC_TICKET_KEY_SIZE; size++)
    {
      guint8 cut[SUMAC_TICKET_KEY_SIZE] = { 0 };
      guint8 ticket[SUMAC_TICKET_SIZE];
      g_autoptr (GError) error = NULL;

      memcpy (cut, public_key, size);
      if (size <= 29)
        assert_refused (cut);
      else if (!sumac_ticket_encrypt (cut, "x", ticket, &error))
        g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL);
    }
}

static void
test_other_keys (void)
{
  guint8 der[SUMAC_TICKET_KEY_SIZE];
  EVP_PKEY *short_key = EVP_RSA_gen (512);
  EVP_PKEY *elliptic = EVP_EC_gen ("P-256");

  make_der (short_key, der);
  assert_refused (der);
  make_der (elliptic, der);
  assert_refused (der);
  EVP_PKEY_free (short_key);
  EVP_PKEY_free (elliptic);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  private_key = EVP_RSA_gen (1024);
  make_der (private_key, public_key);

  g_test_add_func ("/ticket/server-reads-password-and-nul", test_round_trip);
  g_test_add_func ("/ticket/password-above-60-bytes-is-refused", test_long_password);
  g_test_add_func ("/ticket/broken-key-is-refused", test_truncated_keys);
  g_test_add_func ("/ticket/key-of-another-kind-is-refused", test_other_keys);

  int result = g_test_run ();

  EVP_PKEY_free (private_key);
  return result;
}
