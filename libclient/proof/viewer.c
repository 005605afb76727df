/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "proof/viewer.h"

#include "draw/raster-pixel.h"

#include <string.h>

#define COLOURS 0xffffffu

static gboolean
publishes (const SumacRendererSuite *suite)
{
  g_autoptr (SumacRenderer) renderer = suite->make (suite->data);

  return SUMAC_RENDERER_GET_CLASS (renderer)->publish != NULL;
}

gboolean
sumac_viewer_init (SumacViewer *viewer, const SumacRendererSuite *suite, GString *why)
{
  g_autoptr (GError) error = NULL;

  *viewer = (SumacViewer){ .eyes = suite->eyes };
  if (!publishes (suite))
    g_string_assign (why, "it publishes nothing");
  else if (!viewer->eyes)
    g_string_assign (why, "nobody is here who looks at textures");
  else
    viewer->share = viewer->eyes->open (viewer->eyes->data, &error);
  if (error)
    g_string_printf (why, "nobody can look at textures: %s", error->message);
  return viewer->share != NULL;
}

void
sumac_viewer_clear (SumacViewer *viewer)
{
  g_clear_pointer (&viewer->share, sumac_gl_share_unref);
}

gboolean
sumac_viewer_wait (SumacViewer *viewer, SumacTexture *texture, GString *how)
{
  gpointer fence = g_steal_pointer (&texture->fence);
  g_autoptr (GError) error = NULL;

  if (!fence || viewer->eyes->wait (viewer->eyes->data, fence, &error))
    return TRUE;
  g_string_assign (how, error->message);
  return FALSE;
}

/* Only colours count, also in what was widened. */
static void
drop_highest_bytes (SumacPixels *pixels)
{
  for (gint y = 0; y < pixels->height; y++)
    {
      guint32 *row = (guint32 *) (void *) sumac_pixels_row (pixels, y);

      for (gint x = 0; x < pixels->width; x++)
        row[x] &= COLOURS;
    }
}

static SumacPixels *
new_shown (gint width, gint height)
{
  return sumac_surface_new_pixels (
      &(SumacSurfaceShape){ 0, SUMAC_PIXELS_XRGB32, width, height });
}

SumacPixels *
sumac_viewer_look (SumacViewer *viewer,
                   SumacTexture *texture,
                   gint width,
                   gint height,
                   GString *how)
{
  g_autoptr (GString) blindness = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  viewer->is_blind = viewer->is_blind || !sumac_viewer_wait (viewer, texture, blindness);
  if (viewer->is_blind)
    return NULL;

  g_autoptr (SumacPixels) shown = new_shown (width, height);
  gsize row = (gsize) width * 4;
  g_autofree guint8 *texels = g_malloc (row * (gsize) height);

  if (!viewer->eyes->read (viewer->eyes->data, texture, width, height, texels, &error))
    {
      g_string_assign (how, error->message);
      return NULL;
    }
  for (gint y = 0; y < height; y++)
    memcpy (sumac_pixels_row (shown, y), texels + row * (gsize) y, row);
  drop_highest_bytes (shown);
  return g_steal_pointer (&shown);
}

void
sumac_viewer_leave (SumacViewer *viewer, SumacTexture *texture)
{
  g_autoptr (GString) whatever = g_string_new (NULL);

  if (!viewer->is_blind)
    sumac_viewer_wait (viewer, texture, whatever);
}

SumacPixels *
sumac_pixels_as_shown (const SumacPixels *pixels)
{
  SumacPixels *shown = new_shown (pixels->width, pixels->height);
  pixman_image_t *source = pixman_image_create_bits_no_clear (
      sumac_raster_pixman_format (pixels->format), pixels->width, pixels->height,
      (uint32_t *) (void *) pixels->data, (int) pixels->stride);
  pixman_image_t *target = pixman_image_create_bits_no_clear (
      PIXMAN_x8r8g8b8, shown->width, shown->height, (uint32_t *) (void *) shown->data,
      (int) shown->stride);

  pixman_image_composite32 (PIXMAN_OP_SRC, source, NULL, target, 0, 0, 0, 0, 0, 0, shown->width,
                            shown->height);
  pixman_image_unref (source);
  pixman_image_unref (target);
  drop_highest_bytes (shown);
  return shown;
}
