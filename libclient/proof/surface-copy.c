/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "proof/surface-copy.h"

#include "contract/renderer.h"

#include <string.h>

SumacView
sumac_pixels_view (const SumacPixels *pixels)
{
  return (SumacView){
    .format = pixels->format,
    .width = pixels->width,
    .height = pixels->height,
    .stride = pixels->stride,
    .data = pixels->data,
  };
}

SumacPixels *
sumac_surface_new_pixels (const SumacSurfaceShape *shape)
{
  SumacPixels *pixels = sumac_pixels_new (shape->format, shape->width, shape->height, NULL);

  memset (sumac_pixels_first (pixels), 0, sumac_pixels_size (pixels));
  return pixels;
}

gboolean
sumac_surface_make (SumacRenderer *renderer, const SumacSurfaceShape *shape, GString *how)
{
  g_autoptr (GError) error = NULL;

  if (sumac_renderer_surface_create (renderer, shape->id, shape->format, shape->width,
                                     shape->height, &error))
    return TRUE;
  if (how->len == 0)
    g_string_printf (how, "surface %u of %d × %d pixels can't be made: %s", shape->id,
                     shape->width, shape->height, error->message);
  return FALSE;
}

static gboolean
map (SumacRenderer *renderer,
     const SumacSurfaceShape *shape,
     SumacMapFlags flags,
     SumacView *view,
     GString *how)
{
  gboolean is_mapped = sumac_renderer_map (renderer, shape->id, flags, view);

  if (is_mapped && view->data)
    return TRUE;
  if (how->len == 0)
    g_string_printf (
        how, is_mapped ? "the view of surface %u has no memory" : "surface %u can't be mapped",
        shape->id);
  return FALSE;
}

static void
copy_rows (guint8 *to,
           gssize to_stride,
           const guint8 *from,
           gssize from_stride,
           const SumacSurfaceShape *shape)
{
  gsize n = ((gsize) shape->width * sumac_pixel_format_bits (shape->format) + 7) / 8;

  for (gint y = 0; y < shape->height; y++)
    memcpy (to + y * to_stride, from + y * from_stride, n);
}

SumacPixels *
sumac_surface_read (SumacRenderer *renderer, const SumacSurfaceShape *shape, GString *how)
{
  SumacPixels *pixels = sumac_surface_new_pixels (shape);
  SumacView view;

  if (!map (renderer, shape, SUMAC_MAP_READ, &view, how))
    return pixels;
  copy_rows (pixels->data, pixels->stride, view.data, view.stride, shape);
  sumac_renderer_unmap (renderer, shape->id, &(SumacRect){ 0 });
  return pixels;
}

void
sumac_surface_write (SumacRenderer *renderer,
                     const SumacSurfaceShape *shape,
                     const SumacPixels *pixels,
                     const SumacRect *damage,
                     GString *how)
{
  SumacView view;

  if (!map (renderer, shape, SUMAC_MAP_READ | SUMAC_MAP_WRITE, &view, how))
    return;
  copy_rows (view.data, view.stride, pixels->data, pixels->stride, shape);
  sumac_renderer_unmap (renderer, shape->id, damage);
}
