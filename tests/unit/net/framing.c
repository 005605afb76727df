/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "net/framing.h"

#include "core/limits.h"
#include "core/writer.h"

#include <sumac/error.h>

#include <spice/enums.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define LIMIT (300u << 10)

/* A framing with the peer's end of its stream, and what it delivered, written down: one line
 * a message, with a sum over its body. */
typedef struct
{
  SumacMessagePool *pool;
  SumacFraming *framing;
  SumacStream *stream;
  int peer;
  GString *story;
  guint n_messages;
  guint pause_each; /* the receiver pauses after each so many messages; 0: never */
  guint fail_at;    /* it fails at this one; 0: never */
} Bench;

static void
bench_open (Bench *bench, gboolean has_mini_headers)
{
  int fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, fds), ==, 0);
  *bench = (Bench){
    .pool = sumac_message_pool_new (1 << 20),
    .stream = sumac_stream_new_for_fd (fds[0]),
    .peer = fds[1],
    .story = g_string_new (NULL),
  };
  bench->framing = sumac_framing_new (has_mini_headers, LIMIT, bench->pool);
}

static void
bench_hang_up (Bench *bench)
{
  close (bench->peer);
  bench->peer = -1;
}

static void
bench_close (Bench *bench)
{
  sumac_framing_free (bench->framing);
  sumac_message_pool_free (bench->pool);
  sumac_stream_free (bench->stream);
  g_string_free (bench->story, TRUE);
  if (bench->peer >= 0)
    close (bench->peer);
}

static guint32
sum_up (const guint8 *bytes, gsize size)
{
  guint32 sum = 2166136261u;

  for (gsize i = 0; i < size; i++)
    sum = (sum ^ bytes[i]) * 16777619u;
  return sum;
}

static gboolean
note (gpointer data, SumacMessage *message, gboolean is_sub, GError **error)
{
  static const guint8 zeros[16];
  Bench *bench = data;

  g_assert_cmpmem (message->body + message->size, 16, zeros, 16);
  g_string_append_printf (bench->story, "%s%" G_GUINT64_FORMAT " type %u size %u sum %08x\n",
                          is_sub ? "  sub of " : "", message->serial, message->type,
                          message->size, sum_up (message->body, message->size));
  sumac_message_free (message);
  bench->n_messages++;

  if (bench->n_messages == bench->fail_at)
    {
      g_set_error_literal (error, SUMAC_ERROR, SUMAC_ERROR_SERVER, "enough");
      return FALSE;
    }
  return bench->pause_each == 0 || bench->n_messages % bench->pause_each != 0;
}

static SumacStreamResult
bench_read (Bench *bench, GError **error)
{
  return sumac_framing_read (bench->framing, bench->stream, note, bench, error);
}

/* Sends in pieces that a socket takes, and reads all that is there after each. */
static SumacStreamResult
bench_send (Bench *bench, const guint8 *bytes, gsize size, GError **error)
{
  SumacStreamResult result = SUMAC_STREAM_AGAIN;

  while (size > 0 && (result == SUMAC_STREAM_AGAIN || result == SUMAC_STREAM_OK))
    {
      gssize n = send (bench->peer, bytes, size, MSG_DONTWAIT | MSG_NOSIGNAL);

      g_assert_cmpint (n, >, 0);
      bytes += n;
      size -= (gsize) n;
      do
        result = bench_read (bench, error);
      while (result == SUMAC_STREAM_OK);
    }
  return result;
}

static void
add_message (SumacWriter *out, gboolean is_mini, guint16 type, guint32 size, guint32 sub_list)
{
  if (!is_mini)
    sumac_write_u64 (out, 0);
  sumac_write_u16 (out, type);
  sumac_write_u32 (out, size);
  if (!is_mini)
    sumac_write_u32 (out, sub_list);
}

static void
add_body (SumacWriter *out, guint32 size)
{
  for (guint32 i = 0; i < size; i++)
    sumac_write_u8 (out, (guint8) (i * 7 + size));
}

