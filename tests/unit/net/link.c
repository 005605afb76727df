/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "net/link.h"

#include "core/limits.h"
#include "core/thread.h"
#include "core/writer.h"
#include "net/ticket.h"

#include <sumac/error.h>

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <spice/protocol.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define REPLY_FIXED 178
#define CAPS_PLAIN  0xbu /* selection of authentication, ticket, mini headers */
#define CAPS_SASL   0xfu
#define CLOSE       0xdead /* instead of a result */

static EVP_PKEY *private_key;
static guint8 public_key[SUMAC_TICKET_KEY_SIZE];

/* A server of one link, on a thread. */
typedef struct
{
  int fd;
  SumacWriter reply;    /* after the request: all bytes, header included */
  gboolean is_dripping; /* one byte a write */
  gboolean is_closing;  /* after the reply */
  gboolean is_selecting;
  SumacWriter result; /* after the ticket; empty: closes */
  int wake_fd;        /* written once the reply is out; or -1 */
  guint8 request[256];
  gsize request_size;
  guint32 mechanism;
  char password[SUMAC_TICKET_SIZE];
  SumacThread thread;
} Server;

static gboolean
receive (int fd, void *bytes, gsize size)
{
  return recv (fd, bytes, size, MSG_WAITALL) == (gssize) size;
}

static guint32
u32_at (const guint8 *bytes)
{
  return (guint32) bytes[0] | (guint32) bytes[1] << 8 | (guint32) bytes[2] << 16 |
         (guint32) bytes[3] << 24;
}

static void
send_out (const Server *server, const SumacWriter *out)
{
  gsize step = server->is_dripping ? 1 : MAX (out->size, 1);

  for (gsize done = 0; done < out->size; done += step)
    if (send (server->fd, out->bytes + done, MIN (step, out->size - done), MSG_NOSIGNAL) < 0)
      return;
}

static void
receive_ticket (Server *server)
{
  guint8 ticket[SUMAC_TICKET_SIZE];
  guint8 plain[SUMAC_TICKET_SIZE];
  gsize size = sizeof plain;

  if (server->is_selecting && !receive (server->fd, &server->mechanism, 4))
    return;
  if (!receive (server->fd, ticket, sizeof ticket))
    return;

  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new (private_key, NULL);

  EVP_PKEY_decrypt_init (context);
  EVP_PKEY_CTX_set_rsa_padding (context, RSA_PKCS1_OAEP_PADDING);
  if (EVP_PKEY_decrypt (context, plain, &size, ticket, sizeof ticket) == 1)
    memcpy (server->password, plain, size);
  EVP_PKEY_CTX_free (context);
  send_out (server, &server->result);
}

static void *
serve (void *data)
{
  Server *server = data;
  guint64 one = 1;

  if (receive (server->fd, server->request, 16))
    {
      gsize size = MIN (u32_at (server->request + 12), sizeof server->request - 16);

      if (receive (server->fd, server->request + 16, size))
        server->request_size = 16 + size;
    }
  send_out (server, &server->reply);
  if (server->wake_fd >= 0)
    g_assert_cmpint (write (server->wake_fd, &one, sizeof one), ==, sizeof one);
  if (!server->is_closing)
    receive_ticket (server);
  if (!server->is_closing && server->result.size == 0 && server->wake_fd >= 0)
    receive (server->fd, &one, 1); /* until the client goes */
  shutdown (server->fd, SHUT_RDWR);
  return NULL;
}

static void
write_reply_body (SumacWriter *out, guint32 code, guint32 caps)
{
  sumac_write_u32 (out, code);
  sumac_write_bytes (out, public_key, sizeof public_key);
  sumac_write_u32 (out, 1);
  sumac_write_u32 (out, 2);
  sumac_write_u32 (out, REPLY_FIXED);
  sumac_write_u32 (out, caps);
  sumac_write_u32 (out, 0x11);
  sumac_write_u32 (out, 0x80000000);
}

static void
write_reply (SumacWriter *out, guint32 major, guint32 code, guint32 caps)
{
  sumac_write_bytes (out, "REDQ", 4);
  sumac_write_u32 (out, major);
  sumac_write_u32 (out, 7);
  sumac_write_u32 (out, REPLY_FIXED + 12);
  write_reply_body (out, code, caps);
}

