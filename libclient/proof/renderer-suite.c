/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "proof/renderer-suite.h"

#include "contract/renderer.h"
#include "proof/difference.h"
#include "proof/golden-run.h"
#include "proof/renderer-import.h"
#include "proof/renderer-publish.h"
#include "proof/renderer-video.h"
#include "proof/trial.h"
#include "proof/verdict.h"

#include <string.h>

/* Other sizes come with another scene. */
#define OPS_OF_A_SCENE 100

/* Ops alone would end in surfaces of a few colours. */
#define OPS_OF_A_REFRESH 8

/* Without a look in between. */
#define OPS_OF_A_ROW   10
#define OPS_OF_A_VIDEO 5

static const SumacRect nothing = { 0, 0, 0, 0 };

static SumacRenderer *
make (const SumacRendererSuite *suite)
{
  return suite->make (suite->data);
}

/* Rules of surfaces and maps */

static SumacRuleOutcome
check_probe (const SumacRendererSuite *suite, GString *how)
{
  g_autoptr (SumacRenderer) renderer = make (suite);
  SumacRendererClass *klass = SUMAC_RENDERER_GET_CLASS (renderer);
  g_autoptr (GError) error = NULL;

  /* Not by our wrapper, which mends just this. */
  if (!klass->probe || klass->probe (renderer, &error))
    g_string_assign (how, error ? "it agrees, but sets an error" : "");
  else if (!error || !*error->message)
    g_string_assign (how, "it does not agree, and gives no reason");
  return sumac_judge (how);
}

static gboolean
is_zero (SumacTrial *trial, guint at, GString *how)
{
  g_autoptr (SumacPixels) pixels = sumac_trial_read (trial, at);

  for (gint y = 0; y < pixels->height; y++)
    for (gint x = 0; x < pixels->width; x++)
      if (sumac_pixels_at (pixels, x, y) != 0)
        {
          g_string_printf (how, "surface %u is 0x%x at %d,%d", trial->scene.surfaces[at].id,
                           sumac_pixels_at (pixels, x, y), x, y);
          return FALSE;
        }
  return TRUE;
}

static SumacRuleOutcome
check_new_is_zero (const SumacRendererSuite *suite, GString *how)
{
  gboolean is_kept = TRUE;
  SumacTrial trial;

  sumac_trial_init (&trial, make (suite), suite->seed);
  for (guint i = 0; is_kept && i < SUMAC_SCENE_SURFACES; i++)
    is_kept = is_zero (&trial, i, how);
  sumac_trial_clear (&trial, how);
  return sumac_judge (how);
}

static gboolean
view_fits (const SumacView *view, const SumacSurfaceShape *shape, GString *how)
{
  gssize row =
      ((gssize) shape->width * (gssize) sumac_pixel_format_bits (shape->format) + 7) / 8;

  if (view->format != shape->format)
    g_string_printf (how, "the view's format is %d, the surface's %d", view->format,
                     shape->format);
  else if (view->width != shape->width || view->height != shape->height)
    g_string_printf (how, "the view has %d × %d pixels, the surface %d × %d", view->width,
                     view->height, shape->width, shape->height);
  else if (view->stride % 4 != 0 || ABS (view->stride) < row)
    g_string_printf (how, "the view's stride is %zd, a row has %zd bytes", view->stride, row);
  else if (!view->data || (guintptr) view->data % 4 != 0)
    g_string_printf (how, "the view's memory is at %p", view->data);
  return how->len == 0;
}

static SumacRuleOutcome
check_view_fits (const SumacRendererSuite *suite, GString *how)
{
  SumacTrial trial;

  sumac_trial_init (&trial, make (suite), suite->seed);
  for (guint i = 0; how->len == 0 && i < SUMAC_SCENE_SURFACES; i++)
    {
      const SumacSurfaceShape *shape = &trial.scene.surfaces[i];
      SumacView view = { 0 };

      if (trial.fault->len > 0)
        break;
      if (!sumac_renderer_map (trial.renderer, shape->id, SUMAC_MAP_READ, &view))
        g_string_printf (how, "surface %u can't be mapped", shape->id);
      else if (view_fits (&view, shape, how))
        sumac_renderer_unmap (trial.renderer, shape->id, &nothing);
    }
  sumac_trial_clear (&trial, how);
  return sumac_judge (how);
}

