/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What broken.c proves of the other rules, of those about publish and import: for each a renderer
 * that breaks just that one, and a whole one that keeps all. Neither OpenGL nor a graphics card is
 * needed: textures, fences and what looks at them are tables here, and a file in memory is what is
 * lent. */

#include "draw/raster.h"
#include "proof/renderer-suite.h"

#include <sumac/error.h>

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* The first of these rules; they are the table's last. */
#define FIRST_RULE "publish-needs-a-share"

/* One for each rule, in the order of the rules. */
typedef enum
{
  PUBLISHES_FOR_NOBODY,
  WRONG_TEXEL,
  LIVE_TEXTURE,
  ONE_TEXTURE,
  SMALL_TEXTURE,
  NEW_NAMES,
  KEEPS_FENCE,
  MEDDLING_PUBLISH,
  WRONG_ORDER,
  STALE_MAP,
  STALE_TEXTURE,
  KEEPS_BORROWED,
  LEAKS_FILES,
  ANY_FORMAT,
  NO_FAULT,
  /* Other ways to break one of them. */
  HALF_A_COPY,
  LARGER_THAN_IT_IS,
  WRONG_COLOURS,
  SILENT_REFUSAL,
  LEAVES_SURFACE,
  N_FAULTS,
} Fault;

/* Which rule is broken. */
static Fault
rule_of (Fault fault)
{
  static const Fault rules[N_FAULTS] = {
    [HALF_A_COPY] = WRONG_TEXEL,   [LARGER_THAN_IT_IS] = SMALL_TEXTURE,
    [WRONG_COLOURS] = WRONG_ORDER, [SILENT_REFUSAL] = ANY_FORMAT,
    [LEAVES_SURFACE] = ANY_FORMAT,
  };

  return fault > NO_FAULT ? rules[fault] : fault;
}

#define LARGE 256

#define FAULTY_TYPE (faulty_get_type ())
G_DECLARE_FINAL_TYPE (Faulty, faulty, FAULTY, RENDERER, SumacRenderer)

typedef struct
{
  Faulty *renderer;
  SumacPixels *pixels;
  guint name;         /* of its texture; 0: none */
  gboolean is_lent;   /* what follows is set */
  SumacDmabuf dmabuf; /* fd: of its own, or the suite's */
} Surface;

struct _Faulty
{
  SumacRenderer parent_instance;
  Fault fault;
  SumacGlShare *share;  /* or NULL */
  GHashTable *surfaces; /* id → Surface */
};

G_DEFINE_FINAL_TYPE (Faulty, faulty, SUMAC_TYPE_RENDERER)

/* OpenGL as far as it is needed. */

typedef struct
{
  gint width;
  gint height;
  guint32 texels[LARGE * LARGE]; /* rows of LARGE */
  const Surface *live;           /* whose pixels are seen in place of these; or NULL */
} Texture;

static struct
{
  GHashTable *textures; /* name → Texture */
  GHashTable *fences;
  guint last_name;
  guint common_name; /* of the only texture that the renderer with ONE_TEXTURE has */
} gl;

/* Files that the leaking renderer has forgotten. */
static GArray *forgotten;

static guint
make_texture (gint width, gint height)
{
  Texture *texture = g_new0 (Texture, 1);

  texture->width = width;
  texture->height = height;
  g_hash_table_insert (gl.textures, GUINT_TO_POINTER (++gl.last_name), texture);
  return gl.last_name;
}

static Texture *
find_texture (guint name)
{
  return g_hash_table_lookup (gl.textures, GUINT_TO_POINTER (name));
}

static gpointer
make_fence (void)
{
  gpointer fence = g_malloc (1);

  g_hash_table_add (gl.fences, fence);
  return fence;
}

static void
gl_init (void)
{
  gl.textures = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  gl.fences = g_hash_table_new_full (NULL, NULL, g_free, NULL);
  gl.last_name = gl.common_name = 0;
}

static void
gl_clear (void)
{
  g_hash_table_unref (gl.textures);
  g_hash_table_unref (gl.fences);
}

