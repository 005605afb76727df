/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "proof/renderer-publish.h"

#include "contract/renderer.h"
#include "proof/difference.h"
#include "proof/random-video.h"
#include "proof/trial.h"
#include "proof/verdict.h"
#include "proof/viewer.h"

/* A scene, with textures of its own, stands for so many random ops. */
#define OPS_OF_A_SCENE 100

/* Between two publications. */
#define OPS_OF_A_ROUND    20
#define ROUNDS_OF_A_SCENE 5

/* More than the ops, a frame of a video and what is written can damage, each of it halved. */
#define MAX_RECTS (2 * (OPS_OF_A_ROUND + 2))

/* A renderer whose surfaces are shown as textures. */
typedef struct
{
  SumacViewer *viewer;
  SumacTrial trial;
  SumacTexture textures[SUMAC_SCENE_SURFACES];
  guint n_published;
} Show;

/* What has changed since the last publication. */
typedef struct
{
  SumacRect rects[MAX_RECTS];
  guint n;
} Changes;

static SumacRect
whole (const SumacSurfaceShape *shape)
{
  return (SumacRect){ 0, 0, shape->width, shape->height };
}

/* What a screen may have; of fewer bits the contract says nothing. */
static gboolean
can_be_shown (const SumacSurfaceShape *shape)
{
  return shape->format >= SUMAC_PIXELS_RGB555;
}

static void
write_random (SumacTrial *trial, guint at)
{
  g_autoptr (SumacPixels) pixels = sumac_trial_random_pixels (trial, at);

  sumac_trial_write (trial, at, pixels);
}

static void
write_all (SumacTrial *trial)
{
  for (guint i = 0; i < SUMAC_SCENE_SURFACES; i++)
    write_random (trial, i);
}

/* FALSE: it does not publish that one. */
static gboolean
publish (Show *show, guint at, const SumacRect *rects, guint n_rects)
{
  const SumacSurfaceShape *shape = &show->trial.scene.surfaces[at];
  gboolean is_done = show->trial.fault->len == 0 &&
                     sumac_renderer_publish (show->trial.renderer, shape->id, rects, n_rects,
                                             &show->textures[at]);

  show->n_published += is_done;
  return is_done;
}

static gboolean
publish_whole (Show *show, guint at)
{
  const SumacRect all = whole (&show->trial.scene.surfaces[at]);

  return publish (show, at, &all, 1);
}

/* One of those that the renderer publishes, by chance; FALSE: there is none. */
static gboolean
publish_any (Show *show, guint *at)
{
  guint first = sumac_dice_throw (&show->trial.dice, SUMAC_SCENE_SURFACES);

  for (guint i = 0; i < SUMAC_SCENE_SURFACES; i++)
    {
      *at = (first + i) % SUMAC_SCENE_SURFACES;
      if (can_be_shown (&show->trial.scene.surfaces[*at]) && publish_whole (show, *at))
        return TRUE;
    }
  return FALSE;
}

/* NULL as sumac_viewer_look. A texture that says to be too small is another rule's. */
static SumacPixels *
look (Show *show, guint at, GString *how)
{
  const SumacSurfaceShape *shape = &show->trial.scene.surfaces[at];
  SumacTexture *texture = &show->textures[at];

  return sumac_viewer_look (show->viewer, texture, CLAMP (texture->width, 1, shape->width),
                            CLAMP (texture->height, 1, shape->height), how);
}

static gboolean
shows (const SumacPixels *seen, const SumacPixels *expected, GString *how)
{
  SumacPixels part = *expected;

  part.width = seen->width;
  part.height = seen->height;
  return sumac_pixels_are_equal (seen, &part, how);
}

/* FALSE when it is the last that is to be seen: @how says why, or the viewer is blind. */
static gboolean
shows_the_map (Show *show, guint at, GString *how)
{
  g_autoptr (SumacPixels) seen = look (show, at, how);
  g_autoptr (SumacPixels) mapped = sumac_trial_read (&show->trial, at);
  g_autoptr (SumacPixels) expected = sumac_pixels_as_shown (mapped);

  return seen && shows (seen, expected, how);
}

static void
show_init (Show *show, SumacViewer *viewer, const SumacRendererSuite *suite, guint64 seed)
{
  *show = (Show){ .viewer = viewer };
  sumac_trial_init_shown (&show->trial, suite->make (suite->data), viewer->share, seed);
}