static SumacRuleOutcome
check_written_stays (const SumacRendererSuite *suite, GString *how)
{
  gboolean is_kept = TRUE;
  SumacTrial trial;

  sumac_trial_init (&trial, make (suite), suite->seed);
  for (guint i = 0; is_kept && i < SUMAC_SCENE_SURFACES; i++)
    {
      g_autoptr (SumacPixels) written = sumac_trial_random_pixels (&trial, i);

      sumac_trial_write (&trial, i, written);

      g_autoptr (SumacPixels) got = sumac_trial_read (&trial, i);

      is_kept = sumac_pixels_are_equal (got, written, how);
    }
  sumac_trial_clear (&trial, how);
  return sumac_judge (how);
}

/* All surfaces, the first byte of each marked with its number. Tells how many could be mapped. */
static guint
map_and_mark (SumacTrial *trial, SumacView *views)
{
  guint n = 0;

  while (trial->fault->len == 0 && n < SUMAC_SCENE_SURFACES)
    {
      guint32 id = trial->scene.surfaces[n].id;

      if (!sumac_renderer_map (trial->renderer, id, SUMAC_MAP_READ | SUMAC_MAP_WRITE,
                               &views[n]))
        {
          g_string_printf (trial->fault, "surface %u can't be mapped beside %u others", id, n);
          break;
        }
      n++;
      views[n - 1].data[0] = (guint8) n;
    }
  return n;
}

static SumacRuleOutcome
check_several_maps (const SumacRendererSuite *suite, GString *how)
{
  SumacView views[SUMAC_SCENE_SURFACES];
  SumacTrial trial;

  sumac_trial_init (&trial, make (suite), suite->seed);

  const SumacSurfaceShape *shapes = trial.scene.surfaces;
  guint n = map_and_mark (&trial, views);

  for (guint i = 0; i < n; i++)
    if (views[i].data[0] != i + 1)
      g_string_printf (how, "the views of surfaces %u and %u are one memory", shapes[i].id,
                       shapes[views[i].data[0] - 1].id);
  for (guint i = 0; i < n; i++)
    sumac_renderer_unmap (trial.renderer, shapes[i].id, &(SumacRect){ 0, 0, 1, 1 });
  sumac_trial_clear (&trial, how);
  return sumac_judge (how);
}

/* This rule and the next compare with a surface that was new, rather than with zero: each
 * rule is to be broken alone. */
static SumacRuleOutcome
check_destroyed_is_gone (const SumacRendererSuite *suite, GString *how)
{
  gboolean is_kept = TRUE;
  SumacTrial trial;

  sumac_trial_init (&trial, make (suite), suite->seed);
  for (guint i = 0; is_kept && i < SUMAC_SCENE_SURFACES; i++)
    {
      const SumacSurfaceShape *shape = &trial.scene.surfaces[i];
      g_autoptr (SumacPixels) fresh = sumac_trial_read (&trial, i);
      g_autoptr (SumacPixels) written = sumac_trial_random_pixels (&trial, i);

      sumac_trial_write (&trial, i, written);
      if (trial.fault->len > 0)
        break;
      sumac_renderer_surface_destroy (trial.renderer, shape->id);
      sumac_surface_make (trial.renderer, shape, trial.fault);

      g_autoptr (SumacPixels) got = sumac_trial_read (&trial, i);

      is_kept = sumac_pixels_are_equal (got, fresh, how);
    }
  sumac_trial_clear (&trial, how);
  return sumac_judge (how);
}

static SumacRuleOutcome
check_instances_are_apart (const SumacRendererSuite *suite, GString *how)
{
  gboolean is_kept = TRUE;
  SumacTrial one, other;

  /* One seed: the same ids and shapes. */
  sumac_trial_init (&one, make (suite), suite->seed);
  sumac_trial_init (&other, make (suite), suite->seed);
  sumac_trial_look (&other);
  for (guint i = 0; is_kept && i < SUMAC_SCENE_SURFACES; i++)
    {
      g_autoptr (SumacPixels) written = sumac_trial_random_pixels (&one, i);

      sumac_trial_write (&one, i, written);

      g_autoptr (SumacPixels) now = sumac_trial_read (&other, i);

      is_kept = sumac_pixels_are_equal (now, other.before[i], how);
    }
  sumac_trial_clear (&one, how);
  sumac_trial_clear (&other, how);
  return sumac_judge (how);
}

