/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "channels/display-wire.h"

#include "core/limits.h"

#include <sumac/error.h>

#include <glib/gi18n-lib.h>
#include <spice/enums.h>

/* What the parsers of one message share. */
typedef struct
{
  SumacReader reader;
  SumacArena *arena;
  SumacPaletteCache *palettes;
  SumacCommand *command;
  GError *error; /* of an image */
} Parse;

static SumacOp *
op_of (Parse *parse)
{
  return &parse->command->u.draw.op;
}

SumacRop
sumac_rop_of_ropd (guint16 ropd, guint16 invert_a, guint16 invert_b)
{
  /* The columns of a truth table: bit 2·a + b. */
  guint a = ropd & invert_a ? 0x3 : 0xc;
  guint b = ropd & invert_b ? 0x5 : 0xa;
  guint invert_result = ropd & SPICE_ROPD_INVERS_RES ? 0xf : 0;

  /* display spec §3: the first that is set counts. The inversions belong to the first four:
   * the server does not look at them for the others, nor for none, which is a plain copy. */
  if (ropd & SPICE_ROPD_OP_PUT)
    return (SumacRop) (a ^ invert_result);
  if (ropd & SPICE_ROPD_OP_OR)
    return (SumacRop) ((a | b) ^ invert_result);
  if (ropd & SPICE_ROPD_OP_AND)
    return (SumacRop) ((a & b) ^ invert_result);
  if (ropd & SPICE_ROPD_OP_XOR)
    return (SumacRop) (a ^ b ^ invert_result);
  if (ropd & SPICE_ROPD_OP_BLACKNESS)
    return SUMAC_ROP_CLEAR;
  if (ropd & SPICE_ROPD_OP_WHITENESS)
    return SUMAC_ROP_SET;
  if (ropd & SPICE_ROPD_OP_INVERS)
    return SUMAC_ROP_INVERT;
  return SUMAC_ROP_COPY;
}

/* An image behind a pointer: noted as pending, to be resolved into @into by the painter. */
static void
parse_image (Parse *parse, SumacSource *into)
{
  guint32 offset = sumac_read_u32 (&parse->reader);

  into->kind = SUMAC_SOURCE_NONE;
  if (offset == 0)
    return;

  SumacReader at = sumac_reader_at (&parse->reader, offset);
  guint n = parse->command->u.draw.n_pending;
  SumacPendingImage *pending = &parse->command->u.draw.pending[n];

  if (parse->error || n == SUMAC_MAX_PENDING || !sumac_reader_ok (&at) ||
      !sumac_encoded_image_parse (&at, parse->palettes, &pending->encoded, &parse->error))
    {
      sumac_reader_spoil (&parse->reader);
      return;
    }
  pending->into = into;
  parse->command->u.draw.n_pending = n + 1;
}

static void
parse_brush (Parse *parse, SumacBrush *brush)
{
  SumacReader *r = &parse->reader;

  switch (sumac_read_u8 (r))
    {
    case SPICE_BRUSH_TYPE_NONE:
      brush->kind = SUMAC_BRUSH_NONE;
      break;
    case SPICE_BRUSH_TYPE_SOLID:
      brush->kind = SUMAC_BRUSH_SOLID;
      brush->color = sumac_read_u32 (r);
      break;
    case SPICE_BRUSH_TYPE_PATTERN:
      brush->kind = SUMAC_BRUSH_PATTERN;
      parse_image (parse, &brush->pattern);
      brush->x = sumac_read_i32 (r);
      brush->y = sumac_read_i32 (r);
      break;
    default:
      sumac_reader_spoil (r);
    }
}

static void
parse_mask (Parse *parse, SumacMask *mask)
{
  SumacReader *r = &parse->reader;

  mask->is_inverse = (sumac_read_u8 (r) & SPICE_MASK_FLAGS_INVERS) != 0;
  mask->x = sumac_read_i32 (r);
  mask->y = sumac_read_i32 (r);
  parse_image (parse, &mask->bits);
}

