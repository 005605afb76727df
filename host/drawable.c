/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/drawable.h"

#include "host/image.h"

#include <string.h>

typedef void (*PutFunc) (SumacHostCommand *command,
                         const SumacHostDraw *draw,
                         QXLDrawable *drawable);

static guint16
ropd_of (guint16 ropd)
{
  return ropd ? ropd : SPICE_ROPD_OP_PUT;
}

static void
put_fill (SumacHostCommand *command, const SumacHostDraw *draw, QXLDrawable *drawable)
{
  drawable->u.fill = (QXLFill){
    .brush = sumac_host_brush_put (command, &draw->brush),
    .rop_descriptor = ropd_of (draw->ropd),
    .mask = sumac_host_mask_put (command, &draw->mask),
  };
}

static void
put_opaque (SumacHostCommand *command, const SumacHostDraw *draw, QXLDrawable *drawable)
{
  drawable->u.opaque = (QXLOpaque){
    .src_bitmap = sumac_host_image_put (command, &draw->source),
    .src_area = sumac_host_rect_put (draw->source_area),
    .brush = sumac_host_brush_put (command, &draw->brush),
    .rop_descriptor = ropd_of (draw->ropd),
    .scale_mode = (guint8) draw->scale,
    .mask = sumac_host_mask_put (command, &draw->mask),
  };
}

/* COPY and BLEND. */
static void
put_copy (SumacHostCommand *command, const SumacHostDraw *draw, QXLDrawable *drawable)
{
  drawable->u.copy = (QXLCopy){
    .src_bitmap = sumac_host_image_put (command, &draw->source),
    .src_area = sumac_host_rect_put (draw->source_area),
    .rop_descriptor = ropd_of (draw->ropd),
    .scale_mode = (guint8) draw->scale,
    .mask = sumac_host_mask_put (command, &draw->mask),
  };
}

/* BLACKNESS, WHITENESS and INVERS. */
static void
put_mask_alone (SumacHostCommand *command, const SumacHostDraw *draw, QXLDrawable *drawable)
{
  drawable->u.blackness.mask = sumac_host_mask_put (command, &draw->mask);
}

static void
put_transparent (SumacHostCommand *command, const SumacHostDraw *draw, QXLDrawable *drawable)
{
  drawable->u.transparent = (QXLTransparent){
    .src_bitmap = sumac_host_image_put (command, &draw->source),
    .src_area = sumac_host_rect_put (draw->source_area),
    .src_color = draw->u.transparent.key,
    .true_color = draw->u.transparent.key,
  };
}

static void
put_alpha_blend (SumacHostCommand *command, const SumacHostDraw *draw, QXLDrawable *drawable)
{
  drawable->u.alpha_blend = (QXLAlphaBlend){
    .alpha_flags = draw->u.alpha_blend.flags,
    .alpha = draw->u.alpha_blend.alpha,
    .src_bitmap = sumac_host_image_put (command, &draw->source),
    .src_area = sumac_host_rect_put (draw->source_area),
  };
}

static void
put_copy_bits (G_GNUC_UNUSED SumacHostCommand *command,
               const SumacHostDraw *draw,
               QXLDrawable *drawable)
{
  drawable->u.copy_bits.src_pos = (QXLPoint){
    .x = draw->u.copy_bits.from.x,
    .y = draw->u.copy_bits.from.y,
  };
}

static QXLPHYSICAL
put_transform (SumacHostCommand *command, const SumacHostTransform *transform)
{
  return transform ? sumac_host_command_copy (command, transform->t, sizeof transform->t) : 0;
}

static void
put_composite (SumacHostCommand *command, const SumacHostDraw *draw, QXLDrawable *drawable)
{
  guint32 flags = draw->u.composite.flags;

  flags &= ~(guint32) (SPICE_COMPOSITE_HAS_MASK | SPICE_COMPOSITE_HAS_SRC_TRANSFORM |
                       SPICE_COMPOSITE_HAS_MASK_TRANSFORM);
  if (draw->u.composite.mask.kind != SUMAC_HOST_IMAGE_NONE)
    flags |= SPICE_COMPOSITE_HAS_MASK;
  if (draw->u.composite.transform)
    flags |= SPICE_COMPOSITE_HAS_SRC_TRANSFORM;
  if (draw->u.composite.mask_transform)
    flags |= SPICE_COMPOSITE_HAS_MASK_TRANSFORM;
  drawable->u.composite = (QXLComposite){
    .flags = flags,
    .src = sumac_host_image_put (command, &draw->source),
    .src_transform = put_transform (command, draw->u.composite.transform),
    .mask = sumac_host_image_put (command, &draw->u.composite.mask),
    .mask_transform = put_transform (command, draw->u.composite.mask_transform),
    .src_origin = { .x = draw->u.composite.x, .y = draw->u.composite.y },
    .mask_origin = { .x = draw->u.composite.mask_x, .y = draw->u.composite.mask_y },
  };
}

