/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "codec/image.h"

#include "codec/bitmap.h"
#include "codec/jpeg.h"
#include "codec/lz.h"
#include "codec/lz4.h"
#include "codec/quic.h"
#include "codec/refuse.h"
#include "core/limits.h"

#include <sumac/error.h>

#include <spice/enums.h>
#include <string.h>

/* What reading one payload needs. */
typedef struct
{
  SumacReader *reader;
  SumacPaletteCache *palettes;
  SumacEncodedImage *image;
  GError **error; /* a broken palette's own */
} Parse;

/* Named by its id in the cache, or at an offset; a 0 means that there is none, but for the one
 * that the image has already (codecs spec §1). One that is missing is an error of decoding. */
static void
parse_palette (Parse *parse)
{
  SumacEncodedImage *image = parse->image;

  if (image->bitmap_flags & SPICE_BITMAP_FLAGS_PAL_FROM_CACHE)
    {
      guint64 unique = sumac_read_u64 (parse->reader);

      sumac_encoded_image_clear (image);
      image->palette = sumac_palette_cache_lookup (parse->palettes, unique);
      return;
    }

  guint32 offset = sumac_read_u32 (parse->reader);

  if (offset > 0)
    {
      SumacReader at = sumac_reader_at (parse->reader, offset);

      sumac_encoded_image_clear (image);
      image->palette = sumac_palette_parse (&at, parse->error);
      if (!image->palette)
        sumac_reader_spoil (parse->reader);
    }
  if (image->palette && image->bitmap_flags & SPICE_BITMAP_FLAGS_PAL_CACHE_ME)
    sumac_palette_cache_put (parse->palettes, image->palette);
}

static void
take_bytes (Parse *parse, gsize size)
{
  parse->image->size = size;
  parse->image->bytes = sumac_read_bytes (parse->reader, size);
}

static void
parse_bitmap (Parse *parse)
{
  SumacEncodedImage *image = parse->image;

  image->format = sumac_read_u8 (parse->reader);
  image->bitmap_flags = sumac_read_u8 (parse->reader);

  guint32 width = sumac_read_u32 (parse->reader);
  guint32 height = sumac_read_u32 (parse->reader);

  image->stride = sumac_read_u32 (parse->reader);
  parse_palette (parse);
  if (width != image->width || height != image->height ||
      (guint64) image->stride * height > sumac_reader_left (parse->reader))
    {
      sumac_reader_spoil (parse->reader);
      return;
    }
  take_bytes (parse, (gsize) image->stride * height);
}

static void
parse_lz_palette (Parse *parse)
{
  parse->image->bitmap_flags = sumac_read_u8 (parse->reader);

  guint32 size = sumac_read_u32 (parse->reader);

  parse_palette (parse);
  take_bytes (parse, size);
}

static void
parse_plain (Parse *parse)
{
  take_bytes (parse, sumac_read_u32 (parse->reader));
}

static void
parse_surface (Parse *parse)
{
  parse->image->surface = sumac_read_u32 (parse->reader);
}

static void
parse_nothing (Parse *parse G_GNUC_UNUSED)
{
}

static void
parse_zlib_glz (Parse *parse)
{
  parse->image->glz_size = sumac_read_u32 (parse->reader);
  parse_plain (parse);
}

static void
parse_jpeg_alpha (Parse *parse)
{
  parse->image->alpha_top_down =
      (sumac_read_u8 (parse->reader) & SPICE_JPEG_ALPHA_FLAGS_TOP_DOWN) != 0;
  parse->image->jpeg_size = sumac_read_u32 (parse->reader);
  parse_plain (parse);
  if (parse->image->jpeg_size > parse->image->size)
    sumac_reader_spoil (parse->reader);
}

static SumacPixels *
decode_bitmap (const SumacEncodedImage *image,
               const SumacGlzPictures *window G_GNUC_UNUSED,
               GError **error)
{
  /* Without it a picture of 1 bit would pass for a mask. */
  if (!image->palette && image->bitmap_flags & SPICE_BITMAP_FLAGS_PAL_FROM_CACHE)
    return sumac_refuse (error, "bitmap: the palette is not in the cache");
  return sumac_bitmap_decode (image->bytes, image->size, image->format, image->stride,
                              (image->bitmap_flags & SPICE_BITMAP_FLAGS_TOP_DOWN) != 0,
                              image->width, image->height, image->palette, error);
}

