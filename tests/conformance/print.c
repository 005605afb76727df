/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "print.h"

#include "channels/display-wire.h"
#include "draw/op-text.h"

#include <string.h>

/* Pictures of a case, each once, with an empty one of ours that stands for it. */
typedef struct
{
  GArray *pictures;  /* of Picture */
  GPtrArray *pixels; /* of SumacPixels */
  char name[16];
} Printer;

static guint
index_of (Printer *printer, const Picture *picture)
{
  for (guint i = 0; i < printer->pictures->len; i++)
    if (picture_equal (&g_array_index (printer->pictures, Picture, i), picture))
      return i;
  g_array_append_val (printer->pictures, *picture);
  g_ptr_array_add (printer->pixels, sumac_pixels_new (SUMAC_PIXELS_A8, 1, 1, NULL));
  return printer->pictures->len - 1;
}

static const char *
name_of (gpointer data, SumacPixels *pixels)
{
  Printer *printer = data;
  guint i = 0;

  g_ptr_array_find (printer->pixels, pixels, &i);
  g_snprintf (printer->name, sizeof printer->name, "p%u", i);
  return printer->name;
}

static SumacSource
source_of (Printer *printer, const Picture *picture)
{
  guint i;

  switch (picture->kind)
    {
    case SUMAC_HOST_IMAGE_NONE:
      break;
    case SUMAC_HOST_IMAGE_SURFACE:
      return (SumacSource){ .kind = SUMAC_SOURCE_SURFACE, .surface = picture->surface };
    case SUMAC_HOST_IMAGE_BITMAP:
      i = index_of (printer, picture);
      return (SumacSource){
        .kind = SUMAC_SOURCE_PIXELS,
        .pixels = g_ptr_array_index (printer->pixels, i),
      };
    }
  return (SumacSource){ .kind = SUMAC_SOURCE_NONE };
}

static SumacRect
rect_of (SumacHostRect rect)
{
  return (SumacRect){ rect.left, rect.top, rect.right, rect.bottom };
}

static SumacBrush
brush_of (Printer *printer, const SumacHostBrush *brush, const Picture *pattern)
{
  SumacBrush it = { .kind = SUMAC_BRUSH_NONE };

  if (brush->type == SPICE_BRUSH_TYPE_SOLID)
    it = (SumacBrush){ .kind = SUMAC_BRUSH_SOLID, .color = brush->color };
  else if (brush->type == SPICE_BRUSH_TYPE_PATTERN)
    it = (SumacBrush){
      .kind = SUMAC_BRUSH_PATTERN,
      .pattern = source_of (printer, pattern),
      .x = brush->pos.x,
      .y = brush->pos.y,
    };
  return it;
}

static guint16
first_inversion (SumacHostDrawKind kind)
{
  return kind == SUMAC_HOST_DRAW_COPY || kind == SUMAC_HOST_DRAW_BLEND
             ? SPICE_ROPD_INVERS_SRC
             : SPICE_ROPD_INVERS_BRUSH;
}

static void
set_composite (Printer *printer, const Command *command, SumacOp *op)
{
  const typeof (command->draw.u.composite) *from = &command->draw.u.composite;
  guint32 flags = from->flags;

  op->u.composite = (typeof (op->u.composite)){
    .op = flags & 0xff,
    .filter = flags >> 8 & 7,
    .mask_filter = flags >> 11 & 7,
    .repeat = flags >> 14 & 3,
    .mask_repeat = flags >> 16 & 3,
    .component_alpha = (flags & SPICE_COMPOSITE_COMPONENT_ALPHA) != 0,
    .source_opaque = (flags & SPICE_COMPOSITE_SOURCE_OPAQUE) != 0,
    .mask_opaque = (flags & SPICE_COMPOSITE_MASK_OPAQUE) != 0,
    .dest_opaque = (flags & SPICE_COMPOSITE_DEST_OPAQUE) != 0,
    .mask = source_of (printer, &command->weight),
    .transform = command->has_transform
                     ? (const SumacTransform *) (const void *) &command->transform
                     : NULL,
    .mask_transform = command->has_weight_transform
                          ? (const SumacTransform *) (const void *) &command->weight_transform
                          : NULL,
    .x = from->x,
    .y = from->y,
    .mask_x = from->mask_x,
    .mask_y = from->mask_y,
  };
}

