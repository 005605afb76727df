/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Drawing commands of the guest as values: one struct for each, all that it needs by pointer.
 * A zeroed struct is a command with no clip, no mask, no source and no brush. Everything is
 * copied (bytes: referenced) when the command is given to sumac_host_display_draw(); nothing
 * needs to outlive the call.
 *
 * Numbers in capitals are the protocol's, from spice/enums.h and spice/qxl_dev.h. Rules that
 * the server does not check, and whose breaking ends the process, are said where they apply. */

#pragma once

#include <glib.h>
#include <spice/enums.h>

typedef enum
{
  SUMAC_HOST_DRAW_FILL,        /* brush, ropd, mask */
  SUMAC_HOST_DRAW_OPAQUE,      /* source, scale, brush, ropd, mask */
  SUMAC_HOST_DRAW_COPY,        /* source, scale, ropd, mask */
  SUMAC_HOST_DRAW_BLEND,       /* source, scale, ropd, mask */
  SUMAC_HOST_DRAW_BLACKNESS,   /* mask */
  SUMAC_HOST_DRAW_WHITENESS,   /* mask */
  SUMAC_HOST_DRAW_INVERS,      /* mask */
  SUMAC_HOST_DRAW_TRANSPARENT, /* source, u.transparent */
  SUMAC_HOST_DRAW_ALPHA_BLEND, /* source, u.alpha_blend */
  SUMAC_HOST_DRAW_COPY_BITS,   /* u.copy_bits */
  SUMAC_HOST_DRAW_COMPOSITE,   /* source (without source_area), u.composite */
  SUMAC_HOST_DRAW_ROP3,        /* source, scale, brush, u.rop3, mask */
  SUMAC_HOST_DRAW_STROKE,      /* brush, u.stroke */
  SUMAC_HOST_DRAW_TEXT,        /* brush (fore), u.text */
} SumacHostDrawKind;

#define SUMAC_HOST_N_DRAW_KINDS 14

typedef struct
{
  gint32 left;
  gint32 top;
  gint32 right;
  gint32 bottom;
} SumacHostRect;

typedef struct
{
  gint32 x;
  gint32 y;
} SumacHostPoint;

/* Entries are 0x00RRGGBB. */
typedef struct
{
  guint64 unique; /* 0: clients are not told to keep it */
  guint n_colors; /* as many as the format can name: 2, 16, 256 */
  const guint32 *colors;
} SumacHostPalette;

typedef enum
{
  SUMAC_HOST_IMAGE_NONE,
  SUMAC_HOST_IMAGE_BITMAP,
  SUMAC_HOST_IMAGE_SURFACE, /* the pixels of a surface, also of the one drawn to */
} SumacHostImageKind;

typedef struct
{
  SumacHostImageKind kind;
  guint32 surface;

  guint32 id;             /* names this content; 0: a name of its own each time */
  gboolean is_cached;     /* clients keep it under its id, which must not be 0 */
  gboolean high_bits_set; /* the unused byte of 32BIT is shown as 0xff */
  SpiceBitmapFmt format;  /* SPICE_BITMAP_FMT_1BIT_LE … 8BIT_A */
  guint width;
  guint height;
  guint stride;             /* bytes; at least a row's */
  gboolean is_bottom_up;    /* the first row of bytes is the lowest */
  SumacHostPalette palette; /* needed by formats up to 8BIT, but not in masks */
  GBytes *bytes;            /* borrowed: stride × height */
} SumacHostImage;

/* Where drawing is allowed: everywhere, or in the union of rectangles (none: nowhere). */
typedef struct
{
  gboolean is_set;
  guint n_rects;
  const SumacHostRect *rects;
} SumacHostClip;

typedef struct
{
  SpiceBrushType type;    /* NONE, SOLID, PATTERN */
  guint32 color;          /* SOLID: 0x00RRGGBB, or the raw pixel on smaller surfaces */
  SumacHostImage pattern; /* PATTERN: tiled, its origin at pos */
  SumacHostPoint pos;
} SumacHostBrush;

/* One bit for each pixel of the box, from a 1BIT bitmap without palette; pos is the place in
 * it that the box's upper left corner looks at. */
typedef struct
{
  SumacHostImage bits;
  gboolean is_inverse;
  SumacHostPoint pos;
} SumacHostMask;

typedef struct
{
  guint32 flags; /* SPICE_PATH_… */
  guint n_points;
  const SumacHostPoint *points; /* 28.4 fixed point */
} SumacHostSegment;

typedef struct
{
  SumacHostPoint pos;
  SumacHostPoint origin; /* added to pos: the upper left corner */
  guint16 width;
  guint16 height;
  const guint8 *rows; /* bottom row first, ⌈width · bits / 8⌉ bytes each */
} SumacHostGlyph;

/* t00 t01 t02, t10 t11 t12 in 16.16 fixed point. */
typedef struct
{
  gint32 t[6];
} SumacHostTransform;

typedef struct
{
  SumacHostDrawKind kind;
  guint32 surface;
  SumacHostRect box;  /* must lie in the surface, or the server refuses the command */
  gboolean is_opaque; /* covers its box wholly: the server may forget what lies below */
  guint32 mm_time;
  SumacHostClip clip;
  SumacHostMask mask;
  SumacHostImage source;
  SumacHostRect source_area; /* must lie in the source and not be empty */
  SumacHostBrush brush;
  guint16 ropd; /* SPICE_ROPD_…, 0 is taken as OP_PUT */
  SpiceImageScaleMode scale;

  union
  {
    struct
    {
      guint32 key; /* 0x00RRGGBB that is not drawn */
    } transparent;

    struct
    {
      guint8 alpha;
      guint8 flags; /* SPICE_ALPHA_FLAGS_… */
    } alpha_blend;

    struct
    {
      SumacHostPoint from; /* upper left corner, same surface; must lie in it with its size */
    } copy_bits;

    struct
    {
      guint32
          flags; /* SPICE_COMPOSITE_…; those that tell of mask and transforms are set here */
      SumacHostImage mask;
      const SumacHostTransform *transform;      /* nullable */
      const SumacHostTransform *mask_transform; /* nullable */
      gint16 x;                                 /* origin in the source */
      gint16 y;
      gint16 mask_x;
      gint16 mask_y;
    } composite;

    struct
    {
      guint8 code; /* bit 4·brush + 2·source + destination; must depend on all three */
    } rop3;

    struct
    {
      guint n_segments;
      const SumacHostSegment *segments;
      guint n_style;       /* 0: solid; at most 255 */
      const gint32 *style; /* 28.4 lengths, on and off in turn */
      gboolean starts_with_gap;
    } stroke;

    struct
    {
      guint16 n_glyphs;
      const SumacHostGlyph *glyphs;
      guint8 flags; /* SPICE_STRING_FLAGS_RASTER_A1, A4 or A8, and TOP_DOWN */
      SumacHostRect back_area;
      SumacHostBrush back;
      guint16 back_ropd;
    } text;
  } u;
} SumacHostDraw;
