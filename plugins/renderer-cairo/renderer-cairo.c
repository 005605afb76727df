/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A renderer in memory. Surfaces are Cairo's image surfaces, so that map costs nothing. It
 * draws what guests send most (plain fills, copies and moves, and blending) and refuses the
 * rest. An op costs no allocation, with two exceptions: a clip whose rectangles lie in no
 * order, and blending from pixels. */

#include "area.h"
#include "change.h"
#include "surface.h"

#include <sumac/plugin/plugin.h>
#include <sumac/plugin/renderer.h>

#include <glib/gi18n-lib.h>
#include <pixman.h>
#include <string.h>

#define RENDERER_TYPE_CAIRO (renderer_cairo_get_type ())
G_DECLARE_FINAL_TYPE (RendererCairo, renderer_cairo, RENDERER, CAIRO, SumacRenderer)

struct _RendererCairo
{
  SumacRenderer parent_instance;
  GHashTable *surfaces; /* id → Surface, owned */
  pixman_image_t *veil; /* the mask of the last alpha that was blended with */
  guint8 veil_alpha;
};

G_DEFINE_DYNAMIC_TYPE (RendererCairo, renderer_cairo, SUMAC_TYPE_RENDERER)

static Surface *
find_surface (RendererCairo *self, guint32 id)
{
  return g_hash_table_lookup (self->surfaces, GUINT_TO_POINTER (id));
}

static gboolean
create_surface (SumacRenderer *renderer,
                guint32 id,
                SumacPixelFormat format,
                gint width,
                gint height,
                GError **error)
{
  RendererCairo *self = RENDERER_CAIRO (renderer);
  Surface *surface = surface_new (format, width, height);

  if (!surface)
    {
      g_set_error (error, SUMAC_ERROR, SUMAC_ERROR_LIMIT,
                   _ ("There is no memory for a picture of %d × %d pixels."), width, height);
      return FALSE;
    }
  g_hash_table_insert (self->surfaces, GUINT_TO_POINTER (id), surface);
  return TRUE;
}

static void
destroy_surface (SumacRenderer *renderer, guint32 id)
{
  g_hash_table_remove (RENDERER_CAIRO (renderer)->surfaces, GUINT_TO_POINTER (id));
}

static gboolean
map_surface (SumacRenderer *renderer,
             guint32 id,
             SumacMapFlags flags G_GNUC_UNUSED,
             SumacView *view)
{
  Surface *surface = find_surface (RENDERER_CAIRO (renderer), id);

  if (!surface)
    return FALSE;
  *view = surface->view;
  return TRUE;
}

/* Nobody draws with Cairo on a surface, so there is nothing that it would have to be told. */
static void
unmap_surface (SumacRenderer *renderer G_GNUC_UNUSED,
               guint32 id G_GNUC_UNUSED,
               const SumacRect *damage G_GNUC_UNUSED)
{
}

/* Fills */

static SumacRect
whole (const SumacView *view)
{
  return (SumacRect){ 0, 0, view->width, view->height };
}

static gboolean
has_mask (const SumacOp *op)
{
  return op->mask.bits.kind != SUMAC_SOURCE_NONE;
}

static gboolean
change_area (Surface *dest, const SumacOp *op, Change change, SumacRect *damage)
{
  SumacRect within = whole (&dest->view);
  SumacRect rect;
  Area area;

  if (change_is_nothing (change))
    within = (SumacRect){ 0, 0, 0, 0 };
  sumac_rect_intersect (&op->box, &within, &within);
  if (has_mask (op) || !area_init (&area, &within, &op->clip, !change_is_lasting (change)))
    return FALSE;
  while (area_next (&area, &rect))
    change_rect (&dest->view, &rect, change);
  area_clear (&area, damage);
  return TRUE;
}

static gboolean
draw_fill (RendererCairo *self G_GNUC_UNUSED,
           Surface *dest,
           const SumacOp *op,
           SumacRect *damage)
{
  Change change = change_of (op->rop, dest->view.format, op->brush.color);

  return op->brush.kind == SUMAC_BRUSH_SOLID && change_area (dest, op, change, damage);
}

