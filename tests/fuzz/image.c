/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Images from the wire to pixels, which share palettes and a GLZ window. Input: records of u16
 * length (little-endian) and a message of that length, in which the image begins at byte 4. */

#include "codec/image.h"
#include "paint/glz-window.h"

#include <spice/enums.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define RECORD        2
#define IMAGE_AT      4
#define MAX_RECORDS   16
#define MAX_UNITS     (1u << 16)
#define WINDOW_PIXELS (1u << 18)

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Reads every pixel, and holds what unused bits must be. */
static void
look_at (const SumacPixels *pixels, guint8 unused)
{
  for (gint y = 0; y < pixels->height; y++)
    for (gint x = 0; x < pixels->width; x++)
      {
        const guint8 *row = sumac_pixels_row (pixels, y);
        guint16 narrow = 0;

        if (pixels->format == SUMAC_PIXELS_RGB555)
          memcpy (&narrow, row + 2 * x, 2);
        if (narrow & 0x8000)
          abort ();
        if (pixels->format == SUMAC_PIXELS_XRGB32 && row[4 * x + 3] != unused)
          abort ();
      }
}

static void
decode (const SumacEncodedImage *image, const SumacGlzPictures *window)
{
  guint8 unused = image->flags & SPICE_IMAGE_FLAGS_HIGH_BITS_SET ? 0xff : 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (SumacPixels) pixels = NULL;

  if ((guint64) image->width * image->height > MAX_UNITS)
    return;
  pixels = sumac_encoded_image_decode (image, window, &error);
  if ((pixels == NULL) != (error != NULL))
    abort ();
  if (!pixels)
    return;
  if (pixels->width != (gint) image->width || pixels->height != (gint) image->height)
    abort ();
  look_at (pixels, unused);
}

static void
run_message (const guint8 *bytes,
             gsize size,
             SumacPaletteCache *palettes,
             const SumacGlzPictures *window)
{
  SumacReader message = sumac_reader (bytes, size);
  SumacReader reader = sumac_reader_at (&message, IMAGE_AT);
  g_autoptr (GError) error = NULL;
  SumacEncodedImage image;
  gboolean is_parsed = sumac_encoded_image_parse (&reader, palettes, &image, &error);

  if (is_parsed == (error != NULL))
    abort ();
  if (!is_parsed)
    return;
  decode (&image, window);
  sumac_encoded_image_clear (&image);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  SumacPaletteCache *palettes = sumac_palette_cache_new ();
  SumacGlzWindow *window = sumac_glz_window_new (WINDOW_PIXELS);
  SumacGlzPictures pictures = sumac_glz_window_pictures (window);

  for (guint i = 0; i < MAX_RECORDS && size >= RECORD; i++)
    {
      gsize length = MIN (data[0] | (gsize) data[1] << 8, size - RECORD);
      /* Of its own, so that a sanitizer sees reads beyond the end. */
      g_autofree guint8 *bytes = g_memdup2 (data + RECORD, length);

      run_message (bytes, length, palettes, &pictures);
      data += RECORD + length;
      size -= RECORD + length;
    }
  sumac_glz_window_free (window);
  sumac_palette_cache_free (palettes);
  return 0;
}
