/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A guest whose screen stays as it is: two clients that come one after the other are shown the
 * same picture. Prints its address, and ends when standard input does.
 *
 * Usage: still-guest SOCKET */

#include "host/host.h"

#include <stdio.h>
#include <string.h>

#define WIDTH  640
#define HEIGHT 400
#define SIDE   96

static GBytes *
make_noise (void)
{
  guint32 *pixels = g_new (guint32, SIDE * SIDE);

  for (guint i = 0; i < SIDE * SIDE; i++)
    pixels[i] = (i * 2654435761u >> 8) & 0x00ffffff;
  return g_bytes_new_take (pixels, SIDE * SIDE * sizeof *pixels);
}

static void
draw_fill (SumacHostDisplay *display, SumacHostRect box, guint32 color)
{
  const SumacHostDraw draw = {
    .kind = SUMAC_HOST_DRAW_FILL,
    .box = box,
    .brush = { .type = SPICE_BRUSH_TYPE_SOLID, .color = color },
    .ropd = SPICE_ROPD_OP_PUT,
  };

  g_assert_true (sumac_host_display_draw (display, &draw));
}

static void
draw_screen (SumacHostDisplay *display)
{
  g_autoptr (GBytes) noise = make_noise ();
  const SumacHostDraw picture = {
    .kind = SUMAC_HOST_DRAW_COPY,
    .box = { 40, 30, 40 + SIDE, 30 + SIDE },
    .source = {
      .kind = SUMAC_HOST_IMAGE_BITMAP,
      .format = SPICE_BITMAP_FMT_32BIT,
      .width = SIDE,
      .height = SIDE,
      .stride = SIDE * 4,
      .bytes = noise,
    },
    .source_area = { 0, 0, SIDE, SIDE },
    .ropd = SPICE_ROPD_OP_PUT,
  };

  draw_fill (display, (SumacHostRect){ 0, 0, WIDTH, HEIGHT }, 0x336699);
  for (gint i = 0; i < 8; i++)
    draw_fill (display, (SumacHostRect){ 40 * i, 200, 40 * i + 30, 380 - 20 * i },
               0x00102030u * (guint) (i + 1));
  g_assert_true (sumac_host_display_draw (display, &picture));
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  SumacHostPixels pixels;

  g_assert_cmpint (argc, ==, 2);

  g_autoptr (SumacHost) host = sumac_host_new (
      &(SumacHostConfig){ .unix_path = argv[1], .width = WIDTH, .height = HEIGHT }, &error);

  g_assert_no_error (error);
  draw_screen (sumac_host_get_display (host));

  /* When it has been read, all of it is there. */
  g_assert_true (sumac_host_display_read (sumac_host_get_display (host), 0, &pixels));
  sumac_host_pixels_clear (&pixels);
  printf ("%s\n", sumac_host_get_uri (host));
  fflush (stdout);
  while (getchar () != EOF)
    continue;
  return 0;
}
