/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The display channel's messages: each is built by hand, looked at value by value, and then
 * spoilt: cut at every byte, with every pointer, count and coordinate made wrong. */

#include "channels/display-wire.h"

#include "core/limits.h"
#include "support/bytes.h"
#include "support/wire.h"

#include <sumac/error.h>

#include <spice/enums.h>

#define MAX_MARKS 64

typedef enum
{
  MARK_POINTER,    /* u32 */
  MARK_COORDINATE, /* of a rectangle, i32 */
  MARK_COUNT,      /* of @width bytes; what it counts ends the body */
} MarkKind;

typedef struct
{
  MarkKind kind;
  gsize at;
  guint width;
} Mark;

/* A body in the making, and where it can be hurt. */
typedef struct
{
  SumacWriter w;
  guint n_marks;
  Mark marks[MAX_MARKS];
} Body;

static void
mark (Body *body, MarkKind kind, guint width)
{
  g_assert_cmpuint (body->n_marks, <, MAX_MARKS);
  body->marks[body->n_marks++] = (Mark){ kind, body->w.size, width };
}

/* To be pointed somewhere later. */
static gsize
put_pointer (Body *body)
{
  mark (body, MARK_POINTER, 4);
  sumac_write_u32 (&body->w, 0);
  return body->w.size - 4;
}

static void
point_here (Body *body, gsize pointer)
{
  sumac_writer_patch_u32 (&body->w, pointer, (guint32) body->w.size);
}

static void
put_i32 (Body *body, gint32 v)
{
  sumac_write_u32 (&body->w, (guint32) v);
}

static void
put_rect (Body *body, gint left, gint top, gint right, gint bottom)
{
  const gint32 wire[4] = { top, left, bottom, right };

  for (guint i = 0; i < 4; i++)
    {
      mark (body, MARK_COORDINATE, 4);
      put_i32 (body, wire[i]);
    }
}

/* Surface 9, box 10,20 30x40, clipped to two rectangles. */
static void
put_base (Body *body)
{
  sumac_write_u32 (&body->w, 9);
  put_rect (body, 10, 20, 40, 60);
  sumac_write_u8 (&body->w, SPICE_CLIP_TYPE_RECTS);
  sumac_write_u32 (&body->w, 2);
  put_rect (body, 11, 21, 12, 22);
  put_rect (body, -5, -6, 100, 200);
}

/* A bitmap of 2 × 2 whose bytes and id begin with @number. */
static void
put_image (Body *body, gsize pointer, guint8 number)
{
  point_here (body, pointer);
  sumac_write_u64 (&body->w, number);
  sumac_write_u8 (&body->w, SPICE_IMAGE_TYPE_BITMAP);
  sumac_write_u8 (&body->w, SPICE_IMAGE_FLAGS_CACHE_ME);
  sumac_write_u32 (&body->w, 2);
  sumac_write_u32 (&body->w, 2);
  sumac_write_u8 (&body->w, SPICE_BITMAP_FMT_32BIT);
  sumac_write_u8 (&body->w, SPICE_BITMAP_FLAGS_TOP_DOWN);
  sumac_write_u32 (&body->w, 2);
  sumac_write_u32 (&body->w, 2);
  sumac_write_u32 (&body->w, 8);
  sumac_write_u32 (&body->w, 0); /* no palette */
  for (guint8 i = 0; i < 16; i++)
    sumac_write_u8 (&body->w, (guint8) (number + i));
}

static void
assert_rect (const SumacRect *rect, gint left, gint top, gint right, gint bottom)
{
  g_assert_cmpint (rect->left, ==, left);
  g_assert_cmpint (rect->top, ==, top);
  g_assert_cmpint (rect->right, ==, right);
  g_assert_cmpint (rect->bottom, ==, bottom);
}

static void
assert_base (const SumacOp *op)
{
  g_assert_cmpuint (op->surface, ==, 9);
  assert_rect (&op->box, 10, 20, 40, 60);
  g_assert_cmpint (op->clip.is_set, ==, TRUE);
  g_assert_cmpuint (op->clip.n_rects, ==, 2);
  assert_rect (&op->clip.rects[0], 11, 21, 12, 22);
  assert_rect (&op->clip.rects[1], -5, -6, 100, 200);
}

/* Pending image @i is number @number, and goes into @source. */
static void
assert_image (const SumacCommand *command, guint i, guint8 number, const SumacSource *source)
{
  const SumacPendingImage *pending = &command->u.draw.pending[i];

  g_assert_cmpuint (command->u.draw.n_pending, >, i);
  g_assert_true (pending->into == source);
  g_assert_cmpint (source->kind, ==, SUMAC_SOURCE_NONE);
  g_assert_cmpuint (pending->encoded.id, ==, number);
  g_assert_cmpuint (pending->encoded.type, ==, SPICE_IMAGE_TYPE_BITMAP);
  g_assert_cmpuint (pending->encoded.flags, ==, SPICE_IMAGE_FLAGS_CACHE_ME);
  g_assert_cmpuint (pending->encoded.width, ==, 2);
  g_assert_cmpuint (pending->encoded.height, ==, 2);
  g_assert_cmpuint (pending->encoded.size, ==, 16);
  g_assert_cmpuint (pending->encoded.bytes[0], ==, number);
}

static void
put_source (Body *body, gsize *pointer)
{
  *pointer = put_pointer (body);
  put_rect (body, 1, 2, 3, 4);
}

static void
put_solid (Body *body, guint32 color)
{
  sumac_write_u8 (&body->w, SPICE_BRUSH_TYPE_SOLID);
  sumac_write_u32 (&body->w, color);
}

static void
put_pattern (Body *body, gsize *pointer)
{
  sumac_write_u8 (&body->w, SPICE_BRUSH_TYPE_PATTERN);
  *pointer = put_pointer (body);
  put_i32 (body, -100);
  put_i32 (body, G_MAXINT32);
}

static void
assert_pattern (const SumacBrush *brush)
{
  g_assert_cmpint (brush->kind, ==, SUMAC_BRUSH_PATTERN);
  g_assert_cmpint (brush->x, ==, -100);
  g_assert_cmpint (brush->y, ==, G_MAXINT32);
}

static void
put_mask (Body *body, gsize *pointer)
{
  sumac_write_u8 (&body->w, SPICE_MASK_FLAGS_INVERS);
  put_i32 (body, -3);
  put_i32 (body, 4);
  *pointer = put_pointer (body);
}

static void
assert_mask (const SumacMask *mask)
{
  g_assert_cmpint (mask->is_inverse, ==, TRUE);
  g_assert_cmpint (mask->x, ==, -3);
  g_assert_cmpint (mask->y, ==, 4);
}

static void
build_fill (Body *body)
{
  gsize pattern;
  gsize mask;

  put_base (body);
  put_pattern (body, &pattern);
  sumac_write_u16 (&body->w, SPICE_ROPD_OP_XOR);
  put_mask (body, &mask);
  put_image (body, pattern, 1);
  put_image (body, mask, 2);
}

static void
check_fill (const SumacCommand *command)
{
  const SumacOp *op = &command->u.draw.op;

  assert_pattern (&op->brush);
  g_assert_cmphex (op->rop, ==, SUMAC_ROP_XOR);
  assert_mask (&op->mask);
  g_assert_cmpuint (command->u.draw.n_pending, ==, 2);
  assert_image (command, 0, 1, &op->brush.pattern);
  assert_image (command, 1, 2, &op->mask.bits);
}

static void
build_opaque (Body *body)
{
  gsize source;
  gsize pattern;
  gsize mask;

  put_base (body);
  put_source (body, &source);
  put_pattern (body, &pattern);
  sumac_write_u16 (&body->w, SPICE_ROPD_OP_AND | SPICE_ROPD_INVERS_SRC);
  sumac_write_u8 (&body->w, SPICE_IMAGE_SCALE_MODE_NEAREST);
  put_mask (body, &mask);
  put_image (body, source, 1);
  put_image (body, pattern, 2);
  put_image (body, mask, 3);
}