static void
show_clear (Show *show, GString *how)
{
  for (guint i = 0; i < SUMAC_SCENE_SURFACES; i++)
    sumac_viewer_leave (show->viewer, &show->textures[i]);
  sumac_trial_clear (&show->trial, how);
}

static SumacRuleOutcome
judge (const SumacViewer *viewer, guint n_published, GString *how)
{
  if (how->len > 0)
    return SUMAC_RULE_FAILED;
  if (!viewer->is_blind && n_published > 0)
    return SUMAC_RULE_PASSED;
  g_string_assign (how, viewer->is_blind
                            ? "a fence of its own can't be waited for"
                            : "it publishes none of the surfaces that this is tried with");
  return SUMAC_RULE_SKIPPED;
}

/* What is tried in each scene. */
typedef void (*Try) (Show *show, GString *how);

static SumacRuleOutcome
try_scenes (const SumacRendererSuite *suite, Try try, GString *how)
{
  guint n_published = 0;
  SumacViewer viewer;

  if (!sumac_viewer_init (&viewer, suite, how))
    return SUMAC_RULE_SKIPPED;
  for (guint i = 0; how->len == 0 && !viewer.is_blind && i < suite->n_ops; i += OPS_OF_A_SCENE)
    {
      Show show;

      show_init (&show, &viewer, suite, suite->seed + i);
      try (&show, how);
      n_published += show.n_published;
      show_clear (&show, how);
    }
  sumac_viewer_clear (&viewer);
  return judge (&viewer, n_published, how);
}

/* The picture */

static void
add_change (Changes *changes, const SumacSurfaceShape *shape, const SumacRect *damage)
{
  const SumacRect all = whole (shape);
  SumacRect rect;

  if (sumac_rect_intersect (damage, &all, &rect))
    changes->rects[changes->n++] = rect;
}

static void
draw_some (SumacTrial *trial, guint at, Changes *changes)
{
  const SumacSurfaceShape *shape = &trial->scene.surfaces[at];

  for (guint i = 0; i < OPS_OF_A_ROUND; i++)
    {
      SumacRandomOp random;
      SumacRect damage;

      sumac_random_op_init (&random, &trial->dice, &trial->scene);
      if (sumac_trial_offer (trial, &random.op, &damage) && random.op.surface == shape->id)
        add_change (changes, shape, &damage);
    }
}

static void
draw_frame (SumacTrial *trial, guint at, Changes *changes)
{
  const SumacSurfaceShape *shape = &trial->scene.surfaces[at];
  SumacRandomVideo video;
  SumacRect damage;

  sumac_random_video_init (&video, &trial->dice, shape->width, shape->height);
  if (trial->fault->len == 0 &&
      sumac_renderer_video (trial->renderer, shape->id, video.picture, video.is_upside_down,
                            &video.box, video.rects, video.n_rects, &damage))
    add_change (changes, shape, &damage);
  sumac_random_video_clear (&video);
}

/* As the painter does what the renderer has refused. */
static void
write_part (SumacTrial *trial, guint at, Changes *changes)
{
  const SumacSurfaceShape *shape = &trial->scene.surfaces[at];
  g_autoptr (SumacPixels) pixels = sumac_trial_read (trial, at);
  gint left = sumac_dice_between (&trial->dice, 0, shape->width - 1);
  gint top = sumac_dice_between (&trial->dice, 0, shape->height - 1);
  const SumacRect part = {
    .left = left,
    .top = top,
    .right = sumac_dice_between (&trial->dice, left + 1, shape->width),
    .bottom = sumac_dice_between (&trial->dice, top + 1, shape->height),
  };
  gint bytes = (gint) sumac_pixel_format_bits (shape->format) / 8;

  for (gint y = part.top; y < part.bottom; y++)
    for (gint i = part.left * bytes; i < part.right * bytes; i++)
      sumac_pixels_row (pixels, y)[i] = (guint8) sumac_dice_throw (&trial->dice, 256);
  if (trial->fault->len == 0)
    sumac_surface_write (trial->renderer, shape, pixels, &part, trial->fault);
  add_change (changes, shape, &part);
}

