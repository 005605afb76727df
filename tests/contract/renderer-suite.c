/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "renderer-suite.h"

#include "contract/renderer.h"
#include "renderer-video.h"
#include "stage.h"

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

static gboolean
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
  return how->len == 0;
}

static gboolean
is_zero (Stage *stage, guint at, GString *how)
{
  g_autoptr (SumacPixels) pixels = stage_read (stage, at);

  for (gint y = 0; y < pixels->height; y++)
    for (gint x = 0; x < pixels->width; x++)
      if (pixel_at (pixels, x, y) != 0)
        {
          g_string_printf (how, "surface %u is 0x%x at %d,%d", stage->scene.surfaces[at].id,
                           pixel_at (pixels, x, y), x, y);
          return FALSE;
        }
  return TRUE;
}

static gboolean
check_new_is_zero (const SumacRendererSuite *suite, GString *how)
{
  gboolean is_kept = TRUE;
  Stage stage;

  stage_init (&stage, make (suite), suite->seed);
  for (guint i = 0; is_kept && i < N_SURFACES; i++)
    is_kept = is_zero (&stage, i, how);
  stage_clear (&stage);
  return is_kept;
}

static gboolean
view_fits (const SumacView *view, const SurfaceShape *shape, GString *how)
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

static gboolean
check_view_fits (const SumacRendererSuite *suite, GString *how)
{
  Stage stage;

  stage_init (&stage, make (suite), suite->seed);
  for (guint i = 0; how->len == 0 && i < N_SURFACES; i++)
    {
      const SurfaceShape *shape = &stage.scene.surfaces[i];
      SumacView view = { 0 };

      if (!sumac_renderer_map (stage.renderer, shape->id, SUMAC_MAP_READ, &view))
        g_string_printf (how, "surface %u can't be mapped", shape->id);
      else if (view_fits (&view, shape, how))
        sumac_renderer_unmap (stage.renderer, shape->id, &nothing);
    }
  stage_clear (&stage);
  return how->len == 0;
}

static gboolean
is_the_same (const SumacPixels *got, const SumacPixels *expected, GString *how)
{
  gint x, y;

  if (!find_difference (got, expected, &x, &y))
    return TRUE;
  g_string_printf (how, "pixel %d,%d is 0x%x, not 0x%x", x, y, pixel_at (got, x, y),
                   pixel_at (expected, x, y));
  return FALSE;
}

static gboolean
check_written_stays (const SumacRendererSuite *suite, GString *how)
{
  gboolean is_kept = TRUE;
  Stage stage;

  stage_init (&stage, make (suite), suite->seed);
  for (guint i = 0; is_kept && i < N_SURFACES; i++)
    {
      g_autoptr (SumacPixels) written = stage_random_pixels (&stage, i);

      stage_write (&stage, i, written);

      g_autoptr (SumacPixels) got = stage_read (&stage, i);

      is_kept = is_the_same (got, written, how);
    }
  stage_clear (&stage);
  return is_kept;
}

/* The first byte of each view is marked, then all are looked at: each has its own mark. */
static gboolean
check_several_maps (const SumacRendererSuite *suite, GString *how)
{
  SumacView views[N_SURFACES];
  Stage stage;

  stage_init (&stage, make (suite), suite->seed);
  for (guint i = 0; i < N_SURFACES; i++)
    {
      g_assert_true (sumac_renderer_map (stage.renderer, stage.scene.surfaces[i].id,
                                         SUMAC_MAP_READ | SUMAC_MAP_WRITE, &views[i]));
      views[i].data[0] = (guint8) (i + 1);
    }
  for (guint i = 0; i < N_SURFACES; i++)
    if (views[i].data[0] != i + 1)
      g_string_printf (how, "the views of surfaces %u and %u are one memory",
                       stage.scene.surfaces[i].id,
                       stage.scene.surfaces[views[i].data[0] - 1].id);
  for (guint i = 0; i < N_SURFACES; i++)
    sumac_renderer_unmap (stage.renderer, stage.scene.surfaces[i].id,
                          &(SumacRect){ 0, 0, 1, 1 });
  stage_clear (&stage);
  return how->len == 0;
}

/* This rule and the next compare with a surface that was new, rather than with zero: each
 * rule is to be broken alone. */