static gboolean
draw_blackness (RendererCairo *self G_GNUC_UNUSED,
                Surface *dest,
                const SumacOp *op,
                SumacRect *damage)
{
  return change_area (dest, op, change_of (SUMAC_ROP_CLEAR, dest->view.format, 0), damage);
}

static gboolean
draw_whiteness (RendererCairo *self G_GNUC_UNUSED,
                Surface *dest,
                const SumacOp *op,
                SumacRect *damage)
{
  return change_area (dest, op, change_of (SUMAC_ROP_SET, dest->view.format, 0), damage);
}

static gboolean
draw_invers (RendererCairo *self G_GNUC_UNUSED,
             Surface *dest,
             const SumacOp *op,
             SumacRect *damage)
{
  return change_area (dest, op, change_of (SUMAC_ROP_INVERT, dest->view.format, 0), damage);
}

/* Copies */

/* Where the pixel that goes to @x, @y comes from: @x + dx, @y + dy of @view. */
typedef struct
{
  SumacView view;
  Surface *surface; /* NULL: pixels */
  gint dx;
  gint dy;
} Origin;

static gboolean
find_source (RendererCairo *self, const SumacSource *source, Origin *origin)
{
  switch (source->kind)
    {
    case SUMAC_SOURCE_NONE:
      return FALSE;
    case SUMAC_SOURCE_PIXELS:
      origin->surface = NULL;
      origin->view = (SumacView){
        .format = source->pixels->format,
        .width = source->pixels->width,
        .height = source->pixels->height,
        .stride = source->pixels->stride,
        .data = source->pixels->data,
      };
      return TRUE;
    case SUMAC_SOURCE_SURFACE:
      origin->surface = find_surface (self, source->surface);
      if (origin->surface)
        origin->view = origin->surface->view;
      return origin->surface != NULL;
    }
  return FALSE;
}

static gboolean
is_unscaled (const SumacOp *op)
{
  return sumac_rect_width (&op->box) == sumac_rect_width (&op->source_area) &&
         sumac_rect_height (&op->box) == sumac_rect_height (&op->source_area);
}

/* The part of the box that lies on @dest and whose pixels come from within the source; it
 * sets the origin's dx, dy. The distance may be anything, hence 64 bits; where a part is
 * left, it is small. */
static SumacRect
reachable (const SumacRect *box, const SumacView *dest, Origin *origin, gint64 dx, gint64 dy)
{
  gint64 left = MAX (MAX (box->left, 0), -dx);
  gint64 top = MAX (MAX (box->top, 0), -dy);
  gint64 right = MIN (MIN (box->right, dest->width), origin->view.width - dx);
  gint64 bottom = MIN (MIN (box->bottom, dest->height), origin->view.height - dy);

  if (right <= left || bottom <= top)
    return (SumacRect){ 0, 0, 0, 0 };
  origin->dx = (gint) dx;
  origin->dy = (gint) dy;
  return (SumacRect){ (gint) left, (gint) top, (gint) right, (gint) bottom };
}

static void
copy_rect (const SumacView *dest, const SumacRect *rect, const Origin *origin)
{
  gsize bytes = sumac_pixel_format_bits (dest->format) / 8;
  gsize n = (gsize) sumac_rect_width (rect) * bytes;
  gint height = sumac_rect_height (rect);

  for (gint i = 0; i < height; i++)
    {
      /* A row must not be written while it is still to be read by one below. */
      gint y = origin->dy < 0 ? rect->bottom - 1 - i : rect->top + i;

      memmove (view_row (dest, y) + (gsize) rect->left * bytes,
               view_row (&origin->view, y + origin->dy) +
                   (gsize) (rect->left + origin->dx) * bytes,
               n);
    }
}

static gboolean
copy_area (Surface *dest,
           const SumacOp *op,
           Origin *origin,
           gint64 dx,
           gint64 dy,
           SumacRect *damage)
{
  SumacRect within = reachable (&op->box, &dest->view, origin, dx, dy);
  gboolean is_move = origin->surface == dest;
  SumacRect rect;
  Area area;

  if (is_move && dx == 0 && dy == 0)
    within = (SumacRect){ 0, 0, 0, 0 };
  if (!area_init (&area, &within, &op->clip, is_move))
    return FALSE;
  if (is_move)
    area_order (&area, origin->dx, origin->dy);
  while (area_next (&area, &rect))
    copy_rect (&dest->view, &rect, origin);
  area_clear (&area, damage);
  return TRUE;
}