/* A body of two sub-messages and, behind them, their list: 4 + 6 + 3 + 6 + 0 + 10 bytes. */
#define LISTED_SIZE 29
#define LIST_AT     19

static void
add_listed_body (SumacWriter *out)
{
  sumac_write_u32 (out, 0xaabbccdd);
  sumac_write_u16 (out, 201);
  sumac_write_u32 (out, 3);
  sumac_write_bytes (out, "abc", 3);
  sumac_write_u16 (out, 202);
  sumac_write_u32 (out, 0);
  sumac_write_u16 (out, 2);
  sumac_write_u32 (out, 4);
  sumac_write_u32 (out, 13);
}

/* With mini headers: the list first, then what it names. 2 + 8 + 6 + 3 + 6 + 0 bytes. */
#define MINI_LIST_SIZE 25

static void
add_mini_list_body (SumacWriter *out)
{
  sumac_write_u16 (out, 2);
  sumac_write_u32 (out, 10);
  sumac_write_u32 (out, 19);
  sumac_write_u16 (out, 201);
  sumac_write_u32 (out, 3);
  sumac_write_bytes (out, "abc", 3);
  sumac_write_u16 (out, 202);
  sumac_write_u32 (out, 0);
}

static void
add_list_message (SumacWriter *out, gboolean is_mini)
{
  if (is_mini)
    {
      add_message (out, TRUE, SPICE_MSG_LIST, MINI_LIST_SIZE, 0);
      add_mini_list_body (out);
    }
  else
    {
      add_message (out, FALSE, 150, LISTED_SIZE, LIST_AT);
      add_listed_body (out);
    }
}

static const guint32 small_sizes[] = { 0, 1, 40, 0, 300 };

static void
write_small_stream (SumacWriter *out, gboolean is_mini)
{
  sumac_writer_init (out, 1 << 20);
  for (gsize i = 0; i < G_N_ELEMENTS (small_sizes); i++)
    {
      add_message (out, is_mini, (guint16) (100 + i), small_sizes[i], 0);
      add_body (out, small_sizes[i]);
    }
  add_list_message (out, is_mini);
  add_message (out, is_mini, 110, 2, 0);
  add_body (out, 2);
}

/* What must be told of that stream, however it is cut. */
static char *
expect_small_stream (gboolean is_mini)
{
  GString *story = g_string_new (NULL);
  SumacWriter body;

  sumac_writer_init (&body, 1 << 10);
  for (gsize i = 0; i < G_N_ELEMENTS (small_sizes); i++)
    {
      body.size = 0;
      add_body (&body, small_sizes[i]);
      g_string_append_printf (story, "%u type %u size %u sum %08x\n", (guint) i + 1,
                              (guint) i + 100, small_sizes[i], sum_up (body.bytes, body.size));
    }
  g_string_append_printf (story, "  sub of 6 type 201 size 3 sum %08x\n",
                          sum_up ((const guint8 *) "abc", 3));
  g_string_append_printf (story, "  sub of 6 type 202 size 0 sum %08x\n", sum_up (NULL, 0));
  body.size = 0;
  if (is_mini)
    add_mini_list_body (&body);
  else
    add_listed_body (&body);
  g_string_append_printf (story, "6 type %u size %u sum %08x\n", is_mini ? SPICE_MSG_LIST : 150,
                          (guint) body.size, sum_up (body.bytes, body.size));
  body.size = 0;
  add_body (&body, 2);
  g_string_append_printf (story, "7 type 110 size 2 sum %08x\n", sum_up (body.bytes, 2));
  sumac_writer_clear (&body);
  return g_string_free (story, FALSE);
}

