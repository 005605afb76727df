/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "channels/cursor-wire.h"

#include "core/limits.h"
#include "draw/cursor.h"

#include <spice/enums.h>

#include <string.h>

#define BLACK 0xff000000u
#define WHITE 0xffffffffu

static void
parse_shape (SumacReader *r, SumacEncodedCursor *shape)
{
  *shape = (SumacEncodedCursor){ .flags = sumac_read_u16 (r) };
  if (shape->flags & SPICE_CURSOR_FLAGS_NONE)
    return;
  shape->unique = sumac_read_u64 (r);
  shape->type = sumac_read_u8 (r);
  shape->width = sumac_read_u16 (r);
  shape->height = sumac_read_u16 (r);
  shape->hot_x = sumac_read_u16 (r);
  shape->hot_y = sumac_read_u16 (r);
  shape->size = sumac_reader_left (r);
  shape->data = sumac_read_bytes (r, shape->size);
}

gboolean
sumac_cursor_parse_init (const SumacMessage *message, SumacCursorSet *set, GError **error)
{
  SumacReader r = sumac_message_reader (message);

  set->x = sumac_read_i16 (&r);
  set->y = sumac_read_i16 (&r);
  sumac_read_u32 (&r); /* trail: only an old driver sends one */
  set->is_visible = sumac_read_u8 (&r) != 0;
  parse_shape (&r, &set->shape);
  return sumac_reader_ok (&r) || sumac_reader_fail (&r, "cursor init", error);
}

gboolean
sumac_cursor_parse_set (const SumacMessage *message, SumacCursorSet *set, GError **error)
{
  SumacReader r = sumac_message_reader (message);

  set->x = sumac_read_i16 (&r);
  set->y = sumac_read_i16 (&r);
  set->is_visible = sumac_read_u8 (&r) != 0;
  parse_shape (&r, &set->shape);
  return sumac_reader_ok (&r) || sumac_reader_fail (&r, "cursor set", error);
}

gboolean
sumac_cursor_parse_move (const SumacMessage *message, gint16 *x, gint16 *y, GError **error)
{
  SumacReader r = sumac_message_reader (message);

  *x = sumac_read_i16 (&r);
  *y = sumac_read_i16 (&r);
  return sumac_reader_ok (&r) || sumac_reader_fail (&r, "cursor move", error);
}

gboolean
sumac_cursor_parse_unique (const SumacMessage *message, guint64 *unique, GError **error)
{
  SumacReader r = sumac_message_reader (message);

  *unique = sumac_read_u64 (&r);
  return sumac_reader_ok (&r) || sumac_reader_fail (&r, "cursor inval-one", error);
}

/* What a pixel of a shape with a mask is. */
typedef enum
{
  PIXEL_CLEAR,
  PIXEL_SOLID,
  PIXEL_INVERTING,
} PixelKind;

typedef struct
{
  gint width;
  gint height;
  guint32 *pixels; /* of solid ones */
  guint8 *kinds;   /* PixelKind */
} Shape;

static gboolean
bit_at (const guint8 *bits, gsize i)
{
  return (bits[i / 8] >> (7 - i % 8) & 1) != 0;
}

/* channels spec §3.4: the mask's rows are padded by some drivers and run on by others; the
 * number of bytes tells. Without enough of them there is no mask. */
typedef struct
{
  const guint8 *bits;
  gsize row_bits;
} Mask;

static Mask
find_mask (const guint8 *data, gsize size, gsize width, gsize height)
{
  gsize row = (width + 7) / 8;

  if (size >= row * height)
    return (Mask){ data, row * 8 };
  if (size >= (width * height + 7) / 8)
    return (Mask){ data, width };
  return (Mask){ NULL, 0 };
}

static guint32
widen_555 (guint32 v)
{
  guint32 r = v >> 10 & 31;
  guint32 g = v >> 5 & 31;
  guint32 b = v & 31;

  return (r << 3 | r >> 2) << 16 | (g << 3 | g >> 2) << 8 | (b << 3 | b >> 2);
}

static guint32
read_le32 (const guint8 *p)
{
  return (guint32) p[0] | (guint32) p[1] << 8 | (guint32) p[2] << 16 | (guint32) p[3] << 24;
}