/* Rules of drawing, looked at after each of many random ops */

typedef gboolean (*See) (SumacTrial *trial, const SumacDrawn *drawn, GString *how);

/* Often with the highest byte of 32 bits set, as after WHITENESS: blending looks at it. */
static void
refresh (SumacTrial *trial)
{
  guint at = sumac_dice_throw (&trial->dice, SUMAC_SCENE_SURFACES);
  g_autoptr (SumacPixels) pixels = sumac_trial_random_pixels (trial, at);

  if (sumac_dice_is_one_of (&trial->dice, 2))
    for (gsize i = 3; i < sumac_pixels_size (pixels); i += 4)
      pixels->data[i] = 0xff;
  sumac_trial_write (trial, at, pixels);
}

/* How far a walk has come. */
typedef struct
{
  guint n_ops;
  guint n_drawn; /* by the renderer */
} Walk;

static gboolean
step (SumacTrial *trial, See see, Walk *walk, GString *how)
{
  SumacRandomOp random;
  SumacDrawn drawn;

  sumac_random_op_init (&random, &trial->dice, &trial->scene);
  sumac_trial_draw (trial, &random.op, &drawn);
  walk->n_ops++;
  walk->n_drawn += drawn.is_drawn;

  gboolean is_kept = see (trial, &drawn, how);

  if (!is_kept)
    {
      g_autofree char *op = sumac_op_to_text (&random.op);

      g_string_append_printf (how, ", after: %s", op);
    }
  sumac_drawn_clear (&drawn);
  return is_kept && trial->fault->len == 0;
}

static Walk
take_walk (const SumacRendererSuite *suite, See see, GString *how)
{
  gboolean is_kept = TRUE;
  Walk walk = { 0 };

  for (guint i = 0; is_kept && i < suite->n_ops; i += OPS_OF_A_SCENE)
    {
      SumacTrial trial;
      guint n = MIN (suite->n_ops - i, OPS_OF_A_SCENE);

      sumac_trial_init (&trial, make (suite), suite->seed + i);
      for (guint k = 0; is_kept && k < n; k++)
        {
          if (k % OPS_OF_A_REFRESH == 0)
            refresh (&trial);
          is_kept = step (&trial, see, &walk, how);
        }
      sumac_trial_clear (&trial, how);
    }
  return walk;
}

static SumacRuleOutcome
see_drawn (const SumacRendererSuite *suite, See see, GString *how)
{
  Walk walk = take_walk (suite, see, how);
  SumacRuleOutcome outcome = sumac_judge_drawn (walk.n_drawn > 0, "ops", how);

  if (outcome == SUMAC_RULE_PASSED)
    g_string_printf (how, "it draws %u of %u random ops", walk.n_drawn, walk.n_ops);
  return outcome;
}

static gboolean
see_refused (SumacTrial *trial, const SumacDrawn *drawn, GString *how)
{
  return drawn->is_drawn ||
         sumac_pixels_are_equal (drawn->after, trial->before[drawn->at], how);
}

static SumacRuleOutcome
check_refused_changes_nothing (const SumacRendererSuite *suite, GString *how)
{
  Walk walk = take_walk (suite, see_refused, how);

  if (how->len > 0)
    return SUMAC_RULE_FAILED;
  g_string_printf (how, "it refuses %u of %u random ops", walk.n_ops - walk.n_drawn,
                   walk.n_ops);
  return walk.n_drawn < walk.n_ops ? SUMAC_RULE_PASSED : SUMAC_RULE_SKIPPED;
}

static gboolean
see_equal (SumacTrial *trial G_GNUC_UNUSED, const SumacDrawn *drawn, GString *how)
{
  return !drawn->is_drawn || sumac_pixels_are_equal (drawn->after, drawn->reference, how);
}

static SumacRuleOutcome
check_draws_like_reference (const SumacRendererSuite *suite, GString *how)
{
  return see_drawn (suite, see_equal, how);
}

