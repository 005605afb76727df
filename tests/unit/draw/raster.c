/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The rasteriser against a model that goes pixel by pixel, on random ops; its golden files;
 * and the rules of its header: damage, refusals, what stays untouched. A failing random case
 * is found again with the seed that GLib prints: raster --seed=R02S… */

#include "draw/raster.h"

#include "model.h"
#include "support/golden.h"

#include "draw/op-text.h"
#include "draw/op-uses.h"
#include "draw/raster-scale.h"

#include <sumac/error.h>

#include <string.h>

#define N_CASES    6000
#define N_SURFACES 12
#define N_PICTURES 14
#define MAX_RECTS  24
#define MAX_LIST   8

/* Wider memory than the surface needs: what lies right of it must stay. */
#define GUARD 40

typedef struct
{
  SumacView surfaces[N_SURFACES];
  SumacPixels *memory[N_SURFACES];
  SumacPixels *before[N_SURFACES];
  SumacPixels *pictures[N_PICTURES];
} Scene;

/* An op with its lists. */
typedef struct
{
  SumacOp op;
  guint dest;
  SumacRect rects[MAX_RECTS];
  SumacFixedPoint points[MAX_LIST][MAX_LIST];
  SumacSegment segments[MAX_LIST];
  SumacGlyph glyphs[MAX_LIST];
  guint8 rows[MAX_LIST][1024];
} Random;

static gint
between (gint low, gint high)
{
  return g_test_rand_int_range (low, high + 1);
}

static gboolean
one_of (gint n)
{
  return between (1, n) == 1;
}

static guint32
any_u32 (void)
{
  return (guint32) g_test_rand_int ();
}

/* ---- the scene ---- */

static SumacPixels *
new_picture (SumacPixelFormat format, gint width, gint height)
{
  SumacPixels *pixels = sumac_pixels_new (format, width, height, NULL);

  if (one_of (2))
    sumac_pixels_flip (pixels);
  sumac_golden_noise (pixels, any_u32 ());

  /* The bytes without a meaning too. */
  if (format == SUMAC_PIXELS_XRGB32 && one_of (3))
    for (gint y = 0; y < height; y++)
      for (gint x = 0; x < width; x++)
        sumac_pixels_row (pixels, y)[4 * x + 3] = (guint8) any_u32 ();
  return pixels;
}

static void
scene_init (Scene *scene)
{
  for (guint i = 0; i < N_SURFACES; i++)
    {
      SumacPixelFormat format = (SumacPixelFormat) (i % SUMAC_N_PIXEL_FORMATS);
      gint width = between (1, 44);

      scene->memory[i] = new_picture (format, width + GUARD, between (1, 30));
      scene->before[i] =
          sumac_pixels_new (format, scene->memory[i]->width, scene->memory[i]->height, NULL);
      scene->surfaces[i] = sumac_pixels_view (scene->memory[i]);
      scene->surfaces[i].width = width;
    }
  for (guint i = 0; i < N_PICTURES; i++)
    scene->pictures[i] =
        new_picture (i < 2 ? SUMAC_PIXELS_A1 : (SumacPixelFormat) (i % SUMAC_N_PIXEL_FORMATS),
                     one_of (4) ? between (1, 3) : between (1, 50),
                     one_of (4) ? between (1, 3) : between (1, 40));
}

static void
scene_clear (Scene *scene)
{
  for (guint i = 0; i < N_SURFACES; i++)
    {
      sumac_pixels_unref (scene->memory[i]);
      sumac_pixels_unref (scene->before[i]);
    }
  for (guint i = 0; i < N_PICTURES; i++)
    sumac_pixels_unref (scene->pictures[i]);
}

/* The bytes as they lie, guards and all. */
static void
keep (Scene *scene)
{
  for (guint i = 0; i < N_SURFACES; i++)
    memcpy (scene->before[i]->data, sumac_pixels_first (scene->memory[i]),
            sumac_pixels_size (scene->memory[i]));
}

static void
put_back (Scene *scene)
{
  for (guint i = 0; i < N_SURFACES; i++)
    memcpy (sumac_pixels_first (scene->memory[i]), scene->before[i]->data,
            sumac_pixels_size (scene->memory[i]));
}

static gboolean
look (gpointer data, guint32 id, SumacView *view)
{
  Scene *scene = data;

  if (id >= N_SURFACES)
    return FALSE;
  *view = scene->surfaces[id];
  return TRUE;
}

static Picture *
model_look (gpointer data, const SumacSource *source)
{
  Scene *scene = data;
  SumacView view;

  if (source->kind == SUMAC_SOURCE_PIXELS)
    view = sumac_pixels_view (source->pixels);
  else if (source->kind == SUMAC_SOURCE_NONE || !look (scene, source->surface, &view))
    return NULL;
  return picture_new (&view);
}

static const char *
name_of (gpointer data, SumacPixels *pixels)
{
  static char name[16];
  Scene *scene = data;

  for (guint i = 0; i < N_PICTURES; i++)
    if (scene->pictures[i] == pixels)
      g_snprintf (name, sizeof name, "p%u", i);
  return name;
}

static SumacPixels *
look_up (gpointer data, const char *name)
{
  Scene *scene = data;
  guint64 i = g_ascii_strtoull (name + 1, NULL, 10);

  return i < N_PICTURES ? scene->pictures[i] : NULL;
}

/* ---- random ops ---- */

static SumacRect
random_rect (gint width, gint height)
{
  gint ax = between (-width / 3 - 2, width + width / 3 + 2);
  gint bx = between (-width / 3 - 2, width + width / 3 + 2);
  gint ay = between (-height / 3 - 2, height + height / 3 + 2);
  gint by = between (-height / 3 - 2, height + height / 3 + 2);

  if (one_of (30))
    return (SumacRect){ ax, ay, bx, by };
  if (one_of (60))
    return (SumacRect){ -(1 << 24), ay, 1 << 24, by };
  return (SumacRect){ MIN (ax, bx), MIN (ay, by), MAX (ax, bx), MAX (ay, by) };
}