static void
put_rop3 (SumacHostCommand *command, const SumacHostDraw *draw, QXLDrawable *drawable)
{
  drawable->u.rop3 = (QXLRop3){
    .src_bitmap = sumac_host_image_put (command, &draw->source),
    .src_area = sumac_host_rect_put (draw->source_area),
    .brush = sumac_host_brush_put (command, &draw->brush),
    .rop3 = draw->u.rop3.code,
    .scale_mode = (guint8) draw->scale,
    .mask = sumac_host_mask_put (command, &draw->mask),
  };
}

static QXLPHYSICAL
put_path (SumacHostCommand *command, const SumacHostSegment *segments, guint n_segments)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  QXLPath *path;

  for (guint i = 0; i < n_segments; i++)
    {
      QXLPathSeg head = { .flags = segments[i].flags, .count = segments[i].n_points };

      /* QXLPointFix is laid out like our point: two numbers of 32 bits. */
      g_byte_array_append (bytes, (const guint8 *) &head, sizeof head);
      if (segments[i].n_points > 0)
        g_byte_array_append (bytes, (const guint8 *) segments[i].points,
                             segments[i].n_points * (guint) sizeof (QXLPointFix));
    }
  path = sumac_host_command_alloc (command, sizeof *path + bytes->len);
  path->data_size = bytes->len;
  sumac_host_chunk_fill (&path->chunk, bytes->data, bytes->len);
  return (guintptr) path;
}

static void
put_stroke (SumacHostCommand *command, const SumacHostDraw *draw, QXLDrawable *drawable)
{
  QXLLineAttr attr = { 0 };

  if (draw->u.stroke.n_style > 0)
    {
      attr.flags = SPICE_LINE_FLAGS_STYLED;
      if (draw->u.stroke.starts_with_gap)
        attr.flags |= SPICE_LINE_FLAGS_START_WITH_GAP;
      attr.style_nseg = (guint8) draw->u.stroke.n_style;
      attr.style = sumac_host_command_copy (command, draw->u.stroke.style,
                                            draw->u.stroke.n_style * sizeof (QXLFIXED));
    }
  drawable->u.stroke = (QXLStroke){
    .path = put_path (command, draw->u.stroke.segments, draw->u.stroke.n_segments),
    .attr = attr,
    .brush = sumac_host_brush_put (command, &draw->brush),
    .fore_mode = ropd_of (draw->ropd),
    .back_mode = ropd_of (draw->ropd),
  };
}

static guint
bits_of (guint8 string_flags)
{
  if (string_flags & SPICE_STRING_FLAGS_RASTER_A8)
    return 8;
  return string_flags & SPICE_STRING_FLAGS_RASTER_A4 ? 4 : 1;
}

static QXLPHYSICAL
put_string (SumacHostCommand *command, const SumacHostDraw *draw)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint bits = bits_of (draw->u.text.flags);
  QXLString *string;

  for (guint i = 0; i < draw->u.text.n_glyphs; i++)
    {
      const SumacHostGlyph *glyph = &draw->u.text.glyphs[i];
      guint size = (glyph->width * bits + 7) / 8 * glyph->height;
      QXLRasterGlyph head = {
        .render_pos = { .x = glyph->pos.x, .y = glyph->pos.y },
        .glyph_origin = { .x = glyph->origin.x, .y = glyph->origin.y },
        .width = glyph->width,
        .height = glyph->height,
      };

      g_byte_array_append (bytes, (const guint8 *) &head, sizeof head);
      if (size > 0)
        g_byte_array_append (bytes, glyph->rows, size);
    }
  string = sumac_host_command_alloc (command, sizeof *string + bytes->len);
  string->data_size = bytes->len;
  string->length = draw->u.text.n_glyphs;
  string->flags = draw->u.text.flags;
  sumac_host_chunk_fill (&string->chunk, bytes->data, bytes->len);
  return (guintptr) string;
}

static void
put_text (SumacHostCommand *command, const SumacHostDraw *draw, QXLDrawable *drawable)
{
  drawable->u.text = (QXLText){
    .str = put_string (command, draw),
    .back_area = sumac_host_rect_put (draw->u.text.back_area),
    .fore_brush = sumac_host_brush_put (command, &draw->brush),
    .back_brush = sumac_host_brush_put (command, &draw->u.text.back),
    .fore_mode = ropd_of (draw->ropd),
    .back_mode = ropd_of (draw->u.text.back_ropd),
  };
}

