/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "apps/demo-host/wallpaper.h"

#include <math.h>

/* Coordinates: x and y from 0 to 1, y downward; the aspect is put right where it matters. */
#define SUN_X 0.54f
#define SUN_Y 0.36f

typedef struct
{
  float r;
  float g;
  float b;
} Color;

/* A range of hills; the farthest comes first. */
typedef struct
{
  float base;   /* where its ridge lies, on average */
  float height; /* how far the ridge strays from it */
  float scale;  /* hills across the picture */
  float trees;  /* height of the trees on the ridge */
  float relief; /* how strong light and texture are */
  Color color;
} Range;

/* clang-format off */
static const Range ranges[] = {
  { 0.47f, 0.085f, 3.1f, 0.000f, 0.05f, { 0.66f, 0.67f, 0.78f } },
  { 0.53f, 0.085f, 3.9f, 0.000f, 0.08f, { 0.50f, 0.56f, 0.68f } },
  { 0.60f, 0.080f, 3.2f, 0.000f, 0.12f, { 0.36f, 0.47f, 0.53f } },
  { 0.69f, 0.075f, 2.6f, 0.012f, 0.20f, { 0.24f, 0.38f, 0.34f } },
  { 0.79f, 0.070f, 2.1f, 0.030f, 0.26f, { 0.16f, 0.30f, 0.20f } },
  { 0.92f, 0.060f, 1.5f, 0.000f, 0.45f, { 0.27f, 0.41f, 0.16f } },
};

/* clang-format on */

typedef struct
{
  float ground;
  float trees;
} Ridge;

static float
lattice (int x, int y, guint seed)
{
  guint h = (guint) x * 0x8da6b343u ^ (guint) y * 0xd8163841u ^ seed * 0xcb1ab31fu;

  h ^= h >> 15;
  h *= 0x2c1b3c6du;
  h ^= h >> 12;
  h *= 0x297a2d39u;
  h ^= h >> 15;
  return (float) (h & 0xffffff) / (float) 0xffffff;
}

static float
smooth (float t)
{
  return t * t * (3 - 2 * t);
}

static float
mix (float a, float b, float t)
{
  return a + (b - a) * t;
}

static float
step_between (float low, float high, float v)
{
  return smooth (CLAMP ((v - low) / (high - low), 0, 1));
}

static Color
mix_color (Color a, Color b, float t)
{
  return (Color){ mix (a.r, b.r, t), mix (a.g, b.g, t), mix (a.b, b.b, t) };
}

static float
noise (float x, float y, guint seed)
{
  float fx = floorf (x);
  float fy = floorf (y);
  float tx = smooth (x - fx);
  float ty = smooth (y - fy);
  int ix = (int) fx;
  int iy = (int) fy;

  return mix (mix (lattice (ix, iy, seed), lattice (ix + 1, iy, seed), tx),
              mix (lattice (ix, iy + 1, seed), lattice (ix + 1, iy + 1, seed), tx), ty);
}

/* Noise upon finer noise: 0 … 1. */
static float
cloudy (float x, float y, int octaves, guint seed)
{
  float sum = 0;
  float weight = 0.5f;

  for (int i = 0; i < octaves; i++)
    {
      sum += weight * noise (x, y, seed + (guint) i);
      x = x * 2.03f + 5.1f;
      y = y * 2.03f + 1.7f;
      weight *= 0.5f;
    }
  return sum / (1 - 2 * weight * 0.5f);
}

static Color
paint_sky (float x, float y, float aspect)
{
  static const Color zenith = { 0.20f, 0.42f, 0.71f };
  static const Color middle = { 0.55f, 0.74f, 0.90f };
  static const Color horizon = { 0.99f, 0.88f, 0.72f };
  static const Color white = { 1.0f, 0.98f, 0.95f };
  static const Color warm = { 1.0f, 0.83f, 0.62f };
  static const Color sunlight = { 1.0f, 0.95f, 0.78f };
  float dx = (x - SUN_X) * aspect;
  float dy = y - SUN_Y;
  float far = sqrtf (dx * dx + dy * dy);
  float v = y / 0.55f;
  Color color = v < 0.55f ? mix_color (zenith, middle, smooth (v / 0.55f))
                          : mix_color (middle, horizon, smooth (MIN ((v - 0.55f) / 0.45f, 1)));
  float veil = cloudy (x * aspect * 2.6f + 3, y * 8.5f, 6, 11);
  float cover = step_between (0.50f, 0.80f, veil) * step_between (0.02f, 0.12f, y + 0.05f);
  Color cloud = mix_color (white, warm, expf (-far * 3.2f) + 0.35f * step_between (0, 0.5f, y));

  color = mix_color (color, cloud, cover * 0.85f);
  color = mix_color (color, sunlight, 0.75f * expf (-far * far * 26));
  color = mix_color (color, warm, 0.35f * expf (-far * 3.5f));
  return mix_color (color, (Color){ 1, 0.99f, 0.93f }, 1 - step_between (0.036f, 0.045f, far));
}