static gboolean
check_destroyed_is_gone (const SumacRendererSuite *suite, GString *how)
{
  gboolean is_kept = TRUE;
  Stage stage;

  stage_init (&stage, make (suite), suite->seed);
  for (guint i = 0; is_kept && i < N_SURFACES; i++)
    {
      const SurfaceShape *shape = &stage.scene.surfaces[i];
      g_autoptr (SumacPixels) fresh = stage_read (&stage, i);
      g_autoptr (SumacPixels) written = stage_random_pixels (&stage, i);

      stage_write (&stage, i, written);
      sumac_renderer_surface_destroy (stage.renderer, shape->id);
      g_assert_true (sumac_renderer_surface_create (stage.renderer, shape->id, shape->format,
                                                    shape->width, shape->height, NULL));

      g_autoptr (SumacPixels) got = stage_read (&stage, i);

      is_kept = is_the_same (got, fresh, how);
    }
  stage_clear (&stage);
  return is_kept;
}

static gboolean
check_instances_are_apart (const SumacRendererSuite *suite, GString *how)
{
  gboolean is_kept = TRUE;
  Stage one, other;

  /* One seed: the same ids and shapes. */
  stage_init (&one, make (suite), suite->seed);
  stage_init (&other, make (suite), suite->seed);
  stage_look (&other);
  for (guint i = 0; is_kept && i < N_SURFACES; i++)
    {
      g_autoptr (SumacPixels) written = stage_random_pixels (&one, i);

      stage_write (&one, i, written);

      g_autoptr (SumacPixels) now = stage_read (&other, i);

      is_kept = is_the_same (now, other.before[i], how);
    }
  stage_clear (&one);
  stage_clear (&other);
  return is_kept;
}

/* Rules of drawing, looked at after each of many random ops */

typedef gboolean (*See) (Stage *stage, const Drawn *drawn, GString *how);

/* Often with the highest byte of 32 bits set, as after WHITENESS: blending looks at it. */
static void
refresh (Stage *stage)
{
  guint at = dice_throw (&stage->dice, N_SURFACES);
  g_autoptr (SumacPixels) pixels = stage_random_pixels (stage, at);

  if (dice_is_one_of (&stage->dice, 2))
    for (gsize i = 3; i < sumac_pixels_size (pixels); i += 4)
      pixels->data[i] = 0xff;
  stage_write (stage, at, pixels);
}

static gboolean
step (Stage *stage, See see, GString *how)
{
  RandomOp random;
  Drawn drawn;

  random_op_init (&random, &stage->dice, &stage->scene);
  stage_draw (stage, &random.op, &drawn);

  gboolean is_kept = see (stage, &drawn, how);

  if (!is_kept)
    {
      g_autofree char *op = random_op_describe (&random.op);

      g_string_append_printf (how, " after: %s", op);
    }
  drawn_clear (&drawn);
  return is_kept;
}

static gboolean
walk (const SumacRendererSuite *suite, See see, GString *how)
{
  gboolean is_kept = TRUE;

  for (guint i = 0; is_kept && i < suite->n_ops; i += OPS_OF_A_SCENE)
    {
      Stage stage;

      stage_init (&stage, make (suite), suite->seed + i);
      for (guint k = 0; is_kept && k < OPS_OF_A_SCENE; k++)
        {
          if (k % OPS_OF_A_REFRESH == 0)
            refresh (&stage);
          is_kept = step (&stage, see, how);
        }
      stage_clear (&stage);
    }
  return is_kept;
}

static gboolean
see_refused (Stage *stage, const Drawn *drawn, GString *how)
{
  return drawn->is_drawn || is_the_same (drawn->after, stage->before[drawn->at], how);
}

static gboolean
check_refused_changes_nothing (const SumacRendererSuite *suite, GString *how)
{
  return walk (suite, see_refused, how);
}

static gboolean
see_equal (Stage *stage G_GNUC_UNUSED, const Drawn *drawn, GString *how)
{
  return !drawn->is_drawn || is_the_same (drawn->after, drawn->reference, how);
}

static gboolean
check_draws_like_reference (const SumacRendererSuite *suite, GString *how)
{
  return walk (suite, see_equal, how);
}

static gboolean
is_inside (const SumacRect *rect, gint x, gint y)
{
  return x >= rect->left && x < rect->right && y >= rect->top && y < rect->bottom;
}

static gboolean
see_covered (Stage *stage, const Drawn *drawn, GString *how)
{
  const SumacPixels *before = stage->before[drawn->at];
  const SumacRect *damage = &drawn->damage;

  for (gint y = 0; drawn->is_drawn && y < before->height; y++)
    for (gint x = 0; x < before->width; x++)
      if (!is_inside (damage, x, y) && pixel_at (before, x, y) != pixel_at (drawn->after, x, y))
        {
          g_string_printf (how, "pixel %d,%d changed outside of the damage %d,%d…%d,%d", x, y,
                           damage->left, damage->top, damage->right, damage->bottom);
          return FALSE;
        }
  return TRUE;
}

