/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* An image as the server sent it, and the one function that turns it into pixels (codecs
 * spec §1 to §3). Decoders are pure: bytes in, pixels or an error out. Thread: any. */

#pragma once

#include "codec/glz.h"
#include "codec/palette.h"

#include <sumac/pixels.h>

typedef struct _SumacEncodedImage SumacEncodedImage;

struct _SumacEncodedImage
{
  guint64 id;
  guint8 type;  /* SPICE_IMAGE_TYPE_… */
  guint8 flags; /* SPICE_IMAGE_FLAGS_… */
  guint32 width;
  guint32 height;
  guint32 surface;         /* SURFACE */
  guint8 format;           /* BITMAP: SPICE_BITMAP_FMT_… */
  guint8 bitmap_flags;     /* BITMAP, LZ_PLT: SPICE_BITMAP_FLAGS_… */
  guint32 stride;          /* BITMAP */
  guint32 glz_size;        /* ZLIB_GLZ_RGB: bytes once inflated */
  guint32 jpeg_size;       /* JPEG_ALPHA: bytes of @bytes that are JPEG */
  gboolean alpha_top_down; /* JPEG_ALPHA */
  const guint8 *bytes;     /* in the message */
  gsize size;
  SumacPalette *palette; /* owned, nullable */
};

/* Reads an image: 18 bytes of descriptor and what its type demands. A palette that asks to
 * be kept enters @palettes, one that is named is looked up there. On success the image must
 * be cleared; its bytes live as long as the message.
 * FALSE with SUMAC_ERROR_PROTOCOL or SUMAC_ERROR_LIMIT. */
gboolean sumac_encoded_image_parse (SumacReader *reader,
                                    SumacPaletteCache *palettes,
                                    SumacEncodedImage *image,
                                    GError **error);

/* The part behind a descriptor that is already there (id, type, flags, width, height are
 * set). For vectors, where the descriptor is a row of a table. A palette that is set stands for
 * one at offset 0; it is taken, also on failure. */
gboolean sumac_encoded_image_parse_payload (SumacReader *reader,
                                            SumacPaletteCache *palettes,
                                            SumacEncodedImage *image,
                                            GError **error);
void sumac_encoded_image_clear (SumacEncodedImage *image);

/* TRUE for JPEG and JPEG_ALPHA. */
gboolean sumac_encoded_image_is_lossy (const SumacEncodedImage *image);

/* TRUE if decoding needs the GLZ window, and so has to happen in the order of arrival. */
gboolean sumac_encoded_image_is_glz (const SumacEncodedImage *image);

/* Decodes to the format of codecs spec §2: 16-bit pictures stay RGB555, a 1-bit bitmap
 * without palette gives A1, HIGH_BITS_SET is honoured. A GLZ picture enters @window, also
 * when it fails. Every type but FROM_CACHE, FROM_CACHE_LOSSLESS and SURFACE.
 * NULL with an error that names what was wrong. */
SumacPixels *sumac_encoded_image_decode (const SumacEncodedImage *image,
                                         const SumacGlzPictures *window,
                                         GError **error);