static void
set_stroke (const Command *command, SumacSegment *segments, SumacOp *op)
{
  const typeof (command->draw.u.stroke) *from = &command->draw.u.stroke;

  for (guint i = 0; i < from->n_segments; i++)
    segments[i] = (SumacSegment){
      .flags = command->segments[i].flags,
      .n_points = command->segments[i].n_points,
      .points = (const SumacFixedPoint *) (const void *) command->points[i],
    };
  op->u.stroke.n_segments = from->n_segments;
  op->u.stroke.segments = segments;
  op->u.stroke.n_style = from->n_style;
  op->u.stroke.style = command->style;
  op->u.stroke.starts_with_gap = from->starts_with_gap;
}

static void
set_text (Printer *printer, const Command *command, SumacGlyph *glyphs, SumacOp *op)
{
  const typeof (command->draw.u.text) *from = &command->draw.u.text;

  for (guint i = 0; i < from->n_glyphs; i++)
    glyphs[i] = (SumacGlyph){
      .x = command->glyphs[i].pos.x + command->glyphs[i].origin.x,
      .y = command->glyphs[i].pos.y + command->glyphs[i].origin.y,
      .width = command->glyphs[i].width,
      .height = command->glyphs[i].height,
      .rows = command->rows[i],
    };
  op->u.text.n_glyphs = from->n_glyphs;
  op->u.text.glyphs = glyphs;
  op->u.text.bits = from->flags & SPICE_STRING_FLAGS_RASTER_A8   ? 8
                    : from->flags & SPICE_STRING_FLAGS_RASTER_A4 ? 4
                                                                 : 1;
  op->u.text.back_area = rect_of (from->back_area);
  op->u.text.back = brush_of (printer, &from->back, &command->back);
}

static void
set_rest (Printer *printer,
          const Command *command,
          SumacSegment *segments,
          SumacGlyph *glyphs,
          SumacOp *op)
{
  const SumacHostDraw *draw = &command->draw;

  switch (draw->kind)
    {
    case SUMAC_HOST_DRAW_TRANSPARENT:
      op->u.transparent.key = draw->u.transparent.key;
      break;
    case SUMAC_HOST_DRAW_ALPHA_BLEND:
      op->u.alpha_blend.alpha = draw->u.alpha_blend.alpha;
      op->u.alpha_blend.dest_has_alpha =
          (draw->u.alpha_blend.flags & SPICE_ALPHA_FLAGS_DEST_HAS_ALPHA) != 0;
      op->u.alpha_blend.source_has_alpha =
          (draw->u.alpha_blend.flags & SPICE_ALPHA_FLAGS_SRC_SURFACE_HAS_ALPHA) != 0;
      break;
    case SUMAC_HOST_DRAW_COPY_BITS:
      op->u.copy_bits.x = draw->u.copy_bits.from.x;
      op->u.copy_bits.y = draw->u.copy_bits.from.y;
      break;
    case SUMAC_HOST_DRAW_COMPOSITE:
      set_composite (printer, command, op);
      break;
    case SUMAC_HOST_DRAW_ROP3:
      op->u.rop3.code = draw->u.rop3.code;
      break;
    case SUMAC_HOST_DRAW_STROKE:
      set_stroke (command, segments, op);
      break;
    case SUMAC_HOST_DRAW_TEXT:
      set_text (printer, command, glyphs, op);
      break;
    case SUMAC_HOST_DRAW_FILL:
    case SUMAC_HOST_DRAW_OPAQUE:
    case SUMAC_HOST_DRAW_COPY:
    case SUMAC_HOST_DRAW_BLEND:
    case SUMAC_HOST_DRAW_BLACKNESS:
    case SUMAC_HOST_DRAW_WHITENESS:
    case SUMAC_HOST_DRAW_INVERS:
      break;
    }
}