static gboolean
check_damage_covers (const SumacRendererSuite *suite, GString *how)
{
  return walk (suite, see_covered, how);
}

static gboolean
see_within (Stage *stage G_GNUC_UNUSED, const Drawn *drawn, GString *how)
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

static gboolean
check_damage_is_within (const SumacRendererSuite *suite, GString *how)
{
  return walk (suite, see_within, how);
}

static gboolean
see_others (Stage *stage, const Drawn *drawn, GString *how)
{
  for (guint i = 0; i < N_SURFACES; i++)
    {
      if (i == drawn->at)
        continue;

      g_autoptr (SumacPixels) now = stage_read (stage, i);

      if (!is_the_same (now, stage->before[i], how))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_others_stay (const SumacRendererSuite *suite, GString *how)
{
  return walk (suite, see_others, how);
}

/* What all surfaces are now, added to @seen (of SumacPixels). */
static void
see_all (Stage *stage, GPtrArray *seen)
{
  for (guint i = 0; i < N_SURFACES; i++)
    g_ptr_array_add (seen, stage_read (stage, i));
}

/* With frames of videos between. All stays until the end: that it must not be kept is another
 * rule's. */
static void
draw_row (Stage *stage, gboolean looks_between)
{
  RandomOp *row = g_new (RandomOp, OPS_OF_A_ROW);
  RandomVideo videos[OPS_OF_A_ROW];
  guint n_videos = 0;
  SumacRect damage;

  for (guint i = 0; i < OPS_OF_A_ROW; i++)
    {
      random_op_init (&row[i], &stage->dice, &stage->scene);
      sumac_renderer_draw (stage->renderer, &row[i].op, &damage);
      if (looks_between)
        stage_look (stage);
      if (dice_is_one_of (&stage->dice, OPS_OF_A_VIDEO))
        video_draw_random (stage, &videos[n_videos++]);
    }
  stage_look (stage);
  for (guint i = 0; i < n_videos; i++)
    random_video_clear (&videos[i]);
  g_free (row);
}

/* The surfaces after each row. What is refused is left out. */
static GPtrArray *
draw_rows (const SumacRendererSuite *suite, guint64 seed, gboolean looks_between)
{
  GPtrArray *seen = g_ptr_array_new_with_free_func ((GDestroyNotify) sumac_pixels_unref);
  Stage stage;

  stage_init (&stage, make (suite), seed);
  for (guint i = 0; i < OPS_OF_A_SCENE; i += OPS_OF_A_ROW)
    {
      refresh (&stage);
      draw_row (&stage, looks_between);
      see_all (&stage, seen);
    }
  stage_clear (&stage);
  return seen;
}

static gboolean
check_rows (const SumacRendererSuite *suite, GString *how)
{
  gboolean is_kept = TRUE;

  for (guint i = 0; is_kept && i < suite->n_ops; i += OPS_OF_A_SCENE)
    {
      g_autoptr (GPtrArray) expected = draw_rows (suite, suite->seed + i, TRUE);
      g_autoptr (GPtrArray) got = draw_rows (suite, suite->seed + i, FALSE);

      for (guint k = 0; is_kept && k < expected->len; k++)
        is_kept =
            is_the_same (g_ptr_array_index (got, k), g_ptr_array_index (expected, k), how);
    }
  return is_kept;
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
plain_copy_init (PlainCopy *copy, Stage *stage)
{
  const SurfaceShape *shape = &stage->scene.surfaces[0];
  SumacRect whole = { 0, 0, shape->width, shape->height };
  gint middle = shape->width / 2;

  copy->picture = stage_random_pixels (stage, 0);
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

/* What the surface is after the op was drawn, and after that meddled with. */
static SumacPixels *
draw_and_meddle (const SumacRendererSuite *suite, void (*meddle) (PlainCopy *copy))
{
  PlainCopy copy;
  Stage stage;

  stage_init (&stage, make (suite), suite->seed);
  plain_copy_init (&copy, &stage);
  sumac_renderer_draw (stage.renderer, &copy.op, &(SumacRect){ 0 });
  meddle (&copy);

  SumacPixels *got = stage_read (&stage, 0);

  stage_clear (&stage);
  sumac_pixels_unref (copy.picture);
  return got;
}

static void
leave_alone (PlainCopy *copy G_GNUC_UNUSED)
{
}

static gboolean
survives (const SumacRendererSuite *suite, void (*meddle) (PlainCopy *copy), GString *how)
{
  g_autoptr (SumacPixels) expected = draw_and_meddle (suite, leave_alone);
  g_autoptr (SumacPixels) got = draw_and_meddle (suite, meddle);

  return is_the_same (got, expected, how);
}

/* After the return the op's memory is somebody else's. */
static void
reuse_op (PlainCopy *copy)
{
  copy->op.box = copy->op.source_area = nothing;
  copy->rects[0] = copy->rects[1] = nothing;
}

static gboolean
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

static gboolean
check_pixels_are_held (const SumacRendererSuite *suite, GString *how)
{
  return survives (suite, reuse_pixels, how);
}

/* A reference more than needed, so that one too few is seen and not died of. */
static gboolean
check_references_come_back (const SumacRendererSuite *suite, GString *how)
{
  PlainCopy copy;
  Stage stage;

  stage_init (&stage, make (suite), suite->seed);
  plain_copy_init (&copy, &stage);
  sumac_pixels_ref (copy.picture);
  sumac_renderer_draw (stage.renderer, &copy.op, &(SumacRect){ 0 });
  stage_leave (&stage);

  gint count = __atomic_load_n (&copy.picture->ref_count, __ATOMIC_ACQUIRE);

  if (count != 2)
    g_string_printf (how, "of 2 references to a picture %d are there at the end", count);
  for (gint i = 0; i < MIN (count, 2); i++)
    sumac_pixels_unref (copy.picture);
  stage_clear (&stage);
  return how->len == 0;
}

/* clang-format off */
const SumacRendererRule sumac_renderer_rules[] = {
  { "probe-gives-a-reason",
    "A probe that does not agree sets an error with a sentence.",
    check_probe },
  { "new-surface-is-zero",
    "All pixels of a new surface are zero.",
    check_new_is_zero },
  { "view-fits-the-surface",
    "A view has the surface's format and size, and rows that hold it.",
    check_view_fits },
  { "written-pixels-stay",
    "What is written through a map is there at the next one.",
    check_written_stays },
  { "maps-are-apart",
    "Several surfaces can be mapped at once, each in memory of its own.",
    check_several_maps },
  { "destroyed-surface-is-gone",
    "A surface with the id of a destroyed one is a new one.",
    check_destroyed_is_gone },
  { "instances-are-apart",
    "Two renderers share no surface.",
    check_instances_are_apart },
  { "refused-op-changes-nothing",
    "An op that draw refuses has changed no pixel.",
    check_refused_changes_nothing },
  { "drawn-op-equals-the-reference",
    "An op that draw accepts looks as the reference draws it, in every bit.",
    check_draws_like_reference },
  { "damage-covers-what-changed",
    "The damage is around every pixel that an op changed.",
    check_damage_covers },
  { "damage-lies-within-the-surface",
    "The damage does not reach beyond the surface.",
    check_damage_is_within },
  { "only-the-destination-changes",
    "An op changes no other surface than its own.",
    check_others_stay },
  { "ops-in-a-row-add-up",
    "Ops that nobody looks between do what they do one by one.",
    check_rows },
  { "op-is-not-kept",
    "An op and its lists are not looked at after draw has returned.",
    check_op_is_not_kept },
  { "kept-pixels-are-held",
    "Pixels that are used after draw has returned are held by a reference.",
    check_pixels_are_held },
  { "references-come-back",
    "All references to pixels, and no others, are given back in the end.",
    check_references_come_back },
  { "refused-video-changes-nothing",
    "A frame that video refuses has changed no pixel.",
    video_check_refused },
  { "video-looks-like-the-reference",
    "A frame that video accepts looks as the reference draws it: each pixel is that of the picture whose middle is nearest, and where Y, Cb and Cr are converted, its colours are at most 1 step away.",
    video_check_like_reference },
  { "video-damage-is-right",
    "The damage of a frame lies within the surface, around every pixel that has changed.",
    video_check_damage },
  { "kept-pictures-are-held",
    "A picture that is looked at after video has returned is held by a reference.",
    video_check_pictures_are_held },
  { "picture-references-come-back",
    "All references to pictures, and no others, are given back in the end.",
    video_check_references_come_back },
};
/* clang-format on */

const guint sumac_n_renderer_rules = G_N_ELEMENTS (sumac_renderer_rules);

char *
sumac_renderer_suite_check (const SumacRendererSuite *suite, const SumacRendererRule *rule)
{
  g_autoptr (GString) how = g_string_new (NULL);

  if (rule->check (suite, how))
    return NULL;
  return g_strdup_printf ("broken rule %s: %s But %s (seed %" G_GUINT64_FORMAT ").", rule->name,
                          rule->says, how->str, suite->seed);
}
