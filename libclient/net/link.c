/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "net/link.h"

#include "core/limits.h"
#include "core/reader.h"
#include "core/writer.h"
#include "net/ticket.h"

#include <sumac/error.h>

#include <glib/gi18n-lib.h>
#include <spice/protocol.h>
#include <string.h>

#define LINK_MAGIC            0x51444552u /* "REDQ" */
#define HEADER_SIZE           16
#define REQUEST_SIZE          18 /* without words of capabilities; they follow at once */
#define REPLY_SIZE            (4 + SUMAC_TICKET_KEY_SIZE + 12)
#define AUTH_MECHANISM_TICKET 1u

/* One link in the making. */
typedef struct
{
  SumacStream *stream;
  int wake_fd;
  gint64 deadline_us;
  gboolean has_password;
  gboolean wants_sasl;
} Link;

/* clang-format off */
static const struct
{
  guint32 code;
  SumacError error;
  const char *sentence;
} refusals[] = {
  { SPICE_LINK_ERR_ERROR, SUMAC_ERROR_SERVER,
    N_ ("The server refused the connection and gave no reason. Its log may tell more.") },
  { SPICE_LINK_ERR_INVALID_MAGIC, SUMAC_ERROR_SERVER,
    N_ ("The server does not take this program for a SPICE client.") },
  { SPICE_LINK_ERR_INVALID_DATA, SUMAC_ERROR_SERVER,
    N_ ("The server did not understand this program and refused the connection.") },
  { SPICE_LINK_ERR_VERSION_MISMATCH, SUMAC_ERROR_UNSUPPORTED,
    N_ ("The server speaks another version of SPICE than this program.") },
  { SPICE_LINK_ERR_NEED_SECURED, SUMAC_ERROR_TLS,
    N_ ("The server wants an encrypted connection. Give its port for encrypted connections (tls-port) too.") },
  { SPICE_LINK_ERR_NEED_UNSECURED, SUMAC_ERROR_SERVER,
    N_ ("The server wants this connection without encryption. Give its plain port too.") },
  { SPICE_LINK_ERR_PERMISSION_DENIED, SUMAC_ERROR_AUTH,
    N_ ("The password is wrong or has expired.") },
  { SPICE_LINK_ERR_BAD_CONNECTION_ID, SUMAC_ERROR_SERVER,
    N_ ("The server does not know this session any longer. Connect again.") },
  { SPICE_LINK_ERR_CHANNEL_NOT_AVAILABLE, SUMAC_ERROR_SERVER,
    N_ ("The server does not have this part of the session any longer.") },
};

/* How others begin who are met at a wrong port. */
static const struct
{
  guint8 bytes[4];
  gsize size;
  SumacError error;
  const char *sentence;
} strangers[] = {
  { "RFB ", 4, SUMAC_ERROR_UNSUPPORTED,
    N_ ("This is not a SPICE server: it speaks VNC. Connect to it by a VNC viewer, or check the port.") },
  { "SSH-", 4, SUMAC_ERROR_UNSUPPORTED,
    N_ ("This is not a SPICE server: it speaks SSH. Check the port.") },
  { "HTTP", 4, SUMAC_ERROR_UNSUPPORTED,
    N_ ("This is not a SPICE server but a web server. Check the port.") },
  { { 0x15, 0x03 }, 2, SUMAC_ERROR_TLS,
    N_ ("This port is for encrypted connections only. Give it as the port for those (tls-port).") },
  { { 0 }, 0, SUMAC_ERROR_UNSUPPORTED,
    N_ ("This is not a SPICE server. Check the address and the port.") },
};

/* clang-format on */

void
sumac_caps_add (SumacCaps *caps, guint bit)
{
  guint word = bit / 32;

  g_assert (word < SUMAC_MAX_CAP_WORDS); /* own mistake: bits are ours, never the peer's */
  /* Words that were not counted before may hold anything. */
  while (caps->n_words <= word)
    caps->words[caps->n_words++] = 0;
  caps->words[word] |= 1u << bit % 32;
}