void
sumac_display_read_clip (SumacReader *reader, SumacArena *arena, SumacClip *clip)
{
  guint8 type = sumac_read_u8 (reader);

  clip->is_set = type == SPICE_CLIP_TYPE_RECTS;
  if (type == SPICE_CLIP_TYPE_NONE)
    return;
  if (type != SPICE_CLIP_TYPE_RECTS)
    {
      sumac_reader_spoil (reader);
      return;
    }

  guint32 n = sumac_read_u32 (reader);

  if (!sumac_reader_has (reader, n, sizeof (SumacRect)) || n == 0)
    return;

  SumacRect *rects = sumac_arena_new (arena, SumacRect, n);

  if (!rects)
    {
      sumac_reader_spoil (reader);
      return;
    }
  for (guint32 i = 0; i < n; i++)
    rects[i] = sumac_read_rect (reader);
  clip->n_rects = n;
  clip->rects = rects;
}

static void
parse_scale (Parse *parse)
{
  op_of (parse)->scale = sumac_read_u8 (&parse->reader) == SPICE_IMAGE_SCALE_MODE_NEAREST
                             ? SUMAC_SCALE_NEAREST
                             : SUMAC_SCALE_SMOOTH;
}

static void
parse_source (Parse *parse)
{
  parse_image (parse, &op_of (parse)->source);
  op_of (parse)->source_area = sumac_read_rect (&parse->reader);
}

static void
parse_fill (Parse *parse)
{
  SumacOp *op = op_of (parse);

  parse_brush (parse, &op->brush);
  op->rop = sumac_rop_of_ropd (sumac_read_u16 (&parse->reader), SPICE_ROPD_INVERS_BRUSH,
                               SPICE_ROPD_INVERS_DEST);
  parse_mask (parse, &op->mask);
}

static void
parse_opaque (Parse *parse)
{
  SumacOp *op = op_of (parse);

  parse_source (parse);
  parse_brush (parse, &op->brush);
  op->rop = sumac_rop_of_ropd (sumac_read_u16 (&parse->reader), SPICE_ROPD_INVERS_BRUSH,
                               SPICE_ROPD_INVERS_SRC);
  parse_scale (parse);
  parse_mask (parse, &op->mask);
}

static void
parse_copy (Parse *parse)
{
  SumacOp *op = op_of (parse);

  parse_source (parse);
  op->rop = sumac_rop_of_ropd (sumac_read_u16 (&parse->reader), SPICE_ROPD_INVERS_SRC,
                               SPICE_ROPD_INVERS_DEST);
  parse_scale (parse);
  parse_mask (parse, &op->mask);
}

static void
parse_mask_only (Parse *parse)
{
  parse_mask (parse, &op_of (parse)->mask);
}

static void
parse_transparent (Parse *parse)
{
  parse_source (parse);
  sumac_read_u32 (&parse->reader); /* the key in the source's own format; not used */
  op_of (parse)->u.transparent.key = sumac_read_u32 (&parse->reader);
}

static void
parse_alpha_blend (Parse *parse)
{
  SumacOp *op = op_of (parse);
  guint8 flags = sumac_read_u8 (&parse->reader);

  op->u.alpha_blend.dest_has_alpha = (flags & SPICE_ALPHA_FLAGS_DEST_HAS_ALPHA) != 0;
  op->u.alpha_blend.source_has_alpha = (flags & SPICE_ALPHA_FLAGS_SRC_SURFACE_HAS_ALPHA) != 0;
  op->u.alpha_blend.alpha = sumac_read_u8 (&parse->reader);
  parse_source (parse);
}

static void
parse_copy_bits (Parse *parse)
{
  op_of (parse)->u.copy_bits.x = sumac_read_i32 (&parse->reader);
  op_of (parse)->u.copy_bits.y = sumac_read_i32 (&parse->reader);
}

static const SumacTransform *
parse_transform (Parse *parse)
{
  SumacTransform *transform = sumac_arena_new (parse->arena, SumacTransform, 1);

  if (!transform)
    {
      sumac_reader_spoil (&parse->reader);
      return NULL;
    }
  for (guint i = 0; i < G_N_ELEMENTS (transform->t); i++)
    transform->t[i] = sumac_read_i32 (&parse->reader);
  return transform;
}

