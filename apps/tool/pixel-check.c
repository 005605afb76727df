/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "pixel-check.h"

#include <sumac/error.h>

#include <math.h>
#include <png.h>
#include <string.h>

static guint32
widen_555 (const guint8 *from)
{
  guint16 v;

  memcpy (&v, from, sizeof v);

  guint32 r = v >> 10 & 31;
  guint32 g = v >> 5 & 31;
  guint32 b = v & 31;

  return (r << 3 | r >> 2) << 16 | (g << 3 | g >> 2) << 8 | (b << 3 | b >> 2);
}

/* One row in canonical form: B G R A, what is missing is 0 (codecs spec §11). */
static void
write_row (const SumacPixels *pixels, gint y, guint8 *to)
{
  const guint8 *from = sumac_pixels_row (pixels, y);

  if (sumac_pixel_format_bits (pixels->format) == 32)
    {
      memcpy (to, from, (gsize) pixels->width * 4);
      return;
    }
  for (gint x = 0; x < pixels->width; x++, to += 4)
    {
      guint32 pixel = pixels->format == SUMAC_PIXELS_A8 ? (guint32) from[x] << 24
                                                        : widen_555 (from + 2 * x);

      pixel = GUINT32_TO_LE (pixel);
      memcpy (to, &pixel, sizeof pixel);
    }
}

static guint8 *
make_canonical (const SumacPixels *pixels)
{
  gsize stride = (gsize) pixels->width * 4;
  guint8 *bytes = g_malloc (stride * (gsize) pixels->height);

  for (gint y = 0; y < pixels->height; y++)
    write_row (pixels, y, bytes + stride * (gsize) y);
  return bytes;
}

/* Reads a PNG as B G R A, alpha not multiplied in. */
static guint8 *
read_png (const char *path, gint width, gint height, gboolean *has_alpha, GError **error)
{
  png_image image = { .version = PNG_IMAGE_VERSION };
  g_autofree guint8 *bytes = NULL;

  if (png_image_begin_read_from_file (&image, path))
    {
      *has_alpha = (image.format & PNG_FORMAT_FLAG_ALPHA) != 0;
      image.format = PNG_FORMAT_BGRA;
      if (image.width == (guint) width && image.height == (guint) height)
        bytes = g_malloc (PNG_IMAGE_SIZE (image));
      if (bytes && png_image_finish_read (&image, NULL, bytes, 0, NULL))
        return g_steal_pointer (&bytes);
    }
  g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_FILE, "%s: %s", path,
               image.warning_or_error ? image.message : "of another size than the picture");
  png_image_free (&image);
  return NULL;
}

/* In decibels, over B, G and R; infinite when they are equal. */
static double
measure_psnr (const guint8 *a, const guint8 *b, gsize n_pixels)
{
  guint64 sum = 0;

  for (gsize i = 0; i < n_pixels * 4; i++)
    if (i % 4 < 3)
      sum += (guint64) ((a[i] - b[i]) * (a[i] - b[i]));
  return 10 * log10 (255.0 * 255.0 * 3 * (double) n_pixels / (double) sum);
}

static gboolean
is_alpha_equal (const guint8 *a, const guint8 *b, gsize n_pixels)
{
  for (gsize i = 0; i < n_pixels; i++)
    if (a[4 * i + 3] != b[4 * i + 3])
      return FALSE;
  return TRUE;
}

/* NULL, or what is wrong with @canonical. */
static char *
compare_picture (const SumacManifestRow *row,
                 const SumacPixels *pixels,
                 const guint8 *canonical)
{
  gsize n = (gsize) pixels->width * (gsize) pixels->height;
  gboolean has_alpha = FALSE;
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *wanted =
      read_png (row->picture, pixels->width, pixels->height, &has_alpha, &error);

  if (!wanted)
    return g_strdup (error->message);

  double psnr = measure_psnr (canonical, wanted, n);

  if (psnr < row->min_psnr)
    return g_strdup_printf ("%.2f dB from the picture, %.2f are asked for", psnr,
                            row->min_psnr);
  if (has_alpha && !is_alpha_equal (canonical, wanted, n))
    return g_strdup ("the alpha is another than the picture's");
  return NULL;
}

char *
sumac_check_pixels (const SumacManifestRow *row, const SumacPixels *pixels)
{
  g_autofree guint8 *canonical = make_canonical (pixels);
  gsize size = (gsize) pixels->width * (gsize) pixels->height * 4;
  g_autofree char *sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, canonical, size);

  if (row->sha256 && strcmp (sum, row->sha256) != 0)
    return g_strdup ("the pixels are others than the sum says");
  if (row->min_psnr > 0 && row->picture)
    return compare_picture (row, pixels, canonical);
  return NULL;
}
