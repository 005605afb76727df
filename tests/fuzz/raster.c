/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Lines of op text drawn on small surfaces, one of each format: `surface=0` is A1 … 5 is
 * ARGB32, and `pixels:0` … `pixels:5` are pictures of the same formats. Damage must lie on the
 * surface, and what can't be drawn has none. */

#include "draw/raster.h"
#include "draw/op-text.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define MAX_LINES 8

typedef struct
{
  SumacPixels *surfaces[SUMAC_N_PIXEL_FORMATS];
  SumacPixels *pictures[SUMAC_N_PIXEL_FORMATS];
} Scene;

static SumacPixels *
new_picture (guint i, gint width, gint height)
{
  SumacPixels *pixels = sumac_pixels_new ((SumacPixelFormat) i, width, height, NULL);

  for (gsize k = 0; k < sumac_pixels_size (pixels); k++)
    pixels->data[k] = (guint8) (k * 37 + i);
  if (i % 2)
    sumac_pixels_flip (pixels);
  return pixels;
}

static const char *
name_of (gpointer data G_GNUC_UNUSED, SumacPixels *pixels G_GNUC_UNUSED)
{
  return "0";
}

static SumacPixels *
look_up (gpointer data, const char *name)
{
  Scene *scene = data;

  return name[0] >= '0' && name[0] < '0' + SUMAC_N_PIXEL_FORMATS && name[1] == '\0'
             ? scene->pictures[name[0] - '0']
             : NULL;
}

static gboolean
look (gpointer data, guint32 id, SumacView *view)
{
  const Scene *scene = data;

  if (id >= SUMAC_N_PIXEL_FORMATS)
    return FALSE;

  const SumacPixels *pixels = scene->surfaces[id];

  *view = (SumacView){
    .format = pixels->format,
    .width = pixels->width,
    .height = pixels->height,
    .stride = pixels->stride,
    .data = pixels->data,
  };
  return TRUE;
}

static void
draw_line (Scene *scene, const char *line)
{
  const SumacOpNames names = { name_of, look_up, scene };
  const SumacRasterSurfaces surfaces = { look, scene };
  SumacArena arena;
  SumacOp op;
  SumacView view;
  SumacRect damage;

  sumac_arena_init (&arena);
  if (sumac_op_parse (line, &names, &arena, &op, NULL) && look (scene, op.surface, &view))
    {
      gboolean ok = sumac_raster_draw (&op, &view, &surfaces, &damage);

      if (damage.left < 0 || damage.top < 0 || damage.right > view.width ||
          damage.bottom > view.height || (!ok && damage.right != damage.left))
        g_error ("damage: %s", line);
    }
  sumac_arena_clear (&arena);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", MAX_LINES + 1);
  Scene scene;

  for (guint i = 0; i < SUMAC_N_PIXEL_FORMATS; i++)
    {
      scene.surfaces[i] = new_picture (i, 37, 21);
      scene.pictures[i] = new_picture (i, 11 + (gint) i, 7);
    }
  for (guint i = 0; lines[i] && i < MAX_LINES; i++)
    draw_line (&scene, lines[i]);
  for (guint i = 0; i < SUMAC_N_PIXEL_FORMATS; i++)
    {
      sumac_pixels_unref (scene.surfaces[i]);
      sumac_pixels_unref (scene.pictures[i]);
    }
  return 0;
}