/* clang-format off */
static const struct
{
  guint8 type;
  PutFunc put;
} kinds[SUMAC_HOST_N_DRAW_KINDS] = {
  [SUMAC_HOST_DRAW_FILL]        = { QXL_DRAW_FILL,        put_fill        },
  [SUMAC_HOST_DRAW_OPAQUE]      = { QXL_DRAW_OPAQUE,      put_opaque      },
  [SUMAC_HOST_DRAW_COPY]        = { QXL_DRAW_COPY,        put_copy        },
  [SUMAC_HOST_DRAW_BLEND]       = { QXL_DRAW_BLEND,       put_copy        },
  [SUMAC_HOST_DRAW_BLACKNESS]   = { QXL_DRAW_BLACKNESS,   put_mask_alone  },
  [SUMAC_HOST_DRAW_WHITENESS]   = { QXL_DRAW_WHITENESS,   put_mask_alone  },
  [SUMAC_HOST_DRAW_INVERS]      = { QXL_DRAW_INVERS,      put_mask_alone  },
  [SUMAC_HOST_DRAW_TRANSPARENT] = { QXL_DRAW_TRANSPARENT, put_transparent },
  [SUMAC_HOST_DRAW_ALPHA_BLEND] = { QXL_DRAW_ALPHA_BLEND, put_alpha_blend },
  [SUMAC_HOST_DRAW_COPY_BITS]   = { QXL_COPY_BITS,        put_copy_bits   },
  [SUMAC_HOST_DRAW_COMPOSITE]   = { QXL_DRAW_COMPOSITE,   put_composite   },
  [SUMAC_HOST_DRAW_ROP3]        = { QXL_DRAW_ROP3,        put_rop3        },
  [SUMAC_HOST_DRAW_STROKE]      = { QXL_DRAW_STROKE,      put_stroke      },
  [SUMAC_HOST_DRAW_TEXT]        = { QXL_DRAW_TEXT,        put_text        },
};

/* clang-format on */

static void
put_clip (SumacHostCommand *command, const SumacHostClip *clip, QXLDrawable *drawable)
{
  gsize size = clip->n_rects * sizeof (QXLRect);
  QXLClipRects *qxl;
  QXLRect *rects;

  drawable->clip.type = SPICE_CLIP_TYPE_NONE;
  if (!clip->is_set)
    return;
  qxl = sumac_host_command_alloc (command, sizeof *qxl + size);
  qxl->num_rects = clip->n_rects;
  qxl->chunk.data_size = (guint32) size;
  rects = (QXLRect *) ((guint8 *) qxl + sizeof *qxl);
  for (guint i = 0; i < clip->n_rects; i++)
    rects[i] = sumac_host_rect_put (clip->rects[i]);
  drawable->clip.type = SPICE_CLIP_TYPE_RECTS;
  drawable->clip.data = (guintptr) qxl;
}

/* The server ends the process for the codes that don't depend on all three of brush, source and
 * destination: they are other commands' business. */
static gboolean
is_ternary (guint8 code)
{
  return (code ^ code >> 4) & 0x0f && (code ^ code >> 2) & 0x33 && (code ^ code >> 1) & 0x55;
}

/* The server must know which surfaces a command reads, to draw those first. */
static gboolean
put_dependencies (const SumacHostDraw *draw,
                  QXLDrawable *drawable,
                  SumacHostAreaFunc get_area,
                  gpointer user)
{
  const SumacHostImage *images[] = {
    &draw->source,
    &draw->brush.pattern,
    &draw->mask.bits,
    draw->kind == SUMAC_HOST_DRAW_COMPOSITE ? &draw->u.composite.mask : NULL,
    draw->kind == SUMAC_HOST_DRAW_TEXT ? &draw->u.text.back.pattern : NULL,
  };
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (drawable->surfaces_dest); i++)
    drawable->surfaces_dest[i] = -1;
  for (guint i = 0; i < G_N_ELEMENTS (images); i++)
    {
      SumacHostRect area;

      if (images[i] == NULL || images[i]->kind != SUMAC_HOST_IMAGE_SURFACE)
        continue;
      if (n == G_N_ELEMENTS (drawable->surfaces_dest) ||
          !get_area (images[i]->surface, &area, user))
        return FALSE;
      drawable->surfaces_dest[n] = (gint32) images[i]->surface;
      drawable->surfaces_rects[n] = sumac_host_rect_put (area);
      n++;
    }
  return TRUE;
}

SumacHostCommand *
sumac_host_drawable_new (SumacHostPool *pool,
                         const SumacHostDraw *draw,
                         SumacHostAreaFunc get_area,
                         gpointer user)
{
  SumacHostCommand *command = sumac_host_command_new (pool, QXL_CMD_DRAW, sizeof (QXLDrawable));
  QXLDrawable *drawable = sumac_host_command_get_body (command);

  if ((draw->kind == SUMAC_HOST_DRAW_ROP3 && !is_ternary (draw->u.rop3.code)) ||
      !put_dependencies (draw, drawable, get_area, user))
    {
      sumac_host_command_free (command);
      return NULL;
    }
  drawable->surface_id = draw->surface;
  drawable->effect = draw->is_opaque ? QXL_EFFECT_OPAQUE : QXL_EFFECT_BLEND;
  drawable->type = kinds[draw->kind].type;
  drawable->bbox = sumac_host_rect_put (draw->box);
  drawable->mm_time = draw->mm_time;
  put_clip (command, &draw->clip, drawable);
  kinds[draw->kind].put (command, draw, drawable);
  return command;
}
