/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the renderers named in the arguments make of videos, pixel by pixel: they take every
 * frame that lies on a surface of 32 bits, and convert and scale as the reference does, in every
 * bit. The suite's rules allow more. One that can't work here is skipped with its reason. With
 * "-m perf" it is told what that costs. */

#include "contract/registry.h"
#include "contract/renderer.h"
#include "draw/raster-picture.h"
#include "proof/random-video.h"

#include <string.h>
#include <time.h>

/* All pairs of Cb and Cr, each for four pixels. */
#define CHROMA 256
#define SIDE   (CHROMA * 2)

#define SURFACE 5

typedef struct
{
  const char *name;
  SumacRenderer *renderer;
  SumacPixels *expected;
} Screen;

static gboolean
screen_init (Screen *screen, const char *name, SumacPixelFormat format, gint width, gint height)
{
  g_autoptr (GError) error = NULL;

  *screen = (Screen){ .name = name };
  screen->renderer = sumac_registry_new_renderer (name, NULL, &error);
  if (!screen->renderer)
    {
      g_test_skip (error->message);
      return FALSE;
    }
  g_assert_true (
      sumac_renderer_surface_create (screen->renderer, SURFACE, format, width, height, &error));
  screen->expected = sumac_pixels_new (format, width, height, NULL);
  memset (screen->expected->data, 0, sumac_pixels_size (screen->expected));
  return TRUE;
}

static void
screen_clear (Screen *screen)
{
  sumac_renderer_surface_destroy (screen->renderer, SURFACE);
  g_object_unref (screen->renderer);
  sumac_pixels_unref (screen->expected);
}

static void
show (Screen *screen, const SumacRandomVideo *video)
{
  SumacPixels *pixels = screen->expected;
  SumacView view = { pixels->format, pixels->width, pixels->height, pixels->stride,
                     pixels->data };
  SumacRect damage, expected;

  g_assert_true (sumac_raster_picture (video->picture, video->is_upside_down, &video->box,
                                       video->rects, video->n_rects, &view, &expected));
  g_assert_true (sumac_renderer_video (screen->renderer, SURFACE, video->picture,
                                       video->is_upside_down, &video->box, video->rects,
                                       video->n_rects, &damage));
  g_assert_cmpmem (&damage, sizeof damage, &expected, sizeof expected);
}

static void
assert_equal (Screen *screen, const SumacRandomVideo *video)
{
  SumacPixels *pixels = screen->expected;
  SumacView view;

  g_assert_true (sumac_renderer_map (screen->renderer, SURFACE, SUMAC_MAP_READ, &view));
  for (gint y = 0; y < pixels->height; y++)
    {
      const guint32 *got = (const guint32 *) (const void *) (view.data + view.stride * y);
      const guint32 *expected = (const guint32 *) (const void *) sumac_pixels_row (pixels, y);

      for (gint x = 0; x < pixels->width; x++)
        if (got[x] != expected[x])
          {
            g_autofree char *frame = sumac_random_video_describe (video);

            g_error ("pixel %d,%d is 0x%x, not 0x%x, after %s", x, y, got[x], expected[x],
                     frame);
          }
    }
  sumac_renderer_unmap (screen->renderer, SURFACE, &(SumacRect){ 0, 0, 0, 0 });
}

/* Several frames and sizes one after the other, some of them without a look between. */
static void
test_random (gconstpointer name)
{
  SumacDice dice = { .state = (guint32) g_test_rand_int () };

  for (guint i = 0; i < 8; i++)
    {
      gint width = sumac_dice_between (&dice, 1, 200);
      gint height = sumac_dice_between (&dice, 1, 200);
      Screen screen;

      if (!screen_init (&screen, name, i % 2 == 0 ? SUMAC_PIXELS_XRGB32 : SUMAC_PIXELS_ARGB32,
                        width, height))
        return;
      for (guint k = 0; k < 60; k++)
        {
          SumacRandomVideo video;

          sumac_random_video_init (&video, &dice, width, height);
          show (&screen, &video);
          if (k % 3 != 0)
            assert_equal (&screen, &video);
          sumac_random_video_clear (&video);
        }
      screen_clear (&screen);
    }
}

static void
fill_planes (guint8 *y, guint8 *u, guint8 *v, SumacDice *dice)
{
  for (guint i = 0; i < SIDE * SIDE; i++)
    y[i] = (guint8) sumac_dice_throw (dice, 256);
  for (guint i = 0; i < CHROMA * CHROMA; i++)
    {
      u[i] = (guint8) (i % CHROMA);
      v[i] = (guint8) (i / CHROMA);
    }
}