/* What the surface shows. Five bits become eight by their own highest. */
static guint32
colour_at (const SumacPixels *pixels, gint x, gint y)
{
  const guint8 *row = sumac_pixels_row (pixels, y);
  guint16 narrow;
  guint32 wide;

  if (sumac_pixel_format_bits (pixels->format) == 32)
    {
      memcpy (&wide, row + x * 4, sizeof wide);
      return wide;
    }
  memcpy (&narrow, row + x * 2, sizeof narrow);

  gboolean is_565 = pixels->format == SUMAC_PIXELS_RGB565;
  guint red = narrow >> (is_565 ? 11 : 10) & 31;
  guint green = is_565 ? narrow >> 5 & 63 : narrow >> 5 & 31;
  guint blue = narrow & 31;

  red = red << 3 | red >> 2;
  green = is_565 ? green << 2 | green >> 4 : green << 3 | green >> 2;
  blue = blue << 3 | blue >> 2;
  return red << 16 | green << 8 | blue;
}

/* The viewer */

static SumacGlShare *
open_eyes (gpointer share, GError **error G_GNUC_UNUSED)
{
  return sumac_gl_share_ref (share);
}

static gboolean
wait_for (gpointer data G_GNUC_UNUSED, gpointer fence, GError **error)
{
  if (g_hash_table_remove (gl.fences, fence))
    return TRUE;
  g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN, "it is no fence");
  return FALSE;
}

static gboolean
read_texture (gpointer data G_GNUC_UNUSED,
              SumacTexture *texture,
              gint width,
              gint height,
              guint8 *texels,
              GError **error)
{
  const Texture *t = find_texture (texture->name);

  if (!t || width > t->width || height > t->height)
    {
      g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN, "there is no such texture");
      return FALSE;
    }
  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++, texels += 4)
      {
        guint32 texel = t->live ? colour_at (t->live->pixels, x, y) : t->texels[y * LARGE + x];

        memcpy (texels, &texel, sizeof texel);
      }
  texture->fence = make_fence ();
  return TRUE;
}

static gint
lend (gpointer data G_GNUC_UNUSED, gsize size, GError **error G_GNUC_UNUSED)
{
  gint fd = memfd_create ("picture", MFD_CLOEXEC);

  g_assert_cmpint (ftruncate (fd, (off_t) size), ==, 0);
  return fd;
}

/* The renderer */

static Surface *
find (gpointer self, guint32 id)
{
  return g_hash_table_lookup (FAULTY_RENDERER (self)->surfaces, GUINT_TO_POINTER (id));
}

static void
surface_free (gpointer data)
{
  Surface *surface = data;
  Fault fault = surface->renderer->fault;

  if (surface->is_lent && fault == LEAKS_FILES)
    g_array_append_val (forgotten, surface->dmabuf.fd);
  else if (surface->is_lent && fault != KEEPS_BORROWED)
    close (surface->dmabuf.fd);
  if (surface->name != gl.common_name)
    g_hash_table_remove (gl.textures, GUINT_TO_POINTER (surface->name));
  sumac_pixels_unref (surface->pixels);
  g_free (surface);
}

static Surface *
add_surface (Faulty *self, guint32 id, SumacPixelFormat format, gint width, gint height)
{
  Surface *surface = g_new0 (Surface, 1);

  surface->renderer = self;
  surface->pixels = sumac_pixels_new (format, width, height, NULL);
  memset (surface->pixels->data, 0, sumac_pixels_size (surface->pixels));
  g_hash_table_insert (self->surfaces, GUINT_TO_POINTER (id), surface);
  return surface;
}

static gboolean
open_renderer (SumacRenderer *renderer,
               const SumacRendererHost *host,
               GError **error G_GNUC_UNUSED)
{
  if (host->share)
    FAULTY_RENDERER (renderer)->share = sumac_gl_share_ref (host->share);
  return TRUE;
}

static gboolean
surface_create (SumacRenderer *renderer,
                guint32 id,
                SumacPixelFormat format,
                gint width,
                gint height,
                GError **error G_GNUC_UNUSED)
{
  if (!find (renderer, id))
    add_surface (FAULTY_RENDERER (renderer), id, format, width, height);
  return TRUE;
}

static void
surface_destroy (SumacRenderer *renderer, guint32 id)
{
  g_assert_true (
      g_hash_table_remove (FAULTY_RENDERER (renderer)->surfaces, GUINT_TO_POINTER (id)));
}