static void
check_opaque (const SumacCommand *command)
{
  const SumacOp *op = &command->u.draw.op;

  assert_rect (&op->source_area, 1, 2, 3, 4);
  assert_pattern (&op->brush);
  g_assert_cmphex (op->rop, ==, SUMAC_ROP_AND_REVERSE);
  g_assert_cmpint (op->scale, ==, SUMAC_SCALE_NEAREST);
  assert_mask (&op->mask);
  assert_image (command, 0, 1, &op->source);
  assert_image (command, 1, 2, &op->brush.pattern);
  assert_image (command, 2, 3, &op->mask.bits);
}

static void
build_copy (Body *body)
{
  gsize source;
  gsize mask;

  put_base (body);
  put_source (body, &source);
  sumac_write_u16 (&body->w, SPICE_ROPD_OP_PUT | SPICE_ROPD_INVERS_SRC);
  sumac_write_u8 (&body->w, SPICE_IMAGE_SCALE_MODE_INTERPOLATE);
  put_mask (body, &mask);
  put_image (body, source, 1);
  put_image (body, mask, 2);
}

static void
check_copy (const SumacCommand *command)
{
  const SumacOp *op = &command->u.draw.op;

  assert_rect (&op->source_area, 1, 2, 3, 4);
  g_assert_cmphex (op->rop, ==, SUMAC_ROP_COPY_INVERTED);
  g_assert_cmpint (op->scale, ==, SUMAC_SCALE_SMOOTH);
  assert_mask (&op->mask);
  assert_image (command, 0, 1, &op->source);
  assert_image (command, 1, 2, &op->mask.bits);
}

static void
build_mask_only (Body *body)
{
  gsize mask;

  put_base (body);
  put_mask (body, &mask);
  put_image (body, mask, 1);
}

static void
check_mask_only (const SumacCommand *command)
{
  assert_mask (&command->u.draw.op.mask);
  g_assert_cmpuint (command->u.draw.n_pending, ==, 1);
  assert_image (command, 0, 1, &command->u.draw.op.mask.bits);
}

static void
build_rop3 (Body *body)
{
  gsize source;
  gsize mask;

  put_base (body);
  put_source (body, &source);
  put_solid (body, 0x00123456);
  sumac_write_u8 (&body->w, 0xca);
  sumac_write_u8 (&body->w, SPICE_IMAGE_SCALE_MODE_NEAREST);
  put_mask (body, &mask);
  put_image (body, source, 1);
  put_image (body, mask, 2);
}

static void
check_rop3 (const SumacCommand *command)
{
  const SumacOp *op = &command->u.draw.op;

  assert_rect (&op->source_area, 1, 2, 3, 4);
  g_assert_cmpint (op->brush.kind, ==, SUMAC_BRUSH_SOLID);
  g_assert_cmphex (op->brush.color, ==, 0x00123456);
  g_assert_cmphex (op->u.rop3.code, ==, 0xca);
  g_assert_cmpint (op->scale, ==, SUMAC_SCALE_NEAREST);
  assert_mask (&op->mask);
  assert_image (command, 0, 1, &op->source);
  assert_image (command, 1, 2, &op->mask.bits);
}

static void
put_segment (Body *body, guint8 flags, guint32 n_points, gint32 first)
{
  sumac_write_u8 (&body->w, flags);
  mark (body, MARK_COUNT, 4);
  sumac_write_u32 (&body->w, n_points);
  for (guint32 i = 0; i < n_points; i++)
    {
      put_i32 (body, first + (gint32) i);
      put_i32 (body, -first - (gint32) i);
    }
}

/* The path last, so that its counts end the body: its second segment is the end of it. */
static void
build_stroke (Body *body)
{
  gsize path;
  gsize style;

  put_base (body);
  path = put_pointer (body);
  sumac_write_u8 (&body->w, SPICE_LINE_FLAGS_STYLED | SPICE_LINE_FLAGS_START_WITH_GAP);
  sumac_write_u8 (&body->w, 3);
  style = put_pointer (body);
  put_solid (body, 0xffffffff);
  sumac_write_u16 (&body->w, SPICE_ROPD_OP_INVERS);
  sumac_write_u16 (&body->w, SPICE_ROPD_OP_PUT);
  point_here (body, style);
  for (gint32 i = 0; i < 3; i++)
    put_i32 (body, 16 * i - 16);
  point_here (body, path);
  sumac_write_u32 (&body->w, 2);
  put_segment (body, SPICE_PATH_BEGIN, 0, 0);
  body->n_marks--; /* that count has more bytes behind it */
  put_segment (body, SPICE_PATH_END | SPICE_PATH_CLOSE | SPICE_PATH_BEZIER, 3, 256);
}

static void
check_stroke (const SumacCommand *command)
{
  const SumacOp *op = &command->u.draw.op;
  const SumacSegment *segments = op->u.stroke.segments;

  g_assert_cmpuint (op->u.stroke.n_segments, ==, 2);
  g_assert_cmphex (segments[0].flags, ==, SUMAC_PATH_BEGIN);
  g_assert_cmpuint (segments[0].n_points, ==, 0);
  g_assert_cmphex (segments[1].flags, ==,
                   SUMAC_PATH_END | SUMAC_PATH_CLOSE | SUMAC_PATH_BEZIER);
  g_assert_cmpuint (segments[1].n_points, ==, 3);
  for (gint i = 0; i < 3; i++)
    {
      g_assert_cmpint (segments[1].points[i].x, ==, 256 + i);
      g_assert_cmpint (segments[1].points[i].y, ==, -256 - i);
      g_assert_cmpint (op->u.stroke.style[i], ==, 16 * i - 16);
    }
  g_assert_cmpuint (op->u.stroke.n_style, ==, 3);
  g_assert_cmpint (op->u.stroke.starts_with_gap, ==, TRUE);
  g_assert_cmpint (op->brush.kind, ==, SUMAC_BRUSH_SOLID);
  g_assert_cmphex (op->brush.color, ==, 0xffffffff);
  g_assert_cmphex (op->rop, ==, SUMAC_ROP_INVERT);
}

/* The dashes last. */
static void
build_dashes (Body *body)
{
  gsize path;
  gsize style;

  put_base (body);
  path = put_pointer (body);
  sumac_write_u8 (&body->w, SPICE_LINE_FLAGS_STYLED);
  mark (body, MARK_COUNT, 1);
  sumac_write_u8 (&body->w, 2);
  style = put_pointer (body);
  sumac_write_u8 (&body->w, SPICE_BRUSH_TYPE_NONE);
  sumac_write_u16 (&body->w, 0);
  sumac_write_u16 (&body->w, 0);
  point_here (body, path);
  sumac_write_u32 (&body->w, 0);
  point_here (body, style);
  put_i32 (body, 32);
  put_i32 (body, 48);
}

static void
check_dashes (const SumacCommand *command)
{
  const SumacOp *op = &command->u.draw.op;

  g_assert_cmpuint (op->u.stroke.n_segments, ==, 0);
  g_assert_cmpuint (op->u.stroke.n_style, ==, 2);
  g_assert_cmpint (op->u.stroke.style[1], ==, 48);
  g_assert_cmpint (op->u.stroke.starts_with_gap, ==, FALSE);
  g_assert_cmpint (op->brush.kind, ==, SUMAC_BRUSH_NONE);
  g_assert_cmphex (op->rop, ==, SUMAC_ROP_COPY);
}

/* No style, so neither count nor pointer. */
static void
build_solid_stroke (Body *body)
{
  gsize path;

  put_base (body);
  path = put_pointer (body);
  sumac_write_u8 (&body->w, 0);
  put_solid (body, 1);
  sumac_write_u16 (&body->w, SPICE_ROPD_OP_PUT);
  sumac_write_u16 (&body->w, 0);
  point_here (body, path);
  mark (body, MARK_COUNT, 4);
  sumac_write_u32 (&body->w, 0);
}

