/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "proof/trial.h"

#include "contract/renderer.h"
#include "draw/raster.h"

#include <string.h>

/* More than all pictures of a scene. */
#define IMAGE_BYTES (64 * 1024 * 1024)

static gboolean
has_fault (const SumacTrial *trial)
{
  return trial->fault->len > 0;
}

SumacPixels *
sumac_trial_read (SumacTrial *trial, guint at)
{
  const SumacSurfaceShape *shape = &trial->scene.surfaces[at];

  return has_fault (trial) ? sumac_surface_new_pixels (shape)
                           : sumac_surface_read (trial->renderer, shape, trial->fault);
}

static void
write_damage (SumacTrial *trial, guint at, const SumacPixels *pixels, const SumacRect *damage)
{
  if (!has_fault (trial))
    sumac_surface_write (trial->renderer, &trial->scene.surfaces[at], pixels, damage,
                         trial->fault);
}

void
sumac_trial_write (SumacTrial *trial, guint at, const SumacPixels *pixels)
{
  const SumacRect whole = { 0, 0, pixels->width, pixels->height };

  write_damage (trial, at, pixels, &whole);
}

SumacPixels *
sumac_trial_random_pixels (SumacTrial *trial, guint at)
{
  SumacPixels *pixels = sumac_surface_new_pixels (&trial->scene.surfaces[at]);

  for (gsize i = 0; i < sumac_pixels_size (pixels); i++)
    pixels->data[i] = (guint8) sumac_dice_throw (&trial->dice, 256);
  return pixels;
}

gboolean
sumac_trial_open (SumacRenderer *renderer, SumacGlShare *share, GString *how)
{
  const SumacRendererHost host = { .image_bytes = IMAGE_BYTES, .share = share };
  g_autoptr (GError) error = NULL;

  if (sumac_renderer_open (renderer, &host, &error))
    return TRUE;
  g_string_printf (how, "it can't be opened: %s", error->message);
  return FALSE;
}

void
sumac_trial_init_shown (SumacTrial *trial,
                        SumacRenderer *renderer,
                        SumacGlShare *share,
                        guint64 seed)
{
  *trial = (SumacTrial){
    .renderer = renderer,
    .dice = { .state = seed },
    .fault = g_string_new (NULL),
  };
  sumac_scene_init (&trial->scene, &trial->dice);
  sumac_trial_open (renderer, share, trial->fault);
  for (guint i = 0; i < SUMAC_SCENE_SURFACES && !has_fault (trial); i++)
    sumac_surface_make (renderer, &trial->scene.surfaces[i], trial->fault);
}

void
sumac_trial_init (SumacTrial *trial, SumacRenderer *renderer, guint64 seed)
{
  sumac_trial_init_shown (trial, renderer, NULL, seed);
}

void
sumac_trial_leave (SumacTrial *trial)
{
  for (guint i = 0; trial->renderer && !has_fault (trial) && i < SUMAC_SCENE_SURFACES; i++)
    sumac_renderer_surface_destroy (trial->renderer, trial->scene.surfaces[i].id);
  g_clear_object (&trial->renderer);
}

void
sumac_trial_clear (SumacTrial *trial, GString *how)
{
  sumac_trial_leave (trial);
  for (guint i = 0; i < SUMAC_SCENE_SURFACES; i++)
    g_clear_pointer (&trial->before[i], sumac_pixels_unref);
  sumac_scene_clear (&trial->scene);
  if (has_fault (trial))
    g_string_assign (how, trial->fault->str);
  g_string_free (trial->fault, TRUE);
}

void
sumac_trial_look (SumacTrial *trial)
{
  for (guint i = 0; i < SUMAC_SCENE_SURFACES; i++)
    {
      g_clear_pointer (&trial->before[i], sumac_pixels_unref);
      trial->before[i] = sumac_trial_read (trial, i);
    }
}

static guint
find_shape (const SumacScene *scene, guint32 id)
{
  guint at = 0;

  while (scene->surfaces[at].id != id)
    at++;
  return at;
}

typedef struct
{
  const SumacTrial *trial;
  const SumacDrawn *drawn;
} Sources;

static gboolean
look (gpointer data, guint32 id, SumacView *view)
{
  const Sources *sources = data;
  guint at = find_shape (&sources->trial->scene, id);

  *view = sumac_pixels_view (at == sources->drawn->at ? sources->drawn->reference
                                                      : sources->trial->before[at]);
  return TRUE;
}

/* What the op makes of the surfaces as they were. */
static void
draw_reference (SumacTrial *trial, SumacDrawn *drawn, SumacRect *damage)
{
  const SumacPixels *before = trial->before[drawn->at];
  Sources sources = { trial, drawn };

  drawn->reference = sumac_surface_new_pixels (&trial->scene.surfaces[drawn->at]);
  memcpy (drawn->reference->data, before->data, sumac_pixels_size (before));

  SumacView view = sumac_pixels_view (drawn->reference);

  sumac_raster_draw (drawn->op, &view, &(SumacRasterSurfaces){ look, &sources }, damage);
}

gboolean
sumac_trial_offer (SumacTrial *trial, const SumacOp *op, SumacRect *damage)
{
  *damage = (SumacRect){ 0, 0, 0, 0 };
  return !has_fault (trial) && sumac_renderer_draw (trial->renderer, op, damage);
}

void
sumac_trial_draw (SumacTrial *trial, const SumacOp *op, SumacDrawn *drawn)
{
  SumacRect damage;

  sumac_trial_look (trial);
  *drawn = (SumacDrawn){ .op = op, .at = find_shape (&trial->scene, op->surface) };
  drawn->is_drawn = sumac_trial_offer (trial, op, &drawn->damage);
  drawn->after = sumac_trial_read (trial, drawn->at);
  draw_reference (trial, drawn, &damage);
  if (!drawn->is_drawn)
    write_damage (trial, drawn->at, drawn->reference, &damage);
}

void
sumac_drawn_clear (SumacDrawn *drawn)
{
  g_clear_pointer (&drawn->after, sumac_pixels_unref);
  g_clear_pointer (&drawn->reference, sumac_pixels_unref);
}
