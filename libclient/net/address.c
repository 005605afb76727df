/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "net/address.h"

#include "core/log.h"

#include <sumac/error.h>

#include <glib/gi18n-lib.h>
#include <openssl/crypto.h>
#include <string.h>

/* Longer ones are no addresses, and would be quoted in full. */
#define MAX_URI    4096
#define SEPARATORS "&;"

typedef enum
{
  SCHEME_PLAIN,
  SCHEME_TLS,
  SCHEME_UNIX,
} Scheme;

/* clang-format off */
static const struct
{
  const char *prefix;
  Scheme scheme;
} schemes[] = {
  { "spice://",      SCHEME_PLAIN },
  { "spice+tls://",  SCHEME_TLS   },
  { "spice+unix://", SCHEME_UNIX  },
};

/* clang-format on */

static void
free_secret (char *secret)
{
  if (secret)
    OPENSSL_cleanse (secret, strlen (secret));
  g_free (secret);
}

/* What may be quoted of an address. An “@” ends a user's name and password, and may stand in
 * a password that was not percent-encoded: then nothing but the scheme is safe. */
static char *
dup_quotable (const char *uri)
{
  const char *slashes = strstr (uri, "://");
  gsize scheme = slashes ? (gsize) (slashes - uri) + 3 : 0;

  if (!strchr (uri, '@'))
    return g_strndup (uri, strcspn (uri, "?#"));
  if (strcspn (uri, "@?#") < scheme)
    scheme = 0;
  return g_strdup_printf ("%.*s…", (int) scheme, uri);
}

static gboolean
check_text (const char *uri, GError **error)
{
  if (strlen (uri) > MAX_URI)
    {
      g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_ADDRESS,
                   _ ("The address is longer than %d bytes."), MAX_URI);
      return FALSE;
    }
  if (!g_utf8_validate (uri, -1, NULL))
    {
      g_set_error_literal (error, SUMAC_ERROR, SUMAC_ERROR_ADDRESS,
                           _ ("The address is not written in UTF-8."));
      return FALSE;
    }
  for (const char *c = uri; *c; c = g_utf8_next_char (c))
    if (g_unichar_iscntrl (g_utf8_get_char (c)))
      {
        g_set_error_literal (
            error, SUMAC_ERROR, SUMAC_ERROR_ADDRESS,
            _ ("The address contains control characters, such as a line break."));
        return FALSE;
      }
  return TRUE;
}

static gboolean
find_scheme (const char *uri, Scheme *scheme, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_ascii_strncasecmp (uri, schemes[i].prefix, strlen (schemes[i].prefix)) == 0)
      {
        *scheme = schemes[i].scheme;
        return TRUE;
      }

  g_autofree char *quotable = dup_quotable (uri);

  g_set_error (
      error, SUMAC_ERROR, SUMAC_ERROR_ADDRESS,
      _ ("“%s” is no SPICE address: those begin with spice://, spice+tls:// or spice+unix://."),
      quotable);
  return FALSE;
}

/* A port given twice must be the same one: which of two was meant, nobody can tell. */
static gboolean
take_port (guint16 *port, guint16 value, GError **error)
{
  if (*port != 0 && *port != value)
    {
      g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_ADDRESS,
                   _ ("The address names two different ports, %u and %u; leave one out."),
                   *port, value);
      return FALSE;
    }
  *port = value;
  return TRUE;
}

static gboolean
take_port_text (guint16 *port, const char *key, const char *value, GError **error)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (value, 10, 1, G_MAXUINT16, &number, NULL))
    {
      g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_ADDRESS,
                   _ ("What follows “%s=” in the address is no port number from 1 to 65535."),
                   key);
      return FALSE;
    }
  return take_port (port, (guint16) number, error);
}

static gboolean
take_plain_port (SumacAddress *address, const char *value, GError **error)
{
  return take_port_text (&address->port, "port", value, error);
}

static gboolean
take_tls_port (SumacAddress *address, const char *value, GError **error)
{
  return take_port_text (&address->tls_port, "tls-port", value, error);
}

static gboolean
take_password (SumacAddress *address, const char *value, G_GNUC_UNUSED GError **error)
{
  sumac_warn (NULL, "a password in an address can be read by others in the list of processes");
  free_secret (address->password);
  address->password = g_strdup (value);
  return TRUE;
}