static void
check_solid_stroke (const SumacCommand *command)
{
  g_assert_cmpuint (command->u.draw.op.u.stroke.n_segments, ==, 0);
  g_assert_cmpuint (command->u.draw.op.u.stroke.n_style, ==, 0);
  g_assert_null (command->u.draw.op.u.stroke.style);
}

static void
put_text (Body *body, gsize *string, gsize *pattern)
{
  put_base (body);
  *string = put_pointer (body);
  put_rect (body, 1, 2, 3, 4);
  put_solid (body, 0x00abcdef);
  put_pattern (body, pattern);
  sumac_write_u16 (&body->w, SPICE_ROPD_OP_PUT);
  sumac_write_u16 (&body->w, SPICE_ROPD_OP_PUT);
}

static void
put_glyph (Body *body, gint32 x, gint32 y, guint16 width, guint16 height, gsize n_bytes)
{
  put_i32 (body, x);
  put_i32 (body, y);
  put_i32 (body, 7);
  put_i32 (body, -8);
  mark (body, MARK_COUNT, 2);
  sumac_write_u16 (&body->w, width);
  mark (body, MARK_COUNT, 2);
  sumac_write_u16 (&body->w, height);
  for (gsize i = 0; i < n_bytes; i++)
    sumac_write_u8 (&body->w, (guint8) (0xa0 + i));
}

static void
build_glyphs (Body *body, guint8 flags, guint16 width, gsize n_bytes)
{
  gsize string;
  gsize pattern;

  put_text (body, &string, &pattern);
  put_image (body, pattern, 1);
  point_here (body, string);
  sumac_write_u16 (&body->w, 1);
  sumac_write_u8 (&body->w, flags);
  put_glyph (body, 100, 200, width, 2, n_bytes);
}

static void
build_text_a1 (Body *body)
{
  build_glyphs (body, SPICE_STRING_FLAGS_RASTER_A1, 8, 2);
}

static void
build_text_a4 (Body *body)
{
  build_glyphs (body, SPICE_STRING_FLAGS_RASTER_A4, 4, 4);
}

static void
build_text_a8 (Body *body)
{
  build_glyphs (body, SPICE_STRING_FLAGS_RASTER_A8 | SPICE_STRING_FLAGS_RASTER_TOP_DOWN, 3, 6);
}

static void
check_glyphs (const SumacCommand *command, guint bits, guint16 width)
{
  const SumacOp *op = &command->u.draw.op;
  const SumacGlyph *glyph = op->u.text.glyphs;

  g_assert_cmpuint (op->u.text.bits, ==, bits);
  g_assert_cmpuint (op->u.text.n_glyphs, ==, 1);
  g_assert_cmpint (glyph->x, ==, 107);
  g_assert_cmpint (glyph->y, ==, 192);
  g_assert_cmpuint (glyph->width, ==, width);
  g_assert_cmpuint (glyph->height, ==, 2);
  g_assert_cmphex (glyph->rows[0], ==, 0xa0);
  g_assert_cmphex (glyph->rows[1], ==, 0xa1);
  assert_rect (&op->u.text.back_area, 1, 2, 3, 4);
  g_assert_cmphex (op->brush.color, ==, 0x00abcdef);
  assert_pattern (&op->u.text.back);
  g_assert_cmpuint (command->u.draw.n_pending, ==, 1);
  assert_image (command, 0, 1, &op->u.text.back.pattern);
}

static void
check_text_a1 (const SumacCommand *command)
{
  check_glyphs (command, 1, 8);
}

static void
check_text_a4 (const SumacCommand *command)
{
  check_glyphs (command, 4, 4);
}

static void
check_text_a8 (const SumacCommand *command)
{
  check_glyphs (command, 8, 3);
}

/* Glyphs lie side by side. */
static void
build_string (Body *body)
{
  gsize string;
  gsize pattern;

  put_text (body, &string, &pattern);
  put_image (body, pattern, 1);
  point_here (body, string);
  mark (body, MARK_COUNT, 2);
  sumac_write_u16 (&body->w, 2);
  sumac_write_u8 (&body->w, SPICE_STRING_FLAGS_RASTER_A1);
  put_glyph (body, 90, 190, 8, 2, 2);
  body->n_marks -= 2; /* these counts have more bytes behind them */
  put_glyph (body, 100, 200, 8, 2, 2);
}