static void
test_every_cut (gconstpointer data)
{
  gboolean is_mini = GPOINTER_TO_INT (data);
  g_autofree char *expected = expect_small_stream (is_mini);
  SumacWriter bytes;

  write_small_stream (&bytes, is_mini);
  for (gsize cut = 0; cut <= bytes.size; cut++)
    {
      g_autoptr (GError) error = NULL;
      Bench bench;

      bench_open (&bench, is_mini);
      bench_send (&bench, bytes.bytes, cut, &error);
      bench_send (&bench, bytes.bytes + cut, bytes.size - cut, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (bench.story->str, ==, expected);
      g_assert_cmpuint (sumac_framing_bytes (bench.framing), ==, bytes.size);

      bench_hang_up (&bench);
      g_assert_cmpint (bench_read (&bench, &error), ==, SUMAC_STREAM_END);
      g_assert_no_error (error);
      bench_close (&bench);
    }
  sumac_writer_clear (&bytes);
}

static void
test_byte_by_byte (gconstpointer data)
{
  gboolean is_mini = GPOINTER_TO_INT (data);
  g_autofree char *expected = expect_small_stream (is_mini);
  g_autoptr (GError) error = NULL;
  SumacWriter bytes;
  Bench bench;

  write_small_stream (&bytes, is_mini);
  bench_open (&bench, is_mini);
  for (gsize i = 0; i < bytes.size; i++)
    bench_send (&bench, bytes.bytes + i, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (bench.story->str, ==, expected);
  bench_close (&bench);
  sumac_writer_clear (&bytes);
}

/* After each number of messages the receiver pauses, in the midst of lists too. */
static void
test_pauses (gconstpointer data)
{
  gboolean is_mini = GPOINTER_TO_INT (data);
  g_autofree char *expected = expect_small_stream (is_mini);
  SumacWriter bytes;

  write_small_stream (&bytes, is_mini);
  for (guint each = 1; each < 10; each++)
    {
      g_autoptr (GError) error = NULL;
      Bench bench;

      bench_open (&bench, is_mini);
      bench.pause_each = each;
      g_assert_cmpint (send (bench.peer, bytes.bytes, bytes.size, 0), ==, (gssize) bytes.size);
      bench_hang_up (&bench);
      for (guint n = each; n < 9; n += each)
        {
          g_assert_cmpint (bench_read (&bench, &error), ==, SUMAC_STREAM_OK);
          g_assert_cmpuint (bench.n_messages, ==, n);
        }
      while (bench_read (&bench, &error) == SUMAC_STREAM_OK)
        continue;
      g_assert_no_error (error);
      g_assert_cmpstr (bench.story->str, ==, expected);
      bench_close (&bench);
    }
  sumac_writer_clear (&bytes);
}

static void
test_error_of_the_receiver (void)
{
  SumacWriter bytes;
  Bench bench;

  write_small_stream (&bytes, TRUE);
  bench_open (&bench, TRUE);
  bench.fail_at = 2;
  g_assert_cmpint (send (bench.peer, bytes.bytes, bytes.size, 0), ==, (gssize) bytes.size);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (bench_read (&bench, &error), ==, SUMAC_STREAM_ERROR);
      g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_SERVER);
      g_assert_cmpuint (bench.n_messages, ==, 2);
    }
  bench_close (&bench);
  sumac_writer_clear (&bytes);
}

static void
test_end_inside (gconstpointer data)
{
  gboolean is_mini = GPOINTER_TO_INT (data);
  SumacWriter bytes;

  sumac_writer_init (&bytes, 1 << 20);
  add_message (&bytes, is_mini, 100, 40000, 0);
  add_body (&bytes, 40000);
  for (gsize cut = 0; cut < bytes.size; cut += cut < 100 ? 1 : 4999)
    {
      g_autoptr (GError) error = NULL;
      Bench bench;

      bench_open (&bench, is_mini);
      bench_send (&bench, bytes.bytes, cut, &error);
      bench_hang_up (&bench);
      if (cut == 0)
        {
          g_assert_cmpint (bench_read (&bench, &error), ==, SUMAC_STREAM_END);
          g_assert_no_error (error);
        }
      else
        {
          g_assert_cmpint (bench_read (&bench, &error), ==, SUMAC_STREAM_ERROR);
          g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_LOST);
        }
      g_assert_cmpuint (bench.n_messages, ==, 0);
      bench_close (&bench);
    }
  sumac_writer_clear (&bytes);
}

