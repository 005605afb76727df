/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* sumac-demo-host: a small desktop that lives in this process, for a client to look at. Prints
 * its address on stdout once it listens, and ends on SIGINT and SIGTERM. */

#include "apps/demo-host/desktop.h"

#include <glib-unix.h>
#include <locale.h>
#include <stdio.h>

#define MIN_SIZE 320
#define MAX_SIZE 8192

typedef struct
{
  char *unix_path;
  int port;
  char *password;
  char *name;
  char *size;
  char *compression;
  int quit_after_s;
} Options;

typedef struct
{
  SumacHost *host;
  DemoDesktop *desktop; /* made and freed on the host's thread */
  int width;
  int height;
} Demo;

/* clang-format off */
static const struct
{
  const char *name;
  SpiceImageCompression value;
} compressions[] = {
  { "off",      SPICE_IMAGE_COMPRESSION_OFF      },
  { "auto-glz", SPICE_IMAGE_COMPRESSION_AUTO_GLZ },
  { "auto-lz",  SPICE_IMAGE_COMPRESSION_AUTO_LZ  },
  { "quic",     SPICE_IMAGE_COMPRESSION_QUIC     },
  { "glz",      SPICE_IMAGE_COMPRESSION_GLZ      },
  { "lz",       SPICE_IMAGE_COMPRESSION_LZ       },
  { "lz4",      SPICE_IMAGE_COMPRESSION_LZ4      },
};

/* clang-format on */

static gboolean
find_compression (const char *name, SpiceImageCompression *value, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (compressions); i++)
    if (g_strcmp0 (name, compressions[i].name) == 0)
      {
        *value = compressions[i].value;
        return TRUE;
      }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               "“%s” is no compression: off, auto-glz, auto-lz, quic, glz, lz or lz4.", name);
  return FALSE;
}

static gboolean
find_size (const char *text, int *width, int *height, GError **error)
{
  char rest;

  if (sscanf (text, "%5dx%5d%c", width, height, &rest) == 2 && *width >= MIN_SIZE &&
      *height >= MIN_SIZE && *width <= MAX_SIZE && *height <= MAX_SIZE)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               "“%s” is no size: write it like 1024x768, from %d to %d.", text, MIN_SIZE,
               MAX_SIZE);
  return FALSE;
}

static gboolean
read_options (int argc, char **argv, Options *options, GError **error)
{
  const GOptionEntry entries[] = {
    { "unix", 0, 0, G_OPTION_ARG_FILENAME, &options->unix_path, "Listen on a socket", "PATH" },
    { "port", 0, 0, G_OPTION_ARG_INT, &options->port,
      "Listen on this port of 127.0.0.1; without it on any that is free", "N" },
    { "password", 0, 0, G_OPTION_ARG_STRING, &options->password, "Ask for a password", "P" },
    { "name", 0, 0, G_OPTION_ARG_STRING, &options->name, "Be called that (Sumac demo)",
      "NAME" },
    { "size", 0, 0, G_OPTION_ARG_STRING, &options->size, "Size of the screen (1024x768)",
      "WxH" },
    { "compression", 0, 0, G_OPTION_ARG_STRING, &options->compression,
      "off, auto-glz, auto-lz, quic, glz, lz or lz4 (auto-glz)", "C" },
    { "quit-after", 0, 0, G_OPTION_ARG_INT, &options->quit_after_s, "End by itself", "S" },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context,
                                "A small desktop to look at with a SPICE client. Example:\n"
                                "  sumac-demo-host --unix /tmp/demo.sock --size 1280x800");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;
  if (argc > 1 || options->port < 0 || options->port > 0xffff || options->quit_after_s < 0)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   "%s is not understood. Try --help.",
                   argc > 1                    ? argv[1]
                   : options->quit_after_s < 0 ? "--quit-after"
                                               : "--port");
      return FALSE;
    }
  return TRUE;
}

static gboolean
start_host (const Options *options, Demo *demo, GError **error)
{
  SumacHostConfig config = {
    .unix_path = options->unix_path,
    .port = (guint16) options->port,
    .password = options->password,
    .name = options->name ? options->name : "Sumac demo",
    .inputs = &demo_desktop_inputs,
    .user = &demo->desktop,
  };

  if (!find_size (options->size ? options->size : "1024x768", &demo->width, &demo->height,
                  error) ||
      !find_compression (options->compression ? options->compression : "auto-glz",
                         &config.compression, error))
    return FALSE;
  config.width = (guint) demo->width;
  config.height = (guint) demo->height;
  demo->host = sumac_host_new (&config, error);
  return demo->host != NULL;
}

static void
furnish (gpointer user)
{
  Demo *demo = user;

  demo->desktop = demo_desktop_new (demo->host, demo->width, demo->height);
}

static void
clear_out (gpointer user)
{
  Demo *demo = user;

  g_clear_pointer (&demo->desktop, demo_desktop_free);
}

static gboolean
quit (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_CONTINUE;
}

static void
free_options (Options *options)
{
  g_free (options->unix_path);
  g_free (options->password);
  g_free (options->name);
  g_free (options->size);
  g_free (options->compression);
}

int
main (int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  Options options = { 0 };
  Demo demo = { 0 };

  setlocale (LC_ALL, "");
  /* Before threads begin, so that the signals are the loop's alone. */
  g_unix_signal_add (SIGINT, quit, loop);
  g_unix_signal_add (SIGTERM, quit, loop);
  if (!read_options (argc, argv, &options, &error) || !start_host (&options, &demo, &error))
    {
      g_printerr ("sumac-demo-host: %s\n", error->message);
      free_options (&options);
      return 1;
    }
  if (options.quit_after_s > 0)
    g_timeout_add_seconds ((guint) options.quit_after_s, quit, loop);

  sumac_host_call (demo.host, furnish, &demo);
  printf ("%s\n", sumac_host_get_uri (demo.host));
  fflush (stdout);
  g_main_loop_run (loop);
  sumac_host_call (demo.host, clear_out, &demo);
  sumac_host_free (demo.host);
  free_options (&options);
  return 0;
}
