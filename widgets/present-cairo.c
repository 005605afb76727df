/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "widgets/present-cairo.h"

#include "widgets/pending.h"

#include <string.h>

typedef struct
{
  SumacPresenter parent;
  SumacGeometry geometry;
  SumacRect area;            /* of the frame, as copied */
  cairo_surface_t *guest;    /* the area's pixels */
  cairo_surface_t *scaled;   /* the picture in device pixels, unless that is the same */
  pixman_region32_t pending; /* of the frame: not copied yet */
  pixman_region32_t stale;   /* of the area: copied, not scaled yet */
  gboolean is_behind;
} SumacPresentCairo;

static SumacPresentCairo *
as_cairo (SumacPresenter *present)
{
  return (SumacPresentCairo *) present;
}

static cairo_surface_t *
new_surface (GdkWindow *window, gint width, gint height)
{
  cairo_surface_t *surface;

  if (window)
    surface =
        gdk_window_create_similar_image_surface (window, CAIRO_FORMAT_RGB24, width, height, 1);
  else
    surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  if (cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS)
    return surface;
  g_warning ("display: no memory for a picture of %d × %d", width, height);
  cairo_surface_destroy (surface);
  return NULL;
}

static gboolean
rect_equal (const SumacRect *a, const SumacRect *b)
{
  return memcmp (a, b, sizeof *a) == 0;
}

/* A picture for @area, black at first; what is kept already is kept. */
static gboolean
ensure_guest (SumacPresentCairo *present, GdkWindow *window, const SumacRect *area)
{
  if (present->guest && rect_equal (&present->area, area))
    return TRUE;

  g_clear_pointer (&present->guest, cairo_surface_destroy);
  g_clear_pointer (&present->scaled, cairo_surface_destroy);
  present->guest = new_surface (window, sumac_rect_width (area), sumac_rect_height (area));
  present->area = *area;
  sumac_pending_set (&present->pending, area);
  return present->guest != NULL;
}

/* @part lies within the frame and within the area. */
static void
copy_part (SumacPresentCairo *present,
           const guint8 *pixels,
           gsize pixels_stride,
           const SumacRect *part)
{
  guint8 *target = cairo_image_surface_get_data (present->guest);
  gsize stride = (gsize) cairo_image_surface_get_stride (present->guest);
  gsize row_size = (gsize) sumac_rect_width (part) * 4;
  gsize from_left = (gsize) part->left * 4;
  gsize to_left = (gsize) (part->left - present->area.left) * 4;

  for (gint y = part->top; y < part->bottom; y++)
    memcpy (target + (gsize) (y - present->area.top) * stride + to_left,
            pixels + (gsize) y * pixels_stride + from_left, row_size);

  SumacRect inside = {
    .left = part->left - present->area.left,
    .top = part->top - present->area.top,
    .right = part->right - present->area.left,
    .bottom = part->bottom - present->area.top,
  };

  cairo_surface_mark_dirty_rectangle (present->guest, inside.left, inside.top,
                                      sumac_rect_width (&inside), sumac_rect_height (&inside));
  sumac_pending_add (&present->stale, &inside);
}

static void
copy_pending (SumacPresentCairo *present,
              SumacFrame *frame,
              const guint8 *pixels,
              gsize pixels_stride)
{
  const SumacRect whole = { 0, 0, sumac_frame_get_width (frame),
                            sumac_frame_get_height (frame) };
  int n_boxes;
  pixman_box32_t *boxes = pixman_region32_rectangles (&present->pending, &n_boxes);

  /* The window system may still be reading the shared memory. */
  cairo_surface_flush (present->guest);
  for (int i = 0; i < n_boxes; i++)
    {
      SumacRect part = sumac_pending_rect (&boxes[i]);

      if (sumac_rect_intersect (&part, &whole, &part) &&
          sumac_rect_intersect (&part, &present->area, &part))
        copy_part (present, pixels, pixels_stride, &part);
    }
  pixman_region32_clear (&present->pending);
}

static gboolean
needs_scaling (SumacPresentCairo *present)
{
  return sumac_geometry_fidelity (&present->geometry) != SUMAC_FIDELITY_EXACT;
}

static gboolean
ensure_scaled (SumacPresentCairo *present, GdkWindow *window)
{
  if (present->scaled)
    return TRUE;

  const SumacRect whole = { 0, 0, sumac_rect_width (&present->area),
                            sumac_rect_height (&present->area) };

  present->scaled = new_surface (window, present->geometry.width, present->geometry.height);
  sumac_pending_set (&present->stale, &whole);
  return present->scaled != NULL;
}