/* The highest treetop over x: a row of firs of random height, each a narrow triangle. */
static float
tree_line (float x, float size, guint seed)
{
  float spacing = size * 0.28f;
  int first = (int) floorf (x / spacing) - 2;
  float top = 0;

  for (int i = first; i <= first + 4; i++)
    {
      float middle = ((float) i + lattice (i, 1, seed)) * spacing;
      float grown = size * (0.35f + 0.65f * lattice (i, 2, seed));
      float stand = noise (middle * 9, 0, seed + 3);

      if (stand > 0.42f)
        top = MAX (top, grown - fabsf (x - middle) * 3.6f);
    }
  return top;
}

/* Where the ground of a range begins, and how high its trees stand on it. */
static Ridge
find_ridge (const Range *range, guint seed, float x, float aspect)
{
  float stray = cloudy (x * range->scale + (float) seed * 7.3f, 0.5f, 5, seed * 31) - 0.5f;

  return (Ridge){
    .ground = range->base - 2 * range->height * stray,
    .trees = range->trees > 0 ? tree_line (x * aspect, range->trees, seed * 57) : 0,
  };
}

static Color
paint_range (const Range *range, guint seed, float x, float y, float ground, float aspect)
{
  static const Color mist = { 0.96f, 0.88f, 0.78f };
  static const Color light = { 1.0f, 0.93f, 0.62f };
  float depth = MAX (y - ground, 0);
  float detail = 26 / (0.25f + range->base * range->base);
  float texture = cloudy (x * aspect * detail, y * detail * 1.8f, 4, seed * 91) - 0.5f;
  float broad = cloudy (x * aspect * 5, y * 7, 3, seed * 17 + 5);
  float near_sun = expf (-fabsf (x - SUN_X) * 2.4f);
  float shade = 1 + range->relief * (2.2f * texture + 0.9f * (broad - 0.5f));
  Color color = { range->color.r * shade, range->color.g * shade, range->color.b * shade };

  if (y < ground)
    return mix_color (color, (Color){ 0.05f, 0.12f, 0.09f }, 0.45f);
  /* The light grazes the ridge; mist lies where the next range begins. */
  color = mix_color (color, light, 0.30f * near_sun * expf (-depth * 30) * (1 - range->base));
  color = mix_color (color, light, range->relief * 0.5f * step_between (0.52f, 0.8f, broad));
  return mix_color (color, mist,
                    step_between (0.01f, 0.13f, depth) * (0.62f - 0.62f * range->base));
}

/* Grass and flowers, in the foreground. */
static Color
paint_meadow (Color color, int px, int py, float y)
{
  float blade = lattice (px, py / 4 + px * 3, 77);
  float patch = noise ((float) px / 60, (float) py / 22, 78);
  float bloom = lattice (px / 2, py / 2, 79);
  float closeness = step_between (0.86f, 1.0f, y);

  color = mix_color (color, (Color){ 0.62f, 0.70f, 0.22f }, 0.30f * blade * closeness);
  if (bloom > 0.994f - 0.010f * patch * closeness && patch > 0.45f && closeness > 0.08f)
    return lattice (px / 2, py / 2, 80) > 0.5f ? (Color){ 0.97f, 0.94f, 0.86f }
                                               : (Color){ 0.93f, 0.76f, 0.30f };
  return color;
}

static guint32
pack (Color color, float grain)
{
  guint r = (guint) (CLAMP (color.r + grain, 0, 1) * 255 + 0.5f);
  guint g = (guint) (CLAMP (color.g + grain, 0, 1) * 255 + 0.5f);
  guint b = (guint) (CLAMP (color.b + grain, 0, 1) * 255 + 0.5f);

  return r << 16 | g << 8 | b;
}

static void
paint_column (guint32 *pixels, int stride, int px, int width, int height)
{
  float aspect = (float) width / (float) height;
  float x = (float) px / (float) width;
  Ridge ridges[G_N_ELEMENTS (ranges)];

  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    ridges[i] = find_ridge (&ranges[i], i + 1, x, aspect);
  for (int py = 0; py < height; py++)
    {
      float y = (float) py / (float) height;
      guint front = G_N_ELEMENTS (ranges);
      Color color;

      while (front > 0 && y < ridges[front - 1].ground - ridges[front - 1].trees)
        front--;
      if (front == 0)
        color = paint_sky (x, y, aspect);
      else
        color = paint_range (&ranges[front - 1], front, x, y, ridges[front - 1].ground, aspect);
      if (front == G_N_ELEMENTS (ranges))
        color = paint_meadow (color, px, py, y);
      pixels[py * stride + px] = pack (color, (lattice (px, py, 5) - 0.5f) * 0.022f);
    }
}

DemoPicture
demo_wallpaper_new (int width, int height)
{
  cairo_t *cr = demo_picture_begin (width, height, FALSE);
  cairo_surface_t *surface = cairo_get_target (cr);
  guint32 *pixels = (guint32 *) (void *) cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface) / 4;

  for (int px = 0; px < width; px++)
    paint_column (pixels, stride, px, width, height);
  cairo_surface_mark_dirty (surface);
  return demo_picture_end (cr, DEMO_PICTURE_WALLPAPER);
}
