/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The values of the text form: how each is printed and read back. A type knows one kind of
 * field; which fields there are says the table in op-text.c.
 *
 * Thread: any; nothing here keeps a state. */

#pragma once

#include "draw/op-text.h"

typedef struct _SumacOpParser SumacOpParser;
typedef struct _SumacOpType SumacOpType;

/* What a line is read with. */
struct _SumacOpParser
{
  const SumacOpNames *names;
  SumacArena *arena;
  SumacOp *op;
};

/* A list's type has no print: its items are words of their own. */
struct _SumacOpType
{
  void (*print) (gconstpointer field, const SumacOpNames *names, GString *out);
  /* FALSE when @text is not understood to its end. */
  gboolean (*parse) (SumacOpParser *parser, const char *text, gpointer field);
};

/* The field's C type is beside each; those of lists take the whole op. */
/* clang-format off */
extern const SumacOpType sumac_op_type_u32;       /* guint32 */
extern const SumacOpType sumac_op_type_u8;        /* guint8 */
extern const SumacOpType sumac_op_type_byte;      /* guint8, two hexadecimal digits */
extern const SumacOpType sumac_op_type_color;     /* guint32, eight hexadecimal digits */
extern const SumacOpType sumac_op_type_flag;      /* gboolean: the word alone */
extern const SumacOpType sumac_op_type_point;     /* gint32 x, y */
extern const SumacOpType sumac_op_type_point16;   /* gint16 x, y */
extern const SumacOpType sumac_op_type_rect;      /* SumacRect */
extern const SumacOpType sumac_op_type_rop;       /* SumacRop */
extern const SumacOpType sumac_op_type_scale;     /* SumacScale */
extern const SumacOpType sumac_op_type_operator;  /* guint8, pixman's */
extern const SumacOpType sumac_op_type_filter;    /* guint8, pixman's */
extern const SumacOpType sumac_op_type_repeat;    /* guint8, pixman's */
extern const SumacOpType sumac_op_type_source;    /* SumacSource */
extern const SumacOpType sumac_op_type_brush;     /* SumacBrush */
extern const SumacOpType sumac_op_type_clip;      /* SumacClip */
extern const SumacOpType sumac_op_type_transform; /* const SumacTransform * */
extern const SumacOpType sumac_op_type_style;     /* SumacOp: u.stroke's style */
extern const SumacOpType sumac_op_type_segment;   /* SumacOp: one more of u.stroke's segments */
extern const SumacOpType sumac_op_type_glyph;     /* SumacOp: one more of u.text's glyphs */
extern const SumacOpType sumac_op_type_bits;      /* guint: 1, 4, 8 */
/* clang-format on */

void sumac_op_print_segment (const SumacSegment *segment, GString *out);
void sumac_op_print_glyph (const SumacGlyph *glyph, guint bits, GString *out);

/* A glyph's digits, kept in rows until the depth is known, become bytes. */
gboolean sumac_op_read_glyph (SumacOpParser *parser, SumacGlyph *glyph);