static SumacView
view_of (const SumacPixels *pixels)
{
  return (SumacView){ pixels->format, pixels->width, pixels->height, pixels->stride,
                      pixels->data };
}

static gboolean
look (gpointer self, guint32 id, SumacView *view)
{
  *view = view_of (find (self, id)->pixels);
  return TRUE;
}

static gboolean
draw (SumacRenderer *renderer, const SumacOp *op, SumacRect *damage)
{
  SumacView view = view_of (find (renderer, op->surface)->pixels);

  sumac_raster_draw (op, &view, &(SumacRasterSurfaces){ look, renderer }, damage);
  return TRUE;
}

/* Zero where the file is closed. */
static guint32
lent_colour (const Surface *surface, gint x, gint y)
{
  const SumacDmabuf *dmabuf = &surface->dmabuf;
  gboolean is_top_down = dmabuf->is_top_down || surface->renderer->fault == WRONG_ORDER;
  gint row = is_top_down ? y : dmabuf->height - 1 - y;
  guint8 p[4] = { 0 };

  if (pread (dmabuf->fd, p, sizeof p, (off_t) dmabuf->stride * row + x * 4) != sizeof p)
    return 0;
  return (dmabuf->fourcc & 0xff00) == 'R' << 8 || surface->renderer->fault == WRONG_COLOURS
             ? (guint32) p[2] << 16 | p[1] << 8 | p[0]
             : (guint32) p[0] << 16 | p[1] << 8 | p[2];
}

static void
refresh (Surface *surface)
{
  SumacPixels *pixels = surface->pixels;

  for (gint y = 0; surface->is_lent && y < pixels->height; y++)
    for (gint x = 0; x < pixels->width; x++)
      {
        guint32 pixel = lent_colour (surface, x, y);

        memcpy (sumac_pixels_row (pixels, y) + x * 4, &pixel, sizeof pixel);
      }
}

static gboolean
map (SumacRenderer *renderer, guint32 id, SumacMapFlags flags G_GNUC_UNUSED, SumacView *view)
{
  Surface *surface = find (renderer, id);

  if (surface->renderer->fault != STALE_MAP)
    refresh (surface);
  *view = view_of (surface->pixels);
  return TRUE;
}

static void
unmap (SumacRenderer *renderer G_GNUC_UNUSED,
       guint32 id G_GNUC_UNUSED,
       const SumacRect *damage G_GNUC_UNUSED)
{
}

static gboolean
import (SumacRenderer *renderer, guint32 id, const SumacDmabuf *dmabuf, GError **error)
{
  static const char names[] = "XR24AR24XB24AB24";
  Faulty *self = FAULTY_RENDERER (renderer);
  gboolean is_known = FALSE;

  for (guint i = 0; i < 4; i++)
    is_known |= memcmp (&dmabuf->fourcc, names + i * 4, 4) == 0;
  if (!is_known && self->fault == SILENT_REFUSAL)
    return FALSE;
  if (!is_known && self->fault != ANY_FORMAT)
    g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_UNSUPPORTED, "It is made to refuse that.");
  if (!is_known && self->fault != ANY_FORMAT && self->fault != LEAVES_SURFACE)
    return FALSE;

  Surface *surface = add_surface (self, id, SUMAC_PIXELS_XRGB32, dmabuf->width, dmabuf->height);

  surface->is_lent = TRUE;
  surface->dmabuf = *dmabuf;
  if (self->fault != KEEPS_BORROWED)
    surface->dmabuf.fd = dup (dmabuf->fd);
  refresh (surface);
  return is_known || self->fault == ANY_FORMAT;
}

static void
meddle (Faulty *self)
{
  GHashTableIter iter;
  gpointer surface;

  g_hash_table_iter_init (&iter, self->surfaces);
  while (g_hash_table_iter_next (&iter, NULL, &surface))
    {
      SumacPixels *pixels = ((Surface *) surface)->pixels;

      if (pixels->format == SUMAC_PIXELS_A8)
        pixels->data[0] ^= 1;
    }
}

