/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A drawing command as a value: parsed once, then immutable, printable, comparable,
 * replayable. Everything it points to lives at least as long as it does; a renderer that
 * keeps pixels beyond draw() takes a reference of its own.
 *
 * Coordinates are pixels of the destination surface unless said otherwise. */

#pragma once

#include <sumac/pixels.h>
#include <sumac/rect.h>

G_BEGIN_DECLS

/* What is drawn. Beside it: which fields of the op count. */
typedef enum
{
  SUMAC_OP_FILL,        /* brush, rop, mask */
  SUMAC_OP_OPAQUE,      /* source, scale, brush, rop (a brush, b the copied source), mask */
  SUMAC_OP_COPY,        /* source, scale, rop (a source, b destination), mask */
  SUMAC_OP_BLEND,       /* the same as COPY */
  SUMAC_OP_BLACKNESS,   /* mask */
  SUMAC_OP_WHITENESS,   /* mask */
  SUMAC_OP_INVERS,      /* mask */
  SUMAC_OP_TRANSPARENT, /* source, u.transparent */
  SUMAC_OP_ALPHA_BLEND, /* source, u.alpha_blend */
  SUMAC_OP_COPY_BITS,   /* u.copy_bits */
  SUMAC_OP_COMPOSITE,   /* source, u.composite */
  SUMAC_OP_ROP3,        /* source, scale, brush, u.rop3, mask */
  SUMAC_OP_STROKE,      /* brush, rop, u.stroke */
  SUMAC_OP_TEXT,        /* brush (fore), u.text */
} SumacOpKind;

/* How many kinds there are. */
#define SUMAC_N_OP_KINDS 14

/* One of the sixteen functions of two bits a and b, as a truth table: bit 2·a + b of the
 * value is the result. Applied to every bit of a pixel. */
typedef enum
{
  SUMAC_ROP_CLEAR = 0x0,
  SUMAC_ROP_NOR = 0x1,
  SUMAC_ROP_AND_INVERTED = 0x2, /* ~a & b */
  SUMAC_ROP_COPY_INVERTED = 0x3,
  SUMAC_ROP_AND_REVERSE = 0x4, /* a & ~b */
  SUMAC_ROP_INVERT = 0x5,      /* ~b */
  SUMAC_ROP_XOR = 0x6,
  SUMAC_ROP_NAND = 0x7,
  SUMAC_ROP_AND = 0x8,
  SUMAC_ROP_EQUIV = 0x9,
  SUMAC_ROP_NOOP = 0xa,        /* b */
  SUMAC_ROP_OR_INVERTED = 0xb, /* ~a | b */
  SUMAC_ROP_COPY = 0xc,        /* a */
  SUMAC_ROP_OR_REVERSE = 0xd,  /* a | ~b */
  SUMAC_ROP_OR = 0xe,
  SUMAC_ROP_SET = 0xf,
} SumacRop;

/* How many functions of two bits there are. */
#define SUMAC_N_ROPS 16

/* How pixels are made more or fewer. */
typedef enum
{
  SUMAC_SCALE_SMOOTH, /* bilinear */
  SUMAC_SCALE_NEAREST,
} SumacScale;

/* Where pixels come from. */
typedef enum
{
  SUMAC_SOURCE_NONE, /* nothing: there was none, or it could not be had */
  SUMAC_SOURCE_PIXELS,
  SUMAC_SOURCE_SURFACE, /* the surface's pixels at the moment of drawing */
} SumacSourceKind;

/* A picture to draw with. */
typedef struct
{
  SumacSourceKind kind;
  guint32 surface;     /* SURFACE: which one */
  SumacPixels *pixels; /* PIXELS: held by the op's owner */
} SumacSource;

/* Where drawing is allowed: everywhere, or in the union of rectangles (none: nowhere). */
typedef struct
{
  gboolean is_set;
  guint n_rects;
  const SumacRect *rects;
} SumacClip;

/* With what an area is filled. */
typedef enum
{
  SUMAC_BRUSH_NONE,
  SUMAC_BRUSH_SOLID,
  SUMAC_BRUSH_PATTERN,
} SumacBrushKind;

