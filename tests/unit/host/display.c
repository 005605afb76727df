/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Drawing: what was drawn is what the server shows, and what it must not see is refused. */

#include "host/host.h"

#include <string.h>

#define WIDTH  97
#define HEIGHT 61

static SumacHost *
start (void)
{
  g_autoptr (GError) error = NULL;
  SumacHost *host =
      sumac_host_new (&(SumacHostConfig){ .width = WIDTH, .height = HEIGHT }, &error);

  g_assert_no_error (error);
  return host;
}

static SumacHostDraw
make_fill (SumacHostRect box, guint32 color)
{
  return (SumacHostDraw){
    .kind = SUMAC_HOST_DRAW_FILL,
    .box = box,
    .brush = { .type = SPICE_BRUSH_TYPE_SOLID, .color = color },
  };
}

static SumacHostImage
make_image (GBytes *bytes, guint width, guint height)
{
  return (SumacHostImage){
    .kind = SUMAC_HOST_IMAGE_BITMAP,
    .format = SPICE_BITMAP_FMT_32BIT,
    .width = width,
    .height = height,
    .stride = width * 4,
    .bytes = bytes,
  };
}

static SumacHostRect
random_box (GRand *rand)
{
  SumacHostRect box = {
    .left = g_rand_int_range (rand, 0, WIDTH),
    .top = g_rand_int_range (rand, 0, HEIGHT),
  };

  box.right = g_rand_int_range (rand, box.left + 1, WIDTH + 1);
  box.bottom = g_rand_int_range (rand, box.top + 1, HEIGHT + 1);
  return box;
}

typedef guint32 Model[HEIGHT][WIDTH];

static void
fill (SumacHostDisplay *display, GRand *rand, Model model)
{
  SumacHostRect box = random_box (rand);
  guint32 color = g_rand_int (rand) & 0xffffff;
  SumacHostDraw draw = make_fill (box, color);

  g_assert_true (sumac_host_display_draw (display, &draw));
  for (int y = box.top; y < box.bottom; y++)
    for (int x = box.left; x < box.right; x++)
      model[y][x] = color;
}

static void
copy (SumacHostDisplay *display, GRand *rand, Model model)
{
  SumacHostRect box = random_box (rand);
  guint width = (guint) (box.right - box.left);
  guint height = (guint) (box.bottom - box.top);
  guint32 *pixels = g_new (guint32, width * height);
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, width * height * 4);

  for (guint i = 0; i < width * height; i++)
    {
      pixels[i] = g_rand_int (rand) & 0xffffff;
      model[box.top + (int) (i / width)][box.left + (int) (i % width)] = pixels[i];
    }
  g_assert_true (
      sumac_host_display_draw (display, &(SumacHostDraw){
                                            .kind = SUMAC_HOST_DRAW_COPY,
                                            .box = box,
                                            .is_opaque = TRUE,
                                            .source = make_image (bytes, width, height),
                                            .source_area = { 0, 0, (int) width, (int) height },
                                        }));
}

static void
move (SumacHostDisplay *display, GRand *rand, Model model)
{
  static Model before;
  SumacHostRect box = random_box (rand);
  SumacHostPoint from = {
    .x = g_rand_int_range (rand, 0, WIDTH - (box.right - box.left) + 1),
    .y = g_rand_int_range (rand, 0, HEIGHT - (box.bottom - box.top) + 1),
  };

  g_assert_true (sumac_host_display_draw (display, &(SumacHostDraw){
                                                       .kind = SUMAC_HOST_DRAW_COPY_BITS,
                                                       .box = box,
                                                       .u.copy_bits.from = from,
                                                   }));
  memcpy (before, model, sizeof before);
  for (int y = box.top; y < box.bottom; y++)
    for (int x = box.left; x < box.right; x++)
      model[y][x] = before[from.y + y - box.top][from.x + x - box.left];
}

static void
test_truth (void)
{
  static void (*const steps[]) (SumacHostDisplay *, GRand *, Model) = { fill, copy, move };
  static Model model;
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  SumacHost *host = start ();
  SumacHostDisplay *display = sumac_host_get_display (host);
  SumacHostPixels pixels;

  g_test_message ("seed %u", seed);
  for (int i = 0; i < 300; i++)
    steps[g_rand_int_range (rand, 0, G_N_ELEMENTS (steps))](display, rand, model);
  g_assert_true (sumac_host_display_read (display, 0, &pixels));
  g_assert_cmpuint (pixels.width, ==, WIDTH);
  g_assert_cmpuint (pixels.height, ==, HEIGHT);
  for (guint y = 0; y < HEIGHT; y++)
    g_assert_cmpmem (pixels.bytes + y * pixels.stride, WIDTH * 4, model[y], sizeof model[y]);
  sumac_host_pixels_clear (&pixels);
  sumac_host_free (host);
}

