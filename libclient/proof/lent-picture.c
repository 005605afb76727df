/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "proof/lent-picture.h"

#include <linux/dma-buf.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

/* Rows end before the next begins; they begin where every card can look for them. */
#define WIDTH  100
#define HEIGHT 37
#define STRIDE 512
#define SIZE   (STRIDE * HEIGHT)

typedef struct
{
  char name[5]; /* its fourcc, as text */
  guint red;    /* the byte of a pixel where it lies; blue is at the other end */
} Format;

static const Format formats[] = {
  { "XR24", 2 },
  { "AR24", 2 },
  { "XB24", 0 },
  { "AB24", 0 },
};

G_STATIC_ASSERT (SUMAC_N_LENT_FORMS == 2 * G_N_ELEMENTS (formats));

static guint32
fourcc_of (const Format *format)
{
  const char *name = format->name;

  return (guint32) name[0] | (guint32) name[1] << 8 | (guint32) name[2] << 16 |
         (guint32) name[3] << 24;
}

static const Format *
format_of (const SumacLentPicture *lent)
{
  gsize i = 0;

  while (fourcc_of (&formats[i]) != lent->dmabuf.fourcc)
    i++;
  return &formats[i];
}

/* Whoever looks is asked to wait; a file that is no dmabuf knows nothing of it. */
static void
access_memory (const SumacLentPicture *lent, guint64 flags)
{
  struct dma_buf_sync sync = { .flags = DMA_BUF_SYNC_WRITE | flags };

  if (lent->dmabuf.fd >= 0)
    ioctl (lent->dmabuf.fd, DMA_BUF_IOCTL_SYNC, &sync);
}

void
sumac_lent_picture_draw (SumacLentPicture *lent, SumacDice *dice)
{
  for (gsize i = 0; i < SIZE; i++)
    lent->drawn[i] = (guint8) sumac_dice_throw (dice, 256);
  access_memory (lent, DMA_BUF_SYNC_START);
  memcpy (lent->memory, lent->drawn, SIZE);
  access_memory (lent, DMA_BUF_SYNC_END);
}

static gint
borrow (const SumacRendererSuite *suite, GString *why)
{
  g_autoptr (GError) error = NULL;
  gint fd = -1;

  if (!suite->lender)
    g_string_assign (why, "nobody is here who lends pictures");
  else if ((fd = suite->lender->lend (suite->lender->data, SIZE, &error)) < 0)
    g_string_printf (why, "nobody can lend pictures: %s", error->message);
  return fd;
}

gboolean
sumac_lent_picture_init (SumacLentPicture *lent,
                         const SumacRendererSuite *suite,
                         guint form,
                         SumacDice *dice,
                         GString *why)
{
  gint fd = borrow (suite, why);

  if (fd < 0)
    return FALSE;

  void *memory = mmap (NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

  if (memory == MAP_FAILED)
    {
      g_string_assign (why, "the picture that is lent can't be mapped");
      close (fd);
      return FALSE;
    }
  *lent = (SumacLentPicture){
    .dmabuf = {
      .fd = fd,
      .fourcc = fourcc_of (&formats[form / 2]),
      .width = WIDTH,
      .height = HEIGHT,
      .stride = STRIDE,
      .is_top_down = form % 2 == 0,
    },
    .memory = memory,
    .drawn = g_malloc (SIZE),
  };
  sumac_lent_picture_draw (lent, dice);
  return TRUE;
}

void
sumac_lent_picture_close (SumacLentPicture *lent)
{
  if (lent->dmabuf.fd >= 0)
    close (lent->dmabuf.fd);
  lent->dmabuf.fd = -1;
}

void
sumac_lent_picture_clear (SumacLentPicture *lent)
{
  sumac_lent_picture_close (lent);
  munmap (lent->memory, SIZE);
  g_free (lent->drawn);
}

SumacPixels *
sumac_lent_picture_expect (const SumacLentPicture *lent)
{
  const SumacSurfaceShape shape = { 0, SUMAC_PIXELS_XRGB32, WIDTH, HEIGHT };
  SumacPixels *pixels = sumac_surface_new_pixels (&shape);
  guint red = format_of (lent)->red;

  for (gint y = 0; y < HEIGHT; y++)
    {
      gint from_row = lent->dmabuf.is_top_down ? y : HEIGHT - 1 - y;
      const guint8 *from = lent->drawn + STRIDE * from_row;
      guint32 *to = (guint32 *) (void *) sumac_pixels_row (pixels, y);

      for (gint x = 0; x < WIDTH; x++, from += 4)
        to[x] = (guint32) from[red] << 16 | (guint32) from[1] << 8 | from[2 - red];
    }
  return pixels;
}

char *
sumac_lent_picture_describe (const SumacLentPicture *lent)
{
  return g_strdup_printf ("%s, %s", format_of (lent)->name,
                          lent->dmabuf.is_top_down ? "top-down" : "bottom-up");
}