static SumacSource
random_source (const Scene *scene)
{
  if (one_of (60))
    return (SumacSource){ .kind = SUMAC_SOURCE_NONE };
  if (one_of (60))
    return (SumacSource){ .kind = SUMAC_SOURCE_SURFACE, .surface = N_SURFACES };
  if (one_of (2))
    return (SumacSource){
      .kind = SUMAC_SOURCE_SURFACE,
      .surface = (guint32) between (0, N_SURFACES - 1),
    };
  return (SumacSource){
    .kind = SUMAC_SOURCE_PIXELS,
    .pixels = scene->pictures[between (0, N_PICTURES - 1)],
  };
}

static SumacBrush
random_brush (const Scene *scene)
{
  SumacBrush brush = { .kind = (SumacBrushKind) between (0, 2) };

  if (brush.kind == SUMAC_BRUSH_SOLID)
    brush.color = any_u32 ();
  if (brush.kind == SUMAC_BRUSH_PATTERN)
    {
      brush.pattern = random_source (scene);
      brush.x = one_of (20) ? (gint32) any_u32 () : between (-99, 99);
      brush.y = one_of (20) ? (gint32) any_u32 () : between (-99, 99);
    }
  return brush;
}

static SumacMask
random_mask (const Scene *scene, guint dest)
{
  SumacMask mask = { .is_inverse = one_of (2) };
  guint kind = (guint) between (0, 9);

  if (kind < 5)
    return mask;
  mask.bits.kind = SUMAC_SOURCE_PIXELS;
  mask.bits.pixels = scene->pictures[between (0, 1)];
  if (kind == 8)
    mask.bits = (SumacSource){
      .kind = SUMAC_SOURCE_SURFACE,
      .surface = (guint32) (between (0, 1) * 6 + between (0, 1)),
    };
  if (kind == 9)
    mask.bits = (SumacSource){ .kind = SUMAC_SOURCE_SURFACE, .surface = dest };
  mask.x = one_of (20) ? (gint32) any_u32 () : between (-20, 20);
  mask.y = one_of (20) ? (gint32) any_u32 () : between (-20, 20);
  return mask;
}

static void
random_clip (Random *r, const SumacView *view)
{
  guint n = one_of (3) ? (guint) between (0, MAX_RECTS) : (guint) between (0, 3);

  r->op.clip.is_set = one_of (2);
  if (!r->op.clip.is_set)
    return;
  for (guint i = 0; i < n; i++)
    r->rects[i] = random_rect (view->width, view->height);
  if (one_of (3))
    for (guint i = 0; i < n; i++)
      r->rects[i] = (SumacRect){ (gint) i * 3, (gint) (i / 5) * 4, (gint) i * 3 + 2,
                                 (gint) (i / 5) * 4 + 3 };
  if (one_of (3) && n > 4)
    for (guint i = 0; i < n; i++)
      r->rects[i] = (SumacRect){ (gint) (i % 5) * 6, (gint) (i / 5) * 4, (gint) (i % 5) * 6 + 5,
                                 (gint) (i / 5) * 4 + 3 };
  r->op.clip.n_rects = n;
  r->op.clip.rects = r->rects;
}

static SumacView
view_of (const Scene *scene, const SumacSource *source)
{
  if (source->kind == SUMAC_SOURCE_PIXELS)
    return sumac_pixels_view (source->pixels);
  if (source->kind == SUMAC_SOURCE_SURFACE && source->surface < N_SURFACES)
    return scene->surfaces[source->surface];
  return (SumacView){ .width = 10, .height = 10 };
}

static void
random_picture_source (Random *r, const Scene *scene)
{
  SumacOp *op = &r->op;

  op->source = random_source (scene);
  if (one_of (5))
    op->source = (SumacSource){ .kind = SUMAC_SOURCE_SURFACE, .surface = r->dest };

  SumacView view = view_of (scene, &op->source);

  op->source_area = random_rect (view.width, view.height);
  op->scale = (SumacScale) between (0, 1);
  if (one_of (3) || op->kind == SUMAC_OP_COMPOSITE)
    return;

  /* Mostly unscaled. */
  op->source_area.right = op->source_area.left + sumac_rect_width (&op->box);
  op->source_area.bottom = op->source_area.top + sumac_rect_height (&op->box);
  if (MIN (op->source_area.right, op->source_area.bottom) < -(1 << 24) ||
      MAX (op->source_area.right, op->source_area.bottom) > 1 << 24)
    op->source_area = op->box;
}

static void
random_segments (Random *r, const SumacView *view)
{
  guint n = (guint) between (0, MAX_LIST);

  for (guint i = 0; i < n; i++)
    {
      guint n_points = (guint) between (0, MAX_LIST);

      for (guint k = 0; k < n_points; k++)
        r->points[i][k] = (SumacFixedPoint){
          between (-view->width * 16, view->width * 32),
          between (-view->height * 16, view->height * 32),
        };
      r->segments[i] = (SumacSegment){
        .flags = (guint) between (0, 15) & ~4u,
        .n_points = n_points,
        .points = r->points[i],
      };
    }
  r->op.u.stroke.n_segments = n;
  r->op.u.stroke.segments = r->segments;
}

