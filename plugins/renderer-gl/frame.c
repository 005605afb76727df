/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "frame.h"

#include <string.h>

void
frame_init (Frame *frame, TexturePool *pool, Ring *ring)
{
  *frame = (Frame){ .pool = pool, .ring = ring };
}

/* How the picture lies on the texture. */
typedef struct
{
  gint width; /* texels */
  gint height;
  gint channels;
  gsize stride; /* bytes of a row in the buffer */
} Sheet;

static Sheet
sheet_of (const SumacPicture *picture)
{
  Sheet sheet = { .width = picture->width, .height = picture->height, .channels = 4 };

  if (picture->layout != SUMAC_PICTURE_BGRX)
    {
      sheet.width = (picture->width + 1) / 2 * 2;
      sheet.height = picture->height + (picture->height + 1) / 2;
      sheet.channels = 1;
    }
  sheet.stride = ((gsize) sheet.width * (gsize) sheet.channels + 3) / 4 * 4;
  return sheet;
}

static void
copy_rows (const SumacPicture *picture,
           guint plane,
           gsize n,
           gint height,
           guint8 *to,
           gsize stride)
{
  for (gint y = 0; y < height; y++)
    memcpy (to + (gsize) y * stride, picture->planes[plane] + picture->strides[plane] * y, n);
}

static void
copy_picture (const SumacPicture *picture, guint8 *to, gsize stride)
{
  gsize width = (gsize) picture->width;
  gsize half = (width + 1) / 2;
  gint half_height = (picture->height + 1) / 2;
  guint8 *chroma = to + stride * (gsize) picture->height;

  switch (picture->layout)
    {
    case SUMAC_PICTURE_BGRX:
      copy_rows (picture, 0, width * 4, picture->height, to, stride);
      break;
    case SUMAC_PICTURE_I420:
      copy_rows (picture, 0, width, picture->height, to, stride);
      copy_rows (picture, 1, half, half_height, chroma, stride);
      copy_rows (picture, 2, half, half_height, chroma + half, stride);
      break;
    case SUMAC_PICTURE_NV12:
      copy_rows (picture, 0, width, picture->height, to, stride);
      copy_rows (picture, 1, half * 2, half_height, chroma, stride);
      break;
    }
}

/* What is in the buffer is not needed any more: while the card still reads it, the driver gives
 * other memory. */
static gboolean
fill_buffer (Frame *frame, const SumacPicture *picture, const Sheet *sheet)
{
  gsize size = sheet->stride * (gsize) sheet->height;

  if (size > frame->size)
    glBufferData (GL_PIXEL_UNPACK_BUFFER, (GLsizeiptr) size, NULL, GL_STREAM_DRAW);
  frame->size = MAX (frame->size, size);

  guint8 *to = glMapBufferRange (GL_PIXEL_UNPACK_BUFFER, 0, (GLsizeiptr) size,
                                 GL_MAP_WRITE_BIT | GL_MAP_INVALIDATE_BUFFER_BIT);

  if (!to)
    {
      frame->size = 0;
      return FALSE;
    }
  copy_picture (picture, to, sheet->stride);
  return glUnmapBuffer (GL_PIXEL_UNPACK_BUFFER);
}

static gboolean
fits (const Frame *frame, const Sheet *sheet)
{
  return frame->texture && frame->width == sheet->width && frame->height == sheet->height &&
         frame->texture->channels == sheet->channels;
}

/* When films of several sizes run, those that are not shown just now wait in the pool. */
static gboolean
take_texture (Frame *frame, const Sheet *sheet)
{
  if (fits (frame, sheet))
    return TRUE;
  texture_pool_give (frame->pool, frame->texture);
  frame->width = sheet->width;
  frame->height = sheet->height;
  if (sheet->channels == 4)
    frame->texture = texture_pool_take (frame->pool, sheet->width, sheet->height);
  else
    frame->texture = texture_pool_take_bytes (frame->pool, sheet->width, sheet->height);
  return frame->texture != NULL;
}

/* What is small enough goes by the ring. @start: where it lies in the buffer that is bound now. */
static gboolean
fill (Frame *frame, const SumacPicture *picture, const Sheet *sheet, gsize *start)
{
  gsize size = sheet->stride * (gsize) sheet->height;
  Ring *ring = frame->ring;

  *start = 0;
  if (!ring->mapped.memory || size > ring->part_size)
    {
      if (!frame->buffer)
        glGenBuffers (1, &frame->buffer);
      glBindBuffer (GL_PIXEL_UNPACK_BUFFER, frame->buffer);
      return fill_buffer (frame, picture, sheet);
    }
  *start = ring_take (ring, size, 4);
  glBindBuffer (GL_PIXEL_UNPACK_BUFFER, ring->mapped.buffer);
  copy_picture (picture, ring->mapped.memory + *start, sheet->stride);
  return TRUE;
}

gboolean
frame_upload (Frame *frame, const SumacPicture *picture, gint max_side)
{
  Sheet sheet = sheet_of (picture);
  gsize start;

  if (sheet.width > max_side || sheet.height > max_side || !take_texture (frame, &sheet))
    return FALSE;

  gboolean is_filled = fill (frame, picture, &sheet, &start);

  if (is_filled)
    {
      glBindTexture (GL_TEXTURE_2D, frame->texture->name);
      glPixelStorei (GL_UNPACK_ROW_LENGTH, (GLint) (sheet.stride / (gsize) sheet.channels));
      glTexSubImage2D (GL_TEXTURE_2D, 0, 0, 0, sheet.width, sheet.height,
                       sheet.channels == 4 ? GL_RGBA : GL_RED, GL_UNSIGNED_BYTE,
                       (gconstpointer) start);
    }
  glBindBuffer (GL_PIXEL_UNPACK_BUFFER, 0);
  return is_filled;
}