static void
check_string (const SumacCommand *command)
{
  const SumacOp *op = &command->u.draw.op;

  g_assert_cmpuint (op->u.text.n_glyphs, ==, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_cmphex (op->u.text.glyphs[i].rows[0], ==, 0xa0);
  g_assert_cmpint (op->u.text.glyphs[0].x, ==, 97);
  g_assert_cmpint (op->u.text.glyphs[1].x, ==, 107);
}

static void
build_transparent (Body *body)
{
  gsize source;

  put_base (body);
  put_source (body, &source);
  sumac_write_u32 (&body->w, 0x7fff);
  sumac_write_u32 (&body->w, 0x00ff00ff);
  put_image (body, source, 1);
}

static void
check_transparent (const SumacCommand *command)
{
  const SumacOp *op = &command->u.draw.op;

  assert_rect (&op->source_area, 1, 2, 3, 4);
  g_assert_cmphex (op->u.transparent.key, ==, 0x00ff00ff);
  assert_image (command, 0, 1, &op->source);
}

static void
build_alpha_blend (Body *body)
{
  gsize source;

  put_base (body);
  sumac_write_u8 (&body->w, SPICE_ALPHA_FLAGS_SRC_SURFACE_HAS_ALPHA);
  sumac_write_u8 (&body->w, 128);
  put_source (body, &source);
  put_image (body, source, 1);
}

static void
check_alpha_blend (const SumacCommand *command)
{
  const SumacOp *op = &command->u.draw.op;

  g_assert_cmpint (op->u.alpha_blend.dest_has_alpha, ==, FALSE);
  g_assert_cmpint (op->u.alpha_blend.source_has_alpha, ==, TRUE);
  g_assert_cmpuint (op->u.alpha_blend.alpha, ==, 128);
  assert_rect (&op->source_area, 1, 2, 3, 4);
  assert_image (command, 0, 1, &op->source);
}

static void
build_copy_bits (Body *body)
{
  put_base (body);
  put_i32 (body, -7);
  put_i32 (body, 8);
}

static void
check_copy_bits (const SumacCommand *command)
{
  g_assert_cmpint (command->u.draw.op.u.copy_bits.x, ==, -7);
  g_assert_cmpint (command->u.draw.op.u.copy_bits.y, ==, 8);
  g_assert_cmpuint (command->u.draw.n_pending, ==, 0);
}

static void
put_origins (Body *body)
{
  static const gint16 origins[] = { -1, 2, -3, 4 };

  for (guint i = 0; i < G_N_ELEMENTS (origins); i++)
    sumac_write_u16 (&body->w, (guint16) origins[i]);
}

static void
build_composite (Body *body)
{
  gsize source;
  gsize mask;

  put_base (body);
  sumac_write_u32 (
      &body->w, 0x3e | 4 << 8 | 3 << 11 | 2 << 14 | 1 << 16 | SPICE_COMPOSITE_COMPONENT_ALPHA |
                    SPICE_COMPOSITE_HAS_MASK | SPICE_COMPOSITE_HAS_SRC_TRANSFORM |
                    SPICE_COMPOSITE_HAS_MASK_TRANSFORM | SPICE_COMPOSITE_MASK_OPAQUE);
  source = put_pointer (body);
  mask = put_pointer (body);
  for (gint32 i = 0; i < 12; i++)
    put_i32 (body, i - 6);
  put_origins (body);
  put_image (body, source, 1);
  put_image (body, mask, 2);
}

static void
assert_origins (const SumacOp *op)
{
  g_assert_cmpint (op->u.composite.x, ==, -1);
  g_assert_cmpint (op->u.composite.y, ==, 2);
  g_assert_cmpint (op->u.composite.mask_x, ==, -3);
  g_assert_cmpint (op->u.composite.mask_y, ==, 4);
}

static void
check_composite (const SumacCommand *command)
{
  const SumacOp *op = &command->u.draw.op;

  g_assert_cmphex (op->u.composite.op, ==, 0x3e);
  g_assert_cmpuint (op->u.composite.filter, ==, 4);
  g_assert_cmpuint (op->u.composite.mask_filter, ==, 3);
  g_assert_cmpuint (op->u.composite.repeat, ==, 2);
  g_assert_cmpuint (op->u.composite.mask_repeat, ==, 1);
  g_assert_cmpint (op->u.composite.component_alpha, ==, TRUE);
  g_assert_cmpint (op->u.composite.source_opaque, ==, FALSE);
  g_assert_cmpint (op->u.composite.mask_opaque, ==, TRUE);
  g_assert_cmpint (op->u.composite.dest_opaque, ==, FALSE);
  for (gint32 i = 0; i < 6; i++)
    {
      g_assert_cmpint (op->u.composite.transform->t[i], ==, i - 6);
      g_assert_cmpint (op->u.composite.mask_transform->t[i], ==, i);
    }
  assert_origins (op);
  assert_image (command, 0, 1, &op->source);
  assert_image (command, 1, 2, &op->u.composite.mask);
}

static void
build_plain_composite (Body *body)
{
  gsize source;

  put_base (body);
  sumac_write_u32 (&body->w, 3 | SPICE_COMPOSITE_SOURCE_OPAQUE | SPICE_COMPOSITE_DEST_OPAQUE);
  source = put_pointer (body);
  put_origins (body);
  put_image (body, source, 1);
}

static void
check_plain_composite (const SumacCommand *command)
{
  const SumacOp *op = &command->u.draw.op;

  g_assert_cmphex (op->u.composite.op, ==, 3);
  g_assert_cmpint (op->u.composite.component_alpha, ==, FALSE);
  g_assert_cmpint (op->u.composite.source_opaque, ==, TRUE);
  g_assert_cmpint (op->u.composite.mask_opaque, ==, FALSE);
  g_assert_cmpint (op->u.composite.dest_opaque, ==, TRUE);
  g_assert_null (op->u.composite.transform);
  g_assert_null (op->u.composite.mask_transform);
  assert_origins (op);
  g_assert_cmpuint (command->u.draw.n_pending, ==, 1);
}

static void
build_surface_create (Body *body)
{
  static const guint32 values[] = { 5, 1920, 1080, SPICE_SURFACE_FMT_32_ARGB,
                                    SPICE_SURFACE_FLAGS_PRIMARY };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    sumac_write_u32 (&body->w, values[i]);
}

static void
check_surface_create (const SumacCommand *command)
{
  g_assert_cmpuint (command->u.surface.id, ==, 5);
  g_assert_cmpuint (command->u.surface.width, ==, 1920);
  g_assert_cmpuint (command->u.surface.height, ==, 1080);
  g_assert_cmpint (command->u.surface.format, ==, SUMAC_PIXELS_ARGB32);
  g_assert_cmpint (command->u.surface.is_primary, ==, TRUE);
}

static void
build_mode (Body *body)
{
  sumac_write_u32 (&body->w, 800);
  sumac_write_u32 (&body->w, 600);
  sumac_write_u32 (&body->w, 16);
}

static void
check_mode (const SumacCommand *command)
{
  g_assert_cmpuint (command->u.surface.id, ==, 0);
  g_assert_cmpuint (command->u.surface.width, ==, 800);
  g_assert_cmpuint (command->u.surface.height, ==, 600);
  g_assert_cmpint (command->u.surface.format, ==, SUMAC_PIXELS_RGB555);
  g_assert_cmpint (command->u.surface.is_primary, ==, TRUE);
}

static void
build_surface_destroy (Body *body)
{
  sumac_write_u32 (&body->w, 0xfffffff0);
}

static void
check_surface_destroy (const SumacCommand *command)
{
  g_assert_cmpuint (command->u.surface.id, ==, 0xfffffff0);
}

static void
build_nothing (Body *body G_GNUC_UNUSED)
{
}

static void
check_nothing (const SumacCommand *command G_GNUC_UNUSED)
{
}

static void
build_forget (Body *body)
{
  static const guint8 types[] = { SPICE_RES_TYPE_PIXMAP, 2, SPICE_RES_TYPE_PIXMAP };

  mark (body, MARK_COUNT, 2);
  sumac_write_u16 (&body->w, 3);
  for (guint i = 0; i < 3; i++)
    {
      sumac_write_u8 (&body->w, types[i]);
      sumac_write_u64 (&body->w, G_MAXUINT64 - i);
    }
}

/* What is no pixmap is left out. */
static void
check_forget (const SumacCommand *command)
{
  g_assert_cmpuint (command->u.forget.n_ids, ==, 2);
  g_assert_cmphex (command->u.forget.ids[0], ==, G_MAXUINT64);
  g_assert_cmphex (command->u.forget.ids[1], ==, G_MAXUINT64 - 2);
}

static void
build_waits (Body *body)
{
  mark (body, MARK_COUNT, 1);
  sumac_write_u8 (&body->w, 2);
  for (guint8 i = 0; i < 2; i++)
    {
      sumac_write_u8 (&body->w, SPICE_CHANNEL_DISPLAY);
      sumac_write_u8 (&body->w, i);
      sumac_write_u64 (&body->w, (guint64) 1 << (32 + i));
    }
}

static void
check_waits (const SumacCommand *command)
{
  g_assert_cmpuint (command->u.wait.n_waits, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpuint (command->u.wait.waits[i].channel_type, ==, SPICE_CHANNEL_DISPLAY);
      g_assert_cmpuint (command->u.wait.waits[i].channel_id, ==, i);
      g_assert_cmphex (command->u.wait.waits[i].serial, ==, (guint64) 1 << (32 + i));
    }
}

typedef struct
{
  const char *name;
  guint16 type;
  SumacCommandKind kind;
  SumacOpKind op;
  void (*build) (Body *body);
  void (*check) (const SumacCommand *command);
} Case;

/* clang-format off */
static const Case cases[] = {
  { "fill",            SPICE_MSG_DISPLAY_DRAW_FILL,         SUMAC_COMMAND_DRAW, SUMAC_OP_FILL,        build_fill,            check_fill            },
  { "opaque",          SPICE_MSG_DISPLAY_DRAW_OPAQUE,       SUMAC_COMMAND_DRAW, SUMAC_OP_OPAQUE,      build_opaque,          check_opaque          },
  { "copy",            SPICE_MSG_DISPLAY_DRAW_COPY,         SUMAC_COMMAND_DRAW, SUMAC_OP_COPY,        build_copy,            check_copy            },
  { "blend",           SPICE_MSG_DISPLAY_DRAW_BLEND,        SUMAC_COMMAND_DRAW, SUMAC_OP_BLEND,       build_copy,            check_copy            },
  { "blackness",       SPICE_MSG_DISPLAY_DRAW_BLACKNESS,    SUMAC_COMMAND_DRAW, SUMAC_OP_BLACKNESS,   build_mask_only,       check_mask_only       },
  { "whiteness",       SPICE_MSG_DISPLAY_DRAW_WHITENESS,    SUMAC_COMMAND_DRAW, SUMAC_OP_WHITENESS,   build_mask_only,       check_mask_only       },
  { "invers",          SPICE_MSG_DISPLAY_DRAW_INVERS,       SUMAC_COMMAND_DRAW, SUMAC_OP_INVERS,      build_mask_only,       check_mask_only       },
  { "rop3",            SPICE_MSG_DISPLAY_DRAW_ROP3,         SUMAC_COMMAND_DRAW, SUMAC_OP_ROP3,        build_rop3,            check_rop3            },
  { "stroke",          SPICE_MSG_DISPLAY_DRAW_STROKE,       SUMAC_COMMAND_DRAW, SUMAC_OP_STROKE,      build_stroke,          check_stroke          },
  { "dashes",          SPICE_MSG_DISPLAY_DRAW_STROKE,       SUMAC_COMMAND_DRAW, SUMAC_OP_STROKE,      build_dashes,          check_dashes          },
  { "solid-stroke",    SPICE_MSG_DISPLAY_DRAW_STROKE,       SUMAC_COMMAND_DRAW, SUMAC_OP_STROKE,      build_solid_stroke,    check_solid_stroke    },
  { "text-a1",         SPICE_MSG_DISPLAY_DRAW_TEXT,         SUMAC_COMMAND_DRAW, SUMAC_OP_TEXT,        build_text_a1,         check_text_a1         },
  { "text-a4",         SPICE_MSG_DISPLAY_DRAW_TEXT,         SUMAC_COMMAND_DRAW, SUMAC_OP_TEXT,        build_text_a4,         check_text_a4         },
  { "text-a8",         SPICE_MSG_DISPLAY_DRAW_TEXT,         SUMAC_COMMAND_DRAW, SUMAC_OP_TEXT,        build_text_a8,         check_text_a8         },
  { "string",          SPICE_MSG_DISPLAY_DRAW_TEXT,         SUMAC_COMMAND_DRAW, SUMAC_OP_TEXT,        build_string,          check_string          },
  { "transparent",     SPICE_MSG_DISPLAY_DRAW_TRANSPARENT,  SUMAC_COMMAND_DRAW, SUMAC_OP_TRANSPARENT, build_transparent,     check_transparent     },
  { "alpha-blend",     SPICE_MSG_DISPLAY_DRAW_ALPHA_BLEND,  SUMAC_COMMAND_DRAW, SUMAC_OP_ALPHA_BLEND, build_alpha_blend,     check_alpha_blend     },
  { "copy-bits",       SPICE_MSG_DISPLAY_COPY_BITS,         SUMAC_COMMAND_DRAW, SUMAC_OP_COPY_BITS,   build_copy_bits,       check_copy_bits       },
  { "composite",       SPICE_MSG_DISPLAY_DRAW_COMPOSITE,    SUMAC_COMMAND_DRAW, SUMAC_OP_COMPOSITE,   build_composite,       check_composite       },
  { "plain-composite", SPICE_MSG_DISPLAY_DRAW_COMPOSITE,    SUMAC_COMMAND_DRAW, SUMAC_OP_COMPOSITE,   build_plain_composite, check_plain_composite },
  { "surface-create",  SPICE_MSG_DISPLAY_SURFACE_CREATE,    SUMAC_COMMAND_SURFACE_CREATE,     0, build_surface_create,  check_surface_create  },
  { "mode",            SPICE_MSG_DISPLAY_MODE,              SUMAC_COMMAND_SURFACE_CREATE,     0, build_mode,            check_mode            },
  { "surface-destroy", SPICE_MSG_DISPLAY_SURFACE_DESTROY,   SUMAC_COMMAND_SURFACE_DESTROY,    0, build_surface_destroy, check_surface_destroy },
  { "mark",            SPICE_MSG_DISPLAY_MARK,              SUMAC_COMMAND_MARK,               0, build_nothing,         check_nothing         },
  { "reset",           SPICE_MSG_DISPLAY_RESET,             SUMAC_COMMAND_RESET,              0, build_nothing,         check_nothing         },
  { "inval-list",      SPICE_MSG_DISPLAY_INVAL_LIST,        SUMAC_COMMAND_FORGET_IMAGES,      0, build_forget,          check_forget          },
  { "inval-all",       SPICE_MSG_DISPLAY_INVAL_ALL_PIXMAPS, SUMAC_COMMAND_FORGET_ALL_IMAGES,  0, build_waits,           check_waits           },
  { "wait",            SPICE_MSG_WAIT_FOR_CHANNELS,         SUMAC_COMMAND_WAIT,               0, build_waits,           check_waits           },
};
/* clang-format on */

/* Of the test that runs; palettes are part of the wire's state. */
static SumacPaletteCache *palettes;

/* Parses and forgets. A command frees its message, so the message parsed is a second one
 * that borrows the body. */
static gboolean
parse (SumacMessage *message, GError **error)
{
  SumacMessage *mine = test_message (message->type, NULL, 0);

  mine->size = message->size;
  mine->body = message->body;

  SumacCommand *command = sumac_display_parse (mine, palettes, error);

  if (command)
    sumac_command_free (command);
  else
    sumac_message_free (mine);
  return command != NULL;
}

static void
body_init (Body *body, const Case *c)
{
  body->n_marks = 0;
  sumac_writer_init (&body->w, 4096);
  c->build (body);
  g_assert_cmpint (sumac_writer_ok (&body->w), ==, TRUE);
}

static void
test_values (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GError) error = NULL;
  Body body;

  body_init (&body, c);
  palettes = sumac_palette_cache_new ();

  SumacMessage *message = test_message (c->type, body.w.bytes, body.w.size);
  SumacCommand *command = sumac_display_parse (message, palettes, &error);

  g_assert_no_error (error);
  g_assert_cmpint (command->kind, ==, c->kind);
  g_assert_true (command->message == message);
  g_assert_cmpuint (command->item.size_bytes, >=, body.w.size);
  if (c->kind == SUMAC_COMMAND_DRAW)
    {
      g_assert_cmpint (command->u.draw.op.kind, ==, c->op);
      assert_base (&command->u.draw.op);
    }
  c->check (command);
  sumac_command_free (command);
  sumac_palette_cache_free (palettes);
  sumac_writer_clear (&body.w);
}