/* Around what waits in the buffer, the buffer itself and the limit. */
static void
test_large_bodies (gconstpointer data)
{
  static const guint32 sizes[] = {
    16383, 16384, 16385, 65536, 262137, 262138, 262143, 262144, 262145, LIMIT - 1, LIMIT,
  };
  gboolean is_mini = GPOINTER_TO_INT (data);
  g_autoptr (GString) expected = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  SumacWriter bytes;
  SumacWriter body;
  Bench bench;

  sumac_writer_init (&bytes, 64 << 20);
  sumac_writer_init (&body, 64 << 20);
  for (guint i = 0; i < 2 * G_N_ELEMENTS (sizes); i++)
    {
      guint32 size = i % 2 ? 5 : sizes[i / 2];

      add_message (&bytes, is_mini, 100, size, 0);
      add_body (&bytes, size);
      body.size = 0;
      add_body (&body, size);
      g_string_append_printf (expected, "%u type 100 size %u sum %08x\n", i + 1, size,
                              sum_up (body.bytes, size));
    }

  bench_open (&bench, is_mini);
  bench_send (&bench, bytes.bytes, bytes.size, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (bench.story->str, ==, expected->str);
  g_assert_cmpuint (sumac_framing_bytes (bench.framing), ==, bytes.size);
  bench_close (&bench);
  sumac_writer_clear (&bytes);
  sumac_writer_clear (&body);
}

static void
test_limit (gconstpointer data)
{
  static const guint32 sizes[] = { LIMIT + 1, 0x7fffffff, G_MAXUINT32 };
  gboolean is_mini = GPOINTER_TO_INT (data);

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *figure = g_strdup_printf ("%u", sizes[i]);
      SumacWriter bytes;
      Bench bench;

      sumac_writer_init (&bytes, 1 << 20);
      add_message (&bytes, is_mini, 100, sizes[i], 0);
      bench_open (&bench, is_mini);
      g_assert_cmpint (bench_send (&bench, bytes.bytes, bytes.size, &error), ==,
                       SUMAC_STREAM_ERROR);
      g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_LIMIT);
      g_assert_nonnull (strstr (error->message, figure));
      bench_close (&bench);
      sumac_writer_clear (&bytes);
    }
}

/* One list message with a field overwritten; refused, and nothing of it delivered. */
static void
assert_list_refused (gboolean is_mini,
                     guint32 size,
                     guint32 sub_list,
                     gsize at,
                     guint32 value,
                     gsize width)
{
  g_autoptr (GError) error = NULL;
  SumacWriter bytes;
  Bench bench;

  sumac_writer_init (&bytes, 1 << 20);
  add_message (&bytes, is_mini, is_mini ? SPICE_MSG_LIST : 150, size, sub_list);

  gsize header = bytes.size;

  if (is_mini)
    add_mini_list_body (&bytes);
  else
    add_listed_body (&bytes);

  guint8 *field = bytes.bytes + header + at;

  for (gsize i = 0; i < width; i++)
    field[i] = (guint8) (value >> 8 * i);

  bench_open (&bench, is_mini);
  g_assert_cmpint (bench_send (&bench, bytes.bytes, header + size, &error), ==,
                   SUMAC_STREAM_ERROR);
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL);
  g_assert_cmpuint (bench.n_messages, ==, 0);
  bench_close (&bench);
  sumac_writer_clear (&bytes);
}

