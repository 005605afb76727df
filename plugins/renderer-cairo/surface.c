/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "surface.h"

/* clang-format off */
static const struct
{
  cairo_format_t cairo;
  pixman_format_code_t pixman;
} formats[SUMAC_N_PIXEL_FORMATS] = {
  [SUMAC_PIXELS_A1]     = { CAIRO_FORMAT_A1,        PIXMAN_a1 },
  [SUMAC_PIXELS_A8]     = { CAIRO_FORMAT_A8,        PIXMAN_a8 },
  [SUMAC_PIXELS_RGB555] = { CAIRO_FORMAT_INVALID,   PIXMAN_x1r5g5b5 },
  [SUMAC_PIXELS_RGB565] = { CAIRO_FORMAT_RGB16_565, PIXMAN_r5g6b5 },
  [SUMAC_PIXELS_XRGB32] = { CAIRO_FORMAT_RGB24,     PIXMAN_x8r8g8b8 },
  [SUMAC_PIXELS_ARGB32] = { CAIRO_FORMAT_ARGB32,    PIXMAN_a8r8g8b8 },
};

/* clang-format on */

void
surface_free (gpointer data)
{
  Surface *surface = data;

  if (!surface)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (surface->images); i++)
    if (surface->images[i])
      pixman_image_unref (surface->images[i]);
  if (surface->cairo)
    cairo_surface_destroy (surface->cairo);
  g_free (surface->memory);
  g_free (surface);
}

static gboolean
take_cairo_memory (Surface *surface)
{
  SumacView *view = &surface->view;

  surface->cairo =
      cairo_image_surface_create (formats[view->format].cairo, view->width, view->height);
  view->stride = cairo_image_surface_get_stride (surface->cairo);
  view->data = cairo_image_surface_get_data (surface->cairo);
  return view->data != NULL;
}

static gboolean
take_plain_memory (Surface *surface)
{
  SumacView *view = &surface->view;
  gsize bits = sumac_pixel_format_bits (view->format);
  gsize stride = ((gsize) view->width * bits + 31) / 32 * 4;

  surface->memory = g_try_malloc0_n ((gsize) view->height, stride);
  view->stride = (gssize) stride;
  view->data = surface->memory;
  return view->data != NULL;
}

Surface *
surface_new (SumacPixelFormat format, gint width, gint height)
{
  Surface *surface = g_new0 (Surface, 1);
  gboolean is_plain = formats[format].cairo == CAIRO_FORMAT_INVALID;

  surface->view = (SumacView){ .format = format, .width = width, .height = height };
  if (is_plain ? take_plain_memory (surface) : take_cairo_memory (surface))
    return surface;
  surface_free (surface);
  return NULL;
}

pixman_image_t *
view_image (const SumacView *view, SumacPixelFormat form)
{
  return pixman_image_create_bits_no_clear (formats[form].pixman, view->width, view->height,
                                            (uint32_t *) view->data, (int) view->stride);
}

pixman_image_t *
surface_image (Surface *surface, SumacPixelFormat form)
{
  if (!surface->images[form])
    surface->images[form] = view_image (&surface->view, form);
  return surface->images[form];
}