/* Bytes of the colour part: rows, then a palette. */
static gsize
colour_size (guint8 type, gsize width, gsize height)
{
  switch (type)
    {
    case SPICE_CURSOR_TYPE_COLOR4:
      return (width + 1) / 2 * height + 16 * 4;
    case SPICE_CURSOR_TYPE_COLOR8:
      return width * height + 256 * 4;
    case SPICE_CURSOR_TYPE_COLOR16:
      return width * height * 2;
    case SPICE_CURSOR_TYPE_COLOR24:
      return width * height * 3;
    default:
      return width * height * 4;
    }
}

/* The colour 0x00RRGGBB of pixel (x, y). */
static guint32
colour_at (const SumacEncodedCursor *shape, gsize x, gsize y)
{
  gsize width = shape->width;
  gsize i = y * width + x;
  const guint8 *data = shape->data;

  switch (shape->type)
    {
    case SPICE_CURSOR_TYPE_COLOR4:
      {
        gsize row = (width + 1) / 2;
        guint8 pair = data[y * row + x / 2];

        return read_le32 (data + row * shape->height + (x % 2 ? pair & 15u : pair >> 4) * 4u);
      }
    case SPICE_CURSOR_TYPE_COLOR8:
      return read_le32 (data + width * shape->height + data[i] * 4u);
    case SPICE_CURSOR_TYPE_COLOR16:
      return widen_555 ((guint32) data[i * 2] | (guint32) data[i * 2 + 1] << 8);
    case SPICE_CURSOR_TYPE_COLOR24:
      return (guint32) data[i * 3] | (guint32) data[i * 3 + 1] << 8 |
             (guint32) data[i * 3 + 2] << 16;
    default:
      return read_le32 (data + i * 4);
    }
}

static void
read_colour_pixel (const SumacEncodedCursor *encoded,
                   const Mask *mask,
                   Shape *shape,
                   gsize x,
                   gsize y)
{
  gsize i = y * encoded->width + x;
  guint32 colour = colour_at (encoded, x, y) & 0xffffff;

  shape->pixels[i] = BLACK | colour;
  if (!mask->bits || !bit_at (mask->bits, y * mask->row_bits + x))
    shape->kinds[i] = PIXEL_SOLID;
  else
    shape->kinds[i] = colour == 0xffffff ? PIXEL_INVERTING : PIXEL_CLEAR;
}

static gboolean
read_colours (const SumacEncodedCursor *encoded, Shape *shape)
{
  gsize size = colour_size (encoded->type, encoded->width, encoded->height);

  if (encoded->size < size)
    return FALSE;

  Mask mask =
      find_mask (encoded->data + size, encoded->size - size, encoded->width, encoded->height);

  for (gsize y = 0; y < encoded->height; y++)
    for (gsize x = 0; x < encoded->width; x++)
      read_colour_pixel (encoded, &mask, shape, x, y);
  return TRUE;
}

/* and 0: black or white by xor; and 1: transparent or inverting by xor. */
static gboolean
read_mono (const SumacEncodedCursor *encoded, Shape *shape)
{
  gsize row = (encoded->width + 7u) / 8;
  gsize plane = row * encoded->height;

  if (encoded->size < plane * 2)
    return FALSE;
  for (gsize y = 0; y < encoded->height; y++)
    for (gsize x = 0; x < encoded->width; x++)
      {
        gsize i = y * encoded->width + x;
        gboolean and = bit_at (encoded->data, y * row * 8 + x);
        gboolean xor = bit_at (encoded->data + plane, y * row * 8 + x);

        shape->pixels[i] = xor? WHITE : BLACK;
        shape->kinds[i] = !and? PIXEL_SOLID : xor? PIXEL_INVERTING : PIXEL_CLEAR;
      }
  return TRUE;
}

static guint8
kind_at (const Shape *shape, gint x, gint y)
{
  if (x < 0 || y < 0 || x >= shape->width || y >= shape->height)
    return PIXEL_CLEAR;
  return shape->kinds[y * shape->width + x];
}

static gboolean
touches_inverting (const Shape *shape, gint x, gint y)
{
  for (gint dy = -1; dy <= 1; dy++)
    for (gint dx = -1; dx <= 1; dx++)
      if (kind_at (shape, x + dx, y + dy) == PIXEL_INVERTING)
        return TRUE;
  return FALSE;
}