/* Whether pixels go from one format to the other as they are, in whole bytes. */
static gboolean
is_verbatim (SumacPixelFormat from, SumacPixelFormat to)
{
  guint bits = sumac_pixel_format_bits (to);

  return bits == 32 ? sumac_pixel_format_bits (from) == 32 : bits >= 8 && from == to;
}

static gboolean
draw_copy (RendererCairo *self, Surface *dest, const SumacOp *op, SumacRect *damage)
{
  Origin origin = { 0 };

  if (op->rop != SUMAC_ROP_COPY || has_mask (op) || !is_unscaled (op) ||
      !find_source (self, &op->source, &origin) ||
      !is_verbatim (origin.view.format, dest->view.format))
    return FALSE;
  return copy_area (dest, op, &origin, (gint64) op->source_area.left - op->box.left,
                    (gint64) op->source_area.top - op->box.top, damage);
}

static gboolean
draw_copy_bits (RendererCairo *self G_GNUC_UNUSED,
                Surface *dest,
                const SumacOp *op,
                SumacRect *damage)
{
  Origin origin = { .view = dest->view, .surface = dest };

  if (!is_verbatim (dest->view.format, dest->view.format))
    return FALSE;
  return copy_area (dest, op, &origin, (gint64) op->u.copy_bits.x - op->box.left,
                    (gint64) op->u.copy_bits.y - op->box.top, damage);
}

/* Blending */

/* What pixman is to take a view for: alpha that counts, or a byte without a meaning. */
static SumacPixelFormat
form_of (SumacPixelFormat format, gboolean has_alpha)
{
  return has_alpha ? SUMAC_PIXELS_ARGB32 : format;
}

/* Yours. */
static pixman_image_t *
origin_image (const Origin *origin, SumacPixelFormat form)
{
  pixman_image_t *image;

  if (!origin->surface)
    return view_image (&origin->view, form);
  image = surface_image (origin->surface, form);
  return image ? pixman_image_ref (image) : NULL;
}

/* The mask that weakens a source to @alpha; NULL for a full one and without memory. */
static pixman_image_t *
veil_of (RendererCairo *self, guint8 alpha)
{
  if (alpha == 255)
    return NULL;
  if (!self->veil || self->veil_alpha != alpha)
    {
      pixman_color_t color = { .alpha = (guint16) (alpha * 0x101) };

      if (self->veil)
        pixman_image_unref (self->veil);
      self->veil = pixman_image_create_solid_fill (&color);
      self->veil_alpha = alpha;
    }
  return self->veil;
}

static void
blend_area (pixman_image_t *source,
            pixman_image_t *veil,
            pixman_image_t *dest,
            Area *area,
            const Origin *origin)
{
  SumacRect rect;

  while (area_next (area, &rect))
    pixman_image_composite32 (PIXMAN_OP_OVER, source, veil, dest, rect.left + origin->dx,
                              rect.top + origin->dy, 0, 0, rect.left, rect.top,
                              sumac_rect_width (&rect), sumac_rect_height (&rect));
}

static gboolean
blend (RendererCairo *self, Surface *dest, const SumacOp *op, const Origin *origin, Area *area)
{
  gboolean is_alpha_source = origin->surface && op->u.alpha_blend.source_has_alpha;
  guint8 alpha = op->u.alpha_blend.alpha;
  pixman_image_t *veil = veil_of (self, alpha);
  pixman_image_t *onto =
      surface_image (dest, form_of (dest->view.format, op->u.alpha_blend.dest_has_alpha));
  pixman_image_t *source =
      origin_image (origin, form_of (origin->view.format, is_alpha_source));
  gboolean is_ready = source && onto && (veil || alpha == 255);

  if (is_ready)
    blend_area (source, veil, onto, area, origin);
  if (source)
    pixman_image_unref (source);
  return is_ready;
}

/* xRGB has no alpha, but pixman leaves some there: if the box's first pixel has, all of the box
 * is rid of it (display spec §5). */