static void
server_init (Server *server)
{
  *server = (Server){ .wake_fd = -1, .is_selecting = TRUE };
  sumac_writer_init (&server->reply, 1 << 20);
  sumac_writer_init (&server->result, 1 << 20);
}

/* A server that agrees to all, until @result. */
static void
server_init_with (Server *server, guint32 caps, guint32 result)
{
  server_init (server);
  server->is_selecting = (caps & 1) != 0;
  write_reply (&server->reply, 2, 0, caps);
  if (result != CLOSE)
    sumac_write_u32 (&server->result, result);
}

static gboolean
server_link_as (Server *server,
                const SumacLinkRequest *request,
                int wake_fd,
                gint64 deadline_us,
                SumacLinkReply *reply,
                GError **error)
{
  int fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, fds), ==, 0);
  server->fd = fds[1];
  g_assert_cmpint (sumac_thread_start (&server->thread, "server", serve, server), ==, TRUE);

  SumacStream *stream = sumac_stream_new_for_fd (fds[0]);
  gboolean is_linked = sumac_link (stream, request, wake_fd, deadline_us, reply, error);

  sumac_stream_free (stream);
  sumac_thread_join (server->thread);
  close (server->fd);
  sumac_writer_clear (&server->reply);
  sumac_writer_clear (&server->result);
  return is_linked;
}

static gboolean
server_link (Server *server, const char *password, SumacLinkReply *reply, GError **error)
{
  const SumacLinkRequest request = { .channel_type = SPICE_CHANNEL_MAIN, .password = password };

  return server_link_as (server, &request, -1, sumac_clock_us () + 60 * G_USEC_PER_SEC, reply,
                         error);
}

static void
assert_refused (Server *server, const char *password, int code, const char *says)
{
  SumacLinkReply reply;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (server_link (server, password, &reply, &error), ==, FALSE);
  g_assert_error (error, SUMAC_ERROR, code);
  g_assert_nonnull (strstr (error->message, says));
}

static void
test_caps (void)
{
  SumacCaps caps = { .words = { 0xffffffff, 0xffffffff, 0xffffffff } };

  g_assert_cmpint (sumac_caps_has (&caps, 0), ==, FALSE);
  sumac_caps_add (&caps, 65);
  g_assert_cmpuint (caps.n_words, ==, 3);
  g_assert_cmphex (caps.words[0], ==, 0);
  g_assert_cmphex (caps.words[2], ==, 2);
  g_assert_cmpint (sumac_caps_has (&caps, 65), ==, TRUE);
  g_assert_cmpint (sumac_caps_has (&caps, 64), ==, FALSE);
  g_assert_cmpint (sumac_caps_has (&caps, 96), ==, FALSE);
  g_assert_cmpint (sumac_caps_has (&caps, G_MAXUINT), ==, FALSE);
}

static void
test_request (void)
{
  /* clang-format off */
  static const guint8 expected[] = {
    'R', 'E', 'D', 'Q',  2, 0, 0, 0,  2, 0, 0, 0,  30, 0, 0, 0,
    0x44, 0x33, 0x22, 0x11,  2, 5,  1, 0, 0, 0,  2, 0, 0, 0,  18, 0, 0, 0,
    0xb, 0, 0, 0,  1, 0, 0, 0,  0, 0, 0, 0x80,
  };
  /* clang-format on */
  SumacLinkRequest request = { .connection_id = 0x11223344,
                               .channel_type = 2,
                               .channel_id = 5 };
  guint8 out[128];

  sumac_caps_add (&request.channel_caps, 0);
  sumac_caps_add (&request.channel_caps, 63);

  gsize size = sumac_link_write_request (&request, out, sizeof out);

  g_assert_cmpmem (out, (int) size, expected, sizeof expected);
  g_assert_cmpuint (sumac_link_write_request (&request, out, sizeof expected), ==, size);
  g_assert_cmpuint (sumac_link_write_request (&request, out, sizeof expected - 1), ==, 0);
}

