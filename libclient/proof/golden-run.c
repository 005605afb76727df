/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "proof/golden-run.h"

#include "contract/renderer.h"
#include "proof/difference.h"

static SumacSurfaceShape
shape_of (const SumacGoldenSurface *surface)
{
  const SumacPixels *pixels = surface->pixels;

  return (SumacSurfaceShape){ surface->id, pixels->format, pixels->width, pixels->height };
}

static const SumacGoldenSurface *
find_surface (const SumacGolden *golden, guint32 id)
{
  const SumacGoldenSurface *surface;

  for (guint i = 0; (surface = sumac_golden_surface_at (golden, i)); i++)
    if (surface->id == id)
      break;
  return surface;
}

/* Surfaces with the golden's noise. How many could be made. */
static guint
set_up (const SumacGolden *golden, SumacRenderer *renderer, GString *how)
{
  const SumacGoldenSurface *surface;
  guint n = 0;

  while (how->len == 0 && (surface = sumac_golden_surface_at (golden, n)))
    {
      const SumacSurfaceShape shape = shape_of (surface);
      const SumacRect all = { 0, 0, shape.width, shape.height };

      if (!sumac_surface_make (renderer, &shape, how))
        break;
      sumac_surface_write (renderer, &shape, surface->pixels, &all, how);
      n++;
    }
  return n;
}

static void
compare (const SumacGoldenSurface *surface, SumacRenderer *renderer, GString *how)
{
  const SumacSurfaceShape shape = shape_of (surface);
  g_autoptr (SumacPixels) got = sumac_surface_read (renderer, &shape, how);

  if (how->len == 0 && !sumac_pixels_are_equal (got, surface->pixels, how))
    g_string_append_printf (how, " (surface %u)", surface->id);
}

static void
draw (SumacGolden *golden,
      SumacRenderer *renderer,
      const SumacOp *op,
      SumacGoldenRun *run,
      GString *how)
{
  const SumacGoldenSurface *dest = find_surface (golden, op->surface);
  const SumacSurfaceShape shape = shape_of (dest);
  SumacRasterSurfaces surfaces = sumac_golden_surfaces (golden);
  SumacView view = sumac_pixels_view (dest->pixels);
  gboolean counts = shape.format >= SUMAC_PIXELS_XRGB32;
  SumacRect damage;
  gboolean is_drawn = sumac_renderer_draw (renderer, op, &damage);

  run->n_ops += counts;
  run->n_drawn += counts && is_drawn;
  sumac_raster_draw (op, &view, &surfaces, &damage);
  if (!is_drawn)
    sumac_surface_write (renderer, &shape, dest->pixels, &damage, how);
  else
    compare (dest, renderer, how);
  if (how->len == 0)
    return;
  g_string_append (how, ", after: ");
  sumac_op_print (op, &golden->names, how);
}

gboolean
sumac_golden_run (SumacGolden *golden,
                  SumacRenderer *renderer,
                  SumacGoldenRun *run,
                  GString *how)
{
  const SumacOp *ops = (const SumacOp *) (void *) golden->ops->data;
  const SumacGoldenSurface *surface;

  *run = (SumacGoldenRun){ 0 };
  sumac_golden_reset (golden);

  guint n_made = set_up (golden, renderer, how);

  for (guint i = 0; how->len == 0 && i < golden->ops->len; i++)
    draw (golden, renderer, &ops[i], run, how);
  for (guint i = 0; how->len == 0 && (surface = sumac_golden_surface_at (golden, i)); i++)
    compare (surface, renderer, how);
  for (guint i = 0; i < n_made; i++)
    sumac_renderer_surface_destroy (renderer, sumac_golden_surface_at (golden, i)->id);
  return how->len == 0;
}