static void
random_glyphs (Random *r, const Scene *scene, const SumacView *view)
{
  static const guint depths[] = { 1, 4, 8 };
  guint n = (guint) between (0, MAX_LIST);

  r->op.u.text.bits = depths[between (0, 2)];
  r->op.u.text.back = random_brush (scene);
  if (one_of (2))
    r->op.u.text.back_area = random_rect (view->width, view->height);
  for (guint i = 0; i < n; i++)
    {
      r->glyphs[i] = (SumacGlyph){
        .x = between (-8, view->width),
        .y = between (-8, view->height),
        .width = (guint16) between (0, 20),
        .height = (guint16) between (0, 20),
        .rows = r->rows[i],
      };
      for (guint k = 0; k < sizeof r->rows[i]; k++)
        r->rows[i][k] = one_of (3) ? 0 : (guint8) any_u32 ();
    }
  r->op.u.text.n_glyphs = n;
  r->op.u.text.glyphs = r->glyphs;
}

static void
random_composite (Random *r, const Scene *scene)
{
  static const guint8 operators[] = { 0, 1, 3, 12 };
  typeof (r->op.u.composite) *c = &r->op.u.composite;

  c->op = operators[between (0, 3)];
  c->filter = (guint8) between (0, 4);
  c->x = (gint16) between (-20, 20);
  c->y = (gint16) between (-20, 20);
  c->mask_x = (gint16) between (-20, 20);
  c->mask_y = (gint16) between (-20, 20);
  c->source_opaque = one_of (2);
  c->dest_opaque = one_of (2);
  if (one_of (2))
    c->mask = random_source (scene);
}

static void
random_op (Random *r, const Scene *scene, SumacOpKind kind)
{
  memset (r, 0, sizeof *r);
  r->dest = (guint) between (0, N_SURFACES - 1);

  const SumacView *view = &scene->surfaces[r->dest];
  SumacOp *op = &r->op;

  op->kind = kind;
  op->surface = r->dest;
  op->box = random_rect (view->width, view->height);
  random_clip (r, view);
  op->mask = random_mask (scene, r->dest);
  op->brush = random_brush (scene);
  op->rop = one_of (3) ? SUMAC_ROP_COPY : (SumacRop) between (0, 15);
  random_picture_source (r, scene);
  switch (kind)
    {
    case SUMAC_OP_TRANSPARENT:
      op->u.transparent.key = one_of (2) ? 0 : any_u32 ();
      break;
    case SUMAC_OP_ALPHA_BLEND:
      op->u.alpha_blend.alpha = one_of (3) ? 255 : (guint8) any_u32 ();
      op->u.alpha_blend.dest_has_alpha = one_of (2);
      op->u.alpha_blend.source_has_alpha = one_of (2);
      break;
    case SUMAC_OP_COPY_BITS:
      op->u.copy_bits.x = one_of (20) ? (gint32) any_u32 () : op->box.left + between (-9, 9);
      op->u.copy_bits.y = one_of (20) ? (gint32) any_u32 () : op->box.top + between (-9, 9);
      break;
    case SUMAC_OP_COMPOSITE:
      /* pixman's offsets have 16 bits. */
      op->box.left = MAX (op->box.left, -100);
      random_composite (r, scene);
      break;
    case SUMAC_OP_ROP3:
      op->u.rop3.code = (guint8) any_u32 ();
      break;
    case SUMAC_OP_STROKE:
      random_segments (r, view);
      break;
    case SUMAC_OP_TEXT:
      random_glyphs (r, scene, view);
      break;
    case SUMAC_OP_FILL:
    case SUMAC_OP_OPAQUE:
    case SUMAC_OP_COPY:
    case SUMAC_OP_BLEND:
    case SUMAC_OP_BLACKNESS:
    case SUMAC_OP_WHITENESS:
    case SUMAC_OP_INVERS:
      break;
    }
}

/* ---- comparing ---- */

/* Blending leaves in xRGB's unused byte what it finds (display spec §5); scaling leaves there, and
 * in a bit without a meaning, what pixman likes. */
static guint32
meaning (const SumacOp *op, SumacPixelFormat format)
{
  gboolean is_blended = op->kind == SUMAC_OP_ALPHA_BLEND || op->kind == SUMAC_OP_COMPOSITE ||
                        op->kind == SUMAC_OP_TEXT;
  gboolean is_scaled = sumac_op_uses (op->kind) & SUMAC_USES_AREA &&
                       op->kind != SUMAC_OP_ALPHA_BLEND && sumac_raster_is_scaled (op);

  if (is_blended && format == SUMAC_PIXELS_XRGB32)
    return 0x00ffffff;
  if (is_scaled && (format == SUMAC_PIXELS_XRGB32 || format == SUMAC_PIXELS_ARGB32))
    return 0x00ffffff;
  if ((is_blended || is_scaled) && format == SUMAC_PIXELS_RGB555)
    return 0x7fff;
  return 0xffffffff;
}

static void
assert_same_pixels (const SumacOp *op,
                    const Picture *got,
                    const Picture *wanted,
                    const char *text)
{
  guint32 mask = meaning (op, got->format);

  for (gint y = 0; y < got->height; y++)
    for (gint x = 0; x < got->width; x++)
      {
        guint32 a = got->pixels[y * got->width + x];
        guint32 b = wanted->pixels[y * got->width + x];

        if ((a ^ b) & mask)
          g_test_message ("at %d,%d of %dx%d, format %d: %08x, wanted %08x: %s", x, y,
                          got->width, got->height, (gint) got->format, a, b, text);
        g_assert_cmphex (a & mask, ==, b & mask);
      }
}

/* Bits outside @damage and right of the surface are as before. */
static void
assert_only_damage (const Scene *scene, guint dest, const SumacRect *damage)
{
  SumacView now = sumac_pixels_view (scene->memory[dest]);
  SumacView then = sumac_pixels_view (scene->before[dest]);

  if (now.stride < 0)
    {
      then.data += then.stride * (then.height - 1);
      then.stride = -then.stride;
    }

  Picture *got = picture_new (&now);
  Picture *wanted = picture_new (&then);

  for (gint y = 0; y < now.height; y++)
    for (gint x = 0; x < now.width; x++)
      if (x < damage->left || x >= damage->right || y < damage->top || y >= damage->bottom)
        g_assert_cmphex (got->pixels[y * now.width + x], ==, wanted->pixels[y * now.width + x]);
  picture_free (got);
  picture_free (wanted);
}

