/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Bytes on their way out: a growing buffer that is born with its ceiling. Values are written
 * little-endian. What would pass the ceiling is not written and latches. Thread: the owner's. */

#pragma once

#include <glib.h>

typedef struct _SumacWriter SumacWriter;

struct _SumacWriter
{
  guint8 *bytes;
  gsize size;
  gsize capacity;
  gsize ceiling;
  gboolean failed;
};

void sumac_writer_init (SumacWriter *writer, gsize ceiling);
void sumac_writer_clear (SumacWriter *writer);

void sumac_write_u8 (SumacWriter *writer, guint8 value);
void sumac_write_u16 (SumacWriter *writer, guint16 value);
void sumac_write_u32 (SumacWriter *writer, guint32 value);
void sumac_write_u64 (SumacWriter *writer, guint64 value);
void sumac_write_bytes (SumacWriter *writer, const void *bytes, gsize size);

/* Overwrites four bytes already written, for a size known only afterwards. */
void sumac_writer_patch_u32 (SumacWriter *writer, gsize offset, guint32 value);

/* Forgets the first @size bytes (they have been sent). */
void sumac_writer_drop (SumacWriter *writer, gsize size);

gboolean sumac_writer_ok (const SumacWriter *writer);