/* A body without @marked bytes changed to @value. */
static void
refuses_value (const Case *c, const Body *body, const Mark *marked, guint32 value)
{
  g_autofree guint8 *bytes = g_memdup2 (body->w.bytes, body->w.size);
  guint32 wire = GUINT32_TO_LE (value);

  memcpy (bytes + marked->at, &wire, marked->width);
  wire_refuses (parse, c->type, bytes, body->w.size);
}

static guint32
value_at (const Body *body, const Mark *marked)
{
  guint32 wire = 0;

  memcpy (&wire, body->w.bytes + marked->at, marked->width);
  return GUINT32_FROM_LE (wire);
}

static void
spoil (const Case *c, const Body *body, const Mark *marked)
{
  guint32 size = (guint32) body->w.size;

  switch (marked->kind)
    {
    case MARK_POINTER:
      refuses_value (c, body, marked, size - 1);
      refuses_value (c, body, marked, size);
      refuses_value (c, body, marked, size + 1);
      refuses_value (c, body, marked, 0x80000000);
      refuses_value (c, body, marked, 0xffffffff);
      break;
    case MARK_COORDINATE:
      refuses_value (c, body, marked, SUMAC_MAX_COORDINATE + 1);
      refuses_value (c, body, marked, (guint32) (-SUMAC_MAX_COORDINATE - 1));
      refuses_value (c, body, marked, 0x7fffffff);
      refuses_value (c, body, marked, 0x80000000);
      break;
    case MARK_COUNT:
      refuses_value (c, body, marked, value_at (body, marked) + 1);
      refuses_value (c, body, marked, 0x7fffffff >> (32 - 8 * marked->width));
      refuses_value (c, body, marked, 0xffffffff);
      if (marked->width == 4)
        /* Times 8 it would be small again. */
        refuses_value (c, body, marked, 0x20000000 + value_at (body, marked));
      break;
    }
}

