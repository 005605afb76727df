/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/reader.h"

#include "core/limits.h"

#include <sumac/error.h>

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_DEPTH 4

static const guint8 nothing[8];

SumacReader
sumac_reader (const guint8 *bytes, gsize size)
{
  const guint8 *start = size > 0 ? bytes : nothing;

  return (SumacReader){ .start = start, .next = start, .end = start + size };
}

SumacReader
sumac_reader_at (SumacReader *reader, guint32 offset)
{
  gsize size = (gsize) (reader->end - reader->start);

  if (reader->failed || offset == 0 || offset > size || reader->depth >= MAX_DEPTH)
    {
      reader->failed = TRUE;
      offset = 0;
    }
  return (SumacReader){
    .start = reader->start,
    .next = reader->start + offset,
    .end = reader->end,
    .failed = reader->failed,
    .depth = reader->depth + 1,
  };
}

const guint8 *
sumac_read_bytes (SumacReader *reader, gsize size)
{
  if (reader->failed || size > (gsize) (reader->end - reader->next))
    {
      reader->failed = TRUE;
      return NULL;
    }

  const guint8 *bytes = reader->next;

  reader->next += size;
  return bytes;
}

guint8
sumac_read_u8 (SumacReader *reader)
{
  const guint8 *b = sumac_read_bytes (reader, 1);

  return b ? b[0] : 0;
}

guint16
sumac_read_u16 (SumacReader *reader)
{
  const guint8 *b = sumac_read_bytes (reader, 2);
  guint16 v = 0;

  if (b)
    memcpy (&v, b, sizeof v);
  return GUINT16_FROM_LE (v);
}

guint32
sumac_read_u32 (SumacReader *reader)
{
  const guint8 *b = sumac_read_bytes (reader, 4);
  guint32 v = 0;

  if (b)
    memcpy (&v, b, sizeof v);
  return GUINT32_FROM_LE (v);
}

guint64
sumac_read_u64 (SumacReader *reader)
{
  const guint8 *b = sumac_read_bytes (reader, 8);
  guint64 v = 0;

  if (b)
    memcpy (&v, b, sizeof v);
  return GUINT64_FROM_LE (v);
}

gint16
sumac_read_i16 (SumacReader *reader)
{
  return (gint16) sumac_read_u16 (reader);
}

gint32
sumac_read_i32 (SumacReader *reader)
{
  return (gint32) sumac_read_u32 (reader);
}

guint32
sumac_read_u32_big (SumacReader *reader)
{
  return GUINT32_SWAP_LE_BE (sumac_read_u32 (reader));
}

guint64
sumac_read_u64_big (SumacReader *reader)
{
  return GUINT64_SWAP_LE_BE (sumac_read_u64 (reader));
}

static gint32
read_coordinate (SumacReader *reader)
{
  gint32 v = sumac_read_i32 (reader);

  if (v < -SUMAC_MAX_COORDINATE || v > SUMAC_MAX_COORDINATE)
    {
      reader->failed = TRUE;
      return 0;
    }
  return v;
}

SumacRect
sumac_read_rect (SumacReader *reader)
{
  SumacRect rect;

  rect.top = read_coordinate (reader);
  rect.left = read_coordinate (reader);
  rect.bottom = read_coordinate (reader);
  rect.right = read_coordinate (reader);
  return rect;
}

gsize
sumac_reader_left (const SumacReader *reader)
{
  return reader->failed ? 0 : (gsize) (reader->end - reader->next);
}

gboolean
sumac_reader_has (SumacReader *reader, gsize count, gsize item_size)
{
  if (reader->failed || count > (gsize) (reader->end - reader->next) / item_size)
    reader->failed = TRUE;
  return !reader->failed;
}

void
sumac_reader_spoil (SumacReader *reader)
{
  reader->failed = TRUE;
}

gboolean
sumac_reader_ok (const SumacReader *reader)
{
  return !reader->failed;
}

gboolean
sumac_reader_fail (const SumacReader *reader, const char *what, GError **error)
{
  g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_PROTOCOL,
               _ ("The server sent a malformed “%s” of %zu bytes."), what,
               (gsize) (reader->end - reader->start));
  return FALSE;
}