static void
assert_others_untouched (const Scene *scene, guint dest)
{
  for (guint i = 0; i < N_SURFACES; i++)
    if (i != dest)
      g_assert_cmpmem (sumac_pixels_first (scene->memory[i]),
                       (gint) sumac_pixels_size (scene->memory[i]), scene->before[i]->data,
                       (gint) sumac_pixels_size (scene->before[i]));
}

/* Draws once, and compares with the model. */
static void
check_op (Scene *scene, const Random *r, const char *text)
{
  const SumacView *view = &scene->surfaces[r->dest];
  const SumacRasterSurfaces surfaces = { look, scene };
  SumacRect damage;
  Picture *wanted = picture_new (view);
  gboolean can = model_draw (&r->op, wanted, model_look, scene);

  keep (scene);

  gboolean ok = sumac_raster_draw (&r->op, view, &surfaces, &damage);
  Picture *got = picture_new (view);

  /* Where nothing is to be drawn, be it for the mask, sources may be missing; a ternary code
   * may need none. */
  if (!ok && can)
    g_test_message ("refused: %s", text);
  if (can)
    g_assert_cmpint (ok, ==, TRUE);
  if (!ok)
    g_assert_cmpint (damage.right, ==, 0);
  if (ok && can)
    assert_same_pixels (&r->op, got, wanted, text);
  if (ok && can)
    assert_only_damage (scene, r->dest, &damage);
  else if (!ok)
    assert_only_damage (scene, r->dest, &(SumacRect){ 0, 0, 0, 0 });
  assert_others_untouched (scene, r->dest);
  picture_free (got);
  picture_free (wanted);
}

static void
check_through_text (const Random *r, const char *text, const SumacOpNames *names)
{
  SumacArena arena;
  SumacOp op;
  g_autoptr (GError) error = NULL;

  sumac_arena_init (&arena);
  sumac_op_parse (text, names, &arena, &op, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sumac_op_equal (&r->op, &op), ==, TRUE);
  sumac_arena_clear (&arena);
}

static void
test_model (gconstpointer data)
{
  SumacOpKind kind = (SumacOpKind) GPOINTER_TO_UINT (data);
  Scene scene;

  scene_init (&scene);
  for (guint i = 0; i < N_CASES / SUMAC_N_OP_KINDS * 2; i++)
    {
      const SumacOpNames names = { name_of, look_up, &scene };
      Random r;
      g_autoptr (GString) text = g_string_new (NULL);

      if (i % 50 == 49)
        {
          scene_clear (&scene);
          scene_init (&scene);
        }
      random_op (&r, &scene, kind);
      sumac_op_print (&r.op, &names, text);
      check_through_text (&r, text->str, &names);
      check_op (&scene, &r, text->str);
    }
  scene_clear (&scene);
}

/* ---- drawn in pieces ---- */

static gboolean
is_surface (const SumacSource *source, guint32 id)
{
  return source->kind == SUMAC_SOURCE_SURFACE && source->surface == id;
}

/* Whether an op drawn in pieces gives the same: not when it reads what it draws, nor when it
 * looks at the first pixel of all. */
static gboolean
can_be_cut (const SumacOp *op, SumacPixelFormat format)
{
  gboolean looks_first = op->kind == SUMAC_OP_ALPHA_BLEND || op->kind == SUMAC_OP_TEXT;

  return op->kind != SUMAC_OP_COPY_BITS && !(looks_first && format == SUMAC_PIXELS_XRGB32) &&
         !is_surface (&op->source, op->surface) && !is_surface (&op->mask.bits, op->surface) &&
         !is_surface (&op->brush.pattern, op->surface) &&
         !(op->kind == SUMAC_OP_TEXT && is_surface (&op->u.text.back.pattern, op->surface)) &&
         !(op->kind == SUMAC_OP_COMPOSITE && is_surface (&op->u.composite.mask, op->surface));
}

/* Draws only what lies in @piece. */
static gboolean
draw_piece (const SumacOp *op,
            const SumacView *view,
            const SumacRasterSurfaces *surfaces,
            const SumacRect *piece)
{
  g_autofree SumacRect *rects = g_new (SumacRect, op->clip.n_rects + 1);
  SumacOp cut = *op;
  SumacRect damage;

  for (guint i = 0; i < op->clip.n_rects; i++)
    sumac_rect_intersect (&op->clip.rects[i], piece, &rects[i]);
  rects[op->clip.n_rects] = *piece;
  cut.clip.is_set = TRUE;
  cut.clip.n_rects = op->clip.is_set ? op->clip.n_rects : 1;
  cut.clip.rects = rects;
  return sumac_raster_draw (&cut, view, surfaces, &damage);
}

/* In four pieces around a random point. */
static gboolean
draw_cut (const SumacOp *op, const SumacView *view, const SumacRasterSurfaces *surfaces)
{
  gint x = between (0, view->width);
  gint y = between (0, view->height);
  const SumacRect pieces[] = {
    { 0, 0, x, y },
    { x, 0, view->width, y },
    { 0, y, x, view->height },
    { x, y, view->width, view->height },
  };
  gboolean ok = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    ok &= draw_piece (op, view, surfaces, &pieces[i]);
  return ok;
}

static void
bend_and_dash (Random *r)
{
  static const gint32 style[] = { 48, 33, 160, 16, 7 * 16 };

  for (guint i = 0; i < r->op.u.stroke.n_segments; i++)
    if (one_of (2))
      r->segments[i].flags |= SUMAC_PATH_BEZIER;
  if (one_of (2))
    {
      r->op.u.stroke.n_style = (guint) between (1, (gint) G_N_ELEMENTS (style));
      r->op.u.stroke.style = style;
      r->op.u.stroke.starts_with_gap = one_of (2);
    }
}