static void
test_broken_mini_lists (void)
{
  /* clang-format off */
  static const struct { gsize at; guint32 value; gsize width; } cases[] = {
    {  0, 3,          2 }, /* a third offset that reads as nonsense */
    {  0, 6,          2 }, /* more offsets than the body holds */
    {  0, 0xffff,     2 },
    {  2, 0,          4 },
    {  2, 20,         4 }, /* the header does not fit */
    {  2, 25,         4 },
    {  2, 26,         4 },
    {  2, 0xffffffff, 4 },
    {  6, 0,          4 },
    {  6, 24,         4 },
    {  6, 0x80000000, 4 },
    {  6, 10,         4 }, /* both are the same one */
    {  6, 15,         4 }, /* the header of the first is not over where the second begins */
  };

  /* clang-format on */

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_list_refused (TRUE, MINI_LIST_SIZE, 0, cases[i].at, cases[i].value, cases[i].width);
  for (guint32 size = 0; size < MINI_LIST_SIZE; size++)
    assert_list_refused (TRUE, size, 0, 0, 2, 2);
}

static void
test_broken_full_lists (void)
{
  static const guint32 places[] = { 20, 28, 29, 30, 0x80000000, 0xffffffff };

  /* clang-format off */
  static const struct { gsize at; guint32 value; gsize width; } cases[] = {
    { LIST_AT,     3,          2 },
    { LIST_AT,     0xffff,     2 },
    { LIST_AT + 2, 0,          4 },
    { LIST_AT + 2, 29,         4 },
    { LIST_AT + 2, 24,         4 },
    { LIST_AT + 2, 0xffffffff, 4 },
    { LIST_AT + 6, 30,         4 },
    { LIST_AT + 6, 17,         4 }, /* the list begins within the header of the second */
  };

  /* clang-format on */

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    assert_list_refused (FALSE, LISTED_SIZE, places[i], 0, 0, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_list_refused (FALSE, LISTED_SIZE, LIST_AT, cases[i].at, cases[i].value,
                         cases[i].width);
  for (guint32 size = 0; size < LISTED_SIZE; size++)
    assert_list_refused (FALSE, size, LIST_AT, 0, 0, 0);
}

/* Servers write the size of their own form of a sub-message, which is larger: it is cut where
 * the next one begins, or the list, or the message ends. */
static void
test_sizes_are_bounds (void)
{
  static const guint32 sizes[] = { 3, 4, 9, 24, 0x80000000, 0xffffffff };
  static const gsize first[] = { 6, 12 }; /* places of their size fields, full and mini */
  static const gsize second[] = { 15, 21 };

  for (guint is_mini = 0; is_mini < 2; is_mini++)
    for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
      {
        g_autoptr (GError) error = NULL;
        SumacWriter bytes;
        Bench bench;

        sumac_writer_init (&bytes, 1 << 20);
        add_list_message (&bytes, is_mini);

        guint8 *body = bytes.bytes + bytes.size - (is_mini ? MINI_LIST_SIZE : LISTED_SIZE);

        for (gsize k = 0; k < 4; k++)
          {
            body[first[is_mini] + k] = (guint8) (sizes[i] >> 8 * k);
            body[second[is_mini] + k] = (guint8) (sizes[i] >> 8 * k);
          }
        bench_open (&bench, is_mini);
        bench_send (&bench, bytes.bytes, bytes.size, &error);
        g_assert_no_error (error);
        g_assert_cmpuint (bench.n_messages, ==, 3);
        g_assert_nonnull (strstr (bench.story->str, "type 201 size 3 "));
        g_assert_nonnull (strstr (bench.story->str, "type 202 size 0 "));
        bench_close (&bench);
        sumac_writer_clear (&bytes);
      }
}

static void
test_too_many_sub_messages (void)
{
  const guint32 n = SUMAC_MAX_SUB_MESSAGES + 1;

  for (guint32 less = 0; less < 2; less++)
    {
      g_autoptr (GError) error = NULL;
      SumacWriter bytes;
      Bench bench;

      sumac_writer_init (&bytes, 1 << 20);
      add_message (&bytes, TRUE, SPICE_MSG_LIST, 2 + 10 * (n - less), 0);
      sumac_write_u16 (&bytes, (guint16) (n - less));
      for (guint32 i = 0; i < n - less; i++)
        sumac_write_u32 (&bytes, 2 + 4 * (n - less) + 6 * i);
      for (guint32 i = 0; i < n - less; i++)
        {
          sumac_write_u16 (&bytes, 101);
          sumac_write_u32 (&bytes, 0);
        }
      bench_open (&bench, TRUE);
      bench_send (&bench, bytes.bytes, bytes.size, &error);
      if (less)
        g_assert_no_error (error);
      else
        g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL);
      g_assert_cmpuint (bench.n_messages, ==, less ? n : 0);
      bench_close (&bench);
      sumac_writer_clear (&bytes);
    }
}