gboolean
sumac_caps_has (const SumacCaps *caps, guint bit)
{
  return bit / 32 < caps->n_words && (caps->words[bit / 32] >> bit % 32 & 1u) != 0;
}

static void
write_caps (SumacWriter *out, const SumacCaps *caps)
{
  for (guint i = 0; i < caps->n_words; i++)
    sumac_write_u32 (out, caps->words[i]);
}

gsize
sumac_link_write_request (const SumacLinkRequest *request, guint8 *out, gsize capacity)
{
  SumacCaps common = { 0 };
  SumacWriter writer;

  sumac_caps_add (&common, SPICE_COMMON_CAP_PROTOCOL_AUTH_SELECTION);
  sumac_caps_add (&common, SPICE_COMMON_CAP_AUTH_SPICE);
  sumac_caps_add (&common, SPICE_COMMON_CAP_MINI_HEADER);

  guint n_words = common.n_words + request->channel_caps.n_words;

  sumac_writer_init (&writer, capacity);
  sumac_write_u32 (&writer, LINK_MAGIC);
  sumac_write_u32 (&writer, SPICE_VERSION_MAJOR);
  sumac_write_u32 (&writer, SPICE_VERSION_MINOR);
  sumac_write_u32 (&writer, REQUEST_SIZE + n_words * 4);
  sumac_write_u32 (&writer, request->connection_id);
  sumac_write_u8 (&writer, request->channel_type);
  sumac_write_u8 (&writer, request->channel_id);
  sumac_write_u32 (&writer, common.n_words);
  sumac_write_u32 (&writer, request->channel_caps.n_words);
  sumac_write_u32 (&writer, REQUEST_SIZE);
  write_caps (&writer, &common);
  write_caps (&writer, &request->channel_caps);

  gsize size = sumac_writer_ok (&writer) ? writer.size : 0;

  if (size > 0)
    memcpy (out, writer.bytes, size);
  sumac_writer_clear (&writer);
  return size;
}

/* Words beyond those that we keep say nothing that we know of. */
static SumacCaps
read_caps (SumacReader *reader, guint32 count)
{
  SumacCaps caps = { 0 };

  if (!sumac_reader_has (reader, count, 4))
    return caps;
  for (guint32 i = 0; i < count; i++)
    {
      guint32 word = sumac_read_u32 (reader);

      if (i < SUMAC_MAX_CAP_WORDS)
        caps.words[caps.n_words++] = word;
    }
  return caps;
}

gboolean
sumac_link_parse_reply (const guint8 *body,
                        gsize size,
                        guint32 *link_error,
                        const guint8 **key,
                        SumacLinkReply *reply,
                        GError **error)
{
  SumacReader reader = sumac_reader (body, size);
  SumacLinkReply parsed = { 0 };
  guint32 code = sumac_read_u32 (&reader);
  const guint8 *public_key = sumac_read_bytes (&reader, SUMAC_TICKET_KEY_SIZE);
  guint32 n_common = sumac_read_u32 (&reader);
  guint32 n_channel = sumac_read_u32 (&reader);
  guint32 offset = sumac_read_u32 (&reader);

  /* Without any words, as in a refusal, the offset means nothing. */
  if (n_common != 0 || n_channel != 0)
    {
      SumacReader words = sumac_reader_at (&reader, offset);

      parsed.common_caps = read_caps (&words, n_common);
      parsed.channel_caps = read_caps (&words, n_channel);
      if (offset < REPLY_SIZE || !sumac_reader_ok (&words))
        sumac_reader_spoil (&reader);
    }
  if (!sumac_reader_ok (&reader))
    return sumac_reader_fail (&reader, "link reply", error);

  parsed.has_mini_headers = sumac_caps_has (&parsed.common_caps, SPICE_COMMON_CAP_MINI_HEADER);
  *link_error = code;
  *key = public_key;
  *reply = parsed;
  return TRUE;
}