static guint32
outlined_pixel (const Shape *shape, gint x, gint y)
{
  switch (kind_at (shape, x, y))
    {
    case PIXEL_SOLID:
      return shape->pixels[y * shape->width + x];
    case PIXEL_INVERTING:
      return WHITE;
    default:
      return touches_inverting (shape, x, y) ? BLACK : 0;
    }
}

static gboolean
has_outline_outside (const Shape *shape)
{
  for (gint x = 0; x < shape->width; x++)
    if (kind_at (shape, x, 0) == PIXEL_INVERTING ||
        kind_at (shape, x, shape->height - 1) == PIXEL_INVERTING)
      return TRUE;
  for (gint y = 0; y < shape->height; y++)
    if (kind_at (shape, 0, y) == PIXEL_INVERTING ||
        kind_at (shape, shape->width - 1, y) == PIXEL_INVERTING)
      return TRUE;
  return FALSE;
}

/* No pointer of today's desktops inverts: such pixels become white with a black outline,
 * for which the shape grows by one pixel where needed (channels spec §3.4). */
static SumacCursor *
outline (const Shape *shape, gint hot_x, gint hot_y)
{
  /* Into the shape as it came; the border has no hot spot. */
  hot_x = MIN (hot_x, shape->width - 1);
  hot_y = MIN (hot_y, shape->height - 1);

  gint border = has_outline_outside (shape) ? 1 : 0;
  gint width = shape->width + 2 * border;
  gint height = shape->height + 2 * border;
  guint32 *pixels = g_new (guint32, (gsize) width * (gsize) height);

  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      pixels[y * width + x] = outlined_pixel (shape, x - border, y - border);
  return sumac_cursor_new (width, height, hot_x + border, hot_y + border,
                           g_bytes_new_take (pixels, (gsize) width * (gsize) height * 4));
}

static guint8
multiply (guint8 c, guint8 a)
{
  guint v = (guint) c * a + 128;

  return (guint8) ((v + (v >> 8)) >> 8);
}

/* Drivers send premultiplied colours, some virtual devices straight ones: a component above
 * its alpha gives the latter away. */
static gboolean
is_straight (const guint8 *p, gsize n)
{
  for (gsize i = 0; i < n; i++, p += 4)
    if (p[0] > p[3] || p[1] > p[3] || p[2] > p[3])
      return TRUE;
  return FALSE;
}

static gboolean
is_blank (const guint8 *p, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (p[i * 4 + 3] != 0)
      return FALSE;
  return TRUE;
}

static SumacCursor *
decode_alpha (const SumacEncodedCursor *encoded)
{
  gsize n = (gsize) encoded->width * encoded->height;

  if (encoded->size < n * 4)
    return NULL;

  guint8 *pixels = g_malloc (n * 4);

  memcpy (pixels, encoded->data, n * 4);
  if (is_blank (pixels, n))
    memset (pixels, 0, n * 4);
  else if (is_straight (pixels, n))
    for (gsize i = 0; i < n * 4; i++)
      if (i % 4 != 3)
        pixels[i] = multiply (pixels[i], pixels[i | 3]);
  return sumac_cursor_new (encoded->width, encoded->height, encoded->hot_x, encoded->hot_y,
                           g_bytes_new_take (pixels, n * 4));
}

static SumacCursor *
decode_masked (const SumacEncodedCursor *encoded)
{
  gsize n = (gsize) encoded->width * encoded->height;
  g_autofree guint32 *pixels = g_new (guint32, n);
  g_autofree guint8 *kinds = g_new (guint8, n);
  Shape shape = {
    .width = encoded->width,
    .height = encoded->height,
    .pixels = pixels,
    .kinds = kinds,
  };
  gboolean is_read = encoded->type == SPICE_CURSOR_TYPE_MONO ? read_mono (encoded, &shape)
                                                             : read_colours (encoded, &shape);

  return is_read ? outline (&shape, encoded->hot_x, encoded->hot_y) : NULL;
}

SumacCursor *
sumac_cursor_decode (const SumacEncodedCursor *shape)
{
  if (shape->flags & SPICE_CURSOR_FLAGS_NONE || shape->width == 0 || shape->height == 0 ||
      shape->width > SUMAC_MAX_CURSOR_SIDE || shape->height > SUMAC_MAX_CURSOR_SIDE ||
      shape->type > SPICE_CURSOR_TYPE_COLOR32)
    return NULL;
  return shape->type == SPICE_CURSOR_TYPE_ALPHA ? decode_alpha (shape) : decode_masked (shape);
}
