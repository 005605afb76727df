/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "golden.h"

#include <cairo.h>
#include <string.h>

static guint32
grey (guint level)
{
  return level << 16 | level << 8 | level;
}

/* What a pixel looks like, and what the colours do not show. */
static guint32
color_at (const SumacPixels *pixels, gint x, gint y, guint32 *rest)
{
  const guint8 *row = sumac_pixels_row (pixels, y);
  guint32 pixel;

  *rest = 0;
  switch (pixels->format)
    {
    case SUMAC_PIXELS_A1:
      return grey (row[x >> 3] >> (x & 7) & 1 ? 255 : 0);
    case SUMAC_PIXELS_A8:
      return grey (row[x]);
    case SUMAC_PIXELS_RGB555:
      pixel = ((const guint16 *) row)[x];
      *rest = grey (pixel & 0x8000 ? 255 : 0);
      return (pixel & 0x7c00) << 9 | (pixel & 0x03e0) << 6 | (pixel & 0x001f) << 3;
    case SUMAC_PIXELS_RGB565:
      pixel = ((const guint16 *) row)[x];
      return (pixel & 0xf800) << 8 | (pixel & 0x07e0) << 5 | (pixel & 0x001f) << 3;
    case SUMAC_PIXELS_XRGB32:
    case SUMAC_PIXELS_ARGB32:
      pixel = ((const guint32 *) row)[x];
      *rest = grey (pixel >> 24);
      return pixel & 0x00ffffff;
    }
  return 0;
}

static gboolean
has_rest (SumacPixelFormat format)
{
  return format == SUMAC_PIXELS_RGB555 || format >= SUMAC_PIXELS_XRGB32;
}

SumacPixels *
golden_picture (const SumacGolden *golden)
{
  gint width = 1, height = 0;

  for (guint i = 0; sumac_golden_surface_at (golden, i); i++)
    {
      const SumacPixels *pixels = sumac_golden_surface_at (golden, i)->pixels;

      width = MAX (width, pixels->width);
      height += pixels->height * (has_rest (pixels->format) ? 2 : 1);
    }

  SumacPixels *picture = sumac_pixels_new (SUMAC_PIXELS_XRGB32, width, MAX (height, 1), NULL);
  gint top = 0;

  memset (picture->data, 0, sumac_pixels_size (picture));
  for (guint i = 0; sumac_golden_surface_at (golden, i); i++)
    {
      const SumacPixels *pixels = sumac_golden_surface_at (golden, i)->pixels;

      for (gint y = 0; y < pixels->height; y++)
        for (gint x = 0; x < pixels->width; x++)
          {
            guint32 rest;
            guint32 color = color_at (pixels, x, y, &rest);

            ((guint32 *) sumac_pixels_row (picture, top + y))[x] = color;
            if (has_rest (pixels->format))
              ((guint32 *) sumac_pixels_row (picture, top + pixels->height + y))[x] = rest;
          }
      top += pixels->height * (has_rest (pixels->format) ? 2 : 1);
    }
  return picture;
}

gboolean
golden_write_png (const SumacPixels *picture, const char *path)
{
  cairo_surface_t *surface =
      cairo_image_surface_create_for_data (picture->data, CAIRO_FORMAT_RGB24, picture->width,
                                           picture->height, (int) picture->stride);
  cairo_status_t status = cairo_surface_write_to_png (surface, path);

  cairo_surface_destroy (surface);
  return status == CAIRO_STATUS_SUCCESS;
}

SumacPixels *
golden_read_png (const char *path)
{
  cairo_surface_t *surface = cairo_image_surface_create_from_png (path);
  SumacPixels *picture = NULL;

  if (cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS)
    picture = sumac_pixels_new (SUMAC_PIXELS_XRGB32, cairo_image_surface_get_width (surface),
                                cairo_image_surface_get_height (surface), NULL);
  for (gint y = 0; picture && y < picture->height; y++)
    {
      const guint32 *from =
          (const guint32 *) (void *) (cairo_image_surface_get_data (surface) +
                                      y * cairo_image_surface_get_stride (surface));
      guint32 *to = (guint32 *) sumac_pixels_row (picture, y);

      for (gint x = 0; x < picture->width; x++)
        to[x] = from[x] & 0x00ffffff;
    }
  cairo_surface_destroy (surface);
  return picture;
}