static void
parse_composite (Parse *parse)
{
  SumacOp *op = op_of (parse);
  SumacReader *r = &parse->reader;
  guint32 flags = sumac_read_u32 (r);

  op->u.composite.op = flags & 0xff;
  op->u.composite.filter = flags >> 8 & 7;
  op->u.composite.mask_filter = flags >> 11 & 7;
  op->u.composite.repeat = flags >> 14 & 3;
  op->u.composite.mask_repeat = flags >> 16 & 3;
  op->u.composite.component_alpha = (flags & SPICE_COMPOSITE_COMPONENT_ALPHA) != 0;
  op->u.composite.source_opaque = (flags & SPICE_COMPOSITE_SOURCE_OPAQUE) != 0;
  op->u.composite.mask_opaque = (flags & SPICE_COMPOSITE_MASK_OPAQUE) != 0;
  op->u.composite.dest_opaque = (flags & SPICE_COMPOSITE_DEST_OPAQUE) != 0;
  parse_image (parse, &op->source);
  if (flags & SPICE_COMPOSITE_HAS_MASK)
    parse_image (parse, &op->u.composite.mask);
  if (flags & SPICE_COMPOSITE_HAS_SRC_TRANSFORM)
    op->u.composite.transform = parse_transform (parse);
  if (flags & SPICE_COMPOSITE_HAS_MASK_TRANSFORM)
    op->u.composite.mask_transform = parse_transform (parse);
  op->u.composite.x = sumac_read_i16 (r);
  op->u.composite.y = sumac_read_i16 (r);
  op->u.composite.mask_x = sumac_read_i16 (r);
  op->u.composite.mask_y = sumac_read_i16 (r);
}

static void
parse_rop3 (Parse *parse)
{
  SumacOp *op = op_of (parse);

  parse_source (parse);
  parse_brush (parse, &op->brush);
  op->u.rop3.code = sumac_read_u8 (&parse->reader);
  parse_scale (parse);
  parse_mask (parse, &op->mask);
}

static void
parse_segment (Parse *parse, SumacReader *r, SumacSegment *segment)
{
  segment->flags = sumac_read_u8 (r);
  segment->n_points = sumac_read_u32 (r);
  if (!sumac_reader_has (r, segment->n_points, 8))
    return;

  SumacFixedPoint *points = sumac_arena_new (parse->arena, SumacFixedPoint, segment->n_points);

  if (!points)
    {
      sumac_reader_spoil (r);
      return;
    }
  for (guint i = 0; i < segment->n_points; i++)
    {
      points[i].x = sumac_read_i32 (r);
      points[i].y = sumac_read_i32 (r);
    }
  segment->points = points;
}

/* The segments lie one after the other behind their number, not behind offsets: the body
 * bounds how many there are. */
static void
parse_path (Parse *parse)
{
  SumacOp *op = op_of (parse);
  SumacReader path = sumac_reader_at (&parse->reader, sumac_read_u32 (&parse->reader));
  guint32 n = sumac_read_u32 (&path);
  SumacSegment *segments = NULL;

  if (sumac_reader_has (&path, n, 5))
    segments = sumac_arena_new (parse->arena, SumacSegment, n);
  for (guint32 i = 0; segments && i < n && sumac_reader_ok (&path); i++)
    parse_segment (parse, &path, &segments[i]);
  if (!segments || !sumac_reader_ok (&path))
    {
      sumac_reader_spoil (&parse->reader);
      return;
    }
  op->u.stroke.segments = segments;
  op->u.stroke.n_segments = n;
}

static void
parse_style (Parse *parse)
{
  SumacOp *op = op_of (parse);
  guint8 flags = sumac_read_u8 (&parse->reader);

  if (!(flags & SPICE_LINE_FLAGS_STYLED))
    return;
  op->u.stroke.starts_with_gap = (flags & SPICE_LINE_FLAGS_START_WITH_GAP) != 0;

  guint8 n = sumac_read_u8 (&parse->reader);
  guint32 offset = sumac_read_u32 (&parse->reader);

  if (n == 0)
    return;

  SumacReader at = sumac_reader_at (&parse->reader, offset);
  gint32 *style = sumac_arena_new (parse->arena, gint32, n);

  if (!sumac_reader_has (&at, n, 4) || !style)
    {
      sumac_reader_spoil (&parse->reader);
      return;
    }
  for (guint8 i = 0; i < n; i++)
    style[i] = sumac_read_i32 (&at);
  op->u.stroke.n_style = n;
  op->u.stroke.style = style;
}

