/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/image.h"

#include <string.h>

/* Names for images that have none; the caller's are in a group of their own. */
static gint last_unique;

static guint64
make_id (const SumacHostImage *image)
{
  if (image->id != 0)
    return (guint64) image->id << 32 | QXL_IMAGE_GROUP_DRIVER;
  return (guint64) (guint) (g_atomic_int_add (&last_unique, 1) + 1) << 32 |
         QXL_IMAGE_GROUP_DEVICE;
}

static QXLPHYSICAL
put_palette (SumacHostCommand *command, const SumacHostPalette *palette)
{
  gsize size = palette->n_colors * sizeof (guint32);
  QXLPalette *qxl;

  if (palette->n_colors == 0)
    return 0;
  qxl = sumac_host_command_alloc (command, sizeof *qxl + size);
  qxl->unique = palette->unique;
  qxl->num_ents = (guint16) palette->n_colors;
  memcpy ((guint8 *) qxl + sizeof *qxl, palette->colors, size);
  return (guintptr) qxl;
}

static void
put_bitmap (SumacHostCommand *command, QXLImage *qxl, const SumacHostImage *image)
{
  gsize size = 0;
  const void *pixels = g_bytes_get_data (image->bytes, &size);

  g_assert (size >= (gsize) image->stride * image->height);
  sumac_host_command_own (command, g_bytes_ref (image->bytes), (GDestroyNotify) g_bytes_unref);
  qxl->descriptor.id = make_id (image);
  if (image->is_cached)
    qxl->descriptor.flags |= QXL_IMAGE_CACHE;
  if (image->high_bits_set)
    qxl->descriptor.flags |= QXL_IMAGE_HIGH_BITS_SET;
  qxl->bitmap = (QXLBitmap){
    .format = (guint8) image->format,
    .flags = QXL_BITMAP_DIRECT | (image->is_bottom_up ? 0 : QXL_BITMAP_TOP_DOWN),
    .x = image->width,
    .y = image->height,
    .stride = image->stride,
    .palette = put_palette (command, &image->palette),
    .data = (guintptr) pixels,
  };
}

QXLPHYSICAL
sumac_host_image_put (SumacHostCommand *command, const SumacHostImage *image)
{
  QXLImage *qxl;

  if (image->kind == SUMAC_HOST_IMAGE_NONE)
    return 0;
  qxl = sumac_host_command_alloc (command, sizeof *qxl);
  qxl->descriptor.width = image->width;
  qxl->descriptor.height = image->height;
  if (image->kind == SUMAC_HOST_IMAGE_SURFACE)
    {
      qxl->descriptor.type = SPICE_IMAGE_TYPE_SURFACE;
      qxl->surface_image.surface_id = image->surface;
    }
  else
    {
      qxl->descriptor.type = SPICE_IMAGE_TYPE_BITMAP;
      put_bitmap (command, qxl, image);
    }
  return (guintptr) qxl;
}

QXLBrush
sumac_host_brush_put (SumacHostCommand *command, const SumacHostBrush *brush)
{
  QXLBrush qxl = { .type = brush->type };

  if (brush->type == SPICE_BRUSH_TYPE_SOLID)
    qxl.u.color = brush->color;
  else if (brush->type == SPICE_BRUSH_TYPE_PATTERN)
    {
      qxl.u.pattern.pat = sumac_host_image_put (command, &brush->pattern);
      qxl.u.pattern.pos = (QXLPoint){ .x = brush->pos.x, .y = brush->pos.y };
    }
  return qxl;
}

QXLQMask
sumac_host_mask_put (SumacHostCommand *command, const SumacHostMask *mask)
{
  return (QXLQMask){
    .flags = mask->is_inverse ? SPICE_MASK_FLAGS_INVERS : 0,
    .pos = { .x = mask->pos.x, .y = mask->pos.y },
    .bitmap = sumac_host_image_put (command, &mask->bits),
  };
}

void
sumac_host_chunk_fill (QXLDataChunk *chunk, gconstpointer bytes, gsize size)
{
  chunk->data_size = (guint32) size;
  if (size > 0)
    memcpy ((guint8 *) chunk + sizeof *chunk, bytes, size);
}

QXLRect
sumac_host_rect_put (SumacHostRect rect)
{
  return (QXLRect){
    .top = rect.top,
    .left = rect.left,
    .bottom = rect.bottom,
    .right = rect.right,
  };
}
