/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "proof/renderer-video.h"

#include "contract/renderer.h"
#include "draw/raster-picture.h"
#include "proof/difference.h"
#include "proof/verdict.h"

#include <string.h>

/* A frame is larger than most ops. */
#define OPS_OF_A_FRAME 10

/* Other sizes come with another scene. */
#define FRAMES_OF_A_SCENE 50

/* A frame that was offered to the renderer, and all that can be seen of it. */
typedef struct
{
  const SumacRandomVideo *video;
  gboolean is_drawn; /* by the renderer */
  SumacRect damage;
  SumacPixels *before; /* the destination; owned, as the other two */
  SumacPixels *after;
  SumacPixels *reference;
} Shown;

static gboolean
offer (SumacTrial *trial, guint32 id, const SumacRandomVideo *video, SumacRect *damage)
{
  *damage = (SumacRect){ 0, 0, 0, 0 };
  return trial->fault->len == 0 &&
         sumac_renderer_video (trial->renderer, id, video->picture, video->is_upside_down,
                               &video->box, video->rects, video->n_rects, damage);
}

static void
shown_init (Shown *shown, SumacTrial *trial, guint at, const SumacRandomVideo *video)
{
  SumacRect damage;

  *shown = (Shown){ .video = video, .before = sumac_trial_read (trial, at) };
  shown->reference = sumac_trial_read (trial, at);
  shown->is_drawn = offer (trial, trial->scene.surfaces[at].id, video, &shown->damage);
  shown->after = sumac_trial_read (trial, at);

  SumacView view = sumac_pixels_view (shown->reference);

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

/* How far a walk has come. */
typedef struct
{
  guint n_frames;
  guint n_drawn; /* by the renderer */
} Walk;

static gboolean
step (SumacTrial *trial, See see, Walk *walk, GString *how)
{
  guint at = sumac_dice_throw (&trial->dice, SUMAC_SCENE_SURFACES);
  const SumacSurfaceShape *shape = &trial->scene.surfaces[at];
  SumacRandomVideo video;
  Shown shown;

  sumac_random_video_init (&video, &trial->dice, shape->width, shape->height);
  shown_init (&shown, trial, at, &video);
  walk->n_frames++;
  walk->n_drawn += shown.is_drawn;

  gboolean is_kept = see (&shown, how);

  if (!is_kept)
    {
      g_autofree char *frame = sumac_random_video_describe (&video);

      g_string_append_printf (how, ", after: %s", frame);
    }
  shown_clear (&shown);
  sumac_random_video_clear (&video);
  return is_kept && trial->fault->len == 0;
}

static Walk
take_walk (const SumacRendererSuite *suite, See see, GString *how)
{
  guint n_frames = MAX (suite->n_ops / OPS_OF_A_FRAME, FRAMES_OF_A_SCENE);
  gboolean is_kept = TRUE;
  Walk walk = { 0 };

  for (guint i = 0; is_kept && i < n_frames; i += FRAMES_OF_A_SCENE)
    {
      SumacTrial trial;

      sumac_trial_init (&trial, suite->make (suite->data), suite->seed + i);
      for (guint k = 0; is_kept && k < SUMAC_SCENE_SURFACES; k++)
        {
          g_autoptr (SumacPixels) pixels = sumac_trial_random_pixels (&trial, k);

          sumac_trial_write (&trial, k, pixels);
        }
      for (guint k = 0; is_kept && k < FRAMES_OF_A_SCENE; k++)
        is_kept = step (&trial, see, &walk, how);
      sumac_trial_clear (&trial, how);
    }
  return walk;
}

static SumacRuleOutcome
see_drawn (const SumacRendererSuite *suite, See see, GString *how)
{
  Walk walk = take_walk (suite, see, how);
  SumacRuleOutcome outcome = sumac_judge_drawn (walk.n_drawn > 0, "frames", how);

  if (outcome == SUMAC_RULE_PASSED)
    g_string_printf (how, "it draws %u of %u random frames", walk.n_drawn, walk.n_frames);
  return outcome;
}

/* What is not converted, or has fewer bits, in every bit. */
static guint
tolerance_of (const Shown *shown)
{
  gboolean is_exact = shown->video->picture->layout == SUMAC_PICTURE_BGRX ||
                      sumac_pixel_format_bits (shown->after->format) < 32;

  return is_exact ? 0 : SUMAC_VIDEO_TOLERANCE;
}

static gboolean
see_close (const Shown *shown, GString *how)
{
  return !shown->is_drawn ||
         sumac_pixels_are_close (shown->after, shown->reference, tolerance_of (shown), how);
}

SumacRuleOutcome
sumac_renderer_video_check_like_reference (const SumacRendererSuite *suite, GString *how)
{
  return see_drawn (suite, see_close, how);
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
      is_kept = is_inside (damage, x, y) ||
                sumac_pixels_at (before, x, y) == sumac_pixels_at (shown->after, x, y);
  if (!is_kept)
    g_string_printf (how, "the damage is %d,%d…%d,%d on a surface of %d × %d", damage->left,
                     damage->top, damage->right, damage->bottom, before->width, before->height);
  return is_kept;
}

SumacRuleOutcome
sumac_renderer_video_check_damage (const SumacRendererSuite *suite, GString *how)
{
  return see_drawn (suite, see_damage, how);
}

static gboolean
see_refused (const Shown *shown, GString *how)
{
  return shown->is_drawn || sumac_pixels_are_equal (shown->after, shown->before, how);
}

SumacRuleOutcome
sumac_renderer_video_check_refused (const SumacRendererSuite *suite, GString *how)
{
  Walk walk = take_walk (suite, see_refused, how);

  if (how->len > 0)
    return SUMAC_RULE_FAILED;
  g_string_printf (how, "it refuses %u of %u random frames", walk.n_frames - walk.n_drawn,
                   walk.n_frames);
  return walk.n_drawn < walk.n_frames ? SUMAC_RULE_PASSED : SUMAC_RULE_SKIPPED;
}

/* So often other frames are offered to one that has refused all. */
#define MOST_ROUNDS 16

/* What the surface is after a frame, whose memory may be somebody else's by then; NULL if it is
 * refused. */
static SumacPixels *
show_and_meddle (const SumacRendererSuite *suite, guint n, gboolean meddles, GString *how)
{
  guint at = n % SUMAC_SCENE_SURFACES;
  SumacRandomVideo video;
  SumacRect damage;
  SumacTrial trial;

  sumac_trial_init (&trial, suite->make (suite->data), suite->seed + n);
  sumac_random_video_init (&video, &trial.dice, trial.scene.surfaces[at].width,
                           trial.scene.surfaces[at].height);

  gboolean is_drawn = offer (&trial, trial.scene.surfaces[at].id, &video, &damage);

  /* A picture that nobody else holds is gone; one that is held does not change. */
  if (meddles && __atomic_load_n (&video.picture->ref_count, __ATOMIC_ACQUIRE) == 1)
    sumac_random_video_spoil (&video);

  SumacPixels *got = is_drawn ? sumac_trial_read (&trial, at) : NULL;

  sumac_trial_clear (&trial, how);
  sumac_random_video_clear (&video);
  return got;
}

SumacRuleOutcome
sumac_renderer_video_check_pictures_are_held (const SumacRendererSuite *suite, GString *how)
{
  gboolean has_drawn = FALSE;

  for (guint i = 0; how->len == 0 && i < SUMAC_SCENE_SURFACES * MOST_ROUNDS; i++)
    {
      if (has_drawn && i >= SUMAC_SCENE_SURFACES)
        break;

      g_autoptr (SumacPixels) expected = show_and_meddle (suite, i, FALSE, how);
      g_autoptr (SumacPixels) got = show_and_meddle (suite, i, TRUE, how);

      if (!got || !expected || how->len > 0)
        continue;
      has_drawn = TRUE;
      sumac_pixels_are_equal (got, expected, how);
    }
  return sumac_judge_drawn (has_drawn, "frames", how);
}

/* A reference more than needed, so that one too few is seen and not died of. TRUE when a frame was
 * drawn. */
static gboolean
show_and_count (const SumacRendererSuite *suite, guint round, GString *how)
{
  SumacRandomVideo videos[SUMAC_SCENE_SURFACES];
  gboolean has_drawn = FALSE;
  SumacRect damage;
  SumacTrial trial;

  sumac_trial_init (&trial, suite->make (suite->data), suite->seed + round);
  for (guint i = 0; i < SUMAC_SCENE_SURFACES; i++)
    {
      const SumacSurfaceShape *shape = &trial.scene.surfaces[i];

      sumac_random_video_init (&videos[i], &trial.dice, shape->width, shape->height);
      sumac_picture_ref (videos[i].picture);
      has_drawn |= offer (&trial, shape->id, &videos[i], &damage);
    }
  sumac_trial_leave (&trial);
  for (guint i = 0; i < SUMAC_SCENE_SURFACES; i++)
    {
      gint count = __atomic_load_n (&videos[i].picture->ref_count, __ATOMIC_ACQUIRE);

      if (count != 2)
        g_string_printf (how, "of 2 references to a frame's picture %d are there at the end",
                         count);
      for (gint k = 0; k < MIN (count, 2); k++)
        sumac_picture_unref (videos[i].picture);
    }
  sumac_trial_clear (&trial, how);
  return has_drawn;
}

SumacRuleOutcome
sumac_renderer_video_check_references_come_back (const SumacRendererSuite *suite, GString *how)
{
  gboolean has_drawn = FALSE;

  for (guint i = 0; !has_drawn && how->len == 0 && i < MOST_ROUNDS; i++)
    has_drawn = show_and_count (suite, i, how);
  return sumac_judge_drawn (has_drawn, "frames", how);
}

void
sumac_renderer_video_draw_random (SumacTrial *trial, SumacRandomVideo *video)
{
  const SumacSurfaceShape *shape =
      &trial->scene.surfaces[sumac_dice_throw (&trial->dice, SUMAC_SCENE_SURFACES)];
  SumacRect damage;

  sumac_random_video_init (video, &trial->dice, shape->width, shape->height);
  offer (trial, shape->id, video, &damage);
}
