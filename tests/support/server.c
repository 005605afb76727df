/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "support/server.h"

#include "core/reader.h"
#include "core/writer.h"

#include <glib/gstdio.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <spice/protocol.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define KEY_SIZE    162
#define TICKET_SIZE 128
#define HEADER_SIZE 16
#define REPLY_SIZE  178

/* clang-format off */
#define SELECTION (1u << SPICE_COMMON_CAP_PROTOCOL_AUTH_SELECTION)
#define TICKET    (1u << SPICE_COMMON_CAP_AUTH_SPICE)
#define MINI      (1u << SPICE_COMMON_CAP_MINI_HEADER)

/* clang-format on */

struct _TestServer
{
  char *folder;
  char *path;
  int listener;
  SumacAddress *address;
  EVP_PKEY *key;
  guint8 public_key[KEY_SIZE];
};

TestServer *
test_server_new (void)
{
  TestServer *server = g_new0 (TestServer, 1);
  struct sockaddr_un name = { .sun_family = AF_UNIX };
  guint8 *der = server->public_key;

  server->key = EVP_RSA_gen (1024);
  g_assert_cmpint (i2d_PUBKEY (server->key, &der), ==, KEY_SIZE);

  server->folder = g_dir_make_tmp ("sumac-test-XXXXXX", NULL);
  server->path = g_build_filename (server->folder, "guest", NULL);
  g_strlcpy (name.sun_path, server->path, sizeof name.sun_path);
  server->listener = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (server->listener, (struct sockaddr *) &name, sizeof name), ==, 0);
  g_assert_cmpint (listen (server->listener, 8), ==, 0);

  g_autofree char *uri = g_strconcat ("spice+unix://", server->path, NULL);

  server->address = sumac_address_parse (uri, NULL);
  g_assert_nonnull (server->address);
  return server;
}

void
test_server_free (TestServer *server)
{
  close (server->listener);
  g_unlink (server->path);
  g_rmdir (server->folder);
  sumac_address_free (server->address);
  EVP_PKEY_free (server->key);
  g_free (server->path);
  g_free (server->folder);
  g_free (server);
}

const SumacAddress *
test_server_get_address (TestServer *server)
{
  return server->address;
}

TestPeer
test_server_accept (TestServer *server)
{
  const struct timeval bound = { .tv_sec = TEST_BOUND_MS / 1000 };
  struct pollfd waiting = { .fd = server->listener, .events = POLLIN };
  TestPeer peer = { .has_mini_headers = TRUE };

  g_assert_cmpint (poll (&waiting, 1, TEST_BOUND_MS), ==, 1);
  peer.fd = accept4 (server->listener, NULL, NULL, SOCK_CLOEXEC);
  g_assert_cmpint (peer.fd, >=, 0);
  g_assert_cmpint (setsockopt (peer.fd, SOL_SOCKET, SO_RCVTIMEO, &bound, sizeof bound), ==, 0);
  g_assert_cmpint (setsockopt (peer.fd, SOL_SOCKET, SO_SNDTIMEO, &bound, sizeof bound), ==, 0);
  return peer;
}

void
test_peer_close (TestPeer *peer)
{
  if (peer->fd >= 0)
    close (peer->fd);
  peer->fd = -1;
}

void
test_peer_send_bytes (TestPeer *peer, const void *bytes, gsize size)
{
  const guint8 *next = bytes;

  while (size > 0)
    {
      gssize n = send (peer->fd, next, size, MSG_NOSIGNAL);

      g_assert_cmpint (n, >, 0);
      next += n;
      size -= (gsize) n;
    }
}

static void
receive (TestPeer *peer, void *bytes, gsize size)
{
  if (size > 0)
    g_assert_cmpint (recv (peer->fd, bytes, size, MSG_WAITALL), ==, (gssize) size);
}

TestRequest
test_server_receive_request (TestPeer *peer)
{
  guint8 bytes[HEADER_SIZE + 256] = { 0 };
  SumacReader reader = sumac_reader (bytes, sizeof bytes);
  TestRequest request;
  guint32 n_common, n_channel;

  receive (peer, bytes, HEADER_SIZE);
  g_assert_cmpmem (sumac_read_bytes (&reader, 4), 4, "REDQ", 4);
  g_assert_cmpuint (sumac_read_u32 (&reader), ==, SPICE_VERSION_MAJOR);
  sumac_read_u32 (&reader);

  guint32 size = sumac_read_u32 (&reader);

  g_assert_cmpuint (size, >=, 18);
  g_assert_cmpuint (size, <=, 256);
  receive (peer, bytes + HEADER_SIZE, size);
  request.connection_id = sumac_read_u32 (&reader);
  request.type = sumac_read_u8 (&reader);
  request.id = sumac_read_u8 (&reader);
  n_common = sumac_read_u32 (&reader);
  n_channel = sumac_read_u32 (&reader);
  g_assert_cmpuint (n_common, <=, 16);

  SumacReader words = sumac_reader_at (&reader, HEADER_SIZE + sumac_read_u32 (&reader));

  sumac_read_bytes (&words, 4 * n_common);
  request.channel_caps = n_channel > 0 ? sumac_read_u32 (&words) : 0;
  g_assert_true (sumac_reader_ok (&reader) && sumac_reader_ok (&words));
  return request;
}