/* A colour or a pattern. */
typedef struct
{
  SumacBrushKind kind;
  guint32 color;       /* SOLID: 0x00RRGGBB, or the raw pixel on smaller surfaces */
  SumacSource pattern; /* PATTERN: tiled so that its origin lies at x, y */
  gint32 x;
  gint32 y;
} SumacBrush;

/* One bit for each pixel of the box: pixel (px, py) looks at bit
 * (px − box.left + x, py − box.top + y); outside the bits' size nothing is drawn. */
typedef struct
{
  SumacSource bits; /* NONE: no mask */
  gboolean is_inverse;
  gint32 x;
  gint32 y;
} SumacMask;

/* A point between pixels. */
typedef struct
{
  gint32 x; /* 28.4 fixed point */
  gint32 y;
} SumacFixedPoint;

/* What a segment does to its path. */
typedef enum
{
  SUMAC_PATH_BEGIN = 1 << 0,
  SUMAC_PATH_END = 1 << 1,
  SUMAC_PATH_CLOSE = 1 << 3,
  SUMAC_PATH_BEZIER = 1 << 4,
} SumacPathFlags;

/* A part of a path: lines, or curves of three points each. */
typedef struct
{
  guint flags; /* SumacPathFlags */
  guint n_points;
  const SumacFixedPoint *points;
} SumacSegment;

/* A letter's shape and place. */
typedef struct
{
  gint32 x; /* upper left pixel of the glyph's box */
  gint32 y;
  guint16 width;
  guint16 height;
  const guint8 *rows; /* bottom row first, ⌈width · bits / 8⌉ bytes each */
} SumacGlyph;

/* Transform of the composite op: 16.16 fixed point rows t00 t01 t02, t10 t11 t12. */
typedef struct
{
  gint32 t[6];
} SumacTransform;

typedef struct _SumacOp SumacOp;

struct _SumacOp
{
  SumacOpKind kind;
  guint32 surface;
  SumacRect box;
  SumacClip clip;
  SumacMask mask;
  SumacSource source;
  SumacRect source_area; /* in the source's pixels */
  SumacBrush brush;
  SumacRop rop;
  SumacScale scale;

  union
  {
    struct
    {
      guint32 key; /* true colour 0x00RRGGBB that is not drawn */
    } transparent;

    struct
    {
      guint8 alpha;
      gboolean dest_has_alpha;
      gboolean source_has_alpha; /* a surface source of XRGB32 counts as ARGB32 */
    } alpha_blend;

    struct
    {
      gint32 x; /* upper left corner of the source, same surface */
      gint32 y;
    } copy_bits;

    struct
    {
      guint8 op;     /* pixman's operator number */
      guint8 filter; /* pixman's filter number, of the source */
      guint8 mask_filter;
      guint8 repeat; /* pixman's repeat number, of the source */
      guint8 mask_repeat;
      gboolean component_alpha;
      gboolean source_opaque;
      gboolean mask_opaque; /* not followed */
      gboolean dest_opaque; /* not followed */
      SumacSource mask;
      const SumacTransform *transform;      /* nullable */
      const SumacTransform *mask_transform; /* nullable */
      gint16 x;
      gint16 y;
      gint16 mask_x;
      gint16 mask_y;
    } composite;

    struct
    {
      guint8 code; /* bit 4·brush + 2·source + destination */
    } rop3;

    struct
    {
      guint n_segments;
      const SumacSegment *segments;
      guint n_style;       /* 0: solid */
      const gint32 *style; /* 28.4 lengths, on and off in turn */
      gboolean starts_with_gap;
    } stroke;

    struct
    {
      guint n_glyphs;
      const SumacGlyph *glyphs;
      guint bits; /* of a glyph's pixel: 1, 4, 8 */
      SumacRect back_area;
      SumacBrush back;
    } text;
  } u;
};

/* The kind's name as in the text form: "fill", "copy-bits" … */
SUMAC_EXPORT const char *sumac_op_kind_name (SumacOpKind kind);

/* The op as one line of text, without the line's end, for logs and bug reports; to be freed. The
 * grammar is in docs/op-text.md. Pictures have no name here: they are written as
 * pixels:WIDTHxHEIGHT-FORMAT. Any thread. */
SUMAC_EXPORT char *sumac_op_to_text (const SumacOp *op);

G_END_DECLS