static void
check_cut (Scene *scene, const Random *r, const char *text)
{
  const SumacView *view = &scene->surfaces[r->dest];
  const SumacRasterSurfaces surfaces = { look, scene };
  SumacRect damage;

  keep (scene);

  gboolean ok = sumac_raster_draw (&r->op, view, &surfaces, &damage);
  Picture *wanted = picture_new (view);

  put_back (scene);

  gboolean ok_in_pieces = draw_cut (&r->op, view, &surfaces);
  Picture *got = picture_new (view);

  if (ok)
    g_assert_cmpint (ok_in_pieces, ==, TRUE);
  if (ok)
    assert_same_pixels (&r->op, got, wanted, text);
  picture_free (got);
  picture_free (wanted);
}

static void
test_pieces (void)
{
  Scene scene;

  scene_init (&scene);
  for (guint i = 0; i < N_CASES; i++)
    {
      const SumacOpNames names = { name_of, look_up, &scene };
      Random r;
      g_autoptr (GString) text = g_string_new (NULL);

      random_op (&r, &scene, (SumacOpKind) (i % SUMAC_N_OP_KINDS));
      if (r.op.kind == SUMAC_OP_STROKE)
        bend_and_dash (&r);
      sumac_op_print (&r.op, &names, text);
      check_through_text (&r, text->str, &names);
      if (can_be_cut (&r.op, scene.surfaces[r.dest].format))
        check_cut (&scene, &r, text->str);
    }
  scene_clear (&scene);
}

/* ---- golden files ---- */

/* Where two pictures differ; FALSE when they do not. */
static gboolean
differs (const SumacPixels *a, const SumacPixels *b, gint *out_x, gint *out_y)
{
  for (gint y = 0; y < a->height; y++)
    for (gint x = 0; x < a->width; x++)
      if (memcmp (sumac_pixels_row (a, y) + 4 * x, sumac_pixels_row (b, y) + 4 * x, 4) != 0)
        {
          *out_x = x;
          *out_y = y;
          return TRUE;
        }
  return FALSE;
}

/* Leaves what came out, what was wanted and the difference where a person can look. */
static void
show_difference (const char *name, const SumacPixels *got, const SumacPixels *wanted)
{
  g_autofree char *folder = g_dir_make_tmp ("sumac-golden-XXXXXX", NULL);
  g_autofree char *got_path = g_strdup_printf ("%s/%s.got.png", folder, name);
  g_autofree char *wanted_path = g_strdup_printf ("%s/%s.wanted.png", folder, name);
  g_autofree char *difference_path = g_strdup_printf ("%s/%s.difference.png", folder, name);
  g_autoptr (SumacPixels) difference =
      sumac_pixels_new (SUMAC_PIXELS_XRGB32, got->width, got->height, NULL);

  for (gsize i = 0; i < sumac_pixels_size (got); i++)
    difference->data[i] = got->data[i] ^ wanted->data[i] ? 0xff : 0;
  golden_write_png (got, got_path);
  golden_write_png (wanted, wanted_path);
  golden_write_png (difference, difference_path);
  g_test_message ("see %s", folder);
}

static void
assert_picture (const char *name,
                const char *how,
                const SumacGolden *golden,
                const SumacPixels *wanted)
{
  g_autoptr (SumacPixels) got = golden_picture (golden);
  gint x, y;

  g_assert_cmpint (got->width, ==, wanted->width);
  g_assert_cmpint (got->height, ==, wanted->height);
  if (!differs (got, wanted, &x, &y))
    return;
  g_test_message ("%s, %s: differs first at %d,%d", name, how, x, y);
  show_difference (name, got, wanted);
  g_test_fail ();
}

static const SumacOp *
op_at (const SumacGolden *golden, guint i)
{
  return &((const SumacOp *) (void *) golden->ops->data)[i];
}

typedef enum
{
  AS_IT_IS,
  THROUGH_TEXT,
  IN_PIECES,
} How;

static void
draw_one (SumacGolden *golden, const SumacOp *op, How how)
{
  SumacRasterSurfaces surfaces = sumac_golden_surfaces (golden);
  SumacView view;
  SumacRect damage;
  g_autoptr (GString) text = g_string_new (NULL);
  SumacOp again = *op;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (sumac_golden_look (golden, op->surface, &view), ==, TRUE);
  sumac_op_print (op, &golden->names, text);
  if (how == THROUGH_TEXT)
    {
      sumac_op_parse (text->str, &golden->names, &golden->arena, &again, &error);
      g_assert_no_error (error);
      g_assert_cmpint (sumac_op_equal (op, &again), ==, TRUE);
    }
  if (how == IN_PIECES && can_be_cut (op, view.format))
    g_assert_cmpint (draw_cut (op, &view, &surfaces), ==, TRUE);
  else
    g_assert_cmpint (sumac_raster_draw (&again, &view, &surfaces, &damage), ==, TRUE);
}

static void
draw_all (SumacGolden *golden, How how)
{
  sumac_golden_reset (golden);
  for (guint i = 0; i < golden->ops->len; i++)
    draw_one (golden, op_at (golden, i), how);
}