/* clang-format off */
static const struct
{
  const char *key;
  gboolean (*take) (SumacAddress *address, const char *value, GError **error);
} keys[] = {
  { "port",     take_plain_port },
  { "tls-port", take_tls_port   },
  { "password", take_password   },
};

/* clang-format on */

static gboolean
take_value (SumacAddress *address,
            gsize key,
            const char *value,
            const char *end,
            GError **error)
{
  char *text = g_uri_unescape_segment (value, end, NULL);

  if (!text)
    {
      g_set_error (
          error, SUMAC_ERROR, SUMAC_ERROR_ADDRESS,
          _ ("What follows “%s=” in the address is not percent-encoded; a “%%” itself is written “%%25”."),
          keys[key].key);
      return FALSE;
    }

  gboolean is_taken = keys[key].take (address, text, error);

  free_secret (text);
  return is_taken;
}

/* One KEY=VALUE between separators. An unknown key is not even logged by name: it may be the
 * rest of a password with an unencoded separator in it. */
static gboolean
take_part (SumacAddress *address, guint number, const char *part, gsize size, GError **error)
{
  const char *equals = memchr (part, '=', size);
  char *key = equals ? g_uri_unescape_segment (part, equals, NULL) : NULL;
  gsize known = G_N_ELEMENTS (keys);

  for (gsize i = 0; key && i < G_N_ELEMENTS (keys); i++)
    if (g_str_equal (key, keys[i].key))
      known = i;
  free_secret (key);

  if (known < G_N_ELEMENTS (keys))
    return take_value (address, known, equals + 1, part + size, error);
  sumac_warn (NULL, "part %u behind the “?” of the address is unknown and ignored", number);
  return TRUE;
}

static gboolean
parse_query (SumacAddress *address, const char *query, GError **error)
{
  const char *part = query;

  for (guint number = 1; *part; number++)
    {
      gsize size = strcspn (part, SEPARATORS);

      if (size > 0 && !take_part (address, number, part, size, error))
        return FALSE;
      part += size;
      if (*part)
        part++;
    }
  return TRUE;
}

static gboolean
refuse_front (const GError *cause, const char *front, GError **error)
{
  const char *sentence = _ ("“%s” is no address that can be understood.");

  if (g_error_matches (cause, G_URI_ERROR, G_URI_ERROR_BAD_PORT))
    sentence = _ ("“%s” has no port number from 1 to 65535 behind the colon.");
  else if (g_error_matches (cause, G_URI_ERROR, G_URI_ERROR_BAD_HOST))
    sentence =
        _ ("“%s” has no valid host name; an IPv6 address stands in brackets, like [::1].");
  g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_ADDRESS, sentence, front);
  return FALSE;
}

static gboolean
take_unix_path (SumacAddress *address,
                gboolean has_host,
                const char *path,
                const char *front,
                GError **error)
{
  g_autofree char *plain = g_uri_unescape_string (path, NULL);

  if (has_host || !plain || plain[0] != '/' || plain[1] == '\0')
    {
      g_set_error (
          error, SUMAC_ERROR, SUMAC_ERROR_ADDRESS,
          _ ("“%s” names no socket; write its whole path, like spice+unix:///run/guest.sock."),
          front);
      return FALSE;
    }
  address->path = g_steal_pointer (&plain);
  return TRUE;
}

static gboolean
is_host (const char *host)
{
  for (const char *c = host; *c; c = g_utf8_next_char (c))
    if (g_unichar_iscntrl (g_utf8_get_char (c)) || g_unichar_isspace (g_utf8_get_char (c)))
      return FALSE;
  return *host && !strpbrk (host, "/?#@\\[]\"<>");
}

static gboolean
take_host (SumacAddress *address,
           const char *host,
           const char *path,
           const char *front,
           GError **error)
{
  if (!host || !is_host (host))
    {
      g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_ADDRESS,
                   _ ("“%s” names no host; write it like spice://host:5900."), front);
      return FALSE;
    }
  if (*path && !g_str_equal (path, "/"))
    {
      g_set_error (
          error, SUMAC_ERROR, SUMAC_ERROR_ADDRESS,
          _ ("“%s” has a path behind the host, where nothing may follow but the port."), front);
      return FALSE;
    }
  address->host = g_strdup (host);
  return TRUE;
}