/* One for all, one for each time, or as it should be. */
static guint
name_for (Surface *surface)
{
  Fault fault = surface->renderer->fault;
  gint less = fault == SMALL_TEXTURE && !surface->is_lent ? 1 : 0;

  if (fault == ONE_TEXTURE)
    {
      if (!gl.common_name)
        gl.common_name = make_texture (LARGE, LARGE);
      return gl.common_name;
    }
  if (surface->name && fault != NEW_NAMES)
    return surface->name;
  g_hash_table_remove (gl.textures, GUINT_TO_POINTER (surface->name));
  return make_texture (MAX (surface->pixels->width - less, 1), surface->pixels->height);
}

static void
copy_rect (const Surface *surface, const SumacRect *rect)
{
  Texture *texture = find_texture (surface->name);

  for (gint y = rect->top; y < rect->bottom; y++)
    for (gint x = rect->left; x < rect->right; x++)
      texture->texels[y * LARGE + x] = colour_at (surface->pixels, x, y);
}

static void
copy_rects (Surface *surface, const SumacRect *rects, guint n_rects)
{
  const SumacRect all = { 0, 0, surface->pixels->width, surface->pixels->height };
  Fault fault = surface->renderer->fault;
  Texture *texture = find_texture (surface->name);

  for (guint i = fault == HALF_A_COPY ? n_rects / 2 : 0; i < n_rects; i++)
    {
      g_assert_false (sumac_rect_is_empty (&rects[i]));
      g_assert_true (rects[i].left >= 0 && rects[i].top >= 0);
      g_assert_true (rects[i].right <= all.right && rects[i].bottom <= all.bottom);
      copy_rect (surface, &rects[i]);
    }
  if (fault == NEW_NAMES)
    copy_rect (surface, &all);
  if (fault == WRONG_TEXEL && !surface->is_lent && n_rects > 1)
    texture->texels[rects[1].top * LARGE + rects[1].left] ^= 1;
  if (fault == LIVE_TEXTURE && !surface->is_lent)
    texture->live = surface;
}

static gboolean
publish (SumacRenderer *renderer,
         guint32 id,
         const SumacRect *rects,
         guint n_rects,
         SumacTexture *texture)
{
  Faulty *self = FAULTY_RENDERER (renderer);
  Surface *surface = find (self, id);

  if (!self->share || surface->pixels->format < SUMAC_PIXELS_RGB555)
    return !self->share && self->fault == PUBLISHES_FOR_NOBODY;
  if (texture->fence)
    g_assert_true (g_hash_table_remove (gl.fences, texture->fence));
  if (self->fault == MEDDLING_PUBLISH)
    meddle (self);

  gboolean is_first = surface->name == 0;

  if (is_first || self->fault != STALE_TEXTURE)
    refresh (surface);
  surface->name = name_for (surface);
  copy_rects (surface, rects, n_rects);
  texture->name = surface->name;
  texture->width = find_texture (surface->name)->width;
  texture->height = find_texture (surface->name)->height;
  if (self->fault == LARGER_THAN_IT_IS)
    texture->height++;
  if (self->fault != KEEPS_FENCE)
    texture->fence = make_fence ();
  return TRUE;
}

static void
faulty_finalize (GObject *object)
{
  Faulty *self = FAULTY_RENDERER (object);

  g_hash_table_unref (self->surfaces);
  g_clear_pointer (&self->share, sumac_gl_share_unref);
  G_OBJECT_CLASS (faulty_parent_class)->finalize (object);
}

static void
faulty_class_init (FaultyClass *klass)
{
  SumacRendererClass *renderer_class = SUMAC_RENDERER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = faulty_finalize;
  renderer_class->open = open_renderer;
  renderer_class->surface_create = surface_create;
  renderer_class->surface_destroy = surface_destroy;
  renderer_class->draw = draw;
  renderer_class->map = map;
  renderer_class->unmap = unmap;
  renderer_class->import = import;
  renderer_class->publish = publish;
}

static void
faulty_init (Faulty *self)
{
  self->surfaces = g_hash_table_new_full (NULL, NULL, NULL, surface_free);
}

static SumacRenderer *
make_faulty (gconstpointer fault)
{
  Faulty *self = g_object_new (FAULTY_TYPE, NULL);

  self->fault = *(const Fault *) fault;
  return SUMAC_RENDERER (self);
}

/* The tests */

static guint
find_first_rule (void)
{
  guint first = 0;

  while (!g_str_equal (sumac_renderer_rules[first].name, FIRST_RULE))
    first++;
  return first;
}

