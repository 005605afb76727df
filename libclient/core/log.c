/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/log.h"

static void
say (GLogLevelFlags level, const char *where, const char *text)
{
  if (where)
    g_log_structured ("sumac", level, "CHANNEL", where, "MESSAGE", "%s: %s", where, text);
  else
    g_log_structured ("sumac", level, "MESSAGE", "%s", text);
}

void
sumac_log (GLogLevelFlags level, const char *where, const char *format, ...)
{
  /* Debug lines are formatted only for somebody who reads them. */
  if (level >= G_LOG_LEVEL_INFO && g_log_writer_default_would_drop (level, "sumac"))
    return;

  va_list args;

  va_start (args, format);

  g_autofree char *text = g_strdup_vprintf (format, args);

  va_end (args);
  say (level, where, text);
}

static gboolean
is_power_of_ten (guint64 n)
{
  while (n % 10 == 0)
    n /= 10;
  return n == 1;
}

void
sumac_log_repeat (SumacRepeat *repeat, const char *where, const char *format, ...)
{
  repeat->n++;
  if (!is_power_of_ten (repeat->n))
    return;

  va_list args;

  va_start (args, format);

  g_autofree char *text = g_strdup_vprintf (format, args);

  va_end (args);
  if (repeat->n == 1)
    {
      say (G_LOG_LEVEL_WARNING, where, text);
      return;
    }

  g_autofree char *counted =
      g_strdup_printf ("%s (seen %" G_GUINT64_FORMAT " times)", text, repeat->n);

  say (G_LOG_LEVEL_WARNING, where, counted);
}