/* Every pair of Cb and Cr with some Y, in each meaning of colours. */
static void
test_colors (gconstpointer name)
{
  static guint8 y[SIDE * SIDE];
  static guint8 u[CHROMA * CHROMA];
  static guint8 v[CHROMA * CHROMA];
  const SumacRect all = { 0, 0, SIDE, SIDE };
  SumacDice dice = { .state = (guint32) g_test_rand_int () };
  Screen screen;

  if (!screen_init (&screen, name, SUMAC_PIXELS_XRGB32, SIDE, SIDE))
    return;
  for (guint colors = 0; colors <= SUMAC_PICTURE_BT709_FULL; colors++)
    {
      SumacRandomVideo video = {
        .picture = sumac_picture_new (NULL, NULL),
        .box = all,
        .rects = { all },
        .n_rects = 1,
      };
      SumacPicture *picture = video.picture;

      fill_planes (y, u, v, &dice);
      picture->layout = SUMAC_PICTURE_I420;
      picture->colors = (SumacPictureColors) colors;
      picture->width = picture->height = SIDE;
      picture->planes[0] = y;
      picture->planes[1] = u;
      picture->planes[2] = v;
      picture->strides[0] = SIDE;
      picture->strides[1] = picture->strides[2] = CHROMA;
      show (&screen, &video);
      assert_equal (&screen, &video);
      sumac_random_video_clear (&video);
    }
  screen_clear (&screen);
}

/* What makes no sense, or lies in memory alone, is the reference's. */
static void
test_refused (gconstpointer name)
{
  SumacDice dice = { .state = (guint32) g_test_rand_int () };
  SumacRandomVideo video;
  Screen screen;
  SumacRect damage;

  if (!screen_init (&screen, name, SUMAC_PIXELS_RGB565, 20, 20))
    return;
  sumac_random_video_init (&video, &dice, 20, 20);
  g_assert_false (sumac_renderer_video (screen.renderer, SURFACE, video.picture, FALSE,
                                        &video.box, video.rects, video.n_rects, &damage));
  g_assert_false (sumac_renderer_video (screen.renderer, SURFACE + 1, video.picture, FALSE,
                                        &video.box, video.rects, video.n_rects, &damage));
  screen_clear (&screen);

  g_assert_true (screen_init (&screen, name, SUMAC_PIXELS_XRGB32, 20, 20));
  g_assert_false (sumac_renderer_video (screen.renderer, SURFACE, video.picture, FALSE,
                                        &(SumacRect){ 5, 5, 5, 9 }, video.rects, video.n_rects,
                                        &damage));
  /* Beyond what can be reckoned in 32 bits. */
  g_assert_false (sumac_renderer_video (screen.renderer, SURFACE, video.picture, FALSE,
                                        &(SumacRect){ -1 - G_MAXINT32, 0, G_MAXINT32, 20 },
                                        video.rects, video.n_rects, &damage));
  assert_equal (&screen, &video);
  screen_clear (&screen);
  sumac_random_video_clear (&video);
}

/* Processor time, in a film of so many frames */

#define FILM_FRAMES 300
#define FILM_WIDTH  640
#define FILM_HEIGHT 480

static void
init_film (SumacRandomVideo *film, SumacDice *dice, gint width, gint height)
{
  const SumacRect all = { 0, 0, width, height };
  guint8 *bytes = g_malloc ((gsize) FILM_WIDTH * FILM_HEIGHT * 3 / 2);
  SumacPicture *picture = sumac_picture_new (g_free, bytes);

  for (gsize i = 0; i < (gsize) FILM_WIDTH * FILM_HEIGHT * 3 / 2; i++)
    bytes[i] = (guint8) sumac_dice_throw (dice, 256);
  picture->layout = SUMAC_PICTURE_I420;
  picture->width = FILM_WIDTH;
  picture->height = FILM_HEIGHT;
  picture->planes[0] = bytes;
  picture->planes[1] = bytes + FILM_WIDTH * FILM_HEIGHT;
  picture->planes[2] = picture->planes[1] + FILM_WIDTH * FILM_HEIGHT / 4;
  picture->strides[0] = FILM_WIDTH;
  picture->strides[1] = picture->strides[2] = FILM_WIDTH / 2;
  *film = (SumacRandomVideo){ .picture = picture, .box = all, .rects = { all }, .n_rects = 1 };
}