static gboolean
refuse_password (const Link *link, GError **error)
{
  if (link->wants_sasl)
    g_set_error_literal (
        error, SUMAC_ERROR, SUMAC_ERROR_UNSUPPORTED,
        _ ("The server wants a sign-in with a user name (SASL), which this build can't do yet."));
  else if (link->has_password)
    g_set_error_literal (error, SUMAC_ERROR, SUMAC_ERROR_AUTH,
                         _ ("The password is wrong or has expired."));
  else
    g_set_error_literal (error, SUMAC_ERROR, SUMAC_ERROR_AUTH,
                         _ ("The server wants a password."));
  return FALSE;
}

static gboolean
check_code (guint32 code, GError **error)
{
  if (code == SPICE_LINK_ERR_OK)
    return TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (refusals[i].code == code)
      {
        g_set_error_literal (error, SUMAC_ERROR, refusals[i].error, _ (refusals[i].sentence));
        return FALSE;
      }
  g_set_error (
      error, SUMAC_ERROR, SUMAC_ERROR_SERVER,
      _ ("The server refused the connection for a reason unknown to this program (%u)."), code);
  return FALSE;
}

static gboolean
read_all (const Link *link, guint8 *bytes, gsize size, GError **error)
{
  return sumac_stream_read_all (link->stream, bytes, size, link->wake_fd, link->deadline_us,
                                error);
}

static gboolean
write_all (const Link *link, const guint8 *bytes, gsize size, GError **error)
{
  return sumac_stream_write_all (link->stream, bytes, size, link->wake_fd, link->deadline_us,
                                 error);
}

static gboolean
send_request (const Link *link, const SumacLinkRequest *request, GError **error)
{
  guint8 bytes[HEADER_SIZE + REQUEST_SIZE + 4 * 2 * SUMAC_MAX_CAP_WORDS];
  gsize size = sumac_link_write_request (request, bytes, sizeof bytes);

  return write_all (link, bytes, size, error);
}

static guint32
read_u32 (const guint8 *bytes)
{
  SumacReader reader = sumac_reader (bytes, 4);

  return sumac_read_u32 (&reader);
}

static gboolean
refuse_stranger (const guint8 bytes[4], GError **error)
{
  gsize i = 0;

  /* The last row matches everybody. */
  while (memcmp (bytes, strangers[i].bytes, strangers[i].size) != 0)
    i++;
  g_set_error_literal (error, SUMAC_ERROR, strangers[i].error, _ (strangers[i].sentence));
  return FALSE;
}

/* The first four bytes of the reply alone: others than SPICE servers may say less than a
 * whole header, and wait. Who says nothing at all is hardly a SPICE server either. */
static gboolean
receive_magic (const Link *link, GError **error)
{
  guint8 bytes[4];
  g_autoptr (GError) cause = NULL;

  if (read_all (link, bytes, sizeof bytes, &cause))
    return read_u32 (bytes) == LINK_MAGIC || refuse_stranger (bytes, error);

  if (g_error_matches (cause, SUMAC_ERROR, SUMAC_ERROR_LOST))
    g_set_error_literal (
        error, SUMAC_ERROR, SUMAC_ERROR_LOST,
        _ ("The server closed the connection without an answer. Check the port: it may be the one for encrypted connections (tls-port), or no SPICE server's."));
  else
    g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

/* What follows the magic: version, and the size of the body. */
static gboolean
receive_header (const Link *link, guint32 *size, GError **error)
{
  guint8 bytes[HEADER_SIZE - 4];

  if (!read_all (link, bytes, sizeof bytes, error))
    return FALSE;

  guint32 major = read_u32 (bytes);
  guint32 minor = read_u32 (bytes + 4);
  guint32 body_size = read_u32 (bytes + 8);

  if (major != SPICE_VERSION_MAJOR)
    {
      g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_UNSUPPORTED,
                   _ ("The server speaks SPICE %u.%u; this program speaks only SPICE %u."),
                   major, minor, SPICE_VERSION_MAJOR);
      return FALSE;
    }
  if (body_size > SUMAC_MAX_LINK_REPLY)
    {
      g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_LIMIT,
                   _ ("The server answered with %u bytes, but at most %u are accepted."),
                   body_size, SUMAC_MAX_LINK_REPLY);
      return FALSE;
    }
  *size = body_size;
  return TRUE;
}