static void
parse_stroke (Parse *parse)
{
  SumacOp *op = op_of (parse);

  parse_path (parse);
  parse_style (parse);
  parse_brush (parse, &op->brush);
  op->rop = sumac_rop_of_ropd (sumac_read_u16 (&parse->reader), SPICE_ROPD_INVERS_BRUSH,
                               SPICE_ROPD_INVERS_DEST);
  sumac_read_u16 (&parse->reader); /* back mode: the reference ignores it */
}

static void
parse_glyph (SumacReader *r, guint bits, SumacGlyph *glyph)
{
  gint64 x = sumac_read_i32 (r);
  gint64 y = sumac_read_i32 (r);

  x += sumac_read_i32 (r);
  y += sumac_read_i32 (r);
  if (ABS (x) > SUMAC_MAX_COORDINATE || ABS (y) > SUMAC_MAX_COORDINATE)
    sumac_reader_spoil (r);
  glyph->x = (gint32) x;
  glyph->y = (gint32) y;
  glyph->width = sumac_read_u16 (r);
  glyph->height = sumac_read_u16 (r);
  glyph->rows = sumac_read_bytes (r, ((gsize) glyph->width * bits + 7) / 8 * glyph->height);
}

static guint
glyph_bits (guint8 flags)
{
  if (flags & SPICE_STRING_FLAGS_RASTER_A1)
    return 1;
  if (flags & SPICE_STRING_FLAGS_RASTER_A4)
    return 4;
  return flags & SPICE_STRING_FLAGS_RASTER_A8 ? 8 : 0;
}

/* The glyphs lie one after the other behind their number, not behind offsets. */
static void
parse_string (Parse *parse)
{
  SumacOp *op = op_of (parse);
  SumacReader string = sumac_reader_at (&parse->reader, sumac_read_u32 (&parse->reader));
  guint16 n = sumac_read_u16 (&string);
  guint bits = glyph_bits (sumac_read_u8 (&string));
  SumacGlyph *glyphs = NULL;

  if (bits > 0 && sumac_reader_has (&string, n, 20))
    glyphs = sumac_arena_new (parse->arena, SumacGlyph, n);
  for (guint16 i = 0; glyphs && i < n && sumac_reader_ok (&string); i++)
    parse_glyph (&string, bits, &glyphs[i]);
  if (!glyphs || !sumac_reader_ok (&string))
    sumac_reader_spoil (&parse->reader);
  op->u.text.bits = bits;
  op->u.text.n_glyphs = n;
  op->u.text.glyphs = glyphs;
}

static void
parse_text (Parse *parse)
{
  SumacOp *op = op_of (parse);

  parse_string (parse);
  op->u.text.back_area = sumac_read_rect (&parse->reader);
  parse_brush (parse, &op->brush);
  parse_brush (parse, &op->u.text.back);
  sumac_read_u16 (&parse->reader); /* fore and back mode: only PUT is defined */
  sumac_read_u16 (&parse->reader);
}

static void
parse_surface_create (Parse *parse)
{
  SumacCommand *command = parse->command;
  SumacReader *r = &parse->reader;

  command->u.surface.id = sumac_read_u32 (r);
  command->u.surface.width = sumac_read_u32 (r);
  command->u.surface.height = sumac_read_u32 (r);

  guint32 format = sumac_read_u32 (r);

  command->u.surface.is_primary = (sumac_read_u32 (r) & SPICE_SURFACE_FLAGS_PRIMARY) != 0;
  switch (format)
    {
    case SPICE_SURFACE_FMT_1_A:
      command->u.surface.format = SUMAC_PIXELS_A1;
      break;
    case SPICE_SURFACE_FMT_8_A:
      command->u.surface.format = SUMAC_PIXELS_A8;
      break;
    case SPICE_SURFACE_FMT_16_555:
      command->u.surface.format = SUMAC_PIXELS_RGB555;
      break;
    case SPICE_SURFACE_FMT_16_565:
      command->u.surface.format = SUMAC_PIXELS_RGB565;
      break;
    case SPICE_SURFACE_FMT_32_xRGB:
      command->u.surface.format = SUMAC_PIXELS_XRGB32;
      break;
    case SPICE_SURFACE_FMT_32_ARGB:
      command->u.surface.format = SUMAC_PIXELS_ARGB32;
      break;
    default:
      sumac_reader_spoil (r);
    }
}

