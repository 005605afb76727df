/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "paint/scanout.h"

#include "core/limits.h"

#include <sumac/error.h>

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <linux/dma-buf.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define FOURCC(a, b, c, d) \
  ((guint32) (a) | (guint32) (b) << 8 | (guint32) (c) << 16 | (guint32) (d) << 24)

struct _SumacScanout
{
  int fd; /* of our own */
  SumacScanoutFacts facts;
  gboolean is_dmabuf;
  gboolean swaps_red_and_blue;
  gsize size;
  const guint8 *mapped;
  SumacPixels *pixels;
};

typedef struct
{
  guint32 fourcc;
  gboolean swaps_red_and_blue;
} Format;

static const Format formats[] = {
  { FOURCC ('X', 'R', '2', '4'), FALSE },
  { FOURCC ('A', 'R', '2', '4'), FALSE },
  { FOURCC ('X', 'B', '2', '4'), TRUE },
  { FOURCC ('A', 'B', '2', '4'), TRUE },
};

static const Format *
find_format (guint32 fourcc)
{
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    if (formats[i].fourcc == fourcc)
      return &formats[i];
  return NULL;
}

/* Whoever writes into a dmabuf is asked to wait; other files know nothing of it. */
static gboolean
dmabuf_access (int fd, guint64 flags)
{
  struct dma_buf_sync sync = { .flags = DMA_BUF_SYNC_READ | flags };

  return ioctl (fd, DMA_BUF_IOCTL_SYNC, &sync) == 0;
}

static gboolean
is_dmabuf (int fd)
{
  return dmabuf_access (fd, DMA_BUF_SYNC_START) && dmabuf_access (fd, DMA_BUF_SYNC_END);
}

/* A file that shrinks while it is mapped would end the process on the next look. */
static gboolean
can_shrink (int fd)
{
  int seals = fcntl (fd, F_GET_SEALS);

  return seals < 0 || (seals & F_SEAL_SHRINK) == 0;
}

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, SUMAC_ERROR, SUMAC_ERROR_UNSUPPORTED, sentence);
  return FALSE;
}

/* From its first pixel to its last. */
static gsize
size_of (const SumacScanoutFacts *facts)
{
  return (gsize) facts->stride * (facts->height - 1) + (gsize) facts->width * 4;
}

gboolean
sumac_scanout_check (int fd, const SumacScanoutFacts *facts, GError **error)
{
  if (!find_format (facts->fourcc))
    return refuse (error,
                   _ ("The guest's graphics card lends a picture of an unknown format."));
  if (facts->width < 1 || facts->height < 1 || facts->width > SUMAC_MAX_SIDE ||
      facts->height > SUMAC_MAX_SIDE)
    {
      g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_LIMIT,
                   _ ("A picture of %d × %d pixels is not between 1 × 1 and %d × %d."),
                   (gint) MIN (facts->width, G_MAXINT), (gint) MIN (facts->height, G_MAXINT),
                   SUMAC_MAX_SIDE, SUMAC_MAX_SIDE);
      return FALSE;
    }
  if (facts->stride / 4 < facts->width || facts->stride % 4 != 0)
    return refuse (error, _ ("The guest's graphics card lends a picture whose rows overlap."));

  off_t end = lseek (fd, 0, SEEK_END);

  if (end < 0 || (guint64) end < size_of (facts))
    return refuse (error, _ ("The guest's graphics card lends less than a whole picture."));
  return TRUE;
}

static gboolean
map (SumacScanout *scanout, int fd, GError **error)
{
  scanout->size = size_of (&scanout->facts);
  scanout->is_dmabuf = is_dmabuf (fd);
  if (!scanout->is_dmabuf && can_shrink (fd))
    return refuse (error,
                   _ ("The guest's graphics card lends a picture that it could take away."));

  void *mapped = mmap (NULL, scanout->size, PROT_READ, MAP_SHARED, fd, 0);

  if (mapped == MAP_FAILED)
    return refuse (error,
                   _ ("The picture of the guest's graphics card can't be looked into. Run "
                      "the virtual machine without OpenGL."));
  scanout->mapped = mapped;
  scanout->fd = fcntl (fd, F_DUPFD_CLOEXEC, 0);
  return TRUE;
}

SumacScanout *
sumac_scanout_new (int fd, const SumacScanoutFacts *facts, GError **error)
{
  g_autoptr (SumacScanout) scanout = g_new0 (SumacScanout, 1);

  scanout->fd = -1;
  scanout->facts = *facts;
  if (!sumac_scanout_check (fd, facts, error))
    return NULL;
  scanout->swaps_red_and_blue = find_format (facts->fourcc)->swaps_red_and_blue;
  scanout->pixels =
      sumac_pixels_new (SUMAC_PIXELS_XRGB32, (gint) facts->width, (gint) facts->height, error);
  if (!scanout->pixels || !map (scanout, fd, error))
    return NULL;
  memset (sumac_pixels_first (scanout->pixels), 0, sumac_pixels_size (scanout->pixels));
  return g_steal_pointer (&scanout);
}

void
sumac_scanout_free (SumacScanout *scanout)
{
  if (!scanout)
    return;
  if (scanout->mapped)
    munmap ((void *) scanout->mapped, scanout->size);
  if (scanout->fd >= 0)
    close (scanout->fd);
  sumac_pixels_unref (scanout->pixels);
  g_free (scanout);
}

static void
copy_row (guint32 *to, const guint32 *from, gint n, gboolean swaps)
{
  if (!swaps)
    for (gint i = 0; i < n; i++)
      to[i] = from[i] & 0x00ffffff;
  else
    for (gint i = 0; i < n; i++)
      to[i] = (from[i] & 0xff) << 16 | (from[i] & 0xff00) | (from[i] >> 16 & 0xff);
}

gboolean
sumac_scanout_cut (const SumacScanoutFacts *facts, const SumacRect *rect, SumacRect *damage)
{
  const SumacRect whole = { .right = (gint) facts->width, .bottom = (gint) facts->height };

  if (!sumac_rect_intersect (rect, &whole, damage))
    return FALSE;
  /* From where rows count in a picture that lies upside down, nobody says. */
  if (!facts->is_top_down)
    {
      damage->top = 0;
      damage->bottom = whole.bottom;
    }
  return TRUE;
}

void
sumac_scanout_update (SumacScanout *scanout, const SumacRect *rect, SumacRect *damage)
{
  SumacPixels *pixels = scanout->pixels;

  if (!sumac_scanout_cut (&scanout->facts, rect, damage))
    return;
  if (scanout->is_dmabuf)
    dmabuf_access (scanout->fd, DMA_BUF_SYNC_START);
  for (gint y = damage->top; y < damage->bottom; y++)
    {
      gint row = scanout->facts.is_top_down ? y : pixels->height - 1 - y;
      const guint8 *from = scanout->mapped + (gsize) scanout->facts.stride * (gsize) row +
                           (gsize) damage->left * 4;
      guint8 *to = sumac_pixels_row (pixels, y) + (gsize) damage->left * 4;

      copy_row ((guint32 *) (void *) to, (const guint32 *) (const void *) from,
                sumac_rect_width (damage), scanout->swaps_red_and_blue);
    }
  if (scanout->is_dmabuf)
    dmabuf_access (scanout->fd, DMA_BUF_SYNC_END);
}

SumacView
sumac_scanout_view (const SumacScanout *scanout)
{
  return (SumacView){
    .format = SUMAC_PIXELS_XRGB32,
    .width = scanout->pixels->width,
    .height = scanout->pixels->height,
    .stride = scanout->pixels->stride,
    .data = scanout->pixels->data,
  };
}
