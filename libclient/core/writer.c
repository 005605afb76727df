/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/writer.h"

#include <string.h>

void
sumac_writer_init (SumacWriter *writer, gsize ceiling)
{
  *writer = (SumacWriter){ .ceiling = ceiling };
}

void
sumac_writer_clear (SumacWriter *writer)
{
  g_free (writer->bytes);
  *writer = (SumacWriter){ .ceiling = writer->ceiling };
}

static gboolean
reserve (SumacWriter *writer, gsize size)
{
  if (writer->failed || size > writer->ceiling - writer->size)
    {
      writer->failed = TRUE;
      return FALSE;
    }
  if (size <= writer->capacity - writer->size)
    return TRUE;

  gsize capacity = MAX (MAX (writer->capacity * 2, writer->size + size), 64);
  guint8 *bytes = g_try_realloc (writer->bytes, capacity);

  if (!bytes)
    {
      writer->failed = TRUE;
      return FALSE;
    }
  writer->bytes = bytes;
  writer->capacity = capacity;
  return TRUE;
}

void
sumac_write_bytes (SumacWriter *writer, const void *bytes, gsize size)
{
  if (size == 0 || !reserve (writer, size))
    return;
  memcpy (writer->bytes + writer->size, bytes, size);
  writer->size += size;
}

void
sumac_write_u8 (SumacWriter *writer, guint8 value)
{
  sumac_write_bytes (writer, &value, sizeof value);
}

void
sumac_write_u16 (SumacWriter *writer, guint16 value)
{
  value = GUINT16_TO_LE (value);
  sumac_write_bytes (writer, &value, sizeof value);
}

void
sumac_write_u32 (SumacWriter *writer, guint32 value)
{
  value = GUINT32_TO_LE (value);
  sumac_write_bytes (writer, &value, sizeof value);
}

void
sumac_write_u64 (SumacWriter *writer, guint64 value)
{
  value = GUINT64_TO_LE (value);
  sumac_write_bytes (writer, &value, sizeof value);
}

void
sumac_writer_patch_u32 (SumacWriter *writer, gsize offset, guint32 value)
{
  g_assert (writer->failed || offset + 4 <= writer->size);
  if (writer->failed)
    return;
  value = GUINT32_TO_LE (value);
  memcpy (writer->bytes + offset, &value, sizeof value);
}

void
sumac_writer_drop (SumacWriter *writer, gsize size)
{
  g_assert (size <= writer->size);
  if (size < writer->size)
    memmove (writer->bytes, writer->bytes + size, writer->size - size);
  writer->size -= size;
}

gboolean
sumac_writer_ok (const SumacWriter *writer)
{
  return !writer->failed;
}
