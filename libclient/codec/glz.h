/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* GLZ: LZ whose matches may lie in earlier pictures of the session (codecs spec §6). The
 * pictures are kept by somebody else, reached through SumacGlzPictures. */

#pragma once

#include <sumac/pixels.h>

typedef struct _SumacGlzPictures SumacGlzPictures;
typedef struct _SumacGlzHeader SumacGlzHeader;

struct _SumacGlzPictures
{
  /* A new reference to picture @id, as it was given to enter: from sumac_pixels_first on its
   * units lie in decode order, 4 bytes each, without padding. May wait for it. NULL with an
   * error when it is not there and will not come, or has failed. */
  SumacPixels *(*look) (gpointer window, guint64 id, GError **error);

  /* Picture @id has been decoded; @pixels is NULL when it failed. @head_distance as in its
   * header. FALSE with an error when the id is there already or the window is full. */
  gboolean (*enter) (gpointer window,
                     guint64 id,
                     guint32 head_distance,
                     SumacPixels *pixels,
                     GError **error);
  gpointer window;
};

struct _SumacGlzHeader
{
  guint8 type;
  gboolean is_top_down;
  guint32 width;
  guint32 height;
  guint32 stride;
  guint64 id;
  guint32 head_distance;
};

/* FALSE with SUMAC_ERROR_PROTOCOL when @bytes do not begin with a GLZ header. */
gboolean sumac_glz_read_header (const guint8 *bytes,
                                gsize size,
                                SumacGlzHeader *header,
                                GError **error);

/* Decodes a whole stream, header included, of @width × @height, and lets it enter. XRGB32
 * (unused byte 0) or ARGB32; RGB555 from a stream of 16 bits, though what enters has 32. */
SumacPixels *sumac_glz_decode (const guint8 *bytes,
                               gsize size,
                               guint width,
                               guint height,
                               const SumacGlzPictures *pictures,
                               GError **error);

/* The same from a zlib stream that holds exactly @glz_size bytes. */
SumacPixels *sumac_zlib_glz_decode (const guint8 *bytes,
                                    gsize size,
                                    guint32 glz_size,
                                    guint width,
                                    guint height,
                                    const SumacGlzPictures *pictures,
                                    GError **error);
