/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a test has logged, kept instead of shown: warnings are part of what is proved, and end
 * no test. To be set up once, first thing in main. Thread: any. */

#pragma once

#include "core/thread.h"

#include <string.h>

typedef struct
{
  GLogLevelFlags level;
  char *text;
  char *channel; /* nullable */
} TestLine;

static SumacLock test_log_lock = PTHREAD_MUTEX_INITIALIZER;
static GPtrArray *test_log_lines; /* under lock */

static inline char *
test_log_field (const GLogField *fields, gsize n, const char *key)
{
  for (gsize i = 0; i < n; i++)
    if (strcmp (fields[i].key, key) == 0)
      return fields[i].length < 0 ? g_strdup (fields[i].value)
                                  : g_strndup (fields[i].value, (gsize) fields[i].length);
  return NULL;
}

static inline void
test_log_free_line (gpointer data)
{
  TestLine *line = data;

  g_free (line->text);
  g_free (line->channel);
  g_free (line);
}

static inline GLogWriterOutput
test_log_write (GLogLevelFlags level,
                const GLogField *fields,
                gsize n,
                gpointer data G_GNUC_UNUSED)
{
  TestLine *line;
  char *domain = test_log_field (fields, n, "GLIB_DOMAIN");
  gboolean is_ours = g_strcmp0 (domain, "sumac") == 0;

  g_free (domain);
  if (!is_ours || level <= G_LOG_LEVEL_CRITICAL)
    return g_log_writer_default (level, fields, n, NULL);

  line = g_new (TestLine, 1);
  *line = (TestLine){
    .level = level,
    .text = test_log_field (fields, n, "MESSAGE"),
    .channel = test_log_field (fields, n, "CHANNEL"),
  };
  sumac_lock (&test_log_lock);
  g_ptr_array_add (test_log_lines, line);
  sumac_unlock (&test_log_lock);
  return G_LOG_WRITER_HANDLED;
}

static inline void
test_log_init (void)
{
  test_log_lines = g_ptr_array_new_with_free_func (test_log_free_line);
  g_log_set_writer_func (test_log_write, NULL, NULL);
}

static inline void
test_log_clear (void)
{
  sumac_lock (&test_log_lock);
  g_ptr_array_set_size (test_log_lines, 0);
  sumac_unlock (&test_log_lock);
}

/* How many lines of that level have @part in them. */
static inline guint
test_log_count (GLogLevelFlags level, const char *part)
{
  guint n = 0;

  sumac_lock (&test_log_lock);
  for (guint i = 0; i < test_log_lines->len; i++)
    {
      const TestLine *line = test_log_lines->pdata[i];

      if (line->level == level && strstr (line->text, part))
        n++;
    }
  sumac_unlock (&test_log_lock);
  return n;
}