static void
test_clip (void)
{
  SumacHost *host = start ();
  SumacHostDisplay *display = sumac_host_get_display (host);
  const SumacHostRect rects[] = { { 0, 0, 10, 10 }, { 5, 5, 20, 20 } };
  SumacHostDraw draw = make_fill ((SumacHostRect){ 0, 0, WIDTH, HEIGHT }, 0x102030);
  SumacHostPixels pixels;
  guint painted = 0;

  draw.clip = (SumacHostClip){ .is_set = TRUE, .n_rects = 2, .rects = rects };
  g_assert_true (sumac_host_display_draw (display, &draw));
  draw.brush.color = 0xff0000;
  draw.clip = (SumacHostClip){ .is_set = TRUE };
  g_assert_true (sumac_host_display_draw (display, &draw));
  g_assert_true (sumac_host_display_read (display, 0, &pixels));
  for (guint i = 0; i < WIDTH * HEIGHT; i++)
    {
      guint32 pixel = ((guint32 *) pixels.bytes)[i];

      painted += pixel != 0;
      g_assert_cmphex (pixel, ==, pixel ? 0x102030 : 0);
    }
  g_assert_cmpuint (painted, ==, 100 + 225 - 25);
  sumac_host_pixels_clear (&pixels);
  sumac_host_free (host);
}

/* clang-format off */
static const struct
{
  SpiceSurfaceFmt format;
  guint32 color;
  guint stride; /* of 33 pixels */
  guint8 first[4];
  guint n_first;
} surfaces[] = {
  { SPICE_SURFACE_FMT_8_A,     0x7f,       36,  { 0x7f },                   1 },
  { SPICE_SURFACE_FMT_16_555,  0x1234,     68,  { 0x34, 0x12 },             2 },
  { SPICE_SURFACE_FMT_16_565,  0xabcd,     68,  { 0xcd, 0xab },             2 },
  { SPICE_SURFACE_FMT_32_xRGB, 0x00123456, 132, { 0x56, 0x34, 0x12, 0x00 }, 4 },
  { SPICE_SURFACE_FMT_32_ARGB, 0x80123456, 132, { 0x56, 0x34, 0x12, 0x80 }, 4 },
};

/* clang-format on */

static void
test_surfaces (void)
{
  SumacHost *host = start ();
  SumacHostDisplay *display = sumac_host_get_display (host);

  for (guint i = 0; i < G_N_ELEMENTS (surfaces); i++)
    {
      SumacHostDraw draw = make_fill ((SumacHostRect){ 0, 0, 33, 7 }, surfaces[i].color);
      SumacHostPixels pixels;

      draw.surface = i + 1;
      g_assert_true (
          sumac_host_display_surface_create (display, i + 1, 33, 7, surfaces[i].format));
      g_assert_true (sumac_host_display_draw (display, &draw));
      g_assert_true (sumac_host_display_read (display, i + 1, &pixels));
      g_assert_cmpuint (pixels.stride, ==, surfaces[i].stride);
      g_assert_cmpmem (pixels.bytes, surfaces[i].n_first, surfaces[i].first,
                       surfaces[i].n_first);
      sumac_host_pixels_clear (&pixels);
    }
  g_assert_cmpuint (sumac_host_display_get_live (display), ==, G_N_ELEMENTS (surfaces));
  for (guint i = 0; i < G_N_ELEMENTS (surfaces); i++)
    g_assert_true (sumac_host_display_surface_destroy (display, i + 1));
  sumac_host_free (host);
}

static const guint8 rows[8] = { 0xff, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0xff };

static SumacHostDraw
make_any (SumacHostDrawKind kind, GBytes *bytes)
{
  static const SumacHostPoint points[] = { { 0, 0 }, { 30 << 4, 20 << 4 } };
  static const SumacHostSegment segment = {
    .flags = SPICE_PATH_BEGIN | SPICE_PATH_END,
    .n_points = 2,
    .points = points,
  };
  static const SumacHostGlyph glyph = { .width = 8, .height = 8, .rows = rows };
  SumacHostDraw draw = make_fill ((SumacHostRect){ 0, 0, 8, 8 }, 0xc0ffee);

  draw.kind = kind;
  draw.source = make_image (bytes, 8, 8);
  draw.source_area = draw.box;
  if (kind == SUMAC_HOST_DRAW_ALPHA_BLEND)
    draw.u.alpha_blend.alpha = 0x40;
  else if (kind == SUMAC_HOST_DRAW_COMPOSITE)
    draw.u.composite.flags = 3;
  else if (kind == SUMAC_HOST_DRAW_ROP3)
    draw.u.rop3.code = 0xca;
  else if (kind == SUMAC_HOST_DRAW_STROKE)
    {
      draw.u.stroke.n_segments = 1;
      draw.u.stroke.segments = &segment;
    }
  else if (kind == SUMAC_HOST_DRAW_TEXT)
    {
      draw.u.text.n_glyphs = 1;
      draw.u.text.glyphs = &glyph;
      draw.u.text.flags = SPICE_STRING_FLAGS_RASTER_A1;
    }
  else if (kind == SUMAC_HOST_DRAW_COPY_BITS)
    draw.u.copy_bits.from = (SumacHostPoint){ 20, 20 };
  return draw;
}

