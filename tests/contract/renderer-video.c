/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "renderer-video.h"

#include "contract/renderer.h"
#include "draw/raster-picture.h"

#include <string.h>

/* A frame is larger than most ops. */
#define OPS_OF_A_FRAME 10

/* Other sizes come with another scene. */
#define FRAMES_OF_A_SCENE 50

/* A frame that was offered to the renderer, and all that can be seen of it. */
typedef struct
{
  const RandomVideo *video;
  gboolean is_drawn; /* by the renderer */
  SumacRect damage;
  SumacPixels *before; /* the destination; owned, as the other two */
  SumacPixels *after;
  SumacPixels *reference;
} Shown;

static gboolean
offer (Stage *stage, guint32 id, const RandomVideo *video, SumacRect *damage)
{
  return sumac_renderer_video (stage->renderer, id, video->picture, video->is_upside_down,
                               &video->box, video->rects, video->n_rects, damage);
}

static void
shown_init (Shown *shown, Stage *stage, guint at, const RandomVideo *video)
{
  SumacRect damage;

  *shown = (Shown){ .video = video, .before = stage_read (stage, at) };
  shown->reference = stage_read (stage, at);
  shown->is_drawn = offer (stage, stage->scene.surfaces[at].id, video, &shown->damage);
  shown->after = stage_read (stage, at);

  SumacView view = view_of (shown->reference);

  sumac_raster_picture (video->picture, video->is_upside_down, &video->box, video->rects,
                        video->n_rects, &view, &damage);
}

static void
shown_clear (Shown *shown)
{
  sumac_pixels_unref (shown->before);
  sumac_pixels_unref (shown->after);
  sumac_pixels_unref (shown->reference);
}

typedef gboolean (*See) (const Shown *shown, GString *how);

static gboolean
step (Stage *stage, See see, GString *how)
{
  guint at = dice_throw (&stage->dice, N_SURFACES);
  const SurfaceShape *shape = &stage->scene.surfaces[at];
  RandomVideo video;
  Shown shown;

  random_video_init (&video, &stage->dice, shape->width, shape->height);
  shown_init (&shown, stage, at, &video);

  gboolean is_kept = see (&shown, how);

  if (!is_kept)
    {
      g_autofree char *frame = random_video_describe (&video);

      g_string_append_printf (how, " after: %s", frame);
    }
  shown_clear (&shown);
  random_video_clear (&video);
  return is_kept;
}

static gboolean
walk (const SumacRendererSuite *suite, See see, GString *how)
{
  guint n_frames = MAX (suite->n_ops / OPS_OF_A_FRAME, FRAMES_OF_A_SCENE);
  gboolean is_kept = TRUE;

  for (guint i = 0; is_kept && i < n_frames; i += FRAMES_OF_A_SCENE)
    {
      Stage stage;

      stage_init (&stage, suite->make (suite->data), suite->seed + i);
      for (guint k = 0; is_kept && k < N_SURFACES; k++)
        {
          g_autoptr (SumacPixels) pixels = stage_random_pixels (&stage, k);

          stage_write (&stage, k, pixels);
        }
      for (guint k = 0; is_kept && k < FRAMES_OF_A_SCENE; k++)
        is_kept = step (&stage, see, how);
      stage_clear (&stage);
    }
  return is_kept;
}

/* Two pixels of a format with 32 bits. */
static gboolean
are_close (guint32 a, guint32 b, gint tolerance)
{
  for (guint shift = 0; shift < 32; shift += 8)
    if (ABS ((gint) (a >> shift & 0xff) - (gint) (b >> shift & 0xff)) > tolerance)
      return FALSE;
  return TRUE;
}

/* What is not converted, or has fewer bits, in every bit. */
static gint
tolerance_of (const Shown *shown)
{
  gboolean is_exact = shown->video->picture->layout == SUMAC_PICTURE_BGRX ||
                      sumac_pixel_format_bits (shown->after->format) < 32;

  return is_exact ? 0 : VIDEO_TOLERANCE;
}

static gboolean
is_close (const SumacPixels *got, const SumacPixels *expected, gint tolerance, GString *how)
{
  for (gint y = 0; y < got->height; y++)
    for (gint x = 0; x < got->width; x++)
      {
        guint32 a = pixel_at (got, x, y);
        guint32 b = pixel_at (expected, x, y);

        if (are_close (a, b, tolerance))
          continue;
        g_string_printf (how, "pixel %d,%d is 0x%x, not 0x%x", x, y, a, b);
        return FALSE;
      }
  return TRUE;
}

