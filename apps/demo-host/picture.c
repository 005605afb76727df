/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "apps/demo-host/picture.h"

cairo_t *
demo_picture_begin (int width, int height, gboolean has_alpha)
{
  cairo_format_t format = has_alpha ? CAIRO_FORMAT_ARGB32 : CAIRO_FORMAT_RGB24;
  cairo_surface_t *surface = cairo_image_surface_create (format, width, height);
  cairo_t *cr = cairo_create (surface);

  cairo_surface_destroy (surface);
  return cr;
}

DemoPicture
demo_picture_end (cairo_t *cr, guint32 id)
{
  cairo_surface_t *surface = cairo_surface_reference (cairo_get_target (cr));
  gboolean has_alpha = cairo_image_surface_get_format (surface) == CAIRO_FORMAT_ARGB32;
  guint stride = (guint) cairo_image_surface_get_stride (surface);
  guint height = (guint) cairo_image_surface_get_height (surface);

  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return (DemoPicture){
    .image = {
      .kind = SUMAC_HOST_IMAGE_BITMAP,
      .id = id,
      .is_cached = id != DEMO_PICTURE_PASSING,
      .format = has_alpha ? SPICE_BITMAP_FMT_RGBA : SPICE_BITMAP_FMT_32BIT,
      .width = (guint) cairo_image_surface_get_width (surface),
      .height = height,
      .stride = stride,
      .bytes = g_bytes_new_with_free_func (cairo_image_surface_get_data (surface),
                                           (gsize) stride * height,
                                           (GDestroyNotify) cairo_surface_destroy, surface),
    },
    .has_alpha = has_alpha,
  };
}

void
demo_picture_clear (DemoPicture *picture)
{
  g_clear_pointer (&picture->image.bytes, g_bytes_unref);
}

void
demo_picture_set_font (cairo_t *cr, double size, gboolean is_bold)
{
  cairo_select_font_face (cr, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
                          is_bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size (cr, size);
}

static SumacHostRect
host_rect (DemoRect rect)
{
  return (SumacHostRect){
    .left = rect.x,
    .top = rect.y,
    .right = rect.x + rect.width,
    .bottom = rect.y + rect.height,
  };
}

/* The part of @box that is on the surface and in the clip's extents; FALSE: none. */
static gboolean
bound (const DemoTarget *target, const cairo_region_t *clip, DemoRect *box)
{
  cairo_region_t *region = cairo_region_create_rectangle (box);

  cairo_region_intersect_rectangle (region, &target->bounds);
  if (clip)
    cairo_region_intersect (region, clip);
  cairo_region_get_extents (region, box);
  cairo_region_destroy (region);
  return box->width > 0 && box->height > 0;
}

static void
draw (const DemoTarget *target, SumacHostDraw *command, const cairo_region_t *clip)
{
  g_autofree SumacHostRect *rects = NULL;

  command->surface = target->surface;
  if (clip)
    {
      int n = cairo_region_num_rectangles (clip);

      rects = g_new (SumacHostRect, n);
      for (int i = 0; i < n; i++)
        {
          DemoRect rect;

          cairo_region_get_rectangle (clip, i, &rect);
          rects[i] = host_rect (rect);
        }
      command->clip = (SumacHostClip){ .is_set = TRUE, .n_rects = (guint) n, .rects = rects };
    }
  if (!sumac_host_display_draw (target->display, command))
    g_warning ("a drawing command was refused");
}

void
demo_draw_fill (const DemoTarget *target, DemoRect box, guint32 color)
{
  SumacHostDraw command = {
    .kind = SUMAC_HOST_DRAW_FILL,
    .is_opaque = TRUE,
    .brush = { .type = SPICE_BRUSH_TYPE_SOLID, .color = color },
  };

  if (!bound (target, NULL, &box))
    return;
  command.box = host_rect (box);
  draw (target, &command, NULL);
}

void
demo_draw_picture (const DemoTarget *target,
                   const DemoPicture *picture,
                   int x,
                   int y,
                   const cairo_region_t *clip)
{
  DemoRect box = { x, y, (int) picture->image.width, (int) picture->image.height };
  SumacHostDraw command = { .source = picture->image };

  if (!bound (target, clip, &box))
    return;
  command.kind = picture->has_alpha ? SUMAC_HOST_DRAW_ALPHA_BLEND : SUMAC_HOST_DRAW_COPY;
  if (picture->has_alpha)
    command.u.alpha_blend.alpha = 255;
  command.is_opaque = !picture->has_alpha;
  command.box = host_rect (box);
  command.source_area = host_rect ((DemoRect){ box.x - x, box.y - y, box.width, box.height });
  draw (target, &command, clip);
}

/* The piece of the source that belongs to what is left of the box, along one axis. */
static void
cut (int *from, int *from_size, int to, int to_size, int left, int left_size)
{
  if (*from_size == 1 && to_size != 1)
    return;
  *from += left - to;
  *from_size = left_size;
}

void
demo_draw_part (const DemoTarget *target,
                const DemoPicture *picture,
                DemoRect from,
                DemoRect to,
                const cairo_region_t *clip)
{
  SumacHostDraw command = {
    .kind = SUMAC_HOST_DRAW_ALPHA_BLEND,
    .source = picture->image,
    .u.alpha_blend.alpha = 255,
  };
  DemoRect box = to;

  if (!bound (target, clip, &box))
    return;
  cut (&from.x, &from.width, to.x, to.width, box.x, box.width);
  cut (&from.y, &from.height, to.y, to.height, box.y, box.height);
  command.box = host_rect (box);
  command.source_area = host_rect (from);
  draw (target, &command, clip);
}

void
demo_draw_surface (const DemoTarget *target,
                   guint32 source,
                   DemoRect to,
                   const cairo_region_t *clip)
{
  SumacHostDraw command = {
    .kind = SUMAC_HOST_DRAW_COPY,
    .is_opaque = TRUE,
    .source = {
      .kind = SUMAC_HOST_IMAGE_SURFACE,
      .surface = source,
      .width = (guint) to.width,
      .height = (guint) to.height,
    },
  };
  DemoRect box = to;

  if (!bound (target, clip, &box))
    return;
  command.box = host_rect (box);
  command.source_area =
      host_rect ((DemoRect){ box.x - to.x, box.y - to.y, box.width, box.height });
  draw (target, &command, clip);
}

void
demo_draw_move (const DemoTarget *target,
                DemoRect to,
                int dx,
                int dy,
                const cairo_region_t *clip)
{
  SumacHostDraw command = { .kind = SUMAC_HOST_DRAW_COPY_BITS };

  if (!bound (target, clip, &to))
    return;
  command.box = host_rect (to);
  command.u.copy_bits.from = (SumacHostPoint){ .x = to.x - dx, .y = to.y - dy };
  draw (target, &command, clip);
}