static void
test_parse_truncations (void)
{
  SumacWriter body;
  SumacLinkReply reply;
  guint32 code = 77;
  const guint8 *key = NULL;

  sumac_writer_init (&body, 1 << 10);
  write_reply_body (&body, 5, CAPS_PLAIN);
  for (gsize size = 0; size < body.size; size++)
    {
      g_autofree guint8 *cut = g_memdup2 (body.bytes, size);
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (sumac_link_parse_reply (cut, size, &code, &key, &reply, &error), ==,
                       FALSE);
      g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL);
      g_assert_cmpuint (code, ==, 77);
      g_assert_null (key);
    }

  g_autoptr (GError) error = NULL;

  g_assert_cmpint (sumac_link_parse_reply (body.bytes, body.size, &code, &key, &reply, &error),
                   ==, TRUE);
  g_assert_no_error (error);
  g_assert_cmpuint (code, ==, 5);
  g_assert_cmpmem (key, SUMAC_TICKET_KEY_SIZE, public_key, SUMAC_TICKET_KEY_SIZE);
  g_assert_cmpuint (reply.common_caps.n_words, ==, 1);
  g_assert_cmphex (reply.common_caps.words[0], ==, CAPS_PLAIN);
  g_assert_cmpuint (reply.channel_caps.n_words, ==, 2);
  g_assert_cmpint (sumac_caps_has (&reply.channel_caps, 63), ==, TRUE);
  g_assert_cmpint (reply.has_mini_headers, ==, TRUE);
  sumac_writer_clear (&body);
}

/* Counts and offset of a reply of 190 bytes, with room for three words behind its fixed part. */
static void
test_parse_fields (void)
{
  /* clang-format off */
  static const struct { guint32 n_common, n_channel, offset; gboolean is_good; } cases[] = {
    { 1, 2, 178, TRUE  },
    { 0, 3, 178, TRUE  },
    { 3, 0, 178, TRUE  },
    { 1, 0, 186, TRUE  },
    { 0, 0, 0,   TRUE  },
    { 0, 0, 9999, TRUE },
    { 2, 2, 178, FALSE },
    { 1, 2, 179, FALSE },
    { 1, 2, 177, FALSE },
    { 1, 0, 0,   FALSE },
    { 1, 0, 4,   FALSE },
    { 1, 0, 190, FALSE },
    { 0, 1, 191, FALSE },
    { 1, 2, 0xffffffff, FALSE },
    { 0xffffffff, 1, 178, FALSE },
    { 1, 0xffffffff, 178, FALSE },
    { 0x40000000, 0, 178, FALSE },
    { 0x80000000, 0x80000000, 178, FALSE },
  };

  /* clang-format on */

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SumacWriter body;
      SumacLinkReply reply;
      guint32 code;
      const guint8 *key;
      g_autoptr (GError) error = NULL;

      sumac_writer_init (&body, 1 << 10);
      write_reply_body (&body, 0, CAPS_PLAIN);
      sumac_writer_patch_u32 (&body, 166, cases[i].n_common);
      sumac_writer_patch_u32 (&body, 170, cases[i].n_channel);
      sumac_writer_patch_u32 (&body, 174, cases[i].offset);
      g_assert_cmpint (
          sumac_link_parse_reply (body.bytes, body.size, &code, &key, &reply, &error), ==,
          cases[i].is_good);
      if (!cases[i].is_good)
        g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL);
      sumac_writer_clear (&body);
    }
}

/* More words than we keep are no error. */
static void
test_many_caps (void)
{
  SumacWriter body;
  SumacLinkReply reply;
  guint32 code;
  const guint8 *key;
  g_autoptr (GError) error = NULL;

  sumac_writer_init (&body, 1 << 12);
  write_reply_body (&body, 0, CAPS_PLAIN);
  for (guint32 i = 0; i < 97; i++)
    sumac_write_u32 (&body, i);
  sumac_writer_patch_u32 (&body, 166, 50);
  sumac_writer_patch_u32 (&body, 170, 50);
  g_assert_cmpint (sumac_link_parse_reply (body.bytes, body.size, &code, &key, &reply, &error),
                   ==, TRUE);
  g_assert_no_error (error);
  g_assert_cmpuint (reply.common_caps.n_words, ==, SUMAC_MAX_CAP_WORDS);
  g_assert_cmpuint (reply.channel_caps.n_words, ==, SUMAC_MAX_CAP_WORDS);
  g_assert_cmpuint (reply.channel_caps.words[0], ==, 47);
  sumac_writer_clear (&body);
}