static gboolean
see_close (const Shown *shown, GString *how)
{
  return !shown->is_drawn ||
         is_close (shown->after, shown->reference, tolerance_of (shown), how);
}

gboolean
video_check_like_reference (const SumacRendererSuite *suite, GString *how)
{
  return walk (suite, see_close, how);
}

static gboolean
is_inside (const SumacRect *rect, gint x, gint y)
{
  return x >= rect->left && x < rect->right && y >= rect->top && y < rect->bottom;
}

static gboolean
see_damage (const Shown *shown, GString *how)
{
  const SumacPixels *before = shown->before;
  const SumacRect *damage = &shown->damage;
  gboolean is_kept = TRUE;

  if (!shown->is_drawn)
    return TRUE;
  if (!sumac_rect_is_empty (damage))
    is_kept = damage->left >= 0 && damage->top >= 0 && damage->right <= before->width &&
              damage->bottom <= before->height;
  for (gint y = 0; is_kept && y < before->height; y++)
    for (gint x = 0; is_kept && x < before->width; x++)
      is_kept =
          is_inside (damage, x, y) || pixel_at (before, x, y) == pixel_at (shown->after, x, y);
  if (!is_kept)
    g_string_printf (how, "the damage is %d,%d…%d,%d on a surface of %d × %d", damage->left,
                     damage->top, damage->right, damage->bottom, before->width, before->height);
  return is_kept;
}

gboolean
video_check_damage (const SumacRendererSuite *suite, GString *how)
{
  return walk (suite, see_damage, how);
}

static gboolean
see_refused (const Shown *shown, GString *how)
{
  return shown->is_drawn || is_close (shown->after, shown->before, 0, how);
}

gboolean
video_check_refused (const SumacRendererSuite *suite, GString *how)
{
  return walk (suite, see_refused, how);
}

/* What the surface is after a frame, whose memory may be somebody else's by then. */
static SumacPixels *
show_and_meddle (const SumacRendererSuite *suite, guint at, gboolean meddles)
{
  RandomVideo video;
  SumacRect damage;
  Stage stage;

  stage_init (&stage, suite->make (suite->data), suite->seed + at);
  random_video_init (&video, &stage.dice, stage.scene.surfaces[at].width,
                     stage.scene.surfaces[at].height);
  offer (&stage, stage.scene.surfaces[at].id, &video, &damage);
  /* A picture that nobody else holds is gone; one that is held does not change. */
  if (meddles && __atomic_load_n (&video.picture->ref_count, __ATOMIC_ACQUIRE) == 1)
    random_video_spoil (&video);

  SumacPixels *got = stage_read (&stage, at);

  stage_clear (&stage);
  random_video_clear (&video);
  return got;
}

gboolean
video_check_pictures_are_held (const SumacRendererSuite *suite, GString *how)
{
  gboolean is_kept = TRUE;

  for (guint i = 0; is_kept && i < N_SURFACES; i++)
    {
      g_autoptr (SumacPixels) expected = show_and_meddle (suite, i, FALSE);
      g_autoptr (SumacPixels) got = show_and_meddle (suite, i, TRUE);

      is_kept = is_close (got, expected, 0, how);
    }
  return is_kept;
}

/* A reference more than needed, so that one too few is seen and not died of. */
gboolean
video_check_references_come_back (const SumacRendererSuite *suite, GString *how)
{
  RandomVideo videos[N_SURFACES];
  SumacRect damage;
  Stage stage;

  stage_init (&stage, suite->make (suite->data), suite->seed);
  for (guint i = 0; i < N_SURFACES; i++)
    {
      const SurfaceShape *shape = &stage.scene.surfaces[i];

      random_video_init (&videos[i], &stage.dice, shape->width, shape->height);
      sumac_picture_ref (videos[i].picture);
      offer (&stage, shape->id, &videos[i], &damage);
    }
  stage_leave (&stage);
  for (guint i = 0; i < N_SURFACES; i++)
    {
      gint count = __atomic_load_n (&videos[i].picture->ref_count, __ATOMIC_ACQUIRE);

      if (count != 2)
        g_string_printf (how, "of 2 references to a frame's picture %d are there at the end",
                         count);
      for (gint k = 0; k < MIN (count, 2); k++)
        sumac_picture_unref (videos[i].picture);
    }
  stage_clear (&stage);
  return how->len == 0;
}

void
video_draw_random (Stage *stage, RandomVideo *video)
{
  const SurfaceShape *shape = &stage->scene.surfaces[dice_throw (&stage->dice, N_SURFACES)];
  SumacRect damage;

  random_video_init (video, &stage->dice, shape->width, shape->height);
  offer (stage, shape->id, video, &damage);
}