static void
test_kinds (void)
{
  SumacHost *host = start ();
  SumacHostDisplay *display = sumac_host_get_display (host);
  g_autofree guint8 *white = g_malloc (8 * 8 * 4);
  g_autoptr (GBytes) bytes = NULL;

  memset (white, 0xff, 8 * 8 * 4);
  bytes = g_bytes_new (white, 8 * 8 * 4);
  for (int kind = 0; kind < SUMAC_HOST_N_DRAW_KINDS; kind++)
    {
      SumacHostDraw ground = make_fill ((SumacHostRect){ 0, 0, WIDTH, HEIGHT }, 0x333333);
      SumacHostDraw draw = make_any (kind, bytes);
      SumacHostPixels pixels;

      g_assert_true (sumac_host_display_draw (display, &ground));
      ground.box = (SumacHostRect){ 20, 20, 28, 28 };
      ground.brush.color = 0x444444;
      g_assert_true (sumac_host_display_draw (display, &ground));
      g_assert_true (sumac_host_display_draw (display, &draw));
      g_assert_true (sumac_host_display_read (display, 0, &pixels));
      /* Each kind changes the corner. */
      g_test_message ("kind %d: %08x", kind, *(guint32 *) pixels.bytes);
      g_assert_cmphex (*(guint32 *) pixels.bytes & 0xffffff, !=, 0x333333);
      sumac_host_pixels_clear (&pixels);
      g_assert_cmpuint (sumac_host_display_get_live (display), ==, 0);
    }
  sumac_host_free (host);
}

/* Of ROP3: they leave out the brush, the source or the destination. */
static const guint8 binary_codes[] = { 0x00, 0x11, 0x55, 0x5a, 0xaa, 0xc0, 0xcc, 0xf0, 0xff };

static void
test_refused (void)
{
  static const guint8 pixel[8 * 8 * 4];
  g_autoptr (GBytes) bytes = g_bytes_new_static (pixel, sizeof pixel);
  SumacHost *host = start ();
  SumacHostDisplay *display = sumac_host_get_display (host);
  SumacHostDraw draw = make_fill ((SumacHostRect){ 0, 0, WIDTH + 1, HEIGHT }, 0);
  SumacHostPixels pixels;

  g_assert_false (sumac_host_display_draw (display, &draw));
  draw.box = (SumacHostRect){ -1, 0, 5, 5 };
  g_assert_false (sumac_host_display_draw (display, &draw));
  draw.box.left = 0;
  draw.surface = 9;
  g_assert_false (sumac_host_display_draw (display, &draw));
  draw.surface = SUMAC_HOST_N_SURFACES;
  g_assert_false (sumac_host_display_draw (display, &draw));
  draw.surface = 0;
  draw.kind = SUMAC_HOST_DRAW_COPY;
  draw.source = (SumacHostImage){ .kind = SUMAC_HOST_IMAGE_SURFACE, .surface = 9 };
  g_assert_false (sumac_host_display_draw (display, &draw));
  draw = make_any (SUMAC_HOST_DRAW_ROP3, bytes);
  for (guint i = 0; i < G_N_ELEMENTS (binary_codes); i++)
    {
      draw.u.rop3.code = binary_codes[i];
      g_assert_false (sumac_host_display_draw (display, &draw));
    }
  g_assert_false (sumac_host_display_read (display, 9, &pixels));
  g_assert_false (sumac_host_display_surface_destroy (display, 0));
  g_assert_false (sumac_host_display_surface_destroy (display, 9));
  g_assert_false (sumac_host_display_surface_create (display, 0, 4, 4, SPICE_SURFACE_FMT_8_A));
  g_assert_true (sumac_host_display_surface_create (display, 9, 4, 4, SPICE_SURFACE_FMT_8_A));
  g_assert_false (sumac_host_display_surface_create (display, 9, 4, 4, SPICE_SURFACE_FMT_8_A));
  sumac_host_free (host);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/host/display/server-shows-what-was-drawn", test_truth);
  g_test_add_func ("/host/display/clip-bounds-drawing", test_clip);
  g_test_add_func ("/host/display/surfaces-of-every-format", test_surfaces);
  g_test_add_func ("/host/display/every-kind-draws-and-is-released", test_kinds);
  g_test_add_func ("/host/display/what-is-not-there-is-refused", test_refused);
  return g_test_run ();
}