static gboolean
is_inside (const SumacRect *rect, gint x, gint y)
{
  return x >= rect->left && x < rect->right && y >= rect->top && y < rect->bottom;
}

static gboolean
see_covered (SumacTrial *trial, const SumacDrawn *drawn, GString *how)
{
  const SumacPixels *before = trial->before[drawn->at];
  const SumacRect *damage = &drawn->damage;

  for (gint y = 0; drawn->is_drawn && y < before->height; y++)
    for (gint x = 0; x < before->width; x++)
      if (!is_inside (damage, x, y) &&
          sumac_pixels_at (before, x, y) != sumac_pixels_at (drawn->after, x, y))
        {
          g_string_printf (how, "pixel %d,%d changed outside of the damage %d,%d…%d,%d", x, y,
                           damage->left, damage->top, damage->right, damage->bottom);
          return FALSE;
        }
  return TRUE;
}

static SumacRuleOutcome
check_damage_covers (const SumacRendererSuite *suite, GString *how)
{
  return see_drawn (suite, see_covered, how);
}

static gboolean
see_within (SumacTrial *trial G_GNUC_UNUSED, const SumacDrawn *drawn, GString *how)
{
  const SumacRect *damage = &drawn->damage;

  if (sumac_rect_is_empty (damage) ||
      (damage->left >= 0 && damage->top >= 0 && damage->right <= drawn->after->width &&
       damage->bottom <= drawn->after->height))
    return TRUE;
  g_string_printf (how, "the damage is %d,%d…%d,%d on a surface of %d × %d", damage->left,
                   damage->top, damage->right, damage->bottom, drawn->after->width,
                   drawn->after->height);
  return FALSE;
}

static SumacRuleOutcome
check_damage_is_within (const SumacRendererSuite *suite, GString *how)
{
  return see_drawn (suite, see_within, how);
}

static gboolean
see_others (SumacTrial *trial, const SumacDrawn *drawn, GString *how)
{
  for (guint i = 0; i < SUMAC_SCENE_SURFACES; i++)
    {
      if (i == drawn->at)
        continue;

      g_autoptr (SumacPixels) now = sumac_trial_read (trial, i);

      if (!sumac_pixels_are_equal (now, trial->before[i], how))
        return FALSE;
    }
  return TRUE;
}

static SumacRuleOutcome
check_others_stay (const SumacRendererSuite *suite, GString *how)
{
  return see_drawn (suite, see_others, how);
}

/* What all surfaces are now, added to @seen (of SumacPixels). */
static void
see_all (SumacTrial *trial, GPtrArray *seen)
{
  for (guint i = 0; i < SUMAC_SCENE_SURFACES; i++)
    g_ptr_array_add (seen, sumac_trial_read (trial, i));
}

/* With frames of videos between. All stays until the end: that it must not be kept is another
 * rule's. How many ops were drawn. */
static guint
draw_row (SumacTrial *trial, gboolean looks_between)
{
  SumacRandomOp *row = g_new (SumacRandomOp, OPS_OF_A_ROW);
  SumacRandomVideo videos[OPS_OF_A_ROW];
  guint n_videos = 0, n_drawn = 0;
  SumacRect damage;

  for (guint i = 0; i < OPS_OF_A_ROW; i++)
    {
      sumac_random_op_init (&row[i], &trial->dice, &trial->scene);
      n_drawn += sumac_trial_offer (trial, &row[i].op, &damage);
      if (looks_between)
        sumac_trial_look (trial);
      if (sumac_dice_is_one_of (&trial->dice, OPS_OF_A_VIDEO))
        sumac_renderer_video_draw_random (trial, &videos[n_videos++]);
    }
  sumac_trial_look (trial);
  for (guint i = 0; i < n_videos; i++)
    sumac_random_video_clear (&videos[i]);
  g_free (row);
  return n_drawn;
}

/* The surfaces after each row. What is refused is left out. @n_drawn counts on. */
static GPtrArray *
draw_rows (const SumacRendererSuite *suite,
           guint64 seed,
           gboolean looks_between,
           guint *n_drawn,
           GString *how)
{
  GPtrArray *seen = g_ptr_array_new_with_free_func ((GDestroyNotify) sumac_pixels_unref);
  SumacTrial trial;

  sumac_trial_init (&trial, make (suite), seed);
  for (guint i = 0; i < OPS_OF_A_SCENE; i += OPS_OF_A_ROW)
    {
      refresh (&trial);
      *n_drawn += draw_row (&trial, looks_between);
      see_all (&trial, seen);
    }
  sumac_trial_clear (&trial, how);
  return seen;
}