static void
tidy (Surface *dest, const SumacOp *op, SumacRect *damage)
{
  SumacRect box = whole (&dest->view);

  if (dest->view.format != SUMAC_PIXELS_XRGB32 || op->u.alpha_blend.dest_has_alpha)
    return;
  sumac_rect_intersect (&op->box, &box, &box);
  if (view_row (&dest->view, box.top)[(gsize) box.left * 4 + 3] != 0xff)
    return;
  change_rect (&dest->view, &box, (Change){ .keep = 0x00ffffff });
  *damage = box;
}

static gboolean
draw_alpha_blend (RendererCairo *self, Surface *dest, const SumacOp *op, SumacRect *damage)
{
  Origin origin = { 0 };
  Area area;

  if (!is_unscaled (op) || !find_source (self, &op->source, &origin) ||
      origin.surface == dest || sumac_pixel_format_bits (origin.view.format) != 32 ||
      sumac_pixel_format_bits (dest->view.format) != 32)
    return FALSE;

  SumacRect within =
      reachable (&op->box, &dest->view, &origin, (gint64) op->source_area.left - op->box.left,
                 (gint64) op->source_area.top - op->box.top);

  if (op->u.alpha_blend.alpha == 0)
    within = (SumacRect){ 0, 0, 0, 0 };
  if (!area_init (&area, &within, &op->clip, TRUE))
    return FALSE;

  gboolean is_drawn = blend (self, dest, op, &origin, &area);
  gboolean is_empty = sumac_rect_is_empty (&area.within);

  area_clear (&area, damage);
  if (is_drawn && !is_empty)
    tidy (dest, op, damage);
  return is_drawn;
}

/* The way in */

/* What is not here is refused. */
static gboolean (*const draws[SUMAC_N_OP_KINDS]) (RendererCairo *self,
                                                  Surface *dest,
                                                  const SumacOp *op,
                                                  SumacRect *damage) = {
  [SUMAC_OP_FILL] = draw_fill,
  [SUMAC_OP_COPY] = draw_copy,
  [SUMAC_OP_BLEND] = draw_copy,
  [SUMAC_OP_BLACKNESS] = draw_blackness,
  [SUMAC_OP_WHITENESS] = draw_whiteness,
  [SUMAC_OP_INVERS] = draw_invers,
  [SUMAC_OP_ALPHA_BLEND] = draw_alpha_blend,
  [SUMAC_OP_COPY_BITS] = draw_copy_bits,
};

static gboolean
draw (SumacRenderer *renderer, const SumacOp *op, SumacRect *damage)
{
  RendererCairo *self = RENDERER_CAIRO (renderer);
  Surface *dest = find_surface (self, op->surface);

  return dest && (guint) op->kind < G_N_ELEMENTS (draws) && draws[op->kind] &&
         draws[op->kind](self, dest, op, damage);
}

static void
renderer_cairo_finalize (GObject *object)
{
  RendererCairo *self = RENDERER_CAIRO (object);

  g_hash_table_unref (self->surfaces);
  if (self->veil)
    pixman_image_unref (self->veil);
  G_OBJECT_CLASS (renderer_cairo_parent_class)->finalize (object);
}

static void
renderer_cairo_class_init (RendererCairoClass *klass)
{
  SumacRendererClass *renderer_class = SUMAC_RENDERER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = renderer_cairo_finalize;
  renderer_class->surface_create = create_surface;
  renderer_class->surface_destroy = destroy_surface;
  renderer_class->draw = draw;
  renderer_class->map = map_surface;
  renderer_class->unmap = unmap_surface;
}

static void
renderer_cairo_class_finalize (RendererCairoClass *klass G_GNUC_UNUSED)
{
}

static void
renderer_cairo_init (RendererCairo *self)
{
  self->surfaces = g_hash_table_new_full (NULL, NULL, NULL, surface_free);
}

SUMAC_PLUGIN_DEFINE (module)
{
  renderer_cairo_register_type (module);
  g_io_extension_point_implement (SUMAC_EXTENSION_POINT_RENDERER, RENDERER_TYPE_CAIRO, "cairo",
                                  100);
}