/* A small message whose offsets all name one body would otherwise become gigabytes. */
static void
test_no_amplification (void)
{
  const guint32 n = SUMAC_MAX_SUB_MESSAGES;
  const guint32 body = 10000;
  g_autoptr (GError) error = NULL;
  SumacWriter bytes;
  Bench bench;

  sumac_writer_init (&bytes, 1 << 20);
  add_message (&bytes, TRUE, SPICE_MSG_LIST, 2 + 4 * n + 6 + body, 0);
  sumac_write_u16 (&bytes, (guint16) n);
  for (guint32 i = 0; i < n; i++)
    sumac_write_u32 (&bytes, 2 + 4 * n);
  sumac_write_u16 (&bytes, 101);
  sumac_write_u32 (&bytes, body);
  add_body (&bytes, body);

  bench_open (&bench, TRUE);
  g_assert_cmpint (bench_send (&bench, bytes.bytes, bytes.size, &error), ==,
                   SUMAC_STREAM_ERROR);
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL);
  g_assert_cmpuint (bench.n_messages, ==, 0);
  bench_close (&bench);
  sumac_writer_clear (&bytes);
}

/* An empty list, and a list within a list, which is no more than a message of that type. */
static void
test_lists_are_not_nested (void)
{
  g_autoptr (GError) error = NULL;
  SumacWriter bytes;
  Bench bench;

  sumac_writer_init (&bytes, 1 << 20);
  add_message (&bytes, TRUE, SPICE_MSG_LIST, 2, 0);
  sumac_write_u16 (&bytes, 0);
  add_message (&bytes, TRUE, SPICE_MSG_LIST, 14, 0);
  sumac_write_u16 (&bytes, 1);
  sumac_write_u32 (&bytes, 6);
  sumac_write_u16 (&bytes, SPICE_MSG_LIST);
  sumac_write_u32 (&bytes, 2);
  sumac_write_u16 (&bytes, 0xffff);

  bench_open (&bench, TRUE);
  bench_send (&bench, bytes.bytes, bytes.size, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (bench.n_messages, ==, 3);
  g_assert_nonnull (strstr (bench.story->str, "  sub of 2 type 8 size 2 "));
  bench_close (&bench);
  sumac_writer_clear (&bytes);
}

static void
test_headers_out (void)
{
  static const guint8 mini[] = { 3, 1, 4, 0, 0, 0, 5, 0, 0, 0, 0, 0 };
  static const guint8 full[] = {
    1, 0, 0, 0, 0, 0, 0, 0, 3, 1, 4, 0, 0, 0, 0, 0, 0, 0, /**/
    2, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, /**/
  };

  for (guint is_mini = 0; is_mini < 2; is_mini++)
    {
      SumacFraming *framing = sumac_framing_new (is_mini == 1, LIMIT, NULL);
      SumacWriter out;

      sumac_writer_init (&out, 100);
      sumac_framing_write_header (framing, &out, 0x103, 4);
      sumac_framing_write_header (framing, &out, 5, 0);
      if (is_mini)
        g_assert_cmpmem (out.bytes, (int) out.size, mini, sizeof mini);
      else
        g_assert_cmpmem (out.bytes, (int) out.size, full, sizeof full);
      sumac_writer_clear (&out);
      sumac_framing_free (framing);
    }
}

/* Freed with a message half read, and with one half delivered. */
static void
test_free_in_the_midst (void)
{
  g_autoptr (GError) error = NULL;
  SumacWriter bytes;
  Bench bench;

  sumac_writer_init (&bytes, 1 << 20);
  add_list_message (&bytes, TRUE);
  bench_open (&bench, TRUE);
  bench.pause_each = 1;
  g_assert_cmpint (send (bench.peer, bytes.bytes, bytes.size, 0), ==, (gssize) bytes.size);
  g_assert_cmpint (bench_read (&bench, &error), ==, SUMAC_STREAM_OK);
  g_assert_cmpuint (bench.n_messages, ==, 1);
  bench_close (&bench);

  bytes.size = 0;
  add_message (&bytes, TRUE, 100, LIMIT, 0);
  bench_open (&bench, TRUE);
  g_assert_cmpint (bench_send (&bench, bytes.bytes, bytes.size, &error), ==,
                   SUMAC_STREAM_AGAIN);
  bench_close (&bench);
  g_assert_no_error (error);
  sumac_writer_clear (&bytes);
  sumac_framing_free (NULL);
}

#define WITH_FILE 320

/* What came with each message of the type: the pipe's number, or -1. */
typedef struct
{
  ino_t pipes[3]; /* as files are told apart */
  gint seen[5];
  guint n_seen;
} Files;

static gboolean
note_file (gpointer data, SumacMessage *message, gboolean is_sub, GError **error G_GNUC_UNUSED)
{
  Files *files = data;
  struct stat facts = { 0 };
  gint which = -1;

  g_assert_false (is_sub);
  if (message->descriptor >= 0)
    g_assert_cmpint (fstat (message->descriptor, &facts), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (files->pipes); i++)
    if (message->descriptor >= 0 && facts.st_ino == files->pipes[i])
      which = (gint) i;
  files->seen[files->n_seen++] = message->type == WITH_FILE ? which : 100;
  sumac_message_free (message);
  return TRUE;
}

/* One byte, and a file with it unless @fd is negative. */
static void
send_byte (int peer, int fd)
{
  guint8 byte = 0;
  guint8 control[CMSG_SPACE (sizeof (int))] = { 0 };
  struct iovec part = { .iov_base = &byte, .iov_len = 1 };
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };

  if (fd >= 0)
    {
      message.msg_control = control;
      message.msg_controllen = sizeof control;

      struct cmsghdr *head = CMSG_FIRSTHDR (&message);

      head->cmsg_level = SOL_SOCKET;
      head->cmsg_type = SCM_RIGHTS;
      head->cmsg_len = CMSG_LEN (sizeof (int));
      memcpy (CMSG_DATA (head), &fd, sizeof (int));
    }
  g_assert_cmpint (sendmsg (peer, &message, 0), ==, 1);
}

