/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "clocks.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#define TASKS "/proc/self/task"

static gdouble
seconds (const struct timeval *time)
{
  return (gdouble) time->tv_sec + (gdouble) time->tv_usec / 1e6;
}

static char *
read_file (const char *task, const char *name)
{
  g_autofree char *path = g_build_filename (TASKS, task, name, NULL);
  char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? g_strchomp (text) : NULL;
}

static void
add_thread (GHashTable *threads, const char *task)
{
  g_autofree char *name = read_file (task, "comm");
  g_autofree char *used = read_file (task, "schedstat");
  guint64 *sum;

  if (!name || !used)
    return;
  for (char *end = name + strlen (name); end > name && strchr ("0123456789-", end[-1]); end--)
    end[-1] = '\0';
  sum = g_hash_table_lookup (threads, name);
  if (!sum)
    g_hash_table_insert (threads, g_steal_pointer (&name), sum = g_new0 (guint64, 1));
  *sum += g_ascii_strtoull (used, NULL, 10);
}

void
clocks_read (Clocks *clocks)
{
  g_autoptr (GDir) tasks = g_dir_open (TASKS, 0, NULL);
  struct rusage usage;
  struct timespec all;
  const char *task;

  clocks->threads = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  while (tasks && (task = g_dir_read_name (tasks)))
    add_thread (clocks->threads, task);
  getrusage (RUSAGE_SELF, &usage);
  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &all);
  clocks->user_s = seconds (&usage.ru_utime);
  clocks->all_s = (gdouble) all.tv_sec + (gdouble) all.tv_nsec / 1e9;
  clocks->at_us = g_get_monotonic_time ();
}

void
clocks_clear (Clocks *clocks)
{
  g_clear_pointer (&clocks->threads, g_hash_table_unref);
}

gdouble
clocks_between (const Clocks *from, const Clocks *to, const char *thread)
{
  const guint64 *before = g_hash_table_lookup (from->threads, thread);
  const guint64 *after = g_hash_table_lookup (to->threads, thread);
  guint64 used = after ? *after - (before ? *before : 0) : 0;

  return (gdouble) used / 1e9;
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (a, b);
}

char *
clocks_to_text (const Clocks *from, const Clocks *to)
{
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (to->threads), compare_names);
  GString *text = g_string_new (NULL);

  for (GList *l = names; l; l = l->next)
    {
      gdouble used = clocks_between (from, to, l->data);

      if (used >= (to->all_s - from->all_s) / 100)
        g_string_append_printf (text, "%s%s %.3f", text->len > 0 ? ", " : "",
                                (const char *) l->data, used);
    }
  return g_string_free (text, FALSE);
}
