/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "net/framing.h"

#include "core/limits.h"
#include "core/writer.h"

#include <sumac/error.h>

#include <glib/gi18n-lib.h>
#include <spice/enums.h>
#include <string.h>

#define BUFFER_BYTES (256u << 10)

/* A body up to this size waits in the buffer until it is whole, together with what follows
 * it; a larger one that is not all there is read on into its message. */
#define SMALL_BODY (16u << 10)

#define LIST_HEAD  2 /* bytes of a list's count, of each offset, of a sub-message's header */
#define LIST_ENTRY 4
#define SUB_HEADER 6

typedef struct
{
  gsize size; /* of the header itself */
  guint16 type;
  guint32 body_size;
  guint32 sub_list;
} Header;

typedef struct
{
  guint16 type;
  guint32 size;
  const guint8 *body;
} Sub;

typedef struct
{
  SumacFramingFunc func;
  gpointer data;
  SumacStream *stream;
} Receiver;

typedef enum
{
  STEP_ON,     /* there may be more in the buffer */
  STEP_DRY,    /* more must be read */
  STEP_PAUSED, /* the receiver wants no more for now */
  STEP_FAILED,
} Step;

/* At any moment one of: no message begun; @message partly read (@n_body < its size); @message
 * whole and being delivered (is_listed once its list has been checked), which a receiver may
 * interrupt before each sub-message and before the message itself. */
struct _SumacFraming
{
  gboolean has_mini_headers;
  guint32 max_message_bytes;
  guint16 descriptor_type;
  SumacMessagePool *pool;
  guint64 serial_in;
  guint64 serial_out;
  guint64 n_bytes;
  GError *fault; /* what ended the reading for good */

  guint8 *buffer;
  gsize begin; /* the unparsed bytes of the buffer */
  gsize end;

  SumacMessage *message;
  gsize n_body;
  guint32 sub_list;
  gboolean is_listed;
  SumacReader offsets; /* of all sub-messages */
  guint n_offsets;
  SumacReader list; /* at the next of them */
  guint n_subs;     /* left */
};

SumacFraming *
sumac_framing_new (gboolean has_mini_headers, guint32 max_message_bytes, SumacMessagePool *pool)
{
  SumacFraming *framing = g_new0 (SumacFraming, 1);

  framing->has_mini_headers = has_mini_headers;
  framing->max_message_bytes = max_message_bytes;
  framing->pool = pool;
  framing->buffer = g_malloc (BUFFER_BYTES);
  return framing;
}

void
sumac_framing_set_descriptor_type (SumacFraming *framing, guint16 type)
{
  framing->descriptor_type = type;
}

void
sumac_framing_free (SumacFraming *framing)
{
  if (!framing)
    return;
  sumac_message_free (framing->message);
  g_clear_error (&framing->fault);
  g_free (framing->buffer);
  g_free (framing);
}

static SumacMessage *
new_message (SumacFraming *framing, guint16 type, guint32 size, GError **error)
{
  SumacMessage *message = sumac_message_new (framing->pool, size);

  if (!message)
    {
      g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_LIMIT,
                   _ ("There is no memory for a message of %u bytes from the server."), size);
      return NULL;
    }
  message->type = type;
  message->serial = framing->serial_in;
  return message;
}

/* Where a sub-message at @offset ends at the latest: at the next one, at their list, or with
 * the message. */
static gsize
find_end (const SumacFraming *framing, guint32 offset)
{
  SumacReader list = framing->offsets;
  gsize end = framing->sub_list > offset ? framing->sub_list : framing->message->size;

  for (guint i = 0; i < framing->n_offsets; i++)
    {
      guint32 other = sumac_read_u32 (&list);

      if (other > offset)
        end = MIN (end, other);
    }
  return end;
}

/* The offset is followed, and all of the sub-message proven to be there. Its size is no more
 * than a bound: servers write there how large their own form of the message is. */
static Sub
read_sub (const SumacFraming *framing, SumacReader *list)
{
  guint32 offset = sumac_read_u32 (list);
  gsize end = find_end (framing, offset);
  SumacReader at = sumac_reader_at (list, offset);
  Sub sub = { 0 };

  sub.type = sumac_read_u16 (&at);
  sub.size = sumac_read_u32 (&at);
  if (end < (gsize) offset + SUB_HEADER)
    sumac_reader_spoil (&at);
  else
    sub.size = (guint32) MIN (sub.size, end - offset - SUB_HEADER);
  sub.body = sumac_read_bytes (&at, sub.size);
  if (!sumac_reader_ok (&at))
    sumac_reader_spoil (list);
  return sub;
}

