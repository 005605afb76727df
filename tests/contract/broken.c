/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Proves that the suite finds what it looks for: for each rule a renderer that breaks just
 * that one, and a whole one that breaks none. The rules of publish and import are broken in
 * broken-shown.c. */

#include "contract/renderer.h"
#include "draw/raster-picture.h"
#include "draw/raster.h"
#include "proof/random-video.h"
#include "proof/renderer-suite.h"

#include <sumac/error.h>

#include <string.h>

/* Where the other ones begin. */
#define NEXT_RULE "publish-needs-a-share"

/* One for each rule, in the order of the rules. */
typedef enum
{
  SILENT_PROBE,
  DIRTY_SURFACE,
  WRONG_VIEW,
  LOST_WRITES,
  ONE_SCRATCH,
  KEEPS_DESTROYED,
  SHARED_SURFACES,
  MEDDLING_REFUSAL,
  WRONG_PIXEL,
  WRONG_STROKE,
  SMALL_DAMAGE,
  LARGE_DAMAGE,
  WRONG_SURFACE,
  DROPS_UNSEEN,
  KEEPS_OP,
  KEEPS_PIXELS,
  LEAKS_PIXELS,
  MEDDLING_VIDEO,
  WRONG_FRAME,
  SMALL_VIDEO_DAMAGE,
  KEEPS_PICTURE,
  LEAKS_PICTURE,
  NO_FAULT,
} Fault;

#define FAULTY_TYPE (faulty_get_type ())
G_DECLARE_FINAL_TYPE (Faulty, faulty, FAULTY, RENDERER, SumacRenderer)

/* What a lazy renderer has not drawn yet. */
typedef struct
{
  gboolean is_waiting;
  SumacOp op;
  SumacRect rects[2];
} Later;

/* The same of a frame of a video. */
typedef struct
{
  SumacPicture *picture; /* not held, or NULL */
  guint32 id;
  gboolean is_upside_down;
  SumacRect box;
  SumacRect rects[SUMAC_RANDOM_VIDEO_RECTS];
  guint n_rects;
} LaterVideo;

struct _Faulty
{
  SumacRenderer parent_instance;
  Fault fault;
  GHashTable *surfaces; /* id → SumacPixels */
  SumacPixels *scratch;
  guint32 scratch_id;
  gboolean is_unseen; /* nothing was mapped since the last op */
  Later later;
  LaterVideo later_video;
};

G_DEFINE_FINAL_TYPE (Faulty, faulty, SUMAC_TYPE_RENDERER)

static const SumacRect nothing = { 0, 0, 0, 0 };

/* Pixels whose references the leaking renderer forgets; a test in order gives them back. */
static GPtrArray *forgotten;
static GPtrArray *forgotten_pictures;

static SumacPixels *
find (Faulty *self, guint32 id)
{
  return g_hash_table_lookup (self->surfaces, GUINT_TO_POINTER (id));
}

static SumacView
view_of (const SumacPixels *pixels)
{
  return (SumacView){ pixels->format, pixels->width, pixels->height, pixels->stride,
                      pixels->data };
}

static void
flip_pixel (SumacPixels *pixels, gint x, gint y)
{
  guint bits = sumac_pixel_format_bits (pixels->format);
  guint8 *at = sumac_pixels_row (pixels, y) + (gsize) x * bits / 8;

  *at = (guint8) (*at ^ (bits == 1 ? 1u << x % 8 : 1));
}

/* By more than the tolerance of converted colours. */
static void
move_pixel (SumacPixels *pixels, gint x, gint y)
{
  guint bits = sumac_pixel_format_bits (pixels->format);

  sumac_pixels_row (pixels, y)[(gsize) x * bits / 8] ^= 8;
}

static gboolean
probe (SumacRenderer *renderer, GError **error)
{
  Faulty *self = FAULTY_RENDERER (renderer);

  if (self->fault != SILENT_PROBE)
    g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN, "It is made to fail.");
  return FALSE;
}

