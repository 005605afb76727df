/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "apps/viewer/address.h"

#include <string.h>

#define DEFAULT_SCHEME "spice://"
#define SECRET_KEY     "password="

static gboolean
is_separator (char c)
{
  return c == '&' || c == ';';
}

static gboolean
is_secret (const char *parameter)
{
  return g_ascii_strncasecmp (parameter, SECRET_KEY, strlen (SECRET_KEY)) == 0;
}

char *
viewer_address_complete (const char *text)
{
  g_autofree char *address = g_strstrip (g_strdup (text));

  if (*address == '\0' || strstr (address, "://"))
    return g_steal_pointer (&address);
  return g_strconcat (DEFAULT_SCHEME, address, NULL);
}

char *
viewer_address_without_password (const char *uri)
{
  const char *query = strchr (uri, '?');

  if (!query)
    return g_strdup (uri);

  g_autoptr (GString) result = g_string_new_len (uri, query - uri);
  const char *begin = query + 1;
  char joint = '?';

  while (*begin)
    {
      const char *end = begin;

      while (*end && !is_separator (*end))
        end++;
      if (end > begin && !is_secret (begin))
        {
          g_string_append_c (result, joint);
          g_string_append_len (result, begin, end - begin);
          joint = '&';
        }
      begin = *end ? end + 1 : end;
    }
  return g_string_free (g_steal_pointer (&result), FALSE);
}

char *
viewer_address_host (const char *uri)
{
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_PARSE_RELAXED, NULL);
  const char *host = parsed ? g_uri_get_host (parsed) : NULL;

  return host && *host ? g_strdup (host) : viewer_address_without_password (uri);
}