static void
test_spoilt (gconstpointer data)
{
  const Case *c = data;
  Body body;

  body_init (&body, c);
  palettes = sumac_palette_cache_new ();
  wire_refuses_truncations (parse, c->type, body.w.bytes, body.w.size);
  for (guint i = 0; i < body.n_marks; i++)
    spoil (c, &body, &body.marks[i]);
  sumac_palette_cache_free (palettes);
  sumac_writer_clear (&body.w);
}

/* Message numbers and what they are called in errors. */
static void
test_errors_name_the_message (void)
{
  static const struct
  {
    guint16 type;
    const char *name;
  } names[] = {
    { SPICE_MSG_DISPLAY_DRAW_FILL, "draw-fill" },
    { SPICE_MSG_DISPLAY_DRAW_TEXT, "draw-text" },
    { SPICE_MSG_DISPLAY_SURFACE_CREATE, "surface-create" },
    { SPICE_MSG_WAIT_FOR_CHANNELS, "wait-for-channels" },
  };

  palettes = sumac_palette_cache_new ();
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;
      SumacMessage *message = wire_message (names[i].type, NULL, 0);

      g_assert_cmpint (parse (message, &error), ==, FALSE);
      g_assert_nonnull (strstr (error->message, names[i].name));
      wire_message_free (message);
    }
  sumac_palette_cache_free (palettes);
}

/* The largest coordinates are fine; 0 as a pointer is "none". */
static void
test_extremes_are_legal (void)
{
  Body body = { 0 };

  palettes = sumac_palette_cache_new ();
  sumac_writer_init (&body.w, 4096);
  sumac_write_u32 (&body.w, 0xffffffff);
  put_rect (&body, -SUMAC_MAX_COORDINATE, -SUMAC_MAX_COORDINATE, SUMAC_MAX_COORDINATE,
            SUMAC_MAX_COORDINATE);
  sumac_write_u8 (&body.w, SPICE_CLIP_TYPE_RECTS);
  sumac_write_u32 (&body.w, 0);
  put_pointer (&body);
  put_rect (&body, SUMAC_MAX_COORDINATE, SUMAC_MAX_COORDINATE, -SUMAC_MAX_COORDINATE, 0);
  sumac_write_u16 (&body.w, 0);
  sumac_write_u8 (&body.w, 200);
  sumac_write_u8 (&body.w, 0);
  put_i32 (&body, G_MININT32);
  put_i32 (&body, G_MAXINT32);
  put_pointer (&body);

  SumacMessage *message = test_message (SPICE_MSG_DISPLAY_DRAW_COPY, body.w.bytes, body.w.size);
  SumacCommand *command = sumac_display_parse (message, palettes, NULL);
  const SumacOp *op = &command->u.draw.op;

  g_assert_cmpint (op->clip.is_set, ==, TRUE);
  g_assert_cmpuint (op->clip.n_rects, ==, 0);
  g_assert_cmpint (op->box.right, ==, SUMAC_MAX_COORDINATE);
  g_assert_cmpint (op->mask.x, ==, G_MININT32);
  g_assert_cmpint (op->mask.is_inverse, ==, FALSE);
  g_assert_cmpint (op->scale, ==, SUMAC_SCALE_SMOOTH);
  g_assert_cmpuint (command->u.draw.n_pending, ==, 0);
  sumac_command_free (command);
  sumac_writer_clear (&body.w);
  sumac_palette_cache_free (palettes);
}

static void
test_empty_lists_are_legal (void)
{
  static const guint8 none[] = { 0, 0 };

  palettes = sumac_palette_cache_new ();
  wire_takes (parse, SPICE_MSG_DISPLAY_INVAL_LIST, none, 2);
  wire_takes (parse, SPICE_MSG_DISPLAY_INVAL_ALL_PIXMAPS, none, 1);
  wire_takes (parse, SPICE_MSG_WAIT_FOR_CHANNELS, none, 1);
  sumac_palette_cache_free (palettes);
}

/* A clip, a brush or a surface's format of another number. */
static void
test_unknown_kinds_are_refused (void)
{
  const gsize clip_at = 20;
  const gsize brush_at = 20 + 1 + 4 + 32;
  Body body;

  palettes = sumac_palette_cache_new ();
  body_init (&body, &cases[0]);
  g_assert_cmpuint (body.w.bytes[clip_at], ==, SPICE_CLIP_TYPE_RECTS);
  g_assert_cmpuint (body.w.bytes[brush_at], ==, SPICE_BRUSH_TYPE_PATTERN);
  for (guint kind = 2; kind < 256; kind++)
    {
      body.w.bytes[clip_at] = (guint8) kind;
      wire_refuses (parse, cases[0].type, body.w.bytes, body.w.size);
    }
  body.w.bytes[clip_at] = SPICE_CLIP_TYPE_RECTS;
  for (guint kind = 3; kind < 256; kind++)
    {
      body.w.bytes[brush_at] = (guint8) kind;
      wire_refuses (parse, cases[0].type, body.w.bytes, body.w.size);
    }
  sumac_writer_clear (&body.w);
  sumac_palette_cache_free (palettes);
}

static void
test_surface_formats (void)
{
  static const struct
  {
    guint32 wire;
    SumacPixelFormat format;
  } formats[] = {
    { 1, SUMAC_PIXELS_A1 },      { 8, SUMAC_PIXELS_A8 },      { 16, SUMAC_PIXELS_RGB555 },
    { 80, SUMAC_PIXELS_RGB565 }, { 32, SUMAC_PIXELS_XRGB32 }, { 96, SUMAC_PIXELS_ARGB32 },
  };

  guint n = 0;

  palettes = sumac_palette_cache_new ();
  for (guint32 wire = 0; wire < 256; wire++)
    {
      const guint8 bytes[] = { U32 (1), U32 (2), U32 (3), U32 (wire), U32 (2) };
      SumacMessage *message =
          test_message (SPICE_MSG_DISPLAY_SURFACE_CREATE, bytes, sizeof bytes);
      SumacCommand *command = sumac_display_parse (message, palettes, NULL);

      if (!command)
        {
          sumac_message_free (message);
          continue;
        }
      g_assert_cmpuint (n, <, G_N_ELEMENTS (formats));
      for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
        if (formats[i].wire == wire)
          {
            g_assert_cmpint (command->u.surface.format, ==, formats[i].format);
            n++;
          }
      g_assert_cmpint (command->u.surface.is_primary, ==, FALSE);
      sumac_command_free (command);
    }
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (formats));
  sumac_palette_cache_free (palettes);
}

static void
put_path (Body *body, guint32 n_claimed, guint32 n_segments)
{
  gsize path;

  put_base (body);
  path = put_pointer (body);
  sumac_write_u8 (&body->w, 0);
  put_solid (body, 0);
  sumac_write_u16 (&body->w, 0);
  sumac_write_u16 (&body->w, 0);
  point_here (body, path);
  sumac_write_u32 (&body->w, n_claimed);
  for (guint32 i = 0; i < n_segments; i++)
    {
      sumac_write_u8 (&body->w, 0);
      sumac_write_u32 (&body->w, 0);
    }
}

static void
test_a_path_is_no_larger_than_its_message (void)
{
  Body body = { 0 };

  palettes = sumac_palette_cache_new ();
  sumac_writer_init (&body.w, 1 << 20);
  put_path (&body, 4000, 4000);
  wire_takes (parse, SPICE_MSG_DISPLAY_DRAW_STROKE, body.w.bytes, body.w.size);
  body.w.size = 0;
  put_path (&body, 4001, 4000);
  wire_refuses (parse, SPICE_MSG_DISPLAY_DRAW_STROKE, body.w.bytes, body.w.size);
  /* Nor segments that are not there. */
  body.w.size = 0;
  put_path (&body, 4000, 0);
  wire_refuses (parse, SPICE_MSG_DISPLAY_DRAW_STROKE, body.w.bytes, body.w.size);
  sumac_writer_clear (&body.w);
  sumac_palette_cache_free (palettes);
}