static gboolean
look (gpointer data, guint32 id, SumacView *view)
{
  *view = view_of (find (data, id));
  return TRUE;
}

static void
draw_now (Faulty *self, const SumacOp *op, SumacRect *damage)
{
  SumacView view = view_of (find (self, op->surface));

  sumac_raster_draw (op, &view, &(SumacRasterSurfaces){ look, self }, damage);
}

static void
catch_up_video (Faulty *self)
{
  LaterVideo *later = &self->later_video;
  SumacRect damage;

  if (!later->picture)
    return;

  SumacView view = view_of (find (self, later->id));

  sumac_raster_picture (later->picture, later->is_upside_down, &later->box, later->rects,
                        later->n_rects, &view, &damage);
  later->picture = NULL;
}

static void
catch_up (Faulty *self)
{
  SumacRect damage;

  catch_up_video (self);
  if (!self->later.is_waiting)
    return;
  self->later.is_waiting = FALSE;
  draw_now (self, &self->later.op, &damage);
  if (self->fault == KEEPS_OP)
    sumac_pixels_unref (self->later.op.source.pixels);
}

static gboolean
surface_create (SumacRenderer *renderer,
                guint32 id,
                SumacPixelFormat format,
                gint width,
                gint height,
                GError **error)
{
  Faulty *self = FAULTY_RENDERER (renderer);

  if (self->fault == KEEPS_DESTROYED && find (self, id))
    return TRUE;

  SumacPixels *pixels = sumac_pixels_new (format, width, height, error);

  memset (pixels->data, 0, sumac_pixels_size (pixels));
  if (self->fault == DIRTY_SURFACE)
    flip_pixel (pixels, width - 1, height - 1);
  g_hash_table_insert (self->surfaces, GUINT_TO_POINTER (id), pixels);
  return TRUE;
}

static void
surface_destroy (SumacRenderer *renderer, guint32 id)
{
  Faulty *self = FAULTY_RENDERER (renderer);

  catch_up (self);
  if (self->fault != KEEPS_DESTROYED)
    g_hash_table_remove (self->surfaces, GUINT_TO_POINTER (id));
}

/* Draws when the surface is looked at, with more or less of the op's memory. */
static void
draw_later (Faulty *self, const SumacOp *op, SumacRect *damage)
{
  Later *later = &self->later;
  SumacPixels *pixels = find (self, op->surface);

  *damage = (SumacRect){ 0, 0, pixels->width, pixels->height };
  later->is_waiting = TRUE;
  later->op = *op;
  if (self->fault == KEEPS_OP)
    sumac_pixels_ref (op->source.pixels);
  else
    {
      for (guint i = 0; i < op->clip.n_rects; i++)
        later->rects[i] = op->clip.rects[i];
      later->op.clip.rects = later->rects;
    }
}

static gboolean
is_lazy (Faulty *self, const SumacOp *op)
{
  return (self->fault == KEEPS_OP || self->fault == KEEPS_PIXELS) &&
         op->kind == SUMAC_OP_COPY && op->source.kind == SUMAC_SOURCE_PIXELS &&
         op->clip.n_rects <= 2;
}

static gboolean
has_mask (const SumacOp *op)
{
  return op->mask.bits.kind != SUMAC_SOURCE_NONE;
}

static void
touch_another (Faulty *self, const SumacOp *op)
{
  GHashTableIter iter;
  gpointer id, pixels;

  g_hash_table_iter_init (&iter, self->surfaces);
  while (g_hash_table_iter_next (&iter, &id, &pixels))
    if (GPOINTER_TO_UINT (id) != op->surface)
      {
        flip_pixel (pixels, 0, 0);
        return;
      }
}

static void
spoil (Faulty *self, const SumacOp *op, SumacRect *damage)
{
  if (self->fault == WRONG_SURFACE)
    touch_another (self, op);
  if (self->fault == LARGE_DAMAGE)
    damage->right += 100000;
  if (self->fault == LEAKS_PIXELS && op->source.kind == SUMAC_SOURCE_PIXELS)
    g_ptr_array_add (forgotten, sumac_pixels_ref (op->source.pixels));
  if (sumac_rect_is_empty (damage))
    return;
  if (self->fault == WRONG_PIXEL ||
      (self->fault == WRONG_STROKE && op->kind == SUMAC_OP_STROKE))
    flip_pixel (find (self, op->surface), damage->left, damage->top);
  if (self->fault == SMALL_DAMAGE)
    damage->right--;
}