/* With and without selection, mini headers, and a body in single bytes. */
static void
test_success (void)
{
  static const guint32 caps[] = { CAPS_PLAIN, 0xa, 0x3, 0x0, CAPS_SASL };

  for (gsize i = 0; i < G_N_ELEMENTS (caps); i++)
    for (guint is_dripping = 0; is_dripping < 2; is_dripping++)
      {
        Server server;
        SumacLinkReply reply;
        g_autoptr (GError) error = NULL;

        server_init_with (&server, caps[i], 0);
        server.is_dripping = is_dripping == 1;
        g_assert_cmpint (server_link (&server, "geheim", &reply, &error), ==, TRUE);
        g_assert_no_error (error);
        g_assert_cmpstr (server.password, ==, "geheim");
        g_assert_cmpuint (server.mechanism, ==, caps[i] & 1);
        g_assert_cmpuint (server.request_size, ==, 16 + 18 + 4);
        g_assert_cmpint (reply.has_mini_headers, ==, (caps[i] & 8) != 0);
        g_assert_cmphex (reply.channel_caps.words[0], ==, 0x11);
      }
}

static void
test_empty_password (void)
{
  Server server;
  SumacLinkReply reply;
  g_autoptr (GError) error = NULL;

  server_init_with (&server, CAPS_PLAIN, 0);
  memset (server.password, 'x', 8);
  g_assert_cmpint (server_link (&server, NULL, &reply, &error), ==, TRUE);
  g_assert_no_error (error);
  g_assert_cmpstr (server.password, ==, "");
}

/* clang-format off */
static const struct
{
  guint32 code;
  int error;
  const char *says;
} codes[] = {
  { 1,          SUMAC_ERROR_SERVER,      "no reason" },
  { 2,          SUMAC_ERROR_SERVER,      "SPICE client" },
  { 3,          SUMAC_ERROR_SERVER,      "not understand" },
  { 4,          SUMAC_ERROR_UNSUPPORTED, "another version" },
  { 5,          SUMAC_ERROR_TLS,         "tls-port" },
  { 6,          SUMAC_ERROR_SERVER,      "without encryption" },
  { 7,          SUMAC_ERROR_AUTH,        "wrong or has expired" },
  { 8,          SUMAC_ERROR_SERVER,      "session" },
  { 9,          SUMAC_ERROR_SERVER,      "part of the session" },
  { 10,         SUMAC_ERROR_SERVER,      "(10)" },
  { 0xffffffff, SUMAC_ERROR_SERVER,      "(4294967295)" },
};

/* clang-format on */

static void
test_codes_in_reply (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      Server server;

      server_init (&server);
      write_reply (&server.reply, 2, codes[i].code, CAPS_PLAIN);
      server.is_closing = TRUE;
      assert_refused (&server, "x", codes[i].error, codes[i].says);
    }
}

/* As real servers refuse: no capabilities, a key of zeros, offset 0. */
static void
test_refusal_without_caps (void)
{
  Server server;

  server_init (&server);
  write_reply (&server.reply, 2, 5, 0);
  sumac_writer_patch_u32 (&server.reply, 12, REPLY_FIXED);
  memset (server.reply.bytes + 20, 0, SUMAC_TICKET_KEY_SIZE + 12);
  server.reply.size = 16 + REPLY_FIXED;
  server.is_closing = TRUE;
  assert_refused (&server, "x", SUMAC_ERROR_TLS, "encrypted");
}

static void
test_codes_after_ticket (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      Server server;

      server_init_with (&server, CAPS_PLAIN, codes[i].code);
      assert_refused (&server, "x", codes[i].error, codes[i].says);
    }
}

static void
test_wrong_password (void)
{
  static const guint32 results[] = { 7, CLOSE };

  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    {
      Server server;

      server_init_with (&server, CAPS_PLAIN, results[i]);
      assert_refused (&server, "x", SUMAC_ERROR_AUTH, "wrong or has expired");
      server_init_with (&server, CAPS_PLAIN, results[i]);
      assert_refused (&server, "", SUMAC_ERROR_AUTH, "wants a password");
      server_init_with (&server, CAPS_SASL, results[i]);
      assert_refused (&server, "x", SUMAC_ERROR_UNSUPPORTED, "SASL");
    }

  g_autofree char *long_password = g_strnfill (61, 'x');
  Server server;

  server_init_with (&server, CAPS_PLAIN, 0);
  assert_refused (&server, long_password, SUMAC_ERROR_AUTH, "60");
}

