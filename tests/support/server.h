/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A server that does what a test says, step by step, on a Unix socket in a folder of its own:
 * the test's thread plays it, while the channel lives on its own. Every step is bounded and
 * fails the test when the other side does not do its part. Thread: one. */

#pragma once

#include "net/address.h"

#define TEST_BOUND_MS 20000

typedef struct _TestServer TestServer;

/* One accepted connection. */
typedef struct
{
  int fd;
  gboolean has_mini_headers;
  guint64 serial; /* of the last message sent with a full header */
} TestPeer;

typedef struct
{
  guint32 connection_id;
  guint8 type;
  guint8 id;
  guint32 channel_caps; /* the first word of them */
} TestRequest;

typedef struct
{
  guint16 type;
  guint32 size;
  guint8 body[2048]; /* the beginning of it */
} TestMessage;

TestServer *test_server_new (void);
void test_server_free (TestServer *server);

/* Good as long as the server. */
const SumacAddress *test_server_get_address (TestServer *server);

/* The steps of a link. A peer with @common_caps = 0 speaks full headers. */
TestPeer test_server_accept (TestServer *server);
TestRequest test_server_receive_request (TestPeer *peer);
void test_server_send_reply (TestServer *server,
                             TestPeer *peer,
                             guint32 code,
                             gboolean has_mini_headers,
                             guint32 channel_caps);

/* The password that was in it, to be freed. */
char *test_server_receive_ticket (TestServer *server, TestPeer *peer);
void test_server_send_result (TestPeer *peer, guint32 code);

/* All of them, with success. */
TestPeer test_server_link (TestServer *server, gboolean has_mini_headers, guint32 channel_caps);

void test_peer_close (TestPeer *peer);
void test_peer_send_bytes (TestPeer *peer, const void *bytes, gsize size);
void test_peer_send (TestPeer *peer, guint16 type, const void *body, gsize size);

/* The same as long as the socket takes a whole message at once; FALSE when it is full. */
gboolean test_peer_try_send (TestPeer *peer, guint16 type, const void *body, gsize size);
void test_peer_receive (TestPeer *peer, TestMessage *message);

/* What comes next has that type and that body. */
void test_peer_expect (TestPeer *peer, guint16 type, const void *body, gsize size);

/* The other side has closed, and said nothing more. */
void test_peer_expect_end (TestPeer *peer);