/* MODE of old servers: like the creation of a primary surface. */
static void
parse_mode (Parse *parse)
{
  SumacCommand *command = parse->command;

  command->u.surface.is_primary = TRUE;
  command->u.surface.width = sumac_read_u32 (&parse->reader);
  command->u.surface.height = sumac_read_u32 (&parse->reader);
  command->u.surface.format =
      sumac_read_u32 (&parse->reader) == 16 ? SUMAC_PIXELS_RGB555 : SUMAC_PIXELS_XRGB32;
}

static void
parse_surface_destroy (Parse *parse)
{
  parse->command->u.surface.id = sumac_read_u32 (&parse->reader);
}

static void
parse_nothing (Parse *parse G_GNUC_UNUSED)
{
}

static void
parse_forget (Parse *parse)
{
  SumacReader *r = &parse->reader;
  guint16 n = sumac_read_u16 (r);
  guint64 *ids = NULL;
  guint n_ids = 0;

  if (sumac_reader_has (r, n, 9))
    ids = sumac_arena_new (parse->arena, guint64, n);
  for (guint16 i = 0; ids && i < n; i++)
    {
      guint8 type = sumac_read_u8 (r);
      guint64 id = sumac_read_u64 (r);

      if (type == SPICE_RES_TYPE_PIXMAP)
        ids[n_ids++] = id;
    }
  if (!ids)
    sumac_reader_spoil (r);
  parse->command->u.forget.ids = ids;
  parse->command->u.forget.n_ids = n_ids;
}

static void
parse_waits (Parse *parse)
{
  SumacReader *r = &parse->reader;
  guint8 n = sumac_read_u8 (r);
  SumacChannelWait *waits = NULL;

  if (sumac_reader_has (r, n, 10))
    waits = sumac_arena_new (parse->arena, SumacChannelWait, n);
  for (guint8 i = 0; waits && i < n; i++)
    {
      waits[i].channel_type = sumac_read_u8 (r);
      waits[i].channel_id = sumac_read_u8 (r);
      waits[i].serial = sumac_read_u64 (r);
    }
  if (!waits)
    sumac_reader_spoil (r);
  parse->command->u.wait.waits = waits;
  parse->command->u.wait.n_waits = n;
}

static guint32
read_side (SumacReader *r)
{
  guint32 side = sumac_read_u32 (r);

  return MIN (side, SUMAC_MAX_SIDE);
}

static void
parse_scanout (Parse *parse)
{
  SumacScanoutFacts *facts = &parse->command->u.scanout;

  facts->width = sumac_read_u32 (&parse->reader);
  facts->height = sumac_read_u32 (&parse->reader);
  facts->stride = sumac_read_u32 (&parse->reader);
  facts->fourcc = sumac_read_u32 (&parse->reader);
  facts->is_top_down = (sumac_read_u32 (&parse->reader) & SPICE_GL_SCANOUT_FLAGS_Y0TOP) != 0;
}

static void
parse_scanout_drawn (Parse *parse)
{
  guint32 place[4]; /* x, y, width, height; each small enough that their sum is one */

  for (guint i = 0; i < G_N_ELEMENTS (place); i++)
    place[i] = read_side (&parse->reader);
  parse->command->u.drawn = (SumacRect){
    .left = (gint32) place[0],
    .top = (gint32) place[1],
    .right = (gint32) (place[0] + place[2]),
    .bottom = (gint32) (place[1] + place[3]),
  };
}