static void
test_golden (gconstpointer data)
{
  const char *name = data;
  g_autofree char *op_name = g_strdup_printf ("%s.op", name);
  g_autofree char *png_name = g_strdup_printf ("%s.png", name);
  g_autofree char *op_path = g_test_build_filename (G_TEST_DIST, "golden", op_name, NULL);
  g_autofree char *png_path = g_test_build_filename (G_TEST_DIST, "golden", png_name, NULL);
  g_autoptr (GError) error = NULL;
  SumacGolden *golden = sumac_golden_load (op_path, &error);

  g_assert_no_error (error);
  draw_all (golden, AS_IT_IS);
  if (g_getenv ("SUMAC_GOLDEN_WRITE"))
    {
      g_autoptr (SumacPixels) picture = golden_picture (golden);

      g_assert_cmpint (golden_write_png (picture, png_path), ==, TRUE);
    }

  g_autoptr (SumacPixels) wanted = golden_read_png (png_path);

  g_assert_nonnull (wanted);
  assert_picture (name, "as it is", golden, wanted);
  draw_all (golden, THROUGH_TEXT);
  assert_picture (name, "through text and back", golden, wanted);
  for (guint i = 0; i < 4; i++)
    {
      draw_all (golden, IN_PIECES);
      assert_picture (name, "in pieces", golden, wanted);
    }
  sumac_golden_free (golden);
}

static void
add_golden (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "golden", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *file;

  g_assert_nonnull (dir);
  while ((file = g_dir_read_name (dir)))
    {
      if (!g_str_has_suffix (file, ".op"))
        continue;

      char *name = g_strndup (file, strlen (file) - strlen (".op"));
      g_autofree char *path = g_strdup_printf ("/raster/golden/%s", name);

      g_test_add_data_func_full (path, name, test_golden, g_free);
    }
}

/* ---- rules, one by one ---- */

static SumacPixels *
black (SumacPixelFormat format, gint width, gint height)
{
  SumacPixels *pixels = sumac_pixels_new (format, width, height, NULL);

  memset (pixels->data, 0, sumac_pixels_size (pixels));
  return pixels;
}

/* Draws a line of text on @pixels, whose surface is 0; the pictures are of @scene. */
static gboolean
draw_text (SumacPixels *pixels, Scene *scene, const char *text, SumacRect *damage)
{
  const SumacOpNames names = { name_of, look_up, scene };
  const SumacRasterSurfaces surfaces = { look, scene };
  SumacView view = sumac_pixels_view (pixels);
  SumacArena arena;
  SumacOp op;
  g_autoptr (GError) error = NULL;

  sumac_arena_init (&arena);
  sumac_op_parse (text, &names, &arena, &op, &error);
  g_assert_no_error (error);

  gboolean ok = sumac_raster_draw (&op, &view, &surfaces, damage);

  sumac_arena_clear (&arena);
  return ok;
}

static void
test_knows (void)
{
  for (guint i = 0; i < SUMAC_N_OP_KINDS; i++)
    g_assert_cmpint (sumac_raster_knows ((SumacOpKind) i), ==, TRUE);
  g_assert_cmpint (sumac_raster_knows ((SumacOpKind) SUMAC_N_OP_KINDS), ==, FALSE);
}

/* Picture p0 is A1, p4 xRGB; there is no surface 12. */
static void
test_refused (void)
{
  static const char *const lines[] = {
    "copy box=0,0,8,8 area=0,0,8,8",
    "copy box=0,0,8,8 area=0,0,8,8 source=surface:12",
    "blend box=0,0,8,8 area=0,0,8,8",
    "opaque box=0,0,8,8 area=0,0,8,8 brush=solid:00ffffff",
    "opaque box=0,0,8,8 area=0,0,8,8 source=pixels:p4 brush=pattern:0,0:none",
    "transparent box=0,0,8,8 area=0,0,8,8",
    "alpha-blend box=0,0,8,8 area=0,0,8,8",
    "composite box=0,0,8,8",
    "composite box=0,0,8,8 source=pixels:p4 mask=surface:12",
    "composite box=0,0,8,8 source=pixels:p4 op=14",
    "composite box=0,0,8,8 source=pixels:p4 op=255",
    "composite box=0,0,8,8 source=pixels:p4 filter=5",
    "composite box=0,0,8,8 source=pixels:p4 repeat=4",
    "composite box=0,0,8,8 source=pixels:p4 mask=pixels:p0 mask-filter=7",
    "rop3 box=0,0,8,8 area=0,0,8,8 code=cc",
    "rop3 box=0,0,8,8 area=0,0,8,8 code=f0 brush=pattern:0,0:surface:12",
    "fill box=0,0,8,8 brush=pattern:0,0:none",
    "fill box=0,0,8,8 brush=solid:00ffffff mask=surface:12",
    "fill box=0,0,8,8 brush=solid:00ffffff mask=pixels:p4",
    "whiteness box=0,0,8,8 mask=surface:12",
    "fill box=-16777217,0,8,8 brush=solid:00ffffff",
    "fill box=0,0,8,2147483647 brush=solid:00ffffff",
    "copy box=0,0,8,8 source=pixels:p4 area=-2147483648,0,8,8",
    "copy box=0,0,1,1 source=pixels:p4 area=0,0,16777216,1",
    "stroke box=0,0,8,8 brush=pattern:0,0:none segment=begin+end:0,0;100,100",
    "text box=0,0,8,8 brush=pattern:0,0:none glyph=0,0,1,1:80",
    "text box=0,0,8,8 brush=solid:00ffffff back=pattern:0,0:none glyph=0,0,1,1:80",
  };
  Scene scene;
  g_autoptr (SumacPixels) pixels = black (SUMAC_PIXELS_XRGB32, 8, 8);

  scene_init (&scene);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      SumacRect damage = { 1, 2, 3, 4 };
      gboolean ok = draw_text (pixels, &scene, lines[i], &damage);

      if (ok)
        g_test_message ("not refused: %s", lines[i]);
      g_assert_cmpint (ok, ==, FALSE);
      g_assert_cmpint (damage.bottom, ==, 0);
      for (gsize k = 0; k < sumac_pixels_size (pixels); k++)
        g_assert_cmpint (pixels->data[k], ==, 0);
    }
  scene_clear (&scene);
}