static gboolean
draw (SumacRenderer *renderer, const SumacOp *op, SumacRect *damage)
{
  Faulty *self = FAULTY_RENDERER (renderer);

  *damage = nothing;
  catch_up (self);
  if (has_mask (op))
    {
      if (self->fault == MEDDLING_REFUSAL)
        flip_pixel (find (self, op->surface), 0, 0);
      return FALSE;
    }
  if (is_lazy (self, op))
    draw_later (self, op, damage);
  else if (self->fault != DROPS_UNSEEN || !self->is_unseen)
    draw_now (self, op, damage);
  self->is_unseen = TRUE;
  spoil (self, op, damage);
  return TRUE;
}

/* Shows the frame when somebody looks, and whoever gave it away may have spoilt it. */
static void
show_later (Faulty *self,
            guint32 id,
            const SumacPicture *picture,
            gboolean is_upside_down,
            const SumacRect *box,
            const SumacRect *rects,
            guint n_rects,
            SumacRect *damage)
{
  LaterVideo *later = &self->later_video;
  const SumacPixels *pixels = find (self, id);

  *damage = (SumacRect){ 0, 0, pixels->width, pixels->height };
  *later = (LaterVideo){
    .picture = (SumacPicture *) picture,
    .id = id,
    .is_upside_down = is_upside_down,
    .box = *box,
    .n_rects = n_rects,
  };
  memcpy (later->rects, rects, n_rects * sizeof (SumacRect));
}

static void
spoil_video (Faulty *self, guint32 id, const SumacPicture *picture, SumacRect *damage)
{
  if (self->fault == LEAKS_PICTURE)
    g_ptr_array_add (forgotten_pictures, sumac_picture_ref ((SumacPicture *) picture));
  if (sumac_rect_is_empty (damage))
    return;
  if (self->fault == WRONG_FRAME)
    move_pixel (find (self, id), damage->left, damage->top);
  if (self->fault == SMALL_VIDEO_DAMAGE)
    damage->right--;
}

static gboolean
video (SumacRenderer *renderer,
       guint32 id,
       const SumacPicture *picture,
       gboolean is_upside_down,
       const SumacRect *box,
       const SumacRect *rects,
       guint n_rects,
       SumacRect *damage)
{
  Faulty *self = FAULTY_RENDERER (renderer);
  SumacPixels *pixels = find (self, id);
  SumacView view = view_of (pixels);

  catch_up (self);
  if (is_upside_down && self->fault == MEDDLING_VIDEO)
    flip_pixel (pixels, 0, 0);
  if (is_upside_down || pixels->format < SUMAC_PIXELS_RGB555)
    return FALSE;
  if (self->fault == KEEPS_PICTURE)
    show_later (self, id, picture, is_upside_down, box, rects, n_rects, damage);
  else
    sumac_raster_picture (picture, is_upside_down, box, rects, n_rects, &view, damage);
  spoil_video (self, id, picture, damage);
  return TRUE;
}

/* A copy of a surface, as large as any. */
static void
fill_scratch (Faulty *self, guint32 id)
{
  const SumacPixels *pixels = find (self, id);

  if (!self->scratch)
    self->scratch = sumac_pixels_new (SUMAC_PIXELS_ARGB32, 256, 256, NULL);
  memcpy (self->scratch->data, pixels->data, sumac_pixels_size (pixels));
  self->scratch_id = id;
}

