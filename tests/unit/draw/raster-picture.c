/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Pictures of a video on surfaces: colours against sums in doubles, and which pixel lands
 * where. */

#include "draw/raster-picture.h"

#include <math.h>
#include <string.h>

#define SIDE 700 /* more than two chunks, and no multiple of anything */

typedef struct
{
  double r_v;
  double g_u;
  double g_v;
  double b_u;
  gboolean is_full;
} Rule;

/* As the standards have them. */
static const Rule rules[] = {
  [SUMAC_PICTURE_BT601] = { 1.402, -0.344136, -0.714136, 1.772, FALSE },
  [SUMAC_PICTURE_BT601_FULL] = { 1.402, -0.344136, -0.714136, 1.772, TRUE },
  [SUMAC_PICTURE_BT709] = { 1.5748, -0.187324, -0.468124, 1.8556, FALSE },
  [SUMAC_PICTURE_BT709_FULL] = { 1.5748, -0.187324, -0.468124, 1.8556, TRUE },
};

/* A picture and a surface in memory of just their size. */
typedef struct
{
  SumacPicture picture;
  guint8 *planes[SUMAC_PICTURE_MAX_PLANES];
  SumacView view;
} Scene;

static guint8
noise (guint32 *state)
{
  *state = *state * 1664525u + 1013904223u;
  return (guint8) (*state >> 24);
}

static guint8 *
new_plane (gsize size, guint32 *state)
{
  guint8 *plane = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    plane[i] = noise (state);
  return plane;
}

static void
scene_init (Scene *scene,
            SumacPictureLayout layout,
            gint width,
            gint height,
            SumacPixelFormat format,
            gint view_width,
            gint view_height)
{
  guint32 state = 7;
  gsize half = (gsize) (width + 1) / 2;
  gsize half_rows = (gsize) (height + 1) / 2;
  gsize strides[][SUMAC_PICTURE_MAX_PLANES] = {
    [SUMAC_PICTURE_BGRX] = { (gsize) width * 4 },
    [SUMAC_PICTURE_I420] = { (gsize) width, half, half },
    [SUMAC_PICTURE_NV12] = { (gsize) width, 2 * half },
  };

  *scene = (Scene){ .picture = { .layout = layout, .width = width, .height = height } };
  for (guint i = 0; i < SUMAC_PICTURE_MAX_PLANES; i++)
    {
      scene->planes[i] =
          new_plane (strides[layout][i] * (i == 0 ? (gsize) height : half_rows), &state);
      scene->picture.planes[i] = scene->planes[i];
      scene->picture.strides[i] = (gssize) strides[layout][i];
    }
  scene->view = (SumacView){
    .format = format,
    .width = view_width,
    .height = view_height,
    .stride = (gssize) view_width * (sumac_pixel_format_bits (format) == 16 ? 2 : 4),
  };
  scene->view.stride = (scene->view.stride + 3) / 4 * 4;
  scene->view.data = g_malloc ((gsize) scene->view.stride * (gsize) view_height);
  memset (scene->view.data, 0xee, (gsize) scene->view.stride * (gsize) view_height);
}

static void
scene_clear (Scene *scene)
{
  for (guint i = 0; i < SUMAC_PICTURE_MAX_PLANES; i++)
    g_free (scene->planes[i]);
  g_free (scene->view.data);
}

/* Over all of the view. */
static SumacRect
draw (Scene *scene, gboolean is_upside_down, const SumacRect *box)
{
  const SumacRect all = { 0, 0, scene->view.width, scene->view.height };
  SumacRect damage;

  g_assert_true (sumac_raster_picture (&scene->picture, is_upside_down, box, &all, 1,
                                       &scene->view, &damage));
  return damage;
}

static guint32
pixel_at (const Scene *scene, gint x, gint y)
{
  const guint8 *row = scene->view.data + scene->view.stride * y;
  guint32 wide;
  guint16 narrow;

  if (sumac_pixel_format_bits (scene->view.format) == 32)
    {
      memcpy (&wide, row + 4 * x, sizeof wide);
      return wide;
    }
  memcpy (&narrow, row + 2 * x, sizeof narrow);
  return narrow;
}