/* All before the “?”. */
static gboolean
parse_front (SumacAddress *address, Scheme scheme, const char *front, GError **error)
{
  g_autofree char *host = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) cause = NULL;
  int port = -1;

  if (!g_uri_split (front, G_URI_FLAGS_ENCODED_PATH, NULL, NULL, &host, &port, &path, NULL,
                    NULL, &cause))
    return refuse_front (cause, front, error);
  if (scheme == SCHEME_UNIX)
    return take_unix_path (address, (host && *host) || port != -1, path, front, error);
  if (port == 0)
    {
      g_set_error_literal (&cause, G_URI_ERROR, G_URI_ERROR_BAD_PORT, "0");
      return refuse_front (cause, front, error);
    }
  if (!take_host (address, host, path, front, error))
    return FALSE;
  if (scheme == SCHEME_TLS)
    address->tls_port = (guint16) MAX (port, 0);
  else
    address->port = (guint16) MAX (port, 0);
  return TRUE;
}

/* What the parts mean together. */
static gboolean
settle (SumacAddress *address, Scheme scheme, const char *front, GError **error)
{
  if (scheme != SCHEME_PLAIN && address->port != 0)
    {
      sumac_warn (NULL,
                  "the plain port in the address is ignored: its scheme has no use for it");
      address->port = 0;
    }
  if (scheme == SCHEME_UNIX)
    {
      address->tls_port = 0;
      return TRUE;
    }
  if (address->port != 0 || address->tls_port != 0)
    return TRUE;

  g_set_error (
      error, SUMAC_ERROR, SUMAC_ERROR_ADDRESS,
      _ ("“%s” names no port; add the one that the virtual machine's display uses, like spice://host:5900."),
      front);
  return FALSE;
}

static gboolean
parse (SumacAddress *address, const char *uri, GError **error)
{
  gsize front_size = strcspn (uri, "?");
  g_autofree char *front = g_strndup (uri, front_size);
  Scheme scheme;

  if (!check_text (uri, error) || !find_scheme (uri, &scheme, error))
    return FALSE;
  if (strchr (uri, '#'))
    {
      g_set_error_literal (
          error, SUMAC_ERROR, SUMAC_ERROR_ADDRESS,
          _ ("The address contains a “#”; in a password it is written “%23”."));
      return FALSE;
    }
  if (strchr (front, '@'))
    {
      g_set_error_literal (
          error, SUMAC_ERROR, SUMAC_ERROR_ADDRESS,
          _ ("The address contains an “@”, but SPICE addresses have no user name; leave out what stands before it."));
      return FALSE;
    }
  if (!parse_front (address, scheme, front, error))
    return FALSE;
  if (uri[front_size] && !parse_query (address, uri + front_size + 1, error))
    return FALSE;
  return settle (address, scheme, front, error);
}

SumacAddress *
sumac_address_parse (const char *uri, GError **error)
{
  g_autoptr (SumacAddress) address = g_new0 (SumacAddress, 1);
  char *text = g_strstrip (g_strdup (uri));
  gboolean is_parsed = parse (address, text, error);

  free_secret (text);
  return is_parsed ? g_steal_pointer (&address) : NULL;
}

SumacAddress *
sumac_address_copy (const SumacAddress *address)
{
  SumacAddress *copy = g_new (SumacAddress, 1);

  *copy = (SumacAddress){
    .host = g_strdup (address->host),
    .port = address->port,
    .tls_port = address->tls_port,
    .path = g_strdup (address->path),
    .password = g_strdup (address->password),
  };
  return copy;
}

void
sumac_address_free (SumacAddress *address)
{
  if (!address)
    return;
  g_free (address->host);
  g_free (address->path);
  free_secret (address->password);
  g_free (address);
}

char *
sumac_address_dup_name (const SumacAddress *address)
{
  if (!address->host)
    return address->path ? g_filename_display_name (address->path) : g_strdup ("");

  const char *format = strchr (address->host, ':') ? "[%s]:%u" : "%s:%u";

  return g_strdup_printf (format, address->host,
                          address->port ? address->port : address->tls_port);
}