/* Sub-messages must fit into their message side by side: offsets that all name one large
 * body would turn a small message into gigabytes. */
static gboolean
check_list (const SumacFraming *framing)
{
  SumacReader list = framing->offsets;
  gsize size = framing->message->size;
  gsize needed = LIST_HEAD + (gsize) framing->n_offsets * LIST_ENTRY;

  for (guint i = 0; i < framing->n_offsets && needed <= size && sumac_reader_ok (&list); i++)
    needed += SUB_HEADER + read_sub (framing, &list).size;
  return needed <= size && sumac_reader_ok (&list);
}

/* Looks for a list in the whole message, and checks all of it before anything is delivered. */
static gboolean
open_list (SumacFraming *framing, GError **error)
{
  SumacReader body = sumac_message_reader (framing->message);
  SumacReader list = body;

  framing->is_listed = TRUE;
  framing->n_subs = 0;
  if (framing->sub_list != 0)
    list = sumac_reader_at (&body, framing->sub_list);
  else if (!framing->has_mini_headers || framing->message->type != SPICE_MSG_LIST)
    return TRUE;

  framing->n_offsets = sumac_read_u16 (&list);
  framing->offsets = list;
  if (framing->n_offsets > SUMAC_MAX_SUB_MESSAGES ||
      !sumac_reader_has (&list, framing->n_offsets, LIST_ENTRY) || !check_list (framing))
    return sumac_reader_fail (&list, "list of messages", error);
  framing->list = list;
  framing->n_subs = framing->n_offsets;
  return TRUE;
}

static Step
hand_over (const Receiver *receiver, SumacMessage *message, gboolean is_sub, GError **error)
{
  GError *refusal = NULL;

  if (receiver->func (receiver->data, message, is_sub, &refusal))
    return STEP_ON;
  if (!refusal)
    return STEP_PAUSED;
  g_propagate_error (error, refusal);
  return STEP_FAILED;
}

static Step
deliver_sub (SumacFraming *framing, const Receiver *receiver, GError **error)
{
  Sub sub = read_sub (framing, &framing->list);
  SumacMessage *message = new_message (framing, sub.type, sub.size, error);

  if (!message)
    return STEP_FAILED;
  message->is_sub = TRUE;
  if (sub.size > 0)
    memcpy (message->body, sub.body, sub.size);
  framing->n_subs--;
  return hand_over (receiver, message, TRUE, error);
}

/* The message that has been begun, if it is whole: its list, then itself. */
static Step
deliver (SumacFraming *framing, const Receiver *receiver, GError **error)
{
  if (!framing->message)
    return STEP_ON;
  if (framing->n_body < framing->message->size)
    return STEP_DRY;
  if (!framing->is_listed && !open_list (framing, error))
    return STEP_FAILED;

  while (framing->n_subs > 0)
    {
      Step step = deliver_sub (framing, receiver, error);

      if (step != STEP_ON)
        return step;
    }
  framing->is_listed = FALSE;
  return hand_over (receiver, g_steal_pointer (&framing->message), FALSE, error);
}

static gboolean
parse_header (const SumacFraming *framing, Header *header)
{
  gsize buffered = framing->end - framing->begin;
  SumacReader reader = sumac_reader (framing->buffer + framing->begin, buffered);

  *header = (Header){ 0 };
  if (!framing->has_mini_headers)
    /* The server counts as we do. */
    sumac_read_u64 (&reader);
  header->type = sumac_read_u16 (&reader);
  header->body_size = sumac_read_u32 (&reader);
  if (!framing->has_mini_headers)
    header->sub_list = sumac_read_u32 (&reader);
  header->size = buffered - sumac_reader_left (&reader);
  return sumac_reader_ok (&reader);
}

/* The byte behind the message, which is buffered. */
static int
take_descriptor (SumacFraming *framing, SumacStream *stream)
{
  guint64 position = sumac_stream_position (stream) - (framing->end - framing->begin);

  framing->begin++;
  return sumac_stream_take_descriptor (stream, position);
}