static SumacPixels *
decode_quic (const SumacEncodedImage *image,
             const SumacGlzPictures *window G_GNUC_UNUSED,
             GError **error)
{
  return sumac_quic_decode (image->bytes, image->size, image->width, image->height, error);
}

static SumacPixels *
decode_lz_palette (const SumacEncodedImage *image,
                   const SumacGlzPictures *window G_GNUC_UNUSED,
                   GError **error)
{
  if (!image->palette)
    return sumac_refuse (error, "LZ: the palette is missing");
  return sumac_lz_palette_decode (image->bytes, image->size, image->width, image->height,
                                  image->palette, error);
}

static SumacPixels *
decode_lz_rgb (const SumacEncodedImage *image,
               const SumacGlzPictures *window G_GNUC_UNUSED,
               GError **error)
{
  return sumac_lz_rgb_decode (image->bytes, image->size, image->width, image->height, error);
}

static SumacPixels *
decode_glz (const SumacEncodedImage *image, const SumacGlzPictures *window, GError **error)
{
  return sumac_glz_decode (image->bytes, image->size, image->width, image->height, window,
                           error);
}

static SumacPixels *
decode_zlib_glz (const SumacEncodedImage *image, const SumacGlzPictures *window, GError **error)
{
  return sumac_zlib_glz_decode (image->bytes, image->size, image->glz_size, image->width,
                                image->height, window, error);
}

static SumacPixels *
decode_jpeg (const SumacEncodedImage *image,
             const SumacGlzPictures *window G_GNUC_UNUSED,
             GError **error)
{
  return sumac_jpeg_decode (image->bytes, image->size, image->width, image->height, error);
}

static SumacPixels *
decode_jpeg_alpha (const SumacEncodedImage *image,
                   const SumacGlzPictures *window G_GNUC_UNUSED,
                   GError **error)
{
  return sumac_jpeg_alpha_decode (image->bytes, image->size, image->jpeg_size,
                                  image->alpha_top_down, image->width, image->height, error);
}

static SumacPixels *
decode_lz4 (const SumacEncodedImage *image,
            const SumacGlzPictures *window G_GNUC_UNUSED,
            GError **error)
{
  return sumac_lz4_decode (image->bytes, image->size, image->width, image->height, error);
}

typedef struct
{
  void (*parse) (Parse *parse);
  SumacPixels *(*decode) (const SumacEncodedImage *image,
                          const SumacGlzPictures *window,
                          GError **error);
} Rule;

/* Indexed by the type; those without parse are unknown. */
/* clang-format off */
static const Rule rules[SPICE_IMAGE_TYPE_ENUM_END] = {
  [SPICE_IMAGE_TYPE_BITMAP]              = { parse_bitmap,     decode_bitmap     },
  [SPICE_IMAGE_TYPE_QUIC]                = { parse_plain,      decode_quic       },
  [SPICE_IMAGE_TYPE_LZ_PLT]              = { parse_lz_palette, decode_lz_palette },
  [SPICE_IMAGE_TYPE_LZ_RGB]              = { parse_plain,      decode_lz_rgb     },
  [SPICE_IMAGE_TYPE_GLZ_RGB]             = { parse_plain,      decode_glz        },
  [SPICE_IMAGE_TYPE_FROM_CACHE]          = { parse_nothing,    NULL              },
  [SPICE_IMAGE_TYPE_SURFACE]             = { parse_surface,    NULL              },
  [SPICE_IMAGE_TYPE_JPEG]                = { parse_plain,      decode_jpeg       },
  [SPICE_IMAGE_TYPE_FROM_CACHE_LOSSLESS] = { parse_nothing,    NULL              },
  [SPICE_IMAGE_TYPE_ZLIB_GLZ_RGB]        = { parse_zlib_glz,   decode_zlib_glz   },
  [SPICE_IMAGE_TYPE_JPEG_ALPHA]          = { parse_jpeg_alpha, decode_jpeg_alpha },
  [SPICE_IMAGE_TYPE_LZ4]                 = { parse_plain,      decode_lz4        },
};

/* clang-format on */

static const Rule *
find_rule (guint8 type)
{
  return type < G_N_ELEMENTS (rules) && rules[type].parse ? &rules[type] : NULL;
}

/* Before anything is allocated for it. */
static gboolean
check_size (const SumacEncodedImage *image, GError **error)
{
  if (image->width >= 1 && image->height >= 1 && image->width <= SUMAC_MAX_SIDE &&
      image->height <= SUMAC_MAX_SIDE &&
      (guint64) image->width * image->height <= SUMAC_MAX_PIXELS_BYTES / 4)
    return TRUE;
  g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_LIMIT,
               "image: %u x %u pixels, sides of 1 to %d and %u MiB in all are allowed",
               image->width, image->height, SUMAC_MAX_SIDE, SUMAC_MAX_PIXELS_BYTES >> 20);
  return FALSE;
}