static double
clamp (double v)
{
  return v < 0 ? 0 : v > 255 ? 255 : v;
}

/* What the pixel of the picture should look like. */
static void
model (const SumacPicture *picture, gint x, gint y, double rgb[3])
{
  const guint8 *row = picture->planes[0] + picture->strides[0] * y;
  const guint8 *u = picture->planes[1] + picture->strides[1] * (y / 2);
  const guint8 *v = picture->planes[2] + picture->strides[2] * (y / 2);
  const Rule *rule = &rules[picture->colors];
  double cb;
  double cr;
  double level = row[x];

  if (picture->layout == SUMAC_PICTURE_BGRX)
    {
      for (guint i = 0; i < 3; i++)
        rgb[i] = row[4 * x + 2 - (gint) i];
      return;
    }
  cb = (picture->layout == SUMAC_PICTURE_NV12 ? u[x / 2 * 2] : u[x / 2]) - 128.0;
  cr = (picture->layout == SUMAC_PICTURE_NV12 ? u[x / 2 * 2 + 1] : v[x / 2]) - 128.0;
  if (!rule->is_full)
    {
      level = (level - 16) * 255 / 219;
      cb = cb * 255 / 224;
      cr = cr * 255 / 224;
    }
  rgb[0] = clamp (level + rule->r_v * cr);
  rgb[1] = clamp (level + rule->g_u * cb + rule->g_v * cr);
  rgb[2] = clamp (level + rule->b_u * cb);
}

static void
assert_pixel (const Scene *scene, gint x, gint y, gint from_x, gint from_y)
{
  guint32 pixel = pixel_at (scene, x, y);
  double rgb[3];

  model (&scene->picture, from_x, from_y, rgb);
  for (guint i = 0; i < 3; i++)
    {
      double seen = pixel >> (16 - 8 * i) & 0xff;

      if (fabs (seen - rgb[i]) > 1)
        g_error ("pixel %d,%d: component %u is %g, should be %g", x, y, i, seen, rgb[i]);
    }
  g_assert_cmphex (pixel >> 24, ==, scene->view.format == SUMAC_PIXELS_ARGB32 ? 0xff : 0);
}

static void
test_colours (void)
{
  for (guint layout = SUMAC_PICTURE_BGRX; layout <= SUMAC_PICTURE_NV12; layout++)
    for (guint color = 0; color < G_N_ELEMENTS (rules); color++)
      {
        Scene scene;

        scene_init (&scene, layout, SIDE, 21,
                    color % 2 ? SUMAC_PIXELS_XRGB32 : SUMAC_PIXELS_ARGB32, SIDE, 21);
        scene.picture.colors = color;
        draw (&scene, FALSE, &(SumacRect){ 0, 0, SIDE, 21 });
        for (gint y = 0; y < 21; y++)
          for (gint x = 0; x < SIDE; x++)
            assert_pixel (&scene, x, y, x, y);
        scene_clear (&scene);
      }
}

/* Every combination of a level and colours, which noise alone would not bring. */
static void
test_all_colours (void)
{
  for (guint color = 0; color < G_N_ELEMENTS (rules); color++)
    for (gint u = 0; u < 256; u += 5)
      for (gint v = 0; v < 256; v += 5)
        {
          Scene scene;

          scene_init (&scene, SUMAC_PICTURE_I420, 256, 1, SUMAC_PIXELS_XRGB32, 256, 1);
          scene.picture.colors = color;
          for (gint x = 0; x < 256; x++)
            scene.planes[0][x] = (guint8) x;
          memset (scene.planes[1], u, 128);
          memset (scene.planes[2], v, 128);
          draw (&scene, FALSE, &(SumacRect){ 0, 0, 256, 1 });
          for (gint x = 0; x < 256; x++)
            assert_pixel (&scene, x, 0, x, 0);
          scene_clear (&scene);
        }
}

static void
assert_untouched (const Scene *scene, gint x, gint y)
{
  g_assert_cmphex (pixel_at (scene, x, y), ==, 0xeeeeeeee);
}