typedef struct
{
  guint16 type;
  const char *name;
  SumacCommandKind kind;
  SumacOpKind op;
  void (*parse) (Parse *parse);
} Rule;

/* clang-format off */
static const Rule rules[] = {
  { SPICE_MSG_WAIT_FOR_CHANNELS,         "wait-for-channels", SUMAC_COMMAND_WAIT,              0, parse_waits           },
  { SPICE_MSG_DISPLAY_MODE,              "mode",              SUMAC_COMMAND_SURFACE_CREATE,    0, parse_mode            },
  { SPICE_MSG_DISPLAY_MARK,              "mark",              SUMAC_COMMAND_MARK,              0, parse_nothing         },
  { SPICE_MSG_DISPLAY_RESET,             "reset",             SUMAC_COMMAND_RESET,             0, parse_nothing         },
  { SPICE_MSG_DISPLAY_INVAL_LIST,        "inval-list",        SUMAC_COMMAND_FORGET_IMAGES,     0, parse_forget          },
  { SPICE_MSG_DISPLAY_INVAL_ALL_PIXMAPS, "inval-all-pixmaps", SUMAC_COMMAND_FORGET_ALL_IMAGES, 0, parse_waits           },
  { SPICE_MSG_DISPLAY_SURFACE_CREATE,    "surface-create",    SUMAC_COMMAND_SURFACE_CREATE,    0, parse_surface_create  },
  { SPICE_MSG_DISPLAY_SURFACE_DESTROY,   "surface-destroy",   SUMAC_COMMAND_SURFACE_DESTROY,   0, parse_surface_destroy },
  { SPICE_MSG_DISPLAY_GL_SCANOUT_UNIX,   "gl-scanout",        SUMAC_COMMAND_SCANOUT,           0, parse_scanout         },
  { SPICE_MSG_DISPLAY_GL_DRAW,           "gl-draw",           SUMAC_COMMAND_SCANOUT_DRAWN,     0, parse_scanout_drawn   },
  { SPICE_MSG_DISPLAY_COPY_BITS,         "copy-bits",         SUMAC_COMMAND_DRAW, SUMAC_OP_COPY_BITS,   parse_copy_bits   },
  { SPICE_MSG_DISPLAY_DRAW_FILL,         "draw-fill",         SUMAC_COMMAND_DRAW, SUMAC_OP_FILL,        parse_fill        },
  { SPICE_MSG_DISPLAY_DRAW_OPAQUE,       "draw-opaque",       SUMAC_COMMAND_DRAW, SUMAC_OP_OPAQUE,      parse_opaque      },
  { SPICE_MSG_DISPLAY_DRAW_COPY,         "draw-copy",         SUMAC_COMMAND_DRAW, SUMAC_OP_COPY,        parse_copy        },
  { SPICE_MSG_DISPLAY_DRAW_BLEND,        "draw-blend",        SUMAC_COMMAND_DRAW, SUMAC_OP_BLEND,       parse_copy        },
  { SPICE_MSG_DISPLAY_DRAW_BLACKNESS,    "draw-blackness",    SUMAC_COMMAND_DRAW, SUMAC_OP_BLACKNESS,   parse_mask_only   },
  { SPICE_MSG_DISPLAY_DRAW_WHITENESS,    "draw-whiteness",    SUMAC_COMMAND_DRAW, SUMAC_OP_WHITENESS,   parse_mask_only   },
  { SPICE_MSG_DISPLAY_DRAW_INVERS,       "draw-invers",       SUMAC_COMMAND_DRAW, SUMAC_OP_INVERS,      parse_mask_only   },
  { SPICE_MSG_DISPLAY_DRAW_ROP3,         "draw-rop3",         SUMAC_COMMAND_DRAW, SUMAC_OP_ROP3,        parse_rop3        },
  { SPICE_MSG_DISPLAY_DRAW_STROKE,       "draw-stroke",       SUMAC_COMMAND_DRAW, SUMAC_OP_STROKE,      parse_stroke      },
  { SPICE_MSG_DISPLAY_DRAW_TEXT,         "draw-text",         SUMAC_COMMAND_DRAW, SUMAC_OP_TEXT,        parse_text        },
  { SPICE_MSG_DISPLAY_DRAW_TRANSPARENT,  "draw-transparent",  SUMAC_COMMAND_DRAW, SUMAC_OP_TRANSPARENT, parse_transparent },
  { SPICE_MSG_DISPLAY_DRAW_ALPHA_BLEND,  "draw-alpha-blend",  SUMAC_COMMAND_DRAW, SUMAC_OP_ALPHA_BLEND, parse_alpha_blend },
  { SPICE_MSG_DISPLAY_DRAW_COMPOSITE,    "draw-composite",    SUMAC_COMMAND_DRAW, SUMAC_OP_COMPOSITE,   parse_composite   },
};

