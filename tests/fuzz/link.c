/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Any bytes as the answers of a server: all of what it says during a link, and then closes;
 * and the same bytes as the body of a link reply alone. */

#include "net/link.h"

#include "core/thread.h"

#include <sumac/error.h>

#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_SIZE (64u << 10) /* what a socket's buffer takes at once */

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_reply (const SumacLinkReply *reply)
{
  g_assert_cmpuint (reply->common_caps.n_words, <=, SUMAC_MAX_CAP_WORDS);
  g_assert_cmpuint (reply->channel_caps.n_words, <=, SUMAC_MAX_CAP_WORDS);
}

static void
parse_body (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  const guint8 *key = NULL;
  SumacLinkReply reply;
  guint32 code;

  if (sumac_link_parse_reply (data, size, &code, &key, &reply, &error))
    {
      check_reply (&reply);
      g_assert_cmpuint ((gsize) (key - data), ==, 4);
      g_assert_no_error (error);
    }
  else
    g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL);
}

static void
link_with (const uint8_t *data, size_t size)
{
  const SumacLinkRequest request = { .channel_type = 1, .password = "x" };
  g_autoptr (GError) error = NULL;
  SumacLinkReply reply;
  int fds[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
    return;
  g_assert_cmpint (send (fds[1], data, size, MSG_NOSIGNAL), ==, (gssize) size);
  shutdown (fds[1], SHUT_WR);

  g_autoptr (SumacStream) stream = sumac_stream_new_for_fd (fds[0]);

  if (sumac_link (stream, &request, -1, sumac_clock_us () + 10 * G_USEC_PER_SEC, &reply,
                  &error))
    {
      check_reply (&reply);
      g_assert_no_error (error);
    }
  else
    {
      g_assert_cmpuint (error->domain, ==, SUMAC_ERROR);
      g_assert_cmpint (error->code, !=, SUMAC_ERROR_CONNECT);
      g_assert_cmpint (error->code, !=, SUMAC_ERROR_CANCELLED);
    }
  close (fds[1]);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  if (size > MAX_SIZE)
    return 0;
  parse_body (data, size);
  link_with (data, size);
  return 0;
}