static gboolean
map (SumacRenderer *renderer, guint32 id, SumacMapFlags flags G_GNUC_UNUSED, SumacView *view)
{
  Faulty *self = FAULTY_RENDERER (renderer);

  catch_up (self);
  self->is_unseen = FALSE;
  *view = view_of (find (self, id));
  if (self->fault == WRONG_VIEW)
    view->height++;
  if (self->fault == ONE_SCRATCH || self->fault == LOST_WRITES)
    fill_scratch (self, id);
  if (self->fault == ONE_SCRATCH)
    view->data = self->scratch->data;
  return TRUE;
}

static void
unmap (SumacRenderer *renderer, guint32 id, const SumacRect *damage G_GNUC_UNUSED)
{
  Faulty *self = FAULTY_RENDERER (renderer);
  SumacPixels *pixels = find (self, id);

  if (self->fault == ONE_SCRATCH || (self->fault == LOST_WRITES && self->scratch_id == id))
    memcpy (pixels->data, self->scratch->data, sumac_pixels_size (pixels));
}

static void
faulty_finalize (GObject *object)
{
  Faulty *self = FAULTY_RENDERER (object);

  g_hash_table_unref (self->surfaces);
  sumac_pixels_unref (self->scratch);
  G_OBJECT_CLASS (faulty_parent_class)->finalize (object);
}

static void
faulty_class_init (FaultyClass *klass)
{
  SumacRendererClass *renderer_class = SUMAC_RENDERER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = faulty_finalize;
  renderer_class->probe = probe;
  renderer_class->surface_create = surface_create;
  renderer_class->surface_destroy = surface_destroy;
  renderer_class->draw = draw;
  renderer_class->map = map;
  renderer_class->unmap = unmap;
  renderer_class->video = video;
}

static void
faulty_init (Faulty *self G_GNUC_UNUSED)
{
}

static SumacRenderer *
make_faulty (gconstpointer data)
{
  static GHashTable *shared;
  Faulty *self = g_object_new (FAULTY_TYPE, NULL);
  GHashTable *surfaces =
      g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) sumac_pixels_unref);

  self->fault = *(const Fault *) data;
  self->surfaces = surfaces;
  if (self->fault == SHARED_SURFACES && shared)
    {
      g_hash_table_unref (surfaces);
      self->surfaces = g_hash_table_ref (shared);
    }
  else if (self->fault == SHARED_SURFACES)
    shared = g_hash_table_ref (surfaces);
  return SUMAC_RENDERER (self);
}

static void
test_fault (gconstpointer data)
{
  const Fault *fault = data;
  const SumacRendererSuite suite = {
    .make = make_faulty,
    .data = fault,
    .seed = (guint32) g_test_rand_int (),
    .n_ops = 300,
  };

  forgotten = g_ptr_array_new_with_free_func ((GDestroyNotify) sumac_pixels_unref);
  forgotten_pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) sumac_picture_unref);
  for (guint i = 0; i < NO_FAULT; i++)
    {
      g_autoptr (GString) how = g_string_new (NULL);
      SumacRuleOutcome outcome =
          sumac_renderer_suite_check (&suite, &sumac_renderer_rules[i], how);

      /* Golden files show what other rules are about, too. */
      if (i == (guint) *fault)
        g_assert_cmpint (outcome, ==, SUMAC_RULE_FAILED);
      else if (outcome == SUMAC_RULE_FAILED && i != WRONG_STROKE)
        g_error ("%s: %s", sumac_renderer_rules[i].name, how->str);
    }
  g_ptr_array_unref (forgotten);
  g_ptr_array_unref (forgotten_pictures);
}

int
main (int argc, char **argv)
{
  static Fault faults[NO_FAULT + 1];

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpuint (sumac_n_renderer_rules, >, NO_FAULT);
  g_assert_cmpstr (sumac_renderer_rules[NO_FAULT].name, ==, NEXT_RULE);
  for (guint i = 0; i <= NO_FAULT; i++)
    {
      const char *name = i < NO_FAULT ? sumac_renderer_rules[i].name : "none";
      g_autofree char *path = g_strdup_printf ("/contract/broken/%s", name);

      faults[i] = (Fault) i;
      g_test_add_data_func (path, &faults[i], test_fault);
    }
  return g_test_run ();
}