static void
send_message (int peer, guint16 type)
{
  SumacWriter bytes;

  sumac_writer_init (&bytes, 1000);
  add_message (&bytes, TRUE, type, 20, 0);
  for (guint i = 0; i < 20; i++)
    sumac_write_u8 (&bytes, 0);
  g_assert_cmpint (send (peer, bytes.bytes, bytes.size, 0), ==, (gssize) bytes.size);
  sumac_writer_clear (&bytes);
}

/* Each file belongs to the byte that it came with, however far ahead was read; one that nobody
 * asks for, and those of a flood, are closed with the rest. */
static void
test_descriptors (void)
{
  g_autoptr (GError) error = NULL;
  Files files = { 0 };
  int pipes[3][2];
  Bench bench;
  guint8 byte;

  bench_open (&bench, TRUE);
  sumac_stream_keep_descriptors (bench.stream);
  sumac_framing_set_descriptor_type (bench.framing, WITH_FILE);
  for (guint i = 0; i < 3; i++)
    {
      struct stat facts;

      g_assert_cmpint (pipe (pipes[i]), ==, 0);
      g_assert_cmpint (fstat (pipes[i][1], &facts), ==, 0);
      files.pipes[i] = facts.st_ino;
    }

  send_message (bench.peer, WITH_FILE);
  send_byte (bench.peer, pipes[0][1]);
  send_message (bench.peer, WITH_FILE);
  send_byte (bench.peer, -1);
  send_message (bench.peer, 100);
  send_message (bench.peer, WITH_FILE);
  send_byte (bench.peer, pipes[1][1]);
  send_message (bench.peer, 100);
  g_assert_cmpint (send (bench.peer, "\x64\0\xff\0\0", 6, 0), ==, 6);
  for (guint i = 0; i < 40; i++)
    send_byte (bench.peer, pipes[2][1]); /* a body that never ends, with a file each byte */

  while (sumac_framing_read (bench.framing, bench.stream, note_file, &files, &error) ==
         SUMAC_STREAM_OK)
    ;
  g_assert_no_error (error);
  g_assert_cmpuint (files.n_seen, ==, 5);
  g_assert_cmpint (files.seen[0], ==, 0);
  g_assert_cmpint (files.seen[1], ==, -1);
  g_assert_cmpint (files.seen[2], ==, 100);
  g_assert_cmpint (files.seen[3], ==, 1);
  g_assert_cmpint (files.seen[4], ==, 100);

  bench_close (&bench);
  for (guint i = 0; i < 3; i++)
    {
      close (pipes[i][1]);
      g_assert_cmpint (read (pipes[i][0], &byte, 1), ==, 0); /* nobody holds the other end */
      close (pipes[i][0]);
    }
}