/* The kinds have the same names and order on both sides. */
static void
print_command (Printer *printer, const Command *command, GString *out)
{
  const SumacOpNames names = { .name = name_of, .data = printer };
  const SumacHostDraw *draw = &command->draw;
  SumacSegment segments[MAX_SEGMENTS];
  SumacGlyph glyphs[MAX_GLYPHS];
  SumacRect clips[MAX_CLIPS];
  SumacOp op = {
    .kind = (SumacOpKind) draw->kind,
    .surface = draw->surface,
    .box = rect_of (draw->box),
    .clip = { draw->clip.is_set, draw->clip.n_rects, clips },
    .mask = { source_of (printer, &command->mask), draw->mask.is_inverse, draw->mask.pos.x,
              draw->mask.pos.y },
    .source = source_of (printer, &command->source),
    .source_area = rect_of (draw->source_area),
    .brush = brush_of (printer, &draw->brush, &command->pattern),
    .rop = sumac_rop_of_ropd (draw->ropd, first_inversion (draw->kind),
                              draw->kind == SUMAC_HOST_DRAW_OPAQUE ? SPICE_ROPD_INVERS_SRC
                                                                   : SPICE_ROPD_INVERS_DEST),
    .scale = draw->scale == SPICE_IMAGE_SCALE_MODE_NEAREST ? SUMAC_SCALE_NEAREST
                                                           : SUMAC_SCALE_SMOOTH,
  };

  for (guint i = 0; i < draw->clip.n_rects; i++)
    clips[i] = rect_of (command->clips[i]);
  set_rest (printer, command, segments, glyphs, &op);
  if (command->display > 0)
    g_string_append_printf (out, "# on display %u:\n", command->display);
  sumac_op_print (&op, &names, out);
  g_string_append_printf (out, "\n# as sent: ropd %#x%s\n", draw->ropd,
                          draw->is_opaque ? ", opaque" : "");
}

static const char *
surface_format (SpiceSurfaceFmt format)
{
  switch (format)
    {
    case SPICE_SURFACE_FMT_1_A:
      return "a1";
    case SPICE_SURFACE_FMT_8_A:
      return "a8";
    case SPICE_SURFACE_FMT_16_555:
      return "rgb555";
    case SPICE_SURFACE_FMT_16_565:
      return "rgb565";
    case SPICE_SURFACE_FMT_32_xRGB:
      return "xrgb32";
    default:
      return "argb32";
    }
}

static gboolean
uses_surface (const Case *it, guint display, guint32 id)
{
  for (guint i = 0; i < it->n_commands; i++)
    {
      const Command *c = &it->commands[i];
      const Picture *pictures[] = { &c->source, &c->pattern, &c->mask, &c->weight, &c->back };

      if (c->display != display)
        continue;
      if (c->draw.surface == id)
        return TRUE;
      for (guint k = 0; k < G_N_ELEMENTS (pictures); k++)
        if (pictures[k]->kind == SUMAC_HOST_IMAGE_SURFACE && pictures[k]->surface == id)
          return TRUE;
    }
  return FALSE;
}

static void
print_surfaces (const Case *it, guint display, GString *out)
{
  for (guint i = 0; i < it->displays[display].n_surfaces; i++)
    {
      const CaseSurface *surface = &it->displays[display].surfaces[i];

      if (!uses_surface (it, display, surface->id))
        continue;
      if (display > 0)
        g_string_append_printf (out, "# on display %u:\n", display);
      g_string_append_printf (out, "surface %u %s %ux%u seed=0\n", surface->id,
                              surface_format (surface->format), surface->width,
                              surface->height);
    }
}

void
print_case (const Case *it, GString *out)
{
  Printer printer = {
    .pictures = g_array_new (FALSE, FALSE, sizeof (Picture)),
    .pixels = g_ptr_array_new_with_free_func ((GDestroyNotify) sumac_pixels_unref),
  };
  g_autoptr (GString) ops = g_string_new (NULL);

  for (guint i = 0; i < it->n_commands; i++)
    print_command (&printer, &it->commands[i], ops);
  for (guint i = 0; i < it->n_displays; i++)
    print_surfaces (it, i, out);
  for (guint i = 0; i < printer.pictures->len; i++)
    {
      g_autofree char *name = g_strdup_printf ("p%u", i);

      picture_print (&g_array_index (printer.pictures, Picture, i), name, out);
    }
  g_string_append (out, ops->str);
  g_ptr_array_unref (printer.pixels);
  g_array_unref (printer.pictures);
}
