/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The one door for bytes from outside. A failed read latches: it returns zero from then on,
 * so a parser reads straight down and asks once at the end.
 *
 * A reader points into memory of somebody else, which must outlive it. Values on the wire
 * are little-endian unless a function says big. Thread: the caller's. */

#pragma once

#include <sumac/rect.h>

typedef struct _SumacReader SumacReader;

struct _SumacReader
{
  const guint8 *start; /* of the whole message: offsets count from here */
  const guint8 *next;
  const guint8 *end;
  gboolean failed;
  guint depth; /* of sub-readers, bounded */
};

SumacReader sumac_reader (const guint8 *bytes, gsize size);

/* A reader at @offset of the whole message. Offset 0, one past the end, or the fifth level
 * of nesting give a failed one, and fail @reader too. */
SumacReader sumac_reader_at (SumacReader *reader, guint32 offset);

guint8 sumac_read_u8 (SumacReader *reader);
guint16 sumac_read_u16 (SumacReader *reader);
guint32 sumac_read_u32 (SumacReader *reader);
guint64 sumac_read_u64 (SumacReader *reader);
gint16 sumac_read_i16 (SumacReader *reader);
gint32 sumac_read_i32 (SumacReader *reader);
guint32 sumac_read_u32_big (SumacReader *reader);
guint64 sumac_read_u64_big (SumacReader *reader);

/* The wire's order is top, left, bottom, right. A coordinate beyond SUMAC_MAX_COORDINATE
 * fails. */
SumacRect sumac_read_rect (SumacReader *reader);

/* @size bytes in place, or NULL (failed). For @size 0 a pointer that is not to be read. */
const guint8 *sumac_read_bytes (SumacReader *reader, gsize size);

/* Bytes that are left; 0 when failed. */
gsize sumac_reader_left (const SumacReader *reader);

/* TRUE if @count items of @item_size bytes can still be there; else the reader fails. To be
 * asked before anything is allocated for them. */
gboolean sumac_reader_has (SumacReader *reader, gsize count, gsize item_size);

/* Marks the input as malformed for a reason of the parser's own. */
void sumac_reader_spoil (SumacReader *reader);

gboolean sumac_reader_ok (const SumacReader *reader);

/* Sets SUMAC_ERROR_PROTOCOL naming @what; always FALSE, for `return`. */
gboolean sumac_reader_fail (const SumacReader *reader, const char *what, GError **error);