static void
close_forgotten (void)
{
  for (guint i = 0; i < forgotten->len; i++)
    close (g_array_index (forgotten, gint, i));
  g_array_unref (forgotten);
}

static void
test_fault (gconstpointer data)
{
  const Fault *fault = data;
  g_autoptr (SumacGlShare) share =
      sumac_gl_share_new (SUMAC_GL_EGL, FALSE, NULL, NULL, NULL, NULL);
  const SumacSuiteEyes eyes = { open_eyes, wait_for, read_texture, share };
  const SumacSuiteLender lender = { lend, NULL };
  const SumacRendererSuite suite = {
    make_faulty, fault, (guint32) g_test_rand_int (), 500, &eyes, &lender,
  };

  gl_init ();
  forgotten = g_array_new (FALSE, FALSE, sizeof (gint));
  for (guint i = 0, first = find_first_rule (); i < NO_FAULT; i++)
    {
      g_autoptr (GString) how = g_string_new (NULL);
      SumacRuleOutcome outcome =
          sumac_renderer_suite_check (&suite, &sumac_renderer_rules[first + i], how);

      g_test_message ("%s: %s", sumac_renderer_rules[first + i].name, how->str);
      if (i == (guint) rule_of (*fault))
        g_assert_cmpint (outcome, ==, SUMAC_RULE_FAILED);
      else if (outcome == SUMAC_RULE_FAILED || *fault == NO_FAULT)
        g_assert_cmpint (outcome, ==, SUMAC_RULE_PASSED);
    }
  /* Who waits for a fence deletes it. */
  g_assert_cmpuint (g_hash_table_size (gl.fences), ==, 0);
  close_forgotten ();
  gl_clear ();
}

static SumacGlShare *
open_nothing (gpointer data G_GNUC_UNUSED, GError **error)
{
  g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN, "there is no light");
  return NULL;
}

static gint
lend_nothing (gpointer data G_GNUC_UNUSED, gsize size G_GNUC_UNUSED, GError **error)
{
  g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_PLUGIN, "there is no card");
  return -1;
}

/* Two rules need nobody: without a share group, and of a format that is none. */
static void
assert_skips (const SumacRendererSuite *suite, const char *why_unseen, const char *why_unlent)
{
  for (guint i = 0, first = find_first_rule (); i < NO_FAULT; i++)
    {
      g_autoptr (GString) how = g_string_new (NULL);
      SumacRuleOutcome outcome =
          sumac_renderer_suite_check (suite, &sumac_renderer_rules[first + i], how);
      gboolean needs_nobody = i == PUBLISHES_FOR_NOBODY || i == ANY_FORMAT;
      const char *why = i < WRONG_ORDER || i == STALE_TEXTURE ? why_unseen : why_unlent;

      g_assert_cmpint (outcome, ==, needs_nobody ? SUMAC_RULE_PASSED : SUMAC_RULE_SKIPPED);
      g_assert_true (needs_nobody || strstr (how->str, why));
    }
}

static void
test_nobody (void)
{
  const Fault fault = NO_FAULT;
  const SumacSuiteEyes eyes = { .open = open_nothing };
  const SumacSuiteLender lender = { .lend = lend_nothing };

  gl_init ();
  assert_skips (&(SumacRendererSuite){ make_faulty, &fault, 1, 100, NULL, NULL },
                "nobody is here who looks", "nobody is here who lends");
  assert_skips (&(SumacRendererSuite){ make_faulty, &fault, 1, 100, &eyes, &lender },
                "there is no light", "there is no card");
  gl_clear ();
}

int
main (int argc, char **argv)
{
  static Fault faults[N_FAULTS];
  guint first = find_first_rule ();

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpuint (sumac_n_renderer_rules, ==, first + NO_FAULT);
  for (guint i = 0; i < N_FAULTS; i++)
    {
      guint rule = rule_of ((Fault) i);
      const char *name = rule < NO_FAULT ? sumac_renderer_rules[first + rule].name : "none";
      g_autofree char *path = g_strdup_printf ("/contract/broken/%u/%s", i, name);

      faults[i] = (Fault) i;
      g_test_add_data_func (path, &faults[i], test_fault);
    }
  g_test_add_func ("/contract/broken/nobody", test_nobody);
  return g_test_run ();
}