static void
show_by_reference (Screen *screen, const SumacRandomVideo *film)
{
  SumacPixels *pixels = screen->expected;
  SumacView view = { pixels->format, pixels->width, pixels->height, pixels->stride,
                     pixels->data };
  SumacRect damage;

  sumac_raster_picture (film->picture, FALSE, &film->box, film->rects, film->n_rects, &view,
                        &damage);
}

static void
show_by_renderer (Screen *screen, const SumacRandomVideo *film)
{
  SumacRect damage;

  g_assert_true (sumac_renderer_video (screen->renderer, SURFACE, film->picture, FALSE,
                                       &film->box, film->rects, film->n_rects, &damage));
}

static void
look (Screen *screen)
{
  SumacView view;

  g_assert_true (sumac_renderer_map (screen->renderer, SURFACE, SUMAC_MAP_READ, &view));
  sumac_renderer_unmap (screen->renderer, SURFACE, &(SumacRect){ 0, 0, 0, 0 });
}

static void
show_and_look (Screen *screen, const SumacRandomVideo *film)
{
  show_by_renderer (screen, film);
  look (screen);
}

static gdouble
read_clock (clockid_t which)
{
  struct timespec now;

  clock_gettime (which, &now);
  return (gdouble) now.tv_sec + (gdouble) now.tv_nsec / 1e9;
}

/* On a software renderer of the driver's, its own threads do what a card would. */
static void
measure (const char *what,
         Screen *screen,
         const SumacRandomVideo *film,
         void (*show_frame) (Screen *screen, const SumacRandomVideo *film))
{
  gdouble all, own;

  show_frame (screen, film);
  look (screen);
  all = read_clock (CLOCK_PROCESS_CPUTIME_ID);
  own = read_clock (CLOCK_THREAD_CPUTIME_ID);
  for (guint i = 0; i < FILM_FRAMES; i++)
    show_frame (screen, film);
  look (screen);
  g_test_message ("%d frames of I420, %d × %d on %d × %d, %s: %.3f s, on this thread %.3f s",
                  FILM_FRAMES, FILM_WIDTH, FILM_HEIGHT, film->box.right, film->box.bottom, what,
                  read_clock (CLOCK_PROCESS_CPUTIME_ID) - all,
                  read_clock (CLOCK_THREAD_CPUTIME_ID) - own);
}

static void
test_costs (gconstpointer name)
{
  SumacDice dice = { .state = 1 };

  for (gint scale = 1; scale <= 2; scale++)
    {
      gint width = FILM_WIDTH * scale;
      gint height = FILM_HEIGHT * scale;
      SumacRandomVideo film;
      Screen screen;

      if (!screen_init (&screen, name, SUMAC_PIXELS_XRGB32, width, height))
        return;
      init_film (&film, &dice, width, height);
      measure ("by the reference", &screen, &film, show_by_reference);
      measure ("by the renderer", &screen, &film, show_by_renderer);
      measure ("by the renderer, each read back", &screen, &film, show_and_look);
      sumac_random_video_clear (&film);
      screen_clear (&screen);
    }
}

/* Not to be found is no reason to skip. */
static gboolean
is_listed (const char *name)
{
  g_autoptr (GPtrArray) list = sumac_registry_list ("renderer");

  for (guint i = 0; i < list->len; i++)
    if (g_str_equal (((const SumacPluginInfo *) g_ptr_array_index (list, i))->name, name))
      return TRUE;
  return FALSE;
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*test) (gconstpointer name);
    gboolean is_slow;
  } tests[] = {
    { "random", test_random, FALSE },
    { "colours", test_colors, FALSE },
    { "refused", test_refused, FALSE },
    { "costs", test_costs, TRUE },
  };

  g_test_init (&argc, &argv, NULL);
  for (int i = 1; i < argc; i++)
    if (!is_listed (argv[i]))
      g_error ("the plug-in %s is not found", argv[i]);
  for (int i = 1; i < argc; i++)
    for (guint k = 0; k < G_N_ELEMENTS (tests); k++)
      {
        if (tests[k].is_slow && !g_test_perf ())
          continue;

        g_autofree char *path =
            g_strdup_printf ("/contract/video-exact/%s/%s", argv[i], tests[k].name);

        g_test_add_data_func (path, argv[i], tests[k].test);
      }
  return g_test_run ();
}