static void
test_nothing (void)
{
  static const char *const lines[] = {
    "fill brush=solid:00ffffff",
    "fill box=5,5,5,9 brush=solid:00ffffff",
    "fill box=5,5,2,9 brush=solid:00ffffff",
    "fill box=8,0,99,8 brush=solid:00ffffff",
    "fill box=0,0,8,8 clip= brush=solid:00ffffff",
    "fill box=0,0,8,8 clip=1,1,1,5;9,9,20,20 brush=solid:00ffffff",
    "fill box=0,0,8,8 brush=solid:00ffffff rop=noop",
    "fill box=0,0,8,8 brush=solid:00ffffff mask=pixels:p0 mask-at=2147483647,0",
    "fill box=0,0,8,8 brush=solid:00ffffff mask=pixels:p0 mask-at=0,-2147483648 mask-inverse",
    "copy area=0,0,5,5",
    "copy box=0,0,8,8 source=pixels:p4 area=3,3,3,9",
    "copy box=0,0,8,8 source=pixels:p4 area=100,100,108,108",
    "copy box=0,0,8,8 source=pixels:p4 area=0,0,8,8 rop=noop",
    "alpha-blend box=0,0,8,8 source=pixels:p5 area=0,0,8,8 alpha=0",
    "copy-bits box=2,2,7,7 from=2,2",
    "copy-bits box=2,2,7,7 from=-2147483648,2147483647",
    "stroke box=0,0,8,8 brush=solid:00ffffff rop=noop segment=begin+end:0,0;99,99",
  };
  Scene scene;
  g_autoptr (SumacPixels) pixels = black (SUMAC_PIXELS_XRGB32, 8, 8);

  scene_init (&scene);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      SumacRect damage = { 1, 2, 3, 4 };

      g_assert_cmpint (draw_text (pixels, &scene, lines[i], &damage), ==, TRUE);
      g_assert_cmpint (damage.right, ==, damage.left);
      for (gsize k = 0; k < sumac_pixels_size (pixels); k++)
        g_assert_cmpint (pixels->data[k], ==, 0);
    }
  scene_clear (&scene);
}

/* What a small xRGB surface shows after a line, as text: # where it is white. */
static void
assert_shape (const char *line, gint width, gint height, const char *wanted)
{
  Scene scene = { 0 };
  g_autoptr (SumacPixels) pixels = black (SUMAC_PIXELS_XRGB32, width, height);
  g_autoptr (GString) shape = g_string_new (NULL);
  SumacRect damage;

  g_assert_cmpint (draw_text (pixels, &scene, line, &damage), ==, TRUE);
  for (gint y = 0; y < height; y++)
    {
      for (gint x = 0; x < width; x++)
        g_string_append_c (
            shape, ((const guint32 *) sumac_pixels_row (pixels, y))[x] == 0xffffff ? '#' : '.');
      g_string_append_c (shape, '/');
    }
  g_assert_cmpstr (shape->str, ==, wanted);
}

static void
test_line_excludes_last (void)
{
  assert_shape ("stroke box=0,0,8,4 brush=solid:00ffffff segment=begin+end:16,16;96,16", 8, 4,
                "......../.#####../......../......../");
  assert_shape ("stroke box=0,0,8,4 brush=solid:00ffffff segment=begin+end:16,16", 8, 4,
                "......../......../......../......../");

  /* Exactly half a pixel goes down, more goes up. */
  assert_shape ("stroke box=0,0,8,4 brush=solid:00ffffff segment=begin+end:24,25;88,25", 8, 4,
                "......../......../.####.../......../");
}

static void
test_ties (void)
{
  /* Three columns for one row: the tie is in the middle. */
  assert_shape ("stroke box=0,0,4,2 brush=solid:00ffffff segment=begin+end:0,0;32,16", 4, 2,
                "#.../.#../");
  assert_shape ("stroke box=0,0,4,2 brush=solid:00ffffff segment=begin+end:32,16;0,0", 4, 2,
                "..../.##./");
}

/* The tip of a corner that points to the left is drawn only where a pixel that is drawn twice
 * would not be as if it had been drawn once. */
static void
test_dash_corners (void)
{
  assert_shape ("stroke box=0,0,9,3 brush=solid:00ffffff style=4000 "
                "segment=begin+end:112,0;32,0;112,32",
                9, 3, "..#####../....##.../......#../");
  assert_shape ("stroke box=0,0,9,3 brush=solid:00ffffff rop=xor style=4000 "
                "segment=begin+end:112,0;32,0;112,32",
                9, 3, ".######../....##.../......#../");
  assert_shape ("stroke box=0,0,9,3 brush=solid:00ffffff style=4000 "
                "segment=begin+end:0,0;80,0;0,16",
                9, 3, "########./###....../........./");
}

static void
test_dashes (void)
{
  assert_shape (
      "stroke box=0,0,12,3 brush=solid:00ffffff style=48;32 segment=begin+end:0,16;192,16", 12,
      3, "............/###..###..##/............/");
  assert_shape ("stroke box=0,0,12,3 brush=solid:00ffffff style=48;32 starts-with-gap "
                "segment=begin+end:0,16;192,16",
                12, 3, "............/...##...##../............/");

  /* An odd style is on at its end and again at its beginning. */
  assert_shape ("stroke box=0,0,12,3 brush=solid:00ffffff style=32;16;48 "
                "segment=begin+end:0,16;192,16",
                12, 3, "............/##.#####.###/............/");

  /* Around a corner the dash runs on. */
  assert_shape ("stroke box=0,0,8,6 brush=solid:00ffffff style=80;48 "
                "segment=begin+end:16,16;64,16;64,80",
                8, 6, "......../.####.../....#.../......../......../......../");

  /* What is left of it there counts in whole pixels. */
  assert_shape ("stroke box=0,0,9,3 brush=solid:00ffffff style=64;32 "
                "segment=begin+end:0,0;32,32;128,32",
                9, 3, "#......../.#......./..#..###./");

  /* From so far away that whole periods are left out. */
  assert_shape ("stroke box=0,0,9,2 brush=solid:00ffffff style=16;32 "
                "segment=begin+end:-48000000,0;144,0",
                9, 2, "#..#..#../........./");

  /* An endless dash draws nothing. */
  assert_shape ("stroke box=0,0,8,2 brush=solid:00ffffff style=0;0 segment=begin+end:0,0;96,0",
                8, 2, "......../......../");
}

