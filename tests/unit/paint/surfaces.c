/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Surfaces that go over from one renderer to another: every byte, or nothing at all; and what is
 * left of them when the device of one is lost. */

#include "paint/surfaces.h"

#include "contract/renderer-memory.h"

#include <sumac/error.h>

#include <string.h>

#define WIDTH  37
#define HEIGHT 11

#define FRAIL_TYPE (frail_get_type ())
G_DECLARE_FINAL_TYPE (Frail, frail, FRAIL, RENDERER, SumacRenderer)

/* One in memory that fails when the test says so. */
struct _Frail
{
  SumacRenderer parent_instance;
  SumacRenderer *memory;
  guint n_creates_left;
  guint32 lost; /* a surface that can't be mapped */
  guint *n_alive;
};

G_DEFINE_FINAL_TYPE (Frail, frail, SUMAC_TYPE_RENDERER)

static gboolean
create (SumacRenderer *renderer,
        guint32 id,
        SumacPixelFormat format,
        gint width,
        gint height,
        GError **error)
{
  Frail *self = FRAIL_RENDERER (renderer);

  if (self->n_creates_left == 0)
    {
      g_set_error_literal (error, SUMAC_ERROR, SUMAC_ERROR_LIMIT, "There is no more memory.");
      return FALSE;
    }
  self->n_creates_left--;
  ++*self->n_alive;
  return sumac_renderer_surface_create (self->memory, id, format, width, height, error);
}

static void
destroy (SumacRenderer *renderer, guint32 id)
{
  Frail *self = FRAIL_RENDERER (renderer);

  --*self->n_alive;
  sumac_renderer_surface_destroy (self->memory, id);
}

static gboolean
map (SumacRenderer *renderer, guint32 id, SumacMapFlags flags, SumacView *view)
{
  Frail *self = FRAIL_RENDERER (renderer);

  return id != self->lost && sumac_renderer_map (self->memory, id, flags, view);
}

static void
unmap (SumacRenderer *renderer, guint32 id, const SumacRect *damage)
{
  sumac_renderer_unmap (FRAIL_RENDERER (renderer)->memory, id, damage);
}

static void
frail_finalize (GObject *object)
{
  g_object_unref (FRAIL_RENDERER (object)->memory);
  G_OBJECT_CLASS (frail_parent_class)->finalize (object);
}

static void
frail_class_init (FrailClass *klass)
{
  SumacRendererClass *renderer_class = SUMAC_RENDERER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = frail_finalize;
  renderer_class->surface_create = create;
  renderer_class->surface_destroy = destroy;
  renderer_class->map = map;
  renderer_class->unmap = unmap;
}

static void
frail_init (Frail *self)
{
  self->memory = g_object_new (SUMAC_TYPE_RENDERER_MEMORY, NULL);
  self->lost = G_MAXUINT32;
  self->n_creates_left = G_MAXUINT;
}

/* --- surfaces that are filled ---------------------------------------------------------- */

static Frail *
new_frail (guint *n_alive)
{
  Frail *frail = g_object_new (FRAIL_TYPE, NULL);

  frail->n_alive = n_alive;
  return frail;
}

/* Another one for each surface. */
static guint8
byte_at (guint32 id, gint y, gsize at)
{
  return (guint8) (id * 97 + (guint) y * 31 + (guint) at * 7 + 1);
}

static gsize
row_bytes (SumacPixelFormat format)
{
  return (gsize) WIDTH * sumac_pixel_format_bits (format) / 8;
}

/* A surface of each format; its number is its id. */
static void
fill_all (SumacSurfaces *surfaces)
{
  for (guint32 id = 0; id < SUMAC_N_PIXEL_FORMATS; id++)
    {
      SumacView view;

      g_assert_true (
          sumac_surfaces_create (surfaces, id, (SumacPixelFormat) id, WIDTH, HEIGHT, NULL));
      g_assert_true (sumac_surfaces_map_to_write (surfaces, id, &view));
      for (gint y = 0; y < HEIGHT; y++)
        for (gsize at = 0; at < row_bytes (view.format); at++)
          view.data[view.stride * y + (gssize) at] = byte_at (id, y, at);
      sumac_surfaces_unmap_written (surfaces, id, &view);
    }
}

