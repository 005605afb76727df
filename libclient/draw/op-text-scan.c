/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "draw/op-text-scan.h"

gboolean
sumac_scan_number (const char **text, gint64 low, gint64 high, gint64 *out)
{
  char *end;
  const char *first = **text == '-' ? *text + 1 : *text;

  if (!g_ascii_isdigit (*first))
    return FALSE;
  *out = g_ascii_strtoll (*text, &end, 10);
  *text = end;
  return *out >= low && *out <= high;
}

gboolean
sumac_scan_numbers (const char **text, gint32 *out, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      gint64 number;

      if (i > 0 && *(*text)++ != ',')
        return FALSE;
      if (!sumac_scan_number (text, G_MININT32, G_MAXINT32, &number))
        return FALSE;
      out[i] = (gint32) number;
    }
  return TRUE;
}

gboolean
sumac_scan_hex (const char *text, guint digits, guint32 *out)
{
  guint32 value = 0;

  for (guint i = 0; i < digits; i++)
    {
      gint digit = g_ascii_xdigit_value (text[i]);

      if (digit < 0)
        return FALSE;
      value = value << 4 | (guint) digit;
    }
  *out = value;
  return TRUE;
}

gsize
sumac_scan_count (const char *text)
{
  gsize n = *text ? 1 : 0;

  for (; *text; text++)
    n += *text == ';';
  return n;
}

gboolean
sumac_scan_rect (const char **text, SumacRect *rect)
{
  gint32 edges[4];

  if (!sumac_scan_numbers (text, edges, 4))
    return FALSE;
  *rect = (SumacRect){ edges[0], edges[1], edges[2], edges[3] };
  return TRUE;
}