/* A string, a path, a picture that point back to the beginning of all: no depth is reached by
 * it, and every one is read as what it should be. */
static void
test_pointers_back_end (void)
{
  static const Case *const with_lists[] = { &cases[8], &cases[11], &cases[0] };

  palettes = sumac_palette_cache_new ();
  for (guint i = 0; i < G_N_ELEMENTS (with_lists); i++)
    {
      Body body;

      body_init (&body, with_lists[i]);
      for (guint m = 0; m < body.n_marks; m++)
        {
          SumacMessage *message;

          if (body.marks[m].kind != MARK_POINTER)
            continue;
          message = wire_message (with_lists[i]->type, body.w.bytes, body.w.size);
          for (guint32 to = 1; to < message->size; to++)
            {
              guint32 wire = GUINT32_TO_LE (to);

              memcpy (message->body + body.marks[m].at, &wire, sizeof wire);
              parse (message, NULL);
            }
          wire_message_free (message);
        }
      sumac_writer_clear (&body.w);
    }
  sumac_palette_cache_free (palettes);
}

static void
test_glyphs_far_away_are_refused (void)
{
  static const gint32 places[] = {
    SUMAC_MAX_COORDINATE + 9,
    -SUMAC_MAX_COORDINATE - 9,
    G_MAXINT32,
    G_MININT32,
  };

  palettes = sumac_palette_cache_new ();
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    for (gsize axis = 0; axis < 2; axis++)
      {
        Body body;
        gint32 wire = GINT32_TO_LE (places[i]);

        body_init (&body, &cases[11]);
        /* Two bytes of rows, two sides, an origin of two, and the place. */
        memcpy (body.w.bytes + body.w.size - 2 - 4 - 8 - 8 + 4 * axis, &wire, sizeof wire);
        wire_refuses (parse, cases[11].type, body.w.bytes, body.w.size);
        sumac_writer_clear (&body.w);
      }
  sumac_palette_cache_free (palettes);
}

static void
test_a_string_without_raster_is_refused (void)
{
  Body body;

  palettes = sumac_palette_cache_new ();
  body_init (&body, &cases[14]);
  body.w.bytes[body.w.size - 45] = SPICE_STRING_FLAGS_RASTER_TOP_DOWN;
  wire_refuses (parse, cases[14].type, body.w.bytes, body.w.size);
  sumac_writer_clear (&body.w);
  sumac_palette_cache_free (palettes);
}

static void
put_palette_image (Body *body, gsize pointer, guint8 flags, guint32 entry)
{
  gsize palette = 0;

  point_here (body, pointer);
  sumac_write_u64 (&body->w, 1);
  sumac_write_u8 (&body->w, SPICE_IMAGE_TYPE_BITMAP);
  sumac_write_u8 (&body->w, 0);
  sumac_write_u32 (&body->w, 1);
  sumac_write_u32 (&body->w, 1);
  sumac_write_u8 (&body->w, SPICE_BITMAP_FMT_8BIT);
  sumac_write_u8 (&body->w, flags);
  sumac_write_u32 (&body->w, 1);
  sumac_write_u32 (&body->w, 1);
  sumac_write_u32 (&body->w, 1);
  if (flags & SPICE_BITMAP_FLAGS_PAL_FROM_CACHE)
    sumac_write_u64 (&body->w, 77);
  else
    palette = put_pointer (body);
  sumac_write_u8 (&body->w, 0);
  if (!palette)
    return;
  point_here (body, palette);
  sumac_write_u64 (&body->w, 77);
  sumac_write_u16 (&body->w, 1);
  sumac_write_u32 (&body->w, entry);
}

static SumacCommand *
parse_fill_with_palette (guint8 flags, guint32 entry)
{
  g_autoptr (GError) error = NULL;
  Body body = { 0 };
  gsize pattern;

  sumac_writer_init (&body.w, 4096);
  put_base (&body);
  put_pattern (&body, &pattern);
  sumac_write_u16 (&body.w, SPICE_ROPD_OP_PUT);
  sumac_write_u8 (&body.w, 0);
  sumac_write_u64 (&body.w, 0);
  sumac_write_u32 (&body.w, 0);
  put_palette_image (&body, pattern, flags, entry);

  SumacMessage *message = test_message (SPICE_MSG_DISPLAY_DRAW_FILL, body.w.bytes, body.w.size);
  SumacCommand *command = sumac_display_parse (message, palettes, &error);

  g_assert_no_error (error);
  sumac_writer_clear (&body.w);
  return command;
}

/* A palette that is to be kept is there for the next message, and stays with the image that
 * uses it when the cache lets it go. */
static void
test_palettes_are_kept (void)
{
  palettes = sumac_palette_cache_new ();
  sumac_command_free (parse_fill_with_palette (SPICE_BITMAP_FLAGS_PAL_CACHE_ME, 0x00fedcba));

  SumacCommand *command = parse_fill_with_palette (SPICE_BITMAP_FLAGS_PAL_FROM_CACHE, 0);

  sumac_palette_cache_clear (palettes);
  g_assert_cmphex (command->u.draw.pending[0].encoded.palette->entries[0], ==, 0x00fedcba);
  sumac_command_free (command);

  command = parse_fill_with_palette (SPICE_BITMAP_FLAGS_PAL_FROM_CACHE, 0);
  g_assert_null (command->u.draw.pending[0].encoded.palette);
  sumac_command_free (command);
  sumac_palette_cache_free (palettes);
}

/* A reference, bit by bit: what display spec §3 says, and that inversions, with which @a_in and
 * @b_in are made of @a and @b, belong to the first four alone. */
static guint
model_rop (guint ropd, guint a, guint b, guint a_in, guint b_in)
{
  guint invert = ropd & 1024 ? 1 : 0;

  if (ropd & 8)
    return a_in ^ invert;
  if (ropd & 16)
    return (a_in | b_in) ^ invert;
  if (ropd & 32)
    return (a_in & b_in) ^ invert;
  if (ropd & 64)
    return a_in ^ b_in ^ invert;
  if (ropd & 128)
    return 0;
  if (ropd & 256)
    return 1;
  return ropd & 512 ? !b : a;
}

static void
test_ropd_is_a_truth_table (void)
{
  static const struct
  {
    guint16 a;
    guint16 b;
  } inverts[] = {
    { SPICE_ROPD_INVERS_BRUSH, SPICE_ROPD_INVERS_DEST }, /* fill, stroke */
    { SPICE_ROPD_INVERS_SRC, SPICE_ROPD_INVERS_DEST },   /* copy, blend */
    { SPICE_ROPD_INVERS_BRUSH, SPICE_ROPD_INVERS_SRC },  /* opaque */
  };

  for (guint i = 0; i < G_N_ELEMENTS (inverts); i++)
    for (guint ropd = 0; ropd < 0x10000; ropd++)
      {
        SumacRop rop = sumac_rop_of_ropd ((guint16) ropd, inverts[i].a, inverts[i].b);

        g_assert_cmphex (rop, <, SUMAC_N_ROPS);
        for (guint a = 0; a < 2; a++)
          for (guint b = 0; b < 2; b++)
            {
              guint a_in = ropd & inverts[i].a ? !a : a;
              guint b_in = ropd & inverts[i].b ? !b : b;

              g_assert_cmpuint (rop >> (2 * a + b) & 1, ==, model_rop (ropd, a, b, a_in, b_in));
            }
      }
}

static gboolean
parse_heads (SumacMessage *message, GError **error)
{
  SumacHeads heads;

  return sumac_display_parse_heads (message, &heads, error);
}

#define HEAD_SIZE 28

static void
put_head (SumacWriter *w, guint32 id, guint32 width, guint32 height, guint32 x, guint32 y)
{
  const guint32 values[] = { id, 0, width, height, x, y, 0 };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    sumac_write_u32 (w, values[i]);
}