static void
test_glyph (void)
{
  /* Bottom row first, the highest bit left. */
  assert_shape ("text box=0,0,8,4 brush=solid:00ffffff glyph=1,1,3,2:80e0", 8, 4,
                "......../.###..../.#....../......../");

  /* The high nibble is left; only at 15 of 15 is the colour nearly the brush's. */
  assert_shape ("text box=0,0,8,2 brush=solid:00ffffff bits=8 glyph=1,0,3,1:ff00ff", 8, 2,
                ".#.#..../......../");
}

static guint32
converted (SumacPixelFormat from, guint32 pixel, SumacPixelFormat to)
{
  g_autoptr (SumacPixels) source = black (from, 1, 1);
  g_autoptr (SumacPixels) dest = black (to, 1, 1);
  SumacView view = sumac_pixels_view (dest);
  SumacOp op = {
    .kind = SUMAC_OP_COPY,
    .box = { 0, 0, 1, 1 },
    .source = { .kind = SUMAC_SOURCE_PIXELS, .pixels = source },
    .source_area = { 0, 0, 1, 1 },
    .rop = SUMAC_ROP_COPY,
  };
  SumacRect damage;
  guint32 result;

  memcpy (source->data, &pixel, 4);
  g_assert_cmpint (sumac_raster_draw (&op, &view, NULL, &damage), ==, TRUE);
  memcpy (&result, dest->data, 4);
  return result;
}

static void
test_conversions (void)
{
  /* clang-format off */
  static const struct
  {
    SumacPixelFormat from;
    guint32 pixel;
    SumacPixelFormat to;
    guint32 wanted;
  } rows[] = {
    { SUMAC_PIXELS_RGB555, 0x7fff,     SUMAC_PIXELS_XRGB32, 0xffffffff },
    { SUMAC_PIXELS_RGB555, 0x0421,     SUMAC_PIXELS_XRGB32, 0xff080808 },
    { SUMAC_PIXELS_RGB555, 0xc210,     SUMAC_PIXELS_ARGB32, 0xff848484 },
    { SUMAC_PIXELS_RGB565, 0x0841,     SUMAC_PIXELS_XRGB32, 0xff080808 },
    { SUMAC_PIXELS_RGB565, 0x87f0,     SUMAC_PIXELS_XRGB32, 0xff84ff84 },
    { SUMAC_PIXELS_XRGB32, 0xab123456, SUMAC_PIXELS_XRGB32, 0xab123456 },
    { SUMAC_PIXELS_XRGB32, 0xab123456, SUMAC_PIXELS_ARGB32, 0xab123456 },
    { SUMAC_PIXELS_ARGB32, 0xab123456, SUMAC_PIXELS_XRGB32, 0xab123456 },
    { SUMAC_PIXELS_XRGB32, 0x00ff8741, SUMAC_PIXELS_RGB555, 0x7e08 },
    { SUMAC_PIXELS_XRGB32, 0x00ff8741, SUMAC_PIXELS_RGB565, 0xfc28 },
    { SUMAC_PIXELS_RGB555, 0x7fff,     SUMAC_PIXELS_RGB565, 0xffff },
    { SUMAC_PIXELS_RGB555, 0x4210,     SUMAC_PIXELS_RGB565, 0x8430 },
    { SUMAC_PIXELS_RGB565, 0x8430,     SUMAC_PIXELS_RGB555, 0x4210 },
    { SUMAC_PIXELS_ARGB32, 0x80000000, SUMAC_PIXELS_A8,     0x80 },
    { SUMAC_PIXELS_XRGB32, 0x00000000, SUMAC_PIXELS_A8,     0xff },
    { SUMAC_PIXELS_A8,     0x80,       SUMAC_PIXELS_A1,     1 },
    { SUMAC_PIXELS_A8,     0x7f,       SUMAC_PIXELS_A1,     0 },
    { SUMAC_PIXELS_A1,     1,          SUMAC_PIXELS_A8,     0xff },
    { SUMAC_PIXELS_A8,     0x12,       SUMAC_PIXELS_ARGB32, 0x12000000 },
  };

  /* clang-format on */

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmphex (converted (rows[i].from, rows[i].pixel, rows[i].to), ==, rows[i].wanted);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/raster/knows-every-kind", test_knows);
  g_test_add_func ("/raster/what-cannot-be-drawn-is-refused", test_refused);
  g_test_add_func ("/raster/nothing-to-draw-is-no-damage", test_nothing);
  g_test_add_func ("/raster/formats-convert-by-their-high-bits", test_conversions);
  g_test_add_func ("/raster/line-excludes-its-last-point", test_line_excludes_last);
  g_test_add_func ("/raster/ties-of-lines-go-by-octant", test_ties);
  g_test_add_func ("/raster/dashes-run-on-over-corners", test_dashes);
  g_test_add_func ("/raster/corners-of-dashes-have-tips", test_dash_corners);
  g_test_add_func ("/raster/glyphs-lie-bottom-row-first", test_glyph);
  g_test_add_func ("/raster/pieces-make-the-whole", test_pieces);

  for (guint i = 0; i < SUMAC_N_OP_KINDS; i++)
    {
      g_autofree char *path =
          g_strdup_printf ("/raster/%s-is-as-the-model", sumac_op_kind_name ((SumacOpKind) i));

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_model);
    }
  add_golden ();
  return g_test_run ();
}
