/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "net/address.h"

#include <sumac/error.h>

#include <string.h>

/* All log lines of a test: warnings are expected here, secrets are not. */
static GString *logged;

static GLogWriterOutput
keep_log (G_GNUC_UNUSED GLogLevelFlags level,
          const GLogField *fields,
          gsize n_fields,
          G_GNUC_UNUSED gpointer data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE"))
      g_string_append_printf (logged, "%s\n", (const char *) fields[i].value);
  return G_LOG_WRITER_HANDLED;
}

/* clang-format off */
static const struct
{
  const char *uri;
  const char *host;
  guint port;
  guint tls_port;
  const char *path;
  const char *password;
  const char *name;
} good[] = {
  { "spice://host:5900",                     "host", 5900, 0,    NULL, NULL, "host:5900" },
  { "spice://host:5900/",                    "host", 5900, 0,    NULL, NULL, "host:5900" },
  { "SPICE://host:5900",                     "host", 5900, 0,    NULL, NULL, "host:5900" },
  { "  spice://host:5900\n",                 "host", 5900, 0,    NULL, NULL, "host:5900" },
  { "spice://host?port=5900&tls-port=5901",  "host", 5900, 5901, NULL, NULL, "host:5900" },
  { "spice://host?port=5900;tls-port=5901",  "host", 5900, 5901, NULL, NULL, "host:5900" },
  { "spice://host/?tls-port=5901",           "host", 0,    5901, NULL, NULL, "host:5901" },
  { "spice://host:5900?port=5900",           "host", 5900, 0,    NULL, NULL, "host:5900" },
  { "spice://host:5900?;;&tls-port=1&",      "host", 5900, 1,    NULL, NULL, "host:5900" },
  { "spice://host:65535?tls%2Dport=%31",     "host", 65535, 1,   NULL, NULL, "host:65535" },
  { "spice://host:5900?color=red&x",         "host", 5900, 0,    NULL, NULL, "host:5900" },
  { "spice://host:5900?",                    "host", 5900, 0,    NULL, NULL, "host:5900" },
  { "spice://h%6Fst:5900",                   "host", 5900, 0,    NULL, NULL, "host:5900" },
  { "spice://192.0.2.7:5900",                "192.0.2.7", 5900, 0, NULL, NULL, "192.0.2.7:5900" },
  { "spice://[::1]:5900",                    "::1",  5900, 0,    NULL, NULL, "[::1]:5900" },
  { "spice://[2001:db8::1]?tls-port=5901",   "2001:db8::1", 0, 5901, NULL, NULL,
    "[2001:db8::1]:5901" },
  { "spice+tls://host:5901",                 "host", 0,    5901, NULL, NULL, "host:5901" },
  { "spice+tls://host?tls-port=5901",        "host", 0,    5901, NULL, NULL, "host:5901" },
  { "spice+tls://host:5901?port=5900",       "host", 0,    5901, NULL, NULL, "host:5901" },
  { "spice+unix:///run/guest.sock",          NULL, 0, 0, "/run/guest.sock", NULL,
    "/run/guest.sock" },
  { "spice+unix:///a%20b?port=7&tls-port=8", NULL, 0, 0, "/a b", NULL, "/a b" },
  { "spice+unix:///s?password=p",            NULL, 0, 0, "/s", "p", "/s" },
  { "spice://host:5900?password=a%26b%3Bc%3Fd%23e%25f", "host", 5900, 0, NULL, "a&b;c?d#e%f",
    "host:5900" },
  { "spice://host:5900?password=a=b?c/d@e",  "host", 5900, 0, NULL, "a=b?c/d@e", "host:5900" },
  { "spice://host:5900?password=",           "host", 5900, 0, NULL, "", "host:5900" },
  { "spice://host:5900?password=a&password=b", "host", 5900, 0, NULL, "b", "host:5900" },
};

static const struct
{
  const char *uri;
  const char *says;
} bad[] = {
  { "",                                   "“”" },
  { "host:5900",                          "“host:5900” is no SPICE address" },
  { "vnc://host:5900?secret",             "“vnc://host:5900” is no SPICE address" },
  { "vnc://me:secret@host:5900",          "“vnc://…” is no SPICE address" },
  { "me:secret@host:5900",                "“…” is no SPICE address" },
  { "me:secret@vnc://host",               "“…” is no SPICE address" },
  { "spice:host:5900",                    "is no SPICE address" },
  { "spice+unix:/run/guest.sock",         "is no SPICE address" },
  { "spice://host",                       "“spice://host” names no port" },
  { "spice://host:",                      "names no port" },
  { "spice+tls://host",                   "names no port" },
  { "spice+tls://host?port=5900",         "names no port" },
  { "spice://",                           "names no host" },
  { "spice://:5900",                      "names no host" },
  { "spice://a%20b:5900",                 "names no host" },
  { "spice://a%2fb:5900",                 "names no host" },
  { "spice://a%0Ab:5900",                 "names no host" },
  { "spice://[::1:5900",                  "has no valid host name" },
  { "spice://[nonsense]:5900",            "has no valid host name" },
  { "spice://a%00b:5900",                 "has no valid host name" },
  { "spice://a%zzb:5900",                 "has no valid host name" },
  { "spice://host:0",                     "has no port number from 1 to 65535" },
  { "spice://host:65536",                 "has no port number from 1 to 65535" },
  { "spice://host:59x",                   "has no port number from 1 to 65535" },
  { "spice://host:-1",                    "has no port number from 1 to 65535" },
  { "spice://host:5900/path",             "has a path behind the host" },
  { "spice://host?port=",                 "“port=”" },
  { "spice://host?port=0",                "“port=”" },
  { "spice://host?port=65536",            "“port=”" },
  { "spice://host?port=-1",               "“port=”" },
  { "spice://host?port=+5",               "“port=”" },
  { "spice://host?port=5900x",            "“port=”" },
  { "spice://host:1?tls-port=secret",     "“tls-port=”" },
  { "spice://host:5900?port=5901",        "two different ports, 5900 and 5901" },
  { "spice://host?tls-port=1&tls-port=2", "two different ports, 1 and 2" },
  { "spice://host:5900?password=%secret", "“password=”" },
  { "spice://host:5900?password=a%00b",   "“password=”" },
  { "spice://host:5900?password=a#secret", "“#”" },
  { "spice://me:secret@host:5900",        "“@”" },
  { "spice+unix://",                      "names no socket" },
  { "spice+unix:///",                     "names no socket" },
  { "spice+unix://run/guest.sock",        "names no socket" },
  { "spice+unix://:5900/guest.sock",      "names no socket" },
  { "spice+unix:///a%00b",                "" },
  { "spice://host:5900\nspice://b:1",     "control characters" },
  { "spice://host\x1b[2J:5900",           "control characters" },
  { "spice://h\xff:5900",                 "UTF-8" },
};