/* All behind the magic. The key is copied, since it dies with the reply's bytes. */
static gboolean
receive_reply (const Link *link, SumacLinkReply *reply, guint8 *key, GError **error)
{
  const guint8 *key_in_body;
  guint32 code;
  guint32 size;

  if (!receive_header (link, &size, error))
    return FALSE;

  g_autofree guint8 *body = g_malloc (size + 1);

  if (!read_all (link, body, size, error) ||
      !sumac_link_parse_reply (body, size, &code, &key_in_body, reply, error) ||
      !check_code (code, error))
    return FALSE;
  memcpy (key, key_in_body, SUMAC_TICKET_KEY_SIZE);
  return TRUE;
}

static gboolean
send_ticket (const Link *link,
             const SumacLinkRequest *request,
             const SumacLinkReply *reply,
             const guint8 *key,
             GError **error)
{
  guint32 mechanism = GUINT32_TO_LE (AUTH_MECHANISM_TICKET);
  guint8 bytes[sizeof mechanism + SUMAC_TICKET_SIZE];
  gboolean is_selected =
      sumac_caps_has (&reply->common_caps, SPICE_COMMON_CAP_PROTOCOL_AUTH_SELECTION);
  gsize skip = is_selected ? 0 : sizeof mechanism;

  memcpy (bytes, &mechanism, sizeof mechanism);
  return sumac_ticket_encrypt (key, request->password, bytes + sizeof mechanism, error) &&
         write_all (link, bytes + skip, sizeof bytes - skip, error);
}

/* A server that has no use for the mechanism says so by a whole second reply, whose magic has
 * been read. One that says OK in it makes no sense. */
static gboolean
receive_refusal (const Link *link, GError **error)
{
  guint8 key[SUMAC_TICKET_KEY_SIZE];
  SumacLinkReply reply;

  if (link->wants_sasl)
    return refuse_password (link, error);
  if (!receive_reply (link, &reply, key, error))
    return FALSE;
  return check_code (SPICE_LINK_ERR_INVALID_DATA, error);
}

/* A server may also just close when it doesn't like the ticket. */
static gboolean
receive_result (const Link *link, GError **error)
{
  guint8 bytes[4];
  g_autoptr (GError) cause = NULL;

  if (!read_all (link, bytes, sizeof bytes, &cause))
    {
      if (g_error_matches (cause, SUMAC_ERROR, SUMAC_ERROR_LOST))
        return refuse_password (link, error);
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }

  guint32 code = read_u32 (bytes);

  if (code == LINK_MAGIC)
    return receive_refusal (link, error);
  if (code == SPICE_LINK_ERR_PERMISSION_DENIED)
    return refuse_password (link, error);
  return check_code (code, error);
}

gboolean
sumac_link (SumacStream *stream,
            const SumacLinkRequest *request,
            int wake_fd,
            gint64 deadline_us,
            SumacLinkReply *reply,
            GError **error)
{
  Link link = {
    .stream = stream,
    .wake_fd = wake_fd,
    .deadline_us = deadline_us,
    .has_password = request->password && *request->password,
  };
  guint8 key[SUMAC_TICKET_KEY_SIZE];
  SumacLinkReply received;

  if (!send_request (&link, request, error) || !receive_magic (&link, error) ||
      !receive_reply (&link, &received, key, error))
    return FALSE;

  link.wants_sasl = sumac_caps_has (&received.common_caps, SPICE_COMMON_CAP_AUTH_SASL);
  if (!send_ticket (&link, request, &received, key, error) || !receive_result (&link, error))
    return FALSE;
  *reply = received;
  return TRUE;
}