/* A server that has no use for the ticket answers it by a second reply. */
static void
test_refusal_as_second_reply (void)
{
  static const guint32 caps[] = { CAPS_PLAIN, CAPS_SASL };
  static const int errors[] = { SUMAC_ERROR_SERVER, SUMAC_ERROR_UNSUPPORTED };
  static const char *const says[] = { "not understand", "SASL" };

  for (gsize i = 0; i < G_N_ELEMENTS (caps); i++)
    for (guint32 code = 0; code <= 3; code += 3)
      {
        Server server;

        server_init_with (&server, caps[i], CLOSE);
        write_reply (&server.result, 2, code, 0);
        assert_refused (&server, "x", errors[i], says[i]);
      }
}

static void
test_truncated_reply (void)
{
  for (gsize size = 0; size < 16 + REPLY_FIXED + 12; size++)
    {
      Server server;

      server_init_with (&server, CAPS_PLAIN, 0);
      server.reply.size = size;
      server.is_closing = TRUE;
      assert_refused (&server, "x", SUMAC_ERROR_LOST, size < 4 ? "Check the port" : "closed");
    }
}

static void
test_truncated_result (void)
{
  for (gsize size = 1; size < 4; size++)
    {
      Server server;

      server_init_with (&server, CAPS_PLAIN, 0);
      server.result.size = size;
      assert_refused (&server, "x", SUMAC_ERROR_AUTH, "wrong or has expired");
    }
}

static void
test_strangers (void)
{
  /* clang-format off */
  static const struct { const char *bytes; gsize size; int error; const char *says; } cases[] = {
    { "RFB 003.008\n",             12, SUMAC_ERROR_UNSUPPORTED, "VNC" },
    { "RFB ",                       4, SUMAC_ERROR_UNSUPPORTED, "VNC" },
    { "SSH-2.0-OpenSSH_9.2\r\n",   21, SUMAC_ERROR_UNSUPPORTED, "SSH" },
    { "HTTP/1.1 400 Bad Request",  24, SUMAC_ERROR_UNSUPPORTED, "web server" },
    { "\x15\x03\x03\x00\x02\x02F",  7, SUMAC_ERROR_TLS,         "tls-port" },
    { "REDR",                       4, SUMAC_ERROR_UNSUPPORTED, "not a SPICE server" },
    { "\0\0\0\0",                   4, SUMAC_ERROR_UNSUPPORTED, "not a SPICE server" },
  };

  /* clang-format on */

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Server server;

      server_init (&server);
      sumac_write_bytes (&server.reply, cases[i].bytes, cases[i].size);
      assert_refused (&server, "x", cases[i].error, cases[i].says);
    }
}

static void
test_other_version (void)
{
  static const guint32 majors[] = { 0, 1, 3, 0xffffffff };

  for (gsize i = 0; i < G_N_ELEMENTS (majors); i++)
    {
      g_autofree char *says = g_strdup_printf ("SPICE %u.7", majors[i]);
      Server server;

      server_init (&server);
      write_reply (&server.reply, majors[i], 0, CAPS_PLAIN);
      assert_refused (&server, "x", SUMAC_ERROR_UNSUPPORTED, says);
    }
}

static void
test_reply_sizes (void)
{
  static const guint32 too_large[] = { SUMAC_MAX_LINK_REPLY + 1, 0xffffffff };
  static const guint32 too_small[] = { 0, 4, REPLY_FIXED + 11 };

  for (gsize i = 0; i < G_N_ELEMENTS (too_large); i++)
    {
      g_autofree char *figure = g_strdup_printf ("%u", too_large[i]);
      Server server;

      server_init_with (&server, CAPS_PLAIN, 0);
      sumac_writer_patch_u32 (&server.reply, 12, too_large[i]);
      assert_refused (&server, "x", SUMAC_ERROR_LIMIT, figure);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (too_small); i++)
    {
      Server server;

      server_init_with (&server, CAPS_PLAIN, 0);
      sumac_writer_patch_u32 (&server.reply, 12, too_small[i]);
      assert_refused (&server, "x", SUMAC_ERROR_PROTOCOL, "link reply");
    }
}