static void
expect (SumacSurfaces *surfaces, guint32 id, gboolean is_black)
{
  SumacView view;

  g_assert_true (sumac_surfaces_map (surfaces, id, &view));
  g_assert_cmpint (view.format, ==, id);
  for (gint y = 0; y < HEIGHT; y++)
    for (gsize at = 0; at < row_bytes (view.format); at++)
      g_assert_cmphex (view.data[view.stride * y + (gssize) at], ==,
                       is_black ? 0 : byte_at (id, y, at));
  sumac_surfaces_unmap (surfaces, id);
}

/* --- tests ----------------------------------------------------------------------------- */

static void
test_swap_keeps_every_byte (void)
{
  gsize bytes = 0;
  guint n_old = 0, n_new = 0;
  SumacSurfaces *surfaces = sumac_surfaces_new (SUMAC_RENDERER (new_frail (&n_old)), &bytes);

  fill_all (surfaces);

  gsize before = bytes;

  g_assert_true (sumac_surfaces_swap (surfaces, SUMAC_RENDERER (new_frail (&n_new)), NULL));
  g_assert_cmpuint (n_old, ==, 0);
  g_assert_cmpuint (n_new, ==, SUMAC_N_PIXEL_FORMATS);
  g_assert_cmpuint (bytes, ==, before);
  for (guint32 id = 0; id < SUMAC_N_PIXEL_FORMATS; id++)
    expect (surfaces, id, FALSE);
  sumac_surfaces_free (surfaces);
  g_assert_cmpuint (n_new, ==, 0);
  g_assert_cmpuint (bytes, ==, 0);
}

/* Wherever it fails, nothing has changed, and nothing is left. */
static void
test_swap_without_memory_changes_nothing (void)
{
  for (guint n = 0; n < SUMAC_N_PIXEL_FORMATS; n++)
    {
      g_autoptr (GError) error = NULL;
      gsize bytes = 0;
      guint n_old = 0, n_new = 0;
      SumacSurfaces *surfaces =
          sumac_surfaces_new (SUMAC_RENDERER (new_frail (&n_old)), &bytes);
      Frail *next = new_frail (&n_new);

      fill_all (surfaces);
      next->n_creates_left = n;
      g_assert_false (sumac_surfaces_swap (surfaces, SUMAC_RENDERER (next), &error));
      g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_LIMIT);
      g_assert_cmpuint (n_new, ==, 0);
      g_assert_cmpuint (n_old, ==, SUMAC_N_PIXEL_FORMATS);
      for (guint32 id = 0; id < SUMAC_N_PIXEL_FORMATS; id++)
        expect (surfaces, id, FALSE);
      sumac_surfaces_free (surfaces);
    }
}

static void
test_rescue_takes_what_is_left (void)
{
  g_autoptr (GArray) missing = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GError) error = NULL;
  gsize bytes = 0;
  guint n_old = 0, n_new = 0;
  Frail *old = new_frail (&n_old);
  SumacSurfaces *surfaces = sumac_surfaces_new (SUMAC_RENDERER (old), &bytes);

  fill_all (surfaces);
  g_assert_null (sumac_surfaces_get_loss (surfaces));
  old->lost = SUMAC_PIXELS_XRGB32;
  sumac_renderer_lose (SUMAC_RENDERER (old), "The test wants it so.");
  g_assert_cmpstr (sumac_surfaces_get_loss (surfaces), ==, "The test wants it so.");

  g_assert_false (sumac_surfaces_swap (surfaces, SUMAC_RENDERER (new_frail (&n_new)), &error));
  g_assert_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN);
  g_assert_cmpuint (n_new, ==, 0);
  g_assert_true (
      sumac_surfaces_rescue (surfaces, SUMAC_RENDERER (new_frail (&n_new)), missing, NULL));
  g_assert_null (sumac_surfaces_get_loss (surfaces));
  g_assert_cmpuint (missing->len, ==, 1);
  g_assert_cmpuint (g_array_index (missing, guint32, 0), ==, SUMAC_PIXELS_XRGB32);
  for (guint32 id = 0; id < SUMAC_N_PIXEL_FORMATS; id++)
    expect (surfaces, id, id == SUMAC_PIXELS_XRGB32);
  g_assert_cmpuint (n_old, ==, 0);
  sumac_surfaces_free (surfaces);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paint/surfaces/swap-keeps-every-byte", test_swap_keeps_every_byte);
  g_test_add_func ("/paint/surfaces/swap-without-memory-changes-nothing",
                   test_swap_without_memory_changes_nothing);
  g_test_add_func ("/paint/surfaces/rescue-takes-what-is-left", test_rescue_takes_what_is_left);
  return g_test_run ();
}