static void
test_heads (void)
{
  SumacWriter w;
  SumacHeads heads;

  sumac_writer_init (&w, 4096);
  sumac_write_u16 (&w, 3);
  sumac_write_u16 (&w, 16);
  put_head (&w, 7, 800, 600, 100, 200);
  put_head (&w, 8, 0, 0, 0, 0);
  put_head (&w, 9, 0xffffffff, 0x80000000, 0xfffffff0, SUMAC_MAX_SIDE + 1);

  SumacMessage *message = wire_message (SPICE_MSG_DISPLAY_MONITORS_CONFIG, w.bytes, w.size);

  g_assert_cmpint (sumac_display_parse_heads (message, &heads, NULL), ==, TRUE);
  g_assert_cmpuint (heads.n_heads, ==, 3);
  g_assert_cmpuint (heads.heads[0].id, ==, 7);
  assert_rect (&heads.heads[0].area, 100, 200, 900, 800);
  g_assert_cmpint (sumac_rect_is_empty (&heads.heads[1].area), ==, TRUE);
  assert_rect (&heads.heads[2].area, SUMAC_MAX_SIDE, SUMAC_MAX_SIDE, 2 * SUMAC_MAX_SIDE,
               2 * SUMAC_MAX_SIDE);
  wire_message_free (message);
  wire_refuses_truncations (parse_heads, SPICE_MSG_DISPLAY_MONITORS_CONFIG, w.bytes, w.size);
  for (guint count = 4; count < 0x10000; count += 0x0ffb)
    {
      w.bytes[0] = (guint8) count;
      w.bytes[1] = (guint8) (count >> 8);
      wire_refuses (parse_heads, SPICE_MSG_DISPLAY_MONITORS_CONFIG, w.bytes, w.size);
    }
  sumac_writer_clear (&w);
}

static void
test_heads_beyond_the_limit_are_left_out (void)
{
  SumacWriter w;
  SumacHeads heads;

  sumac_writer_init (&w, 4096);
  sumac_write_u16 (&w, SUMAC_MAX_MONITORS + 1);
  sumac_write_u16 (&w, 0);
  for (guint32 i = 0; i <= SUMAC_MAX_MONITORS; i++)
    put_head (&w, i, 1, 1, i, 0);

  SumacMessage *message = wire_message (SPICE_MSG_DISPLAY_MONITORS_CONFIG, w.bytes, w.size);

  g_assert_cmpint (sumac_display_parse_heads (message, &heads, NULL), ==, TRUE);
  g_assert_cmpuint (heads.n_heads, ==, SUMAC_MAX_MONITORS);
  g_assert_cmpuint (heads.heads[SUMAC_MAX_MONITORS - 1].id, ==, SUMAC_MAX_MONITORS - 1);
  wire_message_free (message);
  sumac_writer_clear (&w);
}

static void
test_init_to_the_byte (void)
{
  static const guint8 expected[] = { 1, U64 (0x1122334455), 1, U32 (0x01000000) };
  SumacWriter w;

  sumac_writer_init (&w, 64);
  sumac_display_write_init (&w, 1, 0x1122334455, 0x01000000);
  g_assert_cmpmem (w.bytes, (int) w.size, expected, sizeof expected);
  sumac_writer_clear (&w);
}

/* Numbers of a message's body, from 1 on, each with @high added. */
static gsize
put_numbers (guint8 *body, guint n, guint32 high)
{
  for (guint32 i = 0; i < n; i++)
    {
      guint32 wire = GUINT32_TO_LE (i + 1 + high);

      memcpy (body + 4 * i, &wire, sizeof wire);
    }
  return 4 * n;
}

static void
test_scanouts (void)
{
  guint8 body[20];
  gsize size = put_numbers (body, 5, 0);
  SumacMessage *message = wire_message (SPICE_MSG_DISPLAY_GL_SCANOUT_UNIX, body, size);
  SumacCommand *command;

  palettes = sumac_palette_cache_new ();
  command = sumac_display_parse (message, palettes, NULL);
  g_assert_cmpint (command->kind, ==, SUMAC_COMMAND_SCANOUT);
  g_assert_cmpuint (command->u.scanout.width, ==, 1);
  g_assert_cmpuint (command->u.scanout.height, ==, 2);
  g_assert_cmpuint (command->u.scanout.stride, ==, 3);
  g_assert_cmpuint (command->u.scanout.fourcc, ==, 4);
  g_assert_true (command->u.scanout.is_top_down);
  wire_message_free (message);

  message = wire_message (SPICE_MSG_DISPLAY_GL_DRAW, body, 16);
  command = sumac_display_parse (message, palettes, NULL);
  g_assert_cmpint (command->kind, ==, SUMAC_COMMAND_SCANOUT_DRAWN);
  g_assert_cmpint (command->u.drawn.left, ==, 1);
  g_assert_cmpint (command->u.drawn.top, ==, 2);
  g_assert_cmpint (command->u.drawn.right, ==, 1 + 3);
  g_assert_cmpint (command->u.drawn.bottom, ==, 2 + 4);
  wire_message_free (message);

  /* Far away, and nothing that overflows. */
  put_numbers (body, 4, 0xfffffff0);
  message = wire_message (SPICE_MSG_DISPLAY_GL_DRAW, body, 16);
  command = sumac_display_parse (message, palettes, NULL);
  g_assert_cmpint (command->u.drawn.right, ==, 2 * SUMAC_MAX_SIDE);
  wire_message_free (message);

  for (gsize cut = 0; cut < 20; cut++)
    wire_refuses (parse, SPICE_MSG_DISPLAY_GL_SCANOUT_UNIX, body, cut);
  for (gsize cut = 0; cut < 16; cut++)
    wire_refuses (parse, SPICE_MSG_DISPLAY_GL_DRAW, body, cut);
  sumac_palette_cache_free (palettes);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *values =
          g_strconcat ("/channels/display-wire/values/", cases[i].name, NULL);
      g_autofree char *spoilt =
          g_strconcat ("/channels/display-wire/spoilt-is-refused/", cases[i].name, NULL);

      g_test_add_data_func (values, &cases[i], test_values);
      g_test_add_data_func (spoilt, &cases[i], test_spoilt);
    }
  g_test_add_func ("/channels/display-wire/errors-name-the-message",
                   test_errors_name_the_message);
  g_test_add_func ("/channels/display-wire/extremes-are-legal", test_extremes_are_legal);
  g_test_add_func ("/channels/display-wire/empty-lists-are-legal", test_empty_lists_are_legal);
  g_test_add_func ("/channels/display-wire/unknown-kinds-are-refused",
                   test_unknown_kinds_are_refused);
  g_test_add_func ("/channels/display-wire/formats-of-surfaces", test_surface_formats);
  g_test_add_func ("/channels/display-wire/a-path-is-no-larger-than-its-message",
                   test_a_path_is_no_larger_than_its_message);
  g_test_add_func ("/channels/display-wire/scanouts", test_scanouts);
  g_test_add_func ("/channels/display-wire/pointers-back-come-to-an-end",
                   test_pointers_back_end);
  g_test_add_func ("/channels/display-wire/glyphs-far-away-are-refused",
                   test_glyphs_far_away_are_refused);
  g_test_add_func ("/channels/display-wire/a-string-without-raster-is-refused",
                   test_a_string_without_raster_is_refused);
  g_test_add_func ("/channels/display-wire/palettes-are-kept", test_palettes_are_kept);
  g_test_add_func ("/channels/display-wire/ropd-is-a-truth-table", test_ropd_is_a_truth_table);
  g_test_add_func ("/channels/display-wire/heads", test_heads);
  g_test_add_func ("/channels/display-wire/heads-beyond-the-limit-are-left-out",
                   test_heads_beyond_the_limit_are_left_out);
  g_test_add_func ("/channels/display-wire/init-to-the-byte", test_init_to_the_byte);
  return g_test_run ();
}