static void
test_broken_key (void)
{
  Server server;

  server_init_with (&server, CAPS_PLAIN, 0);
  memset (server.reply.bytes + 20, 0, SUMAC_TICKET_KEY_SIZE);
  assert_refused (&server, "x", SUMAC_ERROR_PROTOCOL, "key");
}

/* The server falls silent after each part; the deadline, or the wake-up, ends the wait. */
static void
test_silence (gconstpointer data)
{
  static const gsize sizes[] = { 0, 3, 4, 15, 16, 100, 16 + REPLY_FIXED + 12 };
  gboolean is_woken = GPOINTER_TO_INT (data);
  int code = is_woken ? SUMAC_ERROR_CANCELLED : SUMAC_ERROR_CONNECT;

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      const SumacLinkRequest request = { .channel_type = SPICE_CHANNEL_MAIN };
      int wake = eventfd (0, EFD_CLOEXEC);
      int unread = eventfd (0, EFD_CLOEXEC);
      gint64 wait_us = is_woken ? 60 * G_USEC_PER_SEC : 20000;
      Server server;
      SumacLinkReply reply;
      g_autoptr (GError) error = NULL;

      server_init_with (&server, CAPS_PLAIN, CLOSE);
      server.reply.size = sizes[i];
      server.wake_fd = is_woken ? wake : unread;
      g_assert_cmpint (
          server_link_as (&server, &request, wake, sumac_clock_us () + wait_us, &reply, &error),
          ==, FALSE);
      g_assert_error (error, SUMAC_ERROR, code);
      close (wake);
      close (unread);
    }
}

static void
make_key (void)
{
  unsigned char *der = NULL;

  private_key = EVP_RSA_gen (1024);
  g_assert_cmpint (i2d_PUBKEY (private_key, &der), ==, SUMAC_TICKET_KEY_SIZE);
  memcpy (public_key, der, SUMAC_TICKET_KEY_SIZE);
  OPENSSL_free (der);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  make_key ();
  g_test_add_func ("/link/caps-start-empty", test_caps);
  g_test_add_func ("/link/request-is-as-specified", test_request);
  g_test_add_func ("/link/truncated-body-is-refused", test_parse_truncations);
  g_test_add_func ("/link/caps-lie-behind-the-fixed-part", test_parse_fields);
  g_test_add_func ("/link/more-caps-than-known-are-skipped", test_many_caps);
  g_test_add_func ("/link/succeeds-with-and-without-selection", test_success);
  g_test_add_func ("/link/no-password-is-the-empty-one", test_empty_password);
  g_test_add_func ("/link/codes-in-the-reply-have-sentences", test_codes_in_reply);
  g_test_add_func ("/link/refusal-needs-no-caps", test_refusal_without_caps);
  g_test_add_func ("/link/codes-after-the-ticket-have-sentences", test_codes_after_ticket);
  g_test_add_func ("/link/wrong-password-is-said", test_wrong_password);
  g_test_add_func ("/link/second-reply-is-a-refusal", test_refusal_as_second_reply);
  g_test_add_func ("/link/truncated-reply-is-a-loss", test_truncated_reply);
  g_test_add_func ("/link/truncated-result-is-a-refusal", test_truncated_result);
  g_test_add_func ("/link/strangers-are-recognised", test_strangers);
  g_test_add_func ("/link/other-version-is-named", test_other_version);
  g_test_add_func ("/link/reply-size-is-bounded", test_reply_sizes);
  g_test_add_func ("/link/broken-key-is-refused", test_broken_key);
  g_test_add_data_func ("/link/silence-ends-at-the-deadline", GINT_TO_POINTER (FALSE),
                        test_silence);
  g_test_add_data_func ("/link/silence-ends-at-wake-up", GINT_TO_POINTER (TRUE), test_silence);

  int result = g_test_run ();

  EVP_PKEY_free (private_key);
  return result;
}