/* Begins the next message with what is buffered of it. */
static Step
begin_message (SumacFraming *framing, SumacStream *stream, GError **error)
{
  Header header;

  if (!parse_header (framing, &header))
    return STEP_DRY;

  gboolean has_descriptor = header.type == framing->descriptor_type && header.type != 0;
  guint32 limit = has_descriptor ? MIN (SMALL_BODY, framing->max_message_bytes)
                                 : framing->max_message_bytes;

  if (header.body_size > limit)
    {
      g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_LIMIT,
                   _ ("The server sent a message of %u bytes, but at most %u are accepted."),
                   header.body_size, limit);
      return STEP_FAILED;
    }

  gsize buffered = framing->end - framing->begin - header.size;
  gsize needed = header.body_size + (has_descriptor ? 1 : 0);

  if (needed > buffered && header.body_size <= SMALL_BODY)
    return STEP_DRY;

  framing->serial_in++;
  framing->message = new_message (framing, header.type, header.body_size, error);
  if (!framing->message)
    return STEP_FAILED;

  framing->n_body = MIN (header.body_size, buffered);
  framing->sub_list = header.sub_list;
  memcpy (framing->message->body, framing->buffer + framing->begin + header.size,
          framing->n_body);
  framing->begin += header.size + framing->n_body;
  if (has_descriptor)
    framing->message->descriptor = take_descriptor (framing, stream);
  return STEP_ON;
}

/* Each round takes at least a header from the buffer. */
static Step
deliver_buffered (SumacFraming *framing, const Receiver *receiver, GError **error)
{
  Step step = STEP_ON;

  while (step == STEP_ON)
    {
      step = deliver (framing, receiver, error);
      if (step == STEP_ON)
        step = begin_message (framing, receiver->stream, error);
    }
  return step;
}

/* After STEP_DRY: a message is partly read, or the buffer holds less than SMALL_BODY. */
static SumacStreamResult
read_once (SumacFraming *framing, SumacStream *stream, GError **error)
{
  SumacStreamResult result;
  gsize n = 0;

  if (framing->message)
    {
      result = sumac_stream_read (stream, framing->message->body + framing->n_body,
                                  framing->message->size - framing->n_body, &n, error);
      framing->n_body += n;
    }
  else
    {
      gsize buffered = framing->end - framing->begin;

      memmove (framing->buffer, framing->buffer + framing->begin, buffered);
      framing->begin = 0;
      framing->end = buffered;
      result = sumac_stream_read (stream, framing->buffer + buffered, BUFFER_BYTES - buffered,
                                  &n, error);
      framing->end += n;
    }
  framing->n_bytes += n;
  return result;
}

static SumacStreamResult
end_reading (const SumacFraming *framing, GError **error)
{
  if (!framing->message && framing->begin == framing->end)
    return SUMAC_STREAM_END;

  g_set_error_literal (error, SUMAC_ERROR, SUMAC_ERROR_LOST,
                       _ ("The server closed the connection in the middle of a message."));
  return SUMAC_STREAM_ERROR;
}

static SumacStreamResult
read_on (SumacFraming *framing, const Receiver *receiver, GError **error)
{
  Step step = deliver_buffered (framing, receiver, error);

  if (step != STEP_DRY)
    return step == STEP_FAILED ? SUMAC_STREAM_ERROR : SUMAC_STREAM_OK;

  SumacStreamResult result = read_once (framing, receiver->stream, error);

  if (result == SUMAC_STREAM_END)
    return end_reading (framing, error);
  if (result != SUMAC_STREAM_OK)
    return result;
  return deliver_buffered (framing, receiver, error) == STEP_FAILED ? SUMAC_STREAM_ERROR
                                                                    : SUMAC_STREAM_OK;
}

SumacStreamResult
sumac_framing_read (SumacFraming *framing,
                    SumacStream *stream,
                    SumacFramingFunc func,
                    gpointer data,
                    GError **error)
{
  const Receiver receiver = { .func = func, .data = data, .stream = stream };
  SumacStreamResult result = SUMAC_STREAM_ERROR;

  if (!framing->fault)
    result = read_on (framing, &receiver, &framing->fault);
  if (framing->fault && error)
    *error = g_error_copy (framing->fault);
  return result;
}

guint64
sumac_framing_bytes (const SumacFraming *framing)
{
  return framing->n_bytes;
}

void
sumac_framing_write_header (SumacFraming *framing, SumacWriter *out, guint16 type, guint32 size)
{
  framing->serial_out++;
  if (!framing->has_mini_headers)
    sumac_write_u64 (out, framing->serial_out);
  sumac_write_u16 (out, type);
  sumac_write_u32 (out, size);
  if (!framing->has_mini_headers)
    sumac_write_u32 (out, 0);
}