static SumacRuleOutcome
check_rows (const SumacRendererSuite *suite, GString *how)
{
  guint n_drawn = 0;

  for (guint i = 0; how->len == 0 && i < suite->n_ops; i += OPS_OF_A_SCENE)
    {
      g_autoptr (GPtrArray) expected = draw_rows (suite, suite->seed + i, TRUE, &n_drawn, how);
      g_autoptr (GPtrArray) got = draw_rows (suite, suite->seed + i, FALSE, &n_drawn, how);

      for (guint k = 0; how->len == 0 && k < expected->len; k++)
        sumac_pixels_are_equal (g_ptr_array_index (got, k), g_ptr_array_index (expected, k),
                                how);
    }
  return sumac_judge_drawn (n_drawn > 0, "ops", how);
}

/* Golden files, which have what random ops lack: strokes, and pictures that are transformed */

static void
draw_golden (const SumacRendererSuite *suite,
             const char *name,
             SumacGoldenRun *sum,
             GString *how)
{
  g_autoptr (SumacRenderer) renderer = make (suite);
  SumacGoldenRun run = { 0 };

  if (sumac_trial_open (renderer, NULL, how))
    {
      SumacGolden *golden = sumac_golden_load_named (name);

      if (!sumac_golden_run (golden, renderer, &run, how))
        g_string_append_printf (how, " (%s)", name);
      sumac_golden_free (golden);
    }
  sum->n_ops += run.n_ops;
  sum->n_drawn += run.n_drawn;
}

static SumacRuleOutcome
check_golden (const SumacRendererSuite *suite, GString *how)
{
  g_auto (GStrv) names = sumac_golden_list_names ();
  SumacGoldenRun sum = { 0 };

  for (guint i = 0; how->len == 0 && names[i]; i++)
    draw_golden (suite, names[i], &sum, how);

  SumacRuleOutcome outcome = sumac_judge_drawn (sum.n_drawn > 0, "ops", how);

  if (outcome == SUMAC_RULE_PASSED)
    g_string_printf (how, "it draws %u of %u golden ops on 32 bits", sum.n_drawn, sum.n_ops);
  return outcome;
}

/* Rules of memory */

/* An op that nearly every renderer draws: a picture copied over the first surface, between
 * two rectangles of a clip. */
typedef struct
{
  SumacOp op;
  SumacRect rects[2];
  SumacPixels *picture; /* of random pixels, owned */
} PlainCopy;

static void
plain_copy_init (PlainCopy *copy, SumacTrial *trial)
{
  const SumacSurfaceShape *shape = &trial->scene.surfaces[0];
  SumacRect whole = { 0, 0, shape->width, shape->height };
  gint middle = shape->width / 2;

  copy->picture = sumac_trial_random_pixels (trial, 0);
  copy->rects[0] = (SumacRect){ 0, 0, middle, shape->height };
  copy->rects[1] = (SumacRect){ middle, 0, shape->width, shape->height };
  copy->op = (SumacOp){
    .kind = SUMAC_OP_COPY,
    .surface = shape->id,
    .box = whole,
    .clip = { .is_set = TRUE, .n_rects = 2, .rects = copy->rects },
    .source = { .kind = SUMAC_SOURCE_PIXELS, .pixels = copy->picture },
    .source_area = whole,
    .rop = SUMAC_ROP_COPY,
  };
}

/* What the surface is after the op was drawn, and after that meddled with; NULL if it is
 * refused. */
static SumacPixels *
draw_and_meddle (const SumacRendererSuite *suite,
                 void (*meddle) (PlainCopy *copy),
                 GString *how)
{
  PlainCopy copy;
  SumacTrial trial;

  sumac_trial_init (&trial, make (suite), suite->seed);
  plain_copy_init (&copy, &trial);

  gboolean is_drawn = sumac_trial_offer (&trial, &copy.op, &(SumacRect){ 0 });

  meddle (&copy);

  SumacPixels *got = is_drawn ? sumac_trial_read (&trial, 0) : NULL;

  sumac_trial_clear (&trial, how);
  sumac_pixels_unref (copy.picture);
  return got;
}