static gboolean
parse_by_rule (Parse *parse, GError **error)
{
  const Rule *rule = find_rule (parse->image->type);

  if (!sumac_reader_ok (parse->reader))
    return sumac_reader_fail (parse->reader, "image", error);
  if (!rule)
    {
      sumac_refuse (error, "image: type %u is unknown", parse->image->type);
      return FALSE;
    }
  if (!check_size (parse->image, error))
    return FALSE;
  rule->parse (parse);
  if (sumac_reader_ok (parse->reader))
    return TRUE;
  if (*parse->error)
    g_propagate_error (error, g_steal_pointer (parse->error));
  else
    sumac_reader_fail (parse->reader, "image", error);
  return FALSE;
}

gboolean
sumac_encoded_image_parse_payload (SumacReader *reader,
                                   SumacPaletteCache *palettes,
                                   SumacEncodedImage *image,
                                   GError **error)
{
  g_autoptr (GError) own = NULL;
  Parse parse = { .reader = reader, .palettes = palettes, .image = image, .error = &own };

  if (parse_by_rule (&parse, error))
    return TRUE;
  sumac_encoded_image_clear (image);
  return FALSE;
}

gboolean
sumac_encoded_image_parse (SumacReader *reader,
                           SumacPaletteCache *palettes,
                           SumacEncodedImage *image,
                           GError **error)
{
  *image = (SumacEncodedImage){ 0 };
  image->id = sumac_read_u64 (reader);
  image->type = sumac_read_u8 (reader);
  image->flags = sumac_read_u8 (reader);
  image->width = sumac_read_u32 (reader);
  image->height = sumac_read_u32 (reader);
  return sumac_encoded_image_parse_payload (reader, palettes, image, error);
}

void
sumac_encoded_image_clear (SumacEncodedImage *image)
{
  g_clear_pointer (&image->palette, sumac_palette_unref);
}

gboolean
sumac_encoded_image_is_lossy (const SumacEncodedImage *image)
{
  return image->type == SPICE_IMAGE_TYPE_JPEG || image->type == SPICE_IMAGE_TYPE_JPEG_ALPHA;
}

gboolean
sumac_encoded_image_is_glz (const SumacEncodedImage *image)
{
  return image->type == SPICE_IMAGE_TYPE_GLZ_RGB ||
         image->type == SPICE_IMAGE_TYPE_ZLIB_GLZ_RGB;
}

static void
set_high_bits (SumacPixels *pixels)
{
  guint32 *pixel = (guint32 *) (void *) sumac_pixels_first (pixels);
  gsize n = sumac_pixels_size (pixels) / 4;

  for (gsize i = 0; i < n; i++)
    pixel[i] |= GUINT32_TO_LE (0xff000000);
}

/* A picture that the GLZ window holds too must stay as it is. */
static SumacPixels *
copy_with_high_bits (const SumacPixels *pixels, GError **error)
{
  SumacPixels *copy = sumac_pixels_new (pixels->format, pixels->width, pixels->height, error);

  if (!copy)
    return NULL;
  if (pixels->stride < 0)
    sumac_pixels_flip (copy);
  memcpy (sumac_pixels_first (copy), sumac_pixels_first (pixels), sumac_pixels_size (pixels));
  set_high_bits (copy);
  return copy;
}

SumacPixels *
sumac_encoded_image_decode (const SumacEncodedImage *image,
                            const SumacGlzPictures *window,
                            GError **error)
{
  const Rule *rule = find_rule (image->type);
  gboolean is_glz = sumac_encoded_image_is_glz (image);

  if (!rule || !rule->decode || (is_glz && !window))
    return sumac_refuse (error, "image: type %u can't be decoded here", image->type);

  g_autoptr (SumacPixels) pixels = rule->decode (image, window, error);

  if (!pixels || pixels->format != SUMAC_PIXELS_XRGB32 ||
      !(image->flags & SPICE_IMAGE_FLAGS_HIGH_BITS_SET))
    return g_steal_pointer (&pixels);
  if (is_glz)
    return copy_with_high_bits (pixels, error);
  set_high_bits (pixels);
  return g_steal_pointer (&pixels);
}