void
test_server_send_reply (TestServer *server,
                        TestPeer *peer,
                        guint32 code,
                        gboolean has_mini_headers,
                        guint32 channel_caps)
{
  SumacWriter reply;

  peer->has_mini_headers = has_mini_headers;
  sumac_writer_init (&reply, 1024);
  sumac_write_bytes (&reply, "REDQ", 4);
  sumac_write_u32 (&reply, SPICE_VERSION_MAJOR);
  sumac_write_u32 (&reply, SPICE_VERSION_MINOR);
  sumac_write_u32 (&reply, REPLY_SIZE + 8);
  sumac_write_u32 (&reply, code);
  sumac_write_bytes (&reply, server->public_key, KEY_SIZE);
  sumac_write_u32 (&reply, 1);
  sumac_write_u32 (&reply, 1);
  sumac_write_u32 (&reply, REPLY_SIZE);
  sumac_write_u32 (&reply, SELECTION | TICKET | (has_mini_headers ? MINI : 0));
  sumac_write_u32 (&reply, channel_caps);
  test_peer_send_bytes (peer, reply.bytes, reply.size);
  sumac_writer_clear (&reply);
}

char *
test_server_receive_ticket (TestServer *server, TestPeer *peer)
{
  guint8 bytes[4 + TICKET_SIZE];
  guint8 plain[TICKET_SIZE];
  gsize size = sizeof plain;
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new (server->key, NULL);

  receive (peer, bytes, sizeof bytes);
  g_assert_cmpuint (bytes[0], ==, 1);
  EVP_PKEY_decrypt_init (context);
  EVP_PKEY_CTX_set_rsa_padding (context, RSA_PKCS1_OAEP_PADDING);
  g_assert_cmpint (EVP_PKEY_decrypt (context, plain, &size, bytes + 4, TICKET_SIZE), ==, 1);
  EVP_PKEY_CTX_free (context);
  return g_strndup ((const char *) plain, size);
}

void
test_server_send_result (TestPeer *peer, guint32 code)
{
  guint32 wire = GUINT32_TO_LE (code);

  test_peer_send_bytes (peer, &wire, sizeof wire);
}

TestPeer
test_server_link (TestServer *server, gboolean has_mini_headers, guint32 channel_caps)
{
  TestPeer peer = test_server_accept (server);

  test_server_receive_request (&peer);
  test_server_send_reply (server, &peer, SPICE_LINK_ERR_OK, has_mini_headers, channel_caps);
  g_free (test_server_receive_ticket (server, &peer));
  test_server_send_result (&peer, SPICE_LINK_ERR_OK);
  return peer;
}

static void
write_message (TestPeer *peer, SumacWriter *out, guint16 type, const void *body, gsize size)
{
  sumac_writer_init (out, size + 32);
  if (!peer->has_mini_headers)
    sumac_write_u64 (out, ++peer->serial);
  sumac_write_u16 (out, type);
  sumac_write_u32 (out, (guint32) size);
  if (!peer->has_mini_headers)
    sumac_write_u32 (out, 0);
  sumac_write_bytes (out, body, size);
}

void
test_peer_send (TestPeer *peer, guint16 type, const void *body, gsize size)
{
  SumacWriter out;

  write_message (peer, &out, type, body, size);
  test_peer_send_bytes (peer, out.bytes, out.size);
  sumac_writer_clear (&out);
}

gboolean
test_peer_try_send (TestPeer *peer, guint16 type, const void *body, gsize size)
{
  SumacWriter out;
  gssize n;

  write_message (peer, &out, type, body, size);
  n = send (peer->fd, out.bytes, out.size, MSG_NOSIGNAL | MSG_DONTWAIT);
  /* What went in part goes on. */
  if (n > 0 && (gsize) n < out.size)
    test_peer_send_bytes (peer, out.bytes + n, out.size - (gsize) n);
  sumac_writer_clear (&out);
  return n > 0;
}

void
test_peer_receive (TestPeer *peer, TestMessage *message)
{
  guint8 header[18] = { 0 };
  gsize size = peer->has_mini_headers ? 6 : 18;
  SumacReader reader = sumac_reader (header, size);

  receive (peer, header, size);
  if (!peer->has_mini_headers)
    sumac_read_u64 (&reader);
  message->type = sumac_read_u16 (&reader);
  message->size = sumac_read_u32 (&reader);

  g_autofree guint8 *body = g_malloc (MAX (message->size, 1));

  receive (peer, body, message->size);
  memcpy (message->body, body, MIN (message->size, sizeof message->body));
}

void
test_peer_expect (TestPeer *peer, guint16 type, const void *body, gsize size)
{
  TestMessage message;

  test_peer_receive (peer, &message);
  g_assert_cmpuint (message.type, ==, type);
  g_assert_cmpmem (message.body, (int) message.size, body, (int) size);
}

void
test_peer_expect_end (TestPeer *peer)
{
  guint8 byte;
  gssize n = recv (peer->fd, &byte, 1, 0);

  g_assert_cmpint (n, <=, 0);
  if (n < 0)
    g_assert_cmpint (errno, ==, ECONNRESET);
}