/* A box partly off the surface, from odd places of the picture on. */
static void
test_places (void)
{
  static const gint lefts[] = { -301, -2, -1, 0, 1, 40 };

  for (guint layout = SUMAC_PICTURE_BGRX; layout <= SUMAC_PICTURE_NV12; layout++)
    for (guint i = 0; i < G_N_ELEMENTS (lefts); i++)
      {
        Scene scene;
        SumacRect box = { lefts[i], -3, lefts[i] + 401, 8 };
        SumacRect damage;

        scene_init (&scene, layout, 401, 11, SUMAC_PIXELS_XRGB32, 410, 9);
        scene.picture.colors = SUMAC_PICTURE_BT601_FULL;
        damage = draw (&scene, FALSE, &box);
        g_assert_cmpint (damage.left, ==, MAX (0, box.left));
        g_assert_cmpint (damage.right, ==, MIN (410, box.right));
        g_assert_cmpint (damage.top, ==, 0);
        g_assert_cmpint (damage.bottom, ==, 8);
        for (gint y = 0; y < 9; y++)
          for (gint x = 0; x < 410; x++)
            if (x >= box.left && x < box.right && y < 8)
              assert_pixel (&scene, x, y, x - box.left, y + 3);
            else
              assert_untouched (&scene, x, y);
        scene_clear (&scene);
      }
}

static void
test_upside_down (void)
{
  Scene scene;

  scene_init (&scene, SUMAC_PICTURE_NV12, 9, 7, SUMAC_PIXELS_XRGB32, 9, 7);
  draw (&scene, TRUE, &(SumacRect){ 0, 0, 9, 7 });
  for (gint y = 0; y < 7; y++)
    for (gint x = 0; x < 9; x++)
      assert_pixel (&scene, x, y, x, 6 - y);
  scene_clear (&scene);
}

static void
test_scaling (void)
{
  static const gint sizes[][2] = { { 1, 1 }, { 3, 90 }, { 20, 14 }, { 40, 7 }, { 700, 28 } };

  for (guint layout = SUMAC_PICTURE_BGRX; layout <= SUMAC_PICTURE_NV12; layout++)
    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
      {
        Scene scene;
        gint width = sizes[i][0];
        gint height = sizes[i][1];

        scene_init (&scene, layout, 20, 14, SUMAC_PIXELS_XRGB32, width, height);
        scene.picture.colors = SUMAC_PICTURE_BT709_FULL;
        draw (&scene, FALSE, &(SumacRect){ 0, 0, width, height });
        for (gint y = 0; y < height; y++)
          for (gint x = 0; x < width; x++)
            assert_pixel (&scene, x, y, (gint) floor ((x + 0.5) * 20 / width),
                          (gint) floor ((y + 0.5) * 14 / height));
        scene_clear (&scene);
      }
}

/* The largest stretch that the wire can bring. */
static void
test_a_huge_box (void)
{
  Scene scene;
  gint far = 1 << 24;

  scene_init (&scene, SUMAC_PICTURE_I420, 16, 16, SUMAC_PIXELS_XRGB32, 8, 8);
  draw (&scene, TRUE, &(SumacRect){ -far, -far, far, far });
  for (gint x = 0; x < 8; x++)
    assert_pixel (&scene, x, 3, 8, 7);
  scene_clear (&scene);
}

static void
test_clip (void)
{
  const SumacRect rects[] = { { -5, 0, 3, 2 }, { 5, 1, 6, 100 }, { 8, 8, 8, 9 } };
  Scene scene;
  SumacRect damage;

  scene_init (&scene, SUMAC_PICTURE_BGRX, 10, 10, SUMAC_PIXELS_XRGB32, 10, 10);
  g_assert_true (sumac_raster_picture (&scene.picture, FALSE, &(SumacRect){ 0, 0, 10, 10 },
                                       rects, 3, &scene.view, &damage));
  for (gint y = 0; y < 10; y++)
    for (gint x = 0; x < 10; x++)
      if ((x < 3 && y < 2) || (x == 5 && y >= 1))
        assert_pixel (&scene, x, y, x, y);
      else
        assert_untouched (&scene, x, y);
  g_assert_cmpint (damage.left, ==, 0);
  g_assert_cmpint (damage.top, ==, 0);
  g_assert_cmpint (damage.right, ==, 6);
  g_assert_cmpint (damage.bottom, ==, 10);
  scene_clear (&scene);
}

