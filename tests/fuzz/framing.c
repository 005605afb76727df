/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Any bytes as a stream of messages, read twice: in one piece without a pause, and in small
 * pieces with a receiver that pauses. Both must tell the same. The first byte chooses mini or
 * full headers, the size of the pieces and how often the receiver pauses. */

#include "net/framing.h"

#include <sumac/error.h>

#include <spice/enums.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define LIMIT    (40u << 10) /* above what waits in the buffer */
#define MAX_SIZE (60u << 10) /* what a socket's buffer takes at once */

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

typedef struct
{
  guint pause_each; /* 0: never */
  guint n_messages;
  gsize n_bytes;
  guint64 sum;
  SumacStreamResult end;
  int error_code;
} Story;

static void
add_to_sum (Story *story, guint64 value)
{
  story->sum = (story->sum ^ value) * 1099511628211u;
}

static gboolean
receive (gpointer data, SumacMessage *message, gboolean is_sub, G_GNUC_UNUSED GError **error)
{
  static const guint8 zeros[16];
  Story *story = data;

  g_assert_cmpuint (message->size, <=, LIMIT);
  g_assert_cmpmem (message->body + message->size, 16, zeros, 16);
  add_to_sum (story, message->serial);
  add_to_sum (story, message->type);
  add_to_sum (story, message->size);
  add_to_sum (story, is_sub ? 1 : 0);
  for (guint32 i = 0; i < message->size; i++)
    add_to_sum (story, message->body[i]);
  story->n_bytes += message->size;
  sumac_message_free (message);
  story->n_messages++;
  return story->pause_each == 0 || story->n_messages % story->pause_each != 0;
}

/* Reads until there is no more for now; FALSE after the end or an error. */
static gboolean
read_all (SumacFraming *framing, SumacStream *stream, Story *story)
{
  g_autoptr (GError) error = NULL;

  do
    story->end = sumac_framing_read (framing, stream, receive, story, &error);
  while (story->end == SUMAC_STREAM_OK);

  if (story->end == SUMAC_STREAM_ERROR)
    {
      g_assert_cmpuint (error->domain, ==, SUMAC_ERROR);
      story->error_code = error->code;
    }
  else
    g_assert_no_error (error);
  return story->end == SUMAC_STREAM_AGAIN;
}

static Story
read_in_pieces (const uint8_t *data,
                size_t size,
                gboolean is_mini,
                size_t piece,
                guint pause_each)
{
  Story story = { .pause_each = pause_each, .end = SUMAC_STREAM_AGAIN };
  int fds[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
    return story;

  SumacMessagePool *pool = sumac_message_pool_new (64u << 10);
  SumacFraming *framing = sumac_framing_new (is_mini, LIMIT, pool);
  SumacStream *stream = sumac_stream_new_for_fd (fds[0]);
  gboolean goes_on = TRUE;

  sumac_stream_keep_descriptors (stream);
  sumac_framing_set_descriptor_type (framing, SPICE_MSG_DISPLAY_GL_SCANOUT_UNIX);
  for (size_t done = 0; done < size && goes_on; done += piece)
    {
      size_t n = MIN (piece, size - done);

      g_assert_cmpint (send (fds[1], data + done, n, MSG_NOSIGNAL), ==, (gssize) n);
      goes_on = read_all (framing, stream, &story);
    }
  close (fds[1]);
  if (goes_on)
    read_all (framing, stream, &story);

  sumac_framing_free (framing);
  sumac_message_pool_free (pool);
  sumac_stream_free (stream);
  return story;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  if (size < 1 || size > MAX_SIZE)
    return 0;

  gboolean is_mini = (data[0] & 1) != 0;
  guint pause_each = data[0] >> 1 & 3;
  /* Not so small that a long input means thousands of system calls. */
  size_t piece = MAX ((size_t) (data[0] >> 3) + 1, size / 64);
  Story whole = read_in_pieces (data + 1, size - 1, is_mini, MAX_SIZE, 0);
  Story parts = read_in_pieces (data + 1, size - 1, is_mini, piece, pause_each);

  g_assert_cmpuint (whole.n_messages, ==, parts.n_messages);
  g_assert_cmpuint (whole.sum, ==, parts.sum);
  g_assert_cmpint (whole.end, ==, parts.end);
  g_assert_cmpint (whole.error_code, ==, parts.error_code);
  /* Sub-messages never make more than their messages held. */
  g_assert_cmpuint (whole.n_bytes, <=, 2 * size);
  return 0;
}