/* Now and then one becomes two, side by side. */
static void
halve_some (SumacTrial *trial, Changes *changes)
{
  guint n = changes->n;

  for (guint i = 0; i < n; i++)
    {
      SumacRect *rect = &changes->rects[i];
      gint middle = rect->left + sumac_rect_width (rect) / 2;

      if (middle == rect->left || !sumac_dice_is_one_of (&trial->dice, 3))
        continue;
      changes->rects[changes->n++] =
          (SumacRect){ middle, rect->top, rect->right, rect->bottom };
      rect->right = middle;
    }
}

/* TRUE if it can go on. Nothing is mapped between the drawing and the publication, unless a part
 * is written. */
static gboolean
show_round (Show *show, guint at, GString *how)
{
  SumacTrial *trial = &show->trial;
  Changes changes = { .n = 0 };

  if (sumac_dice_is_one_of (&trial->dice, 2))
    write_part (trial, at, &changes);
  draw_some (trial, at, &changes);
  if (sumac_dice_is_one_of (&trial->dice, 4))
    draw_frame (trial, at, &changes);
  halve_some (trial, &changes);
  return changes.n == 0 ||
         (publish (show, at, changes.rects, changes.n) && shows_the_map (show, at, how));
}

static void
try_like_map (Show *show, GString *how)
{
  gboolean goes_on;
  guint at;

  write_all (&show->trial);
  goes_on = publish_any (show, &at) && shows_the_map (show, at, how);
  for (guint i = 0; goes_on && i < ROUNDS_OF_A_SCENE; i++)
    goes_on = show_round (show, at, how);
}

SumacRuleOutcome
sumac_renderer_publish_check_like_map (const SumacRendererSuite *suite, GString *how)
{
  return try_scenes (suite, try_like_map, how);
}

static void
try_copy (Show *show, GString *how)
{
  guint at;

  write_all (&show->trial);
  if (!publish_any (show, &at))
    return;

  g_autoptr (SumacPixels) before = look (show, at, how);

  write_random (&show->trial, at);
  draw_some (&show->trial, at, &(Changes){ .n = 0 });

  g_autoptr (SumacPixels) after = look (show, at, how);

  if (before && after)
    shows (after, before, how);
}

SumacRuleOutcome
sumac_renderer_publish_check_is_a_copy (const SumacRendererSuite *suite, GString *how)
{
  return try_scenes (suite, try_copy, how);
}

/* All before any is looked at. */
static void
try_apart (Show *show, GString *how)
{
  gboolean is_shown[SUMAC_SCENE_SURFACES] = { FALSE };

  write_all (&show->trial);
  for (guint i = 0; i < SUMAC_SCENE_SURFACES; i++)
    is_shown[i] = can_be_shown (&show->trial.scene.surfaces[i]) && publish_whole (show, i);
  for (guint i = 0; how->len == 0 && i < SUMAC_SCENE_SURFACES; i++)
    if (is_shown[i])
      shows_the_map (show, i, how);
}

SumacRuleOutcome
sumac_renderer_publish_check_apart (const SumacRendererSuite *suite, GString *how)
{
  return try_scenes (suite, try_apart, how);
}

/* What else is told of a texture */

static void
try_holds (Show *show, GString *how)
{
  for (guint i = 0; how->len == 0 && i < SUMAC_SCENE_SURFACES; i++)
    {
      const SumacSurfaceShape *shape = &show->trial.scene.surfaces[i];
      SumacTexture *texture = &show->textures[i];

      if (!can_be_shown (shape) || !publish_whole (show, i))
        continue;
      if (texture->name == 0)
        g_string_assign (how, "the texture has no name");
      else if (texture->width < shape->width || texture->height < shape->height)
        g_string_printf (how, "the texture has %d × %d texels, the surface %d × %d pixels",
                         texture->width, texture->height, shape->width, shape->height);
      else
        sumac_pixels_unref (
            sumac_viewer_look (show->viewer, texture, texture->width, texture->height, how));
    }
}

SumacRuleOutcome
sumac_renderer_publish_check_holds (const SumacRendererSuite *suite, GString *how)
{
  return try_scenes (suite, try_holds, how);
}