static void
test_sixteen_bits (void)
{
  Scene scene;

  scene_init (&scene, SUMAC_PICTURE_BGRX, 300, 2, SUMAC_PIXELS_RGB555, 300, 2);
  draw (&scene, FALSE, &(SumacRect){ 0, 0, 300, 2 });
  for (gint x = 0; x < 300; x++)
    {
      const guint8 *bgrx = scene.planes[0] + 300 * 4 + 4 * x;

      g_assert_cmphex (pixel_at (&scene, x, 1), ==,
                       (guint32) (bgrx[2] >> 3) << 10 | (guint32) (bgrx[1] >> 3) << 5 |
                           bgrx[0] >> 3);
    }
  scene_clear (&scene);
}

static void
test_refused (void)
{
  const SumacRect box = { 0, 0, 4, 4 };
  SumacRect damage;
  Scene scene;

  scene_init (&scene, SUMAC_PICTURE_BGRX, 4, 4, SUMAC_PIXELS_XRGB32, 4, 4);
  scene.view.format = SUMAC_PIXELS_A8;
  g_assert_false (
      sumac_raster_picture (&scene.picture, FALSE, &box, &box, 1, &scene.view, &damage));
  scene.view.format = SUMAC_PIXELS_A1;
  g_assert_false (
      sumac_raster_picture (&scene.picture, FALSE, &box, &box, 1, &scene.view, &damage));
  scene.view.format = SUMAC_PIXELS_XRGB32;
  scene.picture.width = 0;
  g_assert_false (
      sumac_raster_picture (&scene.picture, FALSE, &box, &box, 1, &scene.view, &damage));
  scene.picture.width = 4;
  scene.picture.colors = 4;
  g_assert_false (
      sumac_raster_picture (&scene.picture, FALSE, &box, &box, 1, &scene.view, &damage));
  scene.picture.colors = 0;
  g_assert_false (sumac_raster_picture (&scene.picture, FALSE, &(SumacRect){ 2, 0, 2, 4 }, &box,
                                        1, &scene.view, &damage));
  assert_untouched (&scene, 0, 0);
  g_assert_true (sumac_rect_is_empty (&damage));
  scene_clear (&scene);
}

/* Figures only with -m perf: a full screen, per layout. */
static void
test_speed (void)
{
  static const char *const names[] = { "bgrx", "i420", "nv12" };

  for (guint layout = SUMAC_PICTURE_BGRX; layout <= SUMAC_PICTURE_NV12; layout++)
    for (gint scaled = 0; scaled < 2; scaled++)
      {
        Scene scene;
        double best = 1;

        scene_init (&scene, layout, 1920, 1080, SUMAC_PIXELS_XRGB32, 1920, 1080);
        for (guint i = 0; i < 20; i++)
          {
            g_test_timer_start ();
            draw (&scene, FALSE, &(SumacRect){ 0, 0, 1920 - scaled, 1080 });
            best = MIN (best, g_test_timer_elapsed ());
          }
        g_test_minimized_result (best * 1e3, "%s%s 1920 x 1080: %.2f ms", names[layout],
                                 scaled ? ", scaled," : "", best * 1e3);
        scene_clear (&scene);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/raster-picture/colours", test_colours);
  g_test_add_func ("/draw/raster-picture/all-colours", test_all_colours);
  g_test_add_func ("/draw/raster-picture/places", test_places);
  g_test_add_func ("/draw/raster-picture/upside-down", test_upside_down);
  g_test_add_func ("/draw/raster-picture/scaling", test_scaling);
  g_test_add_func ("/draw/raster-picture/a-huge-box", test_a_huge_box);
  g_test_add_func ("/draw/raster-picture/clip", test_clip);
  g_test_add_func ("/draw/raster-picture/sixteen-bits", test_sixteen_bits);
  g_test_add_func ("/draw/raster-picture/refused", test_refused);
  if (g_test_perf ())
    g_test_add_func ("/draw/raster-picture/speed", test_speed);
  return g_test_run ();
}