static void
leave_alone (PlainCopy *copy G_GNUC_UNUSED)
{
}

static SumacRuleOutcome
survives (const SumacRendererSuite *suite, void (*meddle) (PlainCopy *copy), GString *how)
{
  g_autoptr (SumacPixels) expected = draw_and_meddle (suite, leave_alone, how);
  g_autoptr (SumacPixels) got = draw_and_meddle (suite, meddle, how);

  if (got && expected && how->len == 0)
    sumac_pixels_are_equal (got, expected, how);
  return sumac_judge_drawn (got && expected, "ops", how);
}

/* After the return the op's memory is somebody else's. */
static void
reuse_op (PlainCopy *copy)
{
  copy->op.box = copy->op.source_area = nothing;
  copy->rects[0] = copy->rects[1] = nothing;
}

static SumacRuleOutcome
check_op_is_not_kept (const SumacRendererSuite *suite, GString *how)
{
  return survives (suite, reuse_op, how);
}

/* A picture that nobody else holds is gone; one that is held does not change. */
static void
reuse_pixels (PlainCopy *copy)
{
  if (__atomic_load_n (&copy->picture->ref_count, __ATOMIC_ACQUIRE) == 1)
    memset (copy->picture->data, 0, sumac_pixels_size (copy->picture));
}

static SumacRuleOutcome
check_pixels_are_held (const SumacRendererSuite *suite, GString *how)
{
  return survives (suite, reuse_pixels, how);
}

/* A reference more than needed, so that one too few is seen and not died of. */
static SumacRuleOutcome
check_references_come_back (const SumacRendererSuite *suite, GString *how)
{
  PlainCopy copy;
  SumacTrial trial;

  sumac_trial_init (&trial, make (suite), suite->seed);
  plain_copy_init (&copy, &trial);
  sumac_pixels_ref (copy.picture);

  gboolean is_drawn = sumac_trial_offer (&trial, &copy.op, &(SumacRect){ 0 });

  sumac_trial_leave (&trial);

  gint count = __atomic_load_n (&copy.picture->ref_count, __ATOMIC_ACQUIRE);

  if (count != 2)
    g_string_printf (how, "of 2 references to a picture %d are there at the end", count);
  for (gint i = 0; i < MIN (count, 2); i++)
    sumac_pixels_unref (copy.picture);
  sumac_trial_clear (&trial, how);
  return sumac_judge_drawn (is_drawn, "ops", how);
}