/* Another surface comes and goes, as a texture too. */
static void
exchange_another (Show *show, guint at)
{
  guint other = (at + 1) % SUMAC_SCENE_SURFACES;
  const SumacSurfaceShape *shape = &show->trial.scene.surfaces[other];

  publish_whole (show, other);
  sumac_viewer_leave (show->viewer, &show->textures[other]);
  show->textures[other] = (SumacTexture){ 0 };
  if (show->trial.fault->len > 0)
    return;
  sumac_renderer_surface_destroy (show->trial.renderer, shape->id);
  sumac_surface_make (show->trial.renderer, shape, show->trial.fault);
}

static void
try_stays (Show *show, GString *how)
{
  guint at;

  if (!publish_any (show, &at))
    return;

  const SumacTexture *texture = &show->textures[at];
  const SumacTexture first = *texture;

  for (guint i = 0; how->len == 0 && i < ROUNDS_OF_A_SCENE; i++)
    {
      exchange_another (show, at);

      g_autoptr (SumacPixels) seen = look (show, at, how);

      write_random (&show->trial, at);
      if (!seen || !publish_whole (show, at))
        return;
      if (texture->name != first.name || texture->width != first.width ||
          texture->height != first.height)
        g_string_printf (how, "texture %u of %d × %d texels became %u of %d × %d", first.name,
                         first.width, first.height, texture->name, texture->width,
                         texture->height);
    }
}

SumacRuleOutcome
sumac_renderer_publish_check_stays (const SumacRendererSuite *suite, GString *how)
{
  return try_scenes (suite, try_stays, how);
}

/* The viewer's fence lies in the texture from the second time on. */
static void
try_fences (Show *show, GString *how)
{
  guint at;
  gboolean goes_on = publish_any (show, &at);

  for (guint i = 0; goes_on && i < ROUNDS_OF_A_SCENE; i++)
    {
      if (sumac_viewer_wait (show->viewer, &show->textures[at], how))
        sumac_pixels_unref (look (show, at, how));
      write_random (&show->trial, at);
      goes_on = how->len == 0 && publish_whole (show, at);
    }
}

SumacRuleOutcome
sumac_renderer_publish_check_fences (const SumacRendererSuite *suite, GString *how)
{
  return try_scenes (suite, try_fences, how);
}

/* Surfaces */

static gboolean
are_as_before (SumacTrial *trial, GString *how)
{
  gboolean is_kept = TRUE;

  for (guint i = 0; is_kept && i < SUMAC_SCENE_SURFACES; i++)
    {
      g_autoptr (SumacPixels) now = sumac_trial_read (trial, i);

      is_kept = sumac_pixels_are_equal (now, trial->before[i], how);
    }
  return is_kept;
}

/* Once with all that was drawn looked at, once with nothing drawn since. */
static void
try_changes_nothing (Show *show, GString *how)
{
  write_all (&show->trial);
  for (guint i = 0; how->len == 0 && i < 2; i++)
    {
      sumac_trial_look (&show->trial);
      for (guint k = 0; k < SUMAC_SCENE_SURFACES; k++)
        publish_whole (show, k);
      are_as_before (&show->trial, how);
    }
}

SumacRuleOutcome
sumac_renderer_publish_check_changes_nothing (const SumacRendererSuite *suite, GString *how)
{
  return try_scenes (suite, try_changes_nothing, how);
}

/* Nobody needs to look. */
SumacRuleOutcome
sumac_renderer_publish_check_needs_a_share (const SumacRendererSuite *suite, GString *how)
{
  g_autoptr (SumacRenderer) renderer = suite->make (suite->data);
  SumacTrial trial;

  if (!SUMAC_RENDERER_GET_CLASS (renderer)->publish)
    {
      g_string_assign (how, "it publishes nothing");
      return SUMAC_RULE_SKIPPED;
    }
  sumac_trial_init (&trial, suite->make (suite->data), suite->seed);
  write_all (&trial);
  sumac_trial_look (&trial);
  for (guint i = 0; how->len == 0 && trial.fault->len == 0 && i < SUMAC_SCENE_SURFACES; i++)
    {
      const SumacSurfaceShape *shape = &trial.scene.surfaces[i];
      const SumacRect all = whole (shape);
      SumacTexture texture = { 0 };

      if (sumac_renderer_publish (trial.renderer, shape->id, &all, 1, &texture))
        g_string_printf (how, "surface %u was published for nobody", shape->id);
    }
  if (how->len == 0)
    are_as_before (&trial, how);
  sumac_trial_clear (&trial, how);
  return sumac_judge (how);
}