/* Scales what is stale, into memory: the window system only ever gets whole pixels. */
static void
scale_stale (SumacPresentCairo *present, GdkWindow *window)
{
  if (!needs_scaling (present) || !ensure_scaled (present, window) ||
      !pixman_region32_not_empty (&present->stale))
    return;

  const SumacGeometry *geometry = &present->geometry;
  cairo_t *cr = cairo_create (present->scaled);
  int n_boxes;
  pixman_box32_t *boxes = pixman_region32_rectangles (&present->stale, &n_boxes);

  for (int i = 0; i < n_boxes; i++)
    {
      SumacRect part = sumac_pending_rect (&boxes[i]);

      part = sumac_geometry_cover (geometry, &part);
      cairo_rectangle (cr, part.left, part.top, sumac_rect_width (&part),
                       sumac_rect_height (&part));
    }
  cairo_clip (cr);
  cairo_scale (cr, (double) geometry->width / geometry->guest_width,
               (double) geometry->height / geometry->guest_height);
  cairo_set_source_surface (cr, present->guest, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr),
                            sumac_geometry_fidelity (geometry) == SUMAC_FIDELITY_WHOLE
                                ? CAIRO_FILTER_NEAREST
                                : CAIRO_FILTER_GOOD);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
  cairo_paint (cr);
  cairo_destroy (cr);
  pixman_region32_clear (&present->stale);
}

static void
set_geometry (SumacPresenter *presenter, const SumacGeometry *geometry)
{
  SumacPresentCairo *present = as_cairo (presenter);

  if (geometry->width != present->geometry.width ||
      geometry->height != present->geometry.height ||
      geometry->guest_width != present->geometry.guest_width ||
      geometry->guest_height != present->geometry.guest_height)
    g_clear_pointer (&present->scaled, cairo_surface_destroy);
  present->geometry = *geometry;
}

static void
damage (SumacPresenter *presenter, const SumacRect *frame_rect)
{
  sumac_pending_add (&as_cairo (presenter)->pending, frame_rect);
}

static gboolean
is_behind (SumacPresenter *presenter)
{
  return as_cairo (presenter)->is_behind;
}

static gboolean
update (SumacPresenter *presenter, GdkWindow *window, SumacFrame *frame, const SumacRect *area)
{
  SumacPresentCairo *present = as_cairo (presenter);
  const guint8 *pixels;
  gsize stride;

  if (sumac_rect_is_empty (area) || !ensure_guest (present, window, area))
    return TRUE;
  if (pixman_region32_not_empty (&present->pending))
    {
      if (!sumac_frame_begin_read (frame, &pixels, &stride))
        {
          present->is_behind = TRUE;
          return FALSE;
        }
      copy_pending (present, frame, pixels, stride);
      sumac_frame_end_read (frame);
    }
  present->is_behind = FALSE;
  return TRUE;
}

static void
draw (SumacPresenter *presenter, GdkWindow *window, cairo_t *cr)
{
  SumacPresentCairo *present = as_cairo (presenter);
  const SumacGeometry *geometry = &present->geometry;

  if (!present->guest || geometry->width == 0 ||
      geometry->guest_width != sumac_rect_width (&present->area) ||
      geometry->guest_height != sumac_rect_height (&present->area))
    return;

  scale_stale (present, window);

  cairo_surface_t *picture = needs_scaling (present) ? present->scaled : present->guest;

  if (!picture)
    return;
  cairo_save (cr);
  cairo_scale (cr, 1.0 / geometry->scale, 1.0 / geometry->scale);
  cairo_rectangle (cr, geometry->x, geometry->y, geometry->width, geometry->height);
  cairo_set_source_surface (cr, picture, geometry->x, geometry->y);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
  cairo_fill (cr);
  cairo_restore (cr);
}

static cairo_surface_t *
dup_picture (SumacPresenter *presenter)
{
  SumacPresentCairo *present = as_cairo (presenter);

  return present->guest ? cairo_surface_reference (present->guest) : NULL;
}

static void
clear (SumacPresenter *presenter)
{
  SumacPresentCairo *present = as_cairo (presenter);

  g_clear_pointer (&present->guest, cairo_surface_destroy);
  g_clear_pointer (&present->scaled, cairo_surface_destroy);
  pixman_region32_clear (&present->pending);
  pixman_region32_clear (&present->stale);
  present->is_behind = FALSE;
}

static void
free_present (SumacPresenter *presenter)
{
  SumacPresentCairo *present = as_cairo (presenter);

  g_clear_pointer (&present->guest, cairo_surface_destroy);
  g_clear_pointer (&present->scaled, cairo_surface_destroy);
  pixman_region32_fini (&present->pending);
  pixman_region32_fini (&present->stale);
  g_free (present);
}

static const SumacPresenterClass present_cairo_class = {
  .name = "cairo",
  .set_geometry = set_geometry,
  .damage = damage,
  .is_behind = is_behind,
  .update = update,
  .draw = draw,
  .dup_picture = dup_picture,
  .clear = clear,
  .free = free_present,
};

SumacPresenter *
sumac_present_cairo_new (void)
{
  SumacPresentCairo *present = g_new0 (SumacPresentCairo, 1);

  present->parent.klass = &present_cairo_class;
  present->geometry.scale = 1;
  pixman_region32_init (&present->pending);
  pixman_region32_init (&present->stale);
  return &present->parent;
}