/* clang-format on */

static const Rule *
find_rule (guint16 type)
{
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (rules[i].type == type)
      return &rules[i];
  return NULL;
}

static void
parse_base (Parse *parse, SumacOpKind kind)
{
  SumacOp *op = op_of (parse);

  op->kind = kind;
  op->surface = sumac_read_u32 (&parse->reader);
  op->box = sumac_read_rect (&parse->reader);
  sumac_display_read_clip (&parse->reader, parse->arena, &op->clip);
}

static void
drop_images (SumacCommand *command)
{
  if (command->kind != SUMAC_COMMAND_DRAW)
    return;
  for (guint i = 0; i < command->u.draw.n_pending; i++)
    sumac_encoded_image_clear (&command->u.draw.pending[i].encoded);
  command->u.draw.n_pending = 0;
}

SumacCommand *
sumac_display_parse (SumacMessage *message, SumacPaletteCache *palettes, GError **error)
{
  const Rule *rule = find_rule (message->type);

  g_assert (rule != NULL); /* own mistake: display.c has a row for what is not here */

  Parse parse = {
    .reader = sumac_message_reader (message),
    .arena = &message->arena,
    .palettes = palettes,
    .command = sumac_arena_new (&message->arena, SumacCommand, 1),
  };
  SumacCommand *command = parse.command;

  command->kind = rule->kind;
  command->message = message;
  if (rule->kind == SUMAC_COMMAND_DRAW)
    parse_base (&parse, rule->op);
  rule->parse (&parse);
  command->item.size_bytes = message->size + message->arena.n_more;

  if (sumac_reader_ok (&parse.reader))
    return command;
  drop_images (command);
  if (parse.error)
    g_propagate_error (error, parse.error);
  else
    sumac_reader_fail (&parse.reader, rule->name, error);
  return NULL;
}

gboolean
sumac_display_parse_heads (const SumacMessage *message, SumacHeads *heads, GError **error)
{
  SumacReader r = sumac_message_reader (message);
  guint16 n = sumac_read_u16 (&r);

  sumac_read_u16 (&r); /* the most the guest could have */
  *heads = (SumacHeads){ 0 };
  if (!sumac_reader_has (&r, n, 28))
    return sumac_reader_fail (&r, "monitors-config", error);

  for (guint i = 0; i < MIN (n, G_N_ELEMENTS (heads->heads)); i++)
    {
      SumacHead *head = &heads->heads[i];

      head->id = sumac_read_u32 (&r);
      sumac_read_u32 (&r); /* surface: always the primary */

      guint32 width = read_side (&r);
      guint32 height = read_side (&r);
      guint32 x = read_side (&r);
      guint32 y = read_side (&r);

      sumac_read_u32 (&r); /* flags: none are defined */
      head->area = (SumacRect){
        .left = (gint32) x,
        .top = (gint32) y,
        .right = (gint32) (x + width),
        .bottom = (gint32) (y + height),
      };
      heads->n_heads++;
    }
  return TRUE;
}

void
sumac_display_write_init (SumacWriter *body,
                          guint8 caches,
                          gint64 cache_pixels,
                          gint32 glz_window_pixels)
{
  sumac_write_u8 (body, caches);
  sumac_write_u64 (body, (guint64) cache_pixels);
  sumac_write_u8 (body, caches);
  sumac_write_u32 (body, (guint32) glz_window_pixels);
}