/* clang-format off */
const SumacRendererRule sumac_renderer_rules[] = {
  { "probe-gives-a-reason",
    "A probe that does not agree sets an error with a sentence.",
    FALSE, check_probe },
  { "new-surface-is-zero",
    "All pixels of a new surface are zero.",
    TRUE, check_new_is_zero },
  { "view-fits-the-surface",
    "A view has the surface's format and size, and rows that hold it.",
    TRUE, check_view_fits },
  { "written-pixels-stay",
    "What is written through a map is there at the next one.",
    TRUE, check_written_stays },
  { "maps-are-apart",
    "Several surfaces can be mapped at once, each in memory of its own.",
    TRUE, check_several_maps },
  { "destroyed-surface-is-gone",
    "A surface with the id of a destroyed one is a new one.",
    TRUE, check_destroyed_is_gone },
  { "instances-are-apart",
    "Two renderers share no surface.",
    TRUE, check_instances_are_apart },
  { "refused-op-changes-nothing",
    "An op that draw refuses has changed no pixel.",
    TRUE, check_refused_changes_nothing },
  { "drawn-op-equals-the-reference",
    "An op that draw accepts looks as the reference draws it, in every bit.",
    TRUE, check_draws_like_reference },
  { "golden-ops-equal-the-reference",
    "So it is with the ops of Sumac's golden files.",
    TRUE, check_golden },
  { "damage-covers-what-changed",
    "The damage is around every pixel that an op changed.",
    TRUE, check_damage_covers },
  { "damage-lies-within-the-surface",
    "The damage does not reach beyond the surface.",
    TRUE, check_damage_is_within },
  { "only-the-destination-changes",
    "An op changes no other surface than its own.",
    TRUE, check_others_stay },
  { "ops-in-a-row-add-up",
    "Ops that nobody looks between do what they do one by one.",
    TRUE, check_rows },
  { "op-is-not-kept",
    "An op and its lists are not looked at after draw has returned.",
    TRUE, check_op_is_not_kept },
  { "kept-pixels-are-held",
    "Pixels that are used after draw has returned are held by a reference.",
    TRUE, check_pixels_are_held },
  { "references-come-back",
    "All references to pixels, and no others, are given back in the end.",
    TRUE, check_references_come_back },
  { "refused-video-changes-nothing",
    "A frame that video refuses has changed no pixel.",
    TRUE, sumac_renderer_video_check_refused },
  { "video-looks-like-the-reference",
    "A frame that video accepts looks as the reference draws it: each pixel is that of the picture whose middle is nearest, and where Y, Cb and Cr are converted, its colours are at most 1 step away.",
    TRUE, sumac_renderer_video_check_like_reference },
  { "video-damage-is-right",
    "The damage of a frame lies within the surface, around every pixel that has changed.",
    TRUE, sumac_renderer_video_check_damage },
  { "kept-pictures-are-held",
    "A picture that is looked at after video has returned is held by a reference.",
    TRUE, sumac_renderer_video_check_pictures_are_held },
  { "picture-references-come-back",
    "All references to pictures, and no others, are given back in the end.",
    TRUE, sumac_renderer_video_check_references_come_back },
  { "publish-needs-a-share",
    "Without a share group publish is refused, and changes no pixel.",
    TRUE, sumac_renderer_publish_check_needs_a_share },
  { "published-texture-equals-the-map",
    "A texture that is published where a surface was damaged shows what the map shows.",
    TRUE, sumac_renderer_publish_check_like_map },
  { "published-texture-is-a-copy",
    "A texture stays as it is while others draw on, until its surface is published again.",
    TRUE, sumac_renderer_publish_check_is_a_copy },
  { "published-textures-are-apart",
    "Each surface that is published has a texture of its own.",
    TRUE, sumac_renderer_publish_check_apart },
  { "published-texture-holds-the-surface",
    "A texture has a name, the size that it says, and room for the surface.",
    TRUE, sumac_renderer_publish_check_holds },
  { "published-texture-keeps-its-name",
    "A texture keeps its name and size until its surface is destroyed.",
    TRUE, sumac_renderer_publish_check_stays },
  { "published-fence-is-its-own",
    "Publish leaves a fence of its own that will be signalled, and takes back what the viewer left.",
    TRUE, sumac_renderer_publish_check_fences },
  { "publish-changes-no-surface",
    "After publish every surface is mapped as it was before.",
    TRUE, sumac_renderer_publish_check_changes_nothing },
  { "imported-picture-is-the-guests",
    "A picture that is imported is mapped as the guest has drawn it, whatever its form.",
    TRUE, sumac_renderer_import_check_pixels },
  { "imported-picture-follows-the-guest",
    "What the guest draws later is seen at the next map.",
    TRUE, sumac_renderer_import_check_follows },
  { "imported-picture-is-published",
    "Published, it shows what the guest has drawn by then.",
    TRUE, sumac_renderer_import_check_published },
  { "imported-file-may-be-closed",
    "The picture's file may be closed once it is imported.",
    TRUE, sumac_renderer_import_check_may_be_closed },
  { "imported-files-come-back",
    "A picture that is destroyed leaves no open file.",
    TRUE, sumac_renderer_import_check_comes_back },
  { "unknown-format-is-refused",
    "A format that is none of the four is refused with a sentence, and leaves no surface.",
    TRUE, sumac_renderer_import_check_unknown },
};
/* clang-format on */

const guint sumac_n_renderer_rules = G_N_ELEMENTS (sumac_renderer_rules);

SumacRuleOutcome
sumac_renderer_suite_check (const SumacRendererSuite *suite,
                            const SumacRendererRule *rule,
                            GString *how)
{
  g_string_truncate (how, 0);
  return rule->check (suite, how);
}