/* clang-format on */

static void
test_good (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SumacAddress) parsed = sumac_address_parse (good[i].uri, &error);

      g_test_message ("%s", good[i].uri);
      g_assert_no_error (error);

      g_autoptr (SumacAddress) address = sumac_address_copy (parsed);
      g_autofree char *name = sumac_address_dup_name (address);

      g_assert_cmpstr (address->host, ==, good[i].host);
      g_assert_cmpuint (address->port, ==, good[i].port);
      g_assert_cmpuint (address->tls_port, ==, good[i].tls_port);
      g_assert_cmpstr (address->path, ==, good[i].path);
      g_assert_cmpstr (address->password, ==, good[i].password);
      g_assert_cmpstr (name, ==, good[i].name);
    }
}

static void
test_bad (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_autofree char *shown = g_strescape (bad[i].uri, NULL);

      g_test_message ("%s", shown);
      g_assert_null (sumac_address_parse (bad[i].uri, &error));
      g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_ADDRESS);
      g_assert_nonnull (strstr (error->message, bad[i].says));
      g_assert_null (strstr (error->message, "secret"));
      g_assert_cmpint (g_utf8_validate (error->message, -1, NULL), ==, TRUE);
    }
}

static void
test_truncations (void)
{
  static const char uri[] =
      "spice://[2001:db8::1]:5900/?tls-port=5901&pass=secret1&password=secret2;port=5900";

  for (gsize size = 0; size < sizeof uri; size++)
    {
      g_autofree char *cut = g_strndup (uri, size);
      g_autoptr (GError) error = NULL;
      g_autoptr (SumacAddress) address = sumac_address_parse (cut, &error);

      if (address)
        continue;
      g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_ADDRESS);
      g_assert_null (strstr (error->message, "secret"));
    }
}

static void
test_length (void)
{
  g_autofree char *zeros = g_strnfill (4096, '0');
  g_autofree char *uri = g_strconcat ("spice://host:5900?password=", zeros, NULL);
  g_autoptr (GError) error = NULL;

  uri[4096] = '\0';

  g_autoptr (SumacAddress) address = sumac_address_parse (uri, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (strlen (address->password), ==,
                    4096 - strlen ("spice://host:5900?password="));

  uri[4096] = '0';
  g_assert_null (sumac_address_parse (uri, &error));
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_ADDRESS);
  g_assert_nonnull (strstr (error->message, "4096"));
}

static void
test_no_secret_is_logged (void)
{
  static const char *const uris[] = {
    "spice://host:5900?password=secret",
    "spice://host:5900?password=a&secret",
    "spice://host:5900?password=a&secret=b",
    "spice://host:5900?pasword=secret",
  };

  g_string_truncate (logged, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (uris); i++)
    sumac_address_free (sumac_address_parse (uris[i], NULL));
  g_assert_nonnull (strstr (logged->str, "list of processes"));
  g_assert_nonnull (strstr (logged->str, "part 2 behind the “?”"));
  g_assert_null (strstr (logged->str, "secret"));
}

static void
test_name_without_parts (void)
{
  SumacAddress nothing = { 0 };
  g_autofree char *name = sumac_address_dup_name (&nothing);

  g_assert_cmpstr (name, ==, "");
  sumac_address_free (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  logged = g_string_new (NULL);
  g_log_set_writer_func (keep_log, NULL, NULL);

  g_test_add_func ("/address/all-forms-are-understood", test_good);
  g_test_add_func ("/address/mistakes-are-named-without-the-query", test_bad);
  g_test_add_func ("/address/truncations-parse-or-are-refused", test_truncations);
  g_test_add_func ("/address/length-is-bounded", test_length);
  g_test_add_func ("/address/passwords-are-never-logged", test_no_secret_is_logged);
  g_test_add_func ("/address/nothing-has-an-empty-name", test_name_without_parts);

  int result = g_test_run ();

  g_string_free (logged, TRUE);
  return result;
}
