/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Replays a fuzz target's corpus without a fuzzer: every file as it is, cut off at each
 * length (of small files), and with each byte one more and one less. */

#include <glib.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Larger files are only cut and changed at every so many bytes. */
#define FULL_SIZE 512

static guint n_runs;

/* An exact copy, so that a checker sees every byte read behind it. */
static void
run (const guint8 *bytes, gsize size)
{
  g_autofree guint8 *copy = g_malloc (MAX (size, 1));

  memcpy (copy, bytes, size);
  LLVMFuzzerTestOneInput (copy, size);
  n_runs++;
}

static void
run_file (const char *path)
{
  g_autofree char *text = NULL;
  gsize size;

  if (!g_file_get_contents (path, &text, &size, NULL))
    g_error ("%s cannot be read", path);

  guint8 *bytes = (guint8 *) text;
  gsize step = MAX (1, size / FULL_SIZE);

  run (bytes, size);
  for (gsize i = 0; i < size; i += step)
    {
      guint8 kept = bytes[i];

      run (bytes, i);
      bytes[i] = kept + 1;
      run (bytes, size);
      bytes[i] = kept - 1;
      run (bytes, size);
      bytes[i] = kept;
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (GDir) dir = argc == 2 ? g_dir_open (argv[1], 0, NULL) : NULL;
  const char *name;
  guint n_files = 0;

  if (!dir)
    g_error ("usage: %s CORPUS-FOLDER", argv[0]);
  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (argv[1], name, NULL);

      run_file (path);
      n_files++;
    }
  g_print ("%u files, %u runs\n", n_files, n_runs);
  return n_files > 0 ? 0 : 1;
}