int
main (int argc, char **argv)
{
  /* clang-format off */
  static const struct
  {
    const char *name;
    void (*run) (gconstpointer is_mini);
  } both[] = {
    { "every-cut-gives-the-same-messages",       test_every_cut    },
    { "byte-by-byte-gives-the-same-messages",    test_byte_by_byte },
    { "pauses-lose-and-repeat-nothing",          test_pauses       },
    { "end-inside-a-message-is-a-loss",          test_end_inside   },
    { "large-bodies-arrive-whole",               test_large_bodies },
    { "body-over-the-limit-is-refused",          test_limit        },
  };

  /* clang-format on */

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (both); i++)
    {
      g_autofree char *full = g_strconcat ("/framing/full/", both[i].name, NULL);
      g_autofree char *mini = g_strconcat ("/framing/mini/", both[i].name, NULL);

      g_test_add_data_func (full, GINT_TO_POINTER (FALSE), both[i].run);
      g_test_add_data_func (mini, GINT_TO_POINTER (TRUE), both[i].run);
    }
  g_test_add_func ("/framing/error-of-the-receiver-is-for-good", test_error_of_the_receiver);
  g_test_add_func ("/framing/broken-mini-list-is-refused-whole", test_broken_mini_lists);
  g_test_add_func ("/framing/broken-full-list-is-refused-whole", test_broken_full_lists);
  g_test_add_func ("/framing/sizes-of-sub-messages-are-bounds", test_sizes_are_bounds);
  g_test_add_func ("/framing/too-many-sub-messages-are-refused", test_too_many_sub_messages);
  g_test_add_func ("/framing/sub-messages-fit-side-by-side", test_no_amplification);
  g_test_add_func ("/framing/lists-are-not-nested", test_lists_are_not_nested);
  g_test_add_func ("/framing/headers-out-count-from-one", test_headers_out);
  g_test_add_func ("/framing/free-in-the-midst", test_free_in_the_midst);
  g_test_add_func ("/framing/files-belong-to-their-byte", test_descriptors);
  return g_test_run ();
}
